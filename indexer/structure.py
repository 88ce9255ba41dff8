"""The plan's own numbering as a tree of sections.

Levels are not told by a file's marks (a crawler's "#####" lies) but by the order in which kinds of
markers appear: a kind met further up closes everything below it, a new kind opens a level.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from indexer.markers import Marker, markers, numeral
from indexer.model import Block, Reading, Section
from indexer.normalise import fold, is_upper

# Kinds that stand above all others, in this order, wherever they appear.
_RANK = {"appendix": 0, "part": 1, "chapter": 2, "division": 3, "article": 4}
_NUMBERS = ("number", "1)", "1/", "1-", "clause")
_TITLES = ("TITLE", "title")
_LETTERS = ("a)", "a.", "a/", "point")
_LEAP = 5  # how many numbers a list may skip
_LATEST_START = 20  # with which number a list whose beginning is lost may begin
_LAST_WORDS = 5  # paragraphs between the last item and the signature
_LONGEST_TITLE = 200  # characters
_LONGEST_LEAD = 100  # characters of a title in front of a colon

# The plan proper begins anew: "KẾ HOẠCH" behind the decision that approves it.
_KIND_OF_DOCUMENT = re.compile(
    r"(?:ke hoach|quyet dinh|chi thi|bao cao|to trinh|thong bao|nghi quyet|de an|chuong trinh|huong dan|"
    r"quy che|quy dinh|phuong an|dieu le)(?: (?:hanh dong|chi tiet|cong tac))?\W*"
)
_END = re.compile(r"(?:noi nhan\b|(?:tm|kt|tl|tuq)\s?\.)")
_BULLET = re.compile(r"[-–—+•*●○▪■]\s*\S")
_CLOSING = re.compile(
    r"(?:tren day la|trong qua trinh (?:to chuc |trien khai )*thuc hien|"
    r"(?:de nghi|yeu cau) (?:cac|thu truong|giam doc)|nhan duoc ke hoach nay|"
    r"can cu (?:noi dung )?ke hoach nay|giao (?:so|van phong|phong)\b.{0,60}\btheo doi)"
)


@dataclass(slots=True)
class _Item:
    """A section while it is being built."""

    marker: Marker | None  # None for a title without a number
    block: Block
    address: str
    parent: int | None
    position: int
    end: int
    capital: bool = False  # for a title without a number: set in capitals
    title: Block | None = None  # the line below that names it, for "PHỤ LỤC I"

    @property
    def kind(self) -> str:
        return self.marker.kind if self.marker else "TITLE" if self.capital else "title"

    @property
    def value(self) -> tuple[int, ...]:
        return self.marker.value if self.marker else (0,)


def sections(reading: Reading) -> tuple[Section, ...]:
    """The sections of a reading in the order of the text, parents before their children.

    Two sections may have one address where a plan uses a number twice; a title without a number
    has the address of the section it stands in, or its own words where it stands in none.
    """
    return _Outline(reading).build()


def _misread(reading: Reading) -> dict[int, Marker]:
    """Roman numbers of a recognised text that its neighbours show to be misread, by the block's start.

    Only of text from images: what a file says in letters is its address, right or wrong.
    """
    if not any(anchor.confidence is not None for anchor in reading.anchors):
        return {}
    romans: list[tuple[int, Marker]] = []
    first: tuple[int, Marker] | None = None
    for block in reading.blocks:
        if block.kind not in ("text", "heading"):
            continue
        marker = next(markers(reading.text[block.start : block.end]), None)
        if marker and marker.kind == "roman":
            romans.append((block.start, marker))
        elif marker and marker.kind == "number" and not romans and first is None:
            first = (block.start, marker)
    meant: dict[int, Marker] = {}
    if first and first[1].value == (1,) and romans and romans[0][1].value == (2,):
        meant[first[0]] = replace(first[1], kind="roman", label="I")
    for (_, before), (start, marker), (_, after) in zip(romans, romans[1:], romans[2:], strict=False):
        value = marker.value[0]
        if before.value[0] == value and after.value[0] == value + 2:
            meant[start] = replace(marker, label=numeral(value + 1), value=(value + 1,))
    return meant


class _Outline:
    def __init__(self, reading: Reading) -> None:
        self._text = reading.text
        self._blocks = reading.blocks
        self._items: list[_Item] = []
        self._stack: list[_Item] = []
        self._in_title = True  # before the first paragraph, headings are the document's own title
        self._misread = _misread(reading)

    def build(self) -> tuple[Section, ...]:
        named: Block | None = None
        for number, block in enumerate(self._blocks):
            words = self._words(block)
            if block.kind == "furniture":
                if _END.match(fold(words).lower()):
                    self._stack.clear()
                    self._in_title = True
                continue
            if block is not named and block.kind != "row":
                self._take(block, words, number)
                named = self._name(number)
            for item in self._stack:
                item.end = block.end
        return tuple(
            Section(item.address, self._heading(item), item.parent, item.block.start, item.end)
            for item in self._items
        )

    def _words(self, block: Block) -> str:
        return self._text[block.start : block.end]

    def _take(self, block: Block, words: str, number: int) -> None:
        """Opens the section that the block begins, closes those it ends."""
        folded = fold(words).lower()
        if _KIND_OF_DOCUMENT.fullmatch(folded) and (is_upper(words) or block.kind == "heading"):
            self._stack.clear()
            self._in_title = True
            return
        meant = self._misread.get(block.start)
        readings = [meant] if meant else markers(words)
        marker = next((m for m in readings if meant or self._fits(m, block, words)), None)
        if marker:
            marker = self._close_for(marker)
            self._open(marker, block)
            self._in_title = False
        elif self._is_title(block, words):
            if not self._in_title:
                self._close_for_title(words)
                self._open(None, block)
        else:
            if words.endswith((".", ";", ":", ",")):
                self._in_title = False
            if self._closes(folded, number):
                # The last words belong to the last part, not to the last item in it.
                while self._stack and self._stack[-1].kind not in ("roman", "TITLE", *_RANK):
                    self._stack.pop()

    def _closes(self, folded: str, number: int) -> bool:
        """Whether a paragraph is among the last words of the plan, of no item any more."""
        signed = False
        below = self._blocks[number + 1 : number + 1 + _LAST_WORDS]
        for block in below:
            words = self._words(block)
            if signed := block.kind == "furniture" and bool(_END.match(fold(words).lower())):
                break
            if block.kind == "row" or any(markers(words)):
                return False
        if _BULLET.match(folded) or (not signed and len(below) == _LAST_WORDS):
            return False
        before = self._words(self._blocks[number - 1]) if number else ""
        finished = before.endswith((".", ";", "/")) and (_BULLET.match(before) or any(markers(before)))
        return bool(_CLOSING.match(folded) or (signed and finished))

    def _name(self, number: int) -> Block | None:
        """The block below that names the section just opened by a bare "Phụ lục I" or "Chương II"."""
        item = self._stack[-1] if self._stack else None
        if not item or item.block is not self._blocks[number] or item.kind not in _RANK:
            return None
        if len(self._words(item.block)) > item.marker.length or number + 1 == len(self._blocks):
            return None
        below = self._blocks[number + 1]
        words = self._words(below)
        if below.kind not in ("text", "heading") or len(words) > 2 * _LONGEST_TITLE or any(markers(words)):
            return None
        if is_upper(words) or below.kind == "heading" or not words.endswith((".", ";", ":")):
            item.title = below
            return below
        return None

    # --- which markers are items -------------------------------------------------------------

    def _fits(self, marker: Marker, block: Block, words: str) -> bool:
        """Whether the number can stand here: the next one, a first one, or a heading plainly meant."""
        rest = words[marker.length :]
        plain = block.kind == "heading" or is_upper(rest)
        if marker.kind == "part":
            return plain or not self._last("roman")  # "Phần A: …" may be named inside a plan
        if marker.kind in _RANK:
            return True
        if not rest or rest[0] in ".,;)":
            return False
        if marker.kind == "full":
            return True
        if marker.kind == "decimal":
            return marker.sure or plain or self._continues(marker)
        last = self._last(marker.kind)
        if last is None:
            latest = _LATEST_START if marker.sure and marker.kind != "A" else 1
            return marker.value[0] <= latest or plain or self._continues(marker)
        step = marker.value[0] - last.value[0]
        if not marker.sure:
            return step == 1 or (step == 0 and marker.value[0] == 1 and plain)
        if marker.kind == "roman" and step < 0:
            # "I." below "II." is a misread "1." unless it is set as a heading of a new part.
            return plain and is_upper(rest)
        return step <= _LEAP or plain

    def _continues(self, marker: Marker) -> bool:
        """Whether the marker goes on with a list that is open, if under another style of number."""
        if marker.kind == "decimal":
            return any(
                0 <= marker.value[0] - item.value[0] <= 1
                for item in self._stack
                if item.kind in ("number", "decimal")
            )
        family = _NUMBERS if marker.kind in _NUMBERS else _LETTERS if marker.kind in _LETTERS else ()
        return any(item.kind in family and item.value[0] + 1 == marker.value[0] for item in self._stack)

    def _last(self, kind: str) -> _Item | None:
        return next((item for item in reversed(self._stack) if item.kind == kind), None)

    # --- where they belong -------------------------------------------------------------------

    def _close_for(self, marker: Marker) -> Marker:
        """Takes off the stack what the marker ends; returns it with the kind of the list it goes on with."""
        stack = self._stack
        if marker.kind in _RANK:
            rank = _RANK[marker.kind]
            while stack and _RANK.get(stack[-1].kind, 9) >= rank:
                stack.pop()
        elif marker.kind == "full":
            while (
                stack
                and stack[-1].kind not in _RANK
                and not (stack[-1].kind == "roman" and stack[-1].value[0] == marker.value[0])
            ):
                stack.pop()
        elif marker.kind == "decimal":
            self._close_for_decimal(marker)
        elif last := self._last(marker.kind):
            while stack.pop() is not last:
                pass
            if marker.label == "d" and last.value == marker.value:
                marker = replace(marker, label="đ", value=(marker.value[0] + 1,))  # it lost its stroke
        elif marker.kind == "roman":
            while stack and stack[-1].kind not in ("A", "appendix", "part", "chapter", "division"):
                stack.pop()
        else:
            marker = self._close_for_kin(marker)
        return marker

    def _close_for_decimal(self, marker: Marker) -> None:
        """1.2 stands below 1 and beside 1.1, whatever lies between; 2.1 does not stand below 1."""
        stack = self._stack
        while stack and stack[-1].kind not in _RANK and stack[-1].kind not in ("roman", "A"):
            item = stack[-1]
            if item.kind == "decimal" and item.value == marker.value[: len(item.value)]:
                if len(item.value) < len(marker.value):
                    return
            elif (item.kind == "number" and item.value[0] >= marker.value[0]) or (
                item.kind in _TITLES and not any(i.kind in ("number", "decimal") for i in stack)
            ):
                return
            stack.pop()

    def _close_for_kin(self, marker: Marker) -> Marker:
        """A style not met so far: it goes on with a list of another style, or opens a level."""
        stack = self._stack
        family = _NUMBERS if marker.kind in _NUMBERS else _LETTERS if marker.kind in _LETTERS else ()
        for position, item in enumerate(stack):
            kin = item.kind in family and item.value[0] + 1 == marker.value[0] and marker.value[0] > 1
            # 2. behind 1.1. and 1.2. whose 1. is missing
            beside = marker.kind == "number" and item.kind == "decimal" and item.value[0] < marker.value[0]
            if kin or beside:
                kind = item.kind if kin else marker.kind
                del stack[position:]
                return replace(marker, kind=kind)
        if marker.kind in _NUMBERS and marker.value[0] > 1:
            # The letters before it stood below a 1. that was lost.
            while stack and stack[-1].kind in (*_LETTERS, "(a)"):
                stack.pop()
        return marker

    def _is_title(self, block: Block, words: str) -> bool:
        """Whether a block without a number is set as a title."""
        letters = sum(c.isalpha() for c in words)
        return (
            (block.kind == "heading" or (is_upper(words) and " " in words))
            and letters >= 4
            and len(words) <= _LONGEST_TITLE
            and words[-1] not in ".;,/"
            and words[0] not in '([-–+*•“"…'
            and not words[0].islower()
        )

    def _close_for_title(self, words: str) -> None:
        """A title in capitals stands where I, II, III do; another beside its like, below what has a name."""
        stack = self._stack
        if is_upper(words):
            while stack and stack[-1].kind not in _RANK:
                stack.pop()
            return
        if any(item.kind == "title" for item in stack):
            while stack.pop().kind != "title":
                pass
            return
        while stack and stack[-1].kind in (*_LETTERS, "(1)", "(a)"):
            stack.pop()

    def _open(self, marker: Marker | None, block: Block) -> None:
        parent = self._stack[-1] if self._stack else None
        item = _Item(
            marker,
            block,
            self._address(marker, block),
            parent.position if parent else None,
            len(self._items),
            block.end,
            marker is None and is_upper(self._words(block)),
        )
        self._items.append(item)
        self._stack.append(item)

    def _address(self, marker: Marker | None, block: Block) -> str:
        above = self._stack[-1] if self._stack else None
        if marker is None:
            return above.address if above else self._words(block).strip(" :")
        if marker.kind in ("appendix", "part", "article"):
            return marker.label
        if marker.kind == "chapter":
            return f"{above.address}, {marker.label}" if above and above.kind == "part" else marker.label
        if marker.kind == "division":
            return f"{above.address}, {marker.label}" if above else marker.label
        if marker.kind == "full":
            roots = [item for item in self._stack if item.kind in _RANK]
            return f"{roots[-1].address}.{marker.label}" if roots else marker.label
        if marker.kind == "decimal":
            outer = [item for item in self._stack if item.kind not in ("number", "decimal")]
            above = outer[-1] if outer else None
        return f"{above.address}.{marker.label}" if above else marker.label

    # --- what they are called ----------------------------------------------------------------

    def _heading(self, item: _Item) -> str | None:
        """The title of a section: a line of its own, or the words before a colon; None for a sentence."""
        words = self._words(item.block)[item.marker.length if item.marker else 0 :].strip()
        if item.title:
            return self._words(item.title).strip(" .:")
        if not words:
            return None
        title = words.rstrip(".:;, ")
        holds = item.end > (item.title or item.block).end
        meant = item.block.kind == "heading" or is_upper(title) or item.marker is None
        if meant and title and len(title) <= 2 * _LONGEST_TITLE and not re.search(r"[.!?]\s", title):
            return title
        head, colon, rest = words.partition(": ")
        if colon and rest.strip():
            named = len(head) <= _LONGEST_LEAD and not re.search(r"[.;!?]", head)
            return head.strip() or None if named else None
        if (
            title
            and holds
            and len(title) <= _LONGEST_TITLE
            and not re.search(r"[.;!?]\s|\s(?:với|của|cho|là)$", title)
        ):
            return title if words[-1] not in ".;," or len(title) <= _LONGEST_LEAD else None
        head, stop, rest = words.partition(". ")
        if stop and rest and len(head.split()) <= 6 and not re.search(r"[\d%,;:]", head):
            return head.strip() or None
        return None
