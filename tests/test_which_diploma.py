"""Which diploma a question without name can mean: the one whose text alone has its words, or that it is looking for."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from advisor.chunk import chunk
from advisor.language.french import tokens
from advisor.parse import parse
from advisor.records import Diploma, Document
from advisor.select import Selection, single_diploma
from advisor.settle import only_text, settle
from advisor.understand import DiplomaNames
from advisor.understand.name_words import this_diploma
from advisor.understand.sightings import Named
from advisor.understand.spelling import spell_out
from tests.corpora import names
from tests.test_diplomas import CIM, PRO
from tests.test_select import ask, candidate
from tests.test_understand import ask as ask_people

TEXTS = {
    "a": "# A\n\nOn y répare des pianos et des objets.\n",
    "b": "# B\n\nOn y répare des bateaux et des objets.\n",
}


@pytest.mark.parametrize(
    ("said", "decided"),
    [
        ("je veux réparer des pianos, il existe un diplôme pour ça ?", "a"),
        ("quel diplôme pour réparer des pianos ?", "a"),
        ("quel code a ce diplôme ?", None),
        ("je veux réparer des objets, il existe un diplôme pour ça ?", None),  # both may be meant
    ],
)
def test_the_diploma_that_is_looked_for_is_the_one_that_stands_out(said: str, decided: str | None) -> None:
    documents = {n: Document(n, text, "0", "texte", n, Diploma(n, f"CAP {n}")) for n, text in TEXTS.items()}
    found = [
        candidate(document, chunk(document, parse(document.text, title="x").root).sentences[-1], chance)
        for document, chance in zip(documents.values(), (0.7, 0.6), strict=True)
    ]
    index = SimpleNamespace(documents=documents)
    asked = replace(ask(said), terms=tuple(tokens(said)))
    chosen = Selection((), tuple(found), 0.8, True)
    assert single_diploma(asked, chosen, index, ("a", "b")) == decided  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "decided"),
    [
        ("combien de jours pour conduire les calèches ?", "a"),
        ("mon stage d'ostréiculture dure combien ?", "b"),  # of the family of a word of its text
        ("calèches ou ostréiculture, le plus court ?", None),
        ("un salarié est-il dispensé ?", None),  # asked about any diploma, though one text alone has it
        ("combien de temps dure le stage ?", None),
    ],
)
def test_rare_words_that_one_text_alone_has_tell_which_it_is(said: str, decided: str | None) -> None:
    texts = {
        "a": "# A\n\nOn y mène des calèches. Le salarié en est dispensé.\n",
        "b": "# B\n\nL'ostréiculteur élève des huîtres pendant le stage.\n",
    }
    documents = {n: Document(n, text, "0", "texte", n, Diploma(n, f"CAP {n}")) for n, text in texts.items()}
    assert only_text(ask(said), SimpleNamespace(documents=documents), ("a", "b")) == decided  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "said",
    [
        "Je suis prof en terminale bac pro et des élèves veulent le BTS CIM",
        "Le BTS CIM est fermé aux bacs pro ?",
        "je suis en première bac pro, le BTS CIM est accessible ?",
        "Je suis en terminale bac pro boulangerie, le BTS CIM me prendrait ?",
    ],
)
def test_the_class_one_is_in_is_not_the_diploma_asked_about(said: str) -> None:
    named = names().find(said)
    assert (named.diplomas, named.unknown) == ((CIM,), None)


def test_a_type_set_beside_a_name_is_asked_about() -> None:
    assert set(names().find("Quelle différence entre le BTS CIM et le bac pro ?").diplomas) == {CIM, PRO}


WORKER = Diploma("tisf", "DE technicien de l'intervention sociale et familiale")
ROOFER = Diploma("cs-zingueur", "CS zingueur")
KEEPER = Diploma("bp-animalier", "BP technicien animalier")


@pytest.mark.parametrize(
    ("said", "diploma"),
    [
        ("Durée du DE TISF ?", WORKER),
        ("le diplôme d'État de TISF", WORKER),
        ("faut il le bac pour la formation tisf", WORKER),
        ("Le certificat zingueur est de niveau 4 comme le BP ?", ROOFER),
        ("Ma salariée tente le BP animalier au titre de la promotion sociale", KEEPER),
    ],
)
def test_initials_and_types_beside_them_name_one(said: str, diploma: Diploma) -> None:
    named = DiplomaNames([WORKER, ROOFER, KEEPER]).find(said)
    assert (named.diplomas, named.unknown) == ((diploma.id,), None)


def test_initials_that_are_a_word_need_their_type() -> None:
    own = DiplomaNames([Diploma("m", "BTS mécanique outillage design énergie"), KEEPER])  # "mode"
    assert own.find("BTS MODE").diplomas == ("m",) and not own.find("la mode change").diplomas


def test_what_one_goes_on_to_may_be_in_the_text_of_what_one_has() -> None:
    question = ask_people("Après le bac pro microtechniques, je peux faire le CAP tourneur ?")
    assert (question.diplomas, question.unknown_diploma, question.otherwise) == (
        (PRO,),
        "CAP tourneur",
        "diploma_unknown",
    )


def test_orders_are_not_looked_up_by_their_rare_words() -> None:
    text = "# C\n\nOn y réalise des ganaches.\n"
    documents = {"c": Document("c", text, "0", "texte", "c", Diploma("c", "CAP c"))}
    index = SimpleNamespace(documents=documents)

    def found(said: str) -> str | None:
        return only_text(ask(said), index, ("c",))  # type: ignore[arg-type]

    assert found("on fait des ganaches ?") == "c"
    assert found("tu connais une recette de ganaches ?") is None


@pytest.mark.parametrize(
    ("said", "unknown"),
    [
        ("Comment devenir infirmière ?", "infirmière"),
        ("Comment entrer en formation de psychomotricien ?", "psychomotricien"),
        ("combien de stage en école d'infirmière ?", "infirmière"),
        ("C'est quoi les débouchés du métier de mécanicien ?", None),  # a text speaks of what he does
        ("Peut-on devenir formateur après ?", None),  # of any diploma
        ("le BTS CIM, pour devenir plombier ?", None),
    ],
)
def test_a_trade_that_no_text_speaks_of_is_a_diploma_without_text(said: str, unknown: str | None) -> None:
    text = "# A\n\nOn y apprend la mécanique auprès d'un formateur.\n"
    index = SimpleNamespace(documents={"a": Document("a", text, "0", "texte", "a", Diploma("a", "CAP a"))})
    settled = settle(ask_people(said), index, ("a",))  # type: ignore[arg-type]
    assert settled.unknown_diploma == unknown
    assert unknown is None or settled.refusal is None


HAIR, GARDEN = Diploma("bp-coiffure", "BP coiffure"), Diploma("bp-jardin", "BP aménagements paysagers")
DRIVER = Diploma("cap-bus", "CAP conducteur agent d'accueil en autobus et autocar")


@pytest.mark.parametrize(
    ("said", "diploma", "left"),
    [
        ("Does the hairdressing BP need experience?", HAIR, "Does this diploma need experience?"),
        ("Does the bus and coach driver CAP last long?", DRIVER, "Does this diploma last long?"),
        ("Quel permis avec le CAP chauffeur de bus ?", DRIVER, "Quel permis avec ce diplôme ?"),
        ("quels jardins en BP coiffure ?", HAIR, "quels jardins dans ce diplôme ?"),
        ("Que faire après son BP coiffure ?", HAIR, "Que faire après ce diplôme ?"),
    ],
)
def test_a_name_may_be_english_and_stand_before_its_type(said: str, diploma: Diploma, left: str) -> None:
    known = DiplomaNames([HAIR, GARDEN, DRIVER, Diploma("cap-enfant", "CAP petite enfance")])
    assert known.find(said).diplomas == (diploma.id,)
    assert known.without_names(said, (diploma.id,), instead=this_diploma) == left


def test_an_everyday_type_in_capitals_is_one_wherever_it_stands() -> None:
    known = DiplomaNames([Diploma("a", "BUT chimie"), Diploma("b", "BUT informatique"), Diploma("c", "CS zingueur")])
    assert set(known.find("En BUT, le parcours se choisit quand ?").ambiguous) == {"a", "b"}
    assert known.find("ton but, c'est quoi ?").ambiguous == ()
    assert known.find("En CS, on apprend quoi ?").diplomas == ("c",)


@pytest.mark.parametrize("said", ["le DEAS dure combien ?", "le deass en combien de temps ?", "le DEAP ?"])
def test_the_sigle_of_a_states_diploma_is_no_other_one(said: str) -> None:
    known = DiplomaNames([Diploma("dees", "Diplôme d'État d'éducateur spécialisé", "DEES")])
    named = known.find(spell_out(said))
    assert named.diplomas == () and named.unknown is not None
    assert known.find(spell_out("le DEES dure combien ?")).diplomas == ("dees",)


def test_a_question_word_shortens_no_name() -> None:
    known = DiplomaNames([Diploma("ic", "BUT information communication parcours métiers du livre"), GARDEN])
    assert known.find("Il pourrait exercer quoi comme métier après ?") == Named()


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("BP ou bac pro aménagements paysagers, lequel dure le plus ?", {"bp-jardin", "pro-jardin"}),
        ("Quelle est la durée du BP et du bac pro aménagements paysagers ?", {"bp-jardin", "pro-jardin"}),
        ("Le BP coiffure, c'est juste un super CAP. Vrai ?", {"bp-coiffure"}),
    ],
)
def test_two_types_may_share_a_name_and_a_full_stop_ends_a_type(said: str, found: set[str]) -> None:
    known = DiplomaNames([HAIR, GARDEN, Diploma("pro-jardin", "bac pro aménagements paysagers"), DRIVER])
    named = known.find(said)
    assert (set(named.diplomas), named.unknown) == (found, None)


def test_a_sigle_in_capitals_that_one_text_alone_has_tells_which_it_is() -> None:
    texts = {"a": "# A\n\nOn y entre à l'IFMK, ou par la VAE.\n", "b": "# B\n\nOn y entre en lycée.\n"}
    documents = {n: Document(n, text, "0", "texte", n, Diploma(n, f"CAP {n}")) for n, text in texts.items()}
    index = SimpleNamespace(documents=documents)
    assert only_text(ask("c'est quoi l'IFMK ?"), index, ("a", "b")) == "a"  # type: ignore[arg-type]
    assert only_text(ask("C'EST QUOI L'IFMK ?"), index, ("a", "b")) is None  # type: ignore[arg-type]
    assert only_text(ask("la VAE, c'est possible ?"), index, ("a", "b")) is None  # type: ignore[arg-type]


def test_a_word_asked_of_any_diploma_hints_at_none() -> None:
    known = DiplomaNames([Diploma("a", "BUT packaging emballage et conditionnement"), Diploma("b", "BTS mesure"), HAIR])
    assert known.hinted("et les conditions ?", known.all_ids()) is None
    assert known.hinted("et la mesure ?", known.all_ids()) == "b"


def test_a_conjunction_and_a_field_of_its_own_name_no_diploma() -> None:
    known = DiplomaNames([DRIVER, Diploma("b", "CAP coiffure"), Diploma("c", "BTS gestion de la PME")])
    assert set(known.find("le CAP dure combien, car je veux commencer ?").ambiguous) == {"cap-bus", "b"}
    assert known.find("le BTS management dure combien ?").diplomas == ()
