"""The parts of a question: one per thing asked, one per diploma, and what is taken for granted in front."""

from __future__ import annotations

from datetime import date

import pytest

from advisor.records import Diploma, Message
from advisor.understand import (
    DiplomaNames,
    asked_alone,
    asked_at_the_end,
    claimed,
    clauses,
    for_everyone,
    narrow,
    taken_for_granted,
    understand,
)
from advisor.understand.context import by_itself
from tests.corpora import names
from tests.test_diplomas import CIM, MESURE
from tests.test_understand import ask


def test_short_questions_in_a_row_are_several() -> None:
    question = ask("BTS mesure : durée du stage ? pages du rapport ? qui signe la convention ?")
    assert [part.text for part in clauses(question, names())] == [
        "BTS mesure : durée du stage ?",
        "pages du rapport ?",
        "qui signe la convention ?",
    ]
    question = ask("le stage du BTS mesure peut-il être raccourci et qui prend la décision ?")
    assert "raccourci" in clauses(question, names())[1].text


@pytest.mark.parametrize(
    ("said", "second"),
    [
        ("BTS mesure : quelle moyenne faut-il et y a-t-il une note éliminatoire ?", "y a-t-il une note éliminatoire ?"),
        ("BTS mesure : on apprend quoi et que peut-on faire après ?", "que peut-on faire après ?"),
        ("Durée du stage du BTS mesure et coef de l'oral pour un salarié ?", "coefficient de l'oral pour un salarié ?"),
        ("Durée de l'oral du BTS mesure et son coefficient ?", "son coefficient de l'oral du BTS mesure ?"),
        (
            "BTS mesure : quel est le coefficient de l'E61 et combien de temps dure-t-elle ?",
            "combien de temps dure-t-elle (l'E61) ?",
        ),
    ],
)
def test_what_is_joined_by_and_is_a_question_of_its_own(said: str, second: str) -> None:
    assert [part.text for part in clauses(ask(said), names())][1:] == [second]


def test_the_and_of_a_name_joins_no_questions() -> None:
    known = DiplomaNames([Diploma("d", "BTS couture et métiers du spectacle")])
    for said, parts in (
        ("Quel niveau d'anglais pour le BTS couture et métiers du spectacle ?", 1),
        ("Durée et niveau du BTS couture et métiers du spectacle ?", 2),
    ):
        question = understand([Message("user", said)], known, today=date(2026, 3, 1))
        asked = clauses(question, known)
        assert len(asked) == parts
        assert not any("métiers" in part.matter for part in asked)


def test_the_same_may_be_asked_of_another_thing() -> None:
    first, second = clauses(ask("BTS mesure : combien de pages pour le rapport ? Et le dossier ?"), names())
    assert "rapport" in first.matter and "dossier" in second.matter and second.kind == first.kind == "count"


def test_each_side_of_a_comparison_keeps_what_is_asked() -> None:
    question = ask("Entre le rapport au BTS CIM et le dossier du stage au BTS mesure, lequel est le plus long ?")
    matters = {diploma: narrow(question, names(), diploma).matter for diploma in question.diplomas}
    assert "rapport" in matters[CIM] and "dossier" not in matters[CIM] and "plus long" in matters[CIM]
    assert "dossier" in matters[MESURE] and "rapport" not in matters[MESURE] and "plus long" in matters[MESURE]


def test_two_diplomas_may_be_asked_about_in_one_sentence() -> None:
    question = ask("Qui accorde la dispense en BTS mesure et quel est le coefficient de l'E8 du BTS CIM ?")
    assert "coefficient" not in narrow(question, names(), MESURE).matter
    assert "dispense" not in narrow(question, names(), CIM).matter
    question = ask("Combien de pages en BTS mesure, combien de minutes au BTS CIM, et qui signe la convention ?")
    assert "convention" in narrow(question, names(), MESURE).matter


def test_each_clause_about_a_diploma_has_its_own_people() -> None:
    question = ask(
        "Combien de pages au BTS CIM, et combien à temps plein pour remplacer le stage d'un apprenti en BTS mesure ?"
    )
    assert narrow(question, names(), CIM).situations == () and "plein" not in narrow(question, names(), CIM).matter
    assert narrow(question, names(), MESURE).situations == ("apprenti",)
    both = ask("Je suis apprenti. Combien de pages au BTS CIM, et combien de semaines au BTS mesure ?")
    assert narrow(both, names(), CIM).situations == narrow(both, names(), MESURE).situations == ("apprenti",)


@pytest.mark.parametrize(
    ("said", "given", "asked"),
    [
        ("Puisque le stage du BTS mesure dure 6 semaines, qui signe la convention ?", "6 semaines", "signe"),
        ("Vu qu'il faut 5 ans de métier au BTS CIM, qui vérifie les certificats ?", "5 ans", "vérifie"),
        ("Puisque le stage du BTS mesure dure 6 semaines, qui le signe ?", None, None),  # not understood alone
        ("Vu que le rapport du BTS mesure a 30 pages, je dois tout mettre dedans ?", None, None),
        ("Puisque le coefficient du BTS CIM est de 2,5, qui note l'épreuve ?", "2,5", "note"),
        ("comment faire 12 semaines de stage en BTS mesure, qui signe ?", None, None),
        ("Puisque je suis apprenti en BTS mesure, qui signe la convention ?", None, None),  # nothing to check
    ],
)
def test_what_is_taken_for_granted_is_asked_by_itself(said: str, given: str | None, asked: str | None) -> None:
    found = taken_for_granted(ask(said), names())
    if given is None or asked is None:
        assert found is None
    else:
        assert found is not None and given in found[0].matter and asked in found[1].matter
        assert given not in found[1].matter


def test_a_clause_of_one_word_takes_along_what_is_spoken_of() -> None:
    assert "preparer" in clauses(ask("où peut-on preparer le BTS mesure ?? quelle région"), names())[1].matter
    second = clauses(ask("c'est quoi le métier après le bac pro et c'est payé combien ?"), names())[1]
    assert "payé" in second.matter and "métier après" not in second.matter


@pytest.mark.parametrize(
    ("said", "first", "second"),
    [
        (
            "Quel est le NOR et la date de publication de l'arrêté du BTS CIM ?",
            "le NOR de",
            "la date de publication de",
        ),
        ("code scolarité et niveau du bac pro microtechniques", "code scolarité", "niveau"),
        ("BTS mesure : qui signe la convention, et le jury c'est combien de personnes ?", "signe", "jury"),
        ("What jobs does the BTS CIM lead to, and can I enter as an apprentice?", "jobs", "apprentice"),
        ("BTS mesure : qui valide le stage et peut-on couper la période ?", "valide", "couper"),
        ("BTS mesure : durée du stage, et qui signe la convention ?", "durée", "signe"),
        ("BTS mesure : qui décide des missions et c'est écrit où ?", "décide", "écrit"),
        ("BTS CIM : how long can the report be, and do the appendices count?", "how long", "appendices"),
        ("Le bac pro dure combien d'années et c'est quel niveau de certification ?", "dure", "niveau"),
        ("Combien dure le bac pro et qu'est ce qu'on peut faire ensuite ?", "dure", "ensuite"),
        ("Le bac pro dure combien de temps et il est accessible avec quel diplôme ?", "combien", "accessible"),
        ("BTS mesure : quel stage, et mon centre a-t-il le droit de chercher pour moi ?", "stage", "centre"),
    ],
)
def test_each_thing_asked_is_a_question_of_its_own(said: str, first: str, second: str) -> None:
    one, other = clauses(ask(said), names())
    assert first in one.text and second in other.text
    assert second not in one.text and first not in other.text


def test_what_belongs_together_is_one_question() -> None:
    for said in (
        "Comment se passent le stage et le rapport du BTS mesure ?",
        "Le nombre de jours et de nuits au BTS CIM ?",
    ):
        assert len(clauses(ask(said), names())) == 1


def test_another_sentence_about_another_diploma_is_no_side_of_a_comparison() -> None:
    question = ask("Qui valide l'entreprise en BTS mesure ? Et aussi, en bac pro microtechniques, que faire après ?")
    matters = [narrow(question, names(), diploma).matter for diploma in question.diplomas]
    assert "après" not in matters[0] and matters[1].startswith("que faire après")


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        ("On m'a dit que le rapport du BTS mesure faisait 20 pages. Je peux ?", "le rapport faisait 20 pages ?"),
        ("Mon patron dit que le stage du BTS mesure dure 6 semaines, vrai ?", "le stage dure 6 semaines ?"),
        ("Puisque le stage du BTS mesure dure 6 semaines, inutile d'y penser ?", "le stage dure 6 semaines ?"),
        ("Si j'ai bien compris, le stage du BTS mesure dure 6 semaines. C'est bon ?", "le stage dure 6 semaines ?"),
        ("Je croyais que le stage du BTS mesure durait 6 semaines", "le stage durait 6 semaines ?"),
        ("On m'a dit que le stage du BTS mesure est facile. Je peux ?", None),  # no number to check
        ("Le stage du BTS mesure dure 6 semaines ?", None),
    ],
)
def test_what_the_person_was_told_is_a_question_of_its_own(said: str, claim: str | None) -> None:
    found = claimed(ask(said), names())
    assert (found and found[0].matter) == claim


@pytest.mark.parametrize(
    ("said", "matter"),
    [
        ("durée du stage du BTS mesure si je suis à distance ?", "durée du stage ?"),
        ("En tant que lycéen en BTS mesure, combien de pages pour le rapport ?", "combien de pages pour le rapport ?"),
        ("En tant qu'apprenti en BTS mesure, combien de semaines de stage ?", None),
        ("durée du stage du BTS mesure ?", None),  # no situation is stated
        ("et en apprentissage en BTS mesure ?", None),  # nothing else is
        ("j'ai raté le BTS mesure, je garde mes notes ?", None),  # what is asked is about it
        ("durée du stage du BTS mesure par la VAE ?", None),  # who comes so may be exempt
        ("peut-on faire le BTS mesure à distance sans stage ?", None),
        ("quelle différence de stage pour un apprenti en BTS mesure ?", None),
    ],
)
def test_a_question_may_be_asked_for_everyone(said: str, matter: str | None) -> None:
    found = for_everyone(ask(said), names())
    if matter is None:
        assert found is None
    else:
        assert found is not None and found.situations == () and found.matter.strip(" ,") == matter


@pytest.mark.parametrize(
    ("said", "alone"),
    [
        (
            "Je suis apprenti en BTS mesure. Mon patron part. Qui signe alors le papier ?",
            "apprentissage : Qui signe alors le papier ?",
        ),
        ("Je prépare le BTS mesure. Qui signe alors le papier ?", None),  # no situation is told
        ("Qui signe le papier d'un apprenti en BTS mesure ?", None),  # no story
        ("Je suis apprenti en BTS mesure. C'est vrai ?", None),  # asks of the story
        (
            "Je suis apprenti en BTS mesure. Je relis la convention. Que doit-on trouver dedans ?",
            None,
        ),  # in what it names
    ],
)
def test_the_question_after_a_story_is_asked_for_the_people_of_the_story(said: str, alone: str | None) -> None:
    found = asked_at_the_end(ask(said), names())
    assert (found and found.matter) == alone


@pytest.mark.parametrize(
    ("said", "alone"),
    [
        ("Y a-t-il une épreuve de langue au BTM ? Mon fils est nul.", "Y a-t-il une épreuve de langue ?"),
        ("Ma fille est timide. Combien de temps dure le stage du BTS mesure ?", "Combien de temps dure le stage ?"),
        ("Ma fille est timide. Elle passe un oral en BTS mesure ?", None),  # "elle" is told of before
        ("J'ai signé la convention du BTS mesure. Qui garde cette convention ?", None),
        ("Combien de temps dure le stage du BTS mesure ?", None),
        ("Qui signe en BTS mesure ? Et quand ?", None),  # two questions
    ],
)
def test_a_question_may_be_read_without_what_is_told_around_it(said: str, alone: str | None) -> None:
    found = asked_alone(ask(said), names())
    assert (found and found.matter) == alone


@pytest.mark.parametrize(
    "text",
    [
        "Le BTS CIM permet-il d'entrer en BTS métiers de la mesure ?",
        "avec un BTS CIM on peut faire le BTS métiers de la mesure ?",
        "peut-on intégrer le BTS métiers de la mesure après le BTS CIM ?",
        "le bts cim ça mène au bts métiers de la mesure ?",
        "faut-il un BTS CIM pour le BTS métiers de la mesure ?",
        "pour le BTS métiers de la mesure, il faut avoir le BTS CIM ?",
        "le BTS CIM suffit pour entrer en BTS métiers de la mesure ?",
    ],
)
def test_whether_one_diploma_leads_to_another_is_asked_of_both(text: str) -> None:
    question = ask(text)
    assert set(question.diplomas) == {CIM, MESURE}
    assert narrow(question, names(), CIM).matter == "peut-on poursuivre ses études en bts ?"
    assert narrow(question, names(), MESURE).matter == "peut-on entrer avec un bts ?"


def test_what_is_asked_beside_where_one_goes_stays_the_question() -> None:
    question = ask("après le BTS CIM, je peux faire le BTS métiers de la mesure : combien de semaines de stage ?")
    assert "stage" in narrow(question, names(), MESURE).matter


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (
            "BTS mesure : comment et dans quel délai peut-on contester ?",
            ["BTS mesure : comment peut-on contester ?", "dans quel délai peut-on contester ?"],
        ),
        (
            "où et quand dois-je déposer le rapport du BTS mesure ?",
            ["où dois-je déposer le rapport du BTS mesure ?", "quand dois-je déposer le rapport du BTS mesure ?"],
        ),
        # the first has a verb of its own
        (
            "le jury du BTS mesure est présidé par qui et combien de temps dure l'oral ?",
            ["le jury du BTS mesure est présidé par qui ?", "combien de temps dure l'oral ?"],
        ),
        (
            "Le stagiaire du BTS mesure est-il payé, et combien par mois ?",
            ["Le stagiaire du BTS mesure est-il payé ?", "combien par mois (stagiaire payé) ?"],
        ),
    ],
)
def test_two_questions_may_share_a_verb(said: str, asked: list[str]) -> None:
    assert [part.text for part in clauses(ask(said), names())] == asked


def test_what_is_done_to_a_thing_taken_for_granted_is_not_asked_without_it() -> None:
    assert (
        taken_for_granted(ask("Puisque le stage du BTS mesure dure 8 semaines, on peut le couper ?"), names()) is None
    )
    assert taken_for_granted(ask("Puisque le stage du BTS mesure dure 8 semaines, combien de pages ?"), names())


def test_a_delay_is_asked_of_what_stands_before_it() -> None:
    asked = ask("je peux faire un recours contre ma note au BTS CIM ? sous combien de jours")
    delay = clauses(asked, names())[-1]
    assert delay.text.startswith("sous combien de jours (") and "recours" in delay.text
    assert by_itself(delay, names()) is None


@pytest.mark.parametrize(
    ("said", "general"),
    [
        ("Différence entre le BTS CIM et le BTS mesure ?", True),
        ("j'hésite entre le BTS CIM et le BTS mesure", True),
        ("quelle différence de durée de stage entre le BTS CIM et le BTS mesure ?", False),
    ],
)
def test_what_tells_two_diplomas_apart_is_their_level_length_and_access(said: str, general: bool) -> None:
    parts = clauses(narrow(ask(said), names(), MESURE), names())
    assert ("niveau" in parts[0].text and len(parts) == 3) is general


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("quel métier on fait après le bac pro microtechniques et on gagne combien", ["après", "gagne combien"]),
        ("bac pro microtechniques ça dure combien et y a quoi comme débouchés", ["dure combien", "débouchés"]),
        ("BTS mesure : combien de semaines de stage, et le centre peut m'aider à trouver ?", ["semaines", "m'aider"]),
        ("au BTS mesure faut une convention pour le stage ? qui la signe", ["faut une convention", "qui la signe"]),
        ("BTS mesure : 50 pages annexes comprises ou pas ? et le résumé il fait combien", ["annexes", "résumé"]),
        ("au BTS mesure qui accorde une réduction et jusqu'à combien de semaines ?", ["accorde", "semaines (accorde"]),
        ("BTM en candidat individuel ? et en Polynésie ?", ["individuel", "Polynésie (candidat individuel)"]),
    ],
)
def test_two_questions_are_two_however_they_are_joined(said: str, parts: list[str]) -> None:
    found = [part.text for part in clauses(ask(said), names())]
    assert len(found) == len(parts) and all(part in text for part, text in zip(parts, found, strict=True))


@pytest.mark.parametrize(
    "said",
    [
        "Quels papiers le jury du BTS CIM reçoit-il, et est-ce différent pour un salarié ?",
        "Entre un salarié et un redoublant au BTS CIM, le dossier diffère-t-il ? Le second a-t-il une pièce en plus ?",
        "BTS CIM : un ami qui a raté l'examen, et qui n'est plus au lycée, que présente-t-il ?",
        "Bonjour, vous allez bien ? Le stage du BTS mesure dure combien de semaines ?",
        "Que se passe-t-il au BTS mesure si je suis malade et je peux pas venir à l'oral ?",
        "Combien de semaines de stage au BTS mesure ? en formation à distance ?",
        "Combien dure le stage du BTS mesure ? et en plus ?",
    ],
)
def test_what_only_tells_compares_or_greets_is_no_question_of_its_own(said: str) -> None:
    assert len(clauses(ask(said), names())) == 1


def test_what_one_was_told_may_be_asked_about_further() -> None:
    told = "On m'a dit que le stage du BTS mesure dure 6 semaines, "
    assert claimed(ask(f"{told}c'est vrai ?"), names())[1] is False  # type: ignore[index]
    assert claimed(ask(f"{told}quelles sont exactement les pièces à fournir ?"), names())[1] is True  # type: ignore[index]


def test_the_first_of_two_questions_is_no_person() -> None:
    said = (
        "Qui signe la convention du BTS mesure ? Combien de semaines dure le stage ? La première est-elle obligatoire ?"
    )
    assert len(clauses(ask(said), names())) == 3


def test_two_questions_in_english_are_two() -> None:
    question = ask("How long is the internship of the BTS mesure, and can part of it be done abroad?")
    first, second = clauses(question, names())
    assert "abroad" not in first.matter and "abroad" in second.matter


def test_what_two_do_together_is_one_question() -> None:
    for said in (
        "BTS mesure : quel papier l'école et l'entreprise signent-elles ?",
        "BTS mesure : quel papier l'école et la boîte doivent-elles signer ?",
    ):
        assert len(clauses(ask(said), names())) == 1
    assert len(clauses(ask("BTS mesure : le stage dure combien et les absences sont-elles rattrapées ?"), names())) == 2


def test_of_two_diplomas_each_has_its_own_thing() -> None:
    question = ask("Quelle est la durée du BTS CIM et celle du stage du BTS mesure ?")
    assert "stage" not in narrow(question, names(), CIM).matter and "stage" in narrow(question, names(), MESURE).matter
    both = ask("Quel est le niveau du BTS CIM et celui du BTS mesure ?")
    assert narrow(both, names(), CIM).matter == narrow(both, names(), MESURE).matter
