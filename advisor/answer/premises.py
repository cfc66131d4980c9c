"""What a question takes for granted, held against the quotes: a number, a date or a person the text says otherwise.

Nothing is adopted: the answer is the quotes', and says when they contradict the question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from advisor.answer import Draft
from advisor.language.french import dates, fold
from advisor.language.numbers import allows, levels, measured_alike, quantities, same_value
from advisor.language.persons import acting, put_forward_as_doer, same_person
from advisor.records import Question
from advisor.select.value import is_condition, put_forward


def contradicts(question: Question, drafted: Draft, *, first: bool = False) -> bool:
    """Whether the quotes, or the first of them, say otherwise what the question takes for granted."""
    quotes = [cited.quote for cited in drafted.citations][: 1 if first else None]
    return any(check(question, quotes) for check in (_numbers, _levels, _dates, _people))


def _numbers(question: Question, quotes: Sequence[str]) -> bool:
    """Whether a number is taken for the rule that the quotes give otherwise (same unit, no equal value)."""
    said = [q for text in question.premises for q in quantities(text) if q.unit and put_forward(text, q)]
    quoted = [(quote, q) for quote in quotes for q in quantities(quote)]
    # What candidates must fulfil is another matter than the rule: "ayant occupé pendant trois ans un emploi".
    ruled = [q for quote, q in quoted if not is_condition(quote, q)]
    told = {q.unit for q in said if any(same_value(known, q) for known in ruled)}  # "les 12 semaines, en deux fois 6"
    for q in said:
        if q.unit in told:
            continue
        first = next((known for known in ruled if measured_alike(known, q)), None)
        # The first value is the rule; a bound on a part ("entre 2 et 4 pages") allows nothing of the whole.
        if first and not allows(first, q) and not any(same_value(known, q) for _, known in quoted):
            return True
    return False


# "… est un diplôme de niveau 6": of the diploma, in the numbers of today (the old ones were Roman).
_IS_OF = re.compile(
    r"\b(?:diplome|titre|certification|c'est|bac pro|bts|btsa|cap|btm|bp|brevet|bma|bm)\b[^,.?!]{0,60}?\bniveau \d"
)
_LEVEL_LINE = re.compile(r"\W*niveau")


def _levels(question: Question, quotes: Sequence[str]) -> bool:
    """Whether a level of qualification is taken for that of the diploma, and the line of its level gives another."""
    said = {
        level for text in question.premises for found in _IS_OF.finditer(fold(text)) for level in levels(found.group())
    }
    quoted = {level for quote in quotes if _LEVEL_LINE.match(fold(quote)) for level in levels(quote)}
    return bool(said and quoted) and not said & quoted


# "c'est bien le 3 juillet 2026 que …", "jusqu'au 3 juillet 2026, non ?": the day follows at once.
_DAY_SAID = re.compile(
    r"\b(?:c'est (?:bien )?le|jusqu'au|(?:expire|finit|prend fin|rend\w*|remis\w*) (?:bien )?le)\s+(?=\d)"
)


def _dates(question: Question, quotes: Sequence[str]) -> bool:
    """Whether a whole date is taken for the one of the rule, and the quotes have others."""
    matter = question.matter
    said = {day for found in _DAY_SAID.finditer(fold(matter)) for day in dates(matter[found.end() :])[:1]}
    quoted = {day for quote in quotes for day in dates(quote)}
    return bool(said and quoted) and not said & quoted


def _people(question: Question, quotes: Sequence[str]) -> bool:
    """Whether the question puts forward who does it, and the quotes name only others."""
    put = put_forward_as_doer(question.matter)
    named = [fold(quote[start:end]) for quote in quotes for start, end in acting(quote)]
    return put is not None and bool(named) and not any(same_person(fold(put[0]), person) for person in named)
