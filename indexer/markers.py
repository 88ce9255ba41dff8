"""The number or letter that opens an item: "II.", "1.1.", "đ)", "Điều 5.", "Phụ lục I", and OCR's slips.

A marker often has several readings ("l." is a letter or a misread 1, "I." a Roman or an Arabic one).
All of them are given; the structure stage takes the one that goes on with the numbering.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

LETTERS = "abcdđeghiklmnopqrstuvxy"
_SPECKS = "'‘’`.,_~°|"  # what OCR makes of dirt in front of a line
CAPITALS = "ABCDĐEGHIKLMN"


@dataclass(frozen=True, slots=True)
class Marker:
    """One reading of an item's marker."""

    kind: str  # "appendix", "roman", "number", "decimal", "a)", ...: items of one list share it
    label: str  # as people write it: "II", "1", "1.2", "đ", "Điều 3"
    value: tuple[int, ...]  # (2,) for "II", (1, 2) for "1.2."; (0,) where there is no number
    length: int  # characters of the block it takes up, white space behind it included
    sure: bool = True  # False where a slip was set right or punctuation is missing


_NUMERAL = r"(?:[IVXLl1]+|\d{1,2})"
_WORDS = (
    ("part", "Phần", rf"(?:PHẦN|Phần) (?P<label>(?:thứ|THỨ) \w+|{_NUMERAL}|[A-H])(?!\w)\s?[.:\-–)]?"),
    ("chapter", "Chương", rf"(?:CHƯƠNG|Chương) (?P<label>{_NUMERAL})(?!\w)\s?[.:\-–]?"),
    ("division", "Mục", rf"(?:MỤC|Mục) (?P<label>{_NUMERAL})(?!\w)\s?(?:[.:\-–]|$|(?=\s?[A-ZĐÀ-Ỹ]{{2}}))"),
    (
        "appendix",
        "Phụ lục",
        rf"(?:PHỤ LỤC|Phụ lục|Phụ Lục)(?: (?:(?:số|SỐ) )?(?P<label>{_NUMERAL}[A-Za-z]?|[A-H])(?!\w))?"
        r"\s?(?:[.:\-–]|$|(?=\(|\s[A-ZĐÀ-Ỹ]{2}))",
    ),
    (
        "appendix",
        "",
        rf"(?P<label>(?:Biểu|BIỂU|Mẫu|MẪU|Phụ biểu|PHỤ BIỂU)(?: (?:mẫu|MẪU))?"
        rf" (?:(?:số|SỐ) ?)?{_NUMERAL}[A-Z]?)"
        r"\s?(?:[.:\-–]|$|(?=\())",
    ),
    ("article", "Điều", r"(?:ĐIỀU|Điều) (?P<label>\d{1,3}[a-zđ]?)\s?(?:[.:]|$)"),
    ("clause", "Khoản", r"Khoản (?P<label>\d{1,2})\s?[.:]"),
    ("point", "Điểm", r"Điểm (?P<label>[a-zđ])\s?[.:)]"),
)
_WORDS = tuple((kind, word, re.compile(pattern + r"\s*")) for kind, word, pattern in _WORDS)

# Behind the punctuation no digit may follow: 5.000, 15.12.2025, 01/10/2020 are no items; "1.100%" is one.
_FREE = r"(?!\d)(?!\s\d{3}(?:[.,\s]\d{3})*\s(?:đồng|triệu|tỷ|tỉ|ha|km|m2|kg|tấn)\b)"
_ROMAN = re.compile(
    rf"(?P<label>[IVXLHTl1|]{{1,7}})(?:\s?(?P<close>[.):]|[-–/](?=\s)){_FREE}(?![a-zđà-ỹ])|(?=\s[A-ZĐÀ-Ỹ]))\s*"
)
_DECIMAL = re.compile(
    rf"(?P<label>(?:[IVX]{{1,5}}\.)?\d{{1,2}}(?:\.\d{{1,2}}){{0,4}})"
    rf"(?:\s?(?P<close>[.):]|[-–/](?=\s))(?:{_FREE}|(?=\d{{2,3}}%))|(?=\s))\s*"
)
_LETTER = re.compile(r"(?P<label>[a-zđA-HĐ])\s?(?P<close>[.)]|/(?=\s))(?!\d|\w\.)\s*")
_LETTER_NUMBER = re.compile(r"(?P<label>[a-zđ]\.?\d{1,2})\s?[.)]\s+(?=\S)")
_PAREN = re.compile(r"\((?P<label>\d{1,2}|[a-zđ])\)\s*")
_BARE = re.compile(r"[A-ZĐÀ-Ỹ“\"(]")


def roman(text: str) -> int | None:
    """Value of a Roman numeral below 40 as OCR may have read it (l, 1, |, L, T for I, H for II), or None."""
    text = re.sub("[l1|LT]", "I", text).replace("H", "II")
    match = re.fullmatch(r"(X{0,3})(IX|IV|V?I{0,3})", text)
    if not text or not match:
        return None
    units = {"": 0, "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9}
    return 10 * len(match[1]) + units[match[2]]


def numeral(value: int) -> str:
    """The Roman numeral of a value below 40."""
    return "X" * (value // 10) + ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][value % 10]


def markers(text: str) -> Iterator[Marker]:
    """Every reading of the marker that a block begins with, the most literal first."""
    specks = len(text) - len(text.lstrip(_SPECKS))
    for marker in _readings(text[specks:]):
        yield replace(marker, length=marker.length + specks) if specks else marker


def _readings(text: str) -> Iterator[Marker]:
    for kind, word, pattern in _WORDS:
        if match := pattern.match(text):
            yield _word(kind, word, match)
            return
    if match := _PAREN.match(text):
        label = match["label"]
        value = int(label) if label.isdigit() else LETTERS.find(label) + 1
        yield Marker("(1)" if label.isdigit() else "(a)", label, (value,), match.end())
        return
    yield from _romans(text)
    yield from _decimals(text)
    yield from _letters(text)


def _word(kind: str, word: str, match: re.Match[str]) -> Marker:
    label = match["label"] or ""
    digits = re.search(r"\d+", label)
    value = int(digits[0]) if digits else roman(label) or 0
    if digits is None and value:
        label = numeral(value)
    name = f"{word} {label}".strip() if kind not in ("clause", "point") else label
    return Marker(kind, name, (value,), match.end())


def _romans(text: str) -> Iterator[Marker]:
    match = _ROMAN.match(text)
    if not match or match["label"].isdigit():
        return
    label = match["label"]
    value = roman(label)
    if value and label not in ("l", "|", "L", "T"):
        sure = bool(match["close"]) and not re.search("[HLTl1|]", label)
        yield Marker("roman", numeral(value), (value,), match.end(), sure)
    if match["close"] and label in ("I", "l", "|"):
        yield Marker("number", "1", (1,), match.end(), sure=False)
    if match["close"] and len(label) == 2 and set(label) <= set("Il1|"):
        yield Marker("number", "11", (11,), match.end(), sure=False)


def _decimals(text: str) -> Iterator[Marker]:
    match = _DECIMAL.match(text)
    if not match:
        return
    parts = match["label"].split(".")
    numbers = tuple(int(part) for part in parts if part.isdigit())
    close = match["close"]
    if 0 in numbers:
        return
    if not parts[0].isdigit():
        # "II.1." says its whole address.
        yield Marker("full", match["label"], (roman(parts[0]) or 0, *numbers), match.end())
    elif len(numbers) > 1:
        if close or _BARE.match(text, match.end()):
            yield Marker("decimal", ".".join(map(str, numbers)), numbers, match.end(), bool(close))
    elif close and close != ":":
        kind = {")": "1)", "/": "1/", "-": "1-", "–": "1-"}.get(close, "number")
        yield Marker(kind, str(numbers[0]), numbers, match.end())


def _letters(text: str) -> Iterator[Marker]:
    if match := _LETTER_NUMBER.match(text):
        label = match["label"].replace(".", "")
        yield Marker("a1)", label, (LETTERS.find(label[0]) + 1, int(label[1:])), match.end())
        return
    match = _LETTER.match(text)
    if not match:
        return
    letter = match["label"]
    if letter in LETTERS:
        yield Marker("a" + match["close"], letter, (LETTERS.index(letter) + 1,), match.end())
    elif letter in CAPITALS:
        yield Marker("A", letter, (CAPITALS.index(letter) + 1,), match.end())
