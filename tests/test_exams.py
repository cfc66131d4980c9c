"""Which exam, or which part of one, a sentence is about."""

import pytest

from advisor.language.exams import of_another_exam, of_another_part, part_in
from advisor.language.french import fold
from advisor.records import Sentence


@pytest.mark.parametrize(
    ("asked", "sentence", "text", "foreign"),
    [
        ("E4", "E6.1 dure 2 heures.", "L'épreuve E6 comporte E6.1 et E6.2.", True),  # the text has no E4
        ("E4", "La durée est fixée.", "L'épreuve E6 comporte E6.1 et E6.2.", True),
        ("E6", "E6.1 dure 2 heures.", "L'épreuve E6 comporte E6.1 et E6.2.", False),  # a part of it
        ("E61", "E6 dure 2 heures.", "L'épreuve E6 comporte E6.1 et E6.2.", False),
        ("E61", "En E6, E6.2 dure 2 heures.", "L'épreuve E6 comporte E6.1 et E6.2.", True),
        ("E61", "E6 comporte E6.1 et E6.2.", "L'épreuve E6 comporte E6.1 et E6.2.", False),
        ("E5", "E6 dure 2 heures.", "Épreuve E5. Épreuve E6.", True),  # the text has it, this sentence has another
        ("E5", "La durée est fixée.", "Épreuve E5. Épreuve E6.", False),
        ("E5", "Les épreuves E4 à E6 durent 2 heures.", "Les épreuves E4 à E6 durent 2 heures.", False),
        ("U6", "E6 dure 2 heures.", "Épreuve E6.", False),  # units and épreuves are numbered apart
        ("EP3", "EG3 dure 2 heures.", "Épreuves EP3 et EG3.", True),
        ("E3", "EP3 dure 2 heures.", "Épreuves EP3 et EG3.", False),  # what a person may call it
        ("C12", "C11 est évaluée.", "Compétences C11 et C13.", False),
        ("E4", "La durée est fixée.", "Un texte sans code.", False),
        ("", "E6 dure 2 heures.", "Épreuve E6.", False),
    ],
)
def test_a_sentence_about_another_exam(asked: str, sentence: str, text: str, foreign: bool) -> None:
    read = Sentence("d", 0, 0, len(sentence), sentence)
    assert of_another_exam(frozenset([asked] if asked else []), read, text) is foreign


def test_another_part_of_an_exam_is_not_the_one_asked_about() -> None:
    asked = part_in(fold("le coefficient de la deuxième partie ?"))
    assert of_another_part(asked, "« Première partie : soutenance (15 minutes)")
    assert not of_another_part(asked, "« Seconde partie : soutenance (50 minutes)")
    situation = part_in(fold("La situation d'évaluation n° 1 compte combien ?"))
    assert of_another_part(situation, "Les stages servent à la situation d'évaluation n° 2 (coefficient 4).")
    assert not of_another_part(situation, "Les situations d'évaluation n° 1 et n° 2 comptent autant.")
    assert not of_another_part(situation, "La partie 2 compte double.")
    assert part_in(fold("cette partie 2 h 30 dure combien ?")) is None
    assert not of_another_part(asked, "La soutenance de la première partie compte double.")  # only speaks of it
    for said in (
        "le coefficient de l'épreuve ?",
        "la première et la deuxième partie ?",
        "la première puis la seconde ?",
        "la seconde partie : et dans l'autre ?",
    ):
        assert not of_another_part(part_in(fold(said)), "Première partie : 15 minutes")
