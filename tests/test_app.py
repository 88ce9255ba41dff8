"""What a person sees on each page of the app, with the real library over the five plans."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from hypothesis import given
from hypothesis import strategies as some
from streamlit import config
from streamlit.testing.v1 import AppTest

from indexer.generation import Generation
from indexer.model import Block, Section
from web import access, basket, collection, controls, jobs, markup, reports, running, serving

ROOT = Path(__file__).parent.parent
QUESTION = "Tỷ lệ hồ sơ TTHC giải quyết đúng hạn"
HOSTILE = "<img src=x onerror=alert(1)> **đậm** $x^2$ :red[đỏ] [bấm](javascript:alert(1))"

Visit = Callable[..., AppTest]


@pytest.fixture
def folders(corpus: Path, index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the five plans and their index, which the app is told to use."""
    shutil.copytree(corpus, tmp_path / "corpus")
    shutil.copytree(index, tmp_path / "index")
    call = ["app.py", "--corpus", str(tmp_path / "corpus"), "--index", str(tmp_path / "index")]
    monkeypatch.setattr(sys, "argv", call)
    monkeypatch.chdir(ROOT)
    st.cache_resource.clear()
    yield tmp_path
    settle()


@pytest.fixture
def visit(folders: Path) -> Visit:
    """Open a page of the app with query parameters."""

    def opened(page: str = "ask", /, **parameters: str | list[str]) -> AppTest:
        app = AppTest.from_file(ROOT / "app.py", default_timeout=60)
        if page != "ask":
            app.run()
            app.switch_page(f"web/pages/{page}.py")
        for name, value in parameters.items():
            app.query_params[name] = value
        return app.run()

    return opened


def settle() -> None:
    """Wait until the server's build has ended."""
    while serving.building().running:
        time.sleep(0.05)


def raw(app: AppTest) -> str:
    assert not app.exception
    return "\n".join(element.value for element in app.html if not element.value.startswith("<style>"))


def seen(app: AppTest) -> str:
    """The text that the app's HTML shows."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", raw(app))).split())


def labelled(elements: Iterable, label: str) -> object:
    return next(element for element in elements if element.label == label)


def identifier(folders: Path, path: str) -> str:
    with Generation.open(folders / "index") as generation:
        return next(
            document.id for document in generation.documents.values() if document.path.startswith(path)
        )


# ── Hỏi đáp ──────────────────────────────────────────────────────────────────────────────────────


def test_opens_with_a_question_box_examples_and_the_plans(visit: Visit) -> None:
    app = visit()
    assert app.text_input(key="box-q").value == ""
    assert app.button(key="example-on_time")
    assert "5 kế hoạch trong kho" in seen(app)
    assert "29/12/2021" in seen(app)


def test_a_question_is_answered_plan_by_plan_and_silent_plans_are_named(visit: Visit) -> None:
    app = visit(q=QUESTION)
    table = seen(app)
    for value in ("trên 95%", "tối thiểu 99%", "100%", "mục II.2.a"):
        assert value in table
    silent = table[table.index("Không thấy nêu trong 2 kế hoạch khác") :]
    assert "UBND tỉnh Hà Giang · 2022 · 185/KH-UBND (văn bản bị cắt giữa chừng)" in silent
    assert "Trên 95% số hồ sơ TTHC được trả kết quả giải quyết đúng hạn" in table


def test_one_number_of_one_plan_is_a_sentence(visit: Visit) -> None:
    app = visit(q="mức độ hài lòng của người dân ở huyện Thạch Hà")
    assert "UBND huyện Thạch Hà: tối thiểu 93% (mục II.6) [1]" in seen(app)
    assert "<table" not in raw(app)


def test_every_marker_leads_to_a_quote_and_its_section_is_marked(visit: Visit) -> None:
    shown = raw(visit(q=QUESTION))
    markers = set(re.findall(r'href="#trich-(\d+)"', shown))
    quotes = set(re.findall(r'id="trich-(\d+)"', shown))
    assert markers
    assert markers <= quotes
    assert re.search(r"<summary>Xem cả mục II\.2\.a</summary>.*?<mark[^>]*>(a\) )?Trên 95%", shown, re.DOTALL)


def test_many_plans_are_shown_page_by_page(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(controls, "_ON_A_PAGE", 2)
    app = visit(q=QUESTION, page="2")
    shown = raw(app)
    quotes = re.findall(r'id="trich-(\d+)"', shown)
    assert quotes == ["3"]
    assert 'href="#trich-3"' in shown
    assert re.search(r'href="\./doc\?id=\w+&amp;start=\d+&amp;end=\d+" aria-label="xem trích dẫn 1"', shown)
    app.text_input(key="box-q").input("sáng kiến").run()
    assert "page" not in app.query_params


def test_asking_puts_the_question_into_the_address(visit: Visit) -> None:
    app = visit()
    app.text_input(key="box-q").input("  so hoa ket qua  ").run()
    assert app.query_params["q"] == "so hoa ket qua"
    app = visit()
    app.button(key="example-on_time").click().run()
    assert app.query_params["q"] == QUESTION
    assert "trên 95%" in seen(app)


def test_filters_come_from_the_address_and_go_into_it(visit: Visit) -> None:
    app = visit(q=QUESTION, level="xã")
    assert app.multiselect(key="filter-level").value == ["xã"]
    assert "tối thiểu 99%" not in seen(app)
    app.multiselect(key="filter-level").set_value([]).run()
    assert "level" not in app.query_params
    assert "tối thiểu 99%" in seen(app)
    app.multiselect(key="filter-year").set_value([2024]).run()
    assert app.query_params["year"] == "2024"
    app.button(key="clear").click().run()
    assert "year" not in app.query_params


def test_what_was_understood_of_a_question_can_be_taken_back(visit: Visit) -> None:
    app = visit(q="tỷ lệ đúng hạn năm 2024")
    assert "tối thiểu 99%" not in seen(app)
    app.button(key="understood-year").click().run()
    assert app.query_params["ignore"] == "year"
    assert "tối thiểu 99%" in seen(app)
    app.text_input(key="box-q").input("tỷ lệ đúng hạn ở Hưng Yên năm 2024").run()
    assert "ignore" not in app.query_params


def test_a_question_in_short_forms_is_shown_as_it_was_read(visit: Visit) -> None:
    assert "Câu hỏi được hiểu là: tinh giản biên chế" in seen(visit(q="tinh gian BC"))
    assert "được hiểu là" not in seen(visit(q="tỷ lệ hồ sơ đúng hạn"))


def test_no_answer_is_said_plainly_and_near_passages_are_set_apart(visit: Visit) -> None:
    app = visit(q="tỷ lệ che phủ rừng")
    assert "Đã tra cứu 5 kế hoạch" in seen(app)
    assert "không phải câu trả lời" in seen(app)
    assert 'id="trich-' not in raw(app)


@pytest.mark.parametrize("question", ["...", "?!", "x" * 100_000, "tỷ lệ hài lòng ở Sao Hỏa năm 3024"])
def test_a_question_that_cannot_be_answered_gets_a_sentence(visit: Visit, question: str) -> None:
    app = visit(q=question)
    assert 'class="notice' in raw(app)
    assert "ngoài dự kiến" not in seen(app)


def test_english_reaches_every_text_number_and_date(visit: Visit) -> None:
    app = visit(q="target on-time TTHC rate", lang="en")
    assert "above 95%" in seen(app)
    assert "section II.2.a" in seen(app)
    assert "29 Dec 2021" in seen(app)
    app.radio(key="language-switch").set_value("vi").run()
    assert "lang" not in app.query_params
    assert "29/12/2021" in seen(app)


# ── Văn bản ──────────────────────────────────────────────────────────────────────────────────────


def test_plans_are_listed_found_and_ordered(visit: Visit) -> None:
    app = visit("plans")
    assert "5 trong 5 văn bản" in seen(app)
    app.text_input(key="box-name").input("thach ha").run()
    assert "1 trong 5 văn bản" in seen(app)
    newest = seen(visit("plans", order="year"))
    assert newest.index("Cẩm Xá") < newest.index("Hà Giang")


def test_a_file_that_cannot_be_read_is_named_with_its_reason(visit: Visit, folders: Path) -> None:
    (folders / "corpus" / "rong.txt").write_bytes(b"")
    visit()
    settle()
    app = visit("plans")
    assert "rong.txt" in seen(app)
    assert "Tệp rỗng" in seen(app)
    app.button(key="plans.remove-rong.txt").click().run()
    settle()
    app.run()
    assert "Tệp rỗng" not in seen(app)
    assert app.button(key="plans.restore-rong.txt")


def test_plans_are_found_by_their_state(visit: Visit) -> None:
    assert "3 trong 5 văn bản" in seen(visit("plans", state="truncated"))
    assert "Văn bản này bị cắt giữa chừng" in seen(visit("plans", state="truncated"))
    assert "2 trong 5 văn bản" in seen(visit("plans", state="sound"))
    assert "0 trong 5 văn bản" in seen(visit("plans", state="scanned"))


def test_a_wrong_fact_is_put_right_by_hand_and_stays_so(visit: Visit, folders: Path) -> None:
    plan = identifier(folders, "182")
    app = visit("reader", id=plan)
    app.text_input(key=f"correct-{plan}-signer-None").input("Nguyễn Văn Ánh")
    app.text_input(key=f"correct-{plan}-year-2022").input("hai nghìn")
    labelled(app.button, "Lưu").click().run()
    assert "năm là một số" in seen(app)
    app.text_input(key=f"correct-{plan}-year-2022").input("2023")
    labelled(app.button, "Lưu").click().run()
    settle()
    app = visit("reader", id=plan)
    assert "Đã sửa tay: Năm kế hoạch, Người ký." in seen(app)
    assert "UBND thành phố Hưng Yên · 2023" in seen(app)
    (folders / "corpus" / "them.txt").write_text("KẾ HOẠCH\nCải cách hành chính năm 2020\n", "utf-8")
    serving.building().start()
    settle()
    assert "Nguyễn Văn Ánh" in seen(visit("reader", id=plan))
    labelled(visit("reader", id=plan).button, "Bỏ các sửa đổi").click().run()
    settle()
    assert "UBND thành phố Hưng Yên · 2022" in seen(visit("reader", id=plan))
    changes = (folders / "corpus" / ".thay-doi.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(change)["what"] for change in changes] == ["correct", "correct"]


def test_a_link_opens_the_plan_at_the_cited_place(visit: Visit, folders: Path) -> None:
    plan = identifier(folders, "182")
    with Generation.open(folders / "index") as generation:
        start = generation.text(plan).index("Trên 95%")
    shown = raw(visit("reader", id=plan, start=str(start), end=str(start + 8)))
    assert '<mark class="cited">Trên 95%</mark>' in shown
    assert 'href="#muc-' in shown
    assert "182/KH-UBND" in shown


def test_words_are_found_inside_a_plan_with_and_without_marks(visit: Visit, folders: Path) -> None:
    plan = identifier(folders, "182")
    assert raw(visit("reader", id=plan, find="dung han")).count('href="#vi-tri-') == 1
    assert 'href="#vi-tri-' not in raw(visit("reader", id=plan, find="đúng hận"))


@pytest.mark.parametrize("parameters", [{}, {"id": "none"}, {"id": "../../etc/passwd"}])
def test_an_unknown_plan_is_said_to_be_unknown(visit: Visit, parameters: dict[str, str]) -> None:
    assert "Không có văn bản này" in seen(visit("reader", **parameters))


def test_places_outside_the_text_mark_nothing(visit: Visit, folders: Path) -> None:
    plan = identifier(folders, "182")
    assert "<mark" not in raw(visit("reader", id=plan, start="5", end="99999999"))
    assert "<mark" not in raw(visit("reader", id=plan, start="-1", end="x"))


# ── Thêm văn bản ─────────────────────────────────────────────────────────────────────────────────


def test_an_uploaded_plan_is_read_and_can_be_asked_about(visit: Visit, folders: Path) -> None:
    text = (
        "ỦY BAN NHÂN DÂN XÃ TÂN LẬP\nSố: 12/KH-UBND\nTân Lập, ngày 05 tháng 01 năm 2023\n\nKẾ HOẠCH\n"
        "Cải cách hành chính năm 2023\n\nI. MỤC TIÊU\n\n"
        "1. Phấn đấu 97,5% hồ sơ TTHC được giải quyết đúng hạn.\n"
    )
    app = visit("add")
    app.file_uploader[0].set_value([("Kế hoạch ../12.txt", text.encode(), "text/plain")]).run()
    app.button(key="add").click().run()
    settle()
    app.run()
    assert "12/KH-UBND" in seen(app)
    stored = [path.name for path in (folders / "corpus" / "tai-len").iterdir()]
    assert len(stored) == 1
    assert stored[0].endswith("-12.txt")
    assert "97,5%" in seen(visit(q=QUESTION, year="2023"))
    changes = [
        json.loads(line) for line in (folders / "corpus" / ".thay-doi.jsonl").read_text("utf-8").splitlines()
    ]
    assert [change["what"] for change in changes] == ["add"]


def test_a_file_is_judged_by_its_content_and_named_when_it_fails(visit: Visit, folders: Path) -> None:
    app = visit("add")
    files = [
        ("kế hoạch.docx", b"MZ\x90" + bytes(400), "application/msword"),
        ("rỗng.pdf", b"", "application/pdf"),
    ]
    app.file_uploader[0].set_value(files).run()
    app.button(key="add").click().run()
    settle()
    app.run()
    assert "rỗng.pdf Tệp rỗng" in seen(app)
    assert "ke-hoach.docx Không phải tệp văn bản: bên trong là dữ liệu nhị phân" in seen(app)


def test_too_many_files_at_once_are_refused(visit: Visit, folders: Path) -> None:
    app = visit("add")
    app.file_uploader[0].set_value([(f"{n}.txt", b"x", "text/plain") for n in range(21)]).run()
    assert "Nhiều hơn 20 tệp một lần" in seen(app)
    assert not [button for button in app.button if button.key == "add"]


def test_long_work_ends_when_it_is_cancelled() -> None:
    def work(progress: jobs.Progress) -> None:
        while True:
            progress("read", 1, 2)

    job = jobs.Job(work)
    job.start()
    while job.step != ("read", 1, 2):
        time.sleep(0.01)
    job.cancel()
    while job.running:
        time.sleep(0.01)
    assert job.outcome is None


def test_a_plan_that_was_taken_out_can_be_put_back(folders: Path) -> None:
    corpus = folders / "corpus"
    collection.remove(corpus, "kh-ubnd-cam-xa-cchc-2024.txt", "an")
    assert not (corpus / "kh-ubnd-cam-xa-cchc-2024.txt").exists()
    assert collection.removed(corpus) == ["kh-ubnd-cam-xa-cchc-2024.txt"]
    collection.restore(corpus, "kh-ubnd-cam-xa-cchc-2024.txt", "an")
    assert (corpus / "kh-ubnd-cam-xa-cchc-2024.txt").exists()
    assert collection.removed(corpus) == []


@given(name=some.text(max_size=80), content=some.binary(min_size=1, max_size=20))
def test_no_file_name_leads_out_of_the_corpus(
    tmp_path_factory: pytest.TempPathFactory, name: str, content: bytes
) -> None:
    corpus = tmp_path_factory.mktemp("corpus")
    path = collection.add(corpus, name, content, "an")
    assert (corpus / path).read_bytes() == content
    assert (corpus / path).resolve().parent == corpus.resolve() / "tai-len"


# ── Giỏ trích dẫn ────────────────────────────────────────────────────────────────────────────────


def test_quotes_are_collected_noted_and_taken_along(visit: Visit, folders: Path) -> None:
    app = visit(q=QUESTION)
    next(button for button in app.button if button.key.startswith("collect-")).click().run()
    app.switch_page("web/pages/basket.py").run()
    assert "Trên 95%" in seen(app) or "100%" in seen(app)
    app.text_input[0].input("dùng cho mục II").run()
    assert app.text_input[0].value == "dùng cho mục II"


def test_the_basket_as_markdown_holds_quotes_references_and_notes_and_no_markup_of_theirs(
    five: Generation,
) -> None:
    document = next(one for one in five.documents.values() if one.number == "182/KH-UBND")
    key = (document.id, 0, 10)
    item = basket.Item(
        key, document, "II.2.a", None, "Trên 95% *hồ sơ*\n# [đúng](http://hạn)", "xem <b>mục</b> II"
    )
    lines = basket.markdown([item]).splitlines()
    assert r"> Trên 95% \*hồ sơ\*" in lines
    assert r"> \# \[đúng\]\(http://hạn\)" in lines
    assert any("182/KH\\-UBND" in line and "II\\.2\\.a" in line for line in lines)
    assert r"xem \<b\>mục\</b\> II" in lines


def test_the_address_of_a_basket_reopens_it(visit: Visit, folders: Path) -> None:
    plan = identifier(folders, "182")
    with Generation.open(folders / "index") as generation:
        start = generation.text(plan).index("Trên 95%")
    app = visit("basket", item=[f"{plan}-{start}-{start + 8}", "gone-1-2", "rubbish"])
    assert "Trên 95%" in seen(app)
    assert "mục II.2.a" in seen(app)


def test_a_basket_that_was_sent_is_kept_only_on_request(visit: Visit, folders: Path) -> None:
    app = visit("basket", item=f"{identifier(folders, '182')}-2080-2180")
    assert "không phải giỏ của bạn" in seen(app)
    assert labelled(app.text_input, "Ghi chú cho đoạn 1")
    app.button(key="keep").click().run()
    assert "không phải giỏ của bạn" not in seen(app)
    app.query_params.pop("item")
    assert "Giỏ còn trống" not in seen(app.run())


# ── Đánh giá ─────────────────────────────────────────────────────────────────────────────────────


def test_a_report_is_shown_and_its_failures_lead_to_the_question(
    visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = tmp_path / "eval" / "results"
    results.mkdir(parents=True)
    (results / "reform-plans-test.md").write_text(
        "# reform-plans, test split\n\n| mode | nDCG@10 |\n|---|---|\n| hybrid | 0.900 [0.850, 0.950] |\n\n"
        "Differences (paired bootstrap):\n\n|  | MRR@10 |\n| --- | --- |\n| hybrid − dense | +0.388 |\n\n"
        f"### Missing (1)\n- `q-1` tỷ lệ & mức? — [a.txt](../a.txt): “{HOSTILE}”\n",
        "utf-8",
    )
    monkeypatch.setattr(reports, "_HOME", tmp_path / "eval")
    app = visit("evaluation")
    assert app.selectbox(key="one-report").options == ["Bộ câu hỏi reform-plans, phần test"]
    assert "cách tìm nDCG@10 kết hợp 0,900 [0,850; 0,950]" in seen(app)
    assert '<td data-label="MRR@10" class="" rowspan="1" colspan="1">+0,388</td>' in raw(app)
    assert "hybrid 0.900 [0.850, 0.950]" in seen(visit("evaluation", lang="en"))
    assert "---" not in seen(app)
    assert 'href="./?q=t%E1%BB%B7%20l%E1%BB%87%20%26%20m%E1%BB%A9c%3F"' in raw(app)
    assert "<img" not in raw(app)


# ── Đăng nhập ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def elsewhere() -> Iterator[None]:
    """The server is bound to an address that other computers reach."""
    before = st.get_option("server.address")
    config.set_option("server.address", "0.0.0.0")
    yield
    config.set_option("server.address", before)


def test_reached_from_elsewhere_without_sign_in_it_serves_nobody(visit: Visit, elsewhere: None) -> None:
    app = visit(q=QUESTION)
    assert "chưa đặt cách đăng nhập" in seen(app)
    assert "trên 95%" not in seen(app)
    assert not app.text_input


def test_it_does_not_start_where_others_could_reach_it_and_nothing_says_who_may() -> None:
    call = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
    done = subprocess.run(
        [*call, "--server.address", "0.0.0.0", "--server.port", "0"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode != 0
    assert "chưa đặt cách đăng nhập" in done.stderr
    assert ".streamlit/secrets.toml" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_signs_in_and_changes_nothing(visit: Visit, folders: Path, elsewhere: None) -> None:
    app = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    app.secrets["people"] = {"lan": {"password": access.hashed("mật khẩu"), "role": "reader"}}
    app.query_params["q"] = QUESTION
    app.run()
    assert "trên 95%" not in seen(app)
    for password, outcome in (("sai", "không đúng"), ("mật khẩu", "trên 95%")):
        app.text_input[0].input("lan")
        app.text_input[1].input(password)
        app.button[0].click().run()
        assert outcome in seen(app)
    app.switch_page("web/pages/add.py").run()
    assert not app.file_uploader
    app.switch_page("web/pages/reader.py")
    app.query_params["id"] = identifier(folders, "182")
    app.run()
    assert "182/KH-UBND" in seen(app)
    assert not any(button.key.startswith("plans.remove") for button in app.button if button.key)
    app.button(key="leave").click().run()
    assert "182/KH-UBND" not in seen(app)


def test_an_editor_takes_a_plan_out_and_puts_it_back(visit: Visit, folders: Path) -> None:
    path = "kh-ubnd-cam-xa-cchc-2024.txt"
    app = visit("reader", id=identifier(folders, "kh-ubnd-cam-xa"))
    app.button(key=f"plans.remove-{path}").click().run()
    settle()
    app = visit("plans")
    assert "4 trong 4 văn bản" in seen(app)
    app.button(key=f"plans.restore-{path}").click().run()
    settle()
    assert "5 trong 5 văn bản" in seen(visit("plans"))
    changes = (folders / "corpus" / ".thay-doi.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(change)["what"] for change in changes] == ["remove", "restore"]


def test_an_editor_puts_a_fact_right(visit: Visit, folders: Path) -> None:
    plan = identifier(folders, "kh-ubnd-cam-xa")
    app = visit("reader", id=plan)
    for issued in ("31/02/2024", "22/01/2024"):
        labelled(app.text_input, "Số hiệu").input("15/KH-UBND")
        labelled(app.text_input, "Ngày ban hành").input(issued)
        labelled(app.button, "Lưu").click().run()
        assert ("Ngày viết là" in seen(app)) == (issued == "31/02/2024")
    settle()
    shown = seen(visit("reader", id=plan))
    assert "15/KH-UBND" in shown
    assert "22/01/2024" in shown
    assert "Đã sửa tay: Số hiệu, Ngày ban hành." in shown
    change = json.loads((folders / "corpus" / ".thay-doi.jsonl").read_text("utf-8"))
    assert change["facts"] == {"number": "15/KH-UBND", "issued": "2024-01-22"}


# ── Escaping ─────────────────────────────────────────────────────────────────────────────────────


def test_a_hostile_document_shows_as_text(visit: Visit, folders: Path) -> None:
    text = (
        f"KẾ HOẠCH\n{HOSTILE}\n\nI. MỤC TIÊU {HOSTILE}\n\n"
        f"1. 96% hồ sơ TTHC được giải quyết đúng hạn {HOSTILE}.\n"
    )
    page = "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines())
    (folders / "corpus" / "hiem-doc.html").write_text(f"<html><body>{page}</body></html>", "utf-8")
    visit()
    settle()
    plan = identifier(folders, "hiem-doc")
    for app in (visit(q=QUESTION, document=plan), visit("reader", id=plan), visit("plans")):
        assert "<img" not in raw(app)
        assert "onerror=alert(1)" in seen(app)
        labels = [
            getattr(element, "label", "") or ""
            for kind in (app.button, app.expander, app.selectbox, app.text_input, app.markdown)
            for element in kind
        ]
        assert not any("đậm" in label for label in labels)  # labels are Markdown
        assert not any("đậm" in element.value for element in app.markdown)


@given(
    text=some.text(alphabet=some.sampled_from("ab<>&\"'`$:*[]()đạ\n"), max_size=60),
    marks=some.lists(some.tuples(some.integers(0, 60), some.integers(0, 60)), max_size=4),
)
def test_marked_text_is_the_text(text: str, marks: list[tuple[int, int]]) -> None:
    blocks, start = [], 0
    for line in text.split("\n"):
        blocks.append(Block(start, start + len(line)))
        start += len(line) + 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running.words, "say", lambda key, **values: key)
        shown = running.text(text, blocks, [], marks=marks)
    assert set(re.findall(r"<(/?\w+)", shown)) <= {"div", "/div", "p", "/p", "mark", "/mark"}
    plain = html.unescape(re.sub(r"</p>", "\n", re.sub(r"<(?!/p>)[^>]*>", "", shown)))
    assert plain.split("\n")[:-1] == [line for line in text.split("\n") if line]


def test_only_escaped_html_is_shown() -> None:
    with pytest.raises(TypeError):
        markup.show("<b>plain</b>")


@given(some.text())
def test_a_label_holds_no_markdown(text: str) -> None:
    assert not set("\\`*_{}[]()#+!|~$:<>&.") & set(markup.plain(text))


def test_the_smallest_section_around_a_quote_is_found() -> None:
    sections = [Section("I", "A", None, 0, 100), Section("I.1", "B", 0, 10, 50)]
    assert running.enclosing(sections, 20, 30) == sections[1]
    assert running.enclosing(sections, 40, 60) == sections[0]
    assert running.enclosing(sections, 90, 120) is None


# ── The index ────────────────────────────────────────────────────────────────────────────────────


def test_the_first_start_builds_the_index_and_then_answers(visit: Visit, folders: Path) -> None:
    shutil.rmtree(folders / "index")
    app = visit()
    assert "Đang đọc các kế hoạch lần đầu" in seen(app)
    settle()
    app.run()
    assert "5 kế hoạch trong kho" in seen(app)


def test_a_damaged_index_is_named_and_can_be_built_again(visit: Visit, folders: Path) -> None:
    record = next((folders / "index" / "generations").rglob("record.sqlite"))
    record.write_bytes(record.read_bytes()[:-100])
    app = visit()
    assert "bị hỏng" in seen(app)
    app.button(key="build-again").click().run()
    settle()
    app.run()
    assert "5 kế hoạch trong kho" in seen(app)


def test_one_open_index_and_one_encoder_serve_every_session(visit: Visit) -> None:
    visit()
    settle()
    opened = serving.generation()
    encoder = opened.encoder
    visit(q=QUESTION)
    assert serving.generation() is opened
    assert serving.generation().encoder is encoder


def test_a_new_generation_is_shown_without_a_restart(visit: Visit, folders: Path) -> None:
    app = visit()
    settle()
    (folders / "corpus" / "kh-ubnd-cam-xa-cchc-2024.txt").unlink()
    serving.building().start()
    settle()
    app.run()
    assert "4 kế hoạch trong kho" in seen(app)


def test_a_build_that_fails_behind_a_serving_index_is_said(visit: Visit, folders: Path) -> None:
    (folders / "corpus" / ".dinh-chinh.json").write_text("{", "utf-8")
    app = visit()
    settle()
    app.run()
    assert "5 kế hoạch trong kho" in seen(app)
    assert ".dinh-chinh.json" in seen(app)


def test_no_corpus_is_said_in_a_sentence(visit: Visit, folders: Path) -> None:
    shutil.rmtree(folders / "index")
    shutil.rmtree(folders / "corpus")
    visit()
    settle()
    assert "không có thư mục" in seen(visit()).lower()


def test_an_error_becomes_a_sentence_with_a_reference(
    visit: Visit, folders: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = visit()
    settle()
    shutil.rmtree(next(iter((folders / "index" / "generations").iterdir())))
    (folders / "index" / "CURRENT").unlink()
    (folders / "index" / "CURRENT").mkdir()
    app.run()
    reference = re.search(r"mã ([0-9A-F]{6})", seen(app))
    assert reference
    assert reference[1] in caplog.text
