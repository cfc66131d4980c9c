"""The question model in small: it learns where questions point, goes on after a kill, knows when nothing answers."""

import math
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the extra `train` (torch) is not installed")

from transformers import BertConfig, BertModel  # noqa: E402

from training import train_questions  # noqa: E402
from training.e5_weights import Vocabulary, tokenizer_of  # noqa: E402
from training.train_questions import Asker, Plan, Text, loss_of, shares, train, vectors_of  # noqa: E402

PIECES = ("<s>", "<pad>", "</s>", "<unk>", *"▁abcdefghijklmnopqrstuvwxyz?:")
SIZE = 32
LETTERS = "abcdefgh"
PLAN = Plan(passes=120.0, questions=8, scale=5.0, rate=3e-3, head_rate=3e-3, frozen_layers=0, dropout=0.0)


def text(*, seed: int) -> Text:
    """A text whose n-th sentence answers "what" and the n-th letter; what "z" is it does not say."""
    sentences = np.random.default_rng(seed).normal(size=(len(LETTERS), SIZE)).astype(np.float32)
    sentences /= np.linalg.norm(sentences, axis=1, keepdims=True)
    answering = np.concatenate([np.eye(len(LETTERS)), np.zeros((1, len(LETTERS)))]).astype(np.float32)
    return Text(f"text {seed}", sentences, tuple(f"what {letter}?" for letter in (*LETTERS, "z")), answering)


def small() -> tuple[Asker, object]:
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(PIECES), hidden_size=SIZE, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64
    )
    vocabulary = Vocabulary(PIECES, tuple(-float(n) / 10 for n in range(len(PIECES))), bos=0, eos=2, pad=1, unk=3)
    return Asker(BertModel(config, add_pooling_layer=False)), tokenizer_of(vocabulary)


def test_some_steps_turn_questions_to_what_answers_them(tmp_path: Path) -> None:
    asker, tokenizer = small()
    own = text(seed=1)

    def figures() -> str:
        with torch.no_grad():
            return shares([own], [vectors_of(asker.eval(), tokenizer, own.questions, pad=1).numpy()])

    before = figures()
    losses = train(asker, tokenizer, [own], PLAN, pad=1, saved=tmp_path / "run.pt")
    assert len(losses) == 135
    assert sum(losses[-5:]) < 0.7 * sum(losses[:5])
    assert float(figures().split()[2]) > float(before.split()[2]), "rank 1"


def test_a_killed_run_goes_on_as_if_unbroken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = train(*small(), [text(seed=1)], PLAN, pad=1, saved=tmp_path / "whole.pt")
    monkeypatch.setattr(train_questions, "SAVE_EVERY", 4)
    read = train_questions.vectors_of
    calls = iter(range(1000))

    def killed(*args: object, **settings: object) -> object:
        if next(calls) == 10:
            raise KeyboardInterrupt
        return read(*args, **settings)

    monkeypatch.setattr(train_questions, "vectors_of", killed)
    with pytest.raises(KeyboardInterrupt):
        train(*small(), [text(seed=1)], PLAN, pad=1, saved=tmp_path / "killed.pt")
    monkeypatch.setattr(train_questions, "vectors_of", read)
    again = train(*small(), [text(seed=1)], PLAN, pad=1, saved=tmp_path / "killed.pt")
    assert again == pytest.approx(whole, rel=1e-4)


def test_the_loss_is_the_share_of_what_answers_or_of_none() -> None:
    cosines, none = torch.tensor([0.3, 0.1]), torch.tensor(0.2)
    total = math.exp(3) + math.exp(1) + math.exp(2)
    first = loss_of(cosines, none, torch.tensor([True, False]), scale=10.0)
    assert float(first) == pytest.approx(-math.log(math.exp(3) / total))
    nothing = loss_of(cosines, none, torch.tensor([False, False]), scale=10.0)
    assert float(nothing) == pytest.approx(-math.log(math.exp(2) / total))


def test_shares_count_ranks_and_how_far_the_best_cosine_tells_apart() -> None:
    own = Text(
        "a text", np.eye(2, dtype=np.float32), ("a", "b", "c"), np.array([[1, 0], [1, 0], [0, 0]], dtype=np.float32)
    )
    asked = np.array([[0.9, 0.1], [0.4, 0.6], [0.5, 0.5]], dtype=np.float32)
    assert shares([own], [asked]) == (
        "rank 1 50.0 %, rank 3 100.0 %, rank 5 100.0 %, rank 10 100.0 %, rank 16 100.0 % (n=2); AUC 1.000 (n=1)"
    )
