"""Who does it, as a question puts it forward, against who does it in the text."""

from __future__ import annotations

import pytest

from advisor.language.persons import put_forward_as_doer
from advisor.messages import CORRECTED
from advisor.pipeline import Advisor


@pytest.mark.parametrize(
    ("said", "put"),
    [
        ("C'est le lycée qui délivre le certificat de stage ?", ("le lycée", "délivre le certificat de stage")),
        ("Le proviseur peut-il accorder une dispense ?", ("Le proviseur", "peut accorder une dispense")),
        ("Est-ce que le recteur valide l'aménagement ?", ("le recteur", "valide l'aménagement")),
        ("Vu que le jury fixe la date, comment lui écrire ?", ("le jury", "fixe la date")),
        ("Le candidat signe-t-il la convention ?", None),  # who is asked about decides nothing
        ("Le boulanger signe-t-il la convention ?", None),  # no person that regulations know
        ("L'organisation du jury", None),
    ],
)
def test_who_is_put_forward_and_for_what(said: str, put: tuple[str, str] | None) -> None:
    assert put_forward_as_doer(said) == put


@pytest.mark.parametrize(
    ("asked", "person", "corrected"),
    [
        ("BTS métiers de la mesure : c'est le lycée qui délivre le certificat de stage ?", "entreprise", True),
        ("BTS métiers de la mesure : c'est l'entreprise qui délivre le certificat de stage ?", "entreprise", False),
        (
            "Vu que le proviseur valide les dispenses de stage en BTS métiers de la mesure, où lui écrire ?",
            "recteur",
            True,
        ),
        ("Le recteur valide-t-il les dispenses de stage du BTS métiers de la mesure ?", "recteur", False),
    ],
)
def test_the_text_tells_who_does_it(advisor: Advisor, asked: str, person: str, *, corrected: bool) -> None:
    answer = advisor.ask(asked)
    assert answer.status == "answered"
    assert any(person in cited.quote for cited in answer.citations)
    assert (CORRECTED in answer.text) is corrected
