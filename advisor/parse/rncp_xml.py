"""RNCP sheets converted from the official XML: facts as "Label : value", sections, ways in with their jury."""

from __future__ import annotations

import re
from datetime import date

from advisor.parse import marks
from advisor.parse.layout import TEXT, Line, Mark, assemble, split_lines
from advisor.records import Facts, Parsed
from advisor.xml_text import fact_labels

KIND = "rncp"

_OPENED = "Voie d'accès ouverte"
_DATE = re.compile(r"\b(\d{2})/(\d{2})/(\d{4})\b")


def recognises(text: str) -> bool:
    """Return whether `text` is what load makes of an RNCP sheet in XML."""
    return bool(re.match(r"# Fiche RNCP\d+ : ", text)) and "\nCode RNCP : " in text


def parse(text: str, *, title: str) -> Parsed:
    """Return the tree of sections and the facts of the sheet."""
    lines = split_lines(text)
    root = assemble(text, lines, [_mark(line) for line in lines], title=title)
    return Parsed(root, _facts(text, lines))


def _mark(line: Line) -> Mark:
    label = line.text.partition(" : ")[0]
    if label in fact_labels() or label == _OPENED:
        return Mark("fact")
    return marks.markdown_heading_mark(line) or marks.item_mark(line) or TEXT


def _facts(text: str, lines: list[Line]) -> Facts:
    stated: dict[str, str] = {}
    for line in lines:
        label, colon, value = line.text.partition(" : ")
        if colon and label in fact_labels():
            stated.setdefault(label, value)
    number = stated.get("Code RNCP", "").removeprefix("RNCP")
    acronym = stated.get("Type de diplôme", "").partition(" : ")[0] or None
    full = stated.get("Intitulé", "")
    # "… : Option A « … » ; Option B « … »": people name the diploma without its options.
    short = re.split(r"\s*[:;,-]?\s*\boptions?\s+[A-Z]\b", full, maxsplit=1, flags=re.IGNORECASE)[0]
    name = f"{acronym} {short}" if acronym else short
    session = re.search(r"Première session\s*:\s*(\d{4})", text)
    states = {
        "rncp": number,
        "actif": stated.get("Enregistrement actif"),
        "remplacee_par": stated.get("Remplacée par"),
        "remplace": stated.get("Remplace"),
        "niveau": stated.get("Niveau de qualification", "").rpartition(" : ")[2],
    }
    return Facts(
        kind=KIND,
        title=f"Fiche RNCP {number} : {name}",
        diploma_name=name or None,
        diploma_acronym=acronym,
        diploma_aliases=(full,) if full and full != short else (),
        diploma_codes=(f"RNCP {number}",) if number else (),
        publisher="France compétences (RNCP)",
        published=_date(stated.get("Date de publication de la fiche")),
        applies_from_session=int(session.group(1)) if session else None,
        valid_until=_date(stated.get("Fin de l'enregistrement")),
        references=tuple((name, value) for name, value in states.items() if value),
    )


def _date(value: str | None) -> date | None:
    match = _DATE.search(value or "")
    try:
        return date(int(match.group(3)), int(match.group(2)), int(match.group(1))) if match else None
    except ValueError:
        return None
