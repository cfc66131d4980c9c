"""Texts of a model on the evaluation set: recorded once, judged with and without the checks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from llm_fakes import ScriptedChat, copying

from advisor.evaluation.cases import QUESTIONS
from advisor.evaluation.read import load_cases
from advisor.evaluation.run import headings_of, texts_of
from advisor.evaluation.written import RecordedChat, ask_all, summary, table, unchecked
from advisor.llm.write import Writer
from advisor.pipeline import Advisor


def test_a_text_is_recorded_once_and_read_again(advisor: Advisor, tmp_path: Path) -> None:
    config = replace(advisor.config, mode="llm")
    texts = texts_of(advisor.index)
    cases = [case for case in load_cases(QUESTIONS, texts) if case.tags.kind == "plain" and case.tags.topic == "stage"]
    found = []
    for model in (ScriptedChat(script=lambda prompt: copying(prompt) + "\nLe stage dure 99 semaines [1]."), None):
        chat = RecordedChat(model=model, store=tmp_path / "texts.jsonl")
        asked = Advisor(advisor.index, config, advisor.model, writer=Writer(config, chat=chat))
        found.append([row for row in ask_all(cases, asked, chat, most=2) if row["texts"]])
    first, again = found
    assert [row["checked"]["answer"]["answer"] for row in first] == [
        row["checked"]["answer"]["answer"] for row in again
    ]
    assert [row["texts"][0]["text"] for row in first] == [row["texts"][0]["text"] for row in again]
    assert [row["times"] for row in first] == [row["times"] for row in again]
    assert all("99" in unchecked(row)["answer"]["answer"] for row in again)
    assert all("99" not in row["checked"]["answer"]["answer"] for row in again)
    columns = table(again, texts, headings_of(advisor.index))
    assert [name for name, _ in columns] == ["quotes", "llm", "llm unchecked"]
    lost = RecordedChat(store=tmp_path / "nothing.jsonl")
    asked = Advisor(advisor.index, config, advisor.model, writer=Writer(config, chat=lost))
    assert not [row for row in ask_all(cases, asked, lost, most=1) if row["texts"]] and lost.missing
    said = summary(again, columns)
    assert said.startswith("2 cases, 2 of them with a text of the model") and "sentences removed: " in said
