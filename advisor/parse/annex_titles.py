""" "ANNEXE IV" above the line that says what the annex is: both are one heading, "ANNEXE IV – Règlement d'examen"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from advisor.language.french import fold
from advisor.language.vocabulary import types_in
from advisor.parse.bold import is_title
from advisor.parse.layout import Line, Mark

_BARE = re.compile(
    r"^[\W_]*annexe(?:\s+(?:n°\s?)?(?:[IVX]+|\d{1,2}|[A-H])(?:[\s.-]?(?:bis|ter|[a-z]|\d{1,2}))?)?[\W_]*$",
    re.IGNORECASE,
)
# What may stand below that is no title: an exam or a numbered part of the annex, when it applies, a remark in brackets.
_NO_TITLE = re.compile(
    r"^[\W_]*(?:(?:sous-)?épreuves?\s+[EU]?\w{0,3}\d|[EU][FGP]?\d|unité\s+\w?\d|article\b|titre\b|chapitre\b|annexe\b|sommaire\b)"
    r"|^[#*\s]*(?:\(|\d|[IVX]+\s?[.)–-]\s|[A-H]\s?[.)]\s)|\bsession\b|https?:",
    re.IGNORECASE,
)
_LONGEST = 140


def is_annex(line: Line) -> bool:
    """Return whether a line is the number of an annex and nothing else: "Annexe II b"."""
    return line.after_blank and bool(_BARE.match(line.text)) and len(line.text.split()) > 1


def join_annex_titles(lines: Sequence[Line], marked: Sequence[Mark]) -> list[Mark]:
    """Return the marks with the title below a bare "ANNEXE IV" as more of that heading.

    A diploma's name may stand between them; it goes with the title.
    """
    result = list(marked)
    for number, mark in enumerate(marked):
        if mark.kind != "heading" or mark.more or not _BARE.match(lines[number].text):
            continue
        last = number + 1
        if last < len(lines) and _names_diploma(lines[last]) and _may_join(lines, marked, last, mark):
            last += 1
        if (
            last >= len(lines)
            or not _is_annex_title(lines[last], lines[last + 1 : last + 2])
            or not _may_join(lines, marked, last, mark)
        ):
            continue
        while last + 1 < len(lines) and _goes_on(lines[last], lines[last + 1], marked[last + 1]):
            last += 1
        for below in range(number + 1, last + 1):
            result[below] = replace(mark, more=True)
    return result


def _is_annex_title(line: Line, after: Sequence[Line]) -> bool:
    """Whether a line says what an annex is: no sentence, nor the first line of one, no value and no part of it."""
    words = line.text.strip("#* ")
    sentence = any(not next_line.after_blank and re.search(r"[.;:]\W*$", next_line.text) for next_line in after)
    if _NO_TITLE.search(line.text) or "|" in line.text or words[:1].islower() or _names_diploma(line):
        return False
    return len(words) <= _LONGEST and is_title(words) and not (sentence and after[0].text[0].islower())


def _names_diploma(line: Line) -> bool:
    """Whether a line begins with a type of diploma: it says whose annex this is, not what it holds."""
    return any(start == 0 for _, start, _ in types_in(fold(line.text.strip("#* «"))))


def _may_join(lines: Sequence[Line], marked: Sequence[Mark], number: int, above: Mark) -> bool:
    """Whether a line is text, or a heading that has no like: one of several stands below the annex."""
    mark = marked[number]
    if mark.kind == "heading" and lines[number].text.startswith("**"):
        return _heads(lines, number)
    if mark.kind != "heading":
        return mark.kind == "text" and not mark.more
    alike = [other for other in marked if other.kind == "heading" and not other.more and other.level == mark.level]
    return mark.level == above.level or len(alike) == 1


def _heads(lines: Sequence[Line], number: int) -> bool:
    """Whether a title in bold heads all of the annex: no sentence stands below it."""
    after = lines[number + 1] if number + 1 < len(lines) else None
    return after is not None and not re.search(r"[.;:]\W*$", after.text)


def _goes_on(line: Line, after: Line, mark: Mark) -> bool:
    return mark.kind == "text" and not after.after_blank and after.text[0].islower() and len(line.text) > 60
