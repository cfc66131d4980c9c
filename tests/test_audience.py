"""For whom a sentence is written, and whether that suits who asks."""

from dataclasses import replace

import pytest

from advisor.records import Question, Sentence
from advisor.select.audience import (
    audience_of,
    barred_by,
    clashes,
    scope_of,
    situations_of,
    suits,
    with_their_way,
)


@pytest.mark.parametrize(
    ("text", "headings", "scope"),
    [
        ("Les candidats apprentis peuvent recommencer.", ("5. Candidats scolaires ayant échoué",), {"apprenti"}),
        ("Pour les candidats de la VAE, le jury lit un dossier.", ("Article 2",), {"vae"}),
        (
            "Les candidats en reconversion font un stage.",
            ("Formation continue",),
            {"formation_continue", "reconversion"},
        ),
        ("Les candidats remettent un dossier.", ("Voie scolaire",), {"scolaire"}),
        ("Les élèves entrent en 2de professionnelle.", ("Accès",), set()),
        ("Les élèves en apprentissage entrent directement.", ("Accès",), {"apprenti"}),
        ("Le jury convoque les apprentis.", ("Article 3",), set()),
        ("Par la VAE, aucune durée n'est exigée.", ("Examen",), {"vae"}),
        ("5.4. Dans le cadre de la formation continue, la durée est réduite.", (), {"formation_continue"}),
        ("En fin de période d'apprentissage, un certificat est délivré.", (), set()),
        ("Par dérogation, les candidats de la VAE sont admis.", (), set()),
        ("Quel que soit le statut du candidat, les fiches vont au jury.", ("c) Apprentis",), set()),
        ("Les candidats sont convoqués avec les apprentis.", (), set()),
    ],
)
def test_a_sentence_says_itself_whom_it_is_for(text: str, headings: tuple[str, ...], scope: set[str]) -> None:
    assert scope_of(text, headings) - {"redoublant"} == scope


def test_an_item_is_for_those_whom_the_opening_of_its_list_names() -> None:
    text = "Les candidats apprentis présentent :\n- leur contrat."
    item = Sentence("d", 1, 37, 53, "leur contrat.", ("Candidats scolaires ayant échoué",), "item", lead_in=(0, 36))
    assert audience_of(text, item) == {"apprenti", "redoublant"}


def test_what_is_so_by_this_way_is_for_those_whom_the_sentence_before_names() -> None:
    text = "Par la VAE, aucune durée n'est exigée. Les domaines validés par cette voie sont acquis à vie."
    after = Sentence("d", 1, 39, len(text), text[39:], ("Examen",), before=(0, 38))
    assert audience_of(text, after) == {"vae"}
    assert audience_of(text, replace(after, text="Les domaines validés sont acquis.")) == set()


def test_a_heading_is_for_those_whom_it_names() -> None:
    heading = Sentence("d", 0, 0, 9, "2.2. Voie de l'apprentissage", ("Annexe",), kind="heading")
    assert audience_of("", heading) == {"apprenti"}


@pytest.mark.parametrize(
    ("heading", "barred"),
    [
        ("c) Candidats n'ayant pas occupé pendant trois ans un emploi", {"experience_professionnelle"}),
        ("b) Candidats ayant occupé pendant trois ans un emploi", set()),
        ("A/ Après une formation", {"vae"}),
        ("Après un parcours de formation continue", {"vae"}),
        ("Après la formation", set()),
    ],
)
def test_a_heading_may_leave_people_out(heading: str, barred: set[str]) -> None:
    assert barred_by(("Diplôme", heading)) == barred


@pytest.mark.parametrize(
    ("scope", "asked", "suited", "clashing"),
    [
        ({"apprenti"}, {"apprenti"}, True, False),
        ({"apprenti", "scolaire"}, {"apprenti"}, True, False),  # any one situation is enough
        ({"apprenti", "redoublant"}, {"apprenti"}, False, False),  # all that is added is needed
        ({"apprenti", "redoublant"}, {"redoublant"}, False, False),  # may be an apprentice
        ({"apprenti", "redoublant"}, {"redoublant", "scolaire"}, False, True),
        ({"formation_continue", "reconversion"}, {"formation_continue"}, False, False),
        ({"formation_continue", "reconversion"}, {"formation_continue", "perfectionnement"}, False, True),
        ({"formation_continue"}, {"formation_continue", "perfectionnement"}, True, False),
        ({"vae"}, {"candidat_individuel"}, False, True),
        (set(), {"vae"}, True, False),
    ],
)
def test_a_rule_suits_who_asks_clashes_with_them_or_neither(
    scope: set[str], asked: set[str], suited: bool, clashing: bool
) -> None:
    assert suits(frozenset(scope), asked) == suited
    assert clashes(frozenset(scope), asked) == clashing


def test_a_rule_is_not_for_those_whom_its_heading_bars() -> None:
    failed, barred = frozenset({"redoublant"}), frozenset({"experience_professionnelle"})
    assert suits(failed, {"redoublant"}, barred) and not clashes(failed, {"redoublant"}, barred)
    both = {"redoublant", "experience_professionnelle"}
    assert not suits(failed, both, barred) and clashes(failed, both, barred)


def test_people_without_experience_are_not_those_who_have_some() -> None:
    heading = "c) Candidats à distance et redoublants sans justifier de trois ans d'emploi"
    assert situations_of((heading,)) == {"a_distance", "redoublant"}


def test_what_is_said_of_formation_continue_is_for_its_parts_where_the_text_sets_them_under_it() -> None:
    question = Question("?", "?", "?", situations=("reconversion",))
    headings = ("2.3. Voie de la formation continue", "2.3.1. Candidats en reconversion")
    under = Sentence("d", 0, 0, 1, "x", headings=headings)
    assert with_their_way(question, [[under]]).situations == ("reconversion", "formation_continue")
    assert with_their_way(question, [[replace(under, headings=headings[1:])]]) == question
    other = replace(question, situations=("apprenti",))
    assert with_their_way(other, [[under]]) == other


def test_a_way_that_differs_for_some_is_theirs() -> None:
    said = "L'accès est différent pour les élèves en apprentissage qui entrent directement en première."
    assert scope_of(said, ("Accès",)) == {"apprenti"}
    assert scope_of("Les élèves entrent en seconde.", ("Accès",)) == set()
