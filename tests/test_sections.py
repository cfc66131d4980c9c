"""A page's sections: what is said on one side of a diploma is no answer about the other (real models)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor.build import build_index
from advisor.config import Config
from advisor.pipeline import Advisor

CAP = """# CAP souffleur de bougies option B bougies d'église

## Informations générales

**Code scolarité:** 50022999
**Durée:** 2 ans
**Niveau de certification:** niveau 3
**Type:** CAP (CAP)

## Description

Les élèves apprennent à couler, à tremper et à décorer des bougies.
Ils sont formés à l'entretien des cuves de cire.

## Poursuite d'études

Ce CAP débouche sur la vie active mais il est possible, sous certaines conditions, de poursuivre
des études en 1 an en CS (certificat de spécialisation) ou en 2 ans en bac professionnel.

## Métiers associés

- souffleur/euse de bougies
- cirier/ère
"""
BTS = """# BTS gestion des cires option A ruches

## Informations générales

**Durée:** 2 ans
**Niveau de certification:** niveau 5
**Type:** brevet de technicien supérieur (BTS)

## Description

Le BTS GC (gestion des cires) option A ruches forme des responsables de rucher.
Les enseignements portent sur la biologie de l'abeille.

## Accès

### Accès

Le BTS gestion des cires option A ruches est accessible avec un bac général ou un bac technologique STL.
Accès sur dossier, voire tests et/ou entretien.

## Attendus

### Attendus nationaux de la plateforme d'inscription dans l'enseignement supérieur Parcoursup

- Être titulaire d'un baccalauréat
- S'intéresser aux insectes
- Disposer de capacités d'organisation et d'autonomie

## Poursuite d'études

Le BTS a pour objectif l'insertion professionnelle mais, avec un très bon dossier,
une poursuite d'études est envisageable en licence professionnelle.

## Métiers associés

- responsable de rucher
"""


@pytest.fixture(scope="module")
def advisor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Advisor]:
    folder: Path = tmp_path_factory.mktemp("pages")
    config = Config(corpus=folder / "corpus", index=folder / "index")
    config.corpus.mkdir()
    (config.corpus / "cap_souffleur_de_bougies.md").write_text(CAP, encoding="utf-8")
    (config.corpus / "bts_gestion_des_cires_a.md").write_text(BTS, encoding="utf-8")
    (config.corpus / "bts_gestion_des_cires_b.md").write_text(
        BTS.replace("option A ruches", "option B essaims").replace("rucher", "essaims"), encoding="utf-8"
    )
    build_index(config, progress=False)
    opened = Advisor.open(config)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("asked", "never"),
    [
        ("faut quoi comme diplôme pour entrer en CAP souffleur de bougies ?", "débouche"),
        ("quel bac faut-il choisir avant le CAP souffleur de bougies ?", "débouche"),
        ("combien de temps après un bac pour avoir le CAP souffleur de bougies ?", "débouche"),
        ("quelles tâches fait-on avec le CAP souffleur de bougies ?", "cirier"),
        ("où travaille-t-on quand on a le CAP souffleur de bougies ?", "cirier"),
        ("quelles sont les épreuves du BTS gestion des cires option A ?", "titulaire"),
        ("quelles sont les épreuves du BTS gestion des cires option A ?", "dossier"),
        ("le BTS gestion des cires option A est reconnu par l'État ?", "titulaire"),
        ("après le BTS gestion des cires option A, est-ce que je peux faire une licence ?", "accessible"),
        ("le BTS gestion des cires option A, c'est dur ?", "Durée"),
        ("quelle différence entre le BTS gestion des cires option A et un bac général ?", "accessible"),
        ("BTS gestion des cires option A, ça recrute ?", "dossier"),
        ("quand est l'admission en BTS gestion des cires option A ?", "accessible"),
        ("en BTS gestion des cires option A on apprend l'informatique ou pas ?", "biologie"),
    ],
)
def test_a_section_does_not_answer_about_another(advisor: Advisor, asked: str, never: str) -> None:
    answer = advisor.ask(asked)
    assert answer.status in ("answered", "not_found")
    assert not any(never in citation.quote for citation in answer.citations)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("quel est le programme du CAP souffleur de bougies, qu'est-ce qu'on apprend ?", "couler"),
        ("Bonjour, mon fils veut faire le CAP souffleur de bougies. Combien d'années d'études ?", "2 ans"),
        (
            "qu'est-ce que je peux faire après le CAP souffleur de bougies comme études ?",
            "certificat de spécialisation",
        ),
        ("que faire après le CAP souffleur de bougies ?", "certificat de spécialisation"),
        ("que faire après le CAP souffleur de bougies ?", "cirier"),
        ("après le CAP souffleur de bougies on fait quoi en général ?", "certificat de spécialisation"),
        ("quels métiers avec le CAP souffleur de bougies ?", "cirier"),
        ("quels attendus sur Parcoursup pour le BTS gestion des cires option A ?", "insectes"),
        ("y a-t-il un concours pour le BTS gestion des cires option A ?", "sur dossier"),
        ("un élève de terminale générale peut demander le BTS gestion des cires option A ?", "bac général"),
    ],
)
def test_the_section_asked_for_answers(advisor: Advisor, asked: str, expected: str) -> None:
    answer = advisor.ask(asked)
    assert answer.status == "answered"
    assert any(expected in citation.quote for citation in answer.citations)


def test_the_letter_of_an_option_tells_diplomas_of_one_name_apart(advisor: Advisor) -> None:
    assert advisor.ask("durée du bts gc").status == "clarify"
    for asked, letter in (("durée du bts gc option a", "A"), ("durée du BTS gestion des cires option B ?", "B")):
        answer = advisor.ask(asked)
        assert answer.status == "answered" and f"option {letter}" in answer.citations[0].title
    assert advisor.ask("durée du CAP souffleur de bougies option b").status == "answered"
    other = advisor.ask("durée du CAP souffleur de bougies option A")
    assert other.reason == "diploma_unknown" and "option A" in other.text


def test_a_long_french_name_leaves_a_question_english(advisor: Advisor) -> None:
    answer = advisor.ask("what jobs can I get with the CAP souffleur de bougies de l'option B dans les églises ?")
    assert answer.text.startswith("Here is what")
