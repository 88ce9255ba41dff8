"""One spelling for every text, and whole paragraphs out of broken lines.

The same Vietnamese word can be written in several sequences of characters (composed or not, the tone
mark on either vowel of "hoà"/"hòa"); encoders and indexes take them for different words. Everything
that enters the pipeline, plans and questions alike, passes through `characters` first.
"""

from __future__ import annotations

import re
import unicodedata

# Zero-width characters, direction marks, soft hyphens, variation selectors: they print nothing.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
)
_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_LINE_ENDS = re.compile("\r\n?|[\u000b\u000c\u0085\u2028\u2029]")
_CONTROLS = re.compile("[\u0000-\u0009\u000b-\u001f\u007f-\u009f]")
# Letters and bullets that look right but are other characters: Icelandic eth for đ, Word's Symbol font.
_LOOKALIKES = str.maketrans(
    {"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "\uf0b7": "•", "\uf02d": "-", "\uf0a7": "•", "\uf0fc": "•"}
)

# A tone typed before the hat or breve of its vowel does not compose: é + ̂ is not ế.
_TONE_BEFORE_HAT = re.compile("([\u0300\u0301\u0303\u0309])([\u0302\u0306])")
_LOOSE_HAT = re.compile("[\u0302\u0306]")

_TONES = "\u0300\u0301\u0309\u0303\u0323"


def _moved(first: str, second: str, forward: bool) -> dict[str, str]:
    """Pairs of letters with the tone moved from one to the other: {"oà": "òa"} or {"úy": "uý"}."""
    pairs = {}
    for tone in _TONES:
        left = unicodedata.normalize("NFC", first + tone)
        right = unicodedata.normalize("NFC", second + tone)
        old, new = (left + second, first + right) if forward else (first + right, left + second)
        pairs[old] = new
    return pairs


def _cases(pairs: dict[str, str]) -> dict[str, str]:
    return {
        shape(old): shape(new)
        for old, new in pairs.items()
        for shape in (str.lower, str.upper, str.capitalize)
    }


# At the end of a syllable the mark stands on the first vowel: hòa, khỏe, thủy. Before a consonant it
# does not (hoàn), and behind q the u is no vowel (quý).
_ONTO_FIRST = _cases(_moved("o", "a", False) | _moved("o", "e", False) | _moved("u", "y", False))
_FIRST = re.compile(f"(?<![qQ])(?:{'|'.join(_ONTO_FIRST)})(?![^\\W\\d_])")
# Behind q, and behind g for i, the first letter belongs to the consonant: quả, giả, giúp.
_ONTO_SECOND_Q = _cases({k: v for vowel in "aeoyi" for k, v in _moved("u", vowel, True).items()})
_ONTO_SECOND_G = _cases({k: v for vowel in "aou" for k, v in _moved("i", vowel, True).items()})
_SECOND_Q = re.compile(f"(?<=[qQ])(?:{'|'.join(_ONTO_SECOND_Q)})")
_SECOND_G = re.compile(f"(?<=[gG])(?:{'|'.join(_ONTO_SECOND_G)})")


def tones(text: str) -> str:
    """NFC text with tone marks in the modern place: hoà → hòa, thuỷ → thủy, qủa → quả; quý and hoàn stay."""
    text = _FIRST.sub(lambda m: _ONTO_FIRST[m[0]], text)
    text = _SECOND_Q.sub(lambda m: _ONTO_SECOND_Q[m[0]], text)
    return _SECOND_G.sub(lambda m: _ONTO_SECOND_G[m[0]], text)


def characters(text: str) -> str:
    """The text in one spelling: NFC, modern tone marks, plain spaces and line ends, nothing invisible.

    Line breaks stay; runs of spaces shrink to one and lines lose spaces at both ends. Idempotent.
    """
    text = _LINE_ENDS.sub("\n", text)
    text = _INVISIBLE.sub("", text)
    text = _SPACES.sub(" ", text)
    text = _CONTROLS.sub("", text)
    text = unicodedata.normalize("NFC", text.translate(_LOOKALIKES))
    if _LOOSE_HAT.search(text):
        swapped = _TONE_BEFORE_HAT.sub(r"\2\1", unicodedata.normalize("NFD", text))
        text = unicodedata.normalize("NFC", swapped)
    text = re.sub(" {2,}", " ", text)
    text = re.sub(" *\n *", "\n", text)
    return tones(text).strip(" ")


def fold(text: str) -> str:
    """The text without diacritics, đ as d, case kept. Same length for NFC input, so offsets stay equal."""
    if text.isascii():
        return text
    return "".join(map(_folded, text))


def _folded(character: str) -> str:
    if character < "\u00c0":
        return character
    if character in "đĐ":
        return "d" if character == "đ" else "D"
    return unicodedata.normalize("NFD", character)[0]


# --- lines into paragraphs ---------------------------------------------------------------------

_ROMAN = r"(?=[IVXLl1|])[IVXLl1|]{1,7}"
# What can open an item, a heading or a line of the header: such a line never continues another.
_OPENS = re.compile(
    rf"""(?:
        {_ROMAN}\s?[.)/\-–:]\s*(?=\S)(?!\d)             # I.  II/  III -
      | [A-HĐ]\s?[.)/]\s+\S                            # A.
      | (?:\d{{1,2}}\.){{1,4}}(?:\s*[^\W\d_]|\s+["“(\d]|$) # 1.  1.1.  2.Sở
      | \d{{1,2}}(?:\.\d{{1,2}}){{1,3}}\s+[^\W\d_a-zà-ỹ]  # 1.1 Sở
      | \(?\d{{1,2}}\)\s*\S                            # 1)  (1)
      | \d{{1,2}}\s?[/\-–]\s+[^\W\d_a-zà-ỹ]            # 1/ Sở
      | [a-zđ]\s?[.)/]\s*[^\W_]                        # a)  đ)
      | [-–—+•*●○▪■♦►✓]\s*\S                           # dashes and bullets
      | \[\d{{1,3}}\]                                  # footnotes
    )""",
    re.VERBOSE,
)
_OPENS_WORD = re.compile(
    r"""(?:
        (?:PHẦN|Phần)\s+(?:thứ|THỨ|[IVX\d])
      | (?:CHƯƠNG|Chương)\s+[IVX\d]+
      | (?:MỤC|Mục)\s+[IVX\d]+\s*[.:]?\s*(?:$|[A-ZĐÀ-Ỹ])
      | (?:PHỤ\ LỤC|Phụ\ lục|Phụ\ Lục)(?:\s+(?:số\s+)?[IVX\d]+)?\s*(?:[.:(]|$|[A-ZĐÀ-Ỹ]{2})
      | (?:ĐIỀU|Điều)\s+\d+\s*(?:[.:]|$)
      | (?:Khoản|Điểm)\s+\w{1,2}\s*[.:]
      | (?:Căn\ cứ|Theo\ đề\ nghị|Xét\ đề\ nghị|Thực\ hiện)\s
      | N[ơoƠO]i\ nh[ậaẬA]n|NƠI\ NHẬN
      | (?:TM|KT|TL|TUQ|Q)\.\s?
      | S[ốố]\s?:
      | CỘNG\ HÒA\ XÃ\ HỘI|Độc\ lập\s*[-–]
      | (?:ỦY\ BAN\ NHÂN|UBND|HỘI\ ĐỒNG\ NHÂN)\ ?[A-ZĐÀ-Ỹ\ ]*$
    )""",
    re.VERBOSE,
)
_WHOLE = re.compile(
    # Lines that are complete whatever follows: the header, the kind of document, the signer's post.
    r"""(?:
        ỦY\ BAN\ NHÂN\ DÂN | HỘI\ ĐỒNG\ NHÂN\ DÂN
      | CỘNG\ HÒA\ XÃ\ HỘI\ CHỦ\ NGHĨA\ VIỆT\ NAM | Độc\ lập.*Hạnh\ phúc\W*
      | KẾ\ HOẠCH | QUYẾT\ ĐỊNH:? | CHỈ\ THỊ | BÁO\ CÁO | TỜ\ TRÌNH | CÔNG\ VĂN | THÔNG\ BÁO | THÔNG\ TƯ
      | NGHỊ\ QUYẾT:? | NGHỊ\ ĐỊNH | ĐỀ\ ÁN | CHƯƠNG\ TRÌNH | PHỤ\ LỤC(?:\ (?:SỐ\ )?[IVX\d]+)?:?
      | (?:CHƯƠNG|PHẦN|MỤC)\ [IVX\d]+
      | (?:PHÓ\ |KT\.\ ?|TM\.\ ?|Q\.\ ?)?CHỦ\ TỊCH | (?:TM|KT|TL|TUQ)\.(?!.*\b(?:ỦY|BAN|NHÂN|CHỦ|PHÓ|GIÁM)$).*
      | [\W_]+
    )""",
    re.VERBOSE | re.IGNORECASE,
)
# Words that cannot end a sentence: what follows them belongs to it, whatever it looks like.
_UNFINISHED = re.compile(
    r"(?:^|\s)(?:và|của|các|những|về|theo|tại|với|cho|trong|từ|đến|do|bởi|là|hoặc|cùng|như|để|số|ngày|tháng|năm|"
    r"khoản|điểm|điều|mục|phụ lục|quyết định|nghị định|thông tư|nghị quyết|luật|,|-|–|/)$",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.;:!?…][)\]”\"'’*]*$")


def opens(line: str) -> bool:
    """Whether the line looks like the start of an item, a heading or a part of the header."""
    return bool(_OPENS.match(line) or _OPENS_WORD.match(line))


def is_upper(line: str) -> bool:
    """Whether the line is set in capitals: no lower-case letter, and at least two capitals."""
    return not any(c.islower() for c in line) and sum(c.isupper() for c in line) > 1


def complete(line: str) -> bool:
    """Whether the line is whole whatever follows: of the letterhead, a kind of document, a signer's post."""
    return bool(_WHOLE.fullmatch(line))


def runs_on(before: str, after: str, *, gap: bool = False, width: int | None = None) -> bool:
    """Whether line `after` continues the paragraph that ends with line `before`.

    `gap`: something stood between the two (a blank line, a page number). `width`: the width in
    characters at which the file breaks its lines, None where lines are whole paragraphs.
    Wrongly joined items would be cited under a wrong number, so every doubt keeps lines apart.
    """
    if not before or not after or complete(before):
        return False
    unfinished = bool(_UNFINISHED.search(before))
    lower = after[0].islower() or after[0] in ",;)%"
    if opens(after):
        # "kinh tế" / "- xã hội": a hyphen that the line break left in front.
        hyphen = re.match(r"[-–]\s?[^\W\d_]", after) and after.lstrip("-– ")[0].islower()
        number = (
            unfinished
            and re.match(r"\d", after)
            and re.search(r"(?:số|ngày|tháng|năm|khoản|điều|mục)$", before, re.I)
        )
        if not (number or (hyphen and width and not gap and not _ENDS.search(before) and not opens(before))):
            return False
        return True
    ended = bool(_ENDS.search(before))
    if gap:
        return not ended and (lower or unfinished) and not is_upper(before)
    if width is None:
        return not ended and (lower or unfinished)
    if is_upper(before) != is_upper(after) and is_upper(before) and len(before) > 3:
        return lower
    if lower or not ended:
        return True
    return len(before) + 1 + len(after.split(maxsplit=1)[0]) > width


def wrap_width(lines: list[str]) -> int | None:
    """The width at which a text breaks its lines inside sentences, None where it does not.

    `lines` with "" for blank ones. A text is wrapped where many lines go straight on in lower case.
    """
    pairs = [(a, b) for a, b in zip(lines, lines[1:], strict=False) if a and b and len(a) > 20]
    broken = sorted(len(a) for a, b in pairs if b[0].islower() and not opens(b))
    if len(broken) < 3 or len(broken) < 0.1 * len(pairs):
        return None
    return broken[int(0.9 * (len(broken) - 1))]
