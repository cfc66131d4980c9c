"""Outcomes to what the person reads: refusals without rules, questions back, notices."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from advisor import messages
from advisor.answer import Draft
from advisor.answer.compose import Outcome, joined, together
from advisor.answer.notices import _document_notices, notices_for
from advisor.answer.premises import contradicts
from advisor.answer.refuse import is_place, without_values
from advisor.contract import as_json
from advisor.language.french import date_in_words, fold
from advisor.language.vocabulary import vocabulary
from advisor.pipeline import Advisor
from advisor.records import REASONS, Citation, Claim, Message, Question
from advisor.select import Selection
from tests.test_diplomas import BTM, CIM, MESURE, PRO

TODAY = date(2026, 3, 1)
REFUSED = {
    "bonjour": "small_talk",
    "quelle est la recette de la tarte ?": "out_of_scope",
    "durée du stage du BTS comptabilité et gestion ?": "diploma_unknown",
    "durée de l'épreuve E8 du BTS CIM à la session 2025 ?": "not_applicable_to_session",
    "quel est le prix de la cantine au lycée pour le BTS mesure ?": "not_in_texts",
    "combien gagne un titulaire du BTS mesure ?": "not_in_texts",
    "durée du stage ?": "needs_diploma",
}


@pytest.mark.parametrize(("asked", "reason"), REFUSED.items())
def test_a_refusal_says_why_and_cites_nothing(advisor: Advisor, asked: str, reason: str) -> None:
    answer = advisor.ask(asked, today=TODAY)
    assert (answer.reason, answer.citations, answer.notices) == (reason, (), ())
    assert answer.status == ("clarify" if reason == "needs_diploma" else "not_found") and reason in REASONS
    assert answer.text and "[1]" not in answer.text and "«" not in answer.text.split("J'ai regardé")[0]


@pytest.mark.parametrize("asked", [asked for asked, reason in REFUSED.items() if reason == "not_in_texts"])
def test_a_silent_text_is_looked_at_without_rule_or_number(advisor: Advisor, asked: str) -> None:
    answer = advisor.ask(asked, today=TODAY)
    assert "adresser" in answer.text and not re.search(r"\d", answer.text)
    assert all(item.document in advisor.index.documents for item in answer.related)


def test_the_diplomas_covered_are_listed_for_an_unknown_one(advisor: Advisor) -> None:
    text = advisor.ask("durée du stage du BTS comptabilité et gestion ?", today=TODAY).text
    assert "BTS comptabilité et gestion" in text
    assert all(diploma.name in text for diploma in advisor.diplomas())


def test_a_question_without_diploma_is_asked_back_with_choices(advisor: Advisor) -> None:
    answer = advisor.ask("durée du stage ?", today=TODAY)
    assert set(answer.choices) <= {diploma.name for diploma in advisor.diplomas()} and len(answer.choices) >= 2


def test_an_expired_registration_is_said_on_every_answer_of_that_text(advisor: Advisor) -> None:
    asked = "qui préside le jury VAE du BTM mécanique de précision ?"
    answer = advisor.ask(asked, today=TODAY)
    assert answer.status == "answered" and {cited.document for cited in answer.citations}
    (notice,) = [notice for notice in answer.notices if notice.kind == "expired"]
    assert "3 juillet 2019" in notice.text
    assert "expired" not in {notice.kind for notice in advisor.ask(asked, today=date(2018, 1, 1)).notices}


def test_nothing_is_derived_from_the_rows_without_columns(advisor: Advisor) -> None:
    answer = advisor.ask("le BTM mécanique de précision est-il accessible en Nouvelle-Calédonie ?", today=TODAY)
    outside = re.sub(r"«.*?»|colonnes OUI / NON", "", answer.text, flags=re.DOTALL)
    assert "colonnes OUI / NON de son tableau y sont perdues" in answer.text and "chambre de métiers" in answer.text
    assert not re.search(r"\b(?:oui|non|ouvert|accessible en)\b", outside, re.IGNORECASE)
    assert answer.status == "not_found" or "ambiguous_source" in {notice.kind for notice in answer.notices}


def test_a_text_of_a_later_session_says_so_beside_an_undated_one(advisor: Advisor) -> None:
    later = advisor.index.documents["arrete-2026-01-29-bts-cim-epreuve-e8"]
    cited = Citation(1, later.id, later.title, (), later.text[:9], 0, 9, None)
    for session, kinds in ((2025, ["not_applicable_to_session"]), (2026, []), (None, [])):
        assert [notice.kind for notice in notices_for([cited], advisor.index, TODAY, session=session)] == kinds


def test_a_section_named_in_a_refusal_shows_no_value() -> None:
    assert without_values(("2. Stage", "2.1. Stage de 8 semaines", "Suivi")) == ("2. Stage", "Suivi")


def test_each_diploma_without_an_answer_has_its_own_reason(advisor: Advisor) -> None:
    def outcome(diploma: str, reason: str, choices: tuple[str, ...] = ()) -> Outcome:
        return Outcome(replace(question, diplomas=(diploma,)), reason=reason, choices=choices)

    question = Question("la durée ?", "la durée ?", "la durée ?", diplomas=(MESURE, CIM))
    unlike = [outcome(MESURE, "not_in_texts"), outcome(CIM, "needs_situation", ("apprentis", "scolaires"))]
    answer = joined(question, unlike, advisor.index, advisor.names)
    assert answer.status == "not_found" and messages.SILENT_FOR in answer.text
    assert "« apprentis » ; « scolaires »" in answer.text and [part.reason for part in answer.parts] == [
        "not_in_texts",
        "needs_situation",
    ]
    alike = [outcome(MESURE, "not_in_texts"), outcome(CIM, "not_in_texts")]
    assert joined(question, alike, advisor.index, advisor.names).text.count("ne le disent pas") == 1


def test_every_citation_is_the_exact_text(advisor: Advisor) -> None:
    for asked in ("E8 du BTS CIM : quelle durée totale ?", "rapport de stage du BTS mesure : que contient-il ?"):
        answer = advisor.ask(asked, today=TODAY)
        assert answer.status == "answered" and answer.citations
        for cited in answer.citations:
            assert advisor.index.documents[cited.document].text[cited.start : cited.end] == cited.quote
        assert [cited.n for cited in answer.citations] == list(range(1, len(answer.citations) + 1))
        assert {int(n) for n in re.findall(r"\[(\d+)\]", answer.text)} == {cited.n for cited in answer.citations}


def test_the_same_question_gives_the_same_answer(advisor: Advisor) -> None:
    first, second = (as_json(advisor.ask("le jury VAE du BTM ?", today=TODAY)) for _ in range(2))
    assert {**first, "elapsed_ms": 0} == {**second, "elapsed_ms": 0}


def test_english_gets_an_english_sentence_above_the_french(advisor: Advisor) -> None:
    answer = advisor.ask("What does the internship report of the BTS Métiers de la Mesure contain?", today=TODAY)
    assert re.match(r"[A-Z][a-z ]+", answer.text) and "BTS" not in answer.text.splitlines()[0]
    assert answer.question.language == "en"


def test_an_answer_as_json_has_the_keys_of_the_contract(advisor: Advisor) -> None:
    keys = "id question status reason answer parts citations related choices notices understood mode elapsed_ms"
    result = as_json(advisor.ask([Message("user", "jury VAE du BTM ?")], today=TODAY), "q1")
    assert set(result) == set(keys.split()) and result["id"] == "q1"
    assert set(result["understood"]) == {"diplomas", "topic", "situation", "session"}
    assert result["understood"]["diplomas"] == [BTM]


def test_a_code_that_only_another_diploma_has_is_asked_back(advisor: Advisor) -> None:
    talk = [Message("user", "durée du stage du BTS mesure ?"), Message("assistant", "Douze semaines.")]
    answer = advisor.ask([*talk, Message("user", "le rapport de l'E8 fait combien de pages ?")], today=TODAY)
    assert answer.reason == "needs_diploma" and set(answer.question.choices) == {CIM, MESURE}
    chosen = advisor.ask("le rapport de l'E8 fait combien de pages ?", diploma=MESURE, today=TODAY)
    assert chosen.question.diplomas == (MESURE,)


def test_two_diplomas_give_two_parts(advisor: Advisor) -> None:
    answer = advisor.ask("la durée du stage du BTS mesure et celle de l'E8 du BTS CIM ?", today=TODAY)
    assert {part.diploma for part in answer.parts} == {MESURE, CIM}


@pytest.mark.parametrize(
    ("day", "written"), [(date(2019, 7, 3), "3 juillet 2019"), (date(2024, 8, 1), "1er août 2024")]
)
def test_a_date_in_french(day: date, written: str) -> None:
    assert date_in_words(day) == written


def test_a_code_that_is_only_named_is_not_explained(advisor: Advisor) -> None:
    answer = advisor.ask("C'est quoi le libellé de la compétence C61 du BTS CIM ?")
    assert (answer.status, answer.citations) == ("not_found", ())


def test_what_is_silent_is_said_beside_what_is_answered(advisor: Advisor) -> None:
    answer = advisor.ask("Combien de semaines de stage en BTS Métiers de la mesure, et combien ça coûte ?")
    assert answer.status == "answered" and "douze semaines" in answer.citations[0].quote
    assert answer.text.endswith("« combien ça coûte ? » : les textes que j'ai lus ne le disent pas pour ce diplôme.")


def test_two_questions_have_their_quotes_numbered_on(advisor: Advisor) -> None:
    answer = advisor.ask("Quelle est la durée du stage en BTS mesure et est-ce qu'on peut la réduire ?")
    assert [cited.n for cited in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert any("réduite" in cited.quote for cited in answer.citations)


@pytest.mark.parametrize(
    ("said", "corrected"),
    [
        ("le stage dure 8 semaines, non ?", True),
        ("on m'a dit que je devais faire 8 semaines de stage", True),
        ("puisque j'ai 8 semaines de stage, je finis en juin ?", True),
        ("le stage dure 12 semaines, non ?", False),
        # What a person tells of themselves, and what candidates must fulfil, is not the rule.
        ("je bosse depuis 4 semaines, le stage est obligatoire non ?", False),
        ("je suis en bts jbosse dep 4 ans cb de temps dure le stage", False),
        ("j'ai raté 2 semaines de stage", False),
        ("j'ai 2 semaines d'absence", False),
        ("comme j'ai 19 ans, ça dure combien ?", False),
        ("ma copine a 4 ans d'expérience", False),
        ("je commence dans 2 semaines", False),
        ("il faut 5 ans d'expérience, non ?", True),
        ("il faut 2 mois d'emploi, non ?", False),
    ],
)
def test_only_a_number_put_forward_as_the_rule_is_corrected(said: str, corrected: bool) -> None:
    quote = (
        "Le stage dure 12 semaines. La formation dure trois ans. Les candidats ayant occupé pendant dix mois un emploi."
    )
    drafted = Draft((), (Citation(1, "d", "Texte", (), quote, 0, len(quote)),))
    assert contradicts(Question(said, said, said, premises=(said,)), drafted) is corrected


@pytest.mark.parametrize(
    ("heading", "place"),
    [
        ("2.1. Voie scolaire", True),
        ("Article 3 : Conditions d'inscription", True),
        ("Le b est remplacé par les dispositions suivantes", False),
        ("Article 1", False),
        ("Article 1er", False),
        ("Fait le 29 janvier 2026.", False),
        ("CONDITIONS D'INSCRIPTION À LA CERTIFICATION OUINON COMPOSITION DES JURYS", False),
    ],
)
def test_only_a_place_is_named_in_a_refusal(heading: str, place: bool) -> None:
    assert is_place(heading) is place


def test_a_refusal_names_no_order_that_amends_a_text(advisor: Advisor) -> None:
    text = advisor.ask("E8 BTS CIM, quel est le prix de la cantine ?", today=TODAY).text
    assert "remplac" not in text and "Article 1 " not in text


@pytest.mark.parametrize(
    ("said", "corrected"),
    [
        ("si mon rapport fait 40 pages c'est bon, non ?", False),
        ("mon rapport doit faire 60 pages, non ?", True),
        ("vu que le rapport fait 80 pages, je commence quand ?", True),
        ("le stage dure 14 semaines, non ?", False),
        ("le stage dure 10 semaines, non ?", True),
        ("l'oral dure 60 minutes, non ?", False),
        ("l'oral dure 45 minutes, non ?", True),
    ],
)
def test_a_number_within_the_bounds_of_the_text_is_not_corrected(said: str, corrected: bool) -> None:
    quote = (
        "Le rapport a cinquante pages maximum, dont une étude de 2 pages au moins. "
        "Le stage dure au moins douze semaines. L'oral dure 1 heure."
    )
    drafted = Draft((), (Citation(1, "d", "Texte", (), quote, 0, len(quote)),))
    assert contradicts(Question(said, said, said, premises=(said,)), drafted) is corrected


@pytest.mark.parametrize(
    ("said", "quote", "corrected"),
    [
        ("c'est bien le proviseur qui accorde la dispense ?", "Le recteur est seul autorisé à l'accorder.", True),
        ("c'est le recteur qui accorde la dispense ?", "Le recteur est seul autorisé à l'accorder.", False),
        ("c'est le proviseur qui accorde la dispense ?", "Le chef d'établissement l'accorde.", False),
        ("c'est l'équipe pédagogique qui décide ?", "Le recteur décide.", True),
        ("c'est le professeur qui note ?", "La note est donnée par les professeurs et le tuteur.", False),
        ("c'est le professeur qui note ?", "La note est donnée par la commission d'interrogation.", True),
        ("c'est le jury qui note l'oral ?", "La commission d'interrogation propose une note.", False),
        ("c'est mon tuteur qui signe ?", "L'attestation est visée par le maître de stage.", False),
        ("c'est mon tuteur qui demande : le stage dure combien ?", "Le recteur fixe les dates.", False),
        ("c'est un apprenti qui redouble, il refait le stage ?", "Le recteur peut dispenser.", False),
        ("c'est l'oral qui compte le plus ?", "La note est donnée par le jury.", False),
        ("qui accorde la dispense ?", "Le recteur est seul autorisé à l'accorder.", False),
        ("c'est bien le 4 mai 2026 que le dossier est rendu ?", "Le dossier est rendu le 3 mai 2026.", True),
        ("c'est bien le 3 mai 2026 que le dossier est rendu ?", "Le dossier est rendu le 3 mai 2026.", False),
        ("le 4 mai 2026 j'ai passé l'oral, et le dossier ?", "Le dossier est rendu le 3 mai 2026.", False),
        ("je suis inscrit depuis le 4 mai 2026, c'est le bon texte ?", "Arrêté du 3 mai 2026.", False),
        ("valable jusqu'au 4 mai 2026, non ?", "Enregistré jusqu'au 3 mai 2026.", True),
    ],
)
def test_a_person_or_a_day_taken_for_the_rule_is_corrected(said: str, quote: str, corrected: bool) -> None:
    drafted = Draft((), (Citation(1, "d", "Texte", (), quote, 0, len(quote)),))
    assert contradicts(Question(said, said, said), drafted) is corrected


def test_a_refusal_about_several_diplomas_says_whom_to_ask_and_what_is_covered(advisor: Advisor) -> None:
    answer = advisor.ask("Combien coûtent le BTS CIM et le BTS comptabilité et gestion ?", today=TODAY)
    assert answer.status == "not_found" and "adresser" in answer.text and messages.UNKNOWN_FOR in answer.text
    assert all(diploma.name in answer.text for diploma in advisor.diplomas())


def test_an_old_or_undated_text_says_so(advisor: Advisor) -> None:
    text = advisor.index.documents["bts-metiers-de-la-mesure-annexe-stage"]
    dates = dict.fromkeys(("published", "valid_until", "applies_from_session"))

    def kinds(retrieved: date | None) -> list[str]:
        held = replace(text, retrieved_on=retrieved, **dates)
        return [notice.kind for notice in _document_notices(held, TODAY, None)]

    assert kinds(None) == ["undated_source"]
    assert kinds(date(2025, 12, 1)) == [] and kinds(date(2024, 1, 1)) == ["stale_source"]


def test_what_is_taken_for_granted_is_corrected_beside_the_answer(advisor: Advisor) -> None:
    answer = advisor.ask("Puisque le stage du BTS mesure dure 6 semaines, qui délivre le certificat ?", today=TODAY)
    assert answer.status == "answered" and answer.text.startswith(messages.CORRECTED)
    assert any("semaines" in cited.quote for cited in answer.citations)
    assert any("certificat" in cited.quote for cited in answer.citations)


def test_whether_a_registration_still_holds_is_answered_by_its_last_day(advisor: Advisor) -> None:
    for asked in ("le btm c encore valable ?", "Is the BTM mécanique de précision still registered?"):
        answer = advisor.ask(asked, today=TODAY)
        assert answer.status == "answered" and "03 juillet 2019" in answer.citations[0].quote
    parts = advisor.ask("les composantes du BTM sont-elles encore valables ?", today=TODAY)
    assert parts.status == "answered" and "03 juillet 2019" not in parts.citations[0].quote


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        ("le diplôme est-il encore valable ?", True),
        ("il figure toujours au répertoire national ?", True),
        ("quand expire le délai d'inscription ?", False),
        ("mon habilitation est-elle encore valable ?", False),
        ("l'arrêté de 2006 est-il toujours en vigueur ?", False),
        ("est-il toujours reconnu à l'étranger ?", False),
    ],
)
def test_only_the_registration_as_a_whole_has_a_last_day(said: str, whole: bool) -> None:
    assert bool(vocabulary().still_valid.search(fold(said))) is whole


def test_what_a_quote_has_told_is_not_denied_of_the_next_question(advisor: Advisor) -> None:
    asked = (
        "Le dossier d'industrialisation du BTS CIM, je l'envoie à qui et combien de jours avant ? J'ai 4 ans de métier."
    )
    answer = advisor.ask(asked, today=TODAY)
    assert any("15 jours avant" in cited.quote for cited in answer.citations)
    assert "ne le disent pas" not in answer.text


def test_a_rule_with_a_condition_more_than_the_person_told_says_for_whom_it_is(advisor: Advisor) -> None:
    text = advisor.ask(
        "Je suis apprenti et redoublant en BTS CIM, quelles sont les modalités de l'épreuve E8 ?", today=TODAY
    ).text
    assert "non scolarisés ayant échoué" in text and "Règle pour votre situation" not in text


@pytest.mark.parametrize("going", ["puis-je continuer en BTS CIM ?", "je peux aller en BTS CIM ?"])
def test_what_the_text_does_not_say_may_stand_in_that_of_the_diploma_one_has(advisor: Advisor, going: str) -> None:
    answer = advisor.ask(f"J'ai un bac pro microtechniques, {going}", today=TODAY)
    assert [(part.diploma, part.status) for part in answer.parts] == [(CIM, "not_found"), (PRO, "answered")]
    assert any("mention" in cited.quote for cited in answer.citations)


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (
            "Psy-EN en lycée, on me demande avec quels bacs on a le plus de chances d'être pris en BTS CIM",
            "not_in_texts",
        ),
        ("pour l'E8 du BTS CIM ils seront combien en face de moi dans la commission ?", "not_in_texts"),
        ("Merci beaucoup pour votre patience, bonne soirée à vous !", "small_talk"),
    ],
)
def test_no_answer_has_its_own_reason(advisor: Advisor, asked: str, reason: str) -> None:
    assert advisor.ask(asked, today=TODAY).reason == reason


@pytest.mark.parametrize("odd", ["", " ½", " sta\u00adge", " 👩\u200d🎓"])
def test_an_odd_character_changes_no_answer(advisor: Advisor, odd: str) -> None:
    asked = f"Quelle est la durée du stage en BTS métiers de la mesure{odd} et qui signe le certificat de stage ?"
    answer = advisor.ask(asked, today=TODAY)
    assert answer.status == "answered" and any("semaines" in cited.quote for cited in answer.citations)


def test_the_rule_for_all_is_told_to_who_has_no_rule_of_their_own(advisor: Advisor) -> None:
    ahead = messages.NO_OWN_RULE.format(names="formation à distance")
    answer = advisor.ask("la durée du stage du BTS mesure en formation à distance ?", today=TODAY)
    assert answer.text.startswith(ahead) and "douze semaines" in answer.citations[0].quote
    two = advisor.ask(
        "la durée du stage du BTS mesure en formation à distance, et combien coûte l'inscription ?", today=TODAY
    )
    assert two.text.count(ahead) == 1 and "coûte" in two.text.split("[1]")[-1]
    assert advisor.ask("prix de la cantine du BTS mesure à distance ?", today=TODAY).status == "not_found"


def test_of_a_quote_that_says_more_than_another_the_wider_stands_once() -> None:
    def outcome(quote: str) -> Outcome:
        cited = Citation(1, "d", "Titre", (), quote, 0, len(quote), None)
        drafted = Draft((Claim(f"> « {quote} »", (1,)),), (cited,))
        question = Question(text=quote, matter=quote, search=quote)
        return Outcome(question, draft=drafted, selection=Selection((), (), 0.9, True))

    short, long = outcome("Le certificat est remis."), outcome("Le certificat est remis. Il est obligatoire.")
    for first, second in ((short, long), (long, short)):
        joint = together(first.question, [first, second]).draft
        assert joint is not None and [cited.n for cited in joint.citations] == [1]
        assert [claim.text for claim in joint.claims] == ["> « Le certificat est remis. Il est obligatoire. »"]


@pytest.mark.parametrize(
    ("said", "corrected"),
    [
        ("vu que c'est un diplôme de niveau 6, je passe le concours ?", True),
        ("vu que le BTS est un diplôme de niveau 5, je passe le concours ?", False),
        ("comme mon fils est niveau 3, j'entre en première ?", False),
        ("vu que le BTS est un diplôme de niveau III, je passe le concours ?", False),
    ],
)
def test_a_level_put_forward_is_held_against_that_of_the_text(said: str, corrected: bool) -> None:
    quote = "**Niveau de certification:** niveau 5"
    drafted = Draft((), (Citation(1, "d", "Texte", (), quote, 0, len(quote)),))
    assert contradicts(Question(said, said, said, premises=(said,)), drafted) is corrected
