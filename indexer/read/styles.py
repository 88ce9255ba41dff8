"""What Word's styles say of a paragraph and its text, inherited along "based on"."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from indexer.read.numbering import W

_OFF = ("0", "false", "off", "none")


class Styles:
    """The styles of a document by id."""

    def __init__(self, part: etree._Element | None) -> None:
        self._styles: dict[str, etree._Element] = {}
        self._default: str | None = None
        self._base: etree._Element | None = None
        if part is None:
            return
        self._base = part.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        for style in part.iter(W + "style"):
            key = style.get(W + "styleId", "")
            self._styles[key] = style
            if style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true"):
                self._default = key

    def chain(self, key: str | None) -> Iterator[tuple[str, etree._Element]]:
        """The style and those that it is based on, nearest first; the default style where none is named."""
        key = key if key in self._styles else self._default
        seen = set()
        while key in self._styles and key not in seen:
            seen.add(key)
            yield key, self._styles[key]
            base = self._styles[key].find(W + "basedOn")
            key = base.get(W + "val") if base is not None else None

    def is_heading(self, key: str | None) -> bool:
        """Whether the style is one of headings or titles."""
        for _, style in self.chain(key) if key in self._styles else ():
            if style.find(f"{W}pPr/{W}outlineLvl") is not None:
                return style.find(f"{W}pPr/{W}outlineLvl").get(W + "val") != "9"
            name = style.find(W + "name")
            if name is not None and name.get(W + "val", "").lower().startswith(("heading", "title")):
                return True
        return False

    def is_contents(self, key: str | None) -> bool:
        """Whether the style is one of a table of contents."""
        name = self._styles[key].find(W + "name") if key in self._styles else None
        return name is not None and name.get(W + "val", "").lower().startswith("toc ")

    def numbering(self, key: str | None) -> tuple[str, int | None, str] | None:
        """List, level and naming style of the numbering that comes with a paragraph style."""
        for name, style in self.chain(key):
            found = style.find(f"{W}pPr/{W}numPr")
            if found is not None and (number := found.find(W + "numId")) is not None:
                level = found.find(W + "ilvl")
                index = level.get(W + "val", "0") if level is not None else ""
                return number.get(W + "val", "0"), int(index) if index.isdigit() else None, name
        return None

    def switched(self, name: str, run: etree._Element, paragraph: str | None) -> bool:
        """Whether a switch such as "b", "caps" or "vanish" is on for a run in a paragraph of that style."""
        for properties in self._properties(run, paragraph):
            if (switch := properties.find(W + name)) is not None:
                return switch.get(W + "val", "1") not in _OFF
        return False

    def font(self, run: etree._Element, paragraph: str | None) -> str:
        """Name of the font of a run."""
        for properties in self._properties(run, paragraph):
            fonts = properties.find(W + "rFonts")
            if fonts is not None and (name := fonts.get(W + "ascii") or fonts.get(W + "hAnsi")):
                return name
        return ""

    def bordered(self, key: str | None) -> bool:
        """Whether a table style draws lines."""
        return key in self._styles and any(
            draws(style.find(f"{W}tblPr/{W}tblBorders")) for _, style in self.chain(key)
        )

    def _properties(self, run: etree._Element, paragraph: str | None) -> Iterator[etree._Element]:
        own = run.find(W + "rPr")
        if own is not None:
            yield own
            if (named := own.find(W + "rStyle")) is not None and named.get(W + "val") in self._styles:
                for _, style in self.chain(named.get(W + "val")):
                    if (properties := style.find(W + "rPr")) is not None:
                        yield properties
        for _, style in self.chain(paragraph):
            if (properties := style.find(W + "rPr")) is not None:
                yield properties
        if self._base is not None:
            yield self._base


def draws(borders: etree._Element | None) -> bool:
    """Whether any of the borders is visible."""
    return borders is not None and any(
        line.get(W + "val", "none") not in ("none", "nil") and line.get(W + "color", "").upper() != "FFFFFF"
        for line in borders
    )
