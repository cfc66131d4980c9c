"""RNCP sheets in the official XML to readable text: "Label : value" lines and sections. Part of load; judges nothing.

Document types and entities are refused: a sheet has none, and they are how XML files do harm.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from functools import cache
from xml.parsers import expat

from advisor.errors import CorpusError
from advisor.language.vocabulary import data_rows

# In these fields line breaks were lost: runs of spaces stand where they were.
_BREAK = re.compile(r"\s{3,}|\n+")


def xml_text(data: bytes, origin: str) -> str:
    """Return the text of the one sheet that `data` holds. Raises CorpusError that names the file and what is wrong."""
    try:
        _refuse_entities(data, origin)
        root = ET.fromstring(data)
    except (expat.ExpatError, ET.ParseError, ValueError, LookupError) as error:
        raise CorpusError(f"{origin}: not well-formed XML ({error}). Check the file.") from None
    sheets = [root] if root.tag == "FICHE" else root.findall(".//FICHE")
    if len(sheets) != 1:
        raise CorpusError(
            f"{origin}: {len(sheets)} RNCP sheets (FICHE) in this XML; one is needed. Save one sheet a file."
        )
    return _sheet(sheets[0])


def _refuse_entities(data: bytes, origin: str) -> None:
    def refuse(*_: object) -> None:
        raise CorpusError(f"{origin}: XML with a document type; RNCP sheets have none. Remove it, or the file.")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(data, True)


@cache
def _labels() -> dict[str, tuple[str, str]]:
    rows = data_rows("rncp_xml_labels.txt", r"([^\t]+)\t([^\t]+)\t(fact|section|jury)")
    return {tag: (label, place) for tag, label, place in rows}


@cache
def fact_labels() -> frozenset[str]:
    """Return the labels of the lines "Label : value" that `xml_text` writes in its first section."""
    return frozenset(label for label, place in _labels().values() if place == "fact")


def _sheet(sheet: ET.Element) -> str:
    fields = {child.tag: child for child in sheet}
    known = _labels()
    code, title = (_value(fields[tag]) if tag in fields else "" for tag in ("NUMERO_FICHE", "INTITULE"))
    lines = [f"# Fiche {code} : {title}", "", "## Informations générales", ""]
    for tag, (label, place) in known.items():
        if place == "fact" and tag in fields and _value(fields[tag]):
            lines.append(f"{label} : {_value(fields[tag])}")
    others = [(child.tag, _spoken(child.tag)) for child in sheet if child.tag not in known and child.tag != "ID_FICHE"]
    juries = [(tag, label) for tag, (label, place) in known.items() if place == "jury" and tag in fields]
    for tag, (label, place) in known.items():
        if place == "section" and tag in fields:
            lines += _section(fields[tag], label)
        elif place == "jury" and juries and tag == juries[0][0]:
            lines += ["", "## Voies d'accès et composition des jurys"]
            for name, way in juries:
                lines += _jury(fields[name], way)
    for tag, label in others:
        lines += _section(fields[tag], label)
    return "\n".join(lines).strip() + "\n"


def _section(field: ET.Element, label: str) -> list[str]:
    body = _blocks(field) if field.tag == "BLOCS_COMPETENCES" else _text(field)
    return ["", f"## {label}", "", *body] if any(body) else []


def _jury(field: ET.Element, label: str) -> list[str]:
    opened, members = field.find("ACTIF"), field.find("COMPOSITION")
    lines = ["", f"### {label}", ""]
    if opened is not None and _value(opened):
        lines += [f"Voie d'accès ouverte : {_value(opened)}", ""]
    return lines + (_text(members) if members is not None else [])


def _blocks(field: ET.Element) -> list[str]:
    lines: list[str] = []
    for block in field:
        heading = " : ".join(_value(part) for part in block if part.tag in ("CODE", "LIBELLE") and _value(part))
        lines += ["", f"### {heading}", ""]
        for part in block:
            body = _text(part) if part.tag not in ("CODE", "LIBELLE") else []
            if part.tag == "LISTE_COMPETENCES":
                body = [line if line[0] in "-*•" else f"- {line}" for line in body if line]
            if any(body):
                lines += [f"#### {_spoken(part.tag)}", "", *body, ""]
    return lines


def _text(field: ET.Element) -> list[str]:
    """Return the lines of a field: its own paragraphs, or one item for each record that it holds."""
    if len(field) == 0:
        parts = [part.strip() for part in _BREAK.split(field.text or "") if part.strip()]
        lines: list[str] = []
        for part in parts:
            # A list stays together, a paragraph stands alone.
            lines += [part] if re.match(r"[-*•]\s", part) else ["", part]
        return [line for number, line in enumerate(lines) if line or number]
    return [f"- {_value(record)}" for record in field if _value(record)]


def _value(field: ET.Element) -> str:
    """Return a field as one line; the parts of a record are joined by " : ", records by " ; "."""
    if len(field) == 0:
        return re.sub(r"\s+", " ", field.text or "").strip()
    parts = [_value(child) for child in field]
    record = all(len(child) == 0 for child in field)
    return (" : " if record else " ; ").join(part for part in parts if part)


def _spoken(tag: str) -> str:
    """Return a tag as words: a known label, else the tag itself in lower case."""
    return _SPOKEN.get(tag, tag.replace("_", " ").capitalize())


_SPOKEN = {"LISTE_COMPETENCES": "Compétences", "MODALITES_EVALUATION": "Modalités d'évaluation"}
