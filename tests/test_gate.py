"""Whether the corpus answers: what it holds is answered, what it does not is refused."""

import dataclasses

import pytest

from indexer import gate, search
from indexer.coverage import Coverage
from indexer.gate import Signs
from indexer.generation import Generation


def answers(five: Generation, question: str) -> list[str]:
    query = search.understood(five, question)
    return [hit.document.path for hit in gate.answering(five, query, search.search(five, query, k=60))]


@pytest.mark.parametrize(
    "question",
    [
        "tỷ lệ hồ sơ đúng hạn",
        "ty le ho so dung han",
        "on-time rate",
        "target on-time TTHC rate",
        "hồ sơ quá hạn phải xin lỗi",
        "giải ngân vốn đầu tư công",
        "sáng kiến cải cách hành chính",
        "kiem tra cchc",
        "citizen satisfaction",
        "SIPAS Hà Giang năm 2021 đạt bao nhiêu",
        "văn bản điện tử được ký số",
        "kiểm soát tham nhũng",
        "Thạch Hà năm 2022",
        "e-tax",
        "áp dụng tiêu chuẩn ISO",
        "thi đua khen thưởng",
        "đơn vị sự nghiệp tự chủ",
    ],
)
def test_answers_what_the_plans_say(five: Generation, question: str) -> None:
    assert answers(five, question)


@pytest.mark.parametrize(
    "question",
    [
        # of the same field, but not in the plans
        "tỷ lệ che phủ rừng",
        "ty le che phu rung",
        "số giường bệnh trên vạn dân",
        "lương tối thiểu vùng",
        "mức lương cơ sở",
        "tỷ lệ hộ nghèo",
        "số bác sĩ trên vạn dân",
        "thu hút vốn FDI",
        "tỷ lệ thất nghiệp",
        "chỉ số DDCI xếp thứ mấy",
        "poverty rate target",
        "hospital beds",
        "số thanh niên nhập ngũ",
        # foreign to it
        "how to cook pho",
        "thời tiết hôm nay",
        "cách nấu bún bò",
        "gia vang hom nay",
        "best laptop for students",
        "xin chào",
        "asdf qwer zxcv",
        # a place, a year, a plan that is not there
        "tỷ lệ hồ sơ đúng hạn của tỉnh Sơn La",
        "on-time rate of Hai Phong",
        "chỉ tiêu đúng hạn năm 2031",
        "Kế hoạch số 999/KH-UBND nói gì về đúng hạn",
        # a plan that is there and does not say it
        "Thạch Hà giải ngân vốn đầu tư công bao nhiêu",
        "Ha Giang online payment target",
        "thành phố Hưng Yên nộp thuế điện tử",
    ],
)
def test_refuses_what_the_plans_do_not_say(five: Generation, question: str) -> None:
    assert answers(five, question) == []


def test_only_plans_that_say_it_answer(five: Generation) -> None:
    assert set(answers(five, "tỷ lệ hồ sơ giải quyết đúng hạn")) == {
        "182-kh-ubnd-hung-yen-cchc-2022.txt",
        "kh-ubnd-cam-xa-cchc-2024.txt",
        "kh-ubnd-thach-ha-cchc-2022.txt",
    }


@pytest.mark.parametrize(
    ("question", "plans"),
    [
        ("sáng kiến cải cách hành chính", {"Thạch Hà", "Hà Giang"}),
        ("how many new ideas should come up each year", {"Thạch Hà", "Hà Giang"}),
        ("mức độ hài lòng của người dân", {"Thạch Hà", "Hưng Yên", "Cẩm Xá"}),
        ("citizen satisfaction target", {"Thạch Hà", "Hưng Yên", "Cẩm Xá"}),
        ("hồ sơ quá hạn phải xin lỗi", {"Thạch Hà", "Cẩm Xá"}),
        ("saying sorry when papers are late", {"Thạch Hà", "Cẩm Xá"}),
    ],
)
def test_every_plan_that_answers_is_cited(five: Generation, question: str, plans: set[str]) -> None:
    cited = set(answers(five, question))
    assert plans <= {one.locality or one.province for one in five.documents.values() if one.path in cited}


@pytest.mark.parametrize(
    "question",
    [
        "hồ sơ bệnh án quá hạn",
        "passenger satisfaction with buses",
        "tỷ lệ trẻ em được tiêm chủng đúng hạn",
        "mức độ hài lòng của du khách",
        "tỷ lệ hồ sơ vay vốn đúng hạn",
        "tỷ lệ nộp thuế đúng hạn của doanh nghiệp",
    ],
)
def test_a_near_miss_is_refused(five: Generation, question: str) -> None:
    assert answers(five, question) == []


def test_a_year_without_a_plan_can_be_spoken_of_in_another(five: Generation) -> None:
    assert answers(five, "chỉ số SIPAS của Hà Giang năm 2021")
    assert not answers(five, "chỉ số SIPAS của Hà Giang năm 2017")


@pytest.fixture
def good(five: Generation) -> Signs:
    """The signs of a passage that answers: it says all of the question, and is near in meaning."""
    query = search.understood(five, "giải ngân vốn đầu tư công tối thiểu bao nhiêu")
    return dataclasses.replace(gate.signs_of(five, query, search.search(five, query))[0], cosine=0.5)


def test_every_sign_counts(five: Generation, good: Signs) -> None:
    model = gate.of(five.encoder.name)
    worse = [
        dataclasses.replace(good, **{name: value})
        for name, value in {"coverage": 0.3, "cosine": 0.1, "numberless": True, "names": False}.items()
    ]
    for weights in (model.first, model.further):
        assert weights.answers(good)
        assert all(weights.probability(one) < weights.probability(good) for one in worse)
        assert weights.probability(worse[-1]) == 0


def test_what_lies_far_behind_the_best_answers_less_readily(five: Generation, good: Signs) -> None:
    further = gate.of(five.encoder.name).further
    assert further.probability(dataclasses.replace(good, behind=0.5)) < further.probability(good)


def test_a_further_place_needs_less_than_the_first(five: Generation, good: Signs) -> None:
    model = gate.of(five.encoder.name)
    fair = dataclasses.replace(good, coverage=0.6, cosine=0.25)
    assert not model.first.answers(fair)
    assert model.further.answers(fair)


def test_the_bundled_encoder_is_judged_by_weights_of_its_own(five: Generation) -> None:
    assert gate.of(five.encoder.name) != gate.of("somebody/else")


def test_an_encoder_that_was_not_measured_is_judged_by_words(good: Signs) -> None:
    model = gate.of("somebody/else").first
    near, far = (dataclasses.replace(good, cosine=cosine) for cosine in (0.9, 0.1))
    assert model.probability(near) == model.probability(far) >= model.least


@pytest.mark.parametrize(
    ("question", "text", "least", "most"),
    [
        ("thủ tục hành chính đúng hạn", "100% TTHC được giải quyết đúng hạn", 0.9, 1.0),
        ("TTHC đúng hạn", "thủ tục hành chính giải quyết đúng hạn", 0.9, 1.0),
        ("tỷ lệ che phủ rừng", "phủ sóng wifi", 0.0, 0.3),
        ("quá hạn", "hồ sơ trễ hạn", 0.9, 1.0),
        ("hận", "đúng hạn", 0.0, 0.0),
        ("dung han", "đúng hạn", 1.0, 1.0),
    ],
)
def test_coverage_is_the_share_of_the_matter_that_is_said(
    five: Generation, question: str, text: str, least: float, most: float
) -> None:
    coverage = Coverage(search.understood(five, question), five.lexical)
    assert least - 1e-9 <= coverage.of(text) <= most + 1e-9
