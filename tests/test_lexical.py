"""The lexical index ranks by BM25, obeys its filter, and keeps marked and folded spellings apart."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import tokens
from indexer.lexical import Lexical

PLANS = [
    "Tỷ lệ hồ sơ thủ tục hành chính giải quyết đúng hạn đạt trên 95%",
    "Không để người dân oán hận vì thái độ phục vụ",
    "Số hóa hồ sơ, kết quả giải quyết thủ tục hành chính",
    "Tỷ lệ che phủ rừng đạt 42%",
]

texts = st.lists(st.lists(st.sampled_from("abcdef"), max_size=8).map(" ".join), max_size=12)


def found(index: Lexical, terms: list[str], k: int = 10, allowed: np.ndarray | None = None) -> list[int]:
    return index.search(Counter(terms), k, allowed)[0].tolist()


def bm25(corpus: list[list[str]], question: dict[str, float], k1: float = 0.9, b: float = 0.4) -> list[float]:
    """The formula as Lucene and its textbook write it, with no index at all."""
    average = sum(map(len, corpus)) / max(len(corpus), 1)
    scores = []
    for text in corpus:
        score = 0.0
        for term, weight in question.items():
            holders = sum(term in other for other in corpus)
            rarity = math.log(1 + (len(corpus) - holders + 0.5) / (holders + 0.5))
            times = text.count(term)
            spread = k1 * (1 - b + b * len(text) / max(average, 1))
            score += weight * rarity * times * (k1 + 1) / (times + spread)
        scores.append(score)
    return scores


@given(texts, st.dictionaries(st.sampled_from("abcdefz"), st.floats(0.1, 3), max_size=5), st.integers(1, 12))
def test_scores_are_bm25(corpus: list[str], question: dict[str, float], k: int) -> None:
    index = Lexical.build(corpus, str.split)
    expected = bm25([text.split() for text in corpus], question)
    assert index.scores(question).tolist() == pytest.approx(expected, rel=1e-4)
    positions, scores = index.search(question, k)
    assert len(positions) == min(k, sum(score > 0 for score in expected))
    assert scores.tolist() == pytest.approx(sorted(expected, reverse=True)[: len(scores)], rel=1e-4)


@given(texts, st.sets(st.integers(0, 11)))
def test_a_filter_leaves_the_order_and_takes_the_rest_away(corpus: list[str], chosen: set[int]) -> None:
    index = Lexical.build(corpus, str.split)
    everywhere = found(index, ["a", "b"], 12)
    allowed = np.array(sorted(one for one in chosen if one < len(corpus)), np.int64)
    assert found(index, ["a", "b"], 12, allowed) == [one for one in everywhere if one in chosen]


def test_a_question_with_marks_does_not_find_other_marks() -> None:
    index = Lexical.build(PLANS)
    assert found(index, tokens.marked("đúng hạn")) == [0]
    assert found(index, tokens.marked("oán hận")) == [1]


def test_a_question_without_marks_finds_both_spellings_the_right_phrase_first() -> None:
    index = Lexical.build(PLANS)
    assert set(found(index, tokens.folded("han"))) == {0, 1}
    assert found(index, tokens.folded("dung han"))[0] == 0
    assert found(index, tokens.folded("ho so giai quyet dung han"))[:2] == [0, 2]


def test_nothing_is_found_by_words_that_no_passage_has() -> None:
    index = Lexical.build(PLANS)
    assert found(index, tokens.marked("giường bệnh")) == []
    assert found(index, []) == []


def test_survives_its_files(tmp_path: Path) -> None:
    index = Lexical.build(PLANS)
    index.save(tmp_path / "chỉ mục")
    again = Lexical.load(tmp_path / "chỉ mục")
    question = Counter(tokens.terms("tỷ lệ hồ sơ"))
    assert len(again) == len(PLANS)
    assert [each.tolist() for each in again.search(question, 3)] == [
        each.tolist() for each in index.search(question, 3)
    ]


def test_says_how_many_passages_hold_a_term() -> None:
    index = Lexical.build(PLANS)
    assert index.holders("hồ sơ") == 2
    assert index.holders("giường") == 0
