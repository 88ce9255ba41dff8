"""The taxonomy of administrative-reform indicators: which one a sentence or a question is about.

Words decide, with marks, case and short forms folded away; data/indicators.toml holds them and says
how they are written. A match is precise rather than complete: what fits nothing, or two indicators
equally, stays None and keeps its own label.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_REFORM = " cai cach hanh chinh "
_CHANGES = ("tang", "giam", "tang them", "giam them", "giam binh quan", "tang binh quan")
_SHORT = 8  # words up to which a text may need its heading to name anything


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that plans set numbers for."""

    key: str
    vi: str
    en: str
    field: str  # key of `fields()`
    units: tuple[str, ...]
    direction: str  # "higher" or "lower": which way is better
    ways: tuple[str, ...]  # as written in the data file
    reform: tuple[str, ...]
    asked: tuple[str, ...]
    unlike: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Way:
    """A way of saying an indicator: every group of alternatives must be met, no word of `never`.

    Words are folded and have a space on either side, as has the text that they are looked for in.
    """

    groups: tuple[tuple[str, ...], ...]
    never: tuple[str, ...]

    def fit(self, text: str) -> tuple[int, int] | None:
        """(letters of `text` that the way accounts for, minus where they begin); None where it does not fit.

        The greater, the better.
        """
        weight, begins = 0, len(text)
        for group in self.groups:
            found = [word for word in group if word in text]
            if not found:
                return None
            weight += max(map(len, found)) - 2
            begins = min(begins, min(map(text.index, found)))
        return None if any(word in text for word in self.never) else (weight, -begins)


def fold(text: str) -> str:
    """Lower case, no marks, words one space apart: the form in which words are compared."""
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join(re.findall(r"[a-z0-9]+", "".join(c for c in bare if not unicodedata.combining(c))))


@cache
def _data() -> dict:
    return tomllib.loads(files("indexer").joinpath("data/indicators.toml").read_text("utf-8"))


@cache
def indicators() -> dict[str, Indicator]:
    """The taxonomy by key, in the order of the data file."""
    return {
        key: Indicator(
            key,
            row["vi"],
            row["en"],
            row["field"],
            tuple(row["unit"]),
            row["direction"],
            tuple(row["ways"]),
            tuple(row.get("reform", ())),
            tuple(row.get("asked", ())),
            tuple(row["unlike"]),
        )
        for key, row in _data()["indicator"].items()
    }


@cache
def fields() -> dict[str, dict[str, str]]:
    """Names ("vi", "en") of the fields that indicators belong to, by key."""
    return _data()["field"]


@cache
def _spelling() -> tuple[re.Pattern[str], dict[str, str]]:
    """Any short form of the data file as a pattern, and what each stands for."""
    table = {fold(short): fold(long) for short, long in _data()["spelling"].items()}
    longest_first = sorted(table, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)"), table


@cache
def _plain(text: str) -> str:
    """Folded text with short forms written out, a space on either side."""
    pattern, table = _spelling()
    return f" {pattern.sub(lambda found: table[found[0]], fold(text))} "


def _way(written: str) -> _Way:
    groups, never = [], []
    for part in written.split(" + "):
        words = [_plain(word) for word in part.removeprefix("! ").split(" / ")]
        if part.startswith("! "):
            never += words
        else:
            groups.append(tuple(words))
    return _Way(tuple(groups), tuple(never))


@cache
def _ways(kind: str) -> tuple[tuple[Indicator, tuple[_Way, ...]], ...]:
    """Every indicator with the ways that hold in a text of this kind: "plan", "reform plan", "question"."""
    more = {"plan": (), "reform plan": ("reform",), "question": ("asked",)}[kind]
    return tuple(
        (indicator, tuple(_way(way) for name in ("ways", *more) for way in getattr(indicator, name)))
        for indicator in indicators().values()
    )


@cache
def _of_change(key: str) -> bool:
    """Whether an indicator measures how much something grows or shrinks."""
    ways = _plain(" ".join(way.split(" + ! ")[0] for way in indicators()[key].ways))
    return any(f" {verb} " in ways for verb in _CHANGES)


def _fitting(text: str, unit: str | None, kind: str) -> dict[str, tuple[int, int]]:
    """The indicators that fit, each with its best fit."""
    plain = _plain(text)
    changing = next((verb for verb in _CHANGES if plain.endswith(f" {verb} ")), None)
    fitting = {}
    for indicator, ways in _ways(kind):
        if changing and unit not in {"bậc", "hạng"} and not _of_change(indicator.key):
            continue  # "hồ sơ trực tuyến tăng 10%" is not the share of online files
        if unit is None or unit in indicator.units:
            fits = [fit for way in ways if (fit := way.fit(plain))]
            if fits:
                fitting[indicator.key] = max(fits)
    return fitting


def match(text: str, headings: Iterable[str] = (), unit: str | None = None) -> str | None:
    """Key of the indicator that `text` (a label or a clause) states a value of, else None.

    `headings` are the titles above it, outermost first; the nearest is read together with a text
    that names nothing itself ("Cấp xã: 80%" below "Tỷ lệ hồ sơ giải quyết đúng hạn"). `unit`
    ("%", "sáng kiến"...) rules out the indicators that are counted otherwise.
    """
    headings = list(headings)
    kind = "reform plan" if any(_REFORM in _plain(heading) for heading in headings) else "plan"
    fitting = _fitting(text, unit, kind)
    if not fitting and len(fold(text).split()) <= _SHORT:
        for distance, heading in enumerate(reversed(headings)):
            fitting = _fitting(f"{heading} {text}", unit, kind)
            if (
                distance
            ):  # the plan's subject tells its components apart ("Quản trị điện tử" of PAPI), no more
                fitting = {key: fit for key, fit in fitting.items() if indicators()[key].field == "indices"}
            if fitting:
                break
    if not fitting:
        return None
    if all(indicators()[key].field == "indices" for key in fitting):
        # Indices that share one number ("PAR INDEX, PAPI trong nhóm 3"): the one named first
        return max(fitting, key=lambda key: fitting[key][::-1])
    best = max(weight for weight, _ in fitting.values())
    winners = [key for key, (weight, _) in fitting.items() if weight == best]
    return winners[0] if len(winners) == 1 else None


def indicator_of_question(text: str) -> list[str]:
    """Keys of the indicators that a question asks about, the likeliest first; empty where it asks for none.

    Understands Vietnamese with and without marks, short forms and English.
    """
    fitting = _fitting(text, None, "question")
    best = max((weight for weight, _ in fitting.values()), default=0)
    likely = [key for key, (weight, _) in fitting.items() if weight >= 0.8 * best]
    return sorted(likely, key=fitting.get, reverse=True)
