"""The situations that a message claims, and those that it denies."""

from __future__ import annotations

import pytest

from advisor.language.french import fold
from advisor.select.audience import barred_by, barred_in, leaves_out, situations_of
from advisor.understand.situations import situations_in


@pytest.mark.parametrize(
    ("said", "claimed", "denied"),
    [
        ("no three years of work experience", (), ("experience_professionnelle",)),
        ("I don't have three years of experience", (), ("experience_professionnelle",)),
        ("less than three years of experience", (), ("experience_professionnelle",)),
        ("I have three years of experience", ("experience_professionnelle",), ()),
        ("je n'ai pas encore trois ans d'expérience", (), ("experience_professionnelle",)),
        ("comme salarié expérimenté", ("experience_professionnelle",), ()),
        ("I haven't been an apprentice", (), ("apprenti",)),
        ("no, I am an apprentice", ("apprenti",), ()),
    ],
)
def test_what_is_said_not_to_be_is_denied(said: str, claimed: tuple[str, ...], denied: tuple[str, ...]) -> None:
    assert situations_in(fold(said)) == (claimed, denied)


def test_who_asks_whether_someone_will_fail_has_not_failed() -> None:
    assert situations_in(fold("absente avec justificatif : est-elle ajournée d'office ?"))[0] == ()
    assert situations_in(fold("je suis ajournée, que puis-je garder ?"))[0] == ("redoublant",)


@pytest.mark.parametrize(
    ("said", "claimed"),
    [
        ("employé du secteur depuis cinq ans, quand passer l'oral ?", ("experience_professionnelle",)),
        ("employé du secteur depuis un an, quand passer l'oral ?", ()),
        ("quand on est en emploi depuis longtemps", ("experience_professionnelle",)),
        ("candidat en poste depuis plus de trois ans, que mettre ?", ("experience_professionnelle",)),
        ("décrocher le diplôme par son vécu, sans retourner en cours", ("vae",)),
    ],
)
def test_years_of_work_are_told_in_many_ways(said: str, claimed: tuple[str, ...]) -> None:
    assert situations_in(fold(said))[0] == claimed


@pytest.mark.parametrize(
    ("said", "claimed"),
    [
        (
            "candidats justifiant d'au moins deux années d'exercice, à temps plein, d'un emploi",
            "experience_professionnelle",
        ),
        ("candidats ayant exercé pendant trois ans au moins une activité", "experience_professionnelle"),
        ("candidats comptant deux années de services", "experience_professionnelle"),
        ("je suis salarié (3 ans pile en atelier)", "experience_professionnelle"),
        ("j'ai cumulé trois ans et demi d'emploi", "experience_professionnelle"),
        ("douze ans de métrologie derrière moi", "experience_professionnelle"),
        ("ça fait 5 ans que je suis mécanicienne", "experience_professionnelle"),
        ("candidats isolés", "candidat_individuel"),
        ("adultes en reprise d'études", "formation_continue"),
        ("avec mes acquis de métier", "vae"),
        ("par mon expérience, sans repasser d'épreuves", "vae"),
        ("j'ai foiré l'oral l'an dernier", "redoublant"),
        ("je l'ai pas eu l'an dernier", "redoublant"),
        ("sorti du système scolaire", "non_scolarise"),
        ("plus inscrite en lycée", "non_scolarise"),
        ("dans mon lycée", "scolaire"),
    ],
)
def test_texts_and_people_say_a_situation_in_their_ways(said: str, claimed: str) -> None:
    assert situations_in(fold(said))[0] == (claimed,)


def test_who_is_out_of_school_is_no_rule_for_a_pupil() -> None:
    heading = "c) Candidats non scolarisés ayant échoué à une session antérieure ou de l'enseignement à distance"
    scope, barred = situations_of((heading,)), barred_by((heading,))
    assert leaves_out(scope, frozenset({"scolaire", "redoublant"}), barred)
    assert not leaves_out(scope, frozenset({"scolaire", "a_distance"}), barred)
    assert not leaves_out(scope, frozenset({"redoublant"}), barred)


def test_what_is_said_for_everyone_leaves_nobody_out() -> None:
    heading = "c) Candidats non scolarisés"
    assert barred_in("Le jury reçoit la fiche.", (heading,)) == {"scolaire"}
    assert barred_in("Quel que soit le statut du candidat, le jury reçoit la fiche.", (heading,)) == frozenset()


@pytest.mark.parametrize(
    "said",
    [
        "je suis salarié, 35 ans",
        "salariée de 28 ans",
        "le tuteur ayant exercé cinq ans",
        "ça fait 5 ans que je suis sans emploi",
        "la convention, je l'ai pas eue",
        "je n'ai pas eu mon bac, puis-je entrer ?",
        "la foire aux métiers, c'est quand ?",
        "on reprend les études après les vacances",
        "c'est plus professionnel ou plus général ?",
    ],
)
def test_what_only_sounds_like_a_situation_is_none(said: str) -> None:
    assert situations_in(fold(said)) == ((), ())
