"""The vectors of an index in 16 bits: FAISS compares the question with every passage.

Half of the bits find the same passages sooner, for reading all vectors takes longer than reckoning with them.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import faiss
import numpy as np

_SOME = 8192  # vectors in full precision at a time


class Dense:
    """Vectors by position. Safe to share between threads."""

    def __init__(self, vectors: faiss.Index) -> None:
        self._vectors = vectors

    @classmethod
    def build(cls, vectors: np.ndarray) -> Dense:
        """Index float32 vectors of length 1, shape (passages, dimension); a row's number is its position."""
        index = faiss.IndexScalarQuantizer(
            vectors.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
        index.add(np.ascontiguousarray(vectors, np.float32))
        return cls(index)

    def save(self, path: Path) -> None:
        """Write to one file, opened here: FAISS opens no path with Vietnamese letters on Windows."""
        with path.open("wb") as file:
            faiss.write_index(self._vectors, faiss.PyCallbackIOWriter(file.write))

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

        `vector` has shape (dimension,); `allowed` lists the positions to look at, None for all.
        """
        k = min(k, len(self) if allowed is None else len(allowed))
        if k == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        selector = None
        if allowed is not None:
            selector = faiss.SearchParameters(sel=faiss.IDSelectorBatch(np.asarray(allowed, np.int64)))
        # Threads that wait for each other cost a single question more than they bring: on two busy processors
        # 30 ms in two threads, 5 ms in one. The setting belongs to the calling thread, hence here.
        faiss.omp_set_num_threads(1)
        cosines, positions = self._vectors.search(vector[None].astype(np.float32), k, params=selector)
        return positions[0], cosines[0]
