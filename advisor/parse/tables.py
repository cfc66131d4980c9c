"""HTML tables inside a text (a règlement d'examen): each row as one line, so that it can be found and cited whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
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


def is_table_row(text: str) -> bool:
    """Return whether a block's text is a row of an HTML table."""
    return "<tr" in text and "</tr>" in text


def row_sentence(text: str, start: int, end: int) -> str:
    """Return the row `text[start:end]` as one readable line: each cell under the headings of its column.

    Row and column spans are followed from the start of the table. Headings are the rows before the first one with data
    (a number, a duration or a short code in a cell, as in a règlement d'examen), and of the rows that name a group of
    rows ("Unités professionnelles" across the table) only the last one above.
    """
    opened = text.rfind("<table", 0, end)
    grid = _grid(text[max(opened, 0) : end])
    if not grid:
        return re.sub(r"<[^>]+>", " ", text[start:end]).strip()
    headers = _headers(grid[:-1])
    cells: list[str] = []
    for column, cell in enumerate(grid[-1]):
        if not cell or cell in cells:
            continue
        names = list(dict.fromkeys(row[column] for row in headers if column < len(row) and row[column]))
        cells.append(f"{' / '.join(names)} : {cell}" if names and column else cell)
    return " | ".join(cells)


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
