"""What regulations say in formulas is read by the evidence model as people ask it (`reading`, `wording`)."""

from __future__ import annotations

import pytest

from advisor.evidence import evidence_text, question_text
from advisor.onnx_runtime import OnnxEvidence, open_evidence_model
from advisor.records import Sentence

STAGE, ACCES, SUITE = "2.1. Réalisation du stage", "Accès", "Poursuite d'études"
FORMULAS = [
    (
        "on peut travailler directement après ?",
        SUITE,
        "Le BTS est un diplôme conçu pour une insertion professionnelle.",
    ),
    (
        "c'est fait pour travailler ou pour continuer ?",
        SUITE,
        "Le bac pro a pour premier objectif l'insertion professionnelle.",
    ),
    ("visite médicale obligatoire ?", ACCES, "Présenter un certificat médical de non-contre-indication à la pratique."),
    ("faut trouver sa boîte soi-même ?", STAGE, "La recherche des structures d'accueil est assurée par les étudiants."),
    ("je peux me faire couper la parole ?", "Épreuve", "Le candidat expose pendant dix minutes sans être interrompu."),
    (
        "il faut combien de moyenne ?",
        "Examen",
        "Le diplôme est délivré aux candidats ayant obtenu une moyenne de 10 sur 20.",
    ),
]


@pytest.fixture(scope="module")
def model() -> OnnxEvidence:
    return open_evidence_model()


@pytest.mark.parametrize(("asked", "heading", "said"), FORMULAS, ids=[asked for asked, _, _ in FORMULAS])
def test_a_formula_answers_who_asks_in_other_words(model: OnnxEvidence, asked: str, heading: str, said: str) -> None:
    sentence = Sentence("d", 0, 0, len(said), said, headings=("Diplôme", heading))
    (logit,) = model.score(question_text(asked), [evidence_text(said, sentence)])
    assert logit > 0
