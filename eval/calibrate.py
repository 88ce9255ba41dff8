"""Fit the gate: python -m eval.calibrate writes indexer/data/gate.toml and prints how well it does.

Learns from the development questions of reform-plans and from the questions of datasets/gate, over two
corpora: the five plans, and the five with the composed ones. A question whose answers all lie in composed
plans is one that the five plans do not answer, and a hard one.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from eval.dataset import ANSWERS, DATASETS, PROJECT, Place, load
from indexer import build, gate, search
from indexer.generation import Generation
from indexer.model import Hit

OUT = PROJECT / "indexer/data/gate.toml"
_HITS = 20
_FOLDS = 5
_HEAD = OUT.read_text("utf-8").split("[", 1)[0]


@dataclass(frozen=True, slots=True)
class Case:
    """One question over one corpus, with the signs of the passages that search finds."""

    text: str
    answerable: bool
    corpus: str
    signs: np.ndarray  # (hits, 4): the fields of gate.Signs
    answers: np.ndarray  # (hits,): 1 where the passage answers, 0 where it does not, nan where nobody judged


def cases(generation: Generation, corpus: str) -> Iterator[Case]:
    """Every question that is judged over a corpus."""
    for text, places in _questions({Path(one.path).name for one in generation.documents.values()}):
        query = search.understood(generation, text)
        hits = search.search(generation, query, k=_HITS)
        signs = np.array([astuple(one) for one in gate.signs_of(generation, query, hits)], float).reshape(
            -1, 4
        )
        answers = np.array([_answers(hit, places) for hit in hits], float)
        yield Case(text, places != (), corpus, signs, answers)


def _questions(files: set[str]) -> Iterator[tuple[str, Sequence[Place] | None]]:
    """Questions with the places that answer: () where nothing does, None where something does, unjudged."""
    dataset = load(DATASETS / "reform-plans")
    for question in dataset.of("dev"):
        here = [place for place in question.places if place.document in files]
        if question.kind == "none" or (question.kind != "metadata" and not here):
            yield question.text, ()
        elif question.kind != "metadata" and any(place.grade == ANSWERS for place in here):
            yield question.text, tuple(here)
    own = tomllib.loads((DATASETS / "gate/questions.toml").read_text("utf-8"))
    composed = any(name.startswith("composed") for name in files)
    for kind, texts in own["none"].items():
        # Composed plans answer some of what the five do not; nothing answers the foreign ones.
        if not composed or kind == "foreign":
            yield from ((text, ()) for text in texts)
    for texts in own["some"].values():
        yield from ((text, None) for text in texts)


def _answers(hit: Hit, places: Sequence[Place] | None) -> float:
    if places is None:
        return np.nan
    passage, name = hit.passage, Path(hit.document.path).name
    grades = [
        p.grade for p in places if p.document == name and p.start < passage.end and passage.start < p.end
    ]
    if not grades:
        return np.nan if places else 0.0
    return float(max(grades) == ANSWERS)


def fit(chosen: Iterable[Case], cosine: bool) -> np.ndarray:
    """Weights of coverage, cosine, numberless and the constant; both classes count the same."""
    signs = np.concatenate([case.signs for case in chosen])
    answers = np.concatenate([case.answers for case in chosen])
    kept = ~np.isnan(answers) & (signs[:, 3] > 0)
    x = np.column_stack([signs[kept, :3], np.ones(kept.sum())])
    x[:, 1] *= cosine
    y = answers[kept]
    share = np.where(y > 0, 0.5 / y.sum(), 0.5 / (1 - y).sum())
    ridge = np.diag([1e-6] * 3 + [1e-9])
    weights = np.zeros(4)
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        curvature = (x * (share * p * (1 - p))[:, None]).T @ x + ridge
        weights += np.linalg.solve(curvature, x.T @ (share * (y - p)) - ridge @ weights)
    return weights


def best(case: Case, weights: np.ndarray) -> float:
    """The probability of a case's best passage."""
    if not len(case.signs):
        return 0.0
    odds = case.signs[:, :3] @ weights[:3] + weights[3]
    return float((case.signs[:, 3] / (1 + np.exp(-odds))).max())


def threshold(scores: np.ndarray, answerable: np.ndarray) -> float:
    """Where as large a share of the answerable is answered as of the others refused."""
    ticks = np.unique(scores)
    errors = [max((scores[answerable] < tick).mean(), (scores[~answerable] >= tick).mean()) for tick in ticks]
    return float(ticks[int(np.argmin(errors))])


def main() -> None:
    """Fit, cross-validate by question, print and write."""
    found: list[Case] = []
    with TemporaryDirectory() as folder:
        five = sorted((PROJECT / "corpus").glob("*.txt"))
        composed = sorted((DATASETS / "reform-plans/documents").iterdir())
        for name, paths in {"five plans": five, "with the composed": five + composed}.items():
            corpus, index = Path(folder, name, "corpus"), Path(folder, name, "index")
            corpus.mkdir(parents=True)
            for path in paths:
                (corpus / path.name).write_bytes(path.read_bytes())
            build.build(corpus, index)
            with Generation.open(index) as generation:
                found += cases(generation, name)
                encoder = generation.encoder.name
    entries = {}
    for name, cosine in ((encoder, True), ("any encoder", False)):
        scores = _held_out(found, cosine)
        answerable = np.array([case.answerable for case in found])
        least = threshold(scores, answerable)
        for corpus in dict.fromkeys(case.corpus for case in found):
            here = np.array([case.corpus == corpus for case in found])
            print(
                f"{name}, {corpus}: answered {(scores[here & answerable] >= least).mean():.3f} of"
                f" {(here & answerable).sum()}, refused {(scores[here & ~answerable] < least).mean():.3f} of"
                f" {(here & ~answerable).sum()}"
            )
        weights = fit(found, cosine)
        entries[name] = gate.Weights(*(round(float(one), 2) for one in weights), least=round(least, 3))
    tables = [
        "\n".join([f'["{name}"]', *(f"{key} = {value}" for key, value in asdict(one).items())])
        for name, one in entries.items()
    ]
    OUT.write_text(_HEAD + "\n\n".join(tables) + "\n", "utf-8")


def _held_out(found: Sequence[Case], cosine: bool) -> np.ndarray:
    """The score of every case by weights that never saw its question."""
    texts = sorted({case.text for case in found})
    random.Random(1).shuffle(texts)
    fold = {text: number % _FOLDS for number, text in enumerate(texts)}
    scores = np.zeros(len(found))
    for held in range(_FOLDS):
        weights = fit([case for case in found if fold[case.text] != held], cosine)
        for place, case in enumerate(found):
            if fold[case.text] == held:
                scores[place] = best(case, weights)
    return scores


if __name__ == "__main__":
    main()
