"""Sections into passages, the unit of search and citation: one item, one paragraph, one table row."""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from indexer.model import Passage, Reading, Section

LIMIT = 900  # characters; e5 reads 512 tokens, about 1,500 characters of Vietnamese with its heading path


@cache
def _splitter() -> ModuleType:
    """underthesea's sentence splitter alone: importing the package loads the whole toolkit (0.5-3 s)."""
    root = Path(find_spec("underthesea").submodule_search_locations[0])
    spec = spec_from_file_location("_sent_tokenize", root / "pipeline" / "sent_tokenize" / "__init__.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# What a sentence does not end with, whatever the splitter says.
_NO_END = re.compile(
    r"(?:^|[\s(“\"])(?:v\.v|vv|TP|Tp|TX|TT|Q|P|H|ThS|TS|PGS|GS|BS|KS|CN|Ths|tr|Nxb|St|No|\d{1,2}|[A-ZĐ]|[IVX]+|Đ/c|đ/c)\.$"
)


def sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a paragraph stand: (start, end) pairs, in order, covering all but white space."""
    spans: list[tuple[int, int]] = []
    position = 0
    for sentence in _splitter().sent_tokenize(text):
        start = text.index(sentence, position)
        position = start + len(sentence)
        if spans and not _ends(text[spans[-1][0] : spans[-1][1]], text[spans[-1][1] : position]):
            spans[-1] = (spans[-1][0], position)
        else:
            spans.append((start, position))
    return spans


def _ends(sentence: str, rest: str) -> bool:
    """Whether a sentence is over where the splitter ended it."""
    following = rest.lstrip()
    if not rest[:1].isspace() or following[:1].islower() or following[:1] in ',;:)”"/':
        return False
    return not _NO_END.search(sentence)


def split(reading: Reading, sections: tuple[Section, ...], document_id: str) -> tuple[Passage, ...]:
    """The passages of a reading in the order of the text. Furniture gives none."""
    result = []
    for block in reading.blocks:
        if block.kind == "furniture":
            continue
        path = _path(sections, block.start)
        address = path[-1].address if path else None
        heading = tuple(s.heading for s in path if s.heading)
        for start, end in _parts(reading.text, block.start, block.end):
            result.append(
                Passage(
                    document_id,
                    address,
                    heading,
                    _page(reading, start),
                    start,
                    end,
                    reading.text[start:end],
                    block.row,
                )
            )
    return tuple(result)


def _path(sections: tuple[Section, ...], position: int) -> list[Section]:
    """The sections around a position, outermost first."""
    return [s for s in sections if s.start <= position < s.end]


def _page(reading: Reading, position: int) -> int | None:
    """The page on which the character at `position` stands."""
    page = None
    for anchor in reading.anchors:
        if anchor.start > position:
            break
        page = anchor.page
    return page


def _parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A block as one part, or as runs of whole sentences where it is longer than LIMIT."""
    if end - start <= LIMIT:
        return [(start, end)]
    parts: list[tuple[int, int]] = []
    for first, last in sentences(text[start:end]):
        if parts and last + start - parts[-1][0] <= LIMIT:
            parts[-1] = (parts[-1][0], last + start)
        else:
            parts.append((first + start, last + start))
    return parts
