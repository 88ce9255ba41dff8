"""A cross-encoder's second look at the best passages."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from indexer import rerank, search
from indexer.generation import Generation
from indexer.refusal import Refusal


def longest(question: str, texts: Sequence[str]) -> np.ndarray:
    return np.array([len(text) for text in texts], float)


def test_both_rankings_count(five: Generation) -> None:
    hits = search.search(five, "hồ sơ đúng hạn", k=10)
    again = rerank.reranked(hits, "hồ sơ đúng hạn", longest)
    assert {hit.passage.id for hit in again} == {hit.passage.id for hit in hits}
    assert [hit.score for hit in again] == sorted((hit.score for hit in again), reverse=True)
    order = [hit.passage.id for hit in hits]
    by_length = sorted(hits, key=lambda hit: -len("\n".join((*hit.passage.heading, hit.passage.text))))
    long = [hit.passage.id for hit in by_length]
    for better in again:
        for worse in again:
            if all(row.index(better.passage.id) < row.index(worse.passage.id) for row in (order, long)):
                assert better.score > worse.score


def test_a_reranker_that_agrees_changes_nothing(five: Generation) -> None:
    hits = search.search(five, "hồ sơ đúng hạn", k=10)
    again = rerank.reranked(hits, "hồ sơ đúng hạn", lambda _, texts: -np.arange(len(texts), dtype=float))
    assert [hit.passage.id for hit in again] == [hit.passage.id for hit in hits]
    assert rerank.reranked([], "hồ sơ", longest) == []


@pytest.mark.slow
def test_a_cross_encoder_from_a_folder(five: Generation, tmp_path: Path) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "hồ", "sơ", "đúng", "hạn"]
    tokenizer = Tokenizer(models.WordLevel({word: n for n, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    special = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=64, **special).save_pretrained(
        tmp_path
    )
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=8,
        num_labels=1,
    )
    BertForSequenceClassification(config).save_pretrained(tmp_path)
    hits = search.search(five, "hồ sơ đúng hạn", k=5)
    again = rerank.reranked(hits, "hồ sơ đúng hạn", rerank.load(str(tmp_path)))
    assert {hit.passage.id for hit in again} == {hit.passage.id for hit in hits}


@pytest.mark.slow
def test_a_reranker_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refusal:
        rerank.load(str(tmp_path))
    assert str(tmp_path) in str(refusal.value)
