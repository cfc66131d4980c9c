"""What people sent: the complaints of feedback.jsonl, and what counsellors did with each (feedback/desk.jsonl).

The file of feedback is only read. A line that cannot be read is counted, never lost: it stays in the file.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from advisor.desk import messages_fr as fr
from advisor.desk.desk import DeskError
from advisor.web.feedback import FILE

DONE_FILE = "desk.jsonl"


@dataclass(frozen=True, slots=True)
class Complaint:
    """One line of feedback. `id` is taken from its words; `handled` says what was done, "" for nothing yet."""

    id: str
    received: str
    useful: bool
    reasons: tuple[str, ...]
    comment: str
    asked: str
    answer: dict[str, Any]
    handled: str = ""

    @property
    def question(self) -> str:
        """The question standing alone: as understood when it followed others, else as it was asked."""
        return str(self.answer.get("question") or self.asked)


@dataclass(frozen=True, slots=True)
class Inbox:
    """Newest first. `unreadable` counts the lines that are not feedback."""

    complaints: tuple[Complaint, ...]
    unreadable: int


def read(folder: Path) -> Inbox:
    """Return all feedback. Raises DeskError when the file is there and cannot be read."""
    done = dict(_handled(folder))
    found: list[Complaint] = []
    unreadable = 0
    for line in _lines(folder / FILE):
        complaint = _complaint(line, done)
        if complaint is None:
            unreadable += 1
        else:
            found.append(complaint)
    return Inbox(tuple(reversed(found)), unreadable)


def find(folder: Path, id: str) -> Complaint:
    """Raises DeskError when there is none."""
    found = next((item for item in read(folder).complaints if item.id == id), None)
    if found is None:
        raise DeskError(fr.NO_COMPLAINT)
    return found


def mark(folder: Path, id: str, handled: str) -> None:
    """Write what was done with a complaint: a case's id, or a word of messages_fr.HANDLED. Raises DeskError."""
    line = {"feedback": id, "handled": handled, "at": datetime.now().astimezone().isoformat(timespec="seconds")}
    data = (json.dumps(line, ensure_ascii=False) + "\n").encode("utf-8")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # One write on a file opened for appending: two counsellors' lines do not mix.
        handle = os.open(folder / DONE_FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, data)
        finally:
            os.close(handle)
    except OSError as error:
        raise DeskError(fr.CANNOT_WRITE.format(file=folder / DONE_FILE, why=error.strerror)) from None


def _lines(file: Path) -> Iterator[bytes]:
    try:
        with file.open("rb") as lines:
            yield from (line for line in lines if line.strip())
    except FileNotFoundError:
        return
    except OSError as error:
        raise DeskError(fr.CANNOT_READ.format(file=file, why=error.strerror)) from None


def _handled(folder: Path) -> Iterator[tuple[str, str]]:
    for line in _lines(folder / DONE_FILE):
        try:
            row = json.loads(line)
            yield str(row["feedback"]), str(row["handled"])
        except (ValueError, KeyError, TypeError):
            continue


def _complaint(line: bytes, done: dict[str, str]) -> Complaint | None:
    try:
        row = json.loads(line)
        answer = row["answer"]
        if not isinstance(answer, dict) or not isinstance(row["asked"], str):
            return None
        id = hashlib.sha256(line.strip()).hexdigest()[:16]
        reasons = tuple(str(reason) for reason in row.get("reasons", ()))
        return Complaint(
            id, str(row.get("received", "")), bool(row.get("useful")), reasons, str(row.get("comment", "")),
            row["asked"], answer, done.get(id, ""),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError):
        return None
