"""The adapter is learnt on texts of one kind and helps on others of it: a made-up language of turned vectors."""

import numpy as np
import pytest

from training import fit_adapter
from training.fit_adapter import Text, fit, shares

SIZE = 16


def texts(turn: np.ndarray, *, seed: int, count: int) -> list[Text]:
    """Return texts whose questions are the sentences that answer them, turned, with noise."""
    random = np.random.default_rng(seed)
    result = []
    for number in range(count):
        sentences = random.normal(size=(20, SIZE))
        sentences /= np.linalg.norm(sentences, axis=1, keepdims=True)
        asked = random.integers(20, size=15)
        questions = sentences[asked] @ turn.T + 0.05 * random.normal(size=(15, SIZE))
        answering = np.zeros((15, 20), dtype=np.float32)
        answering[np.arange(15), asked] = 1.0
        result.append(Text(f"text {number}", sentences.astype(np.float32), questions.astype(np.float32), answering))
    return result


def first_share(line: str) -> float:
    return float(line.split("rank 1 ")[1].split(" ")[0])


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fit_adapter, "BATCH", 15)  # a step for each text: there are few


def test_a_turn_is_learnt_and_undone_on_other_texts() -> None:
    turn, _ = np.linalg.qr(np.random.default_rng(1).normal(size=(SIZE, SIZE)))
    others = texts(turn, seed=3, count=5)
    assert first_share(shares(others, None)) < 20
    assert first_share(shares(others, fit(texts(turn, seed=2, count=40)))) > 80


def test_nothing_is_changed_where_nothing_is_to_be_learnt() -> None:
    matrix = fit(texts(np.eye(SIZE), seed=4, count=40))
    others = texts(np.eye(SIZE), seed=5, count=5)
    assert first_share(shares(others, matrix)) >= first_share(shares(others, None)) - 3
