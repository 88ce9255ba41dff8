"""Fit the gate: python -m eval.calibrate writes indexer/data/gate.toml and prints how well it does.

Learns from the development questions of every dataset that teaches the adapter, and from the questions of
datasets/gate over the five plans alone; a question whose answers all lie in composed plans is one that the
five do not answer, and a hard one. The passages of a dataset are found with an adapter fitted to the others,
so that the gate sees cosines as they are for questions that nobody has learnt from. The more an adapter has
learnt from, the lower its cosines: they are brought to the scale of the one that is bundled.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, astuple, dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from eval import adapter
from eval.dataset import ANSWERS, DATASETS, PROJECT, Dataset, Place, load
from eval.run import index
from indexer import encoder as encoders
from indexer import gate, search
from indexer.build import searchable
from indexer.dense import Dense
from indexer.e5 import E5
from indexer.encoder import Encoder
from indexer.generation import Generation
from indexer.model import Hit

OUT = PROJECT / "indexer/data/gate.toml"
_HITS = 60
_FIVE = "reform-plans, five plans"  # the corpus without the composed plans
# The signs that count for whether a question is answered, and for which passages answer it.
_FIRST = ("coverage", "lacking", "cosine", "numberless", "unheard")
_FURTHER = ("coverage", "lacking", "cosine", "numberless", "behind")
_RIGHT = 0.8  # of the plans cited: a reader sees one too many, but not one that is missing
_HEAD = OUT.read_text("utf-8").split("[", 1)[0]
_OTHERS = ("other-fields", "further-fields")  # most of their documents are not about reform
_NEAREST = 10  # passages of a question, to tell the scale of cosines
_COSINE = gate.Signs.__match_args__.index("cosine")
_NAMES = len(gate.Signs.__match_args__) - 1  # the last sign is no weight: without it nothing answers


@dataclass(frozen=True, slots=True)
class Case:
    """One question over one corpus, with the signs of the passages that search finds."""

    text: str
    answerable: bool
    corpus: str
    signs: np.ndarray  # (hits, 7): the fields of gate.Signs
    answers: np.ndarray  # (hits,): 1 where the passage answers, 0 where it does not, nan where nobody judged
    plans: tuple[str, ...]  # (hits,): the file of each
    answering: frozenset[str]  # the files that answer
    judged: frozenset[str]  # the files that answer or touch the matter


def cases(generation: Generation, corpus: str, dataset: str) -> Iterator[Case]:
    """Every question of a dataset's development split that is judged over a corpus."""
    files = {Path(one.path).name for one in generation.documents.values()}
    for text, places in _questions(dataset, files):
        query = search.understood(generation, text)
        hits = search.search(generation, query, k=_HITS)
        signs = [astuple(one) for one in gate.signs_of(generation, query, hits)]
        yield Case(
            text,
            places != (),
            corpus,
            np.array(signs, float).reshape(-1, _NAMES + 1),
            np.array([_answers(hit, places) for hit in hits], float),
            tuple(Path(hit.document.path).name for hit in hits),
            frozenset(place.document for place in places or () if place.grade == ANSWERS),
            frozenset(place.document for place in places or ()),
        )


def _questions(dataset: str, files: set[str]) -> Iterator[tuple[str, Sequence[Place] | None]]:
    """Questions with the places that answer: () where nothing does, None where something does, unjudged."""
    for question in load(DATASETS / dataset).of("dev"):
        here = [place for place in question.places if place.document in files]
        if question.kind == "none" or (question.kind != "metadata" and not here):
            yield question.text, ()
        elif question.kind != "metadata" and any(place.grade == ANSWERS for place in here):
            yield question.text, tuple(here)
    if any(name.startswith("composed") for name in files):
        return  # composed plans answer some of what the five do not
    yield from ((text, ()) for text in _of_gate("none"))
    yield from ((text, None) for text in _of_gate("some"))


def _of_gate(part: str) -> Iterator[str]:
    """The questions of datasets/gate: "none" of the five plans answers, or "some" do."""
    listed = tomllib.loads((DATASETS / "gate/questions.toml").read_text("utf-8"))[part]
    return chain.from_iterable(listed.values())


def _five(dataset: Dataset) -> dict[str, Path]:
    """The real plans of a dataset, those of `corpus/`."""
    return {path: file for path, file in dataset.corpus.items() if file.parent.name == "corpus"}


def _answers(hit: Hit, places: Sequence[Place] | None) -> float:
    if places is None:
        return np.nan
    passage, name = hit.passage, Path(hit.document.path).name
    grades = [
        p.grade for p in places if p.document == name and p.start < passage.end and passage.start < p.end
    ]
    if not grades:
        return 0.0
    return float(max(grades) == ANSWERS) if max(grades) == ANSWERS else np.nan


def fit(chosen: Iterable[Case], signs: Sequence[str]) -> np.ndarray:
    """Weights of the signs, 0 for those not named, and the constant; both classes count the same."""
    chosen = list(chosen)
    rows = np.concatenate([case.signs for case in chosen])
    answers = np.concatenate([case.answers for case in chosen])
    kept = ~np.isnan(answers) & (rows[:, -1] > 0)
    used = np.array([name in signs for name in gate.Signs.__match_args__[:-1]], float)
    x = np.column_stack([rows[kept, :-1] * used, np.ones(kept.sum())])
    y = answers[kept]
    share = np.where(y > 0, 0.5 / y.sum(), 0.5 / (1 - y).sum())
    ridge = np.diag([1e-6] * _NAMES + [1e-9])
    weights = np.zeros(_NAMES + 1)
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        curvature = (x * (share * p * (1 - p))[:, None]).T @ x + ridge
        weights += np.linalg.solve(curvature, x.T @ (share * (y - p)) - ridge @ weights)
    return weights


def probabilities(case: Case, weights: np.ndarray) -> np.ndarray:
    """The probability of each of a case's passages."""
    odds = case.signs[:, :-1] @ weights[:-1] + weights[-1]
    return case.signs[:, -1] / (1 + np.exp(-np.clip(odds, -30, 30)))


@dataclass(slots=True)
class Outcome:
    """What a gate does with cases: the best probability of each, and that of every passage."""

    found: Sequence[Case]
    best: np.ndarray
    every: list[np.ndarray]

    def over(self, corpus: str) -> Outcome:
        """The part of one corpus."""
        here = [place for place, case in enumerate(self.found) if case.corpus == corpus]
        return Outcome([self.found[p] for p in here], self.best[here], [self.every[p] for p in here])

    def answered(self, least: float) -> float:
        """Share of the answerable questions that are answered."""
        answerable = np.array([case.answerable for case in self.found])
        return float((self.best[answerable] >= least).mean())

    def refused(self, least: float) -> float:
        """Share of the others that are refused."""
        answerable = np.array([case.answerable for case in self.found])
        return float((self.best[~answerable] < least).mean())

    def plans(self, first: float, further: float) -> tuple[float, float]:
        """Where a question is answered: share cited of the plans that answer, share right of those cited."""
        cited_of, right_of = [], []
        for case, best, every in zip(self.found, self.best, self.every, strict=True):
            if not case.answering or best < first:
                continue
            cited = {plan for plan, one in zip(case.plans, every, strict=True) if one >= further}
            cited_of.append(len(cited & case.answering) / len(case.answering))
            if cited:
                right_of.append(len(cited & case.judged) / len(cited))
        return float(np.mean(cited_of)), float(np.mean(right_of))


def outcome(found: Sequence[Case], first: np.ndarray, further: np.ndarray) -> Outcome:
    """Weigh the signs of every passage of the cases."""
    best = np.array([probabilities(case, first).max(initial=0.0) for case in found])
    return Outcome(found, best, [probabilities(case, further) for case in found])


def _held_out(found: Sequence[Case], first: Sequence[str], further: Sequence[str]) -> Outcome:
    """The outcome of every case by weights that never saw its dataset."""
    best, every = np.zeros(len(found)), [np.zeros(0)] * len(found)
    # The two corpora of reform-plans ask the same questions.
    parts = [case.corpus.split(",")[0] for case in found]
    for part in dict.fromkeys(parts):
        others = [case for case, its in zip(found, parts, strict=True) if its != part]
        here = [place for place, its in enumerate(parts) if its == part]
        told = outcome([found[place] for place in here], fit(others, first), fit(others, further))
        for row, place in enumerate(here):
            best[place], every[place] = told.best[row], told.every[row]
    return Outcome(found, best, every)


def _nearest(encoder: Encoder) -> np.ndarray:
    """Cosines, sorted, of the passages nearest to the questions of datasets/gate, which teach no adapter."""
    with Generation.open(index(_five(load(DATASETS / "reform-plans")), _FIVE)) as generation:
        texts = [text for part in ("none", "some") for text in _of_gate(part)]
        asked = encoder.queries([search.understood(generation, text).topic for text in texts])
        near = asked @ encoder.passages(list(map(searchable, generation.passages))).T
    return np.sort(np.sort(near, 1)[:, -_NEAREST:], axis=None)


def collect() -> list[Case]:
    """The cases of all datasets, each found with an adapter that has not learnt from it."""
    found: list[Case] = []
    scale = _nearest(encoders.load())
    scales: dict[str, np.ndarray] = {}
    for name in adapter.TAUGHT_BY:
        encoder = E5(adapter.without(name))
        if encoder.name not in scales:
            scales[encoder.name] = _nearest(encoder)
        dataset = load(DATASETS / name)
        corpora = {name: dataset.corpus}
        if name == "reform-plans":
            corpora[_FIVE] = _five(dataset)
        for corpus, kept in corpora.items():
            with Generation.open(index(kept, corpus)) as generation:
                generation.encoder = encoder
                generation.dense = Dense.build(encoder.passages(list(map(searchable, generation.passages))))
                for case in cases(generation, corpus, name):
                    case.signs[:, _COSINE] = np.interp(case.signs[:, _COSINE], scales[encoder.name], scale)
                    found.append(case)
    return found


def main() -> None:
    """Fit, cross-validate by dataset, print and write."""
    every = collect()
    others = [case for case in every if case.corpus in _OTHERS]
    encoder_name = encoders.load().name
    tables = []
    for name, found, left_out in (
        (encoder_name, every, ()),
        (f"{encoder_name}{gate.ELSEWHERE}", others, ()),
        (gate.ANY, every, ("cosine",)),
    ):
        first, further = (
            tuple(sign for sign in signs if sign not in left_out) for signs in (_FIRST, _FURTHER)
        )
        told = _held_out(found, first, further)
        parts = {corpus: told.over(corpus) for corpus in dict.fromkeys(case.corpus for case in found)}
        ticks = np.linspace(0.3, 0.99, 139).tolist()
        # A wrong refusal is as bad as a wrong answer, and no dataset decides alone, least of all near-misses.
        least = next(
            tick
            for tick in ticks
            if sum(one.refused(tick) for one in parts.values())
            >= sum(one.answered(tick) for one in parts.values())
        )
        also = next(
            tick for tick in ticks if np.mean([one.plans(least, tick)[1] for one in parts.values()]) >= _RIGHT
        )
        for corpus, some in parts.items():
            print(
                f"{name}, {corpus}: answered {some.answered(least):.3f}, refused {some.refused(least):.3f}, "
                "plans cited {:.3f}, right {:.3f}".format(*some.plans(least, also))
            )
        for part, weights, limit in (
            ("first", fit(found, first), least),
            ("further", fit(found, further), also),
        ):
            fields = gate.Weights(*(round(float(one), 2) for one in weights), least=round(limit, 3))
            lines = [f'["{name}".{part}]', *(f"{key} = {value}" for key, value in asdict(fields).items())]
            tables.append("\n".join(lines))
    OUT.write_text(_HEAD + "\n\n".join(tables) + "\n", "utf-8")


if __name__ == "__main__":
    main()
