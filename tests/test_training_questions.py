"""Every committed training question still has its quotes where it says, in the fictional texts and the real ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from advisor.config import ROOT
from advisor.french import fold
from advisor.signals import read_sentence
from advisor.vocabulary import vocabulary
from training.dataset import Unit, answers
from training.questions import QUESTIONS, TEXTS, digest, document_text, read_questions

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


def test_what_must_be_stated_is_stated_by_what_answers() -> None:
    """Rules of `must_state` leave a sentence out; over the fictional texts nearly no answer is left out so."""
    kept = lost = 0
    units: dict[str, Unit] = {}
    for path in FILES:
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            asked = fold(entry["question"])
            rules = [right for left, right in vocabulary().must_state if left.search(asked)]
            name = entry["document"]
            if not rules or not entry["spans"] or not (TEXTS / name).is_file():
                continue
            unit = units.setdefault(name, Unit(name, document_text(name, DATA)))
            spans = [(start, end) for start, end, _ in entry["spans"]]
            texts = [
                read_sentence(unit.text, unit.sentences[p]).folded for s in spans for p in answers(unit.sentences, s)[0]
            ]
            stated = any(all(right.search(text) for right in rules) for text in texts)
            kept, lost = kept + stated, lost + (not stated)
    assert kept > 300 and lost < 0.3 * kept, f"{kept} kept, {lost} lost"


def test_no_training_text_is_a_text_of_the_corpus() -> None:
    corpus = {digest(path.read_text(encoding="utf-8")) for path in (ROOT / "corpus").glob("*.[tm]*") if path.is_file()}
    training = {digest(path.read_text(encoding="utf-8")) for path in TEXTS.rglob("*.*") if path.is_file()}
    assert corpus and training and not corpus & training
