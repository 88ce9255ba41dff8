"""Text set in fonts of the years before Unicode (TCVN3 ".VnTime", VNI), turned into Unicode font by font."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from indexer.read.encodings import from_tcvn3, from_vni, likeness, unmasked


def conversions(runs: Iterable[tuple[str, str]]) -> dict[str, Callable[[str], str]]:
    """For each font of the runs (font, text), the function that turns what is set in it into Unicode."""
    texts: dict[str, list[str]] = {}
    for font, text in runs:
        texts.setdefault(font, []).append(text)
    return {font: _conversion(font, " ".join(parts)) for font, parts in texts.items()}


def _conversion(font: str, text: str) -> Callable[[str], str]:
    if text.isascii() or likeness(text) > 0.6:
        return str
    name = font.split("+")[-1].lower()
    if name.startswith(".vn"):
        # Capitals with marks have fonts of their own in TCVN3, named with an H.
        capitals = name.split(",")[0].split("-")[0].endswith("h")
        return (lambda run: from_tcvn3(run).upper()) if capitals else from_tcvn3
    if name.startswith("vni"):
        return from_vni
    meant = unmasked(text)
    return next((function for function in (from_tcvn3, from_vni) if function(text) == meant), str)
