"""Word files: numbers counted as Word counts them, tables, changes, boxes, notes; hostile packages."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import docx as word
import made
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from indexer.model import Reading
from indexer.read import read
from indexer.refusal import Refusal


def blocks(reading: Reading, *kinds: str) -> list[str]:
    return [reading.text[b.start : b.end] for b in reading.blocks if not kinds or b.kind in kinds]


def paragraph(text: str, *, list_: int | None = None, level: int = 0, style: str = "") -> str:
    numbered = (
        f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_}"/></w:numPr>' if list_ is not None else ""
    )
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{numbered}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def level(index: int, format: str, text: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{format}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(key: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{key}">{"".join(levels)}</w:abstractNum>'


def num(key: int, of: int, override: str = "") -> str:
    return f'<w:num w:numId="{key}"><w:abstractNumId w:val="{of}"/>{override}</w:num>'


PLAN = abstract(
    0,
    level(0, "upperRoman", "%1."),
    level(1, "decimal", "%2."),
    level(2, "lowerLetter", "%3)"),
    level(3, "bullet", "\uf0b7"),
)


def test_levels_count_and_restart_below_their_parent(tmp_path: Path) -> None:
    steps = [
        (0, "Mục tiêu"),
        (1, "Thể chế"),
        (2, "một"),
        (2, "hai"),
        (3, "điểm"),
        (1, "Thủ tục"),
        (2, "ba"),
        (0, "Tổ chức"),
        (1, "Sở"),
    ]
    body = "".join(paragraph(text, list_=1, level=index) for index, text in steps)
    path = made.docx(tmp_path / "a.docx", body, numbering=PLAN + num(1, 0))
    assert blocks(read(path)) == [
        "I. Mục tiêu", "1. Thể chế", "a) một", "b) hai", "- điểm", "2. Thủ tục", "a) ba", "II. Tổ chức",
        "1. Sở",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("format", "shown"),
    [
        ("decimal", ["1", "2", "3", "4"]),
        ("decimalZero", ["01", "02", "03", "04"]),
        ("upperRoman", ["I", "II", "III", "IV"]),
        ("lowerRoman", ["i", "ii", "iii", "iv"]),
        ("upperLetter", ["A", "B", "C", "D"]),
        ("lowerLetter", ["a", "b", "c", "d"]),
    ],
)
def test_number_formats(tmp_path: Path, format: str, shown: list[str]) -> None:
    body = "".join(paragraph("Việc", list_=1) for _ in shown)
    path = made.docx(tmp_path / "a.docx", body, numbering=abstract(0, level(0, format, "%1)")) + num(1, 0))
    assert blocks(read(path)) == [f"{number}) Việc" for number in shown]


def test_letters_go_on_with_pairs_behind_z(tmp_path: Path) -> None:
    body = paragraph("Việc", list_=1) * 28
    path = made.docx(
        tmp_path / "a.docx", body, numbering=abstract(0, level(0, "lowerLetter", "%1)")) + num(1, 0)
    )
    assert blocks(read(path))[25:] == ["z) Việc", "aa) Việc", "bb) Việc"]


def test_decimal_levels_quote_the_levels_above(tmp_path: Path) -> None:
    legal = abstract(
        0,
        level(0, "upperRoman", "%1."),
        level(1, "decimal", "%1.%2.", "<w:isLgl/>"),
        level(2, "decimal", "%1.%2.%3.", "<w:isLgl/>"),
    )
    body = "".join(paragraph("x", list_=1, level=index) for index in (0, 1, 1, 2, 0, 1, 2))
    path = made.docx(tmp_path / "a.docx", body, numbering=legal + num(1, 0))
    assert blocks(read(path)) == ["I. x", "1.1. x", "1.2. x", "1.2.1. x", "II. x", "2.1. x", "2.1.1. x"]


def test_lists_of_one_kind_count_on_and_overrides_restart(tmp_path: Path) -> None:
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    lists = PLAN + num(1, 0) + num(2, 0) + num(3, 0, restart)
    body = "".join(paragraph("x", list_=key) for key in (1, 1, 2, 3, 3, 1))
    path = made.docx(tmp_path / "a.docx", body, numbering=lists)
    assert blocks(read(path)) == ["I. x", "II. x", "III. x", "I. x", "II. x", "III. x"]


def test_an_overridden_level_and_one_that_never_restarts(tmp_path: Path) -> None:
    lists = abstract(
        0, level(0, "decimal", "%1."), level(1, "decimal", "Nhiệm vụ %2:", '<w:lvlRestart w:val="0"/>')
    )
    lists += num(1, 0) + num(
        2, 0, f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1.")}</w:lvlOverride>'
    )
    body = "".join(paragraph("x", list_=1, level=index) for index in (0, 1, 0, 1)) + paragraph("x", list_=2)
    path = made.docx(tmp_path / "a.docx", body, numbering=lists)
    assert blocks(read(path)) == ["1. x", "Nhiệm vụ 1: x", "2. x", "Nhiệm vụ 2: x", "C. x"]


def test_numbers_that_come_with_a_style_and_one_switched_off(tmp_path: Path) -> None:
    def style(key: str, numbering: str, base: str = "") -> str:
        return (
            f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{key}"/>{base}'
            f'<w:pPr><w:numPr>{numbering}<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        )

    styles = style("Muc", "") + style("Khoan", '<w:ilvl w:val="1"/>', '<w:basedOn w:val="Muc"/>')
    lists = abstract(
        0,
        level(0, "upperRoman", "%1.", '<w:pStyle w:val="Muc"/>'),
        level(1, "decimal", "%2.", '<w:pStyle w:val="Khoan"/>'),
    )
    body = paragraph("a", style="Muc") + paragraph("b", style="Khoan") + paragraph("c", style="Muc", list_=0)
    path = made.docx(tmp_path / "a.docx", body, numbering=lists + num(1, 0), styles=styles)
    assert blocks(read(path)) == ["I. a", "1. b", "c"]


def test_empty_numbered_paragraphs_count_but_do_not_show(tmp_path: Path) -> None:
    body = paragraph("a", list_=1) + paragraph("", list_=1) + paragraph("c", list_=1)
    path = made.docx(tmp_path / "a.docx", body, numbering=PLAN + num(1, 0))
    assert blocks(read(path)) == ["I. a", "III. c"]


def test_changes_are_taken_as_accepted(tmp_path: Path) -> None:
    def run(text: str, tag: str = "t") -> str:
        return f"<w:r><w:{tag}>{text}</w:{tag}></w:r>"

    changed = f"{run('Tỷ lệ đạt ')}<w:del>{run('90', 'delText')}</w:del><w:ins>{run('95')}</w:ins>{run('%')}"
    unended = f"<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('Câu bị ngắt')}"
    texts = (
        changed,
        unended,
        run(" đoạn được nối"),
        f"<w:moveFrom>{run('chỗ cũ')}</w:moveFrom>",
        f"<w:moveTo>{run('chỗ mới')}</w:moveTo>",
    )
    body = "".join(f"<w:p>{text}</w:p>" for text in texts)
    assert blocks(read(made.docx(tmp_path / "a.docx", body))) == [
        "Tỷ lệ đạt 95%",
        "Câu bị ngắt đoạn được nối",
        "chỗ mới",
    ]


def test_what_a_paragraph_can_hold(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>Số</w:t><w:tab/><w:t>hồ sơ</w:t></w:r>"
        '<w:hyperlink><w:r><w:t xml:space="preserve"> tại cổng</w:t></w:r></w:hyperlink>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:noBreakHyphen/><w:t>A</w:t></w:r>"
        "<w:r><w:rPr><w:caps/></w:rPr><w:t> đạt</w:t></w:r>"
        "<m:oMath><m:r><m:t> 95%</m:t></m:r></m:oMath></w:p>"
        "<w:p><w:r><w:t>KẾ HOẠCH</w:t><w:br/><w:t>Cải cách hành chính</w:t><w:br/>"
        "<w:t>năm 2026</w:t></w:r></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>Trong khung nội dung</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    assert blocks(read(made.docx(tmp_path / "a.docx", body))) == [
        "Số hồ sơ tại cổng-A ĐẠT 95%",
        "KẾ HOẠCH",
        "Cải cách hành chính năm 2026",
        "Trong khung nội dung",
    ]


def test_text_boxes_are_read_once(tmp_path: Path) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>Trong hộp</w:t></w:r></w:p></w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>Ngoài hộp</w:t></w:r><w:r><mc:AlternateContent>"
        f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    assert blocks(read(made.docx(tmp_path / "a.docx", body))) == ["Ngoài hộp", "Trong hộp"]


def test_footnotes_follow_their_paragraph(tmp_path: Path) -> None:
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    body = f"<w:p><w:r><w:t>Đạt 95%</w:t></w:r>{reference}<w:r><w:t> năm 2025.</w:t></w:r></w:p>"
    notes = '<w:footnote w:id="2"><w:p><w:r><w:t>Theo báo cáo.</w:t></w:r></w:p></w:footnote>'
    assert blocks(read(made.docx(tmp_path / "a.docx", body, footnotes=notes))) == [
        "Đạt 95% năm 2025.",
        "¹ Theo báo cáo.",
    ]


def test_letterhead_tables_are_text_and_tables_of_tasks_are_rows(tmp_path: Path) -> None:
    document = word.Document()
    head = document.add_table(2, 2)
    for row, texts in zip(
        head.rows,
        (
            ("UBND XÃ TÂN HƯNG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            ("Số: 15/KH-UBND", "ngày 12 tháng 01 năm 2026"),
        ),
        strict=True,
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_paragraph("Nhiệm vụ cụ thể:")
    table = document.add_table(4, 3, style="Table Grid")
    for row, texts in zip(
        table.rows,
        (
            ("STT", "Nội dung", "Chủ trì"),
            ("1", "Số hóa", "Văn phòng"),
            ("2", "Rà soát", ""),
            ("3", "Báo cáo", "Nội vụ"),
        ),
        strict=True,
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 2).merge(table.cell(2, 2))
    section = document.sections[0]
    section.header.paragraphs[0].text = "Dự thảo lần 2"
    section.footer.paragraphs[0].text = "Trang 1"
    document.save(tmp_path / "a.docx")
    reading = read(tmp_path / "a.docx")
    assert blocks(reading)[:5] == [
        "UBND XÃ TÂN HƯNG", "Số: 15/KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "ngày 12 tháng 01 năm 2026",
        "Nhiệm vụ cụ thể:",
    ]  # fmt: skip
    assert blocks(reading, "row") == [
        "1. Nội dung: Số hóa; Chủ trì: Văn phòng",
        "2. Nội dung: Rà soát; Chủ trì: Văn phòng",
        "3. Nội dung: Báo cáo; Chủ trì: Nội vụ",
    ]
    assert "Dự thảo lần 2" in blocks(reading, "furniture")


def test_headings_are_told_by_style_or_weight(tmp_path: Path) -> None:
    document = word.Document()
    document.add_heading("Mục tiêu chung", 1)
    document.add_paragraph().add_run("Nhiệm vụ").bold = True
    document.add_paragraph("Nội dung thường")
    document.save(tmp_path / "a.docx")
    assert blocks(read(tmp_path / "a.docx"), "heading") == ["Mục tiêu chung", "Nhiệm vụ"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("C¶i c¸ch hµnh chÝnh cña x· nh\xad sau", "Cải cách hành chính của xã như sau"),
        ("Cải cách hành chính - thể chế", "Cải cách hành chính - thể chế"),
    ],
)
def test_text_in_a_font_from_before_unicode(tmp_path: Path, written: str, meant: str) -> None:
    document = word.Document()
    run = document.add_paragraph().add_run(written)
    fonts = OxmlElement("w:rFonts")
    fonts.set(qn("w:ascii"), ".VnTime")
    run._r.get_or_add_rPr().append(fonts)
    document.save(tmp_path / "a.docx")
    assert read(tmp_path / "a.docx").text == meant


def test_pages_count_where_word_left_its_marks(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>Trang một</w:t></w:r></w:p>"
        "<w:p><w:r><w:lastRenderedPageBreak/><w:t>Trang hai</w:t></w:r></w:p>"
    )
    path = made.docx(tmp_path / "a.docx", body)
    assert read(path).pages is None
    space = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("docProps/app.xml", f'<Properties xmlns="{space}"><Pages>2</Pages></Properties>')
    reading = read(path)
    assert reading.pages == 2 and [a.page for a in reading.anchors] == [1, 2]


BOMB = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def test_hostile_packages_say_what_is_wrong(tmp_path: Path) -> None:
    def code(path: Path) -> str:
        with pytest.raises(Refusal) as refused:
            read(path)
        assert str(refused.value)
        return refused.value.code

    assert (
        code(made.docx(tmp_path / "entities.docx", "<w:p><w:r><w:t>&b;</w:t></w:r></w:p>", head=BOMB))
        == "unsafe-xml"
    )
    assert (
        code(made.docx(tmp_path / "bomb.docx", f"<w:p><w:r><w:t>{'0' * 220_000_000}</w:t></w:r></w:p>"))
        == "too-much-inside"
    )
    assert code(made.docx(tmp_path / "broken.docx", "<w:p>")) == "damaged-office"
    assert code(made.docx(tmp_path / "empty.docx", "<w:p/>")) == "no-text"
    with zipfile.ZipFile(tmp_path / "none.docx", "w") as archive:
        archive.writestr("word/styles.xml", "<x/>")
    assert code(tmp_path / "none.docx") == "no-document-xml"
    with zipfile.ZipFile(tmp_path / "sheet.zip", "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    assert code(tmp_path / "sheet.zip") == "other-archive"


@pytest.mark.slow
def test_older_word_files_go_through_libreoffice(tmp_path: Path) -> None:
    text = "".join(c if c.isascii() else f"\\u{ord(c)}?" for c in "Kế hoạch cải cách hành chính")
    path = tmp_path / "old.rtf"
    path.write_text(rf"{{\rtf1\ansi\deff0{{\fonttbl{{\f0 Times New Roman;}}}}\uc1 {text}\par}}")
    if not shutil.which("soffice"):
        with pytest.raises(Refusal, match="LibreOffice"):
            read(path)
        return
    reading = read(path)
    assert reading.text == "Kế hoạch cải cách hành chính" and reading.format == "rtf"
