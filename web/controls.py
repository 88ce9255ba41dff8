"""The widgets that change a view's address or lead to another view.

They show what the address says and write what a person chooses back into it, nothing else, so that
the address stays the only state of a view.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

import streamlit as st

from indexer.generation import Generation
from indexer.model import Anchor, Document, Filters
from web import address, markup, pictures, serving, words
from web.markup import hint, notice, show

Item = TypeVar("Item")

_ON_A_PAGE = 25  # plans in a list: about five screens


def question() -> None:
    """The question box: Enter, or leaving the box, asks."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="question-row"):
        search_box("q", words.say("ask.question"), words.say("ask.placeholder"))
        st.button(words.say("ask.submit"), type="primary", key="submit")  # the click leaves the box


def search_box(name: str, label: str, placeholder: str = "") -> None:
    """A box for the parameter `name`."""
    key = f"box-{name}"
    st.session_state[key] = address.get(name) or ""
    st.text_input(
        label,
        key=key,
        placeholder=placeholder,
        on_change=lambda: address.put(ignore=None, page=None, **{name: st.session_state[key].strip()}),
    )


def examples() -> None:
    """Questions to click."""
    with st.container(horizontal=True, gap="xsmall", key="examples"):
        for name, text in words.names("examples").items():
            st.button(text, key=f"example-{name}", on_click=address.put, kwargs={"q": text})


def filters(generation: Generation) -> None:
    """Which plans to look in: years, tiers, provinces, localities, single plans."""
    documents = generation.documents
    chosen = address.filters()
    count = sum(len(getattr(chosen, name)) for name in address.FILTERS)
    label = words.say("filter.some", count=count) if count else words.say("filter.title")
    levels = words.names("level")
    titles = {key: words.label(document) for key, document in documents.items()}
    with st.expander(label, key="filters", icon=":material/filter_list:"):
        for column, name in zip([*st.columns(3), *st.columns(2)], address.FILTERS, strict=True):
            with column:
                if name == "document":
                    several(name, documents, chosen.document, lambda key: titles.get(key, key))
                else:
                    known = {getattr(document, name) for document in documents.values()} - {None}
                    several(
                        name,
                        sorted(known),
                        getattr(chosen, name),
                        lambda value: levels.get(value, str(value)),
                    )
        if count:
            st.button(
                words.say("filter.clear"),
                key="clear",
                type="tertiary",
                on_click=address.put,
                kwargs=dict.fromkeys((*address.FILTERS, "page")),
            )


def several(name: str, known: Iterable[object], chosen: tuple, shown: Callable[[object], str]) -> None:
    """A choice of several values of the parameter `name`; one that no plan has can still be taken out."""
    key = f"filter-{name}"
    st.session_state[key] = list(chosen)
    st.multiselect(
        words.say(f"fact.{name}"),
        list(dict.fromkeys([*known, *chosen])),
        key=key,
        format_func=shown,
        placeholder=words.say("filter.all"),
        select_all=False,
        on_change=lambda: address.put(page=None, **{name: st.session_state[key]}),
    )


def understood(found: Filters, generation: Generation) -> None:
    """What the question itself was taken to ask for, each thing to be taken back by a click."""
    given, ignored = address.filters(), address.ignored()
    said = [name for name in address.FILTERS if getattr(found, name) and not getattr(given, name)]
    if not said:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="understood"):
        show(hint(words.say("ask.understood")), width="content")
        for name in said:
            values = getattr(found, name)
            if name == "document":
                values = [words.label(generation.documents[value]) for value in values]
            text = ", ".join(map(str, values))
            label = f"{words.say(f'fact.{name}')}: {markup.plain(text)}"
            st.button(
                label,
                icon=":material/close:",
                key=f"understood-{name}",
                on_click=address.put,
                kwargs={"ignore": [*ignored, name], "page": None},
            )


def one(name: str, label: str, options: Mapping[str, str], usual: str | None = None) -> str:
    """A choice of an option; `usual`, else the first, where the address names none. Returns its key."""
    key, usual = f"one-{name}", usual or next(iter(options))
    chosen = address.get(name)
    st.session_state[key] = chosen = chosen if chosen in options else usual

    def choose() -> None:
        value = st.session_state[key]
        address.put(page=None, **{name: value if value != usual else None})

    st.selectbox(label, list(options), format_func=options.get, key=key, on_change=choose)
    return chosen


def page_of(items: Sequence[Item]) -> Sequence[Item]:
    """The items of the address's `page`, with the means to turn pages where there are several."""
    pages = max(1, -(-len(items) // _ON_A_PAGE))
    page = min(max(address.number("page") or 1, 1), pages)
    if pages > 1:
        st.session_state["list-page"] = page
        st.pagination(pages, key="list-page", on_change=_turn, args=("list-page",))
    return items[(page - 1) * _ON_A_PAGE : page * _ON_A_PAGE]


def _turn(key: str) -> None:
    address.put(page=st.session_state[key])


def language() -> None:
    """The switch between Vietnamese and English."""
    options = {"vi": "Tiếng Việt", "en": "English"}
    st.session_state["language-switch"] = words.language()

    def choose() -> None:
        st.session_state["language"] = chosen = st.session_state["language-switch"]
        address.put(lang=chosen if chosen != "vi" else None)

    st.radio(
        words.say("app.language"),
        list(options),
        format_func=options.get,
        key="language-switch",
        on_change=choose,
        horizontal=True,
    )


def open_plan(document: str, start: int | None = None, end: int | None = None) -> None:
    """A link to a plan, at the cited place where there is one."""
    label = words.say("link.read") if start is None else words.say("link.source")
    parameters = address.link(id=document, start=start, end=end)
    st.page_link("web/pages/reader.py", label=label, icon=":material/menu_book:", query_params=parameters)


def all_plans() -> None:
    """A link to the list of plans."""
    st.page_link("web/pages/plans.py", label=words.say("link.plans"), query_params=address.link())


def switch(name: str, label: str, options: Mapping[str, str], usual: str) -> str:
    """A choice among a few, all of them in sight; `usual` where the address names none. Returns its key."""
    key = f"switch-{name}"
    chosen = address.get(name)
    st.session_state[key] = chosen = chosen if chosen in options else usual

    def choose() -> None:
        value = st.session_state[key]
        address.put(**{name: value if value != usual else None})

    st.segmented_control(
        label,
        list(options),
        format_func=options.get,
        key=key,
        required=True,
        label_visibility="collapsed",
        on_change=choose,
    )
    return chosen


def picture(document: Document, anchors: Sequence[Anchor]) -> None:
    """A page of the file, the cited place boxed: the address's `page`, else the first that is cited."""
    first = anchors[0].page if anchors else 1
    number = min(max(address.number("page") or first, 1), document.pages)
    if document.pages > 1:
        st.session_state["sheet"] = number
        st.pagination(document.pages, key="sheet", on_change=_turn, args=("sheet",))
    file = serving.folders().corpus / document.path
    try:
        drawn = pictures.page(str(file), file.stat().st_mtime, number, pictures.boxes(anchors, number))
    except (OSError, ValueError, IndexError, RuntimeError):
        show(notice(words.say("reader.no_picture")))
    else:
        described = words.say("reader.picture", page=number, plan=words.plan(document))
        st.image(drawn, width="stretch", alt=described)
