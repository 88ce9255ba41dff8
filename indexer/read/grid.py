"""Ruled tables: the cells that the ruling lines of a page enclose, merged ones included."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from indexer.read.picture import Stroke

if TYPE_CHECKING:
    from indexer.read.page import Page, Word

_NEAR = 3.5  # points within which strokes count as one, and a line's end as touching another line


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a grid, in columns and rows that it spans (0-based, end exclusive), with its words."""

    top: int
    left: int
    bottom: int
    right: int
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: the places of its lines in points and its cells, row by row."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[Cell, ...]


def grids(page: Page) -> list[Grid]:
    """The ruled tables of a page with at least two columns, top to bottom, their words in their cells."""
    found = [grid for group in _connected(page.horizontals, page.verticals) if (grid := _grid(*group, page))]
    return sorted(found, key=lambda grid: grid.ys[0])


def _connected(horizontals: list[Stroke], verticals: list[Stroke]) -> list[tuple[list[Stroke], list[Stroke]]]:
    """Strokes grouped into those that touch one another, directly or through others."""
    groups: list[tuple[list[Stroke], list[Stroke]]] = []
    waiting = set(range(len(verticals)))
    for horizontal in horizontals:
        touching = [group for group in groups if any(_touch(horizontal, vertical) for vertical in group[1])]
        new = {index for index in waiting if _touch(horizontal, verticals[index])}
        waiting -= new
        joined = (
            [horizontal, *(h for group in touching for h in group[0])],
            [*(verticals[index] for index in new), *(v for group in touching for v in group[1])],
        )
        groups = [group for group in groups if group not in touching]
        groups.append(joined)
    return groups


def _touch(horizontal: Stroke, vertical: Stroke) -> bool:
    y, left, right = horizontal
    x, top, bottom = vertical
    return left - _NEAR <= x <= right + _NEAR and top - _NEAR <= y <= bottom + _NEAR


def _grid(horizontals: list[Stroke], verticals: list[Stroke], page: Page) -> Grid | None:
    if not verticals:
        return None
    # Outer lines are sometimes left out: the others reach to where they would be.
    xs = _clustered([x for x, _, _ in verticals], [edge for _, *ends in horizontals for edge in ends])
    ys = _clustered([y for y, _, _ in horizontals], [edge for _, *ends in verticals for edge in ends])
    if len(xs) < 3 or len(ys) < 2:
        return None
    if sum(right - left > 0.5 * (xs[-1] - xs[0]) for _, left, right in horizontals) < 2:
        return None  # specks and a fold of the paper, not a table
    columns, rows = len(xs) - 1, len(ys) - 1
    owner = {place: place for place in product(range(rows), range(columns))}

    def find(place: tuple[int, int]) -> tuple[int, int]:
        while owner[place] != place:
            place = owner[place]
        return place

    for row, column in owner:
        if column + 1 < columns and not _drawn(verticals, xs[column + 1], ys[row], ys[row + 1]):
            owner[find((row, column + 1))] = find((row, column))
        if row + 1 < rows and not _drawn(horizontals, ys[row + 1], xs[column], xs[column + 1]):
            owner[find((row + 1, column))] = find((row, column))
    members: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for place in owner:
        members.setdefault(find(place), []).append(place)
    inside: dict[tuple[int, int], list[Word]] = {root: [] for root in members}
    for word in page.words:
        x, y = (word.left + word.right) / 2, word.base - 0.3 * word.size
        if xs[0] <= x <= xs[-1] and ys[0] <= y <= ys[-1]:
            row = min(sum(line <= y for line in ys), rows) - 1
            column = min(sum(line <= x for line in xs), columns) - 1
            inside[find((row, column))].append(word)
    if sum(map(bool, inside.values())) < 2:
        return None
    cells = [
        Cell(
            min(row for row, _ in places),
            min(column for _, column in places),
            max(row for row, _ in places) + 1,
            max(column for _, column in places) + 1,
            tuple(inside[root]),
        )
        for root, places in members.items()
    ]
    return Grid(tuple(xs), tuple(ys), tuple(sorted(cells, key=lambda cell: (cell.top, cell.left))))


def _clustered(lines: list[float], ends: list[float]) -> list[float]:
    """Positions of parallel lines, near ones taken together. Outermost ends stand in for missing lines."""
    lines = sorted(lines)
    lines += [edge for edge in (min(ends), max(ends)) if edge < lines[0] - 10 or edge > lines[-1] + 10]
    clusters: list[list[float]] = []
    for line in sorted(lines):
        if clusters and line - clusters[-1][-1] <= _NEAR:
            clusters[-1].append(line)
        else:
            clusters.append([line])
    return [sum(cluster) / len(cluster) for cluster in clusters]


def _drawn(strokes: list[Stroke], at: float, begin: float, end: float) -> bool:
    """Whether strokes along position `at` cover most of the way from `begin` to `end`."""
    covered = sum(
        max(0.0, min(end, last) - max(begin, first))
        for position, first, last in strokes
        if abs(position - at) <= _NEAR
    )
    return covered > 0.6 * (end - begin)
