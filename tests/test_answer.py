"""Answers: plan by plan, word for word, with what is silent named; and what a plan rests on."""

from __future__ import annotations

import pytest

from indexer.answer import ask
from indexer.generation import Generation
from indexer.model import Answer


def cited(five: Generation, answer: Answer) -> dict[str, list[str]]:
    """The quotes by plan; each is checked to be the text at its offsets."""
    found: dict[str, list[str]] = {}
    for one in answer.citations:
        assert five.text(one.document.id)[one.start : one.end] == one.quote
        found.setdefault(one.document.path, []).append(one.quote)
    return found


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("kế hoạch của Thạch Hà căn cứ kế hoạch tỉnh số mấy", "520/KH-UBND"),
        ("ke hoach huyen thach ha thuc hien theo ke hoach nao cua tinh", "520/KH-UBND"),
        ("Which parent plan does the plan of Thach Ha district carry out?", "520/KH-UBND"),
        ("xã Cẩm Xá thực hiện kế hoạch nào của thị xã", "16/KH-UBND"),
    ],
)
def test_the_plan_of_the_level_above_is_quoted(five: Generation, question: str, number: str) -> None:
    (quotes,) = cited(five, ask(five, question)).values()
    assert len(quotes) == 1
    assert number in quotes[0]


def test_every_plan_that_names_one_is_told_and_the_others_are_named_as_silent(five: Generation) -> None:
    answer = ask(five, "các kế hoạch này căn cứ kế hoạch nào")
    quoted = cited(five, answer)
    assert all("Kế hoạch số" in quote for quotes in quoted.values() for quote in quotes)
    silent = {document.path for document in answer.silent}
    assert silent == {"185-kh-ubnd-ha-giang-sipas-par-index-2022.txt"}
    assert silent.isdisjoint(quoted)


def test_the_legal_basis_is_all_that_a_plan_rests_on(five: Generation) -> None:
    (quotes,) = cited(five, ask(five, "căn cứ pháp lý của kế hoạch Hà Giang")).values()
    assert [number in quote for number, quote in zip(("1149/QĐ-BNV", "352/QĐ-BNV"), quotes, strict=True)]


def test_a_plan_that_says_nothing_of_it_is_not_answered_for(five: Generation) -> None:
    answer = ask(five, "kế hoạch Hà Giang thực hiện theo kế hoạch nào của cấp trên")
    assert not answer.answered
    assert answer.citations == ()


ON_TIME = {
    "182-kh-ubnd-hung-yen-cchc-2022.txt": 95,
    "kh-ubnd-cam-xa-cchc-2024.txt": 100,
    "kh-ubnd-thach-ha-cchc-2022.txt": 99,
}  # on-time rates of three plans; the other two set none


@pytest.mark.parametrize(
    "question",
    [
        "target on-time TTHC rate",
        "tỷ lệ hồ sơ TTHC trả kết quả đúng hạn",
        "chi tieu ho so giai quyet dung han la bao nhieu phan tram",
        "ty leej hoof sow ddungs hanj",
    ],
)
def test_a_target_is_told_plan_by_plan_with_its_number(five: Generation, question: str) -> None:
    answer = ask(five, question)
    values = {
        document.path: target.value for target, document in answer.targets if target.value in (95, 99, 100)
    }
    assert values == ON_TIME
    assert set(cited(five, answer)) == set(ON_TIME)
    assert not set(ON_TIME) & {document.path for document in answer.silent}
    for number in range(1, len(answer.citations) + 1):
        assert f"[{number}]" in answer.text


def test_the_highest_is_told_first_and_all_that_it_was_compared_with_is_quoted(five: Generation) -> None:
    answer = ask(five, "kế hoạch nào đặt tỷ lệ hồ sơ đúng hạn cao nhất")
    assert set(cited(five, answer)) == set(ON_TIME)
    assert answer.citations[0].document.path == "kh-ubnd-cam-xa-cchc-2024.txt"
    head, *plans = answer.text.split("\n")[:4]
    assert "100%" in head
    for line, value, number in zip(plans, ("100%", "99%", "95%"), (1, 2, 3), strict=True):
        assert line.startswith("- ")
        assert value in line
        assert f"[{number}]" in line
    assert not set(ON_TIME) & {document.path for document in answer.silent}


def test_plans_within_a_bound_are_told_apart_from_the_others(five: Generation) -> None:
    answer = ask(five, "bao nhiêu kế hoạch đặt tỷ lệ hồ sơ đúng hạn trên 99%")
    assert set(cited(five, answer)) == set(ON_TIME)
    head, within, others, *_ = answer.text.split("\n")
    assert head.startswith("1 trong 3")
    assert within.startswith("- ")
    assert "100%" in within
    assert "99%" in others
    assert "95%" in others


def test_what_no_plan_says_is_said_to_be_missing_and_nothing_is_quoted(five: Generation) -> None:
    for question in ("tỷ lệ che phủ rừng", "số giường bệnh trên một vạn dân", "how to cook pho"):
        answer = ask(five, question)
        assert not answer.answered
        assert answer.citations == answer.targets == ()
        assert answer.text


def test_facts_of_a_plan_are_told_with_the_line_that_states_them(five: Generation) -> None:
    answer = ask(five, "số hiệu kế hoạch PAPI của Hưng Yên")
    assert "181/KH-UBND" in answer.text
    assert cited(five, answer).keys() == {"181-kh-ubnd-hung-yen-papi-2022.txt"}


def test_the_kind_of_a_plan_may_be_named_in_other_words_than_its_title(five: Generation) -> None:
    answer = ask(five, "kế hoạch cải cách hành chính nhà nước của thành phố Hưng Yên ký ngày nào")
    assert "29/12/2021" in answer.text
    assert "182-kh-ubnd-hung-yen-cchc-2022.txt" in cited(five, answer)


def test_a_place_that_was_understood_can_be_taken_back(five: Generation) -> None:
    question = "tỷ lệ hồ sơ đúng hạn của Thạch Hà"
    assert set(cited(five, ask(five, question))) == {"kh-ubnd-thach-ha-cchc-2022.txt"}
    assert set(cited(five, ask(five, question, ignoring=("locality", "province")))) >= set(ON_TIME)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("ai ký thư xin lỗi khi hồ sơ quá hạn", "xin lỗi"),
        ("gửi báo cáo trước ngày tháng nào", "báo cáo"),
    ],
)
def test_what_a_plan_says_is_not_taken_for_a_fact_of_the_plan(
    five: Generation, question: str, said: str
) -> None:
    answer = ask(five, question)
    assert answer.citations
    assert all(said in one.quote.lower() for one in answer.citations[:1])


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("tinh gian BC", "tinh giản biên chế"),
        ("tỷ lệ hồ sơ đúng hạn", None),
        ("on-time rate", None),
    ],
)
def test_what_was_read_into_a_question_is_told(five: Generation, question: str, read: str | None) -> None:
    assert ask(five, question).read_as == read
