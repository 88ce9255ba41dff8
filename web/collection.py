"""The files of the corpus folder: adding, taking out, putting back; every change is written down.

What is taken out moves into a hidden folder of the corpus, which a build leaves alone, so that it
can be put back.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime
from pathlib import Path

from indexer.normalise import fold
from indexer.refusal import Refusal

_UPLOADS = "tai-len"
_REMOVED = ".da-go"
_CHANGES = ".thay-doi.jsonl"
_LONGEST_NAME = 60  # characters of a file's own name that are kept


def add(corpus: Path, name: str, content: bytes, who: str) -> str:
    """Put an uploaded file into the corpus and return its path there.

    It lies under a hash of its content, so that no name can lead out of the folder and the same file
    is there once; enough of its own name is kept for people to know it by.
    """
    if not content:
        raise Refusal("empty-file")
    own = Path(re.split(r"[/\\]", name)[-1])
    readable = re.sub(r"[^a-z0-9]+", "-", fold(own.stem).lower()).strip("-")[:_LONGEST_NAME] or "van-ban"
    kept = re.sub(r"[^a-z0-9]", "", own.suffix.lower())[:5]
    path = f"{_UPLOADS}/{hashlib.sha256(content).hexdigest()[:16]}-{readable}{'.' if kept else ''}{kept}"
    target = corpus / path
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}")
    partial.write_bytes(content)
    partial.replace(target)
    note(corpus, who, "add", path)
    return path


def own_name(path: str) -> str:
    """A file as people know it: without the folder and the hash that it lies under since it was uploaded."""
    return re.sub(rf"^{_UPLOADS}/[0-9a-f]{{16}}-", "", path)


def remove(corpus: Path, path: str, who: str) -> None:
    """Take a file out of the corpus; the next build takes it out of the index."""
    _move(_inside(corpus, path), _inside(corpus / _REMOVED, path))
    note(corpus, who, "remove", path)


def restore(corpus: Path, path: str, who: str) -> None:
    """Put a file back that was taken out."""
    _move(_inside(corpus / _REMOVED, path), _inside(corpus, path))
    note(corpus, who, "restore", path)


def removed(corpus: Path) -> list[str]:
    """Paths of the files that were taken out, as they were in the corpus."""
    folder = corpus / _REMOVED
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _inside(folder: Path, path: str) -> Path:
    target = (folder / path).resolve()
    if not target.is_relative_to(folder.resolve()):
        raise Refusal("no-file", path=path)
    return target


def _move(source: Path, target: Path) -> None:
    if not source.is_file():
        raise Refusal("no-file", path=source.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)


def note(corpus: Path, who: str, what: str, path: str, **more: object) -> None:
    """Write down one change: when, who, what, which file."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    line = {"when": now, "who": who, "what": what, "path": path} | ({"facts": more} if more else {})
    with (corpus / _CHANGES).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
