"""A chosen quote and what bears on it elsewhere in its text: the same rule for other people, a limit, a consequence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from advisor.language.french import fold, tokens
from advisor.language.vocabulary import vocabulary
from advisor.parse.layout import NOTE, is_note
from advisor.parse.tables import is_table_row
from advisor.records import SITUATIONS, Evidence, Hit, Question, Sentence
from advisor.select.audience import audience_of, situations_named
from advisor.select.quotes import LONGEST_LIST, whole
from advisor.select.rank import Candidate
from advisor.select.signals import asks_how_much
from advisor.select.value import may_be_length, names_the_thing


def with_companions(
    question: Question, first: Candidate, evidence: Sequence[Evidence], sentences: Sequence[Sentence]
) -> list[Evidence]:
    """Return the evidence, its first from the candidate `first`, with the sentences of that text that bear on it."""
    return [
        *consequence(question, first, sentences),
        *evidence,
        *_nothing_else(question, first, sentences),
        *_qualified(question, first, sentences),
        *_extended(question, first, sentences),
        *_limit(question, first, sentences),
    ]


def _beside(question: Question, first: Candidate, sentence: Sentence, sentences: Sequence[Sentence]) -> Evidence:
    """A companion, as evidence: as sure as the quote that it stands beside, with no signals of its own."""
    return replace(whole(question, replace(first, hit=Hit(sentence)), sentences), features=())


def consequence(question: Question, first: Candidate, sentences: Sequence[Sentence]) -> list[Evidence]:
    """What a case entails, for who asks, where the quote only says when it is one and names it: "La non-conformité peut
    être prononcée dès lors que …", and elsewhere "La constatation de non-conformité entraîne …".
    """
    words = vocabulary()
    if not words.consequence_asked.search(fold(question.text)):
        return []
    quoted = fold(whole(question, first, sentences).quote)
    if words.entails.search(quoted):
        return []
    if next_to := _goes_on_to_say(first.hit.sentence, sentences):
        return [_beside(question, first, next_to, sentences)]
    case = _CASE.match(quoted)
    if case is None or _ANYTHING.match(case.group("name")):
        return []
    own = first.scope | frozenset(question.situations)
    named = re.compile(rf"\b{re.escape(case.group('name'))}\b")
    found = [
        sentence
        for sentence in sentences
        if (verb := words.entails.search(folded := fold(sentence.text)))
        and named.search(folded, 0, verb.start())
        and sentence.kind != "heading"
        and audience_of(first.document.text, sentence) <= own
    ]
    if not found:
        return []
    nearest = min(found, key=lambda sentence: abs(sentence.number - first.hit.sentence.number))
    return [_beside(question, first, nearest, sentences)]


def _goes_on_to_say(own: Sentence, sentences: Sequence[Sentence]) -> Sentence | None:
    """The sentence behind one, in its paragraph, that says what it entails: "Qui n'y a pas accédé est noté zéro"."""
    after = next((sentence for sentence in sentences if sentence.number == own.number + 1), None)
    said = after is not None and after.block == own.block and vocabulary().entails.search(fold(after.text))
    return after if said else None


# "La non-conformité du dossier peut être prononcée dès lors qu'…": when something is the case, by its name.
_CASE = re.compile(
    r"(?:(?:la|le|les|une?) |l')(?P<name>[\w-]{5,})\b[^.;:]{0,80}\b(?:prononce|constate|decide|etabli|reconnu)\w*\b"
    r"[^.;:]{0,40}\b(?:des lors qu|lorsqu|quand |si |dans (?:les|l'un des) cas|en cas d)"
)


# Who or what any sentence may be about: no name of a case.
_ANYTHING = re.compile(
    r"(?:candidat|eleve|etudiant|apprenti|stagiaire|diplome|epreuve|sous-epreuve|examen|session|dossier|rapport|stage|jury"
    r"|commission|certificat|note|unite|titre|brevet|date)"
)


def _extended(question: Question, first: Candidate, sentences: Sequence[Sentence]) -> list[Evidence]:
    """The sentence that extends a rule written for other candidates to those of the question: "… les mêmes que …"."""
    asked = frozenset(question.situations) & frozenset(SITUATIONS)
    if not asked or not first.scope or first.scope & asked:
        return []
    subject = set(tokens(first.hit.sentence.text))
    extending = [
        sentence
        for sentence in sentences
        if audience_of(first.document.text, sentence) & asked
        and vocabulary().same_rule.search(fold(sentence.text))
        and sentence.kind != "heading"
    ]
    if not extending:
        return []
    best = max(extending, key=lambda sentence: len(subject & set(tokens(sentence.text))))
    if len(subject & set(tokens(best.text))) < 2:
        return []
    return [_beside(question, first, best, sentences)]


def same_for_them(
    question: Question, quotes: Sequence[Evidence], candidates: Sequence[Candidate], sentences: Sequence[Sentence]
) -> tuple[Evidence, ...]:
    """Return what a quote written for others says where it is written for the person, word for word, or the quote with
    the sentence that says the same thing is theirs: "les supports (rapport d'activité …) sont les mêmes que ceux des
    candidats scolaires"; the quotes of a table without columns with the person's row; nothing where no sentence does.
    """
    quoted, asked = quotes[0], frozenset(question.situations)
    said = tokens(quoted.hit.sentence.text)
    if theirs := next((c for c in candidates if c.scope & asked and tokens(c.hit.sentence.text) == said), None):
        return (whole(question, theirs, sentences),)
    first = next((c for c in candidates if c.hit.sentence == quoted.hit.sentence), None)
    if first is None:
        return ()
    if rows := _rows_of_theirs(question, quoted, sentences):
        cell = [item for item in quotes if item.hit.sentence in rows[0].said]
        span = replace(quoted, start=min(item.start for item in cell), end=max(item.end for item in cell))
        own = [span] if len(span.quote) <= LONGEST_LIST else cell
        return *own, *(replace(_beside(question, first, row.label, sentences), end=row.end) for row in rows)
    named = set(question.terms) - vocabulary().generic
    for told in _extended(question, first, sentences):
        if named & set(tokens(told.quote)):
            return quoted, told
    return ()


class _Row(NamedTuple):
    """A row of a table without columns: its first cell, where it ends, and the sentences of the cell that it means."""

    label: Sentence
    end: int
    said: Sequence[Sentence]


def _rows_of_theirs(question: Question, quoted: Evidence, sentences: Sequence[Sentence]) -> list[_Row]:
    """The rows of the person's way in, in a table without columns, whose cell is the quote or says that it is the same:
    "En contrat d'apprentissage X", "La composition du jury …"; "En contrat de professionnalisation X", "Idem".
    """
    rows: list[tuple[Sentence, list[Sentence]]] = []
    for sentence in (other for other in sentences if other.headings == quoted.headings):
        if sentence.kind == "row" and fold(sentence.text) != _SAME:
            rows.append((sentence, []))
        elif rows:
            rows[-1][1].append(sentence)
    said: list[Sentence] = []
    found = []
    for label, cell in ((label, cell) for label, cell in rows if cell):
        same = [sentence for sentence in cell if fold(sentence.text) == _SAME]
        said = said if same else cell
        if quoted.hit.sentence in said and situations_named(fold(label.text)) & frozenset(question.situations):
            found.append(_Row(label, same[0].end if same else label.end, said))
    return found


_SAME = "idem"


def _nothing_else(question: Question, first: Candidate, sentences: Sequence[Sentence]) -> list[Evidence]:
    """What closes a rule on what is allowed, in its paragraph: "La calculatrice est autorisée.", "Aucun autre document
    n'est admis."
    """
    own = first.hit.sentence
    after = next((sentence for sentence in sentences if sentence.number == own.number + 1), None)
    closes = after is not None and after.block == own.block and _NO_OTHER.match(fold(after.text))
    return [_beside(question, first, after, sentences)] if closes and after is not None else []


_NO_OTHER = re.compile(r"(?:aucune?|nulle?) autre |tout(?:e|es)? autre |toute? autre |l'usage de tout autre ")


def _qualified(question: Question, first: Candidate, sentences: Sequence[Sentence]) -> list[Evidence]:
    """What the next sentence of the section adds to a permission, as its condition ("Les activités effectuées doivent
    être en cohérence avec …"), or to a list: "Cette liste est non exhaustive", or what is an exception to it.
    """
    own = first.hit.sentence
    members = [sentence for sentence in sentences if own.group is not None and sentence.group == own.group]
    last = members[-1] if members else own
    after = next((sentence for sentence in sentences if sentence.number == last.number + 1), None)
    if after is None or after.headings != own.headings or after.kind == "heading":
        return []
    folded, permits = fold(after.text), _PERMITS.search(fold(own.text)) is not None
    added = _EXCEPTION.match(folded) if members else _CONDITION.match(folded) if permits else None
    said = _LIST_OPEN.match(folded) or added
    return [_beside(question, first, after, sentences)] if said else []


_PERMITS = re.compile(
    r"\b(?:peu(?:t|vent)|pourra|pourront) (?:\w+ )?(?:etre (?:remplace|dispense|reduit|inclus|pris)|tenir lieu)"
)
_CONDITION = re.compile(
    r"(?:l[ea]s? |l'|ces |cet(?:te)? |ce )\w+ (?:ainsi )?(?:effectue|exerce|occupe|realise|accompli|suivi|propose)e?s? "
    r"(?:\w+ )?doi(?:t|vent)\b"
)
# Behind the list of what makes a paper void: "Dans l'hypothèse où …, le candidat dispose toutefois de trois jours".
_EXCEPTION = re.compile(
    r"(?:toutefois|cependant|neanmoins|par (?:derogation|exception)|dans l'hypothese ou|sauf)\b"
    r"|[^.;]{3,160}\btoutefois\b"
)
_LIST_OPEN = re.compile(r"(?:cette |la )?liste (?:est |n'est )?(?:pas |non )(?:exhaustive|limitative)")


def _limit(question: Question, first: Candidate, sentences: Sequence[Sentence]) -> list[Evidence]:
    """How far the length asked for may be changed, where the text says so for the same people, in time."""
    own = first.hit.sentence
    if not asks_how_much(question) or not may_be_length(question, own.text, own.headings):
        return []
    asked = frozenset(question.situations)
    found = [
        sentence
        for sentence in sentences
        if vocabulary().limits.search(folded := fold(sentence.text))
        and re.search(r"\bdurees?\b", folded)
        and not _OF_ANOTHER_THING.search(folded)
        and sentence.kind != "heading"
        and names_the_thing(question, sentence.text)
        and set(audience_of(first.document.text, sentence)) <= asked | first.scope
    ]
    if not found:
        return []
    nearest = min(found, key=lambda sentence: abs(sentence.number - own.number))
    return [_beside(question, first, nearest, sentences)]


# A bound on something else that has to do with the placement: a delay, an absence, a working week.
_OF_ANOTHER_THING = re.compile(r"\b(?:delais?|absences?|remis\w*|par (?:semaine|jour)|presence|nouveau|intemperies)\b")


_CALL = re.compile(r"\((?:\d{1,2}|\*{1,3}|[a-h])\)")
_MOST_NOTES = 3


def with_notes(evidence: Sequence[Evidence], sentences: Mapping[str, Sequence[Sentence]]) -> list[Evidence]:
    """Return the evidence, then the notes that quoted rows of a table call: "EP2 – Pose (1)", and below the table "(1)
    L'épreuve comporte …".
    """
    found = list(evidence)
    for item in evidence:
        if not is_table_row(item.quote):
            continue
        calls = set(_CALL.findall(item.quote))
        text, own = item.document.text, sentences[item.document.id]
        notes = [
            note
            for note in own
            if note.start > item.end and (match := NOTE.match(note.text)) and match.group("call") in calls
        ]
        below = {note.text[:4]: note for note in reversed(notes)}  # the nearest of each
        for note in sorted(below.values(), key=lambda note: note.start)[:_MOST_NOTES]:
            if is_note(text, note.start) and not any(known.start <= note.start < known.end for known in found):
                found.append(replace(item, start=note.start, end=note.end, hit=Hit(note), features=(), situations=()))
    return found
