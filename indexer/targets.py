"""The numeric commitments of a plan, each with its exact place in the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from indexer import commitments, rows
from indexer.clauses import clauses
from indexer.commitments import Commitment
from indexer.context import Context, contexts
from indexer.indicators import match
from indexer.mentions import mentions
from indexer.model import Document, Passage, Reading, Section, Target

_LONGEST = 1500  # characters of a quote
_SURE = 0.7  # confidence of the recognition below which a number has to be checked by eye


def extract(
    reading: Reading, sections: tuple[Section, ...], passages: tuple[Passage, ...], document: Document
) -> tuple[Target, ...]:
    """Every number that a plan commits to (kind "target") or reports ("result"), in the order of the text.

    One record a number. `quote` is the clause or the table row that states it, verbatim.
    """
    lines = sorted(_lines(reading, sections, passages, document.id), key=lambda line: line.start)
    return tuple(
        _target(reading, passage, context, commitment, start, end, alone=len(said) == 1)
        for passage, context in contexts(lines, document)
        for (start, end), said in (_row if passage.row is not None else _clauses)(passage, context)
        for commitment in said
    )


def _lines(
    reading: Reading, sections: tuple[Section, ...], passages: tuple[Passage, ...], document: str
) -> Iterator[Passage]:
    """The passages line by line, and the titles, which are no passages but may hold a number too."""
    for passage in passages:
        for line in re.finditer(r"[^\n]+", passage.text):
            start = passage.start + line.start()
            yield replace(passage, start=start, end=start + len(line[0]), text=line[0])
    covered = [(passage.start, passage.end) for passage in passages]
    starts = [start for start, _ in covered]
    for block in reading.blocks:
        before = bisect_right(starts, block.start) - 1
        if block.kind == "furniture" or (before >= 0 and block.start < covered[before][1]):
            continue
        path = [section for section in sections if section.start <= block.start < section.end]
        yield Passage(
            document=document,
            section=path[-1].address if path else None,
            heading=tuple(section.heading for section in path[:-1] if section.heading),
            page=_page(reading, block.start),
            start=block.start,
            end=block.end,
            text=reading.text[block.start : block.end],
            row=block.row,
        )


def _page(reading: Reading, position: int) -> int | None:
    """The page on which the character at `position` stands."""
    before = bisect_right([anchor.start for anchor in reading.anchors], position) - 1
    return reading.anchors[max(before, 0)].page if reading.anchors else None


Said = tuple[tuple[int, int], list[Commitment]]  # where a clause stands in its passage, what it says


def _clauses(passage: Passage, context: Context) -> Iterator[Said]:
    blocked = mentions(passage.text)
    for start, end, sentence in clauses(passage.text):
        yield (start, end), commitments.find(passage.text, start, end, sentence, blocked, context)


def _row(passage: Passage, context: Context) -> Iterator[Said]:
    yield (0, len(passage.text)), rows.find(passage.text, context)


def _target(
    reading: Reading, passage: Passage, context: Context, said: Commitment, start: int, end: int, alone: bool
) -> Target:
    start, end = _quoted(passage.text, start, end, said)
    quote = passage.text[start:end]
    above = tuple(filter(None, (context.subject, *context.titles)))
    counted = f"{said.label} {said.scope}" if said.scope and said.scope not in said.label else said.label
    indicator = match(counted, above, said.unit)
    grows = said.label.endswith((" tăng", " giảm"))  # whose amount is no level
    if indicator is None and alone and passage.row is None and not grows:
        indicator = match(quote, above, said.unit)
    return Target(
        document=passage.document,
        indicator=indicator,
        label=said.label,
        comparator=said.comparator,
        value=said.value,
        value_max=said.value_max,
        unit=said.unit,
        scope=said.scope,
        kind=said.kind,
        section=passage.section,
        page=passage.page,
        start=passage.start + start,
        end=passage.start + end,
        quote=quote,
        value_start=passage.start + said.start,
        value_end=passage.start + said.end,
        deadline=said.deadline,
        agency=said.agency,
        doubtful=_doubtful(reading, passage.start + said.start, passage.start + said.end),
    )


def _quoted(text: str, start: int, end: int, said: Commitment) -> tuple[int, int]:
    """The clause, or of one too long to be read the words around the number."""
    if end - start > _LONGEST:
        first, last = max(start, said.start - _LONGEST // 2), min(end, said.end + _LONGEST // 2)
        start = start if first == start else max(text.rfind(" ", first, said.start), first - 1) + 1
        end = end if last == end else max(text.find(" ", last, end), last)
    return start, end


def _doubtful(reading: Reading, start: int, end: int) -> bool:
    """Whether the number was recognised from an image with little confidence."""
    return any(
        anchor.confidence is not None and anchor.confidence < _SURE
        for anchor in reading.anchors
        if anchor.start < end and start < anchor.end
    )
