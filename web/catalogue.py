"""The plans in the collection: which of them, in which order, and what is to be said of each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from markupsafe import Markup

from indexer.generation import Generation
from indexer.model import Document, Filters
from indexer.normalise import fold
from indexer.refusal import message
from web import words
from web.markup import cell, joined, notice, plan_name, row, table

_FACTS = (
    "number",
    "issued",
    "issuer",
    "level",
    "locality",
    "province",
    "year",
    "kind",
    "signer",
    "format",
    "pages",
)
_LEVELS = ("trung ương", "bộ", "tỉnh", "huyện", "xã")

ORDERS: dict[str, Callable[[Document], tuple]] = {
    "place": lambda d: (fold(d.province or "~"), _rank(d), fold(d.locality or "~"), -(d.year or 0)),
    "year": lambda d: (-(d.year or 0), fold(d.province or "~"), _rank(d), fold(d.locality or "~")),
    "level": lambda d: (_rank(d), fold(d.province or "~"), fold(d.locality or "~"), -(d.year or 0)),
    "file": lambda d: (fold(d.path).lower(),),
}


def _rank(document: Document) -> int:
    return _LEVELS.index(document.level) if document.level in _LEVELS else len(_LEVELS)


def chosen(generation: Generation, filters: Filters, order: str | None, named: str | None) -> list[Document]:
    """The plans that the filters let through and whose facts hold the words `named`, in order."""
    wanted = fold(named or "").lower().split()
    documents = [
        document
        for document in generation.select(filters)
        if all(
            word in fold(f"{words.plan(document)} {words.particulars(document)} {document.path}").lower()
            for word in wanted
        )
    ]
    return sorted(documents, key=ORDERS.get(order or "", ORDERS["place"]))


def card(document: Document, generation: Generation) -> Markup:
    """One plan in the list: its name, its state, how many targets it sets."""
    targets = sum(target.document == document.id for target in generation.targets)
    states = [
        words.say("state.targets", count=targets),
        words.say("state.pages", count=document.pages) if document.pages else None,
        words.say("state.truncated") if document.truncated else None,
        words.say("state.warnings") if generation.record.warnings(document.id) else None,
        document.path,
    ]
    return Markup('<div class="plan"><b>{}</b><small>{}</small><small>{}</small></div>').format(
        words.plan(document), words.particulars(document), " · ".join(filter(None, states))
    )


def failures(generation: Generation) -> Markup:
    """The files that could not be read, each with its reason."""
    failed = generation.record.failures()
    if not failed:
        return Markup()
    heads = [words.say("column.file"), words.say("column.reason")]
    rows = [
        row(cell(heads[0], path), cell(heads[1], message(code, words.language(), **values)))
        for path, code, values in failed
    ]
    title = words.say("plans.failed", count=len(failed))
    return Markup('<details class="failures" open><summary>{}</summary>{}</details>').format(
        title, table(heads, [rows], caption=title)
    )


def arrival(path: str, generation: Generation, building: bool) -> Markup:
    """What became of a file that was added: what was understood of it, why not, or that it waits."""
    for document in generation.documents.values():
        if document.path == path:
            return Markup("{}{}").format(plan_name(document), facts(document))
    for failed, code, values in generation.record.failures():
        if failed == path:
            text = message(code, words.language(), **values)
            return Markup('<span class="plan"><b>{}</b></span>{}').format(path, notice(text, "error"))
    told = words.say("add.waiting") if building else words.say("add.unread")
    return Markup('<span class="plan"><b>{}</b><small>{}</small></span>').format(path, told)


def facts(document: Document) -> Markup:
    """What was understood of a plan; what is unknown says so."""
    shown = {name: getattr(document, name) for name in _FACTS}
    shown |= {"issued": words.date(document.issued), "level": words.level(document)}
    items = joined(
        Markup("<dt>{}</dt><dd>{}</dd>").format(
            words.say(f"fact.{name}"), words.say("fact.unknown") if value is None else value
        )
        for name, value in shown.items()
        if value is not None or name not in ("pages", "signer")
    )
    return Markup('<dl class="facts">{}</dl>').format(items)


def cautions(document: Document, warnings: Sequence[str]) -> list[str]:
    """What a reader of the plan should know: it breaks off, parts were hard to read."""
    return [*([words.say("reader.truncated")] if document.truncated else []), *warnings]


def count(shown: Collection[Document], generation: Generation) -> Markup:
    """How many plans are shown, and of how many."""
    text = words.say("plans.count", shown=len(shown), all=len(generation.documents))
    return Markup('<p class="count" role="status">{}</p>').format(text)
