"""Whether a text holds a fact: a number with unit and bound, a date, a code, a term. Answers are read as values."""

from __future__ import annotations

import re
from collections.abc import Sequence

from advisor.evaluation.cases import Fact
from advisor.language.french import dates, fold
from advisor.language.numbers import Quantity, quantities, same_value, years

_MARK = re.compile(r"\[\d+\](?!\()")
_LINK = re.compile(r"\[([^\]\n]*)\]\((?:[^()\n]|\([^()\n]*\))*\)")
_EMPHASIS = re.compile(r"\*\*|__|`|(?m:^\s*(?:>\s*(?:«\s*)?|#{1,6}\s+))")
# How far from a number its unit may stand when the number reader gave it another one: "3 (coefficient)".
_UNIT_NEAR = 30


def plain(markdown: str) -> str:
    """Return an answer as it is read: without [n], bold marks, quote marks, headings and link addresses."""
    text = _LINK.sub(r"\1", _MARK.sub("", markdown))
    return re.sub(r"[ \t]+", " ", _EMPHASIS.sub("", text)).strip()


def holds(fact: Fact, text: str) -> bool:
    """Whether `text` (plain) states the fact's value, in figures or words. An opposite bound (max for min) is a no."""
    if fact.kind == "number":
        return any(_same_number(fact, quantity, text) for quantity in quantities(text))
    if fact.kind == "date":
        return fact.day in dates(text)
    if fact.kind == "code":
        return _has_code(fact.code or "", text)
    folded = _spaced(text)
    return any(_has_term(term, folded) for term in fact.terms)


def _same_number(fact: Fact, quantity: Quantity, text: str) -> bool:
    if quantity.bound and fact.bound and {quantity.bound, fact.bound} == {"min", "max"}:
        return False
    unit = fold(fact.unit or "")
    wanted = Quantity(fact.number or 0.0, unit, None, 0, 0)
    if same_value(wanted, quantity):
        return True
    if quantity.value != fact.number:
        return False
    # The reader takes the nearest noun as the unit; a set's author may count by another word of the phrase.
    around = _spaced(text[max(0, quantity.start - _UNIT_NEAR) : quantity.end + _UNIT_NEAR])
    known = quantity.unit in ("semaine", "mois", "an", "jour", "heure", "minute", "page", "coefficient")
    return not known and re.search(rf"\b{re.escape(unit)}(?:s|x|e|es)?\b", around) is not None


def _has_code(code: str, text: str) -> bool:
    """Codes are whole: E8 is not in E81 and niveau 4 not in niveau 40. Spaces and dots between parts may vary."""
    parts = re.findall(r"[^\W\d_]+|\d+", fold(code))
    pattern = r"[\s.:°\-]*".join(map(re.escape, parts))
    if re.fullmatch(r"(?:19|20)\d\d", code):
        return int(code) in years(text)
    return re.search(rf"(?<![^\W_]){pattern}(?![^\W_]|[.,-]\d)", _spaced(text)) is not None


def _has_term(term: str, folded: str) -> bool:
    """A term starts at a word's start; it may go on (dispense, dispenses) unless it ends with a digit."""
    words = _spaced(term)
    start = r"(?<![^\W_])" if words[:1].isalnum() else ""
    end = r"(?!\d)" if words[-1:].isdigit() else ""
    return re.search(start + re.escape(words) + end, folded) is not None


def _spaced(text: str) -> str:
    return " ".join(fold(text).split())


def unsupported(claim: str, quotes: Sequence[str]) -> tuple[int, list[str]]:
    """Return how many numbers and dates a claim states, and those that stand in none of the quotes, as written."""
    proof = [quantity for quote in quotes for quantity in quantities(quote)]
    stated = quantities(claim)
    missing = [
        claim[item.start : item.end].strip() for item in stated if not any(_supports(item, known) for known in proof)
    ]
    known_days = {day for quote in quotes for day in dates(quote)}
    days = dates(claim)
    missing.extend(day.isoformat() for day in days if day not in known_days)
    return len(stated) + len(days), missing


def _supports(stated: Quantity, known: Quantity) -> bool:
    if stated.bound and known.bound and {stated.bound, known.bound} == {"min", "max"}:
        return False
    return same_value(stated, known)
