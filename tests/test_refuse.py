"""What a refusal says: whom to ask, by kind of diploma, and when only the columns of a table are lost."""

from __future__ import annotations

import pytest

from advisor import messages
from advisor.answer.refuse import refusal_text, whom
from advisor.records import Diploma, Document, Hit, Question, Sentence
from advisor.select import Selection
from advisor.select.rank import Candidate
from advisor.understand import DiplomaNames

NAMES = DiplomaNames(
    [
        Diploma("bts-x", "BTS Xylologie"),
        Diploma("btm-y", "BTM Yourtier"),
        Diploma("tp-z", "TP Zingueur"),
    ]
)


def asked(text: str, *diplomas: str, topic: str | None = "examen") -> Question:
    return Question(text=text, matter=text, search=text, topic=topic, diplomas=diplomas, terms=("polynes",))


@pytest.mark.parametrize(
    ("diplomas", "office"),
    [
        (("bts-x",), messages.AUTHORITY),
        (("btm-y",), "à la chambre de métiers et de l'artisanat"),
        (("tp-z",), "au centre agréé ou à la DREETS"),
        (("bts-x", "btm-y"), messages.AUTHORITY),  # two authorities: the usual one
        ((), messages.AUTHORITY),
    ],
)
def test_whom_to_ask_depends_on_the_kind_of_diploma(diplomas: tuple[str, ...], office: str) -> None:
    assert office in whom(asked("?", *diplomas), NAMES)
    assert office not in whom(asked("?", *diplomas, topic="acces"), NAMES)  # a CIO answers about access


@pytest.mark.parametrize(
    ("text", "ambiguous", "lost"),
    [
        ("Accessible en Polynésie Française X", True, True),
        ("Accessible en Polynésie Française X", False, False),
        ("Par candidature individuelle X", True, False),  # speaks of something else
        ("Accessible au salaire X", True, False),  # has less than most of what is named
    ],
)
def test_a_line_whose_columns_are_lost_is_said_to_be_there(text: str, ambiguous: bool, lost: bool) -> None:
    document = Document("d", text, "0", "rncp", "Fiche")
    sentence = Sentence("d", 0, 0, len(text), text, ("Base légale",), ambiguous=ambiguous)
    chosen = Selection((), (Candidate(Hit(sentence), document, (), 1.0, 0.1),), 0.1, False)
    said = refusal_text(asked("accessible en Polynésie ?", "btm-y"), "not_in_texts", NAMES, (), chosen, None)
    assert ("OUI / NON" in said) is lost and "BTM Yourtier" in said
    assert said.startswith("Les textes que j'ai lus ne le disent pas") is not lost
