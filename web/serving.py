"""The open index and the build at work: one of each for the whole server, whatever the number of sessions."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from indexer import generation as generations
from indexer.generation import Generation
from indexer.model import Answer, Filters, Hit
from web.jobs import Job, Progress

if TYPE_CHECKING:
    from indexer.build import Report


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the plans and the index lie."""

    corpus: Path
    index: Path


def folders() -> Folders:
    """The folders of the call: streamlit run app.py -- --corpus DIR --index DIR."""
    parser = argparse.ArgumentParser(prog="streamlit run app.py --", allow_abbrev=False)
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


def answer(question: str, filters: Filters, ignoring: tuple[str, ...] = ()) -> Answer:
    """The answer over the generation that serves; worked out once for all sessions."""
    where = generations.current(folders().index)
    return _answer(str(where.resolve()), question, filters, ignoring)


@st.cache_resource(max_entries=200, show_spinner=False)
def _answer(folder: str, question: str, filters: Filters, ignoring: tuple[str, ...]) -> Answer:
    from indexer.answer import ask

    return ask(_open(folder), question, filters, ignoring)


def nearest(question: str, filters: Filters) -> list[Hit]:
    """The passages that come closest to a question without an answer; worked out once for all sessions."""
    where = generations.current(folders().index)
    return _nearest(str(where.resolve()), question, filters)


@st.cache_resource(max_entries=200, show_spinner=False)
def _nearest(folder: str, question: str, filters: Filters) -> list[Hit]:
    from indexer.search import search

    return search(_open(folder), question, filters, 3, "hybrid")


def building() -> Job[Report]:
    """The server's build, which brings the index up to date with the corpus."""
    return _building(folders())


@st.cache_resource(show_spinner=False)
def _building(where: Folders) -> Job[Report]:
    def work(progress: Progress) -> Report:
        from indexer.build import build

        report = build(where.corpus, where.index, progress=progress)
        _warm_up()
        return report

    return Job(work)


def _warm_up() -> None:
    """Load what the next question needs, so that nobody waits for it."""
    import indexer.answer  # noqa: F401

    opened = generation()
    _ = opened.encoder, opened.dense, opened.lexical, opened.vocabulary
