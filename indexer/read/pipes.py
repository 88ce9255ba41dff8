"""Tables in text files: Markdown's, and those a crawler left with one "|" a line between two cells.

In the latter a row opens and closes with "|", an empty cell is nothing between two of them, and cells
that span others are simply missing; so "|" twice is either the next row or an empty cell. The division
into rows that makes most rows equally long is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from indexer.normalise import fold
from indexer.paragraphs import complete
from indexer.read.draft import Piece
from indexer.read.marks import unmarked
from indexer.read.table import Entry

_MARKDOWN_ROW = re.compile(r"\|.*\|")
_MARKDOWN_RULE = re.compile(r"\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?")
_CELL_BAR = re.compile(r"(?<!\\)\|")
# A table that holds these only sets a letterhead, a signature or a menu in columns.
_LAYOUT = re.compile(
    r"(?:cong hoa xa hoi|doc lap\s*-|noi nhan|so\s*:|uy ban nhan dan$|(?:tm|kt|tl|tuq)\s?\.|"
    r"[^,]{2,40},\s*ngay\b)"
)
_MENU = re.compile(r"(?:noi dung sua doi, huong dan|dien thoai:)")
# Last cells of such tables: the date, the signature.
_LAST = re.compile(r"[^,]{2,40},\s*ngay\b.{0,12}thang|(?:tm|kt|tl|tuq)\s?\.\s?[a-z]")
_ORDINAL = re.compile(
    r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[IVXL]{1,6}|[A-Za-zđĐ])[.)]?|-|\+|s?tt|số tt", re.IGNORECASE
)
_ANNEXED = re.compile(r"\((?:Ban hành )?[Kk]èm theo\b|PHỤ LỤC\b|Phụ lục (?:số )?[IVX\d]+\b")
_LONGEST_CELL = 40  # lines; more is the text between two tables
_WIDEST = 15  # columns
_SAMPLE = 600  # cells by which the number of columns is told
_LARGEST_LAYOUT = 5  # rows


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a file: running text, a cell of a layout, or a table."""

    kind: Literal["text", "table"]
    lines: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()


def parts(lines: list[str]) -> Iterator[Part]:
    """The stretches of a text file in order; the cells of layout tables come as text, cell by cell."""
    for markdown, group in groupby(lines, lambda line: bool(_MARKDOWN_ROW.fullmatch(line)) and line != "|"):
        stretch = list(group)
        if not markdown:
            yield from _crawled(stretch)
            continue
        rows = [
            [cell.strip() for cell in _CELL_BAR.split(line.strip("|"))]
            for line in stretch
            if not _MARKDOWN_RULE.fullmatch(line)
        ]
        yield from _table(
            [row for row in rows if any(row)], [[[cell] for cell in row] for row in rows if any(row)]
        )


def _crawled(lines: list[str]) -> Iterator[Part]:
    """Text in which lines that are only "|" part the cells of tables."""
    contents: list[list[str]] = [[]]
    for line in lines:
        if line == "|":
            contents.append([])
        else:
            contents[-1].append(line)
    cells: list[list[str]] = []
    yield Part("text", tuple(contents[0]))
    for position, content in enumerate(contents[1:], 1):
        if position == len(contents) - 1 or _between_tables(content) or (content and _ended(cells)):
            yield from _crawled_table(cells)
            yield Part("text", tuple(content))
            cells = []
        else:
            cells.append(content)


def _between_tables(lines: list[str]) -> bool:
    """Whether what stands between two bars is no cell but the text between two tables."""
    if not lines:
        return False
    texts = [line.text for line in unmarked(lines)]
    title = (
        bool(texts) and len(texts[0]) > 3 and complete(texts[0]) and not _LAYOUT.match(fold(texts[0]).lower())
    )
    part = len(texts) > 1 and any(_ANNEXED.match(text) for text in texts)
    return "" in lines or len(lines) > _LONGEST_CELL or title or part or any(t.startswith("#") for t in lines)


def _ended(cells: list[list[str]]) -> bool:
    """Whether the cells so far are a whole letterhead or signature."""
    return len(cells) > 1 and bool(cells[-1]) and bool(_LAST.match(fold(_text(cells[-1])).lower()))


def _text(cell: list[str]) -> str:
    return " ".join(line.text for line in unmarked(cell))


def _crawled_table(cells: list[list[str]]) -> Iterator[Part]:
    if not cells:
        return
    texts = [_text(cell) for cell in cells]
    rows: list[list[str]] = []
    sources: list[list[list[str]]] = []
    for start, end in _rows(texts):
        if any(texts[start:end]):
            rows.append(texts[start:end])
            sources.append(cells[start:end])
    yield from _table(rows, sources)


def _rows(texts: list[str]) -> list[tuple[int, int]]:
    """The division of cells into rows, (start, end) each, with one empty slot between two rows."""
    runs = [len(list(group)) for filled, group in groupby(texts, bool) if filled][:2]
    # The row of heads has no empty cell; where one of them spans others, those stand in the next row.
    likely = {runs[0], sum(runs) - 1} if len(runs) > 1 and runs[1] > 1 else set(runs)
    sample = texts[:_SAMPLE]
    costs = {
        width: _division(sample, width)[0] + (0 if width in likely else 2 + 0.05 * len(sample))
        for width in range(1, _WIDEST + 1)
    }
    return _division(texts, min(costs, key=costs.__getitem__))[1]


def _division(texts: list[str], width: int) -> tuple[float, list[tuple[int, int]]]:
    """The cheapest division into rows of `width` cells, with its cost."""
    best: list[tuple[float, int]] = [(0.0, -1)] * (len(texts) + 2)
    for end in range(1, len(texts) + 2):
        # Everything before `end` is divided; the slot before it is the empty one between two rows.
        if end <= len(texts) and texts[end - 1]:
            best[end] = (float("inf"), -1)
            continue
        choices = [
            (best[start][0] + _cost(texts[start : end - 1], width), start)
            for start in range(max(0, end - 1 - 2 * width), end)
            if best[start][0] < float("inf")
        ]
        best[end] = min(choices, default=(float("inf"), -1))
    spans: list[tuple[int, int]] = []
    end = len(texts) + 1
    while end > 0:
        start = best[end][1]
        if start < 0:
            return float("inf"), []
        spans.append((start, end - 1))
        end = start
    return best[-1][0], spans[::-1]


def _cost(row: list[str], width: int) -> float:
    """How unlike a row of `width` cells these are."""
    if not any(row):
        return 3.0
    if len(row) == 1 < width:
        return 0.4  # the title of the rows below
    off = len(row) - width
    cost = (2 + 0.5 * off if off > 0 else 0.6 - 0.1 * off) if off else 0.0
    cost += (0.6 if off else 0.3) * row.count("") + 0.3 * (not row[0])
    # An ordinal behind an empty cell rather begins the next row, and a dash or a letter always does.
    for before, cell in pairwise(row):
        if cell and _ORDINAL.fullmatch(cell):
            cost += 0.5 * (not before) or 0.3 * (not cell.isdigit())
    return cost


def _table(rows: list[list[str]], sources: list[list[list[str]]]) -> Iterator[Part]:
    """The rows as a table, or cell by cell as text where they only lay out a letterhead or signature."""
    width = max(map(len, rows), default=0)
    small = width <= 3 and len(rows) <= _LARGEST_LAYOUT
    folded = [fold(cell).lower() for row in rows for cell in row]
    layout = any(map(_MENU.match, folded)) or (small and any(map(_LAYOUT.match, folded)))
    if layout or width < 2 or len(rows) < 2:
        for row in sources:
            for cell in row:
                yield Part("text", tuple(cell))
        return
    yield Part("table", entries=tuple(_entries(rows, width)))


def _entries(rows: list[list[str]], width: int) -> Iterator[Entry]:
    """Cells with their places; a row too short lacks what spans several rows or columns."""
    lefts: list[list[int]] = []  # of each cell of each row, and the table's right edge
    bottoms: dict[tuple[int, int], int] = {}
    start = 0
    if len(rows) > 2 and len(rows[0]) < width and not re.match(r"\d|[IA]\b", rows[1][0]):
        # Heads over heads: one of the upper ones spans the lower ones, the others both rows.
        over = next(
            (i for i in range(len(rows[0]) - 1, 0, -1) if not rows[0][i].lower().startswith("ghi ch")), 0
        )
        span = width - len(rows[0]) + 1
        if len(rows[1]) == span > 1:
            lefts.append([i if i <= over else i + span - 1 for i in range(len(rows[0]))] + [width])
            lefts.append([over + i for i in range(span)] + [over + span])
            bottoms |= {(0, i): 2 for i in range(len(rows[0])) if i != over}
            start = 2
    for number in range(start, len(rows)):
        row = rows[number]
        missing = width - len(row)
        if missing and number and not _ORDINAL.fullmatch(row[0]) and len(row) > 1 and len(row) >= width / 2:
            # What is missing on the left goes on from the row above.
            lefts.append([*range(missing, width), width])
            above = number - 1
            while above > 0 and lefts[above][0] > 0:
                above -= 1
            for i in range(min(missing, len(rows[above]))):
                bottoms[above, i] = number + 1
        else:
            lefts.append([*range(len(row)), width])
    for number, row in enumerate(rows):
        for i, text in enumerate(row):
            plain = " ".join(line.text for line in unmarked([text])) if text else ""
            left, right = lefts[number][i], lefts[number][i + 1]
            yield Entry(number, left, bottoms.get((number, i), number + 1), right, (Piece(plain),))
