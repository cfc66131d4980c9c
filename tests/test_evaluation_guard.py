"""Breaking a rule of the answering code on purpose turns the check red, the cases named: real Advisor, real index."""

from __future__ import annotations

import argparse
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from advisor import select
from advisor.build import build_index
from advisor.config import ROOT, Config
from advisor.evaluation.cases import QUESTIONS
from advisor.evaluation.command import add_arguments, run
from advisor.evaluation.ratchet import read_baseline

TEXT = "onisep-bac-pro-microtechniques"
CASES = "bac-pro-microtechniques.yaml"


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """The shortest text of the corpus, indexed alone."""
    folder = tmp_path_factory.mktemp("guard")
    (folder / "corpus").mkdir()
    shutil.copyfile(ROOT / "corpus" / f"{TEXT}.md", folder / "corpus" / f"{TEXT}.md")
    found = Config(corpus=folder / "corpus", index=folder / "index")
    build_index(found, progress=False)
    return found


def test_a_broken_rule_turns_the_check_red_with_the_right_cases(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    paths = ["--set", str(QUESTIONS / CASES), "--baseline", str(tmp_path / "baseline.json"), "--out", str(tmp_path)]
    assert run(parser.parse_args(["--update-baseline", *paths]), config) == 0
    assert run(parser.parse_args(["--check", *paths]), config) == 0
    refused = {
        name
        for name, case in read_baseline(tmp_path / "baseline.json").cases.items()
        if "not_in_texts" in case["outcome"]
    }
    capsys.readouterr()

    # The rule: what the evidence does not make likely is not answered.
    weights = select.load_weights()
    monkeypatch.setattr(select, "load_weights", lambda: replace(weights, threshold=0.0))
    assert run(parser.parse_args(["--check", "--fresh", *paths]), config) == 1

    shown = capsys.readouterr().out
    worse = set(
        re.findall(r"^(\S+) worse: Correct \(not_found/not_in_texts\) -> Incorrect \(answered\) at select", shown, re.M)
    )
    assert worse and worse <= refused
    moved = set(re.findall(r"^(\S+) (?:worse|better|changed):", shown, re.M))
    assert moved <= refused
    assert f"{len(moved)} moved against the baseline" in shown
