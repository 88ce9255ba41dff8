"""The widgets that change the collection: upload files, take files out, put them back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from indexer.generation import Generation
from indexer.refusal import Refusal, message
from web import access, catalogue, collection, correcting, markup, serving, words
from web.controls import open_plan
from web.markup import hint, notice, show, subheading

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

_FILES_AT_ONCE = 20


def upload() -> None:
    """Choose files and put them into the corpus; only for those who may."""
    if not access.may_edit():
        show(notice(words.say("access.readers")))
        return
    round_number = st.session_state.setdefault("upload-round", 0)
    with st.container(key=f"uploader-{words.language()}"):
        files = st.file_uploader(
            words.say("add.files"), accept_multiple_files=True, key=f"upload-{round_number}"
        )
    show(hint(words.say("add.help", limit=_FILES_AT_ONCE)))
    if len(files) > _FILES_AT_ONCE:
        show(notice(words.say("add.too_many", limit=_FILES_AT_ONCE), "error"))
        return
    label = words.say("add.submit", count=len(files)) if files else words.say("add.submit_none")
    st.button(label, type="primary", disabled=not files, key="add", on_click=_add, args=(files,))
    for name, refusal in st.session_state.get("refused", {}).items():
        show(catalogue.failure(name, refusal.say(words.language())))


def _add(files: Sequence[UploadedFile]) -> None:
    corpus, person = serving.folders().corpus, access.person()
    st.session_state["refused"] = {}
    for file in files:
        try:
            path = collection.add(corpus, file.name, file.getvalue(), person.name)
        except Refusal as refusal:
            st.session_state["refused"][file.name] = refusal
        else:
            st.session_state["uploaded"] = [path, *(other for other in uploaded() if other != path)]
    st.session_state["upload-round"] += 1  # a new uploader, empty again
    serving.building().start()


def uploaded() -> list[str]:
    """What this session has added to the corpus, the newest first."""
    return st.session_state.setdefault("uploaded", [])


def arrived(path: str, generation: Generation) -> None:
    """What can be done with a file that was added: read it, or take it out again."""
    with st.container(horizontal=True, key=f"arrived-{path}"):
        document = next(
            (document for document in generation.documents.values() if document.path == path), None
        )
        if document:
            open_plan(document.id)
        take_out(path)
    if document:
        correcting.form(document)


def take_out(path: str) -> None:
    """Take a file out of the collection; it can be put back."""
    _button("plans.remove", ":material/delete:", collection.remove, path)


def failures(generation: Generation) -> None:
    """The files that could not be read, each with its reason, to be taken out."""
    failed = generation.record.failures()
    if failed:
        show(subheading(words.say("plans.failed", count=len(failed))))
    for path, code, values in failed:
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"card-{path}"):
            show(catalogue.failure(collection.own_name(path), message(code, words.language(), **values)))
            take_out(path)


def removed() -> None:
    """The files that were taken out, to be put back."""
    paths = collection.removed(serving.folders().corpus)
    if not paths or not access.may_edit():
        return
    with st.expander(words.say("plans.removed", count=len(paths)), key="removed"):
        for path in paths:
            with st.container(horizontal=True, vertical_alignment="center"):
                show(hint(collection.own_name(path)))
                _button("plans.restore", ":material/undo:", collection.restore, path)


def _button(label: str, icon: str, change: Callable[[Path, str, str], None], path: str) -> None:
    if access.may_edit():
        key = f"{label}-{path}"
        st.button(
            words.say(label), icon=icon, type="tertiary", key=key, on_click=_change, args=(change, path)
        )


def _change(change: Callable[[Path, str, str], None], path: str) -> None:
    try:
        change(serving.folders().corpus, path, access.person().name)
    except Refusal as refusal:
        st.toast(markup.plain(refusal.say(words.language())))
        return
    st.toast(words.say("plans.changed"))
    st.session_state["uploaded"] = [other for other in uploaded() if other != path]
    serving.building().start()
