"""Which plans a question is about: the places, years, levels and numbers that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from indexer import gazetteer
from indexer.gazetteer import Mention, Place
from indexer.model import Document, Filters
from indexer.normalise import fold
from indexer.vocabulary import dictionary

_MERGERS = "2025-07-01"  # when provinces and communes were merged and districts abolished

# A year that something is compared with, or the end of a span, is not the year of the plan asked for.
_YEAR = re.compile(
    r"(?<![\d/.-])(?<!so voi nam )(?<!so voi )(?<!den nam )(?<!den )(?<!truoc nam )(?<!compared to )"
    r"(?<!compared with )(?<!since )(?<!until )(20\d\d)(?!\d|\s?[-–/]\s?\d|[.,]\d)"
)
_NUMBER = re.compile(
    r"(?P<full>(?<![\w/])\d+[a-z]?\s?(?:/\s?\d{4}\s?)?/\s?[a-z]{2}[\w&-]*)"
    r"|\b(?:ke hoach|kh|plan)(?: so| no| number)?[ .:]{1,2}(?P<plan>(?!20\d\d)\d{1,4})(?![\d/%.,]|\s?%)\b"
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question says about the plans that it asks."""

    filters: Filters
    absent: tuple[str, ...]  # what it names and no plan in the corpus is of: "Cà Mau", "2030", "9/KH-UBND"
    # Where all places, years or numbers that it names are absent, a plan can still speak of them ("năm 2021
    # đạt 88,46%"): of each group a passage that answers must name one.
    required: tuple[tuple[str, ...], ...]
    levels: tuple[str, ...]  # tiers of which all units are meant: "các xã"
    names: tuple[tuple[int, int, str], ...]  # start and end of each place in the text, and how it is written


def scope(text: str, documents: Sequence[Document]) -> Scope:
    """The plans that a question names, out of `documents`, and what it names besides."""
    mentions = list(_mentions(text, documents))
    filters, chosen, places = _of_places([mention for mention in mentions if mention.name], documents)
    folded = fold(text).lower()
    numbered: list[Document] = []
    numbers: list[str] = []
    for match in _NUMBER.finditer(folded):
        found = [document for document in documents if _has_number(document, match)]
        numbered += found
        if not found and match["full"]:
            numbers.append(text[match.start() : match.end()])
    if numbered:
        filters, chosen = Filters(document=tuple(dict.fromkeys(one.id for one in numbered))), numbered
    years = [int(year) for year in dict.fromkeys(_YEAR.findall(folded))]
    kept = tuple(year for year in years if any(one.year == year for one in chosen))
    others = [str(year) for year in years if year not in kept]
    groups = ((places, filters == Filters()), (numbers, not numbered), (others, not kept))
    tiers = (level for mention in mentions if not mention.name for level in gazetteer.LEVELS[mention.unit])
    return Scope(
        replace(filters, year=kept),
        absent=(*map(_written, places), *numbers, *others),
        required=tuple(tuple(map(_plain, group)) for group, alone in groups if group and alone),
        levels=tuple(dict.fromkeys(tiers)),
        names=tuple((one.start, one.end, _written(one)) for one in mentions if one.name),
    )


def _written(mention: Mention) -> str:
    return f"{mention.unit} {mention.name}" if mention.unit else mention.name


def _plain(named: Mention | str) -> str:
    return named if isinstance(named, str) else named.name


# --- places --------------------------------------------------------------------------------------


def _mentions(text: str, documents: Sequence[Document]) -> Iterator[Mention]:
    """The places that the gazetteer finds, and the plans' own localities wherever they are named."""
    found = gazetteer.find(text)
    yield from found
    folded = fold(text).lower()
    for name in dict.fromkeys(document.locality for document in documents if document.locality):
        if _key(name) not in folded:  # nearly all of them; a pattern each would take a hundred times as long
            continue
        for match in re.finditer(rf"\b{re.escape(_key(name))}\b", folded):
            typed = text[match.start() : match.end()]
            if any(one.start < match.end() and match.start() < one.end for one in found):
                continue
            if not typed.isascii() and typed.lower() != name.lower():
                continue
            if typed.istitle() or (" " in name and _key(name) not in _everyday()):
                yield Mention(match.start(), match.end(), None, name, gazetteer.lookup(name))


@lru_cache(maxsize=1)
def _everyday() -> frozenset[str]:
    """What reads like the name of a commune and is a word: "Thống Nhất"."""
    return frozenset(fold(word).lower() for word in dictionary())


@lru_cache(maxsize=4096)
def _key(name: str) -> str:
    """A name as names are compared. Remembered, since every question is held against those of all plans."""
    return fold(name).lower()


def _of_places(
    mentions: Sequence[Mention], documents: Sequence[Document]
) -> tuple[Filters, Sequence[Document], list[Mention]]:
    """Filters for the places, the documents that they leave, and the places of which there is none."""
    if not mentions:
        return Filters(), documents, []
    own = {mention: _of_place(mention, documents) for mention in mentions}
    for mention, found in own.items():
        # "Hưng Yên" may be the city or the province; of a province without a plan, all that lie in it count.
        if mention.unit is None and _is_province(mention) and all(one.level != "tỉnh" for one in found):
            own[mention] = []
    local = [document for found in own.values() for document in found]
    provinces, absent = [], []
    for mention, found in own.items():
        if found or any(_lies_in(document, mention) for document in local):
            continue
        if any(_same(document.province, mention.name) for document in documents) and _is_province(mention):
            provinces.append(mention.name)
        else:
            absent.append(mention)
    provincial = [one for one in documents if any(_same(one.province, name) for name in provinces)]
    chosen = list(dict.fromkeys((*local, *provincial)))
    if not chosen:
        return Filters(), documents, absent
    if not local:
        return Filters(province=tuple(provinces)), chosen, absent
    names = tuple(dict.fromkeys(one.locality for one in local))
    if not provincial and {one for one in documents if one.locality in names} == set(local):
        return Filters(locality=names), chosen, absent
    return Filters(document=tuple(one.id for one in chosen)), chosen, absent


def _same(one: str | None, other: str) -> bool:
    return one is not None and _key(one) == _key(other)


def _is_province(mention: Mention) -> bool:
    return any(place.level == "tỉnh" for place in mention.places)


def _of_place(mention: Mention, documents: Sequence[Document]) -> list[Document]:
    """The plans of the place, or of what the mergers of 2025 made of it or made it of."""
    name = _key(mention.name)
    became, was_made_of = (_merged(mention.places, after) for after in (True, False))
    found = []
    for document in documents:
        locality = _key(document.locality or "")
        if locality == name:
            if mention.unit in (None, document.unit) or document.unit is None:
                found.append(document)
        else:
            after = (document.issued or f"{document.year or ''}") >= _MERGERS
            units = (became if after else was_made_of).get(locality)
            if units and (document.unit is None or document.unit in units):
                found.append(document)
    return found


@lru_cache(maxsize=256)
def _merged(places: tuple[Place, ...], after: bool) -> dict[str, set[str]]:
    """What places became in the mergers, or what they were made of, where they are one or the other.

    Each name as names are compared, with the units that bear it.
    """
    related = gazetteer.successors if after else gazetteer.predecessors
    units: dict[str, set[str]] = {}
    for place in places:
        if (place.until is None) != after:
            for one in related(place):
                units.setdefault(_key(one.name), set()).add(one.unit)
    return units


def _lies_in(document: Document, mention: Mention) -> bool:
    """Whether the place is only named to say where the document's own place lies."""
    if _same(document.province, mention.name):
        return _is_province(mention)
    places = gazetteer.lookup(document.locality or "", document.unit)
    return any(place.district == _written(mention) for place in places)


# --- numbers -------------------------------------------------------------------------------------


def _has_number(document: Document, match: re.Match[str]) -> bool:
    if document.number is None:
        return False
    number = _number(document.number)
    if match["plan"]:
        return re.match(r"\d+", number)[0] == match["plan"] if number[:1].isdigit() else False
    return number == _number(match["full"])


@lru_cache(maxsize=4096)
def _number(written: str) -> str:
    return re.sub(r"\s", "", fold(written).lower())
