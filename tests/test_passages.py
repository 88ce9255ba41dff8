from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.model import Anchor
from indexer.passages import LIMIT, split
from indexer.read import read
from indexer.read.draft import Draft, Piece
from indexer.sentences import sentences
from indexer.structure import sections

CORPUS = Path(__file__).parent.parent / "corpus"


def plan(text):
    """A reading of one block a line; a leading "#" makes a heading, "|" a table row, "~" furniture."""
    draft = Draft()
    kinds = {"#": "heading", "|": "row", "~": "furniture"}
    for number, line in enumerate(text.strip().splitlines()):
        kind = kinds.get(line[0], "text")
        table, row = (1, number) if kind == "row" else (None, None)
        draft.add(line.lstrip("#|~"), kind, table, row)
    return draft.reading("txt")


def passages(text):
    reading = plan(text)
    return split(reading, sections(reading), "d1")


def said(text):
    return [text[start:end] for start, end in sentences(text)]


# --- sentences -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "UBND TP. Hưng Yên chủ trì, phối hợp với TX. Mỹ Hào, v.v. để thực hiện.",
        "1. Sở Nội vụ theo dõi, đôn đốc.",
        "Điều 1. Phạm vi điều chỉnh",
        "Thực hiện theo Phụ lục II. Danh mục kèm theo",
        "Mức thu là 1.500.000 đồng, đạt 2.5 điểm.",
        "Do ThS. Nguyễn Văn A trình bày.",
        "Các nội dung gồm: 1. Thể chế; 2. Thủ tục; 3. Bộ máy.",
        "Hồ sơ được trả đúng hạn (trừ hồ sơ bổ sung, hồ sơ mật...) theo quy định.",
        "Không có dấu chấm ở cuối",
    ],
)
def test_one_sentence_stays_one(text):
    assert said(text) == [text]


def test_sentences_end_where_they_end():
    assert said("100% TTHC ở mức độ 3 và 4. Trong số đó, ít nhất 80% được tích hợp. Đạt 90%!") == [
        "100% TTHC ở mức độ 3 và 4.",
        "Trong số đó, ít nhất 80% được tích hợp.",
        "Đạt 90%!",
    ]


@given(st.text(alphabet="aĐb1.?!…:; \n“”)T P", max_size=60))
def test_sentences_cover_all_but_white_space(text):
    end = 0
    for start, stop in sentences(text):
        assert end <= start < stop
        assert not text[end:start].strip()
        end = stop
    assert not text[end:].strip()


# --- passages --------------------------------------------------------------------------------------

PLAN = """
#KẾ HOẠCH
Cải cách hành chính năm 2024
Căn cứ Kế hoạch số 16/KH-UBND, xã ban hành Kế hoạch như sau:
I. MỤC TIÊU
Nâng cao chất lượng phục vụ.
1. Thủ tục hành chính
a) Trên 95% hồ sơ đúng hạn.
b) Số hóa 40% kết quả.
II. TỔ CHỨC
1. Văn phòng
- Theo dõi, đôn đốc.
- Báo cáo hằng quý.
~Nơi nhận:
"""


def test_an_item_a_paragraph_a_dash_is_a_passage_with_its_place():
    assert [(p.section, p.heading, p.text) for p in passages(PLAN)] == [
        (None, (), "KẾ HOẠCH\nCải cách hành chính năm 2024"),
        (None, (), "Căn cứ Kế hoạch số 16/KH-UBND, xã ban hành Kế hoạch như sau:"),
        ("I", ("MỤC TIÊU",), "Nâng cao chất lượng phục vụ."),
        ("I.1.a", ("MỤC TIÊU", "Thủ tục hành chính"), "a) Trên 95% hồ sơ đúng hạn."),
        ("I.1.b", ("MỤC TIÊU", "Thủ tục hành chính"), "b) Số hóa 40% kết quả."),
        ("II.1", ("TỔ CHỨC", "Văn phòng"), "- Theo dõi, đôn đốc."),
        ("II.1", ("TỔ CHỨC", "Văn phòng"), "- Báo cáo hằng quý."),
    ]


def test_a_title_with_nothing_below_it_is_still_found():
    assert "2. Số hóa hồ sơ" in [
        p.text for p in passages("I. NHIỆM VỤ\n#1. Thể chế\nĐạt 90%.\n#2. Số hóa hồ sơ")
    ]


def test_an_item_that_says_more_than_its_title_is_kept_whole():
    lead = "1. Sở Nội vụ: chủ trì, phối hợp với các sở, ban, ngành, Ủy ban nhân dân cấp xã:"
    (first, second) = passages(f"{lead}\n- Theo dõi, đôn đốc.")
    assert (first.text, first.heading) == (lead, ("Sở Nội vụ",))
    assert second.heading == ("Sở Nội vụ",)


def test_a_lead_in_goes_with_what_it_leads_to_and_never_into_another_section():
    text = """
1. Quan trắc
- Cửa sông Trường: lấy mẫu tại 02 vị trí gồm:
+ 01 vị trí tại xã Hoa Lộc;
+ 01 vị trí tại xã Hoằng Hóa.
- Cửa sông Mã: lấy mẫu 01 vị trí.
2. Cụ thể như sau:
a) Đạt 90%.
"""
    found = [(p.section, p.text) for p in passages(text)]
    lead = "- Cửa sông Trường: lấy mẫu tại 02 vị trí gồm:"
    assert found[0] == ("1", f"{lead}\n+ 01 vị trí tại xã Hoa Lộc;\n+ 01 vị trí tại xã Hoằng Hóa.")
    assert ("1", "- Cửa sông Mã: lấy mẫu 01 vị trí.") in found
    assert ("2.a", "a) Đạt 90%.") in found


def test_a_long_paragraph_is_divided_between_sentences():
    sentence = "Các cơ quan, đơn vị tại TP. Hưng Yên thực hiện và báo cáo kết quả hằng quý về thành phố."
    found = passages("1. Yêu cầu\n" + " ".join([sentence] * 20))
    assert len(found) > 1
    assert all(p.text.startswith("Các cơ quan") and p.text.endswith("thành phố.") for p in found)
    assert all(len(p.text) <= LIMIT and p.section == "1" for p in found)


def test_one_endless_sentence_is_not_cut():
    text = "Căn cứ " + "Quyết định số 12/QĐ-UBND của Ủy ban nhân dân tỉnh; " * 40 + "và các văn bản khác."
    (found,) = passages(text)
    assert found.text == text


def test_rows_are_passages_and_the_rows_that_name_them_their_heading():
    text = """
#PHỤ LỤC
#CHỈ TIÊU NĂM 2024
|I. Thủ tục hành chính
|1. Nội dung: Hồ sơ đúng hạn; Chỉ tiêu: 95%
|2. Dịch vụ công trực tuyến
|2.1. Nội dung: Toàn trình; Chỉ tiêu: 50%
|II. Bộ máy
|1. Nội dung: Biên chế; Chỉ tiêu: giảm 2%
"""
    assert [(p.section, p.row, p.heading, p.text) for p in passages(text)] == [
        (
            "Phụ lục",
            3,
            ("CHỈ TIÊU NĂM 2024", "Thủ tục hành chính"),
            "1. Nội dung: Hồ sơ đúng hạn; Chỉ tiêu: 95%",
        ),
        (
            "Phụ lục",
            5,
            ("CHỈ TIÊU NĂM 2024", "Thủ tục hành chính", "Dịch vụ công trực tuyến"),
            "2.1. Nội dung: Toàn trình; Chỉ tiêu: 50%",
        ),
        ("Phụ lục", 7, ("CHỈ TIÊU NĂM 2024", "Bộ máy"), "1. Nội dung: Biên chế; Chỉ tiêu: giảm 2%"),
    ]


def test_the_page_is_the_one_on_which_the_passage_begins():
    draft = Draft()
    draft.add([Piece("I. MỤC TIÊU", 1)])
    draft.add([Piece("Hồ sơ được giải quyết", 1), Piece("đúng hạn.", 2)])
    draft.add([Piece("Số hóa 40% kết quả.", 2)])
    reading = draft.reading("pdf", 2)
    assert isinstance(reading.anchors[0], Anchor)
    assert [(p.text, p.page) for p in split(reading, sections(reading), "d1")] == [
        ("Hồ sơ được giải quyết đúng hạn.", 1),
        ("Số hóa 40% kết quả.", 2),
    ]


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.txt")), ids=lambda path: path.stem)
def test_every_word_of_a_plan_is_in_a_passage_in_a_heading_or_in_furniture(path):
    reading = read(path)
    found = split(reading, sections(reading), "d1")
    headings = {heading for passage in found for heading in passage.heading}
    covered = [(p.start, p.end) for p in found]
    for block in reading.blocks:
        if block.kind == "furniture":
            assert not any(start < block.end and block.start < end for start, end in covered)
            continue
        text = reading.text[block.start : block.end]
        inside = any(start <= block.start and block.end <= end for start, end in covered)
        divided = any(start == block.start for start, _ in covered) and any(
            end == block.end for _, end in covered
        )
        assert inside or divided or any(heading in text for heading in headings), text


SCRAPS = [
    "I. MỤC TIÊU",
    "1. Sở Nội vụ: chủ trì",
    "2. Yêu cầu:",
    "- Gồm:",
    "+ Một;",
    "+ Hai.",
    "a) Đạt 90%.",
    "|1. A: 5",
]
SCRAPS += [
    "|I. Nhóm",
    "~2",
    "#Chỉ tiêu cụ thể",
    "KẾ HOẠCH",
    "Đoạn một. Đoạn hai. " * 40,
    "Phụ lục I",
    "(Kèm theo)",
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(SCRAPS), min_size=1, max_size=20))
def test_passages_are_verbatim_ordered_and_within_their_section(lines):
    reading = plan("\n".join(lines))
    tree = sections(reading)
    found = split(reading, tree, "d1")
    end = 0
    for passage in found:
        assert passage.text == reading.text[passage.start : passage.end] and passage.text.strip()
        assert end <= passage.start
        end = passage.end
        around = [s for s in tree if s.start <= passage.start < s.end]
        assert [s for s in tree if s.start <= passage.end - 1 < s.end] == around
        assert passage.section == (around[-1].address if around else None)
    assert len({passage.id for passage in found}) == len(found)
    assert found == split(reading, tree, "d1")
