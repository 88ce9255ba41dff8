"""What several test files share: the five plans, and one index over them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.build import build
from indexer.generation import Generation

CORPUS = Path(__file__).parent.parent / "corpus"


@pytest.fixture(scope="session")
def corpus() -> Path:
    return CORPUS


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index over the five plans, made once by the real encoder; to be read only."""
    folder = tmp_path_factory.mktemp("five") / "index"
    build(CORPUS, folder)
    return folder


@pytest.fixture(scope="session")
def five(index: Path) -> Iterator[Generation]:
    """The five plans' index, open."""
    with Generation.open(index) as generation:
        yield generation
