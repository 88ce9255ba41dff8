"""Numbers as Vietnamese administrative prose writes them: digits, ranges, fractions and words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_ONES = {
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "lăm": 5,
    "nhăm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
}
_WORD = r"(?:một|mốt|hai|ba|bốn|tư|năm|lăm|nhăm|sáu|bảy|bẩy|tám|chín|mười|mươi|trăm|linh|lẻ|nghìn|ngàn)"
_WORDS = rf"{_WORD}(?:\s+{_WORD}){{0,7}}"

# Thousands by dots or (narrow) spaces, then a decimal part; a dot before one or two digits is a
# decimal dot. O and l are what a scanner makes of 0 and 1, believed only in front of a percent sign.
_DIGITS = (
    r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?(?!\.?\d)|\d{1,3}(?:\s\d{3}){2,}(?!\d)|\d+(?:,\d+){2,}"
    r"|\d+\s?,\d{1,2}(?=\s?%)|\d+(?:[.,]\d+)?)"
)
_SCANNED = r"[1-9lI][0-9OolI]{1,2}(?=\s?%)"
_PERCENT = r"(?:%|\(%\)|phần\s+trăm(?!\w))"
_SPELLED_OUT = r"(?:\s?\((?=[^()\d]*\))[^()]{2,30}\))?"  # "01 (một) sáng kiến"
_GREATEST = 1e15  # what is longer counts nothing that a plan could mean
_DASH = r"[-–—÷]"

_NUMBER = re.compile(
    rf"(?<![\w.,/])(?P<a>{_SCANNED}|{_DIGITS})(?P<ua>{_SPELLED_OUT}\s?{_PERCENT})?"
    rf"(?:\s?(?:{_DASH}|đến(?:\s+(?:dưới|trên|hết))?|tới)\s?(?P<b>{_SCANNED}|{_DIGITS})(?![\w/]*\d))?"
    rf"(?P<ub>{_SPELLED_OUT}\s?{_PERCENT})?"
)
# A number run together with the word before it ("đạt95%") is still a number before a percent sign.
_GLUED = re.compile(rf"(?<=[^\W\d_])(?P<a>{_DIGITS})(?P<ub>\s?%)")
_FRACTION = re.compile(
    r"(?<![\w/.,])(?P<n>[1-9])/(?P<d>[2-9]|10)(?=\s+(?:tổng\s+)?(?:số|các|đơn vị|xã|phường|cán bộ"
    r"|hồ sơ)(?!\w))"
)
_SPELLED_FRACTION = re.compile(
    r"(?<!\w)(?:(?P<half>một nửa|phân nửa)|(?P<n>một|hai|ba|bốn) phần (?P<d>hai|ba|tư|bốn|năm))(?!\w)", re.I
)
_SPELLED_PERCENT = re.compile(rf"(?<!\w)(?P<w>{_WORDS})\s+phần\s+trăm(?!\w)", re.I)
_SPELLED = re.compile(rf"(?<!\w)(?P<w>{_WORDS})(?!\w)", re.I)


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text. `start`..`end` is the number alone, `whole` reaches behind its percent sign."""

    start: int
    end: int
    whole: int
    value: float
    value_max: float | None = None  # the upper end of a range
    percent: bool = False
    spelled: bool = False  # in words, which is a count only where something says so


def spelled(words: str) -> int | None:
    """Value of a numeral in words ("chín mươi lăm" is 95); None where the words make no number."""
    total, current, seen = 0, 0, False
    tokens = words.lower().split()
    for i, token in enumerate(tokens):
        if token in _ONES:
            if token in {"mốt", "lăm", "nhăm"} and i == 0:
                return None
            if current % 10 and i and tokens[i - 1] in _ONES:
                return None
            current += _ONES[token]
        elif token == "mười":
            current += 10
        elif token == "mươi":
            if not current % 10:
                return None
            current += current % 10 * 9
        elif token == "trăm":
            current = (current or 1) * 100
        elif token in {"nghìn", "ngàn"}:
            total, current = total + (current or 1) * 1000, 0
        elif i in (0, len(tokens) - 1):  # "linh", "lẻ" stand only inside
            return None
        seen = True
    return total + current if seen else None


def parse(digits: str, percent: bool = False) -> float:
    """Value of a number in digits: "2.019.376", "88,46", "2.5", "03".

    A dot before three digits groups thousands, unless a percent sign follows: shares don't reach them.
    """
    digits = re.sub(r"\s", "", digits)
    if percent:
        digits = digits.translate(str.maketrans("OolI", "0011"))
        if digits.count(".") == 1 and "," not in digits:
            return float(digits)
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", digits):
        digits = digits.replace(".", "")
    if digits.count(",") > 1:
        digits = digits.replace(",", "")
    return float(digits.replace(",", "."))


def _year(value: float) -> bool:
    return value.is_integer() and 1945 <= value <= 2100


def _of_match(match: re.Match[str]) -> list[Number]:
    """One number or range, or the two sides where a dash does not make a range."""
    percent_a, percent_b = bool(match["ua"]), bool(match["ub"])
    whole = match.end() if (match["b"] or percent_b) else match.end("ua") if percent_a else match.end("a")
    if match["b"] is None:
        percent = percent_a or percent_b
        return [Number(match.start("a"), match.end("a"), whole, parse(match["a"], percent), percent=percent)]
    low = parse(match["a"], percent_a or percent_b)
    high = parse(match["b"], percent_b)
    # "2% đến 3 đơn vị" and "5 đến 3" are two numbers; "10 - 15%" and "80% đến 90%" are one range
    if low < high and not (percent_a and not percent_b) and not (_year(low) and _year(high)):
        return [Number(match.start("a"), match.end("b"), match.end(), low, high, percent_b)]
    return [
        Number(
            match.start("a"),
            match.end("a"),
            match.end("ua") if percent_a else match.end("a"),
            parse(match["a"], percent_a),
            percent=percent_a,
        ),
        Number(match.start("b"), match.end("b"), match.end(), high, percent=percent_b),
    ]


def numbers(text: str) -> list[Number]:
    """Every number of `text`, in order, not overlapping. Years, dates and numberings are still among them."""
    found: list[Number] = []
    for match in _FRACTION.finditer(text):
        n, d = int(match["n"]), int(match["d"])
        if n < d:
            found.append(Number(*match.span(), match.end(), round(100 * n / d, 2), percent=True))
    for match in _SPELLED_FRACTION.finditer(text):
        n = 1 if match["half"] else spelled(match["n"])
        d = 2 if match["half"] else spelled(match["d"])
        if n and d and n < d:
            found.append(
                Number(*match.span(), match.end(), round(100 * n / d, 2), percent=True, spelled=True)
            )
    for match in _SPELLED_PERCENT.finditer(text):
        value = spelled(match["w"])
        if value is not None:
            found.append(Number(*match.span("w"), match.end(), float(value), percent=True, spelled=True))
    for pattern in (_NUMBER, _GLUED):
        for match in pattern.finditer(text):
            if pattern is _GLUED:
                found.append(
                    Number(*match.span("a"), match.end(), parse(match["a"], percent=True), percent=True)
                )
            else:
                found += _of_match(match)
    for match in _SPELLED.finditer(text):
        value = spelled(match["w"])
        if value is not None:
            found.append(Number(*match.span("w"), match.end(), float(value), spelled=True))
    kept: list[Number] = []
    taken = bytearray(len(text))
    for number in found:  # the more telling readings come first
        if number.value < _GREATEST and not any(taken[number.start : number.whole]):
            taken[number.start : number.whole] = b"\1" * (number.whole - number.start)
            kept.append(number)
    return _said_once(text, sorted(kept, key=lambda number: number.start))


def _said_once(text: str, found: list[Number]) -> list[Number]:
    """The numbers without those that only say one again in words: "80% (tám mươi phần trăm)"."""
    kept: list[Number] = []
    for number in found:
        again = number.spelled and kept and kept[-1].value == number.value
        if again and text[kept[-1].whole : number.start].strip() == "(" and text[number.whole :][:1] == ")":
            kept[-1] = replace(kept[-1], whole=number.whole + 1)
        else:
            kept.append(number)
    return kept
