"""Facts that people put right hold through rebuilds, wherever the file lies."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from indexer import corrections
from indexer.build import build
from indexer.generation import Generation
from indexer.model import Document
from indexer.refusal import Refusal


@pytest.fixture
def folders(corpus: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A corpus of one plan that names neither its number nor its day, with its index."""
    (tmp_path / "corpus").mkdir()
    shutil.copy(corpus / "kh-ubnd-cam-xa-cchc-2024.txt", tmp_path / "corpus" / "ke-hoach.txt")
    build(tmp_path / "corpus", tmp_path / "index")
    return tmp_path / "corpus", tmp_path / "index"


def only(index: Path) -> Document:
    with Generation.open(index) as generation:
        return next(iter(generation.documents.values()))


def test_a_corrected_fact_holds_through_rebuilds_and_can_be_taken_back(folders: tuple[Path, Path]) -> None:
    corpus, index = folders
    plan = only(index)
    corrections.save(corpus, plan.id, {"number": "15/KH-UBND", "issued": "2024-01-22", "level": None})
    report = build(corpus, index)
    assert (report.updated, report.documents) == (1, 1)
    corrected = only(index)
    assert (corrected.number, corrected.issued, corrected.level) == ("15/KH-UBND", "2024-01-22", None)
    assert corrected.issuer == plan.issuer

    (corpus / "ke-hoach.txt").rename(corpus / "ten-khac.txt")
    shutil.rmtree(index)
    build(corpus, index)
    assert only(index).number == "15/KH-UBND"
    assert build(corpus, index).unchanged == 1

    corrections.save(corpus, plan.id, {})
    build(corpus, index)
    assert only(index).number == plan.number


def test_other_plans_are_left_alone(folders: tuple[Path, Path], corpus: Path) -> None:
    mine, index = folders
    shutil.copy(corpus / "kh-ubnd-thach-ha-cchc-2022.txt", mine)
    build(mine, index)
    with Generation.open(index) as generation:
        plan = next(document for document in generation.documents.values() if document.path == "ke-hoach.txt")
    corrections.save(mine, plan.id, {"year": 2025})
    report = build(mine, index)
    assert (report.updated, report.unchanged) == (1, 1)


@pytest.mark.parametrize(
    "facts",
    [
        {"path": "x"},
        {"id": "x"},
        {"level": "phường"},
        {"issued": "22/01/2024"},
        {"year": "2024"},
        {"number": 15},
    ],
)
def test_what_is_no_fact_is_not_kept(tmp_path: Path, facts: dict) -> None:
    with pytest.raises(ValueError):
        corrections.save(tmp_path, "0123", facts)
    assert corrections.load(tmp_path) == {}


@pytest.mark.parametrize("text", ["{", "[]", '{"0123": {"path": "x"}}', '{"0123": 1}'])
def test_a_damaged_file_is_named_and_not_lost(tmp_path: Path, text: str) -> None:
    file = tmp_path / ".dinh-chinh.json"
    file.write_text(text, "utf-8")
    with pytest.raises(Refusal) as refusal:
        corrections.load(tmp_path)
    assert str(file) in str(refusal.value)
    assert file.read_text("utf-8") == text
