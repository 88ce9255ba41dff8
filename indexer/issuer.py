"""Who issued a document, and the tier and place of that body.

The letterhead says it best; where there is none, or only half of one, the plan speaks of itself ("UBND
huyện ban hành Kế hoạch", "Trên đây là Kế hoạch của UBND xã Cẩm Xá") and the rest of the text, down to
the page's furniture, tells which district is meant and in which province it lies.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from indexer import gazetteer
from indexer.gazetteer import Place
from indexer.letterhead import Sheet, words
from indexer.model import Level
from indexer.normalise import fold, is_upper

_LOOKED_AT = 20_000  # characters at either end of a text in which places are looked for
_HEAD_WEIGHT = 5  # a place named in the letterhead or the title counts as much as this many in the body
_VERBS = (
    r"(?:xay dung|ban hanh|trien khai|de ra|lap|to chuc|thong nhat|phat dong|yeu cau|quyet dinh|giao"
    r"|bao cao|de nghi|thong bao|huong dan|dieu chinh|cu the hoa|phe duyet|tiep tuc|cong bo)\b"
)


@dataclass(frozen=True, slots=True)
class Issuer:
    """The body that issued a document. What is not known is None."""

    name: str | None = None  # "UBND thành phố Hưng Yên", "Sở Nội vụ tỉnh Hà Giang", "Bộ Nội vụ"
    level: Level | None = None
    locality: str | None = None
    unit: str | None = None
    province: str | None = None


@dataclass(frozen=True, slots=True)
class _Body:
    """A body as named at one place of the text."""

    name: str  # without its place: "UBND", "Sở Nội vụ"
    council: bool  # represents a whole unit, so that "tỉnh Hà Giang" follows it
    level: Level | None = None  # of bodies of the state as a whole
    unit: str | None = None
    place: str | None = None
    places: tuple[Place, ...] = ()


def issuer(sheet: Sheet, day: str | None) -> Issuer:
    """The issuer of a document dated `day` (ISO, None where unknown)."""
    places = _Places(sheet, day)
    bodies = list(_bodies(sheet.issuer_part, sheet.text, letterhead=True))
    for source in (
        lambda: bodies,
        lambda: _published(sheet),
        lambda: _announced(sheet),
        lambda: _carried(sheet),
        lambda: _speaking(sheet),
    ):
        found = source()
        if found:
            break
    else:
        found = _unnamed(sheet)
    return _resolved(found, places, sheet)


# --- bodies in a stretch of text ---------------------------------------------------------------


@cache
def _keywords() -> re.Pattern[str]:
    known = words()

    def any_of(names: list[str], gap: str = r"\s+") -> str:
        ordered = sorted({fold(name).lower() for name in names}, key=len, reverse=True)
        return "|".join(gap.join(map(re.escape, name.split())) for name in ordered)

    central = any_of([form for forms in known["central"].values() for form in forms])
    councils = any_of([form for forms in known["councils"].values() for form in forms])
    fields = any_of(known["fields"]["names"])
    party = any_of(list(known["party"]), " ?")
    offices = any_of(known["offices"]["types"])
    return re.compile(
        rf"(?<![\w/-])(?:(?P<central>{central})|(?P<ministry>bo)\s+(?P<field>{fields})"
        rf"|(?P<bureau>van\s+phong)(?=\s+(?:{councils})\b)|(?P<council>{councils})"
        rf"|(?P<party>{party})|(?P<office>{offices}))(?![^\W_])"
    )


@cache
def _spelled() -> dict[str, str]:
    """Folded names of central bodies, councils, offices and fields with their usual spelling."""
    known = words()
    spelled = {fold(name).lower(): name for name in known["fields"]["names"] + known["offices"]["types"]}
    for group in ("central", "councils"):
        spelled |= {fold(form).lower(): name for name, forms in known[group].items() for form in forms}
    return spelled


def _bodies(folded: str, text: str, letterhead: bool = False) -> Iterator[_Body]:
    """The bodies that a stretch names, from the superior one down; names begin with a capital letter.

    `folded` may be blanked in places; `text` has the same offsets. In a `letterhead` a name stands in
    capitals or begins a line; others are spoken of.
    """
    # "THÀNH PHỐ HẢI PHÒNG" holds no office ("phòng"), "KIM THÀNH / ỦY BAN" no party committee ("thành ủy").
    masked = folded
    for place in gazetteer.find(text[: len(folded)]):
        if place.places:
            hidden = re.sub(r"[^\s]", "·", folded[place.start + 1 : place.end])
            masked = masked[: place.start + 1] + hidden + masked[place.end :]
    matches = [
        m
        for m in _keywords().finditer(masked)
        if text[m.start()].isupper()
        and (
            not letterhead
            or is_upper(text[slice(*m.span())])
            or not folded[: m.start()].rpartition("\n")[2].strip()
        )
        and (not m["office"] or _is_office(m["office"], text[m.start() :]))
    ]
    prefix = ""
    for number, match in enumerate(matches):
        stop = matches[number + 1].start() if number + 1 < len(matches) else len(folded)
        said = "".join(
            " " if f == " " else c
            for c, f in zip(text[match.end() : stop], folded[match.end() : stop], strict=True)
        )
        key = " ".join(match[0].split())
        if match["central"]:
            yield _Body(_spelled()[key], False, "trung ương")
        elif match["ministry"]:
            yield _Body("Bộ " + _spelled()[" ".join(match["field"].split())], False, "bộ")
        elif match["bureau"]:
            prefix = "Văn phòng "
            continue
        elif match["council"]:
            unit, place, found = _located(said)
            yield _Body(prefix + _spelled()[key], True, None, unit, place, found)
        elif match["party"]:
            name, unit = next((n, u) for n, u in words()["party"].items() if fold(n) == key)
            yield replace(_of_party(unit, said), name=name.capitalize())
        elif match["office"]:
            yield _office(_spelled()[key], said)
        prefix = ""


def _is_office(kind: str, said: str) -> bool:
    """Whether "Sở", mark for mark or before a known field, not "Số:"; "PHÒNG", not "PHONG HẢI"."""
    written = " ".join(said[: len(kind)].lower().split())
    return written == _spelled()[" ".join(kind.split())].lower() or bool(_field(said[len(kind) :]))


def _field(said: str) -> str | None:
    """The field of work that a text begins with, in usual case."""
    folded = " ".join(fold(said[:120]).lower().split())
    fields = words()["fields"]["names"]
    return max(
        (name for name in fields if re.match(rf"{re.escape(fold(name).lower())}\b", folded)),
        key=len,
        default=None,
    )


def _located(said: str) -> tuple[str | None, str | None, tuple[Place, ...]]:
    """Unit, name and places of the unit that follows a council: " TỈNH\nHÀ GIANG"."""
    said = re.sub(r" {2,}", " ", re.sub(r"^\W*\([^)]{0,60}\)", "", said))
    begin = re.match(r"[\W_]*", said).end()
    mention = next(iter(gazetteer.find(said[begin : begin + 80])), None)
    if mention and mention.start == 0 and mention.places:
        if mention.unit:
            return mention.unit, mention.name, mention.places
        return None, mention.name, mention.places
    unit, after = gazetteer.unit_at(said[begin : begin + 80])
    if not unit:
        return None, None, ()
    line = re.match(r"[\s.]*([^\n]*)", said[begin + after :])[1]
    name = re.match(r"(?:[A-ZĐÀ-Ỹ][\w'’]*|\d{1,2}(?!\d))(?:\s*[- ]\s*[A-ZĐÀ-Ỹ][\w'’]*)*", line)
    if name and len(name[0]) > 1 and len(name[0].split()) <= 5:
        return unit, name[0].title() if name[0].isupper() else name[0], ()
    return unit, None, ()


def _of_party(unit: str, said: str) -> _Body:
    begin = re.match(r"[\W_]*", said).end()
    mention = next(iter(gazetteer.find(said[begin : begin + 60])), None)
    if mention and mention.start == 0:
        found = tuple(p for p in gazetteer.lookup(mention.name) if p.unit == unit)
        return _Body("", True, None, unit, mention.name, found)
    return _Body("", True, None, unit)


def _office(kind: str, said: str) -> _Body:
    """ "Sở" and what follows it, in usual case: "Sở Nông nghiệp và Môi trường"."""
    field = _field(said)
    unit, place, found = None, None, ()
    here = next((m for m in gazetteer.find(said) if m.unit and m.places), None)
    if here:
        unit, place, found = here.unit, here.name, here.places
        said = said[: here.start]
    if field is None:
        rest = re.sub(r"[^\w\s,&-]+.*", "", said, flags=re.DOTALL)
        rest = " ".join(rest.split()[:10]).strip(" -,").lower()
        field = rest if " " in kind else rest[:1].upper() + rest[1:]
    return _Body(f"{kind} {field}".strip(), False, None, unit, place, found)


# --- bodies where there is no letterhead ---------------------------------------------------------


def _published(sheet: Sheet) -> list[_Body]:
    """The issuer that a portal prints above the document: "Cơ quan ban hành Tỉnh Hà Giang"."""
    match = re.search(
        r"(?:^|[\n;]\s?)(?:co quan|noi|don vi)\s+ban\s+hanh\W{0,4}([^\n;]{3,90})", sheet.particulars
    )
    if not match:
        return []
    said = sheet.text[match.start(1) : match.end(1)]
    if bodies := list(_bodies(match[1], said)):
        return bodies
    unit, place, found = _located(said)
    return [_Body("UBND", True, None, unit, place, found)] if unit and place and _is_council(sheet) else []


def _is_council(sheet: Sheet) -> bool:
    return bool(sheet.number and "UBND" in sheet.number.symbol) or "ubnd" in sheet.folded[: sheet.body_start]


def _announced(sheet: Sheet) -> list[_Body]:
    """The issuer in a page's title: "Kế hoạch số 12/KH-UBND ngày 05/01/2023 của UBND huyện Lâm Thao về …"."""
    match = sheet.announcement
    if not match or not match["of"]:
        return []
    start, end = match.span("of")
    return list(_bodies(sheet.folded[start:end], sheet.text[start:end]))[:1]


def _carried(sheet: Sheet) -> list[_Body]:
    """The issuer that the line below a title names: "(Ban hành kèm theo Quyết định … của UBND tỉnh …)"."""
    match = sheet.carrier
    if not match or not match["of"]:
        return []
    start, end = match.span("of")
    return list(_bodies(sheet.folded[start:end], sheet.text[start:end]))[:1]


def _speaking(sheet: Sheet) -> list[_Body]:
    """The body that says "UBND huyện ban hành Kế hoạch" in the introduction or closes with its own name."""
    start = sheet.body_start
    regions = [sheet.intro]
    regions += [
        (m.start(), m.end())
        for m in re.finditer(r"tren day la (?:noi dung )?\w+ \w+[^\n]{0,600}", sheet.folded)
    ]
    halves: list[_Body] = []
    for begin, end in regions:
        folded, text = sheet.folded[begin:end], sheet.text[begin:end]
        for match in _keywords().finditer(folded):
            if not (match["council"] or match["office"]) or not text[match.start()].isupper():
                continue
            before = folded[max(0, match.start() - 12) : match.start()]
            closing = begin != start
            if re.search(r"(?:cua|chu tich|thanh vien|lanh dao|tai|boi|va|voi)\s+$", before) and not closing:
                continue
            body = next(
                iter(
                    _bodies(
                        folded[match.start() : match.start() + 150], text[match.start() : match.start() + 150]
                    )
                ),
                None,
            )
            rest = folded[match.end() : match.end() + 110]
            if body and (closing or re.match(rf"[^.;:]{{0,60}}?\s{_VERBS}", rest)):
                if body.place:
                    return [body]
                halves.append(body)
    return halves[:1]


def _unnamed(sheet: Sheet) -> list[_Body]:
    """A council without a name: the number or the signature says that it is one."""
    if _is_council(sheet) or re.search(r"\btm\s?\.\s?(?:uy ban nhan dan|ubnd)", sheet.folded):
        return [_Body("UBND", True)]
    return []


# --- which place -----------------------------------------------------------------------------------


class _Places:
    """The places that a document names, and how often."""

    def __init__(self, sheet: Sheet, day: str | None) -> None:
        self.sheet = sheet
        self.day = day
        self.mentions = [m for m in gazetteer.find(sheet.text[:_LOOKED_AT]) if m.places]
        if len(sheet.text) > _LOOKED_AT:
            start = max(_LOOKED_AT, len(sheet.text) - _LOOKED_AT)
            tail = gazetteer.find(sheet.text[start:])
            self.mentions += [replace(m, start=m.start + start, end=m.end + start) for m in tail if m.places]
        self.provinces: Counter[str] = Counter()
        self.districts: Counter[str] = Counter()
        for mention in self.mentions:
            weight = _HEAD_WEIGHT if mention.start < sheet.body_start else 1
            top = [p for p in mention.places if p.level == "tỉnh" and p.existed(day)]
            top = top or [p for p in mention.places if p.level == "tỉnh"]
            if top:
                self.provinces[top[0].province] += weight
            elif mention.unit and mention.places[0].level == "huyện":
                self.districts[f"{mention.unit} {mention.name}"] += weight
                if province := _common(mention.places):
                    self.provinces[province] += weight

    def named(self, unit: str | None) -> tuple[str | None, str | None, tuple[Place, ...]]:
        """Unit, name and places of the unit that the document is about, by date line, title and text."""
        said = self.sheet.place_of_day
        mention = next(iter(gazetteer.find(said)), None)
        if mention and mention.places and mention.unit and unit in (None, mention.unit):
            return mention.unit, mention.name, mention.places
        found = gazetteer.lookup(said) if said else ()
        fitting = tuple(p for p in found if unit is None or p.unit == unit)
        if fitting and unit:
            return unit, fitting[0].name, fitting
        title = [
            m for m in self.mentions if m.unit and self.sheet.head_end <= m.start < self.sheet.body_start
        ]
        for group in (title, [m for m in self.mentions if m.unit]):
            fits = [m for m in group if unit in (None, m.unit)]
            if fitting:
                fits = [m for m in fits if m.name == fitting[0].name]
            if unit is None and group is not title:
                break
            count = Counter((m.unit, m.name) for m in fits).most_common(2)
            if count and (len(count) == 1 or count[0][1] > count[1][1]):
                first = next(m for m in fits if (m.unit, m.name) == count[0][0])
                return first.unit, first.name, first.places
        return unit, None, ()

    def one(self, places: tuple[Place, ...], above: tuple[Place, ...] = ()) -> Place | None:
        """The place that is meant among those of one name, None where nothing decides the province."""
        now = tuple(p for p in places if p.existed(self.day)) or places
        for higher in above:
            inside = tuple(
                p
                for p in now
                if p.district == f"{higher.unit} {higher.name}"
                or (higher.level == "tỉnh" and p.province == higher.province)
            )
            now = inside or now
        if len({p.province for p in now}) <= 1:
            return now[0] if now else None
        scores = Counter()
        for place in now:
            score = self.provinces[place.province] + 2 * self.districts[place.district or ""]
            scores[place.province] = max(scores[place.province], score)
        (best, most), (_, second) = scores.most_common(2)
        if most <= second:
            return None
        return next(p for p in now if p.province == best)

    def province(self) -> str | None:
        """The province of a place that the table does not have: the only one that the document names."""
        return next(iter(self.provinces)) if len(self.provinces) == 1 else None


def _resolved(bodies: list[_Body], places: _Places, sheet: Sheet) -> Issuer:
    if not bodies:
        return Issuer()
    body = bodies[-1]
    if body.level:
        return Issuer(body.name, body.level)
    above = tuple(p for higher in bodies[:-1] for p in higher.places)
    unit, name, found = body.unit, body.place, body.places
    if not name and not body.council:
        superior = next((b for b in reversed(bodies[:-1]) if b.council or b.level), None)
        if superior and body.name == "Văn phòng":
            body = replace(body, name=f"Văn phòng {superior.name}")
        if superior and superior.level:
            return Issuer(body.name, superior.level)
        if superior:
            unit, name, found, above = superior.unit, superior.place, superior.places, ()
        if not unit and body.name.startswith("Sở "):
            found = tuple(p for p in gazetteer.lookup(sheet.place_of_day) if p.level == "tỉnh")
            found = found or gazetteer.provinces(places.province() or "")
            unit, name = (found[0].unit, found[0].name) if found else (None, None)
    if not name:
        spoken = next(iter(_speaking(sheet)), None) if unit is None else None
        unit = unit or (spoken.unit if spoken else None)
        name, found = (spoken.place, spoken.places) if spoken and spoken.place else (None, ())
        if not name:
            unit, name, found = places.named(unit)
    elif not unit:
        unit = _unit_of(name, found, places, sheet)
        found = tuple(p for p in found if unit is None or p.unit == unit)
    found = _written(found, sheet)
    place = places.one(found, above)
    if found:
        name = (place or found[0]).name
    level = place.level if place else _level(unit, found)
    if level is None and body.name.startswith("Sở "):
        level = "tỉnh"
    province = place.province if place else _common(found) or places.province() if name else None
    if name and level != "tỉnh":
        name = _spelling(name, sheet)
    return Issuer(_full(body, unit, name) if _signs(body, sheet) else None, level, name, unit, province)


def _signs(body: _Body, sheet: Sheet) -> bool:
    """Whether the symbol allows for the body: no UBND signs "12/KH-SYT", though its line alone be legible."""
    symbol = sheet.number.symbol if sheet.number else ""
    return body.name != "UBND" or "-" not in symbol or "UB" in symbol


def _written(found: tuple[Place, ...], sheet: Sheet) -> tuple[Place, ...]:
    """Of places whose names differ by marks alone, those that the document writes so most often."""
    text = sheet.text.lower()
    counts = {name: text.count(name.lower()) for name in {p.name for p in found}}
    most = max(counts.values(), default=0)
    return tuple(p for p in found if counts[p.name] == most)


def _spelling(name: str, sheet: Sheet) -> str:
    """The name as the document spells it throughout, where the table does otherwise: "Mù Cang Chải"."""
    written = [
        sheet.text[m.start() : m.end()]
        for m in re.finditer(rf"\b{re.escape(fold(name).lower())}\b", sheet.folded)
    ]
    forms = {form.lower() for form in written}
    if len(written) < 3 or len(forms) > 1 or name.lower() in forms:
        return name
    return written[0].title() if is_upper(written[0]) else written[0]


def _unit_of(name: str, found: tuple[Place, ...], places: _Places, sheet: Sheet) -> str | None:
    """The unit of a place named without one: "UBND Hưng Yên"."""
    spoken = next(iter(_speaking(sheet)), None)
    if spoken and spoken.unit:
        return spoken.unit
    units = {m.unit for m in places.mentions if m.name == name and m.unit} or {p.unit for p in found}
    return units.pop() if len(units) == 1 else None


def _level(unit: str | None, found: tuple[Place, ...]) -> Level | None:
    levels = {p.level for p in found} or set(gazetteer.LEVELS.get(unit or "", ()))
    return levels.pop() if len(levels) == 1 else None


def _common(found: tuple[Place, ...]) -> str | None:
    provinces = {p.province for p in found}
    return provinces.pop() if len(provinces) == 1 else None


def _full(body: _Body, unit: str | None, name: str | None) -> str | None:
    if not name:
        return None
    if body.name.endswith("ủy") and body.name != "Đảng ủy":
        return f"{body.name} {name}"
    # With a number the unit is part of the name: "UBND Phường 1".
    said = (unit.capitalize() if name.isdigit() else unit) if unit else ""
    return " ".join(filter(None, (body.name, said, name)))
