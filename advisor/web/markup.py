"""A small, closed Markdown: the little that answers use, to HTML. Everything else is text and is escaped.

There is no raw HTML, no image and no link: a text or a question cannot bring any into the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from advisor.web import messages_fr as fr

_MARK = re.compile(r"\[(\d{1,3})\]([.,;:]?)")  # with the sign that must not be left alone on the next line
_BOLD = re.compile(r"\*\*(\S(?:.*?\S)?)\*\*")
_QUOTE = re.compile(r"^[ \t]*>[ \t]?", re.MULTILINE)
_NOT_OURS = re.compile(r"(<blockquote>.*?</blockquote>|<[^>]*>)", re.DOTALL)  # quotes, tags with their attributes
_SIGN_SPACE = re.compile(r" (?=[?!:;»])|(?<=«) ")
_GUILLEMET_SPACE = re.compile(r"(?<=^<blockquote><p>«) | (?=»[^»]*$)")  # of the guillemets around a whole quote
_ITEM = re.compile(r"^\s*[-*•]\s+(.*)$")  # a number is one of the words: its line stays text
_RULE = re.compile(r"^\|?[\s:|-]+\|[\s:|-]*$")


def to_html(markdown: str, *, anchors: Iterable[int] = (), prefix: str = "") -> str:
    """Return the HTML of an answer. `anchors` are the numbers whose [n] opens source `prefix`n; others stay text."""
    known = frozenset(anchors)
    blocks = re.split(r"\n\s*\n", markdown.strip())
    return "".join(_block(block.split("\n"), known, prefix) for block in blocks if block.strip())


def _block(lines: list[str], known: frozenset[int], prefix: str) -> str:
    """Return one block; a block may change kind from line to line (a sentence, then its list)."""
    parts: list[str] = []
    for kind, taken in runs(lines):
        if kind == "text":
            parts.append(f"<p>{'<br>'.join(inline(line, known, prefix) for line in taken)}</p>")
        elif kind == "quote":
            inside = _block([_QUOTE.sub("", line) for line in taken], known, prefix)
            parts.append(f"<blockquote>{inside}</blockquote>")
        elif kind == "table":
            parts.append(_table(taken, known, prefix))
        elif kind == "heading":
            parts.extend(f"<p><strong>{inline(line.lstrip('# '), known, prefix)}</strong></p>" for line in taken)
        else:
            texts = [_ITEM.sub(r"\1", line) for line in taken]
            items = "".join(f"<li>{inline(text, known, prefix)}</li>" for text in texts)
            parts.append(f"<ul>{items}</ul>")
    return "".join(parts)


def runs(lines: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the lines that follow each other and are of one kind: "text", "quote", "item", "table" or "heading"."""
    for kind, taken in groupby(lines, _kind):
        yield kind, list(taken)


def _kind(line: str) -> str:
    if line.lstrip().startswith("|") and line.rstrip().endswith("|"):
        return "table"
    if line.lstrip().startswith(">"):
        return "quote"
    if re.match(r"#{1,6}\s", line):
        return "heading"
    return "item" if _ITEM.match(line) else "text"


def _table(lines: list[str], known: frozenset[int], prefix: str) -> str:
    rows = [
        [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]
        for line in lines
        if not _RULE.match(line.strip())
    ]
    head, body = rows[:1], rows[1:]
    first = "".join(f'<th scope="col">{inline(cell, known, prefix)}</th>' for row in head for cell in row)
    rest = "".join(
        "<tr>"
        + "".join(
            f'<th scope="row">{inline(cell, known, prefix)}</th>'
            if i == 0
            else f"<td>{inline(cell, known, prefix)}</td>"
            for i, cell in enumerate(row)
        )
        + "</tr>"
        for row in body
    )
    return (
        f'<div class="adv-table" tabindex="0"><table><thead><tr>{first}</tr></thead><tbody>{rest}</tbody></table></div>'
    )


def inline(text: str, known: frozenset[int] = frozenset(), prefix: str = "") -> str:
    """Return one line, escaped, with bold and with buttons for the [n] in `known`."""
    safe = _BOLD.sub(r"<strong>\1</strong>", escape(text))

    def reference(match: re.Match[str]) -> str:
        n = int(match[1])
        if n not in known:
            return match[0]
        button = (
            f'<button type="button" class="adv-ref" data-action="source" data-target="{escape(prefix)}{n}"'
            f' aria-label="{fr.SOURCE.format(n=n)}">[{n}]</button>'
        )
        return f'<span class="adv-tight">{button}{match[2]}</span>' if match[2] else button

    return _MARK.sub(reference, safe)


def typeset(html: str) -> str:
    """Return HTML with the typography of French: no line begins or ends with a lone sign, apostrophes are curly.

    A quote keeps its words byte for byte; only the guillemets that we set around it hold to it.
    """
    parts = _NOT_OURS.split(html)
    parts[::2] = [_SIGN_SPACE.sub("\u00a0", part.replace("&#x27;", "’").replace("'", "’")) for part in parts[::2]]
    parts[1::2] = [
        _GUILLEMET_SPACE.sub("\u00a0", part) if part.startswith("<blockquote>") else part for part in parts[1::2]
    ]
    return "".join(parts)


def plain(markdown: str) -> str:
    """Return the answer as plain text, for copying, the PDF and the announcement to screen readers."""
    return _QUOTE.sub("", _BOLD.sub(r"\1", markdown)).strip()


def as_quote(text: str) -> str:
    """Return `text` as a Markdown quotation."""
    return "> " + text.replace("\n", "\n> ")
