"""Datasets and rankings in the formats that others use: BEIR folders, TREC runs, TREC qrels."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eval.measures import Qrels, Run
from indexer.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Beir:
    """A BEIR dataset: documents, queries and grades."""

    documents: dict[str, str]  # id → title and text
    queries: dict[str, str]  # the judged ones
    qrels: Qrels


def load(folder: Path, split: str = "test") -> Beir:
    """Load corpus.jsonl, queries.jsonl and qrels/<split>.tsv, or qrels.tsv where there are no splits."""
    documents = {
        row["_id"]: "\n\n".join(part for part in (row.get("title"), row["text"]) if part)
        for row in _rows(folder / "corpus.jsonl", ("_id", "text"))
    }
    queries = {row["_id"]: row["text"] for row in _rows(folder / "queries.jsonl", ("_id", "text"))}
    path = folder / "qrels" / f"{split}.tsv"
    if not path.is_file() and (folder / "qrels.tsv").is_file():
        path = folder / "qrels.tsv"
    grades = qrels(path)
    unknown = [query for query in grades if query not in queries]
    if unknown:
        raise Refusal("eval-line", path=path, line=unknown[0], wanted="a query of queries.jsonl")
    return Beir(documents, {query: queries[query] for query in grades}, grades)


def qrels(path: Path) -> Qrels:
    """Grades from a TREC file (query 0 document grade) or a BEIR one (query document grade, with a head)."""
    grades: dict[str, dict[str, int]] = {}
    for number, line in enumerate(_text(path).split("\n")):
        if not line.strip():
            continue
        # Ids may hold spaces in BEIR's files, where a tab separates.
        fields = line.strip().split("\t") if "\t" in line else line.split()
        if number == 0 and not fields[-1].lstrip("-").isdigit():
            continue
        if len(fields) not in (3, 4) or not fields[-1].lstrip("-").isdigit():
            raise Refusal("eval-line", path=path, line=line[:60], wanted="query, document and grade")
        grades.setdefault(fields[0], {})[fields[-2]] = int(fields[-1])
    if not grades:
        raise Refusal("eval-line", path=path, line="", wanted="query, document and grade")
    return grades


def run(path: Path) -> Run:
    """Rankings from a TREC run: query Q0 document rank score name, ordered by score as trec_eval does."""
    scored: dict[str, list[tuple[float, str]]] = {}
    for line in _text(path).split("\n"):
        if not line.strip():
            continue
        fields = line.split("\t") if line.count("\t") == 5 else line.split()
        try:
            query, _, document, _, score, _ = fields
            scored.setdefault(query, []).append((float(score), document))
        except ValueError as error:
            raise Refusal(
                "eval-line", path=path, line=line[:60], wanted="query, Q0, document, rank, score and name"
            ) from error
    if not scored:
        raise Refusal("eval-line", path=path, line="", wanted="query, Q0, document, rank, score and name")
    return {query: [document for _, document in sorted(of, reverse=True)] for query, of in scored.items()}


def _rows(path: Path, wanted: tuple[str, ...]) -> Iterator[dict]:
    for line in _text(path).split("\n"):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if any(not isinstance(row.get(field), str) for field in wanted):
                raise ValueError(line)
        except (ValueError, AttributeError) as error:
            raise Refusal(
                "eval-line", path=path, line=line[:60], wanted="a JSON object with " + " and ".join(wanted)
            ) from error
        yield row


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal("eval-file", path=path) from error
