"""Which exam, or which part of one, a text is about: E6 is not E4, and the second part is not the first."""

from __future__ import annotations

import re
from functools import lru_cache

from advisor.language.french import fold, stem
from advisor.records import Sentence

_KINDS = r"(E[FGP]?|U[FGP]?)"  # épreuves and units, professional, general, optional (facultatives): E8, EP2, UG1, EF2
_EXAM = re.compile(rf"\b{_KINDS}0*(\d+)((?:[.]?\d+)*)\b")
_EXAM_RANGE = re.compile(rf"\b{_KINDS}0*(\d+) (?:à|a|au|-|–) (?:l'|la )?\1?0*(\d+)\b")


@lru_cache(maxsize=60_000)
def exams_in(text: str) -> frozenset[str]:
    """Return the codes of épreuves and units in a text, written in one way: E6.1 and E61 are one, E4 à E6 are three."""
    found = {m.group(1) + m.group(2) + m.group(3).replace(".", "") for m in _EXAM.finditer(text)}
    for m in _EXAM_RANGE.finditer(text):
        found |= {f"{m.group(1)}{number}" for number in range(int(m.group(2)), min(int(m.group(3)), 99) + 1)}
    return frozenset(found)


def of_another_exam(asked: frozenset[str], sentence: Sentence, text: str) -> bool:
    """Whether a sentence of the document with this text is about another exam than the one whose code is asked.

    E6 and its part E6.1 are one exam, E6.1 and E6.2 are two, also under the heading of E6. Where the document has codes
    of that kind and never the one asked for, none of its sentences is about it: the coefficient of E6 is none of E4.
    EG3 and EF3 are others than EP3; E3 may be what a person calls any of them.
    """
    if not (wanted := exams_in(" ".join(asked))):
        return False
    kinds = {code.rstrip("0123456789") for code in wanted}
    letters = kinds | {kind[0] + other for kind in kinds if len(kind) > 1 for other in "FGP"}
    for place in (text, " ; ".join((*sentence.headings, sentence.text))):
        own = {code for code in exams_in(place) if code.rstrip("0123456789") in letters}
        own = {code for code in own if not any(part.startswith(code) for part in own - {code})}
        if own and not any(a.startswith(b) or b.startswith(a) for a in own for b in wanted):
            return True
    return False


@lru_cache(maxsize=60_000)
def dossiers_in(text: str) -> frozenset[str]:
    """Return the stems of what the dossiers that a text names are of: "dossier relatif à l'industrialisation"."""
    return frozenset(stem(found.group(1)) for found in _DOSSIER.finditer(fold(text)))


_DOSSIER = re.compile(r"\bdossiers? (?:relatifs? a |de |d'|du |sur )(?:l'|la |le )?([a-z]{6,})")


def of_another_dossier(asked: frozenset[str], said: str, text: str) -> bool:
    """Whether words of the document with this text are about another of its dossiers than the one asked about."""
    own = dossiers_in(said)
    return bool(own and asked & dossiers_in(text)) and not own & asked


_ORDINALS = {"premiere": 1, "1re": 1, "1ere": 1, "seconde": 2, "deuxieme": 2, "2e": 2, "2eme": 2, "2de": 2}
_ORDINALS |= {"troisieme": 3, "3e": 3, "3eme": 3, "quatrieme": 4, "4e": 4, "first": 1, "second": 2, "third": 3}
_ORDINAL = re.compile(rf"\b(?:{'|'.join(_ORDINALS)}|autre|deux parties)\b")
_ORDINAL_PART = re.compile(rf"\b({'|'.join(_ORDINALS)}) (partie|phase|etape|situation|periode|part)\b")


# "situation d'évaluation n° 1", "partie 2"
_NUMBERED_PART = re.compile(
    r"\b(partie|phase|etape|situation|periode)(?: d'evaluation| de formation)? (?:n\s?[°o]?\.?\s?|numero )?([1-9])\b"
    r"(?![.,]\d| ?(?:h|heures?|min\w*|mois|ans?|semaines?|jours?|points?|pages?|fois)\b)"
)


def _numbered(folded: str) -> set[tuple[int, str]]:
    """Return the parts that a folded text numbers in figures."""
    return {(int(found.group(2)), found.group(1)) for found in _NUMBERED_PART.finditer(folded)}


def part_in(folded: str) -> tuple[int, str] | None:
    """Return the part that a folded text numbers, "seconde partie" as (2, "partie"); None where it numbers several."""
    if len(numbered := _numbered(folded)) == 1 and _ORDINAL_PART.search(folded) is None:
        return next(iter(numbered))
    found = _ORDINAL_PART.search(folded)
    if found is None or len(_ORDINAL.findall(folded)) > 1:  # "la première et la deuxième partie"
        return None
    return _ORDINALS[found.group(1)], "partie" if found.group(2) == "part" else found.group(2)


@lru_cache(maxsize=60_000)
def _opening_part(text: str) -> tuple[int, str] | None:
    """Return the part that a sentence begins with: "« Première partie : …", None for any other."""
    found = _ORDINAL_PART.match(re.sub(r"^(?:\W|l[ea]s? )*", "", fold(text)))
    return part_in(found.group()) if found else None


def of_another_part(asked: tuple[int, str] | None, text: str) -> bool:
    """Whether a sentence is about one part of an exam or placement while the question is about another."""
    if asked is None:
        return False
    if numbered := {part for part in _numbered(fold(text)) if part[1] == asked[1]}:
        return asked not in numbered
    return (own := _opening_part(text)) is not None and own != asked and own[1] == asked[1]
