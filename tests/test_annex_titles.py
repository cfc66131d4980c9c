"""The title of an annex stands below its number."""

from __future__ import annotations

import pytest

from advisor.parse import parse
from tests.corpora import headings


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("ANNEXE IV\n\nRÈGLEMENT D'EXAMEN\n\nUne règle.\n", ["ANNEXE IV – RÈGLEMENT D'EXAMEN"]),
        ("ANNEXE II b\nRèglement d'examen\n\nUne règle.\n", ["ANNEXE II b – Règlement d'examen"]),
        ("# Annexe III\n\n# Règlement\n\nUne règle.\n", ["Annexe III – Règlement"]),
        ("# Annexe III\n\n## Règlement\n\nUne règle.\n", ["Annexe III – Règlement"]),
        ("# Annexe\n\n**Règlement**\n\n## E1\n\nUne règle.\n", ["Annexe – Règlement", "  E1"]),
        (
            "ANNEXE 2\n\nCAP « Arts du vitrail »\n\nRèglement d'examen\n\nUne règle.\n",
            ["ANNEXE 2 – CAP « Arts du vitrail » Règlement d'examen"],
        ),
        # what stands below is no title
        ("ANNEXE IV\n\nL'examen comporte six unités.\n", ["ANNEXE IV"]),
        ("# Annexe III\n\n## Un\n\nA.\n\n## Deux\n\nB.\n", ["Annexe III", "  Un", "  Deux"]),
        ("# Annexe III\n\n## Épreuve E1\n\nA.\n", ["Annexe III", "  Épreuve E1"]),
        ("# Annexe III\n\n**Objectif**\n\nUne règle.\n", ["Annexe III", "  Objectif"]),
        ("ANNEXE IV\n\nSession 2026\n\nUne règle.\n", ["ANNEXE IV"]),
        ("ANNEXE IV\n\nCAP « Arts du vitrail »\n\nUne règle.\n", ["ANNEXE IV"]),
        ("# Annexe III : stage\n\nUn titre\n\nUne règle.\n", ["Annexe III : stage"]),
    ],
)
def test_the_line_below_a_bare_annex_is_its_title(text: str, tree: list[str]) -> None:
    parsed = parse(text, title="x", kind="texte")
    assert headings(parsed.root) == tree
    assert parsed.facts.title == tree[0]
    heading = parsed.root.children[0]
    assert text[heading.start : heading.heading_end].split("\n")[0].strip("# ") == tree[0].split(" –")[0]
