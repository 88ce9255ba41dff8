"""Text set in fonts of the years before Unicode (TCVN3 ".VnTime", VNI), turned into Unicode font by font."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from indexer.read.encodings import from_tcvn3, from_vni, likeness, unmasked

# TCVN3 has its ư where other encodings have the soft hyphen, which PDF makes a plain one.
_HORNED_U = re.compile("(?<=[a-zà-ÿ])[-\u00ad]|[-\u00ad](?=[a-zà-ÿ])")
_LOOKALIKES = str.maketrans({"\u03bc": "\u00b5", "\u2212": "-", "\u2010": "-"})


def conversions(runs: Iterable[tuple[str, str]]) -> dict[str, Callable[[str], str]]:
    """For each font of the runs (font, text), the function that turns what is set in it into Unicode."""
    texts: dict[str, list[str]] = {}
    for font, text in runs:
        texts.setdefault(font, []).append(text)
    return {font: _conversion(font, " ".join(parts)) for font, parts in texts.items()}


def _conversion(font: str, text: str) -> Callable[[str], str]:
    if text.isascii():
        return str
    name = font.split("+")[-1].lower()
    if name.startswith(".vn"):
        # Capitals with marks have fonts of their own in TCVN3, named with an H.
        capitals = name.split(",")[0].split("-")[0].endswith("h")
        convert = (lambda run: _tcvn3(run).upper()) if capitals else _tcvn3
    elif name.startswith("vni"):
        convert = from_vni
    else:
        meant = unmasked(text)
        functions = {from_tcvn3: _tcvn3, from_vni: from_vni}
        return next((better for function, better in functions.items() if function(text) == meant), str)
    # Newer fonts of these names hold Unicode.
    return convert if likeness(convert(text)) > likeness(text) else str


def _tcvn3(run: str) -> str:
    return from_tcvn3(_HORNED_U.sub("\u00ad", run.translate(_LOOKALIKES)))
