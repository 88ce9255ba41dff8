"""The parts of an Office file: a zip of XML, opened without trust."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lxml import etree

from indexer.read import limits
from indexer.refusal import Refusal

_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# Strict OOXML differs from the usual kind in its namespaces only.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main",
     b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships",
     b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
)  # fmt: skip


class Package:
    """An open Office file."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = set(archive.namelist())

    def part(self, name: str) -> etree._Element | None:
        """Root element of a part, None where the file has no such part. Refusal for XML that is not sound."""
        if name not in self._names:
            return None
        try:
            data = self._archive.read(name)
        except (
            zipfile.BadZipFile,
            NotImplementedError,
            RuntimeError,
            OSError,
            EOFError,
            ValueError,
        ) as error:
            raise Refusal("damaged-office") from error
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
        # Entities are the way to make a small file huge; Office files have no need of them.
        if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
            raise Refusal("unsafe-xml")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            return etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            raise Refusal("damaged-office") from error

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Relationships of a part: id → (last word of the type, name of the target part)."""
        folder, name = posixpath.split(part)
        root = self.part(posixpath.join(folder, "_rels", name + ".rels"))
        related = {}
        for relationship in root.iter(_RELATIONSHIP) if root is not None else ():
            if relationship.get("TargetMode") == "External":
                continue
            target = relationship.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            kind = relationship.get("Type", "").rsplit("/", 1)[-1]
            related[relationship.get("Id", "")] = (kind, posixpath.normpath(path))
        return related


@contextmanager
def opened(path: Path) -> Iterator[Package]:
    """The parts of an Office file. Refusal where it is damaged or would expand beyond the limit."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Refusal("damaged-office") from error
    with archive:
        # Reading a member stops at the size that the directory declares, so the sum is a bound.
        expanded = sum(member.file_size for member in archive.infolist()) // 2**20
        if expanded > limits.EXPANDED:
            raise Refusal("too-much-inside", size=expanded, limit=limits.EXPANDED)
        yield Package(archive)
