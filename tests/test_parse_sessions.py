"""The first session that a text states for itself."""

from __future__ import annotations

import pytest

from advisor.parse import parse


@pytest.mark.parametrize(
    ("line", "session"),
    [
        ("Première session : 2025", 2025),
        ("Première session d'examen : juin 2026", 2026),
        ("**Première session d’examen :** 2026", 2026),
        ("**Première session:** 2026", 2026),
        ("| 1re session | 2027 |", 2027),
        ("Première session en 2026.", 2026),
        ("Session 2026 (première session)", 2026),
        ("Session d'examen 2026 – première session", 2026),
        ("Le présent règlement s'applique à compter de la session d'examen 2026.", 2026),
        ("Ce référentiel est applicable dès la session 2026.", 2026),
        ("Première session : 2027\n\nPremière session : 2026", 2026),  # of two options
        ("Dernière session : 2025", None),
        ("Session 2026", None),
        ("La première session de 2025 a réuni cent candidats.", None),
        ("Première session : juin 2026\n\nDeuxième session : septembre 2026", None),  # a calendar
        ("L'arrêté de 2019 s'applique jusqu'à la session 2025.", None),
    ],
)
def test_a_line_or_a_rule_of_its_own_states_the_first_session(line: str, session: int | None) -> None:
    assert parse(f"# Règlement\n\n{line}\n\nUn texte.\n", title="x").facts.applies_from_session == session
