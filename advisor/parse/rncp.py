"""RNCP sheets extracted from a PDF: label lines as headings, "A/" and "B/", and a table that lost its columns."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise

from advisor.language.french import dates
from advisor.language.vocabulary import data_lines, data_rows
from advisor.parse import marks
from advisor.parse.layout import TEXT, Line, Mark, assemble, split_lines
from advisor.records import Facts, Parsed

KIND = "rncp"


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("’", "'")).strip().lower()


@cache
def _labels() -> list[tuple[int, str]]:
    return [(int(level), _plain(label)) for level, label in data_rows("rncp_labels.txt", r"(\d)\t([^\t]+)")]


@cache
def _lost_columns() -> tuple[str, ...]:
    return tuple(_plain(row) for row in data_lines("rncp_lost_columns.txt"))


_TABLE_OPENS = re.compile(r"conditions d'inscription|voies? d'accès\b.*\boui\s+non\b")
_TABLE_CLOSES = ("liens avec", "validation des acquis", "validité des composantes", "base légale")
_ROUTE = re.compile(r"^[A-Z]/\s+\S")
_URL = re.compile(r"^(?:https?://|www\.)\S+$")
_CODE = re.compile(r"\bRNCP\s*:?\s*(\d{3,6})\b")
_VALID_UNTIL = re.compile(r"jusqu['’]au\s+(\d{1,2}(?:\s?er)?\s+\w+\s+\d{4})", re.IGNORECASE)
# "Les personnes entrées avant cette date peuvent se présenter jusqu'au …": the end of something else.
_OF_PEOPLE = re.compile(
    r"\b(?:peu(?:t|vent)|pourr(?:a|ont)|candidate?s?|personnes|stagiaires|apprentis?)\b", re.IGNORECASE
)
_EXPIRES = re.compile(r"date d['’]échéance de l['’]enregistrement\s*:\s*(\d{2}[/-]\d{2}[/-]\d{4})", re.IGNORECASE)
# A registration renewed without its new end: what the sheet said before does not hold, and nothing else is said.
_RENEWED = re.compile(
    r"(?:renouvelé|prolongé|reconduit)\w*(?![^\n]*jusqu)|(?:renouvellement|prolongation)(?![^\n]*jusqu)", re.IGNORECASE
)


def recognises(text: str) -> bool:
    """Return whether `text` is an RNCP sheet: its code and several of its labels."""
    plain = _plain(text)
    return bool(_CODE.search(text)) and sum(1 for _, label in _labels() if label in plain) >= 6


def parse(text: str, *, title: str) -> Parsed:
    """Return the tree of sections and the facts of the sheet."""
    lines = _split_cells(text, split_lines(text))
    facts = _facts(text, lines)
    table = _in_table(lines)
    # Where no line opens the table, any line that begins like one of its rows may be one: nothing is derived from it.
    inside = table if any(table) else [True] * len(lines)
    marked = [_mark(line, in_table=within) for line, within in zip(lines, inside, strict=True)]
    found = _join_lost_rows(_with_entries(marked, lines), lines)
    return Parsed(assemble(text, lines, found, title=facts.title or title), facts)


def _split_cells(text: str, lines: list[Line]) -> list[Line]:
    """Cut the rows of the table without columns after their X: what follows is another cell, readable by itself."""
    result: list[Line] = []
    for line, within in zip(lines, _in_table(lines), strict=True):
        cut = re.search(r"(?:^|\s)X\s+(?=\S)", line.text) if within else None
        if cut is None:
            result.append(line)
            continue
        middle = line.start + cut.end()
        left = text[line.start : middle].rstrip()
        result.append(Line(line.start, line.start + len(left), left, line.after_blank, line.indent))
        result.append(Line(middle, line.end, text[middle : line.end], True, 0))
    return result


def _in_table(lines: list[Line]) -> list[bool]:
    """Say of each line whether it stands in the table without columns: the same words elsewhere are a sentence."""
    result: list[bool] = []
    within = False
    for line in lines:
        plain = _plain(line.text)
        within = bool(_TABLE_OPENS.match(plain)) or (within and not plain.startswith(_TABLE_CLOSES))
        result.append(within)
    return result


def _join_lost_rows(found: list[Mark], lines: list[Line]) -> list[Mark]:
    """A row's label may be wrapped: the lines from its start to its X are the row."""
    result: list[Mark] = []
    waiting = False
    for mark, line in zip(found, lines, strict=True):
        if waiting and (mark.kind == "text" or line.text == "X"):
            mark = replace(_LOST_ROW, more=True)
        waiting = mark.ambiguous and not re.search(r"(?:^|\s)X$|^Idem$|OUI NON$", line.text)
        result.append(mark)
    return result


_LOST_ROW = Mark("row", ambiguous=True)


def _with_entries(found: list[Mark], lines: list[Line]) -> list[Mark]:
    """Mark the entries of a list by their name and number, "CCP 1 - …", "CCP 2 - …": one alone is a sentence."""
    named = [
        (at, match) for at, line in enumerate(lines) if found[at] == TEXT and (match := marks.ENTRY.match(line.text))
    ]
    result = list(found)
    for (at, first), (after, second) in pairwise(named):
        follows = int(second["number"]) == int(first["number"]) + 1 and after - at <= _ENTRY_LINES
        if first["name"] == second["name"] and follows:
            result[at] = result[after] = Mark("item", marker="entry")
    return result


_ENTRY_LINES = 3  # from one entry to the next


def _mark(line: Line, *, in_table: bool) -> Mark:
    plain = _plain(line.text)
    if plain.startswith("certification oui"):
        return Mark("heading", more=True)
    if (in_table and _is_lost_row(plain)) or re.search(r"(?:^|\s)X$|^Idem$|OUI\s?NON", line.text):
        return _LOST_ROW
    # A wrapped sentence may begin in the middle with the words of a label, or be one that starts so.
    sentence = line.text.endswith(".") and ":" not in line.text
    labels = _labels() if line.text[0].isupper() and not sentence else []
    for level, label in labels:
        if plain.startswith(label):
            value = re.search(r":\s*(\S.*)$", line.text)
            return Mark("fact" if value and not value.group(1).endswith(":") else "heading", level=level)
    if _ROUTE.match(line.text):
        return Mark("heading", level=3)
    if _URL.match(line.text):
        return Mark("furniture")
    return marks.item_mark(line) or marks.code_item_mark(line) or TEXT


def _is_lost_row(plain: str) -> bool:
    return plain.startswith(_lost_columns())


def _facts(text: str, lines: list[Line]) -> Facts:
    name = next(
        (after.text for line, after in pairwise(lines) if _plain(line.text).startswith("intitulé")),
        None,
    )
    code = _CODE.search(text)
    acronym = re.search(r"\(([A-Z][A-Za-z]{1,6})\)\s*$", name or "")
    published = re.search(r"publiée?\s+au\s+Journal\s+Officiel\s+du\s+(.{8,20})", text, re.IGNORECASE)
    return Facts(
        kind=KIND,
        title=f"Fiche RNCP {code.group(1)} : {name}" if code and name else name,
        diploma_name=name,
        diploma_acronym=acronym.group(1) if acronym else None,
        diploma_codes=(f"RNCP {code.group(1)}",) if code else (),
        publisher="France compétences (RNCP)",
        published=next(iter(dates(published.group(1))), None) if published else None,
        valid_until=_valid_until(text),
        references=(("rncp", code.group(1)),) if code else (),
    )


def _valid_until(text: str) -> date | None:
    """Return the end of registration, the latest that is stated; None when a renewal leaves it open."""
    if expires := _EXPIRES.search(text):
        return max(dates(expires.group(1)), default=None)
    basis = re.search(r"^Base légale.*?(?=^Pour plus d['’]informations|\Z)", text, re.MULTILINE | re.DOTALL)
    stated = basis.group() if basis else text
    ends = [
        day
        for match in _VALID_UNTIL.finditer(stated)
        if not _OF_PEOPLE.search(re.split(r"[.;:]\s", stated[: match.start()])[-1])
        for day in dates(match.group(1))
    ]
    if basis and _RENEWED.search(stated):
        return None
    return max(ends, default=None)
