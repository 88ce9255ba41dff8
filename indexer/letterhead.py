"""Where a document says what it is: letterhead, number, place and date.

Letterheads come in two columns that a file may hold side by side, one below the other or interleaved,
with lines broken anywhere, so nothing here depends on lines: the head is one stretch of text from which
number, date and motto are picked, and what is left names the issuer. Numbers and dates of documents that
are only cited stand in the body, which begins where the head ends.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib.resources import files

from indexer.model import Reading
from indexer.normalise import fold, is_upper

_HEAD = 40  # blocks in which a letterhead ends
_LONG = 220  # characters; no line of a letterhead is as long

# First words of a body: legal bases, the purpose, the address, the first item.
_BODY = re.compile(
    r"(?:can cu|thuc hien|trien khai thuc hien|theo|xet|de |nham |kinh gui|tiep tuc thuc hien|phat huy|trong nam|nam \d{4}"
    r"|(?:[ivx1]{1,3}|\d|[a-c])\s?[./)-]|dieu 1|phan (?:thu|i\b|1)|chuong i|muc dich)"
)
# Cited documents: a number behind one of these words is theirs.
_CITED = re.compile(
    r"(?:quyet dinh|nghi dinh|nghi quyet|ke hoach|chi thi|thong tu(?: lien tich)?|cong van|van ban|bao cao|to trinh|thong bao"
    r"|huong dan|chuong trinh|de an|ket luan|quy dinh|cong dien|luat|phap lenh|thong tri|cac)\s*$"
)
_NUMBER = re.compile(
    r"(?<![a-z0-9])s[o6]\s?[:;.,'‘’*]{0,2}\s*"
    r"(?:(?P<digits>\d[\d ]{0,6}?[a-z]?)|[.…_\s]*)[.…_\s]*"
    r"(?P<symbol>/\s?(?:\d{4}\s?/\s?)?[a-z]{1,6}\d?(?:\s?[-–—]\s?[a-z&]{1,12}){0,3}"
    r"|-\s?[a-z]{2,4}\s?/\s?[a-z]{2,8}(?:\s?[-–]\s?[a-z]{2,8})?)"
)
_BLANK = r"[\s._…\-]*"
_DATE = re.compile(
    rf",\s*ngay{_BLANK}(?P<day>\d[\d ]?)?{_BLANK}thang{_BLANK}(?P<month>\d[\d ]?)?{_BLANK}nam{_BLANK}(?P<year>\d{{4}}|\d{{2}} \d{{2}})?"
)
_STAMP = re.compile(
    r"(?P<day>\d{2})[./-](?P<month>\d{2})[./-](?P<year>\d{4})\s+\d{2}:\d{2}:\d{2}"
    r"|(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})t\d{2}:\d{2}"
)
# The office that puts documents into the gazette stamps them too, days later.
_GAZETTE = re.compile(r"cong\s*bao")
_MOTTO = re.compile(
    r"cong\s+h[oa]{2}(?:\s+xa(?:\s+hoi(?:\s+ch[u\w]\s+n\w{3,4}(?:\s+vi\w{1,2}(?:\s+nam)?)?)?)?)?"
    r"|(?:(?:xa\s+)?hoi\s+)?chu\s+nghia\s+viet(?:\s+nam)?"
    r"|(?:(?:xa\s+)?hoi\s+)?chu\s+nghia"
    r"|(?<=\n)viet\s+nam(?=\s*(?:\n|$))"
    r"|d\wc\s+l\wp\W{0,6}t\w\s*d\w\W{0,6}h\w{2,4}\s+ph\w{2,4}"
    r"|d\wc\s+l\wp\W{0,6}t\w\s*d\w\b"
    r"|dang\s+cong\s+san\s+viet\s+nam"
)


@cache
def words() -> dict[str, dict]:
    """The knowledge of data/letterhead.toml."""
    return tomllib.loads(files("indexer").joinpath("data/letterhead.toml").read_text("utf-8"))


@cache
def kinds() -> dict[str, str]:
    """Kinds of documents by their folded names: {"ke hoach": "kế hoạch"}."""
    return {fold(kind): kind for kind in words()["kinds"]}


@dataclass(frozen=True, slots=True)
class Stated:
    """Something found in the text, and where."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Day:
    """The line "Hà Giang, ngày 11 tháng 07 năm 2022", of which any part may be missing."""

    day: int | None
    month: int | None
    year: int | None
    start: int  # of ", ngày"; the place ends here
    end: int

    @property
    def iso(self) -> str | None:
        """The date, None where a part is missing or there is no such day."""
        if not (self.day and self.month and self.year):
            return None
        try:
            return date(self.year, self.month, self.day).isoformat()
        except ValueError:
            return None


class Sheet:
    """A reading divided into head, title and body, ready for finding facts."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.text = reading.text
        self.folded = fold(reading.text).lower()
        self.blocks = reading.blocks
        self._kind_at = self._find_kind()
        self.title_blocks = self._find_title()

    # --- regions -----------------------------------------------------------------------------

    def _find_kind(self) -> int | None:
        """Index of the block with the kind of document: "KẾ HOẠCH" alone or before its title in capitals."""
        pattern = re.compile(rf"(?:{'|'.join(kinds())})\b")
        for index, block in enumerate(self.blocks[: 2 * _HEAD]):
            line, folded = self.text[block.start : block.end], self.folded[block.start : block.end]
            match = pattern.match(folded)
            if match and self._is_kind(line, match.end()):
                return index
            # Behind the first long paragraph of a body there is no letterhead any more.
            if block.kind != "furniture" and _BODY.match(folded) and len(line) > _LONG and index > 8:
                return None
        return None

    @staticmethod
    def _is_kind(line: str, end: int) -> bool:
        rest = line[end:].strip(" .:*-–")
        head = line[:end]
        return not rest or (is_upper(head) and not re.match(r"S[ốÔO]?\s|\d|S[ốo]\b", rest))

    def _find_title(self) -> range:
        """Blocks of the title, the kind's own included; empty where there is no kind."""
        if self._kind_at is None:
            return range(0)
        stop = self._kind_at + 1
        for index in range(stop, min(stop + 8, len(self.blocks))):
            block = self.blocks[index]
            line, folded = self.text[block.start : block.end], self.folded[block.start : block.end]
            if self._ends_title(line, folded, index > stop):
                break
            stop = index + 1
        return range(self._kind_at, stop)

    def _ends_title(self, line: str, folded: str, begun: bool) -> bool:
        upper = is_upper(line)
        if re.match(r"\(?\s*(?:ban hanh )?(?:kem theo|dinh kem)", folded) or not re.search(r"[^\W\d_]", line):
            return True
        if re.match(r"(?:uy ban nhan dan|hoi dong nhan dan|chu tich|ubnd|giam doc)\b", folded) and upper:
            return True
        if re.match(r"s[o6]\s?:|[^,]{2,40}, ngay\b", folded):
            return not begun
        if begun and (self.text and line.endswith(".") and len(line) > 80):
            return True
        if len(line) > 2 * _LONG and not upper:
            return True
        starts = _BODY.match(folded)
        if not starts:
            return False
        # "Thực hiện Chương trình … năm 2023" is a title where it ends without a stop and nothing begun it.
        sentence = line.rstrip().endswith((".", ";", ":", ","))
        heading = re.match(r"[ivx\d]{1,4}\s?[./)]|dieu 1|kinh gui|can cu", folded)
        return bool(heading or begun and not upper or sentence or len(line) > _LONG and not upper)

    @cached_property
    def head_end(self) -> int:
        """Offset at which the letterhead ends: at the kind of document, else where a body begins."""
        if self._kind_at is not None:
            return self.blocks[self._kind_at].start
        for block in self.blocks[:_HEAD]:
            folded = self.folded[block.start : block.end]
            if block.kind != "furniture" and (_BODY.match(folded) or len(folded) > _LONG):
                return block.start
        return self.blocks[min(len(self.blocks), 8) - 1].end if self.blocks else 0

    @cached_property
    def body_start(self) -> int:
        """Offset behind the title."""
        if self.title_blocks:
            return self.blocks[self.title_blocks[-1]].end
        return self.head_end

    @cached_property
    def intro(self) -> str:
        """Folded text from the title to the first heading: legal bases and what the issuer decides."""
        for block in self.blocks:
            if block.start >= self.body_start and re.match(
                r"(?:i|1|a|phan \w+|dieu 1)\s?[./):-]", self.folded[block.start : block.end]
            ):
                return self.folded[self.body_start : max(block.start, self.body_start)]
        return self.folded[self.body_start : self.body_start + 3000]

    # --- number and date ---------------------------------------------------------------------

    @cached_property
    def numbers(self) -> tuple[Stated, ...]:
        """Numbers of the letterhead ("182/KH-UBND"; "/KH-UBND" where it was never filled in)."""
        found = []
        for match in _NUMBER.finditer(self.folded, 0, self._number_end):
            before = self.folded[max(0, match.start() - 25) : match.start()]
            broken = "\n" in before[len(before.rstrip()) :] and self.text[match.start()] == "S"
            if _CITED.search(before.rstrip()) and not broken:
                continue
            digits = (match["digits"] or "").replace(" ", "")
            symbol = self._symbol(match.start("symbol"), match.end("symbol"))
            found.append(Stated(digits + symbol, match.start(), match.start("symbol") + len(symbol)))
        return tuple(found)

    @property
    def _number_end(self) -> int:
        # Some letterheads put the number below the kind of document.
        if self._kind_at is not None and self._kind_at + 1 < len(self.blocks):
            after = self.blocks[self._kind_at + 1]
            if re.match(r"s[o6]\s?:", self.folded[after.start : after.end]):
                return after.end
        return self.head_end

    def _symbol(self, start: int, end: int) -> str:
        """The symbol as written, without spaces and without what the other column set behind it."""
        symbol = self.text[start:end]
        parts = re.split(r"(\s?[-–—]\s?)", symbol)
        kept = parts[0]
        for dash, part in zip(parts[1::2], parts[2::2], strict=True):
            if part != part.upper() and " " in dash:
                break
            kept += "-" + part
        return re.sub(r"\s", "", kept)

    @cached_property
    def day(self) -> Day | None:
        """The date line of the letterhead; where the head has none, one that stands above the signature."""
        for match in _DATE.finditer(self.folded, 0, max(self.head_end, self.body_start)):
            place = self.folded[self.folded.rfind("\n", 0, match.start()) + 1 : match.start()]
            weekday = re.search(r"\b(?:thu|chu) (?:\w+|\d)$", place)
            if not weekday and not re.search(r"\bso\b.{0,40}\d/", place[:10]) and not _CITED.search(place):
                return _day(match)
        tail = self.blocks[-40:] if len(self.blocks) > 60 else self.blocks[len(self.blocks) // 3 :]
        for block in reversed(tail):
            line = self.folded[block.start : block.end]
            match = _DATE.search(line)
            if match and match.end() >= len(line) - 1 and len(line) < 80 and block.start >= self.body_start:
                return _day(_DATE.search(self.folded, block.start))
        return None

    @cached_property
    def stamps(self) -> tuple[str, ...]:
        """ISO days on which the document was signed digitally, without those of the gazette, oldest first."""
        days = []
        for match in _STAMP.finditer(self.folded):
            if match.start() > max(self.head_end, 1500) and match.end() < len(self.folded) - 1500:
                continue
            if _GAZETTE.search(self.folded, max(0, match.start() - 90), match.start()):
                continue
            year, month, day = (
                (match["year"], match["month"], match["day"])
                if match["year"]
                else (
                    match["y"],
                    match["m"],
                    match["d"],
                )
            )
            days.append(f"{year}-{month}-{day}")
        return tuple(sorted(days))

    @cached_property
    def left(self) -> str:
        """The folded head up to the number with everything blanked that does not name the issuer.

        Same length as the head it stands for, so that offsets hold.
        """
        end = self.head_end
        for stop in [n.start for n in self.numbers] + [
            m.start() for m in re.finditer(r"(?<!\w)v/v\b", self.folded[:end])
        ]:
            if stop > 20:
                end = min(end, stop)
        head = _blanked(self.folded[:end], _MOTTO)
        head = _blanked(head, re.compile(r"[^\n]*(?:@|thoi gian ky|nguoi ky|ky boi|https?:|www\.)[^\n]*"))
        if self.day and self.day.start < end:
            start = self.day.start - len(self.place_of_day)
            head = head[:start] + " " * (min(self.day.end, end) - start) + head[min(self.day.end, end) :]
        return head

    @cached_property
    def place_of_day(self) -> str:
        """The place in front of the date as written: "TP. Hưng Yên"; "" where there is none."""
        from indexer import gazetteer

        if self.day is None:
            return ""
        line = self.text[self.text.rfind("\n", 0, self.day.start) + 1 : self.day.start]
        starts = [m.start() for m in re.finditer(r"[^\W_]+(?:\.(?!\s))?", line)]
        best = ""
        for start in reversed(starts[-8:]):
            said = line[start:]
            mentions = gazetteer.find(said)
            whole = (
                mentions
                and mentions[-1].start == 0
                and mentions[-1].end == len(said.rstrip(" ."))
                and mentions[-1].places
            )
            if whole or gazetteer.lookup(said):
                best = said
        if not best and len(line) <= 40 and not re.search(r"\d/|:", line):
            best = line
        return best


def _day(match: re.Match[str]) -> Day:
    day, month, year = (
        int(v.replace(" ", "")) if (v := match[g]) else None for g in ("day", "month", "year")
    )
    return Day(day, month, year, match.start(), match.end())


def _blanked(text: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)
