"""PDF files: the text that they carry, page by page; what is only a picture goes to OCR.

PDFium reads and draws the pages: on real plans over ten times as fast as pypdf and pdfplumber, and it
sees the number and day that a registry stamps in. pypdf reads the signatures.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.model import Reading
from indexer.read import glyphs, limits, ocr
from indexer.read.encodings import likeness
from indexer.read.layout import compose
from indexer.read.page import Page, missed, untold
from indexer.read.picture import Tile, erased, inked, rulings
from indexer.read.progress import advanced
from indexer.read.signatures import signatures
from indexer.refusal import Refusal, message

if TYPE_CHECKING:
    import numpy
    import pypdfium2

_DRAFT = 100 / 72  # pixels a point of the picture in which lines and ink are looked for
_FINE = 200 / 72  # and of the one that is recognised
_PICTURE = 12  # tiles of a page with text: fewer are seals and signatures
_SIDEWAYS = 40  # characters: fewer at an angle are a stamp, not a page on its side


def read(path: Path) -> Reading:
    """A PDF as a Reading. Refusal where it is locked, damaged, beyond the limits or has no legible text."""
    with _opened(path) as document:
        if len(document) > limits.PAGES:
            raise Refusal("too-many-pages", pages=len(document), limit=limits.PAGES)
        pages: list[Page] = []
        refused: dict[int, Refusal] = {}
        for index in range(len(document)):
            page = _page(document, index, refused)
            pages.append(page)
            advanced()
    if not any(page.words for page in pages):
        raise next(iter(refused.values()), Refusal("no-text"))
    printed = {day for page in pages for stamp in page.stamps for day in _days(stamp)}
    pages[0].stamps += [statement for day, statement in signatures(path) if day not in printed]
    warnings = ocr.warnings(pages)
    if refused:
        numbers = ", ".join(map(str, refused))
        warnings.append(message("unread-pages", pages=numbers, reason=next(iter(refused.values()))))
    return compose(pages, "pdf", warnings)


def _days(stamp: str) -> set[str]:
    """The days that a stamp names, as "2025-01-24"."""
    written = re.findall(r"\b(\d\d)[./-](\d\d)[./-](\d{4})\b", stamp)
    return {*re.findall(r"\d{4}-\d\d-\d\d", stamp), *("-".join(reversed(parts)) for parts in written)}


@contextmanager
def _opened(path: Path) -> Iterator[pypdfium2.PdfDocument]:
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        raise Refusal("locked-pdf" if locked else "damaged-pdf") from error
    with document:
        if not len(document):
            raise Refusal("damaged-pdf")
        try:
            yield document
        except pypdfium2.PdfiumError as error:
            raise Refusal("damaged-pdf") from error


def _page(document: pypdfium2.PdfDocument, index: int, refused: dict[int, Refusal]) -> Page:
    """A page with its words; what its text layer does not say or cannot be trusted with is recognised.

    A page that could not be recognised keeps what it has, and `refused` says why.
    """
    sheet = document[index]
    layer = glyphs.words(sheet)
    turn = layer.angle if layer.characters > _SIDEWAYS else 0
    if turn:
        sheet.set_rotation((sheet.get_rotation() + turn) % 360)
        layer = glyphs.words(sheet)
    page = Page(index + 1, *sheet.get_size(), layer.words if _legible(layer) else [], turn=turn)
    picture = _picture(sheet, _DRAFT)
    page.horizontals, page.verticals = rulings(picture, _DRAFT)
    unread = untold(page, inked(erased(picture, page.horizontals, page.verticals, _DRAFT)))
    if len(unread) > (_PICTURE if page.words else 0):
        try:
            page = _completed(page, ocr.recognise(_picture(sheet, _FINE), _FINE, index + 1), unread)
        except Refusal as refusal:
            refused[index + 1] = refusal
    completing, stamps = glyphs.printed_over(document, index, layer.characters, page.words)
    page.words += completing
    page.stamps += stamps
    return page


def _picture(sheet: pypdfium2.PdfPage, scale: float) -> numpy.ndarray:
    """The page drawn without its annotations, grey (height, width): its red part, in which seals are pale."""
    width, height = sheet.get_size()
    scale = min(scale, math.sqrt(limits.DRAWN * 1e6 / (width * height)))
    return sheet.render(scale=scale, may_draw_forms=False, draw_annots=False).to_numpy()[..., 2]


def _legible(layer: glyphs.Words) -> bool:
    """Whether the text layer can be read as it is: not a scanner's guess, not characters without meaning."""
    if layer.unmapped > 0.05:
        return False
    text = " ".join(word.text for word in layer.words)
    syllables = [word for word in text.split() if word.isalpha()]
    marked = sum(not word.isascii() for word in syllables)
    if marked >= 10 and likeness(text) < 0.6:
        return False
    # Scanners lay the text they recognise invisibly over the picture, mostly without Vietnamese marks.
    return layer.hidden < 0.5 or (likeness(text) > 0.85 and marked > 0.4 * len(syllables))


def _completed(page: Page, recognised: Page, unread: set[Tile]) -> Page:
    """The page with what was recognised where its own text says nothing."""
    if not page.words:
        return recognised
    page.words += missed(page, unread, recognised.words)
    return page
