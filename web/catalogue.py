"""The plans in the collection: which of them, in which order, and what is to be said of each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from markupsafe import Markup

from indexer.generation import Generation
from indexer.model import Document, Filters
from indexer.normalise import fold
from indexer.refusal import message, recalled
from web import collection, words
from web.markup import capital, joined, plan_name

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


STATES: dict[str, Callable[[Document, Sequence[str]], bool]] = {
    "truncated": lambda document, warnings: document.truncated,
    "scanned": lambda document, warnings: any(_is_scan(warning) for warning in warnings),
    "warned": lambda document, warnings: document.truncated or bool(warnings),
    "sound": lambda document, warnings: not (document.truncated or warnings),
}


def _is_scan(warning: str) -> bool:
    told = recalled(warning)
    return told is not None and told.code == "recognised-pages"


def chosen(
    generation: Generation, filters: Filters, order: str | None, named: str | None, state: str | None
) -> list[Document]:
    """The plans that the filters let through, whose facts hold the words `named`, in a state, in order."""
    wanted = fold(named or "").lower().split()
    right = STATES.get(state or "", lambda document, warnings: True)
    documents = [
        document
        for document in generation.select(filters)
        if all(
            word in fold(f"{words.plan(document)} {words.particulars(document)} {document.path}").lower()
            for word in wanted
        )
        and right(document, generation.record.warnings(document.id))
    ]
    return sorted(documents, key=ORDERS.get(order or "", ORDERS["place"]))


def card(document: Document, generation: Generation) -> Markup:
    """One plan in the list: its name and facts, how many targets it sets, and what is to be known of it."""
    targets = sum(target.document == document.id for target in generation.targets)
    known = [
        document.level and words.say("state.level", level=words.level(document)),
        document.province,
        words.say("state.targets", count=targets),
        document.pages and words.say("state.pages", count=document.pages),
        collection.own_name(document.path),
    ]
    warned = cautions(document, generation.record.warnings(document.id))
    return Markup('<div class="plan"><b>{}</b><small>{}</small><small>{}</small>{}</div>').format(
        words.plan(document),
        words.particulars(document),
        " · ".join(filter(None, known)),
        joined(Markup('<small class="caution">{}</small>').format(caution) for caution in warned),
    )


def failure(name: str, reason: str) -> Markup:
    """A file that could not be read, with its reason."""
    return Markup('<div class="plan"><b>{}</b><small class="caution">{}</small></div>').format(
        name, capital(reason)
    )


def arrival(path: str, generation: Generation, building: bool) -> Markup:
    """What became of a file that was added: what was understood of it, why not, or that it waits."""
    for document in generation.documents.values():
        if document.path == path:
            return Markup("{}{}").format(plan_name(document), facts(document))
    for failed, code, values in generation.record.failures():
        if failed == path:
            return failure(collection.own_name(path), message(code, words.language(), **values))
    told = words.say("add.waiting") if building else words.say("add.unread")
    return Markup('<span class="plan"><b>{}</b><small>{}</small></span>').format(
        collection.own_name(path), told
    )


def facts(document: Document) -> Markup:
    """What was understood of a plan; what is unknown says so."""
    shown = {name: getattr(document, name) for name in _FACTS}
    shown |= {"issued": words.date(document.issued), "level": words.level(document)}
    items = joined(
        Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(
            words.say(f"fact.{name}"), words.say("fact.unknown") if value is None else value
        )
        for name, value in shown.items()
        if value is not None or name not in ("pages", "signer")
    )
    return Markup('<dl class="facts">{}</dl>').format(items)


def cautions(document: Document, warnings: Sequence[str]) -> list[str]:
    """What a reader of the plan should know: it breaks off, parts were hard to read."""
    told = [(warning, recalled(warning)) for warning in warnings]  # the index keeps them in English
    said = [capital(known.say(words.language()) if known else warning) for warning, known in told]
    return [*([words.say("reader.truncated")] if document.truncated else []), *said]


def count(shown: Collection[Document], generation: Generation) -> Markup:
    """How many plans are shown, and of how many."""
    text = words.say("plans.count", shown=len(shown), all=len(generation.documents))
    return Markup('<p class="count" role="status">{}</p>').format(text)
