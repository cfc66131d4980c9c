"""Which evidence model a setting names. A real cross-encoder is in training/tests/test_hub.py, beside its packages."""

import sys
from pathlib import Path

import pytest

from advisor.engines import onnx_runtime
from advisor.engines.cross_encoder import open_judge
from advisor.engines.onnx_runtime import OnnxEvidence
from advisor.errors import ModelError


def test_the_default_is_the_projects_own() -> None:
    assert isinstance(open_judge("advisor-evidence"), OnnxEvidence)


def test_the_projects_own_is_refused_where_it_is_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(onnx_runtime, "MODELS", tmp_path)
    with pytest.raises(ModelError, match="evidence: missing"):
        open_judge("advisor-evidence")
    assert open_judge("none") is None


def test_none_leaves_it_to_the_other_signals() -> None:
    assert open_judge("none") is None


def test_a_hub_model_without_its_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ModelError, match=r"pip install -e '\.\[hub\]'"):
        open_judge("cross-encoder/some-model")
