"""Work that takes longer than a page may: one thread per job, its progress, and a way to stop it."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from advisor.errors import AdvisorError

State = Literal["running", "done", "cancelled", "failed"]


@dataclass(slots=True)
class Job:
    """`done` of `total` steps (0: not known yet). `result` is what the work returned, `problem` why it failed."""

    id: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    done: int = 0
    total: int = 0
    step: str = ""
    state: State = "running"
    problem: str = ""
    result: Any = None
    stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self, work: Callable[[Job], Any], *, sentence: Callable[[AdvisorError], str] = str) -> Job:
        """Run `work(self)` in a thread of its own. `sentence` says an expected error in French."""

        def run() -> None:
            try:
                self.result = work(self)
                self.state = "cancelled" if self.stop.is_set() else "done"
            except AdvisorError as error:
                self.problem = sentence(error)
                self.state = "failed"
            finally:
                if self.state == "running":  # an error nobody expected: the thread ends with its traceback
                    self.state = "failed"
                    logging.getLogger("advisor.desk").error("job %s ended on an unexpected error", self.id)

        self._thread = threading.Thread(target=run, daemon=True, name=f"desk-{self.id}")
        self._thread.start()
        return self

    def cancel(self) -> None:
        """Ask the work to stop after its current step."""
        self.stop.set()

    def join(self, timeout: float | None = None) -> None:
        """Wait for the end."""
        if self._thread is not None:
            self._thread.join(timeout)

    @property
    def ended(self) -> bool:
        return self.state != "running"
