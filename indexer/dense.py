"""The vectors of an index in 16 bits, each compared with the question by FAISS; of many, a shortlist.

Reading all vectors takes longer than reckoning with them. Of many passages, therefore, a product quantizer
(Jégou et al. 2011; in registers: André et al. 2017) first lists the likeliest from a sixteenth of the bits,
and only those are compared in full: of 53,000 in 1 ms instead of 5. What that misses is in
eval/results/search.md.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import faiss
import numpy as np

_SOME = 8192  # vectors in full precision at a time
_MANY = 10_000  # passages; fewer are compared with the question in half a millisecond
_TOGETHER = 4  # dimensions that the quantizer puts into 4 bits
_SHORTLIST, _FOR_EACH = 2000, 16.0  # passages of many that are compared in full; for each asked for, at least


class Dense:
    """Vectors by position. Safe to share between threads."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index
        # A search among some passages alone looks at no others anyway: it needs no shortlist.
        self._vectors = (
            faiss.downcast_index(index.refine_index) if isinstance(index, faiss.IndexRefine) else index
        )

    @classmethod
    def build(cls, vectors: np.ndarray) -> Dense:
        """Index float32 vectors of length 1, shape (passages, dimension); a row's number is its position."""
        vectors = np.ascontiguousarray(vectors, np.float32)
        size, dimension = vectors.shape
        index = faiss.IndexScalarQuantizer(
            dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
        index.add(vectors)
        if size < _MANY or dimension % _TOGETHER:
            return cls(index)
        rough = faiss.IndexPQFastScan(dimension, dimension // _TOGETHER, 4, faiss.METRIC_INNER_PRODUCT)
        rough.train(vectors[:: size // (_MANY // 2)])
        rough.add(vectors)
        return cls(faiss.IndexRefine(rough, index))

    def save(self, path: Path) -> None:
        """Write to one file, opened here: FAISS opens no path with Vietnamese letters on Windows."""
        with path.open("wb") as file:
            faiss.write_index(self._index, faiss.PyCallbackIOWriter(file.write))

    @classmethod
    def load(cls, path: Path) -> Dense:
        """Read what `save` wrote; only a file whose checksum holds, for FAISS trusts what it reads."""
        with path.open("rb") as file:
            return cls(faiss.read_index(faiss.PyCallbackIOReader(file.read)))

    def __len__(self) -> int:
        return self._vectors.ntotal

    def average(self, vector: np.ndarray) -> float:
        """Return the mean of the cosines of all passages with a vector, shape (dimension,)."""
        return float(vector @ self._mean)

    @cached_property
    def _mean(self) -> np.ndarray:
        total = np.zeros(self._vectors.d)
        for start in range(0, len(self), _SOME):
            total += self._vectors.reconstruct_n(start, min(_SOME, len(self) - start)).sum(axis=0)
        return total / max(len(self), 1)

    def search(
        self, vector: np.ndarray, k: int, allowed: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the k nearest positions and their cosines, best first; fewer where there are fewer.

        `vector` has shape (dimension,); `allowed` lists the positions to look at, None for all. Of all of
        many passages, one that is hardly nearer than others may be missed.
        """
        k = min(k, len(self) if allowed is None else len(allowed))
        if k == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        index, how = self._index, None
        if allowed is not None:
            index = self._vectors
            how = faiss.SearchParameters(sel=faiss.IDSelectorBatch(np.asarray(allowed, np.int64)))
        elif index is not self._vectors:
            how = faiss.IndexRefineSearchParameters(k_factor=max(_FOR_EACH, _SHORTLIST / k))
        # Threads that wait for each other cost a single question more than they bring: on two busy processors
        # 30 ms in two threads, 5 ms in one. The setting belongs to the calling thread, hence here.
        faiss.omp_set_num_threads(1)
        cosines, positions = index.search(vector[None].astype(np.float32), k, params=how)
        return positions[0], cosines[0]
