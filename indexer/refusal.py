"""What is said to a person when something cannot be done.

Texts stand in data/messages.toml, in English for the command line and in Vietnamese for the app,
so that both tell the same story and an office can reword them.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Literal

Language = Literal["en", "vi"]


@cache
def _messages() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("indexer").joinpath("data/messages.toml").read_text("utf-8"))


def message(code: str, language: Language = "en", **values: object) -> str:
    """Text of message `code` with its {placeholders} filled. KeyError for an unknown code."""
    return _messages()[code][language].format(**values)


def recalled(text: str) -> Refusal | None:
    """The message that was written down as the English `text`, so that it can be said in another language."""
    for code, pattern in _patterns().items():
        if match := pattern.fullmatch(text):
            return Refusal(code, **match.groupdict())
    return None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    texts = {code: said["en"] for code, said in _messages().items()}
    return {code: _pattern(texts[code]) for code in sorted(texts, key=lambda code: -len(texts[code]))}


def _pattern(template: str) -> re.Pattern[str]:
    pieces, names = [], set()
    for fixed, name, _, _ in Formatter().parse(template):
        pieces.append(re.escape(fixed))
        if name:
            pieces.append(f"(?P={name})" if name in names else f"(?P<{name}>.+)")
            names.add(name)
    return re.compile("".join(pieces))


class Refusal(Exception):
    """An input or a call that cannot be served. `str()` is one English line; `say("vi")` the Vietnamese.

    One type for a file that cannot be read, an index that cannot be used and a question that
    cannot be asked: callers never need to tell them apart, only to pass the sentence on.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def say(self, language: Language = "en") -> str:
        """Say it in one language."""
        return message(self.code, language, **self.values)

    def __str__(self) -> str:
        return self.say("en")

    def __reduce__(self) -> tuple:
        # Keyword arguments are lost by Exception's own pickling, and files are read in other processes.
        return (_restore, (self.code, self.values))


def _restore(code: str, values: dict[str, object]) -> Refusal:
    return Refusal(code, **values)
