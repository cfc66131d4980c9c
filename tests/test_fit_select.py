"""The figures of training.fit_select: in which order each search alone, and all of them, put what answers."""

from __future__ import annotations

import numpy as np

from advisor.select.signals import NAMES
from training.fit_select import Example, ranking_table


def example(*, words: list[float], vectors: list[float], model: list[float], answers: int) -> Example:
    """Three candidates, with 1 / rank of each search and the logit of the evidence model; one of them answers."""
    rows = np.zeros((3, len(NAMES)))
    for name, column in (("words_rank", words), ("vectors_rank", vectors), ("evidence_model", model)):
        rows[:, NAMES.index(name)] = column
    labels = np.eye(3)[answers]
    return Example("q", rows, labels, True, True, tuple(("d", n, n + 1) for n in range(3)))


def test_each_order_has_its_own_figures() -> None:
    ranking = np.zeros(len(NAMES))
    ranking[NAMES.index("evidence_model")] = 1.0
    first = example(words=[1.0, 1 / 2, 1 / 3], vectors=[0.0, 1.0, 1 / 2], model=[-1.0, 3.0, 0.0], answers=1)
    second = example(words=[1 / 2, 1.0, 0.0], vectors=[1 / 2, 1.0, 1 / 3], model=[2.0, 1.0, 0.0], answers=0)
    rows = {
        line.split(" | ")[0].strip("| "): line.split(" | ")[1:]
        for line in ranking_table([first, second], ranking).splitlines()
    }
    assert rows["words"][0].startswith("0 %") and rows["words"][1].startswith("100 %")
    assert rows["vectors"][0].startswith("50 %")
    assert rows["both, fused"][0].startswith("50 %")  # found by both, and second in one of them
    assert rows["evidence model alone"][0].startswith("100 %") and rows["all signals"][-1].startswith("1.00")
