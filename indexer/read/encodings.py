"""Bytes into text: which encoding a Vietnamese text file was saved in.

Old files carry Windows-1258 (tone marks as separate characters) or, from the years of special fonts,
TCVN3 (".VnTime") and VNI-Windows, which claim to be Latin. A wrong guess gives letters that form no
Vietnamese syllables, so the guess whose words are syllables wins.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from indexer.normalise import characters
from indexer.refusal import Refusal

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# TCVN 5712:1993, VN3 ("ABC" fonts). Capitals with tones had fonts of their own and come out in lower case.
_TCVN3 = dict(
    zip(
        bytes.fromhex(
            "A1A2A3A4A5A6A7 A8A9AAABACADAE B5B6B7B8B9 BBBCBDBEC6 C7C8C9CACB CCCECFD0D1 D2D3D4D5D6 D7D8DCDDDE"
            "DFE1E2E3E4 E5E6E7E8E9 EAEBECEDEE EFF1F2F3F4 F5F6F7F8F9 FAFBFCFDFE"
        ),
        "ĂÂÊÔƠƯĐ" "ăâêôơưđ" "àảãáạ" "ằẳẵắặ" "ầẩẫấậ" "èẻẽéẹ" "ềểễếệ" "ìỉĩíị"
        "òỏõóọ" "ồổỗốộ" "ờởỡớợ" "ùủũúụ" "ừửữứự" "ỳỷỹýỵ",
        strict=True,
    )
)  # fmt: skip


def _vni() -> dict[str, str]:
    """VNI-Windows: a letter and a second one that stands for its marks; a few letters alone."""
    tones = dict(zip("ùøûõï", "\u0301\u0300\u0309\u0303\u0323", strict=True))
    hat = dict(zip("âáàåãä", ["", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"], strict=True))
    breve = dict(zip("êéèúüë", ["", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"], strict=True))
    table = {base + mark: letter + tone for base, letter in zip("aeouyôö", "aeouyơư", strict=True)
             for mark, tone in tones.items()}  # fmt: skip
    table |= {base + mark: base + "\u0302" + tone for base in "aeo" for mark, tone in hat.items()}
    table |= {"a" + mark: "a\u0306" + tone for mark, tone in breve.items()}
    table |= dict(zip("ñôöæóòî", "đơưỉĩịỵ", strict=True))
    composed = {old: unicodedata.normalize("NFC", new) for old, new in table.items()}
    return composed | {old.upper(): new.upper() for old, new in composed.items()} | {
        old.capitalize(): new.capitalize() for old, new in composed.items()}  # fmt: skip


_VNI = _vni()
_VNI_PAIRS = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))

_SYLLABLE = re.compile(
    r"(?:ngh|ch|gh|gi|kh|ng|nh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
    r"(?:uyê|uya|oai|oay|oeo|uây|uôi|ươi|ươu|iêu|yêu|uyu|uê|uy|uâ|uô|ươ|ưu|ưa|ưi|iê|yê|ia|iu|oa|oă|oe|oi|ôi|ơi|"
    r"ai|ao|au|ay|âu|ây|eo|êu|ui|ua|uơ|oo|[aăâeêioôơuưy])(?:ch|ng|nh|[cmnpt])?"
)
_TONE_MARKS = re.compile("[\u0300\u0301\u0303\u0309\u0323]")


def likeness(text: str) -> float:
    """Share (0..1) of the words with marks that are Vietnamese syllables; 0 without such words."""
    words = [w for w in re.findall(r"[^\W\d_]+", text[:20000].lower()) if not w.isascii()]
    if not words:
        return 0.0
    toneless = (
        unicodedata.normalize("NFC", _TONE_MARKS.sub("", unicodedata.normalize("NFD", word)))
        for word in words
    )
    return sum(bool(_SYLLABLE.fullmatch(word)) for word in toneless) / len(words)


def from_tcvn3(text: str) -> str:
    """Text in a TCVN3 font that was taken for Windows-1252 or Latin-1."""
    return "".join(_TCVN3.get(_byte(c), c) for c in text)


def from_vni(text: str) -> str:
    """Text in a VNI-Windows font that was taken for Windows-1252 or Latin-1."""
    return _VNI_PAIRS.sub(lambda m: _VNI[m[0]], text)


def _byte(character: str) -> int:
    if character < "\u0100":
        return ord(character)
    try:
        return character.encode("cp1252")[0]
    except UnicodeEncodeError:
        return -1


def unmasked(text: str) -> str | None:
    """The Vietnamese behind text set in an old font (TCVN3, VNI), None where it is in none of them."""
    best = max((from_tcvn3(text), from_vni(text)), key=likeness)
    return best if likeness(best) > 0.85 > 0.6 > likeness(text) else None


def decode(data: bytes) -> str:
    """The text of a file. Refusal "empty-file", "not-text" or "unknown-encoding" where there is none."""
    if not data.strip(b"\0 \t\r\n"):
        raise Refusal("empty-file")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace").removeprefix("\ufeff")
    if wide := _utf16(data):
        return data.decode(wide, errors="replace")
    if sum(byte < 9 or 13 < byte < 32 for byte in data[:65536]) > len(data[:65536]) // 200:
        raise Refusal("not-text")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors="replace")
        # A cut or patched UTF-8 file has a few bad bytes among thousands of good sequences.
        if text.count("\ufffd") * 20 < sum(c > "\u007f" for c in text):
            return text
    latin = data.decode("cp1252", errors="replace")
    guesses = (data.decode("cp1258", errors="replace"), from_tcvn3(data.decode("latin-1")), from_vni(latin))
    best = max(guesses, key=lambda guess: likeness(characters(guess)))
    if likeness(characters(best)) < 0.7:
        raise Refusal("unknown-encoding")
    return best


def _utf16(data: bytes) -> str | None:
    """Which UTF-16 it is without a mark: every second byte is one of the few pages that Vietnamese uses."""
    sample = data[: min(len(data), 4000) // 2 * 2]
    if b"\0" not in sample:
        return None
    for encoding, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if sum(byte in (0x00, 0x01, 0x03, 0x1E, 0x20) for byte in high) > 0.97 * len(high):
            text = sample.decode(encoding, errors="replace")
            if sum(c.isprintable() or c.isspace() for c in text) > 0.97 * len(text):
                return encoding
    return None
