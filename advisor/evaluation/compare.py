"""Two runs side by side, question by question: what moved between two indexes, models, modes or states of the code."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from advisor.errors import EvaluationError
from advisor.evaluation.measures import Figure
from advisor.evaluation.ratchet import RANK
from advisor.evaluation.report import REPORT, shown


@dataclass(frozen=True, slots=True)
class Difference:
    """One question that came back differently. `what` names what differs: verdict, outcome, citations, answer."""

    id: str
    question: str
    before: str
    after: str
    what: tuple[str, ...]
    direction: str  # better | worse | same verdict
    stage: str


def read_report(path: Path) -> dict[str, Any]:
    """Return a report written by a run: its report.json, or the folder that holds it. Raises EvaluationError."""
    file = path / REPORT if path.is_dir() else path
    try:
        content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(content.get("cases"), list):
            raise KeyError("cases")
    except (OSError, json.JSONDecodeError, UnicodeDecodeError, KeyError, AttributeError) as error:
        raise EvaluationError(
            f"{file}: not the report of a run ({error}). Make one with `advisor eval --out DIR`."
        ) from None
    return content


def differences(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[Difference]:
    """Return what moved from the first run to the second, worse first, over the questions that both asked."""
    before = {case["id"]: case for case in first["cases"]}
    found = []
    for case in second["cases"]:
        other = before.get(case["id"])
        if other is None:
            continue
        what = _what(other, case)
        if what:
            found.append(
                Difference(
                    id=case["id"],
                    question=case["question"],
                    before=_label(other),
                    after=_label(case),
                    what=what,
                    direction=_direction(other["verdict"], case["verdict"]),
                    stage=case["stage"] or other["stage"],
                )
            )
    order = ("worse", "better", "same verdict")
    return sorted(found, key=lambda item: (order.index(item.direction), item.id))


def _what(first: Mapping[str, Any], second: Mapping[str, Any]) -> tuple[str, ...]:
    found = [key for key in ("verdict", "outcome") if first[key] != second[key]]
    if _citations(first) != _citations(second):
        found.append("citations")
    answers = [(case["result"].get("answer") or {}).get("answer") for case in (first, second)]
    if answers[0] != answers[1]:
        found.append("answer")
    return tuple(found)


def _citations(case: Mapping[str, Any]) -> list[tuple[str, int, int]]:
    citations = (case["result"].get("answer") or {}).get("citations", [])
    return [(each["document"], each["start"], each["end"]) for each in citations]


def _label(case: Mapping[str, Any]) -> str:
    return f"{case['verdict']} ({case['outcome']})"


def _direction(before: str, after: str) -> str:
    if before == after:
        return "same verdict"
    return "better" if RANK[after] > RANK[before] else "worse"


def sign_test(better: int, worse: int) -> float:
    """Return the two-sided exact p value that better and worse are equally likely (binomial, one half)."""
    n, extreme = better + worse, min(better, worse)
    tail = sum(math.comb(n, k) for k in range(extreme + 1)) / math.ldexp(1.0, n)
    return min(1.0, 2 * tail)


def data(first: Mapping[str, Any], second: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Return the comparison as plain values."""
    moved = differences(first, second)
    better = sum(item.direction == "better" for item in moved)
    worse = sum(item.direction == "worse" for item in moved)
    ids = [{case["id"] for case in run["cases"]} for run in (first, second)]
    return {
        "runs": list(names),
        "common": len(ids[0] & ids[1]),
        "only_first": sorted(ids[0] - ids[1]),
        "only_second": sorted(ids[1] - ids[0]),
        "better": better,
        "worse": worse,
        "sign_test_p": sign_test(better, worse),
        "figures": [first["figures"], second["figures"]],
        "differences": [asdict(item) for item in moved],
    }


def summary(content: Mapping[str, Any]) -> str:
    """Return the comparison for a terminal."""
    first, second = content["runs"]
    lines = [f"{content['common']} questions asked by both: {first} -> {second}"]
    for left, right in zip(*content["figures"], strict=True):
        lines.append(f"{left['name']:<34}{shown(Figure(**left)):>30}{shown(Figure(**right)):>30}")
    lines.append(
        f"verdict better {content['better']}, worse {content['worse']} (sign test p = {content['sign_test_p']:.3f})"
    )
    for item in content["differences"]:
        where = f" at {item['stage']}" if item["stage"] else ""
        what = ", ".join(item["what"])
        lines.append(
            f"{item['id']} {item['direction']} [{what}]: {item['before']} -> {item['after']}{where}"
            f" | {item['question']}"
        )
    for name, missing in zip((second, first), (content["only_first"], content["only_second"]), strict=True):
        if missing:
            lines.append(f"not asked by {name}: {', '.join(missing)}")
    return "\n".join(lines)
