"""The words of a PDF page as PDFium sees them: places, sizes, fonts, and figures that stamps fill in."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from indexer.read.fonts import conversions
from indexer.read.page import Line, Word, lines

if TYPE_CHECKING:
    import pypdfium2

_TORN = 0.1  # ems of white inside a run of characters that stand for a space the file left out
_HYPHEN = "\x02"  # what PDFium gives for a hyphen at the end of a line
_UNMAPPED = ("\ufffd", "\ufffe", "\uffff")


@dataclass(frozen=True, slots=True)
class Style:
    """How a character is set."""

    size: float  # points
    angle: int  # degrees, counterclockwise
    font: str
    bold: bool
    hidden: bool  # drawn with no ink


@dataclass(frozen=True, slots=True)
class _Glyph:
    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    style: Style


@dataclass(frozen=True, slots=True)
class Words:
    """What the text layer of a page says, and how far it can be trusted."""

    words: list[Word]
    angle: int  # the one most characters are set at: 0, 90, 180 or 270
    unmapped: float  # share of the characters whose meaning the file does not tell
    hidden: float  # share of the characters that are not drawn
    characters: int  # all but spaces


def words(page: pypdfium2.PdfPage, skip: int = 0) -> Words:
    """The words of a page's text layer, but for its first `skip` characters."""
    runs: list[list[_Glyph]] = [[]]
    spaced = [True]  # whether white space stands before the run
    angles: Counter[int] = Counter()
    count = unmapped = hidden = 0
    for glyph in _glyphs(page):
        if glyph is None:
            if runs[-1]:
                runs.append([])
                spaced.append(True)
            spaced[-1] = True
            continue
        count += 1
        if count <= skip:
            continue
        angles[round(glyph.style.angle / 90) % 4 * 90] += 1
        unmapped += glyph.text < " " or glyph.text in _UNMAPPED or "\ue000" <= glyph.text <= "\uefff"
        hidden += glyph.style.hidden
        run = runs[-1]
        if run and (glyph.style != run[-1].style or abs(glyph.base - run[-1].base) > 0.1 * glyph.style.size):
            runs.append([])
            spaced.append(False)
        runs[-1].append(glyph)
    angle = angles.most_common(1)[0][0] if angles else 0
    found = [
        (word, part[0].style.font)
        for run, space in zip(runs, spaced, strict=True)
        for word, part in _split(run, space)
    ]
    seen = max(count - skip, 0)
    convert = conversions((font, word.text) for word, font in found)
    legible = [replace(word, text=convert[font](word.text)) for word, font in found]
    return Words(legible, angle, unmapped / max(seen, 1), hidden / max(seen, 1), seen)


def _glyphs(page: pypdfium2.PdfPage) -> Iterator[_Glyph | None]:
    """The characters in the order of the file, None for white space."""
    import pypdfium2.raw as pdfium

    text_page = page.get_textpage()
    place = _placement(page)
    styles: dict[int, Style] = {}
    box = pdfium.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(pdfium.FPDFText_CountChars(text_page)):
        character = chr(pdfium.FPDFText_GetUnicode(text_page, index))
        if character.isspace() or pdfium.FPDFText_IsGenerated(text_page, index) == 1:
            yield None
            continue
        pdfium.FPDFText_GetLooseCharBox(text_page, index, box)
        pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
        (x0, y0), (x1, y1) = place(box.left, box.top), place(box.right, box.bottom)
        _, base = place(x.value, y.value)
        yield _Glyph(
            "-" if character == _HYPHEN else character,
            min(x0, x1),
            min(y0, y1),
            max(x0, x1),
            max(y0, y1),
            base,
            _style(text_page, index, styles, page.get_rotation()),
        )


def _placement(page: pypdfium2.PdfPage) -> Callable[[float, float], tuple[float, float]]:
    """Maps a place in the file's own coordinates to points from the top left of the page as it is shown."""
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    fine = 1000  # PDFium answers in whole pixels

    def device(x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        size = (int(width * fine), int(height * fine))
        pdfium.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, across, down)
        return across.value / fine, down.value / fine

    (left, top), (ax, ay), (bx, by) = device(0, 0), device(100, 0), device(0, 100)
    ax, ay, bx, by = (ax - left) / 100, (ay - top) / 100, (bx - left) / 100, (by - top) / 100
    return lambda x, y: (left + ax * x + bx * y, top + ay * x + by * y)


def _style(text_page: pypdfium2.PdfTextPage, index: int, known: dict[int, Style], turned: int) -> Style:
    import pypdfium2.raw as pdfium

    owner = pdfium.FPDFText_GetTextObject(text_page, index)
    key = ctypes.addressof(owner.contents) if owner else 0
    if key not in known:
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(text_page, index, matrix)
        size = abs(pdfium.FPDFText_GetFontSize(text_page, index)) * math.hypot(matrix.c, matrix.d)
        name = ctypes.create_string_buffer(128)
        pdfium.FPDFText_GetFontInfo(text_page, index, name, 128, ctypes.c_int())
        font = name.value.decode("latin-1")
        bold = "bold" in font.lower() or pdfium.FPDFText_GetFontWeight(text_page, index) >= 600
        angle = round(math.degrees(math.atan2(matrix.b, matrix.a))) - turned
        drawn = (
            not owner or pdfium.FPDFTextObj_GetTextRenderMode(owner) != pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
        )
        known[key] = Style(round(size, 2) or 1.0, angle % 360, font, bold, not drawn)
    return known[key]


def _split(run: list[_Glyph], space: bool) -> Iterator[tuple[Word, list[_Glyph]]]:
    """A run of characters as words: cut where the file leaves white but no space, unless it is set wide."""
    if not run:
        return
    size = run[0].style.size
    torn = [b.left - a.right > _TORN * size for a, b in pairwise(run)]
    if sum(torn) > len(torn) / 2:
        torn = [False] * len(torn)
    parts = [[run[0]]]
    for glyph, cut in zip(run[1:], torn, strict=True):
        if cut:
            parts.append([])
        parts[-1].append(glyph)
    for number, part in enumerate(parts):
        yield (
            Word(
                "".join(glyph.text for glyph in part),
                min(glyph.left for glyph in part),
                min(glyph.top for glyph in part),
                max(glyph.right for glyph in part),
                max(glyph.bottom for glyph in part),
                part[0].base,
                size,
                part[0].style.bold,
                apart=space or number > 0,
            ),
            part,
        )


def printed_over(
    document: pypdfium2.PdfDocument, index: int, skip: int, own: list[Word]
) -> tuple[list[Word], list[str]]:
    """What annotations print over a page with its `own` words: figures that complete its lines, and stamps.

    A registry fills number and day into the blanks of a finished file ("Số: 447 /KH-UBND"); a
    signature prints who signed and when. `skip` is the number of characters of the page's own text.
    The page has no annotations left afterwards.
    """
    import pypdfium2.raw as pdfium

    areas = _annotated(document[index])
    if not areas:
        return [], []
    pdfium.FPDFPage_Flatten(document[index], pdfium.FLAT_NORMALDISPLAY)
    groups: dict[int, list[Word]] = {}
    for word in words(document[index], skip).words:
        x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
        inside = (
            number
            for number, (left, top, right, bottom) in enumerate(areas)
            if left <= x <= right and top <= y <= bottom
        )
        groups.setdefault(next(inside, -1), []).append(word)
    rows = lines(own)
    completing: list[Word] = []
    stamps: list[str] = []
    for group in groups.values():
        row = _row_of(group, rows)
        if row is not None:
            completing += [replace(word, base=row.base, size=row.size) for word in group]
        else:
            stamps.append(" ".join(line.text for line in lines(group)))
    return completing, stamps


def _annotated(page: pypdfium2.PdfPage) -> list[tuple[float, float, float, float]]:
    """The rectangles of the page's annotations in points from its top left, the smallest first."""
    import pypdfium2.raw as pdfium

    place = _placement(page)
    areas = []
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        box = pdfium.FS_RECTF()
        if annotation and pdfium.FPDFAnnot_GetRect(annotation, box):
            (x0, y0), (x1, y1) = place(box.left, box.top), place(box.right, box.bottom)
            areas.append((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
        pdfium.FPDFPage_CloseAnnot(annotation)
    return sorted(areas, key=lambda area: (area[2] - area[0]) * (area[3] - area[1]))


def _row_of(group: list[Word], rows: list[Line]) -> Line | None:
    """The line of the page that the words complete, None where they are a stamp of their own."""
    if len(group) > 3 or len(lines(group)) > 1:
        return None
    left, right = min(word.left for word in group), max(word.right for word in group)
    for row in rows:
        level = abs(row.base - group[0].base) < 0.7 * row.size
        if level and left < row.right + 2 * row.size and right > row.left - 2 * row.size:
            return row
    return None
