"""Pictures of pages into words, by tesseract with its Vietnamese data.

Every word keeps the confidence it was recognised with: a figure misread is a wrong target, so doubt
must reach the reader.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from indexer.model import Reading
from indexer.read import limits
from indexer.read.layout import compose
from indexer.read.page import Page, Word
from indexer.read.picture import erased, rulings, slant
from indexer.read.progress import advanced
from indexer.refusal import Refusal

if TYPE_CHECKING:
    import numpy
    from PIL import Image

_WINDOWS = (
    r"C:\Program Files\Tesseract-OCR\tesseract.exe",
    r"C:\Program Files (x86)\Tesseract-OCR\tesseract.exe",
)
_POOR = 0.7  # mean confidence: below it the page may lie on its side
_SPECK = 0.3  # confidence below which a mark without letters or digits is taken for dirt
_DESCENDING = re.compile("[gjpqyQ,;()/ạặậẹệịọộợụựỵẠẶẬẸỆỊỌỘỢỤỰỴ]")
_PAPER = (595.0, 842.0)  # points: A4, for pictures that do not say how large they are


def read(path: Path) -> Reading:
    """A picture, or a TIFF of several, as a Reading. Refusal where it is damaged or too large."""
    from PIL import Image, ImageSequence, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # the limit below has a reason of its own to give
    pages: list[Page] = []
    try:
        with Image.open(path) as image:
            if getattr(image, "n_frames", 1) > limits.PAGES:
                raise Refusal("too-many-pages", pages=image.n_frames, limit=limits.PAGES)
            for number, frame in enumerate(ImageSequence.Iterator(image), 1):
                pixels = frame.width * frame.height / 1e6
                if pixels > limits.PIXELS:
                    raise Refusal("too-many-pixels", pixels=round(pixels), limit=limits.PIXELS)
                pages.append(recognise(*_grey(frame), number))
                advanced()
            kind = (image.format or "").lower()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise Refusal("damaged-image") from error
    if not any(page.words for page in pages):
        raise Refusal("no-text")
    return compose(pages, kind)


def _grey(image: Image.Image) -> tuple[numpy.ndarray, float]:
    """The picture grey, red seals pale, and its pixels a point."""
    import numpy as np
    from PIL import Image, ImageOps

    image = ImageOps.exif_transpose(image)
    if image.mode not in ("L", "1"):
        flat = Image.new("RGB", image.size, "white")
        image = image.convert("RGBA")
        flat.paste(image, mask=image.getchannel("A"))
        image = flat.getchannel("R")
    grey = np.asarray(image.convert("L"))
    short, long = sorted(image.size)
    return grey, max(short / _PAPER[0], long / _PAPER[1])


def recognise(picture: numpy.ndarray, scale: float, number: int) -> Page:
    """The page in a grey picture (height, width) of `scale` pixels a point, set straight and read.

    Refusal where tesseract or its Vietnamese data is not installed, or takes too long.
    """
    page = _straight(picture, scale, number, 0)
    if _confidence(page.words) < _POOR and (turn := _turn(picture)):
        turned = _straight(picture, scale, number, turn)
        if _confidence(turned.words) > _confidence(page.words):
            return turned
    return page


def _straight(picture: numpy.ndarray, scale: float, number: int, turn: int) -> Page:
    """The page after a turn by whole quarters (degrees, clockwise) and out of its slant."""
    import numpy as np
    from PIL import Image

    upright = np.rot90(picture, -turn // 90)
    degrees = slant(upright)
    if degrees:
        image = Image.fromarray(upright).rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
        upright = np.asarray(image)
    horizontals, verticals = rulings(upright, scale)
    words = _words(erased(upright, horizontals, verticals, scale), scale)
    height, width = upright.shape
    return Page(
        number, width / scale, height / scale, words, horizontals, verticals, turn=turn, slant=degrees
    )


def _words(picture: numpy.ndarray, scale: float) -> list[Word]:
    table = _tesseract(picture, scale, "--psm", "3", "-l", "vie", "tsv")
    rows = csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
    rows = [row for row in rows if row["level"] == "5" and row["text"].strip()]
    words: list[Word] = []
    for _, group in groupby(rows, key=lambda row: (row["block_num"], row["par_num"], row["line_num"])):
        words += _line(list(group), scale)
    if not words:
        return []
    usual = median(word.size for word in words)
    # The height of a line depends on the letters in it; only a plain difference is one of size.
    return [replace(word, size=usual) if 0.7 < word.size / usual < 1.4 else word for word in words]


def _line(rows: list[dict[str, str]], scale: float) -> Iterable[Word]:
    """The words of one line, on a common baseline."""
    boxes = [tuple(int(row[key]) / scale for key in ("left", "top", "width", "height")) for row in rows]
    standing = [
        top + height
        for row, (_, top, _, height) in zip(rows, boxes, strict=True)
        if not _DESCENDING.search(row["text"])
    ]
    low, high = max(top + height for _, top, _, height in boxes), min(top for _, top, _, _ in boxes)
    base = median(standing) if standing else low - 0.2 * (low - high)
    for row, (left, top, width, height) in zip(rows, boxes, strict=True):
        text, confidence = row["text"].strip(), max(float(row["conf"]), 0.0) / 100
        if confidence < _SPECK and not any(map(str.isalnum, text)):
            continue
        yield Word(
            text, left, top, left + width, top + height, base, low - high, confidence=round(confidence, 2)
        )


def _confidence(words: list[Word]) -> float:
    """Mean confidence, by characters."""
    length = sum(len(word.text) for word in words)
    return sum((word.confidence or 0.0) * len(word.text) for word in words) / length if length else 0.0


def _turn(picture: numpy.ndarray) -> int:
    """Degrees (clockwise) by which to turn the page upright: 0, 90, 180 or 270; 0 where it cannot be told."""
    try:
        told = _tesseract(picture, 1.0, "--psm", "0", "-l", "osd")
    except Refusal:
        return 0
    match = re.search(r"Rotate: (\d+)", told)
    return int(match[1]) % 360 if match else 0


def _tesseract(picture: numpy.ndarray, scale: float, *options: str) -> str:
    from PIL import Image

    program = _program()
    data = io.BytesIO()
    Image.fromarray(picture).save(data, "PNG", compress_level=1)
    command = [program, "stdin", "stdout", "--dpi", str(max(round(72 * scale), 70)), *options]
    try:
        done = subprocess.run(
            command,
            input=data.getvalue(),
            capture_output=True,
            timeout=limits.SECONDS,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},  # files are read side by side already
        )
    except subprocess.TimeoutExpired as error:
        raise Refusal("slow-page", limit=limits.SECONDS) from error
    if done.returncode:
        raise Refusal("ocr-failed", error=done.stderr.decode(errors="replace").strip()[-200:])
    return done.stdout.decode(errors="replace")


@cache
def _program() -> str:
    """The tesseract to call. Refusal where there is none, or none that knows Vietnamese."""
    found = shutil.which("tesseract") or next((path for path in _WINDOWS if Path(path).exists()), None)
    if not found:
        raise Refusal("no-tesseract")
    listed = subprocess.run([found, "--list-langs"], capture_output=True, timeout=30)
    if "vie" not in listed.stdout.decode(errors="replace").split():
        raise Refusal("no-vietnamese-ocr")
    return found
