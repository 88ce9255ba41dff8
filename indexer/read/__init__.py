"""Files into readings, whatever kind they are."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path

from indexer.furniture import furniture
from indexer.model import Block, Reading
from indexer.read import limits
from indexer.read.kinds import kind
from indexer.refusal import Refusal


def read(path: Path) -> Reading:
    """The normalised text of a file with its blocks. Refusal where it cannot be read, OSError where gone.

    The module that reads a kind of file has its name and a function `read(path: Path) -> Reading`.
    """
    size = path.stat().st_size // 2**20
    if size > limits.FILE:
        raise Refusal("too-large", size=size, limit=limits.FILE)
    return _told_apart(import_module(f"indexer.read.{kind(path)}").read(path))


def _told_apart(reading: Reading) -> Reading:
    """The reading with its furniture recognised. What a module already marked stays marked."""
    paragraphs = [block for block in reading.blocks if block.kind != "row"]
    marks = furniture([reading.text[block.start : block.end] for block in paragraphs])
    found = {block.start for block, mark in zip(paragraphs, marks, strict=True) if mark}
    blocks: list[Block] = [replace(b, kind="furniture") if b.start in found else b for b in reading.blocks]
    return replace(reading, blocks=tuple(blocks))
