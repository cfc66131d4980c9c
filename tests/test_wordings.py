"""What many real pages and sheets showed: the same asked in other words, and who or what is set in bold for it."""

from __future__ import annotations

import pytest

from advisor.answer import Draft, draft
from advisor.answer.emphasis import embolden
from advisor.answer.premises import contradicts
from advisor.chunk import chunk
from advisor.engines.evidence import question_text
from advisor.language.persons import asked_for
from advisor.parse import parse
from advisor.pipeline import Advisor
from advisor.records import Citation, Diploma, Document, Evidence, Hit, Message, Question
from advisor.select.value import fitting
from advisor.understand.diplomas import DiplomaNames
from advisor.understand.reading import must_state, never_answers
from advisor.understand.spelling import Speller, spell_out


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("on peut faire ce diplôme après quelle classe ?", "comment entrer, après quoi ?"),
        ("on fait un rapport après quoi ?", "on fait un rapport après quoi ?"),
        ("vers quelles formations mène ce diplôme ?", "peut-on poursuivre ses études après ?"),
        ("what do you learn in this diploma ?", "on apprend quoi ?"),
        ("à qui s'adresse ce diplôme ?", "qui peut y entrer, quel diplôme ou quelle expérience faut-il ?"),
        ("quels sont les objectifs du stage ?", "quels sont les objectifs du stage ?"),
        ("les apprentis font-ils le stage ?", "apprentis : faut-il faire le stage ?"),
        ("le contenu de ce diplôme svp", "on apprend quoi"),
        ("quel est le contenu de la convention ?", "quel est le contenu de la convention ?"),
        ("quel est le temps de préparation ?", "quel est le temps de préparation ?"),  # of an exam, perhaps
        ("j'ai raté, je garde mon rapport ?", "redoublant, à refaire : mon rapport ?"),
    ],
)
def test_a_question_is_read_in_the_words_that_find_its_answer(asked: str, read: str) -> None:
    assert question_text(asked) == read


def test_what_one_learns_is_no_pay_and_how_long_it_lasts_no_difficulty() -> None:
    assert not any(pattern.search("salaire") for pattern in must_state("what do you learn in this diploma ?"))
    assert any(pattern.search("salaire") for pattern in must_state("what do you earn ?"))
    assert not must_state("est-ce que dure trois ans ?")
    assert must_state("est-ce que c'est dur ?")
    kept = "validite des composantes acquises : 5 ans"
    assert not any(pattern.fullmatch(kept) for pattern in never_answers("how long do i keep the parts i passed ?"))


def test_words_of_english_are_no_misspelled_french() -> None:
    speller = Speller({"styles": 3, "mecanique": 9})
    assert spell_out("is the BTM mecanik still valid?", speller) == "is the BTM mecanique still valid?"
    assert spell_out("les diférents still", speller).endswith("styles")  # in French it is one


@pytest.mark.parametrize(
    ("said", "text", "bold"),
    [
        ("qui signe ?", "Conforme au modèle arrêté par le ministre, elle est signée par le recteur.", ["le recteur"]),
        (
            "qui valide le choix ?",
            "Le choix est validé par l'équipe pédagogique et arrêté par le chef d'établissement.",
            ["l'équipe pédagogique"],
        ),
        (
            "qui cherche l'entreprise ?",
            "La recherche est assurée par les étudiants. Le choix est validé par le recteur.",
            [],
        ),
        ("qui ?", "Elle est signée par le recteur.", ["le recteur"]),
    ],
)
def test_who_does_what_is_asked_is_told_from_who_does_something_else(said: str, text: str, bold: list[str]) -> None:
    assert [text[slice(*span)] for span in asked_for(said, text)] == bold


def test_the_value_that_is_put_forward_is_the_one_in_bold() -> None:
    line = "Ce CAP se prépare en 2 ans après la 3e, ou 1 an après un premier diplôme."
    for asked, bold in (("en 1 an, c'est possible ?", "**1 an**"), ("en 2 ans, c'est possible ?", "**2 ans**")):
        line_in_bold = embolden(Question(asked, asked, asked, kind="yes_no"), line)
        assert bold in line_in_bold and line_in_bold.count("**") == 2


def test_the_ends_of_a_range_are_in_bold_together() -> None:
    asked = "combien de pages ?"
    for line, bold in (
        ("L'analyse (entre 2 et 4 pages hors annexes)", "L'analyse (entre **2 et 4 pages** hors annexes)"),
        ("un rapport de vingt-cinq à trente pages", "un rapport de **vingt-cinq à trente pages**"),
        ("une note de 3 pages et 2 pages d'annexes", "une note de **3 pages** et **2 pages** d'annexes"),
    ):
        assert embolden(Question(asked, asked, asked, kind="count"), line) == bold


def test_what_one_has_worked_is_not_what_is_to_be_done() -> None:
    text = (
        "Il peut être remplacé par un certificat attestant que l'intéressé a travaillé à temps plein pendant six mois."
    )
    for asked, found in (("combien de mois de stage ?", 0), ("combien de mois de travail à temps plein ?", 1)):
        assert len(fitting(Question(asked, asked, asked, kind="duration"), text)) == found


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("Toute note inférieure à 6 sur 20 à l'épreuve est éliminatoire.", "**Moins de 6 sur 20**"),
        ("La note ne peut être inférieure à 6 sur 20.", "**Au moins 6 sur 20**"),
    ],
)
def test_a_mark_below_which_one_fails_is_no_mark_at_most(rule: str, told: str) -> None:
    document = Document("d", rule, "0", "texte", "t")
    (sentence,) = chunk(document, parse(rule, title="t").root).sentences
    item = Evidence(document, sentence.start, sentence.end, (), Hit(sentence), 0.9)
    asked = "quelle note est éliminatoire ?"
    drafted = draft(Question(asked, asked, asked, kind="mark"), [item])
    assert drafted.claims[0].text.startswith(told)


def test_a_name_ends_where_the_next_type_begins() -> None:
    known = DiplomaNames([Diploma("cap", "CAP métiers de la coiffure"), Diploma("bp", "BP barman")])
    for said in ("durée du CAP coiffure et du BP barman ?", "le CAP coiffure et pour le BP barman ?"):
        assert set(known.find(said).diplomas) == {"cap", "bp"}
        assert known.find(said).unknown is None


def test_an_option_that_is_a_little_word_is_another_one() -> None:
    known = DiplomaNames([Diploma("p", "BTS métiers de l'audiovisuel option gestion de production")])
    assert known.find("Quel bac pour le BTS audiovisuel option son ?").diplomas == ()
    assert known.find("Quel bac pour le BTS audiovisuel option production ?").diplomas == ("p",)
    assert known.find("le BTS audiovisuel, en option quoi ?").diplomas == ("p",)


@pytest.mark.parametrize(
    ("turns", "quote"),
    [
        (("BTS métiers de la mesure, stage combien de semaines ?", "on peut faire moins ?", "qui décide ?"), "recteur"),
        (("BTS métiers de la mesure : réduction du stage pour force majeure", "qui l'autorise ?"), "recteur"),
    ],
)
def test_who_decides_after_less_is_asked_for(advisor: Advisor, turns: tuple[str, ...], quote: str) -> None:
    messages: list[Message] = []
    for turn in turns:
        messages.append(Message("user", turn))
        answer = advisor.ask(messages)
        messages.append(Message("assistant", answer.text))
    assert quote in answer.citations[0].quote


def test_cheating_is_answered_by_what_speaks_of_it(advisor: Advisor) -> None:
    answer = advisor.ask("BTS métiers de la mesure : quelle sanction si je triche au rapport ?")
    assert (answer.status, answer.reason) == ("not_found", "not_in_texts")


@pytest.mark.parametrize(
    "asked",
    [
        "What happens if I don't give the internship certificate, BTS métiers de la mesure?",
        "Que se passe-t-il si je ne donne pas le certificat de stage en BTS métiers de la mesure ?",
    ],
)
def test_no_certificate_is_another_matter_than_a_report_that_does_not_conform(advisor: Advisor, asked: str) -> None:
    told = " ".join(cited.quote for cited in advisor.ask(asked).citations)
    assert "non-conformité" not in told
    assert "certificat" in told


@pytest.mark.parametrize(
    "asked",
    [
        "L'admission en bac pro microtechniques se fait-elle sur concours ?",
        "Y a-t-il un examen d'entrée en bac pro microtechniques ?",
    ],
)
def test_whether_one_competes_to_come_in_is_stated_or_refused(advisor: Advisor, asked: str) -> None:
    assert advisor.ask(asked).reason == "not_in_texts"


def test_only_the_day_until_which_is_in_bold_for_who_asks_until_when() -> None:
    asked = "jusqu'à quand est-il enregistré ?"
    line = "Arrêté du 16 avril 2014, avec effet au 1er juin 2002, jusqu'au 3 juillet 2019"
    assert embolden(Question(asked, asked, asked, kind="date"), line).count("**") == 2
    assert "**3 juillet 2019**" in embolden(Question(asked, asked, asked, kind="date"), line)


@pytest.mark.parametrize(
    ("said", "quote", "corrected"),
    [
        ("il faut avoir 15 ans, non ?", "Il se prépare en 3 ans.", False),  # an age
        ("les douze semaines se font en deux fois 6 semaines ?", "Il dure douze semaines.", False),
        ("le stage dure 6 semaines, non ?", "Il dure douze semaines.", True),
    ],
)
def test_a_number_of_another_matter_contradicts_nothing(said: str, quote: str, *, corrected: bool) -> None:
    drafted = Draft((), (Citation(1, "d", "t", (), quote, 0, len(quote)),))
    assert contradicts(Question(said, said, said, premises=(said,)), drafted) is corrected


def test_of_two_sides_the_other_one_is_not_in_bold() -> None:
    line = "À temps plein pendant six mois ou à temps partiel pendant un an."
    asked = "six mois à temps partiel suffisent-ils ?"
    assert "**six mois**" not in embolden(Question(asked, asked, asked, kind="yes_no"), line)


def test_the_rule_of_who_has_not_worked_comes_with_that_condition(advisor: Advisor) -> None:
    answer = advisor.ask("BTS CIM E8, redoublant non scolarisé : la commission a l'appréciation du tuteur ?")
    assert "n'ayant pas occupé pendant trois ans" in answer.text
