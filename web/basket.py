"""The citations a person collects while browsing, and how they leave the app: Markdown and DOCX."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer import reference
from indexer.generation import Generation
from indexer.model import Document
from web import address, visitors, words

Key = tuple[str, int, int]  # document, start, end

_ITEM = re.compile(r"(\w+)-(\d{1,9})-(\d{1,9})")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$&])")


@dataclass(frozen=True, slots=True)
class Item:
    """One collected stretch of a plan."""

    key: Key
    document: Document
    section: str | None
    page: int | None
    quote: str
    note: str

    @property
    def reference(self) -> str:
        """Where it stands, in official form."""
        return reference.reference(self.document, self.section, self.page)


def held() -> list[Key]:
    """What is in the basket, in the order it was put there."""
    return visitors.visitor().basket


def toggle(key: Key) -> None:
    """Put a stretch into the basket, or take it out."""
    others = [other for other in held() if other != key]
    visitors.visitor().basket = others if len(others) < len(held()) else [*others, key]


def add(stretches: Iterable[Key]) -> None:
    """Put stretches into the basket; those that are in it stay where they are."""
    visitors.visitor().basket = list(dict.fromkeys([*held(), *stretches]))


def parameters(stretches: Iterable[Key]) -> list[str]:
    """Stretches as values of the address's `item`."""
    return ["-".join(map(str, key)) for key in stretches]


def keys(values: Iterable[str]) -> list[Key]:
    """The stretches that values of the address's `item` stand for; what stands for none is left out."""
    matches = filter(None, map(_ITEM.fullmatch, values))
    return [(match[1], int(match[2]), int(match[3])) for match in matches]


def shown() -> list[Key]:
    """The basket that the address holds, such as a colleague's; one's own where it holds none."""
    return keys(address.several("item")) or held()


def items(generation: Generation) -> list[Item]:
    """The contents of the basket shown, as the plans have them; without those whose plan is gone."""
    return [found for key in shown() if (found := item(generation, key))]


def item(generation: Generation, key: Key) -> Item | None:
    """One stretch of a plan with what is to be known of it; None where there is none such."""
    identifier, start, end = key
    document = generation.documents.get(identifier)
    if document is None or not start < end <= len(generation.text(identifier)):
        return None
    passage = generation.record.passage_at(identifier, start)
    return Item(
        key,
        document,
        passage.section if passage else None,
        passage.page if passage else None,
        generation.text(identifier)[start:end],
        note(key),
    )


def note(key: Key) -> str:
    """What the person wrote beside a stretch."""
    return visitors.visitor().notes.get(key, "")


def set_note(key: Key, text: str) -> None:
    """Keep what the person wrote beside a stretch."""
    visitors.visitor().notes[key] = text.strip()


def copied(quote: str, cited: str) -> str:
    """A quote with its reference, as it is pasted into a draft."""
    return f"“{quote}” ({cited})"


def markdown(collected: Iterable[Item]) -> str:
    """The basket as Markdown; nothing in a plan's words can become markup."""
    parts = [f"# {words.say('basket.title')}"]
    for item in collected:
        quoted = "\n".join(f"> {_escaped(line)}" for line in item.quote.split("\n"))
        parts += [quoted, f"— {_escaped(item.reference)}", *([_escaped(item.note)] if item.note else [])]
    return "\n\n".join(parts) + "\n"


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)


def docx(collected: Sequence[Item]) -> bytes:
    """The basket as a Word document."""
    from docx import Document as Word
    from docx.shared import Pt

    word = Word()
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(13)  # as Nghị định 30/2020/NĐ-CP sets drafts
    word.add_heading(words.say("basket.title"), level=1)
    for item in collected:
        for line in item.quote.split("\n"):
            word.add_paragraph(line, style="Quote")
        word.add_paragraph(f"({item.reference})")
        if item.note:
            word.add_paragraph(f"{words.say('basket.note')}: {item.note}")
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()
