"""What several test files share: the four texts, indexed once with the real engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor.build import build_index
from advisor.config import Config
from advisor.pipeline import Advisor


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """The project's own texts, indexed with its own engine in a folder of the test run. Nobody writes to it."""
    config = Config(index=tmp_path_factory.mktemp("four-texts") / "index")
    build_index(config, progress=False)
    return config


@pytest.fixture(scope="session")
def advisor(config: Config) -> Iterator[Advisor]:
    """The real Advisor over the four texts."""
    advisor = Advisor.open(config)
    yield advisor
    advisor.close()


@pytest.fixture
def root() -> Path:
    """The checkout."""
    return Path(__file__).resolve().parent.parent
