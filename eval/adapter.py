"""Teach the bundled encoder: python -m eval.adapter writes indexer/data/adapter.npz. Takes two hours.

It moves questions towards the passages judged to answer them and away from all other passages of their
collection (a softmax over cosines, as in contrastive training), first by one linear map over the vectors of
both, which also brings English phrases of the glossary to their Vietnamese, then within the encoder of
questions. It learns from development questions alone, as typed and as search understands them. Passages are
encoded as ever but for the map: a corpus is encoded as fast as before.

What that is worth on questions and plans not seen is measured by leaving out a part of the datasets in turn:
eval/results/adapter.md. The adapters of that stay in the cache, for eval/calibrate.py.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, normalize, softplus

from eval import measures
from eval.dataset import ANSWERS, DATASETS, PROJECT, Question, load, overlaps
from eval.e5_export import LINEAR, bert, tokenizer
from eval.report import table
from eval.run import CACHE, index, ranked
from indexer import adapter, e5_weights, phrases, search
from indexer.adapter import Adapter
from indexer.build import searchable
from indexer.e5 import E5
from indexer.generation import Generation
from indexer.model import Hit
from indexer.refusal import Refusal

OUT = PROJECT / "indexer/data/adapter.npz"
REPORT = Path(__file__).parent / "results/adapter.md"
FOLDS = (
    ("reform-plans", "training-questions", "near-misses", "clerks-questions", "leaders-questions"),
    ("office-questions", "consultants-questions", "staff-questions", "other-fields", "communes-questions"),
    (
        "committee-questions",
        "paraphrased-questions",
        "everyday-questions",
        "drafters-questions",
        "visitors-questions",
    ),
)
TAUGHT_BY = tuple(name for fold in FOLDS for name in fold)
_TESTED_ON = ("fresh-plans", "later-plans")

# Chosen by leaving out datasets; half or twice of those of the map changes nDCG@10 by less than 0.02.
_TEMPERATURE = 0.06
_DECAY = 0.005  # of the maps
_RELATED = 0.3  # what a passage that only touches the matter counts, where one that answers counts 1
_STEPS, _RATE = 150, 5e-4  # of the first map
_GLOSSARY, _GLOSSARY_TEMPERATURE = 0.3, 0.05  # weight beside the questions
_PHRASES = 400  # of the glossary in one step
_EPOCHS = 4  # within the encoder
_SEEDS = (1, 2)  # of the pupils
_BATCH = 32  # questions in one step
_RANK = 8
_DOUBT = 0.5  # weight of telling what nothing answers
_RATE_OF_UPDATES, _WARMING = 2.5e-3, 20  # the rate is reached in so many steps
_THINNED, _LEFT_OUT = 0.65, 0.2  # share of the texts that lose words, and of the words that those lose


@dataclass(frozen=True, slots=True)
class Lesson:
    """The judged questions of one collection."""

    questions: tuple[Question, ...]
    meant: tuple[str, ...]  # what search makes of them
    hits: tuple[Hit, ...]  # every passage of the collection
    asked: Tensor  # (2 · questions, dimension): vectors of the plain encoder, as typed, then as meant
    passages: Tensor  # (passages, dimension): the same
    grades: Tensor  # (questions, passages): 1 where a passage answers, _RELATED where it touches, else 0


@dataclass(frozen=True, slots=True)
class Glossary:
    """English phrases, and the Vietnamese ones that they mean."""

    english: Tensor  # (English phrases, dimension): vectors of the plain encoder
    vietnamese: Tensor  # (phrases, dimension): the same
    meant: Tensor  # (English phrases,): the place of its Vietnamese


def lesson(name: str, split: str, encoder: E5) -> Lesson:
    """The questions of one split of a dataset, but for facts of a plan, with all passages of its plans."""
    dataset = load(DATASETS / name)
    with Generation.open(index(dataset.corpus, name)) as generation:
        questions = tuple(one for one in dataset.of(split) if one.ranked or one.kind == "none")
        hits = tuple(Hit(one, generation.documents[one.document], 0.0) for one in generation.passages)
        meant = tuple(search.understood(generation, question.text).topic for question in questions)
    grades = torch.zeros(len(questions), len(hits))
    for row, question in enumerate(questions):
        for place in question.places:
            worth = 1.0 if place.grade == ANSWERS else _RELATED
            for column, hit in enumerate(hits):
                if hit.document.path == place.document and overlaps(
                    hit.passage.start, hit.passage.end, place
                ):
                    grades[row, column] = max(worth, grades[row, column].item())
    asked = encoder.queries([*(question.text for question in questions), *meant])
    passages = encoder.passages([searchable(hit.passage) for hit in hits])
    return Lesson(questions, meant, hits, torch.tensor(asked), torch.tensor(passages), grades)


def glossary(encoder: E5) -> Glossary:
    """The glossary, of each English phrase its first two meanings."""
    pairs = [(english, one) for english, found in phrases.entries("glossary") for one in found[:2]]
    vietnamese = sorted({one for _, one in pairs})
    place = {one: number for number, one in enumerate(vietnamese)}
    return Glossary(
        torch.tensor(encoder.queries([english for english, _ in pairs])),
        torch.tensor(encoder.passages(vietnamese)),
        torch.tensor([place[one] for _, one in pairs]),
    )


class Updated(nn.Module):
    """A linear layer, frozen, with an update of low rank that is nothing at first."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.linear = linear
        self.down = nn.Parameter(torch.randn(_RANK, linear.in_features) / math.sqrt(linear.in_features))
        self.up = nn.Parameter(torch.zeros(linear.out_features, _RANK))

    def forward(self, x: Tensor) -> Tensor:
        """The layer's output for x, shape (…, inputs)."""
        return self.linear(x) + x @ self.down.T @ self.up.T


class Pupil(nn.Module):
    """The bundled encoder as it learns."""

    def __init__(self, both: Tensor) -> None:
        """`both` is the map with which questions and passages begin, shape (dimension, dimension)."""
        super().__init__()
        weights = e5_weights.Weights(e5_weights.find())
        self._tokenizer = tokenizer(weights)
        self._bert = bert(weights).requires_grad_(False).eval()
        self.updates: dict[str, Updated] = {}
        for number, layer in enumerate(self._bert.encoder.layer):
            for short, name in LINEAR.items():
                parent, _, last = name.rpartition(".")
                update = Updated(layer.get_submodule(name))
                setattr(layer.get_submodule(parent), last, update)
                self.updates[f"l{number}.{short}"] = update
        self._both = both
        self.passages = nn.Parameter(both.clone())

    def asked(self, texts: Sequence[str]) -> Tensor:
        """Vectors of questions, shape (texts, dimension)."""
        read = self._tokenizer([f"query: {text}" for text in texts], padding=True, return_tensors="pt")
        hidden = self._bert(read["input_ids"], read["attention_mask"]).last_hidden_state
        mask = read["attention_mask"][:, :, None].float()
        return _moved(normalize((hidden * mask).sum(1), dim=1), self._both)

    def learnt(self) -> Adapter:
        """What has been learnt so far."""

        def kept(array: Tensor) -> np.ndarray:
            return array.detach().numpy().astype(np.float16)

        updates = {name: (kept(one.down), kept(one.up)) for name, one in self.updates.items()}
        return Adapter(updates, kept(self._both), kept(self.passages))


class Mean:
    """The mean of weights over the last steps: it does better on new questions than where they end.

    Izmailov et al. 2018, "Averaging weights leads to wider optima and better generalization".
    """

    def __init__(self, weights: Sequence[nn.Parameter], skipped: int) -> None:
        """`skipped` is the number of first steps that do not count."""
        self._weights = weights
        self._totals = [torch.zeros_like(weight, requires_grad=False) for weight in weights]
        self._skipped, self._added = skipped, 0

    def add(self) -> None:
        """Count the weights as they are after one more step."""
        if self._skipped:
            self._skipped -= 1
            return
        self._added += 1
        for total, weight in zip(self._totals, self._weights, strict=True):
            total += weight.detach()

    def put(self) -> None:
        """Put the mean in the place of the weights."""
        with torch.no_grad():
            for total, weight in zip(self._totals, self._weights, strict=True):
                weight.copy_(total / self._added)


def fit(lessons: Sequence[Lesson], words: Glossary, epochs: int = _EPOCHS) -> Adapter:
    """Return what these lessons teach: the mean of what pupils learn that begin and read differently.

    Wortsman et al. 2022, "Model soups".
    """
    return _mean([_learnt(lessons, words, epochs, seed) for seed in _SEEDS])


def _mean(learnt: Sequence[Adapter]) -> Adapter:
    """The adapter whose weights are the mean of those of others; its rank is the sum of theirs."""
    updates = {
        name: (
            np.concatenate([one.updates[name][0] for one in learnt]),
            np.concatenate([one.updates[name][1] / len(learnt) for one in learnt], axis=1),
        )
        for name in learnt[0].updates
    }
    questions = np.mean([one.questions for one in learnt], axis=0, dtype=np.float32)
    passages = np.mean([one.passages for one in learnt], axis=0, dtype=np.float32)
    return Adapter(updates, questions.astype(np.float16), passages.astype(np.float16))


def _learnt(lessons: Sequence[Lesson], words: Glossary, epochs: int, seed: int) -> Adapter:
    """What one pupil learns."""
    torch.manual_seed(seed)
    pupil = Pupil(first_map(lessons, words))
    asked = [
        (text, number, row)
        for number, one in enumerate(lessons)
        for row, question in enumerate(one.questions)
        if one.grades[row].any() or not question.places
        for text in dict.fromkeys((question.text, one.meant[row]))
    ]
    updates = [weight for one in pupil.updates.values() for weight in (one.down, one.up)]
    enough = nn.Parameter(torch.tensor(0.6))
    optimiser = torch.optim.AdamW(
        [
            {"params": updates, "lr": _RATE_OF_UPDATES, "weight_decay": 0.01},
            {"params": [pupil.passages, enough], "lr": _RATE, "weight_decay": 0.0},
        ]
    )
    steps = epochs * math.ceil(len(asked) / _BATCH)
    mean = Mean([*updates, pupil.passages], steps // 2)
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / _WARMING) * (1 - step / steps)
    )
    dice = random.Random(seed)
    for _ in range(epochs):
        for places in torch.randperm(len(asked)).split(_BATCH):
            batch = [asked[place] for place in places.tolist()]
            optimiser.zero_grad()
            vectors = pupil.asked([_thinned(text, dice) for text, _, _ in batch])
            loss = _DECAY * (pupil.passages**2).sum()
            for number in {number for _, number, _ in batch}:
                here = [place for place, (_, one, _) in enumerate(batch) if one == number]
                grades = lessons[number].grades[[batch[place][2] for place in here]]
                passages = _moved(lessons[number].passages, pupil.passages)
                near = vectors[here] @ passages.T
                loss = loss + (_lost(near, grades) + _DOUBT * _doubted(near, grades, enough)) / len(batch)
            loss.backward()
            optimiser.step()
            rate.step()
            mean.add()
    mean.put()
    return pupil.learnt()


def _thinned(text: str, dice: random.Random) -> str:
    """A text as it is or, to make no single word decide, without some of its words."""
    words = text.split()
    if dice.random() >= _THINNED:
        return text
    return " ".join(word for word in words if dice.random() >= _LEFT_OUT) or text


def first_map(lessons: Sequence[Lesson], words: Glossary) -> Tensor:
    """Return the map that does best for questions and passages alike, shape (dimension, dimension)."""
    dimension = words.english.shape[1]
    both = torch.zeros(dimension, dimension, requires_grad=True)
    optimiser = torch.optim.Adam([both], lr=_RATE)
    judged = [(one, one.grades.any(1).repeat(2)) for one in lessons]
    count = sum(int(kept.sum()) for _, kept in judged)
    for _ in range(_STEPS):
        optimiser.zero_grad()
        loss = _DECAY * (both**2).sum()
        for one, kept in judged:
            grades = one.grades.repeat(2, 1)[kept]
            near = _moved(one.asked[kept], both) @ _moved(one.passages, both).T
            loss = loss + _lost(near, grades) / count
        some = torch.randint(0, len(words.english), (_PHRASES,))
        near = _moved(words.english[some], both) @ _moved(words.vietnamese, both).T
        loss = loss + _GLOSSARY * cross_entropy(near / _GLOSSARY_TEMPERATURE, words.meant[some])
        loss.backward()
        optimiser.step()
    return both.detach()


def _moved(vectors: Tensor, by: Tensor) -> Tensor:
    return normalize(vectors + vectors @ by, dim=1)


def _lost(near: Tensor, grades: Tensor) -> Tensor:
    """How far questions still are from what answers them, beside all that does not; summed.

    Both have shape (questions, passages); `near` are cosines. A question that nothing answers adds nothing.
    """
    judged = grades.any(1)
    share = grades[judged] / grades[judged].sum(1, keepdim=True)
    return -(share * torch.log_softmax(near[judged] / _TEMPERATURE, 1)).sum()


def _doubted(near: Tensor, grades: Tensor, enough: Tensor) -> Tensor:
    """How badly the cosine `enough` tells questions that something answers from the others; summed.

    Of the former the nearest passage that answers must be nearer, of the latter all must be farther.
    """
    answered = (grades == 1.0).any(1)
    best = torch.where(grades == 1.0, near, near.new_tensor(-1.0)).amax(1)
    any_ = _TEMPERATURE * torch.logsumexp(near / _TEMPERATURE, 1)
    nothing = ~grades.any(1)
    above = softplus(-(best[answered] - enough) / _TEMPERATURE).sum()
    return above + softplus((any_[nothing] - enough) / _TEMPERATURE).sum()


def without(name: str) -> Adapter:
    """An adapter that has learnt nothing from a dataset. Refusal where `main` has not made it."""
    path = _path(next(fold for fold in FOLDS if name in fold))
    if not path.is_file():
        raise Refusal("eval-adapter", path=path)
    with path.open("rb") as file:
        return adapter.read(file)


def _path(fold: Sequence[str]) -> Path:
    return CACHE / f"adapter-without-{fold[0]}.npz"


def _write(path: Path, made: Adapter) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        made.save(file)


def rankings(one: Lesson, encoder: E5, typed: bool) -> dict[str, float]:
    """Mean nDCG@10 and Recall@10 of the passages by cosine alone, and how well it tells what is answered.

    The latter is the area under the ROC curve: how often the nearest passage is nearer for a question that
    something answers than for one that nothing does.
    """
    texts = [question.text for question in one.questions] if typed else one.meant
    near = encoder.queries(texts) @ encoder.taught(one.passages.numpy()).T
    answered = np.array([bool(question.places) for question in one.questions])
    run = {
        question.id: ranked([one.hits[place] for place in np.argsort(-row)[:10]], question.places)
        for question, row in zip(one.questions, near, strict=True)
        if question.places
    }
    qrels = {q.id: {place.id: place.grade for place in q.places} for q in one.questions if q.places}
    found = measures.ranking(qrels, run, ANSWERS)
    means = {name: float(np.mean(list(found[name].values()))) for name in ("nDCG@10", "Recall@10")}
    best = near.max(1)
    return means | {"ROC": float((best[answered][:, None] > best[~answered]).mean())}


def main() -> None:
    """Measure by leaving out each part of the datasets, learn from all of them, write adapter and report."""
    plain = E5()
    words = glossary(plain)
    taught = {name: lesson(name, "dev", plain) for name in TAUGHT_BY}
    rows = []
    for fold in FOLDS:
        made = fit([one for name, one in taught.items() if name not in fold], words)
        _write(_path(fold), made)
        for name in fold:
            rows += _rows(f"{name}, dev (without it)", taught[name], plain, E5(made))
    made = fit(list(taught.values()), words)
    _write(OUT, made)
    for name in _TESTED_ON:
        rows += _rows(f"{name}, test", lesson(name, "test", plain), plain, E5(made))
    REPORT.write_text("\n\n".join(_report(taught.values(), words, rows)) + "\n", "utf-8")


def _rows(name: str, one: Lesson, plain: E5, taught: E5) -> Iterator[list[str]]:
    for asked, typed in (("as typed", True), ("as understood", False)):
        found = [rankings(one, encoder, typed) for encoder in (plain, taught)]
        figures = [f"{each[key]:.3f}" for key in ("nDCG@10", "Recall@10", "ROC") for each in found]
        yield [f"{name}: {sum(bool(q.places) for q in one.questions)}", asked, *figures]


def _report(taught: Iterable[Lesson], words: Glossary, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    questions = [len(one.questions) for one in taught]
    yield "# What the adapter is worth"
    yield (
        "Passages ranked by cosine alone, encoder multilingual-e5-small: as it comes, and adapted. "
        f"Learnt from {sum(questions)} development questions of {len(questions)} datasets and "
        f"{len(words.meant)} pairs of the glossary; a row of a dataset that teaches is measured with an "
        "adapter made without it and those of its part."
    )
    yield "Parts: " + "; ".join(", ".join(fold) for fold in FOLDS) + "."
    yield "Made by `python -m eval.adapter`."
    measured = ("nDCG@10", "Recall@10", "area under ROC")
    yield table(["questions", "asked", *(name for one in measured for name in (one, "with adapter"))], rows)
    yield (
        "The area under the ROC curve says how well the cosine of the nearest passage tells questions that "
        "something answers from those that nothing does."
    )


if __name__ == "__main__":
    main()
