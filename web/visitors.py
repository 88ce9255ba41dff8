"""What the server remembers of a browser beyond one session: who signed in, and the basket.

A session of Streamlit ends when its page is loaded anew, as by a link or F5. A cookie that no script
can read tells which browser it is. Nothing of this is written down: it ends with the server.
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field

import streamlit as st

COOKIE = "khach"

_MOST = 10_000  # browsers; those that came first are forgotten first
_STAY = 12 * 3600  # seconds until a password is asked for again


@dataclass(slots=True)
class Visitor:
    """One browser."""

    name: str = ""  # who signed in by password
    since: float = 0.0  # when
    wanted: tuple[str, dict[str, list[str]]] | None = None  # page and parameters to show after sign-in
    basket: list[tuple[str, int, int]] = field(default_factory=list)  # document, start, end
    notes: dict[tuple[str, int, int], str] = field(default_factory=dict)

    def sign_in(self, name: str) -> None:
        """Remember who it is."""
        self.name, self.since = name, time.monotonic()

    @property
    def signed_in(self) -> str:
        """Who it is, "" where nobody signed in lately."""
        return self.name if time.monotonic() - self.since < _STAY else ""


def visitor() -> Visitor:
    """The browser of this session; one that keeps no cookies is known until its page is loaded anew."""
    token = st.context.cookies.to_dict().get(COOKIE)
    if token is None:
        return st.session_state.setdefault("visitor", Visitor())
    known = _known()
    found = known.setdefault(token, Visitor())
    if len(known) > _MOST:
        known.popitem(last=False)
    return found


def new_cookie(secure: bool) -> str:
    """The header that makes a browser known. It ends with the browser."""
    safe = "; Secure" if secure else ""
    return f"{COOKIE}={secrets.token_urlsafe(32)}; Path=/; HttpOnly; SameSite=Lax{safe}"


@st.cache_resource(show_spinner=False)
def _known() -> OrderedDict[str, Visitor]:
    return OrderedDict()
