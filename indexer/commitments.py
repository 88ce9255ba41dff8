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
    f"(?<!{phrase} )" for phrase in ("so với", "hơn", "bằng", "như", "so với kết quả", "so với cuối", "kế hoạch")
)
_YEAR = re.compile(
    rf"{_NOT_BEFORE_YEAR}(?:năm|giai đoạn|(?:quý|tháng)\s+\w+\s*/)\s*(?P<year>20\d\d)(?:\s*[-–]\s*(?P<until>20\d\d))?",
    re.I,
)
# "nếu đạt từ 80% trở lên", "xếp loại tốt khi …": what follows from a number, not what is promised
_CONDITION = re.compile(
    r"(?<!\w)(?:nếu|trường hợp|khi)\s(?:[^\s,;.]+\s){0,8}$"
    r"|(?:loại|mức|hạng)\s(?:tốt|khá|trung bình|yếu|kém|xuất sắc|A|B|C|D)\s?(?:khi|nếu|là|:|=|\()[^;]*$",
    re.I,
)
_OPENING_DEADLINE = re.compile(r"\W*(?:đến|trong|hết|cuối|năm|giai đoạn)\s", re.I)


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
    opening = text[sentence:start] if _OPENING_DEADLINE.match(text[sentence:start]) else ""
    deadline = context.deadline(text[start:end], opening)
    agency = context.agency(text[start:end], text[sentence:end])
    for quantity, left, right in labels.surroundings(text, start, end, quantities(text, start, end, blocked)):
        kind = _kind(text, sentence, start, end, quantity, context)
        if kind is None:
            continue
        number = quantity.number
        found.append(
            Commitment(
                number.start,
                number.end,
                number.value,
                number.value_max,
                quantity.comparator or "=",
                quantity.unit,
                _label(text, start, end, quantity, left, right, found[-1] if found else None, context),
                labels.scope(text, quantity, left, right, start, end),
                kind,
                deadline,
                agency,
            )
        )
    return _with_shared_verb(found)


def _label(
    text: str,
    start: int,
    end: int,
    quantity: Quantity,
    left: tuple[int, int],
    right: tuple[int, int],
    earlier: Commitment | None,
    context: Context,
) -> str:
    """The label of a number, completed by the number before it or the title above it."""
    said = labels.label(text, quantity, left, right)
    change = labels.change(text[slice(*left)])
    if not said:
        above = earlier.label if earlier else context.titles[-1] if context.titles else text[start:end]
        above = above.strip(" :.;-")
        return f"{above} {change}" if change and not labels.change(above) else above
    if earlier and quantity.inherits and not labels.change(said) and (shared := labels.change(earlier.label)):
        said = f"{shared} {said}"
    return labels.without_scope(said)


def _with_shared_verb(found: list[Commitment]) -> list[Commitment]:
    """Labels completed by the verb that stands once, at the end: "50% các xã; 35% các đơn vị được kiểm tra"."""
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
    if _is_money(text, start, end, quantity) or _CONDITION.search(before) or words("never", "words").search(clause):
        return None
    if stance == "never" and not goal.search(text[sentence:end]):
        return None
    past = [match.end() for match in words("past", "before_number").finditer(before)]
    if context.year:
        years = _YEAR.finditer(before)
        past += [match.end() for match in years if int(match["until"] or match["year"]) < context.year]
    future = [match.end() for match in goal.finditer(before)]
    if past and max(past) > max(future, default=-1):
        return "result"
    if future:
        return "target"
    if words("past", "anywhere").search(text[sentence:end]) or stance == "result":
        return "result"
    if stance == "target" or context.promises:
        return "target"
    return "result" if context.reports else None


def _is_money(text: str, start: int, end: int, quantity: Quantity) -> bool:
    """Whether a share is of costs, fees or funds: "hỗ trợ 50% kinh phí", "giảm 50% mức thu lệ phí"."""
    if not quantity.number.percent:
        return False
    after = text[quantity.end : min(end, quantity.end + 45)]
    before = text[max(start, quantity.start - 60) : quantity.start]
    if re.match(rf"\s*(?:(?:tổng|các|số)\s+)*{one_of('never', 'money')}", after, re.I):
        return True
    paid = re.search(rf"{one_of('never', 'money_verbs')}\s*(?:(?:tối đa|không quá|bằng|là|đến)\s*)?$", before, re.I)
    return bool(paid and words("never", "money").search(before))
