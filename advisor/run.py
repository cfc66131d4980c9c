"""One question on its way through the stages: its day, the time of each, and the writing of a language model."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

from advisor.llm.write import Writing
from advisor.records import Stage


@dataclass(slots=True)
class Run:
    """One question: its day, the time of its stages, and in mode llm the writing of it."""

    today: date
    stages: list[Stage] = field(default_factory=list)
    writing: Writing | None = None

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.stages.append(Stage(name, (time.perf_counter() - started) * 1000))

    def quoting(self) -> Run:
        """The same without the writing: what is only tried, or held against the text, no model tells."""
        return replace(self, writing=None)
