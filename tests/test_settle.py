"""What the texts tell about a question: by the codes that only one of them has."""

from __future__ import annotations

from advisor.pipeline import Advisor
from advisor.records import Question
from advisor.retrieve import documents_of
from advisor.settle import _codes_of_text, settle
from tests.test_diplomas import CIM, MESURE


def test_a_code_tells_the_diploma_and_what_a_person_wrote_is_not_kept(advisor: Advisor) -> None:
    _codes_of_text.cache_clear()
    asked = "Combien de temps dure l'E8 ?"
    settled = settle(Question(asked, asked, asked), advisor.index, (CIM, MESURE), said=f"Je suis Camille. {asked}")
    assert settled.diplomas == (CIM,)
    assert _codes_of_text.cache_info().currsize == len(documents_of(advisor.index, [CIM, MESURE]))
