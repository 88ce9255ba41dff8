"""A second look at the best passages by a cross-encoder, for those who have one.

It reads question and passage together, which is slow and often better. What it finds is joined by rank
with what search found, not put in its place: a model of another field or language is wrong at times.
Off unless a model is named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from indexer.model import Hit
from indexer.refusal import Refusal

Reranker = Callable[[str, Sequence[str]], np.ndarray]
"""Takes a question and texts, and gives each text a score; higher is better."""

_RANK = 20  # the k of reciprocal rank fusion, as in search


def load(name: str) -> Reranker:
    """Return the sentence-transformers CrossEncoder of a name or folder. Refusal where there is none."""
    from sentence_transformers import CrossEncoder

    try:
        model = CrossEncoder(name, model_kwargs={"use_safetensors": True})
    except (OSError, ValueError) as error:
        raise Refusal("no-such-reranker", name=name) from error

    def score(question: str, texts: Sequence[str]) -> np.ndarray:
        pairs = [(question, text) for text in texts]
        return np.asarray(model.predict(pairs, show_progress_bar=False), np.float64).reshape(len(pairs), -1)[
            :, 0
        ]

    return score


def reranked(hits: Sequence[Hit], question: str, reranker: Reranker) -> list[Hit]:
    """Return the hits in the order that search and the reranker give them together, scores from 0 to 1."""
    if not hits:
        return []
    said = ["\n".join((*hit.passage.heading, hit.passage.text)) for hit in hits]
    again = np.empty(len(hits), int)
    again[np.argsort(-reranker(question, said), kind="stable")] = np.arange(1, len(hits) + 1)
    fused = [
        (_RANK + 1) * (1 / (_RANK + first) + 1 / (_RANK + second)) / 2
        for first, second in enumerate(again.tolist(), 1)
    ]
    order = np.argsort(-np.array(fused), kind="stable")
    return [replace(hits[place], score=fused[place]) for place in order]
