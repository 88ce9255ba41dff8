"""Table rows: which cell holds the number, which says what it counts, who leads and by when."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from indexer import commitments
from indexer.commitments import Commitment
from indexer.context import Context
from indexer.mentions import mentions
from indexer.numbers import numbers
from indexer.quantities import quantity_of

_CELL = re.compile(r"(?:^|;\s)(?P<head>[A-ZĐÀ-Ỹ][^;:]{0,90}?):\s")
_ORDINAL = re.compile(r"\s*\(?[\dIVXa-zđ.]{1,7}[.)]\s+")
_HEADS = {
    "agency": r"chủ trì|thực hiện chính|cơ quan thực hiện|đơn vị thực hiện|trách nhiệm|phụ trách|đầu mối|cơ quan, đơn vị",
    "other": r"phối hợp|ghi chú|căn cứ|kinh phí|sản phẩm|văn bản|nguồn|địa điểm|cơ quan tham mưu|tt|stt",
    "when": r"thời gian|thời hạn|tiến độ|hoàn thành trước",
    "unit": r"đơn vị tính|đvt|đơn vị đo",
    "result": r"thực hiện năm|kết quả|ước thực hiện|hiện trạng|năm trước|thực trạng|đã đạt|ước đạt|cơ sở",
    "what": r"nội dung|nhiệm vụ|chỉ tiêu|mục tiêu|tên|công việc|tiêu chí|hoạt động|lĩnh vực|chỉ số",
    "value": r"chỉ tiêu|mục tiêu|kế hoạch|năm\s*20\d\d|giá trị|mức|tỷ lệ|phấn đấu|số lượng|đạt|yêu cầu|kết quả cần đạt",
}
_FIGURE = re.compile(
    r"\W*(?:từ|trên|dưới|đạt|≥|≤|>|<|tối thiểu|ít nhất|không quá)?[\s≥≤><]*[\d.,\s%–-]+(?:trở lên|trở xuống|%)?\W*",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Cell:
    head: str
    start: int
    end: int


def find(text: str, context: Context) -> list[Commitment]:
    """The commitments of a row that reads "Nội dung: …; Chỉ tiêu: 95%; Chủ trì: …". Positions in the row."""
    cells = _cells(text)
    blocked = mentions(text)
    what = next((cell for cell in cells if _says(cell, "what") and not _is_figure(text, cell)), None)
    what = what or next((cell for cell in cells if not _is_figure(text, cell)), None)
    unit = next(
        (
            text[c.start : c.end].strip(" .;").lower()
            for c in cells
            if re.search(_HEADS["unit"], c.head, re.I)
        ),
        None,
    )
    agency = next(
        (text[c.start : c.end].strip(" .;") for c in cells if re.search(_HEADS["agency"], c.head, re.I)), None
    )
    when = next((text[c.start : c.end] for c in cells if re.search(_HEADS["when"], c.head, re.I)), "")
    label = text[what.start : what.end].strip(" .;") if what else ""
    found: list[Commitment] = []
    for cell in cells:
        if (
            not cell.head
            or cell is what
            or not re.search(
                rf"{_HEADS['other']}|{_HEADS['agency']}|{_HEADS['when']}|{_HEADS['unit']}", cell.head, re.I
            )
        ):
            found += _of_cell(text, cell, label if cell is not what else "", unit, blocked, context)
    deadline = context.deadline(when) if when else None
    return [
        replace(
            commitment,
            agency=commitment.agency or agency or context.agency(),
            deadline=(
                commitment.deadline or deadline or _year_of(when) or context.deadline()
                if commitment.kind == "target"
                else None
            ),
        )
        for commitment in found
    ]


def _of_cell(
    text: str, cell: _Cell, label: str, unit: str | None, blocked: list[tuple[int, int]], context: Context
) -> list[Commitment]:
    said = text[cell.start : cell.end]
    kind_of_column = (
        "result"
        if re.search(_HEADS["result"], cell.head, re.I)
        and not re.search(r"cần đạt|phải đạt|dự kiến", cell.head, re.I)
        else "target"
    )
    if label and _is_figure(text, cell):
        return _figure(text, cell, label, unit, kind_of_column, context)
    around = replace(context, titles=(*context.titles, f"{cell.head}: {label}" if label else cell.head))
    if kind_of_column == "target":
        around = replace(around, promises=True)
    found = commitments.find(text, cell.start, cell.end, cell.start, blocked, around)
    return [
        replace(
            one,
            label=label if label and (len(one.label.split()) < 4 or one.label == said.strip()) else one.label,
        )
        for one in found
    ]


def _figure(
    text: str, cell: _Cell, label: str, unit: str | None, kind: str, context: Context
) -> list[Commitment]:
    """A cell that holds a number and little else: its unit may stand in the head, the label or a column of its own."""
    found = commitments.find(
        text, cell.start, cell.end, cell.start, [], replace(context, titles=(), promises=True)
    )
    if not found:
        inside = [
            replace(n, start=n.start + cell.start, end=n.end + cell.start, whole=n.whole + cell.start)
            for n in numbers(text[cell.start : cell.end])
        ]
        counted = _unit(cell.head, label, unit)
        if len(inside) != 1 or not counted or (counted == "%" and inside[0].value > 100):
            return []
        number = inside[0]
        comparator = quantity_of(text, cell.start, cell.end, number).comparator or "="
        found = [
            Commitment(
                number.start,
                number.end,
                number.value,
                number.value_max,
                comparator,
                counted,
                label,
                None,
                "target",
                None,
                None,
            )
        ]
    year = context.deadline(cell.head) or _year_of(cell.head)
    if kind == "target" and year and context.year and year < context.year:
        kind = "result"
    return [replace(one, label=label, kind=kind, deadline=year) for one in found]


def _unit(head: str, label: str, column: str | None) -> str | None:
    """The unit of a bare figure: from a column of units, the head of its own column, or what it measures."""
    if column and column not in {"%", "phần trăm", "tỷ lệ"}:
        return column
    if column or "%" in head or "(%)" in label or re.match(r"\W*(?:tỷ lệ|mức độ)", label, re.I):
        return "%"
    return None


def _cells(text: str) -> list[_Cell]:
    """The cells of a row. Where no head can be told, cells are what semicolons part."""
    shift = match.end() if (match := _ORDINAL.match(text)) else 0
    body = text[shift:]
    heads = list(_CELL.finditer(body))
    if not heads:
        parts = [(m.start(), m.end()) for m in re.finditer(r"(?:(?!;\s).)+", body)]
        return [_Cell("", shift + a + (a > 0), shift + b) for a, b in parts]
    ends = [head.start() for head in heads[1:]] + [len(body)]
    cells = [_Cell(h["head"].strip(), shift + h.end(), shift + e) for h, e in zip(heads, ends, strict=True)]
    return [_Cell("", shift, shift + heads[0].start()), *cells] if heads[0].start() else cells


def _says(cell: _Cell, role: str) -> bool:
    return bool(re.search(_HEADS[role], cell.head, re.I)) and not re.search(_HEADS["other"], cell.head, re.I)


def _is_figure(text: str, cell: _Cell) -> bool:
    said = text[cell.start : cell.end].strip()
    return bool(said) and bool(_FIGURE.fullmatch(said)) and any(c.isdigit() for c in said)


def _year_of(said: str) -> int | None:
    years = re.findall(r"(?<!\d)20\d\d(?!\d)", said)
    return int(years[-1]) if years else None
