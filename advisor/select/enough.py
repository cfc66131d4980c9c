"""Is it enough? From all that was judged for a question, the probability that what would be quoted answers it.

A step of its own: the best sentence of a text is not an answer by being the best of it. It weighs the signals of the
likeliest candidate together with how it stands out (training/fit_select.py fits the weights).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from advisor.select.rank import Candidate, Weights, sigmoid
from advisor.select.signals import NAMES

Array = np.ndarray[Any, np.dtype[np.float64]]
# What is read beside the likeliest candidate's signals: the logits are the evidence model's.
SUMMARY = (
    "chance",  # logit of the probability of the likeliest quote
    "best",  # highest logit
    "second",  # … and the next
    "fourth",
    "mean",  # of the logits
    "positive",  # how many logits are above 0, in tens
    "margin",  # of the first rank score over the second
)
FEATURES = (*SUMMARY, *NAMES)


def probability(candidates: Sequence[Candidate], chance: float, weights: Weights) -> float:
    """Return the probability that the quotes answer. `candidates` are the judged ones, best first, not empty; `chance`
    is the probability of the likeliest quote alone.
    """
    rows = np.array([candidate.row for candidate in candidates])
    scores = [candidate.score for candidate in candidates]
    likely = [candidate.probability for candidate in candidates]
    return sigmoid(float(features(rows, scores, likely, chance) @ weights.enough + weights.enough_bias))


def features(rows: Array, scores: Sequence[float], probabilities: Sequence[float], chance: float) -> Array:
    """Return FEATURES of a question, shape (len(FEATURES),), from the candidates' rows (n, len(NAMES)), best first."""
    logits = np.sort(rows[:, NAMES.index("evidence_model")])[::-1]
    summary = [
        math.log(max(chance, 1e-4) / max(1.0 - chance, 1e-4)),
        logits[0],
        logits[min(1, len(logits) - 1)],
        logits[min(3, len(logits) - 1)],
        logits.mean(),
        (logits > 0).sum() / 10.0,
        scores[0] - scores[min(1, len(scores) - 1)],
    ]
    return np.array([*summary, *rows[int(np.argmax(probabilities))]], dtype=np.float64)
