"""Bringing an index up to date with a folder of documents."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import sqlite3
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from indexer import corrections, generation, plan
from indexer import encoder as encoders
from indexer.corrections import Facts
from indexer.dense import Dense
from indexer.encoder import Encoder
from indexer.generation import DENSE, LEXICAL, RECORD, VOCABULARY
from indexer.lexical import Lexical
from indexer.model import Passage, Plan
from indexer.read.sandbox import read_all
from indexer.refusal import Refusal
from indexer.store import Record
from indexer.vocabulary import Vocabulary

_log = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]
"""Called with the step ("read", "encode", "index"), how much of it is done and how much there is."""

_LARGEST_FILE = 200 * 1024 * 1024  # bytes; a scan of 500 pages has about a tenth of it
_ENCODED_AT_ONCE = 256  # passages between two commits: what an interrupted build loses at most


@dataclass(slots=True)
class Report:
    """What a build did. Counts of documents, but for `passages`, `targets` and `seconds`."""

    documents: int = 0
    passages: int = 0
    targets: int = 0
    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    failed: list[tuple[str, Refusal]] = field(default_factory=list)
    seconds: float = 0.0

    def as_json(self) -> dict[str, object]:
        """The object of `build --json`."""
        failed = [{"path": path, "reason": str(refusal)} for path, refusal in self.failed]
        return {**asdict(self), "failed": failed, "seconds": round(self.seconds, 3)}


def searchable(passage: Passage) -> str:
    """The text that is embedded and indexed for a passage: its heading path, then itself."""
    return "\n".join((" > ".join(passage.heading), passage.text)) if passage.heading else passage.text


def build(corpus: Path, index: Path, model: str | None = None, progress: Progress | None = None) -> Report:
    """Bring `index` up to date with the documents in `corpus`: add, replace, remove, leave the rest alone.

    `model` names the encoder; without it an index keeps its own and a new one gets the default. Files
    that cannot be read are in the report, each with its reason. The index serves all the while, and
    goes on serving as it was when the build does not reach its end; the next build goes on from there.
    """
    started = time.perf_counter()
    report = Report()
    progress = progress or (lambda step, done, total: None)
    if not corpus.is_dir():
        raise Refusal("no-corpus", corpus=corpus)
    index.mkdir(parents=True, exist_ok=True)
    with _lock(index):
        serving = _serving(index)
        model = model or (serving[1]["model"] if serving else None)
        encoder = encoders.load(model)
        building = index / "building"
        record = _resume(building, serving[0] if serving else None)
        with closing(record):
            _read_changes(corpus, record, report, progress)
            _encode(record, encoder, progress)
            report.documents, report.passages, report.targets = map(
                record.count, ("documents", "passages", "targets")
            )
            manifest = {
                "model": model,
                "encoder": encoder.name,
                "dimension": encoder.dimension,
                "content": record.fingerprint(),
                "documents": report.documents,
                "passages": report.passages,
                "targets": report.targets,
            }
            if serving and all(serving[1].get(key) == value for key, value in manifest.items()):
                report.seconds = time.perf_counter() - started
                return report
            record.finish(encoder.name)
            progress("index", 0, report.passages)
            passages = record.passages()
            Dense.build(record.vectors(encoder.name, encoder.dimension)).save(building / DENSE)
            Lexical.build([searchable(passage) for passage in passages]).save(building / LEXICAL)
            Vocabulary.build(passage.text for passage in passages).save(building / VOCABULARY)
            progress("index", report.passages, report.passages)
        generation.seal(building, manifest)
        generation.serve(index, building)
    report.seconds = time.perf_counter() - started
    return report


@contextmanager
def _lock(index: Path) -> Iterator[None]:
    """One build at a time. The lock is SQLite's, so the system lets go of it when a build is killed."""
    with closing(sqlite3.connect(index / "lock", timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise Refusal("build-running", index=index) from error
        yield


def _serving(index: Path) -> tuple[Path, dict[str, object]] | None:
    """Folder and manifest of the generation to go on from; None where there is none or it is damaged."""
    folder = generation.current(index)
    if folder is None:
        return None
    try:
        return folder, generation.verify(folder)
    except Refusal:
        return None


def _resume(building: Path, serving: Path | None) -> Record:
    """The record to work on: an interrupted build's, else a copy of the serving one, else a new one."""
    path = building / RECORD
    if path.exists():
        try:
            return Record.open(path)
        except sqlite3.DatabaseError:
            pass  # what an interrupted build left is of no use; nothing but its time is lost
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir()
    if serving:
        shutil.copyfile(serving / RECORD, path)
        return Record.open(path)
    return Record.create(path)


def _files(corpus: Path) -> dict[str, Path]:
    """The documents of a folder and its subfolders: path shown to people → path to open, sorted."""
    found = {}
    for folder, folders, names in os.walk(corpus):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.startswith((".", "~$")) or name.lower() == "readme.md":
                continue
            path = Path(folder, name)
            found[_shown(path.relative_to(corpus).as_posix())] = path
    return dict(sorted(found.items()))


def _shown(name: str) -> str:
    """A file's name as it can be printed and stored: NFC, with control and undecodable characters escaped."""
    name = unicodedata.normalize("NFC", name).encode("utf-8", "backslashreplace").decode()
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in name
    )


def _read_changes(corpus: Path, record: Record, report: Report, progress: Progress) -> None:
    """Make the record hold what the folder holds: read what is new or changed, drop what is gone."""
    files = _files(corpus)
    corrected = corrections.load(corpus)
    known = {document.path: document.id for document in record.documents()}
    failed: dict[str, Refusal] = {}
    changed = _changed(files, known, record.readers(), corrected, failed)
    report.unchanged = len(files) - len(changed) - len(failed)
    progress("read", 0, len(changed))
    names = {file: path for path, (file, _) in changed.items()}
    for done, (file, reading) in enumerate(read_all(names), 1):
        path = names[file]
        if isinstance(reading, Refusal):
            failed[path] = reading
        else:
            try:
                identifier = changed[path][1]
                facts = corrected.get(identifier, {})
                _add(record, plan.understand(reading, path, identifier, facts), _reader(facts))
            except Exception as error:  # whatever goes wrong with one file, it blocks no other
                _log.exception("%s cannot be understood", path)
                failed[path] = Refusal("not-understood", error=f"{type(error).__name__}: {error}")
            else:
                report.updated += path in known
                report.added += path not in known
        progress("read", done, len(changed))
    for path in known.keys() - (files.keys() - failed.keys()):
        record.remove(path)
        report.removed += 1
    report.failed = sorted(failed.items())
    record.set_failures((path, refusal.code, refusal.values) for path, refusal in report.failed)


def _changed(
    files: dict[str, Path],
    known: dict[str, str],
    readers: dict[str, str],
    corrected: dict[str, Facts],
    failed: dict[str, Refusal],
) -> dict[str, tuple[Path, str]]:
    """Files to read, each with the id that its document will have; those that cannot be go to `failed`."""
    changed: dict[str, tuple[Path, str]] = {}
    seen: dict[str, str] = {}  # document id → path
    for path, file in files.items():
        try:
            identifier = _identify(file)
        except Refusal as refusal:
            failed[path] = refusal
            continue
        if seen.setdefault(identifier, path) != path:
            failed[path] = Refusal("same-content", path=seen[identifier])
        elif known.get(path) != identifier or readers[path] != _reader(corrected.get(identifier, {})):
            changed[path] = (file, identifier)
    return changed


def _identify(file: Path) -> str:
    try:
        size = file.stat().st_size
        if not file.is_file():
            raise Refusal("not-a-file")
        if size > _LARGEST_FILE:
            raise Refusal("too-large", size=size // 2**20, limit=_LARGEST_FILE // 2**20)
        return plan.identify(file)
    except OSError as error:
        raise Refusal("unreadable", error=error.strerror) from error


def _reader(corrected: Facts) -> str:
    """What a file was understood by: the version of the stages, and what people put right."""
    if not corrected:
        return plan.version()
    said = json.dumps(corrected, sort_keys=True)
    return f"{plan.version()}-{hashlib.sha256(said.encode()).hexdigest()[:16]}"


def _add(record: Record, understood: Plan, reader: str) -> None:
    keys = [hashlib.sha256(searchable(passage).encode()).digest() for passage in understood.passages]
    record.add(understood, reader, keys)


def _encode(record: Record, encoder: Encoder, progress: Progress) -> None:
    """Make the vectors that the record lacks, committing as it goes."""
    missing = record.missing_vectors(encoder.name)
    for start in range(0, len(missing), _ENCODED_AT_ONCE):
        progress("encode", start, len(missing))
        some = missing[start : start + _ENCODED_AT_ONCE]
        vectors = encoder.passages([searchable(passage) for _, passage in some])
        record.add_vectors(encoder.name, [key for key, _ in some], vectors)
    progress("encode", len(missing), len(missing))
