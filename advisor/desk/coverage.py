"""What the texts answer and the cases test, diploma by topic by situation, so that one sees which text is missing.

A cell that no case expects an answer in is asked: plain questions of its topic, as a person in that situation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from advisor.desk.jobs import Job
from advisor.desk.messages_fr import PROBES
from advisor.evaluation.cases import Case
from advisor.pipeline import Advisor
from advisor.records import SITUATIONS, TOPICS

State = Literal["tested", "untested", "silent"]
ANYONE = ""  # no situation: the rule for all
# Of a plain question's answer, the page shows also what may be beside the point; the map counts what answers more
# likely than not, or a topic that no text is about would pass for covered.
LEAST = 0.5


@dataclass(frozen=True, slots=True)
class Cell:
    """One diploma, topic and situation (ANYONE: none). `question` is the one that was answered, or asked in vain."""

    diploma: str
    topic: str
    situation: str
    state: State
    cases: tuple[str, ...]
    question: str


def tested(cases: Iterable[Case]) -> dict[tuple[str, str, str], list[str]]:
    """Return the cases that expect an answer, by diploma, topic and situation. Several diplomas count in none."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for case in cases:
        if case.status != "answered":
            continue
        for situation in dict.fromkeys((*case.tags.situation, *case.situation)) or (ANYONE,):
            found.setdefault((case.tags.diploma, case.tags.topic, situation), []).append(case.id)
    return found


def cells(
    advisor: Advisor,
    diplomas: Sequence[str],
    cases: Sequence[Case],
    job: Job,
    *,
    situations: Sequence[str] = SITUATIONS,
) -> list[Cell]:
    """Return the cells of the diplomas, for no situation and for each of `situations`; fewer when `job` is stopped."""
    known = tested(cases)
    places = [(d, topic, s) for d in diplomas for topic in TOPICS for s in (ANYONE, *situations)]
    job.total = len(places)
    found = []
    for diploma, topic, situation in places:
        if job.stop.is_set():
            break
        own = tuple(known.get((diploma, topic, situation), ()))
        question = PROBES[topic][0]
        state: State = "tested"
        if not own:
            answered = _answered(advisor, diploma, topic, situation)
            state, question = ("untested", answered) if answered else ("silent", question)
        found.append(Cell(diploma, topic, situation, state, own, question))
        job.done += 1
    return found


def _answered(advisor: Advisor, diploma: str, topic: str, situation: str) -> str:
    """Return the first question of a topic that the texts answer, empty when there is none."""
    for question in PROBES[topic]:
        status = (situation,) if situation else ()
        answer = advisor.ask(question, diploma=diploma, status=status, mode="quotes")
        likely = answer.trace.probability is None or answer.trace.probability >= LEAST
        if answer.status == "answered" and likely:
            return question
    return ""


def next_text(found: Sequence[Cell], names: Mapping[str, str]) -> list[tuple[str, int]]:
    """Return the diplomas by the number of topics that they are silent on for everybody, most first."""
    counts: dict[str, int] = {}
    for cell in found:
        if cell.situation == ANYONE and cell.state == "silent":
            counts[cell.diploma] = counts.get(cell.diploma, 0) + 1
    return sorted(((names.get(d, d), n) for d, n in counts.items()), key=lambda item: (-item[1], item[0]))
