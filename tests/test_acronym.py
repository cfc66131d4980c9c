"""What an acronym stands for, asked in a few ways, and told only where a text writes it out."""

from __future__ import annotations

import pytest

from advisor.chunk import chunk
from advisor.parse import parse
from advisor.records import Diploma, Document, Question
from advisor.select.acronym import asked_acronym, leaves_unsaid, written_out
from advisor.select.quotes import whole
from tests.test_select import candidate, named

TEXT = "# BTSA\n\nLa formation dure deux ans.\n\nLe BTSA univers jardins et animaux de compagnie mène à la vente.\n"
NAME = "BTSA univers jardins et animaux de compagnie"
DOCUMENT = Document("d", TEXT, "0", "texte", "BTSA", Diploma("d", NAME, "BTSA UJAC"))
SENTENCES = chunk(DOCUMENT, parse(TEXT, title="x").root).sentences


def ask(text: str) -> Question:
    return Question(text, text, text)


@pytest.mark.parametrize(
    ("said", "acronym"),
    [
        ("UJAC ça veut dire quoi ?", "ujac"),
        ("que signifie BTSA UJAC ?", "ujac"),
        ("What does UJAC stand for?", "ujac"),
        ("BTS métiers de la mesure, ça veut dire quoi CCF ?", "ccf"),
        ("que veut dire « non validé » ?", ""),
        ("L'UCARE du BP REA, ça veut dire quoi ?", "ucare"),
        ("que signifie le sigle TEP pour le BPJEPS ?", "tep"),
        ("Sur ma fiche de BP REA il y a marqué UCARE. Ça veut dire quoi ?", "ucare"),
        ("Une prépa ATS pour aller en école d'ingé. Ça veut dire quoi ATS ?", "ats"),
        ("le CCF, c'est quand ?", ""),
    ],
)
def test_the_meaning_of_an_acronym_in_capitals_is_asked(said: str, acronym: str) -> None:
    assert asked_acronym(ask(said)) == acronym


def test_the_first_words_that_write_it_out_are_quoted() -> None:
    first = candidate(DOCUMENT, named(SENTENCES, "deux ans"), 0.8)
    told = written_out(ask("UJAC ça veut dire quoi ?"), [first], {"d": SENTENCES})
    assert told is not None and told.quote.startswith("Le BTSA univers jardins")
    assert written_out(ask("CCF ça veut dire quoi ?"), [first], {"d": SENTENCES}) is None
    assert written_out(ask("UJAC dure combien ?"), [first], {"d": SENTENCES}) is None
    assert not leaves_unsaid(ask("UJAC ça veut dire quoi ?"), told)


def test_what_does_not_even_hold_it_does_not_tell_its_meaning() -> None:
    quote = whole(ask("?"), candidate(DOCUMENT, named(SENTENCES, "deux ans"), 0.8), SENTENCES)
    assert leaves_unsaid(ask("CCF ça veut dire quoi ?"), quote)
    assert not leaves_unsaid(ask("ça dure combien ?"), quote)


def test_an_acronym_in_brackets_is_written_out_beside_them() -> None:
    text = "# BP\n\nLe BP compte six unités.\n\nL'une est une unité capitalisable (UC). La VAE dure deux ans.\n"
    document = Document("d", text, "0", "texte", "BP", Diploma("d", "BP Voilerie", "BP"))
    sentences = chunk(document, parse(text, title="x").root).sentences
    first = candidate(document, named(sentences, "six unités"), 0.8)
    told = written_out(ask("L'UC du BP voilerie, ça veut dire quoi ?"), [first], {"d": sentences})
    assert told is not None and "(UC)" in told.quote
    assert written_out(ask("que veut dire VAE en BP voilerie ?"), [first], {"d": sentences}) is None
    asked = ask("C'est quoi l'UC dans le BP voilerie ?")
    assert (told := written_out(asked, [first], {"d": sentences})) is not None and "(UC)" in told.quote
    assert written_out(ask("c'est quoi le but ?"), [first], {"d": sentences}) is None


def test_an_acronym_may_be_typed_small_where_it_is_no_word() -> None:
    assert asked_acronym(ask("bts ujac ça veut dire quoi les lettres")) == "ujac"
    assert asked_acronym(ask("c'est quoi le mini de semaines ?")) == ""


@pytest.mark.parametrize(
    ("said", "quote"),
    [
        ("À quoi correspond la compétence C16 du BP voilerie ?", "C16 : Suivre un gréement."),
        ("c'est quoi A4-T2 dans le BP voilerie ?", "A4-T2 : Étalonner une balance."),
        ("C03 c'est quoi ?", "C02 et C03 : Communiquer."),
        ("la compétence C16 est évaluée quand ?", None),
        ("c'est quoi la compétence C21 ?", None),  # named, and not told
        ("C16 et C03, ça correspond à quoi ?", None),
    ],
)
def test_a_code_is_told_by_the_line_that_it_labels(said: str, quote: str | None) -> None:
    lines = (
        "C02 et C03 : Communiquer.",
        "C16 : Suivre un gréement.",
        "A4-T2 : Étalonner une balance.",
        "E2 : C21, C16.",
    )
    text = "\n\n".join(("# BP", *lines))
    document = Document("d", text, "0", "texte", "BP", Diploma("d", "BP Voilerie", "BP"))
    sentences = chunk(document, parse(text, title="x").root).sentences
    told = written_out(ask(said), [candidate(document, sentences[0], 0.8)], {"d": sentences})
    assert (told.quote if told else None) == quote
