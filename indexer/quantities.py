"""The numbers of a clause that are promised or reported: with comparator and unit, ranks among them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from indexer.model import Comparator
from indexer.numbers import Number, numbers
from indexer.wording import any_of, one_of, wording

LEVEL = r"(?:cấp tỉnh|cấp huyện|cấp xã|cấp thành phố|cấp sở)"
NEAR = 300  # characters around a number in which what belongs to it stands
_MOST = 300  # numbers of a clause; with more it is a list of figures
_BESIDE = 60  # characters before a number in which what compares it stands
_SPELLED_OUT = r"(?:\s?\([^()\d]{2,30}\))?"  # "01 (một) sáng kiến"
_WHOLLY = re.compile(
    r"(?<!\w)hoàn toàn(?=\s+(?:trên|bằng|dưới dạng|qua|theo hình thức)\s+"
    r"(?:(?:văn bản|môi trường|hình thức|phương thức|bản|dạng)\s+)?(?:điện tử|mạng|số|trực tuyến)(?!\w))",
    re.I,
)
_JOINED = re.compile(r"\s*(?:[,;]|và|,\s*và)?\s*")
_ENDS_JOINED = re.compile(r"(?:[,;]|(?<!\w)và)\s*$")
_NOT_TO = re.compile(r"(?<!\w)không (?:để|có)\s[^.;,]*$", re.I)  # "không để tỷ lệ trễ hạn vượt 0,5%"
_OF_WHICH = re.compile(r"trong (?:số )?đó\s*,?\s*(?:có|là)?\s*$", re.I)
_SCOPE_WORDS = re.compile(
    rf"{LEVEL}|(?<!\w)(?:đối với|các|sở|ban|ngành|xã|huyện|tỉnh|phường|và|là|đạt)(?!\w)", re.I
)
_RANKED = (
    r"dẫn đầu|đứng đầu|cao nhất|tốt nhất|cả nước|toàn quốc|toàn tỉnh|của tỉnh|tỉnh|thành phố|huyện|vùng"
    r"|địa phương|đơn vị"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with what stands right around it. Positions count in the passage."""

    number: Number
    start: int  # where its comparator begins
    end: int  # behind its unit and "trở lên"
    comparator: Comparator | None  # None where nothing compares it
    unit: str  # "%", "hạng", a word of the data file, or "" for a number of nothing known
    counted: int  # where the words begin that say what is counted
    inherits: bool = False  # whether it shares the words before the number next to it


def quantities(text: str, start: int, end: int, blocked: list[tuple[int, int]]) -> list[Quantity]:
    """The promised or reported numbers of the clause text[start:end], in order.

    A percentage always counts, another number only where a comparator, a goal or an action stands
    before it. `blocked` are spans whose numbers name something.
    """
    ranks = _ranks(text, start, end)
    taken = [*blocked, *((rank.start, rank.end) for rank in ranks)]
    near = [(a, b) for a, b in taken if a < end and start < b]
    inside = [moved(number, start) for number in (*numbers(text[start:end]), *_wholly(text[start:end]))]
    if len(inside) > _MOST:
        return []
    found = [
        quantity_of(text, start, end, number)
        for number in inside
        if not any(number.start < b and a < number.end for a, b in near)
    ]
    kept: list[Quantity] = []
    for quantity in sorted([*found, *ranks], key=lambda quantity: quantity.number.start):
        shared = _inherit(text, kept[-1], quantity) if kept else quantity
        if quantity.number.percent or (
            shared.unit and _counts(text, start, shared, kept[-1].end if kept else None)
        ):
            kept.append(shared)
    return kept


def moved(number: Number, by: int) -> Number:
    """The number at its place in a longer text."""
    return replace(number, start=number.start + by, end=number.end + by, whole=number.whole + by)


def quantity_of(text: str, start: int, end: int, number: Number) -> Quantity:
    """A number with the comparator and unit that stand around it within text[start:end]."""
    before = text[max(start, number.start - _BESIDE) : number.start]
    after = text[number.whole : min(end, number.whole + NEAR)]
    comparator: Comparator | None = "range" if number.value_max is not None else None
    begin, finish = number.start, number.whole
    if found := _before().search(before):
        begin = number.start - len(before) + found.start()
        comparator = comparator or _sign("before", found["word"])
    unit, counted = "%" if number.percent else "", finish
    if not number.percent and (found := _unit().match(after)):
        unit = _units()[" ".join(found["unit"].lower().split())]
        finish = number.whole + found.end()
        counted = number.whole + found.start("unit")
    announced = bool(re.search(r"(?<!\w)từ\s*$", before, re.I))
    if found := _after(announced).match(text[finish : min(end, finish + NEAR)]):
        if comparator in {None, ">", ">="}:
            comparator = _sign("after", found["word"])
        finish += found.end()
        if counted == number.whole and not found["between"]:
            counted = finish
    if comparator == ">" and _NOT_TO.search(before):
        comparator = "<="
    if comparator == ">" and number.percent and number.value >= 100:
        comparator = None  # "trên 100% địa bàn" is a place, not more than everything
    return Quantity(number, begin, finish, comparator, unit, counted)


@cache
def _before() -> re.Pattern[str]:
    every = any_of(tuple(phrase for phrases in wording()["before"].values() for phrase in phrases))
    return re.compile(rf"(?P<word>{every})\s*(?:{one_of('bridge', 'words')}\s*)*:?\s*$", re.I)


@cache
def _after(announced: bool) -> re.Pattern[str]:
    """ "trở lên" right behind the number, or some words further on where "từ" announces it."""
    every = any_of(tuple(phrase for phrases in wording()["after"].values() for phrase in phrases))
    grade = r"(?!tốt|khá|đại học|trung bình|đạt|được|trong|và)"
    between = rf"(?:,?\s+{grade}[^\s\d,;.:()]+){{0,12}}?" if announced else ""
    return re.compile(rf"(?P<between>{between})\s*(?P<word>{every})", re.I)


@cache
def _unit() -> re.Pattern[str]:
    return re.compile(rf"(?:/\d+\s*(?=điểm)|{_SPELLED_OUT}\s*)(?P<unit>{one_of('units')})", re.I)


@cache
def _units() -> dict[str, str]:
    return {unit.lower(): unit for unit in wording()["units"]}


def _sign(side: str, word: str) -> Comparator:
    said = " ".join(word.lower().split())
    return next(sign for sign, phrases in wording()[side].items() if said in phrases)


def _wholly(text: str) -> list[Number]:
    """ "hoàn toàn trên văn bản điện tử" promises 100%, unless a percentage before it gives the number."""
    return [
        Number(*match.span(), match.end(), 100.0, percent=True, spelled=True)
        for match in _WHOLLY.finditer(text)
        if not re.search(r"%[^;.]*$", text[: match.start()])
    ]


# ------------------------------------------------------------------ ranks


def _ranks(text: str, start: int, end: int) -> list[Quantity]:
    """ "trong nhóm 03 huyện dẫn đầu", "top 10", "xếp thứ 18/63", "từ hạng 20 trở lên"."""
    found = []
    for match in _group().finditer(text, start, end):
        number = Number(*match.span("n"), match.end("n"), float(match["n"]))
        found.append(Quantity(number, match.start(), match.end("n"), "<=", "hạng", match.end("n")))
    groups = {quantity.number.start for quantity in found}
    for match in _place().finditer(text, start, end):
        if match.start("n") not in groups:
            high = float(match["m"]) if match["m"] else None
            last = match.end("m") if high else match.end("n")
            number = Number(match.start("n"), last, last, float(match["n"]), high)
            comparator: Comparator = "range" if high else "<=" if match["from"] or match["up"] else "="
            found.append(Quantity(number, match.start(), match.end(), comparator, "hạng", match.end()))
    return found


@cache
def _group() -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?:trong|vào|thuộc)\s+)?{one_of('rank', 'group')}\s+(?:gồm\s+)?(?P<n>\d{{1,2}})(?!\d|\s?%"
        rf"|[.,]\d)"
        rf"(?:(?=\s+[^.;\d]{{0,80}}(?:{_RANKED})(?!\w))|(?<=(?:top|tốp)\s\d\d)|(?<=(?:top|tốp)\s\d))",
        re.I,
    )


@cache
def _place() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<from>từ\s+)?(?:{one_of('rank', 'place')}|(?:xếp|đứng|đạt|giữ|lên|từ)\s+(?:thứ|hạng"
        rf"|vị trí)(?!\w))"
        r"\s+(?:từ\s+)?(?:thứ\s+)?(?P<n>\d{1,2})(?!\d|\s?%|[.,]\d)(?:\s?(?:[-–]|đến)\s?(?P<m>\d{1,2}))?"
        r"(?:/\d{1,3})?(?P<up>[^.;,\d]{0,30}?\s*trở lên)?",
        re.I,
    )


# ------------------------------------------------------------------ what neighbours share


def _inherit(text: str, earlier: Quantity, quantity: Quantity) -> Quantity:
    """The quantity with what it shares with the one before: "tối thiểu 40%, 35%", "giảm 2,5% … và 2% …"."""
    between = text[earlier.end : quantity.start]
    beside = _JOINED.fullmatch(between) or _ENDS_JOINED.search(between)
    told_apart = not re.search(r"\w", _SCOPE_WORDS.sub(" ", between))  # by nothing but their scopes
    same = earlier.unit == quantity.unit or (beside and "%" not in earlier.unit + quantity.unit)
    if not same or not quantity.unit or quantity.comparator or not (beside or told_apart):
        return quantity
    shared = earlier.comparator if earlier.comparator != "range" else None
    if shared == ">" and quantity.number.percent and quantity.number.value >= 100:
        shared = None
    return replace(quantity, comparator=shared, inherits=True)


def _counts(text: str, start: int, quantity: Quantity, earlier: int | None) -> bool:
    """Whether a number without percent sign is promised, and does not just number parts of something.

    `earlier` is where the promised number before it ends.
    """
    if quantity.unit == "hạng":
        return True
    before = text[max(start, quantity.start - 2 * _BESIDE) : quantity.start]
    after = text[quantity.number.whole : quantity.number.whole + 40]
    part = re.match(rf"\s*{one_of('parts')}", after, re.I) and quantity.unit != "điểm"
    if part:  # "cả 3 cấp", "trên 8 lĩnh vực"
        return False
    between = text[earlier : quantity.start] if earlier is not None else None
    beside = between is not None and (_JOINED.fullmatch(between) or _OF_WHICH.search(between))
    goal = _ends(before, "goal", "có|được|là|thêm|từ|khoảng")
    strong = quantity.comparator in {">=", "<=", "range"} or quantity.inherits or beside
    if quantity.comparator in {">", "<"} and not beside:
        strong = bool(goal or _ends(before, "action", "được|thêm|từ|khoảng"))
    if quantity.unit in wording()["future"]["spans"]:
        return bool(goal)
    guarded = quantity.unit in wording()["guarded"]
    if quantity.number.spelled:
        return bool(strong) and not guarded
    each = re.search(r"mỗi\s[^.;\d]{1,60}$", before, re.I)
    given = re.search(rf"{one_of('verbs', 'action')}[^;.,\d]{{0,60}}\scho\s*(?:khoảng\s*)?$", before, re.I)
    done = given or _ends(before, "action", "được|thêm|từ|khoảng|ngay")
    return bool(strong or goal or each or (not guarded and done))


def _ends(before: str, verbs: str, bridge: str) -> bool:
    """Whether `before` ends with one of the verbs, with or without a word between it and the number."""
    return bool(re.search(rf"{one_of('verbs', verbs)}\s*(?:(?:{bridge})\s*)?$", before, re.I))
