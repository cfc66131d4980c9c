"""What is known of a text: the manifest joined with what the text states."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from advisor.describe import (
    Entry,
    describe,
    digest,
    everyday_name,
    known_diplomas,
    read_manifest,
    types_at_head,
)
from advisor.errors import CorpusError, ManifestMismatch
from advisor.parse import parse
from advisor.records import Diploma, Facts, Source
from tests.corpora import CORPUS, FICTIONAL, ROOT, read

SOURCE = Source("a", "a.md", "texte")
FACTS = Facts("rncp", "Fiche", "Tonnelier d'art (BTM)", valid_until=date(2019, 7, 3), references=(("rncp", "19166"),))


def test_the_manifest_agrees_with_its_texts() -> None:
    entries = read_manifest(ROOT / "corpus")
    assert sorted(entries) == sorted(path.stem for path in CORPUS if path.suffix in (".md", ".txt"))
    for path in CORPUS:
        if path.suffix in (".md", ".txt"):
            text, parsed, _ = read(path)
            document = describe(Source(path.stem, path.name, text), parsed.facts, entries[path.stem])
            assert document.diploma and document.title and document.kind == entries[path.stem].kind


def test_a_text_without_an_entry_is_described_by_itself() -> None:
    document = describe(SOURCE, FACTS, None)
    assert (document.title, document.valid_until, document.licence) == ("Fiche", date(2019, 7, 3), None)
    assert document.diploma and document.diploma.id == "btm-tonnelier-d-art"


def test_the_manifest_adds_what_the_text_does_not_state() -> None:
    diploma = Diploma("x", "BTS X")
    document = describe(SOURCE, FACTS, Entry("a", title="Titre", licence="ODbL", diploma=diploma))
    assert (document.title, document.licence, document.diploma) == ("Titre", "ODbL", diploma)
    assert document.references == (("rncp", "19166"),)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (Entry("a", valid_until=date(2020, 1, 1)), "states valid_until = 2019-07-03, manifest.toml states 2020-01-01"),
        (Entry("a", references={"rncp": "1"}), "states rncp = 19166, manifest.toml states 1"),
    ],
)
def test_a_mismatch_names_both_sides(entry: Entry, message: str) -> None:
    with pytest.raises(ManifestMismatch) as caught:
        describe(SOURCE, FACTS, entry)
    assert message in str(caught.value) and str(caught.value).startswith("a.md: the text")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[[document]\n", "not valid TOML"),
        ("[[document]]\ntitle = 'x'\n", "a document has no id"),
        ("[[document]]\nid = 'a'\n[[document]]\nid = 'a'\n", "two entries with the id 'a'"),
        ("[[document]]\nid = 'a'\ncolour = 1\n", "unknown keys ['colour']"),
        ("[[document]]\nid = 'a'\nkind = 'loi'\n", "has kind 'loi'"),
        ("[[document]]\nid = 'a'\npublished = '2020'\n", "published must be a date"),
        ("[[document]]\nid = 'a'\n[document.diploma]\nid = 'x'\n", "its diploma has no 'name'"),
        ("[document]\nid = 'a'\n", "[[document]], with two brackets"),
        ("[[document]]\nid = 'a'\nsupersedes = 'b'\n", "supersedes must be a list of strings"),
        ("[[document]]\nid = 'a'\napplies_from_session = '2026'\n", "applies_from_session must be a year"),
        ("[[document]]\nid = 'a'\ndiploma = 'BTS'\n", "diploma must be a table"),
        ("[[document]]\nid = 'a'\n[document.diploma]\nid = 'x'\nname = 'X'\naliases = 'y'\n", "aliases must be a list"),
        ("[[document]]\nid = 'a'\ntitle = 3\n", "title must be a string"),
    ],
)
def test_a_wrong_manifest_is_one_clear_line(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "manifest.toml").write_text(content)
    with pytest.raises(CorpusError) as caught:
        read_manifest(tmp_path)
    assert message in str(caught.value) and "\n" not in str(caught.value)


def test_a_manifest_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "manifest.toml").write_text('[[document]]\nid = "a"\n', encoding="utf-8-sig")
    assert list(read_manifest(tmp_path)) == ["a"]


def test_the_hash_changes_with_the_text_and_with_its_entry() -> None:
    entry = Entry("a", title="x")
    hashes = {digest(SOURCE, None), digest(replace(SOURCE, text="autre"), None), digest(SOURCE, entry)}
    assert len(hashes | {digest(SOURCE, Entry("a", title="y"))}) == 4
    assert digest(SOURCE, entry) == digest(SOURCE, Entry("a", title="x"))


@pytest.mark.parametrize(
    ("stated", "everyday"),
    [
        ("brevet de technicien supérieur « Métiers de la Mesure »", "BTS Métiers de la Mesure"),
        ("Certificat d’aptitude professionnelle « Cordier-voilier »", "CAP Cordier-voilier"),
        ("baccalauréat professionnel « boulanger »", "bac pro boulanger"),
        ("Tonnelier d'art (BTM)", "BTM Tonnelier d'art"),
        ("BTS « Géologie de chantier »", "BTS Géologie de chantier"),
        ("CAP facteur de cadrans", "CAP facteur de cadrans"),
        ("licence mention chimie", "licence mention chimie"),
        ("BM : Brevet de maîtrise Marbrier", "BM Marbrier"),
        ("CQP : Technicien de manèges", "CQP Technicien de manèges"),
    ],
)
def test_a_diploma_has_the_name_that_people_use(stated: str, everyday: str) -> None:
    assert everyday_name(stated)[0] == everyday


def test_two_texts_on_one_diploma_name_it_alike() -> None:
    ids: dict[str, list[str]] = {}
    for path in FICTIONAL:
        text, parsed, _ = read(path)
        diploma = describe(Source(path.stem, path.name, text), parsed.facts, None).diploma
        assert diploma is not None, path.name
        ids.setdefault(diploma.id, []).append(path.stem)
    assert sorted(ids["cap-facteur-de-cadrans"]) == [
        "arrete-2026-02-10-ccf-cap-facteur-de-cadrans",
        "onisep-cap-facteur-de-cadrans",
    ]
    assert len(ids["bts-conduite-de-lignes-brassicoles"]) == 2


@pytest.mark.parametrize(
    ("name", "diploma"),
    [
        ("arrete_2011-06-23_bts_menuiserie_annexe_II_c", "BTS menuiserie"),
        ("annexe-bac-pro-plastiques-et-composites-pfmp", "bac pro plastiques et composites"),
        ("annexe-stage", None),
        ("cap-boucher-pfmp", "CAP boucher"),
        ("certificat-d-aptitude-professionnelle-metiers-de-l-eau-annexe", "CAP metiers de l'eau"),
        ("guide-cap-et-bac-pro-2025", None),
        ("bts-en-alternance", None),
        ("code_education_D643_bts", None),
        ("le-but-du-stage", None),
    ],
)
@pytest.mark.parametrize("kind", ["annexe", "texte"])
def test_a_text_that_names_no_diploma_is_about_the_one_of_its_file(name: str, diploma: str | None, kind: str) -> None:
    found = describe(Source(name, f"{name}.md", "Règlement."), Facts(kind=kind), None).diploma
    assert (found and found.name) == diploma


@pytest.mark.parametrize(
    ("head", "diploma"),
    [
        ("# CAP Boucher : périodes en entreprise", "CAP Boucher"),
        ("CAP boucher", "CAP boucher"),
        (
            "Ministère\n\n**Baccalauréat professionnel Boucher charcutier traiteur**",
            "bac pro Boucher charcutier traiteur",
        ),
        ("# Le stage en BTS Tourisme – session 2026", "BTS Tourisme"),
        ("# Référentiel du BTS « métiers de l'eau »", "BTS métiers de l'eau"),
        ("# Le BTS en alternance", None),
        ("# BTS – Session 2026", None),
        ("# Du CAP Boucher au bac pro Vente\n\n## CAP Boucher", None),
        ("# Poursuite d'études des titulaires du bac pro Vente", None),
        ("Le stage du CAP Boucher dure seize semaines.", None),
        ("# Le diplôme d'État d'aide-soignant\n\nObjet : places des élèves du bac pro Soins", None),
    ],
)
def test_a_plain_text_is_about_the_diploma_of_its_first_lines(head: str, diploma: str | None) -> None:
    text = f"{head}\n\nLe stage dure douze semaines.\n"
    found = describe(Source("a", "a.md", text), parse(text, title="a").facts, None).diploma
    assert (found and found.name) == diploma


def test_the_types_of_diploma_at_the_head_of_a_text() -> None:
    assert types_at_head("a", "Code de l'éducation (CAP, BP)", "Texte.") == {"cap", "bp"}
    assert types_at_head("code_D643_bts", "Code", "Texte.") == {"bts"}
    licence = "# Code\n\nSource : Légifrance, Licence Ouverte 2.0\n\nLe but est d'aider les titulaires d'un CAP.\n"
    assert types_at_head("a", "Code", licence) == frozenset()


def test_a_text_without_an_entry_is_about_a_diploma_of_the_manifest_by_any_of_its_names() -> None:
    cim = Diploma("bts-conception", "BTS Conception", "BTS CIM", ("CIM", "microtechniques"))
    shared = (Diploma("a", "BTS A", aliases=("BTS commun",)), Diploma("b", "BTS B", "BTS", aliases=("BTS commun",)))
    known = known_diplomas([Entry(one.id, diploma=one) for one in (cim, cim, *shared)])
    assert sorted(known) == ["bts-a", "bts-b", "bts-cim", "bts-conception", "cim", "microtechniques"]
    guide = Source("guide", "guide.md", "# Guide du BTS CIM\n\nTexte.\n")
    assert describe(guide, Facts("texte"), None, known).diploma == cim
    assert describe(guide, Facts("texte"), None, known).sha256 == digest(guide, None, known) != digest(guide, None)
    given = Entry("guide", diploma=shared[0])
    assert describe(guide, Facts("texte"), given, known).diploma == shared[0]
    assert digest(guide, given, known) == digest(guide, given)
