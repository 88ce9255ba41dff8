"""Fit the adapter of the bundled encoder: python -m eval.adapter writes indexer/data/adapter.npy.

The matrix moves questions towards the passages judged to answer them and away from all other passages of
their collection (a softmax over cosines, as in contrastive training), and English phrases of the glossary
towards their Vietnamese. It learns from development questions alone. What it is worth on questions and plans
that it has not seen is measured by leaving out each dataset in turn: eval/results/adapter.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import cross_entropy, normalize

from eval import measures
from eval.dataset import ANSWERS, DATASETS, PROJECT, Question, load, overlaps
from eval.report import table
from eval.run import index, ranked
from indexer import e5, phrases, search
from indexer.build import searchable
from indexer.generation import Generation
from indexer.model import Hit

OUT = PROJECT / "indexer/data/adapter.npy"
REPORT = Path(__file__).parent / "results/adapter.md"
TAUGHT_BY = ("reform-plans", "office-questions", "training-questions", "consultants-questions")
_TESTED_ON = "unseen-plans"

# Chosen by leaving out each dataset in turn; half or twice of any changes nDCG@10 by less than 0.02.
_TEMPERATURE = 0.06
_GLOSSARY_TEMPERATURE = 0.05
_GLOSSARY = 0.3  # weight of the glossary beside the questions
_DECAY = 0.005
_STEPS = 150
_RATE = 5e-4
_PHRASES = 400  # of the glossary, in one step
_RELATED = 0.3  # what a passage that only touches the matter counts, where one that answers counts 1


@dataclass(frozen=True, slots=True)
class Lesson:
    """The judged questions of one collection, as vectors of the plain encoder."""

    questions: tuple[Question, ...]
    hits: tuple[Hit, ...]  # every passage of the collection
    typed: torch.Tensor  # (questions, dimension): as they were typed
    meant: torch.Tensor  # (questions, dimension): what search makes of them
    passages: torch.Tensor  # (passages, dimension)
    grades: (
        torch.Tensor
    )  # (questions, passages): 1 where a passage answers, _RELATED where it touches, else 0


def lesson(name: str, split: str, encoder: e5.E5) -> Lesson:
    """The questions of one split of a dataset that ask for a passage, with all passages of its plans."""
    dataset = load(DATASETS / name)
    with Generation.open(index({file.name: file for file in dataset.files.values()}, name)) as generation:
        questions = tuple(question for question in dataset.of(split) if question.ranked)
        hits = tuple(Hit(one, generation.documents[one.document], 0.0) for one in generation.passages)
        meant = [search.understood(generation, question.text).topic for question in questions]
    grades = torch.zeros(len(questions), len(hits))
    for row, question in enumerate(questions):
        for place in question.places:
            worth = 1.0 if place.grade == ANSWERS else _RELATED
            for column, hit in enumerate(hits):
                if hit.document.path == place.document and overlaps(
                    hit.passage.start, hit.passage.end, place
                ):
                    grades[row, column] = max(worth, grades[row, column].item())
    return Lesson(
        questions,
        hits,
        torch.tensor(encoder.queries([question.text for question in questions])),
        torch.tensor(encoder.queries(meant)),
        torch.tensor(encoder.passages([searchable(hit.passage) for hit in hits])),
        grades,
    )


def glossary(encoder: e5.E5) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Vectors of the English phrases, of all Vietnamese ones, and for each of the first its place there."""
    pairs = [(english, one) for english, found in phrases._rows("glossary") for one in found[:2]]
    vietnamese = sorted({one for _, one in pairs})
    place = {one: number for number, one in enumerate(vietnamese)}
    return (
        torch.tensor(encoder.queries([english for english, _ in pairs])),
        torch.tensor(encoder.passages(vietnamese)),
        torch.tensor([place[one] for _, one in pairs]),
    )


def fit(lessons: Iterable[Lesson], words: tuple[torch.Tensor, torch.Tensor, torch.Tensor]) -> np.ndarray:
    """Return the matrix that these lessons teach, shape (dimension, dimension), float16."""
    torch.manual_seed(1)
    english, vietnamese, meant = words
    matrix = torch.zeros(english.shape[1], english.shape[1], requires_grad=True)
    optimiser = torch.optim.Adam([matrix], lr=_RATE)
    asked = []
    for one in lessons:
        judged = one.grades.sum(1) > 0
        share = one.grades[judged] / one.grades[judged].sum(1, keepdim=True)
        asked.append((torch.cat([one.typed[judged], one.meant[judged]]), share.repeat(2, 1), one.passages))

    def moved(vectors: torch.Tensor) -> torch.Tensor:
        return normalize(vectors + vectors @ matrix, dim=1)

    count = sum(len(questions) for questions, _, _ in asked)
    for _ in range(_STEPS):
        optimiser.zero_grad()
        loss = _DECAY * (matrix**2).sum()
        for questions, share, passages in asked:
            near = moved(questions) @ moved(passages).T / _TEMPERATURE
            loss = loss - (share * torch.log_softmax(near, 1)).sum() / count
        some = torch.randint(0, len(english), (_PHRASES,))
        near = moved(english[some]) @ moved(vietnamese).T / _GLOSSARY_TEMPERATURE
        (loss + _GLOSSARY * cross_entropy(near, meant[some])).backward()
        optimiser.step()
    return matrix.detach().numpy().astype(np.float16)


def rankings(one: Lesson, matrix: np.ndarray, typed: bool) -> dict[str, float]:
    """Mean nDCG@10 and Recall@10 of the passages by cosine alone."""
    step = torch.tensor(matrix.astype(np.float32))
    questions = one.typed if typed else one.meant
    near = (
        normalize(questions + questions @ step, dim=1)
        @ normalize(one.passages + one.passages @ step, dim=1).T
    )
    run = {
        question.id: ranked([one.hits[place] for place in row.argsort(descending=True)[:10]], question.places)
        for question, row in zip(one.questions, near, strict=True)
    }
    qrels = {q.id: {place.id: place.grade for place in q.places} for q in one.questions}
    found = measures.ranking(qrels, run, ANSWERS)
    return {name: float(np.mean(list(found[name].values()))) for name in ("nDCG@10", "Recall@10")}


def main() -> None:
    """Measure by leaving out each dataset, fit to all of them, write the matrix and the report."""
    encoder = e5.E5()
    words = glossary(encoder)
    taught = {name: lesson(name, "dev", encoder) for name in TAUGHT_BY}
    matrix = fit(taught.values(), words)
    np.save(OUT, matrix, allow_pickle=False)
    rows = []
    for name, one in taught.items():
        without = fit([other for kept, other in taught.items() if kept != name], words)
        rows += _rows(f"{name}, dev (fitted without it)", one, without)
    rows += _rows(f"{_TESTED_ON}, test", lesson(_TESTED_ON, "test", encoder), matrix)
    REPORT.write_text(
        "\n\n".join(
            (
                "# What the adapter is worth",
                "Passages ranked by cosine alone, encoder multilingual-e5-small: as it comes, and adapted. "
                f"Fitted to {sum(len(one.questions) for one in taught.values())} development questions of "
                f"{len(taught)} datasets and {len(words[0])} pairs of the glossary.",
                "Made by `python -m eval.adapter`.",
                table(["questions", "asked", "nDCG@10", "with adapter", "Recall@10", "with adapter"], rows),
            )
        )
        + "\n",
        "utf-8",
    )


def _rows(name: str, one: Lesson, matrix: np.ndarray) -> list[list[str]]:
    rows = []
    for asked, typed in (("as typed", True), ("as understood", False)):
        plain, adapted = (rankings(one, step, typed) for step in (np.zeros_like(matrix), matrix))
        figures = [f"{found[key]:.3f}" for key in ("nDCG@10", "Recall@10") for found in (plain, adapted)]
        rows.append([f"{name}: {len(one.questions)}", asked, *figures])
    return rows


if __name__ == "__main__":
    main()
