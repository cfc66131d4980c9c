"""A thing that is not theirs: how long it is for all is no answer to them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.chunk import chunk
from advisor.parse import parse
from advisor.records import Document
from advisor.select.exempt import exempted
from tests.test_select import ask, candidate

FOR_ALL = "La durée du stage est de dix semaines."
NOT_THEIRS = "L'apprenti n'effectue pas de stage : son contrat en tient lieu."


def found(asked: str, *sentences: str, situations: tuple[str, ...], kind: str = "duration") -> str | None:
    text = "\n\n".join(["# Annexe", *sentences]) + "\n"
    document = Document("d", text, "0", "texte", "Annexe")
    own = chunk(document, parse(text, title="Annexe").root).sentences
    question = replace(ask(asked, kind), situations=situations)
    evidence = exempted(question, [candidate(document, sentence, 0.1) for sentence in own], {"d": own})
    return evidence.quote if evidence else None


@pytest.mark.parametrize("situations", [("apprenti",), ("apprenti", "contrat_professionnalisation")])
def test_who_has_no_placement_is_told_so(situations: tuple[str, ...]) -> None:
    assert found("Combien dure le stage en alternance ?", FOR_ALL, NOT_THEIRS, situations=situations) == NOT_THEIRS


def test_others_are_told_nothing_of_it() -> None:
    for situations in ((), ("scolaire",), ("vae",)):
        assert found("Combien dure le stage ?", FOR_ALL, NOT_THEIRS, situations=situations) is None


def test_another_thing_or_another_question_is_not_answered_by_it() -> None:
    assert found("Combien dure l'épreuve orale d'un apprenti ?", FOR_ALL, NOT_THEIRS, situations=("apprenti",)) is None
    asked = "Qui signe la convention de stage d'un apprenti ?"
    assert found(asked, FOR_ALL, NOT_THEIRS, situations=("apprenti",), kind="person") is None


def test_a_rule_that_holds_for_them_too_is_no_exemption() -> None:
    own = "L'apprenti effectue un stage de deux semaines."
    assert found("Combien dure le stage d'un apprenti ?", FOR_ALL, own, situations=("apprenti",)) is None


@pytest.mark.parametrize(
    "asked", ["J'ai neuf ans de métier. On m'oblige quand même à faire un stage ?", "Dois-je faire une PFMP ?"]
)
def test_who_asks_whether_they_must_is_told_so_too(asked: str) -> None:
    own = "Les apprentis n'effectuent pas de PFMP."
    assert found(asked, FOR_ALL, own, situations=("apprenti",), kind="yes_no") == own
    assert found("Dois-je rendre un rapport ?", FOR_ALL, own, situations=("apprenti",), kind="yes_no") is None
    assert found("Quel volume de stage doit-on prévoir ?", FOR_ALL, own, situations=("apprenti",), kind="count") is None
