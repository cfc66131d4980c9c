"""Onisep pages as Markdown."""

from __future__ import annotations

import re

from advisor.parse import parse
from tests.corpora import found, headings, own, read, real


def test_facts_sections_and_paragraphs() -> None:
    _, parsed, indexable = own("onisep-bac-pro-microtechniques")
    assert headings(parsed.root)[0] == "bac pro microtechniques" or headings(parsed.root)[0].startswith("bac pro")
    facts = [s.text for s in indexable.sentences if s.kind == "fact"]
    assert "Code scolarité : 40025006" in facts and "Durée : 3 ans" in facts
    assert parsed.facts.diploma_codes == ("40025006",)
    assert dict(parsed.facts.references)["niveau"] == "niveau 4"


def test_paragraphs_indented_by_twelve_spaces_are_sentences_not_code() -> None:
    text, _, indexable = own("onisep-bac-pro-microtechniques")
    indented = [line.strip() for line in text.splitlines() if line.startswith(" " * 12) and line.strip()]
    sentences = " ".join(s.text for s in indexable.sentences)
    assert indented and all(re.sub(r"\s+", " ", line)[:60] in sentences for line in indented)


PAGE = """# BTS essai

## Informations générales

**Durée:** 2 ans

**Niveau de certification:** niveau 5

**Type:** brevet de technicien supérieur (BTS)

## Attendus

### Attendus nationaux
            Attendus communs

            COMPÉTENCES GÉNÉRALES

                -@
                    Avoir le goût du calcul

                -@
                    Savoir rédiger

## Description

Une production.Le BTS forme au calcul.
""".replace("@", " ")  # the pages have a blank after the bullet


def test_a_bullet_alone_on_its_line_goes_with_the_text_below() -> None:
    parsed = parse(PAGE, title="x")
    items = found(parsed.root, "COMPÉTENCES").blocks
    assert [re.sub(r"\s+", " ", PAGE[item.start : item.end]) for item in items] == [
        "- Avoir le goût du calcul",
        "- Savoir rédiger",
    ]
    assert parsed.facts.diploma_name == "BTS essai"


def test_the_real_pages_are_read_as_onisep_pages() -> None:
    for path in real("onisep-formations/*.md", every=13):
        _, parsed, indexable = read(path)
        assert parsed.facts.kind == "onisep" and parsed.facts.diploma_name, path.name
        assert not [s for s in indexable.sentences if s.text in "-–•*"], path.name
        assert {"Durée", "Niveau de certification", "Type"} <= {
            s.text.split(" :")[0] for s in indexable.sentences if s.kind == "fact"
        }
