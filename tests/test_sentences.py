"""Where French sentences end."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.parse.sentences import sentence_spans


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text, 0, len(text))]


@pytest.mark.parametrize(
    "whole",
    [
        "Voir l'art. D. 643-1 du code.",
        "Au sens de l'al. 2 de l'art. L. 335-5.",
        "Le n° 12 est joint. ",
        "M. Dupont et Mme. Durand siègent.",
        "A.-G. Baudoin signe.",
        "L'épreuve dure 1 h 20 en tout.",
        "Cf. Annexe II pour la liste.",
        "1. Objectifs du stage",
        "Des pièces (photos, plans, etc. 12 pages) sont jointes.",
        "Voir www.onisep.Fr pour la suite",
        "Le stage dure huit semaines",
    ],
)
def test_abbreviations_codes_and_numbers_end_no_sentence(whole: str) -> None:
    assert split(whole) == [whole.strip()]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Il dure 8 semaines. École ouverte.", ["Il dure 8 semaines.", "École ouverte."]),
        ("Le jury statue. 12 pages suffisent.", ["Le jury statue.", "12 pages suffisent."]),
        ("Il note « bien ». « La suite » vient.", ["Il note « bien ».", "« La suite » vient."]),
        ("Il dit : « Oui. » Puis il sort.", ["Il dit : « Oui. »", "Puis il sort."]),
        ("Plans, photos, etc. Les pièces sont jointes.", ["Plans, photos, etc.", "Les pièces sont jointes."]),
        ("Peut-il venir ? Oui ! Il vient.", ["Peut-il venir ?", "Oui !", "Il vient."]),
        ("Toute une production.Le BTS y forme.", ["Toute une production.", "Le BTS y forme."]),
        ("Une phrase.\n\nUne autre.", ["Une phrase.", "Une autre."]),
    ],
)
def test_where_sentences_end(text: str, sentences: list[str]) -> None:
    assert split(text) == sentences


@given(st.text(alphabet="aéA1. «»()\n?!-°'", max_size=80), st.integers(0, 20))
def test_spans_are_in_order_and_lose_nothing(text: str, start: int) -> None:
    spans = sentence_spans(text, start, len(text))
    assert all(first < last for first, last in spans)
    assert all(end <= begin for (_, end), (begin, _) in pairwise(spans))
    inside = {position for first, last in spans for position in range(first, last)}
    assert all(
        character.isspace() or position in inside for position, character in enumerate(text) if position >= start
    )
