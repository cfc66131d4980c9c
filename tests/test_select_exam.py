"""A value under the heading of the exam asked about; a title, which answers only who asks for a name."""

from __future__ import annotations

import pytest

from advisor.chunk import chunk
from advisor.parse import parse
from advisor.records import Document, Hit, Question
from advisor.select import _KIND, _of_its_exam, _of_its_parts
from advisor.select.rank import Candidate, only_names_it
from advisor.select.signals import NAMES
from tests.test_select import candidate, named

TEXT = """# Annexe

## Épreuve E1 – Étude

**Contrôle en cours de formation**

Une situation est organisée. Elle dure 3 heures.

**Épreuve ponctuelle**

L'épreuve écrite dure 5 heures.

## Épreuve E2 – Pose

La pose dure 8 heures.
"""


@pytest.mark.parametrize(
    ("asked", "kind", "word", "expected"),
    [
        ("combien dure l'épreuve ponctuelle de l'E1 ?", "duration", "5 heures", True),
        ("combien dure l'étude de l'E1 ?", "duration", "5 heures", True),
        ("combien dure l'E1 ?", "duration", "8 heures", False),  # of E2
        ("combien dure le piano de l'E1 ?", "duration", "5 heures", False),  # nowhere above
        ("combien dure l'épreuve ponctuelle ?", "duration", "5 heures", False),  # no exam named
        ("combien de pages pour l'E1 ?", "count", "5 heures", False),
    ],
)
def test_a_value_is_of_the_exam_that_it_stands_under(asked: str, kind: str, word: str, expected: bool) -> None:
    document = Document("d", TEXT, "0", "texte", "Annexe")
    found = candidate(document, named(chunk(document, parse(TEXT, title="x").root).sentences, word), 0.3)
    assert _of_its_exam(Question(asked, asked, asked, kind=kind), found) is expected


def test_the_title_of_a_text_answers_only_who_asks_for_a_name() -> None:
    text = "# BTS Voilerie\n\nLe BTS se prépare en deux ans.\n"
    document = Document("d", text, "0", "texte", "BTS Voilerie")
    title = next(s for s in chunk(document, parse(text, title="x").root).sentences if s.kind == "heading")
    titled = candidate(document, title, 0.9)
    assert only_names_it(Question("x", "combien ça coûte ?", "x"), titled)
    assert not only_names_it(Question("x", "quel est l'intitulé exact ?", "x"), titled)


def test_an_item_that_says_what_the_question_does_answers_no_where_or_how_much() -> None:
    text = "# DE\n\n## Métiers\n\n- clown/e de cirque\n- dresseur/euse\n"
    document = Document("d", text, "0", "texte", "DE")
    item = candidate(document, named(chunk(document, parse(text, title="x").root).sentences, "clown"), 0.9)
    matter = "où travaille un clown de cirque ?"
    assert only_names_it(Question(matter, matter, matter, kind="place"), item)
    assert not only_names_it(Question(matter, matter, matter, kind="yes_no"), item)


def test_the_sum_of_the_coefficients_goes_before_the_parts_where_the_text_says_it() -> None:
    text = "# Annexe\n\nL'épreuve a un coefficient total de 7.\n\nElle comprend :\n\n- un oral, coefficient 3 ;\n"
    text += "- un écrit, coefficient 4.\n"
    document = Document("d", text, "0", "texte", "Annexe")
    own = chunk(document, parse(text, title="x").root).sentences
    asked = Question("coefficient de l'épreuve ?", "coefficient de l'épreuve ?", "", kind="coefficient")
    row = tuple(float(at == _KIND) for at in range(len(NAMES)))
    candidates = [Candidate(Hit(sentence), document, row, 1.0, 0.5) for sentence in own]
    [told] = _of_its_parts(asked, candidates)
    assert told.hit.sentence.text == "L'épreuve a un coefficient total de 7."
    parts = [one for one in candidates if "total" not in one.hit.sentence.text]
    assert [one.hit.sentence.kind for one in _of_its_parts(asked, parts)] == ["item", "item"]
