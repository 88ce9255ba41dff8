"""Plans compared: the five plans cell by cell against a table written by reading them; reckoning; years."""

from dataclasses import replace

import pytest

from indexer import compare
from indexer.computed import Computation, computation, compute
from indexer.generation import Generation
from indexer.indicators import indicators
from indexer.model import Document, Target

# Read in the plans themselves, the principal value first. What a plan's column lacks, it does not state;
# 181 (PAPI), 182 and 185 break off, so that their silence says nothing.
READ = {
    "182-kh-ubnd-hung-yen-cchc-2022.txt": {
        "par_index_rank": ["<= 3 hạng"],
        "qppl_procedure": ["= 100 % cấp huyện, cấp xã"],
        "qppl_publicised": ["= 100 %"],
        "documents_checked": ["= 100 %"],
        "on_time": ["> 95 %"],
        "early": ["= 80 %"],
        "results_digitised": [">= 40 % cấp huyện", ">= 35 % cấp xã"],
        "satisfaction_procedures": [">= 90 %"],
        "satisfaction_land": [">= 85 % lĩnh vực đất đai, xây dựng, đầu tư"],
        "internal_published": ["= 90 %"],
        "online_files": ["= 100 %"],
        "system_updated": ["= 100 %"],
        "dvc_provided": ["= 100 %"],
        "dvc_national": [">= 80 %"],
        "public_units_cut": [">= 2.5 %"],
        "public_staff_cut": [">= 2 %"],
    },
    "181-kh-ubnd-hung-yen-papi-2022.txt": {},
    "185-kh-ubnd-ha-giang-sipas-par-index-2022.txt": {
        "plan_completion": [">= 100 %"],
        "inspection": [">= 30 % cơ quan chuyên môn cấp tỉnh và đơn vị hành chính cấp huyện"],
        "inspection_findings": ["= 100 %"],
        "initiatives": [">= 3 sáng kiến"],
    },
    "kh-ubnd-thach-ha-cchc-2022.txt": {
        "plan_issued": ["= 100 %"],
        "initiatives": [">= 1 sáng kiến", "range 10 15 sáng kiến"],
        "inspection": [">= 50 %", ">= 35 %"],
        "self_inspection": ["= 100 %"],
        "leaders_in_charge": ["= 100 %"],
        "qppl_procedure": ["= 100 %"],
        "on_time": [">= 99 %"],
        "apologies": ["= 100 %"],
        "satisfaction": [">= 93 %"],
        "payment_procedures": [">= 50 %"],
        "payment_files": [">= 30 %"],
        "websites": ["= 50 % cấp xã"],
        "system_updated": ["= 100 %"],
        "dvc_used": [">= 45 %"],
        "online_files": [">= 30 %"],
        "e_documents": ["= 100 % cấp huyện", "= 80 % cấp xã"],
        "autonomy": ["= 100 %"],
        "e_tax": ["= 100 %"],
    },
    "kh-ubnd-cam-xa-cchc-2024.txt": {
        "qppl_procedure": ["= 100 %", "= 100 %"],
        "qppl_publicised": ["= 100 %"],
        "qppl_database": ["= 100 %"],
        "documents_checked": ["= 100 %"],
        "on_time": ["= 100 %"],
        "satisfaction_procedures": [">= 90 %"],
        "satisfaction_land": [">= 85 % lĩnh vực đất đai, xây dựng, đầu tư"],
        "internal_published": ["= 100 %"],
        "online_files": ["= 100 %"],
        "system_updated": ["= 100 %"],
        "dvc_provided": ["= 100 %"],
        "payment_procedures": [">= 80 %"],
        "payment_national": [">= 60 %"],
        "satisfaction": [">= 90 %"],
        "satisfaction_services": [">= 85 %"],
        "staff_evaluated": ["= 100 %"],
        "staff_entitlements": ["= 100 %"],
        "staff_trained": ["= 100 %"],
        "staff_online": ["= 100 %"],
        "staff_qualified": ["= 100 %"],
        "disbursement": [">= 95 %"],
        "e_documents": ["= 100 %"],
        "work_files_commune": ["= 40 %"],
        "dvc_devices": ["= 100 %"],
        "staff_email": ["= 100 %"],
    },
}


def said(target: Target) -> str:
    values = [f"{value:g}" for value in (target.value, target.value_max) if value is not None]
    return " ".join(filter(None, (target.comparator, *values, target.unit, target.scope)))


def test_every_cell_of_the_five_plans(five: Generation) -> None:
    documents = list(five.documents.values())
    of = compare.matrix(documents, five.targets)
    found = {
        document.path: {
            row.indicator: [said(target) for target in row.cells[place].targets]
            for row in of.rows
            if row.cells[place].targets
        }
        for place, document in enumerate(of.documents)
    }
    assert found == READ


def test_three_states_are_told_apart(five: Generation) -> None:
    documents = list(five.documents.values())
    (row,) = compare.matrix(documents, five.targets, ["disbursement"]).rows
    states = {cell.document.path: cell.state for cell in row.cells}
    assert states == {
        "182-kh-ubnd-hung-yen-cchc-2022.txt": "unknown",
        "181-kh-ubnd-hung-yen-papi-2022.txt": "unknown",
        "185-kh-ubnd-ha-giang-sipas-par-index-2022.txt": "unknown",
        "kh-ubnd-thach-ha-cchc-2022.txt": "silent",
        "kh-ubnd-cam-xa-cchc-2024.txt": "stated",
    }


def test_lowest_median_and_highest(five: Generation) -> None:
    (row,) = compare.matrix(list(five.documents.values()), five.targets, ["on_time"]).rows
    assert [said(cell.principal) for cell in row.lowest] == ["> 95 %"]
    assert row.median == 99
    assert [cell.document.locality for cell in row.highest] == ["Cẩm Xá"]


def test_an_indicator_that_nobody_states_has_no_extremes(five: Generation) -> None:
    (row,) = compare.matrix(list(five.documents.values()), five.targets, ["overdue"]).rows
    assert (row.lowest, row.median, row.highest) == ((), None, ())


def test_plans_are_sorted_by_an_indicator_and_the_silent_come_last(five: Generation) -> None:
    of = compare.matrix(list(five.documents.values()), five.targets)
    ordered = compare.sort(of, "on_time")
    assert [document.locality for document in ordered.documents][:3] == ["Cẩm Xá", "Thạch Hà", "Hưng Yên"]
    upwards = compare.sort(of, "on_time", descending=False)
    assert [document.locality for document in upwards.documents][:3] == ["Hưng Yên", "Thạch Hà", "Cẩm Xá"]
    for row in ordered.rows:
        assert all(c.document == d for c, d in zip(row.cells, ordered.documents, strict=True))


def test_results_are_compared_apart(five: Generation) -> None:
    of = compare.matrix(list(five.documents.values()), five.targets, kind="result")
    assert {row.indicator for row in of.rows} >= {"par_index_score", "satisfaction", "sipas_rank"}
    assert "on_time" not in {row.indicator for row in of.rows}


def by_path(five: Generation, path: str) -> Document:
    return next(document for document in five.documents.values() if document.path == path)


def test_two_plans_side_by_side_show_differences_first(five: Generation) -> None:
    left = by_path(five, "kh-ubnd-thach-ha-cchc-2022.txt")
    right = by_path(five, "kh-ubnd-cam-xa-cchc-2024.txt")
    pairs = compare.side_by_side(left, right, five.targets)
    assert [pair.differs for pair in pairs] == sorted((pair.differs for pair in pairs), reverse=True)
    found = {pair.indicator: pair for pair in pairs}
    assert found["on_time"].differs and found["on_time"].change == 1
    assert found["satisfaction"].change == -3
    assert not found["system_updated"].differs
    assert found["disbursement"].left.state == "silent" and found["disbursement"].change is None


def test_last_years_plan_is_of_the_same_place(five: Generation) -> None:
    this = by_path(five, "kh-ubnd-cam-xa-cchc-2024.txt")
    last = replace(this, id="last", year=2023)
    older = replace(this, id="older", year=2022)
    elsewhere = replace(this, id="elsewhere", year=2023, locality="Dị Sử")
    assert compare.previous(this, [older, elsewhere, last, this]) == last
    assert compare.previous(last, [this]) is None


def test_a_plan_that_is_not_in_the_corpus_is_unknown(five: Generation) -> None:
    this = by_path(five, "kh-ubnd-cam-xa-cchc-2024.txt")
    pairs = compare.side_by_side(None, this, five.targets)
    assert pairs and all(pair.left.state == "unknown" and pair.left.document is None for pair in pairs)


def test_the_value_of_the_whole_plan_is_the_principal_one(five: Generation) -> None:
    plan = by_path(five, "kh-ubnd-thach-ha-cchc-2022.txt")
    whole = next(t for t in five.targets if t.document == plan.id and t.indicator == "on_time")
    commune = replace(whole, scope="cấp xã", value=80.0)
    district = replace(whole, scope="cấp huyện", value=90.0)
    assert compare.principal([commune, district, whole], plan)[0] == whole
    assert compare.principal([commune, district], plan)[0] == district


# ------------------------------------------------------------------ reckoning


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("địa phương nào đặt tỷ lệ đúng hạn cao nhất?", Computation("highest")),
        ("muc thap nhat ty le ho so truc tuyen", Computation("lowest")),
        ("mức trung bình của tỷ lệ hài lòng", Computation("mean")),
        ("bao nhiêu địa phương trên 95% hồ sơ đúng hạn", Computation("count", ">", 95)),
        ("những kế hoạch nào đặt từ 97,5% trở lên", Computation("which", ">=", 97.5)),
        ("bao nhieu xa duoi 90 phan tram", Computation("count", "<", 90)),
        ("which locality set the highest on-time rate", Computation("highest")),
        ("how many plans set at least 99% on time", Computation("count", ">=", 99)),
        ("average satisfaction target", Computation("mean")),
        ("tỷ lệ hồ sơ đúng hạn là bao nhiêu?", None),
        ("có bao nhiêu phần trăm hồ sơ đúng hạn", None),
        ("người đứng đầu chịu trách nhiệm gì", None),
    ],
)
def test_what_a_question_wants_reckoned(question: str, wanted: Computation | None) -> None:
    assert computation(question) == wanted


def records(five: Generation, key: str) -> list[tuple[Target, Document]]:
    return [(target, five.documents[target.document]) for target in five.targets if target.indicator == key]


@pytest.mark.parametrize(
    ("wanted", "value", "places"),
    [
        (Computation("highest"), 100, ["Cẩm Xá"]),
        (Computation("lowest"), 95, ["Hưng Yên"]),
        (Computation("mean"), 98, ["Cẩm Xá", "Thạch Hà", "Hưng Yên"]),
        (Computation("median"), 99, ["Cẩm Xá", "Thạch Hà", "Hưng Yên"]),
        (Computation("count", ">", 95), 3, ["Cẩm Xá", "Thạch Hà", "Hưng Yên"]),
        (Computation("count", ">", 99), 1, ["Cẩm Xá"]),
        (Computation("count", ">=", 99), 2, ["Cẩm Xá", "Thạch Hà"]),
        (Computation("count", "<", 90), 0, []),
        (Computation("which", "=", 100), 1, ["Cẩm Xá"]),
    ],
)
def test_reckoning_over_the_five_plans(
    five: Generation, wanted: Computation, value: float, places: list[str]
) -> None:
    outcome = compute(wanted, records(five, "on_time"))
    assert outcome.value == value
    assert [document.locality for _, document in outcome.records] == places
    assert len(outcome.over) == 3


def test_the_highest_rank_is_the_first_place(five: Generation) -> None:
    (best,) = records(five, "par_index_rank")[:1]
    worse = (replace(best[0], document="other", value=20.0), replace(best[1], id="other"))
    both = [(replace(target, kind="target"), document) for target, document in (best, worse)]
    assert compute(Computation("highest"), both).value == best[0].value


def test_nothing_stated_gives_nothing() -> None:
    outcome = compute(Computation("highest"), [])
    assert outcome.value is None and outcome.records == ()


def test_every_indicator_of_the_matrix_is_of_the_taxonomy(five: Generation) -> None:
    of = compare.matrix(list(five.documents.values()), five.targets)
    keys = [row.indicator for row in of.rows]
    assert keys == [key for key in indicators() if key in keys]
