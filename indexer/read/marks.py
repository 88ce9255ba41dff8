"""Markdown's marks off the lines, and what they said kept: headings, emphasis, broken emphasis.

Crawled pages carry Markdown that no parser would accept ("*(năm 2030) *và", a bold run over three
lines), so marks are read as switches, line by line, and forgotten at the next blank line.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace

from indexer.markers import markers

_HEADING = re.compile(r"#{1,6}(?:\s+|$)")
_RULE = re.compile(r"(?:[-*_=~.…]\s?){3,}")
# "> 90%" and ">= 90%" compare; "> 1. Mục tiêu" is quoted.
_QUOTE = re.compile(r"(?:>\s?)+(?=[^\s\d=]|\d[\d.]*[.)]\s)")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)")
_BREAK = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:p|b|i|u|em|strong|span|div|sup|sub|center|font|a|img|hr)\b[^<>]*>|<!--.*?-->", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:#\d+|#x[\da-fA-F]+|[a-zA-Z]{2,8});")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|~>])")
_UNDERLINED = re.compile(r"(?<!\w)(_{1,3})(?=[^\W_])(.{0,300}?[^\s_])\1(?!\w)")
_STARS = re.compile(r"\*{1,6}")
_REACH = 8  # lines; emphasis that has not ended by then never began
_HELD = {c: chr(0xE000 + i) for i, c in enumerate(r"\`*_{}[]()#+-.!|~>")}  # escaped marks, while others go
_RELEASED = {ord(held): c for c, held in _HELD.items()}


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its marks."""

    text: str
    heading: bool = False  # a Markdown heading, a bold line, or an item in italics
    runs_on: bool = False  # its emphasis goes on in the next line
    gap: bool = False  # a blank line stands before it


def unmarked(lines: list[str]) -> list[Line]:
    """Lines (as `characters` leaves them) without Markdown marks; blank lines become gaps."""
    result: list[Line] = []
    chunk: list[str] = []
    gap = False
    for line in [*lines, ""]:
        if line:
            chunk.append(line)
        elif chunk:
            stripped = _chunk(chunk)
            if stripped:
                result.append(replace(stripped[0], gap=gap or not result))
                result += stripped[1:]
            gap, chunk = True, []
    return result


def _chunk(lines: list[str]) -> list[Line]:
    """The lines between two blank ones."""
    texts: list[str] = []
    hashed: list[bool] = []
    for line in lines:
        heading = _HEADING.match(line)
        line = line[heading.end() :].rstrip("# ") if heading else line
        quote = _QUOTE.match(line)
        line = line[quote.end() :] if quote else line
        line = _TAG.sub("", _ENTITY.sub(lambda m: html.unescape(m[0]), line))
        line = _ESCAPE.sub(lambda m: _HELD[m[1]], _LINK.sub(r"\1", line))
        line = _UNDERLINED.sub(r"\2", line)
        parts = [""] if _RULE.fullmatch(line) else _BREAK.split(line)
        texts += parts
        hashed += [bool(heading)] * len(parts)
    joined = "\n".join(texts)
    marks, weights, broken = _emphasis(joined)
    result = []
    start = 0
    for text, heading in zip(texts, hashed, strict=True):
        end = start + len(text)
        shown = [i for i in range(start, end) if i not in marks]
        plain = "".join(text[i - start] for i in shown).translate(_RELEASED)
        plain = re.sub(" {2,}", " ", plain).strip()
        weight = min((weights[i] for i in shown if text[i - start].isalnum()), default=0)
        set_off = (weight > 1 or (weight and any(markers(plain)))) and not plain.startswith("(")
        if plain:
            result.append(Line(plain, heading or bool(set_off), end in broken))
        start = end + 1
    return result


def _emphasis(text: str) -> tuple[set[int], bytearray, set[int]]:
    """Which stars are marks, how strong each character is set, and which line ends lie inside emphasis.

    Strength: 0 plain, 1 italics, 2 bold.
    """
    marks: set[int] = set()
    spans: list[tuple[int, int, int]] = []
    opened: dict[int, int] = {}
    for stars in _STARS.finditer(text):
        start, end = stars.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        bullet = before in ("", "\n") and after == " " and end - start == 1
        sign = (before == "(" and after == ")") or (before == after == " " and end - start == 1)
        if bullet or sign:
            continue
        marks.update(range(start, end))
        for weight in {1: (1,), 2: (2,), 3: (1, 2), 4: (), 5: (1,), 6: ()}[end - start]:
            begun = opened.pop(weight, None)
            if begun is None or text.count("\n", begun, start) > _REACH:
                opened[weight] = end
            else:
                spans.append((weight, begun, start))
    weights = bytearray(len(text))
    broken: set[int] = set()
    for weight, begun, end in sorted(spans):  # bold last, over italics
        weights[begun:end] = bytes([weight]) * (end - begun)
        inside = text[begun:end].rstrip(" *\n")  # a mark alone on the next line breaks nothing
        broken.update(begun + i for i, c in enumerate(inside) if c == "\n")
    return marks, weights, broken
