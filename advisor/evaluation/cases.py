"""What a case of the fixed question set holds: a question, what must come back, and the evidence for it.

Not here: reading the files (read), asking the questions (run) and judging the answers (measures).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Literal

from advisor.config import ROOT
from advisor.records import REASONS, Message, Status

Split = Literal["calibration", "heldout"]
FactKind = Literal["number", "date", "code", "term"]

QUESTIONS = ROOT / "evals" / "questions"
BASELINE = ROOT / "evals" / "baseline.json"
KINDS = (
    "plain",
    "reworded",
    "typo_sms",
    "followup",
    "false_premise",
    "status_specific",
    "dated",
    "comparison",
    "list",
    "yes_no",
    "unanswerable",
    "unknown_diploma",
    "out_of_scope",
    "ambiguous",
    "english",
)
DIFFICULTIES = ("easy", "medium", "hard")
BOUNDS = ("min", "max", "about")
CLARIFY_REASONS = ("needs_diploma", "needs_situation")
REFUSAL_REASONS = tuple(reason for reason in REASONS if reason not in CLARIFY_REASONS)


@dataclass(frozen=True, slots=True)
class Fact:
    """A value that a right answer holds. `terms`: any one of them. `number` goes with `unit` and perhaps `bound`."""

    kind: FactKind
    number: float | None = None
    unit: str | None = None
    bound: str | None = None
    day: date | None = None
    code: str | None = None
    terms: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.kind == "number":
            return " ".join(
                part for part in (f"{self.number:g}", self.unit, f"({self.bound})" if self.bound else "") if part
            )
        if self.kind == "date":
            return str(self.day)
        return self.code or " | ".join(self.terms)


@dataclass(frozen=True, slots=True)
class Span:
    """Evidence: `document.text[start:end] == quote`. `occurrence` counts from 1, None when the quote stands once."""

    document: str
    quote: str
    start: int
    end: int
    occurrence: int | None = None


@dataclass(frozen=True, slots=True)
class Tags:
    """What a case is about, for the figures by tag."""

    diploma: str
    topic: str
    kind: str
    difficulty: str
    situation: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One question with what must come back. `evidence` is an all-of list of any-of lists of spans."""

    id: str
    file: str
    messages: tuple[Message, ...]
    status: Status
    reason: str | None
    facts: tuple[Fact, ...]
    wrong: tuple[Fact, ...]
    evidence: tuple[tuple[Span, ...], ...]
    group: str
    tags: Tags
    diploma: str | None = None
    situation: tuple[str, ...] = ()
    session: int | None = None
    today: date | None = None
    near: str | None = None

    @property
    def question(self) -> str:
        """The last message: what the person asks now."""
        return self.messages[-1].content

    @property
    def split(self) -> Split:
        """Which half the case is in, by its group, so that rewordings of one fact stay on one side."""
        return split_of(self.group)

    @property
    def spans(self) -> tuple[Span, ...]:
        """Every span that may be cited."""
        return tuple(span for entry in self.evidence for span in entry)


def split_of(group: str) -> Split:
    """Return the half of an evidence group: the last bit of its SHA-256, stable whatever else is in the set."""
    return "calibration" if hashlib.sha256(group.encode()).digest()[-1] % 2 == 0 else "heldout"
