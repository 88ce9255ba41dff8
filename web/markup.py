"""The one place where text becomes HTML.

Everything a document, a question or an address holds passes through `Markup.format`, which escapes
it; `show` takes nothing but Markup. Streamlit's Markdown would read $, :, * and [ in a plan as
formulas, emoji, emphasis and links, so no text of a document goes into st.markdown, and none into a
label but through `plain`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

import streamlit as st
from markupsafe import Markup

from indexer.model import Document, Target
from web import words

Text = str | Markup

_MEANINGFUL = re.compile(r"[^\w\s,/·-]|_")


def show(html: Markup, width: Literal["stretch", "content"] = "stretch") -> None:
    """Put escaped HTML on the page."""
    if not isinstance(html, Markup):
        raise TypeError("only Markup is known to be escaped")
    if html:
        st.html(html, width=width)


def style() -> None:
    """Load the app's style sheet."""
    st.html(Path(__file__).with_name("style.css"))


def scroll_to_cited() -> None:
    """Bring the cited place into view. The script is fixed: nothing of a document goes into it."""
    st.html(
        "<script>(function seek(tries) {"
        "const mark = document.querySelector('mark.cited');"
        "if (mark) mark.scrollIntoView({block: 'center'}); else if (tries) setTimeout(seek, 50, tries - 1);"
        "})(60)</script>",
        unsafe_allow_javascript=True,
    )


def spoken_language() -> None:
    """Tell the browser, and screen readers, in which language the page is."""
    st.html(
        f"<script>document.documentElement.lang = '{words.language()}'</script>",
        unsafe_allow_javascript=True,
    )


def joined(parts: Iterable[Text], between: Text = "") -> Markup:
    """Several pieces, one behind the other."""
    return Markup.escape(between).join(parts)


def collect(key: tuple[str, int, int]) -> Markup:
    """A button that puts a stretch of a plan into the basket, on pages that call `collecting.clicked`."""
    return Markup('<button class="link" data-collect="{}-{}-{}">{}</button>').format(
        *key, words.say("basket.put_in")
    )


def paragraphs(text: str) -> Markup:
    """Each line as a paragraph."""
    return joined(Markup("<p>{}</p>").format(line) for line in text.split("\n") if line.strip())


def heading(title: str, lead: str = "") -> Markup:
    """A page's title and the sentence below it."""
    return Markup('<header class="page"><h1>{}</h1>{}</header>').format(title, paragraphs(lead))


def subheading(title: str) -> Markup:
    """The title of a part of a page."""
    return Markup("<h2>{}</h2>").format(title)


def notice(text: str, kind: str = "info") -> Markup:
    """A message that a screen reader announces; `kind` is "info" or "error"."""
    role = "alert" if kind == "error" else "status"
    return Markup('<div class="notice {}" role="{}">{}</div>').format(kind, role, paragraphs(capital(text)))


def capital(text: str) -> str:
    """A message as a sentence by itself; it may be written to go on from the name of a file."""
    return text[:1].upper() + text[1:]


def plain(text: str) -> str:
    """A name for a widget's label, which is Markdown, without the characters that mean anything there."""
    return _MEANINGFUL.sub("", text)


def hint(text: str) -> Markup:
    """A line of small print."""
    return Markup('<p class="count">{}</p>').format(text)


def plan_name(document: Document) -> Markup:
    """A plan's name with its particulars in a line below."""
    return Markup('<span class="plan"><b>{}</b><small>{}</small></span>').format(
        words.plan(document), words.particulars(document)
    )


def quoted(section: str | None, page: int | None, quote: str) -> Markup:
    """A quote by itself: the place and the words."""
    return Markup(
        '<figure class="citation"><figcaption>{}</figcaption><blockquote lang="vi">{}</blockquote></figure>'
    ).format(words.place(section, page), paragraphs(quote))


def target_label(target: Target) -> Markup:
    """What a target counts, and below it what narrows it."""
    notes = [
        target.scope,
        target.agency and words.say("target.agency", agency=target.agency),
        target.deadline and words.say("target.deadline", year=target.deadline),
        words.say("target.result") if target.kind == "result" else None,
        words.say("target.doubtful") if target.doubtful else None,
    ]
    told = " · ".join(filter(None, notes))
    return Markup("{}{}").format(target.label, Markup("<small>{}</small>").format(told) if told else "")


def table(heads: Sequence[str], groups: Iterable[Iterable[Markup]], caption: str) -> Markup:
    """A table with its rows in groups; the caption is for screen readers."""
    columns = joined(Markup('<th scope="col">{}</th>').format(head) for head in heads)
    bodies = joined(Markup("<tbody>{}</tbody>").format(joined(rows)) for rows in groups)
    return Markup('<table class="sheet"><caption>{}</caption><thead><tr>{}</tr></thead>{}</table>').format(
        caption, columns, bodies
    )


def row(*cells: Text) -> Markup:
    """A row of cells made by `cell`."""
    return Markup("<tr>{}</tr>").format(joined(cells))


def cell(column: str, content: object, kind: str = "", rows: int = 1, columns: int = 1) -> Markup:
    """A cell; on a narrow screen, where a table has no heads, it shows the name of its column."""
    return Markup('<td data-label="{}" class="{}" rowspan="{}" colspan="{}">{}</td>').format(
        column, kind, rows, columns, "–" if content is None else content
    )
