"""The bundled model in torch: to be taught (eval/adapter.py), or to run the same weights in other engines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from indexer.e5_weights import Weights

if TYPE_CHECKING:
    from transformers import BertModel, PreTrainedTokenizerFast


# The matrices of a layer, by the names that the weights of the package have for them.
LINEAR = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}


def bert(weights: Weights) -> BertModel:
    """Return the model in float32: 470 MB."""
    import torch
    from transformers import BertConfig, BertModel

    config = BertConfig(
        vocab_size=weights.vocabulary,
        hidden_size=weights.dimension,
        num_hidden_layers=weights.layers,
        num_attention_heads=weights.heads,
        intermediate_size=weights.inner,
        max_position_embeddings=weights.positions,
        layer_norm_eps=weights.epsilon,
    )
    model = BertModel(config)
    state = {name: torch.from_numpy(array) for name, array in _tensors(weights)}
    missing, unexpected = model.load_state_dict(state, strict=False)
    assert not unexpected and all("pooler" in name or "position_ids" in name for name in missing)
    return model


def tokenizer(weights: Weights) -> PreTrainedTokenizerFast:
    """Return its tokenizer. It normalises by NFKC: for Vietnamese in NFC the same as the model's table."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    own = Tokenizer(models.Unigram(weights.pieces(), unk_id=weights.unknown))
    own.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")])
    own.pre_tokenizer = pre_tokenizers.Metaspace()
    own.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", weights.begin), ("</s>", weights.end)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=own,
        bos_token="<s>",
        eos_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        model_max_length=weights.positions,
    )


def export(weights: Weights, folder: Path) -> None:
    """Write a sentence-transformers folder, with prompts "query" and "passage"."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

    parts = folder / "parts"
    bert(weights).save_pretrained(parts)
    tokenizer(weights).save_pretrained(parts)
    model = SentenceTransformer(
        modules=[Transformer(str(parts)), Pooling(weights.dimension), Normalize()], device="cpu"
    )
    model.prompts = {"query": "query: ", "document": "passage: "}
    model.save(str(folder))


def _tensors(weights: Weights):
    hidden, inner = weights.dimension, weights.inner
    yield "embeddings.word_embeddings.weight", weights.matrix("emb.word", weights.vocabulary)
    for name, short in (("position", "pos"), ("token_type", "type")):
        yield (
            f"embeddings.{name}_embeddings.weight",
            weights.vector(f"emb.{short}").reshape(-1, hidden).copy(),
        )
    yield from _pair("embeddings.LayerNorm", weights, "emb.ln")
    for number in range(weights.layers):
        layer, short = f"encoder.layer.{number}.", f"l{number}."
        for part, name in LINEAR.items():
            rows = inner if part == "fi" else hidden
            yield f"{layer}{name}.weight", weights.matrix(f"{short}{part}.w", rows)
            yield f"{layer}{name}.bias", weights.vector(f"{short}{part}.b").copy()
        yield from _pair(f"{layer}attention.output.LayerNorm", weights, short + "aln")
        yield from _pair(f"{layer}output.LayerNorm", weights, short + "oln")


def _pair(name: str, weights: Weights, short: str):
    yield f"{name}.weight", weights.vector(f"{short}.w").copy()
    yield f"{name}.bias", weights.vector(f"{short}.b").copy()
