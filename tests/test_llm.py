"""Language models behind LangChain: opening them, and a real server on this machine that misbehaves in every way."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from llm_fakes import evidence, question
from llm_server import KEY, Server, listening
from test_support import STAGE

from advisor.answer import draft, render
from advisor.config import Config
from advisor.errors import ConfigError, ModelError
from advisor.llm.chat import open_chat, sent_to
from advisor.llm.write import Writer, Written

TRUE = "Le stage dure au moins huit semaines pour les candidats de la voie scolaire [1]."


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The server, which tells the truth unless told otherwise."""
    monkeypatch.setenv("ADVISOR_LLM_KEY", KEY)
    with listening(TRUE) as server:
        yield server


def told_by(server: Server, *, seconds: float = 10.0) -> Written:
    """What comes of one quote told by the server."""
    pytest.importorskip("langchain_openai", reason="the extra llm is not installed")
    config = Config(llm="openai:any", llm_base_url=server.url, llm_timeout=seconds)
    asked, found = question(), evidence(STAGE)
    return Writer(config).write(asked, found, draft(asked, found), seconds=seconds)


def test_a_good_server_answers_with_the_key_of_the_environment(server: Server) -> None:
    written = told_by(server)
    assert written.draft is not None and render(written.draft).startswith("Le stage dure au moins")
    assert server.keys == [f"Bearer {KEY}"]
    assert (server.bodies[0]["model"], server.bodies[0]["temperature"], server.bodies[0]["stream"]) == (
        "any",
        0.0,
        True,
    )


@pytest.mark.parametrize(
    ("manner", "cause"),
    [
        ("500", "down"),
        ("503", "down"),
        ("404", "down"),
        ("429", "quota"),
        ("401", "key"),
        ("403", "key"),
        ("page", "nonsense"),
        ("empty", "nonsense"),
        ("broken", "nonsense"),
        ("tool", "nonsense"),
        ("cut", "unproved"),
    ],
)
def test_a_server_that_misbehaves_leaves_the_answer_to_the_quotes(
    server: Server, manner: str, cause: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="advisor")
    server.manner = manner
    written = told_by(server)
    assert (written.draft, written.cause) == (None, cause)
    assert KEY not in caplog.text and len(server.bodies) == 1


@pytest.mark.parametrize("manner", ["silent", "drips"])
def test_a_server_that_is_slow_is_left_at_the_deadline(server: Server, manner: str) -> None:
    server.manner = manner
    written = told_by(server, seconds=1.0)
    assert (written.draft, written.cause) == (None, "slow")


def test_a_server_that_is_not_there_is_down(server: Server) -> None:
    server.url = "http://127.0.0.1:9/v1"
    assert told_by(server).cause == "down"


# --------------------------------------------------------------------------- opening


@pytest.mark.parametrize(
    ("settings", "error", "words"),
    [
        ({"llm": "mistral"}, ConfigError, "not a model"),
        ({"llm": "nobody:model"}, ConfigError, "no provider 'nobody'"),
        ({"llm": "cohere:command"}, ModelError, "langchain-cohere: not installed"),
        ({"llm_timeout": 0.0}, ConfigError, "above 0"),
        ({"llm_max_tokens": -1}, ConfigError, "above 0"),
    ],
)
def test_what_cannot_be_opened_says_what_to_do(settings: dict[str, object], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        open_chat(Config(**settings))  # type: ignore[arg-type]


@pytest.mark.parametrize("llm", ["openai:gpt", "mistralai:mistral-small-latest", "anthropic:claude", "ollama:qwen2.5"])
def test_each_provider_opens_with_its_own_names_of_the_settings(llm: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip(f"langchain_{llm.partition(':')[0]}", reason="the extra llm is not installed")
    monkeypatch.setenv("ADVISOR_LLM_KEY", KEY)
    chat = open_chat(Config(llm=llm, llm_max_tokens=123, llm_base_url="http://127.0.0.1:9"))
    settings = chat._get_ls_params()
    assert 123 in (settings.get("ls_max_tokens"), getattr(chat, "num_predict", None))
    assert KEY not in repr(chat)


def test_a_provider_without_its_key_says_which_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("langchain_openai", reason="the extra llm is not installed")
    for name in ("ADVISOR_LLM_KEY", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ModelError, match="Set ADVISOR_LLM_KEY"):
        open_chat(Config(llm="openai:gpt"))


@pytest.mark.parametrize(
    ("llm", "url", "who"),
    [
        ("embedded", "", ""),
        ("ollama:qwen2.5", "", ""),
        ("openai:m", "http://127.0.0.1:8000/v1", ""),
        ("openai:m", "https://llm.example.org/v1", "llm.example.org"),
        ("mistralai:m", "", "mistralai"),
    ],
)
def test_who_outside_gets_the_questions(llm: str, url: str, who: str) -> None:
    assert sent_to(Config(llm=llm, llm_base_url=url)) == who


def test_a_model_that_cannot_be_opened_leaves_the_answer_to_the_quotes() -> None:
    asked, found = question(), evidence(STAGE)
    written = Writer(Config(llm="mistral")).write(asked, found, draft(asked, found), seconds=5)
    assert (written.draft, written.cause) == (None, "missing")
