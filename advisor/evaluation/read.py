"""Question files (YAML, written by people) to checked cases with exact spans. `evals/README.md` explains the format.

Everything wrong in a set is collected and raised at once, each line naming its file and case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, cast, get_args

import yaml

from advisor.errors import EvaluationError
from advisor.evaluation.cases import (
    BOUNDS,
    CLARIFY_REASONS,
    DIFFICULTIES,
    KINDS,
    REFUSAL_REASONS,
    Case,
    Fact,
    FactKind,
    Span,
    Tags,
)
from advisor.evaluation.facts import holds
from advisor.records import ATTRIBUTES, SITUATIONS, TOPICS, Message, Status

_STATUSES = get_args(Status)
KEYS = (  # of a case, in the order of the files
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
)
_REQUIRED = ("id", "status", "reason", "facts", "evidence", "group", "tags")
_ID = re.compile(r"[a-z]+-\d{3,}")
_Wrong = Callable[[str], None]  # reports one thing that is wrong with the case being read

# YAML parsing of the whole set takes 0.2 s with libyaml and 2 s without.
_Base: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class _Problems:
    """What is wrong with a set, collected, so that one run shows everything."""

    lines: list[str] = field(default_factory=list)

    def add(self, file: str, case: str, what: str) -> None:
        self.lines.append(f"{file}: case {case}: {what}")

    def raise_if_any(self) -> None:
        if self.lines:
            more = f"\n… and {len(self.lines) - 30} more" if len(self.lines) > 30 else ""
            raise EvaluationError("\n".join(self.lines[:30]) + more)


def case_files(path: Path) -> list[Path]:
    """Return the question files of a folder, or the file itself. Raises EvaluationError when there is none."""
    files = [path] if path.is_file() else sorted(path.glob("*.yaml"))
    if not files:
        raise EvaluationError(f"{path}: no question file (*.yaml). Correct --set.")
    return files


def load_cases(path: Path, texts: Mapping[str, str], *, reanchor: bool = False) -> tuple[Case, ...]:
    """Return the cases of a file or folder, checked against `texts` (stored text by document id).

    A stored span whose text is no longer the quote is an error that names the case; with `reanchor` the quote is
    searched again, and one that is nowhere gives a span (-1, -1). Raises EvaluationError listing all that is wrong.
    """
    problems = _Problems()
    cases: list[Case] = []
    for file in case_files(path):
        for raw in read_yaml(file):
            case = _case(raw, file.name, texts, problems, reanchor=reanchor)
            if case is not None:
                cases.append(case)
    seen: dict[str, str] = {}
    for case in cases:
        if case.id in seen:
            problems.add(case.file, case.id, f"this id is already in {seen[case.id]}. Choose another.")
        seen[case.id] = case.file
    problems.raise_if_any()
    if not cases:
        raise EvaluationError(f"{path}: no case in it. Write one, or name another file with --set.")
    return tuple(cases)


def read_yaml(file: Path) -> list[object]:
    """Return the raw list of a question file. Raises EvaluationError for broken YAML or a key given twice."""
    try:
        content = parse_yaml(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{file.name}: not valid YAML ({' '.join(str(error).split())}). Correct it.") from None
    except OSError as error:
        raise EvaluationError(f"{file}: cannot be read ({error.strerror}). Correct --set.") from None
    if not isinstance(content, list):
        raise EvaluationError(f"{file.name}: a question file is a list of cases, each starting with '- id:'.")
    return content


def parse_yaml(content: str) -> object:
    """Parse YAML, refusing a key given twice (PyYAML alone keeps the last one silently)."""
    return yaml.load(content, Loader=_Loader)


class _Loader(_Base):  # type: ignore[misc]
    """Safe YAML that refuses a key given twice."""


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[object, object]:
    keys = [key.value for key, _ in node.value]
    for key in keys:
        if keys.count(key) > 1:
            raise yaml.constructor.ConstructorError(None, None, f"key {key!r} given twice", node.start_mark)
    result: dict[object, object] = loader.construct_mapping(node, deep=True)
    return result


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def _case(raw: object, file: str, texts: Mapping[str, str], problems: _Problems, *, reanchor: bool) -> Case | None:
    if not isinstance(raw, dict):
        problems.add(file, "?", f"{str(raw)[:40]!r} is not a case. Start it with '- id:'.")
        return None
    name = str(raw.get("id", "?"))
    before = len(problems.lines)

    def wrong(what: str) -> None:
        problems.add(file, name, what)

    if not _ID.fullmatch(name):
        wrong("the id must be a letter prefix and a number, such as m-017.")
    for key in sorted(map(str, raw.keys() - set(KEYS))):
        wrong(f"unknown key {key!r}.")
    for key in _REQUIRED:
        if key not in raw:
            wrong(f"{key!r} is missing.")
    messages = _messages(raw, wrong)
    facts = tuple(fact for item in _list(raw, "facts", wrong) if (fact := _fact(item, wrong)) is not None)
    confusions = tuple(fact for item in _list(raw, "wrong", wrong) if (fact := _fact(item, wrong)) is not None)
    evidence = _evidence(_list(raw, "evidence", wrong), texts, wrong, reanchor=reanchor)
    _check_outcome(raw, facts, evidence, wrong)
    if not reanchor:
        _check_facts(facts, confusions, evidence, wrong)
    tags = _tags(raw.get("tags"), wrong)
    situation = tuple(str(item) for item in _list(raw, "situation", wrong))
    for item in situation:
        if item not in (*SITUATIONS, *ATTRIBUTES):
            wrong(f"unknown situation {item!r}. Known: {', '.join((*SITUATIONS, *ATTRIBUTES))}.")
    session = raw.get("session")
    if session is not None and not isinstance(session, int):
        wrong(f"session {session!r} must be a year.")
    near = raw.get("near")
    if near is not None and not isinstance(near, str):
        wrong("near must be a quote.")
    elif near is not None and not reanchor and not any(near in text for text in texts.values()):
        wrong(f"the near quote is in no document: {str(near)[:60]!r}.")
    if "group" in raw and not isinstance(raw["group"], str):
        wrong("group must be a name.")
    today = _day(raw["today"], wrong) if raw.get("today") is not None else None
    if len(problems.lines) > before or tags is None:
        return None
    return Case(
        id=name,
        file=file,
        messages=messages,
        status=cast(Status, raw["status"]),
        reason=raw["reason"],
        facts=facts,
        wrong=confusions,
        evidence=evidence,
        group=raw["group"],
        tags=tags,
        diploma=raw.get("diploma"),
        situation=situation,
        session=session,
        today=today,
        near=near,
    )


def _list(raw: Mapping[Any, Any], key: str, wrong: _Wrong) -> list[Any]:
    value = raw.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        wrong(f"{key} must be a list.")
        return []
    return value


def _messages(raw: Mapping[Any, Any], wrong: _Wrong) -> tuple[Message, ...]:
    """Read `question` or `messages`; exactly one of them, ending with what the person asks."""
    question, conversation = raw.get("question"), raw.get("messages")
    if (question is None) == (conversation is None):
        wrong("give either question or messages.")
        return ()
    if question is not None:
        if not isinstance(question, str) or not question.strip():
            wrong("the question is empty.")
        return (Message("user", str(question)),)
    result = []
    for turn in conversation if isinstance(conversation, list) else []:
        if not isinstance(turn, dict) or turn.get("role") not in ("user", "assistant") or not turn.get("content"):
            wrong("each message needs role (user or assistant) and content.")
            return ()
        result.append(Message(turn["role"], str(turn["content"])))
    if not result or result[-1].role != "user":
        wrong("messages must end with the user.")
    return tuple(result)


def _check_outcome(raw: Mapping[Any, Any], facts: Sequence[Fact], evidence: Sequence[object], wrong: _Wrong) -> None:
    status, reason = raw.get("status"), raw.get("reason")
    if status not in _STATUSES:
        wrong(f"unknown status {status!r}. Known: {', '.join(_STATUSES)}.")
        return
    if status == "answered":
        if reason is not None:
            wrong("an answered case has reason: null.")
        if not evidence:
            wrong("an answered case needs evidence.")
        if not facts:
            wrong("an answered case needs at least one fact.")
        return
    known = CLARIFY_REASONS if status == "clarify" else REFUSAL_REASONS
    if reason not in known:
        wrong(f"reason {reason!r} does not go with {status}. Known: {', '.join(known)}.")
    if facts or evidence:
        wrong(f"a case with status {status} has no facts and no evidence (facts: [], evidence: []).")


def _check_facts(
    facts: Sequence[Fact], confusions: Sequence[Fact], evidence: Sequence[Sequence[Span]], wrong: _Wrong
) -> None:
    """A fact that no quote states is a slip of the author; so is a wrong fact that the right quote states."""
    quotes = [span.quote for entry in evidence for span in entry]
    for fact in facts:
        if quotes and not any(holds(fact, quote) for quote in quotes):
            wrong(f"no evidence quote states the fact {fact}.")
    for fact in confusions:
        if any(holds(fact, quote) for quote in quotes):
            wrong(f"the wrong fact {fact} stands in the evidence itself.")


def _fact(raw: object, wrong: _Wrong) -> Fact | None:
    kinds = [kind for kind in get_args(FactKind) if isinstance(raw, dict) and kind in raw]
    if not isinstance(raw, dict) or len(kinds) != 1 or raw.keys() - {*kinds, "unit", "bound"}:
        wrong(f"fact {raw!r} must be one of {{number, unit, bound}}, {{date}}, {{code}}, {{term}}.")
        return None
    kind = cast(FactKind, kinds[0])
    if kind == "number":
        number, unit, bound = raw["number"], raw.get("unit"), raw.get("bound")
        if not isinstance(number, int | float) or not isinstance(unit, str) or bound not in (None, *BOUNDS):
            wrong(f"fact {raw!r}: a number needs a value, a unit, and bound (if any) min, max or about.")
            return None
        return Fact(kind, number=float(number), unit=unit, bound=bound)
    if kind == "date":
        return Fact(kind, day=_day(raw["date"], wrong))
    if kind == "code":
        return Fact(kind, code=str(raw["code"]))
    terms = raw["term"] if isinstance(raw["term"], list) else [raw["term"]]
    if not terms or not all(isinstance(term, str | int) and str(term).strip() for term in terms):
        wrong(f"fact {raw!r}: term is a list of words, any one of which must be in the answer.")
        return None
    return Fact(kind, terms=tuple(str(term) for term in terms))


def _day(raw: object, wrong: _Wrong) -> date | None:
    if isinstance(raw, date):
        return raw
    try:
        return date.fromisoformat(str(raw))
    except ValueError:
        wrong(f"date {raw!r} must be written YYYY-MM-DD.")
        return None


def _tags(raw: object, wrong: _Wrong) -> Tags | None:
    if not isinstance(raw, dict) or raw.keys() - {"diploma", "topic", "situation", "kind", "difficulty"}:
        wrong("tags must hold diploma, topic, situation, kind and difficulty only.")
        return None
    for key, known in (("topic", TOPICS), ("kind", KINDS), ("difficulty", DIFFICULTIES)):
        if raw.get(key) not in known:
            wrong(f"tag {key} {raw.get(key)!r} is unknown. Known: {', '.join(known)}.")
    if not isinstance(raw.get("diploma"), str):
        wrong("tag diploma is missing.")
    situation = tuple(str(item) for item in _list(raw, "situation", wrong))
    for item in situation:
        if item not in (*SITUATIONS, *ATTRIBUTES):
            wrong(f"tag situation {item!r} is unknown. Known: {', '.join((*SITUATIONS, *ATTRIBUTES))}.")
    return Tags(
        str(raw.get("diploma")),
        str(raw.get("topic")),
        str(raw.get("kind")),
        str(raw.get("difficulty")),
        situation,
    )


def _evidence(
    raw: Iterable[object], texts: Mapping[str, str], wrong: _Wrong, *, reanchor: bool
) -> tuple[tuple[Span, ...], ...]:
    entries = []
    for entry in raw:
        if (
            not isinstance(entry, dict)
            or entry.keys() != {"any"}
            or not isinstance(entry["any"], list)
            or not entry["any"]
        ):
            wrong("each evidence entry is {any: [quotes]}, one quote of which is enough.")
            continue
        spans = [_span(item, texts, wrong, reanchor=reanchor) for item in entry["any"]]
        entries.append(tuple(span for span in spans if span is not None))
    return tuple(entries)


def _span(raw: object, texts: Mapping[str, str], wrong: _Wrong, *, reanchor: bool) -> Span | None:
    if not isinstance(raw, dict) or raw.keys() - {"document", "quote", "occurrence", "start", "end"}:
        wrong(f"evidence {raw!r} must hold document and quote (and occurrence, start, end if needed).")
        return None
    document, quote, occurrence = raw.get("document"), raw.get("quote"), raw.get("occurrence")
    if not isinstance(document, str) or not isinstance(quote, str) or not quote:
        wrong(f"evidence {raw!r} must hold document and quote.")
        return None
    if occurrence is not None and (not isinstance(occurrence, int) or occurrence < 1):
        wrong(f"occurrence {occurrence!r} must count from 1.")
        return None
    text = texts.get(document)
    start, end = raw.get("start"), raw.get("end")
    if text is not None and isinstance(start, int) and isinstance(end, int) and text[start:end] == quote:
        return Span(document, quote, start, end, occurrence)
    found = find_quote(text, quote) if text is not None else []
    if reanchor:
        at = _nth(found, occurrence)
        return Span(document, quote, *((at, at + len(quote)) if at is not None else (-1, -1)), occurrence)
    if text is None:
        wrong(f"no document {document!r}. Known: {', '.join(sorted(texts))}.")
    elif start is not None or end is not None:
        where = f"it now stands at {found[0]}" if found else "it is no longer in the text"
        wrong(
            f"the evidence moved: {document}[{start}:{end}] is not {quote[:60]!r}; {where}. "
            "Run `advisor eval --impact`."
        )
    elif not found:
        wrong(f"the quote is not in {document}: {quote[:80]!r}. Copy it from `advisor show {document} --raw`.")
    elif len(found) > 1 and occurrence is None:
        wrong(f"the quote stands {len(found)} times in {document}: {quote[:60]!r}. Add occurrence: 1 to {len(found)}.")
    elif (at := _nth(found, occurrence)) is None:
        wrong(f"occurrence {occurrence} of {len(found)} in {document}: {quote[:60]!r}.")
    else:
        return Span(document, quote, at, at + len(quote), occurrence)
    return None


def _nth(found: Sequence[int], occurrence: int | None) -> int | None:
    position = (occurrence or 1) - 1
    return found[position] if position < len(found) else None


def find_quote(text: str, quote: str) -> list[int]:
    """Return every offset at which `quote` stands in `text`, in order."""
    found, at = [], text.find(quote)
    while at >= 0:
        found.append(at)
        at = text.find(quote, at + 1)
    return found
