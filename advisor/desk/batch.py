"""Many questions at once: read from a file, asked in order in a thread, answers on the disk as they come.

What is on the disk can be downloaded at any moment, also after a stop. Files live as long as this process.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from advisor.contract import BadField, as_json, conversation_of, options_of
from advisor.desk import messages_fr as fr
from advisor.desk import table_files
from advisor.desk.desk import DeskError
from advisor.desk.jobs import Job
from advisor.desk.table_files import Row
from advisor.errors import AdvisorError
from advisor.pipeline import Advisor
from advisor.records import Message
from advisor.understand.diplomas import DiplomaNames
from advisor.web.api import status_of
from advisor.web.service import asked

LARGEST_FILE = 20_000_000  # bytes
KEPT = 8  # batches whose files are kept; the oldest that has ended goes first


@dataclass(slots=True)
class Batch:
    """One file of questions. `name` is what it was called; `answered` and `faults` count rows."""

    name: str
    folder: Path
    begun: datetime
    job: Job
    answered: int = 0
    refused: int = 0
    faults: int = 0

    @property
    def results(self) -> Path:
        return self.folder / "results.jsonl"


class Batches:
    """The batches of this process. One runs at a time, the others wait: students ask on the same processor."""

    def __init__(self, advisor: Callable[[], Advisor]) -> None:
        self._advisor = advisor
        self._batches: dict[str, Batch] = {}
        self._turn = threading.Lock()
        self._changing = threading.Lock()
        self._root = tempfile.TemporaryDirectory(prefix="advisor-batches-")

    def all(self) -> list[Batch]:
        """Return the batches, newest first."""
        with self._changing:
            return list(reversed(self._batches.values()))

    def find(self, id: str) -> Batch:
        """Raises DeskError."""
        found = self._batches.get(id)
        if found is None:
            raise DeskError(fr.NO_BATCH)
        return found

    def begin(self, content: IO[bytes], name: str, *, mode: str = "") -> Batch:
        """Keep a file and ask its questions in a thread. Raises DeskError for a file that cannot be read at all."""
        job = Job()
        folder = Path(self._root.name) / job.id
        folder.mkdir()
        questions = folder / "questions"
        with questions.open("wb") as copy:
            shutil.copyfileobj(content, copy)
        try:
            if questions.stat().st_size > LARGEST_FILE:
                raise DeskError(fr.FILE_TOO_LARGE.format(limit=LARGEST_FILE // 1_000_000))
            job.total = sum(1 for _ in table_files.rows(questions, name))
            if not job.total:
                raise DeskError(fr.NO_ROW)
        except DeskError:
            shutil.rmtree(folder)
            raise
        batch = Batch(name, folder, datetime.now().astimezone(), job)
        batch.results.touch()
        with self._changing:
            self._batches[job.id] = batch
            ended = [own for own in self._batches.values() if own.job.ended]
            for old in ended[: max(0, len(self._batches) - KEPT)]:
                del self._batches[old.job.id]
                shutil.rmtree(old.folder, ignore_errors=True)
        job.start(lambda _: self._run(batch, mode), sentence=lambda error: status_of(error)[1])
        return batch

    def _run(self, batch: Batch, mode: str) -> None:
        batch.job.step = fr.WAITING
        while not self._turn.acquire(timeout=0.2):
            if batch.job.stop.is_set():
                return
        batch.job.step = ""
        try:
            advisor = self._advisor()
            names = DiplomaNames(advisor.diplomas())
            with batch.results.open("ab", buffering=0) as out:
                for row in table_files.rows(batch.folder / "questions", batch.name):
                    if batch.job.stop.is_set():
                        return
                    result = ask_row(advisor, row, names, mode=mode)
                    out.write((json.dumps(result, ensure_ascii=False) + "\n").encode("utf-8", "replace"))
                    answer = result.get("answer")
                    batch.faults += answer is None
                    batch.answered += answer is not None and answer["status"] == "answered"
                    batch.refused += answer is not None and answer["status"] != "answered"
                    batch.job.done += 1
        except OSError as error:
            raise DeskError(fr.CANNOT_WRITE.format(file=batch.name, why=error.strerror)) from None
        finally:
            self._turn.release()


def ask_row(advisor: Advisor, row: Row, names: DiplomaNames, *, mode: str = "") -> dict[str, Any]:
    """Return {"line", "id", "question", "answer": as JSON} of a row, or {"line", "id", "question", "error"}."""
    own = row.values.get("id")
    name = own if isinstance(own, str | int | float) or own is None else str(own)
    result: dict[str, Any] = {"line": row.number, "id": name, "question": str(row.values.get("question", ""))[:2_000]}
    if row.problem:
        return result | {"error": row.problem}
    try:
        # The row of a table whose cell is empty asks nothing.
        values = row.values if "messages" in row.values else {"question": "", **row.values}
        conversation, options = conversation_of(values), options_of(values)
        turns = [Message("user", conversation)] if isinstance(conversation, str) else conversation
        mode = options.pop("mode", mode)  # the row's own goes before that of the batch
        question = asked(turns, **options)
        if question.diploma is not None and not names.resolve(question.diploma):
            raise DeskError(fr.NO_DIPLOMA.format(diploma=question.diploma))
        if question.session is not None and not 1950 <= question.session <= 2100:
            raise DeskError(fr.BAD_SESSION.format(session=question.session))
        answer = advisor.ask(
            question.messages if len(question.messages) > 1 else question.question,
            diploma=question.diploma, status=question.status, session=question.session, today=question.today,
            mode=mode or None,
        )  # fmt: skip
        return result | {"question": question.question, "answer": as_json(answer, name)}
    except DeskError as error:
        return result | {"error": str(error)}
    except BadField as error:
        return result | {"error": fr.BAD_FIELD.format(field=error.field)}
    except AdvisorError as error:  # an index or engine that fails under way: say so in the row, and go on
        return result | {"error": status_of(error)[1]}
