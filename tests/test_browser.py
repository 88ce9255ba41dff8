"""The paths a person takes through the app, in a real browser."""

from __future__ import annotations

import html
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import docx
import made
import numpy as np
import oidc
import openpyxl
import pytest
from browser import ROOT, app, chromium, settled, whole
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from indexer.generation import Generation
from web import access

pytestmark = pytest.mark.slow

expect.set_options(timeout=60_000)

QUESTION = "Tỷ lệ hồ sơ TTHC giải quyết đúng hạn"
HOSTILE = (
    "<img src=x onerror=alert(1)> <script>alert(2)</script> **đậm** $x^2$ :red[đỏ] [bấm](javascript:alert(3))"
)


@pytest.fixture(scope="module")
def folders(corpus: Path, index: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The five plans and a hostile one, with an index that knows only the five yet."""
    folder = tmp_path_factory.mktemp("browser")
    shutil.copytree(corpus, folder / "corpus")
    shutil.copytree(index, folder / "index")
    lines = (
        "KẾ HOẠCH",
        f"Cải cách hành chính năm 2031 {HOSTILE}",
        f"I. MỤC TIÊU {HOSTILE}",
        f"1. Phấn đấu 91% hồ sơ TTHC được giải quyết đúng hạn {HOSTILE}.",
    )
    written = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    (folder / "corpus" / "hiem-doc.html").write_text(f"<html><body>{written}</body></html>", "utf-8")
    return folder


@pytest.fixture(scope="module")
def address(folders: Path) -> Iterator[str]:
    with app(folders / "corpus", folders / "index") as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="vi-VN", viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    yield opened
    context.close()


def ask(page: Page, address: str, question: str) -> None:
    page.goto(address)
    box = page.get_by_label("Câu hỏi")
    box.fill(question)
    box.press("Enter")
    page.locator(".answer").wait_for()
    settled(page)


def test_from_a_question_to_its_citation_to_the_source_and_back(page: Page, address: str) -> None:
    ask(page, address, QUESTION)
    row = page.locator("tbody", has_text="182/KH-UBND")
    expect(row).to_contain_text("trên 95%")
    row.locator("a.marker").first.click()
    number = re.search(r"#trich-(\d+)", page.url)[1]
    expect(page.locator(f"#trich-{number}")).to_be_in_viewport()
    page.locator(f"#trich-{number} summary").click()
    expect(page.locator(f"#trich-{number} mark")).to_contain_text("Trên 95%")
    card = page.locator("[data-testid=stVerticalBlock]", has=page.locator(f"#trich-{number}")).last
    card.get_by_role("link", name="Mở trong văn bản").first.click()
    mark = page.locator("mark.cited")
    expect(mark.first).to_be_in_viewport()
    expect(mark.first).to_contain_text("Trên 95%")
    page.go_back()
    expect(page.get_by_label("Câu hỏi")).to_have_value(QUESTION)
    expect(row).to_contain_text("trên 95%")


def test_an_address_reopens_its_view_in_another_browser(page: Page, browser: Browser, address: str) -> None:
    ask(page, address, QUESTION)
    with browser.new_context() as other:
        reopened = other.new_page()
        reopened.goto(page.url)
        expect(reopened.locator("tbody", has_text="182/KH-UBND")).to_contain_text("trên 95%")


def test_a_hostile_document_shows_as_text_and_nothing_of_it_acts(page: Page, address: str) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(f"{address}/van-ban?name=hiem-doc")
    page.get_by_role("link", name="Đọc").click()
    expect(page.locator(".running")).to_contain_text("<script>alert(2)</script>")
    expect(page.locator(".running")).to_contain_text("$x^2$ :red[đỏ]")
    plan = re.search(r"id=(\w+)", page.url)[1]
    page.goto(f"{address}/?q={QUESTION}&document={plan}")
    expect(page.locator("blockquote").first).to_contain_text("<img src=x onerror=alert(1)")
    settled(page)
    page.get_by_text("Chọn kế hoạch").click()
    expect(page.get_by_role("group", name="Selected values")).to_contain_text("<script>alert(2)</script>")
    assert page.locator("img[src='x'], a[href^='javascript'], .katex").count() == 0
    assert dialogs == []


def test_a_click_that_fails_is_told_in_a_sentence(page: Page, address: str, folders: Path) -> None:
    removed = folders / "corpus" / ".da-go"
    removed.write_text("no folder", "utf-8")
    page.goto(f"{address}/van-ban?name=thach ha")
    page.get_by_role("link", name="Đọc").click()
    page.get_by_role("button", name="Gỡ khỏi kho").click()
    expect(page.get_by_role("alert")).to_contain_text(re.compile("Có lỗi ngoài dự kiến, mã [0-9A-F]{6}"))
    expect(page.get_by_text("Traceback")).to_have_count(0)
    removed.unlink()


def test_the_nearest_passages_open_at_their_place(page: Page, address: str) -> None:
    page.goto(f"{address}/?q=tỷ lệ che phủ rừng")
    near = page.locator(".st-key-nearest")
    expect(near).to_contain_text("không phải câu trả lời")
    near.get_by_role("link", name="Mở trong văn bản").first.click()
    expect(page.locator("mark.cited").first).to_be_in_viewport()


def test_two_people_at_once_each_see_their_own_answer(browser: Browser, address: str) -> None:
    first, second = browser.new_context(), browser.new_context()
    one, two = first.new_page(), second.new_page()
    one.goto(f"{address}/?q={QUESTION}&level=xã")
    two.goto(f"{address}/?q={QUESTION}&level=huyện&lang=en")
    expect(two.locator(".answer")).to_contain_text("at least 99%")
    expect(one.locator(".answer")).to_contain_text("100%")
    expect(one.locator(".answer")).not_to_contain_text("99%")
    expect(one.get_by_role("heading", name="Hỏi đáp")).to_be_visible()
    expect(two.get_by_role("heading", name="Ask")).to_be_visible()
    first.close()
    second.close()


def test_quotes_are_collected_and_downloaded_as_a_word_file(page: Page, address: str) -> None:
    ask(page, address, QUESTION)
    page.get_by_role("button", name="Thêm vào giỏ").first.click()
    page.get_by_role("link", name="Giỏ trích dẫn (1)").click()
    page.get_by_label("Ghi chú cho đoạn 1").fill("dùng cho mục II")
    page.get_by_label("Ghi chú cho đoạn 1").press("Enter")
    expect(page.get_by_text("Đã lưu ghi chú")).to_be_visible()
    settled(page)
    quoted = page.locator("blockquote").inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải về Word").click()
    word = docx.Document(io.BytesIO(download.value.path().read_bytes()))
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert quoted.strip() in text
    assert "dùng cho mục II" in text
    assert "mục II" in text


def test_a_value_of_the_comparison_opens_its_quote_and_goes_along_as_a_workbook(
    page: Page, address: str
) -> None:
    page.goto(f"{address}/so-sanh?indicator=on_time&locality=Hưng Yên")
    page.get_by_role("button", name="trên 95%").first.click()
    opened = page.locator("[popover]:popover-open")
    expect(opened).to_contain_text("Trên 95% số hồ sơ TTHC được trả kết quả giải quyết đúng hạn")
    page.keyboard.press("Escape")
    expect(opened).to_have_count(0)
    settled(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải về Excel").click()
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    cells = [str(cell.value) for row in book["So sánh"].iter_rows() for cell in row]
    assert "trên 95%" in cells
    assert "không thấy nêu (văn bản bị cắt)" in cells
    page.get_by_role("button", name="trên 95%").first.press("Enter")
    opened.get_by_role("button", name="Thêm vào giỏ").press("Enter")
    expect(page.get_by_role("link", name="Giỏ trích dẫn (1)")).to_be_visible()
    opened.get_by_role("link", name="Mở trong văn bản").click()
    expect(page.locator("mark.cited").first).to_be_in_viewport()
    expect(page.get_by_role("button", name="Bỏ khỏi giỏ")).to_be_visible()


@pytest.mark.parametrize(("kind", "number", "year"), [("pdf", "45", "2027"), ("png", "46", "2028")])
def test_an_uploaded_file_can_be_asked_about_and_opens_at_its_page(
    page: Page, address: str, tmp_path: Path, kind: str, number: str, year: str
) -> None:
    page.goto(f"{address}/them-van-ban")
    page.locator("input[type=file]").set_input_files(plan(tmp_path / f"ke-hoach.{kind}", number, year))
    page.get_by_role("button", name="Thêm 1 tệp và đọc").click()
    expect(page.locator(".plan", has_text=f"Tân Lập · {year}")).to_be_visible()
    ask(page, f"{address}/?year={year}", QUESTION)
    expect(page.locator(".answer")).to_contain_text("trên 98,5%")
    page.get_by_role("link", name="Mở trong văn bản").first.click()
    expect(page.get_by_role("img", name="Trang 1")).to_be_visible()
    assert yellow(page.get_by_role("img", name="Trang 1").screenshot()) > 500


def plan(path: Path, number: str, year: str) -> Path:
    """A plan of one page as a PDF or as the picture that a scanner makes."""
    lines = (
        "ỦY BAN NHÂN DÂN XÃ TÂN LẬP",
        f"Số: {number}/KH-UBND",
        f"Tân Lập, ngày 05 tháng 01 năm {year}",
        "KẾ HOẠCH",
        f"Cải cách hành chính năm {year}",
        "I. MỤC ĐÍCH",
        "1. Nâng cao chất lượng phục vụ người dân.",
        "II. MỤC TIÊU",
        "1. Trên 98,5% hồ sơ TTHC được giải quyết đúng hạn.",
    )
    sheet = made.Sheet(path.with_suffix(".pdf"))
    for place, line in enumerate(lines):
        sheet.text(70, 70 + 28 * place, line)
    sheet.save()
    if path.suffix == ".png":
        made.pictures(path.with_suffix(".pdf"))[0].save(path, dpi=(200, 200))
    return path


def yellow(picture: bytes) -> int:
    """How many pixels of a picture have the colour that marks a cited place."""
    pixels = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")).astype(int)
    return int(((pixels[..., 0] > 200) & (pixels[..., 2] < pixels[..., 0] - 40)).sum())


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("hoi-dap", "/"),
        ("tra-loi", f"/?q={QUESTION}"),
        ("khong-co", "/?q=tỷ lệ che phủ rừng"),
        ("english", f"/?q={QUESTION}&lang=en"),
        ("so-sanh", "/so-sanh"),
        ("hai-ke-hoach", "/so-sanh?view=pair"),
        ("mot-chi-tieu", "/so-sanh?indicator=on_time"),
        ("van-ban", "/van-ban"),
        ("doc", "/doc?id={plan}&start=2080&end=2180&find=TTHC"),
        ("them-van-ban", "/them-van-ban"),
        ("gio-trich-dan", "/gio-trich-dan?item={plan}-2080-2180"),
        ("danh-gia", "/danh-gia"),
    ],
)
def test_every_page_is_legible_and_asks_nothing_of_other_computers(
    page: Page, address: str, five: Generation, name: str, path: str
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    plan = next(document.id for document in five.documents.values() if document.path.startswith("182"))
    page.goto(address + path.replace("{plan}", plan))
    folder = ROOT / "screenshots"
    folder.mkdir(exist_ok=True)
    for width, has_menu in ((1440, True), (400, False)):
        page.set_viewport_size({"width": width, "height": 900})
        menu = expect(page.get_by_test_id("stSidebar"))
        menu.to_be_in_viewport() if has_menu else menu.not_to_be_in_viewport()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            settled(page)
            whole(page)
            page.screenshot(path=folder / f"{name}-{width}-{scheme}.png")
            assert page.evaluate((ROOT / "tests" / "legible.js").read_text("utf-8")) == [], (width, scheme)
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


# ── Sign-in ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def office(folders: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app with an office's own sign-in."""
    file = tmp_path_factory.mktemp("office") / "secrets.toml"
    with oidc.provider() as provider:
        file.write_text(oidc.secrets_of(provider), "utf-8")
        with app(folders / "corpus", folders / "index", "--secrets.files", str(file)) as url:
            yield url


def sign_in(page: Page, email: str) -> None:
    page.get_by_role("button", name="Đăng nhập bằng tài khoản cơ quan").click()
    page.get_by_label("Thư điện tử").fill(email)
    page.get_by_role("button", name="Đồng ý").click()


def test_an_office_signs_its_people_in_and_they_come_back_to_the_view_they_wanted(
    page: Page, office: str
) -> None:
    page.goto(f"{office}/van-ban?name=thach ha")
    expect(page.get_by_role("button", name="Đăng nhập bằng tài khoản cơ quan")).to_be_visible()
    expect(page.locator(".plan")).to_have_count(0)
    sign_in(page, "lan@hungyen.gov.vn")
    expect(page.get_by_text("lan@hungyen.gov.vn (biên tập)")).to_be_visible()
    expect(page.locator(".plan").first).to_contain_text("Thạch Hà")
    expect(page.get_by_text("1 trong")).to_be_visible()
    page.goto(f"{office}/them-van-ban")
    expect(page.locator("input[type=file]")).to_have_count(1)
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("button", name="Đăng nhập bằng tài khoản cơ quan")).to_be_visible()
    sign_in(page, "binh@hungyen.gov.vn")
    expect(page.get_by_text("binh@hungyen.gov.vn (người đọc)")).to_be_visible()
    page.goto(f"{office}/them-van-ban")
    expect(page.get_by_text("Chỉ người có quyền biên tập")).to_be_visible()
    expect(page.locator("input[type=file]")).to_have_count(0)


def test_who_signed_in_by_password_stays_so_in_their_browser_alone(
    page: Page, browser: Browser, folders: Path, tmp_path: Path
) -> None:
    file = tmp_path / "secrets.toml"
    file.write_text(f'[people.lan]\npassword = "{access.hashed("mật khẩu")}"\nrole = "editor"\n', "utf-8")
    with app(folders / "corpus", folders / "index", "--secrets.files", str(file)) as url:
        page.goto(f"{url}/van-ban?name=thach ha")
        page.get_by_label("Tên đăng nhập").fill("lan")
        page.get_by_label("Mật khẩu").fill("mật khẩu")
        page.get_by_role("button", name="Đăng nhập").click()
        expect(page.locator(".plan").first).to_contain_text("Thạch Hà")
        page.goto(f"{url}/them-van-ban")
        expect(page.get_by_text("lan (biên tập)")).to_be_visible()
        with browser.new_context() as other:
            stranger = other.new_page()
            stranger.goto(f"{url}/van-ban")
            expect(stranger.get_by_label("Mật khẩu")).to_be_visible()
            expect(stranger.locator(".plan")).to_have_count(0)
        page.get_by_role("button", name="Đăng xuất").click()
        expect(page.get_by_label("Mật khẩu")).to_be_visible()


def test_a_token_that_the_office_did_not_sign_lets_nobody_in(page: Page, office: str) -> None:
    page.goto(office)
    sign_in(page, oidc.FORGER)
    expect(page.get_by_role("button", name="Đăng nhập bằng tài khoản cơ quan")).to_be_visible()
    expect(page.get_by_label("Câu hỏi")).to_have_count(0)
