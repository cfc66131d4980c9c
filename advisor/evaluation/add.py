"""A new case from the command line or the desk: its evidence found, validated at once, or not written."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from advisor.disk import write_whole
from advisor.errors import EvaluationError
from advisor.evaluation.cases import Case
from advisor.evaluation.read import case_files, find_quote, load_cases, read_yaml
from advisor.evaluation.run import Texts
from advisor.french import tokens
from advisor.numbers import codes, dates, quantities

_FACT = re.compile(
    r"(?P<kind>term|code|date):(?P<value>.+)|(?P<number>\d+(?:[.,]\d+)?)\s+(?P<unit>[^\W\d_]+)(?:\s+(?P<bound>min|max|about))?"
)
_ORDER = [
    "id",
    "question",
    "messages",
    "diploma",
    "situation",
    "session",
    "today",
    "status",
    "reason",
    "facts",
    "wrong",
    "evidence",
    "near",
    "group",
    "tags",
]


_SHOWN = 5  # places to choose from, at most


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that may be the evidence. `score`: share of the words given that it holds, 0 to 1 (1: exact)."""

    document: str
    start: int
    end: int
    quote: str
    score: float


def find_spans(words: str, index: Texts, *, document: str | None = None) -> list[Candidate]:
    """Return the places where `words` stand: exactly, or but for white space, else the sentences nearest in words."""
    names = [document] if document else sorted(index.documents)
    unknown = [name for name in names if name not in index.documents]
    if unknown:
        raise EvaluationError(f"no document {unknown[0]!r}. Known: {', '.join(sorted(index.documents))}.")
    found: list[Candidate] = []
    flexible = re.compile(r"\s+".join(re.escape(part) for part in words.split()), re.IGNORECASE)
    for name in names:
        text = index.documents[name].text
        found += [Candidate(name, at, at + len(words), words, 1.0) for at in find_quote(text, words)]
    if not found and words.strip():
        for name in names:
            text = index.documents[name].text
            found += [Candidate(name, *match.span(), match.group(), 1.0) for match in flexible.finditer(text)]
    return found[:_SHOWN] or _nearest(words, index, names)


def _nearest(words: str, index: Texts, names: Sequence[str]) -> list[Candidate]:
    wanted = set(tokens(words))
    scored = []
    for name in names:
        for sentence in index.sentences(name):
            if sentence.kind in ("heading", "furniture"):
                continue
            shared = len(wanted & set(tokens(sentence.text))) / max(1, len(wanted))
            if shared:
                quote = index.documents[name].text[sentence.start : sentence.end]
                scored.append(Candidate(name, sentence.start, sentence.end, quote, shared))
    return sorted(scored, key=lambda item: (-item.score, len(item.quote), item.document, item.start))[:_SHOWN]


def read_fact(text: str) -> dict[str, Any]:
    """Return a fact written as "12 semaine min", "term:recteur|rectorat", "code:E8" or "date:2019-07-03"."""
    match = _FACT.fullmatch(text.strip())
    if match is None:
        raise EvaluationError(
            f"fact {text!r}: write '12 semaine min', 'term:recteur|rectorat', 'code:E8' or 'date:2019-07-03'."
        )
    if kind := match.group("kind"):
        value = match.group("value").strip()
        return {kind: [term.strip() for term in value.split("|")] if kind == "term" else value}
    number = float(match.group("number").replace(",", "."))
    fact: dict[str, Any] = {"number": int(number) if number.is_integer() else number, "unit": match.group("unit")}
    return fact | ({"bound": match.group("bound")} if match.group("bound") else {})


def facts_in(quote: str) -> list[dict[str, Any]]:
    """Return the numbers with a unit, dates and codes of a quote, as facts to start from."""
    found: list[dict[str, Any]] = []
    for item in quantities(quote):
        if item.unit:
            value = int(item.value) if float(item.value).is_integer() else item.value
            found.append({"number": value, "unit": item.unit} | ({"bound": item.bound} if item.bound else {}))
    found += [{"date": day.isoformat()} for day in dates(quote)]
    return found or [{"code": code} for code in codes(quote)]


def next_id(file: Path, folder: Path) -> str:
    """Return the next free id of a file: its own prefix, and one more than the highest number it has in the set."""
    prefixes = Counter(name.split("-")[0] for name in _ids(file)) if file.is_file() else Counter()
    prefix = prefixes.most_common(1)[0][0] if prefixes else re.sub(r"[^a-z]", "", file.stem)[:8] or "n"
    files = case_files(folder) if any(folder.glob("*.yaml")) else []
    numbers = [
        int(name.split("-")[1]) for other in files for name in _ids(other) if re.fullmatch(rf"{prefix}-\d+", name)
    ]
    return f"{prefix}-{max(numbers, default=0) + 1:03d}"


def _ids(file: Path) -> list[str]:
    return [str(case["id"]) for case in read_yaml(file) if isinstance(case, dict) and "id" in case]


def add_case(file: Path, draft: Mapping[str, Any], texts: Mapping[str, str]) -> Case:
    """Append a case to `file`, in the house style, and return it as read back. The whole folder must then be valid.

    Raises EvaluationError, with the file as it was, when the case or the set would not be valid.
    """
    before = file.read_text(encoding="utf-8") if file.is_file() else None
    opening = "" if before is None else before.rstrip("\n") + "\n\n"
    try:
        write_whole(file, opening + yaml_case(draft))
    except OSError as error:
        raise EvaluationError(f"{file}: cannot be written ({error.strerror}). Correct --file.") from None
    try:
        cases = load_cases(file.parent, texts)
    except EvaluationError:
        if before is None:
            file.unlink()
        else:
            write_whole(file, before)
        raise
    return next(case for case in cases if case.id == draft["id"])


def yaml_case(draft: Mapping[str, Any]) -> str:
    """Return one case as YAML in the layout of the question files."""
    lines = []
    for key in _ORDER:
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
