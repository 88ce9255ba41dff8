"""How good a ranking is, and how sure we are of it.

The measures are those of ir-measures (MacAvaney et al., ECIR 2022), named the way it names them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ir_measures
import numpy as np

Qrels = Mapping[str, Mapping[str, int]]
"""Grades: query → document → grade, 0 for not relevant."""
Run = Mapping[str, Sequence[str]]
"""Rankings: query → documents, best first."""
Scores = dict[str, dict[str, float]]
"""Measure → query → value."""

_RESAMPLES = 10_000


def ranking(qrels: Qrels, run: Run, grade: int = 1) -> Scores:
    """nDCG@10, Recall@10 and MRR@10 of every query in `qrels`; 0 for a query that `run` lacks.

    nDCG@10 (Järvelin and Kekäläinen, 2002) uses all grades as gains; Recall@10 and MRR@10 count
    documents of at least `grade`.
    """
    measures = {
        "nDCG@10": ir_measures.nDCG @ 10,
        "Recall@10": ir_measures.R(rel=grade) @ 10,
        "MRR@10": ir_measures.RR(rel=grade) @ 10,
    }
    # Scores that fall with the rank: trec_eval orders by score and breaks ties by name.
    scored = {
        query: {document: float(-rank) for rank, document in enumerate(dict.fromkeys(documents))}
        for query, documents in run.items()
        if query in qrels and documents
    }
    scores: Scores = {name: dict.fromkeys(qrels, 0.0) for name in measures}
    names = {measure: name for name, measure in measures.items()}
    judged = {query: dict(documents) for query, documents in qrels.items()}
    for metric in ir_measures.iter_calc(list(measures.values()), judged, scored):
        scores[names[metric.measure]][metric.query_id] = metric.value
    return scores


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over queries with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float
    count: int  # queries


@dataclass(frozen=True, slots=True)
class Difference:
    """How much better one system is than another on the same queries."""

    value: float  # mean of the differences
    low: float
    high: float
    p: float  # two-sided


def mean(values: Mapping[str, float], group: Mapping[str, str] | None = None) -> Mean:
    """Mean of a measure over queries, the interval by the percentile bootstrap (Efron, 1979).

    `group` names for each query the topic it belongs to: whole topics are drawn then, because
    several wordings of one need are not independent trials.
    """
    drawn = _resampled(values, group)
    low, high = np.percentile(drawn, (2.5, 97.5))
    return Mean(float(np.mean(list(values.values()))), float(low), float(high), len(values))


def difference(
    better: Mapping[str, float], worse: Mapping[str, float], group: Mapping[str, str] | None = None
) -> Difference:
    """Mean of `better` minus `worse` over the same queries, by the paired bootstrap (Sakai, 2006)."""
    values = {query: value - worse[query] for query, value in better.items()}
    drawn = _resampled(values, group)
    low, high = np.percentile(drawn, (2.5, 97.5))
    p = min(1.0, 2 * min(np.mean(drawn <= 0), np.mean(drawn >= 0)))
    return Difference(float(np.mean(list(values.values()))), float(low), float(high), float(p))


def _resampled(values: Mapping[str, float], group: Mapping[str, str] | None) -> np.ndarray:
    """Means of resamples of the groups, shape (_RESAMPLES,); the same draw for the same groups."""
    sums: dict[str, list[float]] = {}
    for query, value in values.items():
        sums.setdefault(group[query] if group else query, []).append(value)
    totals = np.array([sum(of) for of in sums.values()])
    counts = np.array([len(of) for of in sums.values()])
    draw = np.random.default_rng(0).integers(len(totals), size=(_RESAMPLES, len(totals)))
    return totals[draw].sum(axis=1) / counts[draw].sum(axis=1)
