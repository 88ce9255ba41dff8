"""Ranked passages: the right one near the top, however it is asked for, and only where it was looked for."""

import dataclasses

import numpy as np
import pytest

from indexer import search, tokens
from indexer.generation import Generation
from indexer.model import Filters, Hit
from indexer.refusal import Refusal

ON_TIME = "Trên 95% số hồ sơ TTHC được trả kết quả giải quyết đúng hạn"


def texts(hits: list[Hit]) -> list[str]:
    return [hit.passage.text for hit in hits]


@pytest.mark.parametrize(
    ("question", "words", "top"),
    [
        ("tỷ lệ hồ sơ TTHC giải quyết đúng hạn", "được giải quyết trước và đúng hạn", 3),
        ("ty le ho so giai quyet dung han", "được giải quyết trước và đúng hạn", 3),
        ("target on-time TTHC rate", ON_TIME, 2),
        ("ddungs hanj", ON_TIME, 3),
        ("hồ sơ trả sớm hơn thời hạn", "trả kết quả trước hạn", 3),
        ("giải ngân đầu tư công", "giải ngân vốn đầu tư công tối thiểu 95%", 1),
        ("public investment disbursement", "giải ngân vốn đầu tư công tối thiểu 95%", 1),
        ("apologies for overdue dossiers", "xin lỗi công dân", 2),
        ("mấy sáng kiến", "ít nhất 01 sáng kiến", 3),
        ("van ban dien tu ky so", "được ký số đầy đủ", 1),
        ("thuế điện tử", "nộp thuế điện tử", 1),
        ("ISO 9001", "TCVN ISO 9001:2015", 1),
        ("SIPAS tỉnh Hà Giang đạt bao nhiêu", "đạt 88,46 %", 5),
        ("tiếp công dân, khiếu nại", "thực hiện tốt công tác tiếp công dân", 3),
        ("payroll reduction", "tinh giản biên chế", 2),
    ],
)
def test_what_is_asked_for_stands_near_the_top(five: Generation, question: str, words: str, top: int) -> None:
    found = texts(search.search(five, question, k=10))
    assert any(words in text for text in found[:top]), found[:top]


@pytest.mark.parametrize(
    ("question", "words", "top"),
    [
        ("bớt người ăn lương nhà nước", "tinh giản biên chế người làm việc hưởng lương", 1),
        ("sử dụng vốn nhà nước xây đường sá trong năm", "giải ngân vốn đầu tư công", 1),
        ("nộp tiền qua mạng khỏi ra quầy", "thanh toán trực tuyến", 1),
        ("tiền thuế đóng qua mạng", "nộp thuế điện tử", 1),
        ("dân hài lòng cỡ nào", "Mức độ hài lòng của người dân", 1),
        ("chống ăn hối lộ", "phòng, chống tham nhũng", 1),
    ],
)
def test_everyday_words_find_what_plans_say_in_others(
    five: Generation, question: str, words: str, top: int
) -> None:
    found = texts(search.search(five, question, k=10))
    assert any(words in text for text in found[:top]), found[:top]


@pytest.mark.parametrize(
    ("question", "words", "top"),
    [
        ("shrinking headcount", "giảm số biên chế", 1),
        ("trim headcount paid from the state budget", "tinh giản biên chế", 1),
        ("skimming and embezzlement in local government", "kiểm soát tham nhũng", 2),
        ("apologise to whoever waited past the promised date", "xin lỗi công dân", 2),
        ("pay fees from your mobile wallet", "thanh toán trực tuyến", 1),
    ],
)
def test_english_words_that_the_glossary_lacks_help_to_find(
    five: Generation, question: str, words: str, top: int
) -> None:
    assert search.understood(five, question).foreign
    found = texts(search.search(five, question, k=10))
    assert any(words in text for text in found[:top]), found[:top]


def test_the_plan_that_is_named_is_the_only_one_looked_in(five: Generation) -> None:
    hits = search.search(five, "huyện Thạch Hà đúng hạn", k=50)
    assert {hit.document.locality for hit in hits} == {"Thạch Hà"}
    assert "trước và đúng hạn" in hits[0].passage.text


def test_filters_given_count_more_than_what_the_question_says(five: Generation) -> None:
    hits = search.search(five, "đúng hạn năm 2022", Filters(year=(2024,)))
    assert {hit.document.year for hit in hits} == {2024}


def test_what_was_understood_can_be_taken_back(five: Generation) -> None:
    query = search.understood(five, "huyện Thạch Hà đúng hạn")
    free = dataclasses.replace(query, scope=dataclasses.replace(query.scope, filters=Filters()))
    assert len({hit.document.id for hit in search.search(five, free, k=50)}) > 1


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_filters_hold_in_every_mode(five: Generation, mode: search.Mode) -> None:
    hits = search.search(five, "hồ sơ đúng hạn", Filters(level=("xã",)), 20, mode)
    assert hits
    assert {hit.document.level for hit in hits} == {"xã"}


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_best_first_and_no_passage_twice(five: Generation, mode: search.Mode) -> None:
    hits = search.search(five, "mức độ hài lòng của người dân", k=30, mode=mode)
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert len({hit.passage.id for hit in hits}) == len(hits) == 30


def test_marks_that_were_typed_keep_words_apart(five: Generation) -> None:
    right, wrong = (search.weights(search.understood(five, word)) for word in ("hạn", "hận"))
    assert five.lexical.holders("hạn") > 0
    assert "hạn" in right
    assert "hạn" not in wrong
    assert wrong["hận"] > wrong[tokens.fold_term("hận")]


def test_a_longer_way_of_saying_counts_for_no_more(five: Generation) -> None:
    found = search.weights(search.understood(five, "PAPI"))
    long = [weight for term, weight in found.items() if not term.startswith("~") and term != "papi"]
    assert sum(long) <= 2.0


def test_plans_that_say_the_same_are_named(five: Generation) -> None:
    hits = search.search(five, "mức độ hài lòng của người dân, doanh nghiệp về giải quyết TTHC", k=20)
    hit = next(
        hit for hit in hits if "lĩnh vực đất đai, xây dựng, đầu tư đạt tối thiểu 85%" in hit.passage.text
    )
    assert {hit.document.locality} | {other.locality for other in hit.same_in} == {"Hưng Yên", "Cẩm Xá"}
    left = search.grouped(hits)
    same = [one for one in left if "lĩnh vực đất đai, xây dựng, đầu tư đạt tối thiểu 85%" in one.passage.text]
    assert len(same) == 1
    assert len(left) < len(hits)


def test_a_title_stands_behind_what_says_something(five: Generation) -> None:
    hits = search.search(five, "nhiệm vụ cải cách hành chính năm 2022", k=10)
    assert hits[0].passage.section is not None


def test_no_more_than_asked_for(five: Generation) -> None:
    assert len(search.search(five, "hồ sơ", k=3)) == 3
    assert len(search.search(five, "hồ sơ", k=1000)) <= len(five.passages)


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_a_question_without_words_is_refused_in_every_mode(five: Generation, mode: search.Mode) -> None:
    with pytest.raises(Refusal):
        search.search(five, " ", mode=mode)


def test_modes_alone_take_the_question_as_typed(five: Generation) -> None:
    typed = search.search(five, "public investment disbursement", k=5, mode="lexical")
    assert typed == []
    vector = five.encoder.queries(["giải ngân"])[0]
    positions, _ = five.dense.search(vector, 5)
    dense = search.search(five, "giải ngân", k=5, mode="dense")
    assert [hit.passage.id for hit in dense] == [five.passages[int(position)].id for position in positions]


def test_coverage_tells_what_says_the_question_from_what_is_merely_near(five: Generation) -> None:
    hits = search.search(five, "giải ngân vốn đầu tư công", k=30)
    assert hits[0].coverage == pytest.approx(1.0)
    assert all(0 <= hit.coverage <= 1 for hit in hits)
    assert hits[-1].coverage < 0.5


@pytest.mark.parametrize("question", ["là gì vậy", "bao nhiêu", "what is it", "xin hỏi"])
def test_a_question_of_words_that_only_ask_is_searched_for_all_the_same(
    five: Generation, question: str
) -> None:
    assert search.search(five, question, k=5)


def test_searching_again_gives_the_same(five: Generation) -> None:
    first, second = (search.search(five, "ty le hai long", k=20) for _ in range(2))
    assert first == second


def test_cosines_are_those_of_the_passages(five: Generation) -> None:
    hits = search.search(five, "đúng hạn", k=5)
    vector = five.encoder.queries(["đúng hạn"])[0]
    positions, cosines = five.dense.search(vector, 100)
    known = {five.passages[int(p)].id: float(c) for p, c in zip(positions, cosines, strict=True)}
    for hit in hits:
        if hit.cosine is not None:
            assert np.isclose(hit.cosine, known[hit.passage.id])
