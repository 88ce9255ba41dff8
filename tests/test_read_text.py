import codecs
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.read import read
from indexer.refusal import Refusal

PLAN = """Số: 12/KH-UBND

Cẩm Sơn, ngày 05 tháng 01 năm 2024

KẾ HOẠCH
Cải cách hành chính năm 2024

I. MỤC TIÊU

1. Giải quyết đúng hạn 98% hồ sơ thủ tục hành chính.
"""


@pytest.fixture
def reading(tmp_path):
    """Writes a file and reads it."""

    def write(content, name="plan.txt"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read(path)

    return write


def blocks(reading, kind=None):
    return [reading.text[b.start : b.end] for b in reading.blocks if kind in (None, b.kind)]


def windows_1258(text):
    """The bytes an old Vietnamese Windows saved: letters with hats composed, tones as characters behind."""
    data = b""
    for character in text:
        marks = unicodedata.normalize("NFD", character)
        tones = [m for m in marks if m in "\u0300\u0301\u0303\u0309\u0323"]
        letter = unicodedata.normalize("NFC", "".join(m for m in marks if m not in tones))
        data += (letter + "".join(tones)).encode("cp1258")
    return data


def tcvn3(text):
    """The bytes of text in a ".VnTime" font, as far as the sentence in the test needs."""
    codes = bytes.fromhex("F1 F4 B5 DD AE AD EE B6 D5 F3 B9 AC E5 E8")
    table = dict(zip("ủụàíđượảếúạơồố", codes, strict=True))
    return bytes(table.get(c, ord(c) if c.isascii() else 0) for c in text)


# --- encodings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "encode",
    [
        lambda t: t.encode(),
        lambda t: codecs.BOM_UTF8 + t.encode(),
        lambda t: codecs.BOM_UTF16_LE + t.encode("utf-16-le"),
        lambda t: codecs.BOM_UTF16_BE + t.encode("utf-16-be"),
        lambda t: t.encode("utf-16-le"),
        lambda t: t.encode("utf-16-be"),
        windows_1258,
        lambda t: unicodedata.normalize("NFD", t).encode(),
        lambda t: t.replace("\n", "\r\n").encode(),
    ],
)
def test_one_text_whatever_it_was_saved_in(reading, encode):
    assert reading(encode(PLAN)).text == reading(PLAN).text
    assert "1. Giải quyết đúng hạn 98% hồ sơ thủ tục hành chính." in blocks(reading(encode(PLAN)))


def test_fonts_from_before_unicode(reading):
    text = "thủ tục hành chính được trả kết quả đúng hạn, hồ sơ số"
    assert reading(tcvn3(text)).text == text
    vni = "thuû tuïc haønh chính ñöôïc traû keát quaû ñuùng haïn, hoà sô soá"
    assert reading(vni.encode("cp1252")).text == text


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b" \n\r\n\t", "empty-file"),
        (b"\x00" * 500, "empty-file"),
        (b"|\n|\n---\n****\n", "empty-file"),
        (bytes(range(256)) * 8, "not-text"),
        ("Größe der Prüfung für Städte".encode("latin-1"), "unknown-encoding"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(reading, data, code):
    with pytest.raises(Refusal) as refused:
        reading(data)
    assert refused.value.code == code
    assert refused.value.say("vi") and refused.value.say("en")


def test_damaged_characters_are_reported(reading):
    found = reading(PLAN.encode().replace("Giải".encode(), b"Gi" + b"\xe1\xba" + b"i"))
    assert "quyết đúng hạn 98%" in found.text
    assert len(found.warnings) == 1


# --- paragraphs ------------------------------------------------------------------------------------

WRAPPED = """**II. MỤC
ĐÍCH, YÊU CẦU**

**1. Mục
đích**

- Nâng cao chất lượng giải quyết
thủ tục hành chính của các cơ quan, đơn vị trên địa bàn tỉnh; phấn đấu đến hết
năm 2025 có 95% hồ sơ được giải quyết đúng hạn theo Nghị quyết số
76/NQ-CP ngày 15/7/2021 của Chính phủ về phát triển kinh tế
- xã hội và các văn bản của Trung ương, của Tỉnh ủy.

- Tăng cường kiểm tra công vụ. Kết quả kiểm tra được công khai trên cổng của
tỉnh. Hằng quý báo cáo Ủy ban nhân dân tỉnh về kết quả thực hiện tại điểm
a) khoản 2 Điều 5 Luật Tổ chức chính quyền địa phương.

**2. Yêu cầu**

a) Các sở, ban, ngành chủ động tham mưu, bố trí nguồn lực để thực hiện các
nhiệm vụ được giao.
"""


def test_broken_lines_of_a_sentence_and_of_a_heading_are_joined(reading):
    assert blocks(reading(WRAPPED)) == [
        "II. MỤC ĐÍCH, YÊU CẦU",
        "1. Mục đích",
        "- Nâng cao chất lượng giải quyết thủ tục hành chính của các cơ quan, đơn vị trên địa bàn tỉnh; "
        "phấn đấu đến hết năm 2025 có 95% hồ sơ được giải quyết đúng hạn theo Nghị quyết số 76/NQ-CP "
        "ngày 15/7/2021 của Chính phủ về phát triển kinh tế - xã hội "
        "và các văn bản của Trung ương, của Tỉnh ủy.",
        "- Tăng cường kiểm tra công vụ. Kết quả kiểm tra được công khai trên cổng của tỉnh. "
        "Hằng quý báo cáo Ủy ban nhân dân tỉnh về kết quả thực hiện tại điểm a) "
        "khoản 2 Điều 5 Luật Tổ chức chính quyền địa phương.",
        "2. Yêu cầu",
        "a) Các sở, ban, ngành chủ động tham mưu, bố trí nguồn lực để thực hiện các nhiệm vụ được giao.",
    ]
    assert blocks(reading(WRAPPED), "heading") == ["II. MỤC ĐÍCH, YÊU CẦU", "1. Mục đích", "2. Yêu cầu"]


def test_a_quarter_that_was_broken_off_is_no_heading(reading):
    last = "Mỗi điểm cầu có một công chức kiêm nhiệm quản trị kỹ thuật được tập huấn trong quý"
    text = f"{WRAPPED}\n{last}\nII.\n\nPhổ cập đường truyền cáp quang đến các xã.\n\nII. TỔ CHỨC THỰC HIỆN\n"
    assert blocks(reading(text))[-3:] == [
        f"{last} II.",
        "Phổ cập đường truyền cáp quang đến các xã.",
        "II. TỔ CHỨC THỰC HIỆN",
    ]


@pytest.mark.parametrize("signer", ["Võ Minh Bằng", "Vũ Quốc Đạt"])
def test_a_signer_whose_name_reads_like_a_joining_word_stands_alone(reading, signer):
    text = f"{WRAPPED}\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n{signer}\n\n(Bản sao lưu tại Văn phòng.)\n"
    assert blocks(reading(text))[-2:] == [signer, "(Bản sao lưu tại Văn phòng.)"]


def test_a_sentence_goes_on_behind_a_page_break(reading):
    text = """- Thực hiện Chương trình chuyển đổi số giai đoạn 2021-2025, tầm nhìn

3

đến năm 2030 bảo đảm đúng lộ trình.

- Tăng cường sử dụng chữ ký số.
"""
    found = reading(text)
    assert blocks(found, "text") == [
        "- Thực hiện Chương trình chuyển đổi số giai đoạn 2021-2025, tầm nhìn "
        "đến năm 2030 bảo đảm đúng lộ trình.",
        "- Tăng cường sử dụng chữ ký số.",
    ]
    assert blocks(found, "furniture") == ["3"]


def test_lines_that_are_paragraphs_stay_apart(reading):
    lines = [
        "KẾ HOẠCH",
        "Cải cách hành chính năm 2024",
        "I. MỤC TIÊU",
        "1. Cải cách thể chế",
        "100% văn bản được ban hành đúng trình tự.",
        "a) Văn bản quy phạm pháp luật",
        "- Văn bản hành chính",
        "+ Văn bản mật",
        "Tài chính – kế toán xã",
        "Bố trí kinh phí cho các hoạt động.",
    ]
    assert blocks(reading("\n".join(lines))) == lines


def test_a_number_alone_on_its_line_belongs_to_the_next(reading):
    assert blocks(reading("# 5.\nĐối tượng thực hiện: tổ chức.\n")) == ["5. Đối tượng thực hiện: tổ chức."]


# --- Markdown --------------------------------------------------------------------------------------


def test_marks_are_no_part_of_the_text(reading):
    text = """## **II. MỤC TIÊU**

##### 1\\. Cải cách *thể chế*

Số: *182* /KH-UBND đạt 5 * 3 điểm (*), __ưu tiên__ ma_so_ho_so &amp; R\\*D

---
"""
    assert blocks(reading(text, "plan.md")) == [
        "II. MỤC TIÊU",
        "1. Cải cách thể chế",
        "Số: 182 /KH-UBND đạt 5 * 3 điểm (*), ưu tiên ma_so_ho_so & R*D",
    ]
    assert reading(text, "plan.md").format == "md"


def test_links_leave_their_words(reading):
    text = 'Xem [Kế hoạch 12](https://tinh.gov.vn/kh_(2).pdf "tải") và ![ảnh](a.png) kèm theo.'
    assert blocks(reading(text)) == ["Xem Kế hoạch 12 và ảnh kèm theo."]


def test_a_sign_of_comparison_is_no_mark_of_a_quotation(reading):
    text = """> **1. Mục tiêu**

> Theo Nghị quyết số 76/NQ-CP.

Hồ sơ đúng hạn > 90%, trực tuyến >50%.

> 95% hồ sơ được số hóa; điểm hài lòng <!-- khảo sát --> &gt;= 4.
"""
    assert blocks(reading(text, "plan.md")) == [
        "1. Mục tiêu",
        "Theo Nghị quyết số 76/NQ-CP.",
        "Hồ sơ đúng hạn > 90%, trực tuyến >50%.",
        "> 95% hồ sơ được số hóa; điểm hài lòng >= 4.",
    ]


TABLE = """**PHỤ LỤC**

| STT | Nội dung | Chỉ tiêu | Cơ quan chủ trì |
|-----|:--------:|----------|-----------------|
| 1 | Tỷ lệ hồ sơ đúng hạn | 95% | Văn phòng |
| 2 | **Số hóa** kết quả | 40% | Phòng Nội vụ |
"""


def test_a_table_gives_a_sentence_a_row(reading):
    found = reading(TABLE)
    assert blocks(found, "row") == [
        "1. Nội dung: Tỷ lệ hồ sơ đúng hạn; Chỉ tiêu: 95%; Cơ quan chủ trì: Văn phòng",
        "2. Nội dung: Số hóa kết quả; Chỉ tiêu: 40%; Cơ quan chủ trì: Phòng Nội vụ",
    ]
    assert [(b.table, b.row) for b in found.blocks if b.kind == "row"] == [(1, 1), (1, 2)]


def test_cells_keep_their_lines_and_signs(reading):
    table = """| STT | Nội dung | Chỉ tiêu<br>năm 2024 | Cơ quan chủ trì |
|---|---|---|---|
| 1 | Hồ sơ đúng hạn<br/>- Cấp xã | >95% | Văn phòng<br />UBND |
| 2 | Số hóa<br class="x">kết quả | 40\\*<br> | Sở Nội vụ \\| Sở Y tế |
"""
    assert blocks(reading(table, "plan.md"), "row") == [
        "1. Nội dung: Hồ sơ đúng hạn - Cấp xã; Chỉ tiêu năm 2024: >95%; Cơ quan chủ trì: Văn phòng UBND",
        "2. Nội dung: Số hóa kết quả; Chỉ tiêu năm 2024: 40*; Cơ quan chủ trì: Sở Nội vụ | Sở Y tế",
    ]
    letterhead = "| UBND TỈNH<br>SƠN HÀ | Độc lập - Tự do |\n|---|---|\n| Số: 1/KH-UBND | Sơn Hà, ngày 05 |\n"
    assert blocks(reading(letterhead, "plan.md"))[:2] == ["UBND TỈNH", "SƠN HÀ"]


def test_a_table_of_one_row_is_text(reading):
    assert blocks(reading("| Số: 12/KH-UBND | Sơn Hà, ngày 05 tháng 01 năm 2024 |\n")) == [
        "Số: 12/KH-UBND",
        "Sơn Hà, ngày 05 tháng 01 năm 2024",
    ]


CRAWLED = """|
**ỦY BAN NHÂN
DÂN**
TỈNH SƠN HÀ
-------
|
**CỘNG HÒA XÃ
HỘI CHỦ NGHĨA VIỆT NAM**
Độc lập - Tự do - Hạnh phúc
---------------
|
|
Số:
45/KH-UBND
|
*Sơn Hà,
ngày 19 tháng 11 năm 2025*
|
**KẾ HOẠCH**
CẢI CÁCH HÀNH CHÍNH NĂM 2026
Căn cứ Nghị quyết số 76/NQ-CP, Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:
**I. MỤC TIÊU**
Hồ sơ được giải quyết đúng hạn.
|
*Nơi nhận:*
- Bộ Nội vụ;
- Lưu: VT.
|
**KT. CHỦ TỊCH**
**Trần Văn Sơn**
|
**PHỤ LỤC**
CHỈ TIÊU NĂM 2026
|
**TT**
|
**Chỉ tiêu**
|
**Năm 2026**
|
**Chủ trì**
|
|
**I**
|
**Thủ tục hành chính**
|
|
1
|
Hồ sơ
đúng hạn
|
98%
|
|
|
2
|
Thanh toán trực tuyến
|
60%
|
Sở Tài chính
|
"""


def test_crawled_tables_are_read_cell_by_cell(reading):
    found = reading(CRAWLED)
    assert blocks(found, "row") == [
        "I. Thủ tục hành chính",
        "1. Chỉ tiêu: Hồ sơ đúng hạn; Năm 2026: 98%",
        "2. Chỉ tiêu: Thanh toán trực tuyến; Năm 2026: 60%; Chủ trì: Sở Tài chính",
    ]
    assert blocks(found)[:6] == [
        "ỦY BAN NHÂN DÂN",
        "TỈNH SƠN HÀ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 45/KH-UBND",
        "Sơn Hà, ngày 19 tháng 11 năm 2025",
    ]
    assert "|" not in found.text


# --- furniture -------------------------------------------------------------------------------------


def test_letterhead_addressees_and_signature_are_furniture(reading):
    found = reading(CRAWLED)
    assert set(blocks(found, "furniture")) == {
        "ỦY BAN NHÂN DÂN",
        "TỈNH SƠN HÀ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 45/KH-UBND",
        "Sơn Hà, ngày 19 tháng 11 năm 2025",
        "Nơi nhận:",
        "- Bộ Nội vụ;",
        "- Lưu: VT.",
        "KT. CHỦ TỊCH",
        "Trần Văn Sơn",
    }
    assert blocks(found, "text") == [
        "CẢI CÁCH HÀNH CHÍNH NĂM 2026",
        "Căn cứ Nghị quyết số 76/NQ-CP, Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:",
        "Hồ sơ được giải quyết đúng hạn.",
        "CHỈ TIÊU NĂM 2026",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "2",
        "- 14 -",
        "Trang 3/12",
        "https://sonha.gov.vn/van-ban/12",
        "Thống kê: 2.019.376",
        "Online: 51",
        "lượt đánh giá: , trung bình:",
        "Chia sẻ",
        "In bài viết",
        "---------------",
    ],
)
def test_what_a_portal_prints_around_a_plan_is_furniture(reading, line):
    found = reading(f"{PLAN}\n{line}\n\n2. Số hóa 40% kết quả.\n")
    assert line in blocks(found, "furniture") or line not in found.text
    assert "2. Số hóa 40% kết quả." in blocks(found, "text")


def test_menus_behind_the_attachments_are_furniture_to_the_end(reading):
    found = reading(f"{PLAN}\nTệp đính kèm\n\nĐánh giá:\n\nThông báo\nBản đồ huyện Sơn Hà\nOnline: 7\n")
    assert blocks(found)[-5:] == blocks(found, "furniture")[-5:]
    assert "1. Giải quyết đúng hạn 98% hồ sơ thủ tục hành chính." in blocks(found, "text")


def test_what_a_portal_tells_of_the_document_is_furniture_above_it_only(reading):
    found = reading(
        f"Số hiệu 12/KH-UBND\nNgày ban hành 05/01/2024\nNgười ký Trần Sơn\n\n{PLAN}\n2. Lĩnh vực đất đai\n"
    )
    assert {"Số hiệu 12/KH-UBND", "Ngày ban hành 05/01/2024", "Người ký Trần Sơn"} <= set(
        blocks(found, "furniture")
    )
    assert "2. Lĩnh vực đất đai" in blocks(found, "text")


# --- whatever comes --------------------------------------------------------------------------------

SCRAPS = ["", "|", "I. MỤC TIÊU", "1. Sở Nội vụ: chủ trì", "- Đạt 95%", "**đậm", "đậm**", "| a | b |"]
SCRAPS += ["|---|---|", "Nơi nhận:", "TM. ỦY BAN NHÂN DÂN", "2", "kinh tế", "- xã hội", "Phụ lục I", "# 5."]
LINES = st.lists(
    st.one_of(st.sampled_from([*SCRAPS, "****", "*", "&#0;"]), st.text(max_size=30)), max_size=30
)


@settings(deadline=None)
@given(LINES)
def test_every_visible_character_lies_in_exactly_one_block(tmp_path_factory, lines):
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_text("\n".join(lines), "utf-8", newline="")
    try:
        found = read(path)
    except Refusal:
        return
    end = 0
    for block in found.blocks:
        assert end <= block.start < block.end
        assert not found.text[end : block.start].strip()
        assert "\n" not in found.text[block.start : block.end]
        end = block.end
    assert not found.text[end:].strip()
    assert unicodedata.is_normalized("NFC", found.text)


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_but_a_refusal(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "any.md"
    path.write_bytes(data)
    try:
        read(path)
    except Refusal as refusal:
        assert str(refusal)
