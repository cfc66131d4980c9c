"""Messages as typed to French as written."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.understand.spelling import Speller, distance, sound, spell_out
from tests.corpora import speller


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("mesur", "mesure"),
        ("microtecnique", "microtechniques"),
        ("mecanik", "mecanique"),
        ("aprentissage", "apprentissage"),
        ("soutenence", "soutenance"),
        ("recetur", "recteur"),
        ("certifcat", "certificat"),
        ("moyene", "moyenne"),
    ],
)
def test_a_misspelled_word_of_the_texts_is_restored(typed: str, word: str) -> None:
    corrected = speller().correct(typed)
    assert corrected.rstrip("s") == word.rstrip("s")


@pytest.mark.parametrize(
    "word",
    [
        "salaire",
        "piscine",
        "stage",
        "mesure",
        "xyzzy",
        "e8",
        "bts",
        "voiture",
        "parcoursup",
        "micromecanique",
        "main",
    ],
)
def test_a_valid_or_foreign_word_stays(word: str) -> None:
    assert speller().correct(word) == word


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("cb de tps", "combien de temps"),
        ("jsuis apprenti", "je suis apprenti"),
        ("8semaines", "8 semaines"),
        ("j ai raté", "j'ai raté"),
        ("ce quon rend kau prof", "ce qu'on rend qu'au professeur"),
        ("Le BTS CIM", "Le BTS CIM"),
        ("", ""),
    ],
)
def test_short_forms_are_spelled_out(typed: str, written: str) -> None:
    assert spell_out(typed) == written


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("a loral", "a l'oral"),
        ("le rapport dactivité", "le rapport d'activite"),
        ("jarrive pas", "j'arrive pas"),
        ("lexam", "l'examen"),
        ("lentreprisse", "l'entreprise"),
        ("lentreprise qumesure", "l'entreprise qumesure"),
        ("dipolme", "diplome"),
        ("de l'entreprisse", "de l'entreprise"),
        ("l'anée d'aprés, aujourd'hui", "l'annee d'aprés, aujourd'hui"),
    ],
)
def test_an_article_typed_together_with_its_word_is_parted(typed: str, written: str) -> None:
    assert spell_out(typed, speller()) == written


def test_words_that_sound_alike_share_a_key() -> None:
    assert sound("mecanik") == sound("mecanique") and sound("fotografe") == sound("photographe")
    assert sound("stage") != sound("soutenance")


@pytest.mark.parametrize(
    ("first", "second", "steps"),
    [
        ("stage", "stage", 0),
        ("stage", "satge", 1),
        ("stage", "stages", 1),
        ("stage", "stae", 1),
        ("abcdef", "ghijkl", 3),
    ],
)
def test_the_distance_counts_a_swap_once(first: str, second: str, steps: int) -> None:
    assert distance(first, second, 2) == steps


@given(st.text(max_size=80))
def test_no_message_breaks_it(message: str) -> None:
    assert isinstance(spell_out(message, speller()), str)


@given(st.lists(st.sampled_from("cb 12 stage semaines 2026 jsuis 8 E8 mesur".split()), max_size=8).map(" ".join))
def test_the_numbers_of_a_message_stay(message: str) -> None:
    assert re.findall(r"\d+", spell_out(message, speller())) == re.findall(r"\d+", message)


def test_a_short_word_is_no_elision() -> None:
    assert spell_out("envoyez un mail au lycée", speller()) == "envoyez un mail au lycée"


@pytest.mark.parametrize(
    ("typed", "written"), [("nest", "n'est"), ("nont", "n'ont"), ("lentreprise", "l'entreprise"), ("main", "main")]
)
def test_an_elision_typed_together_is_parted(typed: str, written: str) -> None:
    assert speller().correct(typed) == written


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("durée du stage du bts ms", "durée du stage du bts ms"),
        ("ms le stage", "mais le stage"),
        ("l'option c du bac pro", "l'option c du bac pro"),
        ("le bac pro c combien", "le bac pro c'est combien"),
    ],
)
def test_a_short_form_after_what_it_names_is_left(typed: str, read: str) -> None:
    assert spell_out(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("l epreuve dure combien d annees", "l'epreuve dure combien d'annees"),
        ("qu il y a", "qu'il y a"),
        ("option d avec", "option d avec"),
        ("jbosse et jtravaille", "je bosse et je travaille"),
        ("le CDI j", "le CDI j"),
    ],
)
def test_what_is_typed_apart_or_together_is_mended(typed: str, read: str) -> None:
    assert spell_out(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("sa mene a koi", "ça mene a quoi"),
        ("ses combien le stage", "c'est combien le stage"),
        ("et ce que je peux", "est-ce que je peux"),
        ("quand et la soutenance", "quand est la soutenance"),
        ("sa durée", "sa durée"),
        ("niveau boulot", "pour le travail"),
        ("quel niveau stage", "quel niveau stage"),
        ("lotre en cfa", "l'autre en cfa"),
    ],
)
def test_words_that_sound_alike_and_turns_of_speech_are_read_as_meant(typed: str, read: str) -> None:
    assert spell_out(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "un lien internet",
        "le CAP de fournier",
        "un lycée à Lille",
        "l'adresse du CFA de Beaune",
        "je retente l'examen",
    ],
)
def test_words_of_today_trades_and_places_stay(typed: str) -> None:
    assert spell_out(typed, speller()) == typed


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("je peux quand mm passer l'oral ?", "quand même"),
        ("c'est la mm chose ?", "la même chose"),
        ("je pe faire le bac pro ?", "je peux faire"),
        ("je ve faire un stage", "je veux faire"),
        ("une pièce de 3 mm de large", "3 mm de"),
        ("bts ou but le + long c lequel", "le plus long"),
        ("bac + 2", "bac + 2"),
        ("ça mène à quel boulo", "quel métier"),
        ("quel travail de recherche ?", "quel travail de recherche"),
        ("combien par moi ?", "combien par mois"),
        ("une recette par moi-même", "par moi-même"),
    ],
)
def test_two_letters_are_a_word_where_they_can_only_be_one(typed: str, meant: str) -> None:
    assert meant in spell_out(typed)


def test_a_word_cut_short_or_an_acronym_is_no_misspelling() -> None:
    """ "méca" was read as "MECP", the acronym of a text."""
    speller = Speller({"mecanique": 3, "mecp": 9, "electricien": 2, "carrossier": 1})
    typed = ("meca", "elec", "melec", "carossier")
    assert [speller.correct(word) for word in typed] == ["meca", "elec", "melec", "carrossier"]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("cb de semaine en entreprise", "combien de semaines en entreprise"),
        ("ça prend combien de temp", "ça prend combien de temps"),
        ("combien d'argent", "combien d'argent"),
        ("combien de travail", "combien de travail"),
        ("combien compte l'oral", "combien compte l'oral"),
        ("le BTS C.I.M. dure combien ?", "le BTS CIM dure combien ?"),
        ("les lettres sa veu dire koi", "les lettres ça veut dire quoi"),
        ("on fait koi com metier", "on fait quoi comme metier"),
    ],
)
def test_what_is_counted_stands_in_its_plural_and_letters_without_their_stops(typed: str, read: str) -> None:
    assert spell_out(typed) == read
