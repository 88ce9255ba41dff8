"""Round trip through file formats: a plan set as a Word file, a PDF and a scan must be understood alike.

    python -m eval.formats [--folder corpus] [--report eval/results/formats.md]

Every text file of the folder is read, set as DOCX (python-docx), turned into a PDF with text
(LibreOffice) and into a PDF of pictures at 200 dpi with noise and a slight slant, and each of these is
read again. Facts, sections and targets are compared with those of the text.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import docx
import numpy as np
import pypdfium2
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from PIL import Image

from indexer import plan
from indexer.model import Plan, Reading, Target
from indexer.normalise import characters
from indexer.read import read
from indexer.read.encodings import decode
from indexer.read.pipes import parts
from indexer.read.table import Entry

FORMATS = ("docx", "pdf", "scan")
_FACTS = ("kind", "number", "issued", "issuer", "level", "locality", "unit", "province", "year", "truncated")
_DPI = 200
_SLANT = 0.4  # degrees
_CENTRED = 60  # characters: shorter lines in capitals are set in the middle


@dataclass(slots=True)
class Comparison:
    """How much of a plan is still there after a round trip: found and expected, and what differs."""

    plan: str
    format: str
    facts: tuple[int, int]
    sections: tuple[int, int]
    targets: tuple[int, int]
    seconds: float
    differences: list[str] = field(default_factory=list)


def to_docx(source: Path, reading: Reading, path: Path) -> None:
    """The reading as an office sets it: A4, serif 14 pt, justified, first lines indented, pages numbered.

    `source` is the text file that was read; its tables become tables.
    """
    lines = characters(decode(source.read_bytes())).split("\n")
    tables = [part.entries for part in parts(lines) if part.kind == "table"]
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    _number_pages(section.header.paragraphs[0])
    for block in reading.blocks:
        text = reading.text[block.start : block.end]
        if block.kind == "row":
            if block.row == 1:
                _set_table(document, tables[block.table - 1])
            continue
        paragraph = document.add_paragraph()
        run = paragraph.add_run(text)
        run.font.name, run.font.size = "Times New Roman", Pt(14)
        run.bold = block.kind == "heading" or text.isupper()
        layout = paragraph.paragraph_format
        layout.space_after = Pt(6)
        if text.isupper() and len(text) < _CENTRED:
            layout.alignment = WD_ALIGN_PARAGRAPH.CENTER
        else:
            layout.alignment, layout.first_line_indent = WD_ALIGN_PARAGRAPH.JUSTIFY, Cm(1.27)
    document.save(str(path))


def _set_table(document: docx.document.Document, entries: Sequence[Entry]) -> None:
    height, width = max(entry.bottom for entry in entries), max(entry.right for entry in entries)
    table = document.add_table(height, width, style="Table Grid")
    for entry in entries:
        cell = table.cell(entry.top, entry.left).merge(table.cell(entry.bottom - 1, entry.right - 1))
        run = cell.paragraphs[0].add_run(entry.text)
        run.font.name, run.font.size = "Times New Roman", Pt(12)
    document.add_paragraph()


def _number_pages(paragraph: docx.text.paragraph.Paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field_ = OxmlElement("w:fldSimple")
    field_.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field_)


def to_pdf(path: Path, folder: Path) -> Path:
    """A Word file as a PDF with text."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder / f"{path.stem}.pdf"


def to_scan(path: Path, scan: Path) -> None:
    """A PDF as a scanner gives it: grey pictures with noise, a little askew, no text."""
    noise = np.random.default_rng(20)
    images = []
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            image = page.render(scale=_DPI / 72).to_pil().convert("L")
            image = image.rotate(_SLANT, Image.Resampling.BICUBIC, fillcolor=255)
            grey = 248 - (255 - np.asarray(image, dtype=float)) * 0.88 + noise.normal(0, 7, image.size[::-1])
            images.append(Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8)))
    images[0].save(scan, save_all=True, append_images=images[1:], resolution=_DPI)


def compare(name: str, format: str, original: Plan, other: Plan, seconds: float) -> Comparison:
    """What the round trip kept of facts, sections (number and title) and targets."""
    differences = []
    same = 0
    for fact in _FACTS:
        before, after = getattr(original.document, fact), getattr(other.document, fact)
        same += before == after
        if before != after:
            differences.append(f"{fact}: {before} → {after}")
    counts = []
    for before, after in (
        (Counter(map(_section, _addressed(original))), Counter(map(_section, _addressed(other)))),
        (Counter(map(_target, original.targets)), Counter(map(_target, other.targets))),
    ):
        counts.append(((before & after).total(), before.total()))
        differences += [f"lost: {item}" for item in (before - after).elements()]
        differences += [f"new: {item}" for item in (after - before).elements()]
    return Comparison(name, format, (same, len(_FACTS)), counts[0], counts[1], seconds, differences)


def _addressed(understood: Plan) -> list[tuple[str, str | None]]:
    return [(section.address, section.heading) for section in understood.sections]


def _section(section: tuple[str, str | None]) -> str:
    return f"{section[0]} {section[1] or ''}".strip()


def _target(target: Target) -> str:
    upper = f"–{target.value_max:g}" if target.value_max is not None else ""
    value = f"{target.comparator} {target.value:g}{upper} {target.unit}"
    return f"{target.section} {target.indicator} {value} {target.kind}"


def round_trip(path: Path) -> list[Comparison]:
    """One plan through every format."""
    original = plan.understand(read(path), path.name, "original")
    comparisons = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        word = folder / f"{path.stem}.docx"
        to_docx(path, original.reading, word)
        pdf = to_pdf(word, folder)
        scan = folder / "scan" / f"{path.stem}.pdf"
        scan.parent.mkdir()
        to_scan(pdf, scan)
        for format, file in zip(FORMATS, (word, pdf, scan), strict=True):
            started = time.perf_counter()
            reading = read(file)
            seconds = time.perf_counter() - started
            # Names confirm facts, so every format goes by the name of the original.
            other = plan.understand(reading, path.name, "original")
            comparisons.append(compare(path.stem, format, original, other, seconds))
    return comparisons


def report(comparisons: list[Comparison]) -> str:
    """The comparisons as a table, then the differences."""
    lines = [
        "# Round trip through file formats",
        "",
        "Made by `python -m eval.formats`. Each plan is set as a Word file, turned into a PDF with text and",
        f"into a scan ({_DPI} dpi, noise, {_SLANT}° askew), read again and compared with the text:",
        "facts, sections (number and title), targets (section, indicator, comparator, value, unit, kind).",
        "",
        "| plan | format | facts | sections | targets | seconds to read |",
        "|---|---|---|---|---|---|",
    ]
    for c in comparisons:
        cells = (f"{found}/{all_}" for found, all_ in (c.facts, c.sections, c.targets))
        lines.append(f"| {c.plan} | {c.format} | {' | '.join(cells)} | {c.seconds:.1f} |")
    for format in FORMATS:
        chosen = [c for c in comparisons if c.format == format]
        sums = (
            tuple(map(sum, zip(*(getattr(c, name) for c in chosen), strict=True)))
            for name in ("facts", "sections", "targets")
        )
        shares = (f"{found}/{all_} = {found / max(all_, 1):.1%}" for found, all_ in sums)
        lines.append(f"| **all** | {format} | {' | '.join(shares)} | {sum(c.seconds for c in chosen):.1f} |")
    for c in comparisons:
        if c.differences:
            lines += [
                "",
                f"**{c.plan}, {c.format}**",
                "",
                *(f"- {difference}" for difference in c.differences),
            ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run the round trip and print or write the report."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--folder", type=Path, default=Path("corpus"), help="folder with plans as text files")
    parser.add_argument("--report", type=Path, help="file to write the report to")
    arguments = parser.parse_args()
    paths = sorted(
        p for p in arguments.folder.iterdir() if p.suffix in (".txt", ".md") and p.stem != "README"
    )
    text = report([comparison for path in paths for comparison in round_trip(path)])
    if arguments.report:
        arguments.report.write_text(text, encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
