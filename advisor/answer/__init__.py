"""Question and evidence to a draft answer in quotes mode: the value asked for first, then the quotes, word for word.

Nothing is written that a quote does not hold; `verify` checks it all the same.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from advisor import messages
from advisor.answer.emphasis import embolden, of_the_value
from advisor.chunk import clean
from advisor.language.french import fold, plain_bullets
from advisor.language.numbers import codes, quantities
from advisor.language.vocabulary import vocabulary
from advisor.parse.marks import ENTRY
from advisor.parse.tables import Cell, cell_lines, is_table_row, row_cells, row_sentence, row_spans
from advisor.records import ATTRIBUTES, SITUATIONS, Citation, Claim, Evidence, Question
from advisor.select.audience import barred_of, clashes, situations_of, suits
from advisor.select.rank import compared
from advisor.select.rows import asked_rows
from advisor.select.signals import asks_how_much
from advisor.select.value import asked_bound, fitting, is_limit, the_value, wanted

GENERAL_SHARE = 0.6  # of the likeliest quote's probability, from which the general rule stands before it
UNSURE = 0.3  # probability below which a further quote is only a second guess, and said to be one


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before it is checked: claims in order, with the citations they rest on."""

    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]


def said(question: Question, message: str) -> str:
    """Return a message around the quotes in the language of the question."""
    return messages.ENGLISH_LABELS.get(message, message) if question.language == "en" else message


@dataclass(frozen=True, slots=True)
class _Label:
    """What stands above a quote: a message, and for whom the rule is, in the words of the text or as situations."""

    text: str
    heading: str = ""
    situations: tuple[str, ...] = ()

    def said(self, question: Question) -> str:
        names = messages.ENGLISH_SITUATIONS if question.language == "en" else messages.SITUATIONS
        whom = self.heading or ", ".join(names[code] for code in self.situations)
        if self.text == messages.FOR_CANDIDATES:
            whom = f"{whom[:1].upper()}{whom[1:]}"
        return said(question, self.text).format(names=whom, heading=whom)


def draft(question: Question, evidence: Sequence[Evidence]) -> Draft:
    """Compose the answer for one diploma. Citations are numbered from 1."""
    evidence = _telling(question, evidence)
    table = _differs(question, evidence)
    if table:
        # The general rule first where it is nearly as likely, then what differs.
        likely = GENERAL_SHARE * max(item.probability for item in evidence)
        general = [
            item
            for item in evidence
            if not people(item) and _general(item) and item.probability >= likely and not _limits(question, item)
        ]
        evidence = [*general, *(item for item in evidence if item not in general)]
    citations = tuple(citation(item, n) for n, item in enumerate(evidence, start=1))
    claims: list[Claim] = []
    first = evidence[0]
    others = clashes(people(first), question.situations, barred_of(first.hit.sentence))
    # The value of a rule for others is not put forward, nor one of two that are compared.
    lead = "" if others or _values_differ(question, evidence) else _direct(question, first)
    if lead:
        claims.append(Claim(lead, (1,)))
    shown, opened = _Label(""), False
    for item, cited in zip(evidence, citations, strict=True):
        label = _label(question, item, evidence[0], table=table)
        # Quotes for the same people stand under one label.
        repeated = label == shown and label.text != messages.ALSO_POSSIBLE
        if not label.text and shown.text in _FOR_SOME:
            label = _Label(messages.GENERAL_RULE if _general(item) else messages.ALSO_POSSIBLE)
        shown = label if label.text else shown
        lines = [label.said(question)] if label.text and not repeated else []
        if table and people(item) and not opened:
            lines, opened = [f"{said(question, messages.BY_SITUATION)}\n", label.said(question)], True
        claims.append(Claim("\n".join((*lines, quoted(question, item))), (cited.n,)))
    return Draft(tuple(claims), citations)


def _limits(question: Question, item: Evidence) -> bool:
    """Whether a quote tells who asks how long only how far that may be changed: the rule goes before the exception."""
    return asks_how_much(question) and asked_bound(question) is None and is_limit(item.hit.sentence.text)


def _telling(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence without a rule for some that only repeats, with the same value, the rule for all."""
    values = [{(q.value, q.unit, q.bound) for q in fitting(question, reading(item))} for item in evidence]
    for_all = [own for own, item in zip(values, evidence, strict=True) if own and not people(item) and _general(item)]
    return [
        item
        for own, item in zip(values, evidence, strict=True)
        if question.situations or not people(item) or own not in for_all or "dont" in reading(item).split()
    ]


def _differs(question: Question, evidence: Sequence[Evidence]) -> bool:
    """Whether rules for several people are quoted and the person did not say who they are."""
    scopes = {people(item) for item in evidence}
    return not question.situations and len(scopes) > 1 and any(scopes)


def citation(item: Evidence, n: int) -> Citation:
    """Return the citation of a piece of evidence."""
    return Citation(
        n, item.document.id, item.document.title, item.headings, item.quote, item.start, item.end, item.document.url
    )


def render(drafts: Draft) -> str:
    """Return the Markdown that the person reads: each claim with its [n] marks."""
    text = ""
    for claim in drafts.claims:
        marks = "".join(f" [{n}]" for n in claim.cites)
        before = "" if not text else " " if claim.joins else "\n\n"
        text += f"{before}{claim.text}{marks}"
    return text


_DELEGATED = re.compile(r"\bet par delegation\b")
_MINISTER = re.compile(r"(?:l[ea] |l')?(?:ministre|secretaire d'etat|garde des sceaux|premiere? ministre)")


def quoted(question: Question, item: Evidence) -> str:
    """Return the quote as a Markdown quotation, the value asked for in bold; the words are those of the text."""
    lines = [clean(line) for line in _lines(question, item)]
    lines = [line for line in lines if line]
    if question.kind == "person" and _DELEGATED.search(fold(item.quote)):
        # Who signed is named last, under each minister, who did not.
        ends = [not rest or _MINISTER.match(fold(rest[0])) for rest in (lines[at:] for at in range(1, len(lines) + 1))]
        lines = [f"**{line}**" if end else line for line, end in zip(lines, ends, strict=True)]
    else:
        own = of_the_value(question, lines, clean(item.hit.sentence.text))
        lines = [embolden(question, line) if mine else line for line, mine in zip(lines, own, strict=True)]
    body = _unquoted("\n> ".join(lines))
    return f"> « {body} »"


def _unquoted(body: str) -> str:
    """Take away the guillemets that stand around all of a quote in the text (an amended text), not a pair inside it."""
    whole = re.fullmatch(r"«\s*([^«]*(?:«[^»]*»[^«»]*)*)»[\s;,.]*", body)
    return whole.group(1).rstrip() if whole and "»" not in re.sub(r"«[^»]*»", "", whole.group(1)) else body


def reading(item: Evidence) -> str:
    """Return a quote as one readable line, the row of a table with the headings of its columns."""
    return read_span(item.document.text, item.start, item.end)


def read_span(text: str, start: int, end: int) -> str:
    """Return `text[start:end]` as `reading` shows it; `text` is the whole document, where a table has its headings."""
    quote = text[start:end]
    if is_table_row(quote):
        return "\n".join(row_sentence(text, *span) for span in row_spans(text, start, end))
    return clean(quote)


def _rows(question: Question, item: Evidence) -> list[list[Cell]]:
    """The rows of a quoted table, each with the cells asked for."""
    text = item.document.text
    rows = [row_cells(text, *span) for span in row_spans(text, item.start, item.end)]
    noun = asked_rows(question)
    if noun is not None and len(rows) > 1:  # their names alone, with the code of each unit where those are asked for
        return [[c for n, c in enumerate(row) if not n or fold(c.headings[-1]).startswith(noun[:-1])] for row in rows]
    return [_asked_cells(question, cells) for cells in rows]


def _asked_cells(question: Question, cells: Sequence[Cell]) -> list[Cell]:
    """The cell that names a row and, of the others, those for the person's situation beside a value that is asked for;
    all where none has one.
    """
    asked = frozenset(question.situations)
    scopes = [situations_of(cell.headings) for cell in cells]
    named = any(scope & asked for scope in scopes)  # else no column is theirs, and any may be
    own = [cell for cell, scope in zip(cells, scopes, strict=True) if not named or not scope or scope & asked]
    valued = {cell.headings[:-1] for cell in own if wanted(question, " : ".join((*cell.headings[-1:], cell.text)))}
    # What stands beside a value under one heading goes with it: a length with its form.
    return [cell for cell in own if not cell.headings or cell.headings[:-1] in valued] if valued else own


def laid_out(text: str, start: int, end: int) -> str:
    """Return `text[start:end]` as a quote is read: each item of a list and each cell of a row on a line of its own
    ("- …"), without the marks of an amended text; `text` is the whole document, where a table has its headings.
    """
    quote = text[start:end]
    if is_table_row(quote):
        lines = _row_lines([row_cells(text, *span) for span in row_spans(text, start, end)])
    else:
        lines = _list_lines(quote)
    return _unquoted("\n".join(filter(None, map(clean, lines))))


def _lines(question: Question, item: Evidence) -> list[str]:
    """Split a quoted list into its items, a row into the cells asked for; a quote without a list is one line."""
    return _row_lines(_rows(question, item)) if is_table_row(item.quote) else _list_lines(item.quote)


def _row_lines(rows: Iterable[Sequence[Cell]]) -> list[str]:
    named = filter(None, map(cell_lines, rows))
    return [line for name, *cells in named for line in (name, *(f"- {cell}" for cell in cells))]


def _list_lines(quote: str) -> list[str]:
    parts = re.split(
        r"\n\s*(?=(?:«\s*)?(?:[-–•▪◦*]\s*(?:«\s*)?[-–•]?|\d{1,2}[°)]|[a-z]\))\s)|\n\s*\n(?=\s*«?\s*(?:[A-ZÀ-Þ]|[-–•]))",
        _ENTRIES.sub("\n\n", plain_bullets(quote)),
    )
    return [re.sub(r"^\s*(?:-\s*«\s*-|«\s*-|[-–•▪◦]|\*(?!\*))\s*", "- ", part) for part in parts]


_ENTRIES = re.compile(rf"\n(?={ENTRY.pattern.removeprefix('^')})")  # each on a line of its own


def _values_differ(question: Question, evidence: Sequence[Evidence]) -> bool:
    """Whether a question compares two things and the quotes have two values: "ont-ils le même coefficient ?"."""
    if not compared(question):
        return False
    found = [the_value(question, reading(item), item.headings) for item in evidence]
    return len({(quantity.value, quantity.unit) for quantity in found if quantity is not None}) > 1


# By the bound that they set: "moins de 6 ans", "note inférieure à 6"; "pas plus de 8" is at most 8.
_STRICT = {
    "max": ("moins de", re.compile(r"\b(?:moins de|inferieure?s? (?:a|aux?)) $")),
    "min": ("plus de", re.compile(r"\b(?:plus de|superieure?s? (?:a|aux?)) $")),
}
_LONGEST_DIRECT = 900  # characters of a quote whose value is stated before it


def _direct(question: Question, item: Evidence) -> str:
    """Return the value asked for when the quote holds it without a doubt, else nothing."""
    text = reading(item)
    if is_table_row(item.quote):  # what columns for several people have alike is one value
        row = [cell for row in _rows(question, item) for cell in row]
        if _of_one_form(question, row):
            return ""
        text = " | ".join(dict.fromkeys(" : ".join((*cell.headings[-1:], cell.text)) for cell in row))
    # A heading says whom a part is for, or what it is about; the rule is below it.
    if len(text) > _LONGEST_DIRECT or item.hit.sentence.kind == "heading":
        return ""
    quantity = the_value(question, text, item.headings)
    if quantity is None or _limits(question, item):
        return ""
    surface = text[quantity.start : quantity.end]
    if text.startswith("(s)", quantity.end) and quantity.value >= 2:  # "5 an(s)"
        surface += "s"
    if quantity.unit == "coefficient":
        surface = f"coefficient {surface}"
    bound = messages.BOUNDS.get(quantity.bound or "", "")
    if (strict := _STRICT.get(quantity.bound or "")) and strict[1].search(fold(text[: quantity.start])):
        bound = strict[0]  # "moins de 6 ans" is not "au plus 6 ans"
    said = fold(surface)
    if quantity.bound == "about" and "aine" in said:
        surface = f"une {surface}"
    elif bound:
        surface = f"{bound} {surface}"
    return f"**{surface[0].upper()}{surface[1:]}**."


def _of_one_form(question: Question, row: Sequence[Cell]) -> bool:
    """Whether the value that a row has is of one form alone ("durée de la forme ponctuelle"), some are not in it (CCF),
    and the question does not name it.
    """
    asked = fold(question.matter)
    labels = [" ".join(cell.headings[-1:]) for cell in row]
    own = [fold(label) for cell, label in zip(row, labels, strict=True) if wanted(question, f"{label} : {cell.text}")]
    return any(
        not side.search(asked)
        and any(side.search(label) for label in own)
        and any(other.search(fold(cell.text)) for cell in row)
        for side, other in vocabulary().opposites
    )


def people(item: Evidence) -> frozenset[str]:
    """Return the candidates that a quote is for. What a heading says of people is its own words."""
    return situations_of(item.headings) if item.hit.sentence.kind == "heading" else frozenset(item.situations)


def _label(question: Question, item: Evidence, first: Evidence, *, table: bool) -> _Label:
    """Say for whom a rule is, when that is not everyone, and of a further quote how sure it is."""
    scope = people(item)
    own = tuple(code for code in question.situations if code in scope)
    if own and suits(scope, question.situations, barred_of(item.hit.sentence)):
        heading = short_heading(scope, item.headings)
        # "ayant occupé pendant trois ans au moins un emploi", or "n'ayant pas occupé …"
        told = {*own, *barred_of(item.hit.sentence)}
        if "experience_professionnelle" in told and any(q.unit in _LENGTHS for q in quantities(heading)):
            return _Label(messages.IF_CONDITIONS, heading=heading)
        return _Label(messages.FOR_SITUATION, situations=own)
    if table and scope:
        return _for_whom(messages.FOR_CANDIDATES, scope, item.headings)
    if table and _general(item):
        return _Label(messages.GENERAL_RULE)
    # Without a label it would stand under the people above.
    unsure = item.probability < UNSURE and not compared(question) and not _other_code(question, item, first)
    also = item is not first and (table or unsure)
    if not scope:
        return _Label(messages.ALSO_POSSIBLE if also else "")
    return _for_whom(messages.ALSO_FOR if also else messages.ONLY_FOR, scope, item.headings)


def _other_code(question: Question, item: Evidence, first: Evidence) -> bool:
    """Whether a further quote has a code asked about that the first has not: "les compétences C10 et C16"."""
    asked = set(codes(question.text.upper()))
    return bool(asked & (set(codes(item.quote)) - set(codes(first.quote))))


_LENGTHS = ("an", "mois")  # units of a condition that a person's situation may not meet
_FOR_SOME = (messages.ONLY_FOR, messages.ALSO_FOR, messages.FOR_SITUATION, messages.IF_CONDITIONS)
# "les candidats ayant occupé …", "étudiants en situation de …": some people, of no situation that has a name.
_SOME = re.compile(
    r"\b(?:candidat|etudiant|eleve|apprenti|stagiaire|salarie|adulte)e?s? "
    r"(?:n'?ayant|ayant|non|qui|en situation|issus?|titulaires?|relevant|inscrits?|admis|reconnus?|justifiant)\b"
)
_STATES = re.compile(
    r"\b(?:est|sont|doi(?:t|vent)|peu(?:t|vent)|dure(?:nt)?|a|ont|comporten?t?|comprend|comprennent|fait|font"
    r"|s['’]étend|consiste(?:nt)?|donne(?:nt)?|dispose(?:nt)?|effectue(?:nt)?|présente(?:nt)?)\b"
)


def _general(item: Evidence) -> bool:
    """Whether a quote states a rule, and for everyone: no heading, no title of a skill, no word of some people."""
    # Accents kept: "a" states something, "à" does not. What follows the rule itself may be for some.
    said = re.split(r"(?<=\w{3}[.;])\s", clean(item.quote).lower(), maxsplit=1)[0]
    some = _SOME.search(fold(" ; ".join((*item.headings[-1:], said))))
    return item.hit.sentence.kind != "heading" and some is None and bool(_STATES.search(said))


def _for_whom(text: str, scope: Collection[str], headings: Sequence[str]) -> _Label:
    """Return a label with the heading that names the people of a rule, or all that they are where the sentence itself
    says it.
    """
    if set(scope) - situations_of(tuple(headings)):
        return _Label(text, situations=tuple(code for code in SITUATIONS + ATTRIBUTES if code in scope))
    return _Label(text, heading=short_heading(scope, headings))


_MARK = re.compile(  # "2.1.", "2°)", "b)", "II -", "A.", "§ 2", "Cas n° 2 :"
    r"^(?:\d+\s?°\)?|\d+(?:\.\d+)*[.)/]?|\(?[a-z\d]\)|[IVX]{1,5}(?:\.|(?=\s?[-–—]))|[A-H](?:[/.)](?=\s)|(?=\s?[-–—]\s))"
    r"|§\s?\d+\.?|(?:Cas|Situation|Catégorie)\s(?:n°\s?)?\w\s?:)\s*(?:[-–—]\s*)?"
)


def short_heading(situations: Collection[str], headings: Sequence[str]) -> str:
    """Return the heading that names the candidates of `situations`, for whom a rule is, without its number."""
    own = set(situations) - situations_of(tuple(headings))
    if own:  # the sentence says itself whom it is for
        return ", ".join(messages.SITUATIONS[code] for code in SITUATIONS + ATTRIBUTES if code in own)
    named = [heading for heading in headings if situations_of((heading,))]
    heading = named[-1] if named else (headings[-1] if headings else "")
    heading = _MARK.sub("", heading)
    # "Modalités de déroulement de l'épreuve pour les candidats ayant …": the candidates are what counts.
    people = re.search(r"\b(?:candidats?|étudiants?|élèves?|apprentis?|stagiaires?)\b.*", heading, re.IGNORECASE)
    return people.group() if people else heading
