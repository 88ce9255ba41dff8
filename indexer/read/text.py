"""Plain text and Markdown, clean or as crawled from a portal."""

from __future__ import annotations

import re
from pathlib import Path

from indexer.furniture import stands_alone
from indexer.model import Reading
from indexer.normalise import characters
from indexer.paragraphs import Wrapping, bare, complete, runs_on, wrapping
from indexer.read.draft import Draft
from indexer.read.encodings import decode
from indexer.read.marks import Line, unmarked
from indexer.read.pipes import parts
from indexer.read.table import Table
from indexer.refusal import message

_PAGE_NUMBER = re.compile(r"[-–—\s]*\d{1,3}[-–—\s]*")


def read(path: Path) -> Reading:
    """A text file as paragraphs and table rows. Refusal for empty, binary or undecodable content."""
    text = characters(decode(path.read_bytes()))
    lines = text.split("\n")
    wrapped = wrapping(lines)
    draft = Draft()
    tables = 0
    for part in parts(lines):
        if part.kind == "table":
            tables += 1
            Table(part.entries).write(draft, tables)
        else:
            _write(unmarked(list(part.lines)), wrapped, draft)
    lost = text.count("\ufffd")
    warnings = [message("lost-characters", count=lost)] if lost else []
    markdown = path.suffix.lower() in (".md", ".markdown")
    return draft.reading("md" if markdown else "txt", warnings=warnings)


def _write(lines: list[Line], wrapped: Wrapping | None, draft: Draft) -> None:
    """Adds the paragraphs that the lines form, one block each."""
    whole: list[Line] = []
    numbers: list[str] = []  # page numbers met inside a paragraph follow it
    for line in lines:
        if whole and _PAGE_NUMBER.fullmatch(line.text) and not whole[-1].runs_on:
            numbers.append(line.text)
            continue
        if whole and not _joined(whole, line, bool(numbers), wrapped):
            _close(whole, numbers, draft)
        whole.append(line)
    if whole:
        _close(whole, numbers, draft)


def _joined(whole: list[Line], line: Line, parted: bool, wrapped: Wrapping | None) -> bool:
    """Whether the line goes on with the paragraph; `parted`: a page number stands between them."""
    last = whole[-1]
    if stands_alone(last.text) or stands_alone(line.text):
        return False
    if last.runs_on and not line.gap and not complete(last.text):
        return True
    if all(part.heading for part in whole) and not line.heading and not bare(last.text):
        return False
    return runs_on(last.text, line.text, gap=line.gap or parted, wrapped=wrapped)


def _close(whole: list[Line], numbers: list[str], draft: Draft) -> None:
    draft.add(
        " ".join(line.text for line in whole), "heading" if all(line.heading for line in whole) else "text"
    )
    for number in numbers:
        draft.add(number)
    whole.clear()
    numbers.clear()
