"""Annexes of référentiels extracted from a PDF: hard-wrapped lines, page breaks anywhere, numbered headings."""

from __future__ import annotations

import re

from advisor.parse import marks
from advisor.parse.layout import TEXT, Line, Mark, assemble, split_lines, wrap_width
from advisor.records import Facts, Parsed

KIND = "annexe"

_DIPLOMA = re.compile(
    r"(?P<type>brevet\s+de\s+technicien\s+supérieur(?:\s+agricole)?|baccalauréat\s+professionnel|brevet\s+professionnel|BTSA?|bac\s+pro"
    r"|certificat\s+d['’]aptitude\s+professionnelle|CAP|mention\s+complémentaire)\s+(?:spécialité\s+)?[«“\"]\s*(?P<name>[^»”\"]+?)\s*[»”\"]",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(r"^(?:Page\s+)?\d{1,3}(?:\s*(?:/|sur)\s*\d{1,3})?$", re.IGNORECASE)
_ANNEXE = re.compile(r"^ANNEXE\s+[IVX\d]+\b.{0,80}$", re.IGNORECASE)


def recognises(text: str) -> bool:
    """Return whether `text` is wrapped by hand and divided by numbered headings."""
    lines = split_lines(text)
    headings = sum(1 for line in lines if marks.numbered_heading_mark(line))
    return wrap_width(lines) > 0 and headings >= 3


def parse(text: str, *, title: str) -> Parsed:
    """Return the tree of sections and the facts of the annex. An annex states its diploma in its sentences only."""
    lines = split_lines(text)
    found = [_mark(line, number == 0) for number, line in enumerate(lines)]
    own_title = next((line.text for line, mark in zip(lines, found, strict=True) if mark.kind == "heading"), None)
    return Parsed(assemble(text, lines, found, title=title), _facts(text, own_title))


def _mark(line: Line, first: bool) -> Mark:
    if first and len(line.text) < 120 and not line.text.endswith("."):
        return Mark("heading", level=1)  # the title, above the numbered headings' level 2
    if _ANNEXE.match(line.text):
        return Mark("heading", level=1)
    if _PAGE_NUMBER.match(line.text):
        return Mark("furniture")
    heading = marks.numbered_heading_mark(line)
    if heading:
        return Mark("heading", level=heading.level + 1)
    return marks.item_mark(line) or marks.code_item_mark(line) or TEXT


def _facts(text: str, title: str | None) -> Facts:
    diploma = _DIPLOMA.search(text)
    name = None
    if diploma:
        name = re.sub(r"\s+", " ", f"{diploma.group('type')} « {diploma.group('name')} »")
    return Facts(kind=KIND, title=f"{name} : {title}" if name and title else title, diploma_name=name)
