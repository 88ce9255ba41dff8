"""Word files: paragraphs with their automatic numbers, tables, text boxes, notes, headers.

Tracked changes are taken as accepted: what was inserted is there, what was deleted is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree

from indexer.model import BlockKind, Reading
from indexer.normalise import fold
from indexer.paragraphs import runs_on
from indexer.read.draft import Draft, Piece
from indexer.read.fonts import conversions
from indexer.read.numbering import Numbering, W
from indexer.read.package import Package, opened
from indexer.read.styles import Styles, draws
from indexer.read.table import Entry, Table
from indexer.refusal import Refusal

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_GONE = {W + "del", W + "moveFrom", W + "instrText", W + "delText", W + "rPr", W + "pPr", _MC + "Fallback"}
_WRITTEN = {W + "tab": " ", W + "noBreakHyphen": "-", W + "ptab": " "}
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# Tables without lines that only place the halves of a letterhead or of the signature beside each other.
_PLACING = re.compile(r"cong hoa xa hoi chu nghia|^noi nhan\b|\bnoi nhan:", re.MULTILINE)
_LONGEST_HEADING = 300  # characters


_PARTS = ("styles", "numbering", "footnotes", "endnotes")
_EXTENDED = "extended-properties"
_WIDEST = 64  # columns: Word allows 63


@dataclass(slots=True)
class _Line:
    """A line of a paragraph, as far as the next manual line break."""

    pieces: list[Piece] = field(default_factory=list)
    bold: bool = True

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces).strip()

    def write(self, text: str, page: int | None) -> None:
        """Append text that stands on a page."""
        if self.pieces and self.pieces[-1].page == page:
            self.pieces[-1] = replace(self.pieces[-1], text=self.pieces[-1].text + text)
        else:
            parted = not self.pieces or self.pieces[-1].text[-1:].isspace() or text[:1].isspace()
            self.pieces.append(Piece(text, page, space=parted))


@dataclass(slots=True)
class _Content:
    """What a paragraph holds."""

    lines: list[_Line] = field(default_factory=lambda: [_Line()])
    notes: list[etree._Element] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)


def read(path: Path) -> Reading:
    """A Word file as a Reading. Refusal where it is damaged, unsafe or beyond the limits."""
    with opened(path) as package:
        kinds = dict(package.related("").values())
        main = kinds.get("officeDocument", "word/document.xml")
        root = package.part(main)
        body = root.find(W + "body") if root is not None else None
        if body is None:
            raise Refusal("no-document-xml")
        document = _Document(package, main)
        document.read(body, package.part(kinds.get(_EXTENDED, "docProps/app.xml")))
        return document.reading()


class _Document:
    """A Word file while it is read from its first paragraph to its last."""

    def __init__(self, package: Package, main: str) -> None:
        related = list(package.related(main).values())
        parts = {kind: package.part(name) for kind, name in related if kind in _PARTS}
        self._margins = [package.part(name) for kind, name in related if kind in ("header", "footer")]
        self._styles = Styles(parts.get("styles"))
        self._numbering = Numbering(parts.get("numbering"))
        self._notes = {
            (kind, note.get(W + "id", "")): note
            for kind in ("footnote", "endnote")
            for note in (parts[kind + "s"].iter(W + kind) if parts.get(kind + "s") is not None else ())
        }
        self._noted = 0
        self._draft = Draft()
        self._tables = 0
        self._page: int | None = None
        self._pages: int | None = None
        self._unended = _Content()  # of paragraphs whose mark was deleted: the next one goes on with it
        self._aside = False  # in a header or footer
        self._fonts: dict[str, Callable[[str], str]] = {}

    def read(self, body: etree._Element, properties: etree._Element | None) -> None:
        """Read the body, then headers and footers."""
        self._paginate(body, properties)
        self._fonts = conversions(self._texts_by_font(body))
        self._blocks(body)
        self._aside = True
        self._page = None
        for margin in self._margins:
            if margin is not None:
                self._blocks(margin)

    def reading(self) -> Reading:
        """What was read."""
        reading = self._draft.reading("docx", self._pages)
        if not reading.text:
            raise Refusal("no-text")
        return reading

    def _paginate(self, body: etree._Element, properties: etree._Element | None) -> None:
        """Word marks where it last broke a page; they count where they add up to its page count."""
        breaks = sum(1 for _ in body.iter(W + "lastRenderedPageBreak"))
        counted = properties.findtext("{*}Pages") if properties is not None else None
        if counted and counted.isdigit() and breaks + 1 == int(counted):
            self._page, self._pages = 1, int(counted)

    def _texts_by_font(self, body: etree._Element) -> Iterator[tuple[str, str]]:
        for paragraph in body.iter(W + "p"):
            style = _style(paragraph)
            for run in paragraph.iter(W + "r"):
                yield self._styles.font(run, style), "".join(text.text or "" for text in run.iter(W + "t"))

    def _blocks(self, container: etree._Element) -> None:
        """Everything in a body, a cell, a text box or a note, in its order."""
        for element in container:
            if element.tag == W + "p":
                self._paragraph(element)
            elif element.tag == W + "tbl":
                self._table(element)
            elif element.tag not in _GONE and isinstance(element.tag, str):
                self._blocks(element)

    def _paragraph(self, paragraph: etree._Element) -> None:
        content = self._content(paragraph)
        if content is None:
            return
        style = _style(paragraph)
        kind: BlockKind = "text"
        if self._aside or self._styles.is_contents(style):
            kind = "furniture"
        elif self._styles.is_heading(style):
            kind = "heading"
        for line in _joined(content.lines):
            if self._aside and re.fullmatch(r"[\W\d]*", line.text):
                continue  # a page number
            bold = line.bold and any(map(str.isalpha, line.text)) and len(line.text) <= _LONGEST_HEADING
            self._draft.add(line.pieces, "heading" if bold and kind == "text" else kind)
        for note in content.notes:
            self._noted += 1
            mark = str(self._noted).translate(_SUPERSCRIPT)
            self._draft.add([Piece(mark, self._page), *self._flat(note)])
        for box in content.boxes:
            self._blocks(box)

    def _content(self, paragraph: etree._Element) -> _Content | None:
        """The paragraph's lines with its number in front, its notes and text boxes.

        None where its mark was deleted: its text waits for the next paragraph.
        """
        style = _style(paragraph)
        mark = paragraph.find(f"{W}pPr/{W}rPr")
        merges = mark is not None and (
            mark.find(W + "del") is not None or mark.find(W + "moveFrom") is not None
        )
        number = "" if merges else self._number(paragraph, style)
        content = _Content()
        content.lines[0].write(number, self._page)
        for line in self._unended.lines:
            for piece in line.pieces:
                content.lines[-1].write(piece.text, piece.page)
        content.notes += self._unended.notes
        content.boxes += self._unended.boxes
        self._unended = _Content()
        for run in _runs(paragraph):
            self._run(run, style, content)
        if merges:
            self._unended = content
            return None
        if "".join(line.text for line in content.lines) == number.strip():
            content.lines = []  # Word shows the number of an empty paragraph, but nobody cites it
        return content

    def _run(self, run: etree._Element, style: str | None, content: _Content) -> None:
        if self._styles.switched("vanish", run, style):
            return
        convert = self._fonts.get(self._styles.font(run, style), str)
        capitals = self._styles.switched("caps", run, style)
        bold = self._styles.switched("b", run, style)
        for child in run:
            tag = child.tag
            if tag in (W + "t", _M + "t"):
                text = convert(child.text or "")
                content.lines[-1].write(text.upper() if capitals else text, self._page)
                content.lines[-1].bold &= bold or not text.strip()
            elif tag in _WRITTEN:
                content.lines[-1].write(_WRITTEN[tag], self._page)
            elif tag in (W + "br", W + "cr") and child.get(W + "type") in (None, "textWrapping"):
                content.lines.append(_Line())
            elif tag == W + "lastRenderedPageBreak" and self._page:
                self._page += 1
            elif tag in (W + "footnoteReference", W + "endnoteReference"):
                note = self._notes.get(
                    (tag.removeprefix(W).removesuffix("Reference"), child.get(W + "id", ""))
                )
                if note is not None:
                    content.notes.append(note)
            else:
                content.boxes += _boxes(child)

    def _number(self, paragraph: etree._Element, style: str | None) -> str:
        """The automatic number of a paragraph, "" where it has none."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        inherited = self._styles.numbering(style)
        number = own.find(W + "numId") if own is not None else None
        level = own.find(W + "ilvl") if own is not None else None
        if number is None and inherited is None:
            return ""
        key = number.get(W + "val", "0") if number is not None else inherited[0]
        if level is not None:
            index = level.get(W + "val", "0")
            return self._numbering.next(key, int(index) if index.isdigit() else 0)
        if number is None and inherited[1] is not None:
            return self._numbering.next(key, inherited[1])
        return self._numbering.next(key, self._numbering.level_of(key, inherited[2] if inherited else ""))

    def _table(self, table: etree._Element) -> None:
        rows = [row for row in _rows(table) if row.find(f"{W}trPr/{W}del") is None]
        cells = [list(_cells(row)) for row in rows]
        if self._places(table, cells):
            for column in sorted({left for row in cells for left, _, _ in row}):
                for row in cells:
                    for left, _, cell in row:
                        if left == column:
                            self._blocks(cell)
            return
        entries: list[Entry] = []
        open_above: dict[int, int] = {}  # column → entry that a cell below may go on with
        for number, row in enumerate(cells):
            for left, right, cell in row:
                merge = cell.find(f"{W}tcPr/{W}vMerge")
                if merge is not None and merge.get(W + "val") != "restart" and left in open_above:
                    above = entries[open_above[left]]
                    pieces = above.pieces + tuple(self._flat(cell))
                    entries[open_above[left]] = replace(above, bottom=number + 1, pieces=pieces)
                    continue
                open_above[left] = len(entries)
                entries.append(Entry(number, left, number + 1, right, tuple(self._flat(cell))))
        self._tables += 1
        Table(entries).write(self._draft, self._tables)

    def _places(self, table: etree._Element, cells: list[list[tuple[int, int, etree._Element]]]) -> bool:
        """Whether the table holds no data, but places texts beside each other."""
        width = max((right for row in cells for _, right, _ in row), default=0)
        if width < 2 or self._aside:
            return True
        if len(cells) <= 4 and _PLACING.search(
            fold("\n".join(_plain(cell) for row in cells for *_, cell in row)).lower()
        ):
            return True
        if width > 2 and len(cells) > 2:
            return False
        properties = table.find(W + "tblPr")
        style = properties.find(W + "tblStyle") if properties is not None else None
        own = properties.find(W + "tblBorders") if properties is not None else None
        drawn = (
            draws(own)
            if own is not None
            else self._styles.bordered(style.get(W + "val") if style is not None else None)
        )
        return not drawn and not any(
            draws(cell.find(f"{W}tcPr/{W}tcBorders")) for row in cells for *_, cell in row
        )

    def _flat(self, container: etree._Element) -> list[Piece]:
        """Everything in a cell or a note, as pieces of one block."""
        pieces: list[Piece] = []
        for element in container:
            if element.tag == W + "p":
                content = self._content(element)
                if content is not None:
                    pieces += [
                        replace(piece, space=piece.space or i == 0)
                        for line in content.lines
                        for i, piece in enumerate(line.pieces)
                    ]
                    pieces += [piece for box in content.boxes for piece in self._flat(box)]
            elif isinstance(element.tag, str) and element.tag not in _GONE:
                pieces += self._flat(element)
        return pieces


def _style(paragraph: etree._Element) -> str | None:
    named = paragraph.find(f"{W}pPr/{W}pStyle")
    return named.get(W + "val") if named is not None else None


def _runs(element: etree._Element) -> Iterator[etree._Element]:
    """The runs of a paragraph that are there once changes are accepted."""
    for child in element:
        if child.tag in (W + "r", _M + "r"):
            yield child
        elif isinstance(child.tag, str) and child.tag not in _GONE:
            yield from _runs(child)


def _boxes(element: etree._Element) -> list[etree._Element]:
    """The text boxes in a drawing; each is there twice, once for older programs."""
    if element.tag == W + "txbxContent":
        return [element]
    if not isinstance(element.tag, str) or element.tag in _GONE:
        return []
    return [box for child in element for box in _boxes(child)]


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == W + "tr":
            yield child
        elif isinstance(child.tag, str) and child.tag not in _GONE:
            yield from _rows(child)


def _cells(row: etree._Element) -> Iterator[tuple[int, int, etree._Element]]:
    """The cells of a row with the columns that they span."""
    before = row.find(f"{W}trPr/{W}gridBefore")
    column = _span(before) if before is not None else 0
    for child in row.iter(W + "tc", W + "tbl"):
        if child.tag == W + "tc" and next(child.iterancestors(W + "tr")) is row:
            width = _span(child.find(f"{W}tcPr/{W}gridSpan"))
            yield column, column + width, child
            column += width


def _span(element: etree._Element | None) -> int:
    value = element.get(W + "val", "1") if element is not None else "1"
    return min(max(int(value), 1), _WIDEST) if value.isdigit() else 1


def _plain(element: etree._Element) -> str:
    return "\n".join(
        "".join(text.text or "" for text in paragraph.iter(W + "t")) for paragraph in element.iter(W + "p")
    )


def _joined(lines: list[_Line]) -> Iterator[_Line]:
    """Lines parted by manual breaks; a break inside a sentence is one that only filled the page nicely."""
    whole: _Line | None = None
    for line in lines:
        if not line.text:
            continue
        if whole is not None and runs_on(whole.text, line.text):
            whole = _Line(
                [*whole.pieces, replace(line.pieces[0], space=True), *line.pieces[1:]],
                whole.bold and line.bold,
            )
            continue
        if whole is not None:
            yield whole
        whole = line
    if whole is not None:
        yield whole
