"""The Advisor while its index is replaced."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from advisor import generations
from advisor.config import Config
from advisor.errors import IndexUnusable
from advisor.pipeline import Advisor

QUESTION = "Combien de temps dure le stage en BTS métiers de la mesure ?"


def test_an_index_that_was_replaced_closes_after_its_last_answer(config: Config, tmp_path: Path) -> None:
    own = replace(config, index=tmp_path / "index")
    shutil.copytree(config.index, own.index)
    first, later = generations.current(own.index), "gen-0009-abcd"
    shutil.copytree(own.index / first, own.index / later)
    advisor = Advisor.open(own)
    answering, store = advisor.snapshot(), advisor.index._store
    generations.flip(own.index, replace(generations.read_manifest(own.index, first), generation=later))
    assert advisor.refresh() and (answering.index.version, advisor.index.version) == (first, later)
    assert answering.ask(QUESTION).status == "answered" and store.counts()[0] == len(answering.index.documents)
    del answering
    with pytest.raises(IndexUnusable):
        store.counts()
    assert advisor.ask(QUESTION).status == "answered"
    advisor.close()
