"""How well the numbers of plans are read, against a record made by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from indexer.model import Plan, Target
from indexer.normalise import fold

GOLD = Path(__file__).parent / "datasets" / "targets"
RESULTS = Path(__file__).parent / "results"
_OPENS, _CLOSES = "«", "»"


@dataclass(frozen=True, slots=True)
class Gold:
    """One number of a plan, as a reader recorded it."""

    document: str  # path of the file, relative to its folder
    start: int  # where the number stands in the normalised text
    end: int
    value: float
    value_max: float | None
    comparator: str
    unit: str
    indicator: str | None
    scope: str | None
    kind: str
    deadline: int | None
    agency: str | None
    optional: bool  # readers may differ on whether it is a commitment; neither missing nor extra


@dataclass(slots=True)
class Count:
    """What of the record was found, what was found besides, what was missed."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of what was found that is right."""
        found = self.right + self.extra
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """Share of the record that was found."""
        there = self.right + self.missed
        return self.right / there if there else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        both = 2 * self.right + self.extra + self.missed
        return 2 * self.right / both if both else 1.0

    def add(self, other: Count) -> None:
        """Count what `other` counted too."""
        self.right += other.right
        self.extra += other.extra
        self.missed += other.missed


FIELDS = ("value + unit + span", "comparator", "indicator", "scope", "kind", "deadline", "agency")


@dataclass(slots=True)
class Score:
    """Counts by field, over one or several plans."""

    documents: int = 0
    numbers: int = 0
    counts: dict[str, Count] = field(default_factory=lambda: {name: Count() for name in FIELDS})
    named: int = 0  # numbers that the taxonomy has an indicator for
    named_right: int = 0
    wrong_indicator: int = 0  # an indicator given where it is another or none
    matched: int = 0
    differences: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Count the plans of `other` too."""
        for name in FIELDS:
            self.counts[name].add(other.counts[name])
        for name in ("documents", "numbers", "named", "named_right", "wrong_indicator", "matched"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.differences += other.differences

    def summary(self) -> dict:
        """The measures as plain data."""
        return {
            "documents": self.documents,
            "numbers": self.numbers,
            **{
                name: {
                    "precision": round(count.precision, 4),
                    "recall": round(count.recall, 4),
                    "f1": round(count.f1, 4),
                }
                for name, count in self.counts.items()
            },
            "indicator accuracy": round(self.named_right / self.named, 4) if self.named else None,
            "wrong indicator": round(self.wrong_indicator / self.matched, 4) if self.matched else None,
        }


def rows(path: Path) -> list[dict]:
    """The lines of a record. One with `text` null says that its document states no number."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


def locate(text: str, snippet: str, occurrence: int = 1) -> tuple[int, int]:
    """Where the number marked «…» in `snippet` stands in `text`.

    Letters and digits alone are compared, so that other spaces, marks or line breaks don't matter.
    LookupError where the snippet does not occur.
    """
    before, rest = snippet.split(_OPENS)
    number, after = rest.split(_CLOSES)
    places = [place for place, character in enumerate(text) if character.isalnum()]
    plain = "".join(text[place] for place in places)
    bare = ["".join(filter(str.isalnum, part)) for part in (before, number, after)]
    plain, wanted, found = fold(plain).lower(), fold("".join(bare)).lower(), -1
    for _ in range(occurrence):
        found = plain.find(wanted, found + 1)
        if found < 0:
            raise LookupError(snippet)
    first = found + len(bare[0])
    return places[first], places[first + len(bare[1]) - 1] + 1


def gold(lines: Iterable[dict], document: str, text: str) -> list[Gold]:
    """The record of one document, with its places in `text`."""
    return [
        Gold(
            document,
            *locate(text, row["text"], row.get("occurrence", 1)),
            **{name: row[name] for name in ("value", "value_max", "comparator", "unit", "indicator")},
            **{name: row[name] for name in ("scope", "kind", "deadline", "agency")},
            optional=row.get("optional", False),
        )
        for row in lines
        if row["document"] == document and row["text"] is not None
    ]


def compare(record: Sequence[Gold], targets: Sequence[Target]) -> Score:
    """Score of what was extracted from one plan.

    A number is right where value, range, unit and span are. Results may be left out; a result taken
    for a target, or the other way round, is an error. The other fields are counted over the numbers
    found on both sides: an unknown scope, deadline, agency or indicator is neither right nor extra.
    """
    score = Score(documents=1, numbers=sum(one.kind == "target" and not one.optional for one in record))
    core = score.counts["value + unit + span"]
    pairs = {
        id(target): one
        for target in targets
        for one in record
        if target.value_start < one.end and one.start < target.value_end
    }
    found = {id(one): target for target in targets if (one := pairs.get(id(target)))}
    for one in record:
        target = found.get(id(one))
        if one.optional or (one.kind == "result" and target is None):
            continue
        if target is None:
            core.missed += 1
            score.differences.append(f"missed: {_said(one)}")
            continue
        if one.kind == "target" or target.kind == "target":
            right = _same_number(one, target) and one.kind == target.kind
            core.right += right
            core.extra += not right and target.kind == "target"
            core.missed += not right and one.kind == "target"
            if not right:
                score.differences.append(f"otherwise: {_said(one)}, found {_found(target)}")
        _fields(score, one, target)
    for target in targets:
        if id(target) not in pairs and target.kind == "target":
            core.extra += 1
            score.differences.append(f"extra: {_found(target)}")
    return score


def _same_number(one: Gold, target: Target) -> bool:
    return (
        abs(one.value - target.value) < 0.01
        and (one.value_max or 0) == (target.value_max or 0)
        and _same_unit(one.unit, target.unit)
        and abs(one.start - target.value_start) <= 1
        and abs(one.end - target.value_end) <= 1
    )


def _same_unit(one: str, other: str) -> bool:
    """Whether two units are one, said at more or less length: "đơn vị", "đơn vị sự nghiệp"."""
    return f"{one.lower()} ".startswith(f"{other.lower()} ") or f"{other.lower()} ".startswith(
        f"{one.lower()} "
    )


def _fields(score: Score, one: Gold, target: Target) -> None:
    score.matched += 1
    for name in FIELDS[1:] if one.kind == "target" else ("comparator", "indicator", "scope", "kind"):
        wanted, given = getattr(one, name), getattr(target, name)
        count = score.counts[name]
        if wanted == given or (name == "agency" and wanted and given and fold(wanted) in fold(given)):
            count.right += wanted is not None
            continue
        count.extra += given is not None
        count.missed += wanted is not None
        score.differences.append(f"{name}: {_said(one)} is {wanted}, found {given}")
    score.named += one.indicator is not None
    score.named_right += one.indicator is not None and one.indicator == target.indicator
    score.wrong_indicator += target.indicator is not None and target.indicator != one.indicator


def _said(one: Gold) -> str:
    return f"{one.document}@{one.start} {one.comparator}{one.value:g} {one.unit}"


def _found(target: Target) -> str:
    return f"{target.comparator}{target.value:g} {target.unit} ({target.kind}) in “{target.quote[:80]}”"


def evaluate(record: Path, documents: Path) -> dict[str, Score]:
    """Score of each document of a record that lies in the folder `documents`, by its path."""
    from indexer.plan import identify, understand
    from indexer.read import read

    lines, scores = rows(record), {}
    for name in dict.fromkeys(row["document"] for row in lines):
        path = documents / name
        plan: Plan = understand(read(path), name, identify(path))
        scores[name] = compare(gold(lines, name, plan.reading.text), plan.targets)
    return scores


def total(scores: Iterable[Score]) -> Score:
    """All plans as one."""
    result = Score()
    for score in scores:
        result.add(score)
    return result


def main(dataset: Path | None = None, as_json: bool = False, verbose: bool = False) -> None:
    """Compare what is extracted with the records of eval/datasets/targets; print, and write a report.

    `dataset` is a folder with the real plans that the repository does not hold; with it, those are
    measured and reported apart. `verbose` lists every difference.
    """
    root = Path(__file__).parent.parent
    composed = root / "eval" / "datasets"
    if dataset is None:
        name = "targets.md"
        sets = {
            "five": root / "corpus",
            "composed": GOLD / "composed",
            "reform-plans": composed / "reform-plans" / "documents",
        }
    else:
        name, sets = "targets-plans.md", {"plans-dev": dataset, "plans-heldout": dataset}
    found = {
        record: total(evaluate(GOLD / f"{record}.jsonl", folder).values()) for record, folder in sets.items()
    }
    (RESULTS / name).parent.mkdir(exist_ok=True)
    (RESULTS / name).write_text(report(found, dataset is not None), "utf-8")
    if as_json:
        print(json.dumps({record: score.summary() for record, score in found.items()}, ensure_ascii=False))
        return
    print(report(found, dataset is not None))
    if verbose:
        print(*(line for score in found.values() for line in score.differences), sep="\n")


_SETS = {
    "five": "the five plans of corpus/, read while the rules were written",
    "composed": "six composed plans with tables, scanner's slips and traps, written beside the rules",
    "reform-plans": "twelve composed plans by another hand, kept aside until the rules stood; then read too",
    "plans-dev": "real plans of other fields, read while the rules were written",
    "plans-heldout": "real plans of other fields, kept aside",
}


def report(found: dict[str, Score], real: bool) -> str:
    """The measures as Markdown, a table a set of plans."""
    option = " --documents FOLDER" if real else ""
    lines = ["# Numbers read from plans", "", f"`python -m eval targets{option}`", ""]
    lines += ["How the records were made and what the fields mean: eval/datasets/targets/README.md.", ""]
    for name, score in found.items():
        lines += [f"## {name}", "", f"{_SETS[name].capitalize()}: {score.documents} documents,"]
        lines += [f"{score.numbers} targets.", "", "| field | precision | recall | F1 |", "|---|---|---|---|"]
        for label, count in score.counts.items():
            lines.append(f"| {label} | {count.precision:.3f} | {count.recall:.3f} | {count.f1:.3f} |")
        if score.named:
            right, wrong = score.named_right / score.named, score.wrong_indicator / score.matched
            lines += [
                "",
                f"Of the {score.named} numbers that the taxonomy has an indicator for, {right:.3f} got it;",
            ]
            lines.append(f"{wrong:.3f} of all numbers got a wrong one instead of none.")
        lines.append("")
    return "\n".join(lines)
