"""The widgets of the comparison: which indicators, in which order, which two plans, and the files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from indexer import compare, export
from indexer.compare import Matrix
from indexer.generation import Generation
from indexer.indicators import indicators
from indexer.model import Document, Target
from web import address, comparison, words
from web.controls import one, several

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def chosen_indicators(stated: Matrix) -> list[str]:
    """The indicators to compare: those of the address, else of its field, else all that some plan states."""
    known = indicators()
    left, right = st.columns([1, 2])
    with left:
        used = dict.fromkeys(known[row.indicator].field for row in stated.rows)
        names = comparison.field_names()
        options = {"": words.say("filter.all")} | {key: names[key] for key in used}
        field = one("field", words.say("compare.field"), options)
    within = [row.indicator for row in stated.rows if not field or known[row.indicator].field == field]
    chosen = tuple(key for key in address.several("indicator") if key in known)
    with right:
        several("indicator", within, chosen, comparison.name)
    return list(chosen) or within


def sort_by(matrix: Matrix) -> str | None:
    """The indicator that orders the plans: the only one, or the address's `sort`."""
    keys = [row.indicator for row in matrix.rows if any(cell.targets for cell in row.cells)]
    if len(keys) < 2:
        return keys[0] if keys else None
    options = {"": words.say("compare.unsorted")} | {key: comparison.name(key) for key in keys}
    return one("sort", words.say("compare.sort"), options) or None


def two_plans(generation: Generation) -> tuple[Document, Document] | None:
    """The two plans to lay side by side.

    At first the one with the most targets, and that of its place for the year before, else the one with
    the most targets among the others.
    """
    documents = generation.documents
    if len(documents) < 2:
        return None
    names = {key: words.label(document) for key, document in documents.items()}
    counts = Counter(target.document for target in generation.targets)
    left, right = st.columns(2)
    with left:
        first = documents[one("left", words.say("compare.left"), names, max(names, key=counts.__getitem__))]
    others = {key: name for key, name in names.items() if key != first.id}
    before = compare.previous(first, documents.values())
    usual = before.id if before else max(others, key=counts.__getitem__)
    with right:
        second = documents[one("right", words.say("compare.right"), others, usual)]
    return first, second


def files(matrix: Matrix, targets: Sequence[Target], documents: Sequence[Document]) -> None:
    """Take the comparison along."""
    keys = {row.indicator for row in matrix.rows}
    plans = {document.id: document for document in documents}
    records = [
        (target, plans[target.document])
        for target in targets
        if target.indicator in keys and target.document in plans
    ]
    kinds = (
        ("xlsx", _SHEET, lambda: export.matrix_xlsx_bytes(matrix)),
        ("docx", _WORD, lambda: export.matrix_docx_bytes(matrix)),
        ("csv", "text/csv", lambda: export.csv_bytes(records)),
    )
    with st.container(horizontal=True):
        for suffix, kind, content in kinds:
            st.download_button(
                words.say(f"compare.{suffix}"),
                content,
                f"so-sanh-chi-tieu.{suffix}",
                kind,
                key=f"download-{suffix}",
                icon=":material/download:",
                on_click="ignore",
                disabled=not matrix.rows,
            )
