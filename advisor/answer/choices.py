"""Which situation to ask for, when the rule differs by situation and the person named none: the headings to choose."""

from __future__ import annotations

import re

from advisor.answer import short_heading
from advisor.language.french import fold, tokens
from advisor.language.numbers import quantities
from advisor.records import SITUATIONS, Question, Sentence
from advisor.select import Selection
from advisor.select.audience import path_of
from advisor.select.rank import JUDGED, Candidate
from advisor.understand.reading import own_words

_LIKELY = 0.3  # least probability of a rule that makes the answer depend on the situation
_LEAST = 0.08  # … of a sentence that names one side of "A ou B ?"


def situation_choices(question: Question, chosen: Selection) -> tuple[str, ...]:
    """Return the headings among which the person must choose, none when one rule serves all."""
    if set(question.situations) & {*SITUATIONS, "a_distance"}:
        return ()
    if alternatives := _alternatives(question, chosen):
        return alternatives
    if made_by := _made_or_given(question, chosen):
        return made_by
    highest = max((candidate.probability for candidate in chosen.candidates[:6]), default=0.0)
    likely = [c for c in chosen.candidates[:6] if c.probability >= 0.5 * highest and c.probability > _LIKELY]
    # A value of what names less of what is asked is another's: "le dossier de conception", for "d'industrialisation".
    asked = own_words(question.matter)
    named = [len(asked & set(tokens(candidate.hit.sentence.text))) for candidate in likely]
    best: dict[frozenset[str], list[Candidate]] = {}
    for candidate, count in zip(likely, named, strict=True):
        if count == max(named) or question.kind not in _VALUES:
            best.setdefault(candidate.scope, []).append(candidate)
    general = bool(chosen.evidence) and not chosen.evidence[0].situations
    if len(best) < 2 or frozenset() in best or general:
        return ()
    first, *others = sorted((c for own in best.values() for c in own), key=lambda c: -c.probability)
    if "scolaire" in first.scope | chosen.candidates[0].scope:
        return ()  # the usual way: its rule is given, and says for whom it is
    elsewhere = [
        other
        for other in others
        if other.hit.sentence.document == first.hit.sentence.document and other.scope != first.scope
    ]
    if not elsewhere or not all(_differ(question, first.hit.sentence, other.hit.sentence) for other in elsewhere):
        return ()
    return tuple(dict.fromkeys(_heading_of(own[0]) for own in best.values()))


_VALUES = frozenset({"duration", "count", "coefficient", "mark"})  # kinds of question that a number answers
_BESIDE = 4  # words on each side of "ou" that say what it sets against what


def _alternatives(question: Question, chosen: Selection) -> tuple[str, ...]:
    """Return the situations to choose from when "A ou B ?" is A for some candidates and B for others."""
    words = re.findall(r"[^\W_]+(?:[.-][^\W_]+)*", fold(question.matter))
    if "ou" not in words[1:-1]:
        return ()
    at = words.index("ou", 1)
    left, right = (
        set(tokens(" ".join(part))) for part in (words[max(0, at - _BESIDE) : at], words[at + 1 :][:_BESIDE])
    )
    first, second = left - right, right - left
    scopes: list[list[Candidate]] = [[], []]
    for candidate in chosen.candidates[:JUDGED]:
        own = set(tokens(candidate.hit.sentence.text))
        for side, (here, there) in zip(scopes, ((first, second), (second, first)), strict=True):
            if own & here and not own & there and candidate.probability >= _LEAST:
                side.append(candidate)
    people = [{candidate.scope for candidate in side} for side in scopes]
    if not all(people) or frozenset() in people[0] | people[1] or people[0] & people[1]:
        return ()
    return tuple(dict.fromkeys(_heading_of(side[0]) for side in scopes))


# "le dossier, c'est moi qui le fais ou on me le donne ?"
_MYSELF = (
    r"(?:c'est (?:a )?moi|moi[- ]meme|je (?:le|la|les|l'|dois)|(?:au|le|par le) candidat|tout seul"
    r"|soi[- ]meme)"
)
_GIVEN = (
    r"(?:on (?:me|nous|lui|le|la|les)\b|(?:le |la |par le |par la |au |l')(?:recteur|rectorat|jury|academie|lycee"
    r"|etablissement|centre)|(?:remis|donne|fourni)e?s?\b)"
)
_MADE_OR_GIVEN = re.compile(
    rf"\b{_MYSELF}\b.*\bou\b.*\b{_GIVEN}|\b{_GIVEN}.*\bou\b.*\b{_MYSELF}\b"
    r"|\bc'est (?:a )?moi (?:qui (?:le|la|les)|de (?:le|la|les)) \w+"
)


def _made_or_given(question: Question, chosen: Selection) -> tuple[str, ...]:
    """Return the situations to choose from when the person asks if a paper is theirs to make, and what a text says of
    it for some people stands beside what it says for others.
    """
    first = chosen.evidence[0].situations if chosen.evidence else ()
    if not first or "scolaire" in first or not _MADE_OR_GIVEN.search(fold(question.text)):
        return ()
    likely = [c for c in chosen.candidates[:JUDGED] if c.probability >= _LEAST and c.scope]
    best = {candidate.scope: candidate for candidate in reversed(likely)}
    return tuple(dict.fromkeys(_heading_of(own) for own in best.values())) if len(best) > 1 else ()


def _differ(question: Question, first: Sentence, second: Sentence) -> bool:
    """Whether two sentences give different rules: other values, or other words where no value is asked for."""
    if question.kind in _VALUES:
        return {(q.value, q.unit) for q in quantities(first.text)} != {
            (q.value, q.unit) for q in quantities(second.text)
        }
    own, other = set(tokens(first.text)), set(tokens(second.text))
    return len(own & other) / (min(len(own), len(other)) or 1) < 0.6


def _heading_of(candidate: Candidate) -> str:
    return short_heading(candidate.scope, path_of(candidate.hit.sentence))
