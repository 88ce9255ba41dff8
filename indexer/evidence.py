"""The places in the plans that answer a question: targets on record, facts of a plan, passages."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from indexer import computed, gate, indicators, phrases, quote, search, stated, tokens
from indexer.computed import Computed
from indexer.coverage import Coverage
from indexer.generation import Generation
from indexer.indicators import Indicator
from indexer.model import Document, Filters, Hit, Target
from indexer.normalise import fold
from indexer.passages import sentences
from indexer.query import Query

_DEPTH = 60  # passages looked at: a dozen for each of the plans that an office compares
_QUOTES = 5  # of one plan where targets on record don't decide


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place in a plan that answers: text[start:end] is to be quoted."""

    document: Document
    section: str | None
    heading: tuple[str, ...]
    page: int | None
    start: int
    end: int
    score: float
    targets: tuple[Target, ...] = ()  # whose numbers the quote holds, those asked for first
    asked: int = 0  # how many of them were asked for
    fact: str | None = None  # the field of Document that was asked for


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that answers one question, in the order in which it is to be told."""

    evidence: tuple[Evidence, ...]
    indicator: Indicator | None = None  # the one that was asked for, where plans set it
    computed: Computed | None = None  # what was to be reckoned over its targets


def find(generation: Generation, query: Query, filters: Filters, documents: Sequence[Document]) -> Findings:
    """Find what answers a question in `documents`, which are those that `filters` let through."""
    if query.fact:
        plans = search.meant(query, documents)
        if _of_plans_alone(query, plans):
            return Findings(tuple(one for plan in plans for one in _of_itself(generation, plan, query.fact)))
    hits = search.search(generation, query, filters, _DEPTH)
    scores = {hit.passage.id: hit.score for hit in hits}
    keys = indicators.indicator_of_question(query.meaning)
    # What is asked of a place or year without a plan must be said of it in words; the gate sees to that.
    candidates = [] if query.scope.required else documents
    approved = gate.answering(generation, query, hits)
    records = [one for document in candidates for one in _recorded(generation, keys, document, scores)]
    # The words may name an indicator that the question is not about: then nothing that answers is on record.
    if not any(_stands_in(record, hit) for record in records for hit in approved):
        return Findings(_ordered(_quoted(generation, query, approved, ())))
    indicator = indicators.indicators()[keys[0]]
    wanted = computed.computation(query.meaning)
    if wanted:
        result = computed.compute(wanted, _compared(records, indicator.key))
        if result.over:
            return Findings(_compared_in_order(records, result), indicator, result)
    # Where a value is asked for, a plan's records have it, unless another of its passages fits better.
    if query.asks == "value":
        approved = [hit for hit in approved if not any(_outdoes(record, hit) for record in records)]
    quotes = [
        one
        for one in _quoted(generation, query, approved, records)
        if not any(_holds(it, one) for it in records)
    ]
    # The sentence on record may not be the one that was asked for: "Trong đó, lĩnh vực đất đai đạt 85%".
    records = [one for one in records if not any(_holds(it, one) for it in quotes)]
    return Findings(_ordered((*records, *quotes)), indicator if records else None)


def _of_plans_alone(query: Query, plans: Iterable[Document]) -> bool:
    """Whether a question is about nothing but plans: their kinds, words of titles, issuers, such questions.

    "Ai ký kế hoạch cải cách hành chính" asks who signed the plan, "ai ký thư xin lỗi" what the plan says.
    """
    asking = (phrase for kind in phrases.FACTS for phrase in phrases.asking(kind))
    said = [
        f" {' '.join(tokens.syllables(fold(text)))} "
        for text in (*asking, *(f"{plan.title} / {plan.issuer}" for plan in plans))
    ]
    kinds = set(map(fold, phrases.kinds_of_plan()))

    def names_a_plan(way: str) -> bool:
        return any(kind in way for kind in kinds) or any(f" {way} " in text for text in said)

    return all(
        any(names_a_plan(fold(" ".join(way))) for way in concept.ways)
        for concept in query.concepts
        if len(concept.ways[0]) > 1
    )


def _of_itself(generation: Generation, document: Document, kind: str) -> Iterator[Evidence]:
    """What a plan says of itself, where it says it: a fact, or what it rests on."""
    text, blocks = generation.text(document.id), generation.record.blocks(document.id)
    if kind in stated.KINDS:
        block = stated.where(kind, document, text, blocks)
        found = [block] if block else []
    else:
        opening = min((one.start for one in generation.record.sections(document.id)), default=math.inf)
        before = (block for block in blocks if block.start < opening and block.kind == "text")
        found = stated.bases(kind, text, before)
    for block in found:
        yield Evidence(document, None, (), None, block.start, block.end, 1.0, fact=kind)


def _recorded(
    generation: Generation, keys: Sequence[str], document: Document, scores: dict[str, float]
) -> Iterator[Evidence]:
    """The sentences in which a plan sets the indicators; past results only where it sets none."""
    targets = generation.targets_in(document.id, 0, len(generation.text(document.id)))
    stating = [target for target in targets if target.indicator in keys]
    stating = [target for target in stating if target.kind == "target"] or stating
    for start, end in dict.fromkeys(_sentence(generation, target) for target in stating):
        inside = generation.targets_in(document.id, start, end)
        asked = [target for target in inside if target in stating]
        passage = generation.record.passage_at(document.id, asked[0].value_start)
        yield Evidence(
            document=document,
            section=asked[0].section,
            heading=passage.heading if passage else (),
            page=asked[0].page,
            start=start,
            end=end,
            score=scores.get(passage.id, 0.0) if passage else 0.0,
            targets=(*asked, *(target for target in inside if target not in asked)),
            asked=len(asked),
        )


def _stands_in(record: Evidence, hit: Hit) -> bool:
    passage = hit.passage
    return record.document == hit.document and passage.start <= record.start < passage.end


def _outdoes(record: Evidence, hit: Hit) -> bool:
    """Whether a record makes another passage of its plan needless, since it fits the question better."""
    return record.document == hit.document and record.score >= hit.score and not _stands_in(record, hit)


def _holds(longer: Evidence, shorter: Evidence) -> bool:
    """Whether one quote holds all of another."""
    inside = longer.start <= shorter.start and shorter.end <= longer.end
    return inside and longer.document.id == shorter.document.id


def _sentence(generation: Generation, target: Target) -> tuple[int, int]:
    """Span of the sentence in which a target stands, without its item's number, and of the target's quote."""
    passage = generation.record.passage_at(target.document, target.value_start)
    if passage is None:  # a title is no passage
        return target.start, target.end
    place = target.value_start - passage.start
    start, end = next(span for span in sentences(passage.text) if span[0] <= place < span[1])
    start, end = min(passage.start + start, target.start), max(passage.start + end, target.end)
    return start + quote.lead(generation.text(target.document)[start : target.value_start + 1]), end


def _compared(records: Iterable[Evidence], key: str) -> Iterator[tuple[Target, Document]]:
    """The targets of one indicator among those asked for, each with its plan."""
    for one in records:
        yield from ((target, one.document) for target in one.targets[: one.asked] if target.indicator == key)


def _compared_in_order(records: Iterable[Evidence], result: Computed) -> tuple[Evidence, ...]:
    """The records of all that was compared, those that the outcome rests on first."""
    order = dict.fromkeys(target.id for target, _ in (*result.records, *result.over))
    places = {target: place for place, target in enumerate(order)}
    found = [
        (min(places[target.id] for target in one.targets if target.id in places), number, one)
        for number, one in enumerate(records)
        if any(target.id in places for target in one.targets)
    ]
    return tuple(one for *_, one in sorted(found, key=lambda entry: entry[:2]))


def _quoted(
    generation: Generation, query: Query, hits: Iterable[Hit], records: Sequence[Evidence]
) -> Iterator[Evidence]:
    """The best places of each plan, quoted as shortly as they answer; beside a record, one part at most."""
    coverage = Coverage(query, generation.lexical)
    taken: Counter[str] = Counter()
    for hit in hits:
        passage = hit.passage
        taken[passage.document] += 1
        if taken[passage.document] > _QUOTES:
            continue
        start, end = quote.best_quote(
            passage,
            coverage,
            number=query.asks == "value",
            single=any(_stands_in(record, hit) for record in records),
        )
        yield Evidence(
            document=hit.document,
            section=passage.section,
            heading=passage.heading,
            page=passage.page,
            start=start,
            end=end,
            score=hit.score,
            targets=tuple(generation.targets_in(passage.document, start, end)),
        )


def _ordered(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Plan by plan in the order of their best place, and within a plan the best place first."""
    ranked = sorted(evidence, key=lambda one: -one.score)
    plans = {plan: place for place, plan in enumerate(dict.fromkeys(one.document.id for one in ranked))}
    return tuple(sorted(ranked, key=lambda one: plans[one.document.id]))
