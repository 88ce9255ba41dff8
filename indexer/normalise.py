"""One spelling for every text.

The same Vietnamese word can be written in several sequences of characters (composed or not, the tone
mark on either vowel of "hoà"/"hòa"); encoders and indexes take them for different words. Everything
that enters the pipeline, plans and questions alike, passes through `characters` first.
"""

from __future__ import annotations

import re
import unicodedata

# Zero-width characters, direction marks, soft hyphens, variation selectors: they print nothing.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
)
_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_LINE_ENDS = re.compile("\r\n?|[\u000b\u000c\u0085\u2028\u2029]")
_CONTROLS = re.compile("[\u0000-\u0009\u000b-\u001f\u007f-\u009f]")
# Letters and bullets that look right but are other characters: Icelandic eth for đ, Word's Symbol font.
_LOOKALIKES = str.maketrans(
    {"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "\uf0b7": "•", "\uf02d": "-", "\uf0a7": "•", "\uf0fc": "•"}
)

# A tone typed before the hat or breve of its vowel does not compose: é + ̂ is not ế.
_TONE_BEFORE_HAT = re.compile("([\u0300\u0301\u0303\u0309])([\u0302\u0306])")
_LOOSE_HAT = re.compile("[\u0302\u0306]")

_TONES = "\u0300\u0301\u0309\u0303\u0323"


def _moved(first: str, second: str, forward: bool) -> dict[str, str]:
    """Pairs of letters with the tone moved from one to the other: {"oà": "òa"} or {"úy": "uý"}."""
    pairs = {}
    for tone in _TONES:
        left = unicodedata.normalize("NFC", first + tone)
        right = unicodedata.normalize("NFC", second + tone)
        old, new = (left + second, first + right) if forward else (first + right, left + second)
        pairs[old] = new
    return pairs


def _cases(pairs: dict[str, str]) -> dict[str, str]:
    return {
        shape(old): shape(new)
        for old, new in pairs.items()
        for shape in (str.lower, str.upper, str.capitalize)
    }


# At the end of a syllable the mark stands on the first vowel: hòa, khỏe, thủy. Before a consonant it
# does not (hoàn), and behind q the u is no vowel (quý).
_ONTO_FIRST = _cases(_moved("o", "a", False) | _moved("o", "e", False) | _moved("u", "y", False))
_FIRST = re.compile(f"(?<![qQ])(?:{'|'.join(_ONTO_FIRST)})(?![^\\W\\d_])")
# Behind q, and behind g for i, the first letter belongs to the consonant: quả, giả, giúp.
_ONTO_SECOND_Q = _cases({k: v for vowel in "aeoyi" for k, v in _moved("u", vowel, True).items()})
_ONTO_SECOND_G = _cases({k: v for vowel in "aou" for k, v in _moved("i", vowel, True).items()})
_SECOND_Q = re.compile(f"(?<=[qQ])(?:{'|'.join(_ONTO_SECOND_Q)})")
_SECOND_G = re.compile(f"(?<=[gG])(?:{'|'.join(_ONTO_SECOND_G)})")


def tones(text: str) -> str:
    """NFC text with tone marks in the modern place: hoà → hòa, thuỷ → thủy, qủa → quả; quý and hoàn stay."""
    text = _FIRST.sub(lambda m: _ONTO_FIRST[m[0]], text)
    text = _SECOND_Q.sub(lambda m: _ONTO_SECOND_Q[m[0]], text)
    return _SECOND_G.sub(lambda m: _ONTO_SECOND_G[m[0]], text)


def characters(text: str) -> str:
    """The text in one spelling: NFC, modern tone marks, plain spaces and line ends, nothing invisible.

    Line breaks stay; runs of spaces shrink to one and lines lose spaces at both ends. Idempotent.
    """
    text = _LINE_ENDS.sub("\n", text)
    text = _INVISIBLE.sub("", text)
    text = _SPACES.sub(" ", text)
    text = _CONTROLS.sub("", text)
    text = unicodedata.normalize("NFC", text.translate(_LOOKALIKES))
    if _LOOSE_HAT.search(text):
        swapped = _TONE_BEFORE_HAT.sub(r"\2\1", unicodedata.normalize("NFD", text))
        text = unicodedata.normalize("NFC", swapped)
    text = re.sub(" {2,}", " ", text)
    text = re.sub(" *\n *", "\n", text)
    return tones(text).strip(" ")


# Every Latin letter that is one character with its marks.
_FOLDED = {
    code: unicodedata.normalize("NFD", chr(code))[0]
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
    if unicodedata.decomposition(chr(code))
} | {ord("đ"): "d", ord("Đ"): "D"}


def fold(text: str) -> str:
    """The text without diacritics, đ as d, case kept. Same length for NFC input, so offsets stay equal."""
    return text if text.isascii() else text.translate(_FOLDED)


def is_upper(line: str) -> bool:
    """Whether the line is set in capitals: no lower-case letter, and at least two capitals."""
    return not any(c.islower() for c in line) and sum(c.isupper() for c in line) > 1
