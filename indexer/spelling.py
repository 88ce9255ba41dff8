"""Reading a question as it was meant: marks left out, Telex and VNI keys left in, slips of the finger.

Each word gets the spellings it may stand for, each with its price; the cheapest way through them, by
what the vocabulary says of neighbours, is the reading (Viterbi 1967). A word that is Vietnamese as it
stands, marks and all, is never touched: "hận" was meant if it was typed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from indexer.normalise import fold, tones
from indexer.vocabulary import Vocabulary, is_folded_syllable, is_syllable

_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
_TONES = _GRAVE + _ACUTE + _HOOK + _TILDE + _DOT
_VOWELS = set("aeiouyăâêôơư")
_TELEX_TONES = {"f": _GRAVE, "s": _ACUTE, "r": _HOOK, "x": _TILDE, "j": _DOT}
_VNI_TONES = {"1": _ACUTE, "2": _GRAVE, "3": _HOOK, "4": _TILDE, "5": _DOT}
_HAT = {"a": "â", "e": "ê", "o": "ô"}
_VNI_MARKS = {"6": _HAT, "7": {"o": "ơ", "u": "ư"}, "8": {"a": "ă"}, "9": {"d": "đ"}}

# Prices, in natural logarithms of odds, set by taking marks and letters away from sentences at random.
_MARKS_LEFT_OUT = 7.0  # of one word, in a question that is otherwise typed with marks
_MARKS_LEFT_OUT_OFTEN = 1.5  # of one word, in a question with too many words without marks
_KEYS = 1.0  # a word that only makes sense as Telex or VNI
_SOME_KEYS = 3.0  # the same, with keys for some of the marks only
_SLIP = 6.0  # one letter or mark wrong, missing, too many, or two letters swapped
_SLIP_INTO_A_WORD = 10.0  # a slip that happens to make another word
_RARE = 3.0  # keeping a syllable that the vocabulary lacks
_STRANGE = 9.0  # keeping a word that is no syllable either
_LONG = 4  # letters: a shorter word without marks is one slip away from too many others


def repair(words: Sequence[str], vocabulary: Vocabulary, fixed: Sequence[bool] | None = None) -> list[str]:
    """The words as they were meant, one for one, in lower case with their marks.

    `words` are lower-case words in NFC. Those marked in `fixed` (abbreviations, numbers, words of
    another language) stay; those that the vocabulary lacks part the words around them.
    """
    fixed = fixed or [False] * len(words)
    price = _price_of_marks([word for word, stays in zip(words, fixed, strict=True) if not stays])
    columns = [
        {word if word in vocabulary else "": 0.0} if stays else _spellings(word, vocabulary, price)
        for word, stays in zip(words, fixed, strict=True)
    ]
    reading = _cheapest(columns, vocabulary)
    slips = {
        place: found
        for place in _lonely(reading, vocabulary)
        if not fixed[place] and (found := _slips(words[place], vocabulary))
    }
    if slips:
        columns = [slips.get(place, {}) | column for place, column in enumerate(columns)]
        reading = _cheapest(columns, vocabulary)
    return [word if stays else meant for word, meant, stays in zip(words, reading, fixed, strict=True)]


def _price_of_marks(words: Sequence[str]) -> float:
    """What it costs to give a word the marks that it was typed without, by how the others were typed."""
    plain = [word for word in words if word.isascii()]
    if len(plain) == len(words):
        return 0.0
    # A quarter of all syllables is written without a mark, and none like "hoc" is among them.
    careless = len(plain) > 0.5 * len(words) or any(
        is_folded_syllable(word) and not is_syllable(word) for word in plain
    )
    return _MARKS_LEFT_OUT_OFTEN if careless else _MARKS_LEFT_OUT


def _spellings(word: str, vocabulary: Vocabulary, marks_left_out: float) -> dict[str, float]:
    """What a word may stand for when no finger slipped, each with its price."""
    syllable = is_syllable(word)
    if is_folded_syllable(word):
        found = dict.fromkeys(vocabulary.spelled(word), marks_left_out)
        if syllable:
            found[word] = 0.0
        return found or {word: _STRANGE}
    if word in vocabulary and (syllable or word.isascii()):
        return {word: 0.0}
    if (moved := _retoned(word)) in vocabulary:
        return {moved: 0.0}
    found = {word: _RARE if syllable else _STRANGE}
    for keyed in {telex(word), vni(word)} - {None}:
        _add(found, _SOME_KEYS, (one for one in vocabulary.spelled(fold(keyed)) if _keeps_marks(keyed, one)))
        if keyed in vocabulary:
            found[keyed] = _KEYS
    return found


def _slips(word: str, vocabulary: Vocabulary) -> dict[str, float]:
    """What a word may stand for when a finger slipped, each with its price."""
    known = word in vocabulary or (word.isascii() and bool(vocabulary.spelled(word)))
    if known and (len(word) < _LONG or not word.isascii()):
        return {}
    found: dict[str, float] = {}
    _add(found, _SLIP, () if known else vocabulary.spelled(fold(word)))
    if len(word) >= _LONG or not word.isascii():
        price = _SLIP_INTO_A_WORD if known else _SLIP
        for other in _one_slip_away(fold(word)):
            _add(found, price, (one for one in vocabulary.spelled(other) if _keeps_marks(word, one)))
    return found


def _lonely(reading: Sequence[str], vocabulary: Vocabulary) -> list[int]:
    """Places of the words that were never seen beside either neighbour: perhaps they are slips."""
    beside = [vocabulary.neighbours(before, after) for before, after in pairwise(("", *reading, ""))]
    return [place for place in range(len(reading)) if not beside[place] and not beside[place + 1]]


def _add(found: dict[str, float], price: float, spellings: Iterable[str]) -> None:
    for one in spellings:
        found.setdefault(one, price)


def _cheapest(columns: Sequence[dict[str, float]], vocabulary: Vocabulary) -> list[str]:
    """One spelling of each column, such that prices and improbable neighbours together cost least."""
    if all(len(column) == 1 for column in columns):
        return [next(iter(column)) for column in columns]
    before, costs = [""], np.zeros(1)
    back: list[np.ndarray] = []
    for column in columns:
        after = list(column)
        steps = costs[:, None] - vocabulary.log_probabilities(before, after)
        back.append(steps.argmin(axis=0))
        costs = steps.min(axis=0) + np.fromiter(column.values(), float)
        before = after
    place = int((costs - vocabulary.log_probabilities(before, [""])[:, 0]).argmin())
    return traced([list(column) for column in columns], back, place)


def traced(columns: Sequence[Sequence[str]], back: Sequence[np.ndarray], place: int) -> list[str]:
    """The words, one of each column, on the way to that at `place` of the last column.

    `back` has an array a column: for each of its words, the place of the word before it.
    """
    found = []
    for column, arrows in zip(reversed(columns), reversed(back), strict=True):
        found.append(column[place])
        place = int(arrows[place])
    return found[::-1]


def _keeps_marks(typed: str, meant: str) -> bool:
    """Whether `meant` has every mark of `typed`, perhaps on another letter."""
    return _marks(typed) <= _marks(meant)


def _marks(word: str) -> set[str]:
    return {c for c in unicodedata.normalize("NFD", word.replace("đ", "d\u0335")) if unicodedata.combining(c)}


def _one_slip_away(word: str) -> Iterable[str]:
    letters = "abcdeghiklmnopqrstuvxy"
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    yield from (a + b[1:] for a, b in halves if b)
    yield from (a + b[1] + b[0] + b[2:] for a, b in halves if len(b) > 1)
    yield from (a + c + b[1:] for a, b in halves if b for c in letters)
    yield from (a + c + b for a, b in halves for c in letters)


def telex(word: str) -> str | None:
    """The syllable that Telex keys stand for ("ddungs" → "đúng"); None where they make none."""
    letters: list[str] = []
    tone = ""
    for key in word:
        vowel = next((place for place in reversed(range(len(letters))) if letters[place] in _VOWELS), None)
        if key in _TELEX_TONES and vowel is not None:
            tone = _TELEX_TONES[key]
        elif key == "d" and "d" in letters[:1]:
            letters[0] = "đ"
        elif key in _HAT and key in letters:
            letters[len(letters) - 1 - letters[::-1].index(key)] = _HAT[key]
        elif key == "w":
            if not _hook(letters, {"a": "ă", "o": "ơ", "u": "ư"}):
                letters.append("ư")
        else:
            letters.append(key)
    return _syllable(letters, tone, word)


def vni(word: str) -> str | None:
    """The syllable that VNI keys stand for ("d9u1ng" → "đúng", "ho62" → "hồ"); None where they make none."""
    letters: list[str] = []
    tone = ""
    for key in word:
        if key in _VNI_TONES:
            tone = _VNI_TONES[key]
        elif key in _VNI_MARKS:
            if not _hook(letters, _VNI_MARKS[key]):
                return None
        else:
            letters.append(key)
    return _syllable(letters, tone, word)


def _hook(letters: list[str], marks: dict[str, str]) -> bool:
    """Put a mark on the last letter that can bear it; both letters of "uo" become "ươ" together."""
    for place in reversed(range(len(letters))):
        if letters[place] in marks:
            letters[place] = marks[letters[place]]
            if (
                letters[place] == "ơ"
                and letters[place - 1 : place] == ["u"]
                and letters[:place] != ["q", "u"]
            ):
                letters[place - 1] = "ư"
            return True
    return False


def _retoned(word: str) -> str:
    """The word with its tone where it belongs: "cuả" → "của"."""
    decomposed = unicodedata.normalize("NFD", word)
    tone = next((c for c in decomposed if c in _TONES), "")
    return tones(_toned(unicodedata.normalize("NFC", decomposed.replace(tone, "")), tone)) if tone else word


def _syllable(letters: Sequence[str], tone: str, word: str) -> str | None:
    plain = "".join(letters)
    spelled = tones(_toned(plain, tone)) if tone else plain
    return spelled if spelled != word and is_syllable(spelled) else None


def _toned(plain: str, tone: str) -> str:
    """The syllable with its tone: on the vowel that has a mark, else on the one before the end."""
    start = 2 if plain.startswith(("qu", "gi")) and plain[2:3] in _VOWELS else 0
    vowels = [place for place in range(start, len(plain)) if plain[place] in _VOWELS]
    if not vowels:
        return plain
    marked = [place for place in vowels if not plain[place].isascii()]
    if marked:
        place = marked[-1]
    elif vowels[-1] == len(plain) - 1 and len(vowels) > 1:
        place = vowels[-2]
    else:
        place = vowels[-1]
    return unicodedata.normalize("NFC", plain[: place + 1] + tone + plain[place + 1 :])
