"""Table rows: which cell holds the number, which says what it counts, who leads and by when."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from indexer import commitments
from indexer.commitments import Commitment
from indexer.context import Context
from indexer.mentions import mentions
from indexer.numbers import numbers
from indexer.quantities import moved, quantity_of
from indexer.wording import one_of, words

_CELL = re.compile(r"(?:^|;\s)(?P<head>[A-ZĐÀ-Ỹ][^;:]{0,90}?):\s")
_ORDINAL = re.compile(r"\s*\(?[\dIVXa-zđ.]{1,7}[.)]\s+")
_FIGURE = re.compile(
    r"\W*(?:từ|trên|dưới|đạt|tối thiểu|ít nhất|không quá|tối đa|khoảng)?[\s≥≤><]*\d[\d.,\s%–-]*(?:trở lên"
    r"|trở xuống)?\W*",
    re.I,
)
# What the heads of columns say of their cells.
_AGENCY = re.compile(
    r"chủ trì|thực hiện chính|(?:cơ quan|đơn vị) thực hiện|trách nhiệm|phụ trách|đầu mối|cơ quan, đơn vị",
    re.I,
)
_WHEN = re.compile(r"thời gian|thời hạn|tiến độ|hoàn thành trước", re.I)
_UNIT = re.compile(r"đơn vị tính|đvt|đơn vị đo", re.I)
_WHAT = re.compile(
    r"nội dung|nhiệm vụ|chỉ tiêu|mục tiêu|tên|công việc|tiêu chí|hoạt động|lĩnh vực|chỉ số", re.I
)
_REACHED = re.compile(
    r"thực hiện năm|kết quả|ước thực hiện|hiện trạng|năm trước|thực trạng|đã đạt|ước đạt", re.I
)
_WANTED = re.compile(r"cần đạt|phải đạt|dự kiến|đầu ra", re.I)
_OTHER = re.compile(
    r"phối hợp|ghi chú|căn cứ|kinh phí|sản phẩm|văn bản|nguồn|địa điểm|mức chi|đơn giá|thành tiền|định mức"
    r"|dự toán|vốn"
    r"|^s?tt$|điểm (?:chuẩn|tối đa|đạt|tự)|hao mòn|mã ",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Cell:
    head: str  # "" where none can be told
    start: int
    end: int


def find(text: str, context: Context) -> list[Commitment]:
    """The commitments of a row that reads "Nội dung: …; Chỉ tiêu: 95%; Chủ trì: …". Positions in the row."""
    cells = _cells(text)
    heads = " ".join(cell.head for cell in cells)
    told = context.promises or context.reports or words("future", "plain").search(heads)
    if context.stance == "never" or not told:
        return []
    what = _what(text, cells)
    label = text[what.start : what.end].strip(" .;") if what else ""
    unit, agency, when = (_said(text, cells, role) for role in (_UNIT, _AGENCY, _WHEN))
    blocked = mentions(text)
    found = [
        commitment
        for cell in cells
        if cell is what or not any(role.search(cell.head) for role in (_OTHER, _AGENCY, _WHEN, _UNIT))
        for commitment in _of_cell(text, cell, "" if cell is what else label, unit, blocked, context)
    ]
    return [
        replace(
            one,
            agency=one.agency or agency or context.agency(),
            deadline=one.deadline or context.deadline(when or "") or _year_of(when or "")
            if one.kind == "target"
            else None,
        )
        for one in found
    ]


def _what(text: str, cells: list[_Cell]) -> _Cell | None:
    """The cell that says what the row is about: by its head, else the first that is no figure."""
    worded = [cell for cell in cells if not _is_figure(text, cell)]
    named = [cell for cell in worded if _WHAT.search(cell.head) and not _OTHER.search(cell.head)]
    return next(iter((*named, *worded)), None)


def _said(text: str, cells: list[_Cell], role: re.Pattern[str]) -> str | None:
    """What the cell below a head of this role says."""
    return next((text[cell.start : cell.end].strip(" .;") for cell in cells if role.search(cell.head)), None)


def _of_cell(
    text: str, cell: _Cell, label: str, unit: str | None, blocked: list[tuple[int, int]], context: Context
) -> list[Commitment]:
    reached = _REACHED.search(cell.head) and not _WANTED.search(cell.head)
    if label and _is_figure(text, cell):
        return _figure(text, cell, label, unit, "result" if reached else "target", context)
    title = f"{cell.head}: {label}" if label else cell.head
    around = replace(context, titles=(*context.titles, title))
    found = commitments.find(text, cell.start, cell.end, cell.start, blocked, around)
    whole = text[cell.start : cell.end].strip()
    said = [replace(one, deadline=one.deadline or _year_of(cell.head)) for one in found]
    return [
        replace(one, label=label) if label and (len(one.label.split()) < 4 or one.label == whole) else one
        for one in said
    ]


def _figure(
    text: str, cell: _Cell, label: str, unit: str | None, kind: Literal["target", "result"], context: Context
) -> list[Commitment]:
    """A cell with a number and little else; its unit may stand in the head, the label or another column."""
    inside = [moved(number, cell.start) for number in numbers(text[cell.start : cell.end])]
    counted = "%" if any(number.percent for number in inside) else _unit(cell.head, label, unit)
    if len(inside) == 1 and not counted:
        counted = quantity_of(text, cell.start, cell.end, inside[0]).unit
    if len(inside) != 1 or not counted or (counted == "%" and inside[0].value > 100):
        return []
    number = inside[0]
    year = context.deadline(cell.head) or _year_of(cell.head)
    if year and context.year and year < context.year:
        kind = "result"
    comparator = quantity_of(text, cell.start, cell.end, number).comparator or "="
    return [
        Commitment(
            number.start,
            number.end,
            number.value,
            number.value_max,
            comparator,
            counted,
            label,
            None,
            kind,
            year,
            None,
        )
    ]


def _unit(head: str, label: str, column: str | None) -> str | None:
    """The unit of a bare figure: from a column of units, the head of its own column, or what it measures."""
    column = (column or "").lower()
    if column and column not in {"%", "phần trăm", "tỷ lệ"}:
        money = re.search(r"đồng|usd|vnđ", column)
        return None if money or any(map(str.isdigit, column)) else column
    if column or "%" in head or "(%)" in label or re.match(r"\W*(?:tỷ lệ|mức độ)", label, re.I):
        return "%"
    return None


def _cells(text: str) -> list[_Cell]:
    """The cells of a row. Where no head can be told, cells are what semicolons part."""
    shift = match.end() if (match := _ORDINAL.match(text)) else 0
    body = text[shift:]
    heads = list(_CELL.finditer(body))
    if not heads:
        parts = re.finditer(r"(?:(?!;\s).)+", body)
        return [_Cell("", shift + part.start(), shift + part.end()) for part in parts]
    ends = [head.start() for head in heads[1:]] + [len(body)]
    cells = [_Cell(h["head"].strip(), shift + h.end(), shift + e) for h, e in zip(heads, ends, strict=True)]
    return [_Cell("", shift, shift + heads[0].start()), *cells] if heads[0].start() else cells


def _is_figure(text: str, cell: _Cell) -> bool:
    """Whether a cell is a number, with its comparator and unit or without."""
    said = text[cell.start : cell.end]
    return bool(
        _FIGURE.fullmatch(said) or re.fullmatch(rf"{_FIGURE.pattern}{one_of('units')}\W*", said, re.I)
    )


def _year_of(said: str) -> int | None:
    years = re.findall(r"(?<!\d)20\d\d(?!\d)", said)
    return int(years[-1]) if years else None
