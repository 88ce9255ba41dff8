"""Where a stretch of a reading stands on its pages, and how surely it was recognised."""

from __future__ import annotations

from bisect import bisect_right

from indexer.model import Anchor, Reading


def touching(reading: Reading, start: int, end: int) -> tuple[Anchor, ...]:
    """The anchors that share a character with text[start:end], in order."""
    first = bisect_right(reading.anchors, start, key=lambda anchor: anchor.end)
    last = first
    while last < len(reading.anchors) and reading.anchors[last].start < end:
        last += 1
    return reading.anchors[first:last]


def confidence_at(reading: Reading, start: int, end: int) -> float | None:
    """Lowest confidence (0..1) with which a word of text[start:end] was recognised; None where none was."""
    known = [a.confidence for a in touching(reading, start, end) if a.confidence is not None]
    return min(known, default=None)
