"""The widgets around the basket: collect a citation, copy it, note something, take it all along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from web import address, basket, words
from web.controls import open_plan
from web.markup import notice, show

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

_RELAY = """export default function ({ setTriggerValue }) {
  const relay = (event) => {
    const button = event.target.closest("button[data-collect]");
    if (button) setTriggerValue("clicked", button.dataset.collect);
  };
  document.addEventListener("click", relay);
  return () => document.removeEventListener("click", relay);
}"""


def cited(key: basket.Key, copied: str, number: int) -> None:
    """What can be done with citation `number` of a page: open its source, collect it, copy it."""
    with _beside(f"{number}-{'-'.join(map(str, key))}"):
        open_plan(*key)
        _take_along(key, copied, number)


def opened(item: basket.Item) -> None:
    """What can be done with the place that a link opened: collect it, copy it."""
    with _beside("opened"):
        _take_along(item.key, basket.copied(item.quote, item.reference), 0)


def _beside(name: str) -> DeltaGenerator:
    return st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"cited-{name}")


def _take_along(key: basket.Key, copied: str, number: int) -> None:
    name = f"{number}-{'-'.join(map(str, key))}"
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
    own = basket.shown() == basket.held()
    basket.toggle(key)
    if own and address.several("item"):  # the basket's own page shows what its address says
        address.put(item=basket.parameters(basket.held()))


def from_elsewhere() -> None:
    """Say of a basket that is not one's own that it is not, with the means to keep it."""
    if basket.shown() != basket.held():
        show(notice(words.say("basket.sent")))
        st.button(words.say("basket.keep"), key="keep", icon=":material/bookmark_add:", on_click=_keep)


def _keep() -> None:
    basket.add(basket.shown())
    address.put(item=basket.parameters(basket.held()))


def clicked() -> None:
    """Put into the basket what is clicked on in the page's HTML (see `markup.collect`)."""
    relay = st.components.v2.component("collect", js=_RELAY)
    relay(key="collect", on_clicked_change=_collect_clicked)


def _collect_clicked() -> None:
    basket.add(basket.keys([st.session_state["collect"]["clicked"]]))
    st.toast(words.say("basket.added"))


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
        query_params=address.link(item=basket.parameters(basket.held())),
        width="stretch",
    )
