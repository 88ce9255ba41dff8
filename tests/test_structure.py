from pathlib import Path
from textwrap import wrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.markers import markers
from indexer.read import read
from indexer.read.draft import Draft, Piece
from indexer.structure import sections

CORPUS = Path(__file__).parent.parent / "corpus"


def plan(text):
    """A reading of one block a line; a leading "#" makes a heading, "|" a table row, "~" furniture."""
    draft = Draft()
    kinds = {"#": "heading", "|": "row", "~": "furniture"}
    for line in text.strip().splitlines():
        kind = kinds.get(line[0], "text")
        draft.add(line.lstrip("#|~"), kind, 1 if kind == "row" else None)
    return draft.reading("txt")


def addresses(text):
    return [section.address for section in sections(plan(text))]


def outline(reading):
    """Address and heading of each section, indented by its depth."""
    found = sections(reading)
    lines = []
    for section in found:
        depth, parent = 0, section.parent
        while parent is not None:
            depth, parent = depth + 1, found[parent].parent
        lines.append("  " * depth + section.address + (f" {section.heading}" if section.heading else ""))
    return lines


# --- the five plans, read by eye -------------------------------------------------------------------

OUTLINES = {
    "181-kh-ubnd-hung-yen-papi-2022.txt": """
I MỤC ĐÍCH, YÊU CẦU
  I.1 Mục đích
    I.1.a
    I.1.b
    I.1.c
  I.2 Yêu cầu
    I.2.a
    I.2.b
II NỘI DUNG
  II.1 Tổ chức thực hiện tốt nhiệm vụ chuyên môn và nhiệm vụ chính trị của địa phương, đơn vị \
gắn với các nội dung của Chỉ số PAPI
    II.1.a
""",
    "182-kh-ubnd-hung-yen-cchc-2022.txt": """
I MỤC ĐÍCH, YÊU CẦU
  I.1 Mục đích
  I.2 Yêu cầu
    I.2.a
    I.2.b
    I.2.c
II MỤC TIÊU
  II.1 Cải cách thể chế
    II.1.a
    II.1.b
    II.1.c
  II.2 Cải cách thủ tục hành chính (TTHC)
    II.2.a
    II.2.b
    II.2.c
    II.2.d
    II.2.đ
    II.2.e
    II.2.g
  II.3 Cải cách tổ chức bộ máy hành chính nhà nước
    II.3.a
""",
    "185-kh-ubnd-ha-giang-sipas-par-index-2022.txt": """
I MỤC ĐÍCH, YÊU CẦU
  I.1 Mục đích
  I.2 Yêu cầu
II NỘI DUNG, NHIỆM VỤ, GIẢI PHÁP
  II.1 Nội dung và mục tiêu “Công tác chỉ đạo, điều hành cải cách hành chính”
    II.1.1 Sở Nội vụ
    II.1.2 Văn phòng UBND tỉnh
  II.2 Nội dung và mục tiêu “Xây dựng và tổ chức thực hiện văn bản QPPL của tỉnh”
""",
    "kh-ubnd-cam-xa-cchc-2024.txt": """
I MỤC ĐÍCH, YÊU CẦU
  I.1 Mục đích
  I.2 Yêu cầu
II MỤC TIÊU
  II.1 Cải cách thể chế
  II.2 Cải cách thủ tục hành chính (TTHC)
  II.3 Cải cách tổ chức bộ máy hành chính nhà nước
  II.4 Cải cách chế độ công vụ
  II.5 Cải cách tài chính công
  II.6 Xây dựng và phát triển Chính quyền điện tử, Chính quyền số
III NHIỆM VỤ, GIẢI PHÁP
  III.1 Cải cách thể chế
  III.2 Cải cách thủ tục hành chính
  III.3 Cải cách tổ chức bộ máy
  III.4 Cải cách chế độ công vụ
  III.5 Cải cách tài chính công
  III.5 Xây dựng và phát triển Chính quyền điện tử, Chính quyền số
IV TỔ CHỨC THỰC HIỆN
  IV.1 Văn phòng – Thống kê
  IV.2 Tài chính – kế toán xã
  IV.3 Công chức Văn hóa – xã hội phụ trách lĩnh vực Văn hóa
  IV.4 Cán bộ làm công tác đầu mối kiểm soát TTHC
  IV.5 Đề nghị Ủy ban Mặt trận Tổ quốc và các đoàn thể xã
""",
    "kh-ubnd-thach-ha-cchc-2022.txt": """
I MỤC ĐÍCH, YÊU CẦU
II CÁC CHỈ TIÊU CỤ THỂ
  II.1
  II.2
  II.3
  II.4
  II.5
  II.6
  II.7
  II.8
  II.9
  II.11
  II.12
  II.13
  II.14
  II.15
""",
}


@pytest.mark.parametrize("name", OUTLINES)
def test_the_outline_of_each_plan(name):
    assert outline(read(CORPUS / name)) == OUTLINES[name].strip().splitlines()


def test_sections_hold_what_stands_below_them():
    reading = read(CORPUS / "182-kh-ubnd-hung-yen-cchc-2022.txt")
    found = {section.address: reading.text[section.start : section.end] for section in sections(reading)}
    assert found["II.2.a"] == (
        "a) Trên 95% số hồ sơ TTHC được trả kết quả giải quyết đúng hạn; "
        "phần đầu 80% hồ sơ TTHC trả kết quả trước hạn."
    )
    assert found["II.2"].startswith("2. Cải cách thủ tục hành chính (TTHC)\na) Trên 95%")
    assert found["II.2"].endswith("cổng dịch vụ công quốc gia.")


# --- kinds of numbers ------------------------------------------------------------------------------


def test_every_usual_level():
    text = """
PHẦN I. ĐÁNH GIÁ
I. KẾT QUẢ
1. Thể chế
1.1. Văn bản
a) Của tỉnh
- Đạt 90%
+ Năm 2022
b) Của xã
b1) Của thôn
1.2. Kiểm tra
2. Thủ tục
II. HẠN CHẾ
PHẦN II. KẾ HOẠCH
I. MỤC TIÊU
"""
    numbers = "I I.I I.I.1 I.I.1.1 I.I.1.1.a I.I.1.1.b I.I.1.1.b.b1 I.I.1.2 I.I.2 I.II II II.I"
    assert addresses(text) == [f"Phần {number}" for number in numbers.split()]


def test_articles_clauses_and_points_as_lawyers_cite_them():
    text = """
Chương I
QUY ĐỊNH CHUNG
Điều 1. Phạm vi
1. Quyết định này quy định:
a) Mức chi;
đ) Nguồn chi.
Điều 2. Đối tượng
Chương II
TỔ CHỨC
Mục 1. TRÁCH NHIỆM
Điều 3. Các sở
Khoản 1. Sở Nội vụ
Điểm a) Chủ trì
"""
    assert addresses(text) == [
        "Chương I",
        "Điều 1",
        "Điều 1.1",
        "Điều 1.1.a",
        "Điều 1.1.đ",
        "Điều 2",
        "Chương II",
        "Chương II, Mục 1",
        "Điều 3",
        "Điều 3.1",
        "Điều 3.1.a",
    ]


def test_a_plan_behind_the_decision_that_approves_it_is_no_part_of_its_articles():
    text = """
#QUYẾT ĐỊNH
Điều 1. Ban hành kèm theo Kế hoạch.
Điều 2. Thi hành.
~Nơi nhận:
~TM. ỦY BAN
#KẾ HOẠCH
#Cải cách hành chính năm 2024
I. MỤC TIÊU
1. Chung
Đạt 90%.
#PHỤ LỤC
#CHỈ TIÊU
1. Hồ sơ
Đúng hạn 95%.
"""
    assert outline(plan(text)) == [
        "Điều 1",
        "Điều 2",
        "I MỤC TIÊU",
        "  I.1 Chung",
        "Phụ lục CHỈ TIÊU",
        "  Phụ lục.1 Hồ sơ",
    ]


def test_appendices_with_and_without_numbers():
    text = """
I. MỤC TIÊU
Phụ lục I: Chỉ tiêu
4. Hồ sơ đúng hạn
Phụ lục số 02
I. CHUNG
1. Thể chế
"""
    assert addresses(text) == [
        "I",
        "Phụ lục I",
        "Phụ lục I.4",
        "Phụ lục 02",
        "Phụ lục 02.I",
        "Phụ lục 02.I.1",
    ]


def test_other_styles_of_the_same_numbers():
    text = """
A. ĐÁNH GIÁ
I/ Kết quả
1/ Thể chế
2/ Thủ tục
II/ Hạn chế
B. KẾ HOẠCH
I/ Mục tiêu
1) Đạt 90%
2. Đạt 95%
"""
    assert addresses(text) == ["A", "A.I", "A.I.1", "A.I.2", "A.II", "B", "B.I", "B.I.1", "B.I.2"]


def test_decimals_whose_first_number_has_no_line_of_its_own():
    text = """
III. GIẢI PHÁP
1.1. Sở Nội vụ
1.2. Sở Y tế
2. Các huyện
2.1. Huyện A
3.1 Huyện B
"""
    assert addresses(text) == ["III", "III.1.1", "III.1.2", "III.2", "III.2.1", "III.3.1"]
    parents = [section.parent for section in sections(plan(text))]
    assert parents == [None, 0, 0, 0, 3, 0]


def test_an_address_written_in_full():
    text = """
II. MỤC TIÊU
II.1. Thể chế
II.2. Thủ tục
a) Hồ sơ
III. GIẢI PHÁP
"""
    assert addresses(text) == ["II", "II.1", "II.2", "II.2.a", "III"]


# --- numbers that go wrong -------------------------------------------------------------------------


def test_numbers_that_skip_repeat_or_begin_late():
    text = """
II. MỤC TIÊU
9. Biên chế
11. Thuế
IV. TỔ CHỨC
1. Nội vụ
2. Y tế
2. Tư pháp
5. Tài chính
"""
    assert addresses(text) == ["II", "II.9", "II.11", "IV", "IV.1", "IV.2", "IV.2", "IV.5"]


@pytest.mark.parametrize(
    ("slip", "address"),
    [
        ("Il. MỤC TIÊU", "II"),
        ("H. MỤC TIÊU", "II"),
        ("IL. MỤC TIÊU", "II"),
        ("II1. GIẢI PHÁP", "III"),
        ("HI. GIẢI PHÁP", "III"),
        ("'III GIẢI PHÁP", "III"),
        ("1V. TỔ CHỨC", "IV"),
    ],
)
def test_slips_of_the_ocr_in_roman_numbers(slip, address):
    before = ["I. MỤC ĐÍCH", "II. MỤC TIÊU", "III. GIẢI PHÁP"][: {"II": 1, "III": 2, "IV": 3}[address]]
    assert addresses("\n".join([*before, slip]))[-1] == address


def test_slips_of_the_ocr_in_arabic_numbers():
    text = """
I. MỤC ĐÍCH
l. Mục đích
2. Yêu cầu
II. MỤC TIÊU
I. Thể chế
2. Thủ tục
"""
    assert addresses(text) == ["I", "I.1", "I.2", "II", "II.1", "II.2"]


def test_numbers_misread_in_an_image_are_told_by_their_neighbours():
    lines = ["1. Mục đích", "II. Nội dung", "II. Đối tượng", "IV. Kinh phí", "1. Sở Tài chính"]
    draft = Draft()
    for line in lines:
        draft.add([Piece(line, 1, (0.1, 0.1, 0.9, 0.2), 0.9)])
    assert [s.address for s in sections(draft.reading("png", 1))] == ["I", "II", "III", "IV", "IV.1"]
    assert addresses("\n".join(lines)) == ["1", "II", "II", "IV", "IV.1"]


def test_letters_whose_number_is_lost_do_not_swallow_the_next_number():
    text = "III. TỔ CHỨC\na) Tư pháp theo dõi.\nb) Tài chính bố trí.\n2. Kinh phí\nTheo quy định."
    assert addresses(text) == ["III", "III.a", "III.b", "III.2"]


def test_parts_named_inside_a_plan_are_not_its_parts():
    text = "I. MỤC ĐÍCH\nII. NỘI DUNG\nPhần A: Thông tin chung.\nPhần B: Đánh giá.\nIII. KINH PHÍ"
    assert addresses(text) == ["I", "II", "III"]


def test_a_second_d_is_the_letter_that_lost_its_stroke():
    assert addresses("1. Thủ tục\nc) Hồ sơ\nd) Phí\nd) Lệ phí\ne) Mẫu") == ["1", "1.c", "1.d", "1.đ", "1.e"]


@pytest.mark.parametrize(
    "line",
    [
        "1. 500 đồng một lượt tra cứu",
        "5.000 cuốn sổ tay",
        "2021 và những năm tiếp theo",
        "15.12.2025 là hạn báo cáo",
        "30/11/2025 là hạn báo cáo",
        "Điều 5 Luật Tổ chức chính quyền địa phương quy định",
        "Phụ lục kèm theo Kế hoạch này",
        "95% hồ sơ đúng hạn",
        "2,5% biên chế",
        "1.1 triệu đồng",
        "V.v và các nội dung khác",
        "TP. Hưng Yên chủ trì",
        "- Sở Nội vụ chủ trì",
        "+ Sở Y tế phối hợp",
    ],
)
def test_numerals_in_running_text_are_no_items(line):
    assert addresses(f"I. MỤC TIÊU\n4. Thủ tục\n{line}") == ["I", "I.4"]


def test_marks_that_lie_about_levels_do_no_harm():
    assert addresses("I. MỤC TIÊU\n1. Thể chế\na) Văn bản\n2. Thủ tục") == addresses(
        "#I. MỤC TIÊU\n1. Thể chế\n#a) Văn bản\n2. Thủ tục"
    )


# --- titles ----------------------------------------------------------------------------------------


def test_the_heading_is_a_title_or_what_stands_before_the_colon():
    text = """
II. NHIỆM VỤ
1. Sở Nội vụ: chủ trì, phối hợp với các sở.
2. Yêu cầu:
Đúng hạn.
3. Hồ sơ được giải quyết đúng hạn. Kết quả được công khai.
4. Mục đích. Nâng cao chất lượng phục vụ.
5. Nội dung “Chỉ đạo, điều hành”.
- Ban hành kế hoạch.
6. Đạt 95%.
"""
    assert outline(plan(text)) == [
        "II NHIỆM VỤ",
        "  II.1 Sở Nội vụ",
        "  II.2 Yêu cầu",
        "  II.3",
        "  II.4 Mục đích",
        "  II.5 Nội dung “Chỉ đạo, điều hành”",
        "  II.6",
    ]


def test_titles_without_numbers():
    text = """
#KẾ HOẠCH
#Cải cách hành chính năm 2024
Ủy ban nhân dân xã ban hành như sau:
MỤC TIÊU CHUNG
Đạt 90%.
#Chỉ tiêu cụ thể
1. Hồ sơ đạt 95%.
#Kinh phí
Theo quy định.
TỔ CHỨC THỰC HIỆN
Các bộ phận thực hiện.
"""
    assert outline(plan(text)) == [
        "MỤC TIÊU CHUNG MỤC TIÊU CHUNG",
        "  MỤC TIÊU CHUNG Chỉ tiêu cụ thể",
        "    MỤC TIÊU CHUNG.1",
        "  MỤC TIÊU CHUNG Kinh phí",
        "TỔ CHỨC THỰC HIỆN TỔ CHỨC THỰC HIỆN",
    ]


def test_a_title_without_a_number_has_the_address_around_it():
    text = """
II. CHỈ TIÊU
1. Cấp tỉnh
#Lĩnh vực đất đai
a) Đạt 90%.
2. Cấp xã
Đạt 80%.
"""
    assert outline(plan(text)) == [
        "II CHỈ TIÊU",
        "  II.1 Cấp tỉnh",
        "    II.1 Lĩnh vực đất đai",
        "      II.1.a",
        "  II.2 Cấp xã",
    ]


def test_the_last_words_belong_to_the_last_part_not_to_its_last_item():
    reading = plan("IV. TỔ CHỨC\n1. Sở Nội vụ\nTheo dõi.\nTrên đây là Kế hoạch năm 2024./.")
    last, item = sections(reading)
    assert reading.text[item.start : item.end] == "1. Sở Nội vụ\nTheo dõi."
    assert reading.text[last.start : last.end] == reading.text


def test_nothing_goes_on_behind_the_signature():
    reading = plan("I. MỤC TIÊU\nĐạt 90%.\n~Nơi nhận:\n~TM. ỦY BAN NHÂN DÂN\n[1] Nghị quyết số 76/NQ-CP.")
    (section,) = sections(reading)
    assert reading.text[section.start : section.end] == "I. MỤC TIÊU\nĐạt 90%."


# --- whatever comes --------------------------------------------------------------------------------

PIECES = [
    "I. ",
    "II. ",
    "1. ",
    "2. ",
    "1.1. ",
    "2.3.1 ",
    "a) ",
    "đ) ",
    "- ",
    "Điều 3. ",
    "Phụ lục I",
    "PHẦN II",
    "(1) ",
]
WORDS = ["MỤC TIÊU", "Sở Nội vụ: chủ trì", "Đạt 90%.", "", "Thể chế", "KẾ HOẠCH"]
LINE = st.tuples(st.sampled_from(["", "#", "|", "~"]), st.sampled_from([*PIECES, ""]), st.sampled_from(WORDS))


@settings(deadline=None)
@given(st.lists(LINE.map("".join).filter(lambda line: line.strip("#|~ ")), max_size=25))
def test_sections_nest_in_the_order_of_the_text(lines):
    reading = plan("\n".join(lines))
    found = sections(reading)
    for position, section in enumerate(found):
        assert section.start < section.end <= len(reading.text)
        assert section.address and (section.heading is None or section.heading.strip())
        if section.parent is not None:
            parent = found[section.parent]
            assert section.parent < position
            assert parent.start <= section.start and section.end <= parent.end
    assert [s.start for s in found] == sorted(s.start for s in found)


@given(st.text(max_size=20))
def test_markers_never_reach_beyond_the_text(text):
    for marker in markers(text):
        assert 0 < marker.length <= len(text)
        assert marker.label


@pytest.mark.parametrize("blank", [True, False], ids=["blank lines between", "none"])
@pytest.mark.parametrize("width", [60, 80, 100])
@pytest.mark.parametrize("name", OUTLINES)
def test_the_outline_survives_broken_lines_and_pages(tmp_path, name, width, blank):
    plain = read(CORPUS / name)
    lines = []
    for block in plain.blocks:
        lines += wrap(plain.text[block.start : block.end], width, break_on_hyphens=False)
        lines += [""] * blank
    for page, number in enumerate(range(45, len(lines), 46), 2):
        lines[number:number] = ["", str(page), ""]
    path = tmp_path / "wrapped.txt"
    path.write_text("\n".join(lines), "utf-8")
    assert outline(read(path)) == outline(plain)
