"""Notes below a table or a page: sentences of their own, quoted with the row that calls them."""

from __future__ import annotations

import pytest

from advisor.chunk import chunk
from advisor.parse import parse
from advisor.records import Document, Question
from advisor.select.companions import with_notes
from advisor.select.quotes import whole
from tests.test_select import candidate, named

GRID = """# Règlement

| Épreuves | Coef. |
|---|---|
| EP1 – Étude | 4 |
| EP2 – Pose (1) | 11 (2) |
| EP3 – Dessin (3) | 2 |
| EP4 – Atelier (b) | 2 |

(1) Une évaluation a lieu en entreprise.
(2) Dont 1 pour la santé.
(b) Dont un oral.
"""


def sentences(text: str) -> list[str]:
    document = Document("d", text, "0", "texte", "R")
    return [s.text for s in chunk(document, parse(text, title="x").root).sentences]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Elle dure 2 heures (1)\n(1) Sauf dispense\n(2) Hors vacances", ["(1) Sauf dispense", "(2) Hors vacances"]),
        ("Elle dure 2 heures (a)\n(a) Sauf dispense", ["(a) Sauf dispense"]),
        ("Elle dure 2 heures (*)\n(*) Sauf dispense", ["(*) Sauf dispense"]),
        ("Elle dure 2 heures\n(1) pour les apprentis", ["Elle dure 2 heures (1) pour les apprentis"]),  # no call above
        ("Elle dure 2 heures (1)\n(1).", ["Elle dure 2 heures (1) (1)."]),
        ("\\* Le chien est muselé.", ["* Le chien est muselé."]),
    ],
)
def test_a_note_is_a_sentence_of_its_own(text: str, expected: list[str]) -> None:
    assert sentences(f"# R\n\n{text}\n")[-len(expected) :] == expected


@pytest.mark.parametrize(
    ("row", "notes"),
    [
        ("EP1", []),
        ("EP2", ["(1) Une évaluation a lieu en entreprise.", "(2) Dont 1 pour la santé."]),
        ("EP4", ["(b) Dont un oral."]),
        ("EP3", []),  # its note is not in the text
        ("Une évaluation", []),  # no row
    ],
)
def test_the_notes_of_a_row_are_quoted_with_it(row: str, notes: list[str]) -> None:
    document = Document("d", GRID, "0", "texte", "R")
    own = chunk(document, parse(GRID, title="x").root).sentences
    first = whole(Question("?", "?", "?"), candidate(document, named(own, row), 0.8), own)
    assert [item.quote for item in with_notes([first], {"d": own})] == [first.quote, *notes]
