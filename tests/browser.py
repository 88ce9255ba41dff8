"""The app in a real browser: a server of its own on a free port, and Debian's Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent


@contextmanager
def app(corpus: Path, index: Path, *options: str) -> Iterator[str]:
    """The app over these folders, as a person starts it, with Streamlit's own `options`; its address."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    call = [sys.executable, "-m", "streamlit", "run", "app.py", *options]
    call += ["--server.port", str(port), "--server.headless", "true"]
    server = subprocess.Popen([*call, "--", "--corpus", str(corpus), "--index", str(index)], cwd=ROOT)
    address = f"http://localhost:{port}"
    try:
        _wait(f"{address}/_stcore/health", server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait(url: str, server: subprocess.Popen) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the app did not start")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium; Playwright never fetches its own here."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise RuntimeError("install chromium, or name it in the environment variable CHROMIUM")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        try:
            yield browser
        finally:
            browser.close()


def settled(page: Page) -> None:
    """Wait until the page is drawn and nothing runs."""
    page.locator("header.page h1").first.wait_for(timeout=60_000)
    page.wait_for_function(
        "() => document.querySelector('.stApp')?.dataset.testScriptState === 'notRunning'"
        " && !document.querySelector('[data-testid=stSpinner]')",
        timeout=60_000,
    )


def whole(page: Page, longest: int = 6_000) -> None:
    """Make the window as high as what it shows, so that a screenshot holds all of it."""
    height = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": page.viewport_size["width"], "height": min(max(height, 600), longest)})
