"""The reports of the evaluation: which there are, how one is shown, and making one anew."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

import streamlit as st
from markupsafe import Markup

from web import words
from web.jobs import Job, Progress
from web.markup import cell, joined, row, table

_HOME = Path(__file__).parents[1] / "eval"
_DATASET = "reform-plans"  # the project's own questions
_SPLITS = ("-test", "-dev")  # how reports of questions end
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_FIGURES = re.compile(r"[-+−\d.,\[\] %=p]*\d[-+−\d.,\[\] %=p]*")
_LONG = 12  # items of a list, about a screen; a longer one opens on a click
_FAILURE = re.compile(r"`([^`]+)` (.+?)(?: — (.*)|(: “.*))?")


def titles() -> dict[str, str]:
    """The reports there are: file name and title, those of questions and answers first."""

    def order(file: Path) -> tuple[bool, bool, int, str]:
        questions, own = file.stem.endswith(_SPLITS), file.stem.startswith(_DATASET)
        return not questions, not own, len(file.stem), file.stem

    files = sorted((_HOME / "results").glob("*.md"), key=order)
    return {file.stem: _said(file.read_text("utf-8").split("\n", 1)[0].lstrip("# ")) for file in files}


def report(name: str) -> Markup:
    """A report as HTML.

    Only what reports are made of is understood (titles, tables, lists, paragraphs), since they quote
    documents, and nothing of a document may become markup.
    """
    lines = (_HOME / "results" / f"{name}.md").read_text("utf-8").splitlines()
    return joined(_part(kind, list(part)) for kind, part in groupby(filter(str.strip, lines), _kind))


def _kind(line: str) -> str:
    if line.startswith("#"):
        return f"h{min(line.index(' '), 4)}" if " " in line else "p"
    return {"|": "table", "-": "list"}.get(line[0], "p")


def _part(kind: str, lines: list[str]) -> Markup:
    if kind == "table":
        cells = [[_said(_plain(one.strip())) for one in _cells(line)] for line in lines]
        head, rows = cells[0], [one for one in cells[1:] if not set("".join(one)) <= set("-:| ")]
        shown = [row(*(cell(*pair) for pair in zip(head, one, strict=False))) for one in rows]
        return Markup('<div class="wide">{}</div>').format(table(head, [shown], caption=""))
    if kind == "list":
        items = Markup("<ul>{}</ul>").format(joined(_item(line.removeprefix("- ")) for line in lines))
        title = words.say("evaluation.items", count=len(lines))
        folded = Markup('<details class="long"><summary>{}</summary>{}</details>').format(title, items)
        return folded if len(lines) > _LONG else items
    if kind == "p":
        return Markup("<p>{}</p>").format(_said(_plain(" ".join(lines))))
    # A heading of the report is one level below the page's own.
    level = min(int(kind[1]) + 1, 4)
    return joined(
        Markup("<h{0}>{1}</h{0}>").format(level, _said(_plain(line.lstrip("# ")))) for line in lines
    )


def _cells(line: str) -> list[str]:
    return line.strip().removeprefix("|").removesuffix("|").split("|")


def _item(line: str) -> Markup:
    failure = _FAILURE.fullmatch(line)
    if failure is None:
        return Markup("<li>{}</li>").format(_plain(line))
    question = failure[2]
    return Markup('<li><a href="./?q={}">{}</a> <small>{} {}</small></li>').format(
        quote(question), question, failure[1], _plain(failure[3] or failure[4] or "")
    )


def _said(text: str) -> str:
    """What a report says, in the reader's language; figures too."""
    if words.language() == "en":
        return text
    if _FIGURES.fullmatch(text):
        return text.replace(", ", "; ").replace(".", ",")
    for pattern, said in _phrases():
        if match := pattern.fullmatch(text):
            return said.format(**match.groupdict())
    return text


@cache
def _phrases() -> list[tuple[re.Pattern[str], str]]:
    texts = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return [
        (re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(text))), said)
        for text, said in texts.items()
    ]


def _plain(text: str) -> str:
    return _LINK.sub(r"\1", text).replace("`", "").replace("*", "")


@st.cache_resource(show_spinner=False)
def evaluating() -> Job[None]:
    """The evaluation over the project's own questions, whose reports `report` shows."""
    return Job(_evaluate)


def _evaluate(progress: Progress) -> None:
    from eval import dataset, run
    from eval import report as reporting

    loaded = dataset.load(_HOME / "datasets" / _DATASET)
    for split in ("dev", "test"):
        found = run.spans(loaded, split, progress=progress)
        folder = _HOME / "results"
        folder.mkdir(exist_ok=True)
        links = {file.name: file for file in _own(loaded.files.values())}
        text = reporting.markdown(found, folder, links, f"python -m eval run --split {split}")
        (folder / f"{found.dataset}-{split}.md").write_text(text, "utf-8")


def _own(files: Iterator[Path]) -> Iterator[Path]:
    return (file for file in files if _HOME.parent in file.parents)
