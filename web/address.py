"""A view's address is its whole state: what a page shows is read from the query parameters.

Streamlit puts every change of them into the browser's history, so that Back works and a link that
was sent to a colleague opens the same view. Widgets only mirror the address.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

import streamlit as st

from indexer.model import Filters
from web import words

FILTERS = ("year", "level", "province", "locality", "document")


def get(name: str) -> str | None:
    """The parameter's value, None where it is missing or empty."""
    return st.query_params.get(name) or None


def several(name: str) -> list[str]:
    """All values of a parameter that may be repeated."""
    return [value for value in st.query_params.get_all(name) if value]


def number(name: str) -> int | None:
    """The parameter's value as a whole number, None where it is none."""
    value = st.query_params.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def stretch(length: int) -> tuple[int, int] | None:
    """The stretch of a text of `length` characters from `start` to `end`; None where it is none."""
    start, end = number("start"), number("end")
    return (start, end) if start is not None and end is not None and start < end <= length else None


def filters() -> Filters:
    """The filters in the address; a year that is no number is left out."""
    chosen = {name: tuple(several(name)) for name in FILTERS}
    chosen["year"] = tuple(int(year) for year in chosen["year"] if year.isascii() and year.isdigit())
    return Filters(**chosen)


def ignored() -> tuple[str, ...]:
    """The filters that the question is not to set: what a person took back of what was understood."""
    return tuple(name for name in several("ignore") if name in FILTERS)


def put(**changes: str | int | Iterable[str] | None) -> None:
    """Change parameters, all at once so that it is one step in the history; None and "" take one out."""
    old = {name: st.query_params.get_all(name) for name in st.query_params}
    new = old | {name: _texts(value) for name, value in changes.items()}
    new = {name: values for name, values in new.items() if values}
    if new != old:
        st.query_params.from_dict(new)


def link(**parameters: str | int | Iterable[str] | None) -> Mapping[str, list[str]]:
    """Query parameters for a link to a view, in the reader's language."""
    language = words.language()
    parameters["lang"] = language if language != "vi" else None
    return {name: texts for name, value in parameters.items() if (texts := _texts(value))}


def href(page: str, **parameters: str | int | Iterable[str] | None) -> str:
    """The address of another page's view, for a link inside HTML."""
    return f"./{page}?{urlencode(link(**parameters), doseq=True)}"


def _texts(value: str | int | Iterable[str] | None) -> list[str]:
    if value is None or value == "":
        return []
    return [str(value)] if isinstance(value, str | int) else [str(item) for item in value]
