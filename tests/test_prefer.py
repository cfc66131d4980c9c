"""Which candidate goes before the others: the total, the rule for all, the side of a thing that is asked about."""

from dataclasses import replace

import pytest

from advisor.chunk import chunk
from advisor.parse import parse
from advisor.records import Document, Hit
from advisor.select.prefer import (
    bound_first,
    general_first,
    own_case_first,
    own_diploma_first,
    own_first,
    own_side_first,
    own_way_first,
    total_first,
)
from advisor.select.rank import Candidate
from advisor.select.signals import NAMES
from tests.test_select import ask, candidate, named


def durations(text: str, chances: dict[str, float]) -> list[Candidate]:
    """Candidates of a text with a length each, by a word of their sentence and its probability."""
    document = Document("d", text, "0", "texte", "Stage")
    own = chunk(document, parse(text, title="Stage").root).sentences
    row = tuple(float(name == "kind") for name in NAMES)
    return [replace(candidate(document, named(own, word), chance), row=row) for word, chance in chances.items()]


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("combien de semaines de stage en tout ?", True),
        ("combien de semaines dure le stage ?", False),  # its parts may be what is wanted
    ],
)
def test_the_total_goes_before_its_parts_where_it_is_asked_for(said: str, first: bool) -> None:
    text = "# Stage\n\nIl dure quatre semaines, puis six.\n\nUn stage d'une durée totale de dix semaines est dû.\n"
    parts, total = durations(text, {"quatre": 0.8, "totale": 0.2})
    found = total_first(ask(said, "duration"), [parts, total])
    assert (found[0] is total) is first and len(found) == 2


def test_the_same_rule_for_ones_own_situation_goes_before_that_of_others() -> None:
    rule = "L'oral dure dix minutes."
    text = f"# E\n\n## a) Candidats apprentis\n\n{rule}\n\n## b) Enseignement à distance\n\n{rule}\n"
    document = Document("d", text, "0", "arrete", "E")
    own = [s for s in chunk(document, parse(text, title="E").root).sentences if s.kind != "heading"]
    found = [Candidate(Hit(s), document, (0.0,) * len(NAMES), 1.0, p) for s, p in zip(own, (0.8, 0.3), strict=True)]
    question = replace(ask("combien dure l'oral ?", "duration"), situations=("a_distance",))
    assert own_first(question, found[0], found) is found[1]
    assert own_first(replace(question, situations=()), found[0], found) is found[0]
    far = [found[0], replace(found[1], probability=0.1)]
    assert own_first(question, found[0], far) is found[0]


@pytest.mark.parametrize(
    ("said", "first"), [("combien de semaines dure le stage ?", True), ("où est le stage ?", False)]
)
def test_the_value_for_all_goes_before_that_of_some_where_nobody_said_who_they_are(said: str, first: bool) -> None:
    text = (
        "# Stage\n\nLe candidat accomplit seize semaines.\n\n## Formation continue\n\nLe stage dure douze semaines.\n"
    )
    some, everyone = durations(text, {"douze": 0.8, "seize": 0.4})
    asked = ask(said, "duration" if first else "place")
    assert (general_first(asked, [some, everyone]) is everyone) is first
    assert general_first(asked, [some, replace(everyone, probability=0.2)]) is some


@pytest.mark.parametrize(("said", "first"), [("et avec un CAP ?", True), ("combien d'années ?", False)])
def test_the_length_for_who_has_a_diploma_goes_before_that_for_all(said: str, first: bool) -> None:
    text = "# Bac\n\nIl dure trois ans.\n\nLes titulaires d'un CAP du secteur le préparent en deux ans.\n"
    everyone, theirs = durations(text, {"trois": 0.8, "titulaires": 0.3})
    assert (own_diploma_first(ask(said, "duration"), [everyone, theirs])[0] is theirs) is first


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("en tout, l'épreuve", True),
        ("l'épreuve E5 à la session 2026", True),  # of the exam: its parts are none
        ("la seconde partie en tout", False),
        ("la seconde partie de l'E5", False),
        ("la soudure de l'E5", False),  # of something within it
    ],
)
def test_the_total_of_a_part_is_no_total_of_the_whole(said: str, first: bool) -> None:
    text = (
        "# E\n\nLa seconde partie, d'une durée totale de 50 minutes, suit.\n\nL'épreuve a une durée totale de 1 h 20.\n"
    )
    part, total = durations(text, {"seconde": 0.7, "épreuve": 0.3})
    found = total_first(ask(f"combien de temps dure {said} ?", "duration"), [part, total])
    assert (found[0] is total) is first


@pytest.mark.parametrize(
    ("said", "kind", "shown"),
    [
        ("je travaille à mi-temps : combien de mois faut-il prouver ?", "duration", ["dix-huit"]),
        ("salarié à temps plein, combien de mois faut-il prouver ?", "duration", ["neuf", "dix-huit"]),
        ("combien de mois faut-il prouver ?", "duration", ["neuf", "dix-huit"]),  # no side is named
        ("à mi-temps, c'est possible ?", "yes_no", ["neuf", "dix-huit"]),  # "à temps plein" answers it
    ],
)
def test_the_side_of_a_thing_that_is_asked_about_goes_first(said: str, kind: str, shown: list[str]) -> None:
    text = "# E\n\nÀ temps plein, neuf mois sont exigés.\n\nÀ temps partiel, dix-huit mois sont exigés.\n"
    found = durations(text, {"neuf": 0.8, "dix-huit": 0.3})
    chosen = own_side_first(ask(said, kind), found)
    assert [next(words for words in ("neuf", "dix-huit") if words in c.hit.sentence.text) for c in chosen] == shown
    assert own_side_first(ask(said, kind), [found[0]]) == [found[0]], "nothing of the other side: as it is"
    far = [found[0], replace(found[1], probability=0.1)]
    assert own_side_first(ask(said, kind), far) == far


@pytest.mark.parametrize(
    ("said", "first"), [("combien de minutes au plus ?", True), ("combien de minutes ?", False), ("au moins ?", False)]
)
def test_what_sets_the_bound_asked_for_goes_first(said: str, first: bool) -> None:
    text = "# E\n\nLa soutenance dure 50 minutes.\n\nLe candidat parle pendant 35 minutes au maximum.\n"
    plain, most = durations(text, {"soutenance": 0.8, "maximum": 0.3})
    assert (bound_first(ask(said, "duration"), [plain, most])[0] is most) is first
    far = replace(most, probability=0.1)
    assert bound_first(ask(said, "duration"), [plain, far])[0] is plain


@pytest.mark.parametrize(
    ("said", "shown"),
    [("durée du stage de première année ?", ["six", "neuf"]), ("durée du second stage ?", ["dix", "neuf"])],
)
def test_of_two_placements_the_one_that_is_asked_about_goes_first(said: str, shown: list[str]) -> None:
    text = "# E\n\nEn formation continue, il dure neuf semaines.\n\n## Stage de découverte (première année)\n\n"
    text += "D'une durée de six semaines, il a lieu en hiver.\n\n## Stage de seconde année\n\nIl dure dix semaines.\n"
    found = durations(text, {"neuf": 0.6, "dix": 0.5, "six": 0.3})  # the likeliest is of neither
    chosen = own_side_first(ask(said, "duration"), found)
    assert [next(w for w in ("six", "dix", "neuf") if w in c.hit.sentence.text) for c in chosen] == shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [("la soutenance dure combien en CCF ?", ["vingt"]), ("la soutenance en ponctuel ?", ["quarante"])],
)
def test_a_heading_names_the_side_of_what_stands_below_it(said: str, shown: list[str]) -> None:
    text = "# E\n\n## Contrôle en cours de formation\n\nIl dure vingt minutes.\n\n"
    text += "## Épreuve ponctuelle\n\nElle dure quarante minutes.\n"
    found = durations(text, {"quarante": 0.6, "vingt": 0.5})
    chosen = own_side_first(ask(said, "duration"), found)
    assert [next(words for words in ("vingt", "quarante") if words in c.hit.sentence.text) for c in chosen] == shown


@pytest.mark.parametrize(
    ("said", "first"),
    [("après un CAP, combien de temps ?", "deux"), ("après la 3e ?", "trois"), ("combien ?", "trois")],
)
def test_the_way_in_that_is_asked_about_goes_first(said: str, first: str) -> None:
    text = "# A\n\n## Après la 3e\n\nIl dure trois ans.\n\n## Après un CAP\n\nIl dure deux ans.\n"
    found = durations(text, {"trois": 0.8, "deux": 0.4})
    assert first in own_way_first(ask(said, "duration"), found)[0].hit.sentence.text
    assert own_way_first(ask(said, "duration"), [found[0], replace(found[1], probability=0.1)])[0] is found[0]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("en un an après mon bac, combien de semaines de stage ?", ["un an", "Apprentis"]),
        ("en combien de semaines ?", ["deux ans", "un an", "Apprentis"]),
        ("en quatre ans, combien de semaines ?", ["deux ans", "un an", "Apprentis"]),  # no such row
    ],
)
def test_a_row_of_another_case_than_the_one_told_is_left_out(said: str, kept: list[str]) -> None:
    text = (
        "# Stage\n\n| Public | Durée |\n|---|---|\n| Élèves, en deux ans | 14 semaines |\n"
        "| Élèves, en un an | 7 semaines |\n| Apprentis | 9 semaines |\n"
    )
    rows = durations(text, {"deux ans": 0.6, "un an": 0.5, "Apprentis": 0.2})
    found = own_case_first(ask(said, "duration"), rows)
    assert [
        word for word in ("deux ans", "un an", "Apprentis") if any(word in c.hit.sentence.text for c in found)
    ] == kept


def test_who_comes_by_the_vae_is_told_of_its_own_jury_first() -> None:
    text = "# Jury\n\nLe jury général réunit six membres.\n\n## VAE\n\nLe jury VAE réunit quatre personnes.\n"
    document = Document("d", text, "0", "texte", "Jury")
    own = chunk(document, parse(text, title="Jury").root).sentences
    general, theirs = candidate(document, named(own, "six"), 0.9), candidate(document, named(own, "quatre"), 0.4)
    asked = replace(ask("qui est au jury ?", "person"), situations=("vae",))
    assert own_first(asked, general, [general, theirs]) is theirs
    assert own_first(replace(asked, situations=("apprenti",)), general, [general, theirs]) is general
    unlikely = replace(theirs, probability=0.1)
    assert own_first(asked, general, [general, unlikely]) is general
