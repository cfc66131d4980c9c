"""What kind of answer a question asks for, where its words could ask for two."""

from __future__ import annotations

import pytest

from advisor.understand.reading import kind_of


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Qui fixe les dates du stage ?", "person"),
        ("Qui décide quand a lieu le stage ?", "person"),
        ("Quand a lieu le stage ?", "date"),
        ("Quand l'arrêté est-il paru ?", "date"),
        ("Quelle académie organise l'examen ?", "person"),
        ("Dans quelle académie passer l'oral ?", "place"),
        ("Combien de semaines l'étudiant passe-t-il en entreprise ?", "duration"),
    ],
)
def test_who_sets_a_day_is_a_person(said: str, kind: str) -> None:
    assert kind_of(said) == kind
