"""Reading order: side-by-side columns told apart, as in the two halves of a letterhead."""

from __future__ import annotations

from statistics import median

from indexer.read.page import Line, Word, lines

# Ems of white that part columns, by the number of lines that have them: a single line needs more than
# any tab, two more than the widest spaces of justified lines.
_GUTTERS = {1: 5.0, 2: 1.6, 3: 1.0}
_MARKER = 4  # characters: a narrower left column is "-", "1.", "(a)" with a tab behind it

Span = tuple[float, float]


def columns(words: list[Word]) -> list[list[Line]]:
    """Lines in reading order, each list an unbroken stretch of one column."""
    rows = _rows(words)
    found: list[list[Line]] = []
    body: list[Line] = []
    start = 0
    while start < len(rows):
        end, gutter = _band(rows, start)
        if gutter is None:
            body.extend(lines(rows[start]))
            start += 1
            continue
        if body:
            found.append(body)
            body = []
        inside = [word for row in rows[start:end] for word in row]
        found.extend(columns([word for word in inside if word.left < gutter[1] - 1]))
        found.extend(columns([word for word in inside if word.left >= gutter[1] - 1]))
        start = end
    if body:
        found.append(body)
    return found


def _rows(words: list[Word]) -> list[list[Word]]:
    """Words in groups that do not overlap vertically: a line each, more where columns are out of step."""
    rows: list[list[Word]] = []
    bottom = float("-inf")
    for line in sorted(lines(words), key=lambda line: line.base - 0.7 * line.size):
        if rows and line.base - 0.7 * line.size < bottom - 0.15 * line.size:
            rows[-1].extend(line.words)
        else:
            rows.append(list(line.words))
        bottom = max(bottom, line.base)
    return rows


def _band(rows: list[list[Word]], start: int) -> tuple[int, Span | None]:
    """End of the run of rows from `start` that a gutter parts, and that gutter; None where there is none.

    One row with a gap is a line with a tab in it; two rows are columns. Rows with text on one side
    only belong to the band when a row with both follows, or when they go on close below.
    """
    best: tuple[int, Span | None] = (start, None)
    size = max(word.size for word in rows[start])
    gutters = _white(rows[start])[1:-1]
    facing: list[str] = []  # texts left of the gutter that have something to their right
    depth = 0
    for end in range(start, len(rows)):
        row = rows[end]
        size = max(word.size for word in row)
        if (
            end > start
            and min(word.top for word in row) - max(word.base for word in rows[end - 1]) > 3 * size
        ):
            break
        shared = [
            (max(gutter[0], gap[0]), min(gutter[1], gap[1])) for gutter in gutters for gap in _white(row)
        ]
        gutters = [gap for gap in shared if gap[1] - gap[0] > _GUTTERS[3] * size]
        if not gutters:
            break
        gutter = max(gutters, key=lambda gap: gap[1] - gap[0])
        left = lines([word for word in row if word.left < gutter[1] - 1])
        right = lines([word for word in row if word.left >= gutter[1] - 1])
        if left and right:
            facing.extend(line.text for line in left)
            depth += max(len(left), len(right))
            wide = gutter[1] - gutter[0] > _GUTTERS[min(depth, 3)] * size
            if wide and median(map(len, facing)) > _MARKER:
                best = (end + 1, gutter)
        elif best[1] and end == best[0] and _near(rows[end - 1], row):
            best = (end + 1, gutter)
    return best


def _near(above: list[Word], below: list[Word]) -> bool:
    """Whether a row follows on the one above it as the next line of a list or an address does."""
    step = max(word.base for word in below) - max(word.base for word in above)
    return step < 1.7 * max(word.size for word in below)


def _white(row: list[Word]) -> list[Span]:
    """The vertical stripes that no word of the row touches, the margins included."""
    edges = [float("-inf")]
    for left, right in sorted((word.left, word.right) for word in row):
        if len(edges) > 1 and left <= edges[-1]:
            edges[-1] = max(edges[-1], right)
        else:
            edges.extend((left, right))
    edges.append(float("inf"))
    return list(zip(edges[::2], edges[1::2], strict=True))
