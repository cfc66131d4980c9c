"""How a line of a French text shows what it is: bullets, numbered headings, Markdown headings, facts.

Also whose a diploma is that a text names: its own, or one that candidates have or go to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from advisor.language.french import fold
from advisor.language.vocabulary import vocabulary
from advisor.parse.exam_titles import exam_noun
from advisor.parse.layout import Line, Mark

# The marker tells a reader which list an item belongs to; "« " stands on every line of an amended text.
_BULLET = re.compile(r"^(?P<marker>(?:[-–•*▪◦]\s*)?(?:«\s*)?[-–•▪◦*])\s+(?=\S)|^(?P<dot>[•▪◦])")
_ORDINAL = re.compile(
    r"^(?:«\s*)?(?:(?P<degree>\d{1,2}\s?°\)?)|(?P<bracket>\d{1,2}\))|(?P<letter>[a-z]{1,2}\)))\s+(?=\S)"
)
_PARTY = re.compile(
    r"^(?:«\s*)?(?:première|deuxième|seconde|troisième|quatrième|cinquième)\s+(?:partie|phase|étape|situation|sous-épreuve)\s*:$",
    re.IGNORECASE,
)
_CODE_ITEM = re.compile(r"^[A-Z]{1,3}\d{1,2}(?:[.-][A-Z]?\d{1,2})*(?:\s+et\s+[A-Z]{1,3}\d{1,2})*\s*:\s+\S")
# "CCP 1 - Entretenir le linge": an entry of a list by its name and number, where another one stands beside it.
ENTRY = re.compile(r"^(?P<name>[A-ZÀ-ÖØ-Þ][^\W\d][\w ]{0,23}?)\s*(?:n°\s*)?(?P<number>\d{1,2})\s*[-–—:.]\s+\S")
_NUMBERED_HEADING = re.compile(r"^(?P<number>\d{1,2}(?:\.\d{1,2}){0,4})\.?\s*[-–—:]?\s+(?P<title>[A-ZÀ-ÖØ-ÞŒ«].*)$")
_MARKDOWN_HEADING = re.compile(r"^(#{1,6})\s+\S")
# "titulaires d'un baccalauréat professionnel « … »": another diploma than the text's own; "création d'un …" is its own.
_OTHERS = re.compile(r"(?:\b(?:une?|autres?|des|certains|titulaires? (?:du|de la))|\bd['’]une?)\s+$", re.IGNORECASE)
_CREATED = re.compile(r"\b(?:cré(?:é|ée|ation)|instituée?|institution|ouverture)\s+(?:d['’])?une?\s+$", re.IGNORECASE)
_FACT = re.compile(r"^\*\*(?P<key>[^*:]{2,60}):\*\*\s*(?P<value>.*)$")


def of_others(text: str, start: int) -> bool:
    """Return whether the diploma named at `start` is one that candidates have or go to, by the words before it."""
    before = text[max(0, start - 30) : start]
    return bool(_OTHERS.search(before)) and not _CREATED.search(before)


def item_mark(line: Line) -> Mark | None:
    """Return the mark of a bullet, "1°", "1)", "a)" or "Première partie :" line, None for any other."""
    if match := _BULLET.match(line.text):
        return Mark("item", marker=re.sub(r"\s+", " ", match.group("marker") or match.group("dot")))
    if match := _ORDINAL.match(line.text):
        name = "1°" if match.group("degree") else "1)" if match.group("bracket") else "a)"
        return Mark("item", marker=name)
    if _PARTY.match(line.text):
        return Mark("item", marker="partie")
    return None


def code_item_mark(line: Line) -> Mark | None:
    """Return the mark of an entry of a list of competences or tasks ("C06 : Organiser…", "A4-T1 : …")."""
    return Mark("item", marker="code") if _CODE_ITEM.match(line.text) else None


# "3. Redoublants. L'élève qui…": a heading of a few words, and its first sentence on the same line.
_RUN_IN = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2}){0,4}\.?|[IVX]{1,5}\.|[A-H][.)])\s*[-–—]?\s*"
    r"(?=[A-ZÀ-ÖØ-ÞŒ«])(?!(?:L[ea]s?|Une?|Des|Ils?|Elles?|Ces?|Cette|Tout\w*|Chaque|En|Pour|Si|Lorsqu\w*)\s|L['’])"
    r"(?P<title>(?:[^\s.;:!?]+\s+){0,5}[^\s.;:!?]{3,})(?P<stop>\.)\s+(?=[A-ZÀ-ÖØ-ÞŒ«])"
)


def split_run_in(lines: Sequence[Line]) -> list[Line]:
    """Cut a heading that its first sentence follows on the same line: both as lines, the heading without its stop.

    The stop stays in the heading's span, so that no character is lost.
    """
    result: list[Line] = []
    for line in lines:
        match = _RUN_IN.match(line.text)
        rest = line.text[match.end() :] if match else ""
        if match is None or len(rest.split()) < 3:
            result.append(line)
            continue
        start = line.end - len(rest)
        stop = line.start + match.end("stop")
        result.append(Line(line.start, stop, line.text[: match.end("title")], line.after_blank, line.indent))
        result.append(Line(start, line.end, rest, False, line.indent + start - line.start))
    return result


_LONGEST, _LONGEST_OF_PEOPLE = 160, 450  # characters of a heading, and of one that says which candidates it is for
_PEOPLE = re.compile(r"\bcandidate?s?\b", re.IGNORECASE)


def longest_heading(text: str, usual: int = _LONGEST) -> int:
    """Return how many characters a heading may have: more where it says which candidates it is for."""
    return _LONGEST_OF_PEOPLE if _PEOPLE.search(text) else usual


_PEOPLE_FIRST = (
    r"(?:Candidat|[ÉE]l[èe]ve|[ÉE]tudiant|Apprenti|Stagiaire|Adulte|Salarié|Redoublant|Voie|Cas d|Formation"
    r"|Enseignement à distance|Expérience|Modalités|Déroulement|Dispositions|Pour les)"
)
PEOPLE_FIRST = re.compile(_PEOPLE_FIRST)  # how a title begins that says for whom the following is
# "b) Voie de l'apprentissage", "2) Candidats de la formation continue :".
_FOR_WHOM = re.compile(
    r"^(?:«\s*)?(?:[a-z]\)|\d{1,2}\)|\d{1,2}\s?°\)?|\([a-z\d]\)|§\s?\d{1,2}\.?)\s+"
    rf"(?P<title>{_PEOPLE_FIRST}[^.;\s:](?:[^.;]*[^.;\s:])?)\s*:?$"
)


def says_for_whom(line: Line, after: Line | None) -> bool:
    """Whether a lettered or numbered line is a title that says for which candidates the paragraphs below it are."""
    match = _FOR_WHOM.match(line.text)
    if match is None or after is None:
        return False
    own, below = item_mark(line), item_mark(after)
    if below == own if below else not re.match(r"(?:«\s*)?[A-ZÀ-Þ]", after.text):
        return False  # the next of a list, or the rest of a sentence
    folded = fold(match.group("title"))
    named = any(pattern.search(folded) for pattern in vocabulary().situations.values())
    return named and len(line.text) <= _LONGEST_OF_PEOPLE


def titles_part(line: Line, after: Line | None) -> bool:
    """Whether a lettered line ("1) Réglementation du stage") is the title of the paragraph below: behind a blank
    line, of a few words, no sentence. What another of its kind follows is an item of a list.
    """
    match = _ORDINAL.match(line.text)
    if match is None or after is None or not line.after_blank or item_mark(after):
        return False
    title = line.text[match.end() :]
    few = 1 < len(title.split()) <= _TITLE_WORDS and title[:1].isupper() and title[-1] not in ".;:,"
    return few and len(after.text) > max(len(title), _PARAGRAPH) and after.text[:1].isupper()


_TITLE_WORDS, _PARAGRAPH = 12, 60  # words of such a title at most, characters of the line below it at least
PART_LEVEL = 8  # of such titles, below all that are numbered otherwise


def part_mark(line: Line, after: Line | None, above: Mark | None) -> Mark | None:
    """Return the mark of a lettered title, None for any other line: what stands behind an item of its kind is the next
    one of a list.
    """
    if above is not None and above.kind == "item" and item_mark(line) == above:
        return None
    titled = says_for_whom(line, after) or titles_part(line, after)
    return Mark("heading", level=PART_LEVEL) if titled else None


def numbered_heading_mark(line: Line) -> Mark | None:
    """Return the mark of "2.1. Voie scolaire"; the level is the count of numbers. A sentence is not a heading."""
    match = _NUMBERED_HEADING.match(line.text)
    if match is None or len(line.text) > longest_heading(line.text) or re.search(r"[.;,:]$", match.group("title")):
        return None
    return Mark("heading", level=match.group("number").count(".") + 1)


def bare_titles(lines: Sequence[Line], marked: Sequence[Mark]) -> list[bool]:
    """Tell of each line whether it is a title without a number. Several in a row are the lines of a list or table."""
    alone = [
        mark.kind == "text" and not mark.more and _is_bare_title(line, after)
        for line, after, mark in zip(lines, [*lines[1:], None], marked, strict=False)
    ]
    exams = [exam_noun(line.text) for line in lines]
    titles = []
    for number, one in enumerate(alone):
        beside = [other for other in (number - 1, number + 1) if 0 <= other < len(alone) and alone[other]]
        # "Épreuve E3" above "Sous-épreuve E31" are two titles; one épreuve above another are two of a list.
        in_a_row = [other for other in beside if not exams[number] or exams[other] == exams[number]]
        titles.append(one and not in_a_row)
    return titles


def _is_bare_title(line: Line, after: Line | None) -> bool:
    """Whether a line is a title without a number: few words, no sentence, alone between blank lines or above a list."""
    if not line.after_blank or after is None or not re.match(r"[A-ZÀ-ÖØ-ÞŒ]", line.text):
        return False
    # A text may have a blank line between all its lines: one that goes on in lower case, or with a stop, is a sentence.
    alone = (after.after_blank and not re.match(r"[a-zà-öø-ÿœ.,;:!?)»]|\d+$", after.text)) or item_mark(
        after
    ) is not None
    words = len(line.text.split())
    if exam_noun(line.text):
        return after.after_blank and not line.text.endswith((",", ":"))
    return alone and (words <= 10 or (words <= 16 and " - " in line.text)) and not _NO_TITLE.search(line.text)


# The end of a sentence, "Durée : 14 semaines", the cells of a row.
_NO_TITLE = re.compile(r"[.;,!»)]$|:|\s[/|]\s|\d\s*(?:h|heures?|minutes?|semaines?|mois|ans?)\b")


def markdown_heading_mark(line: Line) -> Mark | None:
    """Return the mark of a Markdown heading; the level is the count of #."""
    match = _MARKDOWN_HEADING.match(line.text)
    return Mark("heading", level=len(match.group(1))) if match else None


def fact_of(line: Line) -> tuple[str, str] | None:
    """Return (key, value) of a "**Clé:** valeur" line, None for any other."""
    match = _FACT.match(line.text)
    return (match.group("key").strip(), match.group("value").strip()) if match else None
