"""A correction becomes an evaluation case: evidence picked in a text, checked at once, added to the file of the desk.

No HTML here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from advisor.desk import messages_fr as fr
from advisor.desk.desk import DeskError
from advisor.desk.texts import Place, sections_between
from advisor.errors import EvaluationError
from advisor.evaluation.add import facts_in, find_spans, read_fact
from advisor.evaluation.case_file import CaseFileError, add_case
from advisor.evaluation.cases import Case, Fact
from advisor.evaluation.facts import holds
from advisor.evaluation.measures import Judged, judge
from advisor.evaluation.read import find_quote
from advisor.evaluation.run import Asker, Texts, ask_case, headings_of, texts_of
from advisor.index import Index

LONGEST_QUOTE = 4_000  # characters of one evidence
_BOUND = re.compile(r"(?P<value>.*?)\s+(?P<bound>min|max|about)")
_PREFIXED = re.compile(r"(?P<kind>mot|term|code|date)\s*:\s*(?P<value>.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Correction:
    """What a counsellor says is right. `facts` as typed, one each; `evidence` spans that `pick` has checked."""

    question: str
    status: str
    reason: str
    topic: str
    kind: str
    diploma: str = ""
    situation: tuple[str, ...] = ()
    session: int | None = None
    facts: tuple[str, ...] = ()
    evidence: tuple[Place, ...] = ()


def pick(index: Index, document: str, start: int, end: int, version: str = "") -> Place:
    """Return a selection as evidence, without the white space around it.

    Raises DeskError when it is empty, too long, of a text that changed since, or crosses from one section to another:
    an answer cites within one section, so that no citation could ever hold it.
    """
    found = index.documents.get(document)
    if found is None:
        raise DeskError(fr.NO_DOCUMENT.format(document=document))
    if not found.sha256.startswith(version):
        raise DeskError(fr.TEXT_CHANGED)
    text = found.text
    if not 0 <= start <= end <= len(text):
        raise DeskError(fr.BAD_SELECTION)
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start == end:
        raise DeskError(fr.NOTHING_PICKED)
    if end - start > LONGEST_QUOTE:
        raise DeskError(fr.QUOTE_TOO_LONG.format(length=end - start, limit=LONGEST_QUOTE))
    sections = sections_between(index.passages(document), start, end)
    if len(sections) > 1:
        first, last = (" › ".join(path[-1:]) or found.title for path in (sections[0], sections[-1]))
        raise DeskError(fr.CROSSES_SECTIONS.format(first=first, last=last))
    return Place(document, start, end, text[start:end], sections[0] if sections else ())


def candidates(index: Index, words: str, document: str) -> list[Place]:
    """Return the places where the words stand, or that are nearest in words, best first. Raises DeskError."""
    if not words.strip():
        raise DeskError(fr.NO_WORDS)
    found = []
    for item in find_spans(words.strip(), index, document=document or None):
        headings = sections_between(index.passages(item.document), item.start, item.end)
        found.append(Place(item.document, item.start, item.end, item.quote, headings[0] if headings else ()))
    return found


def read_facts(line: str) -> list[dict[str, Any]]:
    """Return what a counsellor typed as facts: "12 semaines min", "mot : recteur | rectorat"… Raises DeskError."""
    prefixed = _PREFIXED.fullmatch(line.strip())
    if prefixed:
        kind, value = prefixed["kind"].lower(), prefixed["value"].strip()
        if kind == "date" and not _is_day(value):
            days = [fact for fact in facts_in(value) if "date" in fact]
            if not days:
                raise DeskError(fr.BAD_FACT.format(fact=line))
            return days[:1]
        return [read_fact(f"{'term' if kind == 'mot' else kind}:{value}")]
    bounded = _BOUND.fullmatch(line.strip())
    found = facts_in(bounded["value"] if bounded else line)
    if found:
        return [fact | {"bound": bounded["bound"]} if bounded and "number" in fact else fact for fact in found]
    try:
        return [read_fact(line)]
    except EvaluationError:
        raise DeskError(fr.BAD_FACT.format(fact=line)) from None


def _is_day(text: str) -> bool:
    """Whether a text is a day of the calendar, YYYY-MM-DD."""
    try:
        return bool(date.fromisoformat(text)) and len(text) == 10
    except ValueError:
        return False


def fact_line(fact: Mapping[str, Any]) -> str:
    """Return a fact as `read_facts` reads it."""
    if "number" in fact:
        return " ".join(str(part) for part in (fact["number"], fact["unit"], fact.get("bound", "")) if part != "")
    if "term" in fact:
        return f"mot : {' | '.join(fact['term'])}"
    kind = "date" if "date" in fact else "code"
    return f"{kind} : {fact[kind]}"


def draft(correction: Correction, index: Texts) -> dict[str, Any]:
    """Return a correction as a case without its id. Raises DeskError that says what is missing."""
    answered = correction.status == "answered"
    read = [fact for line in correction.facts if line.strip() for fact in read_facts(line)] if answered else []
    facts = [fact for place, fact in enumerate(read) if fact not in read[:place]]  # typed, and found in the selection
    places = correction.evidence if answered else ()
    if answered and not places:
        raise DeskError(fr.NO_EVIDENCE)
    if answered and not facts:
        raise DeskError(fr.NO_FACT)
    if not answered and not correction.reason:
        raise DeskError(fr.NO_REASON)
    for fact in facts:
        if not any(holds(_fact(fact), place.quote) for place in places):
            raise DeskError(fr.FACT_NOT_THERE.format(fact=fact_line(fact)))
    about = {index.documents[place.document].diploma for place in places}
    named = {diploma.id for diploma in about if diploma}
    tag = next(iter(named)) if len(named) == 1 else "several" if named else correction.diploma or "none"
    chosen: dict[str, Any] = {"diploma": correction.diploma} if correction.diploma else {}
    chosen |= {"situation": list(correction.situation)} if correction.situation else {}
    chosen |= {"session": correction.session} if correction.session else {}
    return {
        "question": correction.question,
        **chosen,
        "status": correction.status,
        "reason": None if answered else correction.reason,
        "facts": facts,
        "evidence": [{"any": [_span(place, index)]} for place in places],
        "tags": {
            "diploma": tag,
            "topic": correction.topic,
            "situation": list(correction.situation),
            "kind": correction.kind,
            "difficulty": "medium",
        },
    }


def _span(place: Place, index: Texts) -> dict[str, Any]:
    same = find_quote(index.documents[place.document].text, place.quote)
    often = {"occurrence": same.index(place.start) + 1} if len(same) > 1 else {}
    return {"document": place.document, "quote": place.quote, **often, "start": place.start, "end": place.end}


def _fact(raw: Mapping[str, Any]) -> Fact:
    if "number" in raw:
        return Fact("number", number=float(raw["number"]), unit=raw["unit"], bound=raw.get("bound"))
    if "date" in raw:
        return Fact("date", day=date.fromisoformat(raw["date"]))
    return Fact("code", code=raw["code"]) if "code" in raw else Fact("term", terms=tuple(raw["term"]))


def save(file: Path, drafted: Mapping[str, Any], texts: Mapping[str, str]) -> tuple[Case, str]:
    """Add a case to `file` and return it as read back, and its YAML. Raises DeskError, with the file as it was."""
    try:
        return add_case(file, drafted, texts)
    except CaseFileError as error:
        raise DeskError(fr.NOT_ADDED[error.fault].format(file=file, why=error.why)) from None


def verdict(advisor: Asker, case: Case, mode: str = "quotes") -> Judged:
    """Ask a case now and judge it, as `advisor eval` does."""
    index = advisor.index
    return judge(case, ask_case(advisor, case, mode=mode), texts_of(index), headings_of(index))
