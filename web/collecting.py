"""The widgets around the basket: collect a citation, copy it, note something, take it all along."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from web import address, basket, words
from web.controls import open_plan


def cited(key: basket.Key, copied: str, number: int) -> None:
    """What can be done with citation `number` of a page: open its source, collect it, copy it."""
    name = f"{number}-{'-'.join(map(str, key))}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"cited-{name}"):
        open_plan(*key)
        held = key in basket.held()
        st.button(
            words.say("basket.take_out" if held else "basket.put_in"),
            icon=":material/bookmark_remove:" if held else ":material/bookmark_add:",
            type="tertiary",
            key=f"collect-{name}",
            on_click=_collect,
            args=(key,),
        )
        with st.popover(
            words.say("basket.copy"), icon=":material/content_copy:", type="tertiary", key=f"copy-{name}"
        ):
            st.code(copied, language=None, wrap_lines=True)


def _collect(key: basket.Key) -> None:
    basket.toggle(key)
    if address.several("item"):  # the basket's own page shows what its address says
        address.put(item=basket.parameters())


def note(key: basket.Key, number: int) -> None:
    """A line of one's own beside a collected citation."""
    name = f"note-{'-'.join(map(str, key))}"
    st.session_state[name] = basket.note(key)
    st.text_input(
        words.say("basket.note_of", number=number),
        key=name,
        on_change=_noted,
        args=(key, name),
    )


def _noted(key: basket.Key, name: str) -> None:
    basket.set_note(key, st.session_state[name])
    st.toast(words.say("basket.noted"))


def files(items: Sequence[basket.Item]) -> None:
    """Take the basket along."""
    with st.container(horizontal=True):
        st.download_button(
            words.say("basket.docx"),
            lambda: basket.docx(items),
            "trich-dan.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            words.say("basket.markdown"),
            basket.markdown(items),
            "trich-dan.md",
            "text/markdown",
            icon=":material/download:",
            on_click="ignore",
        )


def link() -> None:
    """A link to the basket, with how much is in it; its address holds the contents."""
    st.page_link(
        "web/pages/basket.py",
        label=words.say("basket.link", count=len(basket.held())),
        icon=":material/bookmarks:",
        query_params=address.link(item=basket.parameters()),
        width="stretch",
    )
