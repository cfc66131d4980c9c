"""What people say of an answer, one JSON line each in one file. It is the only thing that this service stores."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from advisor.errors import AdvisorError
from advisor.web import messages_fr as fr

FILE = "feedback.jsonl"
LARGEST = 50_000_000  # bytes of the file; a public form must not fill a disk
REASONS = tuple(fr.REASONS)


class FeedbackUnusable(AdvisorError):
    """Raised when feedback cannot be stored. Free the folder that `feedback` names, or move its file away."""


def store(folder: Path, *, record: dict[str, Any], useful: bool, reasons: Sequence[str], comment: str) -> None:
    """Append one line: when, verdict, reasons, comment, and the question and answer they are about.

    Raises FeedbackUnusable when the folder cannot be written or the file is full.
    """
    line = {
        "received": datetime.now().astimezone().isoformat(timespec="seconds"),
        "useful": useful,
        "reasons": [reason for reason in REASONS if reason in reasons],
        "comment": comment.strip()[:1000],
        **record,
    }
    data = (json.dumps(line, ensure_ascii=False) + "\n").encode("utf-8")
    path = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size + len(data) > LARGEST:
            raise FeedbackUnusable(fr.FEEDBACK_FULL)
        # One write on a file opened for appending: lines of several servers on one folder do not mix.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, data)
        finally:
            os.close(handle)
    except OSError:
        raise FeedbackUnusable(fr.FEEDBACK_FULL) from None
