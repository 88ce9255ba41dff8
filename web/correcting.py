"""The form in which a plan's facts are put right."""

from __future__ import annotations

from datetime import datetime
from typing import get_args

import streamlit as st

from indexer import corrections
from indexer.model import Document, Level
from web import access, collection, serving, words
from web.markup import hint, notice, show


def form(document: Document) -> None:
    """The facts of a plan to be put right, for those who may."""
    if not access.may_edit():
        return
    corpus = serving.folders().corpus
    corrected = corrections.load(corpus).get(document.id, {})
    if corrected:
        names = ", ".join(words.say(f"fact.{name}") for name in corrected)
        show(hint(words.say("correct.corrected", facts=names)))
    key = f"correct-{document.id}"
    with st.expander(words.say("correct.title"), key=key), st.form(f"{key}-form", border=False):
        given = {name: _field(name, document) for name in corrections.FIELDS}
        kept = st.form_submit_button(words.say("correct.save"), type="primary")
        taken_back = bool(corrected) and st.form_submit_button(words.say("correct.undo"))
    if taken_back:
        _keep(document, {})
    elif kept:
        try:
            facts = {name: _read(name, text) for name, text in given.items()}
        except ValueError:
            show(notice(words.say("correct.wrong"), "error"))
        else:
            changed = {name: value for name, value in facts.items() if value != getattr(document, name)}
            _keep(document, {**corrected, **changed})


def _field(name: str, document: Document) -> str | None:
    label, value = words.say(f"fact.{name}"), getattr(document, name)
    key = f"correct-{document.id}-{name}-{value}"  # another field once the fact is another
    if name == "level":
        levels = get_args(Level)
        index = levels.index(value) if value in levels else None
        return st.selectbox(label, levels, index, key=key, placeholder=words.say("fact.unknown"))
    if name == "issued":
        value = f"{datetime.fromisoformat(value):%d/%m/%Y}" if value else None
        return st.text_input(label, value or "", key=key, placeholder=words.say("correct.date"))
    return st.text_input(
        label, "" if value is None else str(value), key=key, placeholder=words.say("fact.unknown")
    )


def _read(name: str, text: str | None) -> str | int | None:
    """What a field says. ValueError for a date or a year that is none."""
    text = (text or "").strip()
    if not text:
        return None
    if name == "issued":
        return f"{datetime.strptime(text, '%d/%m/%Y'):%Y-%m-%d}"
    return int(text) if name == "year" else text


def _keep(document: Document, facts: corrections.Facts) -> None:
    corpus, person = serving.folders().corpus, access.person()
    corrections.save(corpus, document.id, facts)
    collection.note(corpus, person.name, "correct", document.path, **facts)
    serving.building().start()
    st.toast(words.say("plans.changed"))
    st.rerun()
