"""What the data files know about words: short forms, English, synonyms, and how questions are put."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Generic, TypeVar

from indexer.normalise import fold

Phrase = tuple[str, ...]
Value = TypeVar("Value")

FACTS = frozenset({"parent", "basis", "number", "issued", "signer", "issuer"})
"""What can be asked of a plan itself: what it rests on, and what its letterhead and signature say."""

_LONGEST_THING = 4  # words
_GAP = "…"
# Endings of English words, and what stands in their place in the base form.
_ENDINGS = (
    ("ies", "y"),
    ("es", ""),
    ("s", ""),
    ("ing", ""),
    ("ing", "e"),
    ("ed", ""),
    ("ed", "e"),
    ("ied", "y"),
    ("ly", ""),
)
_WORD = re.compile(r"[^\W_]+|%")


def words(text: str) -> Phrase:
    """The words of a text in lower case; "KT-XH" is two of them."""
    return tuple(_WORD.findall(text.lower()))


class Phrases(Generic[Value]):
    """Phrases with a value each, found in a row of words."""

    def __init__(self, values: Mapping[Phrase, Value]) -> None:
        self._values = values
        self._longest = max(map(len, values), default=0)

    def at(self, row: Sequence[str], start: int) -> tuple[int, Value] | None:
        """Number of words and value of the longest phrase that stands in `row` at `start`, if any does."""
        for length in range(min(self._longest, len(row) - start), 0, -1):
            phrase = tuple(row[start : start + length])
            if phrase in self._values:
                return length, self._values[phrase]
        return None


@cache
def _data(name: str) -> dict[str, dict]:
    return tomllib.loads(files("indexer").joinpath(f"data/{name}.toml").read_text("utf-8"))


def entries(name: str) -> Iterator[tuple[str, list[str]]]:
    """The entries of a data file, "glossary" or "abbreviations": a phrase and what it means."""
    for section in _data(name).values():
        yield from section.items()


@cache
def abbreviations() -> Phrases[str]:
    """Short forms, with and without marks, and the usual long form of each."""
    pairs = [(words(short), longs[0]) for short, longs in entries("abbreviations")]
    return Phrases({**{(*map(fold, short),): long for short, long in pairs}, **dict(pairs)})


@cache
def english() -> Phrases[tuple[str, ...]]:
    """English phrases of the domain, in their base forms, and the Vietnamese ones for each."""
    return Phrases({_bases(phrase): tuple(found) for phrase, found in entries("glossary")})


@cache
def english_fillers() -> Phrases[bool]:
    """English words that join others and mean nothing by themselves."""
    return Phrases({_bases(phrase): True for phrase in _data("questions")["filler"]["en"]})


@cache
def _english_words() -> frozenset[str]:
    phrases = chain((phrase for phrase, _ in entries("glossary")), _data("questions")["filler"]["en"])
    return frozenset(word for phrase in phrases for word in words(phrase))


def is_english(word: str) -> bool:
    """Whether the data files know the word, or one that it is a form of, as English."""
    return base(word) in _english_words()


@cache
def base(word: str) -> str:
    """The form of an English word in the data files: "dossiers" → "dossier", "merging" → "merge"."""
    known = _english_words()
    if word in known:
        return word
    for ending, instead in _ENDINGS:
        if len(word) > len(ending) + 2 and word.endswith(ending):
            stem = word.removesuffix(ending)
            doubled = stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] else stem
            for form in (stem + instead, doubled + instead):
                if form in known:
                    return form
    return word


def _bases(phrase: str) -> Phrase:
    return tuple(map(base, words(phrase)))


@cache
def ways() -> Phrases[tuple[Phrase, ...]]:
    """Vietnamese phrases with all ways of saying the same, themselves first; none for those without matter.

    Short and long forms are ways of saying the same in both directions, and so are the groups of
    data/questions.toml.
    """
    alike: dict[Phrase, list[Phrase]] = {}

    groups = [(words(short), *map(words, longs)) for short, longs in entries("abbreviations")]
    groups += [tuple(map(words, group)) for group in _data("questions")["same"]["groups"]]
    # What the glossary knows belongs together; its longer phrases say several things at once.
    groups += [
        (words(one),)
        for _, phrases in entries("glossary")
        for one in phrases
        if one.count(" ") < _LONGEST_THING
    ]
    for group in groups:
        for one in group:
            found = alike.setdefault(one, [one])
            found.extend(other for other in group if other not in found)
    questions = _data("questions")
    idle = chain(questions["filler"]["vi"], *questions["asks"].values())
    silent = {words(one): () for one in idle if _GAP not in one}
    return Phrases({**{phrase: tuple(group) for phrase, group in alike.items()}, **silent})


@cache
def _asking() -> Phrases[str]:
    kinds = _data("questions")["asks"].items()
    spelled = ((form(phrase), kind) for kind, listed in kinds for phrase in listed for form in (str, fold))
    return Phrases({words(phrase): kind for phrase, kind in spelled if _GAP not in phrase})


@cache
def _asking_with_gaps() -> tuple[tuple[str, re.Pattern[str]], ...]:
    found = {
        kind: [_with_gaps(form(one)) for one in listed if _GAP in one for form in (str, fold)]
        for kind, listed in _data("questions")["asks"].items()
    }
    return tuple((kind, re.compile("|".join(patterns))) for kind, patterns in found.items() if patterns)


def _with_gaps(phrase: str) -> str:
    """A pattern for words side by side, in which "…" stands for up to twelve others and "$" for the end.

    The others set no limit: "ban hành trước ngày nào" asks for a deadline, not for the day of issue.
    """
    parts = [" ".join(words(part)) for part in phrase.removesuffix("$").split(_GAP)]
    gap = r"\b(?: (?!trước\b|truoc\b|chậm\b|cham\b)\S+){0,12}? \b"
    return r"\b" + gap.join(map(re.escape, parts)) + (r"$" if phrase[-1] == "$" else r"\b")


@cache
def _plan_kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, _any(phrases)) for kind, phrases in _data("questions")["plan"].items())


def _any(phrases: Iterable[str]) -> re.Pattern[str]:
    spelled = {form for phrase in phrases for form in (phrase, fold(phrase))}
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(spelled, key=len, reverse=True)))})\b")


def asks(text: str) -> tuple[str | None, str | None]:
    """Keys of data/questions.toml [asks]: what kind of answer a question wants, and what fact of a plan.

    The latter is one of `FACTS`, the former any other; None for what it does not ask for.
    """
    row, place = words(text), 0
    line = " ".join(row)
    found = {kind for kind, pattern in _asking_with_gaps() if pattern.search(line)}
    while place < len(row):
        length, kind = _asking().at(row, place) or (0, None)
        # "chỉ số hiệu quả" is a thing of its own, and asks for no "số hiệu".
        thing, matters = ways().at(row, place) or (1, ())
        if kind and (length >= thing or not matters):
            found.add(kind)
        place += max(length, thing if matters else 1)
    kinds = [kind for kind in _data("questions")["asks"] if kind in found]
    answer = next((kind for kind in kinds if kind not in FACTS), None)
    return answer, next((kind for kind in kinds if kind in FACTS), None)


def asking(kind: str) -> Sequence[str]:
    """The phrases of data/questions.toml [asks] that ask for one kind of answer."""
    return _data("questions")["asks"][kind]


def kinds_of_plan() -> Iterator[str]:
    """Every phrase of data/questions.toml [plan]."""
    return chain.from_iterable(_data("questions")["plan"].values())


def plan_kinds(text: str) -> tuple[str, ...]:
    """Keys of data/questions.toml [plan] for the kinds of plan that a text in lower case names."""
    return tuple(kind for kind, pattern in _plan_kinds() if pattern.search(text))


def own_phrases() -> Iterator[str]:
    """Every Vietnamese phrase of the data files."""
    for name in ("abbreviations", "glossary"):
        for _, phrases in entries(name):
            yield from phrases
    for phrases in _data("questions")["asks"].values():
        for phrase in phrases:
            yield from phrase.split(_GAP)  # what stands on its two sides does not follow one another
    yield from _data("questions")["filler"]["vi"]
    for group in _data("questions")["same"]["groups"]:
        yield from group
