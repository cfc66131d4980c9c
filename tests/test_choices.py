"""Which situation is asked back, by how a question is put."""

from __future__ import annotations

import pytest

from advisor.answer.choices import situation_choices
from tests.test_reasons import asked, quoting, selection


@pytest.mark.parametrize(
    ("said", "asks"),
    [
        ("le rapport, c'est moi qui le rédige ou on me le donne ?", True),
        ("le rapport, le rectorat me le donne ou je le fais ?", True),
        ("le rapport, on me le rend quand ?", False),
        ("le rapport fait vingt ou trente pages ?", False),
    ],
)
def test_who_asks_if_a_paper_is_theirs_to_make_is_asked_who_they_are(said: str, asks: bool) -> None:
    both = selection(("rapport d'activité", 0.4), ("rapport de stage", 0.1))
    assert (len(situation_choices(asked(said), quoting(both, "experience_professionnelle"))) == 2) is asks
