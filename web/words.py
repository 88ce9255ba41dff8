"""How the app says things in the reader's language: texts, numbers, dates, plans.

The texts stand in words.toml, Vietnamese and English side by side, so that an office can reword them.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date as Date
from functools import cache
from pathlib import Path

import streamlit as st

from indexer import reference
from indexer.indicators import indicators
from indexer.model import Document, Target
from indexer.refusal import Language

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@cache
def _texts() -> dict:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))


def language() -> Language:
    """The language of this session: the address's `lang` where it has one, else what was chosen before."""
    asked = st.query_params.get("lang")
    if asked in ("vi", "en"):
        st.session_state["language"] = asked
    return st.session_state.get("language", "vi")


def say(key: str, **values: object) -> str:
    """The text `key` ("ask.title") with its {placeholders} filled. KeyError for an unknown key."""
    return say_in(language(), key, **values)


def say_in(language: Language, key: str, **values: object) -> str:
    """The same in a language of one's own choice, as where there is no session yet."""
    group, name = key.split(".")
    return _texts()[group][name][language].format(**values)


def names(group: str) -> dict[str, str]:
    """All texts of a group in the reader's language, by key, in the order of the file."""
    return {name: text[language()] for name, text in _texts()[group].items()}


def number(value: float) -> str:
    """A number as the reader writes it: 1.234,5 in Vietnamese, 1,234.5 in English."""
    return reference.number(value, language())


def date(iso: str | None) -> str | None:
    """A date as the reader writes it: 29/12/2021 in Vietnamese, 29 Dec 2021 in English."""
    if iso is None:
        return None
    day = Date.fromisoformat(iso)
    # Not strftime("%b"): month names there follow the server's locale, not the reader's language.
    return f"{day:%d/%m/%Y}" if language() == "vi" else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def amount(target: Target) -> str:
    """What a target demands: "trên 95%", "từ 10 đến 15 sáng kiến"."""
    return reference.spoken(replace(target, scope=None), language())


def counted(target: Target) -> str:
    """What a target counts: the name of a known indicator, else the words of the plan."""
    known = indicators().get(target.indicator or "")
    return getattr(known, language()) if known else target.label


def level(document: Document) -> str | None:
    """The tier of the body that issued a plan."""
    return names("level").get(document.level or "")


def plan(document: Document) -> str:
    """A plan in a few words, the place first: "UBND thành phố Hưng Yên · 2022"; its file's name at worst."""
    place = document.issuer or " ".join(filter(None, (document.unit, document.locality)))
    known = [part for part in (place, str(document.year) if document.year else None) if part]
    return " · ".join(known) if place else document.title or document.path


def label(document: Document) -> str:
    """A plan in a few words that tell it from the others of its place and year."""
    return " · ".join(filter(None, (plan(document), document.number)))


def particulars(document: Document) -> str:
    """A plan's number, date and title: "182/KH-UBND · 29/12/2021 · Cải cách hành chính năm 2022"."""
    title = document.title if document.title != plan(document) else None
    return " · ".join(filter(None, (document.number, date(document.issued), title)))


def place(section: str | None, page: int | None) -> str:
    """Where something stands in a plan: "mục II.2.a, trang 3"."""
    if language() == "vi":
        where = reference.place(section, page)
    else:
        parts = (section and say("place.section", section=section), page and say("place.page", page=page))
        where = ", ".join(filter(None, parts))
    return where or say("place.top")
