"""Where French sentences end. Works on spans of a larger text, so that a sentence is always an exact substring.

The rule: a full stop, question or exclamation mark (with the quotes or brackets that close on it) followed by white
space and something that can open a sentence, unless the stop belongs to an abbreviation, an initial or a code. A web
page that lost the space between two paragraphs ("la production.Le BUT") has two sentences all the same.
"""

from __future__ import annotations

import re

from advisor.language.vocabulary import data_lines

_END = re.compile(
    r"[.!?…]+(?:\s?»|[\"”)\]])*(?=\s+(?:[«\"“(\[]\s*|[-–•]\s+)*[A-ZÀ-ÖØ-ÞŒ0-9])"
    r"|(?<=[a-zà-öø-ÿ]{3})[.!?](?=[A-ZÀ-ÖØ-Þ](?:[a-zà-öø-ÿ]{1,12}[ '’]|['’]))"
)
_ABBREVIATIONS = frozenset(line.strip().lower() for line in data_lines("abbreviations.txt"))
# "D. 643-1", "L. Regnier", "A.-G. Baudoin": one capital (or capitals joined by hyphens) before the stop.
_INITIAL = re.compile(r"(?:^|[\s('’«-])(?:[A-ZÀ-Þ]\.?-)*[A-ZÀ-Þ]$")
_LAST_WORD = re.compile(r"([^\s('’«\"]+)$")
# A stop inside an address of the web ("www.onisep.Fr") ends nothing.
_ADDRESS = re.compile(r"(?:www|[/@])\S*$")
# "1. Objectifs" or "2.1. Voie": the number of a heading or item that opens the text.
_LEADING_NUMBER = re.compile(r"^\s*(?:\d+\.)*\d+$|^\s*[a-zA-Z]$|^\s*[IVXLC]+$")


def sentence_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the (start, end) spans of the sentences of `text[start:end]`, trimmed of white space, in order.

    They cover every character of the span that is not white space. A span without a sentence end is one sentence.
    """
    spans: list[tuple[int, int]] = []
    opened = start
    for match in _END.finditer(text, start, end):
        if match.group()[0] == "." and _belongs_to_word(
            text[opened : match.start()], text[match.end() : match.end() + 12]
        ):
            continue
        if not text[match.end()].isspace() and _ADDRESS.search(text[opened : match.start()]):
            continue
        spans.append((opened, match.end()))
        opened = match.end()
    spans.append((opened, end))
    trimmed = []
    for first, last in spans:
        content = text[first:last]
        first += len(content) - len(content.lstrip())
        last -= len(content) - len(content.rstrip())
        if first < last:
            trimmed.append((first, last))
    return trimmed


def _belongs_to_word(before: str, after: str) -> bool:
    """Whether the full stop after `before` marks an abbreviation, an initial or a number rather than an end."""
    if _LEADING_NUMBER.match(before) or _INITIAL.search(before):
        return True
    word = _LAST_WORD.search(before)
    if word is None:
        return False
    name = word.group(1).lower()
    if name == "etc":  # "etc. Les" ends a sentence, "etc. 12" does not
        return not after.lstrip()[:1].isupper()
    return name in _ABBREVIATIONS
