"""The quotes-mode answer: the value first, the words of the text, the people a rule is for."""

from dataclasses import replace

import pytest

from advisor import messages
from advisor.answer import citation, draft, quoted, render, short_heading
from advisor.records import Claim, Document, Evidence, Hit, Question, Sentence
from advisor.select.value import fitting, only_of_others, wanted
from advisor.understand.clauses import search_words
from advisor.verify import check_claim


def evidence(quote: str, headings: tuple[str, ...] = ("Durée",), situations: tuple[str, ...] = ()) -> Evidence:
    document = Document("d", quote, "0", "texte", "Titre")
    sentence = Sentence("d", 0, 0, len(quote), quote, headings)
    return Evidence(document, 0, len(quote), headings, Hit(sentence), 0.9, situations)


def ask(text: str, kind: str | None, situations: tuple[str, ...] = ()) -> Question:
    return Question(text=text, matter=text, search=search_words(text, "fr"), kind=kind, situations=situations)


def test_the_value_asked_for_comes_first_with_its_bound() -> None:
    made = draft(ask("combien de semaines de stage ?", "duration"), [evidence("Le stage dure au moins six semaines.")])
    assert made.claims[0].text == "**Au moins six semaines**."


def test_an_approximate_number_keeps_its_article() -> None:
    made = draft(ask("combien de pages ?", "count"), [evidence("Le rapport, d'une trentaine de pages, est remis.")])
    assert made.claims[0].text == "**Une trentaine de pages**."


def test_no_value_is_put_forward_when_the_quote_has_two() -> None:
    quote = "Le stage dure six semaines, ou huit semaines à l'étranger."
    made = draft(ask("combien de semaines de stage ?", "duration"), [evidence(quote)])
    assert made.claims[0].text.startswith("> «")


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


@pytest.mark.parametrize(
    ("asked", "quote", "headings"),
    [
        # A condition on candidates, a unit that an exam cannot have.
        ("l'épreuve E8 dure combien de temps ?", "Les candidats ayant occupé pendant trois ans un emploi.", ("E8",)),
        ("l'épreuve E8 dure combien de temps ?", "L'épreuve E8 est réservée à trois ans de métier.", ()),
        # Another thing: the training, the contract, the time before an exam, the questions after an oral.
        ("quelle est la durée du stage ?", "Durée : 3 ans", ()),
        ("le stage dure combien de temps ?", "Le stage peut être prorogé de trois semaines.", ()),
        ("combien de temps dure l'épreuve ?", "Le dossier de l'épreuve est remis 15 jours avant celle-ci.", ()),
        ("la soutenance dure combien de temps ?", "La soutenance est suivie de 15 minutes de questions.", ()),
        # A piece of the exam asked about.
        ("combien de temps dure l'épreuve ?", "L'épreuve comporte une soutenance de 20 minutes.", ()),
        ("combien de temps dure l'épreuve ?", "L'épreuve : la seconde partie a une durée de 50 minutes.", ()),
        ("quel coefficient ?", "Soutenance (coefficient 0,5) ; exposé (coefficient 0,5).", ()),
        # The greatest of several, each of them, another code than the one asked about.
        ("quel coefficient pèse le plus ?", "Soutenance (coefficient 0,5).", ()),
        ("quel coefficient pour chaque oral ?", "Soutenance (coefficient 0,5).", ()),
        ("combien de temps dure l'épreuve E5 ?", "L'épreuve E4 dure 4 heures.", ()),
        ("combien d'années d'expérience ?", "Validité des composantes : 5 an(s)", ()),
        # Nothing of the kind is asked in this message.
        ("et elle doit rendre quoi ?", "Le stage dure six semaines.", ()),
    ],
)
def test_a_value_that_may_not_be_the_one_asked_for_is_left_to_the_quote(
    asked: str, quote: str, headings: tuple[str, ...]
) -> None:
    kind = "coefficient" if "coefficient" in asked else "duration"
    assert draft(ask(asked, kind), [evidence(quote, headings)]).claims[0].text.startswith("> «")


@pytest.mark.parametrize(
    ("asked", "quote", "lead"),
    [
        ("l'épreuve dure combien de temps ?", "L'épreuve a une durée totale de 1 h 20.", "**1 h 20**."),
        ("durée du stage ?", "La durée de stage est de 12 semaines.", "**12 semaines**."),
        ("durée du stage ?", "Une période de stage d'une durée de 12 semaines est obligatoire.", "**12 semaines**."),
        ("durée de la soutenance ?", "La soutenance dure 35 minutes au maximum.", "**Au plus 35 minutes**."),
        ("durée de la soutenance ?", "La soutenance dure moins de 35 minutes.", "**Moins de 35 minutes**."),
        ("durée de la soutenance ?", "La soutenance ne dure pas plus de 35 minutes.", "**Au plus 35 minutes**."),
        ("durée de la soutenance ?", "La soutenance ne peut durer moins de 35 minutes.", "**Au moins 35 minutes**."),
        ("combien de temps est-ce valable ?", "Validité des composantes : 5 an(s)", "**5 ans**."),
        ("combien d'heures dure le stage ?", "Le stage dure 70 heures.", "**70 heures**."),
        ("how long is the internship?", "Le stage dure six semaines.", "**Six semaines**."),
        (
            "durée du stage ?",
            "Pour le stage, les mots : « huit semaines » sont remplacés par les mots : « dix semaines ».",
            "**Dix semaines**.",
        ),
        (
            "à mi-temps, quelle durée de stage ?",
            "Le stage a une durée, à temps plein de six semaines ou à temps partiel de douze semaines.",
            "**Douze semaines**.",
        ),
    ],
)
def test_the_value_of_the_thing_asked_about_comes_first(asked: str, quote: str, lead: str) -> None:
    assert draft(ask(asked, "duration"), [evidence(quote)]).claims[0].text == lead


def test_a_heading_never_gives_the_value() -> None:
    item = evidence("Stage de 8 semaines")
    heading = replace(item, hit=Hit(replace(item.hit.sentence, kind="heading")))
    assert draft(ask("durée du stage ?", "duration"), [heading]).claims[0].text.startswith("> «")


def test_a_rule_for_fewer_people_than_who_asks_is_not_told_as_theirs() -> None:
    item = evidence("Le contrat est prorogé.", ("Apprentis ayant échoué",), ("apprenti", "redoublant"))
    for_some, own = "Cette règle est écrite pour : Apprentis ayant échoué", "Règle pour votre situation (apprentissage,"
    labels = {("apprenti",): for_some, ("redoublant",): for_some, ("apprenti", "redoublant"): own}
    for situations, label in labels.items():
        assert draft(ask("quoi présenter ?", None, situations), [item]).claims[0].text.startswith(label)


def test_a_rule_is_general_only_when_it_is_one_and_for_everyone() -> None:
    scoped = evidence("Le contrat est joint.", ("2.2. Candidats apprentis",), ("apprenti",))
    for quote, general in (
        ("Le stage est obligatoire.", True),
        ("C02 : Communiquer à l'oral", False),
        ("Modalités pour les candidats ayant occupé pendant trois ans un emploi", False),
        ("Le diplôme est délivré aux candidats ayant obtenu la moyenne.", False),
    ):
        first, second = draft(ask("la règle", None), [evidence(quote), scoped]).claims
        assert first.text.startswith(messages.GENERAL_RULE) is general
        assert second.text.startswith(f"{messages.BY_SITUATION}\n\n**Candidats apprentis** :")
        turned = draft(ask("la règle", None), [scoped, evidence(quote)])
        first, last = turned.claims
        assert [cited.n for cited in turned.citations] == [1, 2]
        if general:  # it stands first, however likely the other one
            assert first.text.startswith(messages.GENERAL_RULE) and quote in turned.citations[0].quote
        else:
            assert last.text.startswith(messages.ALSO_POSSIBLE)


def test_quotes_for_the_same_people_stand_under_one_label() -> None:
    one = evidence("Le contrat est joint.", ("2.2. Candidats apprentis",), ("apprenti",))
    two = evidence("Le livret suffit.", ("2.2. Candidats apprentis",), ("apprenti",))
    text = render(draft(ask("la règle", None), [evidence("Le stage est obligatoire."), one, two]))
    assert text.count("Candidats apprentis") == 1


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("« L'oral est suivi de questions. » ;", "> « L'oral est suivi de questions. »"),
        ("« L'oral du BTS « Mesure » a lieu. »", "> « L'oral du BTS « Mesure » a lieu. »"),
        ("« Mesure » et « Microtechniques »", "> « « Mesure » et « Microtechniques » »"),
    ],
)
def test_a_text_in_guillemets_is_not_put_in_guillemets_twice(quote: str, shown: str) -> None:
    item = evidence(quote)
    assert quoted(ask("quoi", None), item) == shown
    assert check_claim(Claim(shown, (1,)), {1: citation(item, 1)})[0].passed


def test_every_rule_for_others_says_for_whom() -> None:
    learner = ("Voie de l'apprentissage",)
    rules = [
        evidence("L'oral dure 30 minutes.", learner, ("apprenti",)),
        evidence("Le dossier a 20 pages.", learner, ("apprenti",)),
    ]
    said = messages.ONLY_FOR.format(heading="Voie de l'apprentissage")
    for situations in ((), ("scolaire",)):
        text = render(draft(ask("comment se passe l'oral ?", "procedure", situations), rules))
        assert text.count(said) == 1 and text.startswith(said)


def test_no_rule_stands_under_the_people_of_another() -> None:
    learner = evidence("L'oral dure 30 minutes.", ("Apprentis",), ("apprenti",))
    own = evidence("L'oral dure 20 minutes.", ("Voie scolaire",), ("scolaire",))
    general = evidence("L'épreuve est orale.")
    others = messages.ONLY_FOR.format(heading="Apprentis")
    asked = ask("comment se passe l'oral ?", "procedure", ("scolaire",))
    first, second = (claim.text for claim in draft(asked, [learner, own]).claims)
    assert first.startswith(others) and second.startswith(messages.FOR_SITUATION.format(names="voie scolaire"))
    texts = [claim.text for claim in draft(asked, [learner, general, learner]).claims]
    assert texts[1].startswith(messages.GENERAL_RULE) and texts[2].startswith(others)


def test_a_rule_for_some_that_repeats_the_rule_for_all_is_left_out() -> None:
    general = evidence("Le stage dure douze semaines.")
    same = evidence("Leur stage est de 12 semaines.", ("Apprentis",), ("apprenti",))
    other = evidence("Leur stage est de 8 semaines.", ("Apprentis",), ("apprenti",))
    question = ask("combien de semaines de stage ?", "duration")
    assert len(draft(question, [general, same]).citations) == 1
    assert len(draft(question, [general, other]).citations) == 2
    assert len(draft(ask("combien de semaines ?", "duration", ("apprenti",)), [general, same]).citations) == 2
    more = evidence("Leur stage est de 12 semaines, dont 6 à l'étranger.", ("Apprentis",), ("apprenti",))
    bound = evidence("Leur stage est de 12 semaines au plus.", ("Apprentis",), ("apprenti",))
    assert all(len(draft(question, [general, item]).citations) == 2 for item in (more, bound))


@pytest.mark.parametrize(
    ("asked", "quote", "values"),
    [
        ("How long must the summary be?", "un résumé d'une demi-page", ["page"]),
        ("Quelle longueur pour le rapport ?", "un rapport de dix pages, remis deux semaines avant", ["page"]),
        ("Combien de temps dure l'exposé ?", "un dossier de dix pages", []),
    ],
)
def test_what_is_written_is_as_long_as_its_pages(asked: str, quote: str, values: list[str]) -> None:
    assert [found.unit for found in wanted(ask(asked, "duration"), quote)] == values


def test_who_signed_for_a_minister_is_set_in_bold_not_the_minister() -> None:
    signed = evidence("La ministre,\n\nPour la ministre et par délégation :\n\nLa directrice générale,\n\nA. Dupont")
    text = render(draft(ask("qui a signé ?", "person"), [signed]))
    assert "**A. Dupont**" in text and "**La ministre**" not in text


def test_all_who_signed_are_set_in_bold() -> None:
    quote = (
        "Le ministre de l'éducation,\n\nPour le ministre et par délégation :\n\nLe sous-directeur,\n\nL. Martin\n\n"
        "La ministre des outre-mer,\n\nPour la ministre et par délégation :\n\nLa directrice,\n\nA. Dupont"
    )
    text = render(draft(ask("qui a signé ?", "person"), [evidence(quote)]))
    assert "**L. Martin**" in text and "**A. Dupont**" in text and text.count("**") == 4


def test_only_the_line_of_a_list_that_was_found_has_its_value_in_bold() -> None:
    quote = "Un rapport de cinquante pages qui comporte :\n- une analyse (4 pages) ;\n- un résumé d'une page."
    for asked, found, bold in (
        ("combien de pages ?", "Un rapport de cinquante pages qui comporte :", "cinquante"),
        ("combien de pages ?", "une analyse (4 pages) ;", "cinquante"),  # which names no item
        ("combien de pages pour l'analyse ?", "une analyse (4 pages) ;", "4"),
    ):
        item = evidence(quote)
        item = replace(item, hit=Hit(replace(item.hit.sentence, text=found)))
        text = render(draft(ask(asked, "count"), [item]))
        assert f"**{bold} pages**" in text.replace("Cinquante", "cinquante") and text.count("**") == 2


def test_what_stands_around_the_quotes_of_an_english_question_is_english() -> None:
    sure, guess = (
        evidence("Le stage dure six semaines.", ("2. Voie de l'apprentissage",), ("apprenti",)),
        evidence("X."),
    )
    question = replace(ask("the rule", None), language="en")
    first, second = draft(question, [sure, replace(guess, probability=0.2)]).claims
    assert first.text.startswith("**Depending on your situation**\n\n**Voie de l'apprentissage** :")
    assert second.text.startswith("Another passage that may answer:")
    assert messages.ENGLISH_LABELS.keys() >= {messages.FOR_SITUATION, messages.ONLY_FOR, messages.ALSO_FOR}
    assert messages.ENGLISH_SITUATIONS.keys() == messages.SITUATIONS.keys()


def test_a_quote_with_another_code_that_is_asked_for_is_no_guess() -> None:
    first, other = evidence("C10 : Valider."), replace(evidence("C16 : Gérer."), probability=0.2)
    texts = [claim.text for claim in draft(ask("que sont C10 et C16 ?", None), [first, other]).claims]
    assert not texts[1].startswith(messages.ALSO_POSSIBLE)


ROW = """<table><tr><td rowspan="2">Épreuves</td><td rowspan="2">Coeff.</td><td colspan="2">Scolaires</td>
<td colspan="2">Formation professionnelle continue</td></tr>
<tr><td>Forme</td><td>Durée</td><td>Forme</td><td>Durée</td></tr>
<tr><td>E1 Français</td><td>4</td><td>Écrite</td><td>4 h</td><td>Orale</td><td>4 h</td></tr></table>"""


@pytest.mark.parametrize(
    ("asked", "kind", "situations", "lines"),
    [
        ("quel coefficient ?", "coefficient", (), ["**Coefficient 4**.", "- Coeff. : **4**"]),
        (
            "l'épreuve dure combien ?",
            "duration",
            (),
            [
                "**4 h**.",
                "- Scolaires / Forme : Écrite ; Durée : **4 h**",
                "- Formation professionnelle continue / Forme : Orale ; Durée : **4 h**",
            ],
        ),
        (
            "l'épreuve dure combien ?",
            "duration",
            ("scolaire",),
            ["**4 h**.", "- Scolaires / Forme : Écrite ; Durée : **4 h**"],
        ),
        (
            "quelle forme ?",
            None,
            ("formation_continue",),
            ["- Coeff. : 4", "- Formation professionnelle continue / Forme : Orale ; Durée : 4 h"],
        ),
    ],
)
def test_of_a_row_the_cells_asked_for_are_shown(
    asked: str, kind: str | None, situations: tuple[str, ...], lines: list[str]
) -> None:
    item = evidence(ROW, ())
    start = ROW.rindex("<tr>")
    row = Sentence("d", 0, start, len(ROW), "E1 Français | Coeff. : 4", (), "row")
    item = replace(item, start=start, hit=Hit(row))
    made = draft(ask(asked, kind, situations), [item])
    shown = "\n".join(claim.text for claim in made.claims).splitlines()
    assert [line.removeprefix("> ").rstrip(" »") for line in shown if "E1 Français" not in line] == lines
    assert all(
        check.passed
        for claim in made.claims
        for check in check_claim(claim, {1: made.citations[0]}, {"d": item.document})
    )


def test_each_value_is_in_bold_where_each_is_asked_for() -> None:
    item = evidence("- exposé (coefficient 0,5) ;\n- entretien (coefficient 0,5).")
    assert quoted(ask("le coefficient de chaque partie ?", "coefficient"), item).count("**coefficient 0,5**") == 2


def test_columns_that_are_nobodys_of_the_question_are_all_shown() -> None:
    item = evidence(ROW, ())
    start = ROW.rindex("<tr>")
    item = replace(item, start=start, hit=Hit(Sentence("d", 0, start, len(ROW), "E1 Français", (), "row")))
    shown = draft(ask("l'épreuve dure combien ?", "duration", ("candidat_individuel",)), [item]).claims[-1].text
    assert shown.count("**4 h**") == 2


@pytest.mark.parametrize(
    ("asked", "kind", "told"),
    [
        ("l'épreuve dure combien ?", "duration", False),  # who passes in CCF has no such length
        ("la forme ponctuelle dure combien ?", "duration", True),
        ("quel coefficient ?", "coefficient", True),
    ],
)
def test_the_length_of_one_form_is_not_put_forward_for_all(asked: str, kind: str, told: bool) -> None:
    table = "| Épreuve | Coef. | Apprentis | Durée de la forme ponctuelle |\n|---|---|---|---|\n"
    row = "| E2 Pièce | 9 | CCF (2 situations) | 16 h |"
    item = evidence(table + row, ())
    start = len(table)
    sentence = Sentence("d", 0, start, start + len(row), "E2 Pièce", (), "row")
    made = draft(ask(asked, kind), [replace(item, start=start, end=start + len(row), hit=Hit(sentence))])
    assert made.claims[0].text.startswith("**") is told


def test_the_value_of_one_thing_in_a_row_is_the_one_in_its_own_brackets() -> None:
    row = "Les autres épreuves sont le dessin (3 heures), la gestion (coefficient 1) et la langue vivante (45 minutes)."
    for said, found in (("la gestion dure ?", []), ("le dessin dure ?", [3.0]), ("la langue dure ?", [45.0])):
        asked = ask(said, "duration")
        assert [q.value for q in fitting(asked, row)] == found
        assert only_of_others(asked, row) is not bool(found)


def test_a_condition_in_years_is_told_with_the_rule_for_ones_situation() -> None:
    heading = "b) Candidats ayant occupé un emploi pendant trois ans au moins"
    item = evidence("L'oral dure dix minutes.", (heading,), ("experience_professionnelle",))
    told = draft(ask("l'oral dure combien ?", "duration", ("experience_professionnelle",)), [item]).claims
    assert any(
        messages.IF_CONDITIONS.format(heading="Candidats ayant occupé un emploi pendant trois ans au moins")
        in claim.text
        for claim in told
    )


def test_how_far_a_length_may_be_cut_is_not_put_forward_as_the_length() -> None:
    cut = "La durée de stage peut être réduite, mais ne peut être inférieure à 8 semaines."
    assert draft(ask("le stage dure combien de temps ?", "duration"), [evidence(cut)]).claims[0].text.startswith("> «")
    least = draft(ask("combien de semaines de stage au minimum ?", "duration"), [evidence(cut)])
    assert "8 semaines" in least.claims[0].text and not least.claims[0].text.startswith("> «")
