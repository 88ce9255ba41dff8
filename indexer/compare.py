"""Plans compared by what they commit to: a matrix of indicators and plans, and two plans side by side."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from indexer.indicators import indicators
from indexer.model import Document, Target

State = Literal["stated", "silent", "unknown"]
"""What a plan says of an indicator: a number; nothing that was found; not known, because the plan
breaks off or is not in the corpus."""

_SAME = ("locality", "unit", "level", "kind")  # what makes plans of two years plans of one place
_STRICT = {">": 1, "<": -1}  # "trên 95%" asks for more than "tối thiểu 95%"


@dataclass(frozen=True, slots=True)
class Cell:
    """One indicator in one plan."""

    document: Document | None  # None for a plan that is not in the corpus
    targets: tuple[Target, ...]  # as stated, the principal one first
    state: State

    @property
    def principal(self) -> Target | None:
        """The target that stands for the cell in sorting and in statistics."""
        return self.targets[0] if self.targets else None


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator over all plans compared, a cell each, in the order of `Matrix.documents`."""

    indicator: str
    cells: tuple[Cell, ...]
    lowest: tuple[Cell, ...]  # several where plans share it; empty where none states a number
    median: float | None
    highest: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """What several plans state of several indicators."""

    documents: tuple[Document, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """One indicator in two plans."""

    indicator: str
    left: Cell
    right: Cell
    differs: bool  # False where both state the same numbers of the same scopes
    change: float | None  # right minus left of the principal values, where both state one of a unit


def matrix(
    documents: Sequence[Document],
    targets: Iterable[Target],
    keys: Sequence[str] = (),
    kind: Literal["target", "result"] = "target",
) -> Matrix:
    """What each plan states of each indicator.

    `keys` chooses indicators; without any, all that some plan states, in the order of the taxonomy.
    """
    stated = _by_plan(targets, kind)
    named = {key for cells in stated.values() for key in cells}
    chosen = list(keys) or [key for key in indicators() if key in named]
    rows = []
    for key in chosen:
        cells = tuple(_cell(document, stated.get(document.id, {}).get(key, [])) for document in documents)
        rows.append(_row(key, cells))
    return Matrix(tuple(documents), tuple(row for row in rows if keys or any(c.targets for c in row.cells)))


def sort(of: Matrix, key: str, descending: bool = True) -> Matrix:
    """The matrix with its plans ordered by what they state of one indicator; those that don't come last."""
    row = next((row for row in of.rows if row.indicator == key), None)
    if row is None:
        return of
    known = [i for i, cell in enumerate(row.cells) if cell.principal]
    known.sort(key=lambda i: rank(row.cells[i].principal), reverse=descending)
    order = known + [i for i, cell in enumerate(row.cells) if not cell.principal]
    return Matrix(
        tuple(of.documents[i] for i in order),
        tuple(
            Row(r.indicator, tuple(r.cells[i] for i in order), r.lowest, r.median, r.highest) for r in of.rows
        ),
    )


def rank(target: Target) -> tuple[float, int]:
    """What a target is ordered by: its value, "trên 95%" above "tối thiểu 95%"."""
    return target.value, _STRICT.get(target.comparator, 0)


def side_by_side(
    left: Document | None,
    right: Document | None,
    targets: Iterable[Target],
    kind: Literal["target", "result"] = "target",
) -> tuple[Pair, ...]:
    """Every indicator that one of two plans states, those that differ first, else as in the taxonomy.

    A plan may be None: not in the corpus, as last year's often is.
    """
    stated = _by_plan(targets, kind)
    sides = [stated.get(document.id, {}) if document else {} for document in (left, right)]
    pairs = []
    for key in indicators():
        if any(key in side for side in sides):
            a, b = _cell(left, sides[0].get(key, [])), _cell(right, sides[1].get(key, []))
            pairs.append(Pair(key, a, b, _said(a) != _said(b), _change(a, b)))
    return tuple(sorted(pairs, key=lambda pair: not pair.differs))


def previous(document: Document, documents: Iterable[Document]) -> Document | None:
    """The plan of the same place for the latest year before this one; None where the corpus has none."""
    if document.year is None or document.locality is None:
        return None
    same = [
        other
        for other in documents
        if other.year is not None
        and other.year < document.year
        and all(getattr(other, name) == getattr(document, name) for name in _SAME)
        and (other.province == document.province or None in (other.province, document.province))
    ]
    return max(same, key=lambda other: other.year, default=None)


def principal(targets: Sequence[Target], document: Document | None) -> list[Target]:
    """The targets of one indicator in one plan, the one that stands for the plan first.

    That of the whole plan, else that of the plan's own tier, else the first; of several years the nearest.
    """
    tier = f"cấp {document.level}" if document and document.level else None

    def place(target: Target) -> tuple[int, int, int]:
        whole = 0 if target.scope is None else 1 if target.scope == tier else 2
        return whole, target.deadline or 0, target.value_start

    return sorted(targets, key=place)


def _by_plan(targets: Iterable[Target], kind: str) -> dict[str, dict[str, list[Target]]]:
    """Targets by document and indicator."""
    found: dict[str, dict[str, list[Target]]] = {}
    for target in targets:
        if target.kind == kind and target.indicator is not None:
            found.setdefault(target.document, {}).setdefault(target.indicator, []).append(target)
    return found


def _cell(document: Document | None, targets: Sequence[Target]) -> Cell:
    if targets:
        return Cell(document, tuple(principal(targets, document)), "stated")
    return Cell(document, (), "unknown" if document is None or document.truncated else "silent")


def _row(key: str, cells: tuple[Cell, ...]) -> Row:
    stated = [cell for cell in cells if cell.principal]
    if not stated:
        return Row(key, cells, (), None, ())
    ranks = [rank(cell.principal) for cell in stated]
    return Row(
        key,
        cells,
        tuple(cell for cell, place in zip(stated, ranks, strict=True) if place == min(ranks)),
        statistics.median(value for value, _ in ranks),
        tuple(cell for cell, place in zip(stated, ranks, strict=True) if place == max(ranks)),
    )


def _said(cell: Cell) -> tuple:
    return cell.state, tuple((t.comparator, t.value, t.value_max, t.unit, t.scope) for t in cell.targets)


def _change(left: Cell, right: Cell) -> float | None:
    a, b = left.principal, right.principal
    return b.value - a.value if a and b and a.unit == b.unit else None
