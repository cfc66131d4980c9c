"""What a rule becomes for whom it is not: "L'apprenti n'effectue pas de stage : son contrat en tient lieu."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from advisor.language.french import fold, tokens
from advisor.language.vocabulary import vocabulary
from advisor.records import SITUATIONS, Evidence, Question, Sentence
from advisor.select.audience import audience_of, situations_named
from advisor.select.quotes import whole
from advisor.select.rank import Candidate
from advisor.select.signals import asks_how_much


def exempted(
    question: Question, candidates: Sequence[Candidate], sentences: Mapping[str, Sequence[Sentence]]
) -> Evidence | None:
    """Return what says that the thing whose length or number is asked for, or the placement that may be required, is
    not theirs, or is replaced for them.

    None where the person states no situation or asks something else, or where several sentences, or none, say it.
    """
    asked, things = frozenset(question.situations) & frozenset(SITUATIONS), _things(question)
    required = bool(things & _PLACEMENT) and _asks_whether(fold(question.matter))
    if not asked or not things or not (required or asks_how_much(question)):
        return None
    told = [
        candidate
        for candidate in candidates
        if says_not_theirs(candidate.hit.sentence.text)
        and _names(candidate.hit.sentence.text, things & _PLACEMENT if required else things)
        and (whose := _whose(candidate))
        and whose <= asked
    ]
    if len(told) != 1:
        return None
    return whole(question, replace(told[0], probability=1.0), sentences[told[0].document.id])


# One and the same thing, in the texts of different diplomas.
_PLACEMENT = frozenset(tokens("stage pfmp"))
_REQUIRED = re.compile(
    r"\b(?:oblig\w+|forcee?s?|faut|faudra\w*|dois|doit|devra\w*|besoin|quand meme|tenue?s?"
    r"|mandatory|required|have to|must)\b"
)


_WHAT = re.compile(r"\b(?:combien|quel(?:le)?s?|quand(?! meme)|qui|comment|ou|quoi|how|which|what|who|when|where)\b")


def _asks_whether(matter: str) -> bool:
    """Whether it is asked if something must be done, and nothing else of it."""
    return _REQUIRED.search(matter) is not None and _WHAT.search(matter) is None


def _names(text: str, things: frozenset[str]) -> bool:
    """Whether a text names all of some things, a placement by either of its names."""
    said = frozenset(tokens(text))
    return things - _PLACEMENT <= said and bool(not things & _PLACEMENT or said & _PLACEMENT)


def says_not_theirs(text: str) -> bool:
    """Whether a text says that something is not for some people, or what stands in its place."""
    return vocabulary().not_theirs.search(fold(text)) is not None


def _whose(candidate: Candidate) -> frozenset[str]:
    """The situations that a sentence is for, or names."""
    sentence = candidate.hit.sentence
    named = situations_named(fold(sentence.text)) | audience_of(candidate.document.text, sentence)
    return named & frozenset(SITUATIONS)


def _things(question: Question) -> frozenset[str]:
    """What is asked of, beside its measure and who asks."""
    matter = fold(question.matter)
    for pattern in vocabulary().situations.values():
        matter = pattern.sub(" ", matter)
    return frozenset(tokens(matter)) - vocabulary().measures - vocabulary().generic
