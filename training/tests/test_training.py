"""Twenty steps on a small model, a run that is killed and goes on, and the hand-worked loss."""

import math
import random
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the extra `train` (torch) is not installed")

from transformers import BertConfig, BertModel  # noqa: E402

from advisor.records import Sentence  # noqa: E402
from training.augment import _key_words, noisy  # noqa: E402
from training.dataset import Group, answers  # noqa: E402
from training.e5_weights import Vocabulary, tokenizer_of  # noqa: E402
from training.evaluate import auc, judge_groups, platt, ranks  # noqa: E402
from training.judge import Judge, group_loss, logits_of  # noqa: E402
from training.smooth import Smoothed, smooth  # noqa: E402
from training.train import Plan, train  # noqa: E402

PIECES = ("<s>", "<pad>", "</s>", "<unk>", *"▁abcdefghijklmnopqrstuvwxyz?|>")
GROUPS = [
    Group(f"what {a}?", "d", "what", split, (f"{a} is it",), tuple(f"{b} is it" for b in "klmnop"))
    for split in ("wikipedia", "train")
    for a in "abcdefgh"
] + [Group("what z?", "d", "unanswerable", "train", (), tuple(f"{b} is it" for b in "klmnop"))]


def small() -> tuple[Judge, object]:
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(PIECES), hidden_size=32, num_hidden_layers=3, num_attention_heads=2, intermediate_size=64
    )
    vocabulary = Vocabulary(PIECES, tuple(-float(n) / 10 for n in range(len(PIECES))), bos=0, eos=2, pad=1, unk=3)
    return Judge(BertModel(config, add_pooling_layer=False)), tokenizer_of(vocabulary)


def test_twenty_steps_lower_the_loss(tmp_path: Path) -> None:
    judge, tokenizer = small()
    plan = Plan(steps=20, warm_steps=4, rate=3e-3, head_rate=3e-3, frozen_layers=0, dropout=0.0)
    losses = train(judge, tokenizer, GROUPS, plan, pad=1, saved=tmp_path / "run.pt")
    assert len(losses) == 20
    assert sum(losses[-5:]) < sum(losses[:5])


def test_a_killed_run_goes_on_as_if_unbroken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = Plan(steps=8, warm_steps=2, frozen_layers=1, minutes=1e9)
    whole = train(*small(), GROUPS, plan, pad=1, saved=tmp_path / "whole.pt")
    monkeypatch.setattr("training.train.SAVE_EVERY", 4)
    stop = iter(range(100))

    def killed(*_: object, **__: object) -> None:
        if next(stop) >= 1:
            raise KeyboardInterrupt
        real(*_, **__)

    from training.train import save as real

    monkeypatch.setattr("training.train.save", killed)
    with pytest.raises(KeyboardInterrupt):
        train(*small(), GROUPS, plan, pad=1, saved=tmp_path / "broken.pt")
    monkeypatch.setattr("training.train.save", real)
    again = train(*small(), GROUPS, plan, pad=1, saved=tmp_path / "broken.pt")
    assert again == pytest.approx(whole, abs=1e-5)


def test_the_loss_by_hand() -> None:
    # Two candidates at 0: the softmax gives the right one half, each cross-entropy is log 2.
    loss = group_loss(torch.zeros(2), torch.tensor([1.0, 0.0]))
    assert float(loss) == pytest.approx(math.log(2) + 0.5 * 2 * math.log(2))
    # Nothing answers: the mean and the largest, half each.
    assert float(group_loss(torch.zeros(3), torch.zeros(3))) == pytest.approx(math.log(2))


def sentence(start: int, end: int, kind: str = "paragraph", lead_in: tuple[int, int] | None = None) -> Sentence:
    return Sentence(
        "d", start, start, end, "x", kind=kind, lead_in=lead_in, group=0 if kind == "item" or not start else None
    )


def test_a_quote_of_a_whole_list_stands_for_its_lead_in() -> None:
    of_list = [sentence(0, 10), *(sentence(n, n + 10, "item", (0, 10)) for n in (10, 20, 30)), sentence(40, 50)]
    assert answers(of_list, (0, 40))[0] == {0}
    assert answers(of_list, (10, 40)) == ({0}, {0, 1, 2, 3})
    assert answers(of_list, (20, 30)) == ({2}, set())
    assert answers(of_list, (40, 50)) == ({4}, set())


def test_ranks_and_auc_by_hand() -> None:
    scores = {"yes": 2.0, "no": 1.0, "never": 3.0}
    groups = [
        Group("q", "a", "", "s", ("yes",), ("no",)),
        Group("q", "b", "", "s", ("yes",), ("never", "no")),
        Group("q", "c", "", "s", (), ("no",)),
    ]
    outcomes = judge_groups(groups, lambda _question, texts: [scores[text] for text in texts])
    assert [o.rank for o in outcomes] == [1, 2, None]
    assert ranks(outcomes) == {"rank1": 0.5, "rank3": 1.0, "rank5": 1.0, "rank10": 1.0, "mrr": 0.75}
    assert auc(outcomes) == 1.0


def test_one_question_in_five_is_changed_and_never_emptied() -> None:
    rng = random.Random(1)
    question = "Est-ce que la durée du stage en entreprise est fixée ?"
    changed = [noisy(question, rng) for _ in range(1000)]
    assert 150 < sum(text != question for text in changed) < 250
    assert all(len(text) > 20 for text in changed)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Quelle est la durée du stage pour les apprentis ?", "durée stage pour apprentis ?"),
        ("Est-ce qu'on peut passer l'oral sans convention ?", "peut passer oral sans convention ?"),
        ("Un certificat est-il demandé ?", "certificat demandé ?"),
        ("Qui le signe ?", "Qui signe ?"),
        ("Il dure combien ?", "dure combien ?"),
        ("C'est quoi ?", "C'est quoi ?"),  # nothing would be left
    ],
)
def test_key_words_are_what_a_search_box_is_given(question: str, words: str) -> None:
    assert _key_words(question) == words


def test_a_probability_is_fitted_to_scores_far_apart() -> None:
    rng = np.random.default_rng(0)
    scores = rng.normal(2, 8, 4000)
    answers = (rng.random(4000) < 1 / (1 + np.exp(-(0.5 * scores - 1)))).astype(float)
    slope, offset = platt(scores, answers)
    assert 0.4 < slope < 0.6 and -1.3 < offset < -0.7


def test_a_smoothed_model_says_the_same_and_its_inputs_are_even() -> None:
    judge, tokenizer = small()
    with torch.no_grad():  # a column that is a hundred times the others
        judge.bert.encoder.layer[0].attention.output.LayerNorm.weight[3] *= 100
    pairs = [("what a?", "a is it"), ("what k?", "m is it")]
    before = logits_of(judge.eval(), tokenizer, pairs, pad=1)
    smooth(judge, tokenizer, pairs, pad=1)
    after = logits_of(judge, tokenizer, pairs, pad=1)
    assert torch.allclose(before, after, atol=1e-4)
    [layer] = [m for name, m in judge.bert.encoder.named_modules() if name == "layer.0.intermediate.dense"]
    assert isinstance(layer, Smoothed)
    assert layer.factor[3] < 0.1 * layer.factor.median()
