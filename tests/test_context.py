"""A message whose matter only the answer before it has named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from advisor.language.exams import part_in
from advisor.language.french import fold
from advisor.pipeline import Advisor
from advisor.records import Message, Question
from advisor.understand import understand
from advisor.understand.context import (
    answer_before,
    by_itself,
    decided_there,
    in_context,
    in_order,
    of_origin,
    only_repeats,
    points_back,
    speaks_of_it,
)
from tests.corpora import names
from tests.test_diplomas import MESURE, PRO

FIRST = "je suis apprenti en BTS mesure et j'ai raté l'examen"
SAID = "Vous pouvez présenter votre contrat d'apprentissage initial prorogé, ou un nouveau contrat."
QUOTED = """Règle pour votre situation :

> « Le candidat présente son contrat
> initial **prorogé**. » [1]

> « Autre chose. » [2]
"""


def asked(*said: str, answer: str = SAID) -> Question:
    messages = [Message("user", said[0])]
    for text in said[1:]:
        messages += [Message("assistant", answer), Message("user", text)]
    return understand(messages, names(), today=date(2026, 3, 1))


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        (SAID, SAID.rstrip(".")),
        (QUOTED, "Le candidat présente son contrat initial prorogé"),
        ("mot " * 300, " ".join(["mot"] * 40)),
        ("", ""),
    ],
)
def test_the_first_words_of_an_answer_or_of_its_first_quote_are_kept(answer: str, kept: str) -> None:
    assert answer_before([Message("user", "a"), Message("assistant", answer), Message("user", "b")]) == kept
    assert answer_before([Message("assistant", answer), Message("user", "a"), Message("user", "b")]) == ""


def test_a_message_that_leans_on_the_answer_is_read_with_it() -> None:
    question = asked(FIRST, "prorogé de combien ?")
    leaning = in_context(question, names())
    assert leaning is not None and leaning.diplomas == (MESURE,) and leaning.situations == question.situations
    assert leaning.matter.startswith("prorogé de combien (") and "nouveau contrat" in leaning.matter
    assert "contrat" not in question.matter and in_context(leaning, names()) is None


@pytest.mark.parametrize(
    "said", ["durée du stage en BTS CIM ?", "t'es sûr ?", "et pour le bac pro ?", "et pour un CAP coiffure ?"]
)
def test_a_message_that_names_a_diploma_or_doubts_leans_on_no_answer(said: str) -> None:
    assert asked(FIRST, said).context == ""
    assert in_context(asked(FIRST, said), names()) is None


def test_what_only_the_answer_named_is_found(advisor: Advisor) -> None:
    messages = [Message("user", FIRST), Message("assistant", SAID), Message("user", "prorogé de combien ?")]
    answer = advisor.ask(messages, today=date(2026, 3, 1))
    assert answer.status == "answered" and any("prorogé d’un an" in cited.quote for cited in answer.citations)
    # The words of the answer alone are no reason to answer.
    messages[-1] = Message("user", "et c'est payé combien ?")
    assert advisor.ask(messages, today=date(2026, 3, 1)).status == "not_found"


@pytest.mark.parametrize(
    ("said", "diploma"),
    [
        ("ce bac pro c'est en combien d'années ?", MESURE),  # what the answer spoke of
        ("et pour le bac pro, quelle durée de stage ?", PRO),
        ("et le bac pro ?", PRO),
    ],
)
def test_a_kind_that_the_answer_spoke_of_changes_no_diploma(said: str, diploma: str) -> None:
    question = asked("on y entre comment, en BTS mesure ?", said, answer="Après un bac pro, par exemple.")
    assert question.diplomas == (diploma,)


def test_what_is_asked_of_the_diploma_one_has_names_the_other_by_its_kind() -> None:
    question = understand(
        [Message("user", "J'ai un bac pro microtechniques, puis-je aller en BTS CIM ?")],
        names(),
        today=date(2026, 3, 1),
    )
    assert question.origins == (PRO,) and PRO not in question.diplomas
    asked_of_origin = of_origin(question, PRO, names())
    assert (
        asked_of_origin.diplomas == (PRO,) and "(BTS)" in asked_of_origin.matter and "CIM" not in asked_of_origin.matter
    )


@pytest.mark.parametrize(
    ("message", "quote", "repeats"),
    [
        ("et il y a un mémoire ?", "Le contrat initial est prorogé.", True),  # the answer before, which has no mémoire
        ("prorogé de combien ?", "Le contrat initial est prorogé.", False),
        ("et il y a un mémoire ?", "Un mémoire est soutenu.", False),  # another quote
        ("combien de temps ?", "Le contrat initial est prorogé.", False),  # no word of its own
    ],
)
def test_the_answer_before_is_no_answer_to_another_matter(message: str, quote: str, repeats: bool) -> None:
    question = Question(text=message, matter=message, search=message, context="contrat initial prorogé")
    assert only_repeats(question, quote) is repeats


@pytest.mark.parametrize(
    ("said", "back"),
    [
        ("C'est le proviseur qui valide ça ?", True),
        ("et qui signe ça", True),
        ("il faut un papier pour ça ?", True),
        ("et ça dure combien ?", False),
        ("8 semaines, c'est bien ça ?", False),
        ("à part ça, combien de semaines dure le stage ?", False),
        ("comment ça ?", False),
        ("c'est quoi ça ?", False),
    ],
)
def test_a_message_may_only_point_to_what_was_said(said: str, back: bool) -> None:
    assert points_back(asked(FIRST, said)) is back


def test_what_is_pointed_to_is_not_answered_with_what_was_said(advisor: Advisor) -> None:
    messages = [
        Message("user", "BTS Métiers de la Mesure : avec une dispense, doit-on faire le stage ?"),
        Message("assistant", "Les candidats qui produisent une dispense ne sont pas tenus d'effectuer ce stage."),
        Message("user", "C'est le proviseur qui valide ça ?"),
    ]
    assert "recteur" in advisor.ask(messages).citations[0].quote


def test_what_one_supposes_of_oneself_is_put_into_the_question_before() -> None:
    question = asked("Comment entre-t-on en bac pro microtechniques ?", "et si je signe un contrat d'apprentissage ?")
    assert question.situations == ("apprenti",) and question.matter.endswith("candidat en apprentissage ?")
    assert question.matter.startswith("Comment entre-t-on")


def test_a_condition_is_not_dropped_with_what_one_supposes() -> None:
    for said in ("et si mon contrat d'apprentissage est rompu ?", "et si l'apprenti est malade ?"):
        assert "candidat en" not in asked("Combien de semaines de stage en bac pro microtechniques ?", said).matter


def test_an_exam_takes_the_place_of_the_exam_before() -> None:
    question = asked("L'épreuve E8 du BTS CIM dure combien ?", "et l'épreuve E5 ?")
    assert "E5" in question.text and "E8" not in question.text and question.kind == "duration"


def test_what_is_only_supposed_is_asked_of_what_was_spoken_of() -> None:
    question = asked("qui remet mon certificat de stage en BTS mesure ?", "et si je l'ai pas ?")
    assert (
        question.refusal is None and question.text.startswith("et si je l'ai pas (") and "certificat" in question.text
    )


def test_a_corrected_diploma_is_asked_the_question_before() -> None:
    question = asked("combien de pages le rapport du BTS CIM ?", "non pardon, je voulais dire le rapport du BTS mesure")
    assert question.diplomas == (MESURE,) and question.kind == "count" and question.text.startswith("combien de pages")


def test_a_kind_that_one_goes_on_to_changes_no_diploma() -> None:
    assert asked("quel métier après le bac pro microtechniques ?", "on peut faire un BTS après ?").diplomas == (PRO,)


@pytest.mark.parametrize(
    ("said", "itself"),
    [
        ("c'est en combien d'années ?", "c'est en combien d'années ?"),
        ("et c'est payé ?", None),  # it goes on
        ("il dure combien ?", None),  # what "il" is stands before
    ],
)
def test_a_message_may_be_read_without_what_was_spoken_of(said: str, itself: str | None) -> None:
    question = asked("le rapport du BTS mesure ?", said)
    assert "(rapport)" in question.text
    alone = by_itself(question, names())
    assert (alone and alone.text) == itself
    assert by_itself(asked("le rapport du BTS mesure, combien de pages ?"), names()) is None


def test_situations_told_one_after_the_other_take_each_others_place() -> None:
    said = ("durée du stage en BTS mesure ?", "c'est pareil pour les apprentis ?", "et si je suis redoublant ?")
    question = asked(*said)
    assert (
        question.text
        == "durée du stage en BTS mesure : je suis redoublant, candidat ayant échoué à une session antérieure ?"
    )
    assert question.kind == "duration" and question.situations == ("apprenti", "redoublant")


@pytest.mark.parametrize(
    ("first", "then", "read"),
    [
        (
            "coef de la soutenance du BTS CIM ?",
            "et pour le rapport de stage ?",
            "et pour le rapport de stage (coefficient) ?",
        ),
        ("au BTM, l'oral de langue dure combien ?", "ok et le mémoire ?", "ok et le mémoire (dure) ?"),
        ("au BTM, les composantes restent valables ?", "c'est encore reconnu ?", "c'est encore reconnu ?"),
        ("faut-il un stage en BTS mesure ?", "et le BTM, il existe toujours ?", "et le BTM, il existe toujours ?"),
        ("bac pro microtechniques, ça dure ?", "et après on peut faire quoi ?", "et après on peut faire quoi ?"),
        ("durée du stage, BTS mesure session 2025 ?", "et en 2026 ?", "durée du stage, BTS mesure : en 2026 ?"),
        ("le stage du BTS mesure dure combien ?", "nan le BTM", "le stage dure combien : le BTM ?"),
        (
            "bac pro : en combien de temps ?",
            "donc je peux en 1 an ?",
            "bac pro : en combien de temps : donc je peux en 1 an ?",
        ),
        ("avec un CAP, je peux faire le bac pro ?", "en combien de temps ?", "en combien de temps (avec un cap) ?"),
    ],
)
def test_a_fragment_takes_along_only_what_it_leaves_out(first: str, then: str, read: str) -> None:
    assert asked(first, then).text == read


@pytest.mark.parametrize("then", ["pk ?", "mon prof dit 10", "on m'a dit 10 semaines"])
def test_a_doubt_about_the_answer_is_no_question_of_its_own(then: str) -> None:
    question = asked("le stage du BTS mesure dure combien ?", then)
    assert question.again and question.text == "le stage du BTS mesure dure combien ?"


def test_a_refusal_is_nothing_that_was_spoken_of() -> None:
    said = "Les textes que j'ai lus ne le disent pas (BTM). J'ai regardé : « A/ Après une formation »."
    talk = [Message("user", "prix du BTM ?"), Message("assistant", said), Message("user", "et le mémoire ?")]
    assert answer_before(talk) == ""
    assert answer_before([talk[0], Message("assistant", "Douze semaines."), talk[2]]) == "Douze semaines"


def test_what_was_asked_is_not_what_was_spoken_of() -> None:
    question = asked("combien de pages, le rapport du BTS mesure ?", "et le résumé ?", "ça dure combien de temps ?")
    assert question.text == "ça dure combien de temps (résumé rapport) ?"


@pytest.mark.parametrize(
    ("said", "answer", "read"),
    [
        (
            "la deuxieme elle parle de quoi ?",
            "Deux : une annexe pédagogique et une annexe financière.",
            "une annexe financière elle parle de quoi ?",
        ),
        (
            "et dans la 2e y a quoi ?",
            "De deux composantes : production et transversale.",
            "et dans transversale y a quoi ?",
        ),
        ("la derniere c'est quoi ?", "Il y a :\n- un écrit\n- un oral\n- une pratique", "une pratique c'est quoi ?"),
        ("la 2e contient quoi", "L'examen comprend un écrit de production et un oral.", "un oral contient quoi"),
        ("la premiere partie dure combien ?", "Deux parties : un écrit et un oral.", ""),  # it is named
        ("la 3e c'est quoi ?", "Deux parties : un écrit et un oral.", ""),
        ("la 2e c'est quoi ?", "Oui.", ""),
        ("quoi dans la première ?", "L'épreuve comporte deux parties.", "quoi dans la première partie ?"),
        ("et la 2e ?", "Il y a 3 situations d'évaluation.", "et la 2e situation ?"),
        ("et la 3e ?", "L'épreuve comporte deux parties.", ""),
        ("et la 2e ?", "Trois épreuves.\n- un écrit de langue\n- un oral de projet", "et un oral de projet ?"),
    ],
)
def test_what_an_answer_lists_is_named_by_its_place(said: str, answer: str, read: str) -> None:
    assert in_order(said, answer) == read


def test_a_place_in_the_answer_is_what_is_spoken_of() -> None:
    question = asked(FIRST, "et la 2e c'est quoi ?", answer="Deux papiers : un contrat et une attestation.")
    assert question.text.startswith("et une attestation c'est quoi")


def test_who_is_told_of_in_a_correction_is_put_into_the_question() -> None:
    question = asked("à qui remettre le dossier en BTS mesure ?", "non moi j'ai raté la session d'avant")
    assert question.text.startswith("à qui remettre le dossier en BTS mesure : ") and "échoué" in question.text


def test_any_diploma_of_a_kind_is_none_in_particular() -> None:
    question = asked("combien d'années pour le BTS mesure ?", "et si on a déjà un bac pro du même secteur ?")
    assert question.diplomas == (MESURE,)


def test_what_may_be_no_question_elsewhere_goes_on_with_a_conversation() -> None:
    for said in ("ça c'est pour qui ?", "mon patron est dedans, il vote ?"):
        assert asked("le jury du BTS mesure, c'est qui ?", said).refusal is None


def test_what_comes_after_is_asked_of_the_diploma() -> None:
    assert asked("le BTS mesure dure combien d'années ?", "et après ?").topic == "suite"
    assert asked("le stage du BTS mesure dure combien ?", "et après ?").topic == "stage"


def test_ones_own_case_is_put_into_the_question_before() -> None:
    question = asked(
        "combien de semaines de stage en BTS mesure ?", "et dans mon cas ? je bosse depuis 2 ans chez Bosch"
    )
    assert question.text.startswith("combien de semaines de stage en BTS mesure : ") and "depuis 2 ans" in question.text


def test_a_diploma_that_only_the_advisor_named_is_the_one_spoken_of() -> None:
    said = "Vous pouvez préparer le BTS Métiers de la Mesure, en deux ans."
    assert asked("ma fille aime les instruments", "et quel métier après ?", answer=said).diplomas == (MESURE,)
    assert asked("ma fille aime les instruments", "et quel métier après ?", answer="Un BTS.").diplomas == ()


def test_a_part_that_is_asked_about_stays_one_beside_the_answer() -> None:
    question = asked(
        "BTS CIM, l'E8 ?", "quelles compétences dans la première partie ?", answer="L'E8 comporte deux parties."
    )
    leaning = in_context(question, names())
    assert leaning is not None and part_in(fold(leaning.matter)) == (1, "partie")


def test_an_address_that_stands_in_the_answer_before_is_no_repetition() -> None:
    quote = "L'assemblée, 12, avenue Neuve, 75008 Paris"
    question = asked(FIRST, "t'as leur adresse ?", answer=quote)
    assert not only_repeats(question, quote)
    assert only_repeats(asked(FIRST, "et leur président ?", answer=quote), quote)


@pytest.mark.parametrize(
    ("named", "quote", "speaks"),
    [
        ("BTS comptabilité", "les titulaires d'un BTS de comptabilité", True),
        ("BTS compta", "les titulaires d'un BTS de comptabilité", True),
        ("BTS MCO", "il est possible de poursuivre en BTS MCO", True),
        ("BTS MCO", "il est possible de poursuivre en BTS MUC", False),
        ("BTS métiers de l'eau", "un BTS Métiers de la mode", False),
        ("bac pro maintenance", "un bac professionnel de la maintenance", True),
        ("bac pro maintenance", "un BTS maintenance", False),
    ],
)
def test_a_quote_speaks_of_a_diploma_by_its_kind_and_its_own_words(named: str, quote: str, speaks: bool) -> None:
    said = f"{named}, ça passe ?"
    question = Question(text=said, matter=said, search=said, unknown_diploma=named, otherwise="diploma_unknown")
    assert speaks_of_it(question, [quote]) is speaks


def test_where_one_is_now_is_no_other_diploma_when_access_is_asked() -> None:
    said = ("comment entrer en BTS mesure ?", "moi je suis en bac pro, c'est foutu ?")
    assert asked(*said).diplomas == (MESURE,)
    assert asked(said[0], "moi je suis en bac pro, qui corrige ?").diplomas != (MESURE,)
    assert asked(said[0], "et un bac pro dans la foulée, c'est possible ?").diplomas == (MESURE,)


def test_what_comes_after_a_diploma_names_no_other_of_the_index() -> None:
    assert asked("le BTS mesure dure combien d'années ?", "et apres ? je peux faire un bac pro ?").diplomas == (MESURE,)


def test_a_place_in_what_an_exam_counts_is_what_is_spoken_of() -> None:
    answer = "L'examen compte une composante production et une composante transversale."
    assert in_order("la 2e c'est quoi dedans", answer) == "une composante transversale c'est quoi dedans"


@pytest.mark.parametrize(
    ("said", "there"),
    [
        ("et qui décide ?", True),
        ("c'est qui qui accepte ça", True),
        ("qui prend cette décision ?", True),
        ("qui valide le rapport ?", False),  # of something else
        ("qui est au jury ?", False),
    ],
)
def test_who_decides_may_stand_in_the_answer_before(said: str, there: bool) -> None:
    answer = "La durée peut être réduite, sur décision du recteur"
    question = Question(said, said, said, follows=True, context=answer)
    assert decided_there(question) is there
    assert not decided_there(replace(question, context="La durée est de douze semaines"))


def test_a_person_spoken_of_keeps_their_situation() -> None:
    told = "J'emploie une jeune en alternance qui prépare le BTS mesure."
    assert "apprenti" in asked(told, "Que peut-elle donner à la place du certificat de stage ?").situations


def test_a_story_told_first_is_part_of_the_question_that_draws_on_it() -> None:
    told = "j'ai déjà un CAP métallerie et je rentre directement en première"
    question = asked("Bonjour, je parle du bac pro.", told, "du coup combien de semaines pour moi ?")
    assert "métallerie" in question.text and "première" in question.text


def test_a_question_that_goes_on_about_an_exam_keeps_its_code() -> None:
    said = "Je prépare le BTS CIM. Je passe aussi l'E8 ?"
    assert asked(said, "et les questions du jury après l'exposé durent combien ?").text.endswith("(E8) ?")
    assert "E8" not in asked(said, "et les questions du jury après l'exposé de l'E5 durent combien ?").text
