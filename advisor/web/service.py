"""The one Advisor behind the page and the HTTP door: opened late, reopened when the index is replaced, asked by many.

It holds no conversation: each question comes with its own. It knows nothing of HTTP and HTML.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from advisor.config import Config
from advisor.errors import AdvisorError, UsageError
from advisor.records import Diploma, Message
from advisor.web import messages_fr as fr

if TYPE_CHECKING:
    from advisor.index import Index
    from advisor.pipeline import Advisor

LONGEST_QUESTION = 2_000  # characters of one message of a person
LONGEST_ANSWER = 20_000  # characters of one earlier answer sent back with a conversation
MOST_MESSAGES = 60  # messages of one conversation that are read; older ones cannot matter to the last question


class BadRequest(UsageError):
    """Raised for a question that cannot be passed on. The message is French, ready to be shown."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as a surface passes it on, cleaned and checked."""

    messages: tuple[Message, ...]
    diploma: str | None = None
    status: tuple[str, ...] = ()
    session: int | None = None
    today: date | None = None
    id: str | None = None

    @property
    def question(self) -> str:
        return self.messages[-1].content


@dataclass(frozen=True, slots=True)
class Consultation:
    """One answer as JSON (docs/architecture.md), and what dates it: when it was given and from which index."""

    asked: Asked
    answer: dict[str, Any]
    at: datetime
    index: Index


class Service:
    """Opens the Advisor when the first question comes, so that the page is up even without an index."""

    def __init__(self, config: Config, *, opener: Callable[[Config], Advisor] | None = None) -> None:
        self.config = config
        self._opener = opener
        self._advisor: Advisor | None = None
        self._opening = threading.Lock()

    def advisor(self) -> Advisor:
        """Return the Advisor on the index that is on disk now. Raises IndexUnusable or ModelError."""
        with self._opening:
            if self._advisor is None:
                self._advisor = (self._opener or _open)(self.config)
            else:
                self._advisor.refresh()
            return self._advisor

    def warm(self) -> None:
        """Ask a question that nobody asked: the engines load what the first real one would otherwise wait for."""
        with suppress(AdvisorError):  # without an index, the page says so itself
            self.advisor().ask(fr.QUESTION_HINT_LONG)

    def ask(self, asked: Asked, *, heard: Callable[[str], None] | None = None) -> Consultation:
        """Answer one question. `heard` gets each checked sentence of a language model (mode llm).

        Raises BadRequest (an unknown diploma), UsageError, IndexUnusable, ModelError.
        """
        from advisor.contract import as_json

        advisor = self.advisor().snapshot()  # the index may be replaced under way: one answers, and is named
        if asked.diploma is not None and asked.diploma not in {diploma.id for diploma in advisor.diplomas()}:
            raise BadRequest(fr.UNKNOWN_DIPLOMA.format(diploma=asked.diploma))
        conversation = asked.messages if len(asked.messages) > 1 else asked.question
        listening: dict[str, Any] = {"heard": heard} if heard is not None else {}
        answer = advisor.ask(
            conversation,
            diploma=asked.diploma,
            status=asked.status,
            session=asked.session,
            today=asked.today,
            **listening,
        )
        return Consultation(asked, as_json(answer, asked.id), datetime.now().astimezone(), advisor.index)

    def remote(self) -> str:
        """Return whom questions are sent to when a remote language model writes the answers; empty: to nobody."""
        return str(getattr(self.advisor(), "remote", ""))

    def diplomas(self) -> tuple[Diploma, ...]:
        """Return the diplomas of the index, by name. Raises as `advisor`."""
        return self.advisor().diplomas()


def _open(config: Config) -> Advisor:
    from advisor.pipeline import Advisor  # imports the engines: seconds, so not before the page needs them

    return Advisor.open(config)


def asked(
    messages: Sequence[Message],
    *,
    diploma: str | None = None,
    status: Sequence[str] = (),
    session: int | None = None,
    today: date | None = None,
    id: str | None = None,
) -> Asked:
    """Check and clean a question. Raises BadRequest."""
    cleaned = [Message(message.role, clean(message.content)) for message in messages][-MOST_MESSAGES:]
    if not cleaned or cleaned[-1].role != "user":
        raise BadRequest(fr.LAST_IS_USER)
    if not cleaned[-1].content.strip():
        raise BadRequest(fr.NO_QUESTION)
    if len(cleaned[-1].content) > LONGEST_QUESTION:
        raise BadRequest(fr.TOO_LONG.format(length=len(cleaned[-1].content), limit=LONGEST_QUESTION))
    known = fr.SITUATIONS | fr.ATTRIBUTE_LABELS
    for code in status:
        if code not in known:
            raise BadRequest(fr.UNKNOWN_STATUS.format(status=code, known=", ".join(known)))
    kept = tuple(
        Message(message.role, message.content[:LONGEST_ANSWER]) for message in cleaned if message.content.strip()
    )
    return Asked(kept, diploma or None, tuple(dict.fromkeys(status)), session, today, id)


def clean(text: str) -> str:
    """Return `text` without control characters and lone surrogates, which no keyboard writes."""
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return kept.strip()
