"""The bundled model as a sentence-transformers folder, so that other engines run the same weights."""

from __future__ import annotations

from pathlib import Path

from indexer.e5_weights import Weights


def export(weights: Weights, folder: Path) -> None:
    """Write the model in float32: 470 MB, with prompts "query" and "passage".

    Its tokenizer normalises by NFKC, which does the same to Vietnamese text in NFC as the model's own table.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    config = BertConfig(
        vocab_size=weights.vocabulary,
        hidden_size=weights.dimension,
        num_hidden_layers=weights.layers,
        num_attention_heads=weights.heads,
        intermediate_size=weights.inner,
        max_position_embeddings=weights.positions,
        layer_norm_eps=weights.epsilon,
    )
    bert = BertModel(config)
    state = {name: torch.from_numpy(array) for name, array in _tensors(weights)}
    missing, unexpected = bert.load_state_dict(state, strict=False)
    assert not unexpected and all("pooler" in name or "position_ids" in name for name in missing)

    tokenizer = Tokenizer(models.Unigram(weights.pieces(), unk_id=weights.unknown))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", weights.begin), ("</s>", weights.end)]
    )
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<s>",
        eos_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        model_max_length=weights.positions,
    )
    parts = folder / "parts"
    bert.save_pretrained(parts)
    fast.save_pretrained(parts)
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
        for name, part, rows in (
            ("attention.self.query", "q", hidden),
            ("attention.self.key", "k", hidden),
            ("attention.self.value", "v", hidden),
            ("attention.output.dense", "ao", hidden),
            ("intermediate.dense", "fi", inner),
            ("output.dense", "fo", hidden),
        ):
            yield f"{layer}{name}.weight", weights.matrix(f"{short}{part}.w", rows)
            yield f"{layer}{name}.bias", weights.vector(f"{short}{part}.b").copy()
        yield from _pair(f"{layer}attention.output.LayerNorm", weights, short + "aln")
        yield from _pair(f"{layer}output.LayerNorm", weights, short + "oln")


def _pair(name: str, weights: Weights, short: str):
    yield f"{name}.weight", weights.vector(f"{short}.w").copy()
    yield f"{name}.bias", weights.vector(f"{short}.b").copy()
