""" "Il comprend :": what a list is of stands in the sentence before its opening."""

from __future__ import annotations

import pytest

from advisor.chunk import chunk
from advisor.parse import parse
from advisor.records import Document, Question
from advisor.select import _chosen
from advisor.select.quotes import whole
from advisor.select.rank import load_weights
from tests.test_select import ask, candidate, named

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


def test_a_heading_is_not_quoted_beside_what_it_heads() -> None:
    text = "# BTS\n\n## Déroulement de l'épreuve\n\nL'épreuve dure deux heures.\n\nElle a lieu en juin.\n"
    own = Document("d", text, "0", "texte", "BTS")
    sentences = chunk(own, parse(text, title="BTS").root).sentences
    heading, length = (next(s for s in sentences if words in s.text) for words in ("Déroulement", "deux heures"))
    likely = [candidate(own, length, 0.6), candidate(own, heading, 0.5)]
    assert len(_chosen(ask("comment se déroule l'épreuve ?"), likely, load_weights())) == 1
    alone = [candidate(own, heading, 0.6), candidate(own, length, 0.1)]
    assert _chosen(ask("comment se déroule l'épreuve ?"), alone, load_weights())[0].hit.sentence is heading
