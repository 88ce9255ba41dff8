"""Places as they were and as they are, found by whatever name people type."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import gazetteer
from indexer.gazetteer import find, lookup, predecessors, provinces, successors
from indexer.normalise import fold


def named(text: str) -> list[tuple[str, str | None, str | None]]:
    return [(text[m.start : m.end], m.unit, m.name) for m in find(text)]


def test_every_province_before_and_after_the_mergers():
    before = [p for p in provinces() if p.existed("2024-06-30")]
    on_the_eve = [p for p in provinces() if p.existed("2025-06-30")]
    after = [p for p in provinces() if p.existed("2025-07-01")]
    assert (len(before), len(on_the_eve), len(after)) == (63, 63, 34)
    assert {p.name for p in after if p.unit == "thành phố"} == {
        "Hà Nội", "Hải Phòng", "Huế", "Đà Nẵng", "Cần Thơ", "Hồ Chí Minh",
    }  # fmt: skip


def test_the_tables_of_underthesea_are_all_here():
    """Every old and new unit of a library's own table is found, with the same fate."""
    table = Path(find_spec("underthesea").origin).parent / "address" / "data" / "mapping.json"
    rows = json.loads(table.read_text("utf-8"))["ward_mapping"]

    def parted(full):
        unit = next(u for u in gazetteer.LEVELS if full.lower().startswith(u + " "))
        return full[len(unit) + 1 :], unit

    for row in filter(lambda row: row["old_ward"] and row["new_ward"], rows[::7]):
        province = parted(row["old_province"])[0]
        old = lookup(*parted(row["old_ward"]), province, "2025-06-30")
        assert old, row["old_ward"]
        new_name, new_unit = parted(row["new_ward"])
        new = lookup(new_name, new_unit, parted(row["new_province"])[0], "2025-07-01")
        assert new, row["new_ward"]
        heirs = {heir for place in old for heir in successors(place)}
        assert heirs & set(new), row


@pytest.mark.parametrize("written", ["Hà Giang", "ha giang", "HÀ GIANG", "Ha Giang"])
def test_marks_and_case_do_not_matter(written):
    assert [(p.unit, p.level) for p in lookup(written)][:2] == [("tỉnh", "tỉnh"), ("thành phố", "huyện")]


def test_marks_tell_names_apart_where_they_are_given():
    assert {p.name for p in lookup("Tân Thạnh", "xã")} == {"Tân Thạnh"}
    assert {"Tân Thạnh", "Tân Thành"} <= {p.name for p in lookup("tan thanh", "xã")}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("TP.HCM", "Hồ Chí Minh"),
        ("tphcm", "Hồ Chí Minh"),
        ("Bà Rịa-Vũng Tàu", "Bà Rịa - Vũng Tàu"),
        ("ba ria vung tau", "Bà Rịa - Vũng Tàu"),
        ("Đắc Lắc", "Đắk Lắk"),
        ("Kontum", "Kon Tum"),
        ("Hoà Bình", "Hòa Bình"),
        ("Ia H'Drai", "Ia H'Drai"),
    ],
)
def test_other_ways_of_writing(written, name):
    assert name in {p.name for p in lookup(written.removeprefix("TP."))}


def test_ambiguity_is_answered_with_all_places():
    assert len({p.province for p in lookup("Châu Thành", "huyện")}) > 5
    assert {p.unit for p in lookup("Kỳ Anh", province="Hà Tĩnh") if p.level == "huyện"} == {"huyện", "thị xã"}
    assert len({p.district for p in lookup("1", "phường")}) > 20


def test_numbers_match_with_or_without_zero():
    assert lookup("01", "phường") == lookup("1", "phường")


def test_day_narrows():
    assert [(p.level, p.province) for p in lookup("Huế", day="2024-05-01")] == [("huyện", "Thừa Thiên Huế")]
    assert [(p.level, p.province) for p in lookup("Huế", day="2025-03-01")] == [("tỉnh", "Huế")]
    assert not lookup("Cẩm Xá", "xã", day="2025-08-01")


def test_units_merged_before_2025_are_known():
    assert [p.province for p in lookup("Lộc Hà", "huyện")] == ["Hà Tĩnh"]
    assert {p.unit for p in lookup("Việt Yên") if p.level == "huyện"} == {"huyện", "thị xã"}


def test_what_became_of_a_place():
    (ha_giang,) = provinces("ha giang")
    assert [p.name for p in successors(ha_giang)] == ["Tuyên Quang"]
    (tuyen_quang,) = provinces("Tuyên Quang")
    assert [p.name for p in predecessors(tuyen_quang)] == ["Hà Giang"]
    assert successors(tuyen_quang) == ()
    (cam_xa,) = lookup("Cẩm Xá", "xã")
    (my_hao,) = successors(cam_xa)
    assert (my_hao.unit, my_hao.name, my_hao.province) == ("phường", "Mỹ Hào", "Hưng Yên")
    assert cam_xa in predecessors(my_hao)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tỷ lệ đúng hạn của Hà Giang là bao nhiêu", [("Hà Giang", None, "Hà Giang")]),
        ("ty le dung han cua ha giang", [("ha giang", None, "Hà Giang")]),
        ("thành phố Hưng Yên", [("thành phố Hưng Yên", "thành phố", "Hưng Yên")]),
        ("TX. Mỹ Hào", [("TX. Mỹ Hào", "thị xã", "Mỹ Hào")]),
        ("xã cẩm xá", [("xã cẩm xá", "xã", "Cẩm Xá")]),
        ("xa cam xa", [("xa cam xa", "xã", "Cẩm Xá")]),
        ("Q.1, P.Bến Nghé", [("Q.1", "quận", "1"), ("P.Bến Nghé", "phường", "Bến Nghé")]),
        ("HUYỆN THẠCH\nHÀ", [("HUYỆN THẠCH\nHÀ", "huyện", "Thạch Hà")]),
        ("Hung Yen city", [("Hung Yen city", "thành phố", "Hưng Yên")]),
        ("thach ha district", [("thach ha district", "huyện", "Thạch Hà")]),
        ("Hà Giang province", [("Hà Giang province", "tỉnh", "Hà Giang")]),
        ("kế hoạch của Sài Gòn", [("Sài Gòn", None, "Hồ Chí Minh")]),
        ("phường Sài Gòn", [("phường Sài Gòn", "phường", "Sài Gòn")]),
        ("TP.HCM, tphcm", [("TP.HCM", "thành phố", "Hồ Chí Minh"), ("tphcm", None, "Hồ Chí Minh")]),
        ("các xã đặt chỉ tiêu nào", [("các xã", "xã", None)]),
        ("cấp huyện", [("cấp huyện", "huyện", None)]),
        # words that are also names, or look like them without marks
        ("tỷ lệ cao bằng năm trước", []),
        ("phát triển kinh tế - xã hội", []),
        ("van ban quy pham phap luat", []),
        ("phát triển đa năng, hòa bình", []),
        ("các xã hội", []),
        ("", []),
    ],
)  # fmt: skip
def test_places_in_a_question(text, expected):
    assert named(text) == expected


@given(st.text(max_size=80))
def test_mentions_are_in_order_and_inside(text):
    from indexer.normalise import characters

    text = characters(text)
    position = 0
    for mention in find(text):
        assert position <= mention.start < mention.end <= len(text)
        position = mention.end


@given(st.sampled_from(sorted(set(gazetteer.names()))))
def test_every_name_is_found_by_itself_without_marks(name):
    assert name in {p.name for p in lookup(fold(name).lower())}
