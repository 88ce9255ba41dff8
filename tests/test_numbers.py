"""Vietnamese numbers: digits, ranges, fractions, words, and the damage of scans."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.mentions import mentions
from indexer.numbers import numbers, parse, spelled


@pytest.mark.parametrize(
    ("text", "number", "value", "value_max", "percent"),
    [
        ("đạt 95% trở lên", "95", 95, None, True),
        ("đạt 88,46 %, xếp", "88,46", 88.46, None, True),
        ("giảm 2.5 % biên chế", "2.5", 2.5, None, True),
        ("đạt 99,125%", "99,125", 99.125, None, True),
        ("95 phần trăm", "95", 95, None, True),
        ("10-15 sáng kiến", "10-15", 10, 15, False),
        ("từ 25 - 35% số lãnh đạo", "25 - 35", 25, 35, True),
        ("từ 80% đến dưới 90%", "80% đến dưới 90", 80, 90, True),
        ("tăng từ 3 đến 5 bậc", "3 đến 5", 3, 5, False),
        ("3.000 lượt", "3.000", 3000, None, False),
        ("12.500 tỷ đồng", "12.500", 12500, None, False),
        ("1 000 000 đồng", "1 000 000", 1_000_000, None, False),
        ("hai phần ba số xã", "hai phần ba", 66.67, None, True),
        ("2/3 số đơn vị", "2/3", 66.67, None, True),
        ("một nửa số phòng", "một nửa", 50, None, True),
        ("trăm phần trăm hồ sơ", "trăm", 100, None, True),
        ("chín mươi lăm phần trăm", "chín mươi lăm", 95, None, True),
        ("l00% TTHC", "l00", 100, None, True),
        ("1OO% TTHC", "1OO", 100, None, True),
        ("3O% số xã", "3O", 30, None, True),
        ("đạt95%hồ sơ", "95", 95, None, True),
        ("01 (một) sáng kiến", "01", 1, None, False),
        ("≥ 90", "90", 90, None, False),
    ],
)  # fmt: skip
def test_one_number(text: str, number: str, value: float, value_max: float | None, percent: bool) -> None:
    found = numbers(text)[0]
    assert text[found.start : found.end] == number
    assert (found.value, found.value_max, found.percent) == (value, value_max, percent)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("tương ứng 40%, 35%", [40, 35]),
        ("giảm 2,5% và 2%", [2.5, 2]),
        ("70%, 60% và 55%", [70, 60, 55]),
        ("2% đến 3 đơn vị", [2, 3]),
        ("năm 2021 - 2025", [2021, 2025]),
    ],
)
def test_lists_are_no_ranges(text: str, values: list[float]) -> None:
    assert [number.value for number in numbers(text) if not number.spelled] == values


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("một", 1), ("mười", 10), ("mười lăm", 15), ("hai mươi", 20), ("hai mươi mốt", 21),
        ("ba mươi tư", 34),         ("một trăm", 100),
        ("một trăm linh năm", 105), ("ba nghìn", 3000), ("chín mươi lăm", 95),
        ("linh", None), ("lăm", None), ("hai ba", None),
    ],
)  # fmt: skip
def test_numerals_in_words(words: str, value: int | None) -> None:
    assert spelled(words) == value


@settings(deadline=None)
@given(st.integers(0, 10**9))
def test_thousands_are_read_as_they_are_written(value: int) -> None:
    assert parse(f"{value:,}".replace(",", ".")) == value


@settings(deadline=None)
@given(st.decimals(0, 100, places=2, allow_nan=False))
def test_decimal_commas_are_read_as_they_are_written(value) -> None:
    assert parse(str(value).replace(".", ",")) == float(value)


@settings(deadline=None)
@given(st.text(alphabet="0123456789,.%-–/ ()đếntừnămba phầntrăm", max_size=60))
def test_numbers_stand_apart_and_in_order(text: str) -> None:
    found = numbers(text)
    for number in found:
        assert 0 <= number.start < number.end <= number.whole <= len(text)
        assert number.value_max is None or number.value_max > number.value
    assert all(a.whole <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("theo Nghị định số 60/2021/NĐ-CP của Chính phủ", "60/2021/NĐ-CP"),
        ("Quy định số 540-QĐ/TW ngày 10/10/2022 của Tỉnh ủy", "540-QĐ/TW ngày 10/10/2022"),
        ("Quyết định 766/QĐ-TTg", "766/QĐ-TTg"),
        ("trực tuyến mức độ 3, mức độ 4 và bưu chính", "mức độ 3, mức độ 4"),
        ("trực tuyến mức độ 3 và 4. Trong số đó", "mức độ 3 và 4"),
        ("TCVN ISO 9001:2015 tại xã", "9001:2015"),
        ("khoản 2 Điều 5 Luật", "Điều 5"),
        ("từ nhóm B (từ 80% đến dưới 90%) trở lên", "từ 80% đến dưới 90%"),
        ("xếp loại: Tốt (từ 90% đến 100%), khá (từ 80% đến dưới 90%)", "từ 80% đến dưới 90%"),
        ("giai đoạn 2021 -2025", "2021 -2025"),
        ("trước ngày 15/12 hằng năm", "15/12"),
        ("tháng 10 năm 2025", "10 năm 2025"),
        ("báo cáo 6 tháng", "6 tháng"),
        ("Thống kê: 2.019.376", "2.019.376"),
        ("đường dây nóng 0221.3865.412", "0221.3865.412"),
        ("Đề án 06", "06"),
        ("Khóa XIII, lần thứ 8", "lần thứ 8"),
    ],
)
def test_what_only_names_something(text: str, named: str) -> None:
    at = text.index(named)
    assert any(start <= at and at + len(named) <= end for start, end in mentions(text))


@pytest.mark.parametrize(
    "text",
    [
        "10-15 sáng kiến",
        "đạt mức 90%",
        "hoàn thành kế hoạch 100%",
        "- 100% các xã",
        "mỗi xã 01 mô hình",
        "95% hồ sơ",
    ],
)
def test_what_counts_something(text: str) -> None:
    assert mentions(text) == []
