"""A page of a PDF or a scan as a picture, with boxes around what is cited."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from indexer.generation import Generation
from indexer.model import Anchor
from web.running import Stretch

if TYPE_CHECKING:
    from PIL.Image import Image

Box = tuple[float, float, float, float]

_WIDTH = 1240  # pixels: A4 at 150 dots an inch, enough to read a scan
_MARGIN = 3  # pixels around a box
_PDFIUM = threading.Lock()  # pdfium must not be called from two threads at once


def places(generation: Generation, document: str, stretch: Stretch | None) -> list[Anchor]:
    """Where a stretch of the text stands on the pages."""
    if stretch is None:
        return []
    start, end = stretch
    return [
        anchor for anchor in generation.record.anchors(document) if anchor.start < end and start < anchor.end
    ]


def boxes(anchors: Sequence[Anchor], page: int) -> tuple[Box, ...]:
    """The boxes of one page, as fractions of its width and height."""
    return tuple(anchor.box for anchor in anchors if anchor.page == page and anchor.box)


@st.cache_resource(max_entries=40, show_spinner=False)
def page(path: str, changed: float, number: int, marked: tuple[Box, ...]) -> Image:
    """Page `number` (1-based) of the file, the boxes marked. `changed` is the file's time of change."""
    from PIL import Image, ImageDraw

    file = Path(path)
    with file.open("rb") as opened:
        is_pdf = b"%PDF-" in opened.read(1024)
    picture = _of_pdf(file, number) if is_pdf else _of_image(file, number)
    picture = picture.convert("RGB")
    picture = picture.resize(
        (_WIDTH, round(picture.height * _WIDTH / picture.width)), Image.Resampling.LANCZOS
    )
    veil = Image.new("RGBA", picture.size)
    pen = ImageDraw.Draw(veil)
    for left, top, right, bottom in marked:
        edges = (left * picture.width, top * picture.height, right * picture.width, bottom * picture.height)
        edges = (edges[0] - _MARGIN, edges[1] - _MARGIN, edges[2] + _MARGIN, edges[3] + _MARGIN)
        pen.rectangle(edges, fill=(242, 184, 0, 70), outline=(178, 120, 0, 255), width=2)
    return Image.alpha_composite(picture.convert("RGBA"), veil).convert("RGB")


def _of_pdf(file: Path, number: int) -> Image:
    import pypdfium2

    with _PDFIUM, pypdfium2.PdfDocument(file) as pdf:
        sheet = pdf[number - 1]
        return sheet.render(scale=_WIDTH / sheet.get_width()).to_pil()


def _of_image(file: Path, number: int) -> Image:
    from PIL import Image, ImageOps

    with Image.open(file) as picture:
        picture.seek(number - 1)
        return ImageOps.exif_transpose(picture.copy())
