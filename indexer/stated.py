"""Questions about a plan itself: its number, date, issuer, signer, and where the plan says them."""

from __future__ import annotations

import re
from datetime import date

from indexer.model import Block, Document

KINDS = ("number", "issued", "issuer", "signer")
"""The facts that a question can ask for; each is the name of a field of `Document`."""


def where(kind: str, document: Document, text: str, blocks: list[Block]) -> Block | None:
    """Return the block of the text that states a fact; None where the plan does not state it in words."""
    value = getattr(document, kind)
    if value is None:
        return None
    pattern = re.compile(_PATTERNS[kind](value), re.IGNORECASE)
    found = (block for block in blocks if pattern.search(text, block.start, block.end))
    return next(found, None)


def _date(value: str) -> str:
    day = date.fromisoformat(value)
    words = rf"ngày\s*0?{day.day}\s*tháng\s*0?{day.month}\s*năm\s*{day.year}"
    return rf"{words}|\b0?{day.day}\s?[/.-]\s?0?{day.month}\s?[/.-]\s?{day.year}\b"


def _issuer(value: str) -> str:
    # A letterhead has the name in capitals and on a line of its own, below "ỦY BAN NHÂN DÂN".
    body = value.removeprefix("UBND ")
    return rf"(?:ubnd|ủy ban nhân dân)?\s*{re.escape(body)}"


_PATTERNS = {
    "number": lambda value: r"\s*".join(map(re.escape, value)),
    "issued": _date,
    "issuer": _issuer,
    "signer": re.escape,
}
