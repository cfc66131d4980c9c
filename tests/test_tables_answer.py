"""A question that names one row of a table is answered by that row."""

from collections.abc import Sequence

import pytest

from advisor.chunk import chunk
from advisor.parse import parse
from advisor.records import Document, Hit, Question, Sentence
from advisor.select.rank import Candidate
from advisor.select.rows import named_row
from advisor.select.signals import NAMES

TEXT = """# Brevet

| Épreuves | Unités | Coef. | Durée |
|---|---|---|---|
| E1 - Compositions florales | U10 | 8 | 6 h |
| E3 - Botanique et reconnaissance | U30 | 3 | 2 h |
| E4 - Gestion et vie de l'entreprise | U40 | 3 | 3 h |
| E6 - Dessin, épreuve orale | U60 | 1 | 1 h |
| E5 - Relation avec la clientèle et gestion des conflits | U50 | 2 | 45 min |

La première situation de botanique dure 20 minutes.
"""


@pytest.fixture(scope="module")
def document() -> Document:
    return Document("d", TEXT, "0", "arrete", "Brevet")


@pytest.fixture(scope="module")
def sentences(document: Document) -> Sequence[Sentence]:
    return chunk(document, parse(TEXT, title="Brevet").root).sentences


@pytest.mark.parametrize(
    ("asked", "kind", "topic", "named"),
    [
        ("Combien de temps dure l'épreuve de botanique ?", "duration", "examen", "E3 - Botanique"),
        ("quel coef pour la botanique", "coefficient", None, "E3 - Botanique"),
        ("Combien de temps dure l'E5 ?", "duration", "examen", "E5 - Relation"),
        ("coefficient de l'E5 à la session 2026 ?", "coefficient", "examen", "E5 - Relation"),
        ("pour juin 2027, quelle durée pour la botanique ?", "duration", "examen", "E3 - Botanique"),
        ("combien de temps dure l'E6.1 ?", "duration", "examen", None),  # its table has no parts
        ("quelle durée pour l'E7 ?", "duration", "examen", None),  # no such row
        ("la durée de E1 et de E3 ?", "duration", "examen", None),  # two rows
        ("quel coefficient pour les compositions florales ?", "coefficient", "examen", "E1 - Compositions"),
        ("quel coefficient pour la gestion ?", "coefficient", "examen", None),  # two rows
        ("combien de temps dure l'épreuve de musique ?", "duration", "examen", None),
        ("coefficient de la botanique ?", "coefficient", "examen", "E3 - Botanique"),
        ("combien de temps dure le stage de botanique ?", "duration", "stage", None),
        ("la botanique, combien d'heures de cours par semaine ?", "duration", None, None),
        ("on garde combien de temps la dispense de botanique ?", "duration", "examen", None),
        ("combien de temps pour avoir les résultats de botanique ?", "duration", "examen", None),
        ("combien de temps dure l'épreuve orale ?", "duration", "examen", None),
        ("combien de temps dure l'épreuve ?", "duration", "examen", None),  # names none
        ("la botanique, c'est écrit ou oral ?", None, "examen", None),  # asks for no value
    ],
)
def test_a_row_is_taken_by_its_name(
    document: Document, sentences: Sequence[Sentence], asked: str, kind: str, topic: str, named: str | None
) -> None:
    found = [Candidate(Hit(s), document, (0.0,) * len(NAMES), 1.0, 0.2) for s in sentences]
    question = Question(asked, asked, asked, kind=kind, topic=topic)
    row = named_row(question, found, {"d": sentences})
    assert (row.quote if row else None) == (next(r for r in TEXT.splitlines() if named in r) if named else None)
