"""How long one must have worked, where the text asks it of candidates only in a heading."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.chunk import chunk
from advisor.parse import parse
from advisor.records import Document
from advisor.select.experience import length_of_experience
from tests.test_select import ask, candidate

HEADING = "## b) Candidats ayant exercé pendant deux ans au moins le métier"


def found(asked: str, *sections: str, situations: tuple[str, ...] = ()) -> str | None:
    text = "\n\n".join(["# Annexe", *sections]) + "\n"
    document = Document("d", text, "0", "texte", "Annexe")
    own = chunk(document, parse(text, title="Annexe").root).sentences
    candidates = [candidate(document, sentence, 0.1) for sentence in own]
    question = replace(ask(asked, "duration"), situations=situations)
    evidence = length_of_experience(question, candidates, {"d": own})
    return evidence.quote if evidence else None


@pytest.mark.parametrize(
    "asked",
    ["Combien d'années de métier faut-il ?", "Combien de temps faut-il avoir travaillé ?", "combien d'années de taf ?"],
)
def test_the_length_that_a_heading_asks_of_candidates_answers(asked: str) -> None:
    barred = "## c) Candidats n'ayant pas exercé pendant deux ans au moins le métier\n\nUn oral."
    assert "b) Candidats ayant exercé" in (found(asked, f"{HEADING}\n\nUn dossier est remis.", barred) or "")


def test_nothing_is_chosen_where_there_are_several_lengths_or_they_are_of_others() -> None:
    asked = "Combien d'années de métier faut-il ?"
    assert found(asked, HEADING, "Il faut justifier de six mois d'activité professionnelle.") is None
    assert found(asked, "Les membres du jury justifient de trois ans d'exercice du métier.") is None
    assert found(asked, "Le stage dure deux mois.") is None
    assert found(asked, "L'activité requiert trois années d'expérience.") is None
    assert found(asked, "Il faut trois années d'expérience.") is not None


def test_it_is_told_to_who_asks_that_and_to_whom_it_is_for() -> None:
    assert found("Combien de temps dure le stage ?", HEADING) is None
    assert found("Combien d'années d'expérience pour être dans le jury ?", HEADING) is None
    apprentices = "## Apprentis ayant exercé pendant deux ans le métier"
    asked = "Combien d'années de métier faut-il ?"
    assert found(asked, apprentices, situations=("vae",)) is None
    assert found(asked, HEADING, situations=("vae",)) is None
    assert found(asked, apprentices, situations=("apprenti",)) is not None


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("J'ai 18 mois d'emploi comme conducteur, ça suffit ?", True),
        ("deux ans d'emploi, ai-je droit à l'épreuve des salariés ?", True),
        ("avec mes six ans de métier, ai-je droit à un diaporama ?", False),
        ("18 mois de stage, ça suffit ?", False),
    ],
)
def test_who_asks_whether_their_years_suffice_is_told_how_many_it_takes(asked: str, told: bool) -> None:
    assert (found(asked, f"{HEADING}\n\nUn dossier est remis.") is not None) is told


def test_months_of_a_placement_are_no_work() -> None:
    text = f"{HEADING}\n\nUn dossier est remis."
    assert found("j'ai fait 18 mois de stage en entreprise, ça suffit ?", text) is None
    assert found("2 mois de stage en entreprise, est-ce assez ?", text) is None
