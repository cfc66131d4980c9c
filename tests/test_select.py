"""From hits to the quotes that answer: lists whole, consequences with their cause, the same rule once."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from advisor.chunk import chunk
from advisor.parse import parse
from advisor.records import Document, Evidence, Hit, Question, Sentence
from advisor.select import _chosen, _under_its_name, by_quote, select
from advisor.select.companions import with_companions
from advisor.select.quotes import _list_span, distinct, whole
from advisor.select.rank import JUDGED, OF_ONE_LIST, REACH, Candidate, _judged, _read, load_weights, rank
from advisor.select.signals import NAMES, signals

TEXT = """# Diplôme

## Dossier

Le candidat présente un dossier qui comprend :

- un plan ;
- un rapport, de vingt pages au plus ;
- une annexe.

Le retard entraîne une pénalité. En conséquence, la note baisse de deux points.

## Apprentis

Le dossier des apprentis est rendu en juin.
"""


@pytest.fixture(scope="module")
def document() -> Document:
    return Document("d", TEXT, "0", "texte", "Diplôme")


@pytest.fixture(scope="module")
def sentences(document: Document) -> tuple[Sentence, ...]:
    return chunk(document, parse(TEXT, title="Diplôme").root).sentences


class Marker:
    """An evidence model that knows one answer by its words."""

    def __init__(self, words: str) -> None:
        self.words = words

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        return [6.0 if self.words in text else -6.0 for text in texts]


def named(sentences: Sequence[Sentence], words: str) -> Sentence:
    return next(sentence for sentence in sentences if words in sentence.text)


def candidate(document: Document, sentence: Sentence, probability: float = 0.9) -> Candidate:
    return Candidate(Hit(sentence), document, (0.0,) * len(NAMES), 1.0, probability)


def ask(text: str, kind: str | None = None) -> Question:
    return Question(text=text, matter=text, search=text, kind=kind, terms=tuple(text.split()))


def test_a_list_asked_for_comes_whole_with_its_lead_in(sentences: tuple[Sentence, ...]) -> None:
    start, end = _list_span(ask("que contient le dossier", "list"), named(sentences, "un plan"), sentences)
    assert TEXT[start:end].startswith("Le candidat présente") and TEXT[start:end].endswith("une annexe.")


def test_a_consequence_comes_with_what_it_follows_from(document: Document, sentences: tuple[Sentence, ...]) -> None:
    evidence = whole(ask("quelle pénalité"), candidate(document, named(sentences, "En conséquence")), sentences)
    assert evidence.quote == "Le retard entraîne une pénalité. En conséquence, la note baisse de deux points."


def test_what_two_quotes_share_is_quoted_once(document: Document) -> None:
    def evidence(start: int, end: int) -> Evidence:
        sentence = Sentence("d", 0, start, end, TEXT[start:end])
        return Evidence(document, start, end, (), Hit(sentence), 0.9)

    joined = distinct([evidence(20, 40), evidence(30, 60)])
    assert [(item.start, item.end) for item in joined] == [(20, 60)]


def test_the_same_rule_is_not_cited_twice(document: Document, sentences: tuple[Sentence, ...]) -> None:
    first = candidate(document, named(sentences, "un plan"))
    again = candidate(document, named(sentences, "juin"))
    assert len(_chosen(ask("quand"), [again, again, first], load_weights())) == 2


def test_items_of_a_short_list_are_likely_together(document: Document, sentences: tuple[Sentence, ...]) -> None:
    plan, annexe, june = (candidate(document, named(sentences, w), 0.5) for w in ("un plan", "une annexe", "juin"))
    quotes = by_quote(ask("que contient le dossier", "list"), [plan, annexe, june], {"d": sentences})
    assert [(quote.hit, quote.probability) for quote in quotes] == [(plan.hit, 0.75), (june.hit, 0.5)]


def test_a_guess_stands_beside_what_is_unsure_and_nothing_beside_what_is_sure(
    document: Document, sentences: tuple[Sentence, ...]
) -> None:
    def chosen(first: float) -> int:
        candidates = [candidate(document, named(sentences, w), p) for w, p in (("juin", first), ("Le retard", 0.15))]
        return len(_chosen(ask("quand"), candidates, load_weights()))

    assert (chosen(0.9), chosen(0.5)) == (1, 2)


def test_a_long_list_leaves_room_among_those_judged() -> None:
    listed = [Sentence("d", n, n, n + 1, "x", group=1) for n in range(20)]
    alone = [Sentence("d", n, n, n + 1, "x") for n in range(20, 40)]
    judged = _judged([*listed, *alone], -np.arange(40) / 100, far=False)
    assert len(judged) == JUDGED and sum(position < 20 for position in judged) == OF_ONE_LIST


def test_what_the_other_signals_put_far_below_is_read_in_the_first_stage_only() -> None:
    alone = [Sentence("d", n, n, n + 1, "x") for n in range(20)]
    scores = np.full(20, 5.0 - REACH - 0.1)
    scores[[7, 3]] = 5.0, 5.0 - REACH + 0.1
    assert _judged(alone, scores, far=False) == [7, 3, 0, 1]
    scores[10:16] = 4.9
    assert _judged(alone, scores, far=False) == [7, *range(10, 16), 3]
    assert len(_judged(alone, scores, far=True)) == JUDGED


@pytest.mark.parametrize(
    ("place", "logit", "enough", "all_of_them", "read"),
    [
        (2, 3.0, True, False, 4),
        (2, 1.0, True, False, 8),  # clear enough among eight, not among four
        (6, 3.0, True, False, 8),
        (2, 3.0, False, False, JUDGED),  # for some people only, and the person named no situation
        (2, 3.0, True, True, JUDGED),  # a list, a comparison
        (2, 0.9, True, False, JUDGED),
        (9, 3.0, True, False, JUDGED),
    ],
)
def test_candidates_are_read_in_stages_until_one_is_clear_and_may_be_enough(
    place: int, logit: float, enough: bool, all_of_them: bool, read: int
) -> None:
    class Model:
        def score(self, question: str, texts: Sequence[str]) -> list[float]:
            return [logit if text == str(place) else -5.0 for text in texts]

    texts = [str(number) for number in range(JUDGED)]
    logits = _read(Model(), "q", texts, [enough] * JUDGED, all_of_them=all_of_them)
    assert len(logits) == read and logits[place] == logit


def test_a_value_that_must_be_stated_is_never_answered_by_what_does_not_state_it() -> None:
    text = "# Diplôme\n\nLe brevet demande une moyenne de 10 sur 20 sans note éliminatoire.\n"
    document = Document("d", text, "0", "texte", "Diplôme")
    sentences = chunk(document, parse(text, title="Diplôme").root).sentences
    hits = [Hit(sentence, words_rank=1, vectors_rank=1, cosine=0.85) for sentence in sentences]
    sure = Marker("moyenne")
    asked = ask("à partir de quelle note est-on éliminé ?", "mark")
    assert not select(asked, hits, {"d": document}, {"d": sentences}, model=sure).enough
    assert select(ask("y a-t-il une note éliminatoire ?"), hits, {"d": document}, {"d": sentences}, model=sure).enough
    # A rule that the question only seems to mean gives way to a model that is sure.
    asked = ask("l'examen d'entrée, on est reçu avec quelle moyenne ?")
    for model, column in ((sure, 0.0), (None, 1.0)):
        found = rank(asked, hits, {"d": document}, model=model)
        assert next(c for c in found if "moyenne" in c.hit.sentence.text).row[NAMES.index("unstated")] == column


SHEET = """# Fiche

Code RNCP : 12345

C16 : Filer la laine

## AUTORITÉ RESPONSABLE DE LA CERTIFICATION

Chambre des métiers de la laine

## Secteurs d'activité ou types d'emplois accessibles

Ateliers de filature.
"""


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("quel organisme est responsable de la certification ?", "Chambre"),
        ("which body awards it?", "Chambre"),
        ("on peut bosser où, dans quels secteurs ?", "Ateliers"),
        ("c'est quoi le numéro de fiche RNCP ?", "Code RNCP"),
    ],
)
def test_what_stands_under_the_label_of_the_question_is_told(question: str, answer: str) -> None:
    document = Document("d", SHEET, "0", "texte", "Fiche")
    sentences = chunk(document, parse(SHEET, title="Fiche").root).sentences
    values = [sentence for sentence in sentences if sentence.kind != "heading"]
    rows = signals(ask(question), [Hit(sentence) for sentence in values], [document] * len(values))
    field, other = NAMES.index("field"), NAMES.index("other_field")
    assert [v.text for v, row in zip(values, rows, strict=True) if row[field]] == [named(values, answer).text]
    assert [row[other] for row in rows] == [1.0 - row[field] for row in rows]


def test_a_code_is_the_label_of_what_it_stands_for() -> None:
    document = Document("d", SHEET, "0", "texte", "Fiche")
    values = chunk(document, parse(SHEET, title="Fiche").root).sentences
    rows = signals(ask("C16, c'est quoi ?"), [Hit(sentence) for sentence in values], [document] * len(values))
    assert [s.text for s, row in zip(values, rows, strict=True) if row[NAMES.index("field")]] == [
        "C16 : Filer la laine"
    ]


BY_STATUS = """# Diplôme

## Voie scolaire

Le rapport de stage compte trente pages au plus.

## Apprentis

Le rapport d'activité compte vingt pages au plus.

## Candidats en reconversion

Le rapport de stage et la grille sont les mêmes que ceux des candidats de la voie scolaire.
"""


def by_status(situations: tuple[str, ...], *probable: str) -> list[str]:
    """What is quoted of BY_STATUS when the sentences with these words are likely to answer, the first most."""
    document = Document("s", BY_STATUS, "0", "texte", "Diplôme")
    sentences = chunk(document, parse(BY_STATUS, title="Diplôme").root).sentences
    question = replace(ask("combien de pages pour le rapport de stage", "count"), situations=situations)
    likely = [candidate(document, named(sentences, words), 0.9 - 0.3 * n) for n, words in enumerate(probable)]
    chosen = _chosen(question, likely, load_weights())
    evidence = with_companions(question, chosen[0], [whole(question, each, sentences) for each in chosen], sentences)
    return [item.quote for item in evidence]


def test_a_list_asked_for_by_its_heading_needs_less_to_be_enough() -> None:
    text = "# BTM\n\n## Examen\n\n1) Composante production :\n\n- une étude ;\n- un essai.\n\n## Jury\n\nUn artisan.\n"
    document = Document("d", text, "0", "texte", "BTM")
    own = chunk(document, parse(text, title="BTM").root).sentences
    asked = ask("quelles épreuves dans la composante production ?", "list")
    assert _under_its_name(asked, candidate(document, named(own, "étude")))
    assert not _under_its_name(asked, candidate(document, named(own, "Un artisan")))
    assert not _under_its_name(
        ask("quelles dates pour la production ?", "date"), candidate(document, named(own, "étude"))
    )
    assert not _under_its_name(
        ask("quelles épreuves ?", "list"), candidate(document, named(own, "étude"))
    )  # names none


def test_two_situations_side_by_side_have_a_quote_each() -> None:
    pupils, apprentices = by_status(("scolaire", "apprenti"), "trente", "vingt")
    assert "trente pages" in pupils and "vingt pages" in apprentices


def test_a_rule_of_others_comes_with_the_sentence_that_extends_it() -> None:
    rule, extension = by_status(("reconversion",), "trente")
    assert "trente pages" in rule and "les mêmes que" in extension


def test_a_rule_of_ones_own_needs_no_extension() -> None:
    assert len(by_status(("scolaire",), "trente")) == 1


def test_a_situation_compared_with_the_others_has_theirs_beside_it() -> None:
    document = Document("s", BY_STATUS, "0", "texte", "Diplôme")
    sentences = chunk(document, parse(BY_STATUS, title="Diplôme").root).sentences
    question = replace(ask("qu'est-ce qui change par rapport aux autres"), situations=("apprenti",))
    likely = [candidate(document, named(sentences, words), 0.8) for words in ("vingt", "trente")]
    assert len(_chosen(question, likely, load_weights())) == 2


def test_nothing_is_chosen_without_hits() -> None:
    chosen = select(ask("quoi"), (), {}, {}, model=None)
    assert not chosen.enough and not chosen.evidence


def test_the_evidence_model_decides_between_alike_hits(document: Document, sentences: tuple[Sentence, ...]) -> None:
    hits = [Hit(sentence, words_rank=n, vectors_rank=n) for n, sentence in enumerate(sentences, start=1)]
    chosen = select(ask("dossier"), hits, {"d": document}, {"d": sentences}, model=Marker("juin"))
    assert "juin" in chosen.candidates[0].hit.sentence.text


def test_the_weights_are_those_of_the_signals() -> None:
    weights = load_weights()
    assert len(weights.first) == len(weights.rank) == len(weights.answer) == len(NAMES) and 0 < weights.threshold < 1


@pytest.mark.parametrize(("likely", "general"), [(0.5, True), (0.3, False)])
def test_the_same_rule_for_all_goes_before_that_for_some(likely: float, general: bool) -> None:
    text = "# BTS\n\nLe stage dure douze semaines.\n\n## Candidats apprentis\n\nLe stage dure douze semaines en tout.\n"
    own = Document("d", text, "0", "texte", "BTS")
    every, some = (s for s in chunk(own, parse(text, title="BTS").root).sentences if s.kind == "paragraph")
    candidates = [candidate(own, some, 0.85), candidate(own, every, likely)]
    assert (
        _chosen(ask("Le stage dure combien ?", "duration"), candidates, load_weights())[0].hit.sentence is every
    ) is general


def test_how_far_a_length_may_be_changed_comes_with_it() -> None:
    text = (
        "# BTS\n\nLe stage dure douze semaines.\n\n## Aménagements\n\nLa durée du stage peut être réduite, "
        "mais ne peut être inférieure à 8 semaines.\n\nLe rapport ne peut excéder 30 pages.\n"
    )
    document = Document("d", text, "0", "texte", "BTS")
    sentences = chunk(document, parse(text, title="BTS").root).sentences
    hits = [Hit(sentence, words_rank=1, vectors_rank=1, cosine=0.85) for sentence in sentences]
    chosen = select(
        ask("Combien de semaines dure le stage ?", "duration"), hits, {"d": document}, {"d": sentences},
        model=Marker("douze"),
    )  # fmt: skip
    assert [item.quote for item in chosen.evidence][1:] == [named(sentences, "inférieure").text]


def test_what_holds_no_value_adds_nothing_to_a_value_that_answers() -> None:
    text = "# BTS\n\nLe rapport compte vingt pages.\n\nLe rapport présente l'entreprise.\n"
    document = Document("d", text, "0", "texte", "BTS")
    own = chunk(document, parse(text, title="BTS").root).sentences
    both = [candidate(document, named(own, "vingt"), 0.6), candidate(document, named(own, "présente"), 0.5)]
    weights = load_weights()
    assert len(_chosen(ask("combien de pages pour le rapport ?", "count"), both, weights)) == 1
    assert len(_chosen(ask("que faut-il savoir du rapport ?"), both, weights)) == 2


def test_the_value_for_ones_own_situation_has_no_guess_beside_it() -> None:
    text = "# BTS\n\nLe stage dure douze semaines.\n\n## Candidats apprentis\n\nLa durée est de six semaines.\n"
    document = Document("d", text, "0", "texte", "BTS")
    own = chunk(document, parse(text, title="BTS").root).sentences
    both = [candidate(document, named(own, "six"), 0.4), candidate(document, named(own, "douze"), 0.15)]
    told = replace(ask("combien de semaines ?", "duration"), situations=("apprenti",))
    assert [c.hit.sentence.text for c in _chosen(told, both, load_weights())] == ["La durée est de six semaines."]
    assert len(_chosen(ask("combien de semaines ?", "duration"), both, load_weights())) == 2


def test_what_holds_otherwise_comes_with_the_rule() -> None:
    text = "L'étudiant récupère les semaines au-delà de dix jours d'absence. En deçà, rien n'est récupéré.\n"
    document = Document("d", text, "", "texte", "d")
    own = chunk(document, parse(text, title="d", kind="texte").root).sentences
    evidence = whole(ask("faut-il rattraper ?"), candidate(document, own[0]), own)
    assert evidence.quote == text.strip()


def test_the_rule_for_ones_own_situation_stands_beside_one_that_is_for_no_one() -> None:
    text = "# BTS\n\nLe rapport est déposé en mai.\n\n## Candidats apprentis\n\nLe dossier se garde un an.\n"
    document = Document("d", text, "0", "texte", "BTS")
    own = chunk(document, parse(text, title="BTS").root).sentences
    both = [candidate(document, named(own, "mai"), 0.9), candidate(document, named(own, "garde"), 0.15)]
    question = ask("puis-je garder mon dossier ?")
    assert len(_chosen(replace(question, situations=("apprenti",)), both, load_weights())) == 2
    assert len(_chosen(question, both, load_weights())) == 1


def test_what_has_no_end_for_ones_own_situation_stands_beside_a_length_for_all() -> None:
    text = "# Titre\n\nLes domaines sont gardés 5 ans.\n\n## Candidats de la VAE\n\nLes domaines sont acquis à vie.\n"
    document = Document("d", text, "0", "texte", "Titre")
    own = chunk(document, parse(text, title="Titre").root).sentences
    both = [candidate(document, named(own, "5 ans"), 0.6), candidate(document, named(own, "à vie"), 0.07)]
    question = replace(ask("combien d'années garde-t-on ses domaines ?", "duration"), situations=("vae",))
    assert [c.hit.sentence.text for c in _chosen(question, both, load_weights())][1:] == [
        "Les domaines sont acquis à vie."
    ]
    assert len(_chosen(replace(question, situations=("apprenti",)), both, load_weights())) == 1


def test_beside_the_rule_for_some_of_those_named_stands_the_rule_for_the_others() -> None:
    section = "## Candidats scolaires ayant échoué\n\nLe sujet est gardé.\n\nLes apprentis redoublants le refont.\n"
    document = Document("d", text := f"# BTS\n\n{section}", "0", "texte", "BTS")
    own = chunk(document, parse(text, title="BTS").root).sentences
    both = [candidate(document, named(own, "refont"), 0.9), candidate(document, named(own, "gardé"), 0.07)]
    question = ask("que devient mon rapport ?")
    for situations, quotes in ((("redoublant",), 2), (("redoublant", "apprenti"), 1), ((), 1)):
        chosen = _chosen(replace(question, situations=situations), both, load_weights())
        assert len(chosen) == quotes
    evidence = [whole(question, each, own) for each in both]
    together = distinct([*evidence, replace(evidence[0], start=0, end=len(text), situations=())])[0]
    assert evidence[0].situations == ("apprenti", "redoublant")
    assert together.situations == ("apprenti", "redoublant", "scolaire")


def test_a_row_without_its_columns_is_added_to_no_quote(document: Document, sentences: tuple[Sentence, ...]) -> None:
    first = candidate(document, named(sentences, "Le retard"), 0.4)
    lost = candidate(document, replace(named(sentences, "en juin"), ambiguous=True), 0.3)
    weights = load_weights()
    assert _chosen(ask("et le retard ?"), [first, lost], weights) == [first]
    told = replace(lost, hit=Hit(named(sentences, "en juin")))
    assert _chosen(ask("et le retard ?"), [first, told], weights) == [first, told]


def test_a_row_of_a_table_is_a_guess_for_who_asks_for_a_value() -> None:
    text = "# D\n\nLe contrat compte.\n\n| Épreuve | Coef. |\n|---|---|\n| E1 - Langue | 2 |\n"
    table = Document("t", text, "0", "texte", "D")
    read = chunk(table, parse(text, title="D").root).sentences
    first, row = candidate(table, named(read, "contrat"), 0.4), candidate(table, named(read, "E1"), 0.2)
    assert _chosen(ask("mon contrat compte ?"), [first, row], load_weights()) == [first]
    assert row in _chosen(ask("coefficient de la langue ?", "coefficient"), [row, first], load_weights())
