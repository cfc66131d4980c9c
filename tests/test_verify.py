"""The number gate and the quote contract: what a quote does not hold is dropped."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.answer import Draft
from advisor.records import Citation, Claim, Document
from advisor.verify import check_claim, verify

TEXT = (
    "La durée est de 8 semaines. Elle ne peut être inférieure à 6 semaines. L'oral dure 1 h 20, coefficient 3. "
    "Le rapport a 30 pages au plus, remis avant le 3 juillet 2019 pour l'épreuve E8 de la session 2026. "
    "Note : 10 sur 20."
)
DOCUMENT = Document("d", TEXT, "", "texte", "Texte")
WHOLE = Citation(1, "d", "Texte", ("2. Durée",), TEXT, 0, len(TEXT))


def passes(said: str) -> bool:
    return all(check.passed for check in check_claim(Claim(said, (1,)), {1: WHOLE}))


@pytest.mark.parametrize(
    "said",
    [
        "Le stage dure **huit semaines**.",
        "Il dure 8 semaines.",
        "L'oral dure 80 minutes.",
        "L'oral dure 1h20.",
        "Au moins 6 semaines.",
        "6 semaines au minimum.",
        "30 pages maximum.",
        "Coefficient 3.",
        "Avant le 03/07/2019, pour l'épreuve E8.",
        "À la session 2026.",
        "Il faut 10 sur 20.",
        "Le jury statue.",
        "> « Elle ne peut être inférieure à 6 semaines. »",
    ],
)
def test_what_the_quote_holds_passes(said: str) -> None:
    assert passes(said)


@pytest.mark.parametrize(
    "said",
    [
        "Il dure 2 mois.",
        "Au moins 8 semaines.",
        "Environ 8 semaines.",
        "8 semaines au plus.",
        "6 semaines.",
        "6 semaines au plus.",
        "18 semaines.",
        "8 jours.",
        "L'oral dure 1 h 30.",
        "30 pages au moins.",
        "30 pages.",
        "Coefficient 2.",
        "Avant le 3 juillet 2020.",
        "Pour l'épreuve E5.",
        "À la session 2027.",
        "Il faut 10 sur 10.",
    ],
)
def test_what_the_quote_does_not_hold_fails(said: str) -> None:
    assert not passes(said)


def test_a_claim_that_fails_is_dropped_and_its_citation_with_it() -> None:
    first = Citation(1, "d", "Texte", (), TEXT[:27], 0, 27)
    second = Citation(2, "d", "Texte", (), TEXT[28:69], 28, 69)
    drafted = Draft((Claim("8 semaines.", (1,)), Claim("7 semaines.", (2,))), (first, second))
    checked, checks = verify(drafted, {"d": DOCUMENT})
    assert checked == Draft((Claim("8 semaines.", (1,)),), (first,))
    assert [check.why for check in checks if not check.passed] == ["7 semaine is not in the quote"]


@pytest.mark.parametrize(
    "wrong",
    [
        replace(WHOLE, start=1),
        replace(WHOLE, quote=TEXT.replace("8", "9")),
        replace(WHOLE, document="other"),
        replace(WHOLE, quote="", start=0, end=0),
    ],
    ids=["offset", "wording", "document", "empty"],
)
def test_a_quote_that_is_not_the_text_is_dropped_with_its_claims(wrong: Citation) -> None:
    checked, _ = verify(Draft((Claim("8 semaines.", (1,)),), (wrong,)), {"d": DOCUMENT})
    assert checked == Draft((), ())


@pytest.mark.parametrize("cites", [(), (2,)])
def test_a_claim_without_its_quote_fails(cites: tuple[int, ...]) -> None:
    (check,) = check_claim(Claim("8 semaines.", cites), {1: WHOLE})
    assert not check.passed and check.name == "cites"


def test_the_number_of_a_heading_quoted_under_a_label_counts_nothing() -> None:
    text = "5. Candidats scolaires\n\nLe certificat est remis au bout de douze semaines."
    cited = {1: Citation(1, "d", "Texte", (), text, 0, len(text))}
    quotation = "> « 5. Candidats scolaires\n> Le certificat est remis au bout de **douze semaines**. »"
    label = "Règle pour votre situation (voie scolaire) :"
    assert all(check.passed for check in check_claim(Claim(f"{label}\n{quotation}", (1,)), cited))
    # The label is still read, and so is a quotation that is not the text's.
    for wrong in (f"Pendant 6 semaines :\n{quotation}", f"{label}\n{quotation.replace('douze', 'treize')}"):
        assert not all(check.passed for check in check_claim(Claim(wrong, (1,)), cited))


def test_an_approximation_is_no_number_of_its_own() -> None:
    cited = replace(WHOLE, quote="Un rapport d'une trentaine de pages.", start=0, end=36)
    assert all(check.passed for check in check_claim(Claim("Une trentaine de pages.", (1,)), {1: cited}))
    assert all(check.passed for check in check_claim(Claim("Environ 30 pages.", (1,)), {1: cited}))
    assert not all(check.passed for check in check_claim(Claim("30 pages.", (1,)), {1: cited}))
