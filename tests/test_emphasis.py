"""What is in bold: the value asked for, whole, and nothing else."""

import pytest

from advisor.answer.emphasis import embolden, merged_bold, of_the_value, stand_in, widened
from advisor.records import Claim
from tests.test_answer import ask


def test_the_coefficient_is_in_bold_with_its_word() -> None:
    line = embolden(ask("quel coefficient ?", "coefficient"), "soutenance (15 minutes, coefficient 0,5)")
    assert line == "soutenance (15 minutes, **coefficient 0,5**)"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("La dérogation est accordée par la rectrice.", "La dérogation est accordée par **la rectrice**."),
        (
            "Le livret est signé par le maître d’apprentissage.",
            "Le livret est signé par **le maître d’apprentissage**.",
        ),
        ("Le livret est signé en mai.", "Le livret est signé en mai."),
    ],
)
def test_who_is_asked_for_is_in_bold(line: str, shown: str) -> None:
    assert embolden(ask("qui signe ?", "person"), line) == shown


@pytest.mark.parametrize(
    ("question", "kind", "line", "shown"),
    [
        ("jusqu'à quand ?", "date", "Valable jusqu'au 3 juillet 2019.", "Valable jusqu'au **3 juillet 2019**."),
        ("quelle session ?", "date", "Dès la session d'examen 2026.", "Dès la session d'examen **2026**."),
        ("quel niveau ?", "value", "Diplôme de niveau 4, code E8.", "Diplôme de **niveau 4**, code E8."),
        ("quel code ?", "value", "Diplôme de niveau 4, code E8.", "Diplôme de niveau 4, code **E8**."),
    ],
)
def test_a_date_or_code_asked_for_is_in_bold(question: str, kind: str, line: str, shown: str) -> None:
    assert embolden(ask(question, kind), line) == shown


def test_bold_keeps_an_ending_in_brackets_and_leaves_conditions_alone() -> None:
    assert embolden(ask("combien de temps ?", "duration"), "Validité : 5 an(s)") == "Validité : **5 an(s)**"
    line = "pour les candidats ayant travaillé trois ans"
    assert embolden(ask("combien de temps ?", "duration"), line) == line


def test_only_what_is_counted_is_in_bold_and_no_word_is_cut() -> None:
    line = "Analyse de deux vins, puis préparation de trois cocktails."
    shown = "Analyse de deux vins, puis préparation de **trois cocktails**."
    assert embolden(ask("combien de cocktails ?", "count"), line) == shown
    assert embolden(ask("combien de cocktails ?", "count"), "Deux vins et une carte de cocktails.").count("**") == 0
    assert embolden(ask("combien de parties ?", "count"), "Trois sous-épreuves.") == "**Trois sous-épreuves**."


def test_only_what_is_asked_for_is_in_bold() -> None:
    assert "**" not in embolden(ask("combien de pages ?", "count"), "L'oral dure 15 minutes.")
    assert "**" not in embolden(ask("combien de plantes ?", "count"), "L'oral dure 15 minutes.")
    line = embolden(ask("qui signe ?", "person"), "La convention est signée par l'étudiant et le chef d'établissement.")
    assert line.count("**") == 2 and "**le chef d'établissement**" in line


def test_a_number_put_forward_has_its_like_in_bold() -> None:
    line = embolden(ask("le rapport ne dépasse pas 30 pages, c'est ça ?", "yes_no"), "un rapport de cinquante pages")
    assert line == "un rapport de **cinquante pages**"


def test_two_questions_with_one_quote_have_both_values_in_bold() -> None:
    first = Claim("Règle **générale** :\n> « Remis par **le recteur** quinze jours avant. »", (1,))
    lead, second = Claim("**Quinze jours**.", (1,)), Claim("> « Remis par le recteur **quinze jours** avant. »", (1,))
    both = merged_bold(first, [lead, second])
    assert both.text == "Règle **générale** :\n> « Remis par **le recteur** **quinze jours** avant. »"
    assert merged_bold(first, [Claim("> « **Autre** chose. »", (1,))]) == first
    # A quote that is part of another gives way to it, with its label and its bold.
    part = Claim("**Élèves** :\n> « L'épreuve a **deux parties** : »", (1,))
    whole = Claim("Règle :\n> « L'épreuve a deux parties :\n> - un oral (**15 minutes**). »", (3,))
    assert widened(part, whole).text == part.text.replace(" : »", " :\n> - un oral (**15 minutes**). »")


def test_a_quote_stands_already_where_another_has_its_words() -> None:
    claims = [Claim("**4 h**.", (1,)), Claim("> « E1\n> - Durée : **4 h** »", (1,))]
    for line, stands in (("Durée : 4 h", True), ("Coeff. : **4**", False)):
        assert stand_in(claims, [Claim(f"> « E1\n> - {line} »", (1,))]) is stands


def test_one_of_two_lengths_is_not_in_bold_for_who_names_a_third() -> None:
    line = "à temps plein pendant six mois ou à temps partiel pendant un an"
    assert embolden(ask("7 mois à mi-temps, ça suffit ?", "yes_no"), line) == line
    assert "**six mois**" in embolden(ask("7 mois, ça suffit ?", "yes_no"), "à temps plein pendant six mois")


def test_two_times_are_no_length() -> None:
    line = "Elle dure 1 h 45. Elle comporte deux temps."
    assert embolden(ask("l'oral prend combien de temps ?", "duration"), line).count("**") == 2


def test_the_length_that_one_names_is_in_bold_beside_another() -> None:
    line = "à temps plein pendant six mois ou à temps partiel pendant un an"
    assert "**six mois**" in embolden(ask("6 mois à temps plein, ça suffit ?", "yes_no"), line)


def test_the_length_of_the_whole_is_that_of_what_opens_the_list_and_of_ones_own_diploma() -> None:
    lines = ["L'épreuve, d'une durée totale de 1 h 20, comprend :", "- un exposé sur les moteurs (15 minutes) ;"]
    found = "un exposé sur les moteurs (15 minutes) ;"
    assert of_the_value(ask("combien dure l'épreuve pour qui a fait des moteurs ?", "duration"), lines, found) == [
        True,
        False,
    ]
    assert of_the_value(ask("combien dure l'exposé sur les moteurs ?", "duration"), lines, found) == [False, True]
    line = "Les titulaires de CAP le préparent en deux ans."
    assert "**deux ans**" in embolden(ask("et avec un CAP, quelle durée ?", "duration"), line)
    assert "**" not in embolden(ask("quelle durée ?", "duration"), line)


def test_the_last_day_of_a_registration_is_in_bold_for_who_asks_whether_it_holds() -> None:
    line = "Enregistrement pour cinq ans, avec effet au 1er juin 2002, jusqu'au 3 juillet 2019"
    assert embolden(ask("la fiche est-elle toujours valable ?", "yes_no"), line).endswith("**3 juillet 2019**")
    assert "**3 juillet" not in embolden(ask("la fiche est-elle longue ?", "yes_no"), line)
