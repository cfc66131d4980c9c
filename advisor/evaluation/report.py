"""A judged run as data (report.json), for CI (junit.xml) and for the terminal. The page for people is in page."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from advisor.disk import write_whole
from advisor.errors import EvaluationError
from advisor.evaluation.cases import Span
from advisor.evaluation.measures import (
    VERDICTS,
    Figure,
    Judged,
    answer_figures,
    latency,
    tag_groups,
)
from advisor.evaluation.ratchet import Move
from advisor.evaluation.retrieval import retrieval_figures

REPORT = "report.json"
JUNIT = "junit.xml"
PAGE = "report.html"
_SHORT = {"calibration": "calib.", "heldout": "held-out"}


@dataclass(frozen=True, slots=True)
class Run:
    """A judged run: what every report is made from. `moves` is None when it was not compared with a baseline."""

    judged: tuple[Judged, ...]
    texts: Mapping[str, str]
    titles: Mapping[str, str]
    generation: str
    mode: str
    moves: tuple[Move, ...] | None = None
    rounding: str = ""  # of the processor it ran on (ratchet.rounding)

    @property
    def failures(self) -> tuple[Judged, ...]:
        """The cases that are not Correct, worst first."""
        order = ("Incorrect", "No answer", "Partial", "Unscored")
        found = [item for item in self.judged if item.verdict != "Correct"]
        return tuple(sorted(found, key=lambda item: (order.index(item.verdict), item.case.id)))


def data(run: Run) -> dict[str, Any]:
    """Return the whole run as plain values: figures, by split and by tag, and every case with its result."""
    found, unscored = retrieval_figures(run.judged)
    groups = tag_groups(run.judged)
    return {
        "generation": run.generation,
        "mode": run.mode,
        "cases_count": len(run.judged),
        "verdicts": _counts(run.judged),
        "figures": [asdict(figure) for figure in answer_figures(run.judged)],
        "tags": {
            dimension: {
                value: {"verdicts": _counts(items), "figures": [asdict(figure) for figure in answer_figures(items)]}
                for value, items in values.items()
            }
            for dimension, values in groups.items()
        },
        "retrieval": {
            "figures": [asdict(figure) for figure in found],
            "unscored": unscored,
            "splits": {
                split: [asdict(figure) for figure in retrieval_figures(items)[0]]
                for split, items in groups.get("split", {}).items()
            },
        },
        "failures": {
            "by_stage": dict(Counter(item.stage or "none" for item in run.failures).most_common()),
            "by_kind": dict(Counter(item.case.tags.kind for item in run.failures).most_common()),
        },
        "unscored": {item.case.id: item.why for item in run.judged if item.verdict == "Unscored"},
        "latency_ms": latency(run.judged),
        "moves": None if run.moves is None else [asdict(move) for move in run.moves],
        "cases": [_case(item) for item in run.judged],
    }


def _counts(judged: Sequence[Judged]) -> dict[str, int]:
    counts = Counter(item.verdict for item in judged)
    return {verdict: counts[verdict] for verdict in VERDICTS if counts[verdict] or verdict != "Unscored"}


def _case(item: Judged) -> dict[str, Any]:
    case = item.case
    return {
        "id": case.id,
        "file": case.file,
        "question": case.question,
        "messages": [asdict(message) for message in case.messages],
        "group": case.group,
        "split": case.split,
        "tags": asdict(case.tags),
        "expected": {
            "status": case.status,
            "reason": case.reason,
            "facts": [str(fact) for fact in case.facts],
            "evidence": [[_span(span) for span in entry] for entry in case.evidence],
        },
        "verdict": item.verdict,
        "outcome": item.outcome,
        "why": item.why,
        "stage": item.stage,
        "facts_held": item.facts,
        "evidence_cited": item.evidence,
        "wrong": item.wrong,
        "unsupported_numbers": item.bad_numbers,
        "result": item.result,
    }


def _span(span: Span) -> dict[str, Any]:
    return {"document": span.document, "start": span.start, "end": span.end, "quote": span.quote}


def write_reports(run: Run, folder: Path) -> dict[str, Any]:
    """Write report.json, junit.xml and report.html into `folder` and return the data. Raises EvaluationError."""
    from advisor.evaluation.page import page

    content = data(run)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / REPORT, json.dumps(content, ensure_ascii=False, indent=1))
        write_whole(folder / JUNIT, junit(run))
        write_whole(folder / PAGE, page(run, content))
    except OSError as error:
        raise EvaluationError(
            f"{folder}: cannot be written ({error.strerror}). Choose another folder with --out."
        ) from None
    return content


def junit(run: Run) -> str:
    """Return the run as JUnit XML. A case fails when it moved against the baseline, or, without one, if not Correct.

    A case that is known not to be Correct is skipped with its verdict, an unscored one is an error.
    """
    by_case = {move.id: move for move in run.moves or ()}
    root = ElementTree.Element("testsuites", name="advisor eval")
    files: dict[str, list[Judged]] = {}
    for item in run.judged:
        files.setdefault(item.case.file, []).append(item)
    for file, items in files.items():
        suite = ElementTree.SubElement(root, "testsuite", name=file, tests=str(len(items)))
        tally: Counter[str] = Counter()
        for item in items:
            seconds = float(item.answer.get("elapsed_ms") or 0) / 1000
            test = ElementTree.SubElement(
                suite, "testcase", classname=file.removesuffix(".yaml"), name=item.case.id, time=f"{seconds:.3f}"
            )
            move = by_case.get(item.case.id)
            kind, message = _junit_outcome(item, move, compared=run.moves is not None)
            if kind:
                tally[kind] += 1
                ElementTree.SubElement(test, kind, message=_xml(message)).text = _xml(
                    f"{item.case.question}\n{item.verdict}: {item.why}\nstage: {item.stage}\n"
                    f"{item.answer.get('answer', '')}"
                )
        for kind, name in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
            suite.set(name, str(tally[kind]))
    for move in run.moves or ():
        if move.direction == "gone":
            suite = ElementTree.SubElement(root, "testsuite", name="gone", tests="1", failures="1")
            test = ElementTree.SubElement(suite, "testcase", classname="gone", name=move.id)
            ElementTree.SubElement(test, "failure", message=_xml(str(move)))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _junit_outcome(item: Judged, move: Move | None, *, compared: bool) -> tuple[str, str]:
    if move is not None:
        return "failure", str(move)
    if item.verdict == "Unscored":
        return "error", item.why
    if item.verdict == "Correct":
        return "", ""
    return ("skipped" if compared else "failure"), f"{item.verdict}: {item.why}"


def _xml(text: str) -> str:
    """Leave out control characters that XML 1.0 cannot hold."""
    return "".join(character for character in text if character >= " " or character in "\n\t")


def summary(content: Mapping[str, Any]) -> str:
    """Return the terminal summary of `data`: verdicts, figures per split with intervals, search, failures, time."""
    lines = [f"{content['cases_count']} questions, mode {content['mode']}, generation {content['generation']}"]
    lines.append("  ".join(f"{verdict} {count}" for verdict, count in content["verdicts"].items()))
    splits = content["tags"].get("split", {})
    columns = {"all": content["figures"], **{_SHORT[name]: part["figures"] for name, part in splits.items()}}
    lines += ["", *_table("figure", columns)]
    searches = {"all": content["retrieval"]["figures"]}
    searches.update({_SHORT[name]: part for name, part in content["retrieval"]["splits"].items()})
    lines += ["", *_table("search", searches)]
    if content["retrieval"]["unscored"]:
        left_out = ", ".join(f"{count} {reason}" for reason, count in content["retrieval"]["unscored"].items())
        lines.append(f"left out of search: {left_out}")
    for title, counts in (("stage", content["failures"]["by_stage"]), ("kind", content["failures"]["by_kind"])):
        if counts:
            lines.append(f"not Correct by {title}: " + ", ".join(f"{name} {count}" for name, count in counts.items()))
    for name, reason in content["unscored"].items():
        lines.append(f"unscored {name}: {reason}")
    times = ", ".join(f"{name} {each['median']:.0f}/{each['p95']:.0f}" for name, each in content["latency_ms"].items())
    lines.append(f"milliseconds, median/p95: {times}")
    if content["moves"] is not None:
        lines.append("")
        lines += [str(Move(**move)) for move in content["moves"]]
        lines.append(f"{len(content['moves'])} moved against the baseline" if content["moves"] else "baseline holds")
    return "\n".join(lines)


def _table(title: str, columns: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[str]:
    rows = [f"{title:<34}" + "".join(f"{name:>30}" for name in columns)]
    first = next(iter(columns.values()))
    for position, figure in enumerate(first):
        cells = "".join(f"{shown(Figure(**figures[position])):>30}" for figures in columns.values())
        rows.append(f"{figure['name']:<34}{cells}")
    return rows


def shown(figure: Figure) -> str:
    """Return "86.4 % [82.1, 89.8] n=375"; lengths and ranks as numbers."""
    if figure.value is None or figure.low is None or figure.high is None:
        return "– n=0"
    if "words)" in figure.name:
        return f"{figure.value:.0f} [{figure.low:.0f}, {figure.high:.0f}] n={figure.n}"
    return f"{100 * figure.value:.1f} % [{100 * figure.low:.1f}, {100 * figure.high:.1f}] n={figure.n}"
