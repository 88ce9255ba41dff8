"""Plain text and Markdown, clean or as crawled from a portal."""

from __future__ import annotations

import re
from pathlib import Path

from indexer.model import Reading
from indexer.normalise import characters, complete, runs_on, wrap_width
from indexer.read.draft import Draft
from indexer.read.encodings import decode
from indexer.read.marks import Line, unmarked

_PAGE_NUMBER = re.compile(r"[-–—\s]*\d{1,3}[-–—\s]*")


def read(path: Path) -> Reading:
    """A text file as paragraphs. Refusal for empty, binary or undecodable content."""
    text = characters(decode(path.read_bytes()))
    draft = Draft()
    lines = unmarked(text.split("\n"))
    _paragraphs(lines, draft)
    return draft.reading("md" if path.suffix.lower() in (".md", ".markdown") else "txt")


def _paragraphs(lines: list[Line], draft: Draft) -> None:
    """Adds the paragraphs that the lines form, one block each."""
    width = wrap_width([part for line in lines for part in ([""] * line.gap + [line.text])])
    whole: list[str] = []
    heading = True
    aside: list[str] = []  # page numbers met inside a paragraph follow it

    def close() -> None:
        nonlocal heading
        if whole:
            draft.add(" ".join(whole), "heading" if heading else "text")
        for number in aside:
            draft.add(number)
        whole.clear()
        aside.clear()
        heading = True

    open_ended = False
    for line in lines:
        if _PAGE_NUMBER.fullmatch(line.text) and whole and not open_ended:
            aside.append(line.text)
            continue
        gap = line.gap or bool(aside)
        if not whole or not (
            (open_ended and not gap and not complete(whole[-1]))
            or (
                (heading <= line.heading or line.text[0].islower())
                and runs_on(whole[-1], line.text, gap=gap, width=width)
            )
        ):
            close()
        whole.append(line.text)
        heading = heading and line.heading
        open_ended = line.runs_on
    close()
