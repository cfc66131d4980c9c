"""The words of a refusal: why there is no answer, where the advisor looked, whom to ask. Never a rule or a number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from advisor import messages
from advisor.language.french import fold, tokens
from advisor.language.numbers import quantities
from advisor.language.vocabulary import authority_of, types_in
from advisor.records import Question, Related
from advisor.select import Selection
from advisor.understand import DiplomaNames
from advisor.understand.reading import named_in

FEW = 8  # diplomas that are listed by name; more are counted


def whom(question: Question, names: DiplomaNames) -> str:
    """Return whom to ask about the topic of a question: the authority is that of the diploma's kind."""
    kinds = {kind for name in question.diplomas for kind, _, _ in types_in(fold(names.title(name)))}
    own = {authority_of(kind) for kind in kinds}
    authority = (own.pop() if len(own) == 1 else "") or messages.AUTHORITY
    asked = messages.ASK.get(question.topic or "", messages.ASK_DEFAULT)
    return messages.WHOM.format(whom=asked.format(authority=authority))


def covered(names: DiplomaNames) -> str:
    """Return which diplomas there are texts of."""
    listed = names.all_titles()
    if len(listed) <= FEW:
        return messages.COVERED.format(names=" ; ".join(listed))
    return messages.COVERED_MANY.format(count=len(listed))


def refusal_text(
    question: Question,
    reason: str,
    names: DiplomaNames,
    related: Sequence[Related],
    selection: Selection | None,
    first_session: int | None,
) -> str:
    """Return the text of a refusal, or of a question back, in French."""
    scope = (
        messages.SCOPE.format(name=", ".join(names.title(name) for name in question.diplomas))
        if question.diplomas
        else ""
    )
    ask = whom(question, names)
    if reason == "small_talk":
        if re.search(r"merci|thank|thx|mrc", fold(question.text)):
            return messages.THANKS
        return messages.GO_ON if question.follows or question.diplomas else messages.SMALL_TALK
    if reason == "out_of_scope":
        return messages.OUT_OF_SCOPE
    if reason == "diploma_unknown":
        elsewhere = messages.WHOM.format(whom=messages.ASK["acces"])
        return " ".join((messages.DIPLOMA_UNKNOWN.format(name=question.unknown_diploma), covered(names), elsewhere))
    if reason == "needs_diploma":
        return messages.NEEDS_DIPLOMA
    if reason == "needs_situation":
        return messages.NEEDS_SITUATION
    if reason == "not_applicable_to_session":
        return f"{messages.NOT_APPLICABLE.format(first=first_session, asked=question.session)} {ask}"
    why = messages.REFERS_ELSEWHERE if reason == "refers_elsewhere" else messages.NOT_IN_TEXTS
    if reason == "not_in_texts" and selection is not None and _lost_columns(question, selection):
        why = messages.LOST_COLUMNS
    looked = looked_at([item.section for item in related])
    return " ".join(filter(None, (why.format(scope=scope), looked, ask)))


def looked_at(sections: Iterable[Sequence[str]]) -> str:
    """Return the sentence that names where the advisor looked, empty where no heading tells it."""
    named = (next((heading for heading in reversed(section) if is_place(heading)), "") for section in sections)
    places = " ; ".join(dict.fromkeys(f"« {_place(heading)} »" for heading in named if heading))
    return messages.LOOKED_AT.format(places=places) if places else ""


def _lost_columns(question: Question, selection: Selection) -> bool:
    """Whether the line nearest to the question, which has most of what it names, stands in a table whose columns are
    lost: it is there, what was ticked is not.
    """
    if not selection.candidates or not selection.candidates[0].hit.sentence.ambiguous:
        return False
    first = selection.candidates[0]
    spoken = set(tokens(" ".join((*first.hit.sentence.headings[-1:], first.hit.sentence.text))))
    named = named_in(question.matter)
    return 2 * len(spoken & named) > len(named) or bool(first.scope & set(question.situations))


_PLACE_WORDS = 9  # of a heading named in a refusal: enough to find it, too few to state its rule
# What tells a reader nothing of where to look: the order that amends a text, an article's bare number, its date and
# place, the heads of columns that ran together, the name of the diploma itself.
_NO_PLACE = re.compile(
    r"(?:est|sont) (?:ainsi )?(?:remplace|modifie|abroge|insere|supprime|complete|redige)e?s?\b"
    r"|^(?:article|art\.) ?(?:\w?\d[\w.-]*|1er|premier|unique)\W*$|^fait (?:a\b.*)?le\b|\boui ?/? ?non\b|^intitules?$"
)


def is_place(heading: str) -> bool:
    """Whether a heading tells where to look."""
    return _NO_PLACE.search(fold(heading)) is None


def _place(heading: str) -> str:
    """A heading without its own number, cut short: a refusal shows no rule and no number."""
    words = re.sub(r"^(?:\d+(?:\.\d+)*\.?|\d+°|[a-z]\))\s+", "", heading).split()
    return " ".join(words[:_PLACE_WORDS]) + (" …" if len(words) > _PLACE_WORDS else "")


def related_places(selection: Selection | None) -> tuple[Related, ...]:
    """Return the sections nearest to the question, two at most."""
    if selection is None:
        return ()
    places = [Related(c.document.id, without_values(c.hit.sentence.headings)) for c in selection.candidates[:6]]
    return tuple(dict.fromkeys(place for place in places if place.section))[:2]


def without_values(headings: Sequence[str]) -> tuple[str, ...]:
    """Return a path without headings that state a value ("Stage de 8 semaines") or are no place."""
    return tuple(
        heading
        for heading in headings
        if is_place(heading) and not any(quantity.unit for quantity in quantities(heading))
    )
