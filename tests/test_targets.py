"""Targets: every form in which plans commit to numbers, and everything that only looks like it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval import targets as evaluation
from indexer.mentions import mentions
from indexer.model import Anchor, Block, Document, Plan, Reading, Target
from indexer.numbers import numbers
from indexer.passages import split
from indexer.plan import understand
from indexer.read import read
from indexer.structure import sections
from indexer.targets import extract

ROOT = Path(__file__).parent.parent
CORPUS = sorted((ROOT / "corpus").glob("*.txt"))
COMPOSED = sorted((evaluation.GOLD / "composed").glob("*.*"))
OTHERS = sorted((ROOT / "eval" / "datasets" / "reform-plans" / "documents").glob("*.*"))


def plan_of(
    *lines: str, year: int = 2022, kind: str = "kế hoạch", title: str | None = None
) -> tuple[Target, ...]:
    """The targets of a plan with these lines."""
    text, blocks, position = "\n".join(lines), [], 0
    for line in lines:
        blocks.append(Block(position, position + len(line)))
        position += len(line) + 1
    reading = Reading(text, tuple(blocks), "txt")
    document = Document("d", "d.txt", title, *[None] * 7, year, kind, None, False, None, "txt")  # type: ignore[arg-type]
    found = sections(reading)
    return extract(reading, found, split(reading, found, "d"), document)


def said(*lines: str, **kwargs) -> list[tuple]:
    """(comparator, value, unit) of each target, ranges as (…, low, high, unit)."""
    return [
        (t.comparator, t.value, t.unit)
        if t.value_max is None
        else (t.comparator, t.value, t.value_max, t.unit)
        for t in plan_of(*lines, **kwargs)
        if t.kind == "target"
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Tối thiểu 99% hồ sơ TTHC được giải quyết đúng hạn.", [(">=", 99, "%")]),
        ("Ít nhất 3 sáng kiến về CCHC được công nhận.", [(">=", 3, "sáng kiến")]),
        ("Trên 95% số hồ sơ được giải quyết đúng hạn.", [(">", 95, "%")]),
        ("Sự hài lòng của người dân đạt từ 93% trở lên.", [(">=", 93, "%")]),
        ("Có 60% trở lên thủ tục được thanh toán trực tuyến.", [(">=", 60, "%")]),
        ("Hoàn thành từ 100% kế hoạch trở lên.", [(">=", 100, "%")]),
        ("Có từ 02 sáng kiến, giải pháp mới trở lên được công nhận.", [(">=", 2, "sáng kiến")]),
        ("Không quá 2% hồ sơ TTHC quá hạn.", [("<=", 2, "%")]),
        ("Hồ sơ trả lại dưới 1% tổng số hồ sơ tiếp nhận.", [("<", 1, "%")]),
        ("Thời gian chờ đợi bình quân không quá 20 phút/01 lượt giao dịch.", [("<=", 20, "phút")]),
        ("100% văn bản được ký số.", [("=", 100, "%")]),
        ("phần đầu 80% hồ sơ TTHC trả kết quả trước hạn.", [("=", 80, "%")]),
        (
            "Phấn đấu có ít nhất 01 sáng kiến; 10-15 sáng kiến được huyện công nhận.",
            [(">=", 1, "sáng kiến"), ("range", 10, 15, "sáng kiến")],
        ),
        (
            "Số hóa kết quả của cấp huyện, cấp xã đạt tỷ lệ tối thiểu tương ứng 40%, 35%.",
            [(">=", 40, "%"), (">=", 35, "%")],
        ),
        (
            "Giảm tối thiểu 2,5% số lượng đơn vị sự nghiệp và 2% biên chế sự nghiệp so với năm 2021.",
            [(">=", 2.5, "%"), (">=", 2, "%")],
        ),
        (
            "Tác nghiệp hoàn toàn trên văn bản điện tử đối với cấp huyện, 80% đối với cấp xã.",
            [("=", 100, "%"), ("=", 80, "%")],
        ),
        (
            "Tối thiểu 50% các xã, thị trấn; 35% các đơn vị được kiểm tra CCHC.",
            [(">=", 50, "%"), (">=", 35, "%")],
        ),
        ("Hai phần ba số thủ tục được rà soát, đơn giản hóa.", [("=", 66.67, "%")]),
        ("Trăm phần trăm hồ sơ được số hóa.", [("=", 100, "%")]),
        ("Chỉ số CCHC nằm trong nhóm 03 huyện dẫn đầu toàn tỉnh.", [("<=", 3, "hạng")]),
        ("Phấn đấu xếp hạng CCHC từ thứ 5 trở lên.", [("<=", 5, "hạng")]),
        ("Phấn đấu Chỉ số PAPI tăng từ 3 đến 5 bậc so với năm 2021.", [("range", 3, 5, "bậc")]),
        ("Tổ chức 02 hội nghị đối thoại với doanh nghiệp.", [("=", 2, "hội nghị")]),
        ("Bảo đảm ≥ 95% văn bản đi được ký số.", [(">=", 95, "%")]),
        ("Trên 95% xã và 100% huyện được kiểm tra.", [(">", 95, "%"), ("=", 100, "%")]),
        ("Rút ngắn thời gian giải quyết từ 30 ngày xuống còn 20 ngày.", [("=", 20, "ngày")]),
        (
            "100% cán bộ, công chức thực hiện trao đổi hoàn toàn công việc trên môi trường mạng.",
            [("=", 100, "%")],
        ),
    ],
)
def test_forms(sentence: str, expected: list[tuple]) -> None:
    assert said("II. MỤC TIÊU", sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Thực hiện Nghị định số 60/2021/NĐ-CP của Chính phủ, khoản 2 Điều 5.",
        "Cung cấp dịch vụ công trực tuyến mức độ 3, mức độ 4.",
        "Duy trì điểm số từ nhóm B (từ 80% đến dưới 90%) trở lên.",
        "Áp dụng Hệ thống quản lý chất lượng TCVN ISO 9001:2015 tại xã.",
        "Kết quả được xếp loại: Tốt (từ 90% đến 100%), khá (từ 80% đến dưới 90%).",
        "Đơn vị đạt từ 90 điểm trở lên được xếp loại tốt.",
        "Cải thiện Chỉ số PAPI của thành phố trên 8 lĩnh vực.",
        "Hồ sơ được giải quyết ở cả 3 cấp chính quyền.",
        "Kinh phí thực hiện: 350 triệu đồng.",
        "Giảm 50% mức thu phí, lệ phí khi nộp hồ sơ trực tuyến.",
        "Ngân sách tỉnh hỗ trợ 70% kinh phí.",
        "Thống kê: 2.019.376",
        "Điện thoại: 0221.3865.412.",
        "Báo cáo 6 tháng, 9 tháng và năm trước ngày 15/12/2022.",
        "Căn cứ Quyết định số 468/QĐ-TTg quy định đến năm 2025 số hóa 100% kết quả.",
        "Niêm yết trong 05 ngày làm việc kể từ ngày nhận văn bản.",
    ],
)
def test_numbers_that_promise_nothing(sentence: str) -> None:
    assert said("II. NHIỆM VỤ", sentence) == []


@pytest.mark.parametrize(
    "lines",
    [
        ("Năm 2021 chỉ số SIPAS đạt 88,46 %, xếp thứ 18/63 tỉnh, thành phố (tăng 0,86% so với năm 2020).",),
        ("I. KẾT QUẢ THỰC HIỆN NĂM 2021", "1. Tỷ lệ hồ sơ trực tuyến đạt 68%."),
        ("Đã tiếp nhận 2.315 hồ sơ, giải quyết đúng hạn đạt 99,27%.",),
        ("II. MỤC TIÊU", "Tồn tại: tỷ lệ số hóa mới đạt 32%."),
    ],
)
def test_what_was_reached_is_a_result(lines: tuple[str, ...]) -> None:
    found = plan_of(*lines)
    assert found and all(target.kind == "result" for target in found)


def test_a_goal_outweighs_the_past_it_is_measured_by() -> None:
    found = plan_of("Phấn đấu thanh toán trực tuyến đạt 70%, cao hơn năm 2021 (41,5%).")
    assert [(t.value, t.kind) for t in found] == [(70, "target"), (41.5, "result")]


def test_scopes_are_set_against_numbers() -> None:
    found = plan_of("Số hóa kết quả của cấp tỉnh, cấp huyện, cấp xã lần lượt đạt tối thiểu 70%, 60% và 55%.")
    assert [(t.value, t.scope) for t in found] == [(70, "cấp tỉnh"), (60, "cấp huyện"), (55, "cấp xã")]
    found = plan_of("Tỷ lệ hồ sơ đúng hạn: cấp tỉnh đạt 98%; cấp huyện đạt 97%; cấp xã đạt 99%.")
    assert [(t.value, t.scope) for t in found] == [(98, "cấp tỉnh"), (97, "cấp huyện"), (99, "cấp xã")]
    assert {t.indicator for t in found} == {"on_time"}


def test_a_number_takes_the_words_that_it_shares() -> None:
    found = plan_of("Tối thiểu 50% các xã; 35% các đơn vị, trường học được kiểm tra CCHC trong năm 2022.")
    assert [t.label for t in found] == [
        "các xã được kiểm tra CCHC trong năm 2022",
        "các đơn vị, trường học được kiểm tra CCHC trong năm 2022",
    ]
    assert all(t.quote.startswith("Tối thiểu 50%") and t.quote.endswith("2022.") for t in found)


def test_each_clause_that_says_all_is_its_own_quote() -> None:
    found = plan_of("Trên 95% hồ sơ TTHC giải quyết đúng hạn; phấn đấu 80% hồ sơ trả trước hạn.")
    assert [t.quote for t in found] == [
        "Trên 95% hồ sơ TTHC giải quyết đúng hạn",
        "phấn đấu 80% hồ sơ trả trước hạn.",
    ]


@pytest.mark.parametrize(
    ("lines", "deadlines"),
    [
        (("Đến năm 2025, 80% thủ tục được số hóa; 90% hồ sơ được ký số.",), [2025, 2025]),
        (("Mức độ hài lòng đạt 85% vào năm 2025 và 90% vào năm 2030.",), [2025, 2030]),
        (("a) Đến năm 2030:", "- 100% thủ tục được số hóa."), [2030]),
        (("Giảm 10% chi trực tiếp so với giai đoạn 2016 - 2020.",), [None]),
        (("100% kế hoạch được ban hành trước ngày 31/01/2024.",), [2024]),
        (("100% đơn vị ban hành Kế hoạch CCHC năm 2022 có chất lượng.",), [None]),
    ],
)
def test_deadlines(lines: tuple[str, ...], deadlines: list[int | None]) -> None:
    assert [t.deadline for t in plan_of(*lines, year=2021)] == deadlines


@pytest.mark.parametrize(
    ("lines", "agency"),
    [
        (("Giao Phòng Nội vụ chủ trì kiểm tra tối thiểu 05 xã.",), "Phòng Nội vụ"),
        (
            ("1. Sở Tư pháp: chủ trì, phối hợp với các sở, ngành", "- 100% văn bản được thẩm định."),
            "Sở Tư pháp",
        ),
        (("- 100% văn bản được thẩm định.",), None),
    ],
)
def test_agencies(lines: tuple[str, ...], agency: str | None) -> None:
    assert plan_of(*lines)[-1].agency == agency


def rows_of(*rows: str, year: int = 2023) -> tuple[Target, ...]:
    text, blocks, position = "\n".join(rows), [], 0
    for number, row in enumerate(rows, start=1):
        blocks.append(Block(position, position + len(row), "row", table=1, row=number))
        position += len(row) + 1
    reading = Reading(text, tuple(blocks), "txt")
    document = Document("d", "d.txt", None, *[None] * 7, year, "kế hoạch", None, False, None, "txt")  # type: ignore[arg-type]
    return extract(reading, (), split(reading, (), "d"), document)


def test_a_table_row_is_read_by_its_heads() -> None:
    (target,) = rows_of(
        "1. Nội dung: Tỷ lệ hồ sơ TTHC giải quyết đúng hạn; Chỉ tiêu: từ 95% trở lên; Chủ trì: Văn phòng"
    )
    assert (target.comparator, target.value, target.unit) == (">=", 95, "%")
    assert target.indicator == "on_time" and target.agency == "Văn phòng"
    assert target.label == "Tỷ lệ hồ sơ TTHC giải quyết đúng hạn"


def test_a_bare_figure_takes_unit_kind_and_year_from_its_heads() -> None:
    found = rows_of(
        "1. Chỉ tiêu: Tỷ lệ hồ sơ thanh toán trực tuyến; Đơn vị tính: %; Năm 2022: 21,3; Năm 2023: 45",
        "2. Chỉ tiêu: Số cuộc đối thoại với doanh nghiệp; Đơn vị tính: cuộc; Năm 2022: 1; Năm 2023: 2",
    )
    assert [(t.value, t.unit, t.kind, t.deadline) for t in found] == [
        (21.3, "%", "result", None),
        (45, "%", "target", 2023),
        (1, "cuộc", "result", None),
        (2, "cuộc", "target", 2023),
    ]


def test_columns_of_money_time_and_products_promise_nothing() -> None:
    assert (
        rows_of("1. Nội dung: Rà soát thủ tục; Thời gian: Quý IV/2023; Kinh phí: 50; Sản phẩm: 02 báo cáo")
        == ()
    )


def test_a_rule_promises_nothing_but_a_decision_that_approves_a_plan_does() -> None:
    sentence = "100% hồ sơ được giải quyết đúng hạn."
    assert said("1. Nhiệm vụ", sentence, kind="quyết định", title="Quy định chức năng của Sở") == []
    assert said("1. Nhiệm vụ", sentence, kind="quyết định", title="Ban hành Kế hoạch cải cách hành chính")


def test_a_number_read_with_little_confidence_is_doubtful() -> None:
    text = "Phấn đấu 95% hồ sơ TTHC giải quyết đúng hạn."
    anchors = (
        Anchor(0, 9, 1, None, 0.95),
        Anchor(9, 12, 1, None, 0.31),
        Anchor(12, len(text), 1, None, 0.95),
    )
    reading = Reading(text, (Block(0, len(text)),), "png", 1, anchors)
    document = Document("d", "d.png", None, *[None] * 7, 2022, "kế hoạch", None, False, 1, "png")  # type: ignore[arg-type]
    (target,) = extract(reading, (), split(reading, (), "d"), document)
    assert target.doubtful and target.page == 1
    sure = Reading(
        text, reading.blocks, "png", 1, tuple(Anchor(a.start, a.end, 1, None, 0.9) for a in anchors)
    )
    assert not extract(sure, (), split(sure, (), "d"), document)[0].doubtful


def test_a_number_in_a_title_is_not_lost() -> None:
    found = plan_of(
        "II. MỤC TIÊU",
        "1. Phấn đấu 100% hồ sơ được giải quyết đúng hạn",
        "a) Niêm yết thủ tục.",
        "b) Công khai thủ tục.",
    )
    assert [target.value for target in found] == [100]


# ------------------------------------------------------------------ every document at hand


def check(plan: Plan) -> None:
    """What holds of every target, whatever the document."""
    text = plan.reading.text
    for target in plan.targets:
        assert text[target.start : target.end] == target.quote
        assert target.start <= target.value_start < target.value_end <= target.end
        number = text[target.value_start : target.value_end]
        if number.lower() != "hoàn toàn":
            values = {(n.value, n.value_max) for n in numbers(f"{number}%")} | {
                (n.value, n.value_max) for n in numbers(number)
            }
            assert (target.value, target.value_max) in values, number
        assert (target.comparator == "range") == (target.value_max is not None)
        assert target.label and target.unit
        line_start = text.rfind("\n", 0, target.value_start) + 1
        line_end = text.find("\n", target.value_end)
        line = text[line_start : line_end if line_end >= 0 else None]
        at = (target.value_start - line_start, target.value_end - line_start)
        in_citation = any(start < at[1] and at[0] < end for start, end in mentions(line))
        assert target.unit == "hạng" or not in_citation, (number, line)
    places = [target.value_start for target in plan.targets]
    assert places == sorted(places) and len(set(places)) == len(places)


@pytest.mark.parametrize("path", [*CORPUS, *COMPOSED, *OTHERS], ids=lambda path: path.name)
def test_every_quote_holds_its_number(path: Path) -> None:
    check(understand(read(path), path.name, "0123"))


_WORDS = st.sampled_from(
    [
        "Tối thiểu",
        "trên",
        "đạt",
        "95%",
        "2,5 %",
        "10-15",
        "02",
        "sáng kiến",
        "hồ sơ TTHC",
        "đúng hạn",
        ";",
        ",",
        ".",
        "và",
        "cấp xã",
        "đối với",
        "so với năm 2021",
        "năm 2022",
        "trở lên",
        "hoàn toàn trên môi trường mạng",
        "trong đó",
        "(",
        ")",
        "tương ứng",
        "Nghị định số 60/2021/NĐ-CP",
        "mức độ 3",
        "hai phần ba số",
        "nhóm 03 huyện dẫn đầu",
        "giảm",
        "\n",
        "1.",
        "-",
    ]
)


@given(st.lists(_WORDS, min_size=1, max_size=40))
def test_any_wording_gives_sound_targets(words: list[str]) -> None:
    lines = [line for line in " ".join(words).split("\n") if line.strip()] or ["-"]
    found = plan_of(*lines)
    text = "\n".join(lines)
    for target in found:
        assert text[target.start : target.end] == target.quote
        assert target.start <= target.value_start < target.value_end <= target.end


# ------------------------------------------------------------------ the record made by hand


@pytest.mark.parametrize(
    ("record", "folder", "least"),
    [
        ("five.jsonl", ROOT / "corpus", 0.97),
        ("composed.jsonl", evaluation.GOLD / "composed", 0.92),
        ("reform-plans.jsonl", ROOT / "eval" / "datasets" / "reform-plans" / "documents", 0.92),
    ],
)
def test_the_record_is_met(record: str, folder: Path, least: float) -> None:
    total = evaluation.total(evaluation.evaluate(evaluation.GOLD / record, folder).values())
    assert total.counts["value + unit + span"].f1 >= least, total.differences
    assert total.counts["comparator"].f1 >= 0.95, total.differences
    assert total.named_right / total.named >= 0.90, total.differences
    assert total.wrong_indicator / total.matched <= 0.03, total.differences
