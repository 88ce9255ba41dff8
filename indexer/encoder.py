"""The encoder: from texts to vectors whose inner product is their likeness.

Every engine and every model hides behind `Encoder`, so that no other stage knows which one is in use.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

Progress = Callable[[int], None]


class Encoder(Protocol):
    """A model that turns texts into vectors. Safe to share between threads.

    Vectors are float32 with one row a text, in the order of the texts, each of length 1, so that an
    inner product is a cosine. Texts are expected as the reading stage leaves them: NFC, and not empty.
    """

    @property
    def name(self) -> str:
        """What the manifest remembers: vectors of encoders with different names never mix."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors of questions, shape (len(texts), dimension)."""

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        """Vectors of passages, shape (len(texts), dimension).

        `progress` is called with the number of texts done so far.
        """


def load(name: str | None = None) -> Encoder:
    """Return the encoder called `name`, or the bundled multilingual-e5-small, which needs no download.

    `name` is the name or folder of a sentence-transformers model.
    """
    if name is None:
        from indexer.e5 import E5

        return E5()
    raise NotImplementedError(name)
