"""The quote: the sentence that answers, or the clause of a long one, word for word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import quote, search
from indexer.coverage import Coverage
from indexer.generation import Generation
from indexer.model import Passage
from indexer.query import Query


def passage(text: str, start: int = 0, row: int | None = None) -> Passage:
    return Passage("d", "II.1", ("MỤC TIÊU",), None, start, start + len(text), text, row)


def quoted(five: Generation, question: str, text: str, row: int | None = None, single: bool = False) -> str:
    query: Query = search.understood(five, question)
    start, end = quote.best_quote(
        passage(text, 1000, row), Coverage(query, five.lexical), query.asks == "value", single
    )
    return text[start - 1000 : end - 1000]


TIMES = (
    "a) Trên 95% số hồ sơ TTHC được trả kết quả giải quyết đúng hạn; "
    "phấn đấu 80% hồ sơ TTHC trả kết quả trước hạn."
)
THREE = (
    "6. Tối thiểu 99% hồ sơ TTHC được giải quyết trước và đúng hạn. 100% hồ sơ quá hạn được thực hiện việc "
    "xin lỗi công dân theo quy định. Phấn đấu sự hài lòng của người dân, doanh nghiệp đạt từ 93% trở lên."
)
LONG = (
    "Tối thiểu 50% các xã, thị trấn; 35% các đơn vị trung tâm được kiểm tra CCHC trong năm 2022; "
    "100% các cơ quan chuyên môn và các đơn vị sự nghiệp công lập thuộc Ủy ban nhân dân huyện tự kiểm tra; "
    "kết quả kiểm tra được báo cáo Ủy ban nhân dân huyện trước ngày 30 tháng 11 năm 2022."
)


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("trả trước hạn", TIMES, TIMES[3:]),
        ("xin lỗi", THREE, "100% hồ sơ quá hạn được thực hiện việc xin lỗi công dân theo quy định."),
        (
            "citizen satisfaction",
            THREE,
            "Phấn đấu sự hài lòng của người dân, doanh nghiệp đạt từ 93% trở lên.",
        ),
        ("dung han", THREE, "Tối thiểu 99% hồ sơ TTHC được giải quyết trước và đúng hạn."),
    ],
)
def test_quotes_the_sentence_that_answers(five: Generation, question: str, text: str, expected: str) -> None:
    assert quoted(five, question, text) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "kiểm tra CCHC bao nhiêu đơn vị",
            LONG[: LONG.index("; kết quả")],
        ),
        (
            "báo cáo kết quả trước ngày nào",
            "kết quả kiểm tra được báo cáo Ủy ban nhân dân huyện trước ngày 30 tháng 11 năm 2022.",
        ),
    ],
)
def test_quotes_the_clause_of_a_long_sentence(five: Generation, question: str, expected: str) -> None:
    assert quoted(five, question, LONG) == expected


EVEN = "Kinh phí tập huấn là 85 triệu đồng. Kinh phí chuyển đổi số là 120 triệu đồng."


def test_sentences_that_say_the_same_of_a_question_are_quoted_together(five: Generation) -> None:
    assert quoted(five, "kinh phí", EVEN) == EVEN
    assert quoted(five, "kinh phí", EVEN, single=True) == EVEN[: EVEN.index(" Kinh")]
    assert quoted(five, "kinh phí tập huấn", EVEN) == EVEN[: EVEN.index(" Kinh")]


def test_what_would_be_a_page_is_not_quoted_together(five: Generation) -> None:
    one = "Kinh phí của xã được bố trí từ ngân sách theo phân cấp hiện hành và các nguồn hợp pháp khác. "
    assert quoted(five, "kinh phí", 6 * one) == one.strip()


def test_a_number_behind_a_semicolon_stays_with_its_sentence(five: Generation) -> None:
    text = "50% số lần nộp phí, lệ phí được thực hiện không dùng tiền mặt; riêng cấp tỉnh đạt 60%."
    assert quoted(five, "nộp phí, lệ phí không dùng tiền mặt", text) == text


def test_a_clause_that_leans_on_another_is_not_torn_from_it(five: Generation) -> None:
    text = (
        "Mức độ hài lòng của người dân, tổ chức và doanh nghiệp trên địa bàn đối với sự phục vụ của các "
        "cơ quan hành chính nhà nước đạt tối thiểu 90%; trong đó lĩnh vực đất đai và xây dựng đạt tối thiểu "
        "85%; 100% cơ quan, đơn vị công khai kết quả khảo sát trên trang thông tin điện tử của huyện."
    )
    told = quoted(five, "hài lòng lĩnh vực đất đai", text)
    assert told == text[: text.index("; 100%")]


def test_a_table_row_is_quoted_whole(five: Generation) -> None:
    row = "Nội dung: Hồ sơ đúng hạn được giải quyết; Chỉ tiêu: 95%; Cơ quan chủ trì: Văn phòng"
    assert quoted(five, "hồ sơ đúng hạn", row, row=2) == row


def test_a_number_is_quoted_where_one_is_wanted(five: Generation) -> None:
    text = "Nâng cao mức độ hài lòng là nhiệm vụ trọng tâm. Mức độ hài lòng phải đạt 90%."
    assert "90%" in quoted(five, "mức độ hài lòng là bao nhiêu", text)


def test_every_quote_of_the_plans_is_a_part_of_its_passage(five: Generation) -> None:
    coverage = Coverage(search.understood(five, "hồ sơ TTHC đúng hạn, hài lòng, kiểm tra"), five.lexical)
    for one in five.passages:
        for number in (False, True):
            start, end = quote.best_quote(one, coverage, number)
            assert one.start <= start < end <= one.end
            assert five.text(one.document)[start:end].strip() == five.text(one.document)[start:end]


@given(
    text=st.text(st.sampled_from("hồ sơ đúng hạn 95% ;.()-\naA1"), min_size=1, max_size=80).filter(str.strip)
)
def test_whatever_a_passage_holds_some_of_it_is_quoted(five: Generation, text: str) -> None:
    coverage = Coverage(search.understood(five, "hồ sơ đúng hạn"), five.lexical)
    start, end = quote.best_quote(passage(text, 7), coverage, number=True)
    assert 7 <= start < end <= 7 + len(text)
