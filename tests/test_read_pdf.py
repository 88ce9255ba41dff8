"""PDFs with text: order, paragraphs, places, tables, notes, stamps, old fonts, refusals."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import made
import pypdf
import pytest
from pypdf.annotations import FreeText
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, TextStringObject

from indexer.anchors import touching
from indexer.model import Reading
from indexer.read import read
from indexer.refusal import Refusal


def blocks(reading: Reading, *kinds: str) -> list[str]:
    return [reading.text[b.start : b.end] for b in reading.blocks if not kinds or b.kind in kinds]


def refusal(path: Path) -> str:
    with pytest.raises(Refusal) as refused:
        read(path)
    assert str(refused.value) and refused.value.say("vi")
    return refused.value.code


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made.plan(tmp_path_factory.mktemp("pdf") / "plan.pdf")


def test_the_halves_of_the_letterhead_do_not_mix(plan: Path) -> None:
    left, right = zip(*made.LETTERHEAD, strict=True)
    assert blocks(read(plan))[:6] == [*left, *right]


def test_lines_of_a_paragraph_are_one_block(plan: Path) -> None:
    text = blocks(read(plan))
    for paragraph in made.PARAGRAPHS:
        assert paragraph in text


def test_bold_lines_are_headings(plan: Path) -> None:
    assert "Cải cách hành chính nhà nước năm 2026" in blocks(read(plan), "heading")


def test_every_word_is_where_it_was_drawn(tmp_path: Path) -> None:
    sheet = made.Sheet(tmp_path / "place.pdf")
    sheet.text(300, 421, "Chỉ tiêu 95%", 12)
    sheet.save()
    reading = read(tmp_path / "place.pdf")
    (anchor,) = reading.anchors
    left, top, right, bottom = anchor.box
    assert anchor.page == 1 and reading.text[anchor.start : anchor.end] == "Chỉ tiêu 95%"
    assert left == pytest.approx(300 / 595, abs=0.01) and bottom == pytest.approx(421 / 842, abs=0.01)
    assert left < right < left + 0.2 and 0 < bottom - top < 0.03


def test_a_paragraph_goes_on_over_the_page_without_number_and_running_head(tmp_path: Path) -> None:
    sheet = made.Sheet(tmp_path / "pages.pdf")
    for page in range(1, 5):
        sheet.text(85, 40, "Công báo tỉnh Tân An", 10)
        sheet.centred(305, 60, str(page))
        sheet.text(
            85, 100, f"đến trang {page} thì dòng này nối với trang trước và dài ra cho đến hết lề phải của"
        )
        sheet.text(85, 118, "văn bản rồi dừng.")
        sheet.text(
            113, 700, f"{page}. Câu cuối của trang này còn dài nên phải viết cho hết cả dòng, rồi tiếp tục đi"
        )
        sheet.next()
    sheet.save()
    reading = read(tmp_path / "pages.pdf")
    text = blocks(reading, "text")
    assert any(b.startswith("1. Câu cuối") and "tiếp tục đi đến trang 2 thì" in b for b in text)
    assert not any(b.isdigit() for b in blocks(reading))
    assert reading.text.count("Công báo") == 1
    start = reading.text.index("đến trang 2")
    assert {a.page for a in touching(reading, start, start + 5)} == {2}
    assert reading.pages == 4


def test_a_figure_alone_at_the_top_of_a_page_is_no_page_number(tmp_path: Path) -> None:
    sheet = made.Sheet(tmp_path / "figure.pdf")
    for _ in range(9):
        sheet.text(
            85, 100 + 18 * _, "Mức độ hài lòng của người dân đối với sự phục vụ của cơ quan nhà nước trên địa"
        )
    sheet.text(85, 780, "Mức độ hài lòng của người dân đối với sự phục vụ của cơ quan đạt ít nhất trên mức")
    sheet.next()
    sheet.centred(305, 40, "2")
    sheet.text(85, 72, "85%.")
    sheet.text(113, 96, "2. Nhiệm vụ tiếp theo.")
    sheet.save()
    assert "đạt ít nhất trên mức 85%." in read(tmp_path / "figure.pdf").text


def test_footnote_marks_do_not_become_digits(tmp_path: Path) -> None:
    sheet = made.Sheet(tmp_path / "note.pdf")
    sheet.text(85, 100, "Tỷ lệ đúng hạn đạt 95%")
    width = sheet.canvas.stringWidth("Tỷ lệ đúng hạn đạt 95%", sheet.plain, 13)
    sheet.text(85 + width, 95, "1", 8)
    sheet.text(85 + width + 4.5, 100, " năm 2025; trụ sở rộng 120 m")
    end = 85 + width + 4.5 + sheet.canvas.stringWidth(" năm 2025; trụ sở rộng 120 m", sheet.plain, 13)
    sheet.text(end, 95, "2", 8)
    sheet.text(85, 760, "1", 6)
    sheet.text(89, 764, "Theo Báo cáo số 12/BC-UBND của Ủy ban nhân dân xã.", 9)
    sheet.save()
    text = blocks(read(tmp_path / "note.pdf"))
    assert text == [
        "Tỷ lệ đúng hạn đạt 95% năm 2025; trụ sở rộng 120 m²",
        "¹ Theo Báo cáo số 12/BC-UBND của Ủy ban nhân dân xã.",
    ]


def test_names_broken_at_a_hyphen_are_put_together(tmp_path: Path) -> None:
    sheet = made.Sheet(tmp_path / "hyphen.pdf")
    sheet.text(85, 100, "Thực hiện Công văn ngày 24 tháng 7 của Ủy ban nhân dân tỉnh số 2769/UBND-")
    sheet.text(85, 118, "NCKSTTHC về việc rà soát, đánh giá thủ tục hành chính và báo cáo kết quả.")
    sheet.save()
    assert "số 2769/UBND-NCKSTTHC về việc" in read(tmp_path / "hyphen.pdf").text


HEADS = ("STT", "Nội dung", "Chỉ tiêu", "Cơ quan chủ trì")
WIDTHS = (40, 220, 80, 140)


def test_rows_say_their_heads_and_tables_go_on_over_pages(tmp_path: Path) -> None:
    sheet = made.Sheet(tmp_path / "table.pdf")
    sheet.centred(305, 60, "Phụ lục", bold=True)
    first = [
        HEADS,
        ("1", "Hồ sơ giải quyết đúng hạn", "98%", "Văn phòng"),
        ("2", "Hồ sơ trực tuyến", "80%", "Công an"),
    ]
    made.table(sheet, 700, WIDTHS, first)
    sheet.next()
    sheet.centred(305, 40, "2")
    rest = [HEADS, ("", "toàn trình", "", "xã"), ("3", "Sáng kiến", "02", "Nội vụ")]
    below = made.table(sheet, 60, WIDTHS, rest)
    sheet.text(85, below + 30, "Các đơn vị báo cáo kết quả trước ngày 15 tháng 12.")
    sheet.save()
    reading = read(tmp_path / "table.pdf")
    rows = [b for b in reading.blocks if b.kind == "row"]
    assert [reading.text[b.start : b.end] for b in rows] == [
        "1. Nội dung: Hồ sơ giải quyết đúng hạn; Chỉ tiêu: 98%; Cơ quan chủ trì: Văn phòng",
        "2. Nội dung: Hồ sơ trực tuyến toàn trình; Chỉ tiêu: 80%; Cơ quan chủ trì: Công an xã",
        "3. Nội dung: Sáng kiến; Chỉ tiêu: 02; Cơ quan chủ trì: Nội vụ",
    ]
    assert [(b.table, b.row) for b in rows] == [(1, 1), (1, 2), (1, 3)]
    third = reading.text.index("Sáng kiến")
    assert touching(reading, third, third + 4)[0].page == 2
    assert "Các đơn vị báo cáo kết quả trước ngày 15 tháng 12." in blocks(reading, "text")


def test_merged_cells_count_for_every_row_and_heads_stack(tmp_path: Path) -> None:
    sheet = made.Sheet(tmp_path / "merged.pdf")
    xs, ys = (57, 257, 357, 457), (100, 124, 148, 172, 196)
    for y in ys:
        # The first column is merged over the heads and over the last two rows, the heads span two columns.
        sheet.rule(xs[0] if y not in (124, 172) else xs[1], y, xs[3], y)
    for x in xs:
        sheet.rule(x, ys[0] if x != 357 else ys[1], x, ys[-1])
    for x, y, text in (
        (60, 128, "Đơn vị"), (300, 116, "Thời gian"), (262, 140, "Bắt đầu"), (362, 140, "Kết thúc"),
        (60, 176, "Phòng Tư pháp"), (262, 164, "Quý I"), (362, 164, "Quý II"),
        (262, 188, "Quý III"), (362, 188, "Quý IV"),
    ):  # fmt: skip
        sheet.text(x, y, text, 11)
    sheet.save()
    assert blocks(read(tmp_path / "merged.pdf")) == [
        "Đơn vị: Phòng Tư pháp; Thời gian - Bắt đầu: Quý I; Thời gian - Kết thúc: Quý II",
        "Đơn vị: Phòng Tư pháp; Thời gian - Bắt đầu: Quý III; Thời gian - Kết thúc: Quý IV",
    ]


def test_a_page_on_its_side_reads_the_same(plan: Path, tmp_path: Path) -> None:
    upright = blocks(read(plan))
    for angle in (90, 180, 270):
        writer = pypdf.PdfWriter(clone_from=plan)
        writer.pages[0].rotate(angle)
        writer.write(tmp_path / f"{angle}.pdf")
        assert blocks(read(tmp_path / f"{angle}.pdf")) == upright


def test_decomposed_letters_are_composed(tmp_path: Path) -> None:
    sheet = made.Sheet(tmp_path / "nfd.pdf")
    sheet.text(85, 100, unicodedata.normalize("NFD", "Cải cách thủ tục hành chính"))
    sheet.save()
    assert read(tmp_path / "nfd.pdf").text == "Cải cách thủ tục hành chính"


@pytest.mark.parametrize(
    ("font", "written", "meant"),
    [
        (
            ".VnTime",
            "C¶i c¸ch hµnh chÝnh cña Uû ban nh©n d©n x·",
            "Cải cách hành chính của Ủy ban nhân dân xã",
        ),
        (
            ".VnTime",
            "-u tiªn h-íng dÉn nh- sau: th- ký - tr-êng häc",
            "ưu tiên hướng dẫn như sau: thư ký - trường học",
        ),
        (".VnTimeH", "kÕ ho¹ch c¶i c¸ch hµnh chÝnh", "KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH"),
        (
            "VNI-Times",
            "Caûi caùch haønh chính cuûa UÛy ban nhaân daân xaõ",
            "Cải cách hành chính của Ủy ban nhân dân xã",
        ),
    ],
)
def test_fonts_from_before_unicode(tmp_path: Path, font: str, written: str, meant: str) -> None:
    path = tmp_path / "old.pdf"
    path.write_bytes(made.pdf_in_font(font, written.encode("cp1252")))
    assert read(path).text == meant


def test_a_number_stamped_into_its_blank_is_read_in_its_line(tmp_path: Path) -> None:
    sheet = made.Sheet(tmp_path / "blank.pdf")
    sheet.text(85, 100, "Số:")
    sheet.text(140, 100, "/KH-UBND")
    sheet.text(85, 130, "Kế hoạch này có hiệu lực kể từ ngày ký ban hành.")
    sheet.save()
    writer = pypdf.PdfWriter(clone_from=tmp_path / "blank.pdf")
    note = FreeText(
        text="447", rect=(108, 735, 138, 752), font_size="13pt", border_color=None, background_color=None
    )
    writer.add_annotation(0, note)
    annotation = writer.pages[0]["/Annots"][0].get_object()
    form = writer._add_object(_appearance(writer, "447", 30, 17))
    annotation[NameObject("/AP")] = DictionaryObject({NameObject("/N"): form})
    writer.write(tmp_path / "stamped.pdf")
    assert "Số: 447 /KH-UBND" in read(tmp_path / "stamped.pdf").text


def _appearance(writer: pypdf.PdfWriter, text: str, width: float, height: float) -> DictionaryObject:
    from pypdf.generic import DecodedStreamObject

    form = DecodedStreamObject()
    form.set_data(f"BT /F1 13 Tf 2 7 Td ({text}) Tj ET".encode())
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Times-Roman"),
        }
    )
    form[NameObject("/Type")] = NameObject("/XObject")
    form[NameObject("/Subtype")] = NameObject("/Form")
    form[NameObject("/BBox")] = ArrayObject(
        [FloatObject(0), FloatObject(0), FloatObject(width), FloatObject(height)]
    )
    form[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
    )
    return form


def test_the_day_of_a_signature_is_kept_beside_the_text(plan: Path, tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=plan)
    signature = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Sig"),
            NameObject("/M"): TextStringObject("D:20260113081530+07'00'"),
            NameObject("/Reason"): TextStringObject("Nguyễn Văn An đã ký"),
        }
    )
    field = DictionaryObject(
        {
            NameObject("/FT"): NameObject("/Sig"),
            NameObject("/T"): TextStringObject("Signature1"),
            NameObject("/V"): writer._add_object(signature),
        }
    )
    fields = ArrayObject([writer._add_object(field)])
    writer._root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/Fields"): fields})
    writer.write(tmp_path / "signed.pdf")
    assert blocks(read(tmp_path / "signed.pdf"), "furniture")[-1] == (
        "Ký số: Nguyễn Văn An đã ký 13.01.2026 08:15:30 +07:00"
    )


def test_what_cannot_be_read_says_why(plan: Path, tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=plan)
    writer.encrypt("secret", "owner")
    writer.write(tmp_path / "locked.pdf")
    assert refusal(tmp_path / "locked.pdf") == "locked-pdf"
    (tmp_path / "cut.pdf").write_bytes(b"%PDF-1.7\n" + b"\0" * 900)
    assert refusal(tmp_path / "cut.pdf") == "damaged-pdf"
    sheet = made.Sheet(tmp_path / "empty.pdf")
    sheet.next()
    sheet.save()
    assert refusal(tmp_path / "empty.pdf") == "no-text"


def test_a_file_locked_against_changes_only_can_be_read(plan: Path, tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=plan)
    writer.encrypt("", "owner")
    writer.write(tmp_path / "owner.pdf")
    assert blocks(read(tmp_path / "owner.pdf")) == blocks(read(plan))


def test_lines_a_gateway_put_in_front_do_not_hide_a_pdf(plan: Path, tmp_path: Path) -> None:
    (tmp_path / "mail.bin").write_bytes(b"X-Scanned: yes\r\n\r\n" + plan.read_bytes())
    assert read(tmp_path / "mail.bin").format == "pdf"
