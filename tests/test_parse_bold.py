"""Titles in bold: headings where they are titles, never where they are sentences, remarks or values."""

from __future__ import annotations

import pytest

from advisor.chunk import clean
from advisor.parse import parse
from tests.corpora import headings

EXAM = """# Annexe

## Épreuve E1

**Coefficient 4**

**Modes d'évaluation**

**a) Contrôle en cours de formation**

La situation dure 3 heures.

**b) Épreuve ponctuelle**
Durée : 5 heures

**Dossier**

**Le dossier est remis au candidat.**

## Épreuve E2

**Épreuve ponctuelle :**

Elle dure 2 heures.
"""


def test_a_bold_title_is_a_heading_of_its_own_section() -> None:
    assert headings(parse(EXAM, title="x").root) == [
        "Annexe",
        "  Épreuve E1",
        "    Modes d'évaluation",
        "      a) Contrôle en cours de formation",
        "      b) Épreuve ponctuelle",
        "    Dossier",
        "  Épreuve E2",
        "    Épreuve ponctuelle",
    ]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("**Après un CAP**", True),
        ("**Qui peut s'inscrire ?**", True),
        ("**Ce que le candidat doit fournir**", True),
        ("**Épreuve E1 – Étude (coefficient 4, 5 h)**", True),
        ("***Recours***", True),
        ("**Le dossier est remis au jury**", False),
        ("**Aucun retard admis**", False),
        ("**Important**", False),
        ("**Durée : 4 heures**", False),
        ("**Stage de 8 semaines**", False),
        ("**Session 2026**", False),
        ("**Dossier** et **oral**", False),
        ("**dossier**", False),
    ],
)
def test_bold_words_are_a_title_when_they_state_nothing(line: str, title: bool) -> None:
    found = headings(parse(f"Un texte.\n\n{line}\n\nUne règle.\n", title="x").root)
    assert bool(found) is title
    assert headings(parse(f"Un texte.\n\nUne règle.\n\n{line}\n", title="x").root) == [], "nothing below it"


def test_the_rest_of_a_sentence_makes_no_title_of_its_bold_words() -> None:
    assert headings(parse("Un texte.\n\n**Le candidat**\nprésente son dossier.\n", title="x").root) == []


def test_exams_in_bold_close_what_the_one_before_opened() -> None:
    text = "**EP1 – Étude**\n\n**Contenu**\n\nUn.\n\n**EP2 – Pose**\n\n**Contenu**\n\nDeux.\n"
    assert headings(parse(text, title="x").root) == ["EP1 – Étude", "  Contenu", "EP2 – Pose", "  Contenu"]


def test_a_sentence_is_read_without_its_bold() -> None:
    assert clean("**Le dossier** est remis **le 4 mai.**") == "Le dossier est remis le 4 mai."
    assert clean("Épreuve de mordant **") == "Épreuve de mordant **", "a mark of a footnote"
