"""A candidate to what is quoted of it, whole: a list with its lead-in, a rule with its consequence or exception."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from advisor.language.french import fold, tokens
from advisor.language.persons import acting
from advisor.parse.tables import is_table_row
from advisor.records import ATTRIBUTES, Evidence, Question, Sentence
from advisor.select.audience import audience_of
from advisor.select.rank import Candidate
from advisor.select.signals import NAMES
from advisor.select.value import asks_of_each, shared_units, the_value, wanted
from advisor.understand.reading import named_in

LONGEST_LIST = 2500  # characters of a list that is quoted whole
SHORT_LIST = 700  # a list as short as this is quoted whole even when one item is asked for


def quoted_span(question: Question, candidate: Candidate, sentences: Sequence[Sentence]) -> tuple[str, int, int]:
    """Return document, start and end of what is quoted when a candidate is chosen."""
    sentence = candidate.hit.sentence
    if sentence.group is None:
        return sentence.document, sentence.start, sentence.end
    return sentence.document, *_list_span(question, sentence, sentences)


def whole(question: Question, candidate: Candidate, sentences: Sequence[Sentence]) -> Evidence:
    """Make evidence of a candidate: a list with its lead-in, a rule with its consequence or exception."""
    sentence = candidate.hit.sentence
    text = candidate.document.text
    start, end = sentence.start, sentence.end
    if sentence.group is not None:
        start, end = _with_subject(*_list_span(question, sentence, sentences), sentence, sentences)
    elif (
        sentence.number > 0
        and _leans_back(sentence, before := sentences[sentence.number - 1])
        and (before.headings, before.kind) == (sentence.headings, "paragraph")
        and not text[before.end : start].strip()
    ):
        start = before.start
    if section := _label_values(sentence, sentences):
        start, end = section
    elif sentence.group is None and sentence.number + 1 < len(sentences):
        after = sentences[sentence.number + 1]
        told = fold(after.text)
        goes_on = _GOES_ON.match(told) or (_CONSISTS_OF.match(told) and _asks_inside(question))
        if after.block == sentence.block and goes_on:
            end = after.end if after.group is None else _list_span(question, after, sentences)[1]
    return Evidence(
        document=candidate.document,
        start=start,
        end=end,
        headings=sentence.headings,
        hit=candidate.hit,
        probability=candidate.probability,
        situations=tuple(sorted(audience_of(candidate.document.text, sentence))),
        ambiguous=any(other.ambiguous for other in sentences if other.start < end and other.end > start),
        features=tuple(zip(NAMES, candidate.row, strict=True)),
    )


def _with_subject(start: int, end: int, sentence: Sentence, sentences: Sequence[Sentence]) -> tuple[int, int]:
    """Return the span of a list with the sentence before it, where its opening ("Il comprend :") leans on that one."""
    opening = next((s for s in sentences if s.start == start and s.group == sentence.group), None)
    if opening is None or opening.before is None or not opening.text.endswith(":"):
        return start, end
    return (opening.before[0], end) if _leans_back(opening, sentences[opening.number - 1]) else (start, end)


def _list_span(question: Question, sentence: Sentence, sentences: Sequence[Sentence]) -> tuple[int, int]:
    """Return the part of a list to quote: all of it for a list or its lead-in, the item alone when one is asked for.

    An item that opens a list of its own comes with it; an item of an inner list comes with that list.
    """
    members = [other for other in sentences if other.group == sentence.group]
    if _answers_alone(question, sentence, members):
        return sentence.start, sentence.end
    start, end = members[0].start, members[-1].end
    longest = LONGEST_LIST if question.kind == "list" else SHORT_LIST
    if sentence.depth == 0:
        whole = end - start <= LONGEST_LIST and not _answered_by_opening(question, sentence, members)
        return (start, end) if whole else (sentence.start, sentence.end)
    if sentence.depth == 1 and end - start <= longest:
        return start, end
    item = [other for other in members if other.block == sentence.block]
    opened = [other for other in members if other.lead_in and item[0].start <= other.lead_in[0] < item[-1].end]
    if opened:
        whole = opened[-1].end - item[0].start <= LONGEST_LIST and not _answered_by_opening(question, sentence, opened)
        return item[0].start, opened[-1].end if whole else item[-1].end
    if sentence.depth > 1 and sentence.lead_in is not None:
        siblings = [other for other in members if other.lead_in == sentence.lead_in]
        opener = next((other for other in members if other.start <= sentence.lead_in[0] < other.end), siblings[0])
        if siblings[-1].end - opener.start <= longest:
            return opener.start, siblings[-1].end
    if len(item) > 1 and item[-1].end - item[0].start <= SHORT_LIST and _leans_back(sentence, item[0]):
        return item[0].start, sentence.end
    return sentence.start, sentence.end


_OF_ONE = frozenset({"duration", "coefficient", "mark"})
_TELLING = 6  # words of an item that is understood without what opens its list


def _answers_alone(question: Question, item: Sentence, members: Sequence[Sentence]) -> bool:
    """Whether one item of a list has the value asked for and is the only one to name what it is asked of, where the
    other items have values of that kind too: they would be taken for it.
    """
    if question.kind not in _OF_ONE or item.kind != "item" or len(item.text.split()) < _TELLING:
        return False
    if asks_of_each(question) or the_value(question, item.text, item.headings) is None:
        return False
    others = [other for other in members if other is not item and wanted(question, other.text)]
    named = named_in(question.matter) & set(tokens(item.text))
    return bool(others and named) and not any(named <= set(tokens(other.text)) for other in others)


def _answered_by_opening(question: Question, opening: Sentence, members: Sequence[Sentence]) -> bool:
    """Whether only the opening of a list has what is asked: "un rapport de cinquante pages qui comporte : …"."""
    asked, others = fold(question.text), [other for other in members if other is not opening]
    if question.kind == "person":
        told = acting(opening.text) and not any(acting(other.text) for other in others)
        return bool(told) and not _CONTENT.search(asked)
    if _LISTED.search(asked):
        return False
    if question.kind in (None, "yes_no") and shared_units(question, opening.text):
        return True  # "pas plus de 30 pages, c'est bien ça ?" to a whole of fifty
    if the_value(question, opening.text, opening.headings) is None:
        return False
    return not any(wanted(question, other.text) for other in others)


_CONTENT = re.compile(r"\b(?:lesquel\w*|contien\w*|compren\w*|compos\w*|comport\w*|quel(?:le)?s sont)\b")
_LISTED = re.compile(r"\b(?:qui|lesquel\w*|quoi|contien\w*|compren\w*|compos\w*|which|what)\b")
_VALUES = 4  # lines under a label, at most, that are quoted together
_VALUE_LENGTH = 160  # characters of such a line


def _asks_inside(question: Question) -> bool:
    """Whether the question is of what makes up something: its members, its pieces."""
    return question.kind == "list" or _INSIDE.search(fold(question.text)) is not None


# "La composition du jury est déterminée par le président. Il comprend : …"
_CONSISTS_OF = re.compile(
    r"^(?:il|elle|celui-ci|celle-ci) (?:comprend|comporte|se compose|est (?:compose|constitue)e?)\b"
)
_INSIDE = re.compile(
    rf"{_CONTENT.pattern}|\b(?:quel|le|du|ce) jury\b"
    r"|(?<!par )\bqui (?:est|sont|y a|siege\w*|fait partie|(?:y a )?dans|(?:me|nous|l[ea]s?) \w+)\b"
)


def _label_values(sentence: Sentence, sentences: Sequence[Sentence]) -> tuple[int, int] | None:
    """Return the span of all the short lines under a heading of a sheet ("Codes ROME"), None where it has sentences.

    They are one value in several lines, or columns that the conversion put one below the other.
    """
    if sentence.kind != "paragraph" or sentence.group is not None or not sentence.headings:
        return None
    own = [other for other in sentences if other.headings == sentence.headings]
    plain = [other for other in own if other.kind == "paragraph" and other.group is None and not other.ambiguous]
    short = all(len(other.text) <= _VALUE_LENGTH and other.text[-1:] not in ".;:" for other in own)
    if not 1 < len(own) <= _VALUES or len(plain) < len(own) or not short:
        return None
    return own[0].start, own[-1].end


# What a rule entails, or what limits it: without it, the rule is half told.
_GOES_ON = re.compile(
    r"^(?:en consequence|par consequent|de ce fait|dans ce cas|toutefois|neanmoins|cependant"
    r"|en deca|au-dela|sinon|a defaut|dans le cas contraire|passe ce delai"
    r"|(?:il|elle|celui-ci|celle-ci|cette (?:duree|reduction)) ne (?:peut|doit)(?: \w+){0,2}"
    r" (?:etre|exceder|depasser))\b"
    # What does not hold for it: "Cette dispense ne s'applique pas …", "La correspondance n'est pas réciproque".
    r"|^(?:ce|cet|cette|ces) \w+ (?:ne |n')"
    r"|^(?:la|le) \w+ n'est (?:pas|ni) (?:reciproque|automatique|cumulable|de droit)\b"
    r"|^[^.;:]{1,80}\b(?:ne |n')[^.;:]{1,60}\b(?:par cette voie|dans ce cas|a ce titre|de cette maniere)\b"
)
_LEANS_BACK = re.compile(
    r"^(?:toutefois,? |cependant,? |neanmoins,? )?"
    r"(?:en consequence|dans ce cas|des lors|il |elle |ils |elles |celui-ci|celle-ci|ceux-ci|celles-ci"
    r"|a defaut|par consequent|en ce cas|passe (?:ce delai|cette date)|au-dela,"
    r"|ces (?:elements|informations|points|documents) |(?:l'|l[ea]s? )\w+ y \w+)"
)


# "Ce certificat est obligatoire …", "qui n'aura pas fourni cette pièce …": a paper that the sentence before names.
_THIS_PAPER = re.compile(
    r"^(?:ce|cet|cette|ces) (?P<paper>certificat|attestation|document|dossier|rapport|convention|grille|liste|avis"
    r"|decision|demande|fiche)s?\b"
)
_THIS_PIECE = re.compile(
    r"\b(?:cette piece|ces pieces|ce document|ces documents"
    r"|(?:apres|avant|jusqu'a|au-dela de|des) (?:cette date|ce delai))\b"
)


def _leans_back(sentence: Sentence, before: Sentence) -> bool:
    """Whether a sentence is understood only after the one before it."""
    folded = fold(sentence.text)
    if _LEANS_BACK.match(folded) or _THIS_PIECE.search(folded):
        return True
    named = _THIS_PAPER.match(folded)
    return named is not None and named.group("paper") in fold(before.text)


def distinct(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Join quotes that overlap or touch, best first otherwise."""
    result: list[Evidence] = []
    for item in evidence:
        for position, known in enumerate(result):
            gap = item.document.text[min(known.end, item.end) : max(known.start, item.start)]
            # A row and what stands below its table are shown each in its way.
            alike = is_table_row(known.quote) == is_table_row(item.quote)
            if known.document.id == item.document.id and (
                (known.start < item.end and item.start < known.end) or (alike and not gap.strip())
            ):
                result[position] = _joined(known, item)
                break
        else:
            result.append(item)
    return result


def _joined(first: Evidence, second: Evidence) -> Evidence:
    """Both as one quote; where each is for some people, for the situations of either: it says itself what is whose.
    Where one is for all, and is not the other with more around it, what it begins with decides.
    """
    both = frozenset(first.situations) & frozenset(second.situations)
    opening, rest = sorted((first, second), key=lambda item: item.start)
    told = opening.situations if rest.end > opening.end else opening.situations or rest.situations  # one in the other
    either = (frozenset(first.situations) | frozenset(second.situations)) - frozenset(ATTRIBUTES)
    return replace(
        first,
        situations=tuple(sorted(both | either)) if first.situations and second.situations else told,
        start=min(first.start, second.start),
        end=max(first.end, second.end),
        ambiguous=first.ambiguous or second.ambiguous,
        probability=max(first.probability, second.probability),
    )
