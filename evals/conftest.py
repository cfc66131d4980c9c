"""Each case of the set as a test: `pytest evals -k m-017`.

A test fails when its case moved against the baseline; a case that the baseline knows as not Correct is an expected
failure that shows why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from advisor.config import load_config
from advisor.evaluation.cases import BASELINE, Case
from advisor.evaluation.measures import Judged, judge
from advisor.evaluation.ratchet import moved, read_baseline
from advisor.evaluation.read import load_cases
from advisor.evaluation.run import ask_case, headings_of, open_advisor, texts_of


@cache
def judging() -> Callable[[Case], Judged]:
    """Open the Advisor once, for all cases, when the first one runs."""
    advisor = open_advisor(load_config())
    texts, headings = texts_of(advisor.index), headings_of(advisor.index)
    return lambda case: judge(case, ask_case(advisor, case), texts, headings)


def pytest_collect_file(parent: pytest.Collector, file_path: Path) -> pytest.Collector | None:
    if file_path.suffix == ".yaml" and file_path.parent.name == "questions":
        return QuestionFile.from_parent(parent, path=file_path)
    return None


class QuestionFile(pytest.File):
    """A question file; its tests are named after the cases."""

    def collect(self) -> Iterator[pytest.Item]:
        from advisor.build import open_corpus

        texts = {name: source.text for name, source in open_corpus(load_config()).sources.items()}
        for case in load_cases(self.path, texts):
            yield QuestionItem.from_parent(self, name=case.id, case=case)


class QuestionItem(pytest.Item):
    """One case."""

    def __init__(self, *, case: Case, **rest: object) -> None:
        super().__init__(**rest)  # type: ignore[arg-type]
        self.case = case

    def runtest(self) -> None:
        found = judging()(self.case)
        head = f"{found.verdict} ({found.outcome}) at {found.stage or 'no stage'}: {found.why}"
        shown = f"{head}\n{found.answer.get('answer', '')}"
        baseline = read_baseline(BASELINE).cases if BASELINE.is_file() else {}
        moves = moved([found], baseline, whole=False) if self.case.id in baseline else []
        if moves:
            pytest.fail(f"{moves[0]}\n{shown}", pytrace=False)
        if found.verdict != "Correct" and self.case.id in baseline:
            pytest.xfail(shown)
        if found.verdict != "Correct":
            pytest.fail(shown, pytrace=False)

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.path, None, f"{self.case.id}: {self.case.question}"
