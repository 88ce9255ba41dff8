"""Teach the bundled encoder: python -m eval.adapter writes indexer/data/adapter.npz. Takes two hours.

It moves questions towards the passages judged to answer them and away from all other passages of their
collection (a softmax over cosines, as in contrastive training): first by one linear map over the vectors of
both, which also brings English phrases of the glossary to their Vietnamese, then within the encoder of
questions, last within that of passages as well. It learns from development questions alone, as typed and as
search understands them.

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
from indexer.adapter import Adapter, Side
from indexer.build import searchable
from indexer.e5 import E5
from indexer.generation import Generation
from indexer.model import Hit
from indexer.refusal import Refusal

OUT = PROJECT / "indexer/data/adapter.npz"
REPORT = Path(__file__).parent / "results/adapter.md"
FOLDS = (
    (
        "reform-plans",
        "training-questions",
        "near-misses",
        "clerks-questions",
        "leaders-questions",
        "committee-questions",
        "drafters-questions",
        "further-fields",
        "newcomers-questions",
        "advisers-questions",
        "wards-questions",
    ),
    (
        "office-questions",
        "consultants-questions",
        "staff-questions",
        "other-fields",
        "communes-questions",
        "paraphrased-questions",
        "everyday-questions",
        "visitors-questions",
        "inspectors-questions",
        "planners-questions",
        "reporters-questions",
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
_RANK = 8  # of the updates within the encoder
_DOUBT = 0.5  # weight of telling what nothing answers
_WARMING = 20  # the rate of updates is reached in so many steps
_EPOCHS, _BATCH = 3, 32  # of questions alone, and how many in one step
_RATE_OF_UPDATES = 2.5e-3
_COLLECTION = 20  # questions of one collection in one step, where passages learn: once through all
_RATES_OF_BOTH = 1e-3, 2.5e-4, 1e-4  # of updates for passages and for questions, of the map; the first tried
_PADDED = 8  # texts of about the same length that are encoded together
_THINNED, _LEFT_OUT = 0.65, 0.2  # share of the texts that lose words, and of the words that those lose


@dataclass(frozen=True, slots=True)
class Lesson:
    """The judged questions of one collection."""

    questions: tuple[Question, ...]
    meant: tuple[str, ...]  # what search makes of them
    hits: tuple[Hit, ...]  # every passage of the collection
    texts: tuple[str, ...]  # what of each is encoded
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
    texts = tuple(searchable(hit.passage) for hit in hits)
    passages = encoder.passages(texts)
    return Lesson(questions, meant, hits, texts, torch.tensor(asked), torch.tensor(passages), grades)


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
    """One side of the bundled encoder as it learns: it reads questions, or passages."""

    def __init__(self, side: str, moved: Tensor) -> None:
        """`side` is "query" or "passage"; `moved` the map to begin with, shape (dimension, dimension)."""
        super().__init__()
        weights = e5_weights.Weights(e5_weights.find())
        self._side = side
        self._tokenizer = tokenizer(weights)
        self._bert = bert(weights).requires_grad_(False).eval()
        self._updated: dict[str, Updated] = {}
        for number, layer in enumerate(self._bert.encoder.layer):
            for short, name in LINEAR.items():
                parent, _, last = name.rpartition(".")
                update = Updated(layer.get_submodule(name))
                setattr(layer.get_submodule(parent), last, update)
                self._updated[f"l{number}.{short}"] = update
        self.map = nn.Parameter(moved.clone())

    @property
    def updates(self) -> list[nn.Parameter]:
        """What is added to the matrices."""
        return [weight for one in self._updated.values() for weight in (one.down, one.up)]

    def forward(self, texts: Sequence[str]) -> Tensor:
        """Vectors of texts, shape (texts, dimension)."""
        order = torch.tensor([len(text) for text in texts]).argsort()
        vectors = [self._mean([texts[place] for place in some.tolist()]) for some in order.split(_PADDED)]
        return self.moved(normalize(torch.cat(vectors)[order.argsort()], dim=1))

    def _mean(self, texts: Sequence[str]) -> Tensor:
        read = self._tokenizer(
            [f"{self._side}: {text}" for text in texts], padding=True, truncation=True, return_tensors="pt"
        )
        hidden = self._bert(read["input_ids"], read["attention_mask"]).last_hidden_state
        mask = read["attention_mask"][:, :, None].float()
        return (hidden * mask).sum(1) / mask.sum(1)

    def moved(self, vectors: Tensor) -> Tensor:
        """Finished vectors, shape (texts, dimension), moved by the map."""
        return _moved(vectors, self.map)

    def learnt(self) -> Side:
        """What has been learnt so far."""

        def kept(array: Tensor) -> np.ndarray:
            return array.detach().numpy().astype(np.float16)

        updates = {name: (kept(one.down), kept(one.up)) for name, one in self._updated.items()}
        return Side(updates, kept(self.map))


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


class Learning:
    """Steps of gradient descent whose rate rises, then falls to nothing; the mean of the weights stays."""

    def __init__(self, rates: Sequence[tuple[Sequence[nn.Parameter], float]], steps: int) -> None:
        """`rates` has weights and how fast they learn."""
        self._optimiser = torch.optim.AdamW([{"params": some, "lr": rate} for some, rate in rates])
        self._rate = torch.optim.lr_scheduler.LambdaLR(
            self._optimiser, lambda step: min(1.0, (step + 1) / _WARMING) * (1 - step / steps)
        )
        self._mean = Mean([weight for some, _ in rates for weight in some], steps // 2)

    def step(self, loss: Tensor) -> None:
        """Learn from one loss."""
        self._optimiser.zero_grad()
        loss.backward()
        self._optimiser.step()
        self._rate.step()
        self._mean.add()

    def end(self) -> None:
        """Put the mean in the place of the weights."""
        self._mean.put()


def fit(lessons: Sequence[Lesson], words: Glossary, epochs: int = _EPOCHS) -> Adapter:
    """Return what these lessons teach."""
    torch.manual_seed(1)
    dice = random.Random(1)
    first = first_map(lessons, words)
    asking, said = Pupil("query", first), Pupil("passage", first)
    asking.map.requires_grad_(False)
    enough = nn.Parameter(torch.tensor(0.6))
    _teach_questions(lessons, asking, said.map, enough, epochs, dice)
    _teach_both(lessons, asking, said, enough, dice)
    return Adapter(asking.learnt(), said.learnt())


def _teach_questions(
    lessons: Sequence[Lesson],
    asking: Pupil,
    map_: nn.Parameter,
    enough: nn.Parameter,
    epochs: int,
    dice: random.Random,
) -> None:
    """Teach the encoder of questions, beside passages as the plain encoder has them, moved by `map_`.

    A question is compared with all passages of its collection.
    """
    asked = [
        (text, number, row)
        for number, one in enumerate(lessons)
        for row in _judged(one)
        for text in dict.fromkeys((one.questions[row].text, one.meant[row]))
    ]
    steps = epochs * math.ceil(len(asked) / _BATCH)
    learning = Learning([(asking.updates, _RATE_OF_UPDATES), ([map_, enough], _RATE)], steps)
    for _ in range(epochs):
        for places in torch.randperm(len(asked)).split(_BATCH):
            batch = [asked[place] for place in places.tolist()]
            vectors = asking([_thinned(text, dice) for text, _, _ in batch])
            loss = _DECAY * (map_**2).sum()
            for number in {number for _, number, _ in batch}:
                here = [place for place, (_, one, _) in enumerate(batch) if one == number]
                grades = lessons[number].grades[[batch[place][2] for place in here]]
                near = vectors[here] @ _moved(lessons[number].passages, map_).T
                loss = loss + (_lost(near, grades) + _DOUBT * _doubted(near, grades, enough)) / len(batch)
            learning.step(loss)
    learning.end()


def _teach_both(
    lessons: Sequence[Lesson], asking: Pupil, said: Pupil, enough: nn.Parameter, dice: random.Random
) -> None:
    """Teach both encoders, each question beside what answers it and what is only near, some at a time.

    To encode all passages of a collection anew in each step would take too long.
    """
    batches = []
    for one in lessons:
        rows = _judged(one)
        dice.shuffle(rows)
        batches += [(one, rows[at : at + _COLLECTION]) for at in range(0, len(rows), _COLLECTION)]
    dice.shuffle(batches)
    rates = zip((said.updates, asking.updates, [said.map, enough]), _RATES_OF_BOTH, strict=True)
    learning = Learning(list(rates), len(batches))
    for one, rows in batches:
        asked = [dice.choice((one.questions[row].text, one.meant[row])) for row in rows]
        vectors = asking([_thinned(text, dice) for text in asked])
        with torch.no_grad():
            near = vectors @ said.moved(one.passages).T
        shown = _shown(near, one.grades[rows], dice)
        grades = one.grades[rows][:, shown]
        near = vectors @ said([one.texts[column] for column in shown]).T
        loss = (_lost(near, grades) + _DOUBT * _doubted(near, grades, enough)) / len(rows)
        learning.step(loss + _DECAY * (said.map**2).sum())
    learning.end()


def _judged(one: Lesson) -> list[int]:
    """The questions whose answers are among the passages, and those that nothing answers."""
    return [row for row, question in enumerate(one.questions) if one.grades[row].any() or not question.places]


def _shown(near: Tensor, grades: Tensor, dice: random.Random) -> list[int]:
    """For each question a passage that answers it, and one of the three nearest that do not; columns."""
    shown = set()
    for row, grade in zip(near, grades, strict=True):
        if right := torch.nonzero(grade == 1.0).flatten().tolist():
            shown.add(dice.choice(right))
        nearest = row.masked_fill(grade > 0, -1.0).topk(min(3, len(row))).indices.tolist()
        shown.add(dice.choice(nearest))
    return sorted(shown)


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


def rankings(one: Lesson, asked: np.ndarray, passages: np.ndarray) -> dict[str, float]:
    """Mean nDCG@10 and Recall@10 of the passages by cosine alone, and how well it tells what is answered.

    The latter is the area under the ROC curve: how often the nearest passage is nearer for a question that
    something answers than for one that nothing does. `asked` and `passages` are vectors, shape (questions,
    dimension) and (passages, dimension).
    """
    near = asked @ passages.T
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
        encoder = E5(made)
        for name in fold:
            rows += _rows(f"{name}, dev (without it)", taught[name], plain, encoder)
    made = fit(list(taught.values()), words)
    _write(OUT, made)
    encoder = E5(made)
    for name in _TESTED_ON:
        rows += _rows(f"{name}, test", lesson(name, "test", plain), plain, encoder)
    REPORT.write_text("\n\n".join(_report(taught.values(), words, rows)) + "\n", "utf-8")


def _rows(name: str, one: Lesson, plain: E5, taught: E5) -> Iterator[list[str]]:
    typed = [question.text for question in one.questions]
    passages = one.passages.numpy(), taught.passages(one.texts)
    for asked, texts in (("as typed", typed), ("as understood", one.meant)):
        vectors = plain.queries(texts), taught.queries(texts)
        found = [rankings(one, *pair) for pair in zip(vectors, passages, strict=True)]
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
