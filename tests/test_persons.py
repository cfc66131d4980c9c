"""Persons of a regulation: who acts, by whom and to whom."""

from __future__ import annotations

import pytest

from advisor.language.persons import acting, asked_for

RULE = "La fiche, rédigée par l'inspection générale, est transmise au jury ; les candidats la signent."


@pytest.mark.parametrize(
    ("asked", "text", "found"),
    [
        ("qui rédige la fiche ?", RULE, ["l'inspection générale"]),
        ("à qui la fiche est-elle transmise ?", RULE, ["jury"]),
        ("to whom is it sent?", RULE, ["jury"]),
        ("qui décide ?", "Le recteur décide, le jury étant informé.", ["Le recteur", "le jury"]),
        ("qui signe ?", "La convention est signée en mai.", []),
        (
            "et qui le préside ?",
            "Le jury, présidé par le chef d'entreprise, est nommé par le recteur.",
            ["le chef d'entreprise"],
        ),
    ],
)
def test_the_person_asked_for(asked: str, text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in asked_for(asked, text)] == found


def test_a_name_may_stand_on_two_lines_with_either_apostrophe() -> None:
    text = "une procédure mise en place par l’académie \npilote de l’examen, ou le service des examens de l’académie"
    found = ["l’académie \npilote de l’examen", "le service des examens de l’académie"]
    assert [text[start:end] for start, end in acting(text)] == found


def test_whom_a_rule_is_about_does_not_act() -> None:
    assert [RULE[start:end] for start, end in acting(RULE)] == ["l'inspection générale", "jury"]
