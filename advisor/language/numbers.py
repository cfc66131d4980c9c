"""Numbers as French regulations write them: in words or figures, with their unit and bound; dates; codes.

This is what proves an answer's numbers, so it prefers reading too little to reading wrong: a word that may be an
article ("un", "une") counts only before a unit of measure. Ordinals are not quantities.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from advisor.language.french import DATE, fold
from advisor.language.vocabulary import table

Bound = Literal["min", "max", "about"]

_UNITS_SMALL = {
    word: value
    for value, words in enumerate(
        "zero|un une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize".split("|")
    )
    for word in words.split()
}
_TENS = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70, "nonante": 90}
_SCALES = {"cent": 100, "cents": 100, "mille": 1000}
_COLLECTIVES = {
    "huitaine": 8, "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40,
    "cinquantaine": 50, "soixantaine": 60, "centaine": 100,
}  # fmt: skip
# English numbers but "six", which French has too.
_ENGLISH = {
    word: value
    for value, word in enumerate(
        "one two three four five _ seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
        " eighteen nineteen twenty".split(),
        start=1,
    )
    if word != "_"
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60}
_WORD = "|".join(sorted([*_UNITS_SMALL, *_TENS, "vingts", *_SCALES], key=len, reverse=True))
_NUMBER = re.compile(
    rf"""
      (?P<clock>\b\d{{1,3}})\s?(?:h|heures?)\s?(?P<clock_minutes>\d{{2}})(?:\s?(?:min|mn|minutes?))?\b
    | (?<![\w.,/-])(?P<fraction>\d/[1-9])(?=\s(?:de\s|d'))
    | (?<![\w.,/-])(?P<figures>\d{{1,3}}(?:\s\d{{3}})+|\d+(?:[.,]\d+)?)(?![\w/]|[.,]\d|-\d)
    | (?<![\w.,/-])(?P<mark>\d{{1,2}}(?:[.,]\d+)?)(?=/(?:10|20|40|60|100)\b(?!/))
    | (?<![\w.,/-])(?P<glued>\d+(?:[.,]\d+)?)(?=(?:h|min|mn|sem|ans?|pages?|semaines?|mois|jours?|%)\b)
    | \b(?P<collective>{"|".join(_COLLECTIVES)})\b
    | \b(?P<half>demi[e]?)[\s-](?=[a-z])
    | \b(?P<words>(?:{_WORD})(?:(?:-|\s)(?:{_WORD})|(?:-et-|\set\s)(?:une?|onze)\b)*)\b
    | \b(?P<english>{"|".join(_ENGLISH)})\b
    """,
    re.VERBOSE,
)
_CODE = re.compile(
    r"\b(?:RNCP\s?n?°?\s?:?\s?\d{3,6}|[A-Z]{1,3}\d{1,3}(?:[.-][A-Z]?\d{1,3})*|[LDRA]\.?\s?\*?\d{1,4}(?:-\d+)+|[A-Z]{4}\d{7}[A-Z])\b"
)
_LEVEL = re.compile(r"\bniveau\s+(\d|[IVX]+)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
# A number that names something instead of counting it.
_NAMING = re.compile(
    r"\b(?:articles?|art\.?|niveau|annexe|session|n°|unite|epreuve|chapitre|section|alinea|arrete|annee scolaire)"
    r"\s*(?:d'examen\s*)?$"
)
# "2.1.3." anywhere, "2.1" and "2." where a line begins; "coefficient 0.5" is a number.
_HEADING_NUMBER = re.compile(r"\b\d+(?:\.\d+){2,}\.?(?=\s)|(?:^|\n)\s*(?:\d+\.\d+\.?|\d{1,2}[.)°])(?=\s)")
_DASHES = "–—"  # between two numbers: from one to the other
_HYPHEN_RANGE = re.compile(r"(?<![\w.,/-])(\d{1,3})-(?=\d{1,3}\s+([a-z]+))")  # "6-8 semaines", not an article's number
_WRITTEN = re.compile(r"\w+(?:[/.,-]\w+)*")
_ORDINAL = re.compile(r"\d+(?:ers?|e?res?|n?des?|nds?|e?mes?|es?)")
_ANOTHER = re.compile(rf"\s+(?:ou|et|a)\s+(?:\d|(?:{_WORD})\b)")
_SUR = re.compile(r"\s*(?:sur|/)\s*(\d{1,3}|dix|vingt|quarante|soixante|cent)\b")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit (singular French, folded: "semaine"), its bound, and where it stands in the text read."""

    value: float
    unit: str | None
    bound: Bound | None
    start: int
    end: int


@cache
def _tables() -> dict[str, Any]:
    return table("units.toml")


@cache
def _units() -> dict[str, str]:
    return {form: unit for unit, forms in _tables()["units"].items() for form in forms}


def _fold_keep_length(text: str) -> str:
    """Fold accents and case one character for one, so that offsets stay those of `text`."""
    return "".join(_fold_character(character) for character in text)


@cache
def _fold_character(character: str) -> str:
    if character.isspace():
        return " "
    if character in _DASHES:
        return character
    folded = fold(character)
    return folded if len(folded) == 1 else character


def quantities(text: str) -> list[Quantity]:
    """Return the quantities of `text` in reading order, without dates, years, codes, ordinals and named numbers."""
    folded = _HYPHEN_RANGE.sub(_dashed, _fold_keep_length(text))
    masked = _mask(folded, text)
    found: list[Quantity] = []
    for match in _NUMBER.finditer(masked):
        quantity = _read(match, masked) if not found or match.start() >= found[-1].end else None
        if quantity is not None:
            found.append(quantity)
    return _share_units(_ranges(found, masked), masked)


def _dashed(match: re.Match[str]) -> str:
    return f"{match.group(1)}{_DASHES[0]}" if match.group(2) in _units() else match.group()


def _mask(folded: str, text: str) -> str:
    """Blank out dates, codes, years and heading numbers: their digits count nothing."""
    spans = [match.span() for pattern in (DATE, _CODE, _LEVEL) for match in pattern.finditer(text)]
    spans += [match.span() for match in _HEADING_NUMBER.finditer(text)]
    spans += [
        match.span()
        for match in _YEAR.finditer(text)
        if not re.match(r"\s*(?:heures|euros|points|€)", folded[match.end() :])
    ]
    characters = list(folded)
    for start, end in spans:
        for position in range(start, end):
            if characters[position].isalnum():
                characters[position] = "\x00"
    return "".join(characters)


def _read(match: re.Match[str], text: str) -> Quantity | None:
    start, end = match.span()
    if match.group("clock"):
        minutes = int(match.group("clock")) * 60 + int(match.group("clock_minutes"))
        return Quantity(minutes, "minute", _bound(text, start, end), start, end)
    before = text[max(0, start - 40) : start]
    if _NAMING.search(before):
        return None
    value = _value(match)
    unit, after = _unit(text, end, text[max(0, start - 120) : start])
    article = match.group("words") in ("un", "une") or match.group("english") == "one"
    if unit is None and (article or match.group("half") or match.group("words") or match.group("english")):
        # A number in words without a unit of measure still counts the noun that follows ("deux parties").
        unit, after = (None, end) if article or match.group("half") else _noun(text, end)
        # "deux ou trois semaines": the unit comes with the second number.
        if unit is None and not _ANOTHER.match(text, end) and not _SUR.match(text[end:]):
            return None
    elif unit is None:
        unit, after = _noun(text, end)
    if unit and (half := re.match(r"\s+et\s+demie?\b", text[after:])):
        value, after = value + 0.5, after + half.end()
    if over := _SUR.match(text[end:]):
        most = over.group(1)
        unit, after = f"sur {most if most.isdigit() else {**_TENS, **_SCALES, **_UNITS_SMALL}[most]}", end + over.end()
    bound: Bound | None = "about" if match.group("collective") else _bound(text, start, after)
    return Quantity(value, unit, bound, start, after)


def _value(match: re.Match[str]) -> float:
    if fraction := match.group("fraction"):
        return int(fraction[0]) / int(fraction[2])
    if figures := match.group("figures") or match.group("glued") or match.group("mark"):
        return float(re.sub(r"\s", "", figures).replace(",", "."))
    if collective := match.group("collective"):
        return _COLLECTIVES[collective]
    if match.group("half"):
        return 0.5
    if english := match.group("english"):
        return _ENGLISH[english]
    return _words_value(match.group("words"))


def _words_value(words: str) -> float:
    """Value of a number in words: "quatre-vingt-dix" is 4 x 20 + 10, "deux cents" 2 x 100, "mille deux cents" 1200."""
    total = current = 0
    for word in re.split(r"[\s-]+", words):
        if word == "et":
            continue
        if word in ("vingt", "vingts") and current % 100 == 4:
            current += 76
        elif word in _TENS or word == "vingts":
            current += _TENS.get(word, 20)
        elif word in ("cent", "cents"):
            current = max(current, 1) * 100
        elif word == "mille":
            total, current = total + max(current, 1) * 1000, 0
        else:
            current += _UNITS_SMALL[word]
    return total + current


_IS = r"\b(?:est|sont|egale?s?|fixee?s?|etabli|portee?s?|ramenee?s?)\s*(?:a|de)?"  # "le coefficient est de 3"
_TO_UNIT = r"(?:\s*\([^)]{1,20}\))?[\s-]*(?:de\s|d')?\s*"  # "12 (douze) semaines"


def _unit(text: str, end: int, before: str) -> tuple[str | None, int]:
    """Return the unit of measure after (or before) a number, and where it ends."""
    if unit := _unit_before(before, 30):
        return unit, end
    for between in ("", r"(?:[a-z]+\s)?\s*"):
        found = re.match(rf"{_TO_UNIT}{between}([a-z%]+)", text[end:])
        if found and found.group(1) in _units():
            return _units()[found.group(1)], end + found.end()
    return _unit_before(before, 90), end


def _unit_before(before: str, most: int) -> str | None:
    """Return the unit named before a number, at once ("coefficient : 3") or at `most` characters before the verb."""
    verb = rf"(?:(?:\s+(?:total|global|unique)s?)?\.?\s*(?:de|:|=)?|[^.;:\d]{{0,{most}}}{_IS})\s*$"
    named = ((unit, "|".join(forms)) for unit, forms in _tables()["units_before"].items())
    return next((str(unit) for unit, forms in named if re.search(rf"\b(?:{forms})\b{verb}", before)), None)


_NOT_NOUNS = frozenset(
    (
        "a au aux avec ce ces dans de des du elle en et est il ils "
        "la le les ni ou par pour que qui sans se sont sur un une"
    ).split()
)


def _noun(text: str, end: int) -> tuple[str | None, int]:
    """Return the noun counted by a number ("2 composantes" gives composante), and where it ends."""
    match = re.match(r"\s+(?:(?:ou|et)\s+plusieurs\s+)?([a-z]{3,})", text[end:])
    if match is None or match.group(1) in _NOT_NOUNS:
        return None, end
    noun = match.group(1)
    return (noun[:-1] if noun[-1] in "sx" and len(noun) > 4 else noun), end + match.end()


def _bound(text: str, start: int, end: int) -> Bound | None:
    before, after = re.split(r"[.;:!?]\s", text[max(0, start - 60) : start])[-1], text[end : end + 25]
    patterns = _bound_patterns()
    if found := patterns.compared.search(before):
        negated = patterns.negation.search(before) is not None
        return "min" if (found.group("less") is None) != negated else "max"
    for side, content in ((patterns.before, before), (patterns.after, after)):
        for name, pattern in side.items():
            if pattern.search(content):
                return name
    return None


@dataclass(frozen=True, slots=True)
class _BoundPatterns:
    """What sets a bound, from data/units.toml: on the text up to a number, or from its end."""

    compared: re.Pattern[str]  # "less" is the group of what sets a most unless it is negated
    negation: re.Pattern[str]
    before: dict[Bound, re.Pattern[str]]
    after: dict[Bound, re.Pattern[str]]


@cache
def _bound_patterns() -> _BoundPatterns:
    tables = _tables()
    less, more, exceeding, negations = (
        "|".join(tables["compared"][name]) for name in ("less", "more", "exceeding", "negations")
    )
    names: tuple[Bound, ...] = ("min", "max", "about")
    before, after = (
        {name: re.compile(form.format("|".join(tables[side][name]))) for name in names}
        for side, form in (
            ("bounds_before", r"\b(?:{})(?:\s+egale?s?\s+a)?\s*(?:de\s|d'|a\s|:)?\s*$"),
            ("bounds_after", r"^\s*,?\s*(?:{})\b"),
        )
    )
    return _BoundPatterns(
        re.compile(
            rf"\b(?:(?:(?P<less>{less})|{more})(?:\s+ou\s+egale?s?)?\s+(?:a\s+|de\s+|d'\s*|than\s+)"
            rf"|(?:{exceeding})\s+(?:(?:pas|jamais)\s+)?(?:les?\s+)?)$"
        ),
        re.compile(rf"(?<!\w)(?:{negations})(?!\w)|\bn'"),
        before,
        after,
    )


_CHANGED = re.compile(r"\b(?:portee?s?|ramenee?s?|passe\w*) de\s+\S+\s+(?:\S+\s+)?a\s+$")  # from 4 to 5


def _ranges(found: Sequence[Quantity], text: str) -> list[Quantity]:
    """ "entre 2 et 4 pages": the first is a minimum, the second a maximum."""
    result = list(found)
    for position in range(len(result) - 1):
        first, second = result[position], result[position + 1]
        between = text[first.start : second.start]
        opened = text[max(0, first.start - 8) : first.start]
        joined = re.fullmatch(r"\S+\s+(?:et|a)\s+", between) if not first.unit or first.unit == second.unit else None
        if _CHANGED.search(text[max(0, first.start - 20) : second.start]):
            result[position + 1] = Quantity(second.value, first.unit or second.unit, None, second.start, second.end)
            continue
        dashed = not first.unit and re.fullmatch(rf"\d+\s?[{_DASHES}]\s?", between)
        if dashed or (joined and (re.search(r"entre\s+$|de\s+$", opened) or re.fullmatch(r"\S+\s+a\s+", between))):
            unit = first.unit or second.unit
            result[position] = Quantity(first.value, unit, "min", first.start, first.end)
            result[position + 1] = Quantity(second.value, unit or second.unit, "max", second.start, second.end)
    return result


def _share_units(found: Sequence[Quantity], text: str) -> list[Quantity]:
    """ "deux ou trois semaines": the first number has the unit of the second."""
    result = list(found)
    for position in range(len(result) - 1):
        first, second = result[position], result[position + 1]
        if (
            first.unit is None
            and second.unit
            and re.fullmatch(r"\S+\s*(?:ou|et|a|,|-)\s*", text[first.start : second.start])
        ):
            result[position] = Quantity(first.value, second.unit, first.bound, first.start, first.end)
    return result


def years(text: str) -> list[int]:
    """Return the years of `text` (1900 to 2099), in reading order."""
    return [int(match.group()) for match in _YEAR.finditer(text)]


def codes(text: str) -> list[str]:
    """Return the codes and levels of `text` (E8, U6.1, D643-15, niveau 4), white space removed, upper case."""
    found = [(match.start(), match.group()) for match in _CODE.finditer(text)]
    found += [(match.start(), match.group()) for match in _LEVEL.finditer(text)]
    return [re.sub(r"^([LDRA])\.|[\s:°]+", r"\1", code).upper().replace("RNCPN", "RNCP") for _, code in sorted(found)]


def written(text: str) -> dict[str, bool]:
    """Return what `text` writes with digits, folded ("12/15", "2h45min"), and whether a reader here takes all of it.

    What none takes ("article 3") can only be compared as it stands. Ordinals count nothing and are left out.
    """
    taken = {at for quantity in quantities(text) for at in range(quantity.start, quantity.end)}
    for pattern in (DATE, _CODE, _LEVEL, _YEAR):
        taken |= {at for match in pattern.finditer(text) for at in range(*match.span())}
    found: dict[str, bool] = {}
    for match in _WRITTEN.finditer(text):
        digits = {at for at in range(*match.span()) if text[at].isdecimal()}
        if digits and not _ORDINAL.fullmatch(word := fold(match.group())):
            found[word] = found.get(word, True) and digits <= taken
    return found


def levels(text: str) -> set[str]:
    """Return the levels of qualification that `text` names ("NIVEAU4")."""
    return set(codes(" ".join(match.group() for match in _LEVEL.finditer(text))))


def date_spans(text: str) -> list[tuple[int, int]]:
    """Return where the dates of `text` stand, its years ("session 2026") when it has no whole date."""
    whole = [match.span() for match in DATE.finditer(text)]
    return whole or [match.span() for match in _YEAR.finditer(text)]


def code_spans(text: str, *, level: bool) -> list[tuple[int, int]]:
    """Return where the codes of `text` stand, or its levels."""
    return [match.span() for match in (_LEVEL if level else _CODE).finditer(text)]


def measured_alike(first: Quantity, second: Quantity) -> bool:
    """Whether two quantities can be compared: the same unit, or hours and minutes."""
    return first.unit == second.unit or {first.unit, second.unit} == {"heure", "minute"}


def allows(known: Quantity, said: Quantity) -> bool:
    """Whether a quantity of a rule allows another one: its value, or one on the right side of its bound. Another value
    of the same bound is another rule: "limité à 30 pages" where 50 is the most.
    """
    if same_value(known, said):
        return True
    if not measured_alike(known, said) or known.bound == said.bound:
        return False
    known_value, said_value = (q.value * (60 if q.unit == "heure" else 1) for q in (known, said))
    return (known.bound == "min" and said_value > known_value) or (known.bound == "max" and said_value < known_value)


def same_value(first: Quantity, second: Quantity) -> bool:
    """Whether two quantities are the same measure, bounds apart. Hours and minutes convert; weeks are never months."""
    if first.unit == second.unit:
        return abs(first.value - second.value) < 1e-9
    scale = {"heure": 60.0, "minute": 1.0}
    if first.unit in scale and second.unit in scale:
        return abs(first.value * scale[first.unit] - second.value * scale[second.unit]) < 1e-9
    return False
