"""Where a document says what it is: the head, its number, its date line, its title.

Letterheads come in two columns that a file may hold side by side, one below the other or interleaved,
with lines broken anywhere, so nothing here depends on lines: the head is one stretch of text from which
number, date and motto are picked, and what is left names the issuer. Numbers and dates of documents that
are only cited stand in the body, which begins where the head ends.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib.resources import files

from indexer import gazetteer
from indexer.model import Block, Reading
from indexer.normalise import fold, is_upper

_HEAD = 60  # blocks within which a letterhead ends
_LONG = 220  # characters; no line of a letterhead is as long

# First words of a body: legal bases, the purpose, the addressee, the first item.
_BODY = re.compile(
    r"(?:can cu|thuc hien|trien khai thuc hien|theo|xet|de |nham |kinh gui|tiep tuc|phat huy|trong nam"
    r"|nam \d{4}|(?:uy ban nhan dan|ubnd)\b.{0,80}\b(?:ban hanh|xay dung)\b"
    r"|(?:[ivx]{1,3}|\d|[a-c])\s?[./)-](?![vw]\b)|dieu 1|phan (?:thu|i\b|1)|chuong i|muc dich)"
)
_FIRST_HEADING = re.compile(r"(?:i|1|a|phan \w+|dieu 1)\s?[./):-]")

# A number behind one of these is that of a cited document.
_CITABLE = (
    r"(?:quyet dinh|nghi dinh|nghi quyet|ke hoach|chi thi|thong tu(?: lien tich)?|cong van|van ban|bao cao"
    r"|to trinh|thong bao|huong dan|chuong trinh|de an|ket luan|quy dinh|cong dien|luat|phap lenh|cac)"
)
_CITED = re.compile(rf"{_CITABLE}\s*$")
_CITED_WITH_NUMBER = re.compile(rf"{_CITABLE}\s+so\b")
_NUMBER = re.compile(
    r"(?<![a-z0-9])s[o6]\s?[:;.,'‘’*]{0,2}\s*"
    r"[*_]{0,2}(?:(?P<digits>\d[\d ]{0,6}?[a-z]?))?[*.…_\s]{0,80}"
    r"(?P<symbol>/\s?(?:\d{4}\s?/\s?)?[a-z]{1,6}\d?(?:\s?[-–—]\s?[a-z&]{1,12}){0,3}"
    r"|-\s?[a-z]{2,4}\s?/\s?[a-z]{2,8}(?:\s?[-–]\s?[a-z]{2,8})?)"
)
# What the OCR makes of a number written by hand: "Só¿22005 /SYT-NVY", "Số:⁄‡6 /CT-UBND".
_SCRAWL = re.compile(
    r"(?<![a-z0-9])s[o6e](?:(?!\bs[o6e])[^\n]){1,14}?\s?(?P<symbol>/[a-z]{2,6}-[a-z]{2,6})\b"
)

PLAIN_NUMBER = r"\d{1,5}[a-z]?(?:/\d{4})?(?:/[a-z]{1,6}\d?(?:-[a-z&]{2,12}){0,3}|-[a-z]{2,4}/[a-z]{2,8})"
_SAID_DAY = (
    r"ngay\s+(?P<d>\d{1,2})(?:\s?[/.-]\s?|\s+thang\s+)(?P<m>\d{1,2})(?:\s?[/.-]\s?|\s+nam\s+)(?P<y>\d{4})"
)
# A line of the letterhead that slipped below the kind of document.
_OWN_LINE = re.compile(r"s[o6]\s?:|(?:[^,\n]{2,40}, )?ngay\b[^\n]{0,30}\bnam \d{4}\s*$")

_GAP = r"[\s._…*\-]{0,40}"
_DATE = re.compile(
    rf"(?:,\s*|(?<=\n))ngay(?P<written>{_GAP}(?P<day>\d[\d ]?)?{_GAP}|[^\w\n]{{0,3}}[^\n,;]{{1,8}}?\s?)"
    rf"thang(?:{_GAP}(?P<month>\d[\d ]?)?{_GAP}|[^\n,;]{{1,6}}?)nam{_GAP}(?P<year>\d{{4}})?"
)
_SHORT_DATE = re.compile(
    r",\s*ngay\s*(?P<written>(?P<day>\d{1,2}))\s?[/.-]\s?(?P<month>\d{1,2})\s?[/.-]\s?(?P<year>\d{4})\b"
)
# Portals print the day of the visit or of the upload: "Thứ Ba, ngày 12 tháng 3 năm 2024".
_OTHER_DAY = re.compile(r"\b(?:thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat)$|\d:\d\d|cap nhat")
_STAMP = re.compile(
    r"(?P<d>\d{2})[./-](?P<m>\d{2})[./-](?P<y>\d{4})\s+\d{2}:\d{2}:\d{2}"
    r"|(?P<iso>\d{4}-\d{2}-\d{2})t\d{2}:\d{2}"
)
# The office that puts documents into the gazette stamps them too, days later.
_GAZETTE = re.compile(r"cong\s*bao")
# The motto, whole or in the parts that two interleaved columns leave of it.
_MOTTO = re.compile(
    r"c\wng\s+h\w{2}(?:\s+x\w(?:\s+h\wi(?:\s+ch\w\s+ngh\w{1,2}(?:\s+vi\wt(?:\s+n\wm)?)?)?)?)?"
    r"|(?:(?:xa\s+)?hoi\s+)?chu\s+nghia(?:\s+viet(?:\s+nam)?)?|(?<=\n)viet\s+nam(?=\s*(?:\n|$))"
    r"|d\wc\s+l\wp\W{0,6}t\w\s*d\w(?:\W{0,6}h\w{2,4}\s+ph\w{2,4})?|dang\s+cong\s+san\s+viet\s+nam"
)
_PRINTED_OVER = re.compile(r"[^\n]*(?:@|(?:thoi gian ky|nguoi ky|ky boi|ky so)\s*:|https?:|www\.)[^\n]*")
_SUBJECT = re.compile(r"(?<!\w)v/[vw]\b")


@cache
def words() -> dict[str, dict]:
    """The knowledge of data/letterhead.toml."""
    return tomllib.loads(files("indexer").joinpath("data/letterhead.toml").read_text("utf-8"))


@cache
def kinds() -> dict[str, str]:
    """Kinds of documents by their folded names: {"ke hoach": "kế hoạch"}."""
    return {fold(kind): kind for kind in words()["kinds"]}


@dataclass(frozen=True, slots=True)
class Number:
    """A number as the head states it; `digits` is "" where it was never filled in or cannot be read."""

    digits: str
    symbol: str  # "/KH-UBND"
    start: int
    end: int
    written: tuple[int, int]  # where the digits stand
    attached: bool  # no space between digits and symbol: typed, not written into a gap


@dataclass(frozen=True, slots=True)
class Day:
    """The line "Hà Giang, ngày 11 tháng 07 năm 2022", of which any part may be missing."""

    day: int | None
    month: int | None
    year: int | None
    start: int  # of ", ngày"; the place ends here
    end: int
    written: tuple[int, int]  # where the day stands, or its gap

    @property
    def iso(self) -> str | None:
        """The date, None where a part is missing or there is no such day."""
        return iso(self.year, self.month, self.day)


def iso(year: int | str | None, month: int | str | None, day: int | str | None) -> str | None:
    """ISO date of the parts, None where one is missing or there is no such day."""
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except (TypeError, ValueError):
        return None


class Sheet:
    """A reading divided into head, title and body."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.text = reading.text
        self.folded = fold(reading.text).lower()
        self.blocks = reading.blocks
        self._kind, self.kind = self._find_kind()
        self.title_blocks = self._find_title()

    def said(self, block: Block) -> str:
        """The block's text."""
        return self.text[block.start : block.end]

    def heard(self, block: Block) -> str:
        """The block's text, folded and in lower case."""
        return self.folded[block.start : block.end]

    # --- head, title, body -------------------------------------------------------------------

    def _find_kind(self) -> tuple[int | None, str | None]:
        """Block with the kind of document, and the kind: "KẾ HOẠCH" alone or before its title in capitals."""
        named = re.compile(rf"[#*_\s]*({'|'.join(kinds())})\b")
        for index, block in enumerate(self.blocks[:_HEAD]):
            line, folded = self.said(block), self.heard(block)
            match = named.match(folded)
            if match and _is_kind(line, match.end()) and not self._is_part(index):
                return index, kinds()[match[1]]
            # "…, ngày 3 tháng 4 năm 2018 CHỈ THỊ": the right column ran on.
            match = re.search(rf"\bnam \d{{4}} ({'|'.join(kinds())})$", folded)
            if match and is_upper(line[match.start(1) :]):
                return index, kinds()[match[1]]
            # Behind the addressee or the first paragraph a letterhead is past.
            if folded.startswith("kinh gui") or (
                block.kind != "furniture" and _BODY.match(folded) and len(line) > _LONG and index > 8
            ):
                break
        return None, None

    def _is_part(self, index: int) -> bool:
        """Whether a kind is part of something else that a line break parted.

        "Kế hoạch" / "329/KH-UBND năm 2023 …", "SỞ" / "KẾ HOẠCH VÀ ĐẦU TƯ", "TÀI CHÍNH -" / "KẾ HOẠCH".
        """
        before, here, after = (
            self.heard(self.blocks[i]) if 0 <= i < len(self.blocks) else ""
            for i in (index - 1, index, index + 1)
        )
        office = any(here.startswith(fold(field).lower()) for field in words()["fields"]["names"])
        return office or before.endswith((" -", " –", " va")) or bool(re.match(PLAIN_NUMBER, after))

    def _find_title(self) -> tuple[Block, ...]:
        """Blocks of the title below the kind of document."""
        if self._kind is None:
            return ()
        found: list[Block] = []
        for block in self.blocks[self._kind + 1 : self._kind + 9]:
            line, folded = self.said(block), self.heard(block)
            if _OWN_LINE.match(folded):
                continue
            if self._ends_title(line, folded, bool(found)):
                break
            found.append(block)
        return tuple(found)

    @staticmethod
    def _ends_title(line: str, folded: str, begun: bool) -> bool:
        upper = is_upper(line)
        if re.match(r"\(?\s*(?:ban hanh )?(?:kem theo|dinh kem)", folded) or not re.search(r"\w", line):
            return True
        if upper and re.match(
            r"(?:uy ban (?:nhan dan|thuong vu)|hoi dong nhan|chu tich|ubnd|giam doc)\b", folded
        ):
            return True
        if not upper and (len(line) > 2 * _LONG or (begun and line.endswith((".", ";", ":", ",")))):
            return True
        if not _BODY.match(folded):
            return False
        # "Thực hiện Chương trình … năm 2023" may belong to a title where it has no stop.
        heading = re.match(r"(?:[ivx\d]{1,4}|[a-c])\s?[./)]|dieu 1|kinh gui|can cu", folded)
        sentence = line.endswith((".", ";", ":", ","))
        return bool(heading or sentence or (not upper and len(line) > (_LONG // 2 if begun else _LONG)))

    @cached_property
    def head_end(self) -> int:
        """Offset at which the letterhead ends: at the kind of document, else where a body begins."""
        if self._kind is not None:
            block = self.blocks[self._kind]
            ran_on = re.search(r"\bnam \d{4} \D+$", self.heard(block))
            return block.end if ran_on else block.start
        for block in self.blocks[:_HEAD]:
            if block.kind != "furniture" and (
                _BODY.match(self.heard(block)) or len(self.said(block)) > _LONG
            ):
                return block.start
        return min(self.blocks[min(len(self.blocks), 8) - 1].end, 5000) if self.blocks else 0

    @cached_property
    def body_start(self) -> int:
        """Offset behind the title."""
        if self._kind is None:
            return self.head_end
        return self.title_blocks[-1].end if self.title_blocks else self.blocks[self._kind].end

    @cached_property
    def particulars(self) -> str:
        """The folded stretch in which a portal prints what it knows of a document: "Số hiệu 185/KH-UBND"."""
        return self.folded[: max(self.head_end, 5000)]

    @cached_property
    def intro(self) -> tuple[int, int]:
        """Stretch from the title to the first heading: legal bases and what the issuer decides."""
        for block in self.blocks:
            if block.start >= self.body_start and _FIRST_HEADING.match(self.heard(block)):
                return self.body_start, block.start
        return self.body_start, min(self.body_start + 3000, len(self.text))

    # --- number and date ---------------------------------------------------------------------

    @cached_property
    def number(self) -> Number | None:
        """The number of the letterhead; a filled one before a blank one."""
        found = list(self._numbers())
        return next((n for n in found if n.digits), found[0] if found else None)

    def _numbers(self) -> Iterator[Number]:
        end = self._date_end
        for match in _NUMBER.finditer(self.folded, 0, end):
            line = self.folded.rfind("\n", 0, match.start()) + 1
            before = self.folded[max(0, match.start() - 25) : match.start()]
            own_line = match.start() == line and self.text[match.start()] == "S"
            if match.start() >= self.head_end and not own_line:
                continue
            # "Luật số: 109/2025/QH15" heads a law; "Luật số 72/2025/QH15" is cited.
            heads = ":" in match[0] and _CITED.fullmatch(before[line - match.start() :].rstrip())
            if _CITED.search(before.rstrip()) and not own_line and not heads:
                continue
            symbol = self._symbol(*match.span("symbol"))
            stop = match.start("symbol") + len(symbol)
            attached = bool(match["digits"]) and match.end("digits") == match.start("symbol")
            digits = (match["digits"] or "").replace(" ", "")
            yield Number(digits, symbol, match.start(), stop, match.span("digits"), attached)
        if self.recognised(0, end) is not None and (match := _SCRAWL.search(self.folded, 0, end)):
            symbol = match.span("symbol")
            yield Number("", self._symbol(*symbol), match.start(), match.end(), symbol, False)

    def _symbol(self, start: int, end: int) -> str:
        """The symbol as written, without spaces and without what the other column set behind it."""
        first, *rest = re.split(r"(\s?[-–—]\s?)", self.text[start:end])
        for dash, part in zip(rest[::2], rest[1::2], strict=True):
            if part != part.upper() and " " in dash:
                break
            first += "-" + part
        return re.sub(r"\s", "", first)

    def recognised(self, start: int, end: int, figures: bool = False) -> float | None:
        """Lowest confidence of the words in a stretch, or of those with figures; None where it was typed."""
        over = [
            anchor
            for anchor in self.reading.anchors
            if anchor.confidence is not None and anchor.start < end and start < anchor.end
        ]
        if figures:
            over = [a for a in over if re.search(r"\d", self.text[a.start : a.end])] or over
        return min((anchor.confidence for anchor in over), default=None)

    @cached_property
    def day(self) -> Day | None:
        """The date line of the letterhead; where the head has none, one that stands above the signature."""
        found = []
        for match in _DATE.finditer(self.folded, 0, self._date_end):
            before = self.folded[self.folded.rfind("\n", 0, match.start()) + 1 : match.start()]
            if _OTHER_DAY.search(before) or _CITED_WITH_NUMBER.search(before):
                continue
            # A line that is only a date needs the company of a letterhead.
            if (
                self.folded[match.start()] == ","
                or self.number
                or _MOTTO.search(self.folded, 0, match.start())
            ):
                found.append(_day(match))
        short = _SHORT_DATE.finditer(self.folded, 0, self._date_end)
        found += [_day(match) for match in short if self.place_before(match.start())]
        if found:
            return next((day for day in found if self.place_before(day.start)), found[0])
        below = [block for block in self.blocks[-40:] if block.start >= self.body_start]
        for block in reversed(below):
            match = _DATE.search(self.folded, block.start, block.end)
            if match and block.end - match.end() <= 1 and block.end - block.start < 80:
                return _day(match)
        return None

    @property
    def _date_end(self) -> int:
        # Number and date may stand below the title.
        after = [block for block in self.blocks if block.start >= self.body_start][:2]
        return max([b.end for b in after if _OWN_LINE.match(self.heard(b))] + [self.body_start])

    @cached_property
    def stamps(self) -> tuple[str, ...]:
        """ISO days on which the document was signed digitally, without those of the gazette, oldest first."""
        days = []
        for match in _STAMP.finditer(self.folded):
            inside = match.start() > max(self.head_end, 1500) and match.end() < len(self.folded) - 1500
            if not inside and not _GAZETTE.search(self.folded, max(0, match.start() - 90), match.start()):
                days.append(match["iso"] or iso(match["y"], match["m"], match["d"]))
        return tuple(sorted(filter(None, days)))

    # --- what names the issuer ---------------------------------------------------------------

    @cached_property
    def issuer_part(self) -> str:
        """The folded head up to the number, with everything blanked that does not name the issuer.

        Offsets are those of the text.
        """
        stops = [m.start() for m in _SUBJECT.finditer(self.folded, 0, self.head_end)]
        stops += [self.number.start] if self.number else []
        end = min([stop for stop in stops if stop > 20] + [self.head_end])
        head = self.folded[:end]
        if self.day and self.day.start < end:
            start, stop = self.day.start - len(self.place_of_day), min(self.day.end, end)
            head = head[:start] + " " * (stop - start) + head[stop:]
        for pattern in (_MOTTO, _PRINTED_OVER):
            head = pattern.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), head)
        return head

    @cached_property
    def subject(self) -> str | None:
        """What a letter without a kind is about: the lines behind "V/v"."""
        match = _SUBJECT.search(self.folded, 0, self.head_end)
        if not match:
            return None
        lines = []
        for line in re.finditer(r"[^\n]+", self.folded[match.end() : self.head_end]):
            if lines and (_MOTTO.match(line[0]) or _DATE.search(line[0]) or line[0].startswith("kinh gui")):
                break
            lines.append(self.text[match.end() + line.start() : match.end() + line.end()].strip())
        return " ".join(lines).strip() or None

    @cached_property
    def place_of_day(self) -> str:
        """The place in front of the date as written: "TP. Hưng Yên"; "" where there is none."""
        if self.day is None:
            return ""
        line = self.text[self.text.rfind("\n", 0, self.day.start) + 1 : self.day.start]
        plain = len(line) <= 40 and not re.search(r"\d/|:", line)
        return self.place_before(self.day.start) or (line if plain else "")

    def place_before(self, offset: int) -> str:
        """The longest name of a place that ends at an offset, on its line; "" where none does."""
        line = self.text[self.text.rfind("\n", 0, offset) + 1 : offset]
        longest = ""
        for match in list(re.finditer(r"[^\W_]+", line))[:-9:-1]:
            said = line[match.start() :]
            mention = next(iter(gazetteer.find(said)), None)
            whole = (
                mention and mention.places and mention.start == 0 and mention.end == len(said.rstrip(" ."))
            )
            if whole or gazetteer.lookup(said):
                longest = said
        return longest

    # --- what others say of the document -----------------------------------------------------

    @cached_property
    def announcement(self) -> re.Match[str] | None:
        """The line above the letterhead by which a page announces the document, with number and title.

        Where several lines announce several numbers, they list other documents.
        """
        pattern = re.compile(
            rf"(?P<kind>{'|'.join(kinds())})\s+(?:so\s+)?(?P<number>{PLAIN_NUMBER})"
            rf"(?:\s+{_SAID_DAY}|\s+nam\s+\d{{4}})?(?:\s+cua\s+(?P<of>[^,;]{{5,60}}?)(?=\s+ve\b))?\s+(?P<title>.+)"
        )
        found: dict[str, re.Match[str]] = {}
        for block in self.blocks[:_HEAD]:
            if block.start >= max(self.head_end, 1):
                break
            match = pattern.fullmatch(self.folded, block.start, block.end)
            # "Quyết định số 520/QĐ-UBND …, UBND huyện ban hành kế hoạch" opens a body.
            opens = match and re.search(
                r"\b(?:ubnd|uy ban nhan dan)\b[^;]{0,40}\b(?:ban hanh|xay dung)", match["title"]
            )
            if match and not opens and self.text[block.end - 1] not in ";:,":
                found.setdefault(match["number"], match)
        return next(iter(found.values())) if len(found) == 1 else None

    @cached_property
    def carrier(self) -> re.Match[str] | None:
        """The line below a title that names the decision which carries the plan: number, day, issuer."""
        pattern = re.compile(
            rf"\W*(?:ban hanh )?kem theo \w+ \w+ so\s*:?\s*(?P<number>{PLAIN_NUMBER})?[^)\n]{{0,40}}?"
            rf"(?:{_SAID_DAY}|ngay)[^)\n]{{0,40}}?(?:\bcua\s+(?P<of>[^)\n]{{3,120}}))?(?:\)|\n|$)"
        )
        return pattern.match(self.folded, self.body_start)


def _is_kind(line: str, end: int) -> bool:
    """Whether a line that begins with a kind is the kind of the document, not a sentence or a citation."""
    place = next(iter(gazetteer.find(line)), None)
    if place and place.unit and place.start == 0 and place.end > end:  # "PHƯỜNG AN HÒA" is no "phương án"
        return False
    rest = line[end:].strip(" .:*#_-–")
    return not rest or (is_upper(line[:end]) and not re.match(r"(?:S[ốôoÔỐO]\s?:?\s*)?\d", rest))


def _day(match: re.Match[str]) -> Day:
    day, month, year = (
        int(v.replace(" ", "")) if (v := match[part]) else None for part in ("day", "month", "year")
    )
    return Day(day, month, year, match.start(), match.end(), match.span("written"))
