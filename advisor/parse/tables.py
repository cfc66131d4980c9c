"""Tables inside a text (a règlement d'examen), in HTML or with pipes: each row as one line, found and cited whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import unescape

from advisor.parse.layout import Line

_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL | re.IGNORECASE)
_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL | re.IGNORECASE)
_CELL = re.compile(r"<t[dh]\b(?P<attributes>[^>]*)>(?P<content>.*?)</t[dh]>", re.DOTALL | re.IGNORECASE)
# "4", "U31", "1,5", "4 h", "20 min (+ 20 min de préparation)", "15 %"; not "1re année" or "2. Épreuves".
_DATA = re.compile(r"(?!\d+(?:re|er|e|ère|ème|nde?)\b)[A-Z]{0,2}\d[\d.,]*(?:$|\s?(?:%|[a-z]))")
_SPAN = re.compile(r"(row|col)span\s*=\s*[\"']?(\d{1,2})", re.IGNORECASE)


def table_rows(text: str, lines: list[Line]) -> tuple[list[Line], set[int]]:
    """Replace the lines of each HTML table by one line per row. Returns the lines and the starts of the rows.

    The marks of the table itself (between rows) go with the row that follows, so that nothing is lost.
    """
    starts: set[int] = set()
    for table in _TABLE.finditer(text):
        kept = [line for line in lines if line.end <= table.start() or line.start >= table.end()]
        rows: list[Line] = []
        opened = table.start()
        found = list(_ROW.finditer(text, table.start(), table.end()))
        for number, row in enumerate(found):
            end = table.end() if number == len(found) - 1 else row.end()
            rows.append(Line(opened, end, "<tr>", True, 0))
            starts.add(opened)
            opened = end + (len(text[end:]) - len(text[end:].lstrip()))
        lines = sorted([*kept, *rows], key=lambda line: line.start)
    return lines, starts


_PIPE_ROW = re.compile(r"^[ \t]*\|.*\|(?=[ \t\r]*$)", re.MULTILINE)
_RULE = re.compile(r"^[\s|:-]*$")  # |---|---|


def is_table_row(text: str) -> bool:
    """Return whether a text is made of rows of a table."""
    html = "<tr" in text and "</tr>" in text
    return html or all(_PIPE_ROW.match(line) for line in text.strip().splitlines() or [""])


def is_table_head(text: str, start: int, end: int) -> bool:
    """Return whether the row `text[start:end]` between pipes is the rule of its table, or stands above it: it names the
    columns and says nothing.
    """
    for line in text[start:].splitlines():
        if not _PIPE_ROW.match(line):
            return False
        if _RULE.match(line):
            return True
    return False


def row_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the span of each row within `text[start:end]`."""
    pattern = _ROW if "<tr" in text[start:end] else _PIPE_ROW
    return [match.span() for match in pattern.finditer(text, start, end)]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row: the headings above its column, the deepest last, none for the cell that names the row."""

    headings: tuple[str, ...]
    text: str


def row_sentence(text: str, start: int, end: int, *, short: bool = False) -> str:
    """Return the row `text[start:end]` as one readable line: each cell under the headings of its column.

    `short` leaves out what the headings say in brackets, so that the cells stand near the name of the row.
    """
    cells = row_cells(text, start, end)
    if short:
        cells = [replace(cell, headings=tuple(map(_without_brackets, cell.headings))) for cell in cells]
    return " | ".join(cell_lines(cells))


def _without_brackets(heading: str) -> str:
    return re.sub(r"\s*\([^)]*\)", "", heading).strip() or heading


def row_cells(text: str, start: int, end: int) -> list[Cell]:
    """Return the cells of the row `text[start:end]` that hold something, equal ones once.

    Row and column spans are followed from the start of the table. Headings are the rows before the first one with data
    (a number, a duration or a short code in a cell, as in a règlement d'examen), and of the rows that name a group of
    rows ("Unités professionnelles" across the table) only the last one above.
    """
    if "<tr" not in text[start:end]:
        return _pipe_cells(text, start, end)
    opened = text.rfind("<table", 0, end)
    grid = _grid(text[max(opened, 0) : end])
    if not grid:
        plain = re.sub(r"<[^>]+>", " ", text[start:end]).strip()
        return [Cell((), plain)] if plain else []
    return _under(_headers(grid[:-1]), grid[-1])


def cell_lines(cells: Sequence[Cell]) -> list[str]:
    """Return cells as lines, those below the same upper headings together: "Scolaires / Coeff. : 4 ; Durée : 4 h"."""
    lines: list[str] = []
    before: tuple[str, ...] = ()
    for cell in cells:
        above, own = cell.headings[:-1], "".join(cell.headings[-1:])
        said = f"{own} : {cell.text}" if own else cell.text
        if above and above == before:
            lines[-1] += f" ; {said}"
        else:
            lines.append(" / ".join((*above, said)))
        before = above
    return lines


def _pipe_cells(text: str, start: int, end: int) -> list[Cell]:
    """A row between pipes under its headings: the rows above the rule, else the first rows without data."""
    line = text.rfind("\n", 0, start) + 1
    above: list[str] = []
    while line > 0:
        before = text.rfind("\n", 0, line - 1) + 1
        if not _PIPE_ROW.match(text[before : line - 1]):
            break
        above.insert(0, text[before : line - 1])
        line = before
    ruled = next((number for number, row in enumerate(above) if _RULE.match(row)), None)
    rows = [_cells(row) for row in above if not _RULE.match(row)]
    headers = rows[:ruled] if ruled else _headers(rows)
    return _under(headers, _cells(text[start:end]))


def _cells(row: str) -> list[str]:
    between = row.strip().removeprefix("|").removesuffix("|")  # one each: "||Coef.|" has an empty first cell
    return [re.sub(r"\*\*|\s+", " ", cell).strip() for cell in between.split("|")]


def holds_data(cell: str) -> bool:
    """Return whether a cell holds a number, a duration or a short code, as no heading of a column does."""
    return _DATA.match(cell) is not None


def _under(headers: Sequence[Sequence[str]], row: Sequence[str]) -> list[Cell]:
    """Return the cells of a row under the headings of their columns; equal cells once."""
    cells: list[Cell] = []
    for column, text in enumerate(row):
        if not text or (column and text == row[0]):  # a name across the whole table
            continue
        names = tuple(dict.fromkeys(row[column] for row in headers if column < len(row) and row[column]))
        cell = Cell(names if column else (), text)
        if cell not in cells:
            cells.append(cell)
    return cells


def _headers(above: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """Return the rows that head the columns of the row below `above`: the last group's, then the first rows.

    The heading of the column itself stands beside the value: "Unités professionnelles / Coef. : 3".
    """
    data = [number for number, row in enumerate(above) if any(map(_DATA.match, row))]
    groups = [number for number, row in enumerate(above) if len(set(row)) == 1 and row[0] and number not in data]
    first = data[0] if data else len(above)
    heads = [*groups[-1:], *(number for number in range(first) if number not in groups)]
    return [above[number] for number in heads]


def _grid(table: str) -> list[list[str]]:
    """Lay the cells of a table out, spans filled in."""
    rows: list[list[str]] = []
    carried: dict[int, tuple[int, str]] = {}  # column -> (rows left, content)
    for row in _ROW.finditer(table):
        cells: list[str] = []
        pending = [(_spans(cell), _content(cell.group("content"))) for cell in _CELL.finditer(row.group())]
        while pending or len(cells) in carried:
            column = len(cells)
            if column in carried:
                left, content = carried.pop(column)
                cells.append(content)
                if left > 1:
                    carried[column] = (left - 1, content)
                continue
            (rowspan, colspan), content = pending.pop(0)
            for offset in range(colspan):
                cells.append(content)
                if rowspan > 1:
                    carried[column + offset] = (rowspan - 1, content)
        rows.append(cells)
    return rows


def _spans(cell: re.Match[str]) -> tuple[int, int]:
    found = {name.lower(): int(count) for name, count in _SPAN.findall(cell.group("attributes"))}
    return found.get("row", 1), found.get("col", 1)


def _content(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()
