"""Web pages saved from portals: the plan apart from the menus, counters and links around it.

All visible text is kept, in its order; what surrounds the plan is marked as furniture.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree
from lxml import html as markup
from lxml.html import defs

from indexer.model import BlockKind, Reading
from indexer.normalise import fold
from indexer.paragraphs import runs_on
from indexer.read import limits
from indexer.read.draft import Draft, Piece
from indexer.read.encodings import decode
from indexer.read.fonts import conversions
from indexer.read.numbering import formatted
from indexer.read.table import Entry, Table
from indexer.refusal import Refusal

_DROPPED = defs.head_tags | {
    "head",
    "noscript",
    "template",
    "svg",
    "math",
    "iframe",
    "object",
    "embed",
    "canvas",
}
_DROPPED |= {"select", "option", "button", "input", "textarea", "audio", "video", "map", "dialog"}
_INLINE = defs.font_style_tags | defs.phrase_tags | defs.special_inline_tags
_INLINE |= {"bdi", "data", "label", "mark", "o:p", "time", "st1", "wbr"}
_SILENT = {"br", "wbr"}
_MARKED = ("a", "b", "strong")
_AROUND = {"nav", "aside", "footer", "menu"}
_AROUND_NAME = re.compile(
    r"(?:^|[-_ ])(?:menu|nav|navbar|breadcrumb|share|social|related|comment|footer|sidebar|banner|counter|"
    r"rating|tags?|toolbar|pagination|login|search|popup|copyright|lienquan|lien-quan)(?:$|[-_ ])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
# What a letterhead or the end of a plan says: the box that holds it is no menu.
_PLAN = re.compile(
    r"cong hoa xa hoi chu nghia|\bnoi nhan\s*:|^so\s*:.{0,20}/|^(?:ke hoach|quyet dinh|chi thi|to trinh)$"
)
_PLACING = re.compile(r"cong hoa xa hoi chu nghia|\bnoi nhan\s*:")
_PROSE = 60  # characters: shorter lines may be menus
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MEASURE = re.compile(r"(?:^|[\d\W])(?:[kcdm]?m|ha)$")
_LONGEST_HEADING = 300  # characters
_WIDEST = 100  # columns or rows that one cell may span


@dataclass(slots=True)
class _Block:
    """A paragraph or table: where it stands in the tree, what it says, how much of it is links or bold."""

    owner: etree._Element
    parts: list[str] = field(default_factory=list)
    linked: int = 0  # characters
    bold: int = 0
    rows: Table | None = None

    @property
    def text(self) -> str:
        return " ".join("".join(self.parts).split())

    def write(self, text: str | None, within: etree._Element) -> None:
        """Append text that stands directly in element `within`."""
        if not text:
            return
        self.parts.append(text if within.tag == "pre" else re.sub(r"\s+", " ", text))
        around = {within.tag, *(element.tag for element in within.iterancestors(*_MARKED))}
        length = len(text.strip())
        self.linked += length if "a" in around else 0
        self.bold += length if around & {"b", "strong"} else 0


def read(path: Path) -> Reading:
    """A saved web page as a Reading. Refusal where it holds no text."""
    root = _parsed(path.read_bytes())
    blocks = list(_blocks(root))
    main = _main(root, blocks)
    convert = conversions(("", block.text) for block in blocks).get("", str)
    draft = Draft()
    tables = 0
    for block in blocks:
        if block.rows is None:
            draft.add(convert(block.text), _kind(block, main))
        elif main in (block.owner, *block.owner.iterancestors()):
            tables += 1
            block.rows.write(draft, tables)
        else:
            aside = Draft()
            block.rows.write(aside, 1)
            for line in aside.reading("html").text.split("\n"):
                draft.add(line, "furniture")
    reading = draft.reading("html")
    if not reading.text:
        raise Refusal("no-text")
    return reading


def _parsed(data: bytes) -> etree._Element:
    """The page as a tree. Pages saved whole by a browser (MHTML) are mails with the page inside."""
    if re.match(rb"\s*(?:from|mime-version|content-type|snapshot-content-location)\s*:", data, re.IGNORECASE):
        message = email.message_from_bytes(data, policy=email.policy.default)
        body = message.get_body(preferencelist=("html", "plain"))
        try:
            text = body.get_content() if body is not None else ""
        except (LookupError, ValueError, AttributeError) as error:
            raise Refusal("no-text") from error
    else:
        text = _decoded(data)
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.replace("\0", ""))
    try:
        return markup.document_fromstring(text, parser=markup.HTMLParser(no_network=True, huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Refusal("no-text") from error


def _decoded(data: bytes) -> str:
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass  # the page says one thing and is another
    return decode(data)


def _blocks(root: etree._Element, tables: bool = True) -> Iterator[_Block]:
    """The paragraphs that the page shows and, where `tables`, its tables of data, in order."""
    block = _Block(root)
    skipped: etree._Element | None = None
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        tag = element.tag
        if event in ("start", "end") and tag not in _INLINE and tag not in _SILENT:
            yield from _lines(block)
            block = _Block(element if event == "start" else element.getparent())
        if event == "start":
            if _is_dropped(element):
                skipped = element
            elif tag == "br":
                block.parts.append("\n")
            elif tag == "sup":
                block.parts.append(_raised(element, "".join(block.parts)))
                skipped = element
            elif tag == "table" and tables and _is_data(element):
                yield _Block(element, rows=Table(_entries(element)))
                skipped = element
            else:
                if tag == "li":
                    block.parts.append(_marker(element))
                block.write(element.text, element)
            if skipped is element:
                walk.skip_subtree()
        elif element is not root:
            skipped = None if skipped is element else skipped
            block.write(element.tail, element.getparent())
    yield from _lines(block)


def _is_dropped(element: etree._Element) -> bool:
    """Whether the element shows no text, or only the mark of a footnote."""
    style, label = element.get("style", ""), element.get("href", "")
    return (
        element.tag in _DROPPED
        or "hidden" in element.attrib
        or element.get("aria-hidden") == "true"
        or bool(_HIDDEN.search(style))
        or (element.tag == "a" and label.startswith(("#_ftn", "#_edn")))
    )


def _raised(element: etree._Element, before: str) -> str:
    """A superscript as text: an exponent stays (m²), the mark of a footnote goes."""
    text = " ".join(element.itertext()).strip()
    if not re.fullmatch(r"[(\[]?(?:\d{1,3}|\*{1,3})[)\]]?", text):
        return text
    return text.translate(_SUPERSCRIPT) if text.isdigit() and _MEASURE.search(before.rstrip()) else ""


def _marker(item: etree._Element) -> str:
    """What the browser shows in front of an item of a list."""
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "- "
    count = _whole(parent.get("start"), 1)
    for sibling in parent.iterchildren("li"):
        count = _whole(sibling.get("value"), count)
        if sibling is item:
            break
        count += 1
    styles = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
    return formatted(count, styles.get(parent.get("type", ""), "decimal")) + ". "


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,6}", text) else default


def _lines(block: _Block) -> Iterator[_Block]:
    """The block, cut where a line break ends a sentence or a heading rather than only filling the page."""
    lines = [" ".join(line.split()) for line in "".join(block.parts).split("\n")]
    whole: list[str] = []
    for line in filter(None, lines):
        if whole and runs_on(whole[-1], line):
            whole[-1] += " " + line
        else:
            whole.append(line)
    for line in whole:
        yield replace(block, parts=[line])


def _is_data(table: etree._Element) -> bool:
    """Whether a table holds data: older portals and letterheads use tables to place texts on the page."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    rows = [row for row in table.iter("tr") if len(row)]
    cells = [" ".join(cell.itertext()) for row in rows for cell in row.iterchildren("td", "th")]
    wide = sum(len(row) > 1 for row in rows)
    if len(rows) < 2 or wide < 0.5 * len(rows) or (len(rows) <= 4 and _PLACING.search(_folded(cells))):
        return False
    return sum(map(len, cells)) < 1500 * len(cells)


def _entries(table: etree._Element) -> Iterator[Entry]:
    """The cells of a table in the rows and columns that they span."""
    taken: set[tuple[int, int]] = set()
    rows = [row for row in table.iter("tr") if not _is_dropped(row)]
    for top, row in enumerate(rows):
        left = 0
        for cell in row.iterchildren("td", "th"):
            while (top, left) in taken:
                left += 1
            right = left + min(_whole(cell.get("colspan"), 1) or 1, _WIDEST)
            bottom = min(top + min(_whole(cell.get("rowspan"), 1) or 1, _WIDEST), len(rows))
            if len(taken) + (bottom - top) * (right - left) > limits.CELLS:
                raise Refusal("too-many-cells", limit=limits.CELLS)
            taken.update((y, x) for y in range(top, bottom) for x in range(left, right))
            yield Entry(top, left, bottom, right, tuple(Piece(b.text) for b in _blocks(cell, tables=False)))
            left = right


def _main(root: etree._Element, blocks: list[_Block]) -> etree._Element:
    """The element that holds the plan: the smallest with nearly all prose of the page and the letterhead."""
    prose: dict[etree._Element, int] = {}
    plan: set[etree._Element] = set()
    for block in blocks:
        around = [block.owner, *block.owner.iterancestors()]
        length = len(block.text)
        prosaic = block.rows is not None or (length >= _PROSE and block.linked < 0.3 * length)
        weight = length if prosaic and not any(map(_surrounds, around)) else 0
        telling = not (block.rows or block.linked) and bool(_PLAN.search(_folded([block.text])))
        for element in around:
            prose[element] = prose.get(element, 0) + weight
            if telling:
                plan.add(element)
    main = root
    while True:
        inside = [child for child in main if child in prose]
        best = max(inside, key=prose.__getitem__, default=None)
        if best is None or prose[best] < 0.8 * prose[main] or prose[best] < 5 * _PROSE:
            return main
        if any(child is not best and child in plan for child in inside):
            return main
        main = best


def _kind(block: _Block, main: etree._Element) -> BlockKind:
    """Heading, text, or furniture where the block stands beside the plan or is mostly links."""
    around = [block.owner, *block.owner.iterancestors()]
    if main not in around or (block.linked > 0.7 * len(block.text) and len(block.text) < 2 * _PROSE):
        return "furniture"
    if any(map(_surrounds, around[: around.index(main)])):
        return "furniture"
    headed = block.owner.tag in ("h1", "h2", "h3", "h4", "h5", "h6") or block.bold > 0.9 * len(block.text)
    return "heading" if headed and len(block.text) <= _LONGEST_HEADING else "text"


def _surrounds(element: etree._Element) -> bool:
    """Whether the element says of itself that it stands around the page's content."""
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return element.tag in _AROUND or bool(_AROUND_NAME.search(names))


def _folded(texts: list[str]) -> str:
    return fold(" ".join(" ".join(texts).split())).lower()
