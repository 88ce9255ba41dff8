"""A question as the pipeline understands it: what it says, in Vietnamese, and what it says of itself.

Staff type with marks and without, in short forms, in Telex by mistake and in English. What was typed
is kept; beside it stands what was meant, for the encoder and for the words to look up. Vietnamese
that is right as it stands is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from indexer import initials, phrases, spelling
from indexer.model import Document, Filters
from indexer.normalise import characters, fold
from indexer.refusal import Refusal
from indexer.scope import Scope, scope
from indexer.vocabulary import Vocabulary, is_folded_syllable

Language = Literal["vi", "half", "bare", "en", "mixed"]
"""Vietnamese with its marks, with some of them, without; English; English words in Vietnamese."""

LIMIT = 1000  # characters: a long paragraph; whoever pastes more is not asking a question


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that a question is about, with all ways of saying it; the first is the question's own.

    A way is a phrase of lower-case words. `follows`: the concept stands right behind the one before
    it, so that both may be parts of one expression ("che phủ" + "rừng").
    """

    ways: tuple[phrases.Phrase, ...]
    follows: bool


@dataclass(frozen=True, slots=True)
class Query:
    """What a question asks."""

    text: str  # as typed, in one spelling
    language: Language
    meaning: str  # in Vietnamese, with marks, short forms written out
    topic: str  # the meaning without places, years and numbers of plans that the filters stand for
    concepts: tuple[Concept, ...]  # what it is about, without what only words a question
    foreign: frozenset[str]  # words of an English question that the glossary lacks
    scope: Scope  # the plans that it names
    kinds: tuple[str, ...]  # kinds of plan that it names ("papi")
    asks: str | None  # what kind of answer: a key of data/questions.toml [asks] but for facts
    fact: str | None  # what it may want to know of a plan itself: one of phrases.FACTS

    @property
    def filters(self) -> Filters:
        """The plans that the question names, as filters."""
        return self.scope.filters

    @property
    def marked(self) -> bool:
        """Whether the marks are no guess of ours, so that "hạn" cannot stand for "hận"."""
        return self.language not in ("bare", "half")


@dataclass(frozen=True, slots=True)
class _Part:
    """Some words of the question and what they mean."""

    start: int
    end: int
    words: tuple[str, ...]  # as typed, in lower case
    kind: Literal["word", "place", "name", "short", "english", "joint", "strange"]
    meaning: str  # in Vietnamese
    others: tuple[str, ...] = ()  # further Vietnamese for an English phrase or a short form


# "182/KH-UBND", "60/2021/NĐ-CP", "14-NQ/TU"; numbers; words, perhaps with VNI's digits; percent signs
_TOKEN = re.compile(
    r"\d+[a-zđ]?\s?(?:/\s?\d{4}\s?)?(?:/\s?[^\W\d_]|-[A-ZĐ]{2})[\w&-]*(?:/[^\W_]+)*|\d+(?:[.,/]\d+)+|[^\W_]+|%"
)
_YEAR_WORDS = {"năm", "nam", "in", "year"}
_KEYED = re.compile(r"[^\W\d_]+\d[^\W_]*")  # "d9u1ng"


def understand(question: str, vocabulary: Vocabulary, documents: Sequence[Document] = ()) -> Query:
    """What a question means, and which of the `documents` it is about. Refusal as of `cleaned`."""
    text = cleaned(question)
    named = scope(text, documents)
    language, parts = _read(text, named, vocabulary)
    meaning = _said(text, parts, language) or text  # of words that only ask, nothing is left
    left = _unfiltered(parts, named)
    asks, fact = _asks(text, meaning, language)
    topic = _said(text, left, language)
    lower = f"{text}\n{meaning}".lower()
    return Query(
        text=text,
        language=language,
        meaning=meaning,
        topic=topic if re.search(r"\w", topic) else meaning,
        concepts=tuple(_concepts(left)),
        foreign=frozenset(part.words[0] for part in parts if part.kind == "strange"),
        scope=named,
        kinds=phrases.plan_kinds(lower),
        asks=asks,
        fact=fact,
    )


def _asks(text: str, meaning: str, language: Language) -> tuple[str | None, str | None]:
    if language != "en":
        return phrases.asks(meaning)
    asks, fact = phrases.asks(text)
    # What stands side by side in a translation ("ban hành ngày") may ask for nothing; a number it may.
    return asks or ("value" if phrases.asks(meaning)[0] == "value" else None), fact


def cleaned(question: str) -> str:
    """The question in one spelling and on one line. Refusal where it has no words or too many characters."""
    text = " ".join(characters(question[: 10 * LIMIT]).split())
    if len(text) > LIMIT:
        raise Refusal("long-question", limit=LIMIT)
    if not re.search(r"\w", text):
        raise Refusal("empty-question")
    return text


def _unfiltered(parts: Sequence[_Part], named: Scope) -> list[_Part]:
    """The parts, silent where the filters say the same."""
    filters = named.filters
    place = filters.locality or filters.province or filters.document
    one_plan = len(filters.document) == 1
    years = set(map(str, filters.year))
    left: list[_Part] = []
    for part in parts:
        absent = any(fold(part.meaning) == fold(one) for one in named.absent)
        number = filters.document and ("/" in part.meaning or (one_plan and part.meaning.isdigit()))
        if (
            (part.kind == "place" and place and not absent)
            or part.meaning in years
            or (number and not absent)
        ):
            if left and left[-1].words[-1] in _YEAR_WORDS and part.meaning in years:
                left[-1] = replace(left[-1], meaning="")
            left.append(replace(part, meaning=""))
        else:
            left.append(part)
    return left


# --- which language, and what the words stand for ----------------------------------------------


def _read(text: str, named: Scope, vocabulary: Vocabulary) -> tuple[Language, list[_Part]]:
    """The language of a question and its parts with what they mean."""
    shouted = text.isupper() and any(_is_whole_word(match[0]) for match in _TOKEN.finditer(text))
    tokens = [_token(match, shouted) for match in _TOKEN.finditer(text)]
    parts = _placed(list(_grouped(tokens, phrases.abbreviations().at, "short")), text, named)
    unlisted = {part.start for part in parts if not shouted and _is_unlisted(part, text, vocabulary)}
    parts = [replace(part, kind="name") if part.start in unlisted else part for part in parts]
    words = [part.words[0] for part in parts if part.kind == "word"]
    english = {word for word in words if phrases.is_english(word)}
    vietnamese = {word for word in words if _is_vietnamese(word, vocabulary, keyed=word not in english)}
    strange = set(words) - vietnamese - english
    if all(map(str.isascii, words)) and 2 * len(english - vietnamese) + len(strange) > len(vietnamese):
        return "en", _repaired(_names(_translated(parts)), vocabulary)
    parts = _repaired(_translated(parts, english - vietnamese), vocabulary)
    parts = list(_written_out(parts, unlisted, vocabulary))
    if any(part.kind == "english" for part in parts):
        return "mixed", parts
    if all(part.kind != "word" or part.meaning.lower() == part.words[0] for part in parts):
        return "vi", parts
    return ("bare" if all(map(str.isascii, words)) else "half"), parts


def _token(match: re.Match[str], shouted: bool) -> _Part:
    text = match[0]
    # Capitals that the data files do not know ("ICT") name something and have no marks to lose.
    name = not (text.isalpha() or _KEYED.fullmatch(text)) or (
        text.isupper() and text.isascii() and len(text) > 1 and not shouted
    )
    meaning = text.lower() if shouted else text
    return _Part(match.start(), match.end(), (text.lower(),), "name" if name else "word", meaning)


def _placed(parts: Sequence[_Part], text: str, named: Scope) -> list[_Part]:
    """The parts with those that name a place put together; a place typed without marks gets them."""
    for start, end, name in named.names:
        typed = text[start:end]
        place = _Part(start, end, (typed.lower(),), "place", name if typed.isascii() else typed)
        before = [part for part in parts if part.end <= start]
        parts = [*before, place, *(part for part in parts if part.start >= end)]
    return list(parts)


def _is_whole_word(typed: str) -> bool:
    """Whether capitals spell a word out; "KT CCHC" has none that do."""
    word = typed.lower()
    return typed.isalpha() and is_folded_syllable(fold(word)) and not phrases.abbreviations().at([word], 0)


def _is_vietnamese(word: str, vocabulary: Vocabulary, keyed: bool) -> bool:
    """Whether a word has a Vietnamese reading, as it stands or, if asked for, as keys of Telex or VNI."""
    if not word.isascii() or (is_folded_syllable(word) and vocabulary.spelled(word)):
        return True
    return keyed and any(one in vocabulary for one in (spelling.telex(word), spelling.vni(word)) if one)


def _names(parts: Sequence[_Part]) -> list[_Part]:
    """The parts of an English question, where words in a row that nobody knows may be a Vietnamese name."""
    named: list[_Part] = []
    for name, run in groupby(
        parts, key=lambda part: part.kind == "strange" and is_folded_syllable(part.words[0])
    ):
        row = list(run)
        named += [replace(part, kind="word") for part in row] if name and len(row) > 1 else row
    return named


Find = Callable[[Sequence[str], int], tuple[int, str] | None]


def _grouped(parts: Sequence[_Part], find: Find, kind: str) -> Iterator[_Part]:
    """The parts, with every phrase that `find` knows put together as one of another kind."""
    row = [part.words[0] for part in parts]
    place = 0
    while place < len(parts):
        length, meaning = find(row, place) or (0, "")
        if length:
            first, last = parts[place], parts[place + length - 1]
            yield _Part(first.start, last.end, tuple(row[place : place + length]), kind, meaning)
        else:
            yield parts[place]
        place += length or 1


def _translated(parts: Sequence[_Part], only: set[str] | None = None) -> list[_Part]:
    """The parts with English put into Vietnamese: all of it, or phrases with at least one word of `only`."""
    row = [phrases.base(part.words[0]) if part.kind == "word" else "" for part in parts]
    translated: list[_Part] = []
    place = 0
    while place < len(parts):
        part = parts[place]
        length, found = phrases.english().at(row, place) or (0, ())
        typed = tuple(one.words[0] for one in parts[place : place + length])
        if length and (only is None or only.intersection(typed)):
            end = parts[place + length - 1].end
            translated.append(_Part(part.start, end, typed, "english", found[0], found[1:]))
        elif part.kind == "word" and (only is None or part.words[0] in only):
            joint = phrases.english_fillers().at(row, place)
            length = 1
            translated.append(replace(part, kind="joint" if joint else "strange"))
        else:
            length = 1
            translated.append(part)
        place += length
    return translated


def _repaired(parts: Sequence[_Part], vocabulary: Vocabulary) -> list[_Part]:
    """The parts with words as they were meant."""
    row, fixed, places = [], [], []
    for place, part in enumerate(parts):
        stays = part.kind != "word"
        # Of what stays, its first and last words are the neighbours of what does not.
        around = phrases.words(part.meaning) if part.kind in ("short", "place") else ()
        told = (around[0], around[-1]) if around else (part.words[0],)
        row += told
        fixed += [stays] * len(told)
        places += [place] * len(told)
    repaired = list(parts)
    for place, typed, word, stays in zip(
        places, row, spelling.repair(row, vocabulary, fixed), fixed, strict=True
    ):
        if not stays and word != typed:
            repaired[place] = replace(parts[place], meaning=_cased(word, parts[place].meaning))
    return repaired


def _is_unlisted(part: _Part, text: str, vocabulary: Vocabulary) -> bool:
    """Whether a part is a short form that neither the data files nor the plans know."""
    typed = text[part.start : part.end]
    return part.kind in ("word", "name") and initials.is_short(typed) and typed.lower() not in vocabulary


def _written_out(parts: Sequence[_Part], unlisted: set[int], vocabulary: Vocabulary) -> Iterator[_Part]:
    """The parts with unlisted short forms as the plans' words that they are the initials of."""
    for place, part in enumerate(parts):
        if part.start not in unlisted:
            yield part
            continue
        before = phrases.words(parts[place - 1].meaning)[-1:] if place else ()
        after = phrases.words(parts[place + 1].meaning)[:1] if place + 1 < len(parts) else ()
        found = initials.readings(part.words[0], *("".join(one) for one in (before, after)), vocabulary)
        if len(found) == 1:
            yield replace(part, kind="short", meaning=found[0])
        else:
            yield replace(part, others=tuple(found))


def _cased(word: str, typed: str) -> str:
    """The word with the capital that its typed form begins with."""
    return word.capitalize() if typed.istitle() else word


def _vietnamese_order(parts: Sequence[_Part]) -> Iterator[_Part]:
    """The parts of an English question in the order of Vietnamese, which names the thing first.

    "on-time TTHC rate" is "rate TTHC on-time"; words that join ("of", "in") part what is turned round.
    """
    for _, joined in groupby(parts, key=lambda part: part.kind == "joint"):
        phrase = list(joined)
        if phrase[0].kind == "joint":
            continue
        runs = [
            list(run)
            for _, run in groupby(phrase, key=lambda part: part.kind in ("word", "strange", "name", "place"))
        ]
        for run in reversed(runs):
            # Names and words that nobody knows keep their order.
            yield from run if run[0].kind in ("word", "strange", "name", "place") else reversed(run)


def _said(text: str, parts: Sequence[_Part], language: Language) -> str:
    """What the parts mean, in one line: Vietnamese as it was typed but for parts that mean something else."""
    if language == "en":
        return " ".join(part.meaning for part in _vietnamese_order(parts) if part.meaning)
    pieces, position = [], 0
    for part in parts:
        pieces += text[position : part.start], part.meaning
        position = part.end
    return " ".join("".join((*pieces, text[position:])).split())


def _concepts(parts: Iterable[_Part]) -> Iterator[Concept]:
    """What the parts are about, without words that only ask."""
    things: list[Concept] = []
    follows = False
    for ways in _ways(parts):
        if ways and follows and _is_word(ways) and _is_unknown(things[-1].ways):
            # Words that the data files do not know may be one expression: "che phủ".
            things[-1] = replace(things[-1], ways=((*things[-1].ways[0], *ways[0]),))
        elif ways:
            things.append(Concept(ways, follows))
        follows = bool(ways)
    return iter(things)


def _is_word(ways: tuple[phrases.Phrase, ...]) -> bool:
    return len(ways) == 1 and len(ways[0]) == 1


def _is_unknown(ways: tuple[phrases.Phrase, ...]) -> bool:
    return len(ways) == 1 and phrases.ways().at(ways[0], 0) is None


def _ways(parts: Iterable[_Part]) -> Iterator[tuple[phrases.Phrase, ...]]:
    """The ways of saying each thing in a row of parts; none for a thing that does not matter."""
    row: list[str] = []
    for part in parts:
        own = phrases.words(part.meaning)
        if part.kind in ("joint", "place") or not own:
            row.append("")
        elif part.kind == "english" or (part.kind == "name" and own[0].isalpha()) or "/" in part.meaning:
            yield from _ways_of_words(row)
            row = []
            yield _ways_of_phrase(own, map(phrases.words, part.others))
        else:
            row += own
    yield from _ways_of_words(row)


def _ways_of_phrase(own: phrases.Phrase, others: Iterable[phrases.Phrase]) -> tuple[phrases.Phrase, ...]:
    length, known = phrases.ways().at(own, 0) or (0, (own,))
    idle = length == len(own) and not known
    return () if idle else tuple(dict.fromkeys((own, *others, *known)))


def _ways_of_words(row: Sequence[str]) -> Iterator[tuple[phrases.Phrase, ...]]:
    place = 0
    while place < len(row):
        word = row[place]
        length, known = phrases.ways().at(row, place) or (1, ((word,),))
        # "9001" and "2016" are matters of their own; the 95 of "95%" and the 3 of "mức độ 3" are not.
        number = word.isdigit() and len(word) > 1 and row[place + 1 : place + 2] != ["%"]
        yield known if word.isalpha() or number else ()
        place += length
