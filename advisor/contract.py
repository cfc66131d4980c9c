"""An answer as JSON: the contract of docs/architecture.md, the same for the command line, the page and programs."""

from __future__ import annotations

from typing import Any

from advisor.records import Answer


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
