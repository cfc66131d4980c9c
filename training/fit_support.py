"""Fit the support score of advisor/llm/support.py on the calibration half: sentences that a quote carries, and others.

`python -m training.fit_support` writes advisor/data/support.json. The sentences are made from the evidence of the
evaluation set: told otherwise (clauses dropped or moved, introduced, one word replaced by a synonym) they stay proved;
with words of other rules or of the question, joined to other rules or cited to another quote they are not.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from advisor.build import open_corpus
from advisor.chunk import clean
from advisor.config import Config
from advisor.evaluation.cases import QUESTIONS
from advisor.evaluation.read import load_cases
from advisor.llm.support import FEATURES, content, features, units_of

TARGET = Path(__file__).resolve().parent.parent / "advisor" / "data" / "support.json"
MOST_UNPROVED = 0.02  # share of unproved sentences that may pass
CARRIED = 0.6  # share of a quote's content words that tell it; below, the quote is shown too
RIDGE = 1.0
INTRODUCTIONS = ("Selon le texte, ", "D'après l'extrait, ", "Il est prévu que ", "Le texte précise que ", "")
SYNONYMS = {
    "durée": "longueur", "entreprise": "société", "obligatoire": "imposé", "organise": "prépare",
    "candidat": "postulant", "épreuve": "examen", "remet": "donne", "comprend": "comporte", "choisi": "retenu",
    "évaluation": "notation", "diplôme": "titre", "période": "temps", "présente": "expose", "accès": "entrée",
}  # fmt: skip

Pair = tuple[str, str, str, bool]  # sentence, quote, question, proved


def pairs(seed: int = 8) -> list[Pair]:
    """Return sentences with the quote they cite, the question asked, and whether the quote carries them."""
    rng = random.Random(seed)
    texts = {name: source.text for name, source in open_corpus(Config()).sources.items()}
    cases = [case for case in load_cases(QUESTIONS, texts) if case.split == "calibration" and case.spans]
    by_text: dict[str, list[str]] = {}
    for case in cases:
        for span in case.spans:
            by_text.setdefault(span.document, []).extend(units_of([clean(span.quote)]))
    found: list[Pair] = []
    for case in cases:
        span = case.spans[0]
        quote = clean(span.quote)
        units = [unit for unit in units_of([quote]) if len(content(unit)) >= 3]
        others = [unit for unit in by_text[span.document] if unit not in quote and len(content(unit)) >= 3]
        if not units or not others:
            continue
        unit, other = rng.choice(units), rng.choice(others)
        found += [(text, quote, case.question, True) for text in _proved(unit, rng)]
        found += [(text, quote, case.question, False) for text in _unproved(unit, other, rng)]
        asked = [word for word in case.question.strip(" ?").split() if set(content(word)) - set(content(quote))]
        if len(asked) > 1:  # the question's own words prove nothing
            found.append((f"{unit.rstrip('.')} et {' '.join(asked)}", quote, case.question, False))
    return found


def _proved(unit: str, rng: random.Random) -> list[str]:
    clauses = [part for part in re.split(r",\s+", unit) if part]
    kept = clauses[: max(1, len(clauses) - 1)]
    rng.shuffle(clauses)
    words = [SYNONYMS.get(word, word) for word in unit.split()]
    return [rng.choice(INTRODUCTIONS) + unit, ", ".join(kept), ", ".join(clauses), " ".join(words)]


def _unproved(unit: str, other: str, rng: random.Random) -> list[str]:
    own, foreign = unit.split(), [word for word in other.split() if content(word)]
    places = [i for i, word in enumerate(own) if content(word)]
    swapped = list(own)
    for place in rng.sample(places, min(len(places), rng.choice((2, 3)))):
        swapped[place] = rng.choice(foreign)
    half = other.split()
    return [
        other,
        " ".join(swapped),
        f"{unit.rstrip('.')} et {' '.join(half[: max(4, len(half) // 2)])}",
        " ".join(own[: len(own) // 2] + half[len(half) // 2 :]),
    ]


def fit(rows: np.ndarray, proved: np.ndarray) -> tuple[np.ndarray, float]:
    """Return weights and bias of a logistic regression with a ridge penalty (Newton's method, twenty steps)."""
    x = np.hstack([rows, np.ones((len(rows), 1))])
    w = np.zeros(x.shape[1])
    penalty = np.diag([RIDGE] * rows.shape[1] + [0.0])
    for _ in range(20):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (p - proved) + penalty @ w
        hessian = (x * (p * (1 - p))[:, None]).T @ x + penalty
        w = w - np.linalg.solve(hessian, gradient)
    return w[:-1], float(w[-1])


def main() -> None:
    found = pairs()
    rows = np.array([features(text, [quote], "", question) for text, quote, question, _ in found])
    proved = np.array([float(flag) for *_, flag in found])
    weights, bias = fit(rows, proved)
    p = 1 / (1 + np.exp(-(rows @ weights + bias)))
    threshold = max(0.5, float(np.quantile(p[proved == 0], 1 - MOST_UNPROVED)))
    content_ = {
        "features": FEATURES, "weights": _rounded(weights), "bias": round(bias, 4), "threshold": round(threshold, 3),
        "carried": CARRIED,
    }  # fmt: skip
    TARGET.write_text(json.dumps(content_, indent=1) + "\n", encoding="utf-8")
    kept, passed = float(np.mean(p[proved == 1] >= threshold)), float(np.mean(p[proved == 0] >= threshold))
    print(f"{len(found)} sentences; proved kept {kept:.3f}, unproved passed {passed:.3f}, threshold {threshold:.3f}")
    for low in np.arange(0, 1, 0.2):
        chosen = (p >= low) & (p < low + 0.2)
        if chosen.any():
            print(f"probability {low:.1f}-{low + 0.2:.1f}: n {chosen.sum()}, proved {proved[chosen].mean():.2f}")


def _rounded(values: Sequence[float] | np.ndarray) -> list[float]:
    return [round(float(value), 4) for value in values]


if __name__ == "__main__":
    main()
