"""The open index and the build at work: one of each for the whole server, whatever the number of sessions."""

from __future__ import annotations

import argparse
import logging
import secrets
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from indexer import generation as generations
from indexer.generation import Generation
from indexer.model import Answer, Filters, Hit
from indexer.refusal import Refusal

if TYPE_CHECKING:
    from indexer.build import Report

_LOG = logging.getLogger("app")


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the plans and the index lie."""

    corpus: Path
    index: Path


def folders() -> Folders:
    """The folders of the call: streamlit run app.py -- --corpus DIR --index DIR."""
    parser = argparse.ArgumentParser(prog="streamlit run app.py --")
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--index", type=Path, default=Path("index"))
    known, _ = parser.parse_known_args(sys.argv[1:])
    return Folders(known.corpus, known.index)


def generation() -> Generation | None:
    """The generation that serves now, opened once for all sessions; None where nothing was built yet.

    `Refusal` where the index is damaged or of another kind.
    """
    folder = generations.current(folders().index)
    return None if folder is None else _open(str(folder.resolve()))


# A session may still be showing from the generation before the newest; older ones go.
@st.cache_resource(max_entries=2, show_spinner=False)
def _open(folder: str) -> Generation:
    return Generation(Path(folder))


def answer(question: str, filters: Filters) -> Answer:
    """The answer over the generation that serves; worked out once for all sessions."""
    where = generations.current(folders().index)
    return _answer(str(where.resolve()), question, filters)


@st.cache_resource(max_entries=200, show_spinner=False)
def _answer(folder: str, question: str, filters: Filters) -> Answer:
    from indexer.answer import ask

    return ask(_open(folder), question, filters)


def nearest(question: str, filters: Filters) -> list[Hit]:
    """The passages that come closest to a question without an answer."""
    from indexer.search import search

    return search(generation(), question, filters, 3, "hybrid")


def fault(error: BaseException) -> str:
    """Log an unexpected error in full and return the reference number that a person is told."""
    reference = secrets.token_hex(3).upper()
    _LOG.error("error %s", reference, exc_info=error)
    return reference


class Building:
    """The server's build: at most one at a time, seen by every session."""

    def __init__(self) -> None:
        self.begun = False  # since the server started
        self.running = False
        self.step: tuple[str, int, int] | None = None  # "read", "encode" or "index"; how much of how much
        self.outcome: Report | Refusal | str | None = None  # of the last build: what it did or why it did not
        self._again = False
        self._stop = False
        self._lock = threading.Lock()

    def start(self) -> None:
        """Bring the index up to date with the corpus; after the build at work, where there is one."""
        with self._lock:
            self.begun, self._again = True, True
            if not self.running:
                self.running = True
                # A daemon, so that the server can be stopped; the next build goes on from there.
                threading.Thread(target=self._run, args=(folders(),), name="build", daemon=True).start()

    def cancel(self) -> None:
        """Ask the build to end at its next step; the index goes on serving as it was."""
        with self._lock:
            self._stop, self._again = True, False

    def _run(self, where: Folders) -> None:
        while self._goes_on():
            try:
                from indexer.build import build

                self.outcome = build(where.corpus, where.index, progress=self._progress)
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
    """A person asked the build to stop."""


@st.cache_resource(show_spinner=False)
def building() -> Building:
    """The server's build."""
    return Building()
