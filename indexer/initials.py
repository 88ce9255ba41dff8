"""Short forms that no list knows, read from the corpus: "HTXSNV" is "hoàn thành xuất sắc nhiệm vụ".

Every letter is taken for the first of a syllable. Of the phrases that the vocabulary has for them, the
likeliest one holds together, its syllables following one another oftener than others, and fits between the
words around it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from indexer import spelling
from indexer.normalise import fold
from indexer.vocabulary import Vocabulary

_SHORT = re.compile(r"[^\W\d_]{2,8}")
_VOWELS = re.compile("[aeiouy]")
_CANDIDATES = 120  # syllables for one letter, the most frequent ones
# In natural logarithms, set on 108 unlisted short forms of the development questions: 75 are read right, 19
# among others, 5 wrong; of two dozen of other fields none may be read at all.
_DEAREST_PAIR, _DEAREST_EACH = 20.0, 5.5  # what two syllables may cost, and each of more
_DEAREST_NEIGHBOUR = 8.0  # beyond that a word beside it ("trong") says nothing of what it stands for
_AS_LIKELY = 1.0  # phrases that cost hardly more than the cheapest may be meant as well


def is_short(typed: str) -> bool:
    """Whether a word looks like initials: all capitals ("BC"), or no vowel among its letters ("gq")."""
    return bool(_SHORT.fullmatch(typed)) and (typed.isupper() or not _VOWELS.search(fold(typed.lower())))


def readings(short: str, before: str, after: str, vocabulary: Vocabulary) -> list[str]:
    """Return what a short form may stand for, the likeliest first; nothing where no phrase is likely.

    `before` and `after` are the words around it, "" where there are none. "d" stands for "đ" too unless the
    short form holds one.
    """
    letters = short.lower()
    both = letters.isascii()
    columns = [
        vocabulary.beginning(("d", "đ") if letter == "d" and both else (letter,))[:_CANDIDATES]
        for letter in letters
    ]
    if not all(columns):
        return []
    costs = np.minimum(-vocabulary.log_probabilities([before], columns[0])[0], _DEAREST_NEIGHBOUR)
    back = [np.zeros(len(columns[0]), np.int64)]
    for first, second in pairwise(columns):
        steps = costs[:, None] - _together(first, second, vocabulary)
        back.append(steps.argmin(axis=0))
        costs = steps.min(axis=0)
    costs = costs + np.minimum(-vocabulary.log_probabilities(columns[-1], [after])[:, 0], _DEAREST_NEIGHBOUR)
    dearest = _DEAREST_PAIR if len(letters) == 2 else _DEAREST_EACH * len(letters)
    likely = np.flatnonzero(costs <= min(costs.min() + _AS_LIKELY, dearest))
    cheapest_first = likely[np.argsort(costs[likely])].tolist()
    return [" ".join(spelling.traced(columns, back, place)) for place in cheapest_first]


def _together(first: Sequence[str], second: Sequence[str], vocabulary: Vocabulary) -> np.ndarray:
    """How surely one syllable calls for the other, both ways, in logarithms; shape (first, second).

    Minus infinity where no plan says one behind the other: the dictionary has a phrase for any letters.
    """
    forwards = vocabulary.log_probabilities(first, second)
    alone = [np.log([vocabulary.count(one) for one in row]) for row in (first, second)]
    surely = 2 * forwards + alone[0][:, None] - alone[1][None, :]
    return np.where(vocabulary.pair_counts(first, second) >= 1, surely, -np.inf)
