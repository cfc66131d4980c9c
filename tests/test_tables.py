"""HTML tables: each row one readable sentence, spans filled in."""

from __future__ import annotations

import pytest

from advisor.chunk import chunk
from advisor.parse import parse
from advisor.parse.layout import split_lines
from advisor.parse.tables import is_table_row, row_sentence, row_spans, table_rows
from advisor.records import Document

TABLE = """Avant.

<table>
<tr><td rowspan="2">Épreuves</td><td colspan="2">Scolaires</td><td>Autres</td></tr>
<tr><td>Coeff.</td><td>Durée</td><td>Durée</td></tr>
<tr><td>E1 &amp; E2<br/>français</td><td>4</td><td>4 h</td><td>3 h</td></tr>
<tr><td rowspan="2">E3</td><td>2</td><td rowspan="2">2 h</td><td></td></tr>
<tr><td>1</td><td>1 h</td></tr>
</table>

Après.
"""


def test_a_row_is_read_under_the_headings_of_its_columns() -> None:
    lines, starts = table_rows(TABLE, split_lines(TABLE))
    rows = [row_sentence(TABLE, line.start, line.end) for line in lines if line.start in starts]
    assert rows[2:] == [
        "E1 & E2 français | Scolaires / Coeff. : 4 ; Durée : 4 h | Autres / Durée : 3 h",
        "E3 | Scolaires / Coeff. : 2 ; Durée : 2 h",
        "E3 | Scolaires / Coeff. : 1 ; Durée : 2 h | Autres / Durée : 1 h",
    ]


def test_rows_tile_the_table_and_leave_the_text_around_alone() -> None:
    lines, starts = table_rows(TABLE, split_lines(TABLE))
    assert [line.text for line in lines if line.start not in starts] == ["Avant.", "Après."]
    assert all(is_table_row(TABLE[line.start : line.end]) for line in lines if line.start in starts)
    first, *_, last = [line for line in lines if line.start in starts]
    assert TABLE[first.start : last.end] == TABLE[TABLE.index("<table") : TABLE.index("</table>") + 8]


def test_a_table_without_rows_or_cells_is_no_fault() -> None:
    assert row_sentence("<table><tr></tr></table>", 0, 24) == ""
    lines, starts = table_rows("<table></table>", split_lines("<table></table>"))
    assert (len(lines), starts) == (0, set()) or len(lines) == 1


GROUPS = """<table>
<tr><td>Épreuves</td><td>Coef.</td><td>Durée</td></tr>
<tr><td colspan="3">Unités générales</td></tr>
<tr><td>Français</td><td>3</td><td>4 h</td></tr>
<tr><td colspan="3">Unités professionnelles</td></tr>
<tr><td>Oral</td><td></td><td>20 min</td></tr>
<tr><td>Sport</td><td>CCF</td><td>CCF</td></tr>
<tr><td>Projet</td><td>5</td><td>2 h</td></tr>
</table>"""


def rows_of(table: str) -> list[str]:
    lines, starts = table_rows(table, split_lines(table))
    return [row_sentence(table, line.start, line.end) for line in lines if line.start in starts]


def test_a_row_carries_the_heading_of_its_own_group_alone() -> None:
    rows = rows_of(GROUPS)
    assert rows[2] == "Français | Unités générales / Coef. : 3 ; Durée : 4 h"
    assert rows[4] == "Oral | Unités professionnelles / Durée : 20 min"
    assert rows[6] == "Projet | Unités professionnelles / Coef. : 5 ; Durée : 2 h"


def test_a_row_of_durations_heads_no_other_and_an_ordinal_is_a_heading() -> None:
    table = (
        "<table><tr><td>Lieu</td><td>1re année</td></tr><tr><td>A</td><td>4 semaines</td></tr>"
        "<tr><td>B</td><td>2 semaines</td></tr></table>"
    )
    assert rows_of(table)[1:] == ["A | 1re année : 4 semaines", "B | 1re année : 2 semaines"]


PIPES = """Règlement d'examen

| Épreuve | Unité | Coefficient | Forme |
|---|---|---|---|
| E6 – Projet | U6 | 8 | |
| Sous-épreuve E6.1 – Soutenance | U6.1 | 5 | Ponctuelle orale, 55 min |

Fin."""


def test_a_row_between_pipes_is_read_under_the_headings_of_its_columns() -> None:
    start = PIPES.index("| Sous-épreuve")
    end = PIPES.index("\n\nFin")
    assert is_table_row(PIPES[start:end])
    assert row_sentence(PIPES, start, end) == (
        "Sous-épreuve E6.1 – Soutenance | Unité : U6.1 | Coefficient : 5 | Forme : Ponctuelle orale, 55 min"
    )
    both = (PIPES.index("| E6 –"), end)
    assert [PIPES[slice(*span)][:8] for span in row_spans(PIPES, *both)] == ["| E6 – P", "| Sous-é"]


@pytest.mark.parametrize("text", ["", "Une phrase.", "| une barre seule", "a | b"])
def test_a_text_without_rows_is_no_table(text: str) -> None:
    assert not is_table_row(text)


SHIFTED = "||Coef.|Durée|\n|---|---|---|\n|E1 Langues|3|4 h|\n||2|1 h|\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_an_empty_first_cell_keeps_its_column_whatever_ends_the_lines(newline: str) -> None:
    table = SHIFTED.replace("\n", newline)
    rows = [table[slice(*span)] for span in row_spans(table, 0, len(table))]
    assert rows == SHIFTED.splitlines()
    read = [row_sentence(table, *span) for span in row_spans(table, 0, len(table))]
    assert read[2:] == ["E1 Langues | Coef. : 3 | Durée : 4 h", "Coef. : 2 | Durée : 1 h"]
    assert is_table_row(table)


def test_the_head_of_a_table_is_known_as_such() -> None:
    text = (
        "# Règlement\n\n| Épreuve | Coef. |\n|---|:---:|\n| EP1 | 4 |\n| EP2 | 5 |\n\n| sans | règle |\n| EP3 | 2 |\n"
    )
    sentences = chunk(Document("d", text, "0", "texte", "d"), parse(text, title="d").root).sentences
    kinds = [(s.text, s.kind == "head") for s in sentences[1:]]
    assert [head for _, head in kinds] == [True, True, False, False, False, False]
    assert kinds[2][0] == "EP1 | Coef. : 4"
