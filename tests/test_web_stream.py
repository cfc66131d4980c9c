"""The stream of an answer that a language model writes: sentences as they pass, then the rest."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from advisor.errors import IndexMissing
from advisor.web.api import heard_events

ANSWER = {"answer": "Un. [1] Deux. [1]\n\n> « Trois » [2]", "citations": [{"n": 1}, {"n": 2}], "mode": "llm"}


def told(ask: Callable[[Callable[[str], None]], dict[str, Any]]) -> list[tuple[str, Any]]:
    parts = [event.strip().split("\n") for event in heard_events(ask)]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in parts]


def test_sentences_come_as_they_pass_then_what_was_not_heard() -> None:
    def ask(heard: Callable[[str], None]) -> dict[str, Any]:
        heard("Un. [1]")
        heard("Deux. [1]")
        return ANSWER

    found = told(ask)
    assert [data["text"] for name, data in found if name == "text"] == ["Un. [1] ", "Deux. [1] ", "> « Trois » [2]\n\n"]
    assert [name for name, _ in found] == ["text", "text", "text", "citation", "citation", "answer"]
    assert found[-1][1] == ANSWER


def test_an_answer_of_quotes_comes_whole() -> None:
    found = told(lambda heard: ANSWER)
    assert [data["text"] for name, data in found if name == "text"] == ["Un. [1] Deux. [1]\n\n", "> « Trois » [2]\n\n"]


def test_an_error_is_raised_before_the_stream_begins() -> None:
    def ask(heard: Callable[[str], None]) -> dict[str, Any]:
        raise IndexMissing("no index")

    with pytest.raises(IndexMissing):
        heard_events(ask)
