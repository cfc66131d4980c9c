"""Facts in answers: values, not wording."""

from __future__ import annotations

from datetime import date

import pytest

from advisor.evaluation.cases import Fact
from advisor.evaluation.facts import holds, plain, unsupported

WEEKS = Fact("number", number=12, unit="semaine", bound="min")


@pytest.mark.parametrize(
    ("fact", "text", "expected"),
    [
        pytest.param(WEEKS, "Le stage dure **douze semaines** [1].", True, id="words"),
        pytest.param(WEEKS, "au moins 12 semaines", True, id="same-bound"),
        pytest.param(WEEKS, "12 semaines au maximum", False, id="opposite-bound"),
        pytest.param(WEEKS, "12 mois", False, id="other-unit"),
        pytest.param(WEEKS, "120 semaines", False, id="longer-number"),
        pytest.param(Fact("number", number=80, unit="minute"), "1 h 20", True, id="hours-and-minutes"),
        pytest.param(Fact("number", number=2, unit="heure"), "120 minutes", True, id="hours-as-minutes"),
        pytest.param(Fact("number", number=30, unit="page", bound="about"), "une trentaine de pages", True, id="about"),
        pytest.param(Fact("number", number=0.5, unit="page"), "une demi-page", True, id="half"),
        pytest.param(Fact("number", number=1, unit="an"), "prorogé d'un an", True, id="one-year"),
        pytest.param(
            Fact("number", number=0.5, unit="coefficient"), "(15 minutes, coefficient 0,5)", True, id="decimal"
        ),
        pytest.param(Fact("date", day=date(2019, 7, 3)), "jusqu'au 03 juillet 2019", True, id="date"),
        pytest.param(Fact("code", code="E8"), "l'épreuve E 8", True, id="code-with-space"),
        pytest.param(Fact("code", code="E8"), "E81 et E8.1", False, id="longer-code"),
        pytest.param(Fact("code", code="niveau 4"), "Niveau : 4", True, id="level"),
        pytest.param(Fact("code", code="2026"), "à compter de la session d'examen 2026", True, id="session"),
        pytest.param(Fact("term", terms=("dispense",)), "Les DISPENSES", True, id="inflected"),
        pytest.param(Fact("term", terms=("autorités académiques",)), "des autorites\nacademiques", True, id="folded"),
        pytest.param(Fact("term", terms=("oral",)), "un aspect moral", False, id="inside-a-word"),
        pytest.param(Fact("term", terms=("annexe 2",)), "annexe 21", False, id="term-number"),
    ],
)
def test_a_fact_is_a_value(fact: Fact, text: str, expected: bool) -> None:
    assert holds(fact, plain(text)) is expected


def test_an_answer_is_read_without_its_marks() -> None:
    assert plain("> **Douze** semaines [1], [voir](https://x.fr/a(b)) [12].") == "Douze semaines , voir ."
    assert unsupported(plain("> « 2) Seconde partie » [1]"), []) == (0, [])


def test_numbers_and_dates_that_no_quote_holds_are_listed() -> None:
    claim = "Le stage dure 12 semaines, 6 semaines en Europe, jusqu'au 3 juillet 2020."
    assert unsupported(claim, ["douze semaines", "le 3 juillet 2019"]) == (3, ["6 semaines", "2020-07-03"])
