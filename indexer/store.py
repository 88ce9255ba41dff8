"""The record: one SQLite file with everything understood and every vector.

FAISS and the lexical index are derived from it and can always be made again without reading a
file or running the encoder. The nouns of `model` are rows: a table's columns are the fields of
its dataclass, so that a new field needs no second description of it here.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import TypeVar

import numpy as np

from indexer.model import Anchor, Block, Document, Passage, Plan, Section, Target

Noun = TypeVar("Noun")

_JSON_FIELDS = {"heading", "box"}  # tuples; a Section's heading is a plain string and passes unchanged
_BOOLEAN_FIELDS = {"truncated", "doubtful"}
_OF_DOCUMENT = {"sections": Section, "blocks": Block, "anchors": Anchor}  # do not name their document
_TABLES_OF_A_DOCUMENT = {
    "passages": "document",
    "targets": "document",
    **dict.fromkeys(_OF_DOCUMENT, "of"),
    "documents": "id",
}


@cache
def _columns(noun: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(noun))


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _marks(count: int) -> str:
    return ", ".join("?" * count)


_VERSION = 2  # of the tables; a record with another one is made anew
_SCHEMA = f"""
PRAGMA user_version = {_VERSION};
CREATE TABLE documents ({_quoted(_columns(Document))}, "text", "warnings", "reader", PRIMARY KEY ("id"));
CREATE UNIQUE INDEX documents_path ON documents ("path");
CREATE TABLE passages ("position" INTEGER, {_quoted(_columns(Passage))}, "key" BLOB);
CREATE INDEX passages_position ON passages ("position");
CREATE INDEX passages_document ON passages ("document");
CREATE TABLE targets ({_quoted(_columns(Target))});
CREATE INDEX targets_document ON targets ("document");
{
    "".join(
        f'CREATE TABLE {table} ("of", {_quoted(_columns(noun))});CREATE INDEX {table}_of ON {table} ("of");'
        for table, noun in _OF_DOCUMENT.items()
    )
}
CREATE TABLE failures ("path" TEXT PRIMARY KEY, "code" TEXT, "values" TEXT);
CREATE TABLE vectors ("encoder" TEXT, "key" BLOB, "vector" BLOB, PRIMARY KEY ("encoder", "key"));
"""


def _pack(name: str, value: object) -> object:
    packed = name in _JSON_FIELDS and isinstance(value, tuple)
    return json.dumps(value, ensure_ascii=False) if packed else value


def _unpack(noun: type[Noun], row: Sequence[object]) -> Noun:
    values = []
    for name, value in zip(_columns(noun), row, strict=True):
        if name in _BOOLEAN_FIELDS:
            value = bool(value)
        elif name in _JSON_FIELDS and noun is not Section and isinstance(value, str):
            value = tuple(json.loads(value))
        values.append(value)
    return noun(*values)


class Record:
    """One SQLite file of plans and vectors. Safe to call from several threads."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()

    @classmethod
    def create(cls, path: Path) -> Record:
        """A new, empty record; `path` must not exist."""
        record = cls(_connect(path))
        record._connection.executescript(_SCHEMA)
        return record

    @classmethod
    def open(cls, path: Path) -> Record:
        """An existing record, to be changed. sqlite3.DatabaseError where the file is none that fits."""
        connection = _connect(path)
        if connection.execute("PRAGMA user_version").fetchone() != (_VERSION,):
            connection.close()
            raise sqlite3.DatabaseError("a record of another version")
        return cls(connection)

    @classmethod
    def open_finished(cls, path: Path) -> Record:
        """A record that nobody changes any more, to be read."""
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        return cls(sqlite3.connect(uri, uri=True, check_same_thread=False))

    def close(self) -> None:
        """Give the file back; nothing can be asked afterwards."""
        self._connection.close()

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple]:
        with self._lock, closing(self._connection.execute(sql, values)) as cursor:
            return cursor.fetchall()

    # ── reading ──────────────────────────────────────────────────────────────────────────────

    def documents(self) -> list[Document]:
        """All documents, by path."""
        rows = self._rows(f'SELECT {_quoted(_columns(Document))} FROM documents ORDER BY "path"')
        return [_unpack(Document, row) for row in rows]

    def readers(self) -> dict[str, str]:
        """For each path, the version of the stages that understood it."""
        return dict(self._rows("SELECT path, reader FROM documents"))

    def text(self, document: str) -> str:
        """The normalised text that the document's offsets refer to. KeyError for an unknown id."""
        rows = self._rows("SELECT text FROM documents WHERE id = ?", (document,))
        if not rows:
            raise KeyError(document)
        return rows[0][0]

    def warnings(self, document: str) -> list[str]:
        """What the reader had to say about the file."""
        return json.loads(self._rows("SELECT warnings FROM documents WHERE id = ?", (document,))[0][0])

    def sections(self, document: str) -> list[Section]:
        """The document's tree, in order."""
        return self._of(Section, "sections", document)

    def blocks(self, document: str) -> list[Block]:
        """The document's paragraphs, rows and furniture, in order."""
        return self._of(Block, "blocks", document)

    def anchors(self, document: str) -> list[Anchor]:
        """Where the document's text stands on its pages, in order."""
        return self._of(Anchor, "anchors", document)

    def _of(self, noun: type[Noun], table: str, document: str) -> list[Noun]:
        sql = f'SELECT {_quoted(_columns(noun))} FROM {table} WHERE "of" = ? ORDER BY rowid'
        return [_unpack(noun, row) for row in self._rows(sql, (document,))]

    def passages(self, positions: Sequence[int] | None = None) -> list[Passage]:
        """Passages at these positions, in the order asked; all of them, in order, without."""
        columns = _quoted(_columns(Passage))
        if positions is None:
            rows = self._rows(f"SELECT {columns} FROM passages ORDER BY position")
            return [_unpack(Passage, row) for row in rows]
        # In one statement: one for each takes half as long again.
        sql = f"SELECT position, {columns} FROM passages WHERE position IN ({_marks(len(positions))})"
        found = {row[0]: row[1:] for row in self._rows(sql, list(map(int, positions)))}
        return [_unpack(Passage, found[position]) for position in positions]

    def passage_documents(self) -> list[str]:
        """Each passage's document id, by position."""
        return [row[0] for row in self._rows("SELECT document FROM passages ORDER BY position")]

    def passage_at(self, document: str, offset: int) -> Passage | None:
        """The passage of a document that holds the character at `offset`."""
        sql = (
            f'SELECT {_quoted(_columns(Passage))} FROM passages WHERE "document" = ? AND "start" <= ? '
            'AND "end" > ?'
        )
        rows = self._rows(sql, (document, offset, offset))
        return _unpack(Passage, rows[0]) if rows else None

    def targets_of(self, document: str) -> list[Target]:
        """A document's targets, by place."""
        sql = f'SELECT {_quoted(_columns(Target))} FROM targets WHERE document = ? ORDER BY "value_start"'
        return [_unpack(Target, row) for row in self._rows(sql, (document,))]

    def targets(self) -> list[Target]:
        """All targets, by document path and place."""
        columns = ", ".join(f'targets."{name}"' for name in _columns(Target))
        sql = (
            f"SELECT {columns} FROM targets "
            'JOIN documents ON documents.id = targets.document ORDER BY documents.path, "value_start"'
        )
        return [_unpack(Target, row) for row in self._rows(sql)]

    def failures(self) -> list[tuple[str, str, dict[str, object]]]:
        """Files that could not be read: path, refusal code and its values."""
        rows = self._rows('SELECT "path", "code", "values" FROM failures ORDER BY "path"')
        return [(path, code, json.loads(values)) for path, code, values in rows]

    def count(self, table: str) -> int:
        """Number of rows of "documents", "passages" or "targets"."""
        return self._rows(f"SELECT count(*) FROM {table}")[0][0]

    def fingerprint(self) -> str:
        """Equal for records with the same documents, understood the same way, and the same failures."""
        held = self._rows("SELECT path, id, reader FROM documents ORDER BY path")
        return hashlib.sha256(repr((held, self.failures())).encode()).hexdigest()[:16]

    # ── changing ─────────────────────────────────────────────────────────────────────────────

    def add(self, plan: Plan, reader: str, keys: Sequence[bytes]) -> None:
        """Add one plan in one transaction, in place of any with the same path.

        `reader` is the version of the stages; `keys` name each passage's vector.
        """
        document = plan.document
        with self._connection:
            self._remove("path", document.path)
            self._remove("id", document.id)  # the same content under another path
            self._insert(
                "documents",
                Document,
                [document],
                text=plan.reading.text,
                warnings=json.dumps(plan.reading.warnings),
                reader=reader,
            )
            for passage, key in zip(plan.passages, keys, strict=True):
                self._insert("passages", Passage, [passage], key=key)
            self._insert("targets", Target, plan.targets)
            self._insert("sections", Section, plan.sections, of=document.id)
            self._insert("blocks", Block, plan.reading.blocks, of=document.id)
            self._insert("anchors", Anchor, plan.reading.anchors, of=document.id)

    def remove(self, path: str) -> None:
        """Take out the plan read from `path`, if there is one."""
        with self._connection:
            self._remove("path", path)

    def _remove(self, column: str, value: str) -> None:
        found = self._connection.execute(f"SELECT id FROM documents WHERE {column} = ?", (value,)).fetchone()
        if found is None:
            return
        for table, key in _TABLES_OF_A_DOCUMENT.items():
            self._connection.execute(f'DELETE FROM {table} WHERE "{key}" = ?', found)

    def _insert(self, table: str, noun: type, nouns: Iterable[object], **more: object) -> None:
        names = _columns(noun)
        marks = _marks(len(names) + len(more))
        self._connection.executemany(
            f"INSERT INTO {table} ({_quoted([*names, *more])}) VALUES ({marks})",
            ([*(_pack(name, getattr(item, name)) for name in names), *more.values()] for item in nouns),
        )

    def set_failures(self, failures: Iterable[tuple[str, str, dict[str, object]]]) -> None:
        """Replace the list of files that could not be read."""
        with self._connection:
            self._connection.execute("DELETE FROM failures")
            self._connection.executemany(
                "INSERT INTO failures VALUES (?, ?, ?)",
                ((path, code, json.dumps(values, ensure_ascii=False)) for path, code, values in failures),
            )

    def missing_vectors(self, encoder: str) -> list[tuple[bytes, Passage]]:
        """One passage for each vector that the encoder has not made yet."""
        rows = self._rows(
            f"SELECT key, {_quoted(_columns(Passage))} FROM passages WHERE NOT EXISTS (SELECT 1 FROM vectors "
            "WHERE vectors.encoder = ? AND vectors.key = passages.key) GROUP BY key ORDER BY passages.rowid",
            (encoder,),
        )
        return [(row[0], _unpack(Passage, row[1:])) for row in rows]

    def add_vectors(self, encoder: str, keys: Sequence[bytes], vectors: np.ndarray) -> None:
        """Keep vectors of shape (len(keys), dimension), in 16 bits: that is how they are searched."""
        with self._connection:
            self._connection.executemany(
                "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
                (
                    (encoder, key, vector.tobytes())
                    for key, vector in zip(keys, vectors.astype(np.float16), strict=True)
                ),
            )

    def vectors(self, encoder: str, dimension: int) -> np.ndarray:
        """Every passage's vector by position: float32 of shape (passages, dimension)."""
        rows = self._rows(
            "SELECT vectors.vector FROM passages JOIN vectors "
            "ON vectors.encoder = ? AND vectors.key = passages.key ORDER BY passages.position",
            (encoder,),
        )
        halves = np.frombuffer(b"".join(row[0] for row in rows), np.float16)
        return halves.astype(np.float32).reshape(-1, dimension)

    def finish(self, encoder: str) -> None:
        """Number the passages by path and place, drop vectors that nothing uses, make the file compact.

        The numbering depends on the content alone, so that an index brought up to date equals one
        built from nothing.
        """
        with self._connection:
            self._connection.execute(
                "UPDATE passages SET position = numbered.position FROM (SELECT passages.rowid AS id, "
                'row_number() OVER (ORDER BY documents.path, "start") - 1 AS position FROM passages '
                "JOIN documents ON documents.id = passages.document) AS numbered "
                "WHERE passages.rowid = numbered.id"
            )
            self._connection.execute(
                "DELETE FROM vectors WHERE encoder != ? OR key NOT IN (SELECT key FROM passages)", (encoder,)
            )
        self._connection.execute("VACUUM")


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, check_same_thread=False)
    # A build that dies is started again from the last commit; a power cut only costs the unfinished build.
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection
