"""What the bundled encoder is taught of this genre.

A general encoder knows little of it: that "làm sớm giấy tờ cho dân" and "trước thời hạn" are one matter, or
what an English question about "case files" is after. Taught by judged questions (eval/adapter.py says how,
eval/results/adapter.md what it is worth), it reads questions and passages with weights that differ from its
own, on either side in another way, by matrices of low rank (Hu 2021, "LoRA"). The finished vectors are moved
by a linear map, at the price of one small matrix product a text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import IO

import numpy as np

_SIDES, _MAP, _DOWN, _UP = ("questions", "passages"), "map", ".down", ".up"

# By the name of a weight matrix (outputs, inputs), a pair `down` (rank, inputs) and `up` (outputs, rank):
# up @ down is added to that matrix.
Updates = Mapping[str, tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Side:
    """What changes for questions, or for passages. Numbers in float16, as they are kept."""

    updates: Updates
    map: np.ndarray  # (dimension, dimension): a finished vector v becomes v + v @ map, of length 1 again

    def moved(self, vectors: np.ndarray) -> np.ndarray:
        """Return vectors, shape (texts, dimension), moved by the map."""
        found = np.empty_like(vectors)
        # Row by row: in a product of matrices the last digits of a row hang on how many there are.
        for row, vector in enumerate(vectors):
            found[row] = vector @ self._whole
            found[row] /= np.linalg.norm(found[row])
        return found

    @cached_property
    def _whole(self) -> np.ndarray:
        return np.eye(len(self.map), dtype=np.float32) + self.map.astype(np.float32)

    def arrays(self) -> Iterator[tuple[str, np.ndarray]]:
        """Yield its numbers by name."""
        yield _MAP, self.map
        for name, (down, up) in sorted(self.updates.items()):
            yield name + _DOWN, down
            yield name + _UP, up


@dataclass(frozen=True)
class Adapter:
    """Both sides."""

    questions: Side
    passages: Side

    @cached_property
    def fingerprint(self) -> str:
        """Eight letters that tell it from any other: vectors of different adapters never mix."""
        digest = hashlib.sha256()
        for name, array in self._arrays().items():
            digest.update(name.encode() + array.tobytes())
        return digest.hexdigest()[:8]

    def save(self, file: IO[bytes]) -> None:
        """Write what `read` reads."""
        np.savez_compressed(file, allow_pickle=False, **self._arrays())

    def _arrays(self) -> dict[str, np.ndarray]:
        return {f"{side}/{name}": array for side in _SIDES for name, array in getattr(self, side).arrays()}


def read(file: IO[bytes]) -> Adapter:
    """Read what `save` wrote."""
    with np.load(file, allow_pickle=False) as arrays:
        return Adapter(*(_side(arrays, f"{side}/") for side in _SIDES))


def _side(arrays: Mapping[str, np.ndarray], prefix: str) -> Side:
    names = [name.removesuffix(_UP) for name in arrays if name.startswith(prefix) and name.endswith(_UP)]
    updates = {name.removeprefix(prefix): (arrays[name + _DOWN], arrays[name + _UP]) for name in names}
    return Side(updates, arrays[prefix + _MAP])


def bundled() -> Adapter:
    """Return the adapter of the bundled encoder."""
    with files("indexer").joinpath("data/adapter.npz").open("rb") as file:
        return read(file)
