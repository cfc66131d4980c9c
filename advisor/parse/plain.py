"""Any other text or Markdown: headings by #, by number or in capitals, bullets, and paragraphs."""

from __future__ import annotations

import re

from advisor.parse import marks
from advisor.parse.bold import bold_titles
from advisor.parse.layout import TEXT, Line, Mark, assemble, clean_heading, split_lines
from advisor.parse.tables import table_rows
from advisor.records import Facts, Parsed

KIND = "texte"

_CAPITALS = re.compile(r"^[^a-zà-öø-ÿ]{4,90}$")
_ARTICLE = re.compile(r"^(?:Article|Art\.)\s+[\w.-]+$")


def recognises(text: str) -> bool:
    """Return True: this family takes what no other does."""
    return True


def parse(text: str, *, title: str) -> Parsed:
    """Return the tree of sections; the title is the first heading."""
    lines, rows = table_rows(text, marks.split_run_in(split_lines(text)))
    found = bold_titles(lines, [Mark("row") if line.start in rows else _mark(line) for line in lines])
    first = next(
        (clean_heading(line.text) for line, mark in zip(lines, found, strict=True) if mark.kind == "heading"), None
    )
    own = first if lines and found[0].kind == "heading" else None
    return Parsed(assemble(text, lines, found, title=own or title), Facts(kind=KIND, title=own))


def _mark(line: Line) -> Mark:
    if marks.fact_of(line):
        return Mark("fact")
    heading = marks.markdown_heading_mark(line) or marks.numbered_heading_mark(line)
    if heading:
        return heading
    if line.after_blank and _CAPITALS.match(line.text) and re.search(r"[A-ZÀ-Þ]{3}", line.text):
        return Mark("heading", level=1)
    if _ARTICLE.match(line.text):
        return Mark("heading", level=4)
    return marks.item_mark(line) or TEXT
