"""python -m eval: how well the plans are found and answered."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from indexer.refusal import Refusal

app = typer.Typer(
    help="Measure search and answers.\n\nStart with: python -m eval run",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]
HOME = Path(__file__).parent
REFORM_PLANS = HOME / "datasets" / "reform-plans"


class Mode(StrEnum):
    """The rankings that search offers."""

    HYBRID = "hybrid"
    DENSE = "dense"
    LEXICAL = "lexical"


@app.command()
def run(
    dataset: Annotated[
        Path, typer.Option(help="Folder of a dataset: one of eval/datasets, or any in BEIR layout.")
    ] = REFORM_PLANS,
    mode: Annotated[list[Mode], typer.Option(help="Which ranking; may be repeated. All three without.")] = [],  # noqa: B006 - typer copies defaults
    split: Annotated[str, typer.Option(help="Which questions: dev or test.")] = "test",
    documents: Annotated[
        Path | None, typer.Option(help="Folder with the documents that a dataset does not bring along.")
    ] = None,
    distractors: Annotated[
        Path | None, typer.Option(help="Folder of other documents, put into the same index to distract.")
    ] = None,
    model: Annotated[
        str | None, typer.Option(help="Name or folder of a sentence-transformers model.")
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(help="File for the report; by default one in eval/results/ for eval/datasets."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Ask every question of a dataset and measure what comes back."""
    from eval import dataset as datasets
    from eval import report as reports
    from eval import run as running

    modes = [str(one) for one in mode] or running.MODES
    links = {}
    with _progress() as progress:
        if (dataset / "topics").is_dir():
            loaded = datasets.load(dataset, documents)
            links = {name: file for name, file in loaded.corpus.items() if HOME.parent in file.parents}
            found = running.spans(loaded, split, modes, model, distractors, progress)
            if distractors:
                alone = running.spans(loaded, split, modes, model, None, progress)
                among = {f"{mode} among distractors": scores for mode, scores in found.ranking.items()}
                found.ranking = {**among, **alone.ranking}
        elif (dataset / "corpus.jsonl").is_file() and (dataset / "queries.jsonl").is_file():
            found = running.documents(dataset, split, modes, model, progress)
        else:
            raise Refusal("eval-dataset", dataset=dataset)
    if report is None and dataset.resolve().parent == HOME / "datasets" and not mode and not model:
        report = HOME / "results" / f"{found.dataset}-{split}.md"
    if report:
        report.parent.mkdir(parents=True, exist_ok=True)
        command = shlex.join(["python", "-m", "eval", *_shown(sys.argv[1:])])
        report.write_text(reports.markdown(found, report.parent, links, command), "utf-8")
    if as_json:
        print(json.dumps(reports.summary(found), ensure_ascii=False))
    else:
        print(reports.text(found))
        if report:
            print(f"  report: {report}")


@app.command()
def score(
    qrels: Annotated[Path, typer.Argument(help="Judgements: TREC qrels, or a BEIR .tsv file.")],
    runs: Annotated[list[Path], typer.Argument(help="One or more TREC runs, compared with the first.")],
    as_json: AsJson = False,
) -> None:
    """Measure rankings made by any system: TREC runs against judgements."""
    from dataclasses import asdict

    from eval import beir, measures

    judged = beir.qrels(qrels)
    scores = {path: measures.ranking(judged, beir.run(path)) for path in runs}
    first = scores[runs[0]]
    rows = [
        {
            "run": str(path),
            **{name: asdict(measures.mean(values)) for name, values in found.items()},
            "difference": {
                name: asdict(measures.difference(values, first[name])) for name, values in found.items()
            },
        }
        for path, found in scores.items()
    ]
    if as_json:
        print(json.dumps({"queries": len(judged), "runs": rows}, ensure_ascii=False))
        return
    for row in rows:
        print(row["run"])
        for name in first:
            of, gap = row[name], row["difference"][name]
            versus = "" if row is rows[0] else f"  {gap['value']:+.3f}, p = {gap['p']:.3f}"
            print(f"  {name:10} {of['value']:.3f} [{of['low']:.3f}, {of['high']:.3f}]{versus}")


@app.command()
def ablations(
    split: Annotated[str, typer.Option(help="Which questions: dev or test.")] = "test",
    model: Annotated[
        str | None, typer.Option(help="Name or folder of a sentence-transformers model.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="File for the table; by default in eval/results/.")
    ] = None,
) -> None:
    """Measure what each part of search is worth, by leaving it out."""
    from eval import ablations as variants
    from eval import dataset as datasets

    with _progress() as progress:
        page = variants.run(datasets.load(REFORM_PLANS), split, model, progress)
    if report is None:
        report = HOME / "results" / ("ablations.md" if split == "test" else f"ablations-{split}.md")
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text(page, "utf-8")
    print(page)


@app.command()
def export(
    dataset: Annotated[Path, typer.Option(help="Folder of the dataset.")] = REFORM_PLANS,
) -> None:
    """Write a dataset in BEIR layout (corpus, queries, qrels, spans) from its topics and documents."""
    from eval import dataset as datasets

    for name, content in datasets.export(datasets.load(dataset)).items():
        (dataset / name).parent.mkdir(exist_ok=True)
        (dataset / name).write_text(content, "utf-8")


@app.command("targets")
def targets_command(
    documents: Annotated[
        Path | None, typer.Option(help="Folder with the documents that the record does not bring along.")
    ] = None,
    as_json: AsJson = False,
    verbose: Annotated[bool, typer.Option(help="List every difference.")] = False,
) -> None:
    """Compare the numbers read from plans with a record made by hand."""
    from eval import targets

    targets.main(documents, as_json, verbose)


def _shown(arguments: list[str]) -> list[str]:
    """Arguments without the folders of this machine: of a path from the root, its last name stays."""
    return [Path(one).name if Path(one).is_absolute() else one for one in arguments if one != "--json"]


@contextmanager
def _progress() -> Iterator[object]:
    """A progress line on stderr; it shows itself only in a terminal."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, int] = {}

        def progress(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step)
            bar.update(tasks[step], completed=done, total=total)

        yield progress


def main() -> None:
    """Run the command line; end the process with 0 (done) or 2 (a wrong call)."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        sys.exit(app(standalone_mode=False, prog_name="python -m eval") or 0)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
    except typer.Exit as ended:
        sys.exit(ended.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        print("stopped", file=sys.stderr)
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        print(f"{error.format_message()}\nHelp: python -m eval --help", file=sys.stderr)
    sys.exit(2)


if __name__ == "__main__":
    main()
