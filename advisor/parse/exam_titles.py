"""The title of an exam alone on its line, with neither # nor number: "Sous-épreuve E31 : Essais (U31, coefficient 4)".

It heads all that stands below it, up to the next exam; its own parts may be numbered again from 1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from advisor.parse.layout import Line, Mark

_NUMBER = r"\d[\d.]{0,4}(?:\s?[a-z])?"
_TITLE = re.compile(
    r"^(?:«\s*)?(?:(?P<noun>sous-[ée]preuve|[ée]preuve|unité)\s+"
    rf"(?:facultative(?:\s+(?:[EU][FGP]?\.?\s?)?{_NUMBER})?|(?:n°\s?)?(?:[EU][FGP]?\.?\s?)?{_NUMBER})"
    rf"|[EU][FGP]?\.?{_NUMBER}(?=\s*(?:[–—-]|\(U)))"
    r"(?=\s*(?:[:(–—-]|$)|\s+[A-ZÀ-ÖØ-ÞŒ«])(?:[^.;!?]|\.(?=\d)){0,130}$",
    re.IGNORECASE,
)
_STATES = re.compile(
    r"\b(?:est|sont|a|ont|doi(?:t|vent)|peu(?:t|vent)|dure(?:nt)?|comporte(?:nt)?|consiste(?:nt)?|vise(?:nt)?)\b"
)
# What is said of an exam on the lines below its title.
_VALUE = re.compile(r"^(?:\(?coef|dur[ée]e|\(?unité|\(?U\d)", re.IGNORECASE)
_FIRST = re.compile(r"^(?:«\s*)?(?:1|I|A|a)\s?(?:[.)°–—-]|\s)")
_OUTERMOST = 1  # level of the title of an annex


def exam_noun(text: str) -> str:
    """Return what a line that is an exam's title calls it ("sous-épreuve"), "" for any other line."""
    match = _TITLE.match(text)
    if match is None or _STATES.search(text) or text.endswith((",", ":")):
        return ""
    return (match.group("noun") or "épreuve").lower().replace("epreuve", "épreuve")


def nest_under_exams(lines: Sequence[Line], marked: Sequence[Mark]) -> list[Mark]:
    """Return the marks with exams' titles as headings below what is open before them, and what is numbered from 1 below
    a title as parts of it.
    """
    titles = [not mark.more and _is_title(lines, marked, number) for number, mark in enumerate(marked)]
    result: list[Mark] = []
    outer = _OUTERMOST  # level of the last heading that stands in no exam
    exam, shift = 0, 0  # level of the exam that is open, 0 for none; what its parts are moved by
    for number, (line, mark) in enumerate(zip(lines, marked, strict=True)):
        if titles[number]:
            exam = outer + (2 if exam_noun(line.text).startswith("sous") else 1)
            part = _next_heading(marked, titles, number)
            if part is not None and _FIRST.match(lines[part].text):
                shift = max(0, exam + 1 - marked[part].level)
            elif part is not None:
                exam = max(exam, marked[part].level)  # numbered on from before the exam: beside it
            mark = Mark("heading", level=exam)
        elif mark.kind == "heading" and not mark.more:
            if not exam or mark.level + shift <= exam:
                exam, shift, outer = 0, 0, mark.level
            else:
                mark = replace(mark, level=mark.level + shift)
        result.append(mark)
    return result


def _next_heading(marked: Sequence[Mark], titles: Sequence[bool], number: int) -> int | None:
    """Return the line of the first heading below a title, None where another exam, an annex or nothing comes first."""
    for below in range(number + 1, len(marked)):
        if titles[below] or (marked[below].kind == "heading" and marked[below].level <= _OUTERMOST):
            return None
        if marked[below].kind == "heading" and not marked[below].more:
            return below
    return None


def _is_title(lines: Sequence[Line], marked: Sequence[Mark], number: int) -> bool:
    """Whether a line is an exam's title, alone or above its values, and none of a list of exams."""
    noun, mark = exam_noun(lines[number].text), marked[number]
    if mark.kind == "heading":
        return bool(noun) and mark.level > _OUTERMOST
    if mark.kind != "text":
        return False
    after = lines[number + 1] if number + 1 < len(lines) else None
    parted = lines[number].after_blank or (number > 0 and marked[number - 1].kind == "furniture")
    if not noun or after is None or not parted:
        return False
    beside = [lines[other].text for other in (number - 1, number + 1) if 0 <= other < len(lines)]
    if any(exam_noun(text) == noun for text in beside):
        return False
    return after.after_blank or bool(_VALUE.match(after.text)) or marked[number + 1].kind == "heading"
