"""Numbers of a clause as commitments: value, comparator, unit, what is counted, scope, target or result."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from indexer.context import Context, any_of, wording, words
from indexer.model import Comparator
from indexer.numbers import Number, numbers

_SPELLED_OUT = r"(?:\s?\([^()\d]{2,30}\))?"
_WHOLLY = re.compile(
    r"(?<!\w)(?P<word>hoàn toàn)(?=\s+(?:trên|bằng|dưới dạng|qua|theo hình thức)\s+(?:văn bản|môi trường|hình thức|phương thức|bản|dạng)?\s*"
    r"(?:điện tử|mạng|số|trực tuyến)(?!\w))",
    re.I,
)
_LEVEL = r"(?:cấp tỉnh|cấp huyện|cấp xã|cấp thành phố|cấp cơ sở|cấp sở)"
_LEVELS = rf"{_LEVEL}(?:\s?(?:,|và|,\s?và|/)\s?{_LEVEL})*"
_SCOPE = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"đối với\s+(?P<scope>{_LEVELS}|(?:các\s+)?(?:lĩnh vực|nhóm|cơ quan|đơn vị|xã|phường|sở|UBND|địa bàn)[^,;.():\d]{{0,80}})",
        rf"(?<!hành chính công )(?P<scope>{_LEVELS})",
        r"(?P<scope>(?:các )?lĩnh vực:?\s+[^;.():\d]{3,80}?)"
        r"(?=\s+(?:đạt|được|phải|từ|tối thiểu|ít nhất|trên|là|có|thuộc|không)(?!\w)|[;.():]|$)",
        r"(?:tại|của|do)\s+(?P<scope>(?:các )?(?:xã, phường, thị trấn|xã, thị trấn|xã, phường|phòng, ban|sở, ngành|sở, ban, ngành"
        r"|huyện, thị xã, thành phố))(?!\w)",
    )
)
_SCOPE_ONLY = re.compile(
    rf"\W*(?:(?:đối với|tại|ở|là|cho|của|riêng|thì|đạt)\s+)*(?:{_LEVELS})(?:\s*\(?(?:trừ|ngoại trừ|không bao gồm)[^;.]*)?\W*",
    re.I,
)
_OF_SCOPE = re.compile(rf",?\s*(?:đối với|riêng)\s+{_LEVELS}", re.I)
_NOT_COUNTED = re.compile(
    r"\s*(?:$|[,.;:()/+\-–]|(?:đối với|so với|trở lên|trở xuống|vào năm|vào cuối|trong năm|năm|trên tổng|và|hoặc|mỗi|hằng năm|hàng năm|theo|tại|"
    r"cho|của|như|đến|trước|từ|là|trong|thì|nhằm|để|khi|cao hơn|thấp hơn|tính|bằng|nhưng|với|vượt|thuộc|ở|sau|kế hoạch|dự toán|chỉ tiêu|"
    r"nghị quyết|mục tiêu)(?!\w))",
    re.I,
)
_STRONG_CUT = re.compile(
    r"[,;]?\s*(?:trong đó|trong số đó|trong số này|đồng thời)(?:\s+có)?\s*[,:]?\s*", re.I
)
_TIME_FIRST = re.compile(
    r"^(?:(?:Về|Đối với|Riêng|Để)\s+|(?:(?:Trong|Đến hết|Đến|Hết|Cuối)\s+)?năm\s+\d{4}\s*,?\s*|Hằng năm,?\s*|Hàng năm,?\s*|Mỗi năm,?\s*)(?=\S)",
    re.I,
)
_JOINED = re.compile(r"\s*(?:[,;]|và|,\s*và)?\s*")
_CONDITION = re.compile(
    r"(?<!\w)(?:nếu|trường hợp|khi)\s(?:[^\s,;.]+\s){0,8}$|(?:loại|mức|hạng)\s(?:tốt|khá|trung bình|yếu|kém|xuất sắc|A|B|C|D)\s?"
    r"(?:khi|nếu|là|:|=|\()[^;]*$",
    re.I,
)
_YEAR_AGO = re.compile(
    r"(?<!so với )(?<!hơn )(?<!bằng )(?<!như )(?<!so với kết quả )(?<!so với cuối )(?:năm|giai đoạn|(?:quý|tháng)\s+\w+\s*/)\s*(?P<year>20\d{2})(?:\s*[-–]\s*(?P<until>20\d{2}))?",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Commitment:
    """One number of a clause. Positions count in the passage."""

    start: int  # of the number
    end: int
    value: float
    value_max: float | None
    comparator: Comparator
    unit: str
    label: str
    scope: str | None
    kind: Literal["target", "result"]
    deadline: int | None
    agency: str | None


@dataclass(frozen=True, slots=True)
class _Quantity:
    """A number with what stands right around it."""

    number: Number
    start: int  # where its comparator begins
    end: int  # behind its unit and "trở lên"
    comparator: Comparator | None
    unit: str
    counted: int  # where the words begin that say what is counted
    inherits: bool = False


def find(
    text: str, start: int, end: int, sentence: int, blocked: list[tuple[int, int]], context: Context
) -> list[Commitment]:
    """The commitments and results in the clause text[start:end], in order.

    `sentence` is where the clause's sentence begins; `blocked` are spans whose numbers name something.
    """
    quantities = _quantities(text, start, end, blocked)
    found: list[Commitment] = []
    for quantity, left, right in _surroundings(text, start, end, quantities):
        kind = _kind(text, sentence, start, end, quantity, context)
        if kind is None:
            continue
        label = _label(text, quantity, left, right)
        earlier = found[-1] if found else None
        if earlier and quantity.inherits and (head := _head_verb(earlier.label)) and not _head_verb(label):
            label = f"{head} {label}"
        scope = _scope(text, quantity, left, right, start, end)
        if not label or _SCOPE_ONLY.fullmatch(label) or label == _head_verb(label):
            above = earlier.label if earlier else _from_titles(context) or text[start:end].strip(" .;,")
            label = f"{above} {_head_verb(label) or ''}".strip()
        elif scope:
            label = _OF_SCOPE.sub("", label).strip(" ,;")
        found.append(
            Commitment(
                quantity.number.start,
                quantity.number.end,
                quantity.number.value,
                quantity.number.value_max,
                quantity.comparator or "=",
                quantity.unit,
                label,
                scope,
                kind,
                context.deadline(text[start:end], text[sentence:start]),
                context.agency(text[start:end], text[sentence:end]),
            )
        )
    return _with_shared_words(text, end, found)


def comparator_of(text: str, start: int, end: int, number: Number) -> Comparator:
    """How a number is compared by the words around it within text[start:end]; "=" where none says."""
    return _quantity(text, start, end, number).comparator or "="


# ------------------------------------------------------------------ which numbers


def _quantities(text: str, start: int, end: int, blocked: list[tuple[int, int]]) -> list[_Quantity]:
    ranks = _ranks(text, start, end)
    taken = [(rank.start, rank.end) for rank in ranks]
    found: list[_Quantity] = []
    for number in [*numbers(text), *_wholly(text)]:
        inside = start <= number.start and number.whole <= end
        if not inside or any(number.start < b and a < number.end for a, b in (*blocked, *taken)):
            continue
        found.append(_quantity(text, start, end, number))
    found = sorted([*found, *ranks], key=lambda quantity: quantity.number.start)
    kept: list[_Quantity] = []
    for quantity in found:
        inherited = _inherit(text, kept[-1], quantity) if kept else quantity
        if inherited.unit:
            kept.append(inherited)
    promised: list[_Quantity] = []
    for quantity in kept:
        beside = bool(promised) and bool(_JOINED.fullmatch(text[promised[-1].end : quantity.start]))
        if quantity.number.percent or _counts(text, start, quantity, beside):
            promised.append(quantity)
    return promised


def _wholly(text: str) -> list[Number]:
    """ "hoàn toàn trên văn bản điện tử" promises 100%, unless the clause gives the number itself before it."""
    return [
        Number(match.start("word"), match.end("word"), match.end("word"), 100.0, percent=True, spelled=True)
        for match in _WHOLLY.finditer(text)
        if not re.search(r"%[^;.]*$", text[: match.start()])
    ]


def _ranks(text: str, start: int, end: int) -> list[_Quantity]:
    """ "trong nhóm 03 huyện dẫn đầu", "top 10", "xếp thứ 18/63", "từ hạng 20 trở lên"."""
    found = []
    for match in _group_pattern().finditer(text, start, end):
        value = float(match["n"])
        number = Number(match.start("n"), match.end("n"), match.end("n"), value)
        found.append(_Quantity(number, match.start(), match.end("n"), "<=", "hạng", match.end("n")))
    for match in _place_pattern().finditer(text, start, end):
        if any(q.number.start == match.start("n") for q in found):
            continue
        better = match["from"] or match["up"]
        low, high = float(match["n"]), match["m"] and float(match["m"])
        number = Number(
            match.start("n"), match.end("m") if high else match.end("n"), match.end("n"), low, high or None
        )
        comparator: Comparator = "range" if high else "<=" if better else "="
        found.append(_Quantity(number, match.start(), match.end(), comparator, "hạng", match.end()))
    return found


@cache
def _group_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?:trong\s+|vào\s+|thuộc\s+)?{any_of(tuple(wording()['rank']['group']))}\s+(?:gồm\s+)?(?P<n>\d{{1,2}})(?!\d|\s?%|[.,]\d)"
        r"(?=\s+[^.;\d]{0,80}(?:dẫn đầu|đứng đầu|cao nhất|tốt nhất|cả nước|toàn quốc|toàn tỉnh|của tỉnh|tỉnh|thành phố|huyện|vùng|địa phương|đơn vị)(?!\w))",
        re.I,
    )


@cache
def _place_pattern() -> re.Pattern[str]:
    places = any_of(
        tuple(word for word in wording()["rank"]["place"] if word not in {"thứ", "hạng", "vị trí"})
    )
    return re.compile(
        rf"(?P<from>từ\s+)?(?:{places}|(?:xếp|đứng|đạt|giữ|lên|từ)\s+(?:thứ|hạng|vị trí)(?!\w))\s+(?:từ\s+)?(?:thứ\s+)?(?P<n>\d{{1,2}})(?!\d|\s?%|[.,]\d)"
        r"(?:\s?(?:[-–]|đến)\s?(?P<m>\d{1,2}))?(?:/\d{1,3})?(?P<up>[^.;,\d]{0,30}?\s*trở lên)?",
        re.I,
    )


def _quantity(text: str, start: int, end: int, number: Number) -> _Quantity:
    before, after = text[start : number.start], text[number.whole : end]
    comparator: Comparator | None = "range" if number.value_max is not None else None
    begin, finish = number.start, number.whole
    if found := _before_pattern().search(before):
        begin = start + found.start()
        if comparator is None:
            comparator = _comparator("before", found["word"])
    unit = "%" if number.percent else ""
    counted = finish
    if not number.percent and (found := _unit_pattern().match(after)):
        unit = re.sub(r"\s+", " ", found["unit"].lower())
        finish = number.whole + found.end()
        counted = number.whole + found.start("unit")
    after = text[finish:end]
    if found := _after_pattern(bool(re.search(r"(?<!\w)từ\s*$", before, re.I))).match(after):
        if comparator is None or comparator in {">", ">="}:
            comparator = _comparator("after", found["word"])
        finish += found.end()
        if counted == number.whole and not found["between"]:
            counted = finish
    if comparator == ">" and number.percent and number.value >= 100:
        comparator = None  # "trên 100% địa bàn" is a place, not more than everything
    return _Quantity(number, begin, finish, comparator, unit, counted)


@cache
def _before_pattern() -> re.Pattern[str]:
    table = wording()
    every = any_of(tuple(word for phrases in table["before"].values() for word in phrases))
    bridge = any_of(tuple(table["bridge"]["words"]))
    return re.compile(rf"(?P<word>{every})\s*(?:{bridge}\s*)*:?\s*$", re.I)


@cache
def _after_pattern(apart: bool) -> re.Pattern[str]:
    """ "trở lên" right behind the number, or some words `apart` where "từ" announces it."""
    every = any_of(tuple(word for phrases in wording()["after"].values() for word in phrases))
    between = (
        r"(?P<between>(?:\s+(?!tốt|khá|đại học|trung bình|đạt|được|trong|và)[^\s\d,;.:()]+){0,5}?)"
        if apart
        else "(?P<between>)"
    )
    return re.compile(rf"{between}\s*(?P<word>{every})", re.I)


def _comparator(side: str, word: str) -> Comparator:
    said = re.sub(r"\s+", " ", word.lower())
    return next(sign for sign, phrases in wording()[side].items() if said in phrases)


@cache
def _unit_pattern() -> re.Pattern[str]:
    return re.compile(rf"{_SPELLED_OUT}\s*(?P<unit>{any_of(tuple(wording()['units']))})", re.I)


def _inherit(text: str, earlier: _Quantity, quantity: _Quantity) -> _Quantity:
    """The quantity with what it shares with the one before it: "tối thiểu 40%, 35%", "giảm 2,5% … và 2% …"."""
    between = text[earlier.end : quantity.start]
    same = earlier.unit == quantity.unit
    listed = _JOINED.fullmatch(between)
    joined = re.search(r"(?:[,;]|(?<!\w)và)\s*$", between)
    scopes = re.sub(
        rf"{_LEVEL}|đối với|các|sở|ban|ngành|xã|huyện|tỉnh|phường|và|là|đạt", " ", between, flags=re.I
    )
    told_apart = not re.search(r"\w", scopes)
    if (
        not same
        or not (listed or joined or told_apart)
        or quantity.comparator is not None
        or _own_verb(between)
    ):
        return quantity
    comparator = earlier.comparator if earlier.comparator != "range" else None
    return replace(quantity, comparator=comparator, inherits=True)


def _own_verb(between: str) -> bool:
    """Whether the words in front of a number make a new statement of it."""
    return bool(re.search(r"(?:phấn đấu|phần đấu|phân đấu|trong đó|trong số đó)[\s,:]*$", between, re.I))


def _counts(text: str, start: int, quantity: _Quantity, beside: bool) -> bool:
    """Whether a number without percent sign is promised, and does not just number parts of something."""
    if not quantity.unit:
        return False
    if quantity.unit == "hạng":
        return True
    after = text[quantity.number.whole : quantity.number.whole + 40]
    if re.match(rf"\s*{any_of(tuple(wording()['parts']))}", after, re.I) and quantity.unit not in {"điểm"}:
        return False
    if re.match(r"\s*\w+(?:\s\w+)?\s*/\s*\d", after):  # "01 cá nhân/01 ban"
        return False
    before = text[start : quantity.start]
    guarded = quantity.unit in wording()["guarded"]
    goal = re.search(
        rf"{any_of(tuple(wording()['verbs']['goal']))}\s*(?:có|được|là|thêm|từ|khoảng)?\s*$", before, re.I
    )
    strong = quantity.comparator in {">=", "<=", "range"} or quantity.inherits or beside
    if quantity.comparator in {">", "<"}:
        strong = bool(goal)
    if quantity.number.spelled:
        return strong and not guarded
    if strong or goal:
        return True
    action = re.search(
        rf"{any_of(tuple(wording()['verbs']['action']))}\s*(?:được|thêm|từ|khoảng|ngay)?\s*$", before, re.I
    )
    each = re.search(r"mỗi\s[^.;\d]{1,60}$", before, re.I)
    return bool(each or (action and not guarded))


# ------------------------------------------------------------------ target or result


def _kind(
    text: str, sentence: int, start: int, end: int, quantity: _Quantity, context: Context
) -> Literal["target", "result"] | None:
    clause, before = text[start:end], text[sentence : quantity.number.start]
    goal = words("future", "words")
    stance = context.stance
    if (
        _is_money(text, start, end, quantity)
        or words("never", "words").search(clause)
        or _CONDITION.search(before)
    ):
        return None
    if stance == "never" and not goal.search(text[sentence:end]):
        return None
    past = [match.end() for match in words("past", "before_number").finditer(before)]
    if context.year:
        past += [
            match.end()
            for match in _YEAR_AGO.finditer(before)
            if int(match["until"] or match["year"]) < context.year
        ]
    future = [match.end() for match in goal.finditer(before)]
    if past and max(past) > max(future, default=-1):
        return "result"
    if words("past", "anywhere").search(text[sentence:end]) and not future:
        return "result"
    if future:
        return "target"
    if stance:
        return "result" if stance == "result" else "target"
    if context.reports:
        return "result"
    return "target" if context.promises else None


def _is_money(text: str, start: int, end: int, quantity: _Quantity) -> bool:
    """Whether a share is of costs, fees or funds: "hỗ trợ 50% kinh phí", "giảm 50% mức thu lệ phí"."""
    if not quantity.number.percent:
        return False
    after = text[quantity.end : min(end, quantity.end + 45)]
    before = text[max(start, quantity.start - 60) : quantity.start]
    money, verbs = words("never", "money"), any_of(tuple(wording()["never"]["money_verbs"]))
    if re.match(rf"\s*(?:tổng\s+|các\s+|số\s+)*{any_of(tuple(wording()['never']['money']))}", after, re.I):
        return True
    return bool(
        money.search(before) and re.search(rf"{verbs}\s*(?:tối đa|không quá|bằng|là|đến)?\s*$", before, re.I)
    )


# ------------------------------------------------------------------ what is counted


def _surroundings(
    text: str, start: int, end: int, quantities: list[_Quantity]
) -> list[tuple[_Quantity, tuple[int, int], tuple[int, int]]]:
    """Each quantity with the stretch before it and the stretch behind it that are its own."""
    result = []
    for index, quantity in enumerate(quantities):
        left = start
        if index:
            left = _cut(text, quantities[index - 1], quantity)
        right = end
        if index + 1 < len(quantities):
            right = _cut(text, quantity, quantities[index + 1])
        result.append((quantity, (left, quantity.start), (quantity.end, max(right, quantity.end))))
    return result


def _cut(text: str, earlier: _Quantity, later: _Quantity) -> int:
    """Where the words of `earlier` end and those of `later` begin."""
    between = text[earlier.end : later.start]
    if strong := list(_STRONG_CUT.finditer(between)):
        return earlier.end + strong[-1].start()
    semicolon = between.rfind(";")
    if semicolon >= 0:
        return earlier.end + semicolon
    commas = [match.start() for match in re.finditer(r",|(?<!\w)và(?!\w)", between)]
    if not commas:
        return later.start
    if _NOT_COUNTED.match(text, earlier.counted) and earlier.unit == "%":
        return earlier.end + commas[0]
    return earlier.end + commas[-1]


def _label(text: str, quantity: _Quantity, left: tuple[int, int], right: tuple[int, int]) -> str:
    before, after = text[left[0] : left[1]], text[quantity.counted : right[1]]
    head, tail = _head(before), _tail(after)
    if quantity.unit == "hạng" or (_NOT_COUNTED.match(after) and head):
        return head
    if not head or (before.rstrip().endswith(",") and words("verbs", "predicate").search(tail)):
        return tail
    return f"{head} {tail}".strip()


def _head(said: str) -> str:
    """The words before a number without those that only say that it is a commitment."""
    if strong := list(_STRONG_CUT.finditer(said)):
        said = said[strong[-1].end() :]
    said = said.strip(" ,;.-–(")
    if ":" in said:
        front, back = said.rsplit(":", 1)
        said = back if len(back.split()) > 3 else f"{front} {back}"
    said = _TIME_FIRST.sub("", said.strip())
    opening, closing = (any_of(tuple(wording()["verbs"][key])) for key in ("opening", "closing"))
    while (
        shorter := re.sub(rf"^{opening}[\s,:]*|[\s,:]*{closing}$", "", said, flags=re.I).strip(" ,;(")
    ) != said:
        said = shorter
    if verb := re.search(r"(?:tinh giản|cắt giảm|rút ngắn|giảm|tăng)$", said, re.I):
        said = verb[0]
    return re.sub(r"\s+", " ", said)


def _tail(said: str) -> str:
    said = re.sub(r"^\s*(?:trở lên|trở xuống)\s*", "", said)
    if strong := _STRONG_CUT.search(said):
        said = said[: strong.start()]
    return re.sub(r"\s+", " ", said).strip(" ,;.:/")


def _head_verb(label: str) -> str | None:
    found = re.search(r"(?<!\w)(giảm|tăng|tinh giản|cắt giảm|rút ngắn)(?!\w)", label[:60], re.I)
    return found[0].lower() if found else None


def _from_titles(context: Context) -> str | None:
    return context.titles[-1].strip(" :.;-") if context.titles else None


def _with_shared_words(text: str, end: int, found: list[Commitment]) -> list[Commitment]:
    """Labels completed by the verb that stands once, at the end: "50% các xã; 35% các đơn vị được kiểm tra"."""
    predicate = words("verbs", "predicate")
    for index in range(len(found) - 2, -1, -1):
        this, later = found[index], found[index + 1]
        if (
            not predicate.search(this.label)
            and (verb := predicate.search(later.label))
            and this.unit == later.unit
        ):
            found[index] = replace(this, label=f"{this.label} {later.label[verb.start() :]}")
    return found


# ------------------------------------------------------------------ scope


def _scope(
    text: str, quantity: _Quantity, left: tuple[int, int], right: tuple[int, int], start: int, end: int
) -> str | None:
    paired = _paired(text, quantity, start, end)
    if paired:
        return paired
    for stretch in (text[right[0] : right[1]], text[left[0] : left[1]]):
        for pattern in _SCOPE[:1]:
            if found := pattern.search(stretch):
                return found["scope"].strip()
    for pattern in _SCOPE[1:]:
        for stretch in (text[right[0] : right[1]], text[left[0] : left[1]]):
            found = list(pattern.finditer(stretch))
            if found:
                return found[0]["scope"].strip(" ,")
    return None


def _paired(text: str, quantity: _Quantity, start: int, end: int) -> str | None:
    """The scope that "tương ứng" or "lần lượt" sets against this number of a list, None without such a list."""
    listed = re.search(
        rf"(?P<scopes>{_LEVEL}(?:\s?(?:,|và|,\s?và)\s?{_LEVEL})+)(?P<middle>[^;.%]{{0,90}}?(?:tương ứng|lần lượt)[^;.%\d]{{0,30}})"
        r"(?P<numbers>[\d.,]+\s?%?(?:\s?(?:,|và|,\s?và|;)\s?[\d.,]+\s?%?)+)",
        text[start:end],
        re.I,
    )
    if not listed:
        return None
    scopes = re.findall(_LEVEL, listed["scopes"], re.I)
    places = [
        match.start() + listed.start("numbers") + start
        for match in re.finditer(r"\d+(?:[.,]\d+)?", listed["numbers"])
    ]
    if len(scopes) == len(places) and quantity.number.start in places:
        return scopes[places.index(quantity.number.start)]
    return None
