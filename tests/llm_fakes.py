"""Scripted language models for the tests: what they write is given, piece by piece."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from advisor.answer import draft
from advisor.config import Config
from advisor.llm.write import Writer, Written
from advisor.records import Diploma, Document, Evidence, Hit, Question, Sentence


class ScriptedChat(BaseChatModel):
    """Writes `script` (a text, or a function of the prompt) a few characters at a time, then raises `error` if any.

    With `hangs` it writes nothing more after the script until that event is set. `prompts` keeps what it was told.
    """

    script: str | Callable[[str], str] = ""
    error: Exception | None = None
    hangs: threading.Event | None = None
    tool_call: bool = False
    prompts: list[str] = []  # noqa: RUF012 (a pydantic field: each model has its own)

    model_config = {"arbitrary_types_allowed": True}  # noqa: RUF012

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **_: Any) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self._text(messages)))])

    def _stream(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **_: Any
    ) -> Iterator[ChatGenerationChunk]:
        text = self._text(messages)
        for start in range(0, len(text), 7):
            yield ChatGenerationChunk(message=AIMessageChunk(content=text[start : start + 7]))
        if self.tool_call:
            call = {"name": "run", "args": "{}", "id": "1", "index": 0, "type": "tool_call_chunk"}
            yield ChatGenerationChunk(message=AIMessageChunk(content="", tool_call_chunks=[call]))
        if self.hangs is not None:
            self.hangs.wait(20)
        if self.error is not None:
            raise self.error

    def _text(self, messages: Sequence[BaseMessage]) -> str:
        self.prompts.append("\n".join(str(message.text) for message in messages))
        return self.script(self.prompts[-1]) if callable(self.script) else self.script


def evidence(*quotes: str, headings: tuple[str, ...] = ("2. Stage",), document: str = "essai") -> list[Evidence]:
    """Quotes of one made-up text, as evidence."""
    text = "\n\n".join(quotes)
    diploma = Diploma("bts-essai", "BTS Essai", "BTS")
    source = Document(document, text, sha256(text.encode()).hexdigest(), "annexe", "Texte du BTS Essai", diploma)
    found = []
    for number, quote in enumerate(quotes):
        start = text.index(quote)
        sentence = Sentence(document, number, start, start + len(quote), quote, headings)
        found.append(Evidence(source, start, start + len(quote), headings, Hit(sentence), 0.9))
    return found


def question(text: str = "Quelle est la durée du stage ?", **known: object) -> Question:
    """A question as understood."""
    return Question(text, text, text, diplomas=("bts-essai",), **{"kind": "duration", **known})  # type: ignore[arg-type]


def write(
    chat: BaseChatModel, *quotes: str, asked: Question | None = None, seconds: float = 10.0, **known: Any
) -> Written:
    """What comes of quotes told by a scripted model."""
    asked, found = asked or question(), evidence(*quotes, **known)
    return Writer(Config(), chat=chat).write(asked, found, draft(asked, found), seconds=seconds)


def copying(prompt: str) -> str:
    """What an honest model without words of its own writes: the first extract, as it stands."""
    extract = prompt.rpartition("\nExtraits :\n[1] (")[2].partition("\n")[0]
    return (
        re.sub(r"^(?:[^()]|\([^()]*\))*\)(?: \((?:s'applique|enregistrement)[^)]*\))* ", "", extract).rstrip(" .")
        + " [1]."
    )
