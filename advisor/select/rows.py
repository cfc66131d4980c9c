"""The row of a table that is asked for by its name, all the rows of an exam's table, or the headings of its exams, for
who asks which épreuves or unités there are, and no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from advisor.language.exams import exams_in
from advisor.language.french import fold, tokens
from advisor.language.vocabulary import types_in
from advisor.parse.tables import holds_data, is_table_row, row_cells
from advisor.records import Evidence, Hit, Question, Sentence
from advisor.select.quotes import whole
from advisor.select.rank import Candidate, compared
from advisor.select.signals import NAMES, asks_how_much
from advisor.select.value import wanted
from advisor.understand.reading import named_in

_NOUNS = r"epreuves|unites|matieres|disciplines"
# A question that may be answered by a whole table: the noun, and no word that chooses among its rows.
_ASKS = re.compile(
    rf"\b(?:quel(?:le)?s?|liste[rz]?|lesquel\w*|c'est quoi|enumere\w*|cite[rz]?|what|which)\b.*?\b(?P<noun>{_NOUNS})\b"
)
_PLAIN = re.compile(
    r"(?:quel(?:le)?s?|sont|c'|quoi|liste[rz]?|enumere[rz]?|cite[rz]?|donne[rz]?|moi|toutes?|tous|differentes?|les?|la|l'|d'|des?|du"
    rf"|{_NOUNS}|aux?|a|pour|dans|ce|cet|cette|mon|y|il|t|on|je|passe[rz]?|dois|vais|doit|va|ont|examen|diplome|certification|titre"
    r"|s'il|vous|plait|bonjour|svp|comporte|compose\w*|prevues?|qu'|est|que)"
)
_GROUP = re.compile(r"\b(?P<group>profession|general)\w*\b")
_HEAD = re.compile(r"(?:sous-)?(?:epreuve|unite|matiere|discipline|nature|intitule)s?\b")
_LEAST = 2  # rows that make a list
_UNSTATED, _OTHER_EXAM = NAMES.index("unstated"), NAMES.index("other_exam")


def asked_rows(question: Question) -> str | None:
    """Return what the rows are that are all asked for ("epreuves", "unites"…), None when the question chooses any."""
    folded = fold(question.matter)
    asked = _ASKS.search(folded) if question.kind in ("list", None) else None
    if asked is None:
        return None
    plain = _GROUP.sub(" ", folded)
    for _, start, end in reversed(types_in(plain)):
        plain = plain[:start] + " " * (end - start) + plain[end:]
    words = re.findall(r"[a-z]+'|[a-z0-9]+", plain)
    return asked.group("noun") if all(_PLAIN.fullmatch(word) for word in words) else None


def all_rows(
    question: Question, candidates: Sequence[Candidate], sentences: Mapping[str, Sequence[Sentence]]
) -> Evidence | None:
    """Return the rows of the one table whose columns are what is asked for, or those of the group that is named
    ("les unités professionnelles"); None where there is no such table, or several.
    """
    noun = asked_rows(question)
    if noun is None:
        return None
    documents = {candidate.document.id: candidate for candidate in candidates}
    found = [
        (candidate, rows)
        for name, candidate in documents.items()
        for table in _tables(candidate.document.text, sentences[name])
        if (rows := _of_group(question, _listed(candidate.document.text, table, noun)))
    ]
    if len(found) != 1:
        return None
    candidate, rows = found[0]
    best = next((c for c in candidates if any(c.hit.sentence.start == row.start for row in rows)), None)
    if best is None:
        return None
    evidence = whole(question, replace(best, probability=1.0), sentences[candidate.document.id])
    return replace(evidence, start=rows[0].start, end=rows[-1].end, situations=())


# "Épreuve E1 – Étude", "2. Sous-épreuve E31", "EP2 – Pose"
_OF_EXAM = re.compile(
    r"^(?:[\dIVX.]+\s?[.)–-]?\s*)?(?:(?:épreuve|unité)\s+(?=[EU]?[FGP]?\d)|(?=[EU][FGP]?\d))", re.IGNORECASE
)


def all_headings(
    question: Question, candidates: Sequence[Candidate], sentences: Mapping[str, Sequence[Sentence]]
) -> list[Evidence]:
    """Return the headings of the exams of the one text that is divided by them, none where there is no such text, or
    where the question is not of all of them.
    """
    if asked_rows(question) != "epreuves" or _GROUP.search(fold(question.matter)):
        return []
    found = []
    for candidate in {candidate.document.id: candidate for candidate in candidates}.values():
        own = sentences[candidate.document.id]
        heads = [s for s in own if s.kind == "heading" and _OF_EXAM.match(s.text) and exams_in(s.text)]
        heads = [s for s in heads if len(s.headings) == min(len(head.headings) for head in heads)]
        first = list({min(exams_in(s.text)): s for s in reversed(heads)}.values())[::-1]
        numbers = {int(re.sub(r"\D", "", min(exams_in(s.text)))[:1]) for s in first}
        if len(first) >= _LEAST and numbers == set(range(1, max(numbers) + 1)):  # a text on E4 and E5 has not all
            found.append((candidate, first))
    if len(found) != 1:
        return []
    candidate, heads = found[0]
    sure = replace(candidate, probability=1.0)
    quotes = [whole(question, replace(sure, hit=Hit(head)), sentences[candidate.document.id]) for head in heads]
    return [replace(item, start=item.end - len(item.quote.lstrip("#* "))) for item in quotes]


def named_row(
    question: Question, candidates: Sequence[Candidate], sentences: Mapping[str, Sequence[Sentence]]
) -> Evidence | None:
    """The one row of a table whose first cell names all that the question does beside the value that it asks for, and
    holds that value: "combien de temps dure l'épreuve de botanique ?", "l'E2 ?"; None where there is none, or several.
    """
    exam = question.topic in (None, "examen") and not _OF_ANOTHER_TIME.search(fold(question.matter))
    if not exam or not asks_how_much(question) or compared(question):
        return None
    named, asked = named_in(question.matter), exams_in(question.matter.upper())
    if not named and not asked:
        return None
    texts = {candidate.document.id: candidate.document.text for candidate in candidates}
    rows = {
        (sentence.document, sentence.start)
        for document, text in texts.items()
        for sentence in sentences[document]
        if is_table_row(text[sentence.start : sentence.end]) and _has_all(sentence.text.split(" | ")[0], named, asked)
    }
    row = next((c for c in candidates if (c.document.id, c.hit.sentence.start) in rows), None)
    if len(rows) != 1 or row is None:
        return None
    if row.scope and not row.scope & frozenset(question.situations):
        return None
    if row.row[_OTHER_EXAM] or row.row[_UNSTATED] or not wanted(question, row.hit.sentence.text):
        return None
    return whole(question, replace(row, probability=1.0), sentences[row.document.id])


def _has_all(cell: str, words: frozenset[str], exams: frozenset[str]) -> bool:
    """Whether the cell that names a row has all of some words and codes of exams."""
    return words <= set(tokens(cell)) and exams <= exams_in(cell)


# Another time than that of an exam: lessons before it, what follows it, how long something holds.
_OF_ANOTHER_TIME = re.compile(
    r"\b(?:cours|lecons?|par (?:semaine|jour|mois|an)|(?:revis|prepar|gard|conserv|rend|attend|delai|valab|valid"
    r"|dispens|resultat|rattrap|remplac|report|benefic|contest|inscri|avant|apres|experience|travaill)\w*)\b"
)


def _tables(text: str, sentences: Sequence[Sentence]) -> Iterator[list[Sentence]]:
    """Yield the rows of each table, its head included."""
    table: list[Sentence] = []
    for sentence in sentences:
        if is_table_row(text[sentence.start : sentence.end]):
            if table and text[table[-1].end : sentence.start].strip():
                yield table
                table = []
            table.append(sentence)
        elif table:
            yield table
            table = []
    if table:
        yield table


def _listed(text: str, table: Sequence[Sentence], noun: str) -> list[Sentence]:
    """Return the rows of a table from the first with data on, none where its columns are something else."""
    cells = [row_cells(text, row.start, row.end) for row in table]
    told = [n for n, row in enumerate(cells) if table[n].kind != "head" and any(c.headings for c in row)]
    data = [n for n in told if any(holds_data(cell.text) for cell in cells[n][1:])]
    first = next(iter(data or told), None)
    if first is None:
        return []
    while first and _names_group(table[first - 1]):
        first -= 1  # "Unités professionnelles" above the first row
    heads = [fold(cell.text).strip("* ") for row in cells[:first] for cell in row]
    named = any(head.startswith(noun[:-1]) for head in heads) or noun in ("matieres", "disciplines")
    rows = [row for row, own in zip(table[first:], cells[first:], strict=True) if len(own) > 1]
    last = max((n for n, own in enumerate(cells) if len(own) > 1), default=first)  # a note may close the table
    return list(table[first : last + 1]) if heads and _HEAD.match(heads[0]) and named and len(rows) >= _LEAST else []


def _of_group(question: Question, rows: Sequence[Sentence]) -> list[Sentence]:
    """Return the rows below the name of the group that a question names; all where it names none."""
    asked = _GROUP.search(fold(question.matter))
    if asked is None:
        return list(rows)
    names = [n for n, row in enumerate(rows) if _names_group(row)]
    opened = [n for n in names if asked.group("group") in fold(rows[n].text)]
    if len(opened) != 1:
        return []
    end = next((n for n in names if n > opened[0]), len(rows))
    return list(rows[opened[0] : end])


def _names_group(row: Sentence) -> bool:
    """Whether a row across the whole table names the rows below it."""
    return row.kind != "head" and " | " not in row.text and bool(_GROUP.search(fold(row.text)))
