"""Onisep pages as Markdown: "**Clé:** valeur" facts, sections, paragraphs indented by twelve spaces (not code)."""

from __future__ import annotations

import re

from advisor.parse import marks
from advisor.parse.bold import bold_titles
from advisor.parse.layout import TEXT, Line, Mark, assemble, split_lines
from advisor.records import Facts, Parsed

KIND = "onisep"


def recognises(text: str) -> bool:
    """Return whether `text` looks like an Onisep page: a title, then its block of general facts."""
    return bool(re.match(r"\s*# \S", text)) and "**Niveau de certification:**" in text and "**Type:**" in text


def parse(text: str, *, title: str) -> Parsed:
    """Return the tree of sections and the facts of the page."""
    lines = split_lines(text)
    found = [_mark(line, after) for line, after in zip(lines, [*lines[1:], None], strict=False)]
    root = assemble(text, lines, bold_titles(lines, found), title=title)
    return Parsed(root, _facts(lines))


# "COMPÉTENCES GÉNÉRALES" above a list.
_CAPITALS = re.compile(r"^[A-ZÀ-Þ][A-ZÀ-Þ '’,-]{7,60}$")
_BELOW_MARKDOWN = 7


def _mark(line: Line, after: Line | None) -> Mark:
    if marks.fact_of(line):
        return Mark("fact")
    if _CAPITALS.match(line.text) and after is not None and marks.item_mark(after):
        return Mark("heading", level=_BELOW_MARKDOWN)
    return marks.markdown_heading_mark(line) or marks.item_mark(line) or TEXT


def _facts(lines: list[Line]) -> Facts:
    title = next((line.text.lstrip("# ") for line in lines if line.text.startswith("# ")), None)
    stated = {key: value for fact in map(marks.fact_of, lines) if fact for key, value in [fact] if value}
    link = re.search(r"\((\S+?)\)", stated.get("Lien", ""))
    code = stated.get("Code scolarité")
    return Facts(
        kind=KIND,
        title=title,
        diploma_name=title,
        diploma_acronym=stated.get("Sigle"),
        diploma_codes=(code,) if code else (),
        publisher="Onisep",
        url=link.group(1) if link else None,
        references=tuple(
            (name, stated[key])
            for name, key in (
                ("code_scolarite", "Code scolarité"),
                ("niveau", "Niveau de certification"),
                ("type", "Type"),
            )
            if key in stated
        ),
    )
