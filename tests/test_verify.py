"""The number gate and the quote contract: what a quote does not hold is dropped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from advisor.answer import Draft
from advisor.build import build_index
from advisor.config import Config
from advisor.pipeline import Advisor
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


ROWS = (
    "<table><tr><td>Épreuves</td><td>Unité</td><td>Coeff.</td><td>Durée</td></tr>"
    "<tr><td>E1 Français</td><td>U1</td><td>4</td><td>3 h</td></tr>"
    "<tr><td>E2 Anglais</td><td>U2</td><td>2</td><td></td></tr></table>"
)


@pytest.mark.parametrize(
    ("said", "passed"),
    [
        ("> « E1 Français | Unité : U1 | Coeff. : **4** | Durée : 3 h »", True),
        ("**Coefficient 4**.", True),
        ("L'épreuve U1 dure 3 heures.", True),
        ("**Coefficient 2**.", False),  # of another row
        ("L'épreuve U2 dure 3 heures.", False),
    ],
)
def test_the_row_of_a_table_is_read_under_its_headings(said: str, passed: bool) -> None:
    start = ROWS.index("<tr><td>E1")
    end = ROWS.index("<tr><td>E2")
    row = Citation(1, "t", "Table", (), ROWS[start:end], start, end)
    table = Document("t", ROWS, "", "arrete", "Table")
    assert all(check.passed for check in check_claim(Claim(said, (1,)), {1: row}, {"t": table})) == passed
    checked, _ = verify(Draft((Claim(said, (1,)),), (row,)), {"t": table})
    assert bool(checked.claims) == passed


def test_a_question_on_a_row_of_a_table_keeps_its_quote(tmp_path: Path) -> None:
    config = Config(corpus=tmp_path / "corpus", index=tmp_path / "index")
    config.corpus.mkdir()
    text = f"# Article Annexe II c\n\nRèglement d'examen\n\n{ROWS}\n"
    (config.corpus / "arrete_bts_savonnerie_annexe_II_c.md").write_text(text, encoding="utf-8")
    build_index(config, progress=False)
    advisor = Advisor.open(config)
    answer = advisor.ask("Quel est le coefficient de l'épreuve E1 du BTS savonnerie ?")
    advisor.close()
    assert answer.status == "answered" and answer.text.startswith("**Coefficient 4**")
    assert answer.citations[0].quote == text[answer.citations[0].start : answer.citations[0].end]
    assert answer.citations[0].quote.count("</tr>") == 1
