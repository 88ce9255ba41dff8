"""Files that leave the program: what a spreadsheet and a word processor find in them."""

import csv
import io
from dataclasses import replace
from datetime import datetime

import pytest
from docx import Document as read_docx
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from indexer import compare, export
from indexer.generation import Generation
from indexer.model import Document, Target

PLAN = Document(
    "d", "182.txt", "Kế hoạch cải cách hành chính năm 2022", "182/KH-UBND", "2021-12-29",
    "UBND thành phố Hưng Yên", "huyện", "Hưng Yên", "thành phố", "Hưng Yên",
    2022, "kế hoạch", None, True, None, "txt",
)  # fmt: skip
TARGET = Target(
    "d", "on_time", "hồ sơ TTHC giải quyết đúng hạn", ">", 95.0, None, "%", None, "target", "II.2.a", None,
    0, 40, "Trên 95% số hồ sơ TTHC giải quyết đúng hạn", 5, 7, 2022, "Văn phòng",
)  # fmt: skip


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_csv_opens_in_excel_as_utf8() -> None:
    content = export.csv_bytes([(TARGET, PLAN)])
    assert content.startswith(b"\xef\xbb\xbf") and b"\r\n" in content
    (row,) = rows(content)
    assert row["Địa phương"] == "Hưng Yên" and row["Giá trị"] == "95" and row["Đơn vị tính"] == "%"
    assert row["Mức"] == "trên" and row["Loại"] == "chỉ tiêu" and row["Ngày ban hành"] == "29/12/2021"
    assert row["Chỉ tiêu"] == "Tỷ lệ hồ sơ thủ tục hành chính giải quyết đúng hạn"
    assert row["Trích dẫn"] == TARGET.quote and row["Mục"] == "II.2.a"


def test_reference_in_official_form() -> None:
    assert export.reference(PLAN, "II.2.a") == (
        "Kế hoạch số 182/KH-UBND ngày 29/12/2021 của UBND thành phố Hưng Yên, mục II.2.a"
    )
    bare = replace(PLAN, number=None, issued=None, issuer=None, title=None)
    assert "None" not in export.reference(bare, None, 3) and "trang 3" in export.reference(bare, None, 3)


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "  =1", "\r=1"])
def test_no_text_becomes_a_formula(text: str) -> None:
    record = (replace(TARGET, label=text, quote=text), replace(PLAN, locality=text))
    (row,) = rows(export.csv_bytes([record]))
    assert all(not (value or "").lstrip().startswith(tuple("=+-@")) for value in row.values())
    book = load_workbook(io.BytesIO(export.xlsx_bytes([record])))
    for sheet in book:
        for cell in [cell for line in sheet.iter_rows() for cell in line]:
            assert cell.data_type != "f", cell.value


@settings(deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_survives_the_journey(label: str, quote: str) -> None:
    record = (replace(TARGET, label=label or "x", quote=quote), PLAN)
    assert len(rows(export.csv_bytes([record]))) == 1


@pytest.mark.parametrize("text", ["\x00\x07 nhãn", "nhãn\x1f", "a\ufffeb", "<b>&amp;</b>", "dòng\nhai"])
def test_characters_that_no_office_file_takes_are_left_out(text: str) -> None:
    record = (replace(TARGET, label=text, indicator=None), PLAN)
    sheet = load_workbook(io.BytesIO(export.xlsx_bytes([record])))["Chỉ tiêu"]
    assert "\x00" not in str(sheet["K2"].value)
    assert read_docx(io.BytesIO(export.docx_bytes([record]))).tables[0].rows[1].cells[1].text


def test_excel_cells_are_typed_and_linked(five: Generation, tmp_path) -> None:
    records = [(target, five.documents[target.document]) for target in five.targets]
    path = tmp_path / "targets.xlsx"
    export.write_xlsx(records, path)
    book = load_workbook(path)
    sheet, quotes = book["Chỉ tiêu"], book["Trích dẫn"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    assert sheet.max_row == quotes.max_row == len(records) + 1
    for row, (target, document) in enumerate(records, start=2):
        value = sheet.cell(row, heads["Giá trị"])
        assert value.data_type == "n" and value.value == target.value
        issued = sheet.cell(row, heads["Ngày ban hành"]).value
        assert isinstance(issued, datetime) == (document.issued is not None)
        link = sheet.cell(row, heads["Viện dẫn"]).hyperlink
        assert link.location == f"'Trích dẫn'!A{row}"
        assert quotes.cell(row, 3).value == target.quote


def test_a_comparison_in_excel_links_each_cell_to_its_quote(five: Generation) -> None:
    of = compare.matrix(list(five.documents.values()), five.targets)
    book = load_workbook(io.BytesIO(export.matrix_xlsx_bytes(of)))
    sheet, quotes = book["So sánh"], book["Trích dẫn"]
    for row, line in enumerate(of.rows, start=2):
        for column, cell in enumerate(line.cells, start=3):
            shown = sheet.cell(row, column)
            assert shown.value == export.shown(cell)
            if cell.principal:
                at = int(shown.hyperlink.location.rsplit("A", 1)[1])
                assert quotes.cell(at, 3).value == cell.principal.quote


def test_silence_is_said_in_three_ways() -> None:
    assert export.shown(compare.Cell(PLAN, (), "silent")) == "không thấy nêu"
    assert export.shown(compare.Cell(PLAN, (), "unknown")) == "không thấy nêu (văn bản bị cắt)"
    assert export.shown(compare.Cell(None, (), "unknown")) == "không có văn bản"


def test_word_table_is_ready_to_paste(tmp_path) -> None:
    path = tmp_path / "targets.docx"
    export.write_docx([(TARGET, PLAN), (replace(TARGET, doubtful=True), PLAN)], path)
    (table,) = read_docx(str(path)).tables
    assert [cell.text for cell in table.rows[1].cells] == [
        "1",
        "Tỷ lệ hồ sơ thủ tục hành chính giải quyết đúng hạn",
        "trên 95%",
        "Kế hoạch số 182/KH-UBND ngày 29/12/2021 của UBND thành phố Hưng Yên, mục II.2.a",
    ]
    assert "cần kiểm tra" in table.rows[2].cells[2].text


def test_a_comparison_in_word_says_where_each_value_stands(five: Generation) -> None:
    of = compare.matrix(list(five.documents.values()), five.targets, ["on_time"])
    (table,) = read_docx(io.BytesIO(export.matrix_docx_bytes(of))).tables
    texts = [cell.text for cell in table.rows[1].cells]
    assert "trên 95% (mục II.2.a)" in texts
    assert len(table.columns) == 1 + len(of.documents)


def test_csv_file(tmp_path) -> None:
    path = tmp_path / "targets.csv"
    export.write_csv([(TARGET, PLAN)], path)
    assert path.read_bytes() == export.csv_bytes([(TARGET, PLAN)])
