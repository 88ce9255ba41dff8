"""Reading in processes of their own, within limits of time and memory, and many files at once.

A parser that hangs, crashes or eats all memory costs its file and nothing else: its process is ended
with everything it started, the file is refused with the reason, and a new process takes over.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from indexer import processors
from indexer.model import Reading
from indexer.read import limits
from indexer.read.worker import unpacked
from indexer.refusal import Refusal

_ROOT = Path(__file__).resolve().parents[2]
_FILES = 500  # after so many files a process is replaced, in case a library leaks
_GRACE = 1.0  # seconds
_ANSWER = 512 * 2**20  # bytes; longer than any reading within the other limits


class Sandbox:
    """A process that reads one file after another; started when first needed, replaced when it dies."""

    def __init__(self, seconds: float = limits.SECONDS, memory: int = limits.MEMORY) -> None:
        """`seconds` without a page done end the reading of a file; `memory` is in MB."""
        self._seconds = seconds
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._files = 0
        self._late = False

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def read(self, path: Path) -> Reading:
        """The reading of a file. Refusal where it cannot be read or exceeds a limit."""
        if self._files >= _FILES or (self._process and self._process.poll() is not None):
            self.close()
        if self._process is None:
            self._start()
        self._files += 1
        deadline = time.monotonic() + limits.TOTAL
        try:
            self._process.stdin.write(json.dumps(str(path)).encode() + b"\n")
            self._process.stdin.flush()
            while True:
                answer = self._answer(min(self._seconds, deadline - time.monotonic()))
                if "reading" in answer:
                    return unpacked(answer["reading"])
                if "refusal" in answer:
                    raise Refusal(answer["refusal"], **answer["values"])
        except (OSError, ValueError) as error:
            # The pipe broke or the answer is cut short: the process is gone.
            late = self._late
            self.close()
            if late:
                raise Refusal("too-slow", limit=round(self._seconds)) from error
            raise Refusal("reader-died") from error

    def close(self) -> None:
        """End the process and everything it started."""
        if self._process is not None:
            _end(self._process)
            for pipe in (self._process.stdin, self._process.stdout):
                with suppress(OSError):  # what was still to be written has no reader any more
                    pipe.close()
            self._process.wait()
        self._process = None
        self._files = 0
        self._late = False

    def interrupt(self) -> None:
        """End the reading that another thread waits for."""
        if self._process is not None:
            _end(self._process)

    def _start(self) -> None:
        path = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
        threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "OMP_THREAD_LIMIT"), "1")
        own = (
            {"start_new_session": True} if os.name == "posix" else {"creationflags": 0x08000000}
        )  # no window
        self._process = subprocess.Popen(
            [sys.executable, "-m", "indexer.read.worker", str(self._memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **threads, "PYTHONPATH": path, "PYTHONUTF8": "1"},
            **own,
        )

    def _answer(self, seconds: float) -> dict:
        """The next message; ValueError where the process ends, or is ended, before it is complete."""
        process = self._process

        def end() -> None:
            self._late = True
            _end(process)

        watch = threading.Timer(max(seconds, 0), end)
        watch.daemon = True
        watch.start()
        try:
            return json.loads(process.stdout.readline(_ANSWER))
        finally:
            watch.cancel()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process with everything it started: tesseract and LibreOffice run below it."""
    if process.poll() is not None:
        return
    if os.name == "posix":
        # Asked to end, it ends its own and clears up; one that is stuck in a parser does not hear.
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True)


def read_safely(path: Path) -> Reading:
    """The reading of one file, read in a process of its own. Refusal where it cannot be read."""
    with Sandbox() as sandbox:
        return sandbox.read(path)


def read_all(
    paths: Iterable[Path], workers: int | None = None, seconds: float = limits.SECONDS
) -> Iterator[tuple[Path, Reading | Refusal]]:
    """Files and their readings, or why they were refused, in the order in which they are done.

    `workers` processes read at a time, by default one for each processor. Only a few readings are
    held at once, however slowly they are taken; leaving the iterator early ends the processes.
    """
    count = workers or processors.usable()
    waiting = iter(list(paths))
    taking = threading.Lock()
    done: queue.Queue[tuple[Path, Reading | Refusal] | None] = queue.Queue(maxsize=count)
    stopped = threading.Event()
    sandboxes = [Sandbox(seconds) for _ in range(count)]

    def work(sandbox: Sandbox) -> None:
        try:
            while not stopped.is_set():
                with taking:
                    path = next(waiting, None)
                if path is None:
                    break
                try:
                    done.put((path, sandbox.read(path)))
                except Refusal as refusal:
                    done.put((path, refusal))
        finally:
            sandbox.close()
            done.put(None)

    threads = [threading.Thread(target=work, args=(sandbox,), daemon=True) for sandbox in sandboxes]
    for thread in threads:
        thread.start()
    running = count
    try:
        while running:
            result = done.get()
            if result is None:
                running -= 1
            else:
                yield result
    finally:
        stopped.set()
        for sandbox in sandboxes:
            sandbox.interrupt()
        while running:
            running -= done.get() is None
        for thread in threads:
            thread.join()
