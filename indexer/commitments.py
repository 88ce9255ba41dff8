"""The numbers of a clause as commitments: what they count, for whom, by when, target or result."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from indexer import labels
from indexer.context import Context
from indexer.model import Comparator
from indexer.quantities import NEAR, Quantity, quantities
from indexer.wording import last, one_of, words

_NOT_BEFORE_YEAR = "".join(
    f"(?<!{phrase} )"
    for phrase in ("so với", "hơn", "bằng", "như", "so với kết quả", "so với cuối", "kế hoạch")
)
_YEAR = re.compile(
    rf"{_NOT_BEFORE_YEAR}(?:năm|giai đoạn|(?:quý"
    rf"|tháng)\s+\w+\s*/)\s*(?P<year>20\d\d)(?:\s*[-–]\s*(?P<until>20\d\d))?",
    re.I,
)
_YEAR_BEFORE = re.compile(r"năm\s+(?P<year>20\d\d)\s*(?:\(|là|đạt|\(đạt)\s*$", re.I)
# "nếu đạt từ 80% trở lên", "xếp loại tốt khi …": what follows from a number, not what is promised
_CONDITION = re.compile(
    r"(?<!\w)(?:nếu|trường hợp|khi)\s(?:[^\s,;.]+\s){0,8}$"
    r"|(?:loại|mức|hạng)\s(?:tốt|khá|trung bình|yếu|kém|xuất sắc|A|B|C|D)\s?(?:khi|nếu|là|:|=|\()[^;]*$",
    re.I,
)
_GRADED = re.compile(
    r"\s*(?:thì\s)?(?:được\s)?(?:xếp loại|xếp vào|đánh giá (?:là|loại|mức)|tính là)(?!\w)", re.I
)
# "Quyết định số … quy định đến năm 2025 số hóa 100%": what others decided
_GROUNDS = re.compile(r"\W*căn cứ\s", re.I)
_DECISION = re.compile(
    r"(?:nghị quyết|nghị định|quyết định|thông tư|chỉ thị|kế hoạch|chương trình)\s(?:số\s)?\d[^;]{0,300}?"
    r"(?:quy định|đặt mục tiêu|đề ra mục tiêu|xác định mục tiêu|yêu cầu|đặt ra)(?!\w)",
    re.I,
)
# "từ 4,7% xuống 1,3%": where it starts from
_BASELINE = re.compile(r"từ\s[\d.,]+\s?%?\s*(?:\(?năm 20\d\d\)?\s*)?(?:xuống|lên)(?!\w)", re.I)
_FAR = 1500  # characters before a number in which its sentence may have said what it is
_OPENING_DEADLINE = re.compile(r"\W*(?:phấn đấu\s+)?(?:đến|trong|hết|cuối|năm|giai đoạn)\s", re.I)
# Labels and beginnings of labels that go on with what the number before them counts
_WITHOUT_SUBJECT = re.compile(
    r"(?:được|hoàn thành|trước hạn|đúng hạn|quá hạn|có|sử dụng|thực hiện)(?!\w)", re.I
)
_ASPECT = re.compile(r"[\s,;]*(?P<word>riêng|về|đối với)\s(?!cấp\s)", re.I)


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


def find(
    text: str, start: int, end: int, sentence: int, blocked: list[tuple[int, int]], context: Context
) -> list[Commitment]:
    """The commitments and results in the clause text[start:end], in order.

    `sentence` is where the clause's sentence begins; `blocked` are spans whose numbers name something.
    """
    found: list[Commitment] = []
    shared = ""  # words before the first of several numbers that hold for all of them
    opening = (
        text[sentence : min(start, sentence + NEAR)] if _OPENING_DEADLINE.match(text[sentence:start]) else ""
    )
    agency = context.agency(text[start : start + _FAR], text[sentence : sentence + _FAR])
    for counted in labels.surroundings(text, start, end, quantities(text, start, end, blocked)):
        quantity, number = counted.quantity, counted.quantity.number
        kind = _kind(text, sentence, start, end, quantity, context)
        if kind is None:
            continue
        own = labels.lead(counted.before)
        shared = shared if quantity.inherits and not own else own
        above = found[-1].label if found else _above(text, start, end, context)
        label = labels.label(counted) or _from_before(counted.before, above)
        if quantity.inherits and not own and not (label.startswith(shared) or labels.change(label)):
            label = f"{shared} {label}"
        elif found and _WITHOUT_SUBJECT.match(label):
            label = f"{_subject(above)} {label}".strip()
        elif found and (aspect := _ASPECT.match(counted.before)):
            label = f"{_whole(above)} {aspect['word'].lower()} {label}"
        around = text[max(start, number.start - NEAR) : number.start], text[start:end][:NEAR]
        near = (counted.behind[:NEAR], counted.before[-NEAR:], *around, opening)
        found.append(
            Commitment(
                number.start,
                number.end,
                number.value,
                number.value_max,
                quantity.comparator or "=",
                quantity.unit,
                labels.without_scope(label.strip()),
                labels.scope(text, start, end, counted),
                kind,
                context.deadline(*near) if kind == "target" else None,
                agency,
            )
        )
    return _with_shared_verb(found)


def _above(text: str, start: int, end: int, context: Context) -> str:
    """What a clause without a word of its own speaks of: the title above it, else itself."""
    return (context.titles[-1] if context.titles else text[start : min(end, start + NEAR)]).strip(" :.;-")


def _from_before(left: str, label: str) -> str:
    """The label of a number that says only for whom, or how it changes: that of the number before it."""
    change = labels.change(left)
    return f"{label} {change}" if change and not labels.change(label) else label


def _whole(label: str) -> str:
    """A label without the aspect that its end names: "mức độ hài lòng" of "mức độ hài lòng về …"."""
    return re.split(r"\s+(?:về|đối với|riêng)\s", label)[0]


def _subject(label: str) -> str:
    """What a label speaks of, without what it says of it: "hồ sơ TTHC" of "hồ sơ TTHC được giải quyết"."""
    verb = words("verbs", "predicate").search(label)
    return label[: verb.start()].strip(" ,") if verb else ""


def _with_shared_verb(found: list[Commitment]) -> list[Commitment]:
    """Labels completed by the verb that stands once at the end: "50% các xã; 35% các sở được kiểm tra"."""
    predicate = words("verbs", "predicate")
    for index in range(len(found) - 2, -1, -1):
        this, later = found[index], found[index + 1]
        if this.unit == later.unit and not predicate.search(this.label):
            verb = predicate.search(later.label)
            if verb and verb.start():
                found[index] = replace(this, label=f"{this.label} {later.label[verb.start() :]}")
    return found


def _kind(
    text: str, sentence: int, start: int, end: int, quantity: Quantity, context: Context
) -> Literal["target", "result"] | None:
    """Target or result; None for a number that is neither: money, a condition, a rule."""
    place, stance = quantity.number.start, context.stance
    if _is_money(text, start, end, quantity) or last(text, start, end, "never", "words") >= 0:
        return None
    graded = quantity.comparator and _GRADED.match(text, quantity.end, end)
    if (
        graded
        or _CONDITION.search(text[max(sentence, place - NEAR) : place])
        or _decided(text, sentence, place)
    ):
        return None
    if _BASELINE.match(text, max(start, place - 3), end):
        return "result"
    goal = last(text, sentence, place, "future", "words")
    if stance == "never" and last(text, sentence, end, "future", "words") < 0:
        return None
    if quantity.unit == "hạng" and text[quantity.number.end : quantity.number.end + 1] == "/" and goal < 0:
        return "result"
    weak = -1 if stance == "target" else last(text, sentence, place, "past", "weak")
    past = max(
        weak,
        last(text, sentence, place, "past", "before_number"),
        _year_ago(text, sentence, place, context.year),
    )
    if (past >= 0 and past >= goal) or _of_year_ago(text, place, context.year):
        return "result"
    if not context.promises and not context.reports:
        plain = words("future", "plain")
        return (
            "target"
            if last(text, sentence, end, "future", "plain") >= 0 or any(map(plain.search, context.titles))
            else None
        )
    if goal >= 0:
        return "target"
    if stance == "result" or last(text, sentence, end, "past", "anywhere") >= 0:
        return "result"
    return "target" if stance == "target" or context.promises else "result"


@lru_cache(maxsize=32)
def _years(text: str) -> list[tuple[int, int, int]]:
    """(start, end, year) of the years that a text speaks of, those that it compares with left out."""
    return [(m.start(), m.end(), int(m["until"] or m["year"])) for m in _YEAR.finditer(text)]


def _year_ago(text: str, start: int, end: int, year: int | None) -> int:
    """Where the last year before the plan's within text[start:end] ends; -1 without one."""
    found = (e for s, e, of in _years(text) if year and of < year and start <= s and e <= end)
    return max(found, default=-1)


def _of_year_ago(text: str, place: int, year: int | None) -> bool:
    """Whether the number at `place` stands right behind a year before the plan's: "năm 2021 (41,5%)"."""
    found = _YEAR_BEFORE.search(text[max(0, place - 40) : place])
    return bool(found and year and int(found["year"]) < year)


def _decided(text: str, start: int, place: int) -> bool:
    """Whether what stands before the number says that others decided it."""
    if _GROUNDS.match(text, start):
        return True
    ends = [end for begin, end in _decisions(text) if start <= begin and end <= place]
    return bool(ends) and ";" not in text[ends[-1] : place]


@lru_cache(maxsize=32)
def _decisions(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _DECISION.finditer(text)]


def _is_money(text: str, start: int, end: int, quantity: Quantity) -> bool:
    """Whether a share is of costs, fees or funds: "hỗ trợ 50% kinh phí", "giảm 50% mức thu lệ phí"."""
    if not quantity.number.percent:
        return False
    after = text[quantity.end : min(end, quantity.end + 45)].replace("hi phí tuân thủ", "")
    before = text[max(start, quantity.start - 60) : quantity.start].replace("hi phí tuân thủ", "")
    if re.match(rf"\s*(?:(?:tổng|các|số)\s+)*{one_of('never', 'money')}", after, re.I):
        return True
    paid = re.search(
        rf"{one_of('never', 'money_verbs')}\s*(?:(?:tối đa|không quá|bằng|là|đến)\s*)?$", before, re.I
    )
    return bool(paid and words("never", "money").search(before))
