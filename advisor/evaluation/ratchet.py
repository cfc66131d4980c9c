"""The committed verdicts (`evals/baseline.json`) against a run: nothing may move, for worse or for better, unnoticed.

Latency and scores are no part of it. The models compute in bytes, and processors round differently: a score that is
near the threshold on one can be on the other side on another. So the baseline keeps how its processor rounds; one
that rounds otherwise may move a few verdicts (`NEAR_CALLS`), which are listed and are no failure.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from advisor.disk import write_whole
from advisor.engines.evidence import EvidenceModel
from advisor.engines.onnx_runtime import OnnxEvidence
from advisor.errors import EvaluationError
from advisor.evaluation.measures import VERDICTS, Judged

# From worst to best: a false rule is worse than none.
RANK = {"Unscored": 0, "Incorrect": 1, "No answer": 2, "Partial": 3, "Correct": 4}

# Share of the cases asked that another kind of processor may move. Between two kinds, 6 of 688 moved (0.9 %).
NEAR_CALLS = 0.02
_PROBES = (
    ("combien de temps dure le stage ?", "La durée du stage est de dix semaines, dont six pendant l'été."),
    (
        "qui signe la convention ?",
        "La convention est signée par le chef d'établissement et le responsable de l'entreprise.",
    ),
    ("que contient le dossier ?", "L'épreuve orale, d'une durée de trente minutes, est organisée par le recteur."),
)


@dataclass(frozen=True, slots=True)
class Move:
    """A case whose verdict or outcome is not the baseline's. `stage` is where to look, empty when it is right now."""

    id: str
    question: str
    before: str
    after: str
    stage: str
    why: str
    direction: str  # worse | better | changed | new | gone

    def __str__(self) -> str:
        where = f" at {self.stage}" if self.stage else ""
        why = f": {self.why}" if self.why else ""
        return f"{self.id} {self.direction}: {self.before} -> {self.after}{where}{why} | {self.question}"


def rounding(model: EvidenceModel | None) -> str:
    """Return which model and runtime gave which last digits on this processor; "" where that is not the project's."""
    if not isinstance(model, OnnxEvidence):
        return ""
    logits = [logit for question, text in _PROBES for logit in model.score(question, [text])]
    digits = hashlib.sha256(" ".join(f"{logit:.5f}" for logit in logits).encode()).hexdigest()[:12]
    return f"model {model.digest[:12]}, onnxruntime {metadata.version('onnxruntime')}, digits {digits}"


def near_calls(moves: Sequence[Move], asked: int, *, here: str, there: str) -> bool:
    """Whether `moves` may come from the processor alone: the same model and runtime give other digits `here` than
    `there`, where the baseline was made, and the verdicts that moved are few.
    """
    same_model = bool(here) and here.rpartition(",")[0] == there.rpartition(",")[0]
    moved_verdicts = all(move.direction in ("worse", "better", "changed") for move in moves)
    return same_model and here != there and moved_verdicts and len(moves) <= NEAR_CALLS * asked


def entry(item: Judged) -> dict[str, str]:
    """Return what the baseline keeps of a case."""
    return {"verdict": item.verdict, "outcome": item.outcome, "stage": item.stage}


@dataclass(frozen=True, slots=True)
class Baseline:
    """The committed verdicts by case id, and the rounding of the processor that gave them."""

    cases: Mapping[str, Mapping[str, str]]
    rounding: str = ""


def read_baseline(path: Path) -> Baseline:
    """Return the committed verdicts. Raises EvaluationError."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        cases: dict[str, dict[str, str]] = content["cases"]
        mark = str(content.get("rounding", ""))
        if any(case["verdict"] not in RANK or "outcome" not in case for case in cases.values()):
            raise KeyError("verdict")
    except FileNotFoundError:
        raise EvaluationError(f"{path}: no baseline. Make one with `advisor eval --update-baseline`.") from None
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        raise EvaluationError(
            f"{path}: not a baseline ({error}). Renew it with `advisor eval --update-baseline`."
        ) from None
    return Baseline(cases, mark)


def write_baseline(path: Path, judged: Sequence[Judged], mark: str, *, whole: bool) -> None:
    """Write the verdicts of a run and their rounding; unless it was the `whole` set, keep the others and their mark."""
    kept = Baseline({}, mark) if whole or not path.is_file() else read_baseline(path)
    cases = {**kept.cases, **{item.case.id: entry(item) for item in judged}}
    counts = Counter(case["verdict"] for case in cases.values())
    content = {
        "about": "Verdict per case. `advisor eval --check` fails when one moves; `--update-baseline` renews this file. "
        "`rounding` tells the kind of processor it was made on.",
        "rounding": kept.rounding,
        "counts": {verdict: counts[verdict] for verdict in VERDICTS},
        "cases": dict(sorted(cases.items())),
    }
    # One case per line, so that a commit shows which moved.
    body = json.dumps(content, ensure_ascii=False, indent=1)
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(case)}" for name, case in sorted(cases.items()))
    head = body[: body.index('"cases"')]
    write_whole(path, f'{head}"cases": {{\n{lines}\n }}\n}}\n')


def moved(judged: Sequence[Judged], baseline: Mapping[str, Mapping[str, str]], *, whole: bool) -> list[Move]:
    """Return what moved against the baseline, worst first. Cases that were not asked count only when it was `whole`."""
    moves = []
    for item in judged:
        before = baseline.get(item.case.id)
        now = entry(item)
        if before is None:
            moves.append(_move(item, "none", "new"))
        elif before["verdict"] != now["verdict"]:
            worse = RANK[now["verdict"]] < RANK[before["verdict"]]
            moves.append(_move(item, _shown(before), "worse" if worse else "better"))
        elif before["outcome"] != now["outcome"]:
            moves.append(_move(item, _shown(before), "changed"))
    if whole:
        present = {item.case.id for item in judged}
        moves += [
            Move(name, "", _shown(case), "none", "", "no longer in the set", "gone")
            for name, case in sorted(baseline.items())
            if name not in present
        ]
    order = ("worse", "changed", "gone", "new", "better")
    return sorted(moves, key=lambda move: (order.index(move.direction), move.id))


def _move(item: Judged, before: str, direction: str) -> Move:
    return Move(item.case.id, item.case.question, before, _shown(entry(item)), item.stage, item.why, direction)


def _shown(case: Mapping[str, str]) -> str:
    return f"{case['verdict']} ({case['outcome']})" if case["outcome"] else case["verdict"]
