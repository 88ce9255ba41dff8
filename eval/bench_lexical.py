"""What to cut Vietnamese into for BM25, and what to look it up in.

    python -m eval.bench_lexical                   writes eval/results/lexical.md
    python -m eval.bench_lexical --dataset FOLDER  also ranks another BEIR dataset

Every library indexes the same terms of the same 50,000 passages; each is opened and asked in a process of
its own, as a cold question on the command line is. Libraries that are not installed are left out.
"""

from __future__ import annotations

import json
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Annotated

import numpy as np
import typer

from eval import beir, measures
from eval.bench_encoder import machine
from eval.report import signed, table
from indexer import tokens
from indexer.lexical import Lexical

PROJECT = Path(__file__).parents[1]
PLANS = PROJECT / "eval/datasets/reform-plans"
SIZE, DEPTH = 50_000, 100
QUESTIONS = (
    "tỷ lệ hồ sơ thủ tục hành chính giải quyết đúng hạn và trước hạn năm 2022 là bao nhiêu",
    "ban hành kế hoạch cải cách hành chính",
    "người đứng đầu cơ quan chịu trách nhiệm",
    "tỷ lệ che phủ rừng",
)

Search = Callable[[str, Sequence[int] | None], Sequence[int]]


# --- libraries: build an index in a folder; open it for searching, all or some passages ----------


def build_ours(texts: Sequence[str], folder: Path) -> None:
    """Build the program's own index."""
    Lexical.build(texts).save(folder)


def open_ours(folder: Path) -> Search:
    """Open it."""
    index = Lexical.load(folder)

    def search(question: str, allowed: Sequence[int] | None) -> Sequence[int]:
        some = None if allowed is None else np.asarray(allowed)
        return index.search(Counter(tokens.marked(question)), DEPTH, some)[0].tolist()

    return search


def build_bm25s(texts: Sequence[str], folder: Path) -> None:
    """Build with bm25s (Lù 2024)."""
    import bm25s

    index = bm25s.BM25(k1=0.9, b=0.4)
    index.index([tokens.terms(text) for text in texts], show_progress=False)
    index.save(folder)


def open_bm25s(folder: Path) -> Search:
    """Open it, mapped into memory."""
    import bm25s

    index = bm25s.BM25.load(folder, mmap=True)

    def search(question: str, allowed: Sequence[int] | None) -> Sequence[int]:
        mask = None
        if allowed is not None:
            mask = np.zeros(SIZE, np.float32)
            mask[allowed] = 1
        scores = index.get_scores(tokens.marked(question), weight_mask=mask)
        best = np.argpartition(-scores, DEPTH)[:DEPTH]
        return best[np.argsort(-scores[best])].tolist()

    return search


def build_tantivy(texts: Sequence[str], folder: Path) -> None:
    """Build with tantivy; a term is one word of a field cut at spaces."""
    import tantivy

    index = tantivy.Index(_tantivy_schema(), path=str(folder))
    index.register_tokenizer("spaces", _spaces())
    writer = index.writer(128_000_000, 1)
    for number, text in enumerate(texts):
        writer.add_document(tantivy.Document(id=number, terms=_spaced(tokens.terms(text))))
    writer.commit()
    writer.wait_merging_threads()


def open_tantivy(folder: Path) -> Search:
    """Open it."""
    import tantivy
    from tantivy import Occur, Query

    index = tantivy.Index.open(str(folder))
    index.register_tokenizer("spaces", _spaces())
    searcher, schema = index.searcher(), index.schema

    def search(question: str, allowed: Sequence[int] | None) -> Sequence[int]:
        terms = _spaced(tokens.marked(question)).split()
        query = Query.boolean_query(
            [(Occur.Should, Query.term_query(schema, "terms", term, "freq")) for term in terms]
        )
        if allowed is not None:
            some = Query.term_set_query(schema, "id", list(allowed))
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, some)])
        hits = searcher.search(query, DEPTH, count=False).hits
        return [searcher.doc(address)["id"][0] for _, address in hits]

    return search


def _tantivy_schema():
    import tantivy

    schema = tantivy.SchemaBuilder()
    schema.add_integer_field("id", stored=True, indexed=True)
    schema.add_text_field("terms", tokenizer_name="spaces", index_option="freq")
    return schema.build()


def _spaces():
    import tantivy

    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()


def _spaced(terms: Iterable[str]) -> str:
    return " ".join(term.replace(" ", "_") for term in terms)


def build_fts5(texts: Sequence[str], folder: Path) -> None:
    """Build with SQLite's FTS5."""
    connection = sqlite3.connect(folder / "fts5.sqlite")
    connection.execute(
        "CREATE VIRTUAL TABLE passages USING fts5(terms, content='', "
        "tokenize=\"unicode61 remove_diacritics 0 tokenchars '_~'\")"
    )
    rows = ((number, _spaced(tokens.terms(text))) for number, text in enumerate(texts))
    connection.executemany("INSERT INTO passages(rowid, terms) VALUES (?, ?)", rows)
    connection.commit()
    connection.close()


def open_fts5(folder: Path) -> Search:
    """Open it."""
    connection = sqlite3.connect(folder / "fts5.sqlite")

    def search(question: str, allowed: Sequence[int] | None) -> Sequence[int]:
        words = " OR ".join(f'"{term}"' for term in _spaced(tokens.marked(question)).split())
        some = "" if allowed is None else "AND +rowid IN (SELECT value FROM json_each(?)) "
        parameters = [words] if allowed is None else [words, json.dumps(list(allowed))]
        rows = connection.execute(
            f"SELECT rowid FROM passages WHERE passages MATCH ? {some}ORDER BY rank LIMIT {DEPTH}", parameters
        )
        return [number for (number,) in rows]

    return search


LIBRARIES = {
    "the program": (build_ours, open_ours),
    "bm25s": (build_bm25s, open_bm25s),
    "tantivy": (build_tantivy, open_tantivy),
    "SQLite FTS5": (build_fts5, open_fts5),
}


def passages() -> list[str]:
    """Return 50,000 passages: clauses of the plans in the repository, thrown together three at a time."""
    texts = [json.loads(line)["text"] for line in (PLANS / "corpus.jsonl").open(encoding="utf-8")]
    clauses = [part.strip() for text in texts for part in re.split(r"[.;:]\s", text) if len(part) > 20]
    dice = random.Random(0)
    return [". ".join(dice.sample(clauses, 3)) for _ in range(SIZE)]


def cold(name: str, folder: str) -> None:
    """Open an index and ask; print the times as JSON. Runs in a process of its own."""
    start = time.perf_counter()
    search = LIBRARIES[name][1](Path(folder))
    search(QUESTIONS[0], None)
    first = time.perf_counter() - start
    some = range(0, SIZE, 10)
    warm: dict[bool, list[float]] = {False: [], True: []}
    for filtered, times in warm.items():
        for question in QUESTIONS * 3:
            start = time.perf_counter()
            search(question, some if filtered else None)
            times.append(time.perf_counter() - start)
    print(json.dumps([first, median(warm[False]), max(warm[False]), median(warm[True])]))


def libraries(texts: Sequence[str]) -> list[list[str]]:
    """Return a row of the table for every library at hand."""
    rows = []
    for name, (build, _) in LIBRARIES.items():
        with tempfile.TemporaryDirectory() as temporary, suppress(ImportError):
            folder = Path(temporary)
            start = time.perf_counter()
            build(texts, folder)
            built = time.perf_counter() - start
            size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
            code = f"from eval import bench_lexical; bench_lexical.cold({name!r}, {temporary!r})"
            done = subprocess.run(
                [sys.executable, "-c", code],
                check=True,
                capture_output=True,
                text=True,
                cwd=PROJECT,
            )
            first, usual, worst, filtered = (1000 * value for value in json.loads(done.stdout))
            times = [f"{first:.0f} ms", f"{usual:.1f} ms ({worst:.1f})", f"{filtered:.1f} ms"]
            rows.append([_versioned(name), f"{built:.0f} s", f"{size / 1e6:.0f} MB", *times])
    return rows


def _versioned(name: str) -> str:
    if name == "SQLite FTS5":
        return f"SQLite {sqlite3.sqlite_version} FTS5"
    with suppress(PackageNotFoundError):
        return f"{name} {version(name)}"
    return name


# --- kinds of term ------------------------------------------------------------------------------


def _plain(terms: list[str]) -> dict[str, float]:
    return Counter(terms)


def _half_pairs(terms: list[str]) -> dict[str, float]:
    return {term: count * (0.5 if " " in term else 1) for term, count in Counter(terms).items()}


CHOSEN = "syllables and pairs"
KINDS = {
    "syllables": (tokens.syllables, _plain),
    "pairs of syllables": (lambda text: tokens.pairs(tokens.syllables(text)), _plain),
    CHOSEN: (tokens.marked, _plain),
    "syllables and pairs, a pair half as much": (tokens.marked, _half_pairs),
    "underthesea words": (tokens.words, _plain),
}


def plans() -> beir.Beir:
    """Return the project's own questions on plans, of both splits: nothing was tuned to them here."""
    dev, test = (beir.load(PLANS, split) for split in ("dev", "test"))
    return beir.Beir(dev.documents, dev.queries | test.queries, {**dev.qrels, **test.qrels})


def kinds(dataset: beir.Beir, topic: Callable[[str], str]) -> list[list[str]]:
    """Return a row of the table for every kind of term, over the questions typed with marks."""
    questions = {key: text for key, text in dataset.queries.items() if not text.isascii()}
    qrels = {key: dataset.qrels[key] for key in questions}
    topics = {key: topic(key) for key in questions}
    scores = {name: _scores(dataset, questions, *kind) for name, kind in KINDS.items()}
    scores[f"{CHOSEN}, and words"] = scores[CHOSEN] + scores["underthesea words"]
    folded = _scores(dataset, questions, tokens.folded, _plain)
    scores[f"{CHOSEN}, typed without marks"] = folded
    ids = np.array(list(dataset.documents))
    found = {}
    for name, rows in scores.items():
        best = np.argsort(-rows, axis=1, kind="stable")[:, :10]
        run = {key: ids[row].tolist() for key, row in zip(questions, best, strict=True)}
        found[name] = measures.ranking(qrels, run)
    rows = []
    for name, of in found.items():
        means = [f"{measures.mean(of[measure]).value:.3f}" for measure in ("nDCG@10", "Recall@10", "MRR@10")]
        change = signed(measures.difference(of["nDCG@10"], found[CHOSEN]["nDCG@10"], topics))
        rows.append([f"**{name}**", *means, ""] if name == CHOSEN else [name, *means, change])
    return rows


def _scores(dataset: beir.Beir, questions: dict[str, str], cut: Callable, weights: Callable) -> np.ndarray:
    index = Lexical.build(dataset.documents.values(), cut)
    return np.array([index.scores(weights(cut(text))) for text in questions.values()])


# --- the report ---------------------------------------------------------------------------------


def main(
    dataset: Annotated[
        list[Path] | None, typer.Option(help="Folder in BEIR layout; may be repeated.")
    ] = None,
    output: Annotated[Path, typer.Option(help="Where the report goes.")] = PROJECT
    / "eval/results/lexical.md",
) -> None:
    """Compare libraries and kinds of term, and write the report."""
    found = [("reform-plans", plans(), lambda key: key.rsplit("-", 2)[0])]
    found += [(folder.name, beir.load(folder), str) for folder in dataset or ()]
    command = " ".join(
        ["python -m eval.bench_lexical", *(f"--dataset {folder.name}" for folder in dataset or ())]
    )
    head = ["terms", "nDCG@10", "Recall@10", "MRR@10", f"nDCG@10 against {CHOSEN}"]
    lines = [
        "# The lexical index",
        f"Made by `{command}`. {machine()}.",
        "## What to cut into",
        "BM25 alone, k1 = 0.9 and b = 0.4, over the questions typed with marks. Differences with their 95 % "
        "interval (paired bootstrap over topics).",
    ]
    for name, loaded, topic in found:
        lines += [f"### {name}", table(head, kinds(loaded, topic))]
    libraries_head = ["library", "build", "size", "open and first question", "a question (worst)", "filtered"]
    lines += [
        "## What to look up in",
        f"{SIZE:,} passages, the same terms everywhere (syllables and pairs, with and without marks); the "
        f"{DEPTH} best passages of a question. Filtered: to every tenth passage.",
        table(libraries_head, libraries(passages())),
    ]
    output.write_text("\n\n".join(lines) + "\n", "utf-8")
    typer.echo(output)


if __name__ == "__main__":
    typer.run(main)
