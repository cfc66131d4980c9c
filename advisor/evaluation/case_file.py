"""A file of cases grows by one: under a lock, checked before it is written, whole or not at all.

Nothing that somebody else writes in the file meanwhile is lost: writers queue behind a lock, and a hand edit that comes
between reading and writing makes the addition begin again.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from advisor.disk import write_whole
from advisor.errors import EvaluationError
from advisor.evaluation.cases import Case
from advisor.evaluation.read import KEYS, load_cases

_TRIES = 20


class CaseFileError(EvaluationError):
    """A case that was not added. `fault`: unwritable, busy, not_text, file (it had a fault before), case; `why`: of the
    system or of the check.
    """

    def __init__(self, fault: str, message: str, why: object = "") -> None:
        super().__init__(message)
        self.fault, self.why = fault, str(why)


def add_case(file: Path, draft: Mapping[str, Any], texts: Mapping[str, str]) -> tuple[Case, str]:
    """Add a case to `file`, with the next free id, and return it as read back, and its YAML.

    `draft` is the case without its id; its group is its id where it gives none. The file with its new case is read and
    checked as `advisor eval` will, before it takes the place of the old one.

    Raises CaseFileError, with the file as it was.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with _alone(file):
            for _ in range(_TRIES):
                before = _content(file)
                name = _next_id(file, before)
                own = yaml_case({"group": name, **draft, "id": name})
                after = (before.rstrip("\n") + "\n\n" if before.strip() else "") + own
                case = _checked(file, before, after, name, texts)
                if _content(file) == before:  # else somebody saved by hand since: begin again on what is there now
                    write_whole(file, after)
                    return case, own
    except OSError as error:
        message = f"{file}: cannot be written ({error.strerror}). Correct the path."
        raise CaseFileError("unwritable", message, error.strerror) from None
    raise CaseFileError("busy", f"{file}: keeps changing. Close the other program that writes in it, then try again.")


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Hold the file against other writers, also those of other processes."""
    descriptor = os.open(file.with_name(f".{file.name}.lock"), os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _content(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError:
        raise CaseFileError("not_text", f"{file}: is not UTF-8 text. Save it as UTF-8.") from None


def _checked(file: Path, before: str, after: str, name: str, texts: Mapping[str, str]) -> Case:
    """Return the new case as it is read from a copy of the file that is to be. Raises CaseFileError."""
    with tempfile.TemporaryDirectory(prefix="advisor-case-") as folder:
        copy = Path(folder) / file.name
        copy.write_text(after, encoding="utf-8", newline="")
        try:
            return next(case for case in load_cases(copy, texts) if case.id == name)
        except EvaluationError as error:
            if not before.strip():
                raise CaseFileError("case", str(error), error) from None
            copy.write_text(before, encoding="utf-8", newline="")
            try:
                load_cases(copy, texts)
            except EvaluationError as fault:
                message = f"{file}: has a fault already, nothing is added. {fault}"
                raise CaseFileError("file", message, fault) from None
            raise CaseFileError("case", str(error), error) from None


def _next_id(file: Path, content: str) -> str:
    """Return the prefix that most cases of the file have, and one more than its highest number in the folder.

    The files are read as text, since one of them may be half written.
    """
    prefixes = re.findall(r"\bid:\s*[\"']?([a-z]+)-\d+", content)
    own = re.sub(r"[^a-z]", "", file.stem.lower())[:8] or "n"
    prefix = max(dict.fromkeys(prefixes), key=prefixes.count) if prefixes else own
    pattern = re.compile(rf"\bid:\s*[\"']?{prefix}-(\d+)")
    numbers = [0]
    for other in file.parent.glob("*.yaml"):
        numbers += [int(found) for found in pattern.findall(other.read_text(encoding="utf-8", errors="replace"))]
    return f"{prefix}-{max(numbers) + 1:03d}"


def yaml_case(draft: Mapping[str, Any]) -> str:
    """Return one case as YAML in the layout of the question files."""
    lines = []
    for key in KEYS:
        if key not in draft:
            continue
        lead = "- " if key == "id" else "  "
        value = draft[key]
        if key in ("facts", "wrong", "messages") and value:
            lines.append(f"{lead}{key}:")
            lines += [f"    - {_flow(item)}" for item in value]
        elif key == "evidence" and value:
            lines.append(f"{lead}{key}:")
            for entry in value:
                lines.append("    - any:")
                lines += [f"        - {_flow(span)}" for span in entry["any"]]
        else:
            lines.append(f"{lead}{key}: {_flow(value)}")
    return "\n".join(lines) + "\n"


def _flow(value: object) -> str:
    """Write a value on one line. Text is quoted as JSON, which YAML reads the same; plain names stay bare."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    if isinstance(value, str) and re.fullmatch(r"[a-z][a-z0-9_]*(?:-[a-z0-9_]+)*", value) and value not in _YAML_WORDS:
        return value
    return json.dumps(value, ensure_ascii=False)


_YAML_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
