"""The numeric commitments of a plan, each with its exact place in the text."""

from __future__ import annotations

from collections.abc import Iterator

from indexer import commitments, rows
from indexer.clauses import clauses, sentence_around
from indexer.commitments import Commitment
from indexer.context import Context, contexts
from indexer.indicators import match
from indexer.mentions import mentions
from indexer.model import Document, Passage, Reading, Section, Target

_SURE = 0.7  # confidence of the recognition below which a number has to be checked by eye


def extract(
    reading: Reading, sections: tuple[Section, ...], passages: tuple[Passage, ...], document: Document
) -> tuple[Target, ...]:
    """Every number that a plan commits to (kind "target") or reports ("result"), in the order of the text.

    One record a number. `quote` is the clause or the table row that states it, verbatim.
    """
    found: list[Target] = []
    for passage, context in contexts(passages, document):
        read = _of_row if passage.row is not None else _of_prose
        for commitment, (start, end) in read(passage, context):
            found.append(_target(reading, passage, context, commitment, start, end))
    return tuple(found)


def _of_prose(passage: Passage, context: Context) -> Iterator[tuple[Commitment, tuple[int, int]]]:
    """The commitments of a passage with the clauses that state them, positions in the passage."""
    blocked = mentions(passage.text)
    for start, end in clauses(passage.text):
        sentence, _ = sentence_around(passage.text, start)
        for commitment in commitments.find(passage.text, start, end, sentence, blocked, context):
            yield commitment, (start, end)


def _of_row(passage: Passage, context: Context) -> Iterator[tuple[Commitment, tuple[int, int]]]:
    for commitment in rows.find(passage.text, context):
        yield commitment, (0, len(passage.text))


def _target(
    reading: Reading, passage: Passage, context: Context, said: Commitment, start: int, end: int
) -> Target:
    quote = passage.text[start:end]
    indicator = match(said.label, context.titles, said.unit)
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


def _doubtful(reading: Reading, start: int, end: int) -> bool:
    """Whether the number was recognised from an image with little confidence."""
    return any(
        anchor.confidence is not None and anchor.confidence < _SURE
        for anchor in reading.anchors
        if anchor.start < end and start < anchor.end
    )
