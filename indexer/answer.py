"""From a question to a cited answer, plan by plan.

Extractive: an answer is made of recorded targets, facts of the plans and verbatim quotes, so that it
cannot say a number or a name that no plan says.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from indexer import gate, indicators, quote, search, stated
from indexer.coverage import Coverage
from indexer.generation import Generation
from indexer.model import Answer, Citation, Document, Filters, Hit, Target
from indexer.passages import sentences
from indexer.query import Query
from indexer.reference import place, plan_name, spoken
from indexer.refusal import Language, Refusal, message

_DEPTH = 60  # passages looked at: a dozen for each of the plans that an office compares
_QUOTES = 3  # of one plan in an answer that is not made of records


@dataclass(frozen=True, slots=True)
class _Evidence:
    """A place in a plan that answers, before it is numbered."""

    document: Document
    section: str | None
    heading: tuple[str, ...]
    page: int | None
    start: int
    end: int
    score: float
    targets: tuple[Target, ...] = ()
    says: str = ""  # what it comes to, in a few words; empty where the quote speaks for itself


def ask(generation: Generation, question: str, filters: Filters = Filters()) -> Answer:  # noqa: B008
    """Answer a question from the plans that `filters` let through.

    What the question says of itself (a place, a year, the number of a plan) filters too, where `filters`
    do not already. Refusal for a question without words or beyond the limit.
    """
    started = time.perf_counter()
    query = search.understood(generation, question, filters)
    filters = search.merged(filters, query.filters)
    documents = tuple(generation.select(filters))
    language: Language = "en" if query.language == "en" else "vi"
    evidence, head = _evidence(generation, query, filters, documents, language)
    if evidence:
        answer = _compose(generation, question, evidence, head, documents, language)
    elif query.scope.absent or not documents:
        names = ", ".join(query.scope.absent) or "–"
        answer = Answer(question, False, message("no-such-plan", language, names=names), (), (), documents)
    else:
        text = message("answer-none", language, count=len(documents))
        answer = Answer(question, False, text, (), (), documents)
    return replace(answer, filters=filters, seconds=time.perf_counter() - started)


def unasked(question: str, filters: Filters, refusal: Refusal) -> Answer:
    """The answer in the place of one that could not be asked for, so that a list of answers stays in step."""
    return Answer(question, False, refusal.say("vi"), (), (), (), filters)


def _evidence(
    generation: Generation, query: Query, filters: Filters, documents: Sequence[Document], language: Language
) -> tuple[list[_Evidence], str]:
    """The places that answer, and the sentence that goes before them."""
    if query.asks in stated.KINDS:
        facts = (_fact(generation, one, query.asks) for one in search.meant(query, documents))
        return [fact for fact in facts if fact], message(f"answer-{query.asks}", language)
    hits = search.search(generation, query, filters, _DEPTH)
    scores = {hit.passage.id: hit.score for hit in hits}
    keys = indicators.indicator_of_question(query.meaning)
    # What is asked of a place or year without a plan must be said of it in words; the gate sees to that.
    asked = [] if query.scope.required else documents
    records = list(_recorded(generation, keys, asked, scores, language))
    approved = gate.answering(generation, query, hits)
    if records:
        covered = {one.document.id for one in records}
        approved = [hit for hit in approved if hit.document.id not in covered and _counts(generation, hit)]
    quoted = list(_quoted(generation, query, approved))
    if records:
        name = indicators.indicators()[keys[0]]
        head = message("answer-indicator", language, name=name.vi if language == "vi" else name.en)
    else:
        head = message("answer-passages", language)
    return records + quoted, head


def _fact(generation: Generation, document: Document, kind: str) -> _Evidence | None:
    """What a plan says of itself, where it says it."""
    block = stated.where(kind, document, generation.text(document.id), generation.record.blocks(document.id))
    if block is None:
        return None
    value = getattr(document, kind)
    says = f"{date.fromisoformat(value):%d/%m/%Y}" if kind == "issued" else value
    return _Evidence(document, None, (), None, block.start, block.end, 1.0, says=says)


def _recorded(
    generation: Generation,
    keys: Sequence[str],
    documents: Iterable[Document],
    scores: dict[str, float],
    language: Language,
) -> Iterator[_Evidence]:
    """The sentences in which plans set the indicators; past results only of plans that set none."""
    for document in documents:
        stated = [
            target
            for target in generation.targets
            if target.document == document.id and target.indicator in keys
        ]
        aims = [target for target in stated if target.kind == "target"] or stated
        spans: dict[tuple[int, int], Target] = {}
        for target in aims:
            spans.setdefault(_sentence(generation, target), target)
        for (start, end), target in spans.items():
            passage = generation.record.passage_at(document.id, target.value_start)
            inside = [
                other
                for other in generation.targets
                if other.document == document.id and start <= other.value_start < end
            ]
            asked = [other for other in inside if other in aims]
            yield _Evidence(
                document=document,
                section=target.section,
                heading=passage.heading if passage else (),
                page=target.page,
                start=start,
                end=end,
                score=scores.get(passage.id, 0.0) if passage else 0.0,
                targets=tuple(asked + [other for other in inside if other not in asked]),
                says="; ".join(_said(other, language) for other in asked),
            )


def _said(target: Target, language: Language) -> str:
    value = spoken(target, language)
    return message("answer-result", language, value=value) if target.kind == "result" else value


def _sentence(generation: Generation, target: Target) -> tuple[int, int]:
    """Span of the sentence in which a target stands, and of all that its own quote holds."""
    passage = generation.record.passage_at(target.document, target.value_start)
    if passage is None:  # a title is no passage
        return target.start, target.end
    for start, end in sentences(passage.text):
        if start <= target.value_start - passage.start < end:
            return min(passage.start + start, target.start), max(passage.start + end, target.end)
    return target.start, target.end


def _counts(generation: Generation, hit: Hit) -> bool:
    """Whether a passage states a number."""
    passage = hit.passage
    return any(
        target.document == passage.document and passage.start <= target.value_start < passage.end
        for target in generation.targets
    )


def _quoted(generation: Generation, query: Query, hits: Iterable[Hit]) -> Iterator[_Evidence]:
    """The best places of each plan, quoted as shortly as they answer."""
    coverage = Coverage(query, generation.lexical)
    taken: Counter[str] = Counter()
    for hit in hits:
        taken[hit.document.id] += 1
        if taken[hit.document.id] > _QUOTES:
            continue
        passage = hit.passage
        start, end = quote.best_quote(passage, coverage, number=query.asks == "value")
        yield _Evidence(
            document=hit.document,
            section=passage.section,
            heading=passage.heading,
            page=passage.page,
            start=start,
            end=end,
            score=hit.score,
            targets=tuple(
                target
                for target in generation.targets
                if target.document == hit.document.id and start <= target.value_start < end
            ),
        )


def _compose(
    generation: Generation,
    question: str,
    evidence: Sequence[_Evidence],
    head: str,
    documents: Sequence[Document],
    language: Language,
) -> Answer:
    """Number the evidence, plan by plan in the order of their best place, and put it into words."""
    plans: dict[str, list[_Evidence]] = {}
    for one in sorted(evidence, key=lambda one: -one.score):
        plans.setdefault(one.document.id, []).append(one)
    lines, citations, targets = [head], [], []
    for found in plans.values():
        said = []
        for one in found:
            citations.append(_cited(generation, one, len(citations) + 1))
            targets.extend((target, one.document) for target in one.targets)
            words = one.says or f"“{citations[-1].quote}”"
            said.append(f"{words} ({place(one.section, one.page)}) [{len(citations)}]".replace(" ()", ""))
        lines.append(f"- {plan_name(found[0].document)}: {'; '.join(said)}")
    silent = tuple(document for document in documents if document.id not in plans)
    if silent:
        names = "; ".join(_silent_name(document, language) for document in silent)
        lines.append(message("answer-silent", language, names=names))
    return Answer(question, True, "\n".join(lines), tuple(citations), tuple(targets), silent)


def _silent_name(document: Document, language: Language) -> str:
    name = plan_name(document)
    return message("answer-truncated", language, name=name) if document.truncated else name


def _cited(generation: Generation, one: _Evidence, n: int) -> Citation:
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
