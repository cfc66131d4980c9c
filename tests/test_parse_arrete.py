"""Arrêtés as Légifrance gives them."""

from __future__ import annotations

from datetime import date

import pytest

from advisor.parse import parse
from advisor.parse.arrete import _first_session
from tests.corpora import found, headings, own, real


def test_the_articles_and_what_they_replace_are_sections() -> None:
    _, parsed, _ = own("bts-cim-epreuve-e8")
    assert [heading[:60] for heading in headings(parsed.root)] == [
        "Article 1",
        "  1° Le b est remplacé par les dispositions suivantes",
        "    b) Modalités de déroulement de l'épreuve pour les candidats ayant occupé"[:60],
        "  2° Le c est remplacé par les dispositions suivantes",
        "    c) Modalités de déroulement de l'épreuve pour les candidats non scolarisés"[:60],
        "      Documents d'évaluation",
        "Article 2",
        "Article 3",
        "Article 4",
        "Fait le 29 janvier 2026.",
    ]


def test_what_the_text_states_of_itself_is_read() -> None:
    facts = own("bts-cim-epreuve-e8")[1].facts
    assert facts.diploma_name == (
        "brevet de technicien supérieur « conception et industrialisation en microtechniques »"
    )
    assert (facts.published, facts.applies_from_session) == (date(2026, 2, 18), 2026)
    assert dict(facts.references)["nor"] == "ESRS2536074A"
    assert dict(facts.references)["jorf"] == "0041"
    assert facts.url == "https://www.legifrance.gouv.fr/eli/arrete/2026/1/29/ESRS2536074A/jo/texte"


def test_a_bullet_broken_by_a_page_break_is_one_sentence() -> None:
    text, _, indexable = own("bts-cim-epreuve-e8")
    broken = [s for s in indexable.sentences if s.kind == "item" and "\n\n" in text[s.start : s.end].strip()]
    assert broken and all(sentence.text[-1] in ".;:»)" for sentence in broken)


def test_every_item_that_opens_with_a_quotation_mark_loses_it() -> None:
    _, _, indexable = own("bts-cim-epreuve-e8")
    items = [s.text for s in indexable.sentences if s.kind == "item"]
    assert len(items) > 20 and not [item for item in items if item.startswith(("«", "-", "•"))]


def test_the_parts_of_an_exam_hold_their_own_lists() -> None:
    _, _, indexable = own("bts-cim-epreuve-e8")
    report = next(s for s in indexable.sentences if s.text.startswith("soutenance du rapport d'activité (15"))
    second = next(s for s in indexable.sentences[report.number :] if "50 minutes, coefficient 3" in s.text)
    assert (report.depth, second.depth) == (2, 2)
    assert report.group == second.group
    opener = indexable.sentences[report.group or 0]
    assert opener.text.startswith("L'épreuve ponctuelle, d'une durée totale de 1 h 20")


def test_numbered_headings_of_an_amended_annex_are_nested_by_their_style() -> None:
    _, parsed, _ = own("ccf-cap-facteur-de-cadrans")
    assert headings(found(parsed.root, "Epreuve EP2"))[:6] == [
        "1. Contrôle en cours de formation",
        "  1.1. Situation S1 : ébauche et guillochage",
        "  1.2. Situation S2 : décor et pose des index",
        "  1.3. Situation S3 : activité en atelier",
        "  1.4. Dispositions communes",
        "2. Épreuve ponctuelle",
    ]
    _, parsed, _ = own("2025-03-12")
    assert headings(found(parsed.root, "Epreuve E6"))[1:4] == [
        "2. Modalités d'évaluation",
        "  a) Candidats de la voie scolaire, dans un établissement public ou privé sous contrat",
        "  b) Candidats apprentis",
    ]


def test_a_title_and_the_line_below_it_are_one_heading() -> None:
    _, parsed, _ = own("2025-09-04")
    assert headings(parsed.root)[0] == "TITRE Ier DISPENSES D'UNITÉS"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("le brevet de technicien supérieur « X y »", "brevet de technicien supérieur « X y »"),
        ("la spécialité « X » de baccalauréat professionnel", "baccalauréat professionnel « X »"),
        (
            "de la spécialité « X » du certificat d'aptitude professionnelle et",
            "certificat d'aptitude professionnelle « X »",
        ),
        ("la spécialité Xyz du baccalauréat professionnel", "baccalauréat professionnel « Xyz »"),
        ("du brevet professionnel Xylo sculpteur", "brevet professionnel « Xylo sculpteur »"),
        ("le titre professionnel « X »", "titre professionnel « X »"),
        ("la spécialité « X » du brevet technique des métiers", "brevet technique des métiers « X »"),
        ("du brevet de technicien supérieur", None),
    ],
)
def test_the_diploma_is_the_one_of_the_title(title: str, name: str | None) -> None:
    text = f"Arrêté du 3 mai 2020 relatif à {title}\n\nArticle 1\n\nLes titulaires du CAP.\n"
    assert parse(text, title="x", kind="arrete").facts.diploma_name == name


BAC = "baccalauréat professionnel « Soins »"
AIDE = "relatif au diplôme d'État d'aide-soignant"


@pytest.mark.parametrize(
    ("title", "article", "name"),
    [
        (AIDE, f"Sont admis les titulaires du {BAC}.", None),
        (AIDE, f"Le {BAC} donne accès à la formation.", None),  # the title is on another type
        ("relatif à une formation", f"Les candidats ont un {BAC}.", None),
        ("relatif à un diplôme", f"Il est créé un {BAC}.", BAC),
        (
            "fixant les conditions de délivrance du baccalauréat professionnel",
            f"La définition du {BAC} est fixée.",
            BAC,
        ),
        (f"relatif aux titulaires du brevet professionnel « Vente » et au {BAC}", "Texte.", BAC),
        ("fixant les conditions de délivrance du\nbaccalauréat professionnel « Soins »", "Texte.", BAC),
    ],
)
def test_a_diploma_that_is_only_mentioned_is_not_the_arretes_own(title: str, article: str, name: str | None) -> None:
    text = f"Arrêté du 3 mai 2020 {title}\n\nArticle 1er\n\n{article}\n\nArticle 2\n\nLe {BAC} existe.\n"
    facts = parse(text, title="x", kind="arrete").facts
    assert facts.diploma_name == name
    assert facts.title == f"Arrêté du 3 mai 2020 {title}".replace("\n", " ")


@pytest.mark.parametrize(
    ("sentence", "session"),
    [
        ("Le présent arrêté s'applique à compter de la session d'examen 2026.", 2026),
        ("La première session d'examen aura lieu en 2027.", 2027),
        ("Ces dispositions entrent en vigueur à partir de la session de 2028.", 2028),
        ("Les dispositions prennent effet à la rentrée 2025.", None),
        ("Il prend effet à la rentrée 2026, pour une première session d'examen en 2027.", 2027),
        (
            "Il a une première session en 2028. Pour les formations en un an, la première session est celle de 2027.",
            2027,
        ),
        ("Le présent arrêté entre en vigueur à la session 2028, et à la session 2027 pour les apprentis.", 2027),
        (
            "La première session du brevet de technicien supérieur « métiers de la mode-vêtement » organisée "
            "conformément aux dispositions du présent arrêté aura lieu en 2014. La dernière session du brevet de "
            "technicien supérieur « industries » régie par l'arrêté du 3 septembre 1997 aura lieu en 2013.",
            2014,
        ),
        ("La dernière session du brevet professionnel « A » aura lieu en 2013.", None),
        ("La dernière session de A aura lieu en 2013 et la première session de B aura lieu en 2014.", 2014),
        ("La première session est fixée par arrêté ; la dernière session de A aura lieu en 2013.", None),
        ("Les candidats ajournés à la session 2026 gardent leurs notes.", None),
    ],
)
def test_the_first_session(sentence: str, session: int | None) -> None:
    text = f"Arrêté du 3 mai 2020 portant\n\nNOR : ABCD2000001A\n\nArticle 1\n\n{sentence}\n"
    parsed = parse(text, title="x")
    assert (parsed.facts.kind, parsed.facts.applies_from_session) == ("arrete", session)


def test_a_real_table_of_exams_gives_one_sentence_a_row() -> None:
    (path,) = real("arretes/*.md")
    from tests.corpora import read

    rows = [s.text for s in read(path)[2].sentences if s.kind == "row"]
    assert len(rows) == 17
    exam = next(row for row in rows if row.startswith("E1 - Culture générale et expression"))
    assert "Coeff. : 4" in exam and "Durée : 4 h" in exam and "<" not in exam


def test_a_signatory_and_the_function_are_one_block_and_the_annex_is_closed() -> None:
    text = (
        "Arrêté du 12 mars 2026 relatif au CAP « Cordier »\n\nArticle 1\n\nIl est créé un CAP.\n\n"
        "Annexe III (extrait)\n\n"
        "Définition de l'épreuve EP1\n\nL'épreuve dure deux heures.\n\n"
        "Fait le 12 mars 2026.\n\nLe ministre de l'éducation,\n\n"
        "Pour le ministre et par délégation :\n\nLe directeur général,\n\nÉ. Marchand\n\n"
        "La ministre de la culture,\n\nF. Lauzanne\n"
    )
    root = parse(text, title="", kind="arrete").root
    assert headings(root) == [
        "Article 1",
        "Annexe III (extrait)",
        "  Définition de l'épreuve EP1",
        "Fait le 12 mars 2026.",
    ]
    blocks = [" ".join(text[b.start : b.end].split()) for b in found(root, "Fait le").blocks]
    assert blocks == [
        "Le ministre de l'éducation, Pour le ministre et par délégation : Le directeur général, É. Marchand",
        "La ministre de la culture, F. Lauzanne",
    ]


def test_what_says_for_whom_it_is_opens_a_section_whatever_follows() -> None:
    text = (
        "Arrêté du 12 mars 2026 relatif au CAP « Cordier »\n\nArticle 1\n\nL'épreuve EP1 est remplacée :\n\n"
        "« 1. Finalités\n\n« Elle évalue.\n\n« 2. Formes de l'évaluation :\n\n"
        "« a) Contrôle, pour les candidats scolaires :\n\n- « - une situation A ;\n- « - une situation B.\n\n"
        "« Le sujet est validé en janvier.\n\n"
        "« b) Épreuve ponctuelle, pour les candidats ayant un emploi :\n\n« Première partie :\n\n- « - un oral.\n\n"
        "« Le rapport a vingt pages.\n\n« 3. Composition de la commission :\n\n« Elle a trois membres. »\n"
    )
    root = parse(text, title="", kind="arrete").root
    assert [heading.strip()[:2] for heading in headings(found(root, "Article 1"))] == ["1.", "2.", "a)", "b)", "3."]
    blocks = [text[b.start : b.end] for b in found(root, "b)").blocks]
    assert any("vingt pages" in block for block in blocks)


def test_a_heading_that_says_for_which_candidates_may_be_long() -> None:
    people = "candidats se présentant au titre de leur expérience professionnelle (trois ans d'activité au moins)"
    long = f"{people} et candidats de la formation continue des organismes privés ou des établissements non habilités"
    text = (
        "Arrêté du 12 mars 2026 relatif au CAP « Cordier »\n\nArticle 1\n\nL'épreuve EP1 est remplacée :\n\n"
        "« Situation a : candidats scolaires\n\n« L'épreuve dure une heure.\n\n"
        f"« Situation b : {long}\n\n« L'épreuve dure deux heures.\n\n"
        f"« III. - Modalités pour les {long}\n\n« L'épreuve dure trois heures.\n\n"
        f"« IV. - Le dossier que le jury lit {'et relit ' * 12}avant l'oral\n\n« Il a dix pages. »\n"
    )
    root = parse(text, title="", kind="arrete").root
    starts = [heading.strip()[:11] for heading in headings(found(root, "Article 1"))]
    assert starts == ["Situation a", "Situation b", "III. - Moda"] and len(long) > 140


def test_an_article_whose_text_goes_on_behind_its_title_is_a_section() -> None:
    text = (
        "Arrêté du 3 mai 2020 portant\n\nNOR : ABCD2000001A\n\n**Art. 1er.** – Le stage dure dix semaines.\n\n"
        "Art. 2. − Les candidats ajournés conservent leurs notes.\n\nArticle 3 - Composition du jury\n"
    )
    sections = parse(text, title="x").root.children
    assert [section.heading for section in sections] == ["Art. 1er.", "Art. 2."]
    first = sections[0].blocks[0]
    assert text[first.start : first.end] == "Le stage dure dix semaines."


def test_the_title_of_an_exam_and_its_cases_head_what_stands_below_them() -> None:
    text = (
        "Arrêté du 12 mars 2026 relatif au CAP « Cordier »\n\nArticle 1\n\nIl est créé un CAP.\n\nANNEXE II\n\n"
        "Épreuve E3 : Conduite (unité U3)\n\nSous-épreuve E31 : Essais (unité U31, coefficient 4)\n\n"
        "a) Contrôle continu\n\nLe dossier a vingt pages.\n\nb) Épreuve ponctuelle\n\nElle dure une heure.\n\n"
        "a) la pince ;\n\nb) le marteau.\n\nSous-épreuve E32 : Atelier (coefficient 2)\n\nElle est courte.\n\n"
        "Épreuve E4\n\nÉpreuve E5\n\nL'épreuve E4 dure deux heures.\n"
    )
    annex = found(parse(text, title="", kind="arrete").root, "ANNEXE II")
    exam = found(annex, "Sous-épreuve E31")
    assert [heading[:2] for heading in headings(exam)] == ["a)", "b)"]
    assert [child.heading[:16] for child in annex.children] == [
        "Épreuve E3 : Con",
        "Sous-épreuve E31",
        "Sous-épreuve E32",
    ]


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("Le présent arrêté prend effet pour la session d'examen 2027.", 2027),
        (
            "Le présent arrêté s'applique à compter de la session 2027. "
            "Ce choix n'est plus ouvert à compter de la session 2025.",
            2027,
        ),
        ("Cette faculté cesse à compter de la session 2028.", None),
    ],
)
def test_a_session_from_which_something_ends_is_not_the_first(said: str, first: int | None) -> None:
    assert _first_session(said) == first
