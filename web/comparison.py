"""Plans compared, as HTML: the matrix, one indicator as bars, two plans side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from markupsafe import Markup

from indexer.compare import Cell, Matrix, Pair, Row
from indexer.indicators import fields, indicators
from indexer.model import Document, Target
from web import address, markup, words
from web.markup import cell, joined, notice, plan_name, row, table

_FEWEST_BARS = 2  # one value is read faster than a bar


def name(key: str) -> str:
    """An indicator's name in the reader's language."""
    return getattr(indicators()[key], words.language())


def field_names() -> dict[str, str]:
    """The fields of the taxonomy, by key."""
    return {key: names[words.language()] for key, names in fields().items()}


def matrix(of: Matrix) -> Markup:
    """Indicators down, by field, and plans across; a value opens its quote."""
    if not of.rows:
        return notice(words.say("compare.nothing"))
    ends = [words.say(f"compare.{name}") for name in ("lowest", "median", "highest")]
    several = len(of.documents) > 1
    heads = [words.say("column.target"), *map(words.label, of.documents), *(ends if several else [])]
    groups = []
    order = list(fields())
    lines = sorted(of.rows, key=lambda line: order.index(_field(line)))
    for field, rows in groupby(lines, _field):
        title = Markup('<tr class="field"><th scope="colgroup" colspan="{}">{}</th></tr>').format(
            len(heads), field_names()[field]
        )
        groups.append([title, *(_line(line, heads, ends if several else []) for line in rows)])
    shown = table(heads, groups, caption=words.say("compare.title"))
    legend = words.say("compare.legend") if any(document.truncated for document in of.documents) else ""
    return Markup(
        '<div class="wide matrix" tabindex="0" role="region" aria-label="{}">{}</div>'
        '<p class="count">{} <span class="narrow">{}</span></p>'
    ).format(words.say("compare.title"), shown, legend, words.say("compare.narrow"))


def _field(line: Row) -> str:
    return indicators()[line.indicator].field


def _line(line: Row, heads: Sequence[str], ends: Sequence[str]) -> Markup:
    values = [cell(head, _stated(one)) for head, one in zip(heads[1:], line.cells, strict=False)]
    if ends:
        stated = [one.principal for one in line.cells if one.principal]
        middle = _number(line.median, stated[0].unit) if stated else None
        told = (_end(line.lowest), middle, _end(line.highest)) if len(stated) > 1 else ("", "", "")
        values += [cell(end, value) for end, value in zip(ends, told, strict=True)]
    return row(Markup('<th scope="row">{}</th>').format(name(line.indicator)), *values)


def _end(cells: Sequence[Cell]) -> str | None:
    return words.amount(cells[0].principal) if cells else None


def _number(value: float | None, unit: str) -> str | None:
    if value is None:
        return None
    return f"{words.number(value)}{unit if unit == '%' else f' {unit}'}"


def _stated(of: Cell) -> Markup:
    """What a plan states, each value with its quote behind it; or that it states nothing."""
    if not of.targets:
        told = {"silent": "ask.silent", "unknown": "compare.unknown"}[of.state]
        return Markup('<span class="none">{}</span>').format(words.say(told))
    return joined((_value(target, of.document) for target in of.targets), " ")


def _value(target: Target, document: Document) -> Markup:
    """A value that opens its quote, and in it the way to the source."""
    notes = [target.scope, target.deadline and words.say("target.deadline", year=target.deadline)]
    if target.doubtful:
        notes.append(words.say("target.doubtful"))
    return Markup(
        '<span class="value"><button popovertarget="{id}">{amount}</button>{notes}</span>'
        '<div popover id="{id}" class="quote">{plan}{quote}'
        '<p class="actions"><a href="{source}">{open}</a>{collect}</p></div>'
    ).format(
        id=f"trich-{target.id}",
        amount=words.amount(target),
        notes=Markup("<small>{}</small>").format(" · ".join(filter(None, notes))) if any(notes) else "",
        plan=plan_name(document),
        quote=markup.quoted(target.section, target.page, target.quote),
        source=address.href("doc", id=document.id, start=target.start, end=target.end),
        open=words.say("link.source"),
        collect=markup.collect((document.id, target.start, target.end)),
    )


def bars(of: Matrix, key: str) -> Markup:
    """One indicator, the plans that state it as bars, in the order of the matrix."""
    line = next(line for line in of.rows if line.indicator == key)
    stated = [one.principal for one in line.cells if one.principal]
    if len(stated) < _FEWEST_BARS:
        return Markup()
    # Shares are drawn against the whole, numbers against the greatest.
    full = 100.0 if all(target.unit == "%" for target in stated) else max(target.value for target in stated)
    items = (
        Markup('<li><span>{}</span><span class="bar"><i style="width:{}%"></i></span><b>{}</b></li>').format(
            words.label(one.document),
            round(100 * max(0.0, min(one.principal.value / (full or 1.0), 1.0)), 1),
            words.amount(one.principal),
        )
        for one in line.cells
        if one.principal
    )
    return Markup('<figure class="bars"><figcaption>{}</figcaption><ol>{}</ol></figure>').format(
        name(key), joined(items)
    )


def pairs(of: Iterable[Pair], left: Document, right: Document) -> Markup:
    """Two plans: what differs first, then what both say alike."""
    heads = [words.say("column.target"), words.label(left), words.label(right), words.say("compare.change")]
    groups = []
    for differs, rows in groupby(of, lambda pair: pair.differs):
        title = Markup('<tr class="field"><th scope="colgroup" colspan="4">{}</th></tr>').format(
            words.say("compare.different" if differs else "compare.same")
        )
        groups.append([title, *(_pair(pair, heads) for pair in rows)])
    if not groups:
        return notice(words.say("compare.nothing"))
    shown = table(heads, groups, caption=words.say("compare.pair"))
    return Markup('<div class="pairs">{}</div>').format(shown)


def _pair(pair: Pair, heads: Sequence[str]) -> Markup:
    unit = pair.left.principal.unit if pair.change is not None else ""
    change = None
    if pair.change:
        change = f"{'+' if pair.change > 0 else '−'}{_number(abs(pair.change), unit)}"
    return row(
        Markup('<th scope="row">{}</th>').format(name(pair.indicator)),
        cell(heads[1], _stated(pair.left)),
        cell(heads[2], _stated(pair.right)),
        cell(heads[3], change or ""),
    )
