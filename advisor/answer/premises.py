"""What a question takes for granted, held against the quotes: a number, a date or a person the text says otherwise.

Nothing is adopted: the answer is the quotes', and says when they contradict the question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from advisor.answer import Draft
from advisor.language.french import dates, fold
from advisor.language.numbers import allows, levels, measured_alike, quantities, same_value
from advisor.language.persons import acting, person_pattern
from advisor.language.vocabulary import vocabulary
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
    for q in said:
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


# "c'est (bien) le proviseur qui accorde la dispense ?": the whole question is whether that person does it.
_CLEFT = re.compile(
    r"\b(?:c'est|est-ce)(?: bien| plutot| toujours)? (?P<who>(?:le |la |les |l'|mon |ma |un |une )[\w' -]{3,40}?) qui "
    r"(?:l'|les? |la |me |nous |vous )?(?:decide|signe|valide|accorde|note|delivre|preside|corrige|choisit|designe"
    r"|nomme|fixe|autorise|evalue|remet|organise|convoque|tranche)\w*\b"
)


def _people(question: Question, quotes: Sequence[str]) -> bool:
    """Whether the question puts forward who does it, and the quotes name only others."""
    matter = question.matter
    folded = fold(matter)
    found = _CLEFT.search(folded)
    if found is None or not quotes:
        return False
    who = person_pattern().search(matter[slice(*found.span("who"))])
    if who is None:
        return False  # no person that regulations know
    named = [person for quote in quotes for person in _persons(quote)]
    return bool(named) and not any(_same(fold(who.group()), person) for person in named)


def _persons(quote: str) -> list[str]:
    """Who acts in a quote, folded: the candidates themselves decide nothing."""
    return [fold(quote[start:end]) for start, end in acting(quote)]


def _same(asked: str, named: str) -> bool:
    """Whether two names of persons may be one: a word in common, or two words of one group in the vocabulary."""
    one, other = (set(re.findall(r"[a-z]{4,}", text)) for text in (asked, named))
    if {word.rstrip("s") for word in one} & {word.rstrip("s") for word in other}:
        return True
    return any(group.search(asked) and group.search(named) for group in vocabulary().same_person)
