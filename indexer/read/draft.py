"""A Reading under construction: blocks are added in order, offsets and anchors follow by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from indexer.model import Anchor, Block, BlockKind, Reading
from indexer.normalise import characters

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a block's text and where it stands; glue (a column's head, say) stands nowhere."""

    text: str
    page: int | None = None  # 1-based
    box: Box | None = None  # fractions of the page, from its top left
    confidence: float | None = None  # 0..1 where recognised from an image
    space: bool = True  # whether white space parts it from the piece before


class Draft:
    """Collects blocks of pieces; `reading()` gives the result."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._anchors: list[Anchor] = []

    def add(
        self,
        pieces: Iterable[Piece] | str,
        kind: BlockKind = "text",
        table: int | None = None,
        row: int | None = None,
    ) -> None:
        """Append one block. Blocks without a visible character are left out."""
        if isinstance(pieces, str):
            pieces = [Piece(pieces)]
        start = None
        for piece in pieces:
            text = characters(piece.text).replace("\n", " ")
            if not text:
                continue
            if start is None:
                self._write("\n" if self._blocks else "")
                start = self._length
            elif piece.space:
                self._write(" ")
            begin = self._length
            self._write(text)
            if piece.page is not None:
                self._anchors.append(Anchor(begin, self._length, piece.page, piece.box, piece.confidence))
        if start is not None:
            self._blocks.append(Block(start, self._length, kind, table, row))

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def reading(self, format: str, pages: int | None = None, warnings: Iterable[str] = ()) -> Reading:
        """What was added so far, as a Reading."""
        return Reading(
            "".join(self._parts), tuple(self._blocks), format, pages, tuple(self._anchors), tuple(warnings)
        )


def glued(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces with what a line break parted put together: "298/VP-" + "NCKSTTHC", "và/" + "hoặc"."""
    joined: list[Piece] = []
    for piece in pieces:
        before = joined[-1].text if joined else ""
        if before.endswith("\u00ad") or (len(before) > 1 and before[-1] in "-/" and not before[-2].isspace()):
            piece = replace(piece, space=False)
        joined.append(piece)
    return joined
