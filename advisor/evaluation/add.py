"""A new case from the command line or the desk: its evidence found, its facts read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from advisor.errors import EvaluationError
from advisor.evaluation.read import find_quote
from advisor.evaluation.run import Texts
from advisor.language.french import dates, tokens
from advisor.language.numbers import codes, quantities

_FACT = re.compile(
    r"(?P<kind>term|code|date):(?P<value>.+)|(?P<number>\d+(?:[.,]\d+)?)\s+(?P<unit>[^\W\d_]+)(?:\s+(?P<bound>min|max|about))?"
)
_SHOWN = 5  # places to choose from, at most


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that may be the evidence. `score`: share of the words given that it holds, 0 to 1 (1: exact)."""

    document: str
    start: int
    end: int
    quote: str
    score: float


def find_spans(words: str, index: Texts, *, document: str | None = None) -> list[Candidate]:
    """Return the places where `words` stand: exactly, or but for white space, else the sentences nearest in words."""
    names = [document] if document else sorted(index.documents)
    unknown = [name for name in names if name not in index.documents]
    if unknown:
        raise EvaluationError(f"no document {unknown[0]!r}. Known: {', '.join(sorted(index.documents))}.")
    found: list[Candidate] = []
    flexible = re.compile(r"\s+".join(re.escape(part) for part in words.split()), re.IGNORECASE)
    for name in names:
        text = index.documents[name].text
        found += [Candidate(name, at, at + len(words), words, 1.0) for at in find_quote(text, words)]
    if not found and words.strip():
        for name in names:
            text = index.documents[name].text
            found += [Candidate(name, *match.span(), match.group(), 1.0) for match in flexible.finditer(text)]
    return found[:_SHOWN] or _nearest(words, index, names)


def _nearest(words: str, index: Texts, names: Sequence[str]) -> list[Candidate]:
    wanted = set(tokens(words))
    scored = []
    for name in names:
        for sentence in index.sentences(name):
            if sentence.kind in ("heading", "furniture"):
                continue
            shared = len(wanted & set(tokens(sentence.text))) / max(1, len(wanted))
            if shared:
                quote = index.documents[name].text[sentence.start : sentence.end]
                scored.append(Candidate(name, sentence.start, sentence.end, quote, shared))
    return sorted(scored, key=lambda item: (-item.score, len(item.quote), item.document, item.start))[:_SHOWN]


def read_fact(text: str) -> dict[str, Any]:
    """Return a fact written as "12 semaine min", "term:recteur|rectorat", "code:E8" or "date:2019-07-03"."""
    match = _FACT.fullmatch(text.strip())
    if match is None:
        raise EvaluationError(
            f"fact {text!r}: write '12 semaine min', 'term:recteur|rectorat', 'code:E8' or 'date:2019-07-03'."
        )
    if kind := match.group("kind"):
        value = match.group("value").strip()
        return {kind: [term.strip() for term in value.split("|")] if kind == "term" else value}
    number = float(match.group("number").replace(",", "."))
    fact: dict[str, Any] = {"number": int(number) if number.is_integer() else number, "unit": match.group("unit")}
    return fact | ({"bound": match.group("bound")} if match.group("bound") else {})


def facts_in(quote: str) -> list[dict[str, Any]]:
    """Return the numbers with a unit, dates and codes of a quote, as facts to start from."""
    found: list[dict[str, Any]] = []
    for item in quantities(quote):
        if item.unit:
            value = int(item.value) if float(item.value).is_integer() else item.value
            found.append({"number": value, "unit": item.unit} | ({"bound": item.bound} if item.bound else {}))
    found += [{"date": day.isoformat()} for day in dates(quote)]
    return found or [{"code": code} for code in codes(quote)]
