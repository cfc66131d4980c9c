"""Question and hits to evidence: the sentences or lists that answer, whole, or none, by a probability, never by a bare
cosine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from advisor.engines.evidence import EvidenceModel
from advisor.language.exams import dossiers_in, exams_in, of_another_dossier
from advisor.language.french import dates, fold, tokens
from advisor.language.vocabulary import types_in, vocabulary
from advisor.parse.tables import is_table_row
from advisor.records import SITUATIONS, Document, Evidence, Hit, Question, Sentence
from advisor.retrieve import SearchableIndex, documents_of
from advisor.select.acronym import written_out
from advisor.select.audience import clashes, said_for_everyone, suits
from advisor.select.companions import consequence, with_companions, with_notes
from advisor.select.enough import probability as enough_probability
from advisor.select.exempt import exempted
from advisor.select.experience import length_of_experience
from advisor.select.prefer import ANOTHER_WAY, VALUED, general_first, ordered, own_first, repeats
from advisor.select.quotes import distinct, quoted_span, whole
from advisor.select.rank import JUDGED, Candidate, Weights, compared, load_weights, only_names_it, rank, wants_several
from advisor.select.rows import all_headings, all_rows, named_row
from advisor.select.signals import NAMES, asks_how_much
from advisor.select.value import holds_value, the_value, wanted
from advisor.settle import tokens_in
from advisor.understand.reading import named_in, own_words, without_scene

MOST_QUOTES = 3
MOST_PARTS = 6  # lists of the parts of an exam
SURE = 0.7  # probability that one of the quotes answers, from which no guess is added
GUESS = 0.1  # least probability of a guess
SURER = 0.75  # probability that what is quoted answers, from which a guess takes more:
SURER_GUESS = 0.15  # of 154 guesses on questions of strangers, 34 below it were beside what was so sure, none needed
BESIDE = 0.05  # … of the rule for the person's own situation, or for the others of those whom they named
SIDE_BY_SIDE = 0.5  # of the usual certainty for a further quote, where the question sets two things side by side
LENIENCY = 0.6  # of the threshold, for a comparison, a case with what it entails, a list named by its heading, a count
RIVAL = 0.3  # of the first one's probability, from which another diploma's sentence could be meant as well
# A date of publication or a price is stated or it is not: a sentence that only speaks of it never answers.
_UNSTATED, _OTHER_EXAM, _FIELD = NAMES.index("unstated"), NAMES.index("other_exam"), NAMES.index("field")
_KIND, _UNIT = NAMES.index("kind"), NAMES.index("unit")


@dataclass(frozen=True, slots=True)
class Selection:
    """What was chosen. `candidates` are all hits, best first; `evidence` is empty when nothing answers."""

    evidence: tuple[Evidence, ...]
    candidates: tuple[Candidate, ...]
    probability: float
    enough: bool


def select(
    question: Question,
    hits: Sequence[Hit],
    documents: Mapping[str, Document],
    sentences: Mapping[str, Sequence[Sentence]],
    *,
    model: EvidenceModel | None,
    lenient: bool = False,
) -> Selection:
    """Choose the smallest set of quotes that answers completely, or none.

    `lenient` asks for less certainty: a question about two diplomas resembles no sentence of either.

    `sentences` gives the sentences of each document, so that lists and their lead-ins can be made whole.
    """
    weights = load_weights()
    hits = _of_the_dossier(question, hits, documents, sentences)
    candidates = rank(question, hits, documents, model=model, weights=weights, several=lenient)
    if not candidates:
        return Selection((), (), 0.0, False)
    if stated := (
        written_out(question, candidates, sentences)
        or _last_day(question, candidates, sentences)
        or named_row(question, candidates, sentences)
        or all_rows(question, candidates, sentences)
        or exempted(question, candidates, sentences)
        or length_of_experience(question, candidates, sentences)
    ):
        return Selection(tuple(with_notes([stated], sentences)), candidates, stated.probability, True)
    if headed := all_headings(question, candidates, sentences):
        return Selection(tuple(headed), candidates, headed[0].probability, True)
    telling = [c for c in candidates if not (c.row[_UNSTATED] or c.row[_OTHER_EXAM] or only_names_it(question, c))]
    judged = telling[:JUDGED]
    stating = by_quote(question, judged, sentences)
    chance = max((candidate.probability for candidate in stating[:3]), default=0.0)
    probability = enough_probability(judged, chance, weights) if judged else 0.0
    if stating and not lenient:
        # A case and what it entails stand apart: neither alone resembles what is asked. Nor does one item of a list
        # that is asked for by its heading.
        entailed = consequence(question, stating[0], sentences[stating[0].document.id])
        lenient = bool(entailed) or _under_its_name(question, stating[0]) or _counted(question, stating[0])
        lenient = lenient or _of_its_exam(question, stating[0])
    enough = bool(stating) and probability >= weights.threshold * (LENIENCY if lenient else 1.0)
    chosen = (
        _chosen(question, stating, weights, guess=SURER_GUESS if probability >= SURER else GUESS)
        if enough
        else _under_its_label(question, stating)
    )
    if (parts := _of_its_parts(question, stating)) and (not chosen or chosen[0] in parts or len(parts) == 1):
        chosen = parts
    enough = bool(chosen)
    evidence = [whole(question, candidate, sentences[candidate.document.id]) for candidate in chosen]
    if chosen:
        evidence = with_companions(question, chosen[0], evidence, sentences[chosen[0].document.id])
    return Selection(tuple(with_notes(distinct(evidence), sentences)), candidates, probability, enough)


def _last_day(
    question: Question, candidates: Sequence[Candidate], sentences: Mapping[str, Sequence[Sentence]]
) -> Evidence | None:
    """The sentence with the end of the registration, for who asks whether it still holds; None where none is stated."""
    if not vocabulary().still_valid.search(fold(question.matter)):
        return None
    for candidate in candidates:
        sentence, last = candidate.hit.sentence, candidate.document.valid_until
        if last is not None and sentence.kind != "heading" and last in dates(sentence.text):
            return whole(question, replace(candidate, probability=1.0), sentences[candidate.document.id])
    return None


def _under_its_name(question: Question, candidate: Candidate) -> bool:
    """Whether a list is asked for, and what opens it or stands above it names all that the question does."""
    named, sentence = named_in(question.matter) - _PIECES, candidate.hit.sentence
    opening = candidate.document.text[slice(*sentence.lead_in)] if sentence.lead_in else ""
    above = set(tokens(" ".join((*sentence.headings[-1:], opening))))
    return question.kind == "list" and bool(named) and named <= above


def _counted(question: Question, candidate: Candidate) -> bool:
    """Whether a sentence has the one number in the unit asked for and, with the one that it leans on, every word that
    is the question's own: "combien de pages fait le rapport de stage ?"; and is not for others where the person told
    their situation.
    """
    asked, sentence, words = frozenset(question.situations), candidate.hit.sentence, own_words(question.matter)
    said = set(tokens(f"{candidate.document.text[slice(*(sentence.before or (0, 0)))]} {sentence.text}"))
    if not words or not words <= said or (asked and not candidate.scope & asked):
        return False
    return bool(candidate.row[_UNIT]) and the_value(question, sentence.text, sentence.headings) is not None


def _of_its_exam(question: Question, candidate: Candidate) -> bool:
    """Whether a sentence under the heading of the exam asked about has the value asked of it, and it or its headings
    name all that the question does: "combien dure l'épreuve ponctuelle de l'E1 ?".
    """
    asked, sentence = exams_in(question.text.upper()), candidate.hit.sentence
    if not asked or not asked <= exams_in(" ; ".join(sentence.headings)) or not asks_how_much(question):
        return False
    named = named_in(question.matter) - frozenset(code.lower() for code in asked)
    above = set(tokens(" ".join((*sentence.headings, sentence.text))))
    return named <= above and the_value(question, sentence.text, sentence.headings) is not None


# What the pieces of an exam are called, one for another: the "composante transversale" is the "partie transversale".
_PIECES = frozenset(tokens("partie bloc module domaine"))


def _under_its_label(question: Question, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The likeliest candidates, in reading order, of the section or line whose label is all that is asked for: « quel
    est le programme ? »; none where the question names anything else.
    """
    asked = without_scene(fold(question.matter))
    if question.topic in ("stage", "examen") or types_in(asked):  # of something else than the diploma itself
        return []
    if not any(left.search(asked) and not named_in(left.sub(" ", asked)) for left, _ in vocabulary().fields):
        return []
    labelled = [
        c
        for c in candidates
        if c.row[_FIELD] and c.hit.sentence.kind != "heading" and (c.row[_KIND] or question.kind not in _OF_A_VALUE)
    ]
    return sorted(labelled[:MOST_QUOTES], key=_place)


def _place(candidate: Candidate) -> tuple[str, int]:
    """Where a candidate stands, for the reading order."""
    return candidate.document.id, candidate.hit.sentence.start


def _of_its_parts(question: Question, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The lists of the parts of an exam, each with its coefficient, for who asks how much the exam counts and names
    nothing else; what says the sum, where the text does.
    """
    if question.kind != "coefficient" or not asks_how_much(question) or named_in(question.matter):
        return []
    if summed := [c for c in candidates if _SUM.search(fold(c.hit.sentence.text)) and not c.row[_OTHER_EXAM]]:
        return summed[:1]
    items = [c for c in candidates if c.row[_KIND] and c.hit.sentence.kind == "item"]
    parts = [c for c in items if not clashes(c.scope, question.situations, c.barred)]
    return sorted(parts, key=_place) if len(parts) <= MOST_PARTS else []


_SUM = re.compile(r"\bcoefficients? (?:total|global)")
_IN_CELLS = frozenset({"count", "value", "place", "person"})  # kinds that a cell of a table may answer
_OF_A_VALUE = frozenset({"duration", "count", "date", "person", "mark", "coefficient", "place"})


def by_quote(
    question: Question, candidates: Sequence[Candidate], sentences: Mapping[str, Sequence[Sentence]]
) -> list[Candidate]:
    """Return the best candidate of each quote that the candidates make, with the probability that the quote answers.

    The items of a short list are quoted together, so one that answers is enough: 1 - Π (1 - p) over those at hand.
    """
    best: dict[tuple[str, int, int], Candidate] = {}
    missing: dict[tuple[str, int, int], float] = {}
    for candidate in candidates:
        span = quoted_span(question, candidate, sentences[candidate.document.id])
        best.setdefault(span, candidate)
        missing[span] = missing.get(span, 1.0) * (1.0 - candidate.probability)
    return [replace(candidate, probability=1.0 - missing[span]) for span, candidate in best.items()]


def _chosen(
    question: Question, candidates: Sequence[Candidate], weights: Weights, *, guess: float = GUESS
) -> list[Candidate]:
    """The best candidate, and those as likely to answer that say something else, or the same for other people; and
    guesses, from the probability `guess`, where none is sure.
    """
    by_situation = _by_situation(question, candidates, weights)
    if len(by_situation) > 1:
        return by_situation
    candidates = ordered(question, candidates)
    first = own_first(question, general_first(question, candidates), candidates)
    chosen = [first]
    least = max(weights.second, weights.share * first.probability)
    if compared(question):
        least *= SIDE_BY_SIDE
    missing = 1.0 - first.probability
    valued = (
        the_value(question, first.hit.sentence.text, first.hit.sentence.headings) is not None
        and _ALSO_ASKED.search(fold(question.matter)) is None
    )
    asked = frozenset(question.situations)
    own = bool(first.scope & asked)  # the rule for the person's own situation: another one is another rule
    settled = own and bool(wanted(question, first.hit.sentence.text))
    narrow = own and not suits(first.scope, asked, first.barred)
    one_weight = question.kind in ("coefficient", "mark") and not wants_several(question)
    for candidate in candidates[:8]:
        if len(chosen) == MOST_QUOTES:
            break
        if valued and not holds_value(question, candidate.hit.sentence.text):
            continue  # what holds no value adds nothing to one that answers by itself
        if one_weight and _names_less(question, candidate, first):
            continue  # another thing has another coefficient
        not_theirs = not candidate.scope & asked or clashes(candidate.scope, asked, candidate.barred)
        if own and candidate.scope and not_theirs and not compared(question):
            continue
        if candidate.hit.sentence.kind == "furniture":
            continue  # "Page 12 sur 40"
        if candidate.hit.sentence.ambiguous and not first.hit.sentence.ambiguous:
            continue  # the columns of its table are lost: it says nothing that could be added
        # Where it is far from sure that what is chosen answers, the next best is shown beside it; so is what the text
        # says for the person's own situation, beside what it says of no one's.
        theirs = not first.scope and bool(candidate.scope & asked)
        guessed = not settled and (theirs or 1.0 - missing < SURE)
        least_guess = BESIDE if theirs else GUESS if candidate.scope & asked else guess
        guessed = guessed and candidate.probability >= least_guess
        # Who comes by the VAE is not told of what those may do who sit the exam.
        of_the_exam = own and asked & ANOTHER_WAY and not candidate.scope
        guessed = guessed and not (of_the_exam and not said_for_everyone(candidate.hit.sentence))
        # The rows of a table are much alike: a guess only for who asks for a value, or for their own situation's.
        guessed = guessed and (theirs or question.kind in VALUED | _IN_CELLS or not _is_row(candidate))
        # "Redoublant" may be an apprentice or not: beside the rule for the ones stands the rule for the others.
        beside = narrow and asked <= candidate.scope and not candidate.scope & first.scope - asked
        beside = beside and candidate.hit.sentence.kind != "heading"
        guessed = guessed or (beside and candidate.probability >= BESIDE)
        if candidate is first or (candidate.probability < least and not guessed):
            continue
        same = [other for other in chosen if repeats(candidate, other)]
        others = (
            not question.situations and same and all(other.scope and candidate.scope - other.scope for other in same)
        )
        if not same or (others and candidate.scope):
            chosen.append(candidate)
            missing *= 1.0 - candidate.probability
    chosen = [c for c in chosen if c is first or not _only_heads(c, chosen)]
    return _with_other_side(question, chosen, candidates, weights)


def _only_heads(candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
    """Whether a candidate is the heading of another that was chosen, which names it already."""
    title = candidate.hit.sentence.text
    return candidate.hit.sentence.kind == "heading" and any(title in other.hit.sentence.headings for other in chosen)


def _names_less(question: Question, candidate: Candidate, first: Candidate) -> bool:
    """Whether a candidate has fewer of the question's own words than the first."""
    named = [own_words(question.matter) & set(tokens(c.hit.sentence.text)) for c in (candidate, first)]
    return named[0] < named[1]


def _is_row(candidate: Candidate) -> bool:
    """Whether a candidate is a row of a table."""
    return is_table_row(candidate.document.text[candidate.hit.sentence.start : candidate.hit.sentence.end])


def _by_situation(question: Question, candidates: Sequence[Candidate], weights: Weights) -> list[Candidate]:
    """The best candidate for each of several situations that the question sets side by side, best first."""
    asked = [code for code in question.situations if code in SITUATIONS]
    if len(asked) < 2:
        return []
    found: list[Candidate] = []
    for code in asked:
        own = [c for c in candidates[:JUDGED] if code in c.scope]
        # Where one situation is a part of another, the wider one is answered by what is not said of the part alone.
        alone = [c for c in own if not any(other in c.scope for other in asked if other != code)]
        best = next((c for c in alone or own if c.probability >= weights.second * SIDE_BY_SIDE), None)
        if best is not None and best not in found:
            found.append(best)
    return sorted(found, key=lambda candidate: -candidate.probability)


def _with_other_side(
    question: Question, chosen: list[Candidate], candidates: Sequence[Candidate], weights: Weights
) -> list[Candidate]:
    """What was chosen and, where one situation is compared with the others, the best for the side still missing."""
    asked = [code for code in question.situations if code in SITUATIONS]
    if len(asked) != 1 or len(chosen) == MOST_QUOTES or not compared(question):
        return chosen
    missing = {True, False} - {asked[0] in candidate.scope for candidate in chosen}
    least = weights.second * SIDE_BY_SIDE
    found = [c for c in candidates[:JUDGED] if (asked[0] in c.scope) in missing and c.probability >= least]
    return [*chosen, *found[:1]]


_ALSO_ASKED = re.compile(
    r"\b(?:et|and) (?:(?:est|sont|a|ont|peut|doit|faut)\b|\w+-(?:t-)?(?:on|ils?|elles?|je)\b|(?:on|je|il) )"
)


def _of_the_dossier(
    question: Question,
    hits: Sequence[Hit],
    documents: Mapping[str, Document],
    sentences: Mapping[str, Sequence[Sentence]],
) -> Sequence[Hit]:
    """Leave out what is said of another dossier of the same text than the one asked about: "dossier de conception" for
    who asks what the "dossier d'industrialisation" contains.
    """
    asked = dossiers_in(question.matter)
    if not asked:
        return hits

    def said(sentence: Sentence) -> str:
        """A sentence with what "ce dossier" takes up; an item with the opening of its list, read so."""
        text, own = documents[sentence.document].text, sentences[sentence.document]
        opening = next((o for o in own if sentence.lead_in == (o.start, o.end) and o != sentence), None)
        before = text[slice(*(sentence.before or (0, 0)))] if "ce dossier" in fold(sentence.text) else ""
        return f"{said(opening) if opening else ''} {before} {sentence.text}"

    return [
        hit for hit in hits if not of_another_dossier(asked, said(hit.sentence), documents[hit.sentence.document].text)
    ]


def single_diploma(question: Question, chosen: Selection, index: SearchableIndex, among: Sequence[str]) -> str | None:
    """Return the one diploma that a question without name can mean, None when several could.

    One is taken only when its text alone has the words of the question that are rare: "le stage" could be anyone's.
    """
    first = chosen.candidates[0] if chosen.candidates else None
    if first is None or first.document.diploma is None:
        return None
    own = first.document.diploma.id
    words = [word for word in re.findall(r"[a-z0-9]+", fold(question.text)) if vocabulary().domain.fullmatch(word)]
    generic = vocabulary().generic | frozenset(tokens(" ".join(words)))
    wanted = {
        term for term in question.terms if term not in generic and (len(term) > 2 or any(c.isdigit() for c in term))
    }
    documents = [index.documents[name] for name in documents_of(index, among)]
    having = {term: {d.diploma.id for d in documents if d.diploma and term in tokens_in(d.text)} for term in wanted}
    only_here = {term for term, owners in having.items() if owners == {own}}
    matched = only_here & set(tokens(" ".join((first.hit.sentence.text, *first.hit.sentence.headings))))
    if vocabulary().untold["which_diploma"].search(fold(question.text)):
        counts = [len(owners) for owners in having.values() if owners]
        rarest = {term for term, owners in having.items() if len(owners) == min(counts, default=0)}
        return own if chosen.enough and _stands_out(chosen, rarest) else None
    if not chosen.enough or not matched:
        return None
    rivals = (c for c in chosen.candidates[1:] if c.document.diploma and c.document.diploma.id != own)
    # Another text nearly as likely to answer: "peut-on continuer ses études ?" could be of either.
    return None if any(c.probability >= RIVAL * first.probability for c in rivals) else own


_OTHERS_SHARE = 0.7  # of the first one's probability, that another diploma's sentence may not reach


def _stands_out(chosen: Selection, words: set[str]) -> bool:
    """Whether the likeliest sentence has one of some words, and no other diploma's that has one is nearly as likely."""
    first = chosen.candidates[0]
    having = [c for c in chosen.candidates if words & set(tokens(c.hit.sentence.text))]
    others = [c.probability for c in having if c.document.diploma != first.document.diploma]
    return first in having and max(others, default=0.0) < _OTHERS_SHARE * first.probability
