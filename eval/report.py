"""An evaluation as numbers (JSON) and as a page to read (Markdown)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path

from eval.dataset import KINDS
from eval.measures import Difference, Mean, difference, mean
from eval.run import Evaluation, Failure

_FAULTS = {
    "not retrieved": "Places that answer, missing from the first ten passages of",
    "not cited": "Plans that answer, not cited with a place that does",
    "not answered": "Questions that the collection answers, refused",
    "answered": "Questions that nothing answers, answered",
}


def summary(evaluation: Evaluation) -> dict[str, object]:
    """The evaluation as a JSON object: means with 95 % intervals, in all and by kind of question."""
    kinds = [kind for kind in KINDS if kind in evaluation.kinds.values()]
    return {
        "dataset": evaluation.dataset,
        "split": evaluation.split,
        "encoder": evaluation.encoder,
        "documents": evaluation.documents,
        "passages": evaluation.passages,
        "questions": len(evaluation.queries),
        "ranking": {
            mode: {measure: _mean(values, evaluation) for measure, values in scores.items()}
            for mode, scores in evaluation.ranking.items()
        },
        "answers": {name: _mean(values, evaluation) for name, values in evaluation.answers.items() if values},
        "kinds": {
            kind: {
                "questions": sum(one == kind for one in evaluation.kinds.values()),
                "ranking": {
                    mode: {measure: _mean(values, evaluation, kind) for measure, values in scores.items()}
                    for mode, scores in evaluation.ranking.items()
                    if _of_kind(scores["nDCG@10"], evaluation, kind)
                },
                "answers": {
                    name: _mean(values, evaluation, kind)
                    for name, values in evaluation.answers.items()
                    if _of_kind(values, evaluation, kind)
                },
            }
            for kind in kinds
        },
        "differences": {
            f"{best} - {other}": {
                measure: asdict(_difference(evaluation, measure, best, other))
                for measure in evaluation.ranking[best]
            }
            for best, other in _pairs(evaluation)
        },
        "failures": [asdict(failure) for failure in evaluation.failures],
    }


def markdown(evaluation: Evaluation, folder: Path, links: Mapping[str, Path], command: str) -> str:
    """The evaluation as a page that will lie in `folder`.

    `links` says where a document's file is, `command` how to make the page again.
    """
    parts = [
        f"# {evaluation.dataset}, {evaluation.split} split",
        f"{len(evaluation.queries)} questions, {evaluation.documents} documents, "
        f"{evaluation.passages} passages, encoder {evaluation.encoder}. Intervals: 95 % bootstrap"
        + (" over topics." if evaluation.topics else " over questions."),
        f"Made by `{command}`.",
    ]
    if evaluation.ranking:
        parts += ["## Ranking", _ranking(evaluation)]
    if pairs := _pairs(evaluation):
        parts += [
            "Differences (paired bootstrap):",
            table(
                ["", *evaluation.ranking[pairs[0][0]]],
                (
                    [
                        f"{best} − {other}",
                        *(
                            signed(_difference(evaluation, measure, best, other))
                            for measure in evaluation.ranking[best]
                        ),
                    ]
                    for best, other in pairs
                ),
            ),
        ]
    if evaluation.answers:
        parts += [
            "## Answers",
            table(
                ["measure", "questions", "mean"],
                (
                    [name, str(len(values)), interval(_of(values, evaluation))]
                    for name, values in evaluation.answers.items()
                    if values
                ),
            ),
            "*answer hit*: of the plans that answer, the share for which the answer quotes a place that "
            "does, with the number asked for. *cited plans right*: of the plans cited, the share in which "
            "something was judged to answer or to touch the question. *answered*, *refused*: of the "
            "questions with and without an answer in the collection. *verbatim*: quotes that are the text at "
            "their offsets.",
        ]
    if evaluation.kinds:
        parts += ["## By kind of question", _by_kind(evaluation)]
    parts += ["## Failures", *_failures(evaluation, folder, links)]
    return "\n\n".join(parts) + "\n"


def text(evaluation: Evaluation) -> str:
    """The main numbers for a terminal."""
    lines = [f"{evaluation.dataset}, {evaluation.split}: {len(evaluation.queries)} questions"]
    for mode, scores in evaluation.ranking.items():
        means = "  ".join(
            f"{measure} {interval(_of(values, evaluation))}" for measure, values in scores.items()
        )
        lines.append(f"  {mode:8} {means}")
    for name, values in evaluation.answers.items():
        if values:
            lines.append(f"  {name:18} {interval(_of(values, evaluation))}  ({len(values)} questions)")
    for kind in KINDS:
        hits = _of_kind(evaluation.answers.get("answer hit", {}), evaluation, kind)
        if hits:
            lines.append(
                f"  answer hit, {kind:10} {interval(_of(hits, evaluation))}  ({len(hits)} questions)"
            )
    return "\n".join(lines)


def _ranking(evaluation: Evaluation) -> str:
    measures = next(iter(evaluation.ranking.values()))
    return table(
        ["mode", *measures],
        (
            [mode, *(interval(_of(values, evaluation)) for values in scores.values())]
            for mode, scores in evaluation.ranking.items()
        ),
    )


def _by_kind(evaluation: Evaluation) -> str:
    modes = list(evaluation.ranking)
    rows = []
    for kind in KINDS:
        count = sum(one == kind for one in evaluation.kinds.values())
        if not count:
            continue
        row = [kind, str(count)]
        for measure in ("nDCG@10", "Recall@10"):
            for mode in modes:
                values = _of_kind(evaluation.ranking[mode][measure], evaluation, kind)
                row.append(f"{_of(values, evaluation).value:.3f}" if values else "")
        for measure in ("answer hit", "answered", "refused"):
            values = _of_kind(evaluation.answers.get(measure, {}), evaluation, kind)
            row.append(interval(_of(values, evaluation)) if values else "")
        rows.append(row)
    head = ["kind", "questions", *(f"{m} {mode}" for m in ("nDCG@10", "Recall@10") for mode in modes)]
    return table([*head, "answer hit", "answered", "refused"], rows)


def _failures(evaluation: Evaluation, folder: Path, links: Mapping[str, Path]) -> Iterable[str]:
    if not evaluation.failures:
        yield "None."
    for fault, title in _FAULTS.items():
        failures = [failure for failure in evaluation.failures if failure.fault == fault]
        if not failures:
            continue
        if fault == "not retrieved":
            title = f"{title} {next(iter(evaluation.ranking))} search"
        yield f"### {title} ({len(failures)})"
        yield "\n".join(_failure(failure, evaluation, folder, links) for failure in failures)


def _failure(failure: Failure, evaluation: Evaluation, folder: Path, links: Mapping[str, Path]) -> str:
    words = failure.words if len(failure.words) <= 100 else failure.words[:99] + "…"
    where = failure.document or ""
    if where in links:
        where = f"[{where}]({Path(os.path.relpath(links[where], folder)).as_posix()})"
    line = f"- `{failure.query}` {evaluation.queries[failure.query]}"
    return line + (f" — {where}" if where else "") + (f": “{words}”" if words else "")


def _pairs(evaluation: Evaluation) -> list[tuple[str, str]]:
    modes = list(evaluation.ranking)
    return [(modes[0], other) for other in modes[1:]]


def _difference(evaluation: Evaluation, measure: str, better: str, worse: str) -> Difference:
    ranking = evaluation.ranking
    return difference(ranking[better][measure], ranking[worse][measure], evaluation.topics or None)


def _of_kind(values: Mapping[str, float], evaluation: Evaluation, kind: str) -> dict[str, float]:
    return {query: value for query, value in values.items() if evaluation.kinds.get(query) == kind}


def _of(values: Mapping[str, float], evaluation: Evaluation) -> Mean:
    return mean(values, evaluation.topics or None)


def _mean(values: Mapping[str, float], evaluation: Evaluation, kind: str | None = None) -> dict[str, float]:
    return asdict(_of(_of_kind(values, evaluation, kind) if kind else values, evaluation))


def interval(of: Mean) -> str:
    """A mean with its interval."""
    return f"{of.value:.3f} [{of.low:.3f}, {of.high:.3f}]"


def signed(of: Difference) -> str:
    """A difference with its interval and probability."""
    return f"{of.value:+.3f} [{of.low:+.3f}, {of.high:+.3f}], p = {of.p:.3f}"


def table(head: list[str], rows: Iterable[list[str]]) -> str:
    """A Markdown table."""
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(head), *rows))
