"""What kind of answer a question asks for, where its words could ask for two."""

from __future__ import annotations

import pytest

from advisor.pipeline import Advisor
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
        ("Faut-il un diplôme ?", "yes_no"),
        ("Quel diplôme faut-il ?", None),
        ("On peut entrer après quelle classe ?", None),
    ],
)
def test_the_kind_of_what_could_be_two(said: str, kind: str | None) -> None:
    assert kind_of(said) == kind


@pytest.mark.parametrize(
    ("asked", "quote"),
    [
        ("Par quoi doit se terminer le rapport du BTS métiers de la mesure ?", "une conclusion technique"),
        (
            "BTS métiers de la mesure : I handed in my report late, what happens?",
            "dépôt du rapport au-delà de la date fixée",
        ),
    ],
)
def test_the_words_of_a_question_find_the_list_that_answers(advisor: Advisor, asked: str, quote: str) -> None:
    answer = advisor.ask(asked)
    assert answer.status == "answered"
    assert any(quote in " ".join(cited.quote.split()) for cited in answer.citations)


@pytest.mark.parametrize(
    "asked",
    [
        "Comment on abrège le bac pro microtechniques ?",  # this page has no line "Sigle"
        "Le bac pro microtechniques est fait pour quel genre d'élève ?",
        "What qualities are expected for the bac pro microtechniques?",
    ],
)
def test_what_a_page_does_not_tell_is_refused(advisor: Advisor, asked: str) -> None:
    answer = advisor.ask(asked)
    assert (answer.status, answer.reason) == ("not_found", "not_in_texts")
