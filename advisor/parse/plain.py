"""Any other text or Markdown: headings by #, by number or in capitals, bullets, and paragraphs."""

from __future__ import annotations

import re
from dataclasses import replace

from advisor.parse import marks
from advisor.parse.annex_titles import is_annex, join_annex_titles
from advisor.parse.bold import bold_titles
from advisor.parse.layout import TEXT, Line, Mark, assemble, split_lines
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
    found: list[Mark] = []
    for line, after in zip(lines, [*lines[1:], None], strict=False):
        found.append(Mark("row") if line.start in rows else _mark(line, after, found[-1] if found else None))
    found = bold_titles(lines, found)
    found = join_annex_titles(lines, found)
    root = assemble(text, lines, found, title=title)
    own = root.children[0].heading if lines and found[0].kind == "heading" else None
    return Parsed(replace(root, heading=own or title), Facts(kind=KIND, title=own))


def _mark(line: Line, after: Line | None, above: Mark | None) -> Mark:
    if marks.fact_of(line):
        return Mark("fact")
    heading = marks.markdown_heading_mark(line) or marks.numbered_heading_mark(line)
    if heading:
        return heading
    if is_annex(line) or (line.after_blank and _CAPITALS.match(line.text) and re.search(r"[A-ZÀ-Þ]{3}", line.text)):
        return Mark("heading", level=1)
    if _ARTICLE.match(line.text):
        return Mark("heading", level=4)
    return marks.part_mark(line, after, above) or marks.item_mark(line) or TEXT
