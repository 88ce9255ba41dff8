"""How much of what a question is about a text says: the words, not the likeness of meaning."""

from __future__ import annotations

import math
from collections.abc import Iterable

from indexer import tokens
from indexer.lexical import Lexical
from indexer.normalise import fold
from indexer.phrases import Phrase
from indexer.query import Concept, Query

# What a part of an expression is worth beside all of it: its words scattered, its words side by side.
_SCATTERED, _SIDE_BY_SIDE = 0.3, 0.6
_ALSO = 0.95  # what another way of saying is worth beside the question's own
_GUESSED = 0.6  # what a word is worth that differs in marks from what an unmarked one was taken for
_FOREIGN = 0.3  # what a word is worth that the glossary does not know in an English question


class Coverage:
    """The things that a question is about, each weighed by how few passages speak of it."""

    def __init__(self, query: Query, lexical: Lexical) -> None:
        self._marked = query.marked
        self._size = len(lexical)
        self._lexical = lexical
        self._rarity: dict[str, float] = {}
        self._weights = [self._weight(concept, query) for concept in query.concepts]
        self._ways = [[(way, tuple(map(fold, way))) for way in concept.ways] for concept in query.concepts]

    @property
    def weight(self) -> float:
        """What all things weigh together; 0 where a question is about nothing."""
        return sum(self._weights)

    def of(self, text: str) -> float:
        """Return how much of the question a text says, by weight, from 0 to 1."""
        return self.shares(text)[0]

    def shares(self, text: str) -> tuple[float, float]:
        """Return how much of the question a text says, and how much the weightiest thing is that it lacks.

        Both by weight, from 0 to 1. Of "satisfaction of tourists" a text on satisfaction says a part, but
        what it lacks is the point.
        """
        said = f" {' '.join(tokens.syllables(text))} "
        folded = None if self._marked else fold(said)
        found = lacking = 0.0
        for weight, ways in zip(self._weights, self._ways, strict=True):
            best = 0.0
            for number, (way, plain) in enumerate(ways):
                match = self._match(way, said)
                if folded is not None:
                    match = max(match, _GUESSED * self._match(plain, folded))
                best = max(best, match * (_ALSO if number else 1.0))
            found += weight * best
            lacking = max(lacking, weight * (1 - best))
        whole = self.weight or 1.0
        return found / whole, lacking / whole

    def _match(self, way: Phrase, said: str) -> float:
        if f" {' '.join(way)} " in said:
            return 1.0
        if len(way) == 1:
            return 0.0
        rarities = [self._rarity_of(word) for word in way]
        scattered = sum(r for word, r in zip(way, rarities, strict=True) if f" {word} " in said) / sum(
            rarities
        )
        pairs = tokens.pairs(list(way))
        side_by_side = sum(f" {pair} " in said for pair in pairs) / len(pairs)
        return _SCATTERED * scattered + _SIDE_BY_SIDE * side_by_side

    def _weight(self, concept: Concept, query: Query) -> float:
        rarest = min(max(self._rarities(way), default=0.0) for way in concept.ways)
        return rarest * (1.0 if query.foreign.isdisjoint(concept.ways[0]) else _FOREIGN)

    def _rarities(self, way: Phrase) -> Iterable[float]:
        row = list(way)
        return map(self._rarity_of, tokens.pairs(row) if len(row) > 1 else row)

    def _rarity_of(self, term: str) -> float:
        if term not in self._rarity:
            # Of a question without marks, a word counts for as rare as what it looks like.
            held = self._lexical.holders(term if self._marked else tokens.fold_term(term))
            self._rarity[term] = self._rarity_for(held)
        return self._rarity[term]

    def _rarity_for(self, holders: int) -> float:
        return math.log1p((self._size - holders + 0.5) / (holders + 0.5))
