"""A plan's own text as HTML: whole or by sections, with stretches marked and notes in the margin."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from operator import itemgetter

from markupsafe import Markup

from indexer.generation import Generation
from indexer.model import Block, Section, Target
from indexer.normalise import fold
from web import words
from web.markup import collect, joined

Stretch = tuple[int, int]  # offsets into the normalised text


def find(needle: str, text: str) -> list[Stretch]:
    """Where the words of `needle` stand in the text; marks count where they were typed."""
    folded = fold(needle)
    where = fold(text) if folded == needle else text
    words_sought = r"\s+".join(map(re.escape, needle.split()))
    return [match.span() for match in re.finditer(words_sought, where, re.IGNORECASE)] if words_sought else []


def enclosing(sections: Sequence[Section], start: int, end: int) -> Section | None:
    """The smallest section that holds a stretch of text."""
    holding = [section for section in sections if section.start <= start and end <= section.end]
    return min(holding, key=lambda section: section.end - section.start, default=None)


def folded_section(generation: Generation, document: str, mark: Stretch) -> Markup:
    """The section around a stretch of a document, opening on a click, the stretch marked in it."""
    sections = generation.record.sections(document)
    section = enclosing(sections, *mark)
    if section is None:
        return Markup()
    whole, blocks = generation.text(document), generation.record.blocks(document)
    shown = text(whole, blocks, sections, section, marks=[mark])
    title = words.say("text.section", section=section.address)
    return Markup('<details class="section"><summary>{}</summary>{}</details>').format(title, shown)


def text(
    whole: str,
    blocks: Sequence[Block],
    sections: Sequence[Section],
    only: Section | None = None,
    marks: Sequence[Stretch] = (),
    cited: Stretch | None = None,
    targets: Sequence[Target] = (),
    anchors: Iterable[tuple[int, str]] = (),
) -> Markup:
    """A document's blocks, or `only` those of one section.

    `marks` are stretches to mark, `cited` the one that a link leads to; targets stand in the margin;
    `anchors` gives the block that holds an offset an id to jump to.
    """
    start, end = (only.start, only.end) if only else (0, len(whole))
    titles = {section.start for section in sections if section.heading}
    names = sorted(anchors)
    notes = sorted((target.value_start, _note(target)) for target in targets)
    pieces = []
    for block in blocks:
        first, last = max(block.start, start), min(block.end, end)
        if first >= last:
            continue
        here = (Markup('<a class="here" id="{}"></a>').format(name) for name in _between(names, first, last))
        beside = joined(_between(notes, first, last))
        pieces.append(
            Markup('<div class="block">{}<p class="{}">{}</p>{}</div>').format(
                joined(here),
                "title" if block.start in titles and block.kind != "row" else block.kind,
                _marked(whole, first, last, marks, cited),
                Markup('<ul class="notes">{}</ul>').format(beside) if beside else "",
            )
        )
    return Markup('<div class="running" lang="vi">{}</div>').format(joined(pieces))


def _between(items: Sequence[tuple[int, str]], start: int, end: int) -> list[str]:
    """What stands at the offsets from `start` to `end`, of items sorted by offset."""
    first, last = (bisect_left(items, offset, key=itemgetter(0)) for offset in (start, end))
    return [item for _, item in items[first:last]]


def _note(target: Target) -> Markup:
    kind = words.say("target.result") if target.kind == "result" else ""
    key = (target.document, target.start, target.end)
    return Markup("<li><b>{}</b> {} <span>{}</span> <small>{}</small></li>").format(
        words.amount(target), collect(key), words.counted(target), kind
    )


def _marked(whole: str, start: int, end: int, marks: Sequence[Stretch], cited: Stretch | None) -> Markup:
    pieces, position = [], start
    for mark in sorted({*marks, *([cited] if cited else [])}):
        first, last = max(mark[0], position), min(mark[1], end)
        if first < last:
            kind = "cited" if mark == cited else ""
            pieces.append(Markup.escape(whole[position:first]))
            pieces.append(Markup('<mark class="{}">{}</mark>').format(kind, whole[first:last]))
            position = last
    return joined([*pieces, whole[position:end]])


def outline(whole: str, sections: Sequence[Section]) -> Markup:
    """The tree of a document as links to the places that `anchors` names."""
    items = []
    for position, section in enumerate(sections):
        depth, parent = 0, section.parent
        while parent is not None:
            depth, parent = depth + 1, sections[parent].parent
        if section.heading or depth == 0:
            items.append(
                Markup('<li class="depth-{}"><a href="#muc-{}"><b>{}</b> {}</a></li>').format(
                    min(depth, 3), position, section.address, section.heading or _opening(whole, section)
                )
            )
    return Markup('<nav class="outline" aria-label="{}"><ul>{}</ul></nav>').format(
        words.say("reader.outline"), joined(items)
    )


def to_outline() -> Markup:
    """A link to what stands beside the text, for narrow screens, where it stands below."""
    return Markup('<a class="narrow" href="#ben-canh">{}</a>').format(words.say("reader.beside"))


def beside() -> Markup:
    """Where `to_outline` leads."""
    return Markup('<a class="here" id="ben-canh"></a>')


def _opening(whole: str, section: Section) -> str:
    line = whole[section.start : section.end].split("\n", 1)[0]
    return line if len(line) <= 80 else f"{line[:79]}…"


def anchors(sections: Sequence[Section], places: Iterable[Stretch]) -> list[tuple[int, str]]:
    """Offsets and ids of what `outline` and `found` lead to."""
    return [
        *((section.start, f"muc-{position}") for position, section in enumerate(sections)),
        *((start, f"vi-tri-{start}") for start, _ in places),
    ]


def found(whole: str, stretches: Sequence[Stretch], blocks: Sequence[Block]) -> Markup:
    """A list of the places found, each with some words around it, leading to the block it stands in."""
    starts = [block.start for block in blocks]
    items = []
    for start, end in stretches:
        block = blocks[max(bisect_right(starts, start) - 1, 0)]
        before, after = max(block.start, start - 40), min(block.end, end + 40)
        items.append(
            Markup('<li><a href="#vi-tri-{}">{}{}<mark>{}</mark>{}{}</a></li>').format(
                start,
                "…" if before > block.start else "",
                whole[before:start],
                whole[start:end],
                whole[end:after],
                "…" if after < block.end else "",
            )
        )
    return Markup('<ol class="found">{}</ol>').format(joined(items))
