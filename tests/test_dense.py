"""Vector search finds the nearest, obeys its filter and survives its file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.dense import Dense


def unit(rows: int, seed: int = 0) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(rows, 24))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float16).astype(np.float32)  # what an index keeps of them


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 60), st.integers(1, 80), st.sets(st.integers(0, 59)) | st.none(), st.integers(0, 9))
def test_finds_exactly_the_nearest_that_are_allowed(
    rows: int, k: int, chosen: set[int] | None, seed: int
) -> None:
    vectors, question = unit(rows, seed), unit(1, 99)[0]
    allowed = None if chosen is None else np.array(sorted(one for one in chosen if one < rows), np.int64)
    positions, cosines = Dense.build(vectors).search(question, k, allowed)
    candidates = np.arange(rows) if allowed is None else allowed
    expected = candidates[np.argsort(-(vectors[candidates] @ question), kind="stable")][:k]
    assert positions.tolist() == expected.tolist()
    assert np.allclose(cosines, vectors[positions] @ question, atol=1e-5)


def test_survives_its_file_even_under_a_vietnamese_name(tmp_path: Path) -> None:
    dense = Dense.build(unit(10))
    dense.save(tmp_path / "chỉ mục.faiss")
    again = Dense.load(tmp_path / "chỉ mục.faiss")
    question = unit(1, 5)[0]
    assert [list(each) for each in again.search(question, 3)] == [
        list(each) for each in dense.search(question, 3)
    ]


def test_of_many_passages_the_nearest_are_found_too_and_survive_the_file(tmp_path: Path) -> None:
    vectors, questions = unit(12_000), unit(20, 99)
    Dense.build(vectors).save(tmp_path / "dense.faiss")
    dense = Dense.load(tmp_path / "dense.faiss")
    for question in questions:
        nearest = np.argsort(-(vectors @ question))
        positions, cosines = dense.search(question, 10)
        # Even among vectors strewn at random, the hardest to shorten.
        assert len(set(positions.tolist()) & set(nearest[:10].tolist())) >= 9
        assert np.allclose(cosines, vectors[positions] @ question, atol=1e-5)
        some = np.arange(0, 12_000, 2)
        assert dense.search(question, 10, some)[0].tolist() == nearest[nearest % 2 == 0][:10].tolist()


def test_of_many_passages_all_can_be_asked_for() -> None:
    positions, cosines = Dense.build(unit(10_000)).search(unit(1, 5)[0], 10_001)
    assert sorted(positions.tolist()) == list(range(10_000))
    assert (np.diff(cosines) <= 0).all()


def test_an_empty_index_finds_nothing() -> None:
    positions, cosines = Dense.build(np.empty((0, 24), np.float32)).search(unit(1)[0], 5)
    assert len(positions) == len(cosines) == 0
