"""Vietnam's administrative units as they were and as they are, by name.

A name alone is rarely enough: there are Châu Thành in many provinces, and Hưng Yên is a city in a province of
that name. So every lookup answers with all places that fit, and callers narrow them by unit, province
and day. The table is data/places.tsv; how names and units are written is data/place_words.toml.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Literal

from indexer.normalise import characters, fold

PlaceLevel = Literal["tỉnh", "huyện", "xã"]

LEVELS: dict[str, tuple[PlaceLevel, ...]] = {
    "tỉnh": ("tỉnh",),
    "thành phố": ("tỉnh", "huyện"),
    "quận": ("huyện",),
    "huyện": ("huyện",),
    "thị xã": ("huyện",),
    "phường": ("xã",),
    "xã": ("xã",),
    "thị trấn": ("xã",),
    "đặc khu": ("xã",),
}
_TIERS: tuple[PlaceLevel, ...] = ("tỉnh", "huyện", "xã")
_LONGEST = 6  # words in a name

_WORD = re.compile(r"[^\W_]+")
_MANY = {"cac", "nhung", "cap", "moi", "toan", "tung", "tat ca"}


@dataclass(frozen=True, slots=True)
class Place:
    """One administrative unit in one of its times."""

    level: PlaceLevel  # the tier: a centrally run city is "tỉnh"
    unit: str  # "tỉnh", "thành phố", "quận", "huyện", "thị xã", "phường", "xã", "thị trấn", "đặc khu"
    name: str  # without the unit: "Hưng Yên"
    district: str | None  # "thị xã Mỹ Hào"; None above communes and since 1 July 2025
    province: str  # name of its province or city; for these its own name
    since: str | None  # ISO days of a reform of 2025 that made or ended it (until: exclusive)
    until: str | None

    def existed(self, day: str | None) -> bool:
        """Whether the unit existed on an ISO day; an unknown day rules nothing out."""
        return not day or ((self.since or "") <= day and (self.until is None or day < self.until))


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text names places, or a tier without a name ("các xã": no name, no places)."""

    start: int
    end: int
    unit: str | None  # as said in the text: "thành phố"
    name: str | None  # as in the table
    places: tuple[Place, ...]  # all that fit, highest tier first


class _Table:
    """The lines of places.tsv, found by name; lines become places only when asked for."""

    def __init__(self) -> None:
        text = files("indexer").joinpath("data/places.tsv").read_text("utf-8")
        self.lines = [line for line in text.split("\n") if line and line[0] != "#"]
        letters = {code: fold(chr(code)).lower() for code in (*range(65, 0x250), *range(0x1E00, 0x1F00))}
        self.by_name: dict[str, list[int]] = {}
        for number, line in enumerate(self.lines):
            self.by_name.setdefault(_key(line.split("\t", 3)[2].translate(letters)), []).append(number)
        provinces = [line.split("\t", 3)[2] for line in self.lines if line.startswith("tỉnh")]
        names = [*(name.translate(letters) for name in provinces), *_words()["names"]]
        self.beginnings = {_key(name).split()[0] for name in names}  # first words of provinces

    @cached_property
    def merged_into(self) -> dict[str, list[int]]:
        """For each unit that came out of a merger ("xã Việt Tiến"), the lines of those that went into it."""
        found: dict[str, list[int]] = {}
        for number, line in enumerate(self.lines):
            for heir in filter(None, line.rpartition("\t")[2].split("|")):
                found.setdefault(heir, []).append(number)
        return found

    def place(self, number: int) -> Place:
        level, unit, name, district, province, since, until, _ = self.lines[number].split("\t")
        return Place(level, unit, name, district or None, province, since or None, until or None)

    def named(self, key: str) -> list[Place]:
        return [self.place(number) for number in self.by_name.get(key, ())]


@cache
def _table() -> _Table:
    return _Table()


@cache
def _words() -> dict[str, dict]:
    words = tomllib.loads(files("indexer").joinpath("data/place_words.toml").read_text("utf-8"))
    words["names"] = {_key(written): _key(fold(name).lower()) for written, name in words["names"].items()}
    words["words"] = set(words["words"]["names"])
    return words


def _key(folded: str) -> str:
    """Lower-case words without marks, parted by single spaces; "01" and "1" are one number."""
    if folded.replace(" ", "").isalpha():
        return folded
    return " ".join(w.lstrip("0") if w.isdigit() else w for w in _WORD.findall(folded))


def names() -> Iterator[str]:
    """Every name in the table once, without units: "Hưng Yên"."""
    yield from dict.fromkeys(line.split("\t", 3)[2] for line in _table().lines)


def lookup(
    name: str, unit: str | None = None, province: str | None = None, day: str | None = None
) -> tuple[Place, ...]:
    """All places of a name, highest tier first; () where there is none.

    Names are compared without case. Marks that are given have to be right where some place has them so,
    others may have been lost; of a name without any, those that never had any come first. `unit`
    ("thành phố"), `province` and `day` (ISO, on which the unit existed) narrow the answer.
    """
    key = _key(fold(characters(name)).lower())
    other = _table().named(_words()["names"].get(key, ""))
    found = sorted(_table().named(key) + other, key=lambda place: _TIERS.index(place.level))
    if unit:
        found = [place for place in found if place.unit == unit]
    if province:
        wanted = _key(fold(characters(province)).lower())
        wanted = _words()["names"].get(wanted, wanted)
        found = [place for place in found if _key(fold(place.province).lower()) == wanted]
    found = [place for place in found if place.existed(day)]
    written = " ".join(_WORD.findall(characters(name).lower()))
    others = set(other)
    exact = {p for p in found if p in others or " ".join(_WORD.findall(p.name.lower())) == written}
    if written.isascii():
        return tuple(sorted(found, key=lambda place: place not in exact))
    if exact:
        return tuple(place for place in found if place in exact)
    return tuple(place for place in found if _lost_marks(place.name.lower(), written)) or tuple(found)


def _lost_marks(name: str, written: str) -> bool:
    """Whether a name can have become what is written by losing marks: "thạnh trị", "thạnh tri"."""
    pairs = zip("".join(_WORD.findall(name)), written.replace(" ", ""), strict=False)
    return all(_parts(letter) >= _parts(left) for letter, left in pairs)


def _parts(letter: str) -> set[str]:
    return set(unicodedata.normalize("NFD", letter.replace("đ", "d\u0335")))


def provinces(name: str | None = None) -> tuple[Place, ...]:
    """Provinces and centrally run cities, past and present: all, or those of a name."""
    if name is not None:
        return tuple(place for place in lookup(name) if place.level == "tỉnh")
    table = _table()
    return tuple(table.place(n) for n, line in enumerate(table.lines) if line.startswith("tỉnh\t"))


def successors(place: Place) -> tuple[Place, ...]:
    """What a unit became on 1 July 2025: provinces of a province, communes of a commune.

    A unit that still exists, or whose fate is not in the table, has none.
    """
    table = _table()
    for number in table.by_name.get(_key(fold(place.name).lower()), ()):
        if table.place(number) == place:
            return tuple(_heirs(place, table.lines[number].rpartition("\t")[2]))
    return ()


def _heirs(place: Place, listed: str) -> Iterator[Place]:
    province = place.province
    if place.level != "tỉnh":
        merged = [heir for one in provinces(province) for heir in successors(one)]
        province = merged[0].province if merged else province
    for one in filter(None, listed.split("|")):
        unit = next(unit for unit in LEVELS if one.startswith(unit + " "))
        name = one[len(unit) + 1 :]
        for heir in lookup(name, unit, None if place.level == "tỉnh" else province):
            if heir.until is None and heir.name == name:
                yield heir


def predecessors(place: Place) -> tuple[Place, ...]:
    """The units that were merged into this one on 1 July 2025, without those that kept its name and tier."""
    table = _table()
    older = map(table.place, table.merged_into.get(f"{place.unit} {place.name}", ()))
    return tuple(old for old in older if place in successors(old))


def find(text: str) -> tuple[Mention, ...]:
    """The places that a text names, in order, not overlapping.

    With a unit ("thành phố Hưng Yên", "TP. Hưng Yên", "Hung Yen city") any place counts; without, only
    provinces and, with capital letters, districts: too many communes are named like everyday words.
    Marks left out match; marks that differ do not, unless a unit is said. A tier without a name counts
    where all of it is meant: "các xã", "cấp huyện".
    """
    folded = fold(text).lower()
    words = list(_WORD.finditer(folded))
    found: list[Mention] = []
    position = 0
    while position < len(words):
        mention = _mention(text, folded, words, position)
        if mention:
            found.append(mention)
            while position < len(words) and words[position].start() < mention.end:
                position += 1
        else:
            position += 1
    return tuple(found)


def _mention(text: str, folded: str, words: list[re.Match[str]], position: int) -> Mention | None:
    unit, after = _unit(folded, words, position)
    if unit:
        for end, places in _named(text, words, after, folded, unit):
            if _meant(text[words[after].start() : end]):
                return Mention(words[position].start(), end, unit, places[0].name, places)
    return _bare(text, folded, words, position) or _tier(folded, words, position)


def _bare(text: str, folded: str, words: list[re.Match[str]], position: int) -> Mention | None:
    """A place named without a unit in front, at a word."""
    first = words[position]
    start = first.start()
    capital = text[start].isupper()
    # Everyday words are many: only a capital, the beginning of a province or English words are worth a look.
    if not (capital or first[0] in _table().beginnings or _speaks_english(folded)):
        return None
    for end, places in _named(text, words, position, folded):
        name, written = places[0].name, text[start:end]
        english, stop = _english(folded, end)
        if english:
            if places := tuple(place for place in places if place.unit in english):
                return Mention(start, stop, places[0].unit, name, places)
            continue
        if name.isdigit() or not _same_marks(written, name):
            continue
        capital = all(word[:1].isupper() or word.isdigit() for word in _WORD.findall(written))
        plain = _key(fold(written).lower()) not in _words()["words"]
        top = tuple(p for p in places if p.level == "tỉnh" or (capital and p.level == "huyện"))
        if top and (capital or (plain and top[0].level == "tỉnh")):
            return Mention(start, end, None, name, top)
    return None


def unit_at(text: str) -> tuple[str | None, int]:
    """The unit word that a text begins with and its length: ("thành phố", 3) for "TP. Hưng Yên"."""
    folded = fold(text).lower()
    words = list(_WORD.finditer(folded))[:2]
    units = _words()["units"]
    for length in (2, 1):
        written = " ".join(word[0] for word in words[:length])
        if len(words) >= length and written in units and len(written) > 1 and words[0].start() == 0:
            return units[written], words[length - 1].end()
    return None, 0


def _unit(folded: str, words: list[re.Match[str]], position: int) -> tuple[str | None, int]:
    """The unit written at a word, and the number of the word behind it."""
    units = _words()["units"]
    for length in (2, 1):
        last = position + length - 1
        if last + 1 >= len(words):
            continue
        written = " ".join(word[0] for word in words[position : last + 1])
        unit = units.get(written)
        between = folded[words[last].end() : words[last + 1].start()]
        if not unit or not re.fullmatch(r"[ .\n]{0,3}", between):
            continue
        if len(written) == 1 and "." not in between:
            continue
        return unit, last + 1
    # "TP.HCM" is two words, "TPHCM" and "P1" are one: the name takes care of the first, few write the second.
    return None, position


def _named(
    text: str, words: list[re.Match[str]], position: int, folded: str, unit: str | None = None
) -> Iterator[tuple[int, tuple[Place, ...]]]:
    """Names that begin at a word, longest first: their end and their places."""
    start = words[position].start()
    for length in range(min(_LONGEST, len(words) - position), 0, -1):
        last = words[position + length - 1]
        between = folded[start : last.end()]
        if re.search(r"[^\w\s.'’–-]|\s[.]", between):
            continue
        key = _key(between)
        if (key in _table().by_name or key in _words()["names"]) and (
            places := lookup(text[start : last.end()], unit)
        ):
            yield last.end(), places


def _meant(written: str) -> bool:
    """Whether what stands behind a unit is meant as a name: "xã Hội Sơn", not "xã hội sơn"."""
    words = _WORD.findall(written)
    if all(word[0].isupper() or word.isdigit() for word in words):
        return True
    if any(word[0].isupper() for word in words) or fold(words[0]).lower() in ("hoi", "uy"):
        return False
    return len(words) > 1


def _same_marks(written: str, name: str) -> bool:
    if _key(fold(written).lower()) in _words()["names"]:
        return True
    written, name = (" ".join(_WORD.findall(characters(one).lower())) for one in (written, name))
    return written.isascii() or written == name


@cache
def _english_unit() -> re.Pattern[str]:
    return re.compile(rf"\s+({'|'.join(_words()['english'])})\b")


def _english(folded: str, end: int) -> tuple[list[str], int]:
    """The units that an English word behind a name stands for, and where it ends."""
    match = _english_unit().match(folded, end)
    return (_words()["english"][match[1]], match.end()) if match else ([], end)


@lru_cache(maxsize=8)
def _speaks_english(folded: str) -> bool:
    return bool(_english_unit().search(folded))


def _tier(folded: str, words: list[re.Match[str]], position: int) -> Mention | None:
    """A tier of which all units are meant: "các xã", "cấp huyện", "huyện nào"."""
    if words[position][0] not in _MANY:
        return None
    for length in (2, 1):
        here = words[position + 1 : position + 1 + length]
        unit = _words()["units"].get(" ".join(word[0] for word in here)) if len(here) == length else None
        if unit and len(here[0][0]) > 1:
            following = folded[here[-1].end() : here[-1].end() + 5]
            if unit == "xã" and re.match(r"\s+hoi\b", following):
                return None
            return Mention(words[position].start(), here[-1].end(), unit, None, ())
    return None
