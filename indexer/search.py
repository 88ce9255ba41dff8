"""Ranked passages: by meaning and by words, joined.

Both lists are asked what the question means (indexer/query.py) and look only at the plans that the
filters let through. Scores of different kinds do not add, so each counts beside the best in its own list;
that keeps how far one passage is ahead of another, which a rank forgets, and ranks better than reciprocal
rank fusion does (eval/results/ablations.md). Passages near the top are then asked how much of
the question they say.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from functools import cache
from itertools import pairwise
from typing import Literal

import numpy as np

from indexer import tokens
from indexer.coverage import Coverage
from indexer.generation import Generation
from indexer.model import Document, Filters, Hit
from indexer.phrases import plan_kinds, words
from indexer.query import Query, cleaned, understand

Mode = Literal["hybrid", "dense", "lexical"]

# Measured on the development questions of eval/.
# Weights of how near a passage is in meaning and of how well its words fit, by whether it is of a document on
# reform: of others the encoder was taught less.
_WEIGHTS = {True: (0.6, 0.1), False: (0.55, 0.3)}
_BEHIND = 0.8  # what is so far behind the nearest passage, on the way to the average, is not near at all
_LEAST_BEHIND = 0.02
_COVERED = 0.25  # weight of how much of the question it says
DEEPER = 50  # passages of each list beyond those asked for
_LOOKED_AT = 15  # passages of both together beyond those asked for, that may move up
_AS_TYPED = 1.0  # weight of an English question's own words beside what they mean in Vietnamese
_ALSO = 0.5  # weight of another way of saying than the question's own
_IDLE = 0.5  # weight of words that only ask
_FOLDED = 0.2  # weight of words without marks where marks were typed: scanned plans lose some
_NAMES_ONLY = 0.8  # what a title, a heading or a legal basis is worth, beside a passage that says something
_FITS = 1.1  # what a plan of the level or kind that the question names is worth, beside others
_OTHERS = 0.45  # what a passage of a document of another field is worth, beside one of a document on reform
_RIVAL = 0.7  # ... where the best of the latter fits so well, beside the best of the former
_SAME = 0.8  # share of their syllables that passages have in common which say the same

_BASIS = re.compile(
    r"(?:căn cứ|xét đề nghị|theo đề nghị|thực hiện (?:kế hoạch|quyết định|nghị quyết|chỉ thị))\s"
)
_NUMBERING = re.compile(r"^\W*(?:[IVX]+|\d+(?:\.\d+)*|[a-zđ])[.)]\s+")


def search(
    generation: Generation,
    question: str | Query,
    filters: Filters = Filters(),  # noqa: B008
    k: int = 10,
    mode: Mode = "hybrid",
) -> list[Hit]:
    """Return the k passages that fit a question best, best first.

    "dense" and "lexical" show what the encoder or the words do alone with the question as typed; only
    "hybrid" uses what is understood of it, the places and years that it names among it. Scores lie
    between 0 and about 1 and compare passages of one answer only. Refusal for a question without words.
    """
    if mode != "hybrid":
        text = question.text if isinstance(question, Query) else cleaned(question)
        allowed = generation.allowed(filters)
        if mode == "dense":
            found = generation.dense.search(generation.encoder.queries([text])[0], k, allowed)
        else:
            cut = tokens.folded if text.isascii() else tokens.marked
            found = generation.lexical.search(Counter(cut(text)), k, allowed)
        return list(hits_at(generation, *(row.tolist() for row in found)))
    query = question if isinstance(question, Query) else understood(generation, question, filters)
    allowed = generation.allowed(merged(filters, query.filters))
    depth = k + DEEPER
    vector, terms = question_vector(generation, query), weights(query)
    places = list(_places(generation, allowed))
    near = _merged(generation.dense.search(vector, depth, one) for one in places)
    worded = _merged(generation.lexical.search(terms, depth, one) for one in places)
    fits: dict[int, float] = {}
    nearest = max(near.values(), default=0.0)
    # In a filtered plan that speaks of something else, the nearest may be farther than the average.
    behind = max(_BEHIND * (nearest - generation.dense.average(vector)), _LEAST_BEHIND)
    most = max(worded.values(), default=1.0)
    own = {position: bool(generation.on_reform[position]) for position in near.keys() | worded.keys()}
    for position in own:
        by_meaning, by_words = _WEIGHTS[own[position]]
        lag = (nearest - near.get(position, -math.inf)) / behind
        fits[position] = by_meaning * max(0.0, 1 - lag) + by_words * worded.get(position, 0.0) / most
    others = _worth_of_others(fits, own)
    worth = {position: 1.0 if own[position] else others for position in fits}
    best = sorted(fits, key=lambda position: -fits[position] * worth[position])[: k + _LOOKED_AT]
    coverage = Coverage(query, generation.lexical)
    hits = []
    for position, hit in zip(best, hits_at(generation, best, [fits[one] for one in best]), strict=True):
        covered, lacking = coverage.shares(hit.context)
        score = (hit.score + _COVERED * covered) * worth_of(hit, query) * worth[position]
        hits.append(
            replace(
                hit,
                score=score,
                cosine=near.get(position),
                coverage=covered,
                lacking=lacking,
                on_reform=own[position],
            )
        )
    return _with_same(sorted(hits, key=lambda hit: -hit.score), k)


def _worth_of_others(fits: Mapping[int, float], own: Mapping[int, bool]) -> float:
    """What a passage of another field is worth: less where one on reform fits nearly as well."""
    best = {kind: max((fits[at] for at in fits if own[at] == kind), default=0.0) for kind in (True, False)}
    return _OTHERS if best[True] >= _RIVAL * best[False] else 1.0


def question_vector(generation: Generation, query: Query) -> np.ndarray:
    """Return the vector of what a question means; of an English one, that of its own words is added."""
    if query.language not in ("en", "mixed"):
        return generation.encoder.queries([query.topic])[0]
    meant, typed = generation.encoder.queries([query.topic, query.text])
    both = meant + _AS_TYPED * typed
    return both / np.linalg.norm(both)


def _places(generation: Generation, allowed: np.ndarray | None) -> Iterator[np.ndarray | None]:
    """Where to look: everywhere, and in the documents on reform alone, lest others fill the lists."""
    yield allowed
    own = np.flatnonzero(generation.on_reform)
    if len(own) < len(generation.on_reform):
        yield own if allowed is None else np.intersect1d(own, allowed, assume_unique=True)


def _merged(found: Iterable[tuple[np.ndarray, np.ndarray]]) -> dict[int, float]:
    """The scores of all that several searches found, by position."""
    return {
        position: score
        for positions, scores in found
        for position, score in zip(positions.tolist(), scores.tolist(), strict=True)
    }


def understood(generation: Generation, question: str, filters: Filters = Filters()) -> Query:  # noqa: B008
    """Return what a question means to somebody who holds the plans of a generation that `filters` leave."""
    return understand(question, generation.vocabulary, generation.select(filters))


def merged(given: Filters, said: Filters) -> Filters:
    """Return the filters given, and where they leave a thing open, what the question says."""
    return Filters(**{name: value or asdict(said)[name] for name, value in asdict(given).items()})


def meant(query: Query, documents: Sequence[Document]) -> list[Document]:
    """Return the documents of the kinds and levels that a question names; all where none is of them."""
    chosen = [one for one in documents if not query.kinds or _is_of_kind(one, query)]
    chosen = [one for one in chosen if not query.scope.levels or one.level in query.scope.levels]
    return chosen or list(documents)


def grouped(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits without those that only repeat for another plan what a better one says (`same_in`)."""
    left: list[Hit] = []
    for hit in hits:
        if not any(hit.document in one.same_in and _says_same(one, hit) for one in left):
            left.append(hit)
    return left


def weights(query: Query) -> dict[str, float]:
    """Return how much each term of the lexical index counts for a question."""
    found: dict[str, float] = defaultdict(float)

    def add(terms: Mapping[str, float]) -> None:
        for term, weight in terms.items():
            found[term] += weight
            found[tokens.fold_term(term)] += weight * (_FOLDED if query.marked else 1.0)

    own: set[str] = set()
    for concept in query.concepts:
        # "TTHC" and its four long words are one thing: whoever says more words gets no more for it, nor
        # does a word that stands in many of the ways.
        shortest = min(map(len, concept.ways))
        terms: dict[str, float] = {}
        for number, way in enumerate(concept.ways):
            row = list(way)
            weight = (_ALSO if number else 1.0) * min(1.0, 2 * shortest / (2 * len(row) - 1))
            for term in row + tokens.pairs(row):
                terms[term] = max(weight, terms.get(term, 0.0))
        add(terms)
        own.update(concept.ways[0])
    row = list(words(query.topic))
    add({word: _IDLE for word in row if word not in own})
    for first, second in pairwise(row):
        pair = f"{first} {second}"
        if pair not in found:
            add({pair: 1.0 if first in own and second in own else _IDLE})
    return found


def hits_at(generation: Generation, positions: Sequence[int], scores: Sequence[float]) -> Iterator[Hit]:
    """Yield the passages at these positions, scored so."""
    passages = generation.record.passages(positions)
    for passage, score in zip(passages, scores, strict=True):
        yield Hit(passage, generation.documents[passage.document], float(score))


def worth_of(hit: Hit, query: Query) -> float:
    """Return what a hit is worth for what it is, as against how well it fits."""
    fits = hit.document.level in query.scope.levels or _is_of_kind(hit.document, query)
    return (_FITS if fits else 1.0) * (_NAMES_ONLY if _names_only(hit) else 1.0)


def _is_of_kind(document: Document, query: Query) -> bool:
    return bool(query.kinds) and not set(query.kinds).isdisjoint(_kinds(document.title or ""))


@cache
def _kinds(title: str) -> tuple[str, ...]:
    return plan_kinds(title.lower())


def _names_only(hit: Hit) -> bool:
    """Whether a passage is only a title, a heading or one of the documents that the plan rests on."""
    passage = hit.passage
    text = " ".join(_NUMBERING.sub("", passage.text).split()).strip(" .:").lower()
    if passage.section is None and _BASIS.match(text):
        return True
    named = (*passage.heading[-1:], hit.document.title or "")
    return any(text.removeprefix("kế hoạch ") in name.lower() for name in named)


def _with_same(hits: Sequence[Hit], k: int) -> list[Hit]:
    """Return the first k hits, each with the other documents that say the same nearly word for word."""
    said = [frozenset(tokens.syllables(hit.passage.text)) for hit in hits]
    return [
        replace(
            hit,
            same_in=tuple(
                dict.fromkeys(
                    other.document
                    for other, syllables in zip(hits, said, strict=True)
                    if other.document.id != hit.document.id and _alike(syllables, said[place])
                )
            ),
        )
        for place, hit in enumerate(hits[:k])
    ]


def _says_same(one: Hit, other: Hit) -> bool:
    return _alike(*(frozenset(tokens.syllables(hit.passage.text)) for hit in (one, other)))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    here, there = len(one), len(other)
    if here < _SAME * there or there < _SAME * here:
        return False  # nearly always: cheaper than looking at what they share
    shared = len(one & other)
    return shared >= _SAME * (here + there - shared)
