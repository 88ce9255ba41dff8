"""The command line: python -m indexer build | inspect | search | ask | targets."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import get_args

import click

from indexer.model import Filters, Level
from indexer.normalise import fold
from indexer.refusal import Refusal

_INDEX = click.option(
    "--index",
    type=click.Path(path_type=Path),
    default=Path("index"),
    show_default=True,
    help="Folder of the index.",
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON on standard output.")
_FILTERS = (
    click.option("--year", type=int, multiple=True, help="Only plans for this year."),
    click.option("--level", multiple=True, help=f"Only plans of this tier: {', '.join(get_args(Level))}."),
    click.option("--province", multiple=True, help="Only plans of this province."),
    click.option("--locality", multiple=True, help="Only plans of this province, district or commune."),
    click.option("--document", multiple=True, help="Only the document with this id."),
)


def _filtered(command: Callable) -> Callable:
    """Give a command the filter options, handed to it as one `filters`."""

    def with_filters(*args: object, **kwargs: object) -> object:
        chosen = Filters(**{field.name: kwargs.pop(field.name) for field in fields(Filters)})
        levels = get_args(Level)
        for level in chosen.level:
            if fold(level).lower() not in {fold(one) for one in levels}:
                raise Refusal("no-level", level=level, levels=", ".join(levels))
        return command(*args, filters=chosen, **kwargs)

    with_filters.__doc__, with_filters.__name__ = command.__doc__, command.__name__
    with_filters.__click_params__ = getattr(command, "__click_params__", [])
    for option in reversed(_FILTERS):
        with_filters = option(with_filters)
    return with_filters


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def app() -> None:
    """Search Vietnamese administrative-reform plans and answer from them with verbatim citations.

    Start with "python -m indexer build", which reads the folder corpus/ into the folder index/;
    then: python -m indexer ask "tỷ lệ hồ sơ TTHC đúng hạn"

    Filters may be repeated; names may be typed without diacritics. Exit status: 0 done,
    1 done but some inputs were refused, 2 the call itself was wrong.
    """


@app.command()
@click.option(
    "--corpus",
    type=click.Path(path_type=Path),
    default=Path("corpus"),
    show_default=True,
    help="Folder with the documents; subfolders are read too.",
)
@_INDEX
@click.option("--model", help="Name or folder of a sentence-transformers model instead of the bundled one.")
@_JSON
def build(corpus: Path, index: Path, model: str | None, as_json: bool) -> None:
    """Bring the index up to date with a folder of documents.

    New files are added, changed ones replaced, missing ones removed; the rest is left alone. A file that
    cannot be read is named with its reason and blocks no other.
    """
    from indexer.build import build as bring_up_to_date

    with _progress() as progress:
        report = bring_up_to_date(corpus, index, model, progress)
    for path, refusal in report.failed:
        _say(f"{path}: {refusal}")
    if as_json:
        _print_json(report.as_json())
    else:
        print(
            f"{report.documents} documents, {report.passages} passages, {report.targets} targets "
            f"({report.added} added, {report.updated} updated, {report.removed} removed, "
            f"{report.unchanged} unchanged, {len(report.failed)} refused) in {report.seconds:.1f} s"
        )
    if report.failed:
        sys.exit(1)


@app.command()
@click.argument("file", type=click.Path(path_type=Path))
@_JSON
@click.option("--text", is_flag=True, help="Print only the normalised text, the one that offsets refer to.")
def inspect(file: Path, as_json: bool, text: bool) -> None:
    """Read one FILE without an index and show everything understood in it."""
    from indexer import interface, outline
    from indexer.plan import identify, understand
    from indexer.read.sandbox import read_safely

    if not file.is_file():
        raise Refusal("no-file", path=file)
    try:
        plan = understand(read_safely(file), file.name, identify(file))
    except Refusal as refusal:
        _say(f"{file}: {refusal}")
        sys.exit(1)
    if text:
        sys.stdout.write(plan.reading.text)
    elif as_json:
        _print_json(interface.plan_json(plan))
    else:
        print(outline.of_plan(plan))


@app.command()
@click.argument("query")
@click.option("--k", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many passages.")
@click.option(
    "--mode",
    type=click.Choice(["hybrid", "dense", "lexical"]),
    default="hybrid",
    show_default=True,
    help="Rank by meaning and words together; by meaning or by words alone, of the question as typed.",
)
@click.option(
    "--reranker",
    help="A sentence-transformers CrossEncoder, by name or folder, to look at the best passages again.",
)
@_filtered
@_INDEX
@_JSON
def search(
    query: str, k: int, mode: str, reranker: str | None, filters: Filters, index: Path, as_json: bool
) -> None:
    """Rank the passages that fit QUERY best."""
    from indexer import interface, outline, rerank
    from indexer import search as searching
    from indexer.generation import Generation

    with Generation.open(index) as generation:
        hits = searching.search(generation, query, filters, k, mode)
        if reranker:
            hits = rerank.reranked(hits, query, rerank.load(reranker))
        if as_json:
            _print_json({"query": query, "hits": [interface.hit_json(hit) for hit in hits]})
        else:
            print(outline.of_hits(searching.grouped(hits)))


@app.command()
@click.argument("question", required=False)
@click.option(
    "--questions",
    type=click.Path(path_type=Path),
    help='A file with one question a line: plain text, or JSON with a "question" field.',
)
@_filtered
@_INDEX
@_JSON
def ask(question: str | None, questions: Path | None, filters: Filters, index: Path, as_json: bool) -> None:
    """Answer QUESTION plan by plan with cited passages, or say that the corpus does not tell."""
    from indexer import answer, interface, outline
    from indexer.generation import Generation

    if (question is None) == (questions is None):
        raise Refusal("one-question")
    refused = False
    with Generation.open(index) as generation:
        for line in [question] if questions is None else _lines(questions):
            try:
                found = answer.ask(generation, line, filters)
            except Refusal as refusal:
                if questions is None:
                    raise
                refused = True
                _say(f"{line[:60]!r}: {refusal}")
                found = answer.unasked(line, filters, refusal)
            if as_json:
                _print_json(interface.answer_json(found))
            else:
                print(outline.of_answer(found))
    if refused:
        sys.exit(1)


@app.command()
@click.option(
    "--indicator", multiple=True, help="Only this indicator, by its key in indexer/data/indicators.toml."
)
@_filtered
@_INDEX
@_JSON
@click.option("--csv", type=click.Path(path_type=Path), help="Write the table to this CSV file.")
@click.option("--xlsx", type=click.Path(path_type=Path), help="Write the table to this Excel file.")
def targets(
    indicator: tuple[str, ...],
    filters: Filters,
    index: Path,
    as_json: bool,
    csv: Path | None,
    xlsx: Path | None,
) -> None:
    """List every numeric target of the plans as a table."""
    from indexer import export, indicators, interface, outline
    from indexer.generation import Generation

    unknown = [key for key in indicator if key not in indicators.indicators()]
    if unknown:
        raise Refusal("no-indicator", key=unknown[0])
    with Generation.open(index) as generation:
        documents = {document.id: document for document in generation.select(filters)}
        rows = [
            (target, documents[target.document])
            for target in generation.targets
            if target.document in documents and (not indicator or target.indicator in indicator)
        ]
    if csv:
        export.write_csv(rows, csv)
    if xlsx:
        export.write_xlsx(rows, xlsx)
    if as_json:
        _print_json({"targets": [interface.cited_target_json(*row) for row in rows]})
    elif not (csv or xlsx):
        print(outline.of_targets(rows))


def main() -> None:
    """Run the command line; the process ends with 0, 1 (some inputs refused) or 2 (a wrong call)."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(
            encoding="utf-8", errors="backslashreplace"
        )  # Windows consoles have other defaults
    logging.getLogger("indexer").addHandler(logging.NullHandler())  # people get sentences, not tracebacks
    try:
        app(standalone_mode=False, prog_name="python -m indexer")
    except Refusal as refusal:
        _say(str(refusal))
    except click.exceptions.NoArgsIsHelpError as help_wanted:
        _say(help_wanted.format_message())
    except click.ClickException as error:
        _say(f"{error.format_message()}\nHelp: python -m indexer --help")
    except (click.Abort, KeyboardInterrupt):
        _say("Stopped. The index serves as it did before.")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read our output went away
        sys.exit(0)
    except OSError as error:
        _say(f"{error.filename or 'The system'}: {error.strerror}")
    else:
        sys.exit(0)
    sys.exit(2)


def _lines(path: Path) -> Iterator[str]:
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal("no-questions", path=path) from error
    for line in lines:
        if line.lstrip().startswith("{"):
            try:
                yield str(json.loads(line)["question"])
            except (ValueError, KeyError) as error:
                raise Refusal("no-question-field", line=line[:60]) from error
        else:
            yield line


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on stderr, gone when the work is done."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    names = {"read": "Reading", "encode": "Encoding", "index": "Indexing"}
    columns = (TextColumn("{task.description:9}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks = {step: bar.add_task(name, total=None, visible=False) for step, name in names.items()}
        yield lambda step, done, total: bar.update(tasks[step], completed=done, total=total, visible=True)


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False), flush=True)


def _say(text: str) -> None:
    print(text, file=sys.stderr)
