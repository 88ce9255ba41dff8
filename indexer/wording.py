"""The words of data/targets.toml as patterns."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from functools import cache, lru_cache
from importlib.resources import files


@cache
def wording() -> dict:
    """The tables of data/targets.toml."""
    return tomllib.loads(files("indexer").joinpath("data/targets.toml").read_text("utf-8"))


def words(*path: str) -> re.Pattern[str]:
    """The list at `path` of data/targets.toml as a pattern that ignores case."""
    return _words(path)


def one_of(*path: str) -> str:
    """The list at `path` of data/targets.toml as part of a regular expression."""
    return _words(path).pattern


@cache
def _words(path: tuple[str, ...]) -> re.Pattern[str]:
    table = wording()
    for key in path:
        table = table[key]
    return re.compile(any_of(tuple(table)), re.I)


def last(text: str, start: int, end: int, *path: str) -> int:
    """Where the last of the words at `path` within text[start:end] ends; -1 where none stands there."""
    ends = _spans(text, path)[1]
    place = bisect_right(ends, end) - 1
    return ends[place] if place >= 0 and _spans(text, path)[0][place] >= start else -1


@lru_cache(maxsize=32)
def _spans(text: str, path: tuple[str, ...]) -> tuple[list[int], list[int]]:
    """Starts and ends of the words at `path` in a text, found once for all of its numbers."""
    spans = [match.span() for match in _words(path).finditer(text)]
    return [start for start, _ in spans], [end for _, end in spans]


@cache
def any_of(phrases: tuple[str, ...]) -> str:
    """A regular expression for any of `phrases`, the longest first, as whole words where they are words."""
    return f"(?:{'|'.join(map(_whole, sorted(phrases, key=len, reverse=True)))})"


def _whole(phrase: str) -> str:
    before = r"(?<!\w)" if phrase[0].isalnum() else ""
    after = r"(?!\w)" if phrase[-1].isalnum() else ""
    return before + r"\s+".join(map(re.escape, phrase.split())) + after
