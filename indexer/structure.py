"""The plan's own numbering as a tree of sections.

Levels are not told by marks (a crawler's "#####" lies) but by the order in which kinds of numbers
appear: a kind seen further up closes everything below it, a new kind opens a level.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from indexer.model import Block, Reading, Section
from indexer.normalise import is_upper

_LETTERS = "abcdđeghiklmnopqrstuvxy"
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}
# Kinds of markers that end every kind behind them in this order, wherever they appear.
_RANK = {"appendix": 0, "part": 0, "chapter": 1, "division": 2, "article": 3, "roman": 3, "title": 3}


@dataclass(frozen=True, slots=True)
class Marker:
    """The number or letter an item begins with, in one of its possible readings."""

    kind: str  # "roman", "number", "decimal", "letter", "article", ...
    label: str  # as people write it: "II", "1", "1.2", "đ", "Điều 3"
    value: tuple[int, ...]  # (2,) for "II", (1, 2) for "1.2."
    length: int  # characters of the block it takes up, with the white space behind
    sure: bool = True  # False for a slip of the pen or of the OCR that was set right


@dataclass(slots=True)
class _Open:
    """A section while its end is not known."""

    marker: Marker
    address: str
    heading: str | None
    parent: int | None
    start: int
    end: int
    position: int = -1
    styles: set[str] = field(default_factory=set)


_WORDS = (
    (
        "part",
        re.compile(r"(?:PHẦN|Phần) (?P<label>(?:thứ|THỨ) \w+|[IVX]+|\d{1,2}|[A-H])\b(?P<close>[.:\-–)]?)\s*"),
    ),
    ("chapter", re.compile(r"(?:CHƯƠNG|Chương) (?P<label>[IVXl]+|\d{1,2})\b(?P<close>[.:\-–]?)\s*")),
    (
        "division",
        re.compile(r"(?:MỤC|Mục) (?P<label>[IVX]+|\d{1,2})\b(?P<close>[.:\-–]|$|(?= [A-ZĐÀ-Ỹ]))\s*"),
    ),
    (
        "appendix",
        re.compile(
            r"(?:PHỤ LỤC|Phụ lục|Phụ Lục|BIỂU MẪU|Biểu mẫu)(?: (?:số |SỐ )?(?P<label>[IVX]+|\d{1,2}[A-Z]?|[A-H])\b)?"
            r"(?P<close>[.:\-–]|$|(?= ?\(| [A-ZĐÀ-Ỹ]{2}))\s*"
        ),
    ),
    ("article", re.compile(r"(?:ĐIỀU|Điều) (?P<label>\d{1,3}[a-zđ]?)(?P<close>[.:]|$)\s*")),
    ("clause", re.compile(r"Khoản (?P<label>\d{1,2})(?P<close>[.:])\s*")),
    ("point", re.compile(r"Điểm (?P<label>[a-zđ])(?P<close>[.:)])\s*")),
)
_DECIMAL = re.compile(
    r"((?:[IVX]{1,5}\.)?\d{1,2}(?:\.\d{1,2}){0,4})(?P<close>\s?\.|\s?[/)]|\s?[-–](?=\s)|(?=\s))\s*"
)
_ROMAN_MARK = re.compile(r"([IVXLl1|]{1,7})\s?([.)/:]|[-–](?=\s))\s*")
_LETTER = re.compile(r"([a-zđA-HĐ])\s?([.)/])\s*")
_PAREN = re.compile(r"\((\d{1,2}|[a-zđ])\)\s*")


def _roman(text: str) -> int | None:
    """Value of a Roman numeral in which the OCR may have put l, 1 or | for I; None where it is none."""
    text = re.sub("[l1|]", "I", text)
    if not re.fullmatch(r"X{0,3}(?:IX|IV|V?I{0,3})", text) or not text:
        return None
    values = [_ROMAN[c] for c in text]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def _numeral(value: int) -> str:
    return "X" * (value // 10) + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[value % 10]


def markers(text: str) -> Iterator[Marker]:
    """Every reading of the marker that `text` begins with, the most literal first."""
    for kind, pattern in _WORDS:
        if m := pattern.match(text):
            word = m[0].split()[0].capitalize()
            label = m["label"]
            value = _roman(label) if label and re.fullmatch("[IVXl]+", label) else None
            if value is None:
                value = int(re.match(r"\d+", label)[0]) if label and label[0].isdigit() else 0
            if kind == "appendix":
                word = "Phụ lục"
            name = f"{word} {label}" if label else word
            yield Marker(kind, {"clause": label, "point": label}.get(kind, name), (value,), m.end())
            return
    if m := _PAREN.match(text):
        label = m[1]
        value = int(label) if label.isdigit() else _LETTERS.find(label) + 1
        yield Marker("(1)" if label.isdigit() else "(a)", label, (value,), m.end())
        return
    if m := _ROMAN_MARK.match(text):
        value = _roman(m[1])
        if value and not m[1].isdigit() and (m[1] != "l"):
            sure = not re.search("[l1|]", m[1])
            yield Marker("roman", _numeral(value), (value,), m.end(), sure)
    if m := _DECIMAL.match(text):
        close = m["close"].strip()
        parts = m[1].split(".")
        head = _roman(parts[0]) if parts[0][0] in "IVX" else None
        numbers = tuple(int(p) for p in parts if p.isdigit())
        if head:
            yield Marker("decimal", ".".join(p for p in parts), (-head, *numbers), m.end())
        elif len(numbers) > 1:
            if close or re.match(r"[A-ZĐÀ-Ỹ“\"(]", text[m.end() :]):
                yield Marker("decimal", ".".join(map(str, numbers)), numbers, m.end(), bool(close))
        elif close:
            yield Marker(
                {")": "1)", "/": "1/", "-": "1-", "–": "1-"}.get(close, "number"),
                str(numbers[0]),
                numbers,
                m.end(),
            )
    if m := _LETTER.match(text):
        letter = m[1]
        if letter in _LETTERS:
            yield Marker("a" + m[2], letter, (_LETTERS.index(letter) + 1,), m.end())
        elif letter in "ABCDĐEGH":
            yield Marker("A", letter, ("ABCDĐEGH".index(letter) + 1,), m.end())
        if letter == "l":
            yield Marker("number", "1", (1,), m.end(), sure=False)


def sections(reading: Reading) -> tuple[Section, ...]:
    """The sections of a reading in the order of the text; a parent stands before its children."""
    return _Outline(reading).sections()


class _Outline:
    def __init__(self, reading: Reading) -> None:
        self._text = reading.text
        self._blocks = [b for b in reading.blocks if b.kind != "furniture"]
        self._done: list[_Open] = []
        self._stack: list[_Open] = []

    def sections(self) -> tuple[Section, ...]:
        for index, block in enumerate(self._blocks):
            if block.kind != "row" and (marker := self._marker(block)):
                self._open(marker, block, index)
            for section in self._stack:
                section.end = block.end
        return tuple(Section(s.address, s.heading, s.parent, s.start, s.end) for s in self._done)

    def _marker(self, block: Block) -> Marker | None:
        """The reading of the block's marker that continues the numbering, None where it is no item."""
        text = self._text[block.start : block.end]
        options = [m for m in markers(text) if m.length < len(text) or m.kind in _RANK]
        fitting = [m for m in options if self._fits(m, block)]
        return next(iter(fitting), None)

    def _fits(self, marker: Marker, block: Block) -> bool:
        """Whether the number can stand here: the next one, a first one, or a heading plainly meant."""
        if marker.kind in _RANK and marker.kind != "roman":
            return True
        text = self._text[block.start + marker.length : block.end]
        plain = block.kind == "heading" or is_upper(text)
        last = next((s.marker for s in reversed(self._stack) if s.marker.kind == marker.kind), None)
        if marker.kind == "decimal":
            return marker.sure or plain or text[:1].isupper()
        if last is None:
            return marker.value[0] <= 3 or plain or marker.kind == "roman"
        step = marker.value[0] - last.value[0]
        return 0 <= step <= 5 or marker.value[0] == 1 or plain

    def _open(self, marker: Marker, block: Block, index: int) -> None:
        self._close(marker)
        parent = self._stack[-1] if self._stack else None
        section = _Open(
            marker,
            self._address(marker),
            self._heading(marker, block, index),
            parent.position if parent else None,
            block.start,
            block.end,
            len(self._done),
        )
        self._done.append(section)
        self._stack.append(section)

    def _close(self, marker: Marker) -> None:
        """Takes off the stack what this marker ends."""
        stack = self._stack
        if marker.kind in _RANK:
            rank = _RANK[marker.kind]
            while stack and (stack[-1].marker.kind not in _RANK or _RANK[stack[-1].marker.kind] >= rank):
                stack.pop()
            return
        if marker.kind == "decimal":
            # 1.2 stands below 1 and beside 1.1, whatever lies between.
            depth = len(marker.value)
            while (
                stack
                and stack[-1].marker.kind not in _RANK
                and not (
                    stack[-1].marker.kind in ("number", "decimal") and len(stack[-1].marker.value) < depth
                )
            ):
                stack.pop()
            return
        for position, section in enumerate(stack):
            if section.marker.kind == marker.kind or (
                marker.kind == "number"
                and section.marker.kind == "decimal"
                and len(section.marker.value) == 1
            ):
                del stack[position:]
                return
        if marker.kind == "number" and stack and any(s.marker.kind == "decimal" for s in stack):
            first = next(i for i, s in enumerate(stack) if s.marker.kind == "decimal")
            if stack[first].marker.value[0] + 1 == marker.value[0]:
                del stack[first:]

    def _address(self, marker: Marker) -> str:
        if marker.kind in ("appendix", "part", "chapter", "article"):
            return marker.label
        above = list(self._stack)
        if marker.kind == "decimal":
            if marker.value[0] < 0:
                return marker.label
            above = [s for s in above if s.marker.kind not in ("number", "decimal")]
        if not above:
            return marker.label
        return f"{above[-1].address}.{marker.label}"

    def _heading(self, marker: Marker, block: Block, index: int) -> str | None:
        text = self._text[block.start + marker.length : block.end].strip()
        if not text and marker.kind in _RANK:
            follower = self._blocks[index + 1] if index + 1 < len(self._blocks) else None
            if follower and follower.kind != "row":
                title = self._text[follower.start : follower.end]
                if (is_upper(title) or follower.kind == "heading") and not any(markers(title)):
                    return title
            return None
        head, colon, rest = text.partition(":")
        if colon and rest and len(head) <= 100 and "." not in head and ";" not in head:
            return head.strip()
        title = text.rstrip(".: ")
        if not title or len(title) > 200 or re.search(r"[.;!?]\s", title):
            return None
        follower = self._blocks[index + 1] if index + 1 < len(self._blocks) else None
        follows = follower is not None and follower.kind != "furniture"
        if follows:
            following = next(iter(markers(self._text[follower.start : follower.end])), None)
            follows = following is None or following.kind != marker.kind
        if (
            block.kind == "heading"
            or is_upper(title)
            or (text[-1] not in ".;," and (follows or len(title) < 60))
        ):
            return title
        return title if follows and len(title) <= 120 and text[-1] in ".:" else None
