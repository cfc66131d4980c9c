"""Annexes extracted from a PDF: wrapped lines, page breaks, numbered headings."""

from __future__ import annotations

from advisor.chunk import chunk
from advisor.parse import annexe, parse
from advisor.records import Document
from tests.corpora import FICTIONAL, found, headings, own, read


def test_numbered_headings_make_the_tree() -> None:
    _, parsed, _ = own("bts-metiers-de-la-mesure")
    tree = headings(parsed.root)
    assert tree[0] == "Stage en milieu professionnel"
    assert [line.strip() for line in tree if line.startswith("  ") and not line.startswith("   ")] == [
        "1. Objectifs du stage en milieu professionnel",
        "2. Organisation du stage en milieu professionnel",
        "3. Aménagement de la durée du stage en milieu professionnel",
        "4. Attestation de stage et conformité du rapport d’activités",
        "5. Candidats scolaires ayant échoué à une session antérieure de l’examen",
    ]
    assert "      2.3.2. Candidats en situation de perfectionnement" in tree


def test_a_sentence_goes_on_over_wrapped_lines_and_page_breaks() -> None:
    text, _, indexable = own("bts-metiers-de-la-mesure")
    sentence = next(s for s in indexable.sentences if s.text.startswith("dépôt du rapport au-delà"))
    assert "\n\n" in text[sentence.start : sentence.end]
    assert sentence.text.endswith("l’autorité organisatrice.")


def test_the_two_sentences_on_the_duration_are_two() -> None:
    _, _, indexable = own("bts-metiers-de-la-mesure")
    section = [
        s.text
        for s in indexable.sentences
        if s.headings[-1:] == ("3. Aménagement de la durée du stage en milieu professionnel",)
    ]
    assert section[0] == "La durée normale du stage en milieu professionnel est de douze semaines."
    assert any("inférieure à 8 semaines" in sentence for sentence in section[1:])


def test_competences_are_items_of_their_list() -> None:
    _, _, indexable = own("bts-metiers-de-la-mesure")
    items = [s for s in indexable.sentences if s.text.startswith(("C0", "C1")) and s.kind == "item"]
    assert [item.text[:3] for item in items] == ["C01", "C02", "C04", "C05", "C06", "C10", "C14", "C16"]
    assert len({item.group for item in items}) == 1


def test_roman_parts_stand_above_numbers_that_start_again() -> None:
    _, parsed, _ = own("cap-cordier-voilier")
    assert headings(parsed.root)[0] == "ANNEXE IV – FORMATION EN MILIEU PROFESSIONNEL"
    assert headings(found(parsed.root, "II. Dispositions propres")) == [
        "1. Apprentis",
        "2. Adultes en formation continue",
        "3. Candidats individuels",
    ]


def test_headings_may_be_numbered_by_letters_or_roman_numerals_and_figures() -> None:
    _, ports, _ = own("ports-de-plaisance")
    assert headings(found(ports.root, "C. Modalités"))[:2] == [
        "C.1. Apprentis",
        "C.2. Stagiaires de la formation professionnelle continue",
    ]
    _, bathing, _ = own("baignade-accessible")
    assert headings(found(bathing.root, "IV. Candidats"))[-1] == "IV.3. Positionnement"


def test_the_diploma_is_read_where_the_annex_names_it() -> None:
    names = {path.stem: read(path)[1].facts.diploma_name for path in FICTIONAL if "annexe" in path.name}
    expected = {
        "annexe-pfmp-bac-pro-conduite-de-scierie": "Baccalauréat professionnel « Conduite de scierie »",
        "annexe-pfmp-cap-cordier-voilier": "Certificat d’aptitude professionnelle « Cordier-voilier »",
        "annexe-stage-bts-arts-de-la-reliure": (
            "Brevet de technicien supérieur « Arts de la reliure et de la conservation du papier »"
        ),
        "annexe-stage-bts-geologie-de-chantier": "BTS « Géologie de chantier »",
        "annexe-stage-bts-hydrobiologie-appliquee": "BTS « Hydrobiologie appliquée »",
        "annexe-pfmp-bac-pro-eclusage-et-voies-navigables": (
            "baccalauréat professionnel « Éclusage et entretien des voies navigables »"
        ),
    }
    assert {name: names[name] for name in expected} == expected and None not in names.values()


PAGES = """BTS Métiers de l’eau
ANNEXE II

1. Objet
L’étudiant remet un rapport
de vingt pages au
BTS Métiers de l’eau – Page 3 sur 12
responsable de la formation.
2. Durée
Le stage dure
huit semaines
dans une entreprise
du secteur de
l’eau et de
l’assainissement.
3. Lieu
En France.
"""


def test_page_footers_end_no_sentence_and_a_bare_title_names_the_diploma() -> None:
    parsed = parse(PAGES, title="x")
    assert (parsed.facts.kind, parsed.facts.diploma_name) == ("annexe", "BTS « Métiers de l’eau »")
    assert headings(parsed.root)[-3:] == ["  1. Objet", "  2. Durée", "  3. Lieu"]
    (block,) = found(parsed.root, "1. Objet").blocks
    assert PAGES[block.start : block.end].endswith("responsable de la formation.")


def test_a_bare_title_may_name_any_type_that_texts_write_in_full() -> None:
    parsed = parse(PAGES.replace("BTS Métiers de l’eau", "Brevet technique des métiers – Eau"), title="x")
    assert parsed.facts.diploma_name == "Brevet technique des métiers « Eau »"


def test_the_header_says_whose_annex_it_is_not_the_diplomas_that_candidates_have() -> None:
    header = "BTS Filtration – Référentiel – Session 2022 et suivantes"
    rule = "Pour les étudiants titulaires d’un baccalauréat professionnel « métiers de l’air », la durée est réduite."
    text = f"Annexe IV c\n\n{header}\n\n1. Finalités\n\nLes stages sont un temps fort.\n\n2. Durée\n\n{rule}\n"
    assert annexe.parse(text, title="annexe").facts.diploma_name == "BTS « Filtration »"
    alone = text.replace(header, "")
    assert annexe.parse(alone, title="annexe").facts.diploma_name is None


PARTS = "".join(
    f"{number}. Épreuve E{number}\n\nA. Contrôle en cours de formation\n\nBTS Métiers de l’eau\n\n"
    f"Le jury observe le candidat.\n\nB. Évaluation ponctuelle\n\nCoefficient : 3\n\nLe candidat passe un oral.\n\n"
    for number in (1, 2, 3)
)


def test_a_heading_or_a_value_that_each_epreuve_repeats_is_no_page_header() -> None:
    root = annexe.parse(f"Annexe II\n\n{PARTS}", title="x").root
    parts = ["A. Contrôle en cours de formation", "B. Évaluation ponctuelle"]
    assert [headings(found(root, f"{number}. Épreuve")) for number in (1, 2, 3)] == [parts] * 3
    blocks = [block.kind for part in found(root, "1. Épreuve").children for block in part.blocks]
    assert blocks == ["furniture", "paragraph", "paragraph", "paragraph"]  # only the diploma's name is a page header


def test_letters_that_do_not_begin_again_stand_above_numbers() -> None:
    text = "Annexe\n\nA. Objet\n\n1. Un\n\nTexte.\n\nB. Lieu\n\n1. Deux\n\nTexte.\n"
    assert headings(annexe.parse(text, title="x").root) == [
        "Annexe",
        "  A. Objet",
        "    1. Un",
        "  B. Lieu",
        "    1. Deux",
    ]


def tree_of(text: str) -> list[str]:
    return headings(annexe.parse(text, title="").root)


def test_a_heading_and_its_first_sentence_may_share_a_line() -> None:
    text = (
        "ANNEXE IV Stages\n\n"
        "1. Interruption. Une période interrompue pour maladie est rattrapée, en priorité pendant les vacances\n"
        "scolaires, si l'absence dépasse cinq jours.\n\n"
        "2. Redoublants. L'élève qui redouble accomplit de nouveau huit semaines, sauf s'il\n"
        "conserve sa note ; il effectue alors quatre semaines.\n\n"
        "3. Mobilité. Trois semaines au plus à l'étranger.\n"
    )
    root = annexe.parse(text, title="").root
    assert headings(root) == ["ANNEXE IV Stages", "  1. Interruption.", "  2. Redoublants.", "  3. Mobilité."]
    block = found(root, "2. Redoublants").blocks[0]
    assert text[block.start : block.end].startswith("L'élève") and text[block.start : block.end].endswith("semaines.")


def test_figures_below_a_roman_numeral_need_no_stop_behind_them() -> None:
    assert tree_of(
        "ANNEXE VI\n\nII - DISPOSITIONS\n\nII.1 Durée\n\nNeuf semaines.\n\nII.2 Convention\n\nSignée.\n"
    ) == [
        "ANNEXE VI",
        "  II - DISPOSITIONS",
        "    II.1 Durée",
        "    II.2 Convention",
    ]


def test_a_title_without_a_number_heads_what_follows_it() -> None:
    text = (
        "ANNEXE IV\n\nDurée des périodes : 14 semaines\n\nQui fait quoi ?\n\nLe tuteur accueille l'élève.\n\n"
        "Cas particuliers\n\n1. Redoublants\n\nHuit semaines.\n\nPièces à fournir\n- l'attestation ;\n- la copie.\n"
    )
    assert tree_of(text) == [
        "ANNEXE IV",
        "  Qui fait quoi ?",
        "  Cas particuliers",
        "    1. Redoublants",
        "  Pièces à fournir",
    ]
    below = "ANNEXE IV\n\n1. Suivi\n\nVisites\n\nUne visite par mois.\n\n2. Durée\n\nDix semaines.\n"
    assert tree_of(below) == ["ANNEXE IV", "  1. Suivi", "    Visites", "  2. Durée"]


def test_a_sentence_in_lines_set_apart_is_no_title() -> None:
    assert tree_of("ANNEXE IV\n\nLes candidats présentent un dossier de\n\nsynthèse de dix pages.\n\nFin\n") == [
        "ANNEXE IV"
    ]
    steps = "ANNEXE IV\n\n1. Le candidat remet son rapport. Le jury le lit en dix jours.\n\n2. Suivi\n\nUne visite.\n"
    assert tree_of(steps)[-1] == "  2. Suivi" and "  1. Le candidat remet son rapport." not in tree_of(steps)
    listed = "ANNEXE IV\n\n1. Pièces\n\nUn rapport de stage\n\nLa convention signée\n\nLe dossier est remis.\n"
    assert tree_of(listed) == ["ANNEXE IV", "  1. Pièces"]
    text = "ANNEXE IV\n\nIls relèvent du cas précédent\n\n.\n\n2. Suivi\n\nUne visite.\n"
    assert tree_of(text) == ["ANNEXE IV", "  2. Suivi"]


def test_a_table_in_an_annex_has_rows() -> None:
    row = "<tr>\n<td>\n<p>{}</p>\n</td>\n<td>\n<p>{}</p>\n</td>\n</tr>\n"
    rows = "".join(row.format(*cells) for cells in (("Épreuves", "Coeff."), ("E1 Français", "4"), ("E2 Anglais", "2")))
    text = f"ANNEXE II c\n\nRèglement d'examen\n\n<table>\n<tbody>\n{rows}</tbody>\n</table>\n"
    parsed = parse(text, title="x", kind="annexe")
    sentences = chunk(Document("x", text, "0", "annexe", "x"), parsed.root).sentences
    assert [sentence.text for sentence in sentences if sentence.kind == "row"] == [
        "Épreuves | Coeff.",
        "E1 Français | Coeff. : 4",
        "E2 Anglais | Coeff. : 2",
    ]


EXAMS = """ANNEXE II – Définition des épreuves

Chaque épreuve est notée sur vingt points par la commission que nomme le recteur de l'académie dont le centre
d'examen relève.

ÉPREUVE E4 (Unité U4) – Étude
Coefficient 4

1. Objectifs

L'épreuve permet d'apprécier l'aptitude du candidat à analyser une installation et à proposer des solutions
adaptées aux contraintes.

2. Formes de l'évaluation

A. Forme ponctuelle

Épreuve écrite d'une durée de quatre heures, à partir d'un dossier remis au début de l'épreuve et rendu avec
la copie.

BTS TSDA – Annexe II – page 32

ÉPREUVE E6 (Unité U6) – Projet
Coefficient 6

Sous-épreuve E6.1 (Unité U6.1) – Projet en équipe

1. Objectifs

La sous-épreuve permet d'apprécier l'aptitude du candidat à conduire un projet et à en rendre compte devant
une commission.

2. Formes de l'évaluation

A. Forme ponctuelle

Épreuve orale.

ÉPREUVE FACULTATIVE (Unité UF1) – Éclairage

Épreuve orale d'une durée de vingt minutes. Seuls comptent les points au-dessus de la moyenne, que le jury
ajoute au total.
"""


def test_an_exam_heads_its_parts_that_are_numbered_again() -> None:
    root = parse(EXAMS, title="", kind="annexe").root
    e4, e6, optional = found(root, "ANNEXE II").children
    assert [e4.heading[:10], e6.heading[:10], optional.heading[:20]] == [
        "ÉPREUVE E4",
        "ÉPREUVE E6",
        "ÉPREUVE FACULTATIVE ",
    ]
    assert [part.heading for part in e4.children] == ["1. Objectifs", "2. Formes de l'évaluation"]
    assert [part.heading for part in e4.children[1].children] == ["A. Forme ponctuelle"]
    assert [part.heading[:17] for part in e6.children] == ["Sous-épreuve E6.1"]
    assert [part.heading for part in e6.children[0].children] == ["1. Objectifs", "2. Formes de l'évaluation"]
    footer = e4.children[1].children[0].blocks[-1]
    assert (footer.kind, EXAMS[footer.start : footer.end]) == ("furniture", "BTS TSDA – Annexe II – page 32")


def test_what_is_numbered_on_behind_an_exam_is_no_part_of_it() -> None:
    text = EXAMS.replace("1. Objectifs", "3. Commission").replace("2. Formes", "4. Formes")
    root = parse(text, title="", kind="annexe").root
    assert "ÉPREUVE E4" in found(root, "ANNEXE II").children[0].heading
    assert not any("Commission" in part.heading for part in found(root, "ÉPREUVE E4").children)


def test_exams_in_a_row_are_a_list() -> None:
    text = EXAMS.replace("Coefficient 4\n", "ÉPREUVE E5 (Unité U5) – Conduite\n")
    assert not any(
        "ÉPREUVE E5" in heading or "ÉPREUVE E4" in heading for heading in headings(parse(text, title="").root)
    )
