"""What the command line prints for people: plain text, no markup, so that no document can style it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import fields

from indexer.model import Answer, Document, Hit, Plan, Target
from indexer.reference import plan_name, reference
from indexer.refusal import message

_WIDTH = 100
_COMPARATORS = {">=": "≥", "<=": "≤", "=": "", ">": ">", "<": "<", "range": ""}


def of_plan(plan: Plan) -> str:
    """One file: its facts, its outline with the targets where they stand, and the reader's warnings."""
    document = plan.document
    lines = [f"{field.name:10} {_or_dash(getattr(document, field.name))}" for field in fields(document)]
    counts = (f"{len(getattr(plan, each))} {each}" for each in ("sections", "passages", "targets"))
    lines += ["", ", ".join(counts), ""]
    for section in plan.sections:
        depth = _depth(plan, section.parent)
        title = section.heading or plan.reading.text[section.start : section.end].split("\n", 1)[0]
        lines.append(_short(f"{'  ' * depth}{section.address}  {title}"))
    lines += ["", *(_target_line(target) for target in plan.targets)]
    lines += [f"warning: {warning}" for warning in plan.reading.warnings]
    return "\n".join(lines)


def of_hits(hits: Sequence[Hit]) -> str:
    """Ranked passages with where they stand, and the other plans that say the same."""
    if not hits:
        return "Nothing found."
    return "\n\n".join(
        f"{rank}. {reference(hit.document, hit.passage.section, hit.passage.page)}"
        f" · {hit.score:.4f}\n{_wrapped(hit.passage.text)}{_same_in(hit)}"
        for rank, hit in enumerate(hits, 1)
    )


def _same_in(hit: Hit) -> str:
    names = "; ".join(plan_name(document) for document in hit.same_in)
    return f"\n   The same in: {names}" if names else ""


def of_answer(answer: Answer) -> str:
    """An answer and its numbered citations, below what was read into the question."""
    lines = [message("read-as", "vi", question=answer.read_as), ""] if answer.read_as else []
    lines.append(answer.text)
    for citation in answer.citations:
        where = reference(citation.document, citation.section, citation.page)
        lines.append(f"\n[{citation.n}] {where}\n{_wrapped(citation.quote)}")
    return "\n".join(lines) + "\n"


def of_targets(rows: Iterable[tuple[Target, Document]]) -> str:
    """Targets, a line each, under the plan that states them."""
    lines, last = [], None
    for target, document in rows:
        if document.id != last:
            lines.append(f"{'' if last is None else chr(10)}{plan_name(document)}")
            last = document.id
        lines.append(_target_line(target))
    return "\n".join(lines) or "No targets found."


def _target_line(target: Target) -> str:
    until = f"–{target.value_max:g}" if target.value_max is not None else ""
    value = f"{_COMPARATORS[target.comparator]}{target.value:g}{until} {target.unit}"
    kind = "" if target.kind == "target" else " (result)"
    kind += " (read with low confidence: check)" if target.doubtful else ""
    scope = f" [{target.scope}]" if target.scope else ""
    what = f"{target.indicator or '–'}: {target.label}{scope}{kind}"
    return _short(f"  {value:>16}  {target.section or '–':8} {what}")


def _depth(plan: Plan, parent: int | None) -> int:
    depth = 0
    while parent is not None:
        depth, parent = depth + 1, plan.sections[parent].parent
    return depth


def _or_dash(value: object) -> object:
    return "–" if value is None else value


def _short(text: str) -> str:
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent="   ", subsequent_indent="   ")
