"""What stands around a sentence: titles and lead-ins above it, and what they say of its numbers.

"Kết quả năm 2021:" over a list makes results of its items, "Mục tiêu đến năm 2025:" targets with a deadline.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from indexer.model import Document, Passage
from indexer.wording import words

_BULLET = re.compile(
    r"\s*(?:(?P<dash>[-–—+•*])|\(?(?P<letter>[a-zđ])\)|(?P<number>\d+(?:\.\d+)*)[.)]|(?P<roman>[IVX]+)\.)"
)
# Kinds of documents that lay down rules, and the words in whose titles they carry a plan.
_RULES = {
    "luật", "bộ luật", "nghị định", "nghị quyết", "thông tư", "quy định", "quy chế", "pháp lệnh",
    "quyết định", "hướng dẫn",
}  # fmt: skip
_PLANS = ("kế hoạch", "chương trình", "đề án", "chỉ tiêu", "chiến lược", "nhiệm vụ trọng tâm")
_LEAD = 160  # characters of a lead-in that count; before them stands the paragraph that leads up to it
_YEAR = r"(?P<year>20\d{2})"
_DEADLINE = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"(?<!tầm nhìn )(?<!so với )(?:đến|tới|trước|hết|cuối|trong|vào)\s+(?:hết\s+|cuối\s+"
        rf"|ngày\s+\d+\s*(?:/|tháng)\s*\d+\s*(?:/|năm)\s*"
        rf"|\d{{1,2}}/\d{{1,2}}/|tháng\s+\d+\s*(?:/|năm)\s*|quý\s+[IV\d]+\s*(?:/|năm)\s*"
        rf"|kỳ\s+)*(?:năm\s+)?{_YEAR}(?!\s*[-–]\s*20)",
        rf"(?<!so với )giai đoạn\s+(?:20\d{{2}})\s*[-–]\s*{_YEAR}",
        rf"(?:^|[:;.]\s+)(?:[-–+•*]\s*)?năm\s+{_YEAR}\s*(?:,|:|phấn đấu|có|đạt|tỷ lệ|\d)",
        rf"năm\s+{_YEAR}\s+(?:phải\s+)?(?:đạt|phấn đấu)|phấn đấu\s+(?:trong\s+)?năm\s+(?P<goal>20\d{{2}})",
    )
)
_AGENCY = (
    r"(?P<agency>(?:Sở|Văn phòng|Phòng|Ban|UBND|Ủy ban nhân dân|Công an|Thanh tra|Trung tâm|Kho bạc"
    r"|Chi cục|Cục|Bộ|Công chức|Thuế)"
    r"(?:\s+(?!chủ trì|phối hợp|có trách|tham mưu|và các|căn cứ|thực hiện|xây dựng|hướng dẫn|tổ chức"
    r"|tiếp tục|rà soát|theo dõi)[^\s,:;.()]+){0,9})"
)
_LEADS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:^|[\s(]){_AGENCY}\s*(?:\([^)]*\)\s*)?:?\s*(?:là (?:cơ quan|đơn vị)\s+)?(?:chủ trì|tham mưu"
        rf"|có trách nhiệm)",
        rf"(?:[Gg]iao|[Gg]iao cho|[Cc]hủ trì:|[Đđ]ơn vị chủ trì:|[Cc]ơ quan chủ trì:)\s+{_AGENCY}",
        rf"^(?:\d+(?:\.\d+)*\.?\s+)?{_AGENCY}\s*:?$",
    )
)


Stance = Literal["target", "result", "never"]


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a passage before its own words are read."""

    subject: str | None  # the plan's own title
    titles: tuple[str, ...]  # headings and lead-ins, outermost first
    year: int | None  # the year the plan is for
    promises: bool  # whether numbers here are commitments unless something says otherwise
    reports: bool  # whether they are results unless something says otherwise

    @property
    def stance(self) -> Stance | None:
        """What the nearest telling title makes of the numbers below it; None where no title tells."""
        return next(filter(None, map(_stance_of, reversed(self.titles))), None)

    def deadline(self, *texts: str) -> int | None:
        """Year by which, from the nearest of `texts` that names one, else from the titles."""
        for text in (*texts, *reversed(self.titles)):
            for years in _years(text):
                later = [year for year in years if year >= (self.year or 0)]
                if later:
                    return later[-1]
        return None

    def agency(self, *texts: str) -> str | None:
        """Who leads, as `texts` or else the titles say."""
        return next(filter(None, map(_leader, (*texts, *reversed(self.titles)))), None)


# The same titles stand over many numbers: what they say is found once.


@lru_cache(maxsize=4096)
def _stance_of(title: str) -> Stance | None:
    kinds = (("target", "future"), ("never", "never"), ("result", "past"))
    return next((stance for stance, key in kinds if words(key, "titles").search(title)), None)


@lru_cache(maxsize=4096)
def _years(text: str) -> tuple[tuple[int, ...], ...]:
    """Years by which something is due, by each way of saying so."""
    return tuple(
        tuple(int(next(filter(None, match.groups()))) for match in pattern.finditer(text))
        for pattern in _DEADLINE
    )


@lru_cache(maxsize=4096)
def _leader(text: str) -> str | None:
    found = next(filter(None, (pattern.search(text) for pattern in _LEADS)), None)
    return found["agency"].strip() if found else None


def contexts(passages: Iterable[Passage], document: Document) -> Iterator[tuple[Passage, Context]]:
    """Each passage with its context: the headings of its section and the lead-ins ("…:") it stands under.

    A passage is one line here: a paragraph, an item, a title or a table row.
    """
    promises, reports = _attitude(document)
    year = document.year or _year_of_issue(document.issued)
    leads: list[tuple[str, str, str | None]] = []  # kind of marker, text, section
    table_title: list[str] = []
    for passage in passages:
        if passage.row is None:
            table_title.clear()
            kind = _kind(passage.text)
            leads = [lead for lead in leads if lead[0] != kind and _within(passage.section, lead[2])]
        elif _is_title(passage.text):
            table_title[:] = [passage.text]
        titles = (*passage.heading, *(text for _, text, _ in leads), *table_title)
        yield passage, Context(document.title, titles, year, promises, reports)
        if passage.row is None and passage.text.rstrip().endswith(":"):
            leads.append((_kind(passage.text), passage.text[-_LEAD:], passage.section))


def _year_of_issue(issued: str | None) -> int | None:
    """The year a plan is most likely for where it doesn't say: the next one for a plan of the last months."""
    return int(issued[:4]) + (issued[5:7] >= "11") if issued else None


def _within(section: str | None, outer: str | None) -> bool:
    return section == outer or bool(outer and section and section.startswith(f"{outer}."))


def _kind(text: str) -> str:
    """The kind of list item a passage is, "" for a plain paragraph."""
    marker = _BULLET.match(text)
    return "" if marker is None else marker["dash"] or str(marker.lastgroup)


def _is_title(row: str) -> bool:
    """Whether a table row is the title of the rows below it: "I. Cải cách thể chế"."""
    return ":" not in row and ";" not in row and len(row) < 150


def _attitude(document: Document) -> tuple[bool, bool]:
    """(promises, reports): what numbers are where neither title nor sentence tells.

    A decision that approves a plan is read as the plan; a law or a rule promises nothing by itself.
    """
    kind, title = (document.kind or "").lower(), (document.title or "").lower()
    if kind == "báo cáo":
        return False, True
    if kind in _RULES:
        return any(word in title for word in _PLANS), False
    return True, False
