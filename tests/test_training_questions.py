"""Every committed training question still has its quotes where it says, in the fictional texts and the real ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.config import ROOT
from training.questions import QUESTIONS, TEXTS, digest, read_questions

DATA = ROOT.parent / "shared" / "data"
FILES = sorted(QUESTIONS.glob("*.jsonl"))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_quotes_stand_where_they_are_said_to(path: Path) -> None:
    fictional = path.stem.startswith("fictional")
    if not fictional and not DATA.is_dir():
        pytest.skip("../shared/data is not there: these questions are over real texts that are not committed")
    questions = read_questions(path, DATA)  # raises for a text that is another by now
    assert len(questions) > 50 and any(not question.spans for question in questions)
    assert all(start < end for question in questions for start, end in (*question.spans, *question.near))


def test_no_training_text_is_a_text_of_the_corpus() -> None:
    corpus = {digest(path.read_text(encoding="utf-8")) for path in (ROOT / "corpus").glob("*.[tm]*") if path.is_file()}
    training = {digest(path.read_text(encoding="utf-8")) for path in TEXTS.rglob("*.*") if path.is_file()}
    assert corpus and training and not corpus & training
