"""An answer as HTML: the table by plan, the sentences with their markers, the quotes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, takewhile

from markupsafe import Markup

from indexer.generation import Generation
from indexer.model import Answer, Citation, Document, Hit
from web import address, running, words
from web.markup import (
    cell,
    joined,
    notice,
    paragraphs,
    plan_name,
    row,
    subheading,
    table,
    target_label,
)

_MARKER = re.compile(r"\[(\d+)\]")
_FEW = 5  # plans that are listed without a click


def answer(found: Answer, here: Collection[Citation]) -> Markup:
    """What was found, first of all: a table by plan where plans set several numbers, else its own words.

    Its markers lead to the citations that are `here` on the page, else to the plans themselves.
    """
    if not found.answered:
        return notice(found.text) + _listed("ask.searched", found.silent)
    links = {citation.n: _link(citation, here) for citation in found.citations}
    # The plans that say nothing, the last line, are listed by themselves below.
    lines = found.text.split("\n")[: -1 if found.silent else None]
    silent = _listed("ask.silent_plans", found.silent)
    single = len(found.targets) == len(found.citations) == 1
    if single or not found.targets or all(_repeated(citation, found.text) for citation in found.citations):
        # What only repeats the quotes is left to the quotes themselves, which follow.
        kept = (line for line in lines if not any(_repeated(citation, line) for citation in found.citations))
        return Markup('<div class="answer">{}{}</div>').format(_with_markers(kept, links), silent)
    # The table tells plan by plan what the lines in between do.
    head = list(takewhile(lambda line: not line.startswith("- "), lines))
    tail = [line for line in lines[len(head) :] if not line.startswith("- ")]
    return Markup('<div class="answer">{}{}{}{}</div>').format(
        _with_markers(head, links), _table(found, links), _with_markers(tail, links), silent
    )


def _link(citation: Citation, here: Collection[Citation]) -> str:
    if citation in here:
        return f"#trich-{citation.n}"
    return address.href("doc", id=citation.document.id, start=citation.start, end=citation.end)


def _repeated(citation: Citation, text: str) -> bool:
    return f"“{citation.quote}”" in text


def _table(found: Answer, links: Mapping[int, str]) -> Markup:
    """What each plan sets, a row a target, or its words."""
    heads = [words.say(f"column.{name}") for name in ("plan", "target", "amount", "source")]
    groups = []
    for document, citations in groupby(found.citations, lambda citation: citation.document):
        contents = [content for citation in citations for content in _contents(citation, found, heads, links)]
        name = cell(heads[0], plan_name(document), rows=len(contents))
        groups.append([row(name if first else "", *cells) for first, cells in _with_first(contents)])
    return table(heads, groups, caption=words.say("ask.table"))


def _listed(title: str, documents: Sequence[Document]) -> Markup:
    """Plans that say nothing of what was asked, in sight where they are few."""
    if not documents:
        return Markup()
    items = (
        Markup("<li>{}{}</li>").format(
            words.label(document),
            Markup(" <em>({})</em>").format(words.say("state.truncated")) if document.truncated else "",
        )
        for document in documents
    )
    return Markup('<details class="silent"{}><summary>{}</summary><ul>{}</ul></details>').format(
        Markup(" open") if len(documents) <= _FEW else "",
        words.say(title, count=len(documents)),
        joined(items),
    )


def _contents(
    citation: Citation, found: Answer, heads: Sequence[str], links: Mapping[int, str]
) -> list[list[Markup]]:
    """The cells behind the plan's name: one row for each target in a citation, or one for its words."""
    where = Markup("{} {}").format(words.place(citation.section, citation.page), _marker(citation.n, links))
    source = cell(heads[3], where, "source")
    targets = [
        target
        for target, document in found.targets
        if document.id == citation.document.id and citation.start <= target.value_start < citation.end
    ]
    if not targets:
        quoted = Markup('<q class="clipped" lang="vi">{}</q>').format(citation.quote)
        return [[cell(heads[1], quoted, columns=2), source]]
    return [
        [cell(heads[1], target_label(target)), cell(heads[2], words.amount(target), "amount"), source]
        for target in targets
    ]


def _with_first(items: Iterable[list[Markup]]) -> Iterator[tuple[bool, list[Markup]]]:
    return ((position == 0, item) for position, item in enumerate(items))


def _marker(n: int, links: Mapping[int, str]) -> Markup:
    label = words.say("ask.to_citation", n=n)
    return Markup('<a class="marker" href="{}" aria-label="{}">[{}]</a>').format(links[n], label, n)


def _with_markers(lines: Iterable[str], links: Mapping[int, str]) -> Markup:
    """Paragraphs and list items whose [n] lead to citation n, where there is one."""
    shown = []
    for line in filter(str.strip, lines):
        listed = line.startswith("- ")
        pieces = [
            piece
            if position % 2 == 0
            else _marker(int(piece), links)
            if int(piece) in links
            else f"[{piece}]"
            for position, piece in enumerate(_MARKER.split(line.removeprefix("- ")))
        ]
        shown.append(Markup('<p class="{}">{}</p>').format("item" if listed else "", joined(pieces)))
    return joined(shown)


def quote(citation: Citation, generation: Generation) -> Markup:
    """A citation: its number and place, its words as the plan has them, and the section around them."""
    trail = " › ".join(citation.heading)
    return Markup(
        '<figure class="citation" id="trich-{n}"><figcaption><b>[{n}]</b> {place}{trail}</figcaption>'
        '<blockquote lang="vi">{quote}</blockquote>{section}</figure>'
    ).format(
        n=citation.n,
        place=words.place(citation.section, citation.page),
        trail=Markup('<span class="trail">{}</span>').format(trail) if trail else "",
        quote=paragraphs(citation.quote),
        section=running.folded_section(generation, citation.document.id, (citation.start, citation.end)),
    )


def near(hit: Hit) -> Markup:
    """A passage that comes close to a question without answering it."""
    return Markup('{}<small>{}</small><div class="clipped" lang="vi">{}</div>').format(
        plan_name(hit.document),
        words.place(hit.passage.section, hit.passage.page),
        paragraphs(hit.passage.text),
    )


def plans(documents: Collection[Document], count: int) -> Markup:
    """Some of the `count` plans there are, with what tells them apart."""
    heads = [words.say(name) for name in ("column.plan", "fact.level", "fact.province", "fact.year")]
    rows = [
        row(
            cell(heads[0], plan_name(document)),
            cell(heads[1], words.level(document)),
            cell(heads[2], document.province),
            cell(heads[3], document.year),
        )
        for document in documents
    ]
    title = words.say("ask.plans", count=words.number(count))
    return subheading(title) + table(heads, [[line] for line in rows], caption=title)
