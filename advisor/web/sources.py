"""A quote in its place: the passage around it with the quote marked, and what is known of the text. No reasoning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date
from html import escape
from typing import Any

from advisor.language.french import date_in_words
from advisor.records import Document, Passage
from advisor.web import messages_fr as fr
from advisor.web.markup import typeset

MARGIN = 1_200  # characters shown before and after the passages that hold the quote, cut at a line
_OWN_LINE = re.compile(r"\s*(?:[-•*–«]|\d+(?:\.\d+)*[.)°]|[a-z][.)]|[A-Z]\d+\b.{0,6}:|\*\*[^*]+:\*\*|#{1,6}\s)")
_LINKED = r"\]\((?:#|/|\w+:)[^()\s]*\)"
# What a text is shown without, as groups: Markdown's signs (bold and headings; of an address its brackets; of a link
# all but its words), and the « before a dash in an amended text.
_SIGNS = re.compile(
    rf"(\*\*)|(^#{{1,6}}[ \t]+)|(<)https?://[^\s<>]+(>)|(!?\[)(?=[^\[\]]*{_LINKED})|({_LINKED})"
    r"|^[ \t]*((?:-[ \t]*)?«[ \t]*)(?=[-–•][ \t])",
    re.MULTILINE,
)


def facts(document: Document, today: date) -> list[tuple[str, str]]:
    """Return what a reader must know of a text, as (kind, sentence): kind is "plain" or "warning"."""
    lines = [("plain", document.publisher or fr.NO_PUBLISHER)]
    lines.append(
        ("plain", fr.PUBLISHED.format(date=date_in_words(document.published)) if document.published else fr.UNDATED)
    )
    if document.applies_from_session:
        lines.append(("plain", fr.APPLIES.format(session=document.applies_from_session)))
    if document.valid_until:
        ended = document.valid_until < today
        sentence = (fr.EXPIRED if ended else fr.VALID_UNTIL).format(date=date_in_words(document.valid_until))
        lines.append(("warning" if ended else "plain", sentence))
    if document.licence:
        lines.append(("plain", fr.LICENCE.format(licence=document.licence)))
    if document.retrieved_on:
        lines.append(("plain", fr.RETRIEVED.format(date=date_in_words(document.retrieved_on))))
    return lines


def facts_html(document: Document, today: date) -> str:
    """Return `facts` as a list."""
    items = "".join(f'<li class="adv-fact-{kind}">{escape(sentence)}</li>' for kind, sentence in facts(document, today))
    return f'<ul class="adv-facts">{items}</ul>'


def panel_html(
    document: Document,
    passages: Sequence[Passage],
    *,
    start: int,
    end: int,
    section: Sequence[str] = (),
    today: date,
    whole: bool = False,
) -> str:
    """Return the source panel's content: title, facts, heading path, and the text around [start, end), marked."""
    first, last = (0, len(document.text)) if whole else window(document.text, passages, start, end)
    if start == end and not whole:  # a section to read from its beginning, without a quote
        first = start
    path = "".join(f"<li>{escape(heading)}</li>" for heading in section)
    link = official_link(document.url)
    cut_before = f'<p class="adv-cut">{fr.CUT}</p>' if document.text[:first].strip() else ""
    cut_after = f'<p class="adv-cut">{fr.CUT}</p>' if document.text[last:].strip() else ""
    more = "" if not (cut_before or cut_after) else (
        f'<button type="button" class="adv-button" data-action="whole">{fr.WHOLE_TEXT}</button>'
    )  # fmt: skip
    body = text_html(document.text, first, last, start, end)
    head = (
        f'<h3 class="adv-source-title">{escape(document.title)}</h3>{facts_html(document, today)}'
        + (f'<ol class="adv-path">{path}</ol>' if path else "")
        + f'<p class="adv-source-links">{link}{more}</p>'
    )
    return f'{typeset(head)}<div class="adv-passage" lang="fr">{cut_before}{body}{cut_after}</div>'


def official_link(url: str | None) -> str:
    """Return a link to the official page, or nothing. Only web addresses become links."""
    if not url or not re.match(r"https?://", url):
        return ""
    return (
        f'<a class="adv-button" href="{escape(url)}" target="_blank" rel="noopener noreferrer">{fr.OFFICIAL}'
        f' <span class="adv-hidden">{fr.NEW_TAB}</span><span aria-hidden="true">↗</span></a>'
    )


def window(text: str, passages: Sequence[Passage], start: int, end: int) -> tuple[int, int]:
    """Return the span to show: the passages that hold the quote, and up to MARGIN characters of whole lines around."""
    holding = [passage for passage in passages if passage.start <= start < passage.end or start < passage.start < end]
    first = min((passage.start for passage in holding), default=start)
    last = max((passage.end for passage in holding), default=end)
    before = text.find("\n", max(0, first - MARGIN))
    after = text.rfind("\n", last, min(len(text), last + MARGIN))
    first = 0 if first <= MARGIN else (before + 1 if 0 <= before < first else first)
    last = len(text) if len(text) - last <= MARGIN else (after if after > last else last)
    return first, last


def text_html(text: str, first: int, last: int, start: int, end: int) -> str:
    """Return text[first:last] as paragraphs with [start, end) marked.

    Only the layout is touched: hard-wrapped lines flow again, Markdown's signs are left out. The words are those of the
    text, and the mark is at their offsets.
    """
    found = (match.span(group) for match in _SIGNS.finditer(text, first, last) for group in range(1, _SIGNS.groups + 1))
    hidden = frozenset(at for span in found for at in range(*span))
    paragraphs: list[str] = []
    lines: list[str] = []
    for line_start, line_end in _lines(text, first, last):
        line = text[line_start:line_end]
        if not line.strip():
            paragraphs.append(" ".join(lines))
            lines = []
            continue
        if lines and _OWN_LINE.match(line):
            paragraphs.append(" ".join(lines))
            lines = []
        lines.append(_segments(text, line_start, line_end, start, end, hidden))
    paragraphs.append(" ".join(lines))
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs if paragraph.strip())


def _lines(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    position = first
    while position < last:
        newline = text.find("\n", position, last)
        stop = last if newline < 0 else newline
        yield position, stop
        position = stop + 1


def _segments(text: str, first: int, last: int, start: int, end: int, hidden: Set[int]) -> str:
    """Return one line with the part that belongs to the quote in <mark>, without the characters at `hidden`."""

    def shown(low: int, high: int) -> str:
        return escape("".join(text[at] for at in range(low, high) if at not in hidden))

    low, high = max(first, min(start, last)), min(last, max(end, first))
    heading = re.match(r"#{1,6}\s", text[first:last])
    if low >= high or not text[low:high].strip():
        inside = shown(first, last)
    else:
        opening = f'<span class="adv-hidden">{fr.QUOTE_START}</span>' if low == start else ""
        closing = f'<span class="adv-hidden">{fr.QUOTE_END}</span>' if high == end else ""
        inside = f"{shown(first, low)}<mark>{opening}{shown(low, high)}{closing}</mark>{shown(high, last)}"
    return f"<strong>{inside}</strong>" if heading else inside


def readable(documents: Mapping[str, Document], citation: Mapping[str, Any]) -> str:
    """Return a citation's quote as the answer shows it: its words, each item of a list on a line of its own ("- …").

    The row of a table has its headings from the stored text, as long as that holds the quote.
    """
    from advisor.answer import laid_out  # imports the engines: not before there is an answer

    if same(documents, citation):
        return laid_out(documents[citation["document"]].text, citation["start"], citation["end"])
    return laid_out(citation["quote"], 0, len(citation["quote"]))


def same(documents: Mapping[str, Document], citation: Mapping[str, Any]) -> bool:
    """Tell whether a citation is still word for word what the stored text has at its place."""
    document = documents.get(str(citation.get("document")))
    start, end = citation.get("start"), citation.get("end")
    if document is None or not isinstance(start, int) or not isinstance(end, int):
        return False
    return 0 <= start < end and document.text[start:end] == citation.get("quote")
