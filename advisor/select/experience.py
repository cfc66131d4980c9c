"""How long one must have worked, or whether one's years suffice: the one length that a text asks of candidates, which
often stands in a heading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from advisor.language.french import fold
from advisor.language.numbers import quantities
from advisor.language.vocabulary import vocabulary
from advisor.records import Evidence, Question, Sentence
from advisor.select.audience import clashes
from advisor.select.quotes import whole
from advisor.select.rank import Candidate

_UNITS = frozenset({"an", "mois"})


def length_of_experience(
    question: Question, candidates: Sequence[Candidate], sentences: Mapping[str, Sequence[Sentence]]
) -> Evidence | None:
    """Return what states the length asked for: "candidats ayant occupé pendant trois ans au moins un emploi".

    None where the question asks for something else, or the texts state no such length, or several.
    """
    words, matter = vocabulary().untold, fold(question.matter)
    how_long = question.kind in ("duration", None) and words["experience_asked"].search(matter)
    # "deux ans d'emploi, ça suffit ?"
    enough = words["experience_suffices"].search(matter) and words["experience_told"].search(matter)
    if not how_long and not (enough and any(quantity.unit in _UNITS for quantity in quantities(matter))):
        return None
    named = {candidate.document.id for candidate in candidates}
    stated = {
        (name, sentence.number): lengths
        for name in named
        for sentence in sentences[name]
        if (lengths := _lengths(sentence.text))
    }
    if len({length for lengths in stated.values() for length in lengths}) != 1:
        return None
    for candidate in candidates:
        theirs = not candidate.barred and not clashes(candidate.scope, question.situations)
        # How long one works before the VAE is told by what is written for it alone.
        theirs = theirs and ("vae" in candidate.scope or "vae" not in question.situations)
        if theirs and (candidate.document.id, candidate.hit.sentence.number) in stated:
            return whole(question, replace(candidate, probability=1.0), sentences[candidate.document.id])
    return None


def _lengths(text: str) -> set[tuple[float, str]]:
    """Return the lengths of work that a sentence asks of candidates, as values and units; none of a jury or a tutor."""
    words, folded = vocabulary().untold, fold(text)
    if words["of_others"].search(folded) or not words["of_candidates"].search(folded):
        return set()
    return {
        (float(quantity.value), quantity.unit)
        for match in words["experience_stated"].finditer(folded)
        for quantity in quantities(text)
        if quantity.unit in _UNITS and match.start() <= quantity.start < match.end()
    }
