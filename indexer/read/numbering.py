"""Word's automatic numbering, counted the way Word counts it.

A paragraph only names a list and a level; the number it shows depends on every paragraph before it
(ECMA-376, part 1, 17.9). Plans are cited by these numbers, so they must become part of the text.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
          (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = (
        None  # level (1-based) whose numbers restart this one; 0 for none; None for any above
    )
    decimal: bool = False  # numbers of the levels above shown as 1, 2, 3 whatever their format
    style: str | None = None  # paragraph style that this level belongs to
    suffix: str = " "


@dataclass(slots=True)
class _List:
    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(
        default_factory=dict
    )  # overrides that restart a level at the list's first use


class Numbering:
    """The lists of a document and how far each has counted."""

    def __init__(self, part: etree._Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        if part is not None:
            self._load(part)

    def _load(self, part: etree._Element) -> None:
        abstracts: dict[str, dict[int, Level]] = {}
        links: dict[str, str] = {}
        named: dict[str, str] = {}
        for abstract in part.iter(W + "abstractNum"):
            key = abstract.get(W + "abstractNumId", "")
            abstracts[key] = dict(map(_level, abstract.iter(W + "lvl")))
            if (link := abstract.find(W + "numStyleLink")) is not None:
                links[key] = link.get(W + "val", "")
            if (name := abstract.find(W + "styleLink")) is not None:
                named[name.get(W + "val", "")] = key
        for key, style in links.items():
            abstracts[key] = abstracts.get(named.get(style, ""), abstracts[key])
        for number in part.iter(W + "num"):
            reference = number.find(W + "abstractNumId")
            abstract = reference.get(W + "val", "") if reference is not None else ""
            found = _List(abstract, dict(abstracts.get(abstract, {})))
            for override in number.iter(W + "lvlOverride"):
                index = _integer(override.get(W + "ilvl"), 0)
                for level in override.iter(W + "lvl"):
                    found.levels[index] = _level(level)[1]
                if (start := override.find(W + "startOverride")) is not None:
                    found.starts[index] = _integer(start.get(W + "val"), 1)
            self._lists[number.get(W + "numId", "")] = found

    def level_of(self, number: str, style: str) -> int:
        """The level of list `number` that belongs to a paragraph style; 0 where none does."""
        found = self._lists.get(number)
        return next((i for i, level in found.levels.items() if level.style == style), 0) if found else 0

    def next(self, number: str, index: int) -> str:
        """What the next paragraph of list `number` at level `index` shows in front of its text."""
        found = self._lists.get(number)
        if found is None or index not in found.levels:
            return ""
        counts = self._counts.setdefault(found.abstract, {})
        level = found.levels[index]
        if index in found.starts and (number, index) not in self._begun:
            counts[index] = found.starts[index]
        else:
            counts[index] = counts[index] + 1 if index in counts else level.start
        self._begun.add((number, index))
        for above in range(index):
            counts.setdefault(above, found.levels.get(above, Level()).start)
        for below in range(index + 1, _LEVELS):
            restart = found.levels.get(below, Level()).restart
            if restart is None or 0 < index + 1 <= restart:
                counts.pop(below, None)
        return _shown(found.levels, index, counts)


def _shown(levels: dict[int, Level], index: int, counts: dict[int, int]) -> str:
    level = levels[index]
    if level.format == "bullet":
        return (level.text if level.text in ("-", "–", "+", "*") else "-") + " "
    text = level.text
    for above in range(_LEVELS):
        if f"%{above + 1}" in text:
            style = levels.get(above, Level()).format
            plain = level.decimal and style != "none"
            text = text.replace(
                f"%{above + 1}", formatted(counts.get(above, 1), "decimal" if plain else style)
            )
    return text + level.suffix if text.strip() else ""


def formatted(value: int, style: str) -> str:
    """A count as Word writes it in a number format: 4 in "upperRoman" is IV, in "lowerLetter" d."""
    if style == "none":
        return ""
    if style in ("upperRoman", "lowerRoman") and 0 < value < 4000:
        roman = ""
        for size, letters in _ROMAN:
            roman += letters * (value // size)
            value %= size
        return roman if style == "upperRoman" else roman.lower()
    if style in ("upperLetter", "lowerLetter") and value > 0:
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 % 30 + 1)
        return letter.upper() if style == "upperLetter" else letter
    if style == "decimalZero":
        return f"{value:02d}"
    return str(value)


def _level(element: etree._Element) -> tuple[int, Level]:
    values = {child.tag: child.get(W + "val") for child in element}
    suffix = {"nothing": ""}.get(values.get(W + "suff") or "", " ")
    level = Level(
        start=_integer(values.get(W + "start"), 1 if W + "start" in values else 0),
        format=values.get(W + "numFmt") or "decimal",
        text=values.get(W + "lvlText") or "",
        decimal=W + "isLgl" in values and values[W + "isLgl"] not in ("0", "false"),
        style=values.get(W + "pStyle"),
        suffix=suffix,
    )
    if W + "lvlRestart" in values:
        level = replace(level, restart=_integer(values[W + "lvlRestart"], 0))
    return _integer(element.get(W + "ilvl"), 0), level


def _integer(text: str | None, default: int) -> int:
    try:
        return int(text or "")
    except ValueError:
        return default
