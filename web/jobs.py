"""Long work in the background, seen by every session, with its progress; and how an error is reported."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from indexer.refusal import Refusal

Outcome = TypeVar("Outcome")
Progress = Callable[[str, int, int], None]

_LOG = logging.getLogger("app")


def fault(error: BaseException) -> str:
    """Log an unexpected error in full and return the reference number that a person is told."""
    reference = secrets.token_hex(3).upper()
    _LOG.error("error %s", reference, exc_info=error)
    return reference


class Job(Generic[Outcome]):
    """Work that runs at most once at a time for the whole server.

    `work` is called with a function that it tells its progress: the step, how much of it is done and
    how much there is.
    """

    def __init__(self, work: Callable[[Progress], Outcome]) -> None:
        self._work = work
        self.begun = False  # since the server started
        self.running = False
        self.step: tuple[str, int, int] | None = None
        self.outcome: Outcome | Refusal | str | None = (
            None  # of the last run; a string is an error's reference
        )
        self._again = False
        self._stop = False
        self._lock = threading.Lock()

    def start(self) -> None:
        """Begin the work; once more from the beginning where it is being done already."""
        with self._lock:
            self.begun, self._again = True, True
            if not self.running:
                self.running = True
                # A daemon, so that the server can be stopped in the middle of it.
                threading.Thread(target=self._run, name="job", daemon=True).start()

    def cancel(self) -> None:
        """Ask the work to end at its next step."""
        with self._lock:
            self._stop, self._again = True, False

    def _run(self) -> None:
        while self._goes_on():
            try:
                self.outcome = self._work(self._progress)
            except Refusal as refusal:
                self.outcome = refusal
            except _Cancelled:
                self.outcome = None
            except Exception as error:
                self.outcome = fault(error)

    def _goes_on(self) -> bool:
        with self._lock:
            self.running, self._again = self._again, False
            self.step, self._stop = None, False
            return self.running

    def _progress(self, step: str, done: int, total: int) -> None:
        if self._stop:
            raise _Cancelled
        self.step = (step, done, total)


class _Cancelled(Exception):
    """A person asked the work to stop."""
