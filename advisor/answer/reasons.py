"""Why not to answer when what was chosen is not enough: silent, said elsewhere, other session, situation to know."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from advisor.answer import people, reading
from advisor.answer.choices import situation_choices
from advisor.language.exams import exams_in, of_another_exam
from advisor.language.french import MONTHS, dates, fold, stem, tokens
from advisor.language.numbers import codes, quantities
from advisor.language.persons import acting
from advisor.language.vocabulary import data_patterns, vocabulary
from advisor.parse.sentences import sentence_spans
from advisor.records import SITUATIONS, Document, Evidence, Question
from advisor.select import Selection
from advisor.select.acronym import leaves_unsaid
from advisor.select.audience import barred_of, leaves_out, situations_named
from advisor.select.exempt import says_not_theirs
from advisor.select.rank import JUDGED
from advisor.select.signals import NAMES, asked_unit, asks_how_much
from advisor.select.value import asked_bound, is_condition, may_be_length, only_of_others
from advisor.understand.reading import must_state, named_in, own_words

_NEAR = 0.08  # least probability of a sentence whose pointing elsewhere explains why nothing answers
_FIRST = 3  # candidates, best first, that may explain it so
_VALUE_NEAR = 0.04  # the same, for a sentence that names the value asked for
_TIMES = frozenset({"jour", "semaine", "mois", "an", "heure"})  # units that tell a date or a delay
_NEARBY = 80  # characters between a thing and what says that another text settles it
_COVERED = 0.6  # of the words of the question, from which a lower one that points elsewhere is about the same thing
_COUNTED = frozenset({"page", "euro"})  # units that answer only themselves; a time may be given in another


def too_early(question: Question, documents: Sequence[Document]) -> int | None:
    """Return the first session of the texts when the question is about an earlier one, else None."""
    sessions = [document.applies_from_session for document in documents]
    if question.session is None or not sessions or any(session is None for session in sessions):
        return None
    first = min(session for session in sessions if session is not None)
    # "à partir de quelle session ?" with a year in it asks about the text itself.
    return first if question.session < first and question.topic != "validite" else None


def why_not(question: Question, chosen: Selection) -> str | None:
    """Return the reason not to answer for one diploma, None when the evidence answers."""
    if not chosen.enough or not chosen.evidence:
        return "refers_elsewhere" if _refers(question, chosen) else "not_in_texts"
    if all(item.ambiguous for item in chosen.evidence):
        # The columns of the table are lost: the row is there, what it says is not.
        return "not_in_texts"
    matter = fold(question.matter)
    if vocabulary().meaning_asked.search(matter) and _only_names(question, chosen):
        return "refers_elsewhere"
    if _of_absent_exam(question, chosen):
        return "not_in_texts"
    first = chosen.evidence[0]
    if leaves_unsaid(question, first) or _left_out_of_all(question, chosen):
        return "not_in_texts"
    if question.kind != "person" and vocabulary().content_asked.search(matter) and _only_points(first, matter):
        return "refers_elsewhere"
    if vocabulary().content_asked.search(matter) and _only_some(first, matter):
        return "not_in_texts"
    if _for_others(question, chosen) and _same_as_others(question, chosen):
        return "refers_elsewhere"
    silent = vocabulary().untold
    if silent["conditions_asked"].search(matter) and silent["conditions"].search(fold(first.quote)):
        return "not_in_texts"
    if _left_to_another(question, first.quote) or (_asks_the_day(matter) and _undated(chosen)):
        return "refers_elsewhere"
    if asks_how_much(question) and not any(_values(question, e) or _not_theirs(question, e) for e in chosen.evidence):
        # How long, or how much it counts, is answered by a value, or by that there is none for the person.
        return "refers_elsewhere" if _refers(question, chosen) else "not_in_texts"
    if _other_bound(question, chosen) or _left_out(matter, first.quote) or _only_the_excepted(question, chosen):
        return "not_in_texts"
    told = any(silent["mark_told"].search(fold(reading(item))) for item in chosen.evidence)
    if question.kind == "mark" and silent["mark_asked"].search(matter) and not told:
        return "refers_elsewhere" if _refers(question, chosen) else "not_in_texts"
    if (either := _EITHER.search(matter)) and not _in_its_unit(either.group(), chosen):
        return "not_in_texts"
    unit = asked_unit(question.text)
    if unit in _COUNTED and not any(q.unit == unit for e in chosen.evidence for q in quantities(reading(e))):
        return "refers_elsewhere" if _refers(question, chosen) else "not_in_texts"
    if unit == "page" and _of_another_paper(question, chosen):
        return "not_in_texts"
    if situation_choices(question, chosen):
        # The rule differs between situations, there is no general one, and the person named none.
        return "needs_situation"
    return None


# "c'est en 2 ou 3 ans ?"
_EITHER = re.compile(
    r"\b(?:\d+|deux|trois|quatre|cinq|six)(?: (?:ans|annees|mois|semaines|jours|heures))? ou (?:en )?"
    r"(?:\d+|deux|trois|quatre|cinq|six) (?:ans|annees|mois|semaines|jours|heures)\b"
)


def _not_theirs(question: Question, evidence: Evidence) -> bool:
    """Whether a quote for the person, or that names their situation, says that what is asked of is not for them."""
    whose = set(evidence.situations) | situations_named(fold(evidence.quote))
    return bool(whose & set(question.situations)) and says_not_theirs(evidence.quote)


def _in_its_unit(said: str, chosen: Selection) -> bool:
    """Whether a quote has a quantity in the unit of two lengths that are set against each other, and that nobody has to
    fulfil: "trois ans d'emploi" tell nothing of a training of two or three years.
    """
    units = {quantity.unit for quantity in quantities(said)} - {None}
    texts = [reading(item) for item in chosen.evidence]
    return any(q.unit in units and not is_condition(text, q) for text in texts for q in quantities(text))


def _of_absent_exam(question: Question, chosen: Selection) -> bool:
    """Whether an exam is asked about by a code that the texts chosen from, which have such codes, never name."""
    if not question.whole:
        return False  # a part of a question about several diplomas: the code may be another one's
    asked = exams_in(question.text.upper())
    return bool(asked) and all(
        of_another_exam(frozenset({code}), replace(item.hit.sentence, headings=(), text=""), item.document.text)
        for item in chosen.evidence
        for code in asked
    )


def _left_out_of_all(question: Question, chosen: Selection) -> bool:
    """Whether the headings of all that was chosen leave out the person: "candidats n'ayant pas occupé d'emploi"."""
    asked = frozenset(question.situations)
    return bool(asked) and all(
        leaves_out(frozenset(item.situations), asked, barred_of(item.hit.sentence)) for item in chosen.evidence
    )


def _only_the_excepted(question: Question, chosen: Selection) -> bool:
    """Whether others than an exam are asked about, and all that is told is of that one: "les épreuves à part l'E8"."""
    about_exams = vocabulary().topics["examen"].search(fold(question.matter))
    apart = _APART.search(fold(question.text)) if about_exams else None
    excepted = exams_in(question.text[apart.start() :].upper()) if apart else frozenset()
    told = {code for item in chosen.evidence for code in exams_in(f"{' ; '.join(item.headings)} {item.quote}".upper())}
    return bool(excepted) and told <= excepted


_APART = re.compile(r"\b(?:a part|hormis|en dehors d[eu]|sauf|excepte|autres? (?:epreuves?|unites?) que)\b")


def _left_out(matter: str, quote: str) -> bool:
    """Whether how much there is of a thing is asked, and the quote only says that it does not count: "hors annexes"."""
    if not vocabulary().how_much.search(matter):
        return False
    folded = fold(quote)
    outside = [found.group("before") or found.group("after") for found in _NOT_COUNTED.finditer(folded)]
    left = {word for noun in outside for word in tokens(noun)}
    rest = set(tokens(_NOT_COUNTED.sub(" ", folded)))
    counted = _COUNTED_THING.search(matter)
    named = set(tokens(counted.group("thing") or counted.group("named"))) if counted else set()
    return bool(named) and named <= left and not named & rest


_NOT_COUNTED = re.compile(
    r"\b(?:hors|sans compter|non compris(?:es?)?|a l'exclusion d(?:e la|e l'|es|u|e)) (?:l[ea]s? |l')?"
    r"(?P<before>[\w' -]{3,30}?)(?=[,.;)]|$)"
    r"|(?P<after>[\w'-]+(?: (?:d'|de )?[\w'-]+)?),? (?:non compris(?:es?)?|exclu(?:es?|s)?)\b"
)
_COUNTED_THING = re.compile(
    r"\bcombien (?:d'|de )(?:pages d'|pages de )?(?P<thing>[\w'-]+(?: (?:d'|de )?[\w'-]+)?)"
    r"|\b(?:l[ea]s? |l')(?P<named>[\w'-]+(?: (?:d'|de )?[\w'-]+)?)\b[^,?]{0,40},? "
    r"(?:c'est|est de|sont de|fait|font) combien\b"
)


_PAPER = re.compile(r"\b(rapport|dossier|memoire|resume|synthese|fiche|grille|convention|certificat)s?\b")


_COMPLEMENT = re.compile(
    r"\b(?:du|des?|au|dans|d'un|of|in)(?: l[ea]s?| un| mon| ce| the)? ?$"
)  # "le résumé du rapport"


def _of_another_paper(question: Question, chosen: Selection) -> bool:
    """Whether pages are asked of a paper that the text has, and told of another only."""
    matter = fold(question.matter)
    counted = re.search(r"\bpages?\b", matter)
    named = list(_PAPER.finditer(matter))
    if counted is None or not named:
        return False
    heads = [found for found in named if not _COMPLEMENT.search(matter[: found.start()])]
    asked = min(heads or named, key=lambda found: abs(found.start() - counted.start())).group(1)
    paged = [folded for item in chosen.evidence for folded in _with_pages(item.quote)]
    part = named_in(matter) - frozenset(tokens(" ".join(paper.group() for paper in named)))
    if any(part & frozenset(tokens(folded)) for folded in paged):
        return False  # "la partie QSSE du rapport": told of that part
    told = {paper for folded in paged for paper in _PAPER.findall(folded)}
    in_text = any(re.search(rf"\b{asked}s?\b", fold(item.document.text)) for item in chosen.evidence)
    return in_text and bool(told) and asked not in told


def _with_pages(quote: str) -> Iterator[str]:
    """The sentences and list items of a quote that tell a number of pages, folded."""
    for item in re.split(r"\n\s*(?=[-•–])", quote):
        for start, end in sentence_spans(item, 0, len(item)):
            if any(q.unit == "page" for q in quantities(item[start:end])):
                yield fold(item[start:end])


def _other_bound(question: Question, chosen: Selection) -> bool:
    """Whether the most is asked for and all that is told is a least, or the other way round."""
    asked = asked_bound(question)
    if question.kind not in ("count", "duration") or question.premises or asked is None:
        return False
    told = [q.bound for item in chosen.evidence for q in quantities(reading(item))]
    return bool(told) and all(bound == ("min" if asked == "max" else "max") for bound in told)


def _values(question: Question, item: Evidence) -> bool:
    text = reading(item)
    told = {"coefficient": "share", "duration": "endless"}.get(question.kind or "")
    in_words = told is not None and vocabulary().untold[told].search(fold(text)) is not None
    return in_words or (may_be_length(question, text, item.headings) and not only_of_others(question, text))


def _only_names(question: Question, chosen: Selection) -> bool:
    """Whether the evidence names the codes asked about and says of none what it stands for ("C61 : …")."""
    asked = set(codes(question.text.upper()))
    named = [code for code in asked for item in chosen.evidence if code in set(codes(item.quote))]
    explained = [
        code for code in named for item in chosen.evidence if re.search(rf"\b{re.escape(code)}\s*[:(«]", item.quote)
    ]
    return bool(named) and not explained


@cache
def _referrals() -> re.Pattern[str]:
    return re.compile("|".join(data_patterns("referrals.txt")))


def _only_points(item: Evidence, matter: str) -> bool:
    """Whether a quote points to another text and says no more: in brackets or beside a list, that is a detail, unless
    that text is what is asked about."""
    if vocabulary().untold["other_text"].search(matter):
        return bool(_referrals().search(fold(item.quote)))
    if re.search(r"\n\s*[-–•]", item.quote):
        return False
    return bool(_referrals().search(fold(re.sub(r"\([^)]*\)", " ", item.hit.sentence.text))))


def _only_some(item: Evidence, matter: str) -> bool:
    """Whether which ones exactly is asked of what a sentence only has "certains" of: "quels CAP précisément ?". Where
    a list stands beside it, the list may tell.
    """
    if re.search(r"\n\s*[-–•]", item.quote):
        return False
    asked = {stem(noun) for noun in re.findall(r"\bquel(?:le)?s (?:sont (?:\w+ment )?(?:les |l')?)?(\w+)", matter)}
    return bool(asked & {stem(noun) for noun in re.findall(r"\bcertaine?s (\w+)", fold(item.hit.sentence.text))})


def _left_to_another(question: Question, quote: str) -> bool:
    """Whether the very thing asked for is what the quote leaves to another text: "dont le contenu est fixé par …"."""
    words, folded, matter = vocabulary().untold, fold(quote), _PAST_IT.sub(" ", fold(question.matter))
    if re.search(r"\n\s*[-–•]", quote) or words["source_asked"].search(matter):
        return False
    if question.kind == "person" and _ESTABLISHED_BY.search(folded) and acting(quote):
        return False  # "selon une procédure mise en place par l'académie pilote" says who sets it up
    asked = [found.group() for found in words["left_things"].finditer(matter)]
    if words["content_named"].search(matter):
        asked.append("contenu")
    asked += _LEFT.get(question.kind or "", ())
    if _AMOUNT.search(matter) and not any(q.unit == "euro" for q in quantities(quote)):
        asked += _LEFT_AMOUNTS
    if question.kind == "person" and not acting(quote):
        asked += _LEFT_UNSAID  # who does it is left as well, where nobody is named
    for thing in {stem(word) for word in asked}:
        for found in words["left_things"].finditer(folded):
            left = words["left_to"].search(folded, found.end())
            if stem(found.group()) != thing or left is None or left.start() - found.end() > _NEARBY:
                continue
            timed = words["left_times"].fullmatch(found.group()) is not None
            measured = any(q.unit in _TIMES or not timed for q in quantities(quote))
            valued = words["left_values"].fullmatch(found.group()) and (
                dates(quote) or _MONTH.search(folded) or measured
            )
            if not valued:
                return True
    return False


_DAY_ASKED = re.compile(r"\b(?:date limite|quelle date|(?:pour|avant) quand|quel jour|dernier jour|dernier delai)\b")
# "après la date limite", "la date était passée": the day is told of, and what it entails is asked.
_PAST_IT = re.compile(
    r"\b(?:apres|passe|depasse|rate|loupe|manque|au-dela de)\w* (?:\w+ ){0,2}?(?:l[ea] |ma |mon )?"
    r"(?:dates?|delais?)(?: limite| fixee?| prevue?)?\b"
    r"|\b(?:l[ea] |ma )?(?:dates?|delais?)\b[^.?!]{0,30}\b(?:etait|est|sont) (?:deja )?(?:passee?s?|depassee?s?)\b"
)
_DAY_LEFT = re.compile(r"\bdates? (?:limite )?(?:fixee?s?|arretee?s?|prevue?s?|indiquee?s?|portee?s?)\b")


def _asks_the_day(matter: str) -> bool:
    """Whether a day is asked for: who names one asks something else of it."""
    return bool(_DAY_ASKED.search(_PAST_IT.sub(" ", matter))) and not _MONTH.search(matter)


def _undated(chosen: Selection) -> bool:
    """Whether no quote has a day, a month or a delay, and one leaves the date to another text."""
    quotes = [item.quote for item in chosen.evidence]
    timed = any(dates(q) or _MONTH.search(fold(q)) or any(n.unit in _TIMES for n in quantities(q)) for q in quotes)
    return not timed and any(_DAY_LEFT.search(fold(quote)) for quote in quotes)


_ESTABLISHED_BY = re.compile(r"\b(?:mise?s? en place|etablie?s?|organisee?s?) par (?:l[ea]s? |l')")
_MONTH = re.compile(rf"\b(?:{'|'.join(map(fold, MONTHS))})\b")  # "au plus tard le 30 septembre" says when
_AMOUNT = re.compile(  # "l'aide est de combien ?"
    r"\b(?:aide|prime|bourse|indemnite|gratification|salaire|remuneration|forfait|frais|tarif)s?\b.{0,60}\bcombien\b"
    r"|\bcombien\b.{0,40}\b(?:aide|prime|bourse|indemnite|gratification|salaire|remuneration|forfait|tarif)s?\b"
)
_LEFT_AMOUNTS = ("montant", "taux", "bareme")
# What "quand ?" and "comment faire ?" ask for, and "qui ?" where nobody is named, as texts leave it to another.
_LEFT_UNSAID = ("conditions", "modalite")
_LEFT = {"date": ("date", "calendrier"), "procedure": ("forme", "modalite", "procedure")}


def _refers(question: Question, chosen: Selection) -> bool:
    """Whether what the texts say nearest to the question is that another text says it."""
    if _same_as_others(question, chosen):
        return True
    own = own_words(question.matter)
    stated = must_state(fold(question.matter))
    unstated = NAMES.index("unstated")
    value = vocabulary().untold.get(question.kind or "")
    for place, candidate in enumerate(chosen.candidates):
        folded = fold(candidate.hit.sentence.text)
        if candidate.row[unstated] or not _referrals().search(folded):
            continue
        if stated and place < JUDGED and all(right.search(folded) for right in stated):
            return True
        if value is not None:
            # Where a value stands is said by a sentence that names it.
            near = bool(value.search(folded)) and place < _FIRST and candidate.probability >= _VALUE_NEAR
        elif place < _FIRST:
            # However likely, what shares no word with the question points elsewhere for something else.
            near = candidate.probability >= _NEAR and (not own or bool(own & frozenset(tokens(folded))))
        else:
            near = place < JUDGED and bool(own) and len(own & frozenset(tokens(folded))) >= _COVERED * len(own)
        if near:
            return True
    return False


def _for_others(question: Question, chosen: Selection) -> bool:
    """Whether the person said their situation and all that was chosen is written for other people."""
    asked = frozenset(question.situations) & frozenset(SITUATIONS)
    return bool(asked) and all(people(item) and not people(item) & asked for item in chosen.evidence)


def _same_as_others(question: Question, chosen: Selection) -> bool:
    """Whether the texts name the person's situation only as the model of others, in a sentence that has to do with the
    question: "… que les candidats scolaires".
    """
    asked = frozenset(question.situations)
    if not asked or any(candidate.scope & asked for candidate in chosen.candidates):
        return False
    own = own_words(question.matter) | (set(tokens(question.search)) - set(tokens(question.text)))
    for candidate in chosen.candidates:
        sentence = candidate.hit.sentence
        folded = fold(sentence.text)
        found = vocabulary().same_rule.search(folded)
        near = not own or own & frozenset(tokens(" ".join((*sentence.headings[-1:], sentence.text))))
        if found and near and any(vocabulary().situations[code].search(folded, found.end()) for code in asked):
            return True
    return False
