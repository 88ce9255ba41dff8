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
from dataclasses import replace
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from indexer.model import Reading
from indexer.read import limits
from indexer.read.layout import compose
from indexer.read.page import Page, Word, missed, untold
from indexer.read.picture import erased, inked, rulings, slant
from indexer.read.progress import advanced
from indexer.refusal import Refusal, message

if TYPE_CHECKING:
    import numpy
    from PIL import Image

_WINDOWS = (
    r"C:\Program Files\Tesseract-OCR\tesseract.exe",
    r"C:\Program Files (x86)\Tesseract-OCR\tesseract.exe",
)
_POOR = 0.7  # mean confidence: below it the page may lie on its side
_SLIGHT = 1.2  # degrees of slant that tesseract copes with
_PAGE, _BLOCK = "3", "6"  # page segmentation: found out by tesseract, or one block of text
_MISSED = 12  # tiles with ink and no words
_LETTER = 0.75  # usual height of a word in ems
_BAR = re.compile(r"[|¦!\[\]lI1_]{1,4}")
_NEAR = 6.0  # points
_DESCENDING = re.compile("[gjpqyQ,;()/ạặậẹệịọộợụựỵẠẶẬẸỆỊỌỘỢỤỰỴ]")
# Letters of items ("c)", "g)") that tesseract takes for signs no Vietnamese text has.
_SLIPS = str.maketrans("ø€©¢", "gccc")
_ITEM = re.compile(r"[ø€©¢][).]")
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
    return compose(pages, kind, warnings(pages))


def warnings(pages: list[Page]) -> list[str]:
    """That pages were recognised from pictures, where any were."""
    numbers = [page.number for page in pages if any(word.confidence is not None for word in page.words)]
    return [message("recognised-pages", pages=", ".join(map(str, numbers)))] if numbers else []


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
    """The page after a turn by whole quarters (degrees, clockwise), its words placed as when it is level."""
    import numpy as np
    from PIL import Image

    upright = np.rot90(picture, -turn // 90)
    degrees = slant(upright)
    level = upright
    if degrees:
        image = Image.fromarray(upright).rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
        level = np.asarray(image)
    height, width = upright.shape
    page = Page(number, width / scale, height / scale, [], *rulings(level, scale), turn=turn, slant=degrees)
    # Turning blurs the marks on letters: tesseract reads a slight slant better than a turned picture.
    turned = abs(degrees) > _SLIGHT
    for line in _lines(level if turned else upright, scale):
        page.words += _on_base([word if turned else page.levelled(word) for word in line])
    page.words = [word for word in page.words if not _is_ruling(word, page)]
    if page.words:
        # The height of letters depends on which they are; only a plain difference is one of size.
        usual = median(word.size for word in page.words)
        page.words = [replace(w, size=usual) if 0.7 < w.size / usual < 1.4 else w for w in page.words]
    return page


def _lines(picture: numpy.ndarray, scale: float) -> list[list[Word]]:
    """The lines of a picture. What the usual way of looking leaves out is looked for in another."""
    found = _recognised(picture, scale, _PAGE)
    height, width = picture.shape
    page = Page(1, width / scale, height / scale, [word for line in found for word in line])
    blank = untold(page, inked(erased(picture, *rulings(picture, scale), scale)))
    if len(blank) > _MISSED:
        for line in _recognised(picture, scale, _BLOCK):
            found.append(missed(page, blank, (word for word in line if word.confidence > _POOR)))
    return [line for line in found if line and not _is_dirt(line)]


def _recognised(picture: numpy.ndarray, scale: float, segmentation: str) -> list[list[Word]]:
    table = _tesseract(picture, scale, "--psm", segmentation, "-l", "vie", "tsv")
    rows = csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
    rows = [row for row in rows if row["level"] == "5" and row["text"].strip()]
    grouped = groupby(rows, key=lambda row: (row["block_num"], row["par_num"], row["line_num"]))
    return [_line(list(group), scale) for _, group in grouped]


def _line(rows: list[dict[str, str]], scale: float) -> list[Word]:
    boxes = [tuple(int(row[key]) / scale for key in ("left", "top", "width", "height")) for row in rows]
    size = median(height for *_, height in boxes) / _LETTER
    words = []
    for row, (left, top, width, height) in zip(rows, boxes, strict=True):
        text = row["text"].strip()
        text = text.strip("|_¦") or text  # lines of a table that a word touches
        if not words and _ITEM.fullmatch(text):
            text = text.translate(_SLIPS)
        base = top + height - (0.2 * size if _DESCENDING.search(text) else 0)
        confidence = round(max(float(row["conf"]), 0.0) / 100, 2)
        words.append(Word(text, left, top, left + width, top + height, base, size, confidence=confidence))
    return words


def _on_base(line: list[Word]) -> list[Word]:
    """The line's words on one baseline; beside a seal two lines are sometimes taken for one, and stay two."""
    base = median(word.base for word in line)
    stacked = any(after.left < (before.left + before.right) / 2 for before, after in pairwise(line))
    if stacked:
        return [replace(w, base=base) if abs(w.base - base) < 0.5 * w.size else w for w in line]
    return [replace(word, base=base) for word in line]


def _is_dirt(line: list[Word]) -> bool:
    """Whether a line is what a seal, a signature or a speck was taken for."""
    letters = sum(map(str.isalnum, "".join(word.text for word in line)))
    return letters == 0 or (letters < 5 and _confidence(line) < 0.5)


def _is_ruling(word: Word, page: Page) -> bool:
    """Whether the word is a line of a table that was taken for a letter."""
    if not _BAR.fullmatch(word.text):
        return False
    beside = any(
        word.left - _NEAR < x < word.right + _NEAR and top < word.base and bottom > word.top
        for x, top, bottom in page.verticals
    )
    return beside or any(
        word.top - _NEAR < y < word.bottom + _NEAR and left < word.right and right > word.left
        for y, left, right in page.horizontals
        if "_" in word.text
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
