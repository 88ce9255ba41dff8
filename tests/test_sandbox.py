"""Files are read within limits, several at once, and a hostile one costs only itself."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import made
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.model import Reading
from indexer.read import read
from indexer.read.sandbox import Sandbox, read_all, read_safely
from indexer.refusal import Refusal


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seconds=60) as one:
        yield one


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made.plan(tmp_path_factory.mktemp("sandbox") / "plan.pdf")


def code(sandbox: Sandbox, path: Path) -> str:
    with pytest.raises(Refusal) as refused:
        sandbox.read(path)
    assert str(refused.value) and refused.value.say("vi")
    return refused.value.code


def test_a_reading_comes_through_whole(plan: Path, corpus: Path) -> None:
    for path in (plan, *sorted(corpus.glob("*.txt"))):
        assert read_safely(path) == read(path)


def test_many_files_each_with_its_reading_or_reason(plan: Path, corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    (tmp_path / "broken.docx").write_bytes(b"PK\3\4 nothing")
    paths = [
        plan,
        *corpus.glob("*.txt"),
        tmp_path / "empty.pdf",
        tmp_path / "broken.docx",
        tmp_path / "gone.txt",
    ]
    results = dict(read_all(paths))
    assert set(results) == set(paths)
    assert {path.name: result.code for path, result in results.items() if isinstance(result, Refusal)} == {
        "empty.pdf": "empty-file",
        "broken.docx": "damaged-office",
        "gone.txt": "unreadable",
    }
    assert results[plan] == read(plan)


def test_leaving_early_ends_the_processes(corpus: Path) -> None:
    def workers() -> int:
        found = 0
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
                found += (
                    parent == str(os.getpid())
                    and b"indexer.read.worker" in (process / "cmdline").read_bytes()
                )
        return found

    before = workers()
    for _ in read_all(list(corpus.glob("*.txt")) * 20, workers=2):
        assert workers() > before
        break
    assert workers() == before


def test_what_takes_too_long_is_refused_and_the_next_file_is_read(plan: Path) -> None:
    with Sandbox(seconds=0.01) as hurried:
        assert code(hurried, plan) == "too-slow"
    with Sandbox(seconds=60) as patient:
        assert patient.read(plan).pages == 1


def test_what_needs_too_much_memory_is_refused(tmp_path: Path) -> None:
    made.blank_png(tmp_path / "large.png", 12_000)
    with Sandbox(seconds=60, memory=350) as small:
        assert code(small, tmp_path / "large.png") in (
            "too-much-memory",
            "reader-died",
            "broken-file",
            "damaged-image",
        )
        (tmp_path / "plain.txt").write_text("Kế hoạch cải cách hành chính", encoding="utf-8")
        assert small.read(tmp_path / "plain.txt").text == "Kế hoạch cải cách hành chính"


@pytest.mark.slow
def test_programs_below_a_reader_end_with_it(tmp_path: Path) -> None:
    sheet = made.Sheet(tmp_path / "page.pdf")
    sheet.paragraph(60, made.PARAGRAPHS[0])
    sheet.save()
    scan = made.scanned(made.pictures(tmp_path / "page.pdf") * 3, tmp_path / "scan.pdf")

    groups: list[set[str]] = []
    leader = 0

    def group() -> set[str]:
        """Commands that run in the reader's group of processes."""
        commands = set()
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if (process / "stat").read_text().rpartition(")")[2].split()[2] == str(leader):
                    commands.add((process / "cmdline").read_bytes().partition(b"\0")[0].decode())
        return commands

    def watch() -> None:
        nonlocal leader
        leader = sandbox._process.pid
        while not any("tesseract" in command for command in group()) and sandbox._process:
            time.sleep(0.05)
        groups.append(group())
        sandbox.interrupt()

    with Sandbox(seconds=60) as sandbox:
        with pytest.raises(Refusal):
            sandbox.read(tmp_path / "gone.pdf")
        ender = threading.Thread(target=watch)
        ender.start()
        with pytest.raises(Refusal, match="crashed"):
            sandbox.read(scan)
        ender.join()
    assert any("tesseract" in command for command in groups[0])
    assert not any("tesseract" in command for command in group())


def test_a_reader_that_dies_is_replaced(plan: Path) -> None:
    with Sandbox() as sandbox:
        sandbox.read(plan)
        os.kill(sandbox._process.pid, signal.SIGKILL)
        time.sleep(0.2)
        assert sandbox.read(plan) == read(plan)
        killer = threading.Timer(0.02, sandbox.interrupt)
        sandbox.close()
        killer.start()
        try:
            sandbox.read(plan)
        except Refusal as refusal:
            assert refusal.code == "reader-died"
        killer.join()
        assert sandbox.read(plan) == read(plan)


KIDS = b"<</Type/Pages/Count %d/Kids[%s]>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>"
CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
HOSTILE = {
    "many.pdf": (
        made.raw_pdf(CATALOGUE, KIDS % (100_000, b" ".join([b"3 0 R"] * 100_000)), PAGE),
        "too-many-pages",
    ),
    "claims.pdf": (made.raw_pdf(CATALOGUE, KIDS % (100_000, b"3 0 R"), PAGE), "too-many-pages"),
    "loop.pdf": (made.raw_pdf(CATALOGUE, KIDS % (3, b"3 0 R"), KIDS % (3, b"2 0 R 3 0 R")), "damaged-pdf"),
    "zero.pdf": (b"", "empty-file"),
    "spaces.txt": (b" \n\t\n", "empty-file"),
    "binary.txt": (bytes(range(256)) * 9, "not-text"),
    "noise.png": (b"\x89PNG\r\n\x1a\n" + bytes(range(200)), "damaged-image"),
    "noise.jpg": (b"\xff\xd8\xff\xe0" + bytes(range(200)), "damaged-image"),
    "sheet.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "other-office"),
    "locked.docx": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "locked-office",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_with_their_reason(sandbox: Sandbox, tmp_path: Path, name: str) -> None:
    content, expected = HOSTILE[name]
    (tmp_path / name).write_bytes(content)
    assert code(sandbox, tmp_path / name) == expected


def test_pictures_and_files_too_large_are_refused_unread(sandbox: Sandbox, tmp_path: Path) -> None:
    assert code(sandbox, made.blank_png(tmp_path / "huge.png", 50_000)) == "too-many-pixels"
    with (tmp_path / "sparse.txt").open("wb") as file:
        file.truncate(2 * 2**30)
    assert code(sandbox, tmp_path / "sparse.txt") == "too-large"


@pytest.mark.parametrize(
    "name", ["..\\..\\evil.txt", "a\nb\x07.txt", "\udcff.txt", "-rf.txt", "$(x) 'y' \".txt"]
)
def test_odd_names_are_only_names(sandbox: Sandbox, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("Kế hoạch cải cách hành chính", encoding="utf-8")
    assert sandbox.read(path).text == "Kế hoạch cải cách hành chính"


def sound(reading: Reading) -> bool:
    """Whether blocks and anchors are in order, within the text and not overlapping."""
    for spans in (reading.blocks, reading.anchors):
        ends = [0, *(span.end for span in spans)]
        if any(span.start < end or span.end <= span.start for span, end in zip(spans, ends, strict=False)):
            return False
    return all(span.end <= len(reading.text) for span in (*reading.blocks, *reading.anchors)) and all(
        0 <= edge <= 1 for anchor in reading.anchors for edge in anchor.box or ()
    )


@pytest.mark.parametrize("kind", ["pdf", "docx", "html"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_files_give_a_sound_reading_or_a_reason(
    sandbox: Sandbox, plan: Path, tmp_path: Path, kind: str, data: st.DataObject
) -> None:
    if kind == "pdf":
        content = bytearray(plan.read_bytes())
    elif kind == "docx":
        row = "<w:tr><w:tc><w:p><w:r><w:t>Chỉ tiêu 95%</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr>"
        content = bytearray(
            made.docx(tmp_path / "whole.docx", f"<w:p/><w:tbl>{row * 4}</w:tbl>").read_bytes()
        )
    else:
        content = bytearray(f"<html><body>{'<p>' + made.PARAGRAPHS[0]}</body></html>".encode())
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(content) - 1))
        change = data.draw(st.sampled_from(["flip", "cut", "copy"]))
        if change == "flip":
            content[place] = data.draw(st.integers(0, 255))
        elif change == "cut":
            del content[place : place + data.draw(st.integers(1, 200))]
        else:
            content[place:place] = content[place : place + data.draw(st.integers(1, 200))]
        if not content:
            break
    (tmp_path / f"damaged.{kind}").write_bytes(content)
    try:
        assert sound(sandbox.read(tmp_path / f"damaged.{kind}"))
    except Refusal as refusal:
        assert str(refusal)


def test_every_reading_is_sound(plan: Path, corpus: Path) -> None:
    for path in (plan, *corpus.glob("*.txt")):
        assert sound(read(path))
