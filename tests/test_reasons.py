"""Why there is no answer: said elsewhere, or a situation to know first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.answer.choices import situation_choices
from advisor.answer.compose import written_for_all
from advisor.answer.reasons import _asks_the_day, _in_its_unit, _left_to_another, _of_another_paper, why_not
from advisor.chunk import chunk
from advisor.parse import parse
from advisor.records import Document, Evidence, Hit, Question
from advisor.select import Selection
from advisor.select.rank import Candidate
from advisor.select.signals import NAMES
from advisor.select.value import may_be_length

TEXT = """# Épreuve

## a) Candidats ayant une expérience professionnelle

Le candidat présente un rapport d'activité de vingt pages.
Le jury se réunit dans les mêmes conditions que pour les candidats scolaires.

## b) Candidats en reconversion

Le candidat présente un rapport de stage de trente pages.

## c) Redoublants

Les candidats apprentis présentent leur ancien contrat.

Les candidats de la formation continue présentent un nouveau dossier.
"""


def selection(*likely: tuple[str, float], enough: bool = True) -> Selection:
    """The sentences of TEXT with these words, as likely as said, best first."""
    document = Document("d", TEXT, "0", "texte", "Épreuve")
    sentences = chunk(document, parse(TEXT, title="Épreuve").root).sentences
    found = [
        Candidate(Hit(next(s for s in sentences if words in s.text)), document, (0.0,) * len(NAMES), p, p)
        for words, p in likely
    ]
    return Selection((), tuple(found), likely[0][1], enough)


def quoting(chosen: Selection, *people: str) -> Selection:
    """The selection, its likeliest sentence quoted, as written for `people`."""
    first = chosen.candidates[0]
    span = (first.hit.sentence.start, first.hit.sentence.end, first.hit.sentence.headings)
    return replace(chosen, evidence=(Evidence(first.document, *span, first.hit, 0.9, situations=people),))


def asked(text: str, *situations: str) -> Question:
    return Question(text=text, matter=text, search=text, situations=situations)


RULES = (("rapport d'activité", 0.5), ("rapport de stage", 0.15))


def test_one_thing_or_the_other_by_situation_is_asked_back() -> None:
    first, second = situation_choices(
        asked("je présente un rapport de stage ou un rapport d'activité ?"), selection(*RULES)
    )
    assert "expérience" in first + second and "reconversion" in first + second


@pytest.mark.parametrize(
    ("question", "situations"),
    [
        ("je présente un rapport de stage ou un rapport d'activité ?", ("reconversion",)),
        ("combien de pages pour le rapport d'activité ?", ()),
        ("un rapport de stage ou un mémoire ?", ()),
    ],
)
def test_nothing_is_asked_back_when_it_is_known_or_not_at_stake(question: str, situations: tuple[str, ...]) -> None:
    assert situation_choices(asked(question, *situations), selection(*RULES)) == ()


def test_having_failed_is_no_way_of_preparing() -> None:
    again = selection(("ancien contrat", 0.9), ("nouveau dossier", 0.7))
    choices = situation_choices(asked("que puis-je présenter de nouveau", "redoublant"), again)
    assert set(choices) == {"apprentissage", "formation continue"}
    for way in ("apprenti", "a_distance"):
        assert situation_choices(asked("que puis-je présenter", "redoublant", way), again) == ()


def test_nothing_is_asked_back_where_the_rule_for_all_is_quoted_first() -> None:
    several = selection(("ancien contrat", 0.9), ("nouveau dossier", 0.7))
    for people, asks in (((), False), (("apprenti",), True)):
        found = situation_choices(asked("que puis-je présenter de nouveau"), quoting(several, *people))
        assert bool(found) is asks


def test_a_value_of_something_else_makes_no_rule_differ() -> None:
    likely = selection(("rapport d'activité", 0.6), ("rapport de stage", 0.7))
    assert len(situation_choices(replace(asked("combien de pages, le rapport ?"), kind="count"), likely)) == 2
    assert not situation_choices(replace(asked("combien de pages, le rapport d'activité ?"), kind="count"), likely)


def test_one_length_or_another_is_answered_in_its_unit() -> None:
    assert not _in_its_unit("2 ou 3 ans", chosen_of("L'épreuve dure 1 h 20."))
    assert not _in_its_unit("2 ou 3 ans", chosen_of("Les candidats ayant occupé un emploi pendant trois ans."))
    assert _in_its_unit("2 ou 3 ans", chosen_of("Ce diplôme se prépare en trois ans."))


def chosen_of(quote: str) -> Selection:
    """A selection of one quote."""
    document = Document("d", quote, "0", "texte", "x")
    (sentence,) = chunk(document, parse(quote, title="x").root).sentences
    return Selection((Evidence(document, 0, len(quote), (), Hit(sentence), 0.9),), (), 0.9, True)


def test_what_is_first_told_to_pupils_must_be_for_all_and_everything_to_others() -> None:
    found = selection(("se réunit", 0.9), ("ancien contrat", 0.4))
    rule, others = (
        Evidence(c.document, c.hit.sentence.start, c.hit.sentence.end, (), c.hit, 0.9, situations=people)
        for c, people in zip(found.candidates, ((), ("apprenti",)), strict=True)
    )
    both = replace(found, evidence=(rule, others))
    assert written_for_all(both, ("scolaire",)) and not written_for_all(both, ("reconversion",))
    assert not written_for_all(replace(found, evidence=(others, rule)), ("scolaire",)) and not written_for_all(None)


def test_the_rule_of_those_that_others_are_compared_with_is_elsewhere() -> None:
    nothing = selection(("dans les mêmes conditions", 0.05), enough=False)
    assert why_not(asked("comment se réunit le jury", "scolaire"), nothing) == "refers_elsewhere"
    assert why_not(asked("comment se réunit le jury", "vae"), nothing) == "not_in_texts"
    assert why_not(asked("comment se réunit le jury"), nothing) == "not_in_texts"


def test_what_points_elsewhere_for_another_matter_explains_nothing() -> None:
    nothing = selection(("dans les mêmes conditions", 0.2), enough=False)
    assert why_not(asked("comment se réunit le jury"), nothing) == "refers_elsewhere"
    assert why_not(asked("qui surveille les vestiaires"), nothing) == "not_in_texts"


def chosen(words: str, situations: tuple[str, ...]) -> Selection:
    """A selection whose one quote is the sentence of TEXT with these words, enough to answer."""
    found = selection((words, 0.9), ("dans les mêmes conditions", 0.1))
    first = found.candidates[0]
    sentence = first.hit.sentence
    quote = Evidence(
        first.document, sentence.start, sentence.end, sentence.headings, first.hit, 0.9, situations=situations
    )
    return replace(found, evidence=(quote,))


def test_rules_for_others_are_no_answer_where_the_text_sends_to_those_of_the_asker() -> None:
    others = chosen("rapport d'activité", ("experience_professionnelle",))
    assert why_not(asked("combien de pages ?", "scolaire"), others) == "refers_elsewhere"
    assert why_not(asked("combien de pages ?", "reconversion"), others) is None
    assert why_not(asked("combien de pages ?"), others) is None


@pytest.mark.parametrize(
    ("question", "text", "heading", "possible"),
    [
        ("Combien de temps dure le stage ?", "Durée : 3 ans", "Informations", False),
        ("Combien de temps dure le stage ?", "La période dure 12 semaines.", "Informations", True),
        ("Combien de temps dure le stage ?", "La formation dure un an.", "Stage", True),  # named by its heading
        ("Combien de temps dure l'oral ?", "Le stage est de 8 semaines.", "Rapport", False),
        ("Combien de mois dure le stage ?", "Il dure 3 mois.", "Informations", True),
        ("Quelle durée de stage ?", "Ceux-ci font neuf semaines.", "2.2. Élèves en cursus de deux ans", True),
        ("Quelle durée de stage ?", "Elle est de neuf semaines.", "2.2. Cursus de deux ans", False),
        ("Combien de temps dure la formation ?", "Durée : 3 ans", "Informations", True),
        ("Combien de temps garde-t-on les notes d'une épreuve ?", "Elles sont gardées 5 ans.", "Notes", True),
        ("Bac pro ou BTS, lequel est le plus rapide ?", "L'épreuve dure 1 h 20.", "Épreuve", False),
        ("Du bac pro et du BTS, lequel est le plus long ?", "Durée : 3 ans", "Informations", True),
        ("Combien de temps dure l'épreuve ?", "Le candidat justifie de 600 heures d'activité.", "VAE", False),
        ("Quelle durée de stage ?", "À condition d'avoir fait un stage de 6 semaines au minimum.", "Options", True),
        ("En combien de temps rend-on les notes de l'oral ?", "Sous deux semaines.", "Notes", True),
    ],
)
def test_a_length_that_the_thing_cannot_have_is_not_its_length(
    question: str, text: str, heading: str, possible: bool
) -> None:
    about = replace(asked(question), kind="duration")
    assert may_be_length(about, text, (heading,)) is possible


LEFT = """# Organisation

Le dossier est remis au format fixé par l'autorité organisatrice, trois semaines avant l'oral.

Les planches sont envoyées en deux exemplaires, à la date portée dans la circulaire.

Les horaires relèvent de l'arrêté du 5 mai 2020, qui détermine la grille de la formation.

La grille horaire de la formation figure dans la note de service du 3 juin 2024.

La durée de l'oral est définie par la circulaire d'organisation.

Le diplôme est délivré avec une moyenne de 10 sur 20.

La séance réunit au moins six pratiquants.

Une très bonne note ouvre la poursuite d'études.

Sur avis médical, le candidat a un temps majoré d'un tiers.

Sur avis du jury, le candidat a un temps adapté.

Le salaire est de 1 950 euros par mois, prime d'outillage non comprise.

L'épreuve, dite l'E8 dure 30 minutes.

Une aide au logement est versée, dont le montant est fixé par la région.
"""


def answered_by(question: Question, words: str, *, probability: float = 0.6, enough: bool = True) -> str | None:
    """The reason not to answer with the one sentence of LEFT that has these words."""
    document = Document("d", LEFT, "0", "texte", "Organisation")
    sentences = chunk(document, parse(LEFT, title="Organisation").root).sentences
    hit = Hit(next(s for s in sentences if words in s.text))
    candidate = Candidate(hit, document, (0.0,) * len(NAMES), probability, probability)
    item = Evidence(document, hit.sentence.start, hit.sentence.end, hit.sentence.headings, hit, probability)
    return why_not(question, Selection((item,) if enough else (), (candidate,), probability, enough))


@pytest.mark.parametrize(
    ("question", "words", "reason"),
    [
        ("sous quel format rendre le dossier ?", "au format", "refers_elsewhere"),
        ("quel document fixe le format du dossier ?", "au format", None),
        ("quand faut-il remettre le dossier ?", "au format", None),
        ("quelle est la date limite pour envoyer les planches ?", "deux exemplaires", "refers_elsewhere"),
        ("quel est le dernier jour pour envoyer les planches ?", "deux exemplaires", "refers_elsewhere"),
        ("la prime d'outillage, c'est combien ?", "prime d'outillage", "not_in_texts"),
        ("quelles épreuves à part l'E8 ?", "l'E8 dure", "not_in_texts"),
        ("quelle épreuve dure 30 minutes ?", "l'E8 dure", None),
        ("l'aide au logement est de combien ?", "aide au logement", "refers_elsewhere"),
    ],
)
def test_the_very_thing_asked_for_may_be_left_to_another_text(question: str, words: str, reason: str | None) -> None:
    assert answered_by(asked(question), words) == reason


def test_a_sentence_that_names_a_value_and_points_elsewhere_explains_a_refusal() -> None:
    length = replace(asked("combien de temps dure l'oral ?"), kind="duration")
    assert answered_by(length, "durée de l'oral", probability=0.05, enough=False) == "refers_elsewhere"
    assert answered_by(length, "horaires relèvent", probability=0.05, enough=False) == "not_in_texts"
    hours = asked("combien d'heures de cours par semaine ?")
    assert answered_by(hours, "grille horaire", probability=0.01, enough=False) == "refers_elsewhere"


@pytest.mark.parametrize(
    ("words", "reason"), [("un temps majoré d'un tiers", None), ("un temps adapté", "not_in_texts")]
)
def test_more_time_is_told_as_a_share_of_it(words: str, reason: str | None) -> None:
    assert answered_by(replace(asked("ça fait combien de temps en plus ?"), kind="duration"), words) == reason


@pytest.mark.parametrize(("words", "reason"), [("moyenne de 10", None), ("très bonne note", "not_in_texts")])
def test_a_mark_asked_for_is_answered_by_a_mark_that_is_told(words: str, reason: str | None) -> None:
    assert answered_by(replace(asked("quelle moyenne faut-il ?"), kind="mark"), words) == reason


def test_what_lasts_is_named_beside_the_question_and_not_in_the_scene() -> None:
    about = replace(asked("échec à l'examen : le stage refait, il dure combien ?"), kind="duration")
    assert may_be_length(about, "Ils refont un stage de six semaines.", ())
    assert not may_be_length(about, "L'épreuve est de 40 minutes.", ())


@pytest.mark.parametrize(
    ("question", "reason"),
    [("nombre maximum de pratiquants ?", "not_in_texts"), ("nombre minimum de pratiquants ?", None)],
)
def test_the_least_is_no_answer_to_who_asks_for_the_most(question: str, reason: str | None) -> None:
    assert answered_by(replace(asked(question), kind="count"), "pratiquants") == reason


def test_who_sets_up_a_procedure_is_told_by_a_text_that_names_them() -> None:
    who = replace(asked("qui met en place la procédure d'envoi du rapport ?"), kind="person")
    assert not _left_to_another(who, "Le rapport est transmis selon une procédure mise en place par l'académie pilote.")
    assert _left_to_another(who, "Le rapport est transmis selon une procédure fixée par la circulaire d'organisation.")


PAPERS = (
    "# Annexe\n\nUn rapport de trente pages est remis. Il comporte un résumé de deux pages. Un dossier est remis.\n"
)


@pytest.mark.parametrize(
    ("question", "words", "other"),
    [
        ("combien de pages le rapport ?", "trente", False),
        ("le rapport, ça va, mais mon dossier doit compter combien de pages ?", "trente", True),
        ("le résumé du rapport fait combien de pages ?", "deux pages", False),
        ("combien de pages dans le rapport ?", "trente", False),
        ("combien de pages pour le mémoire ?", "trente", False),  # the text has none: another word for it
    ],
)
def test_pages_of_one_paper_are_none_of_another(question: str, words: str, other: bool) -> None:
    document = Document("d", PAPERS, "0", "texte", "Annexe")
    sentences = chunk(document, parse(PAPERS, title="Annexe").root).sentences
    hit = Hit(next(s for s in sentences if words in s.text))
    item = Evidence(document, hit.sentence.start, hit.sentence.end, hit.sentence.headings, hit, 0.9)
    assert _of_another_paper(asked(question), Selection((item,), (), 0.9, True)) is other


def test_a_table_of_correspondence_kept_elsewhere_is_referred_to() -> None:
    quote = (
        "La correspondance entre les épreuves de l'ancien examen et du nouveau est fixée par l'arrêté du 3 mai 2018."
    )
    assert _left_to_another(asked("ma note d'e2 correspond a quelle epreuve du nouvel examen"), quote)
    assert not _left_to_another(asked("ma note d'e2 est-elle conservee"), quote)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("quels CAP précisément permettent d'entrer en deux ans ?", "not_in_texts"),
        ("avec quel CAP peut-on entrer en deux ans ?", None),  # "certains CAP du secteur" is what the text has
        ("c'est quoi les conditions exactes ?", "not_in_texts"),
    ],
)
def test_which_ones_exactly_is_not_answered_by_some(said: str, reason: str | None) -> None:
    text = "# Accès\n\nLes titulaires de certains CAP du secteur y entrent en deux ans, sous certaines conditions.\n"
    document = Document("d", text, "0", "texte", "Accès")
    hit = Hit(next(s for s in chunk(document, parse(text, title="Accès").root).sentences if s.kind != "heading"))
    sentence = hit.sentence
    quote = Evidence(document, sentence.start, sentence.end, sentence.headings, hit, 0.9)
    chosen = Selection((quote,), (Candidate(hit, document, (0.0,) * len(NAMES), 1.0, 0.9),), 0.9, True)
    assert why_not(asked(said), chosen) == reason


@pytest.mark.parametrize("words", ["Un bloc validé est acquis sans limite de durée", "pendant trois sessions"])
def test_a_length_without_a_number_of_years_answers_how_long(words: str) -> None:
    text = "# Examen\n\nUn bloc validé est acquis sans limite de durée.\n\nLa note est gardée pendant trois sessions.\n"
    document = Document("d", text, "0", "texte", "Examen")
    sentences = chunk(document, parse(text, title="Examen").root).sentences
    hit = Hit(next(s for s in sentences if words in s.text))
    found = Candidate(hit, document, (0.0,) * len(NAMES), 1.0, 0.9)
    item = Evidence(document, hit.sentence.start, hit.sentence.end, hit.sentence.headings, hit, 0.9)
    about = replace(asked("je la garde combien de temps ?"), kind="duration")
    assert why_not(about, Selection((item,), (found,), 0.9, True)) is None


def test_a_day_that_the_text_leaves_to_another_is_referred_to() -> None:
    text = "# Rapport\n\nLe rapport est refusé au-delà de la date fixée par la circulaire.\n\nIl est rendu le 3 mai.\n"
    document = Document("d", text, "0", "texte", "Rapport")
    sentences = chunk(document, parse(text, title="Rapport").root).sentences

    def reason(words: str) -> str | None:
        hit = Hit(next(s for s in sentences if words in s.text))
        found = Candidate(hit, document, (0.0,) * len(NAMES), 1.0, 0.9)
        item = Evidence(document, hit.sentence.start, hit.sentence.end, hit.sentence.headings, hit, 0.9)
        return why_not(asked("quelle date limite pour rendre le rapport ?"), Selection((item,), (found,), 0.9, True))

    assert (reason("au-delà"), reason("3 mai")) == ("refers_elsewhere", None)
    assert _asks_the_day("quelle est la date limite ?") and not _asks_the_day(
        "la date limite etait le 29 mai, c'est grave ?"
    )


def test_a_day_that_is_told_to_be_past_is_not_asked_for() -> None:
    quote = "Son dépôt après la date fixée par le recteur entraîne la mention « non validé »."
    assert not _left_to_another(asked("mon rapport est en retard, la date du rectorat était passée. grave ?"), quote)
    assert _left_to_another(replace(asked("quand rendre le rapport ?"), kind="date"), quote)
    assert not _asks_the_day("je l'ai rendu deux jours apres la date limite, qu'est-ce que je risque ?")


def test_what_leaves_the_person_out_is_no_answer_for_them() -> None:
    text = "# E\n\n## Candidats n'ayant pas occupé un emploi pendant trois ans\n\nUn diaporama est admis.\n"
    document = Document("d", text, "0", "texte", "E")
    sentence = chunk(document, parse(text, title="E").root).sentences[-1]
    told = Evidence(document, sentence.start, sentence.end, sentence.headings, Hit(sentence), 0.9)
    found = Selection((told,), (), 0.9, True)
    assert why_not(asked("ai-je droit à un diaporama ?", "experience_professionnelle"), found) == "not_in_texts"
    assert why_not(asked("ai-je droit à un diaporama ?", "redoublant"), found) is None


@pytest.mark.parametrize(("code", "reason"), [("E4", "not_in_texts"), ("E7", None), ("E71", None)])
def test_an_exam_that_no_text_names_is_told_of_by_none(code: str, reason: str | None) -> None:
    text = "# Épreuve E7\n\nElle comporte deux temps.\n"
    document = Document("d", text, "0", "texte", "Épreuve")
    sentence = chunk(document, parse(text, title="Épreuve").root).sentences[-1]
    own = Candidate(Hit(sentence), document, (0.0,) * len(NAMES), 1.0, 0.9)
    evidence = Evidence(document, sentence.start, sentence.end, sentence.headings, own.hit, 0.9)
    asked = f"l'épreuve {code} se passe comment ?"
    question = Question(text=asked, matter=asked, whole=asked, search=asked, kind="procedure")
    assert why_not(question, Selection((evidence,), (own,), 0.9, True)) == reason
    # beside another diploma, whose exam it may be
    assert why_not(replace(question, whole=""), Selection((evidence,), (own,), 0.9, True)) is None
