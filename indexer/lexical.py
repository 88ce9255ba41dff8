"""The lexical index: BM25 over any kind of term (Robertson & Zaragoza 2009).

What a term adds to a passage's score does not depend on the question, so it is worked out when the index is
built (Lù 2024, "BM25S"): a search looks up the rows of its terms and adds them up. Terms are kept as 64-bit
hashes in order; the files are mapped into memory, so that a cold search reads only the rows it needs.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b
from pathlib import Path

import numpy as np

from indexer import tokens

# Anserini's values; on passages and on articles of law better than the textbook's 1.2 and 0.75.
_K1, _B = 0.9, 0.4

_ARRAYS = ("terms", "starts", "passages", "gains", "size")


class Lexical:
    """An inverted index of passages by position. Searching is safe to share between threads."""

    def __init__(
        self,
        terms: np.ndarray,
        starts: np.ndarray,
        passages: np.ndarray,
        gains: np.ndarray,
        size: np.ndarray,
    ) -> None:
        self._terms = terms  # uint64 (t,): hashes, ascending
        self._starts = starts  # int64 (t + 1,): where a term's row begins in the next two
        self._passages = passages  # int32: positions of the passages that hold the term, ascending
        self._gains = gains  # float32: what the term adds to the score of each
        self._size = size  # int64 (1,): number of passages

    @classmethod
    def build(cls, texts: Iterable[str], terms: Callable[[str], Iterable[str]] = tokens.terms) -> Lexical:
        """Index texts by position; `terms` cuts each into what it is to be found by."""
        numbers: dict[str, int] = {}
        held, lengths = array("q"), array("q")
        for text in texts:
            row = [numbers.setdefault(term, len(numbers)) for term in terms(text)]
            held.extend(row)
            lengths.append(len(row))
        size = len(lengths)
        hashes = np.fromiter(map(_hash, numbers), np.uint64, len(numbers))
        order = np.argsort(hashes)
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        length = np.array(lengths, np.int64)
        holder = np.repeat(np.arange(size), length)
        pairs, times = np.unique(rank[np.array(held, np.int64)] * size + holder, return_counts=True)
        term, passage = np.divmod(pairs, max(size, 1))
        holders = np.bincount(term, minlength=len(order))
        rarity = np.log1p((size - holders + 0.5) / (holders + 0.5))
        spread = _K1 * (1 - _B + _B * length / max(length.mean(), 1)) if size else length
        gains = rarity[term] * times * (_K1 + 1) / (times + spread[passage])
        return cls(
            hashes[order],
            np.concatenate([[0], np.cumsum(holders)]),
            passage.astype(np.int32),
            gains.astype(np.float32),
            np.array([size]),
        )

    def save(self, folder: Path) -> None:
        """Write the index as one .npy file an array."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in _ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, f"_{name}"), allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> Lexical:
        """Open what `save` wrote, without reading it all."""
        mapped = (np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in _ARRAYS)
        # As plain arrays on the same memory: cutting a row out of a memmap takes longer than adding it up.
        return cls(*map(np.asarray, mapped))

    def __len__(self) -> int:
        return int(self._size[0])

    def search(
        self, weights: Mapping[str, float], k: int, allowed: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the k best positions (int64) and their BM25 scores (float32), best first.

        `weights` says how much each term counts: `Counter(tokens.marked(question))` for a plain question.
        `allowed` lists the positions to look at, None for all. Passages that hold no term are left out.
        """
        scores = self.scores(weights)
        found = np.flatnonzero(scores) if allowed is None else allowed[scores[allowed] > 0]
        if len(found) > k:
            found = found[np.argpartition(-scores[found], k - 1)[:k]]
        found = found[np.lexsort((found, -scores[found]))]
        return found.astype(np.int64), scores[found]

    def scores(self, weights: Mapping[str, float]) -> np.ndarray:
        """Return the BM25 score of every passage, float32 (n,)."""
        scores = np.zeros(len(self), np.float32)
        for term, weight in weights.items():
            row = self._row(term)
            # No passage stands twice in a row, so that `+=` would do the same in three times the time.
            np.add.at(scores, self._passages[row], weight * self._gains[row])
        return scores

    def holders(self, term: str) -> int:
        """Return the number of passages that hold a term."""
        return len(self.holding(term))

    def holding(self, term: str) -> np.ndarray:
        """Return the positions of the passages that hold a term, int32, ascending."""
        return self._passages[self._row(term)]

    def _row(self, term: str) -> slice:
        wanted = np.uint64(_hash(term))
        at = int(np.searchsorted(self._terms, wanted))
        if at == len(self._terms) or self._terms[at] != wanted:
            return slice(0, 0)
        return slice(int(self._starts[at]), int(self._starts[at + 1]))


def _hash(term: str) -> int:
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "little")
