"""Whole paragraphs out of broken lines: which line goes on with the one above it.

Wrongly joined items would be cited under a wrong number, so every doubt keeps lines apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from indexer.markers import markers
from indexer.normalise import is_upper

_BULLET = re.compile(r"[-–—+•*●○▪■♦►✓]\s*\S|\[\d{1,3}\]")
_PREAMBLE = re.compile(r"(?:Căn cứ|Theo đề nghị|Xét đề nghị|N[ơo]i nhận|NƠI NHẬN)\b")
_HEADER = re.compile(
    r"""(?:TM|KT|TL|TUQ|Q)\.\s?[A-ZĐÀ-Ỹ]
      | Số\s?:
      | CỘNG\ HÒA\ XÃ\ HỘI | Độc\ lập\s*[-–]
      | (?:ỦY\ BAN\ NHÂN|UBND|HỘI\ ĐỒNG\ NHÂN)\b[A-ZĐÀ-Ỹ\ ]*$
    """,
    re.VERBOSE,
)
# Lines that say all they have to: the letterhead, the kind of document, the signer's post.
_COMPLETE = re.compile(
    r"""ỦY\ BAN\ NHÂN\ DÂN | HỘI\ ĐỒNG\ NHÂN\ DÂN
      | CỘNG\ HÒA\ XÃ\ HỘI\ CHỦ\ NGHĨA\ VIỆT\ NAM | Độc\ lập.*Hạnh\ phúc\W*
      | KẾ\ HOẠCH | QUYẾT\ ĐỊNH:? | CHỈ\ THỊ | BÁO\ CÁO | TỜ\ TRÌNH | CÔNG\ VĂN | THÔNG\ BÁO | THÔNG\ TƯ
      | NGHỊ\ QUYẾT:? | NGHỊ\ ĐỊNH | ĐỀ\ ÁN | CHƯƠNG\ TRÌNH | HƯỚNG\ DẪN | QUY\ CHẾ | QUY\ ĐỊNH
      | PHỤ\ LỤC(?:\ (?:SỐ\ )?[IVX\d]+)?:? | (?:CHƯƠNG|PHẦN|MỤC)\ [IVX\d]+
      | (?:PHÓ\ |KT\.\ ?|Q\.\ ?)?(?:CHỦ\ TỊCH|GIÁM\ ĐỐC|BỘ\ TRƯỞNG|TRƯỞNG\ PHÒNG)
      | (?:TM|KT|TL|TUQ)\.(?!.*\b(?:ỦY|BAN|NHÂN|CHỦ|PHÓ|GIÁM)$).+
      | [\W_]+
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ENDS = re.compile(r"[.;:!?…][)\]”\"'’]*$")
# Behind these a sentence cannot be over, and a number is no item's.
_CONNECTS = re.compile(
    r"(?:^|\s)(?:và|của|các|những|về|theo|với|cho|do|bởi|hoặc|cùng|trên|dưới|từ|đến|là|bằng|đạt"
    r"|tối thiểu|ít nhất|không quá|tối đa|,)$|,$",
    re.IGNORECASE,
)
_REFERS = re.compile(
    r"(?:^|[\s(])(?:số|ngày|tháng|năm|khoản|điểm|điều|mục|chương|phần|phụ lục|"
    r"quyết định|nghị định|thông tư|nghị quyết)$",
    re.IGNORECASE,
)
_QUARTER = re.compile(r"(?:IV|I{1,3})(?:[.;]?$|[,;/]|\.?\s+[a-zà-ỹđ(])")  # "trong quý" / "II."
_LONGEST_ITEM_TITLE = 60  # characters


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How a text breaks its lines."""

    width: int  # characters; the next word would not have fitted
    spaced: bool  # paragraphs are parted by blank lines
    ragged: bool  # the first line of a paragraph is broken early, as crawlers of Word's HTML leave it

    def full(self, before: str, after: str) -> bool:
        """Whether the first word of `after` would not have fitted on the line `before`."""
        return len(before) + 1 + len(after.split(maxsplit=1)[0]) > self.width


def wrapping(lines: list[str]) -> Wrapping | None:
    """How lines ("" for blank ones) are broken; None where each line is a paragraph of its own."""
    pairs = [(a, b) for a, b in pairwise(lines) if len(a) > 20 and b]
    broken = sorted(len(a) for a, b in pairs if b[0].islower() and not opens(b))
    if len(broken) < 3 or len(broken) < 0.1 * len(pairs):
        return None
    items = [a for a, b in pairwise(lines) if re.match(r"[\W_]*(?:[-+] |\d{1,2}\. |[a-zđ]\) )", b)]
    width = broken[int(0.9 * (len(broken) - 1))]
    early = sum(length < 0.7 * width for length in broken)
    return Wrapping(width, items.count("") > 0.6 * len(items), early > 0.1 * len(broken))


def opens(line: str) -> bool:
    """Whether the line looks like the start of an item, a heading or a part of the header."""
    return bool(_BULLET.match(line) or _PREAMBLE.match(line) or _HEADER.match(line)) or any(markers(line))


def complete(line: str) -> bool:
    """Whether the line is whole whatever follows: of the letterhead, a kind of document, a signer's post."""
    return bool(_COMPLETE.fullmatch(line))


def runs_on(
    before: str, after: str, *, gap: bool = False, wrapped: Wrapping | None = None, inside: bool = False
) -> bool:
    """Whether line `after` continues the paragraph whose last line so far is `before`.

    `gap`: something stood between the two (a blank line, a page number). `wrapped`: how the file
    breaks lines, None where lines are whole paragraphs. `inside`: `before` itself goes on with a line above
    it, so that it is no item's number ("trong quý" / "II.").
    """
    if not before or not after or complete(before):
        return False
    if re.fullmatch(r"Số\s?:", before):
        return not gap and after[0].isdigit()
    if bare(before) and not inside:
        return not any(markers(after)) and not _BULLET.match(after)
    ended = bool(_ENDS.search(before))
    lower = after[0].islower() or after[0] in ",;)%"
    if opens(after):
        return not gap and not ended and _only_looks_open(before, after, wrapped)
    full = wrapped is not None and wrapped.full(before, after)
    if gap:
        title = is_upper(before) or _may_be_title(before)
        return (lower and full) or (not ended and not title and (lower or _connects(before)))
    if wrapped is None:
        return not ended and (lower or _connects(before) or bool(_REFERS.search(before)))
    if is_upper(before) != is_upper(after) and " " in (after if is_upper(after) else before):
        return not ended and full
    if ended:
        return wrapped.spaced or (full and not (before.endswith(":") and any(markers(before))))
    if _connects(before) or _REFERS.search(before):
        return True
    if lower or full or not wrapped.ragged:
        return lower or full
    # Behind what may be a title, only a line of full width is the second of a paragraph.
    return wrapped.spaced or not _may_be_title(before) or len(after) > 0.85 * wrapped.width


def _connects(line: str) -> bool:
    """Whether a sentence cannot be over behind the line. Signers are called Đạt and Bằng too."""
    found = _CONNECTS.search(line)
    return bool(found) and not found[0].strip().istitle()


def bare(line: str) -> bool:
    """Whether the line is nothing but a number or letter whose text stands on the next one."""
    marker = next(iter(markers(line)), None)
    if marker is None or marker.length < len(line):
        return False
    # "Phụ lục I" and "Điều 3" stand above their titles, "Điều 3." before its text.
    return marker.kind not in ("part", "chapter", "division", "appendix", "article") or line[-1] in ".:"


def _may_be_title(line: str) -> bool:
    """Whether the line could be an item's title: short, and of more than one word."""
    marker = next(iter(markers(line)), None)
    return bool(marker) and len(line) <= _LONGEST_ITEM_TITLE and len(line[marker.length :].split()) > 1


def _only_looks_open(before: str, after: str, wrapped: Wrapping | None) -> bool:
    """Whether a line starts like an item because of where the line above was broken."""
    if _REFERS.search(before):
        return after[0] not in "-–—+•*"
    if re.search(r"\bquý$", before, re.IGNORECASE) and _QUARTER.match(after):
        return True
    if wrapped and re.match(r"\(\w{1,2}\)", after):
        return wrapped.full(before, after)  # "…, (5) Sở Y tế": counted in the sentence
    if wrapped and re.match(r"[-–]\s?[^\W\d_]", after):
        # "kinh tế" / "- xã hội"
        full = wrapped.full(before, after)
        lower = after.lstrip("-– ")[0].islower()
        return (lower and (full or not opens(before))) or (wrapped.spaced and full)
    return False
