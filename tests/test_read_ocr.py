"""Scans: recognised, set straight, only where there is no text, every word with its confidence."""

from __future__ import annotations

import re
from pathlib import Path

import made
import pypdf
import pytest
from PIL import Image

from indexer.anchors import confidence_at
from indexer.normalise import fold
from indexer.read import read
from indexer.read.sandbox import Sandbox
from indexer.refusal import Refusal

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made.plan(tmp_path_factory.mktemp("scan") / "plan.pdf")


@pytest.fixture(scope="module")
def scan(plan: Path) -> Image.Image:
    return made.pictures(plan)[0]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text).lower())


def share_found(text: str) -> float:
    """Share of the plan's words that the text has, marks aside."""
    wanted = words(" ".join((*sum(made.LETTERHEAD, ()), *made.PARAGRAPHS)))
    found = set(words(text))
    return sum(word in found for word in wanted) / len(wanted)


def test_a_scan_reads_like_its_original(plan: Path, scan: Image.Image, tmp_path: Path) -> None:
    reading = read(made.scanned([scan], tmp_path / "scan.pdf"))
    assert share_found(reading.text) > 0.97
    assert reading.pages == 1 and "1" in reading.warnings[0]
    for figure in ("97%", "92%", "85%"):
        start = reading.text.index(figure)
        assert 0 <= confidence_at(reading, start, start + 3) <= 1
    # The page has its text in the same place and order, whichever way it was read.
    original = read(plan)
    for phrase in ("tối thiểu 92%", "trực tuyến"):
        seen = next(a for a in reading.anchors if a.end > reading.text.index(phrase))
        drawn = next(a for a in original.anchors if a.end > original.text.index(phrase))
        assert seen.box[1] == pytest.approx(drawn.box[1], abs=0.02)
    blocks = [reading.text[b.start : b.end] for b in reading.blocks]
    assert sum(block.startswith(("1. Phấn đấu", "2. Tối thiểu")) for block in blocks) == 2


@pytest.mark.parametrize("degrees", [2.5, 90, 180])
def test_pages_are_set_straight(scan: Image.Image, tmp_path: Path, degrees: float) -> None:
    turned = scan.rotate(degrees, Image.Resampling.BICUBIC, expand=degrees >= 90, fillcolor=245)
    turned.save(tmp_path / "turned.png", dpi=(200, 200))
    reading = read(tmp_path / "turned.png")
    assert reading.format == "png" and share_found(reading.text) > 0.95
    # Places are those of the picture as it lies.
    first = reading.anchors[0].box
    assert {2.5: first[1] < 0.15, 90: first[0] < 0.15, 180: first[3] > 0.85}[degrees]


def test_only_the_pages_without_text_are_recognised(plan: Path, scan: Image.Image, tmp_path: Path) -> None:
    made.scanned([scan], tmp_path / "scan.pdf")
    writer = pypdf.PdfWriter()
    writer.append(plan)
    writer.append(tmp_path / "scan.pdf")
    writer.write(tmp_path / "mixed.pdf")
    reading = read(tmp_path / "mixed.pdf")
    known = {a.page: a.confidence for a in reading.anchors}
    assert known[1] is None and known[2] is not None
    assert share_found(reading.text) == 1


def test_a_hidden_layer_without_marks_is_not_believed(scan: Image.Image, tmp_path: Path) -> None:
    scan.save(tmp_path / "page.png")
    sheet = made.Sheet(tmp_path / "layer.pdf")
    layer = sheet.canvas.beginText(60, 780)
    layer.setFont(sheet.plain, 11)
    layer.setTextRenderMode(3)
    for text in made.PARAGRAPHS:
        layer.textLine(fold(text)[:90])
    sheet.canvas.drawText(layer)
    sheet.canvas.drawImage(str(tmp_path / "page.png"), 0, 0, sheet.width, sheet.height)
    sheet.save()
    assert "Phấn đấu trên 97%" in read(tmp_path / "layer.pdf").text


def test_text_without_a_map_to_unicode_is_recognised(plan: Path, tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=plan)
    for entry in writer._objects:
        found = entry.get_object() if entry is not None else None
        if isinstance(found, pypdf.generic.DictionaryObject) and "/ToUnicode" in found:
            del found["/ToUnicode"]
    writer.write(tmp_path / "mapless.pdf")
    reading = read(tmp_path / "mapless.pdf")
    assert share_found(reading.text) > 0.97
    assert reading.anchors[0].confidence is not None


def test_a_picture_in_a_page_of_text_is_read_too(tmp_path: Path) -> None:
    sheet = made.Sheet(tmp_path / "inner.pdf")
    rows = (
        ("Nội dung", "Chỉ tiêu"),
        ("Hồ sơ đúng hạn", "98%"),
        ("Hồ sơ trực tuyến", "80%"),
        ("Số hóa", "90%"),
    )
    made.table(sheet, 60, (240, 140), rows, height=60)
    sheet.save()
    made.pictures(tmp_path / "inner.pdf")[0].crop((120, 120, 1320, 900)).save(tmp_path / "inner.png")
    sheet = made.Sheet(tmp_path / "outer.pdf")
    below = sheet.paragraph(60, made.PARAGRAPHS[0])
    sheet.paragraph(below, made.PARAGRAPHS[1])
    sheet.canvas.drawImage(str(tmp_path / "inner.png"), 57, 120, 480, 312)
    sheet.save()
    reading = read(tmp_path / "outer.pdf")
    found = [reading.text[b.start : b.end] for b in reading.blocks]
    assert found[:2] == list(made.PARAGRAPHS[:2])
    assert "Nội dung: Hồ sơ đúng hạn; Chỉ tiêu: 98%" in found
    sure = reading.text.index("97%")
    assert confidence_at(reading, sure, sure + 3) is None


def test_a_scanned_table_gives_rows(tmp_path: Path) -> None:
    sheet = made.Sheet(tmp_path / "table.pdf")
    rows = (
        ("Nội dung", "Chỉ tiêu", "Thời gian"),
        ("Hồ sơ giải quyết đúng hạn", "98%", "Quý IV"),
        ("Hồ sơ trực tuyến", "80%", "Quý II"),
    )
    made.table(sheet, 200, (220, 100, 120), rows, height=30)
    sheet.save()
    image = made.pictures(tmp_path / "table.pdf")[0]
    reading = read(made.scanned([image], tmp_path / "scan.pdf"))
    found = [reading.text[b.start : b.end] for b in reading.blocks if b.kind == "row"]
    assert found == [
        "Nội dung: Hồ sơ giải quyết đúng hạn; Chỉ tiêu: 98%; Thời gian: Quý IV",
        "Nội dung: Hồ sơ trực tuyến; Chỉ tiêu: 80%; Thời gian: Quý II",
    ]


def test_a_tiff_of_two_pages(scan: Image.Image, tmp_path: Path) -> None:
    scan.save(tmp_path / "two.tif", save_all=True, append_images=[scan], dpi=(200, 200))
    reading = read(tmp_path / "two.tif")
    assert reading.pages == 2 and {a.page for a in reading.anchors} == {1, 2}


def test_without_tesseract_scans_are_refused_and_text_is_not(
    plan: Path, scan: Image.Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.scanned([scan], tmp_path / "scan.pdf")
    monkeypatch.setenv("PATH", str(tmp_path))
    with Sandbox() as sandbox:
        with pytest.raises(Refusal, match="tesseract-ocr-vie"):
            sandbox.read(tmp_path / "scan.pdf")
        assert sandbox.read(plan).text == read(plan).text
