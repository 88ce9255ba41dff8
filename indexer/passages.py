"""Sections into passages, the unit of search and citation: one item, one paragraph, one table row.

A line that is only a title is no passage where something stands below it: it goes with all of that as
`heading`, which is encoded and indexed together with the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.markers import markers
from indexer.mentions import states_number
from indexer.model import Block, Passage, Reading, Section
from indexer.paragraphs import bare, complete
from indexer.sentences import sentences

LIMIT = 900  # characters; an encoder of 512 tokens reads about 1,500, heading path included
_LEAD = 60  # characters; a shorter lead-in ("Cụ thể như sau:") says nothing alone
_BULLET = re.compile(r"[-–—+•*●○▪■]")
_GROUP = re.compile(r"(?P<label>[IVXL]+|[A-HĐ]|\d{1,2}(?:\.\d{1,2})*)\.\s(?P<name>[^;]{1,200})")


def split(reading: Reading, sections: tuple[Section, ...], document_id: str) -> tuple[Passage, ...]:
    """The passages of a reading in the order of the text, text == reading.text[start:end] in each.

    None crosses a section or cuts a sentence; furniture gives none.
    """
    pages = [anchor.start for anchor in reading.anchors]
    result = []
    for blocks, place in _units(reading, sections):
        for start, end in _parts(reading.text, blocks):
            anchor = max(bisect_right(pages, start) - 1, 0)
            result.append(
                Passage(
                    document=document_id,
                    section=place.path[-1].address if place.path else None,
                    heading=place.heading,
                    page=reading.anchors[anchor].page if pages else None,
                    start=start,
                    end=end,
                    text=reading.text[start:end],
                    row=blocks[0].row,
                )
            )
    return tuple(result)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a block stands: the sections around it, and the rows that name its part of a table."""

    path: tuple[Section, ...]  # outermost first
    groups: tuple[str, ...] = ()

    @property
    def heading(self) -> tuple[str, ...]:
        return (*(section.heading for section in self.path if section.heading), *self.groups)


def _units(reading: Reading, sections: tuple[Section, ...]) -> Iterator[tuple[list[Block], _Place]]:
    """Runs of blocks that are read together, each with its place."""
    unit: list[Block] = []
    unit_place = _Place(())
    for block, place in _placed(reading, sections):
        if unit and place.path == unit_place.path and _together(reading, unit, block):
            unit.append(block)
            continue
        if unit:
            yield unit, unit_place
        unit, unit_place = [block], place
    if unit:
        yield unit, unit_place


def _placed(reading: Reading, sections: tuple[Section, ...]) -> Iterator[tuple[Block, _Place]]:
    """Every block that can be quoted, with its place; titles of something are left out."""
    path: tuple[Section, ...] = ()
    groups: dict[int, str] = {}
    table: int | None = None
    opening = 0
    for block, below in zip(reading.blocks, [*reading.blocks[1:], None], strict=True):
        while opening < len(sections) and sections[opening].start <= block.start:
            path = (*(s for s in path if s.end > sections[opening].start), sections[opening])
            opening += 1
        path = tuple(section for section in path if section.end > block.start)
        if block.table != table:
            groups, table = {}, block.table
        if block.kind == "furniture" or (path and _is_title(reading, block, path[-1])):
            continue
        if below and below.table == block.table and (group := _group(reading, block)):
            depth, name = group
            groups = {d: n for d, n in groups.items() if d < depth} | {depth: name}
            continue
        yield block, _Place(path, tuple(groups.values()) if block.kind == "row" else ())


def _group(reading: Reading, block: Block) -> tuple[int, str] | None:
    """Depth and name of a table row that only names the rows below it ("I. Cải cách thể chế")."""
    match = _GROUP.fullmatch(reading.text[block.start : block.end])
    if block.kind != "row" or not match:
        return None
    label, name = match["label"], match["name"]
    if label[0].isdigit():
        return None if ": " in name else (label.count(".") + 2, name)
    return (1 if re.fullmatch("[IVXL]+", label) else 0), name


def _is_title(reading: Reading, block: Block, section: Section) -> bool:
    """Whether the block is nothing but the title of a section that holds more than it."""
    if section.heading is None or section.end <= block.end:
        return False
    text = reading.text[block.start : block.end]
    marker = next(iter(markers(text)), None)
    rest = text[marker.length :] if marker else text
    if text.endswith((".", ";")) and states_number(rest):
        return False  # "9. 90% kết quả được ban hành bằng bản điện tử." is a target, whatever stands below it
    if block.start == section.start:
        return not rest or rest.rstrip(".:;, ") == section.heading or text.rstrip(".:;, ") == section.heading
    return text.strip(" :") == section.heading


def _together(reading: Reading, unit: list[Block], block: Block) -> bool:
    """Whether a block is of one piece with the unit before it, in the same section."""
    last = unit[-1]
    if block.kind == "row" or last.kind == "row" or block.end - unit[0].start > LIMIT:
        return False
    if reading.text[last.end : block.start] != "\n":
        return False  # furniture between them
    first, text = (reading.text[b.start : b.end] for b in (unit[0], block))
    if len(unit) == 1 and bare(first):
        return True
    if first.endswith(":") and _depth(text) > _depth(first):
        # "- Lấy mẫu 04 vị trí gồm:" with its "+ 01 vị trí …": the items say nothing without it.
        return _depth(first) > 0 or (len(unit) == 1 and len(first) <= _LEAD)
    # "KẾ HOẠCH" with the lines that say of what.
    return complete(first) and text[-1] not in ".:;" and not _depth(text)


def _depth(text: str) -> int:
    """0 for a paragraph, 1 for a dash, 2 for a plus or a dot below it."""
    if not _BULLET.match(text):
        return 0
    return 1 if text[0] in "-–—*●■" else 2


def _parts(text: str, blocks: list[Block]) -> list[tuple[int, int]]:
    """The unit as one part, or as runs of whole sentences where it is longer than LIMIT."""
    start, end = blocks[0].start, blocks[-1].end
    if end - start <= LIMIT or blocks[0].kind == "row":
        return [(start, end)]
    parts: list[tuple[int, int]] = []
    for first, last in sentences(text[start:end]):
        if parts and start + last - parts[-1][0] <= LIMIT:
            parts[-1] = (parts[-1][0], start + last)
        else:
            parts.append((start + first, start + last))
    return parts
