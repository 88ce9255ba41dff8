"""An encoder's vectors, moved so that questions lie nearer to the places in plans that answer them.

A general encoder knows little of this genre: that "làm sớm giấy tờ cho dân" and "trước thời hạn" are one
matter, or what an English question about "case files" is after. A linear map over its finished vectors,
fitted to judged questions (eval/adapter.py says how, eval/results/adapter.md what it is worth), teaches it
that at the price of one small matrix product a text, whichever engine made the vector.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from indexer.encoder import Encoder, Progress


class Adapted:
    """Another encoder whose vectors v become v + v·matrix, of length 1 again. See indexer.encoder.Encoder."""

    def __init__(self, encoder: Encoder, matrix: np.ndarray) -> None:
        """`matrix` has shape (dimension, dimension)."""
        self._encoder = encoder
        self._matrix = np.eye(encoder.dimension, dtype=np.float32) + matrix.astype(np.float32)
        self.dimension = encoder.dimension
        fingerprint = hashlib.sha256(matrix.tobytes()).hexdigest()[:8]
        self.name = f"{encoder.name.removesuffix(')')}, adapter {fingerprint})"

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        """See Encoder.queries."""
        return self._moved(self._encoder.queries(texts))

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        """See Encoder.passages."""
        return self._moved(self._encoder.passages(texts, progress))

    def _moved(self, vectors: np.ndarray) -> np.ndarray:
        moved = np.empty_like(vectors)
        # Row by row: in a product of matrices the last digits of a row hang on how many there are.
        for row, vector in enumerate(vectors):
            moved[row] = vector @ self._matrix
            moved[row] /= np.linalg.norm(moved[row])
        return moved


def bundled() -> np.ndarray:
    """Return the matrix for the bundled encoder, shape (384, 384), float16."""
    with files("indexer").joinpath("data/adapter.npy").open("rb") as file:
        return np.load(file, allow_pickle=False)
