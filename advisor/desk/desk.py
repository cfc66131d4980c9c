"""What the tools of the desk share: the Advisor behind the page, its texts, the evaluation cases, and errors in French.

No HTML here, and nothing of one tool.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.config import Config
from advisor.desk import messages_fr as fr
from advisor.errors import AdvisorError, EvaluationError
from advisor.evaluation.cases import Case
from advisor.evaluation.read import load_cases
from advisor.records import Document
from advisor.web.service import Service

if TYPE_CHECKING:
    from advisor.index import Index
    from advisor.pipeline import Advisor


class DeskError(AdvisorError):
    """Raised for what a counsellor can mend. The message is French, ready to be shown."""


@dataclass(frozen=True, slots=True)
class Cases:
    """The evaluation cases that can be read, and one line for each file that cannot."""

    cases: tuple[Case, ...]
    problems: tuple[str, ...]


@dataclass(slots=True)
class Desk:
    """One desk: `base` is its address, with the proxy's part."""

    service: Service
    base: str
    locked: bool = False  # whether it has a password, so that a way out is shown
    _cases: tuple[object, Cases] | None = None
    _reading: threading.Lock = field(default_factory=threading.Lock)

    @property
    def config(self) -> Config:
        return self.service.config

    def advisor(self) -> Advisor:
        """Raises IndexUnusable, ModelError."""
        return self.service.advisor()

    def index(self) -> Index:
        """The index that answers now. Raises IndexUnusable, ModelError."""
        return self.advisor().index

    def diplomas(self) -> dict[str, str]:
        """The names of the diplomas by id."""
        return {diploma.id: diploma.name for diploma in self.advisor().diplomas()}

    def document(self, name: str) -> Document:
        """Raises DeskError for an unknown document."""
        found = self.index().documents.get(name)
        if found is None:
            raise DeskError(fr.NO_DOCUMENT.format(document=name))
        return found

    def cases(self) -> Cases:
        """The cases of the folder of `desk_cases`, as they are on the disk now, held against the texts of the index.

        A file with a fault is left out and reported: somebody may be writing in it by hand.
        """
        folder = self.config.desk_cases.parent
        files = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
        index = self.index()
        state = (index.version, tuple((file, _stamp(file)) for file in files))
        with self._reading:
            if self._cases is not None and self._cases[0] == state:
                return self._cases[1]
            found = read_cases(files, {name: item.text for name, item in index.documents.items()})
            self._cases = (state, found)
            return found


def _stamp(file: Path) -> tuple[int, int]:
    try:
        stat = file.stat()
    except OSError:  # removed since it was listed
        return (0, 0)
    return stat.st_mtime_ns, stat.st_size


def read_cases(files: list[Path], texts: Mapping[str, str]) -> Cases:
    """Return the cases of the files that can be read; of two cases with one id, the first."""
    cases: dict[str, Case] = {}
    problems: list[str] = []
    for file in files:
        try:
            for case in load_cases(file, texts):
                cases.setdefault(case.id, case)
        except EvaluationError as error:
            problems.append(str(error))
    return Cases(tuple(cases.values()), tuple(problems))
