"""From a question to a cited answer, plan by plan.

Extractive: an answer is made of recorded targets, facts of the plans and verbatim quotes, so that it
cannot say a number or a name that no plan says.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from indexer import search, stated
from indexer.computed import Computed
from indexer.evidence import Evidence, Findings, find
from indexer.generation import Generation
from indexer.model import Answer, Citation, Document, Filters, Target
from indexer.query import Query
from indexer.reference import number, place, plan_name, spoken
from indexer.refusal import Language, Refusal, message


def ask(
    generation: Generation,
    question: str,
    filters: Filters = Filters(),  # noqa: B008
    ignoring: Collection[str] = (),
) -> Answer:
    """Answer a question from the plans that `filters` let through.

    What the question says of itself (a place, a year, the number of a plan) filters too, where `filters`
    do not already; but not by the fields of Filters named in `ignoring`, as when a person takes back
    what was understood. Refusal for a question without words or beyond the limit.
    """
    started = time.perf_counter()
    query = search.understood(generation, question, filters)
    if ignoring:
        said = replace(query.scope.filters, **dict.fromkeys(ignoring, ()))
        query = replace(query, scope=replace(query.scope, filters=said))
    filters = search.merged(filters, query.filters)
    documents = tuple(generation.select(filters))
    language: Language = "en" if query.language == "en" else "vi"
    findings = find(generation, query, filters, documents)
    if findings.evidence:
        answer = _told(generation, question, findings, documents, language)
    else:
        text = _nothing(query.scope.absent, len(documents), language)
        answer = Answer(question, False, text, (), (), documents)
    seconds = time.perf_counter() - started
    return replace(answer, filters=filters, seconds=seconds, read_as=_read_as(query))


def _read_as(query: Query) -> str | None:
    # English is read word by word, which is no sentence to show.
    same = query.language == "en" or query.meaning.casefold() == query.text.casefold()
    return None if same else query.meaning


def unasked(question: str, filters: Filters, refusal: Refusal) -> Answer:
    """The answer in the place of one that could not be asked for, so that a list of answers stays in step."""
    return Answer(question, False, refusal.say("vi"), (), (), (), filters)


def _nothing(absent: Sequence[str], count: int, language: Language) -> str:
    """Why there is no answer: no plan of what was named, no plan behind the filters, or none says it."""
    if absent:
        return message("no-such-plan", language, names=", ".join(absent))
    return message("answer-none" if count else "no-plan-left", language, count=count)


def _told(
    generation: Generation,
    question: str,
    findings: Findings,
    documents: Sequence[Document],
    language: Language,
) -> Answer:
    """Number the evidence and put it into words, a line a plan."""
    lines, citations, targets = [_head(findings, language)], [], []
    others = []
    for _, found in groupby(findings.evidence, key=lambda one: one.document.id):
        said = []
        for one in found:
            citations.append(_cited(generation, one, len(citations) + 1))
            targets.extend((target, one.document) for target in one.targets)
            where = place(one.section, one.page)
            words = _said(one, citations[-1].quote, language)
            said.append(f"{words} ({where}) [{len(citations)}]" if where else f"{words} [{len(citations)}]")
        line = f"{plan_name(one.document)}: {'; '.join(said)}"
        if findings.computed and not findings.computed.tells_of(one.document):
            others.append(line)
        else:
            lines.append(f"- {line}")
    if others:
        lines.append(message("computed-others", language, names="; ".join(others)))
    cited = {citation.document.id for citation in citations}
    silent = tuple(document for document in documents if document.id not in cited)
    if silent:
        names = "; ".join(_silent_name(document, language) for document in silent)
        lines.append(message("answer-silent", language, names=names))
    return Answer(question, True, "\n".join(lines), tuple(citations), tuple(targets), silent)


def _head(findings: Findings, language: Language) -> str:
    """The sentence that goes before the plans."""
    indicator, computed = findings.indicator, findings.computed
    if not indicator:
        fact = findings.evidence[0].fact
        return message(f"answer-{fact}" if fact else "answer-passages", language)
    name = indicator.vi if language == "vi" else indicator.en
    if not computed:
        return message("answer-indicator", language, name=name)
    kind, value = computed.computation.kind, computed.value
    return message(
        f"computed-{kind}",
        language,
        name=name,
        count=len(computed.over),
        value="–" if value is None else f"{number(round(value, 2), language)}{_unit(computed)}",
        matching=len(computed.records),
    )


def _unit(computed: Computed) -> str:
    unit = computed.over[0][0].unit
    return unit if unit == "%" else f" {unit}"


def _said(one: Evidence, quote: str, language: Language) -> str:
    """What a place comes to in a few words: the fact or the values asked for, else the quote itself."""
    if one.fact in stated.KINDS:
        value = getattr(one.document, one.fact)
        return f"{date.fromisoformat(value):%d/%m/%Y}" if one.fact == "issued" else value
    asked = one.targets[: one.asked]
    return "; ".join(_value(target, language) for target in asked) if asked else f"“{quote}”"


def _value(target: Target, language: Language) -> str:
    value = spoken(target, language)
    if target.doubtful:
        value = message("answer-doubtful", language, value=value)
    return message("answer-result", language, value=value) if target.kind == "result" else value


def _silent_name(document: Document, language: Language) -> str:
    name = plan_name(document)
    return message("answer-truncated", language, name=name) if document.truncated else name


def _cited(generation: Generation, one: Evidence, n: int) -> Citation:
    return Citation(
        n=n,
        document=one.document,
        section=one.section,
        heading=one.heading,
        page=one.page,
        start=one.start,
        end=one.end,
        quote=generation.text(one.document.id)[one.start : one.end],
        score=one.score,
    )
