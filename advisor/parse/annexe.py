"""Annexes of référentiels extracted from a PDF: hard-wrapped lines, page breaks anywhere, numbered headings."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from advisor.language.french import fold
from advisor.language.vocabulary import types_as_written, types_in
from advisor.parse import marks
from advisor.parse.annex_titles import join_annex_titles
from advisor.parse.bold import bold_titles
from advisor.parse.exam_titles import nest_under_exams
from advisor.parse.layout import TEXT, Line, Mark, assemble, clean_heading, split_lines, wrap_width
from advisor.parse.tables import table_rows
from advisor.records import Facts, Parsed

KIND = "annexe"

_TYPE = types_as_written()
# "Spécialité « X » de baccalauréat professionnel": the type may stand behind.
_DIPLOMA_BEHIND = re.compile(
    rf"\bspécialité\s*[«“\"]\s*(?P<name>[^»”\"]+?)\s*[»”\"]\s*(?:de|du|d['’])\s*(?P<type>{_TYPE})\b", re.IGNORECASE
)
_DIPLOMA = re.compile(
    rf"\b(?P<type>{_TYPE})\s*[-–:,]?\s*(?:(?:spécialité|option|mention)\s+)?[«“\"]\s*(?P<name>[^»”\"]+?)\s*[»”\"]",
    re.IGNORECASE,
)
# A line that is nothing but a diploma's name, as page headers give it: "BTS Métiers de l'eau".
_DIPLOMA_LINE = re.compile(
    rf"^(?:référentiel\s+(?:du|de)\s+)?(?P<type>{_TYPE})\s*[-–:,]?\s*(?:(?:spécialité|option|mention)\s+)?(?P<name>(?-i:[A-ZÀ-Þ])[^.;:»]{{3,90}}?)"
    r"(?:\s*[-–|]\s*(?:page\s*)?(?:\d|référentiel|session|annexe|règlement|rentrée|stage).*)?$",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(
    r"^(?:[-–]\s*)?(?:Page\s+)?\d{1,3}(?:\s*(?:/|sur)\s*\d{1,3})?(?:\s*[-–])?$|\bpage\s+\d{1,3}\s*(?:/|sur|de)\s*\d{1,3}$"
    r"|[-–—|]\s*page\s+\d{1,3}$",
    re.IGNORECASE,
)
_ANNEXE = re.compile(r"^ANNEXE\s+[IVX\d]+\b.{0,80}$", re.IGNORECASE)
_ANNEXE_OPENS = re.compile(r"^ANNEXE\s+[IVX\d]+\b", re.IGNORECASE)
# "I. Objectifs", "II.1. Durée", "B.2) Suivi": headings numbered by Roman numerals or letters, then by figures.
_ROMAN = re.compile(
    r"^(?P<number>(?:[IVX]{1,5}|[A-H])(?P<below>(?:[.-]\d{1,2})*))(?:\s?(?:[.)]\s*[-–—]?|[-–—])\s*|(?<=\d)\s+)(?P<title>[A-ZÀ-Þ].*)$"
)
_LETTERED = re.compile(r"^[A-H](?:[.-]\d{1,2})*\s?[.)–—-]")
_FIRST = re.compile(r"^A\s?[.)–—-]\D")
_MEASURE = re.compile(
    r"\b(?:heures?|minutes?|semaines?|mois|jours?|points?|pages|coef\w*)\b|\d\s?(?:h|min|mn|%)(?!\w)",
    re.IGNORECASE,
)
_CAPITALS = re.compile(r"^(?=.*[A-ZÀ-Þ]{3})[^a-zà-öø-ÿ]{6,110}$")
_TITLE_LEVEL, _ROMAN_LEVEL, _LOWEST_LEVEL = 1, 2, 9
# A line that stands this many times in a text is a page's header or footer.
_REPEATED = 3


def recognises(text: str) -> bool:
    """Return whether `text` is wrapped by hand and divided by numbered headings."""
    lines = marks.split_run_in(split_lines(text))
    headings = sum(1 for line in lines if _numbered_level(_unmarked(line)) is not None)
    return wrap_width(lines) > 0 and headings >= 3


def parse(text: str, *, title: str) -> Parsed:
    """Return the tree of sections and the facts of the annex. An annex states its diploma in its sentences only."""
    lines, rows = table_rows(text, marks.split_run_in(split_lines(text)))
    running = _running_lines(lines)
    found: list[Mark] = []
    for number, line in enumerate(lines):
        if line.start in rows:
            found.append(Mark("row"))
            continue
        found.append(Mark("furniture") if line.text in running and number else _mark(line, number == 0))
        after = lines[number + 1] if number + 1 < len(lines) else None
        found[-1] = marks.part_mark(line, after, found[-2] if number else None) or found[-1]
        if number and _goes_on(lines[number - 1], found[-2], line, found[-1]):
            found[-1] = Mark("heading", more=True)
    found = nest_under_exams(lines, _nest_letters(lines, _bare_titles(lines, found)))
    found = bold_titles(lines, found)
    found = join_annex_titles(lines, found)
    headings = [
        _heading(text, lines, found, n) for n, mark in enumerate(found) if mark.kind == "heading" and not mark.more
    ]
    own_title = next((heading for heading in headings if _ANNEXE_OPENS.match(heading)), next(iter(headings), None))
    return Parsed(assemble(text, lines, found, title=title), _facts(text, lines, own_title))


def _running_lines(lines: list[Line]) -> set[str]:
    """Return the headers and footers that the pages repeat: short lines with letters that say nothing of their own."""
    short = [line for line in lines if len(line.text) < 120 and not _TERMINAL.search(line.text)]
    counts = Counter(line.text for line in short if not _says_something(line))
    return {
        text
        for text, count in counts.items()
        if count >= _REPEATED and re.search(r"[^\W\d]{4}", text) and not re.match(r"^[-–•*▪◦]", text)
    }


def _says_something(line: Line) -> bool:
    """Whether a line is numbered, lettered or an item, or measures something: each épreuve may repeat it."""
    numbered = marks.numbered_heading_mark(line) or _ROMAN.match(line.text)
    return bool(numbered or marks.item_mark(line) or marks.code_item_mark(line) or _MEASURE.search(line.text))


def _nest_letters(lines: list[Line], found: list[Mark]) -> list[Mark]:
    """Put lettered headings that begin again ("A. …" under each épreuve) below the heading that stands above them."""
    lettered = [
        mark.kind == "heading" and bool(_LETTERED.match(line.text)) for line, mark in zip(lines, found, strict=True)
    ]
    if sum(is_one and bool(_FIRST.match(line.text)) for is_one, line in zip(lettered, lines, strict=True)) < 2:
        return found
    result: list[Mark] = []
    above = 0
    for mark, is_one in zip(found, lettered, strict=True):
        if is_one:
            mark = replace(mark, level=mark.level + max(0, above + 1 - _ROMAN_LEVEL))
        elif mark.kind == "heading" and not mark.more:
            above = mark.level
        result.append(mark)
    return result


_TERMINAL = re.compile(r"[.;:,]$")


def _mark(line: Line, first: bool) -> Mark:
    if first and len(line.text) < 120 and not line.text.endswith("."):
        return Mark("heading", level=_TITLE_LEVEL)
    if _ANNEXE.match(line.text):
        return Mark("heading", level=_TITLE_LEVEL)
    if _PAGE_NUMBER.search(line.text):
        return Mark("furniture")
    level = _numbered_level(_unmarked(line))
    if level is not None:
        return Mark("heading", level=level)
    if marked := marks.markdown_heading_mark(line):
        return replace(marked, level=marked.level + _TITLE_LEVEL)
    return marks.item_mark(line) or marks.code_item_mark(line) or TEXT


def _unmarked(line: Line) -> Line:
    """A line without the # of Markdown: "## 2.1. Voie scolaire" is numbered all the same."""
    return replace(line, text=line.text.lstrip("# ")) if marks.markdown_heading_mark(line) else line


def _numbered_level(line: Line) -> int | None:
    """The level of a heading that is numbered or lettered, None for any other line."""
    if roman := _roman_level(line):
        return roman
    heading = marks.numbered_heading_mark(line)
    return heading.level + _ROMAN_LEVEL if heading else None


def _bare_titles(lines: list[Line], found: list[Mark]) -> list[Mark]:
    """Mark the titles without a number: above the numbered headings where the text begins with several, else below."""
    bare = marks.bare_titles(lines, found)
    numbered = (n for n, mark in enumerate(found) if mark.kind == "heading" and mark.level > _TITLE_LEVEL)
    outer = sum(bare[: next(numbered, len(found))]) > 1
    title = Mark("heading", level=_ROMAN_LEVEL if outer else _LOWEST_LEVEL)
    return [title if is_one else mark for is_one, mark in zip(bare, found, strict=True)]


def _roman_level(line: Line) -> int | None:
    """Return the level of a heading numbered by a Roman numeral or a letter, None for any other line."""
    match = _ROMAN.match(line.text)
    if match is None or len(line.text) >= 140 or _TERMINAL.search(line.text):
        return None
    alone = line.after_blank or marks.PEOPLE_FIRST.match(match.group("title"))
    if match.group("number")[0] not in "IVX" and not alone:
        return None
    return _ROMAN_LEVEL + len(re.findall(r"\d+", match.group("below")))


def _goes_on(above: Line, mark: Mark, line: Line, own: Mark) -> bool:
    """Whether a line is the rest of the heading above: a title in capitals, or the second line of a long one."""
    if mark.kind != "heading" or own != TEXT or _TERMINAL.search(line.text):
        return False
    if mark.level == _TITLE_LEVEL or (mark.more and _CAPITALS.match(above.text)):
        return bool(_CAPITALS.match(line.text)) and len(above.text) < 60
    return not line.after_blank and len(above.text) > 60 and line.text[0].islower() and len(line.text) < 60


def _heading(text: str, lines: list[Line], found: list[Mark], number: int) -> str:
    """Return the heading that starts at a line, with the lines that belong to it."""
    last = number
    while last + 1 < len(lines) and found[last + 1].more:
        last += 1
    return clean_heading(text[lines[number].start : lines[last].end])


def _facts(text: str, lines: list[Line], title: str | None) -> Facts:
    head = [match for line in lines[:12] if (match := _DIPLOMA_LINE.match(line.text)) and "«" not in line.text]
    quoted = [match for match in _DIPLOMA.finditer(text) if not marks.of_others(text, match.start())]
    # A header names the annex's own diploma; its sentences may name those that candidates have or go to.
    own = [match for match in quoted if not head or _same_type(match, head[0])]
    behind = (match for match in _DIPLOMA_BEHIND.finditer(text) if not marks.of_others(text, match.start()))
    diploma = next(iter(own or head), None) or next(behind, None)
    name = None
    if diploma:
        name = re.sub(r"\s+", " ", f"{diploma.group('type')} « {diploma.group('name')} »")
    return Facts(kind=KIND, title=f"{name} : {title}" if name and title else title, diploma_name=name)


def _same_type(first: re.Match[str], second: re.Match[str]) -> bool:
    return [t for t, _, _ in types_in(fold(first.group("type")))] == [
        t for t, _, _ in types_in(fold(second.group("type")))
    ]
