"""Questions about a plan itself: its number, date, issuer, signer, what it rests on; where it says them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
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


RESTING = ("parent", "basis")
"""What a plan can be asked that it rests on: the plan of the level above, or documents of any kind."""

_OPENING = re.compile(r"\W*(?:căn cứ|thực hiện|triển khai|theo|trên cơ sở|xét đề nghị)\s", re.IGNORECASE)
_RESTED_ON = {
    "parent": re.compile(r"(?<!ban hành )kế hoạch\s+(?:số|của|cải cách|công tác)", re.IGNORECASE),
    "basis": re.compile(
        r"luật|pháp lệnh|nghị (?:định|quyết)|quyết định|thông tư|chỉ thị|kế hoạch|chương trình|công văn"
        r"|đề nghị",
        re.IGNORECASE,
    ),
}


def bases(kind: str, text: str, blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield those of the blocks before a plan's first section that name what it rests on."""
    for block in blocks:
        if _OPENING.match(text, block.start, block.end) and _RESTED_ON[kind].search(
            text, block.start, block.end
        ):
            yield block


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
