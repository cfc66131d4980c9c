"""A message joined to the conversation: another person is spoken of, or last year's marks."""

from __future__ import annotations

import pytest

from advisor.language.french import fold
from advisor.records import Diploma, Message, Question
from advisor.understand import DiplomaNames, understand
from advisor.understand.sessions import session_of
from tests.corpora import names, speller
from tests.test_diplomas import CIM, PRO
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


def answered_back(answer: str, then: str) -> Question:
    said = [("user", "D'où vient le dossier de l'E8 du BTS CIM ?"), ("assistant", answer), ("user", then)]
    return understand([Message(role, text) for role, text in said], names(), today=TODAY, speller=speller())


def test_who_is_asked_back_and_tells_their_situation_has_asked_the_question_before() -> None:
    back = "Cela dépend de votre situation : avez-vous trois ans d'emploi dans le domaine ?"
    question = answered_back(back, "5 ans dans une entreprise de décolletage")
    assert "dossier" in question.matter and question.situations == ("experience_professionnelle",)
    told = answered_back("Il vient du recteur [1].", "5 ans dans une entreprise de décolletage")
    assert "D'où vient" not in told.text  # nobody asked


@pytest.mark.parametrize("then", ["et en BTS CIM c'est autant ?", "et en BTS CIM c'est pareil ?", "et en BTS CIM ?"])
def test_as_much_of_another_diploma_is_the_same_question(then: str) -> None:
    question = ask("Le stage du BTS mesure dure combien ?", then)
    assert (question.matter, question.diplomas) == ("Le stage dure combien ?", (CIM,))


def test_a_type_alone_chooses_among_what_was_asked_back() -> None:
    """ "aménagements paysagers" was a bac pro or a BP; there is another BP."""
    titles = ("bac pro Aménagements paysagers", "BP Aménagements paysagers", "BP coiffure")
    known = DiplomaNames([Diploma(title, title) for title in titles])
    turns = ["Combien d'années dure la formation aménagements paysagers ?", "Le bac pro ou le BP ?", "le BP"]
    roles = ("user", "assistant", "user")
    question = understand([Message(r, t) for r, t in zip(roles, turns, strict=True)], known, today=TODAY)
    assert question.diplomas == titles[1:2] and question.kind == "duration"


@pytest.mark.parametrize(
    ("then", "put_in"),
    [
        ("et pour quelqu'un qui a déjà trois ans de métier ?", True),
        ("et pour quelqu'un qui est apprenti ?", True),
        ("Et pour quelqu'un comme moi qui change de métier à 38 ans, via la formation continue ?", True),
        ("et pour un apprenti qui rend son dossier en retard ?", False),  # asks what becomes of it
    ],
)
def test_people_described_by_their_situation_are_put_into_the_question_before(then: str, put_in: bool) -> None:
    question = ask("Combien de temps dure l'E8 du BTS CIM ?", then)
    assert question.text.startswith("Combien de temps") is put_in
    assert (question.kind == "duration") is put_in and question.situations


def test_another_place_is_put_into_the_question_before() -> None:
    asked = "Quelles compétences sont évaluées dans la seconde partie de l'E8 du BTS CIM ?"
    question = ask(asked, "Et dans la première ?")
    assert question.text == asked.replace("seconde", "premiere") and question.kind == "list"
    assert ask(asked, "et la première dure combien ?").text.startswith("et la première dure combien")


def test_what_is_told_before_a_question_is_not_taken_along() -> None:
    question = ask("J'ai eu un accident, est-ce que le stage de mon BTS mesure peut être raccourci ?", "Qui décide ?")
    assert "raccourci" in question.text and "accident" not in question.text


@pytest.mark.parametrize(
    ("said", "refusal"), [("Ça dure combien de temps ?", None), ("le film dure combien ?", "out_of_scope")]
)
def test_a_bare_question_is_of_a_diploma_still_to_be_named(said: str, refusal: str | None) -> None:
    question = ask(said)
    assert (question.refusal, question.diplomas) == (refusal, ())


def test_which_of_two_diplomas_is_asked_of_both() -> None:
    turns = ("Combien de temps dure le bac pro microtechniques ?", "et le BTS CIM ?", "lequel est le plus court ?")
    assert set(ask(*turns).diplomas) == {PRO, CIM}
    assert ask(*turns[:2], "lequel de ces documents ?").diplomas == (CIM,)


def test_how_long_after_how_one_comes_in_is_asked_of_the_training() -> None:
    assert ask("comment entrer en bac pro microtechniques ?", "et c'est combien de temps ?").matter.startswith(
        "Combien de temps dure la formation"
    )
    assert "stage" in ask("Qui trouve le stage en BTS mesure ?", "et c'est combien de temps ?").text


def test_a_word_of_the_name_is_no_new_diploma_and_keeps_the_situation() -> None:
    question = ask("Je suis au CNED en BTS CIM", "le dossier d'industrialisation, il contient quoi ?")
    assert (question.diplomas, question.situations) == ((CIM,), ("a_distance",))
