"""Signals that a sentence answers a question: what a reader would check, as numbers from 0 to 1 (but the logit and the
lead of the evidence model). None decides alone; `rank` weighs them (training/fit_select.py)."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from advisor.language.exams import of_another_exam, of_another_part, part_in
from advisor.language.french import fold, tokens
from advisor.language.numbers import codes, quantities
from advisor.language.vocabulary import vocabulary
from advisor.records import ATTRIBUTES, Document, Hit, Question, Sentence
from advisor.select.audience import barred_in, clashes, leaves_out, path_of, scope_of, situations_named
from advisor.understand.reading import must_state, never_answers

NAMES = (
    "words",  # BM25, share of the best
    "words_rank",  # 1 / rank
    "vectors_rank",  # 1 / rank
    "cosine",  # distance to the best cosine, 1 is the best
    "near",  # the cosine itself, in tenths above NEAR: below 0 where nothing is near
    "coverage",  # share of the question's words (by rarity) in the sentence, its lead-in and headings
    "own_coverage",  # … in the sentence alone
    "expanded_coverage",  # share of the words that regulations use for the question
    "kind",  # the kind of value asked for is there
    "unit",  # the unit asked for is there
    "unit_missing",  # a unit is asked for and is not there
    "code",  # codes of the question are there
    "code_missing",  # a code of the question is not
    "stated",  # what must be stated itself is
    "unstated",  # what must be stated itself is not
    "other_exam",  # a value of an épreuve is asked for, and the sentence is about another one
    "field",  # the sentence stands under the label of what is asked
    "other_field",  # … a label is known for what is asked, and it does not
    "situation",  # the sentence is for the candidate's situation
    "other_situation",  # … for another one
    "specific",  # … for one, while the person named none
    "mentions",  # the sentence itself speaks of the situation
    "topic",  # headings or sentence are of the question's topic
    "heading",
    "item",
    "lead_in",
    "fact",
    "ambiguous",
    "short",  # fewer than six words
    "long",  # characters, 600 and more are 1
    "absent",  # share of the question's words that no hit has: the same for every hit, it tells of the answer's chance
    "evidence_model",  # logit of the evidence model, 0 without one
    "lead",  # how far that logit is above the mean of those judged, in tens
)

_UNITS = {
    "semaine": r"semaines?|weeks?",
    "mois": r"mois(?! de)|months?",
    "an": r"\bans\b|annees|years?",
    "jour": r"jours?|days?",
    "heure": r"heures?|hours?",
    "minute": r"minutes?|min\b",
    "page": r"pages?",
    "point": r"points?",
    "euro": r"euros?",
}
_ASKED_UNIT = re.compile(rf"(?:combien|how many|nombre|quel nombre)\s+(?:de |d')?(?P<unit>{'|'.join(_UNITS.values())})")
_SUPPOSED = re.compile(r"\b(?:depass|respect)\w* (?:pas )?le $")  # "si je dépasse le nombre de pages"
CLOCK = frozenset({"minute", "heure"})  # one may answer for the other
TIME_UNITS = CLOCK | {"semaine", "mois", "an", "jour", "semestre", "trimestre"}
_KIND_WORDS = {
    "person": r"recteurs?|rectrice|jurys?|responsables?|chef\w*|presidente?s?|professeure?s?|equipes?|tut(?:eur|rice)s?"
    r"|commissions?|direct(?:eur|rice)s?|inspect(?:eur|rice)s?|autorites?|academi\w+|chambres?|ministres?"
    r"|etablissements?|organismes?|candidate?s?|eleves?|etudiante?s?|enseignante?s?|employeurs?|format(?:eur|rice)s?"
    r"|maitres?|par l[ea]s?",
    "date": r"\d{4}|sessions?|trimestres?|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre"
    r"|decembre|lundi|mardi|mercredi|jeudi|vendredi|samedi"
    r"|dates?|calendriers?|avant|apres|fin d\w*|debut|a l'issue|annees?|delais?|jours",
    "place": r"etablissements?|academies?|entreprises?|ateliers?|laboratoires?|avenue|rue|regions?|centres?|lycees?"
    r"|structures?|secteurs?|etranger|lieux?|chambres?|departements?|https?",
    "list": r":\s*$|;|,.*,.*,|\bet\b.*,|,.*\bet\b",
    "yes_no": r"peut|peuvent|doit|doivent|obligatoire\w*|autorise\w*|ne .{0,40}pas|n'\w+|seule?s?"
    r"|possibles?|admise?s?|tenue?s?|interdite?s?|peut etre|est|sont|a la qualite",
    "procedure": r"remis\w*|transmis\w*|selon|consiste\w*|organise\w*|se deroule\w*|entraine\w*|repose\w*|proced\w*"
    r"|etabli\w*|effectue\w*|determin\w*|present\w*|valid\w*",
    "value": r"\d|niveau|code",
}


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence as the signals see it; computed once per sentence."""

    tokens: frozenset[str]
    own: frozenset[str]
    folded: str
    before: str  # folded: the sentence that this one leans on, "" for none
    closed: bool  # it says that this is all there is
    scope: frozenset[str]
    barred: frozenset[str]
    mentions: frozenset[str]
    units: frozenset[str | None]
    codes: frozenset[str]
    labels: tuple[str, ...]
    has_number: bool


def signals(
    question: Question, hits: Sequence[Hit], documents: Sequence[Document], *, several: bool = False
) -> list[list[float]]:
    """Return one row of NAMES per hit, the evidence model's columns 0. `documents` are the hits' own, in order.

    `several`: the question is about several diplomas, so that its codes may be another's.
    """
    reads = [read_sentence(document.text, hit.sentence) for hit, document in zip(hits, documents, strict=True)]
    rarity = _rarity(reads)
    asked = _Asked(question)
    best_words = max((hit.words_score for hit in hits), default=0.0) or 1.0
    best_cosine = max((hit.cosine for hit in hits), default=1.0)
    absent = sum(term not in rarity for term in asked.terms) / (len(asked.terms) or 1)
    # "j'ai E4 le matin, mon stage dure combien ?": the code is not what the value is asked of.
    of_exam = not several and question.kind in _OF_EXAM and question.topic in (None, "examen")
    rows = []
    for hit, read, document in zip(hits, reads, documents, strict=True):
        foreign = of_exam and of_another_exam(asked.codes, hit.sentence, document.text)
        lead_in = document.text[slice(*(hit.sentence.lead_in or (0, 0)))]
        foreign = foreign or any(of_another_part(asked.part, text) for text in (lead_in, hit.sentence.text))
        rows.append(_row(hit, read, asked, rarity, best_words, best_cosine, absent, foreign))
    return rows


def asked_unit(text: str) -> str | None:
    """Return the unit that a question counts in ("combien de pages": page), None when it names none."""
    folded = fold(text)
    match = _ASKED_UNIT.search(folded)
    if match and _SUPPOSED.search(folded[: match.start()]):
        return None
    return next((unit for unit, form in _UNITS.items() if match and re.fullmatch(form, match.group("unit"))), None)


def asks_how_much(question: Question) -> bool:
    """Whether only a value answers: "la durée peut-elle être réduite ?" names a duration and asks for none."""
    return question.kind in ("duration", "coefficient") and bool(vocabulary().how_much.search(fold(question.matter)))


class _Asked:
    """The question as the signals see it."""

    def __init__(self, question: Question) -> None:
        folded = fold(question.matter)  # the words of a diploma's name ask for nothing
        self.terms = frozenset(question.terms)
        self.expanded = frozenset(tokens(question.search)) - self.terms
        self.kind = question.kind
        self.unit = asked_unit(question.text)
        self.codes = frozenset(codes(question.text.upper()))
        self.must_state, self.never = must_state(folded), never_answers(folded)
        self.fields = [label for left, label in vocabulary().fields if left.search(folded)]
        self.part = part_in(re.sub(r" \([^)]*\)", "", folded)) or part_in(folded)  # what was taken along counts parts
        self.situations = frozenset(question.situations)
        self.topic = vocabulary().topics.get(question.topic or "")


def _row(
    hit: Hit,
    read: _Read,
    asked: _Asked,
    rarity: dict[str, float],
    best_words: float,
    best_cosine: float,
    absent: float,
    foreign: bool,
) -> list[float]:
    sentence = hit.sentence
    stated = [read.closed or _has(found, read.folded) or _has(found, read.before) for found in asked.must_state]
    stated += [False for pattern in asked.never if _has(pattern, read.folded)]
    has_unit = bool(asked.unit) and bool(read.units & (CLOCK if asked.unit in CLOCK else {asked.unit}))
    code_found = asked.codes & read.codes
    in_field = any(field.fullmatch(label) for field in asked.fields for label in read.labels)
    # "C16 : Gérer le suivi …" says what C16 is.
    in_field = in_field or any(label.upper() in asked.codes for label in read.labels)
    scoped = read.scope | (read.mentions & frozenset(ATTRIBUTES))
    barred = leaves_out(read.scope, asked.situations, read.barred)
    clash = clashes(read.scope, asked.situations)  # "perfectionnement", for who is in reconversion
    others = clash or bool(asked.situations and read.scope and not read.scope & asked.situations)
    values = {
        "words": hit.words_score / best_words,
        "words_rank": 1.0 / hit.words_rank if hit.words_rank else 0.0,
        "vectors_rank": 1.0 / hit.vectors_rank if hit.vectors_rank else 0.0,
        "cosine": max(0.0, 1.0 - (best_cosine - hit.cosine) * 12.0) if hit.vectors_rank else 0.0,
        "near": (max(hit.cosine, FAR) - NEAR) * 10.0,
        "coverage": _share(asked.terms, read.tokens, rarity),
        "own_coverage": _share(asked.terms, read.own, rarity),
        "expanded_coverage": _share(asked.expanded, read.own, rarity) if asked.expanded else 0.0,
        "kind": float(_has_kind(asked.kind, read, sentence)),
        "unit": float(has_unit),
        "unit_missing": float(asked.unit is not None and not has_unit),
        "code": len(code_found) / len(asked.codes) if asked.codes else 0.0,
        "code_missing": float(bool(asked.codes) and not code_found),
        "stated": float(bool(stated) and all(stated)),
        "unstated": float(bool(stated) and not all(stated)),
        "other_exam": float(foreign),
        "field": float(in_field),
        "other_field": float(bool(asked.fields) and not in_field),
        "situation": float(bool(scoped & asked.situations) and not (barred or clash)),
        "other_situation": float(others or barred),
        "specific": float(bool(read.scope and not asked.situations)),
        "mentions": float(bool(read.mentions & asked.situations)),
        "topic": float(asked.topic is not None and bool(asked.topic.search(read.folded))),
        "heading": float(sentence.kind == "heading"),
        "item": float(sentence.kind == "item"),
        "lead_in": float(sentence.text.endswith(":")),
        "fact": float(sentence.kind in ("fact", "row")),
        "ambiguous": float(sentence.ambiguous or sentence.kind == "furniture"),
        "short": float(len(sentence.text.split()) < 6),
        "long": min(len(sentence.text) / 600.0, 1.0),
        "absent": absent,
        "evidence_model": 0.0,
        "lead": 0.0,
    }
    return [values[name] for name in NAMES]


@lru_cache(maxsize=100_000)
def _has(pattern: re.Pattern[str], folded: str) -> bool:
    """Whether a rule finds something in a sentence: questions of a kind ask the same of the same sentences."""
    return pattern.search(folded) is not None


# Cosines of the question model: what answers is mostly above the first (it learnt to tell it from "none of them"); what
# no search by vectors found counts as the second.
NEAR, FAR = 0.8, 0.6

_OF_EXAM = frozenset({"coefficient", "duration", "mark", "value", "count"})  # kinds of which each épreuve has its own


@lru_cache(maxsize=60_000)
def _context(headings: tuple[str, ...]) -> tuple[frozenset[str], str]:
    """Tokens and folded text of a heading path."""
    return frozenset(token for heading in headings for token in tokens(heading)), fold(" ; ".join(headings))


@lru_cache(maxsize=60_000)
def _read_cached(text: str, lead_in: str, before: str, headings: tuple[str, ...], path: tuple[str, ...]) -> _Read:
    own = frozenset(tokens(text))
    above, heading_text = _context(headings)
    folded = f"{heading_text} ; {fold(f'{lead_in} {text}')}"
    found = quantities(text)
    return _Read(
        tokens=own | above | frozenset(tokens(lead_in)),
        own=own,
        folded=folded,
        before=fold(before),
        closed=_has(vocabulary().untold["all_there_is"], folded),
        scope=scope_of(text, path, lead_in),
        barred=barred_in(text, path),
        mentions=situations_named(fold(text)),
        units=frozenset(quantity.unit for quantity in found),
        codes=frozenset(codes(" ; ".join((*headings, lead_in, text)))),
        labels=_labels(text, headings),
        has_number=bool(found),
    )


_NUMBERED = re.compile(r"^(?:\W|[ivx]+[.)]|[a-z][.)/]|\d+(?:\.\d+)*[.)]?\s)+")  # "2.1.3. ", "b) ", "A/ "
_LABELLED = re.compile(r"^[^:]{2,60}(?= ?:)")  # "Durée : 3 ans", "Code RNCP : 12345"
_SHORT_LINE = 60  # characters


@lru_cache(maxsize=60_000)
def _labels(text: str, headings: tuple[str, ...]) -> tuple[str, ...]:
    """Return the folded labels that a sentence stands under: its two nearest headings, and what is before its colon.

    A line of a few words is its own label: "JORF n°0041 du 18 février 2026".
    """
    before = _LABELLED.match(text)
    found = [*headings[-2:], *([before.group()] if before else [text] if len(text) <= _SHORT_LINE else [])]
    return tuple(_NUMBERED.sub("", fold(label)).strip(" :*") for label in found)


def read_sentence(text: str, sentence: Sentence) -> _Read:
    """Return what the signals need of a sentence of the document with this text."""
    opened = sentence.lead_in if sentence.lead_in != (sentence.start, sentence.end) else None
    lead_in = text[slice(*(opened or (0, 0)))]
    before = text[slice(*(sentence.before or (0, 0)))]
    return _read_cached(sentence.text, lead_in, before, sentence.headings, path_of(sentence))


def _share(wanted: frozenset[str], present: frozenset[str], rarity: dict[str, float]) -> float:
    total = sum(rarity.get(term, _UNSEEN) for term in wanted)
    return sum(rarity.get(term, _UNSEEN) for term in wanted if term in present) / total if total else 0.0


_UNSEEN = 3.0  # weight of a word that no hit has: as rare as one hit in twenty


def _rarity(reads: Sequence[_Read]) -> dict[str, float]:
    """Weight of each word by how few hits have it: ln(1 + n / df)."""
    counts: dict[str, int] = {}
    for read in reads:
        for token in read.tokens:
            counts[token] = counts.get(token, 0) + 1
    return {token: math.log(1 + len(reads) / count) for token, count in counts.items()}


def _has_kind(kind: str | None, read: _Read, sentence: Sentence) -> bool:
    """Whether a sentence holds a value of the kind asked for."""
    if kind is None:
        return False
    if kind == "duration":
        return bool(read.units & TIME_UNITS)
    if kind == "count":
        return read.has_number
    if kind == "coefficient":
        return "coefficient" in read.units
    if kind == "mark":
        return any(unit and unit.startswith("sur ") for unit in read.units) or "note" in read.own
    if kind == "list" and sentence.group is not None:
        return True
    end = "" if kind in ("list", "value") else r"(?!\w)"
    return bool(re.search(rf"(?<!\w)(?:{_KIND_WORDS[kind]}){end}", fold(sentence.text)))
