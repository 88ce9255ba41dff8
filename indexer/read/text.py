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
from indexer.refusal import Refusal, message

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
    reading = draft.reading("md" if markdown else "txt", warnings=warnings)
    if not reading.blocks:
        raise Refusal("empty-file")
    return reading


def _write(lines: list[Line], wrapped: Wrapping | None, draft: Draft) -> None:
    """Adds the paragraphs that the lines form, one block each."""
    whole: list[str] = []
    last: Line | None = None
    title = False  # whether all of the paragraph so far is set as a heading
    numbers: list[str] = []  # page numbers met inside a paragraph follow it
    for line in [*lines, None]:
        if line and last and _PAGE_NUMBER.fullmatch(line.text) and not last.runs_on:
            numbers.append(line.text)
            continue
        if last and not (line and _joined(last, line, title, bool(numbers), wrapped, len(whole) > 1)):
            draft.add(" ".join(whole), "heading" if title else "text")
            for number in numbers:
                draft.add(number)
            whole, numbers, last = [], [], None
        if line:
            title = line.heading and (title or last is None)
            whole.append(line.text)
            last = line


def _joined(
    last: Line, line: Line, title: bool, parted: bool, wrapped: Wrapping | None, inside: bool
) -> bool:
    """Whether the line goes on with the paragraph.

    `parted`: a page number stands between them. `inside`: the last line is not the paragraph's first.
    """
    if stands_alone(last.text) or stands_alone(line.text):
        return False
    if last.runs_on and not line.gap and not complete(last.text):
        return True
    if title and not line.heading and not bare(last.text):
        return False
    return runs_on(last.text, line.text, gap=line.gap or parted, wrapped=wrapped, inside=inside)
