"""The number gate and the quote contract: what a quote does not hold is dropped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

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
        "L'oral dure 1h20min.",
        "La 2e partie.",
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
        "L'oral dure 2h45min.",
        "L'oral dure 3/4 d'heure.",
        "L'oral dure 12/15 minutes.",
        "L'article 12.",
    ],
)
def test_what_the_quote_does_not_hold_fails(said: str) -> None:
    assert not passes(said)


def test_what_no_reader_takes_passes_as_the_quote_writes_it() -> None:
    quote = "L'oral (article 12) dure 12/15 minutes."
    cited = {1: Citation(1, "d", "Texte", ("2.1. Oral",), quote, 0, len(quote))}
    for said, passed in (("Article 12 : 12/15 minutes.", True), ("12/18 minutes.", False)):
        assert all(check.passed for check in check_claim(Claim(said, (1,)), cited)) == passed


@pytest.mark.parametrize(
    "said",
    [
        "« 30 pages »",
        "« 6 semaines »",
        "> « 30 pages »",
        "Règle :\n> « inférieure à 6 semaines. »",
        "« 8 semaines au plus »",
    ],
)
def test_a_piece_of_a_quote_that_loses_its_bound_fails_between_guillemets_too(said: str) -> None:
    assert not passes(said)
    assert passes(f"> « {TEXT} »") and passes("« Le rapport a 30 pages au plus »")


UNITS = ("semaines", "mois", "ans", "jours", "heures", "minutes", "pages", "points")
BOUNDS = ("", "au moins ", "au plus ", "environ ")
counts = st.integers(min_value=2, max_value=400)


def checked(said: str, quote: str) -> bool:
    cited = Citation(1, "d", "Texte", (), quote, 0, len(quote))
    return all(check.passed for check in check_claim(Claim(said, (1,)), {1: cited}))


@example(2, 120, "heures", "minutes", "au plus ", "au plus ")
@example(2, 24, "ans", "mois", "", "")
@given(counts, counts, st.sampled_from(UNITS), st.sampled_from(UNITS), st.sampled_from(BOUNDS), st.sampled_from(BOUNDS))
def test_a_quantity_passes_only_as_the_quote_has_it(
    value: int, said: int, unit: str, other: str, bound: str, turned: str
) -> None:
    quote = f"La durée totale est de {bound}{value} {unit} pour chaque candidat."
    assert checked(f"Il faut {bound}{value} {unit}.", quote)
    # An hour is 60 minutes; nothing else is the same under another name.
    sizes = {"minutes": ("time", 1), "heures": ("time", 60)}
    (kind, one), (its, another) = sizes.get(unit, (unit, 1)), sizes.get(other, (other, 1))
    same = (kind, value * one, bound) == (its, said * another, turned)
    for form in ("Il faut {}.", "« {} »", "Règle :\n> « {} »"):
        assert checked(form.format(f"{turned}{said} {other}"), quote) == same


@given(
    st.integers(min_value=0, max_value=len(TEXT)), st.integers(min_value=0, max_value=len(TEXT)), st.text(max_size=5)
)
def test_only_the_words_between_the_offsets_are_a_quote(start: int, end: int, put: str) -> None:
    quote = TEXT[:start] + put + TEXT[end:]
    cited = Citation(1, "d", "Texte", (), quote, 0, len(TEXT))
    drafted = Draft((Claim("Le jury statue.", (1,)),), (cited,))
    assert bool(verify(drafted, {"d": DOCUMENT})[0].claims) == (quote == TEXT)
    moved = replace(cited, quote=TEXT[start:end], start=start, end=end)
    assert bool(verify(replace(drafted, citations=(moved,)), {"d": DOCUMENT})[0].claims) == (start < end)


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
