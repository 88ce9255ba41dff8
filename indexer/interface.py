"""The nouns as the JSON that users' scripts rely on: keys and meaning stay put, more may be added."""

from __future__ import annotations

from dataclasses import asdict

from indexer.model import Answer, Citation, Document, Filters, Hit, Passage, Plan, Target


def document_json(document: Document) -> dict[str, object]:
    """A document's facts."""
    return asdict(document)


def passage_json(passage: Passage) -> dict[str, object]:
    """A passage with its id."""
    return {"id": passage.id, **asdict(passage)}


def target_json(target: Target) -> dict[str, object]:
    """A target with its id; whole numbers without a decimal point."""
    return {
        "id": target.id,
        **asdict(target),
        "value": _plain(target.value),
        "value_max": _plain(target.value_max),
    }


def _plain(value: float | None) -> float | int | None:
    return int(value) if value is not None and float(value).is_integer() else value


def cited_target_json(target: Target, document: Document) -> dict[str, object]:
    """A target together with its document."""
    return {**target_json(target), "document": document_json(document)}


def hit_json(hit: Hit) -> dict[str, object]:
    """A passage that search found, with its score, its document and the ids of others that say the same."""
    return {
        **passage_json(hit.passage),
        "score": hit.score,
        "document": document_json(hit.document),
        "same_in": [document.id for document in hit.same_in],
    }


def citation_json(citation: Citation) -> dict[str, object]:
    """A quote and where it stands."""
    return asdict(citation)


def filters_json(filters: Filters) -> dict[str, object]:
    """The filters in force, without those that let everything through."""
    return {name: list(values) for name, values in asdict(filters).items() if values}


def answer_json(answer: Answer) -> dict[str, object]:
    """An answer with its citations and targets."""
    return {
        "question": answer.question,
        "answered": answer.answered,
        "answer": answer.text,
        "citations": [citation_json(citation) for citation in answer.citations],
        "targets": [cited_target_json(target, document) for target, document in answer.targets],
        "silent": [document_json(document) for document in answer.silent],
        "filters": filters_json(answer.filters),
        "seconds": round(answer.seconds, 4),
    }


def plan_json(plan: Plan) -> dict[str, object]:
    """Everything understood in one file."""
    return {
        "document": document_json(plan.document),
        "sections": [asdict(section) for section in plan.sections],
        "passages": [passage_json(passage) for passage in plan.passages],
        "targets": [target_json(target) for target in plan.targets],
        "warnings": list(plan.reading.warnings),
    }
