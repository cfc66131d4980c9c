"""A table without columns: the cell of a person's way in is theirs, also where it says "Idem"."""

from collections.abc import Sequence

import pytest

from advisor.chunk import chunk
from advisor.parse import rncp
from advisor.records import Document, Evidence, Hit, Question, Sentence
from advisor.select.companions import same_for_them
from advisor.select.quotes import whole
from advisor.select.rank import Candidate
from advisor.select.signals import NAMES

SHEET = """Conditions d'inscription à la
CERTIFICATION OUINON COMPOSITION DES JURYS

Après un parcours de formation sous
statut d'élève ou d'étudiant

X

En contrat d'apprentissage X Le jury est nommé par le président de la chambre. Il comprend :
- deux formateurs, extérieurs au centre,
- un artisan.

Après un parcours de formation
continue

X Idem

En contrat de professionnalisation X
Par candidature individuelle X Idem
Par expérience X Le jury VAE compte quatre personnes.
"""


@pytest.fixture(scope="module")
def sheet() -> Document:
    return Document("sheet", SHEET, "0", "rncp", "Fiche")


@pytest.fixture(scope="module")
def sentences(sheet: Document) -> Sequence[Sentence]:
    return chunk(sheet, rncp.parse(SHEET, title="Fiche").root).sentences


def quotes_for(
    sheet: Document, sentences: Sequence[Sentence], *situations: str, question: str = "qui est dans le jury ?"
) -> tuple[Evidence, ...]:
    asked = Question(text=question, matter=question, search=question, situations=situations)
    found = next(sentence for sentence in sentences if sentence.text.startswith("Le jury est nommé"))
    first = Candidate(Hit(found), sheet, (0.0,) * len(NAMES), 1.0, 0.9)
    return same_for_them(asked, (whole(asked, first, sentences),), (first,), sentences)


@pytest.mark.parametrize(
    ("situation", "row"),
    [
        ("apprenti", "En contrat d'apprentissage X"),
        ("formation_continue", "Après un parcours de formation\ncontinue\n\nX Idem"),
        ("candidat_individuel", "Par candidature individuelle X Idem"),
    ],
)
def test_the_jury_comes_with_the_row_of_the_person(
    sheet: Document, sentences: Sequence[Sentence], situation: str, row: str
) -> None:
    told = [item.quote for item in quotes_for(sheet, sentences, situation)]
    assert told[0].startswith("Le jury est nommé") and told[0].endswith("- un artisan.")
    assert told[1:] == [row]


@pytest.mark.parametrize("situation", ["scolaire", "contrat_professionnalisation", "vae"])
def test_a_row_that_says_nothing_or_another_thing_carries_no_jury(
    sheet: Document, sentences: Sequence[Sentence], situation: str
) -> None:
    assert quotes_for(sheet, sentences, situation) == ()


def test_two_ways_side_by_side_have_two_rows(sheet: Document, sentences: Sequence[Sentence]) -> None:
    told = quotes_for(sheet, sentences, "apprenti", "formation_continue")
    assert len(told) == 3 and all(item.ambiguous for item in told[1:])


def test_what_a_body_comprises_comes_only_for_who_asks_it(sheet: Document, sentences: Sequence[Sentence]) -> None:
    [named, _] = quotes_for(sheet, sentences, "apprenti", question="par qui sont nommés ces gens ?")
    assert named.quote == "Le jury est nommé par le président de la chambre."
