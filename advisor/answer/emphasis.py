"""What is set in bold in a quote: the value asked for, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from advisor.language.french import fold, tokens
from advisor.language.numbers import Quantity, code_spans, date_spans, quantities
from advisor.language.persons import asked_for
from advisor.language.vocabulary import vocabulary
from advisor.records import Claim, Question
from advisor.select.signals import TIME_UNITS, asked_unit
from advisor.select.value import asks_of_each, fitting, names_a_piece, shared_units
from advisor.understand.reading import own_words


def embolden(question: Question, line: str) -> str:
    """Set the values asked for in bold."""
    spans = [(q.start, q.end + 3 * line.startswith("(s)", q.end)) for q in fitting(question, line)]
    if question.kind == "coefficient":
        spans = [
            (line.rfind("coefficient", 0, start) if line.rfind("coefficient", 0, start) >= 0 else start, end)
            for start, end in spans
        ]
    if question.kind == "count" and not spans and asked_unit(question.text) is None:
        spans = [(q.start, q.end) for q in _counted(question, line)][:1]
    if question.kind in (None, "yes_no") and not spans:  # what the text says of a number that is put forward
        shared, said = shared_units(question, line), {(q.value, q.unit) for q in quantities(question.matter)}
        same = [q for q in shared if (q.value, q.unit) in said]  # "en 1 an ?": of "2 ans après …, ou 1 an après …"
        spans = [(q.start, q.end) for q in same or shared][:1]
        times = [(q.value, q.unit) for q in quantities(line) if q.unit in TIME_UNITS]
        if len(times) > 1 and not said & set(times):
            spans = []  # "à temps plein six mois, à temps partiel un an": one in bold would be taken for the answer
    if question.kind == "date" and not spans:
        spans = date_spans(line)
        if _UNTIL.search(fold(question.matter)):
            spans = [span for span in spans if _LIMIT.search(fold(line[: span[0]]))] or spans
    if not spans and vocabulary().still_valid.search(fold(question.matter)):
        spans = date_spans(line)[-1:]
    if question.kind == "value" and not spans:
        spans = code_spans(line, level="niveau" in fold(question.text) or "level" in fold(question.text))
    if question.kind == "person":
        spans = asked_for(question.text, line)[:2]
    return marked(line, _both_ends(line, spans))


def _both_ends(line: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans, those of the ends of a range as one: "entre 2 et 4 pages" has neither 2 pages nor 4."""
    whole: dict[tuple[int, int], tuple[int, int]] = {}
    for first, last in pairwise(quantities(line)):
        near = last.start - first.end <= _BETWEEN and first.unit == last.unit
        if near and (first.bound, last.bound) == ("min", "max"):
            whole |= dict.fromkeys([(first.start, first.end), (last.start, last.end)], (first.start, last.end))
    return [whole.get(span, span) for span in spans]


_BETWEEN = 4  # characters between the ends of a range: " et "


_UNTIL = re.compile(
    r"\b(?:jusqu'a quand|until when|till when|expir\w*|echeance|date limite|fin de (?:l'enregistrement|validite))\b"
)
_LIMIT = re.compile(r"\b(?:jusqu'(?:au|en)|au plus tard le|avant le|echeance\W*|prend fin le|expire le) ?$")


def of_the_value(question: Question, lines: Sequence[str], told: str) -> list[bool]:
    """Return which lines of a quote may have their value in bold: in a list that of the item that was found (`told`),
    for other items have theirs; what opens it, where the question names no item; all where these hold none.
    """
    if asks_of_each(question) or len(lines) == 1:
        return [True] * len(lines)
    own = [told[:_ENOUGH] in line for line in lines]
    opening = lines[0].endswith(":") and bool(fitting(question, lines[0]))
    items = [line for line, mine in zip(lines[1:], own[1:], strict=True) if mine]
    named = set(own_words(question.matter)) & {word for line in items for word in tokens(line)}
    whole = question.kind == "duration" and _TOTAL.search(fold(lines[0])) and not names_a_piece(question)
    if opening and (whole or not named - set(tokens(lines[0]))):
        own = [True, *([False] * (len(lines) - 1))]
    held = any(fitting(question, line) for line, mine in zip(lines, own, strict=True) if mine)
    return own if held else [True] * len(lines)


_TOTAL = re.compile(r"\b(?:duree totale|au total|en tout)\b")


_ENOUGH = 40  # characters of a sentence that tell its line
_COUNTED = re.compile(r"\b(?:combien|nombre|how many) (?:de |d')?(?P<noun>[a-z-]{3,})")


def _counted(question: Question, line: str) -> list[Quantity]:
    """The numbers of a line that may be what is counted: those of the thing asked for, where the line names it."""
    found = [q for q in quantities(line) if q.unit not in _NOT_COUNTED]
    asked = _COUNTED.search(fold(question.matter))
    noun = set(tokens(asked.group("noun"))) if asked else set()
    if not noun & set(tokens(line)):
        return found
    return [q for q in found if noun & set(tokens(" ".join(line[q.start :].split()[:_WITH_NUMBER])))]


_HYPHENED = re.compile(r"(?:-\w+)+")  # "trois sous-épreuves": a word is not cut
_WITH_NUMBER = 3  # words, the number the first, among which is what it counts
_NOT_COUNTED = TIME_UNITS | {"coefficient"}  # never what "combien de …" asks for, unless it is named


def marked(line: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in sorted(set(spans), reverse=True):
        end = whole.end() if (whole := _HYPHENED.match(line, end)) else end
        inner = line[start:end]
        if "*" in inner or not inner.strip():
            continue
        line = f"{line[:start]}**{inner.strip()}**{' ' if inner.endswith(' ') else ''}{line[end:]}"
    return line


def merged_bold(claim: Claim, others: Sequence[Claim]) -> Claim:
    """Return a claim with the bold of others that quote the same words: two questions may have one quote."""
    plain, spans = unmarked(claim.text)
    for other in others:
        words, bold = unmarked(other.text)
        start = words.find("> «")
        at = plain.find(words[start:]) if start >= 0 else -1
        if at >= 0:
            spans += [(begin + at - start, end + at - start) for begin, end in bold if begin >= start]
    return replace(claim, text=marked(plain, spans))


def stand_in(claims: Sequence[Claim], others: Sequence[Claim]) -> bool:
    """Whether all that some claims quote is quoted by others, word for word."""
    told = [unmarked(other.text)[0] for other in others]
    quoted = [words[words.find("> «") :] for claim in claims if "> «" in (words := unmarked(claim.text)[0])]
    return all(any(words in text for text in told) for words in quoted)


def widened(claim: Claim, wider: Claim) -> Claim:
    """Return a claim with a wider quote in the place of its own, which is part of it, and the bold of both."""
    start = claim.text.find("> «")
    words, bold = unmarked(claim.text[start:])
    plain, spans = unmarked(wider.text[wider.text.find("> «") :])
    for begin, end in bold:
        first = max(begin - _BESIDE, words.find("« ") + 2)
        at = plain.find(words[first:end])
        if at >= 0:
            spans.append((at + begin - first, at + end - first))
    return replace(claim, text=claim.text[:start] + marked(plain, spans))


_BESIDE = 20  # characters before words in bold that tell their place in a wider quote


def unmarked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return a text without its bold, and where it was."""
    parts = text.split("**")
    spans, at = [], 0
    for number, part in enumerate(parts):
        if number % 2:
            spans.append((at, at + len(part)))
        at += len(part)
    return "".join(parts), spans
