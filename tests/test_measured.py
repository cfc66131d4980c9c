"""Two things of one text that a question measures against each other."""

from __future__ import annotations

import pytest

from advisor.pipeline import Advisor
from advisor.understand.measured import measured


@pytest.mark.parametrize(
    ("asked", "two"),
    [
        (
            "Qu'est-ce qui est plus long, l'exposé ou l'écrit ?",
            ["combien de temps pour l'exposé ?", "combien de temps pour l'écrit ?"],
        ),
        ("L'oral compte-t-il autant que l'écrit ?", ["quel coefficient a L'oral ?", "quel coefficient a l'écrit ?"]),
        (
            "E4, entre l'oral et l'écrit, lequel dure le plus ?",
            ["E4 : combien de temps pour l'oral ?", "E4 : combien de temps pour l'écrit ?"],
        ),
        (
            "Le dossier est-il plus long que le rapport ?",
            ["combien de pages fait Le dossier ?", "combien de pages fait le rapport ?"],
        ),
        ("Le BTS est-il plus long que le bac pro ?", []),  # diplomas
        ("Le stage des apprentis est-il plus long que le stage des scolaires ?", []),  # people
        ("L'épreuve dure-t-elle plus de deux heures ?", []),
        ("C'est plus long que je pensais", []),
    ],
)
def test_each_of_two_things_is_asked_for(asked: str, two: list[str]) -> None:
    assert measured(asked) == two


def test_both_values_are_told_and_none_put_forward(advisor: Advisor) -> None:
    answer = advisor.ask("BTS CIM, E8 : la soutenance du dossier dure-t-elle plus longtemps que les questions ?")
    quotes = " ".join(cited.quote for cited in answer.citations)
    assert "35 minutes" in quotes
    assert "15 minutes au maximum de questions" in quotes
    assert not answer.text.startswith("**")
