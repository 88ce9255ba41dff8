"""Facts of plans that people have put right by hand.

They lie in the corpus folder, apart from the files and by the id of a document's content, so that
they hold wherever the file lies and through every rebuild.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

from indexer.model import Document, Level
from indexer.refusal import Refusal

FIELDS = (
    "number",
    "issued",
    "issuer",
    "level",
    "locality",
    "unit",
    "province",
    "year",
    "title",
    "kind",
    "signer",
)
"""The facts that can be put right."""

Facts = Mapping[str, str | int | None]
"""Fields of Document and what they should say; None where a plan does not say."""

_FILE = ".dinh-chinh.json"  # hidden, so that a build does not take it for a document


def load(corpus: Path) -> dict[str, Facts]:
    """What was put right, by document id. Refusal where the file cannot be read."""
    try:
        found = json.loads((corpus / _FILE).read_text("utf-8"))
        return {identifier: _checked(facts) for identifier, facts in found.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError) as error:
        raise Refusal("corrections-damaged", path=corpus / _FILE) from error


def save(corpus: Path, identifier: str, facts: Facts) -> None:
    """Keep what a document's facts should say; without any, what was put right before is taken back.

    ValueError for what is no fact: a field that cannot be put right, a level or a date that is none.
    """
    held = {**load(corpus), identifier: _checked(facts)}
    text = json.dumps({key: value for key, value in held.items() if value}, ensure_ascii=False, indent=1)
    written = corpus / f"{_FILE}.new"
    written.write_text(text, "utf-8")
    written.replace(corpus / _FILE)


def applied(document: Document, facts: Facts) -> Document:
    """The document as people have put it right."""
    return replace(document, **facts)


def _checked(facts: Facts) -> Facts:
    for name, value in facts.items():
        if name not in FIELDS or not (value is None or isinstance(value, int if name == "year" else str)):
            raise ValueError(name)
        if name == "level" and value not in (None, *get_args(Level)):
            raise ValueError(name)
        if name == "issued" and value is not None:
            date.fromisoformat(value)
    return dict(facts)
