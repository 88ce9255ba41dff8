"""Builds: what changes in the folder changes in the index, and nothing else; nothing is ever lost."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from indexer.build import build
from indexer.generation import Generation, current
from indexer.model import Filters
from indexer.refusal import Refusal

PLAN = """ỦY BAN NHÂN DÂN
XÃ {place}

Số: {number}/KH-UBND

{place}, ngày 05 tháng 01 năm 2024

KẾ HOẠCH
Cải cách hành chính năm 2024

I. MỤC TIÊU

1. {share}% hồ sơ thủ tục hành chính được giải quyết đúng hạn.

2. Bố trí đủ kinh phí cho công tác cải cách hành chính của địa phương.

II. TỔ CHỨC THỰC HIỆN

Văn phòng theo dõi, đôn đốc việc thực hiện Kế hoạch này./.
"""


def write(folder: Path, name: str, share: int = 95, place: str = "Tân Hòa", number: int = 7) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(PLAN.format(place=place, number=number, share=share), "utf-8")
    return file


def steps(corpus: Path, index: Path) -> tuple[object, dict[str, int]]:
    """A build, and how much each of its steps had to do."""
    totals: dict[str, int] = {}
    report = build(corpus, index, progress=lambda step, done, total: totals.update({step: total}))
    return report, totals


def counts(report) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.removed, report.unchanged


def content(index: Path) -> tuple[list[str], np.ndarray]:
    with Generation.open(index) as generation:
        vectors = generation.record.vectors(generation.manifest["encoder"], generation.manifest["dimension"])
        return [passage.text for passage in generation.passages], vectors


def test_build_follows_the_folder(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    write(corpus, "a.txt", place="Tân Hòa")
    write(corpus, "deep/b.txt", place="Bình Minh", number=8)
    assert counts(build(corpus, index)) == (2, 0, 0, 0)
    assert counts(build(corpus, index)) == (0, 0, 0, 2)

    write(corpus, "a.txt", place="Tân Hòa", share=97)
    write(corpus, "c.txt", place="An Lạc", number=9)
    (corpus / "deep/b.txt").unlink()
    assert counts(build(corpus, index)) == (1, 1, 1, 0)
    with Generation.open(index) as generation:
        assert [document.path for document in generation.documents.values()] == ["a.txt", "c.txt"]
        assert any("97% hồ sơ" in passage.text for passage in generation.passages)


def test_build_that_changes_nothing_leaves_the_generation(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    write(corpus, "a.txt")
    build(corpus, index)
    before = current(index)
    build(corpus, index)
    assert current(index) == before


def test_only_new_texts_are_encoded(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    write(corpus, "a.txt")
    _, first = steps(corpus, index)
    write(corpus, "a.txt", share=99)
    _, second = steps(corpus, index)
    assert first["encode"] > 2
    assert second["encode"] == 1


def test_index_brought_up_to_date_equals_one_built_from_nothing(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    write(corpus, "z.txt", place="Tân Hòa")
    build(corpus, tmp_path / "grown")
    write(corpus, "a.txt", place="Bình Minh", number=8)
    write(corpus, "z.txt", place="Tân Hòa", share=90)
    build(corpus, tmp_path / "grown")
    build(corpus, tmp_path / "fresh")
    grown, fresh = content(tmp_path / "grown"), content(tmp_path / "fresh")
    assert grown[0] == fresh[0]
    # The engine adds in another order when batches differ; beyond that the vectors are the same.
    assert np.allclose(grown[1], fresh[1], atol=2e-2)


def test_refused_files_are_named_and_block_no_other(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    write(corpus, "good.txt")
    (corpus / "empty.txt").write_bytes(b"")
    (corpus / "noise.txt").write_bytes(bytes(range(256)) * 8)
    report = build(corpus, index)
    assert report.documents == 1
    assert sorted(path for path, _ in report.failed) == ["empty.txt", "noise.txt"]
    assert all(str(refusal) and refusal.say("vi") for _, refusal in report.failed)
    with Generation.open(index) as generation:
        assert [path for path, *_ in generation.record.failures()] == ["empty.txt", "noise.txt"]


def test_file_that_becomes_unreadable_leaves_the_index(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    write(corpus, "a.txt")
    write(corpus, "b.txt", place="An Lạc")
    build(corpus, index)
    (corpus / "a.txt").write_bytes(b"")
    report = build(corpus, index)
    assert (report.documents, report.removed, len(report.failed)) == (1, 1, 1)


def test_same_content_twice_is_indexed_once_and_said(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    shutil.copy(write(corpus, "a.txt"), corpus / "copy.txt")
    report = build(corpus, index)
    assert report.documents == 1
    assert [(path, refusal.values["path"]) for path, refusal in report.failed] == [("copy.txt", "a.txt")]


def test_two_files_may_trade_places(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    first, second = write(corpus, "a.txt"), write(corpus, "b.txt", place="An Lạc", number=8)
    build(corpus, index)
    a, b = first.read_bytes(), second.read_bytes()
    first.write_bytes(b)
    second.write_bytes(a)
    report = build(corpus, index)
    assert (report.documents, report.failed) == (2, [])


def test_missing_folder_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        build(tmp_path / "nowhere", tmp_path / "index")
    assert "nowhere" in str(refused.value)
    assert not (tmp_path / "index").exists()


def test_empty_folder_gives_an_empty_index(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    assert build(tmp_path / "corpus", tmp_path / "index").documents == 0
    with Generation.open(tmp_path / "index") as generation:
        assert len(generation.passages) == 0


def test_names_that_cannot_be_printed_are_shown_escaped(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    write(corpus, "a\nb.txt")
    report = build(corpus, index)
    assert report.documents == 1
    with Generation.open(index) as generation:
        assert [document.path for document in generation.documents.values()] == ["a\\nb.txt"]


def test_second_build_at_the_same_time_is_refused(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    write(corpus, "a.txt")
    entered, leave = threading.Event(), threading.Event()

    def hold(step: str, done: int, total: int) -> None:
        entered.set()
        leave.wait(30)

    first = threading.Thread(target=build, args=(corpus, index), kwargs={"progress": hold})
    first.start()
    entered.wait(30)
    with pytest.raises(Refusal) as refused:
        build(corpus, index)
    leave.set()
    first.join()
    assert refused.value.code == "build-running"
    assert Generation.open(index).documents


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_killed_build_leaves_the_old_index_serving_and_is_gone_on_with(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    write(corpus, "old.txt")
    build(corpus, index)
    for number in range(40):
        write(corpus, f"new{number}.txt", place=f"Tân Hòa {number}", number=number + 10)
    script = (
        "import sys; from pathlib import Path; from indexer.build import build\n"
        "def tell(step, done, total): print(step, done, flush=True)\n"
        "build(Path(sys.argv[1]), Path(sys.argv[2]), progress=tell)"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", script, corpus, index], stdout=subprocess.PIPE, text=True
    )
    for line in running.stdout:
        if line.split() == ["read", "20"]:
            break
    running.send_signal(signal.SIGKILL)
    running.wait()

    with Generation.open(index) as generation:
        assert [document.path for document in generation.documents.values()] == ["old.txt"]
    report = build(corpus, index)
    assert report.documents == 41
    assert report.unchanged >= 20, "what the killed build had read is not read again"


def test_damaged_file_is_refused_and_healed_by_a_build(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    write(corpus, "a.txt")
    build(corpus, index)
    for file in sorted(path for path in current(index).rglob("*") if path.is_file()):
        whole = file.read_bytes()
        file.write_bytes(whole[: len(whole) // 2])
        with pytest.raises(Refusal) as refused:
            Generation.open(index)
        assert "python -m indexer build" in str(refused.value), file.name
        file.write_bytes(whole)
    file.write_bytes(b"")
    assert build(corpus, index).documents == 1
    assert Generation.open(index).documents


def test_reader_keeps_its_generation_through_builds(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    write(corpus, "a.txt")
    build(corpus, index)
    with Generation.open(index) as generation:
        before = [passage.text for passage in generation.passages]
        for share in (80, 85, 90):
            write(corpus, "a.txt", share=share)
            build(corpus, index)
        assert [passage.text for passage in generation.passages] == before


def test_filters_match_names_without_diacritics_and_units(five: Generation) -> None:
    def paths(**filters: tuple) -> int:
        return len(five.select(Filters(**filters)))

    assert paths() == 5
    assert paths(province=("hung yen",)) == 3
    assert paths(locality=("Thành phố Hưng Yên",)) == 2
    assert paths(level=("xa",)) == 1
    assert paths(year=(2022,), province=("Hưng Yên",)) == 2
    assert paths(year=(1999,)) == 0
    assert five.allowed(Filters()) is None
    documents = {five.passages[position].document for position in five.allowed(Filters(level=("tỉnh",)))}
    assert [five.documents[document].locality for document in documents] == ["Hà Giang"]


def test_every_module_and_table_that_decides_what_a_file_says_counts_as_a_stage(tmp_path: Path):
    """Else an index would keep what an older version understood."""
    write(tmp_path, "a.txt")
    script = """
import sys
opened = set()
sys.addaudithook(lambda event, args: event == "open" and opened.add(str(args[0])))
from pathlib import Path
from indexer import plan
from indexer.read import read
file = Path(sys.argv[1])
plan.understand(read(file), file.name, plan.identify(file))
package = Path(plan.__file__).parent
used = {Path(module.__file__) for name, module in sys.modules.items() if name.startswith("indexer.")}
used |= {Path(name) for name in opened if name.endswith((".toml", ".tsv"))}
counted = [package / stage for stage in plan._STAGES]
for path in sorted(used):
    if package in path.parents and not any(path == one or one in path.parents for one in counted):
        print(path.relative_to(package))
"""
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "a.txt"], capture_output=True, text=True, check=True
    )
    # None of these has a say: they start the stages, hold what people corrected, or word refusals.
    assert set(done.stdout.split()) <= {
        "plan.py", "corrections.py", "refusal.py", "data/messages.toml",
    }  # fmt: skip
