"""Which diploma a question without name can mean: the one whose text alone has its words, or that it is looking for."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from advisor.chunk import chunk
from advisor.language.french import tokens
from advisor.parse import parse
from advisor.records import Diploma, Document
from advisor.select import Selection, only_text, single_diploma
from tests.corpora import names
from tests.test_diplomas import CIM, PRO
from tests.test_select import ask, candidate

TEXTS = {
    "a": "# A\n\nOn y répare des pianos et des objets.\n",
    "b": "# B\n\nOn y répare des bateaux et des objets.\n",
}


@pytest.mark.parametrize(
    ("said", "decided"),
    [
        ("je veux réparer des pianos, il existe un diplôme pour ça ?", "a"),
        ("quel diplôme pour réparer des pianos ?", "a"),
        ("quel code a ce diplôme ?", None),
        ("je veux réparer des objets, il existe un diplôme pour ça ?", None),  # both may be meant
    ],
)
def test_the_diploma_that_is_looked_for_is_the_one_that_stands_out(said: str, decided: str | None) -> None:
    documents = {n: Document(n, text, "0", "texte", n, Diploma(n, f"CAP {n}")) for n, text in TEXTS.items()}
    found = [
        candidate(document, chunk(document, parse(document.text, title="x").root).sentences[-1], chance)
        for document, chance in zip(documents.values(), (0.7, 0.6), strict=True)
    ]
    index = SimpleNamespace(documents=documents)
    asked = replace(ask(said), terms=tuple(tokens(said)))
    chosen = Selection((), tuple(found), 0.8, True)
    assert single_diploma(asked, chosen, index, ("a", "b")) == decided  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "decided"),
    [
        ("combien de jours pour conduire les calèches ?", "a"),
        ("mon stage d'ostréiculture dure combien ?", "b"),  # of the family of a word of its text
        ("calèches ou ostréiculture, le plus court ?", None),
        ("un salarié est-il dispensé ?", None),  # asked about any diploma, though one text alone has it
        ("combien de temps dure le stage ?", None),
    ],
)
def test_rare_words_that_one_text_alone_has_tell_which_it_is(said: str, decided: str | None) -> None:
    texts = {
        "a": "# A\n\nOn y mène des calèches. Le salarié en est dispensé.\n",
        "b": "# B\n\nL'ostréiculteur élève des huîtres pendant le stage.\n",
    }
    documents = {n: Document(n, text, "0", "texte", n, Diploma(n, f"CAP {n}")) for n, text in texts.items()}
    assert only_text(ask(said), SimpleNamespace(documents=documents), ("a", "b")) == decided  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "said",
    [
        "Je suis prof en terminale bac pro et des élèves veulent le BTS CIM",
        "Le BTS CIM est fermé aux bacs pro ?",
        "je suis en première bac pro, le BTS CIM est accessible ?",
        "Je suis en terminale bac pro boulangerie, le BTS CIM me prendrait ?",
    ],
)
def test_the_class_one_is_in_is_not_the_diploma_asked_about(said: str) -> None:
    named = names().find(said)
    assert (named.diplomas, named.unknown) == ((CIM,), None)


def test_a_type_set_beside_a_name_is_asked_about() -> None:
    assert set(names().find("Quelle différence entre le BTS CIM et le bac pro ?").diplomas) == {CIM, PRO}
