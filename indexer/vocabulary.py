"""The syllables that a corpus uses and which of them follow one another.

What a question typed without marks is read by (indexer/spelling.py): "ho so dung han" is "hồ sơ đúng
hạn" because the plans say so. A corpus is small, and people ask in other words than plans use: how questions
are worded (eval/usage.py), a dictionary of Vietnamese words and the project's own data files stand in for
what it does not say.
"""

from __future__ import annotations

import importlib.util
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from importlib.resources import files
from itertools import chain, pairwise
from pathlib import Path

import numpy as np

from indexer import gazetteer, phrases
from indexer.normalise import characters, fold

WORD = re.compile(r"[^\W\d_]+")
# A comma or a dash does not part words that belong together ("cán bộ, công chức"); these do.
_CLAUSE = re.compile(r"[.;:()\[\]?!\n\d%/“”\"]+")

_SYLLABLES = {
    part: listed.split()
    for part, listed in tomllib.loads(
        files("indexer").joinpath("data/syllables.toml").read_text("utf-8")
    ).items()
}


def _syllable(rimes: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(rimes, key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(_SYLLABLES['onsets'])})?(?:{'|'.join(longest_first)})")


_OPEN, _STOPPED = _syllable(_SYLLABLES["open"]), _syllable(_SYLLABLES["stopped"])
_FOLDED = _syllable({fold(rime) for rime in (*_SYLLABLES["open"], *_SYLLABLES["stopped"])})
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_STOPPED_TONES = {"\u0301", "\u0323"}


def is_syllable(word: str) -> bool:
    """Whether a lower-case word in NFC can be a Vietnamese syllable as it is written, tone included."""
    decomposed = unicodedata.normalize("NFD", word)
    tones = _TONES.findall(decomposed)
    plain = unicodedata.normalize("NFC", _TONES.sub("", decomposed))
    if len(tones) > 1:
        return False
    if _STOPPED.fullmatch(plain):
        return bool(tones) and tones[0] in _STOPPED_TONES
    return bool(_OPEN.fullmatch(plain))


def is_folded_syllable(word: str) -> bool:
    """Whether a lower-case word without marks can be a Vietnamese syllable that lost them."""
    return bool(_FOLDED.fullmatch(word))


def clauses(text: str) -> Iterator[list[str]]:
    """The words of a text in lower case, by stretches inside which words follow one another."""
    for clause in _CLAUSE.split(text.lower()):
        if words := WORD.findall(clause):
            yield words


# How often a phrase counts that no passage holds: the project's own terms like a usual phrase of the
# plans, a word of the general dictionary like something heard once in a while. What a question said once is
# no phrase of the plans yet: short forms are not read by it (indexer/initials.py).
_OWN_WEIGHT, _DICTIONARY_WEIGHT, _QUESTIONS_WEIGHT = 3.0, 0.2, 0.9
_UNSEEN = 0.05  # occurrences granted to a syllable that was never seen

# A syllable, one that follows it and how often; "" is the beginning and the end of a clause.
Usage = tuple[str, str, int]


class Vocabulary:
    """Counts of syllables and of pairs of neighbours. Immutable; safe to share between threads.

    `syllables[0]` is "", which stands for the beginning and the end of a clause. `pairs` are
    ascending codes `first * 2**32 + second` of syllable numbers.
    """

    def __init__(
        self, syllables: Sequence[str], counts: np.ndarray, pairs: np.ndarray, pair_counts: np.ndarray
    ) -> None:
        self.syllables = list(syllables)
        self._counts = counts
        self._pairs, self._pair_counts = pairs, pair_counts
        self._total = float(counts.sum())
        self._number = {syllable: number for number, syllable in enumerate(self.syllables)}

    @classmethod
    def build(cls, texts: Iterable[str], asked: Iterable[Usage] | None = None) -> Vocabulary:
        """Count the passages of a corpus, together with the words that the project brings along.

        `asked` is how questions are worded, as `usage` has it where nothing is given.
        """
        counts: Counter[str] = Counter()
        pairs: Counter[tuple[str, str]] = Counter()
        sources = (
            (1.0, texts),
            (_OWN_WEIGHT, phrases.own_phrases()),
            (_DICTIONARY_WEIGHT, chain(dictionary(), gazetteer.names())),
        )
        for weight, source in sources:
            for text in source:
                for words in clauses(text):
                    for word in ("", *words):
                        counts[word] += weight
                    for pair in pairwise(("", *words, "")):
                        pairs[pair] += weight
        for first, second, count in usage() if asked is None else asked:
            counts[first] += _QUESTIONS_WEIGHT * count
            counts[second] += 0  # known, though it may not stand before any other
            pairs[first, second] += _QUESTIONS_WEIGHT * count
        counts.setdefault("", 0)
        syllables = sorted(counts)
        number = {syllable: position for position, syllable in enumerate(syllables)}
        codes = np.array([number[a] << 32 | number[b] for a, b in pairs], np.uint64)
        order = np.argsort(codes)
        return cls(
            syllables,
            np.array([counts[syllable] for syllable in syllables], np.float32),
            codes[order],
            np.fromiter(pairs.values(), np.float32, len(pairs))[order],
        )

    def save(self, path: Path) -> None:
        """Write to one `.npz` file."""
        text = np.frombuffer("\n".join(self.syllables).encode(), np.uint8)
        with path.open("wb") as file:
            np.savez(
                file, syllables=text, counts=self._counts, pairs=self._pairs, pair_counts=self._pair_counts
            )

    @classmethod
    def load(cls, path: Path) -> Vocabulary:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            syllables = arrays["syllables"].tobytes().decode().split("\n")
            return cls(syllables, arrays["counts"], arrays["pairs"], arrays["pair_counts"])

    def __contains__(self, syllable: str) -> bool:
        return syllable in self._number

    def count(self, syllable: str) -> float:
        """How often a syllable occurs, weighted by how much its source counts; 0 for one never seen."""
        number = self._number.get(syllable)
        return 0.0 if number is None else float(self._counts[number])

    @cached_property
    def _by_folded(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for syllable in self.syllables:
            # OCR and hasty typists leave "hoc" behind: no syllable, so nothing to read a question by.
            if syllable and is_syllable(syllable):
                found.setdefault(fold(syllable), []).append(syllable)
        return found

    def spelled(self, folded: str) -> list[str]:
        """The syllables of the vocabulary that lose their marks to become `folded`."""
        return self._by_folded.get(folded, [])

    def beginning(self, letters: Iterable[str]) -> list[str]:
        """The syllables that begin with one of the letters, the most frequent first."""
        found = chain.from_iterable(self._by_letter.get(letter, []) for letter in letters)
        return sorted(found, key=lambda syllable: -self.count(syllable))

    @cached_property
    def _by_letter(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for syllable in chain.from_iterable(self._by_folded.values()):
            found.setdefault(syllable[0], []).append(syllable)
        return found

    @cached_property
    def _followers(self) -> np.ndarray:
        """Number of different syllables seen behind each syllable."""
        return np.bincount((self._pairs >> np.uint64(32)).astype(np.int64), minlength=len(self.syllables))

    def neighbours(self, before: str, after: str) -> bool:
        """Whether the second syllable was ever seen right behind the first."""
        first, second = self._number.get(before), self._number.get(after)
        if first is None or second is None:
            return False
        code = np.uint64(first << 32 | second)
        place = int(np.searchsorted(self._pairs, code))
        return place < len(self._pairs) and bool(self._pairs[place] == code)

    def log_probabilities(self, before: Sequence[str], after: Sequence[str]) -> np.ndarray:
        """Natural logarithms of P(after | before), shape (len(before), len(after)).

        Pairs seen are trusted as far as their first syllable was seen with few others (Witten-Bell);
        the rest goes to how usual `after` is by itself.
        """
        first, second = self._numbers(before), self._numbers(after)
        alone = np.where(second >= 0, self._counts[second], 0) + _UNSEEN
        alone /= self._total
        count = np.where(first >= 0, self._counts[first], 0)[:, None]
        types = np.where(first >= 0, self._followers[first], 1)[:, None]
        return np.log((self._together(first, second) + types * alone[None, :]) / (count + types))

    def pair_counts(self, before: Sequence[str], after: Sequence[str]) -> np.ndarray:
        """How often one syllable follows another, weighted like `count`; shape (len(before), len(after))."""
        return self._together(self._numbers(before), self._numbers(after))

    def _together(self, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        codes = (first[:, None].astype(np.uint64) << np.uint64(32)) | second[None, :].astype(np.uint64)
        places = np.minimum(np.searchsorted(self._pairs, codes), len(self._pairs) - 1)
        seen = (self._pairs[places] == codes) & (first >= 0)[:, None] & (second >= 0)[None, :]
        return np.where(seen, self._pair_counts[places], 0)

    def _numbers(self, syllables: Sequence[str]) -> np.ndarray:
        return np.array([self._number.get(one, -1) for one in syllables], np.int64)


def usage() -> Iterator[Usage]:
    """How questions are worded, from data/usage.tsv."""
    for line in files("indexer").joinpath("data/usage.tsv").read_text("utf-8").splitlines():
        first, following = line.split("\t")
        for one in following.split(" "):
            second, count = one.split(":")
            yield first, second, int(count)


def dictionary() -> Iterator[str]:
    """The general word list that comes with underthesea, read without importing it."""
    package = importlib.util.find_spec("underthesea")
    if package is None or package.origin is None:
        return
    with (
        Path(package.origin)
        .with_name("corpus")
        .joinpath("data", "Viet39K.txt")
        .open(encoding="utf-8") as lines
    ):
        for line in lines:
            yield characters(line.strip())
