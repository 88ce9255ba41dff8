"""What each part of search is worth: the same questions with one part left out or exchanged.

Every variant is made of the library's own functions around one index, so that the library needs no
switch for it: another lexical index, other vectors, another reading of the question.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from eval import measures
from eval.dataset import ANSWERS, Dataset, Question
from eval.report import interval, signed, table
from eval.run import Progress, index, ranked
from indexer import phrases, search, tokens
from indexer.build import searchable
from indexer.dense import Dense
from indexer.e5 import E5
from indexer.encoder import Encoder, Segmented
from indexer.generation import Generation
from indexer.lexical import Lexical
from indexer.model import Filters, Hit
from indexer.query import Concept, Query, cleaned, understand

Search = Callable[[str], Sequence[Hit]]
Found = tuple[np.ndarray, np.ndarray]  # positions of passages, best first, and their scores

_DEPTH = 10
_RANK = 20  # the k of reciprocal rank fusion
_NEAR = 0.4  # weight of the list by meaning in it, where that by words has 1


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to search, and what is special about it."""

    name: str
    make: Callable[[Generation], Search]


def _mode(mode: str) -> Callable[[Generation], Search]:
    return lambda generation: lambda question: search.search(generation, question, Filters(), _DEPTH, mode)


def _understood(joined: Callable[[Found, Found], Found]) -> Callable[[Generation], Search]:
    """The two lists that search joins, by meaning and by words, put into one in another way."""

    def make(generation: Generation) -> Search:
        def hits(query: Query) -> Iterator[Hit]:
            allowed, depth = generation.allowed(query.filters), _DEPTH + search.DEEPER
            near = generation.dense.search(search.question_vector(generation, query), depth, allowed)
            worded = generation.lexical.search(search.weights(query), depth, allowed)
            positions, scores = joined(near, worded)
            for hit in search.hits_at(generation, positions.tolist(), scores.tolist()):
                yield replace(hit, score=hit.score * search.worth_of(hit, query))

        def find(question: str) -> list[Hit]:
            query = search.understood(generation, question)
            return sorted(hits(query), key=lambda hit: -hit.score)[:_DEPTH]

        return find

    return make


def _by_rank(near: Found, worded: Found) -> Found:
    """Reciprocal rank fusion (Cormack, Clarke & Büttcher 2009)."""
    fused: dict[int, float] = defaultdict(float)
    for weight, (positions, _) in ((_NEAR, near), (1.0, worded)):
        for rank, position in enumerate(positions.tolist(), 1):
            fused[position] += weight / (_RANK + rank)
    return np.array(list(fused), int), np.array(list(fused.values()))


def _words_by(cut: Callable[[str], list[str]]) -> Callable[[Generation], Search]:
    """BM25 alone over these terms, with and without marks as the index has them."""

    def folded(text: str) -> list[str]:
        return [tokens.fold_term(term) for term in cut(text)]

    def make(generation: Generation) -> Search:
        passages = list(generation.passages)
        lexical = Lexical.build(map(searchable, passages), lambda text: cut(text) + folded(text))

        def find(question: str) -> list[Hit]:
            text = cleaned(question)
            terms = Counter((folded if text.isascii() else cut)(text))
            positions, scores = lexical.search(terms, _DEPTH)
            return [
                Hit(passages[position], generation.documents[passages[position].document], float(score))
                for position, score in zip(positions, scores, strict=True)
            ]

        return find

    return make


def _without_folding(generation: Generation) -> Search:
    generation.lexical = Lexical.build(map(searchable, generation.passages), tokens.marked)
    return _mode("hybrid")(generation)


def _as_typed_without_folding(generation: Generation) -> Search:
    _without_folding(generation)
    return _as_typed(generation)


def _without_headings(generation: Generation) -> Search:
    texts = [passage.text for passage in generation.passages]
    generation.lexical = Lexical.build(texts)
    generation.dense = Dense.build(generation.encoder.passages(texts))
    return _mode("hybrid")(generation)


def _encoded_by(change: Callable[[Encoder], Encoder], mode: str = "hybrid") -> Callable[[Generation], Search]:
    """The encoder exchanged, and all vectors made anew."""

    def make(generation: Generation) -> Search:
        generation.encoder = change(generation.encoder)
        generation.dense = Dense.build(
            generation.encoder.passages(list(map(searchable, generation.passages)))
        )
        return _mode(mode)(generation)

    return make


def _without_adapter(encoder: Encoder) -> Encoder:
    return E5() if isinstance(encoder, E5) else encoder


def _without_glossary(generation: Generation) -> Search:
    def find(question: str) -> list[Hit]:
        with _left_out("glossary"):
            query = understand(question, generation.vocabulary, generation.select(Filters()))
        return search.search(generation, query, Filters(), _DEPTH)

    return find


def _as_typed(generation: Generation) -> Search:
    """Both lists, joined, but nothing understood of the question."""

    def find(question: str) -> list[Hit]:
        text = cleaned(question)
        understood = understand(text, generation.vocabulary)
        query = replace(
            understood,
            language="bare" if text.isascii() else "vi",
            meaning=text,
            topic=text,
            concepts=tuple(Concept(((word,),), follows=True) for word in phrases.words(text)),
            scope=replace(understood.scope, filters=Filters(), levels=()),
            kinds=(),
        )
        return search.search(generation, query, Filters(), _DEPTH)

    return find


@contextmanager
def _left_out(name: str) -> Iterator[None]:
    """The data files as if this one were empty."""
    original = phrases._data
    _forget()
    phrases._data = lambda asked: {} if asked == name else original(asked)
    try:
        yield
    finally:
        phrases._data = original
        _forget()


def _forget() -> None:
    for function in vars(phrases).values():
        if hasattr(function, "cache_clear"):
            function.cache_clear()


FULL = Variant("hybrid", _mode("hybrid"))
VARIANTS = (
    FULL,
    Variant("hybrid, question as typed", _as_typed),
    Variant("hybrid, question as typed, no terms without marks in the index", _as_typed_without_folding),
    Variant("hybrid, no glossary", _without_glossary),
    Variant("hybrid, no terms without marks in the index", _without_folding),
    Variant("hybrid, no headings with the passages", _without_headings),
    Variant("hybrid, reciprocal rank fusion", _understood(_by_rank)),
    Variant("hybrid, encoder without adapter", _encoded_by(_without_adapter)),
    Variant("hybrid, encoder reads segmented words", _encoded_by(Segmented)),
    Variant("dense, understood", _understood(lambda near, _: near)),
    Variant("dense", _mode("dense")),
    Variant("dense, encoder without adapter", _encoded_by(_without_adapter, "dense")),
    Variant("dense, encoder reads segmented words", _encoded_by(Segmented, "dense")),
    Variant("lexical, understood", _understood(lambda _, worded: worded)),
    Variant("lexical: syllables and pairs", _mode("lexical")),
    Variant("lexical: syllables", _words_by(tokens.syllables)),
    Variant("lexical: underthesea words", _words_by(tokens.words)),
    Variant(
        "lexical: words, syllables and pairs",
        _words_by(lambda text: tokens.words(text) + tokens.marked(text)),
    ),
)


def run(dataset: Dataset, split: str, model: str | None = None, progress: Progress | None = None) -> str:
    """Search with every variant for every question that asks for a passage; return the page as Markdown."""
    questions = [question for question in dataset.of(split) if question.ranked]
    topics = {question.id: question.topic for question in questions}
    qrels = {q.id: {place.id: place.grade for place in q.places} for q in questions}
    folder = index(dataset.corpus, dataset.folder.name, model, progress)
    scores: dict[str, measures.Scores] = {}
    for done, variant in enumerate(VARIANTS):
        if progress:
            progress("variants", done, len(VARIANTS))
        with Generation.open(folder) as generation:
            find = variant.make(generation)
            rankings = {q.id: ranked(find(q.text), q.places) for q in questions}
            encoder = str(generation.manifest["encoder"])
        scores[variant.name] = measures.ranking(qrels, rankings, ANSWERS)
    return _page(dataset, split, encoder, questions, topics, scores)


def _page(
    dataset: Dataset,
    split: str,
    encoder: str,
    questions: Sequence[Question],
    topics: dict[str, str],
    scores: dict[str, measures.Scores],
) -> str:
    full = scores[FULL.name]
    rows = []
    for name, found in scores.items():
        gap = measures.difference(found["nDCG@10"], full["nDCG@10"], topics)
        means = [interval(measures.mean(values, topics)) for values in found.values()]
        rows.append([name, *means, "" if name == FULL.name else signed(gap)])
    kinds = list(dict.fromkeys(question.kind for question in questions))
    by_kind = [
        [
            name,
            *(
                f"{np.mean([found['nDCG@10'][q.id] for q in questions if q.kind == kind]):.3f}"
                for kind in kinds
            ),
        ]
        for name, found in scores.items()
    ]
    return (
        "\n\n".join(
            (
                f"# What each part of search is worth: {dataset.folder.name}, {split} split",
                f"{len(questions)} questions that ask for a passage, encoder {encoder}. Intervals: 95 % "
                "bootstrap over topics; the last column compares with the first row (paired bootstrap).",
                "Made by `python -m eval ablations" + (" --split dev`." if split == "dev" else "`."),
                table(["variant", *full, "nDCG@10 against hybrid"], rows),
                "nDCG@10 by kind of question:",
                table(["variant", *kinds], by_kind),
            )
        )
        + "\n"
    )
