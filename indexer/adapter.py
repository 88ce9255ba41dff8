"""What the bundled encoder is taught of this genre.

A general encoder knows little of it: that "làm sớm giấy tờ cho dân" and "trước thời hạn" are one matter, or
what an English question about "case files" is after. Taught by judged questions (eval/adapter.py says how,
eval/results/adapter.md what it is worth), it reads questions with weights that differ from its own by
matrices of low rank (Hu 2021, "LoRA"). The finished vectors, of questions and of passages, are moved by a
linear map each, at the price of one small matrix product a text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import IO

import numpy as np

_MAPS, _DOWN, _UP = ("questions", "passages"), ".down", ".up"


@dataclass(frozen=True)
class Adapter:
    """Numbers in float16, as they are kept.

    `updates` has, by the name of a weight matrix (outputs, inputs), a pair `down` (rank, inputs) and `up`
    (outputs, rank): for questions, up @ down is added to that matrix. Then a vector v becomes v + v @ m, of
    length 1 again, where m, shape (dimension, dimension), is `questions` or `passages`.
    """

    updates: Mapping[str, tuple[np.ndarray, np.ndarray]]
    questions: np.ndarray
    passages: np.ndarray

    @cached_property
    def fingerprint(self) -> str:
        """Eight letters that tell it from any other: vectors of different adapters never mix."""
        digest = hashlib.sha256()
        for name, array in self._arrays().items():
            digest.update(name.encode() + array.tobytes())
        return digest.hexdigest()[:8]

    def moved_questions(self, vectors: np.ndarray) -> np.ndarray:
        """Return the vectors of questions, shape (texts, dimension), moved."""
        return _moved(vectors, self._of_questions)

    def moved_passages(self, vectors: np.ndarray) -> np.ndarray:
        """Return the vectors of passages, shape (texts, dimension), moved."""
        return _moved(vectors, self._of_passages)

    @cached_property
    def _of_questions(self) -> np.ndarray:
        return _whole(self.questions)

    @cached_property
    def _of_passages(self) -> np.ndarray:
        return _whole(self.passages)

    def save(self, file: IO[bytes]) -> None:
        """Write what `read` reads."""
        np.savez_compressed(file, allow_pickle=False, **self._arrays())

    def _arrays(self) -> dict[str, np.ndarray]:
        arrays = {name: getattr(self, name) for name in _MAPS}
        for name, (down, up) in sorted(self.updates.items()):
            arrays |= {name + _DOWN: down, name + _UP: up}
        return arrays


def read(file: IO[bytes]) -> Adapter:
    """Read what `save` wrote."""
    with np.load(file, allow_pickle=False) as arrays:
        names = [name.removesuffix(_UP) for name in arrays.files if name.endswith(_UP)]
        updates = {name: (arrays[name + _DOWN], arrays[name + _UP]) for name in names}
        return Adapter(updates, *(arrays[name] for name in _MAPS))


def _whole(part: np.ndarray) -> np.ndarray:
    return np.eye(len(part), dtype=np.float32) + part.astype(np.float32)


def _moved(vectors: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    found = np.empty_like(vectors)
    # Row by row: in a product of matrices the last digits of a row hang on how many there are.
    for row, vector in enumerate(vectors):
        found[row] = vector @ matrix
        found[row] /= np.linalg.norm(found[row])
    return found


def bundled() -> Adapter:
    """Return the adapter of the bundled encoder."""
    with files("indexer").joinpath("data/adapter.npz").open("rb") as file:
        return read(file)
