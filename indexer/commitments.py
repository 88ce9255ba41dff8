"""The numbers of a clause as commitments: what they count, for whom, by when, target or result."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from indexer import labels
from indexer.context import Context
from indexer.model import Comparator
from indexer.quantities import Quantity, quantities
from indexer.wording import one_of, words

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
_OTHERS = re.compile(
    r"^\W*căn cứ\s|(?:nghị quyết|nghị định|quyết định|thông tư|chỉ thị|kế hoạch"
    r"|chương trình)\s(?:số\s)?\d[^;]*?"
    r"(?:quy định|đặt mục tiêu|đề ra mục tiêu|xác định mục tiêu|yêu cầu|đặt ra)(?!\w)[^;]*$",
    re.I,
)
# "từ 4,7% xuống 1,3%": where it starts from
_BASELINE = re.compile(r"từ\s[\d.,]+\s?%?\s*(?:\(?năm 20\d\d\)?\s*)?(?:xuống|lên)(?!\w)", re.I)
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
    opening = text[sentence:start] if _OPENING_DEADLINE.match(text[sentence:start]) else ""
    agency = context.agency(text[start:end], text[sentence:end])
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
        near = (counted.behind, counted.before, text[start : number.start], text[start:end], opening)
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
    return (context.titles[-1] if context.titles else text[start:end]).strip(" :.;-")


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
    clause, before = text[start:end], text[sentence : quantity.number.start]
    goal, stance = words("future", "words"), context.stance
    if (
        _is_money(text, start, end, quantity)
        or _CONDITION.search(before)
        or words("never", "words").search(clause)
    ):
        return None
    if (quantity.comparator and _GRADED.match(text[quantity.end : end])) or _OTHERS.search(before):
        return None
    if _BASELINE.match(text[max(start, quantity.number.start - 3) : end]):
        return "result"
    if stance == "never" and not goal.search(text[sentence:end]):
        return None
    if quantity.unit == "hạng" and re.match(r"/\d", text[quantity.number.end :]) and not goal.search(before):
        return "result"
    past = [match.end() for match in words("past", "before_number").finditer(before)]
    if context.year:
        years = _YEAR.finditer(before)
        past += [match.end() for match in years if int(match["until"] or match["year"]) < context.year]
    if (last := _YEAR_BEFORE.search(before)) and context.year and int(last["year"]) < context.year:
        return "result"
    future = [match.end() for match in goal.finditer(before)]
    if past and max(past) > max(future, default=-1):
        return "result"
    if not context.promises and not context.reports:
        said = (*context.titles, text[sentence:end])
        return "target" if any(map(words("future", "plain").search, said)) else None
    if future:
        return "target"
    if words("past", "anywhere").search(text[sentence:end]) or stance == "result":
        return "result"
    return "target" if stance == "target" or context.promises else "result"


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
