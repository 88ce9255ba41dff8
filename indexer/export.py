"""Targets and comparisons as files of an office: CSV, Excel and Word, with references to paste."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.compare import Cell, Matrix
from indexer.indicators import fields, indicators
from indexer.model import Document, Target
from indexer.reference import place, plan_name, reference, spoken

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = [
    "csv_bytes",
    "docx_bytes",
    "matrix_docx_bytes",
    "matrix_xlsx_bytes",
    "reference",
    "shown",
    "write_csv",
    "write_docx",
    "write_xlsx",
    "xlsx_bytes",
]

Record = tuple[Target, Document]

_COLUMNS = (
    "Địa phương", "Cấp", "Tỉnh, thành phố", "Năm", "Số hiệu", "Ngày ban hành", "Cơ quan ban hành",
    "Lĩnh vực", "Chỉ tiêu", "Mã chỉ tiêu", "Nội dung", "Mức", "Giá trị", "Đến", "Đơn vị tính", "Phạm vi",
    "Loại", "Thời hạn", "Chủ trì", "Cần kiểm tra", "Mục", "Trang", "Trích dẫn", "Viện dẫn", "Tệp",
)  # fmt: skip
_LEVELS = {">=": "tối thiểu", ">": "trên", "=": "bằng", "<=": "không quá", "<": "dưới", "range": "từ … đến"}
_KINDS = {"target": "chỉ tiêu", "result": "kết quả"}
_WIDTHS = {"Nội dung": 60, "Trích dẫn": 80, "Viện dẫn": 60, "Chỉ tiêu": 45, "Cơ quan ban hành": 28}
_UNSAFE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_QUOTES = "Trích dẫn"
_QUOTE_WIDTHS = {
    "STT": 6, "Viện dẫn": 60, "Trích dẫn": 100, "Mục": 12, "Trang": 8, "Tệp": 40, "Chỉ tiêu": 60,
}  # fmt: skip


def shown(cell: Cell) -> str:
    """A cell of a comparison in words: the values as stated, or why there are none."""
    if cell.targets:
        return "; ".join(map(spoken, cell.targets))
    if cell.document is None:
        return "không có văn bản"
    return "không thấy nêu (văn bản bị cắt)" if cell.state == "unknown" else "không thấy nêu"


def write_csv(records: Sequence[Record], path: Path) -> None:
    """Write the table to a CSV file that Excel opens as UTF-8."""
    path.write_bytes(csv_bytes(records))


def write_xlsx(records: Sequence[Record], path: Path) -> None:
    """Write the table and its citations to an Excel file."""
    path.write_bytes(xlsx_bytes(records))


def write_docx(records: Sequence[Record], path: Path) -> None:
    """Write a table ready to paste into a draft to a Word file."""
    path.write_bytes(docx_bytes(records))


def csv_bytes(records: Iterable[Record]) -> bytes:
    """The table as CSV: UTF-8 with a byte order mark, commas, decimal points, CRLF.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    writer.writerows([_harmless(value) for value in _values(*record)] for record in records)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def _values(target: Target, document: Document) -> tuple[str | float | date | None, ...]:
    """One record in the order of the columns."""
    indicator = indicators().get(target.indicator or "")
    return (
        document.locality,
        document.level,
        document.province,
        document.year,
        document.number,
        date.fromisoformat(document.issued) if document.issued else None,
        document.issuer,
        fields()[indicator.field]["vi"] if indicator else None,
        indicator.vi if indicator else None,
        target.indicator,
        target.label,
        _LEVELS[target.comparator],
        target.value,
        target.value_max,
        target.unit,
        target.scope,
        _KINDS[target.kind],
        target.deadline,
        target.agency,
        "cần kiểm tra" if target.doubtful else None,
        target.section,
        target.page,
        target.quote,
        reference(document, target.section, target.page),
        document.path,
    )


def _harmless(value: str | float | date | None) -> str | float | None:
    """A value for a CSV cell: no formula, no control character, dates as Vietnamese write them."""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, str):
        return value
    text = _UNSAFE.sub("", value)
    return f"'{text}" if text.lstrip()[:1] in tuple("=+-@") or text[:1] in tuple("\t\r\n") else text


# ------------------------------------------------------------------ Excel


def xlsx_bytes(records: Sequence[Record]) -> bytes:
    """The table as an Excel workbook: typed cells, and a sheet of citations that each row links to."""
    book = _workbook()
    sheet, quotes = book.active, book.create_sheet(_QUOTES)
    sheet.title = "Chỉ tiêu"
    _header(sheet, _COLUMNS)
    _header(quotes, tuple(_QUOTE_WIDTHS))
    for index, (target, document) in enumerate(records, start=2):
        for column, value in enumerate(_values(target, document), start=1):
            _put(sheet, index, column, value)
        shown = sheet.cell(index, _COLUMNS.index("Giá trị") + 1)
        shown.number_format = '#,##0.##"%"' if target.unit == "%" else "#,##0.##"
        _link(sheet, index, _COLUMNS.index("Viện dẫn") + 1, _QUOTES, f"A{index}")
        _quote(quotes, index, target, document)
        _link(quotes, index, 7, sheet.title, f"A{index}", target.label)
    _finish(sheet, {name: _WIDTHS.get(name, 16) for name in _COLUMNS})
    _finish(
        quotes, {"STT": 6, "Viện dẫn": 60, "Trích dẫn": 100, "Mục": 12, "Trang": 8, "Tệp": 40, "Chỉ tiêu": 60}
    )
    return _saved(book)


def matrix_xlsx_bytes(matrix: Matrix) -> bytes:
    """A comparison as an Excel workbook: indicators down, plans across, each cell linked to its citation."""
    book = _workbook()
    sheet, quotes = book.active, book.create_sheet(_QUOTES)
    sheet.title = "So sánh"
    heads = (
        "Chỉ tiêu",
        "Đơn vị tính",
        *map(plan_name, matrix.documents),
        "Thấp nhất",
        "Trung vị",
        "Cao nhất",
    )
    _header(sheet, heads)
    _header(quotes, tuple(_QUOTE_WIDTHS))
    cited = 1
    for index, row in enumerate(matrix.rows, start=2):
        _put(sheet, index, 1, indicators()[row.indicator].vi)
        _put(sheet, index, 2, next((c.principal.unit for c in row.cells if c.principal), None))
        for column, cell in enumerate(row.cells, start=3):
            _put(sheet, index, column, shown(cell))
            for target in cell.targets:
                cited += 1
                _quote(quotes, cited, target, cell.document)
                _link(
                    quotes,
                    cited,
                    7,
                    sheet.title,
                    sheet.cell(index, column).coordinate,
                    indicators()[row.indicator].vi,
                )
            if cell.targets:
                _link(sheet, index, column, _QUOTES, f"A{cited - len(cell.targets) + 1}")
        ends = (_value(row.lowest), row.median, _value(row.highest))
        for column, value in enumerate(ends, start=3 + len(row.cells)):
            _put(sheet, index, column, value)
            sheet.cell(index, column).number_format = "#,##0.##"
    _finish(sheet, {name: 45 if place == 0 else 24 for place, name in enumerate(heads)})
    _finish(
        quotes, {"STT": 6, "Viện dẫn": 60, "Trích dẫn": 100, "Mục": 12, "Trang": 8, "Tệp": 40, "Chỉ tiêu": 60}
    )
    return _saved(book)


def _value(cells: tuple[Cell, ...]) -> float | None:
    return cells[0].principal.value if cells and cells[0].principal else None


def _workbook() -> Workbook:
    from openpyxl import Workbook

    return Workbook()


def _header(sheet: Worksheet, heads: Sequence[str]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    for column, head in enumerate(heads, start=1):
        _put(sheet, 1, column, head)
        cell = sheet.cell(1, column)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="DDE6F0")
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _put(sheet: Worksheet, row: int, column: int, value: str | float | date | None) -> None:
    """A typed cell; a text is never a formula, whatever it begins with."""
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = _UNSAFE.sub("", value)
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in tuple("=+-@")
        return
    cell.value = value
    if isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"


def _link(sheet: Worksheet, row: int, column: int, to: str, target: str, text: str | None = None) -> None:
    from openpyxl.worksheet.hyperlink import Hyperlink

    cell = sheet.cell(row, column)
    if text is not None:
        _put(sheet, row, column, text)
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{to}'!{target}")
    cell.style = "Hyperlink"
    cell.quotePrefix = str(cell.value)[:1] in tuple("=+-@")


def _quote(sheet: Worksheet, row: int, target: Target, document: Document | None) -> None:
    """A line of the sheet of citations."""
    where = (target.section, target.page)
    values = (row - 1, reference(document, *where) if document else None, target.quote, *where)
    for column, value in enumerate((*values, document.path if document else None), start=1):
        _put(sheet, row, column, value)


def _finish(sheet: Worksheet, widths: dict[str, int]) -> None:
    from openpyxl.styles import Alignment
    from openpyxl.utils import get_column_letter

    for column, width in enumerate(widths.values(), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# ------------------------------------------------------------------ Word


def docx_bytes(records: Sequence[Record]) -> bytes:
    """A Word table ready to paste into a draft: number, indicator, level set, plan and place."""
    document = _word()
    table = _table(document, ("TT", "Chỉ tiêu", "Mức đặt ra", "Viện dẫn"))
    for index, (target, plan) in enumerate(records, start=1):
        indicator = indicators().get(target.indicator or "")
        name = indicator.vi if indicator else target.label
        level = f"{spoken(target)} (cần kiểm tra)" if target.doubtful else spoken(target)
        _cells(table, (str(index), name, level, reference(plan, target.section, target.page)))
    return _bytes(document)


def matrix_docx_bytes(matrix: Matrix) -> bytes:
    """A comparison as a Word table: one row an indicator, one column a plan, with the places in the plans."""
    document = _word()
    table = _table(document, ("Chỉ tiêu", *map(plan_name, matrix.documents)))
    for row in matrix.rows:
        said = (
            "\n".join(f"{spoken(t)} ({place(t.section, t.page)})".replace(" ()", "") for t in cell.targets)
            or shown(cell)
            for cell in row.cells
        )
        _cells(table, (indicators()[row.indicator].vi, *said))
    return _bytes(document)


def _word() -> WordDocument:
    from docx import Document as new
    from docx.enum.section import WD_ORIENT
    from docx.shared import Pt

    document = new()
    document.styles["Normal"].font.name = "Times New Roman"
    document.styles["Normal"].font.size = Pt(12)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    return document


def _table(document: WordDocument, heads: Sequence[str]) -> Table:
    table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(_UNSAFE.sub("", head)).bold = True
    return table


def _cells(table: Table, texts: Sequence[str]) -> None:
    for cell, text in zip(table.add_row().cells, texts, strict=True):
        cell.text = _UNSAFE.sub("", text)


def _bytes(document: WordDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
