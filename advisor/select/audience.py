"""For whom a sentence is written: the candidates of its headings, or of its own subject, and whom its headings bar."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from advisor.language.french import fold
from advisor.language.vocabulary import vocabulary
from advisor.records import ATTRIBUTES, SITUATIONS, Question, Sentence

_SITUATIONS, _ATTRIBUTES = frozenset(SITUATIONS), frozenset(ATTRIBUTES)
_WAY_OF_PARTS = "formation_continue"
_PARTS = frozenset({"premiere_formation", "reconversion", "perfectionnement"})  # of it
_ADDED = frozenset({"redoublant", "non_scolarise"})  # conditions that come on top of a situation


def situations_named(folded: str) -> frozenset[str]:
    """Return the situations and attributes that some folded text names."""
    return frozenset(code for code, pattern in vocabulary().situations.items() if pattern.search(folded))


@lru_cache(maxsize=60_000)
def situations_of(headings: tuple[str, ...]) -> frozenset[str]:
    """Return the candidates that a heading path is about: the deepest heading that names any decides.

    "2.3. Voie de la formation continue > 2.3.2. Candidats en situation de perfectionnement" is about both.
    """
    found: frozenset[str] = frozenset()
    for heading in headings:
        own = situations_named(fold(heading))
        found = found | own if own else found
    return found - barred_by(headings)


@lru_cache(maxsize=60_000)
def barred_by(headings: tuple[str, ...]) -> frozenset[str]:
    """Return the candidates for whom what stands under some headings is not: "candidats n'ayant pas occupé un emploi"
    bars those with experience, "après une formation" those of the VAE.
    """
    folded = fold(" ; ".join(headings))
    return frozenset(code for code, pattern in vocabulary().barred.items() if pattern.search(folded))


# "Les candidats apprentis …", "Pour les candidats de la formation continue, …": whom a sentence itself is about.
_SUBJECT = re.compile(
    r"^\W*(?:pour |s'agissant d[eu]s? |en ce qui concerne )?(?:les?|l'|aux?|un|une|chaque|tout)\s?"
    r"(?:candidate?s?|etudiante?s?|eleves?|apprentie?s?|stagiaires?|adultes?|salaries?|redoublante?s?"
    r"|jurys?(?= (?:de )?(?:la )?(?:vae|validation des acquis)))\b"
)
# "Par la VAE, …", "En apprentissage, …": by which way, which says who.
_WAY = re.compile(
    r"^\W*(?:\d[\d.]*\.? )?(?:par|en|via|dans le cadre d[eu]|au titre d[eu]) ?"
    r"(?:(?:voie|la|le|l'|les|de|un|une)\b ?)*(?P<people>[^,.;:]{2,60}),"
)
# "L'accès est différent pour les élèves en apprentissage qui …"
_DIFFERS_FOR = re.compile(
    r"^\W*(?:l'|l[ea]s? )\w+(?: \w+){0,4}? (?:est|sont) differente?s? pour (?P<people>[^,.;:]{2,60}?)"
    r"(?= qui\b|[,.;:]|$)"
)
_THIS_WAY = re.compile(r"\b(?:par|dans le cadre de|au titre de) cette (?:voie|modalite)\b")
_ANYONE = re.compile(r"\b(?:etudiante?s?|eleves?)\b")  # as a subject, whoever prepares the diploma
_PREDICATE = re.compile(
    r",|:|\b(?:peu(?:t|vent)|doi(?:t|vent)|est|sont|a|ont|n'|ne|se|present\w*|redige\w*|effectue\w*|remet\w*|passe\w*"
    r"|subi\w*|beneficie\w*|fournit|fournissent|rend(?:ent)?|choisi\w*|obtien\w*|conserve\w*|joi\w*)\b"
)


def _people(folded: str) -> str:
    """The words at the head of a sentence that say whom it is about, or by which way they come; "" where none do."""
    if subject := _SUBJECT.match(folded):
        end = _PREDICATE.search(folded, subject.end())
        return folded[: end.start() if end else len(folded)]
    if differs := _DIFFERS_FOR.match(folded):
        return differs.group("people")
    way = _WAY.match(folded)
    people = way.group("people") if way else ""
    return people if any(pattern.match(people) for pattern in vocabulary().situations.values()) else ""


@lru_cache(maxsize=60_000)
def scope_of(text: str, headings: tuple[str, ...], opening: str = "") -> frozenset[str]:
    """Return the candidates that a sentence is about: those of its headings, or of its own subject, or of that of the
    `opening` of its list.

    "Les candidats apprentis …" in a part on "candidats scolaires ayant échoué" is for apprentis who failed.
    """
    above = situations_of(headings)
    folded = fold(text)
    if vocabulary().for_everyone.search(folded):
        return frozenset()
    people = _people(folded)
    if not people and opening:
        return scope_of(opening, headings)
    if not people:
        return above
    own = situations_named(_ANYONE.sub(" ", people))
    if not own - _ATTRIBUTES or own <= above:
        return above | own
    kept = above if own <= _PARTS else above & _ATTRIBUTES
    return kept | own


def path_of(sentence: Sentence) -> tuple[str, ...]:
    """Return the headings that a sentence stands under; a heading stands under itself."""
    return (*sentence.headings, sentence.text) if sentence.kind == "heading" else sentence.headings


def said_for_everyone(sentence: Sentence) -> bool:
    """Whether a sentence says that it is for all candidates, whatever stands above it."""
    return vocabulary().for_everyone.search(fold(sentence.text)) is not None


def barred_in(text: str, path: tuple[str, ...]) -> frozenset[str]:
    """Return the candidates whom the headings of a sentence leave out, none where it says to be for everyone."""
    return frozenset() if vocabulary().for_everyone.search(fold(text)) else barred_by(path)


def barred_of(sentence: Sentence) -> frozenset[str]:
    """Return the candidates for whom a sentence is not (`barred_in`)."""
    return barred_in(sentence.text, path_of(sentence))


def audience_of(text: str, sentence: Sentence) -> frozenset[str]:
    """Return the candidates that a sentence of the document with this text is about (`scope_of`)."""
    opened = sentence.lead_in if sentence.lead_in != (sentence.start, sentence.end) else None
    if opened is None and _THIS_WAY.search(fold(sentence.text)):
        opened = sentence.before  # the sentence that names it
    return scope_of(sentence.text, path_of(sentence), text[slice(*(opened or (0, 0)))])


def with_their_way(question: Question, texts: Iterable[Sequence[Sentence]]) -> Question:
    """Return the question with formation continue among the situations of who is in a part of it ("reconversion"),
    where a text, given by its sentences, sets that part under it: what it says of the whole is for them.
    """
    part = frozenset(question.situations) & _PARTS
    if not part or _WAY_OF_PARTS in question.situations:
        return question
    paths = {sentence.headings for sentences in texts for sentence in sentences}
    within = any(situations_of(path) >= {_WAY_OF_PARTS} | {code} for path in paths for code in part)
    return replace(question, situations=(*question.situations, _WAY_OF_PARTS)) if within else question


def leaves_out(scope: frozenset[str], asked: frozenset[str], barred: frozenset[str]) -> bool:
    """Whether headings that bar `barred` leave a person of the situations `asked` out. Who learns at a distance is a
    pupil, too: "candidats non scolarisés … ou de l'enseignement à distance" leaves them in.
    """
    return bool(asked & barred - ({"scolaire"} if "a_distance" in scope & asked else set()))


def suits(scope: frozenset[str], asked: Collection[str], barred: frozenset[str] = frozenset()) -> bool:
    """Whether a rule for the candidates of `scope` is surely one for a person of the situations `asked`.

    Any one situation of a scope is enough, all that is added to it is needed: a rule for "apprentis redoublants" is not
    for every apprentice, nor for all who failed; one for adults in reconversion is not for all of formation continue.
    """
    own = frozenset(asked)
    if leaves_out(scope, own, barred) or scope & _ADDED - own:
        return False
    return all(not scope & kind or bool(scope & kind & own) for kind in (_SITUATIONS, _PARTS))


def clashes(scope: frozenset[str], asked: Collection[str], barred: frozenset[str] = frozenset()) -> bool:
    """Whether a rule for the candidates of `scope` is surely not one for a person of the situations `asked`: for other
    situations than theirs, or for who is not like them.
    """
    own = frozenset(asked)
    kinds = (_SITUATIONS - _PARTS, _PARTS)
    return leaves_out(scope, own, barred) or any(
        scope & kind and own & kind and not scope & kind & own for kind in kinds
    )
