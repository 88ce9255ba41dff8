"""The encoder: from texts to vectors whose inner product is their likeness.

Every engine and every model hides behind `Encoder`, so that no other stage knows which one is in use. The
bundled model is the default (e5.py); any sentence-transformers model can take its place by name or folder.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol

import numpy as np

from indexer import adapter, e5
from indexer.refusal import Refusal

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Progress = Callable[[int], None]
_PASSAGE_ROLES = ("document", "passage", "corpus")  # what models call the prompt of a passage


class Encoder(Protocol):
    """A model that turns texts into vectors. Safe to share between threads.

    Vectors are float32, one row a text in the order of the texts, each of length 1, so that an inner product
    is a cosine. Texts are expected as the reading stage leaves them (NFC).
    """

    name: str  # what the manifest remembers and `load` takes back; vectors of different names never mix
    dimension: int  # length of a vector

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors of questions, shape (len(texts), dimension)."""

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        """Vectors of passages, shape (len(texts), dimension).

        `progress` is called, in the calling thread, with the number of texts done so far.
        """


def load(name: str | None = None) -> Encoder:
    """Return the encoder `name`: a sentence-transformers model by name or folder, or the bundled one (None).

    Only a model named by the user and not yet on this machine is fetched from the network. Refusals:
    "no-bundled-encoder", "no-sentence-transformers", "no-such-encoder", "bad-encoder".
    """
    name = re.sub(r" \([^()]*\)$", "", name or e5.NAME)  # an encoder's own name may end in a remark
    if name == e5.NAME:
        return _bundled()
    encoder = _SentenceEncoder(name)
    return Segmented(encoder) if encoder.wants_segmented else encoder


@cache
def _bundled() -> Encoder:
    # One for the whole process: it is the same for everybody, and takes a second and 400 MB to make ready.
    return e5.E5(adapter.bundled())


@dataclass(frozen=True, slots=True)
class _Habits:
    """What a model wants done to its texts; one entry of data/encoders.toml."""

    query: str = ""  # put in front of a question
    passage: str = ""  # put in front of a passage
    segment: bool = False  # wants words joined by "_"


@cache
def _entries() -> list[dict]:
    return tomllib.loads(files("indexer").joinpath("data/encoders.toml").read_text("utf-8"))["encoder"]


def _habits(name: str, tokenizer: str) -> _Habits:
    """Return the first entry whose pattern is found in the model's name or whose tokenizer class it has."""
    if Path(name).is_dir():
        name = Path(name).resolve().name  # the folders around it say nothing of the model
    for entry in _entries():
        if tokenizer in entry.get("tokenizers", ()) or re.search(entry["name"], name.lower()):
            return _Habits(entry.get("query", ""), entry.get("passage", ""), entry.get("segment", False))
    return _Habits()


class _SentenceEncoder:
    """Any model of the sentence-transformers library, with its own prompts and segmentation."""

    _CHUNK = 128  # texts between two reports of progress; the library makes its own batches within

    def __init__(self, name: str) -> None:
        self._model = _sentence_transformer(name)
        self.name = Path(name).resolve().as_posix() if Path(name).is_dir() else name
        self.dimension = int(self._model.get_embedding_dimension())
        habits = _habits(name, type(self._model.tokenizer).__name__)
        self.wants_segmented = habits.segment
        own = {role: prompt for role, prompt in self._model.prompts.items() if prompt}
        prompts = own or {"query": habits.query, "passage": habits.passage}
        self._query = prompts.get("query", "")
        # The library would take an empty "document" before a filled-in "passage".
        self._passage = next((prompts[role] for role in _PASSAGE_ROLES if role in prompts), "")
        self._lock = Lock()  # fast tokenizers refuse to be used by two threads at once

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        """See Encoder.queries."""
        return self._encode(self._model.encode_query, texts, self._query)

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        """See Encoder.passages."""
        vectors = [np.empty((0, self.dimension), dtype=np.float32)]
        for start in range(0, len(texts), self._CHUNK):
            chunk = texts[start : start + self._CHUNK]
            vectors.append(self._encode(self._model.encode_document, chunk, self._passage))
            if progress:
                progress(start + len(chunk))
        return np.concatenate(vectors)

    def _encode(self, encode: Callable, texts: Sequence[str], prompt: str) -> np.ndarray:
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        with self._lock:
            vectors = encode(list(texts), prompt=prompt, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)


class Segmented:
    """Another encoder that is given Vietnamese words with their syllables joined by "_"."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.name = f"{encoder.name} (segmented)"
        self.dimension = encoder.dimension

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        """See Encoder.queries."""
        return self._encoder.queries(_segmented(texts))

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        """See Encoder.passages."""
        return self._encoder.passages(_segmented(texts), progress)


def _segmented(texts: Sequence[str]) -> list[str]:
    from underthesea import word_tokenize

    return [word_tokenize(text, format="text") for text in texts]


def _sentence_transformer(name: str) -> SentenceTransformer:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError:
        raise Refusal("no-sentence-transformers", name=name) from None

    def load(local: bool) -> SentenceTransformer:
        # Weights in safetensors only: the older .bin files are pickles.
        return SentenceTransformer(name, local_files_only=local, model_kwargs={"use_safetensors": True})

    if Path(name).exists():
        with _refusing("bad-encoder", name):
            return load(local=True)
    with _refusing("no-such-encoder", name):
        from huggingface_hub import HfApi
        from huggingface_hub.utils import validate_repo_id

        validate_repo_id(name)
        try:
            return load(local=True)
        except OSError:
            # Ask once for the model; the library itself would try for a minute before it gave up.
            HfApi().model_info(name if "/" in name else f"sentence-transformers/{name}", timeout=10)
            return load(local=False)


@contextmanager
def _refusing(code: str, name: str) -> Iterator[None]:
    # What the libraries raise for a model they cannot load is not documented, hence `Exception`.
    try:
        yield
    except Exception as error:
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise Refusal(code, name=name, reason=reason) from error
