"""What is quoted of a candidate: a list or its opening, a paper with what names it, the lines under a label."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.chunk import chunk
from advisor.parse import parse
from advisor.records import Document, Evidence, Hit, Sentence
from advisor.select import _counted
from advisor.select.quotes import _list_span, distinct, whole
from advisor.select.rank import Candidate
from advisor.select.signals import NAMES, signals
from tests.test_select import ask, candidate, named

LISTED = """# Annexe

## Rapport

Le rapport compte vingt pages au plus et comporte :

- un plan ;
- une conclusion.

## Épreuve

L'épreuve orale, d'une durée de 50 minutes, comprend :

- un exposé de 20 minutes ;
- un entretien de 30 minutes.

Un dossier remis par le recteur, qui comprend :

- un plan coté ;
- une notice.
"""


@pytest.mark.parametrize(
    ("asked", "kind", "opening", "whole"),
    [
        ("Le rapport fait combien de pages ?", "count", "vingt pages", False),
        ("Que contient le rapport ?", "list", "vingt pages", True),
        ("Combien de pages et qui le lit ?", "count", "vingt pages", True),  # more than a value is asked
        ("Combien de temps dure l'entretien ?", "duration", "50 minutes", True),  # the items have values of their own
        ("Qui remet le dossier ?", "person", "recteur", False),
        ("Qui remet le dossier et que comprend-il ?", "person", "recteur", True),
        ("Le rapport ne dépasse pas 30 pages, c'est bien ça ?", "yes_no", "vingt pages", False),
    ],
)
def test_a_value_that_only_the_opening_of_a_list_has_is_quoted_without_the_list(
    asked: str, kind: str, opening: str, whole: bool
) -> None:
    own = chunk(Document("d", LISTED, "0", "texte", "Annexe"), parse(LISTED, title="Annexe").root).sentences
    quote = LISTED[slice(*_list_span(ask(asked, kind), named(own, opening), own))]
    assert quote.endswith(":") is not whole


@pytest.mark.parametrize(
    ("text", "wanted", "quoted_whole"),
    [
        ("Un certificat est remis au stagiaire. Ce certificat est obligatoire.", "obligatoire", True),
        ("Un certificat est remis. Qui n'a pas fourni cette pièce n'est pas admis.", "admis", True),
        ("Le jury se réunit en juin. Ce rapport est noté.", "noté", False),  # named by no sentence before it
        ("Le stage dure dix semaines. Cette durée est minimale.", "minimale", False),  # understood alone
    ],
)
def test_a_paper_that_is_pointed_at_comes_with_the_sentence_that_names_it(
    text: str, wanted: str, quoted_whole: bool
) -> None:
    document = Document("d", f"# Annexe\n\n{text}\n", "0", "texte", "Annexe")
    own = chunk(document, parse(document.text, title="Annexe").root).sentences
    item = whole(
        ask("qu'est-ce qui est exigé ?", "list"),
        Candidate(Hit(named(own, wanted)), document, (0.0,) * len(NAMES), 1.0, 0.9),
        own,
    )
    assert (item.quote == text) is quoted_whole


@pytest.mark.parametrize(
    ("after", "with_it"),
    [
        ("Elle ne peut toutefois être inférieure à six semaines.", True),
        ("Elle est fixée en juin.", False),
        ("Cette réduction ne s'applique pas aux redoublants.", True),
        ("Cette réduction se demande en juin.", False),
        ("La mesure n'est pas automatique.", True),
        ("Les périodes de mars ne sont pas réduites par cette voie.", True),
        ("Les périodes de mars ne sont pas concernées.", False),
    ],
)
def test_a_rule_comes_with_the_limit_that_the_next_sentence_sets(after: str, with_it: bool) -> None:
    text = f"# Annexe\n\nLa durée du stage peut être réduite par le recteur. {after}\n"
    document = Document("d", text, "0", "texte", "Annexe")
    own = chunk(document, parse(text, title="Annexe").root).sentences
    assert (after in whole(ask("qui réduit ?"), candidate(document, named(own, "réduite"), 0.5), own).quote) is with_it


def test_a_limit_that_is_a_list_comes_whole() -> None:
    limit = (
        "Elle ne peut alors être inférieure à :\n\n- dix semaines pour un élève ;\n\n- huit semaines pour un adulte."
    )
    text = f"# Annexe\n\nLe recteur peut réduire la durée du stage. {limit}\n"
    document = Document("d", text, "0", "texte", "Annexe")
    own = chunk(document, parse(text, title="Annexe").root).sentences
    item = whole(ask("jusqu'où le recteur peut-il descendre ?"), candidate(document, named(own, "réduire"), 0.5), own)
    assert item.quote.endswith("pour un adulte.")


def test_the_lines_under_a_label_are_quoted_together() -> None:
    lines = (
        "# Fiche",
        "## Codes ROME",
        "H2206 : Menuiserie",
        "H2205 : Transformation",
        "## Métier",
        "Il scie. Il rabote.",
    )
    text = "\n\n".join(lines)
    document = Document("f", text, "0", "texte", "Fiche")
    sentences = chunk(document, parse(text, title="Fiche").root).sentences
    codes, trade = (named(sentences, words) for words in ("H2205", "scie"))
    assert whole(ask("quels codes"), candidate(document, codes), sentences).quote.count("H220") == 2
    assert whole(ask("que fait-il"), candidate(document, trade), sentences).quote == "Il scie."


def test_a_row_and_the_note_below_its_table_are_two_quotes() -> None:
    text = "| Épreuve | Durée |\n|---|---|\n| E1 | 4 h |\n(1) Dix minutes de préparation."
    document, row, note = Document("d", text, "0", "x", "X"), text.index("| E1"), text.index("(1)")
    items = [
        Evidence(document, a, b, (), Hit(Sentence("d", 0, a, b, text[a:b])), 0.9)
        for a, b in ((row, note - 1), (note, len(text)))
    ]
    assert len(distinct(items)) == 2


EXAM = """# Annexe

## Épreuves

L'examen comprend :

- une épreuve pratique de toilettage complet d'un chien, d'une durée de 3 heures ;
- une épreuve pratique d'entretien d'un chat, d'une durée de 45 minutes.
"""


@pytest.mark.parametrize(
    ("asked", "kind", "alone"),
    [
        ("Combien de temps dure l'épreuve du chien ?", "duration", True),
        ("Combien de temps dure l'épreuve pratique ?", "duration", False),  # it names neither
        ("Quelles épreuves y a-t-il pour le chien ?", "list", False),
        ("Combien de temps dure chaque épreuve, chien compris ?", "duration", False),
    ],
)
def test_an_item_with_the_value_asked_of_it_is_quoted_without_those_of_the_others(
    asked: str, kind: str, alone: bool
) -> None:
    own = chunk(Document("d", EXAM, "0", "texte", "Annexe"), parse(EXAM, title="Annexe").root).sentences
    quote = EXAM[slice(*_list_span(ask(asked, kind), named(own, "chien"), own))]
    assert ("chat" not in quote) is alone


@pytest.mark.parametrize(
    ("said", "situations", "counted"),
    [
        ("combien de pages fait le rapport de stage ?", (), True),
        ("combien de pages fait le rapport ?", ("apprenti",), False),  # the sentence says of no apprentice
        ("combien de pages fait le dossier ?", (), False),
        ("combien de pages fait le rapport de la commission ?", (), False),
        ("combien de jours dure le stage ?", (), False),
    ],
)
def test_a_count_is_of_what_the_question_names(said: str, situations: tuple[str, ...], counted: bool) -> None:
    text = "# Stage\n\nÀ l'issue du stage, chacun rédige un rapport de quarante pages.\n"
    document = Document("d", text, "0", "texte", "Stage")
    own = chunk(document, parse(text, title="Stage").root).sentences
    question = replace(ask(said, "count"), situations=situations)
    row = signals(question, [Hit(named(own, "rapport"))], [document])[0]
    assert _counted(question, replace(candidate(document, named(own, "rapport"), 0.4), row=tuple(row))) is counted


def test_what_is_counted_may_be_named_by_the_sentence_before() -> None:
    text = "# Épreuve\n\nLe candidat présente un rapport d'activité. Ce rapport, de trente pages, est illustré.\n"
    document = Document("d", text, "0", "texte", "Épreuve")
    own = chunk(document, parse(text, title="Épreuve").root).sentences
    question = ask("Combien de pages doit faire le rapport d'activité ?", "count")
    row = signals(question, [Hit(named(own, "trente"))], [document])[0]
    assert _counted(question, replace(candidate(document, named(own, "trente"), 0.4), row=tuple(row)))


def test_what_leans_on_a_date_is_quoted_with_it() -> None:
    text = "# Fiche\n\nEnregistrement jusqu'au 31 août 2025. Aucune entrée en formation après cette date.\n"
    document = Document("d", text, "0", "texte", "Fiche")
    sentences = chunk(document, parse(text, title="x").root).sentences
    told = whole(ask("peut-on encore entrer ?"), candidate(document, named(sentences, "Aucune entrée"), 0.8), sentences)
    assert told.quote.startswith("Enregistrement jusqu'au 31 août 2025")


@pytest.mark.parametrize(("opens", "goes_on", "told"), [((), ("apprenti",), ()), (("vae",), (), ("vae",))])
def test_a_quote_made_of_two_is_for_those_whom_it_opens_with(
    opens: tuple[str, ...], goes_on: tuple[str, ...], told: tuple[str, ...]
) -> None:
    text = "# BP\n\nIl faut cinq ans d'activité. En apprentissage, un CAP suffit.\n"
    document = Document("d", text, "0", "texte", "BP")
    own = chunk(document, parse(text, title="BP").root).sentences
    first, second = (
        replace(whole(ask("?"), candidate(document, named(own, words), 0.8), own), situations=people)
        for words, people in (("cinq ans", opens), ("suffit", goes_on))
    )
    assert {item.situations for item in distinct([first, second])} == {told}
    assert {item.situations for item in distinct([second, first])} == {told}
