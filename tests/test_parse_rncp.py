"""RNCP sheets: the old ones extracted from a PDF, and the official XML."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from advisor.answer import laid_out
from advisor.chunk import chunk
from advisor.parse import parse
from advisor.parse.layout import TEXT, assemble, split_lines
from advisor.records import Document
from tests.corpora import OWN, found, headings, own, read, real

SHEETS = [path for path in OWN if "rncp" in path.name]
ROWS = (
    "Après un parcours de formation", "En contrat d'apprentissage", "En contrat de professionnalisation",
    "Par candidature individuelle", "Par expérience", "Accessible en Nouvelle", "Accessible en Polynésie", "OUI NON",
)  # fmt: skip


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_every_row_of_the_table_that_lost_its_columns_is_ambiguous(path: Path) -> None:
    _, _, indexable = read(path)
    below = [s for s in indexable.sentences if s.kind != "heading" and "CONDITIONS D" in " ".join(s.headings[-1:])]
    rows = [s for s in below if s.text.replace("’", "'").startswith(ROWS)]
    assert len(rows) >= 8
    assert all(row.ambiguous and row.kind == "row" for row in rows)
    assert not [s.text for s in indexable.sentences if s.text.endswith(" X") and not s.ambiguous]


JURIES = [path for path in SHEETS if re.search(r"\bjury\b", path.read_text(encoding="utf-8").lower())]


@pytest.mark.parametrize("path", JURIES, ids=lambda path: path.stem)
def test_the_jury_beside_the_table_is_not_ambiguous(path: Path) -> None:
    _, _, indexable = read(path)
    juries = [s for s in indexable.sentences if "jury" in s.text.lower() and s.kind == "paragraph"]
    assert juries and not any(sentence.ambiguous for sentence in juries)


def test_a_sentence_that_begins_like_a_row_of_the_table_is_a_sentence() -> None:
    text = own("rncp-19166")[0]
    said = "En contrat de professionnalisation, l'évaluation est faite dans une autre entreprise."
    place = text.index("B/ ")
    sentences = chunk(
        Document("d", told := f"{text[:place]}{said}\n\n{text[place:]}", "0", "rncp", "d"), parse(told, title="d").root
    ).sentences
    assert [s.ambiguous for s in sentences if s.text == said] == [False]
    assert any(s.ambiguous and s.text.startswith("En contrat de professionnalisation") for s in sentences)


def test_labels_are_headings_and_the_ways_in_are_below_them() -> None:
    _, parsed, _ = own("rncp-19166")
    section = found(parsed.root, "Modalités d'accès")
    assert [line[:45] for line in headings(section)] == [
        "Descriptif des composantes de la certificatio",
        *[line for line in [heading[:45] for heading in headings(section)] if line.strip().startswith(("A/", "B/"))],
        "Validité des composantes acquises",
        "CONDITIONS D'INSCRIPTION À LA CERTIFICATION O",
    ]
    assert sum(line.strip().startswith(("A/", "B/")) for line in headings(section)) == 2


def test_the_validity_of_components_is_not_a_rule_of_the_vae() -> None:
    text, _, indexable = own("rncp-19166")
    fact = next(s for s in indexable.sentences if s.text.startswith("Validité des composantes acquises"))
    assert not any(heading.startswith("B/") for heading in fact.headings)
    assert text[fact.start : fact.end].startswith("Validité")


def test_what_the_sheet_states_of_itself_is_read() -> None:
    facts = own("rncp-19166")[1].facts
    assert facts.diploma_name == "Technicien en mécanique de précision (BTM)"
    assert (facts.diploma_codes, facts.valid_until) == (("RNCP 19166",), date(2019, 7, 3))


def test_a_renewed_registration_ends_when_the_renewal_does() -> None:
    ends = {path.stem.split("-")[1]: read(path)[1].facts.valid_until for path in SHEETS}
    expected = {
        "19166": date(2019, 7, 3),
        "29846": date(2020, 11, 26),
        "38157": date(2021, 4, 21),  # a second registration follows the first
        "46417": date(2029, 10, 8),  # "renouvellement sous l'intitulé …, jusqu'au 8 octobre 2029"
        "48831": date(2023, 7, 12),  # "enregistrement renouvelé jusqu'au 12 juillet 2023"
        "51207": date(2026, 6, 30),  # "Prolongation jusqu'au 30 juin 2026"
        "52960": None,  # "Renouvelé le 24 mars 2023 pour quatre ans": no end is stated
    }
    assert {code: ends[code] for code in expected} == expected


def test_an_end_of_registration_in_capitals_is_read() -> None:
    sheet = own("rncp-19166")[0].replace("03 juillet 2019", "1ER JUILLET 2026")
    assert parse(sheet, title="d").facts.valid_until == date(2026, 7, 1)


def test_a_sheet_in_xml_states_its_code_dates_and_successor() -> None:
    (path,) = real("rncp/*.xml")
    _, parsed, indexable = read(path)
    facts = parsed.facts
    assert (facts.kind, facts.diploma_name, facts.diploma_acronym) == (
        "rncp", "BTS Services informatiques aux organisations", "BTS",
    )  # fmt: skip
    assert (facts.valid_until, facts.applies_from_session) == (date(2025, 8, 31), 2022)
    assert dict(facts.references) == {
        "rncp": "35340", "actif": "Non", "remplacee_par": "RNCP40792", "remplace": "RNCP17108", "niveau": "Niveau 5",
    }  # fmt: skip
    lines = [s.text for s in indexable.sentences]
    assert "Remplacée par : RNCP40792" in lines and "Fin de l'enregistrement : 31/08/2025" in lines
    assert not any(s.ambiguous for s in indexable.sentences), "the XML says oui or non"
    assert "Par expérience (VAE)" in headings(found(parsed.root, "Voies d'accès"))


def test_a_kind_from_the_manifest_reads_both_forms() -> None:
    (path,) = real("rncp/*.xml")
    text = read(path)[0]
    assert parse(text, title="x", kind="rncp").facts.diploma_codes == ("RNCP 35340",)


def test_a_line_that_cannot_end_a_sentence_goes_on_below() -> None:
    text = "Une reconnaissance existe avec le\nMeisterbrief du Land de Sarre\nTechnicien du son\nRégisseur lumière\n"
    lines = split_lines(text)
    root = assemble(text, lines, [TEXT] * len(lines), title="")
    assert [text[b.start : b.end].replace("\n", " ") for b in root.blocks] == [
        "Une reconnaissance existe avec le Meisterbrief du Land de Sarre",
        "Technicien du son",
        "Régisseur lumière",
    ]


SINCE_2019 = """Fiche RNCP40001 - Diplôme de souffleur de verre

Intitulé
Diplôme de souffleur de verre

Certificateur(s)
Ministère de la culture
Date de décision : 12/05/2022            Date d'échéance de l'enregistrement : 31/08/2027
Code(s) NSF : 224 Verre
Formacode(s) : 45066

RÉSUMÉ DE LA CERTIFICATION

Activités visées
- souffler une pièce,
- la recuire.

BLOCS DE COMPÉTENCES
Le bénéfice d'un bloc reste acquis quelle que soit la
voie d'accès.

Durée de la formation
600 heures.

VOIE D'ACCÈS                         OUI NON     COMPOSITION DES JURYS
En contrat d'apprentissage            X          Le jury est nommé par le préfet de région.
Par candidature individuelle              X

Validation des acquis de l'expérience
L'entretien dure une heure au plus.

BASE LÉGALE
Arrêté du 20 juin 2007.
"""


def test_a_sheet_of_the_form_since_2019_has_its_headings_and_its_end() -> None:
    parsed = parse(SINCE_2019, title="Fiche")
    document = Document("d", SINCE_2019, "0", "rncp", "Fiche")
    under = {s.text: s.headings[-1:] for s in chunk(document, parsed.root).sentences if s.kind != "heading"}
    assert parsed.facts.kind == "rncp" and parsed.facts.valid_until == date(2027, 8, 31)
    assert under["souffler une pièce,"] == ("Activités visées",)
    assert under["600 heures."] == ("Durée de la formation",)
    assert under["L'entretien dure une heure au plus."] == ("Validation des acquis de l'expérience",)
    # "voie d'accès." is the rest of a sentence, and the row of the table lost its columns.
    assert under["Le bénéfice d'un bloc reste acquis quelle que soit la voie d'accès."] == ("BLOCS DE COMPÉTENCES",)
    assert "Le jury est nommé par le préfet de région." in under
    rows = [s for s in chunk(document, parsed.root).sentences if s.text.startswith("Par candidature")]
    assert len(rows) == 1 and rows[0].ambiguous


def test_how_long_people_may_still_come_is_not_the_end_of_the_registration() -> None:
    sheet = own("rncp-19166")[0]
    ends = "jusqu'au 03 juillet 2019"
    assert ends in sheet
    later = sheet.replace(ends, f"{ends}. Les personnes déjà inscrites peuvent se présenter jusqu'au 31 mars 2028")
    assert parse(later, title="d").facts.valid_until == date(2019, 7, 3)


def test_a_value_goes_on_over_its_lines() -> None:
    value = "Modalités d'évaluation : un mémoire. Les titulaires du brevet\nde maîtrise sont dispensés."
    document = Document("d", f"Intitulé\n\nBTM Cirier\n\n{value}\n", "0", "rncp", "x")
    sentences = chunk(document, parse(document.text, title="x", kind="rncp").root).sentences
    assert any(sentence.text == value.replace("\n", " ") for sentence in sentences)


ENTRIES = """Le titre se compose de deux certificats :
CCP 1 - Entretenir le linge
d'un particulier
CCP 2 - Relayer les parents

La session 1 : elle se tient en mai.
Le CCP 3 - supprimé - ne compte plus.
"""


def test_entries_named_and_numbered_are_the_items_of_the_list_that_they_stand_in() -> None:
    document = Document("d", f"Intitulé\n\nTP Lingère\n\n{ENTRIES}", "0", "rncp", "x")
    sentences = chunk(document, parse(document.text, title="x", kind="rncp").root).sentences
    [opening] = [sentence for sentence in sentences if sentence.text.startswith("Le titre se compose")]
    group = [sentence.text for sentence in sentences if sentence.group == opening.group]
    assert group[1:] == ["CCP 1 - Entretenir le linge d'un particulier", "CCP 2 - Relayer les parents"]
    assert laid_out(document.text, opening.start, sentences[opening.number + 2].end).splitlines() == group
