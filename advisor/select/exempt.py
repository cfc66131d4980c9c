"""What a rule becomes for whom it is not: "L'apprenti n'effectue pas de stage : son contrat en tient lieu."""

from __future__ import annotations

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
    """Return what says that the thing whose length or number is asked for is not theirs, or is replaced for them.

    None where the person states no situation or asks something else, or where several sentences, or none, say it.
    """
    asked = frozenset(question.situations) & frozenset(SITUATIONS)
    if not asked or not asks_how_much(question):
        return None
    things = _things(question)
    told = [
        candidate
        for candidate in candidates
        if things
        and things <= set(tokens(candidate.hit.sentence.text))
        and says_not_theirs(candidate.hit.sentence.text)
        and (whose := _whose(candidate))
        and whose <= asked
    ]
    if len(told) != 1:
        return None
    return whole(question, replace(told[0], probability=1.0), sentences[told[0].document.id])


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
