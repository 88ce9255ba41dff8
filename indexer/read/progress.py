"""Word from inside a reader that it is getting on, for whoever set it a limit of time."""

from __future__ import annotations

from collections.abc import Callable

_listeners: list[Callable[[], None]] = []


def listen(listener: Callable[[], None]) -> None:
    """Have `listener` called whenever a page is done."""
    _listeners.append(listener)


def advanced() -> None:
    """Say that a page is done."""
    for listener in _listeners:
        listener()
