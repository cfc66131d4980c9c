"""What several test files share: the four texts, indexed once with the real engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from advisor.config import Config

if TYPE_CHECKING:
    from advisor.pipeline import Advisor


settings.register_profile("untimed", deadline=None)  # a slow machine fails no test
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """The project's own texts, indexed with its own engine in a folder of the test run. Nobody writes to it."""
    from advisor.build import build_index

    config = Config(index=tmp_path_factory.mktemp("four-texts") / "index")
    build_index(config, progress=False)
    return config


@pytest.fixture(scope="session")
def advisor(config: Config) -> Iterator[Advisor]:
    """The real Advisor over the four texts."""
    from advisor.pipeline import Advisor

    advisor = Advisor.open(config)
    yield advisor
    advisor.close()


@pytest.fixture
def root() -> Path:
    """The checkout."""
    return Path(__file__).resolve().parent.parent
