"""A question's line and an answer as JSON: the contracts of docs/architecture.md, the same for every surface."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from advisor.errors import UsageError
from advisor.records import Answer, Message


class BadField(UsageError):
    """Raised for a field of a question's line that cannot be read; `field` names it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def conversation_of(record: Mapping[str, Any]) -> str | list[Message]:
    """Return the question or the conversation of a line. Raises BadField."""
    question, messages = record.get("question"), record.get("messages")
    if (question is None) == (messages is None):
        raise BadField("question", 'give either "question" or "messages".')
    if messages is None:
        if not isinstance(question, str):
            raise BadField("question", '"question" must be a string.')
        return question
    if not isinstance(messages, list) or not messages:
        raise BadField("messages", '"messages" must be a list that is not empty.')
    turns = []
    for turn in messages:
        if (
            not isinstance(turn, dict)
            or turn.get("role") not in ("user", "assistant")
            or not isinstance(turn.get("content"), str)
        ):
            raise BadField("messages", 'each message needs "role" (user or assistant) and "content" (a string).')
        turns.append(Message(turn["role"], turn["content"]))
    return turns


def options_of(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that a line or a command gives, as `Advisor.ask` takes them; what is empty is not given.

    Raises BadField.
    """
    given = {name: raw[name] for name in _OPTIONS if raw.get(name) is not None and raw[name] != ""}
    if not isinstance(given.get("diploma", ""), str):
        raise BadField("diploma", '"diploma" must be a string.')
    if "status" in given:
        codes = given["status"].split(",") if isinstance(given["status"], str) else given["status"]
        if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
            raise BadField("status", '"status" must be a list of situation codes, or codes with commas.')
        given["status"] = [code.strip() for code in codes if code.strip()]
    if "session" in given:
        session = given["session"]
        try:  # 2026.9 and true are no years, though int() takes them
            given["session"] = int(session if isinstance(session, str) or type(session) is int else "")
        except ValueError:
            raise BadField("session", f'"session" must be a year, not {session!r}.') from None
    if "today" in given:
        try:
            given["today"] = date.fromisoformat(str(given["today"]))
        except ValueError:
            raise BadField("today", f'"today" must be a date, YYYY-MM-DD, not {given["today"]!r}.') from None
    if given.get("mode", "quotes") not in ("quotes", "llm"):
        raise BadField("mode", '"mode" must be quotes or llm.')
    return given


_OPTIONS = ("diploma", "status", "session", "today", "mode")


def as_json(answer: Answer, id: object = None) -> dict[str, Any]:
    """Return an answer as the JSON of docs/architecture.md, ready for json.dumps."""
    question = answer.question
    return {
        "id": id,
        "question": question.text,
        "status": answer.status,
        "reason": answer.reason,
        "answer": answer.text,
        "parts": [{"diploma": part.diploma, "status": part.status, "reason": part.reason} for part in answer.parts],
        "citations": [
            {
                "n": cited.n,
                "document": cited.document,
                "title": cited.title,
                "section": list(cited.section),
                "quote": cited.quote,
                "start": cited.start,
                "end": cited.end,
                "url": cited.url,
            }
            for cited in answer.citations
        ],
        "related": [{"document": item.document, "section": list(item.section)} for item in answer.related],
        "choices": list(answer.choices),
        "notices": [{"kind": notice.kind, "text": notice.text} for notice in answer.notices],
        "understood": {
            "diplomas": list(question.diplomas),
            "topic": question.topic,
            "situation": list(question.situations),
            "session": question.session,
        },
        "mode": answer.mode,
        "elapsed_ms": round(answer.elapsed_ms, 1),
    }
