"""What bears on a quote elsewhere in its text: what a case entails."""

from collections.abc import Sequence

import pytest

from advisor.chunk import chunk
from advisor.parse import parse
from advisor.records import Document, Hit, Question, Sentence
from advisor.select.companions import consequence, with_companions
from advisor.select.quotes import whole
from advisor.select.rank import Candidate
from advisor.select.signals import NAMES
from advisor.understand.spelling import spell_out

TEXT = """# Diplôme

## Conformité

Le constat de non-conformité du livret entraîne la note zéro. En conséquence, l'unité n'est pas acquise.

La non-conformité du livret peut être prononcée lorsqu'une des situations suivantes est constatée :

- absence de dépôt du livret ;
- dépôt après le 3 mai.

Un candidat est reconnu absent lorsqu'il ne se présente pas.

Le dossier du candidat entraîne une note.

## Absence

L'absence d'un candidat est signalée au recteur.

L'absence de casque interdit l'accès au chantier. Le candidat qui n'y a pas accédé est noté zéro.
"""


@pytest.fixture(scope="module")
def document() -> Document:
    return Document("d", TEXT, "0", "texte", "Diplôme")


@pytest.fixture(scope="module")
def sentences(document: Document) -> Sequence[Sentence]:
    return chunk(document, parse(TEXT, title="Diplôme").root).sentences


def candidate(document: Document, sentences: Sequence[Sentence], words: str) -> Candidate:
    found = next(sentence for sentence in sentences if words in sentence.text)
    return Candidate(Hit(found), document, (0.0,) * len(NAMES), 1.0, 0.9)


def ask(text: str) -> Question:
    text = spell_out(text)
    return Question(text=text, matter=text, search=text, terms=tuple(text.split()))


@pytest.mark.parametrize(
    "question",
    [
        "que se passe-t-il si je rends mon livret en retard ?",
        "kes ki peut m'arriver si je depose le livret apres le 3 mai",
        "livret pas rendu, je risque quoi ?",
        "quelles conséquences si le livret arrive trop tard ?",
    ],
)
@pytest.mark.parametrize("words", ["La non-conformité du livret peut", "dépôt après"])
def test_who_asks_what_follows_from_a_case_is_told_what_it_entails(
    document: Document, sentences: Sequence[Sentence], question: str, words: str
) -> None:
    asked, first = ask(question), candidate(document, sentences, words)
    quotes = [e.quote for e in with_companions(asked, first, [whole(asked, first, sentences)], sentences)]
    assert len(quotes) == 2
    assert "note zéro. En conséquence" in quotes[0] and "dépôt après le 3 mai" in quotes[1]


@pytest.mark.parametrize(
    "question, words",
    [
        ("dans quels cas le livret est-il non conforme ?", "La non-conformité du livret peut"),  # not what follows
        ("je risque quoi si je suis absent ?", "L'absence d'un candidat"),  # names no case that the text comes back to
        ("livret non conforme, je risque quoi ?", "entraîne la note zéro"),  # says it itself
        ("que se passe-t-il si je suis absent ?", "Un candidat est reconnu absent"),  # a candidate is no case
    ],
)
def test_nothing_is_added_where_it_was_not_asked_or_is_said_already(
    document: Document, sentences: Sequence[Sentence], question: str, words: str
) -> None:
    assert consequence(ask(question), candidate(document, sentences, words), sentences) == []


def test_what_follows_is_told_where_the_next_sentence_says_it(
    document: Document, sentences: Sequence[Sentence]
) -> None:
    first = candidate(document, sentences, "casque")
    (told,) = consequence(ask("sans casque, je perds toute l'épreuve ?"), first, sentences)
    assert "noté zéro" in told.quote
    assert not consequence(ask("le casque est obligatoire ?"), first, sentences)


def test_what_closes_a_rule_on_what_is_allowed_comes_with_it() -> None:
    text = (
        "# E\n\nLa calculatrice est autorisée. Aucun autre document n'est admis.\n\nUn dossier est remis. Il est lu.\n"
    )
    document = Document("d", text, "0", "texte", "E")
    own = chunk(document, parse(text, title="E").root).sentences
    for words, told in (("calculatrice", True), ("remis", False)):
        first = candidate(document, own, words)
        quotes = [item.quote for item in with_companions(ask("?"), first, [whole(ask("?"), first, own)], own)]
        assert any("Aucun autre" in quote for quote in quotes) is told


PERMITTED = """# Stage

## Remplacement

Le certificat peut être remplacé par un contrat. Les activités exercées doivent être en rapport avec le diplôme.

## Préparation

Les centres sont :

- celui de Lyon ;
- celui de Dole.

Cette liste n'est pas exhaustive.
"""


@pytest.mark.parametrize(
    ("words", "with_it"),
    [("peut être remplacé", "en rapport avec"), ("celui de Dole", "exhaustive"), ("activités exercées", "")],
)
def test_a_permission_comes_with_its_condition_and_a_list_with_what_it_leaves_open(words: str, with_it: str) -> None:
    document = Document("d", PERMITTED, "0", "texte", "Stage")
    own = chunk(document, parse(PERMITTED, title="Stage").root).sentences
    first = candidate(document, own, words)
    found = with_companions(ask("quoi à la place du certificat ?"), first, [], own)
    assert [with_it in item.quote for item in found] == ([True] if with_it else [])
