"""Files into readings: what a file is, is told by its content; its name only breaks ties.

A new kind of file needs one line in `_KINDS` and one module beside this one with
`read(path: Path) -> Reading`.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path

from indexer.furniture import furniture
from indexer.model import Block, Reading

_HEAD = 4096  # bytes looked at to tell what a file is

# (module of this package, what its files begin with); text takes whatever is left.
_KINDS: tuple[tuple[str, tuple[bytes, ...]], ...] = (
    ("pdf", (b"%PDF-",)),
    ("ocr", (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")),
)


def kind(path: Path) -> str:
    """Name of the module that reads the file. OSError where it cannot be opened."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for module, signatures in _KINDS:
        if head.startswith(signatures):
            return module
    # Mail gateways and portals sometimes leave lines of their own in front of a PDF.
    return "pdf" if b"%PDF-" in head[:1024] else "text"


def read(path: Path) -> Reading:
    """The normalised text of a file with its blocks. Refusal where it cannot be read, OSError where gone."""
    return _told_apart(import_module(f"indexer.read.{kind(path)}").read(path))


def _told_apart(reading: Reading) -> Reading:
    """The reading with its furniture recognised. What a module already marked stays marked."""
    paragraphs = [block for block in reading.blocks if block.kind != "row"]
    marks = furniture([reading.text[block.start : block.end] for block in paragraphs])
    found = {block.start for block, mark in zip(paragraphs, marks, strict=True) if mark}
    blocks: list[Block] = [replace(b, kind="furniture") if b.start in found else b for b in reading.blocks]
    return replace(reading, blocks=tuple(blocks))
