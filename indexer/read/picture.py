"""What the picture of a page tells before a word is read: ruling lines, ink, slant.

Lines of tables are looked for here, so that it makes no difference whether they were drawn with
strokes, thin rectangles or a pen, or scanned. Pictures are grey (height, width), 0 is black; `scale`
is pixels a point.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy

_ACROSS = 28.0  # points: the shortest horizontal stroke taken for a ruling
_DOWN = 13.0  # points: the shortest vertical one, above the height of capitals in body text
_THICK = 5.0  # points: anything thicker is a filled area or a picture
_STEP = 3.5  # points within which pieces of a stroke belong together
_DARK = 150  # grey level
_TILES = (14, 10)  # down and across, for telling where on a page there is ink
_INKED = 0.004  # share of a tile's pixels that is dark where something is written in it
_SLANTS = 5.0  # degrees either way within which a scan is set straight

Stroke = tuple[float, float, float]  # position across, begin, end, in points
Tile = tuple[int, int]  # row and column of a part of the page, about an inch high and wide


def rulings(image: numpy.ndarray, scale: float) -> tuple[list[Stroke], list[Stroke]]:
    """The horizontal and the vertical strokes of the page's tables."""
    dark = image < _DARK
    return _strokes(dark, _ACROSS, scale), _strokes(dark.T, _DOWN, scale)


def _strokes(dark: numpy.ndarray, shortest: float, scale: float) -> list[Stroke]:
    """Runs of dark pixels along the second axis that are long and thin."""
    import numpy as np

    # A scanned or slightly slanting line steps from one row of pixels to the next: look at two at once.
    wide = dark.copy()
    wide[1:] |= dark[:-1]
    framed = np.zeros((wide.shape[0], wide.shape[1] + 2), dtype=np.int8)
    framed[:, 1:-1] = wide
    edges = np.diff(framed, axis=1)
    rows, begins = np.nonzero(edges == 1)
    ends = np.nonzero(edges == -1)[1]
    long = ends - begins >= shortest * scale
    merged: list[list[float]] = []  # first row, last row, begin, end
    active: list[list[float]] = []
    for row, begin, end in zip(rows[long].tolist(), begins[long].tolist(), ends[long].tolist(), strict=True):
        active = [stroke for stroke in active if stroke[1] >= row - 1.5 * scale]
        for stroke in active:
            if begin <= stroke[3] + _STEP * scale and end >= stroke[2] - _STEP * scale:
                stroke[1] = row
                stroke[2] = min(stroke[2], begin)
                stroke[3] = max(stroke[3], end)
                break
        else:
            active.append([row, row, begin, end])
            merged.append(active[-1])
    return [
        ((first + last) / 2 / scale, begin / scale, end / scale)
        for first, last, begin, end in merged
        if last - first <= _THICK * scale
    ]


def erased(
    image: numpy.ndarray, horizontals: list[Stroke], verticals: list[Stroke], scale: float
) -> numpy.ndarray:
    """The picture without its ruling lines."""
    clean = image.copy()
    reach = math.ceil(1.5 * scale)
    for target, strokes in ((clean, horizontals), (clean.T, verticals)):
        for position, begin, end in strokes:
            middle = round(position * scale)
            target[max(middle - reach, 0) : middle + reach + 1, int(begin * scale) : int(end * scale) + 1] = (
                255
            )
    return clean


def inked(image: numpy.ndarray) -> set[Tile]:
    """The tiles of the page in which something is written or drawn."""
    import numpy as np

    rows, columns = _TILES
    bands = [np.array_split(band, columns, axis=1) for band in np.array_split(image < _DARK, rows)]
    return {
        (row, column)
        for row in range(rows)
        for column in range(columns)
        if bands[row][column].mean() > _INKED
    }


def tile(x: float, y: float) -> Tile:
    """The tile at a place given as fractions of the page."""
    row, column = int(y * _TILES[0]), int(x * _TILES[1])
    return min(max(row, 0), _TILES[0] - 1), min(max(column, 0), _TILES[1] - 1)


def slant(image: numpy.ndarray) -> float:
    """Degrees by which to turn the picture counterclockwise so that its lines of text lie level."""
    import numpy as np
    from PIL import Image

    step = max(1, max(image.shape) // 1000)
    small = Image.fromarray(((image < _DARK) * 255).astype(np.uint8)).reduce(step)

    def sharpness(degrees: float) -> float:
        profile = np.asarray(small.rotate(degrees, Image.Resampling.NEAREST)).sum(axis=1, dtype=np.float64)
        return float(((profile[1:] - profile[:-1]) ** 2).sum())

    best = max(np.arange(-_SLANTS, _SLANTS + 0.1, 0.5), key=sharpness)
    best = max(np.arange(best - 0.4, best + 0.41, 0.1), key=sharpness)
    return round(float(best), 1) if sharpness(best) > 1.05 * sharpness(0) else 0.0
