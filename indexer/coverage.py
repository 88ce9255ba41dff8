"""How much of what a question is about a text says: the words, not the likeness of meaning."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class _Way:
    """One way of saying a thing, made ready to be looked for in a text of syllables between spaces."""

    whole: str
    syllables: tuple[tuple[str, float], ...]  # each with how rare it is
    rarity: float  # of all together
    pairs: tuple[str, ...]

    def match(self, said: str) -> float:
        """Return how much of it a text says, from 0 to 1."""
        if self.whole in said:
            return 1.0
        if not self.pairs:
            return 0.0
        scattered = sum(rarity for syllable, rarity in self.syllables if syllable in said) / self.rarity
        side_by_side = sum(pair in said for pair in self.pairs) / len(self.pairs)
        return _SCATTERED * scattered + _SIDE_BY_SIDE * side_by_side


class Coverage:
    """The things that a question is about, each weighed by how few passages speak of it."""

    def __init__(self, query: Query, lexical: Lexical) -> None:
        self._marked = query.marked
        self._lexical = lexical
        self._rarity: dict[str, float] = {}
        self._things = [
            (self._weight(concept, query), [self._way(way) for way in concept.ways])
            for concept in query.concepts
        ]
        self._weight_of_all = sum(weight for weight, _ in self._things)

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
        for weight, ways in self._things:
            best = 0.0
            for number, (written, plain) in enumerate(ways):
                match = written.match(said)
                if folded is not None and match < _GUESSED:
                    match = max(match, _GUESSED * plain.match(folded))
                best = max(best, match * (_ALSO if number else 1.0))
                if best == 1.0:
                    break
            found += weight * best
            lacking = max(lacking, weight * (1 - best))
        whole = self._weight_of_all or 1.0
        return found / whole, lacking / whole

    def _way(self, way: Phrase) -> tuple[_Way, _Way]:
        """A way as it is written, and without its marks."""
        rarities = [self._rarity_of(syllable) for syllable in way]
        plain = [fold(syllable) for syllable in way]
        folded = rarities if self._marked else [self._rarity_of(syllable) for syllable in plain]
        return _made(way, rarities), _made(plain, folded)

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
            size = len(self._lexical)
            self._rarity[term] = math.log1p((size - held + 0.5) / (held + 0.5))
        return self._rarity[term]


def _made(way: Sequence[str], rarities: Sequence[float]) -> _Way:
    padded = tuple((f" {syllable} ", rarity) for syllable, rarity in zip(way, rarities, strict=True))
    return _Way(
        f" {' '.join(way)} ", padded, sum(rarities), tuple(f" {pair} " for pair in tokens.pairs(list(way)))
    )
