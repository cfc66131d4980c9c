"""A text as the desk reads it: its parts and sections, a search in it, and the cases that rest on each place.

No HTML here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from advisor.evaluation.cases import Case
from advisor.records import Passage

if TYPE_CHECKING:
    from advisor.index import Index

LARGEST_PART = 120_000  # characters shown at once: a browser stays quick, and most texts are one part
MOST_RESULTS = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A place that holds what was searched for."""

    document: str
    start: int
    end: int
    headings: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """A span of a text and the section that it stands in."""

    document: str
    start: int
    end: int
    quote: str
    headings: tuple[str, ...]


def parts(passages: Sequence[Passage]) -> list[list[Passage]]:
    """Return the passages in parts that are short enough to be shown at once."""
    found: list[list[Passage]] = []
    size = LARGEST_PART
    for passage in passages:
        if size + passage.end - passage.start > LARGEST_PART:
            found.append([])
            size = 0
        found[-1].append(passage)
        size += passage.end - passage.start
    return found


def part_of(parts: Sequence[Sequence[Passage]], start: int) -> int:
    """Return the number of the part that a place stands in, from 0."""
    return next((number for number, part in enumerate(parts) if part and start < part[-1].end), 0)


def sections_between(passages: Iterable[Passage], start: int, end: int) -> list[tuple[str, ...]]:
    """Return the headings of every section that a span touches, in order."""
    touched = (passage.headings for passage in passages if passage.start < end and start < passage.end)
    return list(dict.fromkeys(touched))


def resting(cases: Iterable[Case], document: str) -> list[tuple[int, int, Case]]:
    """Return (start, end, case) for every evidence of a case in a document, in the text's order."""
    found = [(s.start, s.end, case) for case in cases for s in case.spans if s.document == document]
    return sorted(found, key=lambda item: (item[0], item[1], item[2].id))


def search(index: Index, words: str, document: str = "") -> list[Found]:
    """Return the places that hold the words: exactly as written (but for case and white space), then by their stems."""
    names = [document] if document else sorted(index.documents)
    found: dict[tuple[str, int], Found] = {}
    exact = re.compile(r"\s+".join(re.escape(part) for part in words.split()), re.IGNORECASE)
    for name in names:
        for match in exact.finditer(index.documents[name].text):
            sentence = next((s for s in index.sentences(name) if s.start <= match.start() < s.end), None)
            if sentence is None:
                found.setdefault((name, match.start()), Found(name, *match.span(), (), match.group()))
            else:
                here = Found(name, *match.span(), sentence.headings, sentence.text)
                found.setdefault((name, sentence.start), here)
            if len(found) >= MOST_RESULTS:
                return list(found.values())
    for (name, number), _score in index.search_words(words, documents=names, limit=MOST_RESULTS):
        sentence = index.sentences(name)[number]
        here = Found(name, sentence.start, sentence.end, sentence.headings, sentence.text)
        found.setdefault((name, sentence.start), here)
    return list(found.values())[:MOST_RESULTS]


def pieces(text: str, start: int, end: int, marks: Sequence[tuple[int, int, str]]) -> Iterator[tuple[str, str]]:
    """Yield text[start:end] cut where a mark (start, end, name) begins or ends, each with the names that cover it."""
    edges = {edge for first, last, _ in marks for edge in (first, last) if start < edge < end}
    cuts = sorted({start, end} | edges)
    for low, high in pairwise(cuts):
        names = dict.fromkeys(name for first, last, name in marks if first <= low and high <= last)
        yield text[low:high], " ".join(names)
