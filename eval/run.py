"""Asking an index every question of a dataset and marking what comes back."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from eval import beir, measures
from eval.dataset import ANSWERS, Dataset, Place, Question, overlaps
from eval.measures import Scores
from indexer.answer import ask
from indexer.build import build
from indexer.generation import Generation
from indexer.model import Answer, Filters, Hit
from indexer.normalise import characters
from indexer.numbers import parse
from indexer.refusal import Refusal
from indexer.search import search

MODES = ("hybrid", "dense", "lexical")
CACHE = Path(__file__).parent / ".cache"  # indexes of datasets; may be deleted at any time

Progress = Callable[[str, int, int], None]
"""Called with the step, how much of it is done and how much there is."""

_DEPTH = 10  # passages looked at for a question
_DEPTH_OF_DOCUMENTS = 100  # passages from which ten documents are taken where documents are judged


@dataclass(slots=True)
class Outcome:
    """What came back for one question."""

    question: Question
    hits: dict[str, list[Hit]] = field(default_factory=dict)  # by mode
    answer: Answer | None = None


@dataclass(slots=True)
class Evaluation:
    """Everything measured in one run over one split of one dataset."""

    dataset: str
    split: str
    encoder: str
    documents: int
    passages: int
    ranking: dict[str, Scores]  # mode → measure → query → value
    kinds: dict[str, str]  # query → kind
    topics: dict[str, str]  # query → topic
    answers: Scores = field(default_factory=dict)  # measure → query → value
    failures: list[Failure] = field(default_factory=list)
    queries: dict[str, str] = field(default_factory=dict)  # query → text


@dataclass(frozen=True, slots=True)
class Failure:
    """One question that did not get what it should, and what it got."""

    query: str
    fault: str  # "not retrieved", "not cited", "not answered", "answered"
    document: str | None  # the file that should have come, or that was cited wrongly
    words: str  # of the place that was missed, or of the quote that should not have come


def index(
    files: dict[str, Path], name: str, model: str | None = None, progress: Progress | None = None
) -> Path:
    """Build an index of these documents (path in the corpus → file) in the cache; return its folder.

    The cache is kept by `name` and `model`, so that unchanged texts are never encoded twice.
    """
    folder = CACHE / f"{name}-{hashlib.sha256((model or '').encode()).hexdigest()[:8]}"
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for old in corpus.rglob("*"):
        if old.is_file() and old.relative_to(corpus).as_posix() not in files:
            old.unlink()
    for path, file in files.items():
        copy = corpus / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        if not copy.is_file() or copy.read_bytes() != file.read_bytes():
            shutil.copyfile(file, copy)
    build(corpus, folder / "index", model, progress)
    return folder / "index"


def spans(
    dataset: Dataset,
    split: str,
    modes: Sequence[str] = MODES,
    model: str | None = None,
    distractors: Path | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """Evaluate retrieval and answers over a dataset whose judgements are spans.

    `distractors` is a folder of further documents, put into the same index. They count as answering
    nothing; questions that the dataset's own documents do not answer are left out then, since these might.
    """
    questions = [question for question in dataset.of(split) if question.places or not distractors]
    files = dataset.corpus
    name = dataset.folder.name
    if distractors:
        if not distractors.is_dir():
            raise Refusal("no-corpus", corpus=distractors)
        found = (file for file in sorted(distractors.rglob("*")) if file.is_file())
        files |= {f"distractors/{file.relative_to(distractors).as_posix()}": file for file in found}
        name += "-distractors"
    with Generation.open(index(files, name, model, progress)) as generation:
        outcomes = [Outcome(question) for question in questions]
        for done, outcome in enumerate(outcomes):
            if progress:
                progress("ask", done, len(outcomes))
            put(generation, outcome, modes)
        return mark(generation, name, split, outcomes)


def put(generation: Generation, outcome: Outcome, modes: Sequence[str]) -> None:
    """Search in every mode for the outcome's question, and answer it."""
    text = outcome.question.text
    for mode in modes:
        outcome.hits[mode] = list(search(generation, text, Filters(), _DEPTH, mode))
    outcome.answer = ask(generation, text, Filters())


def mark(generation: Generation, name: str, split: str, outcomes: Sequence[Outcome]) -> Evaluation:
    """Compare what came back with the judgements."""
    rankable = [outcome for outcome in outcomes if outcome.question.ranked]
    qrels = {
        outcome.question.id: {place.id: place.grade for place in outcome.question.places}
        for outcome in rankable
    }
    modes = list(outcomes[0].hits)
    evaluation = Evaluation(
        dataset=name,
        split=split,
        encoder=str(generation.manifest["encoder"]),
        documents=len(generation.documents),
        passages=len(generation.passages),
        ranking={
            mode: measures.ranking(
                qrels, {o.question.id: ranked(o.hits[mode], o.question.places) for o in rankable}, ANSWERS
            )
            for mode in (modes if rankable else ())
        },
        kinds={o.question.id: o.question.kind for o in outcomes},
        topics={o.question.id: o.question.topic for o in outcomes},
        queries={o.question.id: o.question.text for o in outcomes},
    )
    texts = {document.id: generation.text(document.id) for document in generation.documents.values()}
    evaluation.answers = _answers(outcomes, texts)
    by_name = {document.path: texts[document.id] for document in generation.documents.values()}
    for outcome in outcomes:
        evaluation.failures += _failures(outcome, modes[0], by_name)
    return evaluation


def ranked(hits: Iterable[Hit], places: Sequence[Place]) -> list[str]:
    """A ranking of passages as a ranking of judged places.

    A passage that overlaps places which no passage before it did stands for these places, best grade
    first; any other passage stands for itself, and so for nothing judged. Each place counts once, so
    that cutting passages smaller or overlapping them gains nothing.
    """
    order: list[str] = []
    left = sorted(places, key=lambda place: -place.grade)
    for hit in hits:
        passage = hit.passage
        met = [p for p in left if p.document == hit.document.path and overlaps(passage.start, passage.end, p)]
        left = [place for place in left if place not in met]
        order += [place.id for place in met] or [passage.id]
    return order


def _answers(outcomes: Sequence[Outcome], texts: dict[str, str]) -> Scores:
    """Marks of the answers, by measure and query.

    "answer hit": share of the plans that answer for which the answer cites a place that does, with
    the number asked for. "cited plans right": share of the cited plans that hold something judged.
    "answered" and "refused": 1 or 0 for questions with and without an answer in the collection.
    "verbatim": share of the quotes that are the text at their offsets.
    """
    scores: Scores = {
        name: {} for name in ("answer hit", "cited plans right", "answered", "refused", "verbatim")
    }
    for outcome in outcomes:
        question, given = outcome.question, outcome.answer
        if question.places:
            plans = {place.document for place in question.answers}
            scores["answer hit"][question.id] = sum(hit(given, question, plan) for plan in plans) / len(plans)
            scores["answered"][question.id] = float(given.answered)
            cited = {citation.document.path for citation in given.citations}
            judged = {place.document for place in question.places}
            if cited:
                scores["cited plans right"][question.id] = len(cited & judged) / len(cited)
        else:
            scores["refused"][question.id] = float(not given.answered)
        if given.citations:
            exact = [texts[c.document.id][c.start : c.end] == c.quote for c in given.citations]
            scores["verbatim"][question.id] = sum(exact) / len(exact)
    return scores


def hit(given: Answer, question: Question, plan: str) -> bool:
    """Whether the answer cites a place of `plan` that answers the question."""
    cited = [citation for citation in given.citations if citation.document.path == plan]
    if question.says:
        said = characters(" ".join([given.text, *(citation.quote for citation in cited)]))
        return bool(cited) and any(characters(words) in said for words in question.says)
    return any(
        overlaps(citation.start, citation.end, place) and _holds(citation.quote, place.value)
        for citation in cited
        for place in question.answers
        if place.document == plan
    )


def _holds(quote: str, value: float | None) -> bool:
    numbers = re.findall(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?", quote)
    return value is None or any(parse(number) == value for number in numbers)


def _failures(outcome: Outcome, mode: str, texts: dict[str, str]) -> Iterable[Failure]:
    question, given = outcome.question, outcome.answer
    if not question.places:
        for citation in given.citations[:1]:
            yield Failure(question.id, "answered", citation.document.path, citation.quote)
        return
    found = set(ranked(outcome.hits[mode], question.places))
    for place in question.answers if question.ranked else ():
        if place.id not in found:
            yield Failure(
                question.id, "not retrieved", place.document, texts[place.document][place.start : place.end]
            )
    if not given.answered:
        yield Failure(question.id, "not answered", None, "")
        return
    for plan in sorted({place.document for place in question.answers}):
        if not hit(given, question, plan):
            place = next(place for place in question.answers if place.document == plan)
            yield Failure(question.id, "not cited", plan, texts[plan][place.start : place.end])


def documents(
    folder: Path,
    split: str,
    modes: Sequence[str] = MODES,
    model: str | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """Evaluate retrieval over a BEIR dataset, whose judgements are documents.

    A document ranks where its first passage does.
    """
    dataset = beir.load(folder, split)
    name = folder.resolve().name
    source = CACHE / f"{name}-documents"
    source.mkdir(parents=True, exist_ok=True)
    holders: dict[str, list[str]] = {}  # an index keeps equal documents once
    for identifier, text in dataset.documents.items():
        holders.setdefault(text, []).append(identifier)
    files, ids = {}, {}
    for number, (text, identifiers) in enumerate(holders.items()):
        path = f"{number:07}.txt"
        (source / path).write_text(text, "utf-8")
        files[path], ids[path] = source / path, identifiers
    with Generation.open(index(files, name, model, progress)) as generation:
        runs: dict[str, dict[str, list[str]]] = {mode: {} for mode in modes}
        for done, (query, text) in enumerate(dataset.queries.items()):
            if progress:
                progress("ask", done, len(dataset.queries))
            for mode in modes:
                hits = search(generation, text, Filters(), _DEPTH_OF_DOCUMENTS, mode)
                paths = dict.fromkeys(hit.document.path for hit in hits)
                runs[mode][query] = [identifier for path in paths for identifier in ids[path]][:10]
        evaluation = Evaluation(
            dataset=name,
            split=split,
            encoder=str(generation.manifest["encoder"]),
            documents=len(generation.documents),
            passages=len(generation.passages),
            ranking={mode: measures.ranking(dataset.qrels, run) for mode, run in runs.items()},
            kinds={},
            topics={},
            queries=dict(dataset.queries),
        )
    best = runs[modes[0]]
    for query, grades in dataset.qrels.items():
        missed = [document for document, grade in grades.items() if grade > 0 and document not in best[query]]
        evaluation.failures += [Failure(query, "not retrieved", None, document) for document in missed]
    return evaluation
