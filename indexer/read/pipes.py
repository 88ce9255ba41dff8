"""Tables in text files: Markdown's, and those a crawler left with one "|" a line between two cells.

In the latter a row opens and closes with "|", an empty cell is nothing between two of them, and cells
that span others are simply missing; so "|" twice is either the next row or an empty cell. The division
into rows that makes most rows equally long is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from indexer.normalise import fold
from indexer.paragraphs import complete
from indexer.read.draft import Piece
from indexer.read.marks import unmarked
from indexer.read.table import Entry

_MARKDOWN_ROW = re.compile(r"\|.*\|")
_MARKDOWN_RULE = re.compile(r"\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?")
_CELL_BAR = re.compile(r"(?<!\\)\|")
# A table that holds these only sets a letterhead or a signature in two columns.
_LAYOUT = re.compile(
    r"(?:cong hoa xa hoi|doc lap\s*-|noi nhan|so\s*:|uy ban nhan dan$|(?:tm|kt|tl|tuq)\s?\.|"
    r"[^,]{2,40},\s*ngay\b)"
)
_ORDINAL = re.compile(
    r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[IVXL]{1,6}|[A-Za-zđĐ])[.)]?|-|\+|s?tt|số tt", re.IGNORECASE
)
_LONGEST_CELL = 40  # lines; more is the text between two tables
_WIDEST = 15  # columns


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
        if not markdown or len(stretch) < 2:
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
        if position == len(contents) - 1 or _between_tables(content):
            yield from _crawled_table(cells)
            yield Part("text", tuple(content))
            cells = []
        else:
            cells.append(content)


def _between_tables(lines: list[str]) -> bool:
    """Whether what stands between two bars is too much for a cell: the text between two tables."""
    if not lines:
        return False
    plain = [line.text for line in unmarked(lines)]
    return (
        "" in lines
        or len(lines) > _LONGEST_CELL
        or any(line.startswith("#") for line in lines)
        or any(
            complete(text) and len(text) > 6 and not _LAYOUT.match(fold(text).lower()) for text in plain[:1]
        )
    )


def _crawled_table(cells: list[list[str]]) -> Iterator[Part]:
    if not cells:
        return
    texts = [" ".join(line.text for line in unmarked(cell)) for cell in cells]
    rows: list[list[str]] = []
    sources: list[list[list[str]]] = []
    for start, end in _rows(texts):
        if any(texts[start:end]):
            rows.append(texts[start:end])
            sources.append(cells[start:end])
    yield from _table(rows, sources)


def _rows(texts: list[str]) -> list[tuple[int, int]]:
    """The division of cells into rows, (start, end) each, with one empty slot between two rows."""
    return min((_division(texts, width) for width in range(1, _WIDEST + 1)), key=lambda found: found[0])[1]


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
            for start in range(max(0, end - 1 - width), end)
            if best[start][0] < float("inf") and (start == 0 or start <= end - 1)
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
    cost = 0.0 if len(row) == width else 1 + 0.1 * (width - len(row))
    cost += 0.1 * row.count("") + 0.4 * (not row[0])
    # An ordinal is the first of its row, unless the row is of figures.
    cost += 0.3 * sum(bool(_ORDINAL.fullmatch(cell)) and not cell.isdigit() for cell in row[1:] if cell)
    return cost


def _table(rows: list[list[str]], sources: list[list[list[str]]]) -> Iterator[Part]:
    """The rows as a table, or cell by cell as text where they only lay out a letterhead or signature."""
    layout = any(_LAYOUT.match(fold(cell).lower()) for row in rows for cell in row)
    width = max(map(len, rows), default=0)
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
        if len(rows[1]) == span:
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
