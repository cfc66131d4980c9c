"""All the rows of an exam's table, for who asks which épreuves there are."""

from __future__ import annotations

import pytest

from advisor.answer import _lines
from advisor.chunk import chunk
from advisor.parse import parse
from advisor.records import Document, Hit, Question
from advisor.select.rank import Candidate
from advisor.select.rows import all_headings, all_rows
from advisor.select.signals import NAMES

GRID = """# Règlement

| Épreuves | Unités | Coef. | Durée |
|---|---|---|---|
| UNITÉS PROFESSIONNELLES | | | |
| EP1 – Étude | UP1 | 4 | 4 h |
| EP2 – Pose | UP2 | 11 | 18 h |
| UNITÉS GÉNÉRALES | | | |
| EG1 – Français | UG1 | 3 | 2 h |

Le candidat choisit.
"""
OTHER = "\n| Jury | Membres |\n|---|---|\n| Président | 1 |\n| Professeurs | 2 |\n"


def answered(text: str, asked: str, kind: str | None = "list") -> list[str] | None:
    document = Document("d", text, "0", "texte", "Règlement")
    sentences = chunk(document, parse(text, title="x").root).sentences
    found = [Candidate(Hit(s), document, (0.0,) * len(NAMES), 1.0, 0.2) for s in sentences]
    question = Question(asked, asked, asked, kind=kind)
    evidence = all_rows(question, found, {"d": sentences})
    return _lines(question, evidence) if evidence else None


ALL = ["UNITÉS PROFESSIONNELLES", "EP1 – Étude", "EP2 – Pose", "UNITÉS GÉNÉRALES", "EG1 – Français"]


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        ("Quelles sont les épreuves ?", ALL),
        ("quelles sont les différentes matières de l'examen du CAP ?", ALL),
        ("c'est quoi les épreuves", ALL),
        ("les épreuves générales, quelles sont-elles ?", None),  # the noun stands before what asks
        ("quelles sont les épreuves générales ?", ALL[3:]),
        ("quelles sont les unités professionnelles ?", [ALL[0], ALL[1], "- Unités : UP1", ALL[2], "- Unités : UP2"]),
        ("quelles sont les épreuves en CCF ?", None),  # some of the rows
        ("quelles sont les épreuves orales ?", None),
        ("quelles épreuves durent 4 h ?", None),
        ("quel est le coefficient des épreuves ?", None),
        ("quelles sont les conditions ?", None),
    ],
)
def test_the_rows_are_listed_by_their_names(asked: str, lines: list[str] | None) -> None:
    assert answered(GRID, asked) == lines
    assert answered(GRID + OTHER, asked) == lines, "another table has other columns"


def test_no_table_or_two_of_them_answer_nothing() -> None:
    asked = "Quelles sont les épreuves ?"
    assert answered("# Règlement\n\nLes épreuves sont écrites.\n", asked) is None
    assert answered(OTHER, asked) is None
    assert answered(GRID + "\n" + GRID, asked) is None
    assert answered(GRID, asked, kind="duration") is None


def test_a_table_in_html_is_listed_without_its_heads_and_its_note() -> None:
    heads = "<tr><td rowspan='2'>ÉPREUVES</td><td colspan='2'>CANDIDATS</td></tr><tr><td>Unité</td><td>Coef.</td></tr>"
    rows = "<tr><td>E1 Étude</td><td>U1</td><td>4</td></tr><tr><td>E2 Pose</td><td>U2</td><td>2</td></tr>"
    text = f"# Règlement\n\n<table>{heads}{rows}<tr><td colspan='3'>* Sauf dispense.</td></tr></table>\n"
    assert answered(text, "quelles sont les épreuves ?") == ["E1 Étude", "E2 Pose"]


HEADED = """# Annexe

## Épreuve E1 – Étude

### Sous-épreuve E11 – Dessin

Elle dure 2 heures.

## Épreuve E2 – Pose

### Contenu

Elle dure 3 heures.

## Durée

Tout est là.
"""


@pytest.mark.parametrize(
    ("text", "asked", "heads"),
    [
        (HEADED, "Quelles sont les épreuves ?", ["Épreuve E1 – Étude", "Épreuve E2 – Pose"]),
        (HEADED, "Quelles sont les épreuves orales ?", []),
        (HEADED, "Quelles sont les épreuves générales ?", []),
        (HEADED, "Quelles sont les unités ?", []),
        (HEADED.replace("E1", "E3"), "Quelles sont les épreuves ?", []),  # E1 is not here
        (HEADED.replace("E2", "E1"), "Quelles sont les épreuves ?", []),  # one exam
        (HEADED.replace("Épreuve E", "Partie "), "Quelles sont les épreuves ?", []),
    ],
)
def test_a_text_divided_by_its_exams_lists_them_by_their_headings(text: str, asked: str, heads: list[str]) -> None:
    document = Document("d", text, "0", "texte", "Annexe")
    sentences = chunk(document, parse(text, title="x").root).sentences
    found = [Candidate(Hit(s), document, (0.0,) * len(NAMES), 1.0, 0.2) for s in sentences]
    question = Question(asked, asked, asked, kind="list")
    assert [item.quote for item in all_headings(question, found, {"d": sentences})] == heads
