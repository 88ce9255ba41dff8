"""Whether passages answer a question, or are merely the nearest that the corpus has.

A cosine cannot tell: the plain encoder gives nonsense 0.80 and a perfect match 0.92. So several signs are
weighed together: how much of what the question is about a passage says, how near it is in meaning, whether
it states a number where one is wanted. They decide twice. Is the question answered at all? That is asked of
the best passage, and strictly. Which other passages answer it too? That is known to be answered by then, so
they need less, but must not lie far behind the best. The weights are in data/gate.toml, fitted to questions
that plans answer and questions that they don't (eval/calibrate.py).
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, reduce
from importlib.resources import files

import numpy as np

from indexer import phrases, tokens
from indexer.generation import Generation
from indexer.lexical import Lexical
from indexer.mentions import states_number
from indexer.model import Hit
from indexer.normalise import fold
from indexer.query import Concept, Query

ANY = "any encoder"
ELSEWHERE = ", other fields"  # behind an encoder's name: its gate for documents that are not about reform


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a passage as an answer."""

    coverage: float  # share of what the question is about that the passage says, 0 to 1, by weight
    lacking: float  # share of the weightiest thing that it does not say
    cosine: float
    numberless: bool  # a number is wanted and the passage states none
    behind: float  # how far its score is behind that of the best passage
    unheard: bool  # the question is about something known by a short form ("PCI") that no plan speaks of
    names: bool  # it names the place, year or number that the question asks about, where no plan is of it


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic model over the signs."""

    coverage: float
    lacking: float
    cosine: float
    numberless: float
    behind: float
    unheard: float
    constant: float
    least: float  # probability from which a passage answers

    def probability(self, signs: Signs) -> float:
        """Return the probability that a passage with these signs answers."""
        odds = (
            self.constant
            + self.coverage * signs.coverage
            + self.lacking * signs.lacking
            + self.cosine * signs.cosine
            + self.numberless * signs.numberless
            + self.behind * signs.behind
            + self.unheard * signs.unheard
        )
        return signs.names / (1 + math.exp(-odds))

    def answers(self, signs: Signs) -> bool:
        """Whether a passage with these signs answers."""
        return self.probability(signs) >= self.least


@dataclass(frozen=True, slots=True)
class Gate:
    """What decides for one encoder."""

    first: Weights  # whether the question is answered at all
    further: Weights  # which passages answer, where it is


def answering(generation: Generation, query: Query, hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits that answer, in their order; none where the corpus does not tell."""
    if not query.concepts:
        # "Thạch Hà năm 2022" asks for whatever that plan says; "xin chào" asks for nothing.
        named = query.filters.document, query.filters.locality, query.filters.province, query.kinds
        return list(hits) if any(named) else []
    # What the encoder was taught, it was taught on plans for reform: of other documents its cosine says less.
    name = generation.encoder.name
    gates = [of(name if hit.on_reform else name + ELSEWHERE) for hit in hits]
    signs = signs_of(generation, query, hits)
    surely = [gate.first.answers(one) for gate, one in zip(gates, signs, strict=True)]
    if not any(surely):
        return []
    judged = zip(hits, gates, signs, surely, strict=True)
    return [hit for hit, gate, one, sure in judged if sure or gate.further.answers(one)]


def signs_of(generation: Generation, query: Query, hits: Sequence[Hit]) -> list[Signs]:
    """Return the signs of each hit; the hits are those of a hybrid search."""
    nearest = [hit.cosine for hit in hits if hit.cosine is not None]
    # A passage that was found by its words alone is farther in meaning than all that were found by it.
    farthest = min(nearest, default=0.0)
    best = max((hit.score for hit in hits), default=0.0)
    unheard = any(_unheard_of(concept, generation.lexical) for concept in query.concepts)
    return [
        Signs(
            coverage=hit.coverage or 0.0,
            lacking=hit.lacking or 0.0,
            cosine=farthest if hit.cosine is None else hit.cosine,
            numberless=query.asks == "value" and not _states_number(generation, hit),
            behind=best - hit.score,
            unheard=unheard,
            names=_names_required(query, hit),
        )
        for hit in hits
    ]


def of(encoder: str) -> Gate:
    """Return the gate for an encoder; for one that was not measured, one that goes by words alone."""
    table = _table()
    return table.get(encoder) or table[ANY]


@cache
def _table() -> dict[str, Gate]:
    table = tomllib.loads(files("indexer").joinpath("data/gate.toml").read_text("utf-8"))
    return {
        encoder: Gate(**{name: Weights(**values) for name, values in gate.items()})
        for encoder, gate in table.items()
    }


def _unheard_of(concept: Concept, lexical: Lexical) -> bool:
    """Whether a concept is known by a short form ("PCI") and no plan speaks of it, short or long."""
    named = any(len(way) == 1 and phrases.abbreviations().at(way, 0) for way in concept.ways)
    return named and not any(_said(way, lexical) for way in concept.ways)


def _said(way: phrases.Phrase, lexical: Lexical) -> bool:
    """Whether some passage holds all words of a phrase, each beside the next."""
    terms = tokens.pairs(list(way)) or list(way)
    return len(reduce(np.intersect1d, (lexical.holding(tokens.fold_term(term)) for term in terms))) > 0


def _states_number(generation: Generation, hit: Hit) -> bool:
    """Whether a passage states a number that names nothing, on record or not ("350 triệu đồng")."""
    passage = hit.passage
    if generation.targets_in(passage.document, passage.start, passage.end):
        return True
    return states_number(passage.text)


def _names_required(query: Query, hit: Hit) -> bool:
    if not query.scope.required:
        return True
    said = fold(hit.context).lower()
    return all(any(fold(name).lower() in said for name in names) for names in query.scope.required)
