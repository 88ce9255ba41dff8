"""An index on disk: generations, the pointer to the one that serves, and opening it.

    index/
      CURRENT                name of the generation that serves
      lock                   held while a build runs
      building/              the build at work, or what an interrupted one left
      generations/00000007/  manifest.json, record.sqlite, dense.faiss, lexical/…

A build writes a new generation and switches CURRENT with one `os.replace`; whoever opened the old
one keeps it. A generation is used only while every file has the checksum of its manifest.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from indexer.model import Document, Filters, Passage, Target
from indexer.normalise import fold
from indexer.refusal import Refusal
from indexer.store import Record

if TYPE_CHECKING:
    from indexer.dense import Dense
    from indexer.encoder import Encoder
    from indexer.lexical import Lexical
    from indexer.vocabulary import Vocabulary

FORMAT = 2  # of the files of a generation; another number is another program's index
RECORD, DENSE, LEXICAL, MANIFEST = "record.sqlite", "dense.faiss", "lexical", "manifest.json"
VOCABULARY = "vocabulary.npz"

_place = attrgetter("value_start")


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def seal(folder: Path, facts: dict[str, object]) -> None:
    """Write the manifest of a finished generation: `facts` and the checksum of every file."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    manifest = {"format": FORMAT, **facts, "files": {name: _checksum(folder / name) for name in names}}
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), "utf-8")


def serve(index: Path, folder: Path) -> None:
    """Make a sealed folder the generation that serves; keep the one before for those who still read it."""
    generations = index / "generations"
    generations.mkdir(exist_ok=True)
    numbers = sorted(int(path.name) for path in generations.iterdir() if path.name.isdigit())
    name = f"{(numbers[-1] if numbers else 0) + 1:08}"
    folder.replace(generations / name)
    pointer = index / "CURRENT.new"
    pointer.write_text(name, "utf-8")
    with pointer.open("rb") as file:
        os.fsync(file.fileno())
    pointer.replace(index / "CURRENT")
    for number in numbers[:-1]:
        # Windows keeps files that are open; the next build tries again.
        shutil.rmtree(generations / f"{number:08}", ignore_errors=True)


def current(index: Path) -> Path | None:
    """Folder of the generation that serves, or None where nothing was ever built."""
    try:
        return index / "generations" / (index / "CURRENT").read_text("utf-8").strip()
    except FileNotFoundError:
        return None


def verify(folder: Path) -> dict[str, object]:
    """The manifest of a generation, after every file of it was found whole; else `Refusal`."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        other = manifest["format"] != FORMAT
        whole = all(_checksum(folder / name) == digest for name, digest in manifest["files"].items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refusal("index-damaged", index=folder.parent.parent) from error
    if other:
        raise Refusal("index-format", index=folder.parent.parent)
    if not whole or RECORD not in manifest["files"]:
        raise Refusal("index-damaged", index=folder.parent.parent)
    return manifest


class Passages(Sequence[Passage]):
    """The passages of a generation by position, fetched when asked for."""

    def __init__(self, record: Record, length: int) -> None:
        self._record, self._length = record, length

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, position: int) -> Passage:
        if not 0 <= position < self._length:
            raise IndexError(position)
        return self._record.passages([position])[0]

    def __iter__(self) -> Iterator[Passage]:
        return iter(self._record.passages())


class Generation:
    """One finished index, open for reading; safe to share between threads.

    Close it, or use it in a `with`, when done.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = verify(folder)
        self.record = Record.open_finished(folder / RECORD)
        self.documents: dict[str, Document] = {document.id: document for document in self.record.documents()}
        # What an answer from many plans asks of each: fetched once, a fraction of what the vectors take up.
        self._texts: dict[str, str] = {}
        self._targets_of: dict[str, list[Target]] = {}
        self.passages = Passages(self.record, int(self.manifest["passages"]))

    @classmethod
    def open(cls, index: Path) -> Generation:
        """The generation that serves in the folder `index`; `Refusal` where none does or it is damaged."""
        folder = current(index)
        if folder is None:
            raise Refusal("no-index", index=index)
        return cls(folder)

    def __enter__(self) -> Generation:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the files back."""
        self.record.close()

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder that made the vectors; `Refusal` where it is not the same any more."""
        from indexer import encoder

        loaded = encoder.load(self.manifest["model"])
        if (loaded.name, loaded.dimension) != (self.manifest["encoder"], self.manifest["dimension"]):
            raise Refusal(
                "index-encoder",
                made=self.manifest["encoder"],
                here=loaded.name,
                index=self.folder.parent.parent,
            )
        return loaded

    @cached_property
    def dense(self) -> Dense:
        """The vectors, searchable."""
        from indexer.dense import Dense

        return Dense.load(self.folder / DENSE)

    @cached_property
    def lexical(self) -> Lexical:
        """The words, searchable."""
        from indexer.lexical import Lexical

        return Lexical.load(self.folder / LEXICAL)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The syllables that the plans use, by which questions are read."""
        from indexer.vocabulary import Vocabulary

        return Vocabulary.load(self.folder / VOCABULARY)

    @cached_property
    def document_of_passage(self) -> tuple[np.ndarray, np.ndarray]:
        """The ids of the documents, ascending, and for every passage the place of its own among them."""
        return np.unique(np.array(self.record.passage_documents(), dtype=str), return_inverse=True)

    @cached_property
    def on_reform(self) -> np.ndarray:
        """Whether each passage stands in a document about administrative reform, bool (passages,)."""
        from indexer import subject

        return subject.on_reform(self)

    @cached_property
    def targets(self) -> list[Target]:
        """All targets, by document path and place."""
        return self.record.targets()

    def targets_in(self, document: str, start: int, end: int) -> list[Target]:
        """The targets whose number stands between two offsets of a document, by place."""
        if document not in self._targets_of:
            self._targets_of[document] = self.record.targets_of(document)
        targets = self._targets_of[document]
        first, behind = (bisect_left(targets, place, key=_place) for place in (start, end))
        return targets[first:behind]

    def text(self, document: str) -> str:
        """The normalised text that the document's offsets refer to."""
        if document not in self._texts:
            self._texts[document] = self.record.text(document)
        return self._texts[document]

    def select(self, filters: Filters) -> list[Document]:
        """The documents that the filters let through, by path."""
        tests = _tests(filters)
        if not tests:
            return list(self.documents.values())
        return [document for document in self.documents.values() if all(test(document) for test in tests)]

    def allowed(self, filters: Filters) -> np.ndarray | None:
        """Positions of the passages that the filters let through, ascending; None for all of them."""
        if filters == Filters():
            return None
        chosen = {document.id for document in self.select(filters)}
        documents, of = self.document_of_passage
        return np.flatnonzero(np.isin(documents, list(chosen))[of])


def _tests(filters: Filters) -> list[Callable[[Document], bool]]:
    tests: list[Callable[[Document], bool]] = []
    if filters.year:
        tests.append(lambda document: document.year in filters.year)
    if filters.document:
        tests.append(lambda document: document.id in filters.document)
    if filters.level:
        levels = {_name(level) for level in filters.level}
        tests.append(lambda document: _name(document.level) in levels)
    if filters.province:
        provinces = {_name(province) for province in filters.province}
        tests.append(lambda document: _name(document.province) in provinces)
    if filters.locality:
        localities = {_name(locality) for locality in filters.locality}
        tests.append(
            lambda document: bool(
                {_name(document.locality), _name(f"{document.unit} {document.locality}")} & localities
            )
        )
    return tests


@lru_cache(maxsize=4096)  # every filter looks at the names of all plans
def _name(name: str | None) -> str:
    """A place's name as people may type it: no diacritics, no capitals, single spaces."""
    return " ".join(fold(name or "").lower().split())
