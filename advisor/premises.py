"""What a question takes for granted, held against the quotes: a number, a date or a person the text says otherwise.

Nothing is adopted: the answer is the quotes', and says when they contradict the question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from advisor.answer import Draft, person_pattern
from advisor.french import fold
from advisor.numbers import allows, dates, measured_alike, quantities, same_value
from advisor.records import Question
from advisor.value import is_condition, put_forward
from advisor.vocabulary import vocabulary


def contradicts(question: Question, drafted: Draft) -> bool:
    """Whether the quotes say otherwise what the question takes for granted."""
    quotes = [cited.quote for cited in drafted.citations]
    return _numbers(question, quotes) or _dates(question, quotes) or _people(question, quotes)


def _numbers(question: Question, quotes: Sequence[str]) -> bool:
    """Whether a number is taken for the rule that the quotes give otherwise (same unit, no equal value)."""
    said = [q for text in question.premises for q in quantities(text) if q.unit and put_forward(text, q)]
    quoted = [(quote, q) for quote in quotes for q in quantities(quote)]
    # What candidates must fulfil is another matter than the rule: "ayant occupé pendant trois ans un emploi".
    ruled = [q for quote, q in quoted if not is_condition(quote, q)]
    for q in said:
        first = next((known for known in ruled if measured_alike(known, q)), None)
        # The first value is the rule; a bound on a part ("entre 2 et 4 pages") allows nothing of the whole.
        if first and not allows(first, q) and not any(same_value(known, q) for _, known in quoted):
            return True
    return False


# "c'est bien le 3 juillet que …", "jusqu'au 3 juillet, non ?": a day said to be the one of the rule.
_DAY_SAID = re.compile(
    r"\b(?:c'est (?:bien )?|jusqu'|avant |a partir d|depuis |expire |finit |prend fin )(?:le|au|u|l)\b"
)


def _dates(question: Question, quotes: Sequence[str]) -> bool:
    """Whether a whole date is taken for the one that is asked, and the quotes have others."""
    said = dates(question.matter)
    if not said or not _DAY_SAID.search(fold(question.matter)):
        return False
    quoted = {day for quote in quotes for day in dates(quote)}
    return bool(quoted) and not quoted & set(said)


_CLEFT = r"\b(?:c'est|est-ce)(?: bien| plutot| toujours)? (?:le |la |les |l'|mon |ma |un |une )"


@cache
def _who() -> re.Pattern[str]:
    return re.compile(rf"{_CLEFT}(?P<who>[\w' -]{{3,40}}?) (?:qui|de (?:decider|signer|valider|choisir))\b")


def _people(question: Question, quotes: Sequence[str]) -> bool:
    """Whether the question puts forward who does it ("c'est le proviseur qui décide ?"), and the quote names others."""
    found = _who().search(fold(question.matter))
    if found is None or not quotes:
        return False
    who = found.group("who")
    pattern = person_pattern()
    added = " ".join(right for left, right in vocabulary().expansions if left.search(who))
    if not pattern.search(f"le {who}") and not added:
        return False  # no person that regulations know
    quoted = fold(quotes[0])
    named = [fold(match.group()) for match in pattern.finditer(quotes[0])]
    words = {word for word in re.findall(r"[a-z]{4,}", f"{who} {fold(added)}") if word not in _LITTLE}
    return bool(named) and not any(re.search(rf"\b{word[:6]}", quoted) for word in words)


_LITTLE = frozenset({"entreprise", "accueil", "structure", "dans", "pour", "avec"})
