"""Mode llm as people meet it: at the command line, over HTTP and in the page, with a model behind a real server."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from llm_fakes import ScriptedChat, copying, evidence, question
from llm_server import KEY, Server, listening
from test_support import STAGE
from web_server import running

from advisor.answer import draft
from advisor.cli import main
from advisor.config import Config
from advisor.errors import ModelError
from advisor.llm import write
from advisor.llm.write import Writer
from advisor.pipeline import Advisor
from advisor.web.service import Service

pytest.importorskip("langchain_openai", reason="the extra llm is not installed")

ASKED = "Combien de semaines dure le stage du BTS métiers de la mesure ?"
VALUE = "douze semaines"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A model that copies the first extract."""
    monkeypatch.setenv("ADVISOR_LLM_KEY", KEY)
    with listening(copying) as server:
        yield server


@pytest.fixture
def address(server: Server, config: Config, tmp_path: Path) -> Iterator[str]:
    """The real application over the four texts, its answers written by the server's model."""
    wanted = replace(config, mode="llm", llm="openai:any", llm_base_url=server.url, feedback=tmp_path / "feedback")
    with running(tmp_path, service=Service(wanted, opener=Advisor.open)) as where:
        yield where


@pytest.mark.parametrize(("manner", "mode"), [("good", "llm"), ("500", "quotes")])
def test_the_command_line(
    server: Server,
    config: Config,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    manner: str,
    mode: str,
) -> None:
    server.manner = manner
    monkeypatch.setenv("ADVISOR_LLM", "openai:any")
    monkeypatch.setenv("ADVISOR_LLM_BASE_URL", server.url)
    assert main(["ask", "--mode", "llm", "--json", ASKED, "--index", str(config.index)]) == 0
    captured = capsys.readouterr()
    answer = json.loads(captured.out)
    assert (answer["mode"], answer["status"]) == (mode, "answered")
    assert VALUE in answer["answer"] and VALUE in answer["citations"][0]["quote"]
    assert any(notice["kind"] == "model_unavailable" for notice in answer["notices"]) is (mode == "quotes")
    assert KEY not in captured.out + captured.err and "Traceback" not in captured.err


def test_the_evaluation_compares_both_modes(
    server: Server, config: Config, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ADVISOR_LLM", "openai:any")
    monkeypatch.setenv("ADVISOR_LLM_BASE_URL", server.url)
    command = ["eval", "--compare", "quotes", "llm", "--case", "m-017", "--fresh", "--index", str(config.index)]
    assert main([*command, "--out", str(tmp_path / "out")]) == 1  # the same verdict, another wording
    content = json.loads((tmp_path / "out" / "compare.json").read_text(encoding="utf-8"))
    assert [item["id"] for item in content["differences"]] == ["m-017"]
    assert "verdict better 0, worse 0" in capsys.readouterr().out


def test_http_and_its_stream(address: str, server: Server) -> None:
    answer = httpx.post(f"{address}/api/ask", json={"question": ASKED}, timeout=30).json()
    assert (answer["mode"], answer["status"]) == ("llm", "answered") and VALUE in answer["answer"]
    streamed = httpx.post(f"{address}/api/ask/stream", json={"question": ASKED}, timeout=30).text
    events = [dict(line.split(": ", 1) for line in part.split("\n")) for part in streamed.strip().split("\n\n")]
    assert VALUE in json.loads(events[0]["data"])["text"]  # a sentence is shown before the answer is whole
    assert json.loads(events[-1]["data"])["answer"] == answer["answer"]
    server.manner = "429"
    refused = httpx.post(f"{address}/api/ask", json={"question": ASKED}, timeout=30).json()
    assert refused["mode"] == "quotes" and refused["citations"] == answer["citations"]


def test_a_model_that_opens_slowly_leaves_the_answer_to_the_quotes_and_is_there_for_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loaded, opened = threading.Event(), []

    def slow(_: Config) -> ScriptedChat:
        opened.append(1)
        loaded.wait(20)
        return ScriptedChat(script=copying)

    monkeypatch.setattr(write, "open_chat", slow)
    asked, found = question(), evidence(STAGE)
    writer, quoted = Writer(Config()), draft(asked, found)
    assert writer.write(asked, found, quoted, seconds=0.05).cause == "slow"
    assert writer.write(asked, found, quoted, seconds=0.05).cause == "slow"
    loaded.set()
    assert writer.write(asked, found, quoted, seconds=20).draft is not None
    assert len(opened) == 1


def test_a_model_that_cannot_be_opened_is_not_tried_at_every_question(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []

    def broken(_: Config) -> ScriptedChat:
        tried.append(1)
        raise ModelError("no file")

    monkeypatch.setattr(write, "open_chat", broken)
    asked, found = question(), evidence(STAGE)
    writer, quoted = Writer(Config()), draft(asked, found)
    causes = [writer.write(asked, found, quoted, seconds=20).cause for _ in range(2)]
    assert (causes, tried) == (["missing", "missing"], [1])
