"""The nouns of the pipeline.

files ─read→ Reading ─structure→ Sections ─split→ Passages ─extract→ Targets ─index→ Hits ─answer→ Answer

Every stage is a function from these to these, so that each is tested without the others.
Offsets (`start`, `end`) always count characters of `Reading.text`, end exclusive.
Unknown is None, never an empty string or a guess.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Level = Literal["tỉnh", "huyện", "xã", "bộ", "trung ương"]
Comparator = Literal[">=", ">", "=", "<=", "<", "range"]
BlockKind = Literal["text", "heading", "row", "furniture"]


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading line, table row or piece of furniture of the normalised text.

    `heading` only repeats what the file claims (a Markdown mark, a Word style, a bold line);
    such marks lie, so the structure stage decides. `furniture` is kept in the text and kept
    out of answers: page numbers, menus, counters, "Nơi nhận", signatures.
    """

    start: int
    end: int
    kind: BlockKind = "text"
    table: int | None = None  # 1-based number of the table a row belongs to
    row: int | None = None  # 1-based number of the row in its table, heads not counted


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a stretch of the normalised text stands on a page."""

    start: int
    end: int
    page: int  # 1-based
    # left, top, right, bottom as fractions of the page's width and height, from its top left;
    # None where only the page is known
    box: tuple[float, float, float, float] | None = None
    confidence: float | None = None  # 0..1 where the text was recognised from an image


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from one file, before anything is understood in it."""

    text: str  # NFC; one block a line; every offset refers to it
    blocks: tuple[Block, ...]  # in order, not overlapping, covering all but white space
    format: str  # "txt", "md", "pdf", "docx", "doc", "html", "png", ...
    pages: int | None = None
    anchors: tuple[Anchor, ...] = ()  # in order, not overlapping; empty where there are no pages
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered item or titled part of a plan, with everything below it."""

    address: str  # as people write it: "II.2.a", "Điều 3.2.b", "Phụ lục I.4"
    heading: str | None  # its title line; None for an item that is only a sentence
    parent: int | None  # position of the enclosing section in the tuple of sections
    start: int  # where its number or title begins
    end: int  # behind its last descendant


@dataclass(frozen=True, slots=True)
class Document:
    """What a plan says of itself."""

    id: str  # from the file's content
    path: str  # relative to the corpus folder, with "/"
    title: str | None
    number: str | None  # "182/KH-UBND"
    issued: str | None  # "2021-12-29"; None where day, month or year is missing
    issuer: str | None  # "UBND thành phố Hưng Yên"
    level: Level | None
    locality: str | None  # "Hưng Yên", without the unit word
    unit: str | None  # "thành phố"
    province: str | None
    year: int | None  # the year the plan is for
    kind: str | None  # "kế hoạch", "quyết định", ...
    signer: str | None
    truncated: bool
    pages: int | None
    format: str


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit of search: a numbered item, a paragraph, some sentences of a long one, or a table row."""

    document: str  # Document.id
    section: str | None  # Section.address
    heading: tuple[str, ...]  # titles of the enclosing sections, outermost first
    page: int | None
    start: int
    end: int
    text: str
    row: int | None = None

    @property
    def id(self) -> str:
        """Stable as long as the document and the way it is split are."""
        return f"{self.document}-{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Target:
    """One number that a plan commits to ("target") or reports ("result")."""

    document: str
    indicator: str | None  # key of indexer/data/indicators.toml; None where none fits
    label: str  # what is counted, in Vietnamese
    comparator: Comparator
    value: float
    value_max: float | None  # for "range"
    unit: str  # "%", or a word such as "sáng kiến"
    scope: str | None  # "cấp xã", "lĩnh vực đất đai"
    kind: Literal["target", "result"]
    section: str | None
    page: int | None
    start: int
    end: int
    quote: str  # the sentence or clause: text[start:end]
    value_start: int  # where the number itself stands, inside the quote
    value_end: int
    deadline: int | None = None  # year by which
    agency: str | None = None  # who leads, where the sentence or the table says
    doubtful: bool = False  # read with low confidence from an image: "cần kiểm tra"

    @property
    def id(self) -> str:
        """Stable as long as the document is: no two targets share their number's place."""
        return f"{self.document}-t{self.value_start}"


@dataclass(frozen=True, slots=True)
class Plan:
    """One file, read and understood."""

    document: Document
    reading: Reading
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which plans to look in. An empty tuple lets every plan through; names match without diacritics."""

    year: tuple[int, ...] = ()
    level: tuple[str, ...] = ()
    province: tuple[str, ...] = ()
    locality: tuple[str, ...] = ()
    document: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that search found, best first by `score`."""

    passage: Passage
    document: Document
    score: float
    cosine: float | None = None  # likeness of meaning; None where the passage was found by its words alone
    coverage: float | None = None  # share of what the question is about that plan, headings and passage say
    lacking: float | None = None  # share of the weightiest thing that they do not say
    on_reform: bool = True  # whether its document is about administrative reform
    same_in: tuple[Document, ...] = ()  # other plans that say it nearly word for word

    @property
    def context(self) -> str:
        """The passage below its plan's title and its headings."""
        return "\n".join((self.document.title or "", *self.passage.heading, self.passage.text))


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote and where it stands: text[start:end] == quote."""

    n: int  # 1-based; "[n]" in the answer
    document: Document
    section: str | None
    heading: tuple[str, ...]
    page: int | None
    start: int
    end: int
    quote: str
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question. Not answered: citations and targets are empty and `text` says so."""

    question: str
    answered: bool
    text: str
    citations: tuple[Citation, ...]
    targets: tuple[tuple[Target, Document], ...]
    silent: tuple[Document, ...]  # plans searched in which nothing on the matter was found
    filters: Filters = field(default_factory=Filters)
    seconds: float = 0.0
    read_as: str | None = None  # the question as it was read, in Vietnamese; None where it reads as typed
