"""The shortest stretch of a passage that answers: a sentence, or clauses of a long one, not the paragraph.

A short sentence is not taken apart: what follows a semicolon is often the number asked for, or limits what
the words before it say ("50%…; riêng cấp tỉnh 60%"). Nor are sentences that say nearly the same of the
question: which of them answers, their words do not tell.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from indexer.coverage import Coverage
from indexer.model import Passage
from indexer.sentences import sentences

_ENOUGH = 0.9  # share of what the whole passage says of the question that a quote must say
_LONG = 240  # characters: a longer sentence is quoted by clauses
_ALIKE = 0.6  # share of what the best part says of the question, from which another may be what answers
_TOGETHER = 400  # characters: what is longer is not quoted together
_LEAD = re.compile(r"^(?:[-–+•*]\s*|(?:[IVXL]+|\d{1,2}(?:\.\d{1,2})*|[a-zđ])[.)]\s+)+")


@cache
def _clause(kind: str) -> re.Pattern[str]:
    """A list of data/quotes.toml as a pattern."""
    listed = tomllib.loads(files("indexer").joinpath("data/quotes.toml").read_text("utf-8"))[kind]
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, listed))})\b", re.IGNORECASE)


def best_quote(
    passage: Passage, coverage: Coverage, number: bool = False, single: bool = False
) -> tuple[int, int]:
    """Return start and end, in the document's text, of the shortest part of a passage that answers.

    `number`: a part that states one is wanted, where the passage has any. `single`: one part will do, even
    where others say nearly the same. A table row is one piece.
    """
    text = passage.text
    pieces = [(0, len(text))] if passage.row is not None else _pieces(text)
    above = "\n".join(passage.heading)
    spans = [
        (last - first, pieces[first][0], pieces[last][1])
        for first in range(len(pieces))
        for last in range(first, len(pieces))
        if not (first and _clause("leans").match(text, pieces[first][0]))
    ]
    if number and re.search(r"\d", _without_lead(text)):
        spans = [span for span in spans if re.search(r"\d", _without_lead(text[span[1] : span[2]]))]
    said = {span: coverage.of(f"{above}\n{text[span[1] : span[2]]}") for span in spans}
    enough = _ENOUGH * max(said.values())
    # As few clauses as will do; of those, the one that says most, and of equals the first.
    best = min(
        (span for span in spans if said[span] >= enough), key=lambda span: (span[0], -said[span], span[1])
    )
    alike = [span for span in spans if span[0] == best[0] and said[span] >= _ALIKE * said[best]]
    start, end = min(start for _, start, _ in alike), max(end for *_, end in alike)
    if single or end - start > _TOGETHER:
        _, start, end = best
    return passage.start + start + lead(text[start:end]), passage.start + end


def lead(text: str) -> int:
    """Length of the item's number or dash that a text begins with; 0 where nothing else is in it."""
    return len(text) - len(_without_lead(text))


def _without_lead(text: str) -> str:
    """The text without its item's number or dash, unless nothing else is in it."""
    return _LEAD.sub("", text) or text


def _pieces(text: str) -> list[tuple[int, int]]:
    """Where the sentences stand, and of long ones the clauses; without spaces around."""
    pieces = []
    for start, end in sentences(text):
        pieces += _clauses(text, start, end) if end - start > _LONG else [(start, end)]
    trimmed = []
    for start, end in pieces:
        inside = text[start:end]
        if words := inside.strip():
            begin = start + inside.index(words)
            trimmed.append((begin, begin + len(words)))
    return trimmed


def _clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence parted at semicolons outside brackets."""
    clauses = []
    depth, begin = 0, start
    for place in range(start, end):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if text[place] == ";" and depth <= 0 and _clause("verbs").search(text, begin, place):
            clauses.append((begin, place))
            begin = place + 1
    return [*clauses, (begin, end)]
