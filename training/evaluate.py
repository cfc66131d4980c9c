"""Figures of an evidence model over questions kept out of training: rank of the evidence, AUC, calibration.

Candidates of a question are the texts that answer and its pool, the hardest of its document. Intervals are 95 %
bootstrap intervals over documents, since questions of one document resemble each other.

usage: python -m training.evaluate --data ../shared/data --train ../shared/train [--model advisor/models/evidence]
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.dataset import Group, build

Score = Callable[[str, Sequence[str]], Sequence[float]]
HELD_OUT = ("onisep_heldout", "fictional_heldout")


@dataclass(frozen=True)
class Outcome:
    """One question judged. `rank` of the first text that answers, from 1; None for an unanswerable question."""

    document: str
    rank: int | None
    best: float  # highest logit of all candidates


def judge_groups(groups: Sequence[Group], score: Score) -> list[Outcome]:
    """Return the outcome of each question. Ties count against the model."""
    outcomes = []
    for group in groups:
        texts = [*group.positives, *group.negatives]
        logits = list(score(group.question, texts))
        rank = None
        if group.positives:
            answer = max(logits[: len(group.positives)])
            rank = 1 + sum(other >= answer for other in logits[len(group.positives) :])
        outcomes.append(Outcome(group.document, rank, max(logits)))
    return outcomes


def auc(outcomes: Sequence[Outcome]) -> float:
    """Return how often an answerable question's best score is above an unanswerable one's; NaN without both kinds."""
    yes = np.array([o.best for o in outcomes if o.rank is not None])
    no = np.array([o.best for o in outcomes if o.rank is None])
    if not len(yes) or not len(no):
        return float("nan")
    return float((yes[:, None] > no).mean() + 0.5 * (yes[:, None] == no).mean())


def ranks(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Return the share of answerable questions with evidence within ranks 1, 3, 5, 10, and the mean of 1 / rank."""
    found = np.array([o.rank for o in outcomes if o.rank is not None], dtype=float)
    if not len(found):
        return {}
    return {
        "rank1": float((found <= 1).mean()),
        "rank3": float((found <= 3).mean()),
        "rank5": float((found <= 5).mean()),
        "rank10": float((found <= 10).mean()),
        "mrr": float((1 / found).mean()),
    }


def figures(outcomes: Sequence[Outcome], *, rounds: int = 1000, seed: int = 0) -> dict[str, object]:
    """Return n, the figures and their 95 % intervals, drawing whole documents with replacement."""
    values = {**ranks(outcomes), "auc": auc(outcomes)}
    by_document: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_document[outcome.document].append(outcome)
    documents = list(by_document.values())
    rng = np.random.default_rng(seed)
    draws = defaultdict(list)
    for _ in range(rounds):
        drawn = [o for position in rng.integers(len(documents), size=len(documents)) for o in documents[position]]
        for name, value in {**ranks(drawn), "auc": auc(drawn)}.items():
            draws[name].append(value)
    return {
        "answerable": sum(o.rank is not None for o in outcomes),
        "unanswerable": sum(o.rank is None for o in outcomes),
        "documents": len(documents),
        **{
            name: [round(value, 3), *(round(float(q), 3) for q in np.nanpercentile(draws[name], [2.5, 97.5]))]
            for name, value in values.items()
        },
    }


def platt(best: np.ndarray, answerable: np.ndarray) -> tuple[float, float]:
    """Return (a, b) of the probability 1 / (1 + exp(-(a x + b))), by Newton's method with a light ridge.

    A step that does not lower the loss is halved: from far away a whole one may leap beyond all bounds.
    """

    def loss(ab: np.ndarray) -> float:
        z = ab[0] * best + ab[1]
        return float((np.logaddexp(0, z) - answerable * z).sum() + 0.005 * (ab @ ab))

    ab = np.zeros(2)
    design = np.stack([best, np.ones_like(best)])
    for _ in range(50):
        p = 1 / (1 + np.exp(-(ab[0] * best + ab[1])))
        gradient = design @ (p - answerable) + 0.01 * ab
        step = np.linalg.solve((design * (p * (1 - p))) @ design.T + 0.01 * np.eye(2), gradient)
        for _ in range(20):
            if loss(ab - step) <= loss(ab):
                break
            step = step / 2
        ab = ab - step
    return float(ab[0]), float(ab[1])


def calibration_error(p: np.ndarray, answerable: np.ndarray, bins: int = 10) -> float:
    """Return the expected calibration error over `bins` of equal width, 0 to 1."""
    place = np.minimum((p * bins).astype(int), bins - 1)
    parts = [abs(p[place == k].mean() - answerable[place == k].mean()) * (place == k).mean() for k in set(place)]
    return float(sum(parts))


def main() -> None:
    from advisor.engines.onnx_runtime import MODELS, OnnxEvidence

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("training/work"))
    parser.add_argument("--model", type=Path, default=MODELS / "evidence")
    options = parser.parse_args()
    groups = build(options.data, options.train, options.work)
    model = OnnxEvidence(options.model)
    started = time.monotonic()
    for split in HELD_OUT:
        outcomes = judge_groups([group for group in groups if group.split == split], model.score)
        print(split, json.dumps(figures(outcomes)))
    print(f"{time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
