"""What a number of a clause counts, and for whom: its label and its scope."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from indexer.quantities import LEVEL, NEAR, Quantity
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
    rf"(?P<scopes>{LEVEL}(?:\s?(?:,|và|,\s?và)\s?{LEVEL})+)[^;.%]{{0,90}}?(?:tương ứng"
    rf"|lần lượt)[^;.%\d]{{0,30}}"
    r"(?P<numbers>\d[\d.,]*\s?%?(?:\s?(?:,|và|,\s?và|;)\s?\d[\d.,]*\s?%?)+)",
    re.I,
)
# What may stand behind a number that has said before it what it counts.
_NOT_COUNTED = re.compile(
    r"\s*(?:$|[,.;:()/+\-–]|(?:đối với|so với|trở lên|trở xuống|vào năm|vào cuối|trong năm|năm|trên tổng"
    r"|và|hoặc|mỗi"
    r"|hằng năm|hàng năm|theo|tại|cho|của|như|đến|trước|từ|là|trong|thì|nhằm|để|khi|cao hơn|thấp hơn|tính"
    r"|bằng|nhưng"
    r"|với|vượt|thuộc|ở|sau|kế hoạch|dự toán|chỉ tiêu|nghị quyết|mục tiêu)(?!\w))",
    re.I,
)
_OF_WHICH = re.compile(r"[,;]?\s*(?:trong đó|trong số đó|trong số này|đồng thời)(?:\s+có)?\s*[,:]?\s*", re.I)
_TIME = r"(?:trong|đến hết|đến|hết|cuối|vào|tới)?\s*(?:năm\s+20\d\d|hằng năm|hàng năm|mỗi năm)"
_OPENING_TIME = re.compile(rf"^(?:(?:về|đối với|riêng|để)\s+|{_TIME}\s*,?\s*)(?=\S)", re.I)
_CLOSING_TIME = re.compile(rf"[\s,]*(?<!\w){_TIME}$", re.I)
_ENDS_APART = re.compile(rf",\s*(?:{_TIME}\s*,?\s*)?$", re.I)
_AGENCY_FIRST = re.compile(
    r"^(?:[Gg]iao\s+)?(?:Sở|Văn phòng|Phòng|Ban|UBND|Ủy ban nhân dân|Công an|Thanh tra"
    r"|Trung tâm)[^:;.]{0,100}?"
    r"(?:chủ trì|tham mưu|có trách nhiệm|phối hợp với[^:;.,]{0,80})[\s,:]*(?:bảo đảm|đảm bảo)?\s*"
)
_RANKED_IN = re.compile(
    r"^về\s|(?<!\w)(?:chỉ số|index|SIPAS|PAPI|PCI|DDCI|DTI|cải cách hành chính|CCHC)(?!\w)", re.I
)
_LONGEST = 300  # characters of a label
_MEASURES = {"%", "hạng", "bậc", "điểm", "điểm phần trăm", "phút", "giờ", "ngày", "ngày làm việc"}
_CHANGE = re.compile(r"(?<!\w)(tinh giản|cắt giảm|rút ngắn|giảm|tăng)(?!\w)", re.I)


@dataclass(frozen=True, slots=True)
class Counted:
    """A quantity with the words of its clause that are its own and not its neighbours'."""

    quantity: Quantity
    before: str
    unit: str  # its unit with "trở lên", as the plan writes them
    behind: str


def surroundings(text: str, start: int, end: int, quantities: list[Quantity]) -> list[Counted]:
    """The quantities of the clause text[start:end], each with its own words."""
    cuts = [start, *(_cut(text, a, b) for a, b in pairwise(quantities)), end]
    return [
        Counted(q, text[cuts[i] : q.start], text[q.counted : q.end], text[q.end : max(cuts[i + 1], q.end)])
        for i, q in enumerate(quantities)
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


def label(counted: Counted) -> str:
    """What the number counts, in the words around it; empty where they only say for whom."""
    unit, before, behind = counted.quantity.unit, counted.before, counted.behind
    predicate = words("verbs", "predicate")
    front, tail = head(before), _tail(counted.unit, behind)
    if front or unit != "%" or predicate.search(tail.split(";")[0]):
        tail = tail.split(";")[0]
    measured = unit in _MEASURES and _NOT_COUNTED.match(behind)
    done = unit == "%" and _NOT_COUNTED.match(counted.unit + behind)
    done = done or (unit != "%" and _NOT_COUNTED.match(behind) and not _ends_with_action(front))
    if unit == "hạng":
        said = front or (tail if _RANKED_IN.search(tail) else "")
    elif front and done:
        said = front
    elif not front or (_ENDS_APART.search(before) and predicate.search(tail)):
        said = "" if measured and (counted.quantity.inherits or unit != "%") else tail
    else:
        said = f"{lead(before)} {tail}"
    said = "" if _SCOPE_ONLY.fullmatch(said) or said == change(said) else said.strip()
    return said if len(said) <= _LONGEST else said[:_LONGEST].rsplit(" ", 1)[0]


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
        said = front if _SCOPE_ONLY.fullmatch(back) else back if len(back.split()) > 3 else f"{front} {back}"
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


def _tail(unit: str, behind: str) -> str:
    """The words behind a number up to where another statement begins."""
    said = re.sub(r"\s*(?:trở lên|trở xuống)(?!\w)", "", unit) + behind
    if of_which := _OF_WHICH.search(said):
        said = said[: of_which.start()]
    return re.sub(r"\s+(?:của|cho|đối với|tại|với|là|và)$", "", " ".join(said.split()).strip(" ,;.:/"))


def scope(text: str, start: int, end: int, counted: Counted) -> str | None:
    """For whom or for what field the number holds, in the plan's words; None where the clause doesn't say."""
    if paired := _paired(text, start, end, counted.quantity):
        return paired
    if counted.quantity.unit == "hạng":
        return None  # the level belongs to the name of what is ranked
    for pattern in _SCOPE:
        for stretch in (counted.behind, counted.before):
            if found := pattern.search(stretch):
                said = found["scope"].strip(" ,")
                return said.lower() if re.fullmatch(_LEVELS, said, re.I) else said
    return None


def _paired(text: str, start: int, end: int, quantity: Quantity) -> str | None:
    """The scope that "tương ứng" or "lần lượt" sets against this number of a list."""
    first = max(start, quantity.number.start - NEAR)
    listed = _PAIRED.search(text, first, min(end, quantity.number.end + NEAR))
    if not listed:
        return None
    scopes = re.findall(LEVEL, listed["scopes"], re.I)
    places = [listed.start("numbers") + m.start() for m in re.finditer(r"\d+(?:[.,]\d+)?", listed["numbers"])]
    if len(scopes) != len(places) or quantity.number.start not in places:
        return None
    return scopes[places.index(quantity.number.start)]
