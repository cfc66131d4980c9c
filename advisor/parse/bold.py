"""Titles set in bold instead of by #: "**Épreuve ponctuelle**" alone on its line, with its rules below.

They stand below all other headings. A bold sentence stays a sentence, and a bold value ("**Coefficient 4**") a value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from advisor.parse.layout import Line, Mark

_LEVEL = 12  # below the six levels of Markdown and those of all families

_BOLD = re.compile(r"^(?P<sign>\*{2,3})(?P<title>(?:(?!\*\*).)+?)(?P=sign)\s*:?$")
_NUMBER = re.compile(r"^(?:[a-zA-Z]|[IVX]+|\d{1,2}(?:\.\d{1,2})*)\s?[).°–-]\s*")
_LONGEST = 16  # words of a title
_ASKS = re.compile(r"^(?:ce qu|qui\b|qu['’]|que\b|quel|quand\b|comment\b|combien\b|où\b|pourquoi\b)|\?$", re.IGNORECASE)
# A finite verb makes a sentence, with or without a stop. Accents kept: "a" states something, "à" does not.
_STATES = re.compile(
    r"\b(?:est|sont|sera|seront|a|ont|doi(?:t|vent)|peu(?:t|vent)|fait|font|dure(?:nt)?|comporte(?:nt)?|comprend|comprennent"
    r"|consiste(?:nt)?|dispose(?:nt)?|effectue(?:nt)?|présente(?:nt)?|choisi(?:t|ssent)|s['’]\w+(?:ent|e|it))\b"
    r"|^(?:(?:il|elle|on)s?\b|aucun|tout (?:candidat|dossier|élève)\b)",
    re.IGNORECASE,
)
# What a remark begins with: it says nothing of what the text below it is about.
_REMARK = re.compile(
    r"^(?:attention|importante?|nota|n\.?\s?b\.?|remarques?|à noter|rappels?|à savoir)\b", re.IGNORECASE
)
_MEASURE = re.compile(
    r"\d\s*(?:h|min|mn|heures?|minutes?|semaines?|mois|ans?|années?|jours?|pages?|points?|%)(?![\w-])|\bcoef\w*\.?\s*:?\s*\d|\bsession\b.*\d{4}",
    re.IGNORECASE,
)
_FOR_WHOM = re.compile(r"^(?:après|avec|pour|candidat|personne|titulaire|adulte|salarié)", re.IGNORECASE)
_EXAM = re.compile(
    r"^(?:(?:sous-)?épreuve|unité|annexe|article|titre|chapitre|module|bloc)s?\b.{0,20}\d|^[EU][FGP]?\d|^annexe\b",
    re.IGNORECASE,
)
# How titles are written, the first that fits. Which stands above the other differs from text to text.
_STYLES = (
    ("bold-exam", _EXAM),
    (
        "bold-part",
        re.compile(
            r"^(?:première|1re|seconde|deuxième|2e|troisième|3e)\s+(?:partie|phase|étape|situation)\b", re.IGNORECASE
        ),
    ),
    ("bold-letter", re.compile(r"^[a-z]\s?[).]\s")),
    ("bold-capital", re.compile(r"^[A-H]\s?[).–-]\s")),
    ("bold-roman", re.compile(r"^[IVX]{1,5}\s?[).–-]\s")),
    ("bold-3", re.compile(r"^\d{1,2}(?:\.\d{1,2}){2}")),
    ("bold-2", re.compile(r"^\d{1,2}\.\d{1,2}")),
    ("bold-1", re.compile(r"^\d{1,2}\s?(?:[.)°–-]|\s)")),
    ("bold-capitals", re.compile(r"^[^a-zà-öø-ÿ]+$")),
    ("bold", re.compile(r"")),
)


def bold_style(line: Line, above: Mark | None, after: Line | None) -> str:
    """Return how a bold title is written ("bold", "bold-letter"…), "" for a line that is none.

    `above` is the mark of the line above, `after` the line below.
    """
    match = _BOLD.match(line.text)
    if match is None or after is None or not (line.after_blank or (above is not None and above.kind == "heading")):
        return ""
    if not after.after_blank and after.text[0].islower():
        return ""  # "**Le candidat**" and the rest of its sentence
    title = re.sub(r"\s*:$", "", match.group("title").strip())
    if not title or len(title.split()) > _LONGEST or (title[0].islower() and not _NUMBER.match(title)):
        return ""
    return next(name for name, pattern in _STYLES if pattern.match(title)) if is_title(title) else ""


def is_title(title: str) -> bool:
    """Whether bold words are a title, not a sentence, a remark, or a value that a label or a measure shows."""
    title = _NUMBER.sub("", title)
    if re.search(r"[.;,!…]$", title) or _REMARK.match(title):
        return False
    if _ASKS.search(title):
        return True
    if _STATES.search(title):
        return False
    exam = _EXAM.match(title)
    if re.search(r"\w\s?:\s", title) and not exam:
        return False
    return not _MEASURE.search(title) or bool(exam or _FOR_WHOM.match(title))


def bold_titles(lines: Sequence[Line], marked: Sequence[Mark]) -> list[Mark]:
    """Return the marks with bold titles as headings below the others.

    An exam's title closes what is open; another style goes below what is open, or closes what it opened itself.
    """
    result: list[Mark] = []
    opened: list[str] = []
    for line, after, mark in zip(lines, [*lines[1:], None], marked, strict=False):
        style = bold_style(line, result[-1] if result else None, after) if mark.kind != "row" else ""
        if style:
            opened = opened[: opened.index(style)] if style in opened else [] if style == "bold-exam" else opened
            opened = [*opened, style]
            result.append(Mark("heading", level=_LEVEL + len(opened)))
            continue
        if mark.kind == "heading" and not mark.more:
            opened = []
        result.append(mark)
    return result
