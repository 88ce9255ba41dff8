"""Tells what stands in a file without being part of the plan: letterhead, addressees, signatures, menus.

The patterns stand in data/furniture.toml; here is only where they apply.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from indexer.normalise import fold

_KIND_OF_DOCUMENT = re.compile(
    r"(?:ke hoach|quyet dinh|chi thi|bao cao|to trinh|thong bao|nghi quyet|de an|chuong trinh|huong dan|"
    r"cong van|thong tu|nghi dinh|quy che|quy dinh|ke hoach hanh dong)\W*"
)
_BODY = re.compile(r"(?:can cu|thuc hien|theo de nghi|xet de nghi|de trien khai|nham)\s")
_ITEM = re.compile(r"[-–—+*•]|\d{1,2}[.)]|[a-zđ]\)")
_STRUCTURE = re.compile(
    r"\W{0,2}(?:[IVX]+[.)/\-–]\s|\d{1,2}(?:\.\d{1,2})*[.)]\s|[a-zđ]\)\s|Điều \d|"
    r"(?:PHỤ LỤC|Phụ lục|PHẦN|CHƯƠNG|Chương|DANH MỤC|DANH SÁCH|BIỂU|MẪU|BẢNG|NỘI DUNG)\b)"
)
_NAME = re.compile(
    r"(?:(?:TS|ThS|Ths|PGS|BS|CN)\.?\s*)?[A-ZĐÀ-Ỹ][a-zđà-ỹ]*(?:\s[A-ZĐÀ-Ỹ][a-zđà-ỹ]*){1,4}|[A-ZĐÀ-Ỹ]{2,}(?:\s[A-ZĐÀ-Ỹ]{2,}){1,4}"
)
_STRANGERS = 5
_SHORT = 70  # characters; menus, names and posts are shorter, paragraphs longer


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    groups = tomllib.loads(files("indexer").joinpath("data/furniture.toml").read_text("utf-8"))
    return {
        name: re.compile("|".join(f"(?:{p})" for p in group["patterns"])) for name, group in groups.items()
    }


def _is(group: str, folded: str) -> bool:
    return bool(_patterns()[group].fullmatch(folded))


def stands_alone(line: str) -> bool:
    """Whether a line is furniture by its words alone, so that no paragraph runs on into or out of it."""
    folded = fold(line).lower()
    return any(_is(group, folded) for group in ("line", "addressees", "tail"))


def furniture(lines: Sequence[str]) -> list[bool]:
    """For each paragraph of a file, in order, whether it is furniture."""
    folded = [fold(line).lower() for line in lines]
    marked = [_is("line", line) for line in folded]
    _letterhead(lines, folded, marked)
    _closing(lines, folded, marked)
    for number, line in enumerate(folded):
        if (_is("tail", line) or _is("title_again", line)) and not any(
            _STRUCTURE.match(later) for later in lines[number + 1 :]
        ):
            marked[number:] = [True] * (len(lines) - number)
            break
    return marked


def _letterhead(lines: Sequence[str], folded: list[str], marked: list[bool]) -> None:
    """Marks the letterhead, which ends where the kind of document, a paragraph or an item begins."""
    seen: dict[str, int] = {}
    for number, line in enumerate(folded):
        if _KIND_OF_DOCUMENT.fullmatch(line) or _BODY.match(line) or _STRUCTURE.match(lines[number]):
            return
        if _is("letterhead", line) or _is("metadata", line):
            marked[number] = True
        if line in seen:  # a page's own title, said over and over in its menus
            marked[number] = marked[seen[line]] = True
        seen[line] = number


def _closing(lines: Sequence[str], folded: list[str], marked: list[bool]) -> None:
    """Marks lists of addressees and signatures, with the posts, names, seals and specks among them."""
    inside = False
    strangers = 0  # lines in a row that no pattern knows
    for number, (text, line) in enumerate(zip(lines, folded, strict=True)):
        if _is("addressees", line) or _is("signature", line):
            inside, strangers = True, 0
        elif inside and not marked[number]:
            listed = bool(_ITEM.match(text)) or text.endswith((";", "."))
            strangers = 0 if listed or _NAME.fullmatch(text) else strangers + 1
            over = _STRUCTURE.match(text) or _KIND_OF_DOCUMENT.fullmatch(line)
            inside = not over and strangers <= _STRANGERS and len(text) < (2 * _SHORT if listed else _SHORT)
        marked[number] = marked[number] or inside
