"""Saved web pages: the whole plan, apart from what the portal puts around it."""

from __future__ import annotations

from pathlib import Path

import made
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.model import Reading
from indexer.read import html, read
from indexer.refusal import Refusal

PLAN = "".join(f"<p>{text}</p>" for text in made.PARAGRAPHS)
PORTAL = """<!DOCTYPE html><html><head><title>Cổng thông tin</title><style>p {{ color: red }}</style>
<script>var x = "99%";</script></head><body>
<form><div class="top"><a href="/">Trang chủ</a> <a href="/gt">Giới thiệu</a></div>
<ul class="menu"><li><a href="#">Kế hoạch</a></li><li><a href="#">Thủ tục hành chính</a></li></ul>
<table><tr><td><div id="left"><h3>Danh mục</h3><ul><li><a href="#">Quyết định</a></li></ul></div></td>
<td><div class="content">{plan}</div>
<div class="share"><a href="#">Facebook</a> Chia sẻ</div>
<div class="related"><h3>Tin khác</h3>
<ul><li><a href="#">Hội nghị tổng kết công tác cải cách hành chính</a></li></ul></div></td>
<td><b>Thống kê</b>
<table><tr><td>Hôm nay:</td><td>1.234</td></tr><tr><td>Tổng:</td><td>9.876</td></tr></table>
</td></tr></table>
<div style="display:none">Chỉ tiêu ẩn 77%</div>
<div id="footer">Bản quyền thuộc Ủy ban nhân dân tỉnh. Điện thoại 0221.123.456, chịu trách nhiệm: ông A.</div>
</form></body></html>"""


def page(tmp_path: Path, content: str, name: str = "page.html", encoding: str = "utf-8") -> Reading:
    path = tmp_path / name
    path.write_bytes(content.encode(encoding))
    return read(path)


def blocks(reading: Reading, *kinds: str) -> list[str]:
    return [reading.text[b.start : b.end] for b in reading.blocks if not kinds or b.kind in kinds]


def test_the_plan_is_told_from_the_portal(tmp_path: Path) -> None:
    reading = page(tmp_path, PORTAL.format(plan=PLAN))
    assert blocks(reading, "text", "heading", "row") == list(made.PARAGRAPHS)
    around = " ".join(blocks(reading, "furniture"))
    for word in ("Trang chủ", "Danh mục", "Facebook", "Hội nghị tổng kết", "9.876", "Bản quyền"):
        assert word in around
    assert "77%" not in reading.text and "99%" not in reading.text


def test_a_bare_document_is_all_plan(tmp_path: Path) -> None:
    assert blocks(page(tmp_path, f"<html><body>{PLAN}</body></html>")) == list(made.PARAGRAPHS)


def test_letterheads_in_tables_are_text_and_tables_of_tasks_are_rows(tmp_path: Path) -> None:
    issuer, motto = "UBND XÃ A<br>Số: 1/KH-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    head = f"<table><tr><td>{issuer}</td><td>{motto}</td></tr></table>"
    tasks = """<table border="1">
    <tr><th rowspan="2">TT</th><th rowspan="2">Nội dung</th><th colspan="2">Thời gian</th></tr>
    <tr><th>Bắt đầu</th><th>Kết thúc</th></tr>
    <tr><td>1</td><td><p>Số hóa</p><p>hồ sơ</p></td><td>Quý I</td><td>Quý II</td></tr>
    <tr><td>2</td><td>Rà soát</td><td colspan="2">Cả năm</td></tr></table>"""
    reading = page(tmp_path, f"<html><body>{head}{PLAN}{tasks}</body></html>")
    assert blocks(reading)[:3] == ["UBND XÃ A", "Số: 1/KH-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]
    assert blocks(reading, "row") == [
        "1. Nội dung: Số hóa hồ sơ; Thời gian - Bắt đầu: Quý I; Thời gian - Kết thúc: Quý II",
        "2. Nội dung: Rà soát; Thời gian - Bắt đầu, Thời gian - Kết thúc: Cả năm",
    ]


def test_what_the_browser_adds_and_what_it_folds(tmp_path: Path) -> None:
    body = (
        "<ol type='a' start='3'><li>Một</li><li value='7'>Hai</li></ol><ul><li>Ba</li></ul>"
        "<p>Diện tích 120 m<sup>2</sup>, đạt 95%<sup>1</sup> năm\n   2025<a href='#_ftn1'>[1]</a>.</p>"
        "<p>Dòng một<br>dòng hai</p><h2>Nhiệm vụ</h2><p><b>Giải pháp</b></p>"
    )
    reading = page(tmp_path, f"<html><body>{body}</body></html>")
    assert blocks(reading) == [
        "c. Một", "g. Hai", "- Ba", "Diện tích 120 m², đạt 95% năm 2025.", "Dòng một dòng hai",
        "Nhiệm vụ", "Giải pháp",
    ]  # fmt: skip
    assert blocks(reading, "heading") == ["Nhiệm vụ", "Giải pháp"]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", "utf-8"), ("utf-16", "utf-16"), ("cp1258", "windows-1258"), ("utf-8", "ascii")],
)
def test_encodings(tmp_path: Path, encoding: str, declared: str) -> None:
    text = (
        "Kê hoach cai cach hanh chinh cua tinh nam 2026 ô ê ư ơ đ"
        if encoding == "cp1258"
        else made.PARAGRAPHS[0]
    )
    content = f'<html><head><meta charset="{declared}"></head><body><p>{text}</p></body></html>'
    assert page(tmp_path, content, encoding=encoding).text == text


def test_pages_saved_whole_by_a_browser(tmp_path: Path) -> None:
    content = (
        "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=xx\r\n\r\n"
        "--xx\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        f"<html><body>{PLAN}</body></html>\r\n--xx--\r\n"
    )
    assert blocks(page(tmp_path, content, "page.mhtml")) == list(made.PARAGRAPHS)


def test_a_page_is_known_by_its_content(tmp_path: Path) -> None:
    assert page(tmp_path, PORTAL.format(plan=PLAN), "van-ban.doc").format == "html"
    assert page(tmp_path, "Chỉ tiêu < 5 ngày <p> không phải trang web", "plan.txt").format == "txt"


def test_hostile_pages_stay_small(tmp_path: Path) -> None:
    spans = '<tr><td rowspan="999999" colspan="999999">a</td><td>b</td></tr>' * 300
    with pytest.raises(Refusal, match="cells"):
        page(tmp_path, f"<html><body><table border=1>{spans}</table></body></html>")
    with pytest.raises(Refusal):
        page(tmp_path, "<html><body>" + "<div>" * 100_000)


@given(st.text(alphabet="<>/=\"'&; \nabpdivtrle!-[]0123ộế", max_size=300))
def test_any_markup_gives_text_or_a_reason(tmp_path_factory: pytest.TempPathFactory, content: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.html"
    path.write_text(f"<html><body>{content}", encoding="utf-8")
    try:
        reading = html.read(path)
    except Refusal:
        return
    assert all(0 <= b.start < b.end <= len(reading.text) for b in reading.blocks)
