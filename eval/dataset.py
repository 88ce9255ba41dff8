"""Questions, and the places in documents that answer them.

A place is judged once, by words of the document, and becomes a span of the normalised text each
time the dataset is loaded. So the judgements outlive every change of passages, and a change of the
normaliser that loses a place is an error, never a silently lower score.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

from indexer.model import Reading
from indexer.normalise import characters
from indexer.read import read
from indexer.refusal import Refusal

PROJECT = Path(__file__).parents[1]
DATASETS = Path(__file__).parent / "datasets"

KINDS = ("vi", "bare", "abbr", "en", "comparison", "metadata", "none")
SPLITS = ("dev", "test")
ANSWERS, RELATED = 2, 1  # grades of a place


@dataclass(frozen=True, slots=True)
class Place:
    """A judged span: `text[start:end]` of the document's normalised text."""

    document: str  # the file's name
    start: int
    end: int
    grade: int  # ANSWERS or RELATED
    value: float | None = None  # the number that answers, where one does

    @property
    def id(self) -> str:
        """Where it stands, in one word."""
        return f"{self.document}:{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Question:
    """One way of asking for what a topic is about."""

    id: str
    text: str
    kind: str  # one of KINDS
    split: str  # one of SPLITS
    topic: str  # questions of one topic share their places and are never split
    places: tuple[Place, ...]  # empty where nothing in the collection answers
    says: tuple[str, ...] = ()  # for facts of a document: the answer must contain one of these

    @property
    def answers(self) -> tuple[Place, ...]:
        """The places that answer."""
        return tuple(place for place in self.places if place.grade == ANSWERS)

    @property
    def ranked(self) -> bool:
        """Whether a passage is asked for. Facts of a document stand in letterheads, not in passages."""
        return bool(self.places) and self.kind != "metadata"


@dataclass(frozen=True)
class Dataset:
    """A folder with documents.toml and topics/*.toml (see the reform-plans dataset for the form)."""

    folder: Path
    files: Mapping[str, Path]  # short name → document
    questions: tuple[Question, ...]

    @property
    def corpus(self) -> dict[str, Path]:
        """The documents by file name, which is their path in an index of the dataset."""
        return {file.name: file for file in self.files.values()}

    @cached_property
    def readings(self) -> dict[str, Reading]:
        """The documents as the indexer reads them, by file name."""
        return {name: _reading(file) for name, file in self.corpus.items()}

    def of(self, split: str) -> list[Question]:
        """The questions of one split; `Refusal` where there are none."""
        chosen = [question for question in self.questions if question.split == split]
        if not chosen:
            raise Refusal("eval-split", split=split, dataset=self.folder)
        return chosen


def load(folder: Path, documents: Path | None = None) -> Dataset:
    """Load the dataset in `folder`.

    `documents` is a folder to look in for documents that the dataset does not bring along. `Refusal`
    where one is missing, and where words that were judged do not stand in their document exactly as
    often as they should.
    """
    files = _files(folder, documents)
    texts = {name: _reading(file).text for name, file in files.items()}
    questions: list[Question] = []
    for path in sorted((folder / "topics").glob("*.toml")):
        for topic in tomllib.loads(path.read_text("utf-8"))["topic"]:
            questions += _questions(topic, files, texts)
    return Dataset(folder, files, tuple(questions))


def _files(folder: Path, documents: Path | None) -> dict[str, Path]:
    files = {}
    for name, relative in tomllib.loads((folder / "documents.toml").read_text("utf-8")).items():
        base = PROJECT if relative.startswith("corpus/") else folder
        file = base / relative
        if not file.is_file() and documents:
            file = next(documents.rglob(Path(relative).name), file)
        files[name] = file
    missing = [file.name for file in files.values() if not file.is_file()]
    if missing:
        raise Refusal("eval-documents", count=len(missing), first=missing[0], dataset=folder)
    return files


_readings: dict[Path, Reading] = {}


def _reading(file: Path) -> Reading:
    if file not in _readings:
        _readings[file] = read(file)
    return _readings[file]


def _questions(topic: dict, files: Mapping[str, Path], texts: Mapping[str, str]) -> Iterator[Question]:
    places = tuple(
        place
        for grade, judged in ((ANSWERS, "answers"), (RELATED, "related"))
        for entry in topic.get(judged, [])
        for place in _places(topic["id"], entry, grade, files, texts)
    )
    for kind in KINDS:
        for number, text in enumerate(topic.get(kind, []), 1):
            yield Question(
                f"{topic['id']}-{kind}-{number}",
                text,
                kind,
                topic["split"],
                topic["id"],
                places,
                tuple(topic.get("says", [])),
            )


def _places(
    topic: str, entry: list, grade: int, files: Mapping[str, Path], texts: Mapping[str, str]
) -> Iterator[Place]:
    name, words, *more = entry
    words = characters(words)
    times = next((item["times"] for item in more if isinstance(item, dict)), 1)
    value = next((float(item) for item in more if not isinstance(item, dict)), None)
    found = texts[name].count(words)
    if found != times:
        raise Refusal(
            "eval-place", topic=topic, document=files[name].name, found=found, times=times, words=words
        )
    start = -1
    for _ in range(times):
        start = texts[name].index(words, start + 1)
        yield Place(files[name].name, start, start + len(words), grade, value)


def export(dataset: Dataset) -> dict[str, str]:
    """The dataset in BEIR layout: file name → content.

    Documents of the BEIR corpus are the blocks of the normalised text (paragraphs, items, table
    rows), which do not depend on how anybody cuts passages; spans.jsonl holds the judgements
    themselves, by document and character span.
    """
    corpus, queries, spans = [], [], []
    qrels: dict[str, list[str]] = {split: ["query-id\tcorpus-id\tscore"] for split in SPLITS}
    blocks = {
        name: [block for block in reading.blocks if reading.text[block.start : block.end].strip()]
        for name, reading in dataset.readings.items()
    }
    for name, reading in dataset.readings.items():
        for block in blocks[name]:
            text = reading.text[block.start : block.end]
            corpus.append({"_id": f"{name}:{block.start}-{block.end}", "title": name, "text": text})
    for question in dataset.questions:
        queries.append(
            {
                "_id": question.id,
                "text": question.text,
                "metadata": {"kind": question.kind, "split": question.split, "topic": question.topic},
            }
        )
        grades: dict[str, int] = {}
        for place in question.places:
            spans.append({"query": question.id, **asdict(place)})
            for block in blocks[place.document]:
                if overlaps(block.start, block.end, place):
                    key = f"{place.document}:{block.start}-{block.end}"
                    grades[key] = max(grades.get(key, 0), place.grade)
        qrels[question.split] += [f"{question.id}\t{key}\t{grade}" for key, grade in grades.items()]
    return {
        "corpus.jsonl": _lines(corpus),
        "queries.jsonl": _lines(queries),
        "spans.jsonl": _lines(spans),
        **{f"qrels/{split}.tsv": "\n".join(rows) + "\n" for split, rows in qrels.items() if len(rows) > 1},
    }


def overlaps(start: int, end: int, place: Place) -> bool:
    """Whether a stretch of text and a place share at least half of the shorter of the two."""
    shared = min(end, place.end) - max(start, place.start)
    return shared > 0 and 2 * shared >= min(end - start, place.end - place.start)


def _lines(rows: list[dict]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
