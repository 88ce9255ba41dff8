"""The process that reads files on behalf of another: `python -m indexer.read.worker MEMORY`.

One path a line comes in as JSON, one answer a line goes out: {"page": 3} whenever a page is done, then
{"reading": …} or {"refusal": …}. Whatever a hostile file does to a parser, it does it here.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path

from indexer.model import Anchor, Block, Reading
from indexer.read import read
from indexer.read.progress import listen
from indexer.refusal import Refusal


def main() -> None:
    """Answer requests until the other side is gone."""
    memory = int(sys.argv[1])
    _limit(memory)
    # Libraries that print must not garble the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def say(**message: object) -> None:
        answers.write(json.dumps(message) + "\n")
        answers.flush()

    listen(lambda: say(page=True))
    # Asked to end while a program below it works: what must be ended and cleared up first, is.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    for line in sys.stdin:
        try:
            say(reading=_packed(read(Path(json.loads(line)))))
        except Refusal as refusal:
            say(refusal=refusal.code, values={name: _plain(value) for name, value in refusal.values.items()})
        except OSError as error:
            say(refusal="unreadable", values={"error": error.strerror or str(error)})
        except MemoryError:
            say(refusal="too-much-memory", values={"limit": memory})
        except Exception as error:  # a broken file can make a parser raise anything
            say(refusal="broken-file", values={"error": f"{type(error).__name__}: {error}"[:200]})


def _limit(memory: int) -> None:
    """Keep the process within `memory` MB of address space, where the system can."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (memory * 2**20, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _plain(value: object) -> object:
    return value if isinstance(value, int | float | str) else str(value)


def _packed(reading: Reading) -> list[object]:
    return [
        reading.text,
        [astuple(block) for block in reading.blocks],
        reading.format,
        reading.pages,
        [astuple(anchor) for anchor in reading.anchors],
        reading.warnings,
    ]


def unpacked(packed: list) -> Reading:
    """The reading that an answer holds."""
    text, blocks, format, pages, anchors, warnings = packed
    return Reading(
        text,
        tuple(Block(*block) for block in blocks),
        format,
        pages,
        tuple(
            Anchor(start, end, page, tuple(box) if box else None, confidence)
            for start, end, page, box, confidence in anchors
        ),
        tuple(warnings),
    )


if __name__ == "__main__":
    main()
