"""What a number of a clause counts, and for whom: its label and its scope."""

from __future__ import annotations

import re
from functools import cache

from indexer.quantities import LEVEL, Quantity
from indexer.wording import one_of, words

_LEVELS = rf"{LEVEL}(?:\s?(?:,|và|,\s?và|/)\s?{LEVEL})*"
_BODIES = r"lĩnh vực|nhóm|cơ quan|đơn vị|xã|phường|sở|UBND|địa bàn"
_SCOPE = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"đối với\s+(?P<scope>{_LEVELS}|(?:các\s+)?(?:{_BODIES})[^,;.():\d]{{0,80}})",
        rf"(?<!hành chính công )(?P<scope>{_LEVELS})",
        r"(?P<scope>(?:các )?lĩnh vực:?\s+[^;.():\d]{3,80}?)"
        r"(?=\s+(?:đạt|được|phải|từ|tối thiểu|ít nhất|trên|là|có|thuộc|không)(?!\w)|[;.():]|$)",
        r"(?:tại|của|do)\s+(?P<scope>(?:các )?(?:xã, phường, thị trấn|xã, thị trấn|xã, phường|phòng, ban"
        r"|sở, ban, ngành|sở, ngành|huyện, thị xã, thành phố))(?!\w)",
    )
)
_SCOPE_ONLY = re.compile(
    rf"\W*(?:(?:đối với|tại|ở|là|cho|của|riêng|thì|đạt)\s+)*{_LEVELS}"
    r"(?:\s*\(?(?:trừ|ngoại trừ|không bao gồm)[^;.]*)?\W*",
    re.I,
)
_OF_SCOPE = re.compile(rf",?\s*(?:đối với|riêng)\s+{_LEVELS}", re.I)
_PAIRED = re.compile(
    rf"(?P<scopes>{LEVEL}(?:\s?(?:,|và|,\s?và)\s?{LEVEL})+)[^;.%]{{0,90}}?(?:tương ứng|lần lượt)[^;.%\d]{{0,30}}"
    r"(?P<numbers>\d[\d.,]*\s?%?(?:\s?(?:,|và|,\s?và|;)\s?\d[\d.,]*\s?%?)+)",
    re.I,
)
# What may stand behind a number that has said before it what it counts.
_NOT_COUNTED = re.compile(
    r"\s*(?:$|[,.;:()/+\-–]|(?:đối với|so với|trở lên|trở xuống|vào năm|vào cuối|trong năm|năm|trên tổng|và|hoặc|mỗi"
    r"|hằng năm|hàng năm|theo|tại|cho|của|như|đến|trước|từ|là|trong|thì|nhằm|để|khi|cao hơn|thấp hơn|tính|bằng|nhưng"
    r"|với|vượt|thuộc|ở|sau|kế hoạch|dự toán|chỉ tiêu|nghị quyết|mục tiêu)(?!\w))",
    re.I,
)
_OF_WHICH = re.compile(r"[,;]?\s*(?:trong đó|trong số đó|trong số này|đồng thời)(?:\s+có)?\s*[,:]?\s*", re.I)
_TIME = r"(?:trong|đến hết|đến|hết|cuối|vào|tới)?\s*(?:năm\s+20\d\d|hằng năm|hàng năm|mỗi năm)"
_OPENING_TIME = re.compile(rf"^(?:(?:về|đối với|riêng|để)\s+|{_TIME}\s*,?\s*)(?=\S)", re.I)
_CLOSING_TIME = re.compile(rf"[\s,]*(?<!\w){_TIME}$", re.I)
_ENDS_APART = re.compile(rf",\s*(?:{_TIME}\s*,?\s*)?$", re.I)
_AGENCY_FIRST = re.compile(
    r"^(?:[Gg]iao\s+)?(?:Sở|Văn phòng|Phòng|Ban|UBND|Ủy ban nhân dân|Công an|Thanh tra|Trung tâm)[^:;.]{0,100}?"
    r"(?:chủ trì|tham mưu|có trách nhiệm|phối hợp với[^:;.,]{0,80})[\s,:]*(?:bảo đảm|đảm bảo)?\s*"
)
_RANKED_IN = re.compile(r"^về\s|(?<!\w)(?:chỉ số|index|SIPAS|PAPI|PCI|DDCI|DTI)(?!\w)", re.I)
_MEASURES = {"%", "hạng", "bậc", "điểm", "điểm phần trăm", "phút", "giờ", "ngày", "ngày làm việc"}
_CHANGE = re.compile(r"(?<!\w)(tinh giản|cắt giảm|rút ngắn|giảm|tăng)(?!\w)", re.I)


def surroundings(
    text: str, start: int, end: int, quantities: list[Quantity]
) -> list[tuple[Quantity, tuple[int, int], tuple[int, int]]]:
    """Each quantity of the clause text[start:end] with the stretches before and behind it that are its own."""
    cuts = [
        start,
        *(_cut(text, a, b) for a, b in zip(quantities, quantities[1:], strict=False)),
        end,
    ]
    return [
        (quantity, (cuts[index], quantity.start), (quantity.end, max(cuts[index + 1], quantity.end)))
        for index, quantity in enumerate(quantities)
    ]


def _cut(text: str, earlier: Quantity, later: Quantity) -> int:
    """Where the words of `earlier` end and those of `later` begin."""
    between = text[earlier.end : later.start]
    if of_which := list(_OF_WHICH.finditer(between)):
        return earlier.end + of_which[-1].start()
    if (semicolon := between.rfind(";")) >= 0:
        return earlier.end + semicolon
    joints = [match.start() for match in re.finditer(r",|(?<!\w)và(?!\w)", between)]
    bracket = between.rfind("(")
    if bracket > between.rfind(")"):
        return earlier.end + bracket
    if not joints:
        return later.start
    said_before = earlier.unit == "%" and _NOT_COUNTED.match(text, earlier.counted)
    return earlier.end + (joints[0] if said_before else joints[-1])


def label(text: str, quantity: Quantity, left: tuple[int, int], right: tuple[int, int]) -> str:
    """What the number counts, in the words around it; empty where they only say for whom."""
    before, after = text[slice(*left)], text[quantity.counted : right[1]]
    front, tail = head(before), _tail(after, quantity.end - quantity.counted)
    said_before_semicolon = tail.split(";")[0]
    if front or quantity.unit != "%" or words("verbs", "predicate").search(said_before_semicolon):
        tail = said_before_semicolon
    behind_unit = text[quantity.end : right[1]]
    if quantity.unit == "hạng":
        said = front or (tail if _RANKED_IN.search(tail) else "")
    elif front and _NOT_COUNTED.match(after):
        said = front
    elif front and quantity.unit != "%" and _NOT_COUNTED.match(behind_unit) and not _ends_with_action(front):
        said = front
    elif not front or (_ENDS_APART.search(before) and words("verbs", "predicate").search(tail)):
        measured = quantity.unit in _MEASURES and _NOT_COUNTED.match(behind_unit)
        said = "" if measured and (quantity.inherits or quantity.unit != "%") else tail
    else:
        said = f"{lead(before)} {tail}"
    return "" if _SCOPE_ONLY.fullmatch(said) or said == change(said) else said.strip()


def without_scope(said: str) -> str:
    """A label without the levels that its scope names."""
    return _OF_SCOPE.sub("", said).strip(" ,;")


def change(said: str) -> str | None:
    """The verb of a label that says a thing is to grow or to shrink, None without one."""
    found = _CHANGE.search(said[:60])
    return found[0].lower() if found else None


def _ends_with_action(head: str) -> bool:
    return bool(re.search(rf"{one_of('verbs', 'action')}$", head, re.I))


def head(said: str) -> str:
    """The words before a number without those that only say that it is a commitment."""
    if of_which := list(_OF_WHICH.finditer(said)):
        said = said[of_which[-1].end() :]
    said = _AGENCY_FIRST.sub("", said.strip(" ,;.-–("))
    if ":" in said:
        front, back = said.rsplit(":", 1)
        said = back if len(back.split()) > 3 else f"{front} {back}"
    while (shorter := _shorter(said)) != said:
        said = shorter
    return " ".join(said.split())


def lead(said: str) -> str:
    """The words before a number that also hold for the numbers next to it: "giảm" of "… triển khai giảm"."""
    said = head(said)
    verb = _CHANGE.search(said[-12:])
    return verb[0] if verb and said.endswith(verb[0]) else said


def _shorter(said: str) -> str:
    said = _CLOSING_TIME.sub("", _OPENING_TIME.sub("", said.strip(" ,;(:")))
    return _edges().sub("", said).strip(" ,;(:")


@cache
def _edges() -> re.Pattern[str]:
    opening, closing = one_of("verbs", "opening"), one_of("verbs", "closing")
    return re.compile(rf"^{opening}[\s,:]*|[\s,:]*{closing}$", re.I)


def _tail(said: str, unit: int) -> str:
    """The words behind a number up to where another statement begins; the first `unit` letters compare it."""
    said = re.sub(r"\s*(?:trở lên|trở xuống)(?!\w)", "", said[:unit]) + said[unit:]
    if of_which := _OF_WHICH.search(said):
        said = said[: of_which.start()]
    return re.sub(r"\s+(?:của|cho|đối với|tại|với|là|và)$", "", " ".join(said.split()).strip(" ,;.:/"))


def scope(
    text: str, quantity: Quantity, left: tuple[int, int], right: tuple[int, int], start: int, end: int
) -> str | None:
    """For whom or for what field the number holds, in the plan's words; None where the clause doesn't say."""
    if paired := _paired(text, quantity, start, end):
        return paired
    stretches = (text[slice(*right)], text[slice(*left)])
    for pattern in _SCOPE:
        for stretch in stretches:
            if found := pattern.search(stretch):
                return found["scope"].strip(" ,")
    return None


def _paired(text: str, quantity: Quantity, start: int, end: int) -> str | None:
    """The scope that "tương ứng" or "lần lượt" sets against this number of a list."""
    listed = _PAIRED.search(text, start, end)
    if not listed:
        return None
    scopes = re.findall(LEVEL, listed["scopes"], re.I)
    places = [listed.start("numbers") + m.start() for m in re.finditer(r"\d+(?:[.,]\d+)?", listed["numbers"])]
    if len(scopes) != len(places) or quantity.number.start not in places:
        return None
    return scopes[places.index(quantity.number.start)]
