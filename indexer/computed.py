"""Questions that are answered by reckoning: the highest, the lowest, the average, how many above 95%."""

from __future__ import annotations

import re
import statistics
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from indexer.compare import principal, rank
from indexer.indicators import fold
from indexer.model import Comparator, Document, Target

Kind = Literal["highest", "lowest", "mean", "median", "count", "which"]
Record = tuple[Target, Document]


@dataclass(frozen=True, slots=True)
class Computation:
    """What a question wants reckoned."""

    kind: Kind
    comparator: Comparator | None = None  # the bound of "count" and "which"; None without one
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Computed:
    """The outcome, over the plans that state the indicator, one record a plan."""

    computation: Computation
    value: float | None  # of the highest, lowest, mean or median; the number of plans for a count
    records: tuple[Record, ...]  # those that the outcome rests on: the highest ones, those above the bound...
    over: tuple[Record, ...]  # all that were compared, the highest first

    def tells_of(self, plan: Document) -> bool:
        """Whether a plan is one of those that were asked for: of a count those counted, if any; else all."""
        bounded = self.computation.kind in {"count", "which"}
        told = (self.records if bounded else ()) or self.over
        return any(document.id == plan.id for _, document in told)


@cache
def _words() -> dict:
    return tomllib.loads(files("indexer").joinpath("data/computed.toml").read_text("utf-8"))


def computation(question: str) -> Computation | None:
    """What a question wants reckoned over plans; None for a question that asks for what plans say."""
    plain = f" {_numbers_kept(question)} "
    bound = _bound(plain)
    found = [
        (len(fold(word)), kind)
        for kind in ("highest", "lowest", "mean", "median", "count", "which")
        for word in _words()[kind]
        if f" {fold(word)} " in plain
    ]
    if not found:
        return None
    kinds = {kind for _, kind in found}
    for kind in ("highest", "lowest", "mean", "median"):  # "nơi nào cao nhất" asks for the highest
        if kind in kinds:
            return Computation(kind)
    if "count" in kinds:
        return Computation("count", *(bound or (None, None)))
    return Computation("which", *bound) if bound else None


def _numbers_kept(question: str) -> str:
    """The question folded, with decimal commas kept as dots."""
    marked = re.sub(r"(\d)[.,](\d)", r"\1DECIMAL\2", question)
    return fold(marked).replace("decimal", ".")


def _bound(plain: str) -> tuple[Comparator, float] | None:
    number = r"(?P<value>\d+(?:\.\d+)?)"
    for sign, words in _words()["behind"].items():
        if found := re.search(rf"{number} (?:phan tram )?(?:{'|'.join(map(fold, words))})(?!\w)", plain):
            return sign, float(found["value"])
    for sign, words in _words()["bounds"].items():
        if found := re.search(rf"(?<!\w)(?:{'|'.join(map(fold, words))}) {number}(?!\w)", plain):
            return sign, float(found["value"])
    return None


def compute(wanted: Computation, records: Iterable[Record]) -> Computed:
    """Reckon over the targets of one indicator; of a plan with several, its principal one counts.

    Results of past years are left out. Numbers of another unit than most are too.
    """
    over = _one_a_plan([record for record in records if record[0].kind == "target"])
    if wanted.kind in {"count", "which"}:
        chosen = [record for record in over if _within(record[0], wanted.comparator, wanted.value)]
        return Computed(wanted, float(len(chosen)), tuple(chosen), tuple(over))
    if not over:
        return Computed(wanted, None, (), ())
    values = [target.value for target, _ in over]
    if wanted.kind in {"mean", "median"}:
        value = statistics.fmean(values) if wanted.kind == "mean" else statistics.median(values)
        return Computed(wanted, value, tuple(over), tuple(over))
    upwards = (wanted.kind == "highest") != (over[0][0].unit == "hạng")  # the highest rank is the first
    best = (max if upwards else min)(rank(target) for target, _ in over)
    return Computed(wanted, best[0], tuple(r for r in over if rank(r[0]) == best), tuple(over))


def _one_a_plan(records: Sequence[Record]) -> list[Record]:
    """The principal record of each plan in the commonest unit, the highest first."""
    if not records:
        return []
    unit = statistics.mode(target.unit for target, _ in records)
    plans: dict[str, tuple[Document, list[Target]]] = {}
    for target, document in records:
        if target.unit == unit:
            plans.setdefault(document.id, (document, []))[1].append(target)
    chosen = [(principal(targets, document)[0], document) for document, targets in plans.values()]
    return sorted(chosen, key=lambda record: rank(record[0]), reverse=True)


def _within(target: Target, comparator: Comparator | None, bound: float | None) -> bool:
    """Whether a plan that keeps to the target keeps to the bound: "tối thiểu 95%" is not "trên 95%"."""
    if comparator is None or bound is None:
        return True
    low = -float("inf") if target.comparator in {"<", "<="} else target.value
    high = {"range": target.value_max, "=": target.value, "<": target.value, "<=": target.value}.get(
        target.comparator, float("inf")
    )
    return {
        ">": low > bound or (low == bound and target.comparator == ">"),
        ">=": low >= bound,
        "<": high < bound or (high == bound and target.comparator == "<"),
        "<=": high <= bound,
        "=": low == high == bound,
        "range": False,
    }[comparator]
