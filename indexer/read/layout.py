"""Pages of words into a Reading: columns, tables, paragraphs that run over pages, footnotes, running heads.

What belongs to one paragraph is told by where its lines begin and end on the page, which is surer
than anything their words could tell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from indexer.model import Reading
from indexer.normalise import is_upper
from indexer.paragraphs import complete, opens
from indexer.read.columns import columns
from indexer.read.draft import Draft, Piece, glued
from indexer.read.grid import Cell, Grid, grids
from indexer.read.page import Line, Page, Word, lines
from indexer.read.table import Entry, Table

_PAGE_NUMBER = re.compile(
    r"[-–—(\[\s]*(?:(?:trang|page)\s*)?(\d{1,4})(?:\s*/\s*\d{1,4})?[-–—)\]\s]*", re.IGNORECASE
)
_MARGIN = 0.1  # share of the page's height in which running heads and page numbers stand
_ENDS = re.compile(r"[.;:!?…]\W*$")
_HANGING = 2.2  # ems that the lines of an item may stand further in than its number
_NOTE = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_LONGEST_HEADING = 300  # characters


@dataclass(frozen=True, slots=True)
class _Column:
    """Where the lines of a column begin and end when nothing shifts them, and how far apart they are."""

    page: Page
    left: float
    right: float
    leading: float
    body: bool = True  # False for a narrow column such as a half of the letterhead

    @property
    def width(self) -> float:
        return self.right - self.left

    def balanced(self, line: Line) -> bool:
        """Whether the line leaves as much room to its left as to its right."""
        return abs((line.left - self.left) - (self.right - line.right)) < 0.06 * self.width

    def centred(self, line: Line) -> bool:
        return self.balanced(line) and min(line.left - self.left, self.right - line.right) > 1.2 * line.size

    def indent(self, line: Line) -> float:
        """How far in from the left edge the line begins, in ems."""
        return (line.left - self.left) / line.size


@dataclass(slots=True)
class _Paragraph:
    """Lines read so far of one paragraph, each in its column."""

    lines: list[tuple[_Column, Line]] = field(default_factory=list)

    def pieces(self) -> list[Piece]:
        return glued(piece for column, line in self.lines for piece in column.page.pieces(line))


class _Writer:
    """Puts lines and tables into a draft in reading order, holding back what may still go on."""

    def __init__(self) -> None:
        self.draft = Draft()
        self._paragraph = _Paragraph()
        self._notes: list[_Paragraph] = []  # footnotes wait for the paragraph that goes on over the page
        self._table: tuple[Table, Grid] | None = None
        self._tables = 0

    def line(self, column: _Column, line: Line) -> None:
        """Add a line of running text."""
        self._close_table()
        if self._paragraph.lines and not _continues(self._paragraph, column, line):
            self._close_paragraph()
        self._paragraph.lines.append((column, line))

    def note(self, column: _Column, line: Line) -> None:
        """Add a line of the footnotes."""
        if not self._notes or _NOTE.match(line.text):
            self._notes.append(_Paragraph())
        self._notes[-1].lines.append((column, line))

    def table(self, page: Page, grid: Grid, goes_on: bool) -> None:
        """Add a table; `goes_on` where it stands first on its page and may continue the one before."""
        cells = [_entry(page, cell) for cell in grid.cells]
        if self._table and goes_on and _alike(self._table[1], grid):
            self._table[0].extend(cells)
            self._table = (self._table[0], grid)
            return
        self.close()
        self._table = (Table(cells), grid)

    def close(self) -> None:
        """End whatever is open."""
        self._close_table()
        self._close_paragraph()

    def _close_table(self) -> None:
        if self._table:
            self._tables += 1
            self._table[0].write(self.draft, self._tables)
            self._table = None
            self._close_paragraph()

    def _close_paragraph(self) -> None:
        if self._paragraph.lines:
            bold = all(line.bold for _, line in self._paragraph.lines)
            short = sum(len(line.text) for _, line in self._paragraph.lines) <= _LONGEST_HEADING
            self.draft.add(self._paragraph.pieces(), "heading" if bold and short else "text")
        for note in self._notes:
            self.draft.add(note.pieces())
        self._paragraph = _Paragraph()
        self._notes = []


def compose(pages: list[Page], format: str, warnings: Iterable[str] = ()) -> Reading:
    """The Reading that the pages make, in their order."""
    writer = _Writer()
    running = _running(pages)
    tables = [grids(page) for page in pages]
    bodies = _bodies(pages, tables)
    for page, body, ruled in zip(pages, bodies, tables, strict=True):
        words, notes = _notes_apart([word for word in page.words if id(word) not in running])
        flows = _flows(words, ruled)
        first = True
        for flow in flows:
            if isinstance(flow, Grid):
                writer.table(page, flow, goes_on=first)
            else:
                for stretch in columns(flow):
                    column = _column(body, stretch)
                    for line in stretch:
                        writer.line(column, line)
            first = False
        for line in notes:
            writer.note(_column(body, notes), line)
    writer.close()
    for page in pages:
        for stamp in page.stamps:
            writer.draft.add([Piece(stamp, page.number)], "furniture")
    return writer.draft.reading(format, len(pages), warnings)


def _flows(words: list[Word], ruled: list[Grid]) -> list[list[Word] | Grid]:
    """A page from top to bottom: running text and tables by turns."""
    flows: list[list[Word] | Grid] = []
    rest = words
    for grid in ruled:
        inside = _inside(grid)
        above = [word for word in rest if word.base < grid.ys[0] + word.size and id(word) not in inside]
        if above:
            flows.append(above)
        taken = inside | {id(word) for word in above}
        flows.append(grid)
        rest = [word for word in rest if id(word) not in taken]
    if rest:
        flows.append(rest)
    return flows


def _inside(grid: Grid) -> set[int]:
    """Identities of the words in a table."""
    return {id(word) for cell in grid.cells for word in cell.words}


def _entry(page: Page, cell: Cell) -> Entry:
    pieces = [piece for line in lines(cell.words) for piece in page.pieces(line)]
    return Entry(cell.top, cell.left, cell.bottom, cell.right, tuple(pieces))


def _alike(before: Grid, after: Grid) -> bool:
    """Whether two grids have their columns at the same places."""
    return len(before.xs) == len(after.xs) and all(
        abs((a - before.xs[0]) - (b - after.xs[0])) < 6 for a, b in zip(before.xs, after.xs, strict=True)
    )


def _continues(paragraph: _Paragraph, column: _Column, line: Line) -> bool:
    """Whether the line goes on with the paragraph read so far."""
    above, before = paragraph.lines[-1]
    same = above.page is column.page
    if same and (above.left, above.right) != (column.left, column.right):
        return False
    if same and not 0 < line.base - before.base < 1.35 * max(column.leading, line.size):
        return False
    ended = bool(_ENDS.search(before.text))
    lower = line.text[0].islower() and not opens(line.text)
    titled = all(line.bold for _, line in paragraph.lines) and not lower
    if before.bold != line.bold and (ended or titled or opens(line.text)):
        return False
    if not 0.85 < line.size / before.size < 1.18:
        return False
    if not (column.body or lower) and (is_upper(before.text) or is_upper(line.text)):
        return False  # a letterhead or a signer's posts: each line says something of its own
    if _concentric(above, before, column, line):
        alike = lower or is_upper(before.text) == is_upper(line.text)
        return alike and not ended and not complete(before.text) and not opens(line.text)
    room = above.right - before.right
    if room > _first(line) and not (lower and not ended and room < 0.3 * above.width):
        return False  # the break was meant: the word would still have fitted
    return _flush(paragraph, column, line)


def _flush(paragraph: _Paragraph, column: _Column, line: Line) -> bool:
    """Whether the line begins where a continuation would, the line before it being full."""
    above, before = paragraph.lines[-1]
    first = len(paragraph.lines) == 1
    shift = column.indent(line) - above.indent(before)
    marked = opens(line.text)
    if first and opens(before.text) and not marked and 0.5 < shift < _HANGING:
        return True
    if shift > 0.8:
        return False
    inside = column.indent(line) - paragraph.lines[0][0].indent(paragraph.lines[0][1]) > 0.5
    if marked and inside and not first:
        return not _ENDS.search(before.text)  # in line with the text of the item, not with its number
    if marked:
        return column.body and column.indent(line) < 0.8 and not _ENDS.search(before.text)
    # Two lines that begin as far in as first lines do: two paragraphs, unless a sentence runs on.
    return not (shift > -0.8 and first and above.indent(before) > 0.8) or line.text[0].islower()


def _concentric(above: _Column, before: Line, column: _Column, line: Line) -> bool:
    """Whether the two lines are centred over each other, on the page or on a narrower block of their own."""
    title = above.balanced(before) and (above.centred(before) or before.bold or is_upper(before.text))
    if title and column.centred(line):
        return True
    shift = (before.left + before.right - line.left - line.right) / 2
    narrow = above.right - before.right > before.size and not above.balanced(before)
    return narrow and abs(shift) < 0.6 * line.size < abs(before.left - line.left)


def _first(line: Line) -> float:
    """Room that the first word of the line and a space before it would have needed."""
    return line.words[0].right - line.left + 0.3 * line.size


def _column(body: _Column, stretch: list[Line]) -> _Column:
    """The column that the lines stand in: the page's body, or a narrow one of their own."""
    left, right = min(line.left for line in stretch), max(line.right for line in stretch)
    if right - left > 0.6 * body.width:
        return body
    return _Column(body.page, left, right, _leading(stretch), body=False)


def _leading(stretch: list[Line]) -> float:
    steps = [after.base - before.base for before, after in pairwise(stretch)]
    return median(step for step in steps) if steps else 1.2 * stretch[0].size


def _bodies(pages: list[Page], tables: list[list[Grid]]) -> list[_Column]:
    """The body of each page: its own where it has lines enough to tell, else that of pages like it."""
    found: list[list[Line]] = []
    for page, ruled in zip(pages, tables, strict=True):
        inside = set().union(*map(_inside, ruled))
        found.append(lines(word for word in page.words if id(word) not in inside))
    bodies = []
    for page, own in zip(pages, found, strict=True):
        sheets = [own]
        if sum(map(_wide(page), own)) < 8:
            sheets += [
                other
                for sheet, other in zip(pages, found, strict=True)
                if other is not own and abs(sheet.width - page.width) < 9
            ]
        bodies.append(_body(page, sheets))
    return bodies


def _wide(page: Page) -> Callable[[Line], bool]:
    return lambda line: line.right - line.left > 0.5 * page.width


def _body(page: Page, sheets: list[list[Line]]) -> _Column:
    """The body that the lines of a page, and of others like it, show."""
    wide = [line for sheet in sheets for line in filter(_wide(page), sheet)]
    if not wide:
        return _Column(page, 0.12 * page.width, 0.92 * page.width, 16.0)
    rights = sorted(line.right for line in wide)
    right = rights[int(0.9 * (len(rights) - 1))]
    steps = [
        below.base - line.base
        for sheet in sheets
        for line, below in pairwise(sheet)
        if line.right > right - line.size and 0.9 < (below.base - line.base) / line.size < 2.5
    ]
    return _Column(page, _left(wide), right, median(steps) if steps else 1.3 * wide[0].size)


def _left(wide: list[Line]) -> float:
    """The left edge of the body: the leftmost place where several lines begin, as first lines do not."""
    lefts = sorted(line.left for line in wide)
    enough = max(2, len(lefts) // 12)
    return next((a for a, b in zip(lefts, lefts[enough - 1 :], strict=False) if b - a < 4), lefts[0])


def _notes_apart(words: list[Word]) -> tuple[list[Word], list[Line]]:
    """The words of the page above its footnotes, and the lines of the footnotes."""
    found = lines(words)
    if not found:
        return words, []
    size = median(line.size for line in found for _ in line.words)
    for number, line in enumerate(found):
        notes = found[number:]
        if _NOTE.match(line.text) and all(note.size < 0.93 * size for note in notes):
            return [word for word in words if word.base < line.base - 0.5 * line.size], notes
    return words, []


def _running(pages: list[Page]) -> set[int]:
    """Identities of the words of page numbers, and of repeated heads and feet but for the first."""
    edges: list[tuple[Page, Line]] = []
    for page in pages:
        found = lines(page.words)
        top = [line for line in found[:2] if line.base < _MARGIN * page.height]
        bottom = [line for line in found[-2:] if line.base > (1 - _MARGIN) * page.height]
        edges += [(page, line) for line in (*top, *bottom)]
    repeated = Counter(re.sub(r"\d+", "0", line.text) for _, line in edges)
    running: set[int] = set()
    seen: set[str] = set()
    for page, line in edges:
        text = re.sub(r"\d+", "0", line.text)
        if _is_page_number(page, line) or (repeated[text] > max(2, len(pages) // 2) and text in seen):
            running.update(map(id, line.words))
        seen.add(text)
    return running


def _is_page_number(page: Page, line: Line) -> bool:
    """Whether a line at the edge of the page is its number, not the last word of a sentence or a figure."""
    number = _PAGE_NUMBER.fullmatch(line.text)
    return bool(number) and (line.left > 0.3 * page.width or int(number[1]) == page.number)
