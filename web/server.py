"""What the server does besides running the pages: it opens the index before anybody asks, and tells
browsers apart.
"""

from __future__ import annotations

import threading
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from indexer.refusal import Refusal
from web import visitors


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Say where the app is, open it in the browser of this computer, and make ready meanwhile."""
    host = st.get_option("server.address") or "localhost"
    url = f"http://{host}:{st.get_option('server.port')}"
    print(f"Ứng dụng / app: {url}", flush=True)
    if not st.get_option("server.headless"):
        webbrowser.open(url)
    threading.Thread(target=_make_ready, name="make-ready", daemon=True).start()
    yield


def failed(error: Exception) -> bool:
    """Say an error that no page caught, as of a click, in a sentence; True: nothing else need be shown."""
    from web import frame

    frame.fault_notice(error)
    return True


def _make_ready() -> None:
    """Load what the first page needs while the browser is still loading its own."""
    from web import frame, serving  # noqa: F401

    with suppress(Refusal):  # the page says what is wrong with the index
        serving.generation()


class _Visitors:
    """Gives every browser the cookie by which the server knows it again."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("set-cookie", visitors.new_cookie(secure=scope["scheme"] == "https"))
            await send(message)

        known = scope["type"] != "http" or visitors.COOKIE in HTTPConnection(scope).cookies
        await self._app(scope, receive, send if known else sent)


MIDDLEWARE = [Middleware(_Visitors)]
