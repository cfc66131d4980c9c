"""Is it enough? The features of a question, by hand, and what they weigh."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from advisor.records import Document, Hit, Sentence
from advisor.select.enough import FEATURES, SUMMARY, features, probability
from advisor.select.rank import Candidate, load_weights
from advisor.select.signals import NAMES

LOGIT = NAMES.index("evidence_model")


def row(logit: float, **signals: float) -> tuple[float, ...]:
    values = {**dict.fromkeys(NAMES, 0.0), "evidence_model": logit, **signals}
    return tuple(values[name] for name in NAMES)


def candidate(logit: float, score: float, likely: float) -> Candidate:
    sentence = Sentence("d", 0, 0, 4, "mots", ())
    return Candidate(Hit(sentence), Document("d", "mots", "0", "texte", "D"), row(logit), score, likely)


def test_the_features_are_those_of_the_likeliest_and_how_it_stands_out() -> None:
    rows = np.array([row(1.0, field=1.0), row(3.0, unit=1.0), row(-2.0)])
    found = dict(zip(FEATURES, features(rows, [2.0, 1.5, 0.0], [0.2, 0.6, 0.1], 0.5), strict=True))
    assert [found[name] for name in SUMMARY] == pytest.approx([0.0, 3.0, 1.0, -2.0, 2 / 3, 0.2, 0.5])
    assert (found["unit"], found["field"]) == (1.0, 0.0)


def test_one_candidate_alone_has_no_margin() -> None:
    found = dict(zip(FEATURES, features(np.array([row(1.0)]), [2.0], [0.4], 1.0), strict=True))
    assert (found["second"], found["fourth"], found["margin"]) == (1.0, 1.0, 0.0)
    assert np.isfinite(found["chance"])


def test_the_same_probabilities_are_worth_more_with_a_better_logit() -> None:
    weights = load_weights()
    assert len(weights.enough) == len(FEATURES)
    only = np.zeros(len(FEATURES))
    only[SUMMARY.index("best")] = 1.0
    weights = replace(weights, enough=only, enough_bias=-1.0)
    high, low = ([candidate(logit, 1.0, 0.4), candidate(-4.0, 0.5, 0.1)] for logit in (1.0, -1.0))
    assert probability(high, 0.4, weights) == pytest.approx(0.5)
    assert probability(low, 0.4, weights) < probability(high, 0.4, weights)


def test_more_likely_evidence_is_more_likely_enough() -> None:
    weights = load_weights()
    sure, unsure = ([candidate(logit, 1.0, 0.4), candidate(-4.0, 0.5, 0.1)] for logit in (4.0, -4.0))
    assert probability(sure, 0.6, weights) > probability(unsure, 0.2, weights) + 0.3
