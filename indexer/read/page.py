"""A page as it lies before the reader: words with their places, and the ruling lines of its tables.

Text PDFs and scans both become such pages; everything after works on them alike. Lengths are in
points (1/72 inch) from the page's top left corner.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise, product
from statistics import median

from indexer.read.draft import Box, Piece
from indexer.read.picture import Tile, tile

_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_NOTE_MARK = re.compile(r"[(\[]?(?:\d{1,3}|\*{1,3})[)\]]?[,;]?")
_MEASURE = re.compile(r"(?:^|[\d\W])(?:[kcdm]?m|ha)$")


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without white space."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float  # the baseline
    size: float  # of the font
    bold: bool = False
    confidence: float | None = None  # 0..1 where recognised from an image
    apart: bool = True  # the file has white space before it


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one baseline, from left to right, with their common measures."""

    words: tuple[Word, ...]
    left: float
    right: float
    top: float
    base: float
    size: float  # the one most characters are set in
    bold: bool  # every word with a letter or digit is
    text: str

    @classmethod
    def of(cls, words: Iterable[Word]) -> Line:
        """The line that the words form, footnote marks taken off."""
        row = sorted(words, key=lambda word: word.left)
        base = median(word.base for word in row)
        size = median(word.size for word in row for _ in word.text)
        row = _unraised(row, base, size)
        text = "".join(
            word.text if before is None or touches(before, word) else " " + word.text
            for before, word in zip((None, *row[:-1]), row, strict=True)
        )
        return cls(
            tuple(row),
            row[0].left,
            max(word.right for word in row),
            min(word.top for word in row),
            base,
            size,
            all(word.bold for word in row if any(map(str.isalnum, word.text))),
            text,
        )


def touches(before: Word, after: Word) -> bool:
    """Whether two neighbours on a line are parts of one word: a kerned run, a change of font."""
    return not after.apart and after.left - before.right < 0.15 * min(before.size, after.size)


def _unraised(row: list[Word], base: float, size: float) -> list[Word]:
    """The words without raised footnote marks, which would read as digits of the figure before them.

    A raised exponent (m²) and the mark a footnote itself begins with (¹) become superscript characters.
    """
    kept: list[Word] = []
    for word in row:
        if word.size < 0.8 * size and word.base < base - 0.1 * size and _NOTE_MARK.fullmatch(word.text):
            if kept and not (touches(kept[-1], word) and _MEASURE.search(kept[-1].text)):
                kept[-1] = replace(kept[-1], right=word.right)  # so that a full stop behind still touches
                continue
            word = replace(word, text=word.text.strip("()[],;").translate(_SUPERSCRIPT), base=base)
        elif len(kept) == 1 and not kept[0].text.isdecimal() and kept[0].text.isdigit():
            word = replace(word, apart=True)  # the text of a footnote, set close to its mark
        kept.append(word)
    return kept


@dataclass(slots=True)
class Page:
    """One page. `stamps` are lines that digital signatures print over it, apart from its own text.

    A page that lay on its side or slanting is set straight before it is read; `turn` and `slant` say
    how, so that places can be given on the page as the file shows it.
    """

    number: int  # 1-based
    width: float
    height: float
    words: list[Word]
    horizontals: list[tuple[float, float, float]] = field(default_factory=list)  # y, left, right
    verticals: list[tuple[float, float, float]] = field(default_factory=list)  # x, top, bottom
    stamps: list[str] = field(default_factory=list)
    turn: int = 0  # degrees clockwise: 0, 90, 180 or 270
    slant: float = 0.0  # degrees counterclockwise, after the turn

    def box(self, words: Iterable[Word]) -> Box:
        """The words' common box as fractions of the page as the file shows it."""
        words = tuple(words)
        left, right = min(word.left for word in words), max(word.right for word in words)
        top, bottom = min(word.top for word in words), max(word.bottom for word in words)
        corners = [self._shown(x, y) for x in (left, right) for y in (top, bottom)]
        xs, ys = zip(*corners, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def _shown(self, x: float, y: float) -> tuple[float, float]:
        """A place on the page that was set straight, as fractions of the page as it was."""
        if self.slant:
            across, down = x - self.width / 2, y - self.height / 2
            cosine, sine = math.cos(math.radians(self.slant)), math.sin(math.radians(self.slant))
            x = self.width / 2 + across * cosine - down * sine
            y = self.height / 2 + across * sine + down * cosine
        x, y = _share(x, self.width), _share(y, self.height)
        left, up = round(1 - x, 4), round(1 - y, 4)
        return {0: (x, y), 90: (y, left), 180: (left, up), 270: (up, x)}[self.turn]

    def levelled(self, word: Word) -> Word:
        """A word found on the slanting page, moved to where it stands when the page is level."""
        x, y = (word.left + word.right) / 2, word.base
        across, down = x - self.width / 2, y - self.height / 2
        cosine, sine = math.cos(math.radians(self.slant)), math.sin(math.radians(self.slant))
        right = self.width / 2 + across * cosine + down * sine - x
        low = self.height / 2 - across * sine + down * cosine - y
        return replace(
            word,
            left=word.left + right,
            right=word.right + right,
            top=word.top + low,
            bottom=word.bottom + low,
            base=word.base + low,
        )

    def pieces(self, line: Line) -> list[Piece]:
        """The line as pieces: one for the whole line, or one a word where each has its confidence."""
        if all(word.confidence is None for word in line.words):
            return [Piece(line.text, self.number, self.box(line.words))]
        spaced = [True, *(not touches(*pair) for pair in pairwise(line.words))]
        return [
            Piece(word.text, self.number, self.box((word,)), word.confidence, space)
            for word, space in zip(line.words, spaced, strict=True)
        ]


def tiles(page: Page, word: Word) -> set[Tile]:
    """The tiles of the page that the word stands in."""
    top, left = tile(word.left / page.width, word.top / page.height)
    bottom, right = tile(word.right / page.width, word.bottom / page.height)
    return set(product(range(top, bottom + 1), range(left, right + 1)))


def untold(page: Page, inked: set[Tile]) -> set[Tile]:
    """The tiles with ink in which no word of the page stands."""
    return inked.difference(*(tiles(page, word) for word in page.words))


def missed(page: Page, untold: set[Tile], words: Iterable[Word]) -> list[Word]:
    """Those of the words that stand where the page has ink and no word of its own."""
    around = {
        (row + down, column + across)
        for row, column in untold
        for down, across in product((-1, 0, 1), repeat=2)
    }
    return [
        word
        for word in words
        if tile((word.left + word.right) / 2 / page.width, (word.top + word.bottom) / 2 / page.height)
        in around
        and not any(
            own.left < word.right
            and word.left < own.right
            and own.top < word.bottom
            and word.top < own.bottom
            for own in page.words
        )
    ]


def _share(length: float, whole: float) -> float:
    return round(min(max(length / whole, 0.0), 1.0), 4)


def lines(words: Iterable[Word]) -> list[Line]:
    """Words gathered into lines by their baselines, top to bottom. Columns are not yet told apart."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.base):
        for row in reversed(rows[-3:]):
            small, large = sorted((word.size, row[-1].size))
            # Superscripts are small and stand well above the baseline of their line.
            if abs(word.base - row[-1].base) <= (0.35 * small if small > 0.8 * large else 0.5 * large):
                row.append(word)
                break
        else:
            rows.append([word])
    return [Line.of(row) for row in rows]
