"""Where a sentence ends: underthesea's splitter, kept from stopping at "TP.", "1." or "v.v."."""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

# What a sentence does not end with: titles and units, an item's own number, the number of what is cited.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(“\"/])(?:TP|Tp|TX|TT|Q|P|H|X|F|ThS|Ths|TS|PGS|GS|BS|KS|CN|NCS|St|Nxb|NXB|[Đđ]/c|TM|KT|TL)\.$"
)
_ITEM_NUMBER = re.compile(r"^\s*[-–+•]?\s*(?:\d{1,2}|[IVX]{1,6}|[A-ZĐa-zđ])\.$|[:;]\s(?:\d{1,2}|[a-zđ])\.$")
_CITED_NUMBER = re.compile(
    r"(?:^|\s)(?:Điều|Khoản|Mục|Phần|Chương|Phụ lục|Bảng|Biểu|Hình|số) (?:\d{1,3}|[IVX]{1,6})\.$"
)


_TAIL = 60  # characters of a sentence that tell whether it is over


@cache
def _splitter() -> ModuleType:
    """underthesea's sentence splitter alone: its package loads the whole toolkit, 0.5 to 3 s."""
    package = find_spec("underthesea")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("underthesea")
    root = Path(package.submodule_search_locations[0])
    spec = spec_from_file_location("_sentences", root / "pipeline" / "sent_tokenize" / "__init__.py")
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError("underthesea.pipeline.sent_tokenize")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences stand: (start, end) pairs in order, covering all but white space.

    A doubtful end is taken for none: a quote rather says a sentence more than half of one.
    """
    spans: list[tuple[int, int]] = []
    position = 0
    for sentence in _splitter().sent_tokenize(text):
        start = text.index(sentence, position)
        position = start + len(sentence)
        if spans:
            begun, ended = spans[-1]
            if not _over(text[max(begun, ended - _TAIL) : ended], text[ended:position]):
                spans[-1] = (begun, position)
                continue
        spans.append((start, position))
    return spans


def _over(sentence: str, rest: str) -> bool:
    """Whether `sentence` is over where the splitter ended it; `rest` is what it gave next."""
    following = rest.lstrip()
    if not following or not rest[0].isspace():
        return False
    if "\n" in rest[: len(rest) - len(following)]:
        return True
    if following[0].islower() or following[0] in ",;:.)]”’%/":
        return False
    return not (
        _ABBREVIATION.search(sentence) or _ITEM_NUMBER.search(sentence) or _CITED_NUMBER.search(sentence)
    )
