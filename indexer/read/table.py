"""Tables as sentences: each row says its cells with the heads of their columns.

"Nội dung: Tỷ lệ hồ sơ đúng hạn; Chỉ tiêu: 95%; Cơ quan chủ trì: Văn phòng". Readers of every format
hand over cells with the rows and columns that they span; what is a head, what a numbering and what
a cell shared by several rows is decided here once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from indexer.normalise import characters
from indexer.read.draft import Draft, Piece, glued

_ORDINAL_HEAD = re.compile(r"(?:s\.?\s?t\.?\s?t|t\.?\s?t|số\s(?:tt|thứ tự)|thứ tự)\.?", re.IGNORECASE)
_ORDINAL = re.compile(r"[\(\[]?(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]{1,6}|[A-Za-zĐđ])[\)\].]?")
_NUMBERING = re.compile(r"\(?[\dA-Z]{1,2}\)?(?:\s?=.*)?")  # the row (1) (2) (3) below the heads
_FIGURE = re.compile(r"[\d.,%/\s-]*\d[\d.,%/\s-]*")
_LONGEST_HEAD = 90  # characters


@dataclass(frozen=True, slots=True)
class Entry:
    """A cell, in the rows and columns that it spans (0-based, end exclusive)."""

    top: int
    left: int
    bottom: int
    right: int
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """What the cell says, in one line."""
        return characters("".join((" " if piece.space else "") + piece.text for piece in self.pieces))


Row = tuple[Entry, ...]


class Table:
    """A table that may go on over several pages; `write` turns it into blocks."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._rows = _rows(entries)
        self._heads, first = _heads(self._rows)
        self._repeated = [_texts(row) for row in self._rows[:first]]
        self._rows = self._rows[first:]

    def extend(self, entries: Iterable[Entry]) -> None:
        """Go on with the cells found on the next page: repeated heads go, a row cut in two is mended."""
        rows = _rows(entries)
        for head in self._repeated:
            if rows and _texts(rows[0]) == head:
                rows = rows[1:]
        if rows and self._rows and _mends(self._rows[-1], rows[0]):
            self._rows[-1] = _mended(self._rows[-1], rows[0])
            rows = rows[1:]
        self._rows += rows

    def write(self, draft: Draft, number: int) -> None:
        """Add the rows to `draft`, as rows of table `number`. A table of heads alone gives one row."""
        if not self._rows and self._heads:
            draft.add("; ".join(dict.fromkeys(self._heads.values())), "row", number, 1)
        count = 0
        for row in self._rows:
            pieces = self._sentence(row)
            if any(piece.text.strip() for piece in pieces):
                count += 1
                draft.add(pieces, "row", number, count)

    def _sentence(self, row: Row) -> list[Piece]:
        filled = [entry for entry in row if entry.text]
        sentence: list[Piece] = []
        if len(filled) > 1 and self._numbers(filled[0]):
            sentence += glued(filled[0].pieces)
            if filled[0].text[-1] not in ".)":
                sentence.append(Piece(".", space=False))
            filled = filled[1:]
        # A lone text is the title of the rows below it ("I. Cải cách thể chế"), whatever column it stands in.
        titled = len(filled) > 1 or not sentence
        for entry in filled:
            if entry is not filled[0]:
                sentence.append(Piece(";", space=False))
            if titled and (head := self._head(entry)):
                sentence.append(Piece(head + ":", entry.pieces[0].page))
            sentence += glued(_unended(entry.pieces))
        return sentence

    def _numbers(self, entry: Entry) -> bool:
        """Whether the cell is the row's ordinal."""
        head = self._head(entry)
        return bool(_ORDINAL.fullmatch(entry.text)) and (not head or bool(_ORDINAL_HEAD.fullmatch(head)))

    def _head(self, entry: Entry) -> str:
        if self._heads and entry.right - entry.left > max(self._heads):
            return ""  # across the whole table: it belongs to no column
        heads = [self._heads.get(column, "") for column in range(entry.left, entry.right)]
        return ", ".join(dict.fromkeys(head for head in heads if head))


def _unended(pieces: tuple[Piece, ...]) -> list[Piece]:
    """The pieces without a semicolon or full stop at their end: the row's own follows."""
    text = pieces[-1].text.rstrip()
    if text.endswith((";", ".")) and not text.endswith(".."):
        return [*pieces[:-1], replace(pieces[-1], text=text[:-1])]
    return list(pieces)


def _rows(entries: Iterable[Entry]) -> list[Row]:
    """The cells of each row from left to right; a cell that spans several rows stands in each of them."""
    rows: dict[int, list[Entry]] = {}
    for entry in entries:
        for row in range(entry.top, entry.bottom):
            rows.setdefault(row, []).append(entry)
    return [tuple(sorted(rows[row], key=lambda entry: entry.left)) for row in sorted(rows)]


def _texts(row: Row) -> tuple[str, ...]:
    return tuple(entry.text.casefold() for entry in row)


def _heads(rows: list[Row]) -> tuple[dict[int, str], int]:
    """Head of each column, and the number of rows that they and their numbering take up."""
    if len(rows) < 2 or not _is_head(rows[0]):
        return {}, 0
    first = rows[0][0].top
    depth = max((entry.bottom - first for entry in rows[0] if entry.text), default=1)
    # Heads over heads: "Thời gian" spans "Bắt đầu" and "Kết thúc" in the row below.
    if (
        depth == 1
        and any(entry.right - entry.left > 1 and entry.text for entry in rows[0])
        and _is_head(rows[1])
    ):
        depth = 2
    depth = min(depth, len(rows) - 1)
    heads: dict[int, list[str]] = {}
    for row in rows[:depth]:
        for entry in row:
            for column in range(entry.left, entry.right):
                parts = heads.setdefault(column, [])
                text = entry.text.strip(" :")
                if text and text not in parts:
                    parts.append(text)
    if len(rows) > depth + 1:
        numbered = [entry.text for entry in rows[depth] if entry.text]
        if len(numbered) > 2 and all(map(_NUMBERING.fullmatch, numbered)):
            depth += 1
    return {column: " - ".join(parts) for column, parts in heads.items()}, depth


def _is_head(row: Row) -> bool:
    """Whether the row can be one of heads: several short texts, none a figure or an ordinal."""
    texts = [entry.text for entry in row if entry.text]
    return (
        len(texts) > 1
        and len(texts) >= 0.6 * len(row)
        and all(len(text) <= _LONGEST_HEAD for text in texts)
        and not any(_FIGURE.fullmatch(text) or text.startswith(("-", "+", "•")) for text in texts)
        and not (_ORDINAL.fullmatch(texts[0]) and not _ORDINAL_HEAD.fullmatch(texts[0]))
    )


def _mends(before: Row, after: Row) -> bool:
    """Whether row `after`, first on its page, is the rest of row `before`, last on the page above."""
    if [entry.left for entry in before] != [entry.left for entry in after]:
        return False
    filled = [entry for entry in after if entry.text]
    if not filled or len(after) < 2:
        return False
    if not after[0].text and before[0].text:
        return True
    return all(entry.text[0].islower() for entry in filled)


def _mended(before: Row, after: Row) -> Row:
    return tuple(
        replace(entry, pieces=entry.pieces + rest.pieces) for entry, rest in zip(before, after, strict=True)
    )


def entries(rows: Iterable[Iterable[str]]) -> list[Entry]:
    """Cells of a plain table, given as rows of texts; equal rows of a Markdown table are the usual case."""
    return [
        Entry(top, left, top + 1, left + 1, (Piece(text),))
        for top, row in enumerate(rows)
        for left, text in enumerate(row)
    ]
