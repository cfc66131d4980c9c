"""The quotes-mode answer: the value first, the words of the text, the people a rule is for."""

from dataclasses import replace

from advisor import messages
from advisor.answer import draft, embolden, quoted, render, short_heading, wanted
from advisor.records import Document, Evidence, Hit, Question, Sentence


def evidence(quote: str, headings: tuple[str, ...] = ("Durée",), situations: tuple[str, ...] = ()) -> Evidence:
    document = Document("d", quote, "0", "texte", "Titre")
    sentence = Sentence("d", 0, 0, len(quote), quote, headings)
    return Evidence(document, 0, len(quote), headings, Hit(sentence), 0.9, situations)


def ask(text: str, kind: str | None, situations: tuple[str, ...] = ()) -> Question:
    return Question(text=text, matter=text, search=text, kind=kind, situations=situations)


def test_the_value_asked_for_comes_first_with_its_bound() -> None:
    made = draft(ask("combien de semaines de stage ?", "duration"), [evidence("Le stage dure au moins six semaines.")])
    assert made.claims[0].text == "**Au moins six semaines**."


def test_no_value_is_put_forward_when_the_quote_has_two() -> None:
    quote = "Le stage dure six semaines, ou huit semaines à l'étranger."
    made = draft(ask("combien de semaines de stage ?", "duration"), [evidence(quote)])
    assert made.claims[0].text.startswith("> «")


def test_the_coefficient_is_in_bold_with_its_word() -> None:
    line = embolden(ask("quel coefficient ?", "coefficient"), "soutenance (15 minutes, coefficient 0,5)")
    assert line == "soutenance (15 minutes, **coefficient 0,5**)"


def test_the_unit_of_the_question_chooses_among_values() -> None:
    found = wanted(ask("combien de pages ?", "count"), "Un rapport de vingt pages, remis 15 jours avant.")
    assert [(q.value, q.unit) for q in found] == [(20, "page")]


def test_a_broken_line_is_shown_as_one() -> None:
    hard_wrapped = evidence("un rapport de\ncinquante pages")
    assert quoted(ask("quoi", None), hard_wrapped) == "> « un rapport de cinquante pages »"


def test_a_rule_for_some_people_says_for_whom() -> None:
    item = evidence("Le contrat suffit.", ("2.2. Candidats apprentis",), ("apprenti",))
    assert "Candidats apprentis" in draft(ask("quoi fournir", None), [item]).claims[0].text
    assert "apprentissage" in draft(ask("quoi fournir", None, ("apprenti",)), [item]).claims[0].text


def test_a_long_heading_is_cut_to_its_candidates() -> None:
    item = evidence("x", ("b) Modalités de l'épreuve pour les candidats non scolarisés",))
    assert short_heading(item.situations, item.headings) == "candidats non scolarisés"


def test_every_claim_carries_its_mark() -> None:
    text = render(draft(ask("combien de semaines ?", "duration"), [evidence("Le stage dure six semaines.")]))
    assert text.count("[1]") == 2


def test_a_second_guess_is_said_to_be_one() -> None:
    sure, guess = evidence("Le stage dure six semaines."), replace(evidence("Le dossier a dix pages."), probability=0.2)
    first, second = render(draft(ask("la règle", None), [sure, guess])).split("\n\n")
    assert first.startswith("> «") and second.startswith(messages.ALSO_POSSIBLE)
