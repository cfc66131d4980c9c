""" "Il comprend :": what a list is of stands in the sentence before its opening."""

from __future__ import annotations

import pytest

from advisor.chunk import chunk
from advisor.parse import parse
from advisor.records import Document, Question
from advisor.select.quotes import whole
from tests.test_select import candidate, named

TEXT = """# Annexe

Le candidat constitue un dossier de 20 pages. Il comprend :

- un devis ;
- un bilan.

L'étudiant rédige un rapport. Il est visé par le tuteur. Il comprend obligatoirement :

- un résumé.

Le jury siège. Le livret de suivi comprend :

- les fiches.
"""


@pytest.mark.parametrize(
    ("item", "subject", "quote"),
    [
        ("un devis", "Le candidat constitue un dossier", "Le candidat constitue"),
        ("Il comprend :", "Le candidat constitue un dossier", "Le candidat constitue"),
        ("un résumé", "L'étudiant rédige un rapport.", "L'étudiant rédige"),  # not "Il est visé"
        ("les fiches", "", "Le livret de suivi"),  # its opening names it
    ],
)
def test_an_item_is_read_and_quoted_with_what_its_list_is_of(item: str, subject: str, quote: str) -> None:
    document = Document("d", TEXT, "0", "texte", "Annexe")
    found = chunk(document, parse(TEXT, title="x").root)
    sentence = named(found.sentences, item)
    assert (TEXT[slice(*(sentence.before or (0, 0)))].startswith(subject)) and bool(sentence.before) is bool(subject)
    lead = subject.split()[-1].strip(".") if subject else "jury"
    assert (lead in found.sentence_texts[sentence.number]) is bool(subject)
    assert (lead in found.sentence_meanings[sentence.number]) is bool(subject)
    question = Question("que contient le dossier ?", "que contient le dossier ?", "", kind="list")
    quoted = whole(question, candidate(document, sentence, 0.8), found.sentences).quote
    assert quoted.startswith(quote) and quoted.count("\n- ") == quoted.count("- ")
