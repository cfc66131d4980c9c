"""`advisor doctor` in health and with each thing that can be wrong."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path

import pytest

from advisor import doctor
from advisor.build import build_index
from advisor.config import Config
from advisor.engines import onnx_runtime

TEXT = "# CAP Essai\n\n## Stage\n\nLe stage dure au moins douze semaines. Il se déroule en entreprise.\n"


@pytest.fixture
def small(tmp_path: Path) -> Config:
    """A corpus of one text, not indexed."""
    config = Config(corpus=tmp_path / "corpus", index=tmp_path / "index")
    config.corpus.mkdir()
    (config.corpus / "fiche.md").write_text(TEXT, encoding="utf-8")
    return config


def line_of(lines: list[str], subject: str) -> str:
    return next(line for line in lines if line[6:].startswith(f"{subject}:"))


def test_everything_is_there(small: Config, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(doctor, "LOCK", tmp_path / "none")
    build_index(small, progress=False)
    lines, healthy = doctor.report(small)
    assert healthy
    assert line_of(lines, "corpus").startswith("ok    corpus: 1 texts")
    assert "1 texts, " in line_of(lines, "index") and "advisor-e5" in line_of(lines, "index")
    assert line_of(lines, "embedding").startswith("ok    embedding: advisor-e5 ")


def test_a_missing_index_names_the_command_that_makes_it(small: Config) -> None:
    lines, healthy = doctor.report(small)
    assert not healthy
    assert line_of(lines, "index") == f"MEND  index: {small.index}: no index here. Run `advisor index`."


def test_a_changed_text_makes_the_index_stale(small: Config) -> None:
    build_index(small, progress=False)
    (small.corpus / "autre.md").write_text(TEXT, encoding="utf-8")
    lines, healthy = doctor.report(small)
    assert not healthy
    assert any("the corpus has changed" in line for line in lines)


def test_an_unreadable_text_is_named(small: Config) -> None:
    (small.corpus / "binaire.txt").write_bytes(b"\xff\xfe\x00")
    lines, healthy = doctor.report(small)
    assert not healthy
    assert "binaire.txt" in line_of(lines, "corpus")


def test_a_missing_language_model_is_a_note_until_it_is_needed(small: Config, tmp_path: Path) -> None:
    without = replace(small, llm_folder=tmp_path / "none")
    assert line_of(doctor.report(without)[0], "language model").startswith("note")
    assert line_of(doctor.report(replace(without, mode="llm"))[0], "language model").startswith("MEND")


def test_an_engine_that_is_not_installed_is_one_line(small: Config) -> None:
    lines, healthy = doctor.report(replace(small, embedding="no-such/model"))
    assert not healthy
    assert "no-such/model" in line_of(lines, "embedding")


def test_a_package_of_another_version_is_named(small: Config, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text(
        "numpy==0.0.1 \\\n    --hash=sha256:0\nabsent-here==1 ; sys_platform == 'win32'\n", encoding="utf-8"
    )
    monkeypatch.setattr(doctor, "LOCK", lock)
    lines, _ = doctor.report(small)
    assert line_of(lines, "packages").startswith("MEND  packages: numpy ")
    assert "(locked: 0.0.1). Run `make install`." in line_of(lines, "packages")
    assert "absent-here" not in line_of(lines, "packages")


def test_the_embedded_model_without_its_engine_is_not_ok(
    small: Config, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(doctor, "checked_path", lambda config: tmp_path / "model.gguf")
    monkeypatch.setattr(doctor, "LANGUAGE_MODELS", ("json", "xllamacpp"))  # json stands for a provider's package
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "xllamacpp" else found(name))
    for mode, verdict in (("quotes", "note"), ("llm", "MEND")):
        line = line_of(doctor.report(replace(small, mode=mode))[0], "language model")
        assert line.startswith(verdict) and "xllamacpp: not installed. Run `make install-llm`." in line


@pytest.mark.parametrize(("source", "said"), [("hub", "the expected file (fetched from the hub)"), (None, "file")])
def test_where_the_embedded_model_came_from_is_told(
    small: Config, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, source: str | None, said: str
) -> None:
    monkeypatch.setattr(doctor, "checked_path", lambda config: tmp_path / "model.gguf")
    monkeypatch.setattr(doctor, "source_of", lambda config: source)
    monkeypatch.setattr(doctor, "LANGUAGE_MODELS", ("json", "xllamacpp"))
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: found("json" if name == "xllamacpp" else name))
    assert line_of(doctor.report(small)[0], "language model").endswith(said)


def test_a_foreign_evidence_model_is_to_be_mended(
    small: Config, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "evidence").symlink_to(onnx_runtime.MODELS / "e5-small")
    monkeypatch.setattr(onnx_runtime, "MODELS", tmp_path)
    assert line_of(doctor.report(small)[0], "evidence model").startswith("MEND  evidence model: ")


@pytest.mark.parametrize(
    ("setting", "said"), [({"root_path": "a b"}, "not a path such as"), ({"desk": "yes"}, "neither off nor on")]
)
def test_what_serve_refuses_is_to_be_mended(small: Config, setting: dict[str, str], said: str) -> None:
    lines, healthy = doctor.report(replace(small, **setting))
    assert not healthy and any(line.startswith("MEND  page") and said in line for line in lines)
