"""Arrêtés as Légifrance gives them in Markdown: articles, 1°, b), amended text quoted with « on every line."""

from __future__ import annotations

import re

from advisor.parse import marks
from advisor.parse.layout import TEXT, Line, Mark, assemble, split_lines
from advisor.parse.tables import table_rows
from advisor.records import Facts, Parsed

KIND = "arrete"

_ARTICLE = re.compile(r"^(?:#{1,6}\s+)?(?:«\s*)?(?:Art\.|Article)\s+[\w.-]+(?:\s+(?:bis|ter|quater|[IVX]+|[a-z]))*\s*\.?$")
_DIVISION = re.compile(r"^(?:#{1,6}\s+)?(TITRE|Titre|CHAPITRE|Chapitre|SECTION|Section|ANNEXE|Annexe)\b.{0,120}$")
_DIVISION_LEVELS = {"titre": 1, "annexe": 1, "chapitre": 2, "section": 3}
_SIGNATURE = re.compile(r"^Fait(?: à [A-ZÉ]\w+)?,? le .{5,30}$")
_REFERENCE = re.compile(r"^(NOR|ELI)\s*:\s*<?([^\s>]+)>?$")
_TITLE = re.compile(r"^(?:#+\s*)?Arrêté du .{10,}$")
_DIPLOMA = re.compile(
    r"((?:brevet de technicien supérieur(?: agricole)?|baccalauréat professionnel|brevet professionnel|certificat d['’]aptitude professionnelle"
    r"|mention complémentaire|certificat de spécialisation|brevet des métiers d['’]art)\s*(?:spécialité\s*)?)«\s*([^»]+?)\s*»",
    re.IGNORECASE,
)
_SESSION = re.compile(
    r"s['’]appliqu(?:e|ent)\s+(?:à compter|à partir)\s+de\s+la\s+session\s+(?:d['’]examen\s+)?(?:de\s+)?(\d{4})"
    r"|(?:à compter|à partir)\s+de\s+la\s+session\s+(?:d['’]examen\s+)?(?:de\s+)?(\d{4})",
    re.IGNORECASE,
)


def recognises(text: str) -> bool:
    """Return whether `text` is an arrêté or a part of one: an article heading and the words of an official text."""
    head = text[:4000]
    return bool(re.search(r"^(?:#+ )?Article\s+\S+", text, re.MULTILINE)) and bool(
        re.search(r"^\s*NOR\s*:|^(?:#+\s*)?Arrêté du |Arrêtent? :|Règlement d['’]examen", head, re.MULTILINE)
    )


def parse(text: str, *, title: str) -> Parsed:
    """Return the tree of sections and the facts of the arrêté."""
    lines, rows = table_rows(text, split_lines(text))
    found = [
        Mark("row") if line.start in rows else _mark(line, after)
        for line, after in zip(lines, [*lines[1:], None], strict=True)
    ]
    facts = _facts(text, lines)
    return Parsed(assemble(text, lines, found, title=facts.title or title), facts)


def _mark(line: Line, after: Line | None) -> Mark:
    text = line.text
    if _ARTICLE.match(text):
        return Mark("heading", level=4)
    if match := _DIVISION.match(text):
        if not re.search(r"[.;,]$", text):
            return Mark("heading", level=_DIVISION_LEVELS[match.group(1).lower()])
    if _SIGNATURE.match(text):
        return Mark("heading", level=4)
    if _REFERENCE.match(text):
        return Mark("fact")
    if _is_title_of_quoted_part(text):
        return Mark("heading", level=7)
    mark = marks.markdown_heading_mark(line)
    if mark:
        return mark
    mark = marks.item_mark(line)
    if mark and mark.marker in ("1°", "a)") and _opens_section(line, after):
        return Mark("heading", level=5 if mark.marker == "1°" else 6)
    if text.startswith("[") and "Accueil" in text:
        return Mark("furniture")
    return mark or TEXT


def _is_title_of_quoted_part(text: str) -> bool:
    """ "« Documents d'évaluation :" heads the paragraphs that follow it: a few words, a colon, no verb before it."""
    return bool(re.match(r"^«\s*Documents?\s+[^.;,]{3,40}:$", text))


def _opens_section(line: Line, after: Line | None) -> bool:
    """ "1° … :" opens a section when the text it announces follows, and is an item when a list does."""
    if after is None or not line.text.rstrip().endswith(":"):
        return False
    return (after.text.startswith("«") and not line.text.startswith("«")) or marks.item_mark(after) is None


def _facts(text: str, lines: list[Line]) -> Facts:
    title = next((line.text.lstrip("# ") for line in lines if _TITLE.match(line.text)), None)
    references: list[tuple[str, str]] = []
    for line in lines:
        if match := _REFERENCE.match(line.text):
            references.append((match.group(1).lower(), match.group(2)))
    published = None
    if match := re.search(r"JORF\s+n°\s?(\d+)\s+du\s+(.{8,20})", text):
        references.append(("jorf", match.group(1)))
        published = marks.date_in(match.group(2))
    diploma = _DIPLOMA.search(title or "") or _DIPLOMA.search(text)
    session = _SESSION.search(text)
    eli = dict(references).get("eli")
    return Facts(
        kind=KIND,
        title=title,
        diploma_name=re.sub(r"\s+", " ", f"{diploma.group(1)}« {diploma.group(2)} »") if diploma else None,
        publisher="Légifrance" if "legifrance" in text.lower() else None,
        url=eli,
        published=published,
        applies_from_session=int(session.group(1) or session.group(2)) if session else None,
        references=tuple(references),
    )
