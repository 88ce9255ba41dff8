"""One file through every stage before the index: read, structure, facts, passages, targets."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path

from indexer import facts, passages, structure, targets
from indexer.corrections import Facts, applied
from indexer.model import Plan, Reading

# The stages whose code and data decide what a file is understood to say. When one of them changes,
# an index reads every file again; what only questions are read by (the glossary, the gate) is not here.
_STAGES = (
    "model.py",
    "normalise.py",
    "furniture.py",
    "markers.py",
    "paragraphs.py",
    "sentences.py",
    "read",
    "structure.py",
    "passages.py",
    "gazetteer.py",
    "letterhead.py",
    "issuer.py",
    "facts.py",
    "numbers.py",
    "mentions.py",
    "wording.py",
    "context.py",
    "clauses.py",
    "quantities.py",
    "labels.py",
    "commitments.py",
    "rows.py",
    "targets.py",
    "indicators.py",
    "data/furniture.toml",
    "data/indicators.toml",
    "data/letterhead.toml",
    "data/place_words.toml",
    "data/places.tsv",
    "data/targets.toml",
)


def understand(reading: Reading, path: str, identifier: str, corrected: Facts | None = None) -> Plan:
    """Everything understood in one file.

    `path` is relative to the corpus folder (a file's name can confirm a fact), `identifier` is the
    document's id, from `identify`; `corrected` are facts that people have put right.
    """
    sections = structure.sections(reading)
    document = applied(facts.document(reading, sections, path, identifier), corrected or {})
    split = passages.split(reading, sections, identifier)
    found = targets.extract(reading, sections, split, document)
    return Plan(document, reading, sections, split, found)


def identify(path: Path) -> str:
    """A document's id: 16 hexadecimal digits of the SHA-256 of its bytes, the same wherever it lies."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


@cache
def version() -> str:
    """Fingerprint of the stages' code and data, 16 hexadecimal digits."""
    digest = hashlib.sha256()
    package = files("indexer")
    for stage in _STAGES:
        entry = package.joinpath(stage)
        members = [entry] if entry.is_file() else sorted(entry.iterdir(), key=lambda member: member.name)
        for member in members:
            if member.is_file():
                digest.update(member.name.encode() + b"\0" + member.read_bytes())
    return digest.hexdigest()[:16]
