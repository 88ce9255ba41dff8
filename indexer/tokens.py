"""What a Vietnamese text is cut into for the lexical index.

White space parts syllables, not words: "hồ sơ" (file) is one word in two. Pairs of neighbouring syllables
stand for words without a word segmenter, and rank better than its words do (eval/results/ablations.md).
"""

from __future__ import annotations

import re
from itertools import pairwise

from indexer.normalise import fold

_SYLLABLE = re.compile(r"[^\W_]+")
_FOLDED = "~"  # keeps "han" typed without marks apart from the syllable "han"


def syllables(text: str) -> list[str]:
    """Return the syllables and numbers of a text in lower case."""
    return _SYLLABLE.findall(text.lower())


def marked(text: str) -> list[str]:
    """Return syllables and pairs of them as they are written, for questions typed with marks."""
    row = syllables(text)
    return row + pairs(row)


def folded(text: str) -> list[str]:
    """Return the same without diacritics, for questions typed without marks."""
    return [_FOLDED + term for term in marked(fold(text))]


def fold_term(term: str) -> str:
    """Return the term that stands for a syllable or a pair when its diacritics do not count."""
    return _FOLDED + fold(term)


def terms(text: str) -> list[str]:
    """Return everything a passage is found by."""
    return marked(text) + folded(text)


def pairs(row: list[str]) -> list[str]:
    """Return neighbours joined by a space."""
    return [f"{first} {second}" for first, second in pairwise(row)]


def words(text: str) -> list[str]:
    """Return the words that underthesea sees, in lower case. Slow to import; for comparisons."""
    from underthesea import word_tokenize

    return [word.lower() for word in word_tokenize(text) if _SYLLABLE.search(word)]
