"""Which of the likeliest candidates goes before the others, by what a reader of regulations knows and no score tells:
the total before its parts, the rule for all before the same rule for some.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from advisor.language.exams import exams_in, part_in
from advisor.language.french import fold, tokens
from advisor.language.numbers import quantities
from advisor.language.vocabulary import types_in, vocabulary
from advisor.parse.tables import is_table_row
from advisor.records import Question
from advisor.select.audience import clashes, said_for_everyone, situations_named, suits
from advisor.select.rank import JUDGED, Candidate
from advisor.select.signals import NAMES, asks_how_much
from advisor.select.value import asked_bound, wanted
from advisor.understand.reading import named_in, without_scene

# Shares of the first one's probability, from which another goes before it:
_OWN_REPEATED = 0.2  # the same rule written for one's own situation,
_OWN_OTHERWISE = 0.25  # … what their own rule says, where the first one is for others or for no one's way in,
_OWN_SHARED = 0.1  # … what is for them, where the first one shares with them only that they failed,
_GENERAL_SHARE = 0.4  # … for all,
_ASKED_SHARE = 0.25  # what names the side, or sets the bound, that is asked for,
_VALUE_SHARE = 0.3  # what holds a value of the kind asked for: less, and it speaks of something else,
_TOTAL_SHARE = 0.1  # the total: its parts resemble the question more.
_KIND = NAMES.index("kind")

VALUED = frozenset({"duration", "coefficient", "mark", "date", "list"})  # kinds that only a value, or a list, answers


def ordered(question: Question, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """Return the candidates, likeliest first, in the order in which they are quoted."""
    for first in (
        own_case_first,
        own_side_first,
        own_way_first,
        own_diploma_first,
        with_value,
        bound_first,
        total_first,
    ):
        candidates = first(question, candidates)
    return candidates


def own_case_first(question: Question, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates without the rows of a table whose first cell counts otherwise than the question, where one counts
    alike: "parcours en deux ans", for who asks of "en un an".
    """
    said = {(quantity.unit, quantity.value) for quantity in quantities(question.matter) if quantity.unit}
    cells = [_first_cell(candidate) for candidate in candidates]
    units = {unit for cell in cells for unit, _ in cell & said}
    return [
        candidate
        for candidate, cell in zip(candidates, cells, strict=True)
        if cell & said or not any(unit in units for unit, _ in cell)
    ]


def _first_cell(candidate: Candidate) -> frozenset[tuple[str | None, object]]:
    """What the first cell of a row counts, as (unit, value); nothing for what is no row."""
    sentence = candidate.hit.sentence
    if " | " not in sentence.text or not is_table_row(candidate.document.text[sentence.start : sentence.end]):
        return frozenset()
    return frozenset((quantity.unit, quantity.value) for quantity in quantities(sentence.text.split(" | ")[0]))


def own_side_first(question: Question, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates; where the likeliest, or its heading, names not the side that the question does ("à mi-temps",
    "de première année"), one that does first and those of the other side left out, if there is such a one. Where the
    likeliest names the right side, only what stands under a heading of the other is left out.
    """
    matter, first = fold(question.matter), candidates[0]
    if question.kind in (None, "yes_no"):
        return candidates  # "à mi-temps, c'est possible ?" is answered by "à temps plein"
    for side, other in vocabulary().opposites:
        if not side.search(matter) or other.search(matter):
            continue
        texts = [_under_heading(candidate) for candidate in candidates]
        against = [bool(other.search(text)) and not side.search(text) for text in texts]
        if side.search(texts[0]) and not other.search(texts[0]):
            # What says itself that it is of the other side may stand beside it.
            said = [bool(other.search(fold(candidate.hit.sentence.text))) for candidate in candidates]
            return [c for c, no, own in zip(candidates, against, said, strict=True) if own or not no]
        for candidate, text in zip(candidates[:JUDGED], texts, strict=False):
            if side.search(text) and candidate.probability >= _ASKED_SHARE * first.probability:
                return [
                    candidate,
                    *(c for c, no in zip(candidates, against, strict=True) if c is not candidate and not no),
                ]
    return candidates


def _under_heading(candidate: Candidate) -> str:
    """A candidate's heading and its words, folded."""
    return fold(" ; ".join((*candidate.hit.sentence.headings[-1:], candidate.hit.sentence.text)))


_AFTER = re.compile(r"\bapres (?:une? |l[ea]s? |l'|mon |ma |son |sa )?(\w+)")


def own_way_first(question: Question, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates; where the likeliest stands under another way in than the question names ("Après la 3e" for who
    asks "après un CAP"), one that stands under it first and those of other ways left out, if there is such a one.
    """
    asked = set(_AFTER.findall(fold(question.matter)))
    ways = [set(_AFTER.findall(fold(" ".join(c.hit.sentence.headings[-1:])))) for c in candidates]
    if not asked or not ways[0] or ways[0] & asked:
        return candidates
    own = [
        c for c, way in zip(candidates[:JUDGED], ways, strict=False) if way & asked and c.hit.sentence.kind != "heading"
    ]
    if not own or own[0].probability < _ASKED_SHARE * candidates[0].probability:
        return candidates
    return [
        own[0],
        *(c for c, way in zip(candidates, ways, strict=True) if c is not own[0] and (not way or way & asked)),
    ]


def own_diploma_first(question: Question, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates; where a length is asked for by who has another diploma ("avec un CAP"), what gives one for those
    who have it before a likelier one that names no such diploma.
    """
    had = {type_id for type_id, _, _ in types_in(fold(question.matter))}
    named = [{type_id for type_id, _, _ in types_in(fold(c.hit.sentence.text))} & had for c in candidates[:JUDGED]]
    if question.kind != "duration" or not named or named[0]:
        return candidates
    least = _ASKED_SHARE * candidates[0].probability
    own = [
        c
        for c, types in zip(candidates, named, strict=False)
        if types and c.probability >= least and wanted(question, c.hit.sentence.text)
    ]
    return [*own[:1], *(c for c in candidates if c not in own[:1])]


def with_value(question: Question, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates, those that hold a value of the kind asked for before a likelier one that holds none."""
    if question.kind not in VALUED or candidates[0].row[_KIND]:
        return candidates
    if question.kind in ("duration", "coefficient") and not asks_how_much(question):
        return candidates
    least = _VALUE_SHARE * candidates[0].probability
    holding = [c for c in candidates[:JUDGED] if c.row[_KIND] and c.probability >= least]
    return [*holding, *(c for c in candidates if c not in holding)]


def bound_first(question: Question, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates, one that sets the bound asked for before a likelier one that sets none: "35 minutes au maximum"
    before "50 minutes" for who asks how long at most.
    """
    asked = asked_bound(question)
    if question.kind not in ("count", "duration") or asked is None:
        return candidates
    least = _ASKED_SHARE * candidates[0].probability
    setting = [c for c in candidates[:JUDGED] if any(q.bound == asked for q in wanted(question, c.hit.sentence.text))]
    if not setting or setting[0].probability < least:
        return candidates
    return [setting[0], *(c for c in candidates if c is not setting[0])]


_TOTAL_ASKED = re.compile(r"\b(?:en tout|au total|totale?|in total|altogether)\b")
_TOTAL = re.compile(r"\b(?:en tout|totale?s?|cumulee?s?)\b")


def total_first(question: Question, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates, the one that gives the total before those of its parts, where the total is asked for, be it
    of an exam of which the likeliest gives a part.
    """
    first, matter = candidates[0], fold(question.matter)
    # The code may be gone from the matter: it is that of the whole text. What else is named is a part.
    codes = exams_in(question.text.upper())
    named = named_in(without_scene(fold(question.matter)))
    of_exam = codes and all(word.isdigit() or word.upper() in codes for word in named)
    total = _TOTAL_ASKED.search(matter) or (of_exam and part_in(fold(first.hit.sentence.text)) is not None)
    if question.kind != "duration" or not total or _is_total(question, first):
        return candidates
    least = _TOTAL_SHARE * first.probability
    totals = [
        c for c in candidates[:JUDGED] if _is_total(question, c) and c.probability >= least and c.scope <= first.scope
    ]
    return [*totals[:1], *(c for c in candidates if c not in totals[:1])]


def _is_total(question: Question, candidate: Candidate) -> bool:
    """Whether a sentence gives a total, of the part asked about if it is that of a part: "la seconde partie, d'une
    durée totale de 50 minutes" is no total of the exam.
    """
    text = fold(candidate.hit.sentence.text)
    part = part_in(text)
    whole = part is None or part == part_in(fold(question.matter))
    return bool(candidate.row[_KIND]) and whole and _TOTAL.search(text) is not None


def general_first(question: Question, candidates: Sequence[Candidate]) -> Candidate:
    """The best candidate; when it is written for some people only and the person named no situation, the same rule
    written for all, or the value that is asked for, where the text has one that is nearly as likely."""
    first = candidates[0]
    if question.situations or not first.scope:
        return first
    least = _GENERAL_SHARE * first.probability
    general = [c for c in candidates[1:6] if not c.scope and c.probability >= least]
    units = {q.unit for q in wanted(question, first.hit.sentence.text)} if asks_how_much(question) else set()
    valued = (c for c in general if units & {q.unit for q in wanted(question, c.hit.sentence.text)})
    return next((c for c in general if repeats(c, first)), next(valued, first))


def own_first(question: Question, first: Candidate, candidates: Sequence[Candidate]) -> Candidate:
    """The first candidate; where it is written for other people, the same rule written for the person's situation, or
    one that is nearly as likely: less so where it names their situation beside one that is not theirs.
    """
    asked, least = frozenset(question.situations), _OWN_OTHERWISE * first.probability
    shared, clash = first.scope & asked, clashes(first.scope, asked, first.barred)
    if not first.scope and ANOTHER_WAY & asked and not said_for_everyone(first.hit.sentence):
        return next((c for c in candidates[:8] if _is_own_way(c, first, asked)), first)
    if not first.scope and asked and _THEIR_OWN.search(fold(question.matter)):
        return next((c for c in candidates[:8] if _names(c, asked) and c.probability >= least), first)
    if not asked or not first.scope or (shared and not clash):
        return first
    if asked <= situations_named(fold(first.hit.sentence.text)):
        return first  # "… pour les étudiants d'une préparation présentielle ou à distance": it names them itself
    for candidate in candidates[:8]:
        if clashes(candidate.scope, asked, candidate.barred):
            continue
        share = _OWN_REPEATED if repeats(candidate, first) else _OWN_OTHERWISE if clash else _GENERAL_SHARE
        if shared and suits(candidate.scope, asked, candidate.barred):
            share = _OWN_SHARED
        if candidate.scope & asked and candidate.probability >= share * first.probability:
            return candidate
    return first


# Who comes this way has no exam: what a text says of all candidates is mostly of those who sit it.
ANOTHER_WAY = frozenset({"vae"})


# "et pour l'apprenti, y en a une en plus ?": what is said of them alone is asked for.
_THEIR_OWN = re.compile(r"\b(?:en plus|de plus|particuli\w+|special\w*|specifiques?|propres? a(?:ux?)?)\b")


def _names(candidate: Candidate, asked: frozenset[str]) -> bool:
    """Whether a sentence says itself that it is for people of a situation asked about."""
    sentence = candidate.hit.sentence
    return sentence.kind != "heading" and not sentence.ambiguous and bool(situations_named(fold(sentence.text)) & asked)


def _is_own_way(candidate: Candidate, first: Candidate, asked: frozenset[str]) -> bool:
    """Whether a candidate says for the person's own way in what the first one says without naming any."""
    likely = candidate.probability >= _OWN_OTHERWISE * first.probability
    return likely and bool(candidate.scope & asked & ANOTHER_WAY) and candidate.row[_KIND] == first.row[_KIND]


def repeats(candidate: Candidate, other: Candidate) -> bool:
    """Whether a candidate says what another says: the same values in nearly the same words, or inside its list."""
    sentence, known = candidate.hit.sentence, other.hit.sentence
    if sentence.document != known.document:
        return False
    if sentence.group is not None and sentence.group == known.group:
        return False  # items of one list: joined by quotes.distinct
    own, others = set(tokens(sentence.text)), set(tokens(known.text))
    values = {(q.value, q.unit) for q in quantities(sentence.text)}
    same_values = values == {(q.value, q.unit) for q in quantities(known.text)}
    overlap = len(own & others) / (min(len(own), len(others)) or 1)
    return overlap >= (0.5 if same_values and values else 0.8)
