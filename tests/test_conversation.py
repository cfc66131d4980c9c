"""A message joined to the conversation: another person is spoken of, or last year's marks."""

from __future__ import annotations

import pytest

from advisor.language.french import fold
from advisor.understand.sessions import session_of
from tests.test_understand import TODAY, ask

MINE = "J'ai plus de trois ans d'emploi, la première partie de l'E8 du BTS CIM est à quelle période ?"


def test_another_person_does_not_inherit_ones_situation() -> None:
    question = ask(MINE, "et pour mon pote qui a raté l'an dernier, plus scolarisé, et qui a pas ses 3 ans ?")
    assert set(question.situations) == {"redoublant", "non_scolarise"}
    assert "première partie" in question.text and "pote" in question.text


def test_the_same_person_keeps_theirs() -> None:
    question = ask("Ma fille est apprentie en BTS mesure, elle fait combien de semaines ?", "et si ma fille a échoué ?")
    assert set(question.situations) == {"apprenti", "redoublant"}


@pytest.mark.parametrize(
    ("said", "session"),
    [
        ("mes notes des autres épreuves de l'an dernier, je peux les garder ?", None),
        ("j'ai foiré l'E7 l'an dernier, que faire ?", None),
        ("l'épreuve de l'an dernier durait combien ?", TODAY.year - 1),
        ("elle commence à quelle session et quelle est la dernière session de l'ancienne épreuve ?", None),
    ],
)
def test_what_one_has_of_last_year_is_no_session(said: str, session: int | None) -> None:
    assert session_of(fold(said), TODAY) == session


@pytest.mark.parametrize(
    "then", ["et quel est son coefficient ?", "et mon père peut signer ?", "et pour son rapport ?"]
)
def test_a_possessive_or_a_relative_who_signs_is_nobody_else(then: str) -> None:
    assert ask("Je suis apprenti en BTS mesure, le stage dure combien ?", then).situations == ("apprenti",)
