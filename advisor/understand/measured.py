"""Two things of one text measured against each other: "l'oral est-il plus long que l'écrit ?" asks for two values."""

from __future__ import annotations

import re

from advisor.language.french import fold
from advisor.language.vocabulary import types_in, vocabulary

_THING = r"(?:l[ea]s? |l'|mon |ma |mes |une? |celui |celle )[\w' -]{2,60}?"
_MARK = "§"  # in the place of the comparison
_FORMS = (
    # "l'exposé est-il § que l'entretien", "la soutenance § que les questions"
    re.compile(
        rf"(?P<before>.*?)(?:est-ce qu[e'] ?)?(?P<one>{_THING})(?: (?:est|sont|a|ont|fait|font)(?:-(?:t-)?\w+)?)?"
        rf" {_MARK} qu(?:e |')(?P<other>{_THING})\W*$"
    ),
    # "qu'est-ce qui est §, l'exposé ou les questions ?", "lequel §, … ou … ?"
    re.compile(
        r"(?P<before>.*?)(?:qu'est-ce qui|c'est quoi(?: qui)?|qui|quoi|lequel|laquelle)(?: (?:est|a|fait|est-ce qui))?"
        rf" {_MARK} ?[,:]? ?(?:entre )?(?P<one>{_THING}) (?:ou|et) (?P<other>{_THING})\W*$"
    ),
    # "entre l'exposé et les questions, qu'est-ce qui est § ?"
    re.compile(
        rf"(?P<before>.*?)(?:entre )?(?P<one>{_THING}) (?:ou|et) (?P<other>{_THING}) ?[,:] "
        rf"(?:qu'est-ce qui|c'est quoi(?: qui)?|qui|quoi|lequel|laquelle)(?: (?:est|a|fait|est-ce qui))? {_MARK}\W*$"
    ),
)


def measured(text: str) -> list[str]:
    """Return the two questions for a value that a question which measures two things against each other asks; [] for
    any other, and where one is a diploma or people: what holds for each is found another way.
    """
    folded = fold(text)
    for pattern, asked in vocabulary().measured:
        found = pattern.search(folded)
        if found is None:
            continue
        marked = f"{folded[: found.start()]}{_MARK}{folded[found.end() :]}"
        shift = len(folded) - len(marked)
        for form in _FORMS:
            if (of := form.match(marked)) is None:
                continue
            things = [_own(text, of.span(side), found.start(), shift) for side in ("one", "other")]
            if any(_names_people(thing) for thing in things):
                return []
            before = text[slice(*of.span("before"))].strip(" ,:")
            return [f"{before}{' : ' * bool(before)}{_asked(thing, asked)} {thing} ?" for thing in things]
    return []


def _own(text: str, span: tuple[int, int], mark: int, shift: int) -> str:
    """The words of the person at a span of the marked text."""
    start, end = (at + shift if at > mark else at for at in span)
    return text[start:end].strip()


def _asked(thing: str, asked: str) -> str:
    paper = vocabulary().pages.match(re.sub(r"^(?:l[ea]s? |l'|mon |ma |mes |une? )", "", fold(thing)))
    return "combien de pages fait" if paper and asked.startswith("combien de temps") else asked


def _names_people(thing: str) -> bool:
    folded = fold(thing)
    return bool(types_in(folded)) or any(pattern.search(folded) for pattern in vocabulary().situations.values())
