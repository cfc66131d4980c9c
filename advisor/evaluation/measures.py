"""What came back, judged by rules: one verdict per case, the stage to look at, figures with n and a 95 % interval.

A case that could not be asked is Unscored with its reason and enters no figure. No model judges anything here.
"""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from advisor.answer import read_span
from advisor.evaluation.cases import Case, Span
from advisor.evaluation.facts import holds, plain, unsupported
from advisor.records import FROM_THE_QUESTION

Verdict = Literal["Correct", "Partial", "Incorrect", "No answer", "Unscored"]
VERDICTS: tuple[Verdict, ...] = ("Correct", "Partial", "Incorrect", "No answer", "Unscored")
_Z = 1.959964  # 97.5 % quantile of the normal distribution

# Headings of the place where a span stands; () when unknown.
Headings = Callable[[str, int, int], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Judged:
    """A case, what came back (`result`, as stored by run) and what the rules say of it.

    `facts`, `evidence`: held or not, in the case's order; `covered`: share of each evidence entry's text that is
    cited, 0 to 1. `numbers` counts the numbers and dates stated, `bad_numbers` lists those that no cited quote
    supports. `verbatim`, `precise`, `right_section`: one flag per citation.
    """

    case: Case
    result: Mapping[str, Any]
    verdict: Verdict
    why: str
    stage: str
    facts: tuple[bool, ...] = ()
    facts_cited: tuple[bool, ...] = ()
    evidence: tuple[bool, ...] = ()
    covered: tuple[float, ...] = ()
    wrong: tuple[str, ...] = ()
    numbers: int = 0
    bad_numbers: tuple[str, ...] = ()
    verbatim: tuple[bool, ...] = ()
    precise: tuple[bool, ...] = ()
    right_section: tuple[bool, ...] = ()

    @property
    def answer(self) -> Mapping[str, Any]:
        """The answer as JSON, empty when there is none."""
        found: Mapping[str, Any] = self.result.get("answer") or {}
        return found

    @property
    def trace(self) -> Mapping[str, Any]:
        """The trace as JSON, empty when there is none."""
        found: Mapping[str, Any] = self.result.get("trace") or {}
        return found

    @property
    def outcome(self) -> str:
        """Status and reason in one word: "answered", "not_found/out_of_scope"."""
        return "/".join(str(part) for part in (self.answer.get("status"), self.answer.get("reason")) if part)


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over `n` with its 95 % interval; `value` is None when n is 0. Shares are 0 to 1."""

    name: str
    n: int
    value: float | None
    low: float | None
    high: float | None


def judge(case: Case, result: Mapping[str, Any], texts: Mapping[str, str], headings: Headings) -> Judged:
    """Return the verdict on one result. `texts` are the stored texts by document id."""
    if result.get("error"):
        return Judged(case, result, "Unscored", str(result["error"]), "")
    answer = result["answer"]
    citations: Sequence[Mapping[str, Any]] = answer["citations"]
    text = plain(answer["answer"])
    quotes = [citation["quote"] for citation in citations]
    facts = tuple(holds(fact, text) for fact in case.facts)
    cited = tuple(any(holds(fact, plain(quote)) for quote in [*quotes, "\n".join(quotes)]) for fact in case.facts)
    evidence = tuple(any(_cites(citation, span) for citation in citations for span in entry) for entry in case.evidence)
    wrong = tuple(str(fact) for fact in case.wrong if holds(fact, text))
    counted, bad = _numbers(answer, texts)
    verdict, why = _verdict(case, answer, facts, evidence, wrong)
    expected = {headings(span.document, span.start, span.end) for span in case.spans}
    return Judged(
        case=case,
        result=result,
        verdict=verdict,
        why=why,
        stage="" if verdict == "Correct" else stage_at_fault(case, result),
        facts=facts,
        facts_cited=cited,
        evidence=evidence,
        covered=tuple(max(_covered_share(citations, span) for span in entry) for entry in case.evidence),
        wrong=wrong,
        numbers=counted,
        bad_numbers=tuple(bad),
        verbatim=tuple(_verbatim(citation, texts) for citation in citations),
        precise=tuple(any(_cites(citation, span) for span in case.spans) for citation in citations)
        if case.spans
        else (),
        right_section=tuple(tuple(citation["section"]) in expected for citation in citations) if case.spans else (),
    )


def _verdict(
    case: Case,
    answer: Mapping[str, Any],
    facts: Sequence[bool],
    evidence: Sequence[bool],
    wrong: Sequence[str],
) -> tuple[Verdict, str]:
    """Return the verdict and, unless it is Correct, one line saying why."""
    status, reason = answer["status"], answer["reason"]
    if case.status != "answered":
        if status == "answered":
            return "Incorrect", f"answered, expected {case.status}/{case.reason}"
        if status == case.status and reason == case.reason:
            return "Correct", ""
        return "Partial", f"{status}/{reason}, expected {case.status}/{case.reason}"
    if status != "answered":
        return "No answer", f"{status}/{reason}, expected an answer"
    if wrong:
        return "Incorrect", f"states {', '.join(wrong)}"
    if not any(facts):
        return "Incorrect", "holds none of the expected facts"
    if not any(evidence):
        return "Incorrect", "cites none of the expected evidence"
    missing = [str(fact) for fact, held in zip(case.facts, facts, strict=True) if not held]
    uncited = sum(not held for held in evidence)
    if missing or uncited:
        parts = [f"lacks {'; '.join(missing)}"] if missing else []
        parts += [f"{uncited} of {len(evidence)} evidence not cited"] if uncited else []
        return "Partial", ", ".join(parts)
    return "Correct", ""


def overlap(start: int, end: int, other_start: int, other_end: int) -> bool:
    """Whether two spans share at least half of the shorter one; touching ends or one shared word do not count."""
    shared = min(end, other_end) - max(start, other_start)
    return shared > 0 and 2 * shared >= min(end - start, other_end - other_start)


def _cites(citation: Mapping[str, Any], span: Span) -> bool:
    return citation["document"] == span.document and overlap(citation["start"], citation["end"], span.start, span.end)


def _covered_share(citations: Sequence[Mapping[str, Any]], span: Span) -> float:
    """Return the share of the characters of a span that some citation quotes, white space left out, 0 to 1."""
    cited: set[int] = set()
    for citation in citations:
        if citation["document"] == span.document:
            cited.update(range(max(span.start, citation["start"]), min(span.end, citation["end"])))
    letters = [span.start + offset for offset, character in enumerate(span.quote) if not character.isspace()]
    return sum(position in cited for position in letters) / max(1, len(letters))


def _verbatim(citation: Mapping[str, Any], texts: Mapping[str, str]) -> bool:
    text = texts.get(citation["document"], "")
    return bool(citation["quote"]) and text[citation["start"] : citation["end"]] == citation["quote"]


def _numbers(answer: Mapping[str, Any], texts: Mapping[str, str]) -> tuple[int, list[str]]:
    """Count the numbers of the answer and list those that nothing supports, line by line against the quotes it cites.

    A line without [n] introduces the others: it is held against every quote. The question may be taken up, and titles
    and headings name their source, so their numbers count as supported. The row of a table is read under the headings
    of its columns: "| E2 | 9 |" says "Coefficient : 9".
    """
    if answer["status"] != "answered":
        return 0, []
    quotes = {citation["n"]: _as_read(citation, texts) for citation in answer["citations"]}
    free = [answer["question"]]
    for citation in answer["citations"]:
        free += [citation["title"], *citation["section"]]
    counted, bad = 0, []
    for line in answer["answer"].splitlines():
        cited = [int(mark) for mark in re.findall(r"\[(\d+)\](?!\()", line)]
        proof = [quotes[n] for n in cited if n in quotes] or list(quotes.values())
        stated, missing = unsupported(plain(line), [*proof, *free])
        counted += stated
        bad += missing
    return counted, bad


def _as_read(citation: Mapping[str, Any], texts: Mapping[str, str]) -> str:
    if not _verbatim(citation, texts):
        return str(citation["quote"])
    return f"{citation['quote']}\n{read_span(texts[citation['document']], citation['start'], citation['end'])}"


def stage_at_fault(case: Case, result: Mapping[str, Any]) -> str:
    """Return the first stage in flow order after which the case could no longer come out right."""
    answer, trace = result["answer"], result["trace"]
    status, reason = answer["status"], answer["reason"]
    if case.status != "answered":
        decided_early = case.reason in FROM_THE_QUESTION or reason in FROM_THE_QUESTION
        return "understand" if decided_early else "select"
    if status != "answered" and (reason in FROM_THE_QUESTION or not trace["hits"]):
        return "understand"
    if not _covered(case, trace["hits"]):
        wanted = {span.document for span in case.spans}
        found = {hit["document"] for hit in trace["hits"]}
        return "understand" if found and not wanted & found else "retrieve"
    if not _covered(case, trace["evidence"]):
        return "select"
    if any(not check["passed"] for check in trace["checks"]):
        return "verify"
    # The evidence was there and no check failed: either judged too weak to answer, or worded without the fact.
    return "select" if status != "answered" else "answer"


def _covered(case: Case, spans: Iterable[Mapping[str, Any]]) -> bool:
    found = list(spans)
    return all(any(_cites(item, span) for item in found for span in entry) for entry in case.evidence)


# --------------------------------------------------------------------------- figures


def wilson(held: int, n: int) -> tuple[float, float]:
    """Return the 95 % Wilson score interval of a share (E. B. Wilson, 1927). n ≥ 1."""
    share, z2 = held / n, _Z * _Z
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def share(name: str, flags: Iterable[bool]) -> Figure:
    """Return the share of true flags with its Wilson interval."""
    values = list(flags)
    if not values:
        return Figure(name, 0, None, None, None)
    return Figure(name, len(values), sum(values) / len(values), *wilson(sum(values), len(values)))


def mean(name: str, numbers: Iterable[float]) -> Figure:
    """Return a mean with its normal 95 % interval (mean ± 1.96 standard errors)."""
    values = list(numbers)
    if not values:
        return Figure(name, 0, None, None, None)
    centre = statistics.fmean(values)
    half = _Z * statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else 0.0
    return Figure(name, len(values), centre, centre - half, centre + half)


def answer_figures(judged: Sequence[Judged]) -> list[Figure]:
    """Return the figures that the project is held to, over the scored cases of `judged`.

    Right and complete and answerable refused are shares of the cases that have an answer; unanswerable refused of those
    that must be refused; wrong of all.
    """
    scored = [item for item in judged if item.verdict != "Unscored"]
    answerable = [item for item in scored if item.case.status == "answered"]
    given = [item for item in answerable if item.answer["status"] == "answered"]
    refusable = [item for item in scored if item.case.status == "not_found"]
    unclear = [item for item in scored if item.case.status == "clarify"]
    answered = [item for item in scored if item.answer["status"] == "answered"]
    return [
        share("right and complete", (item.verdict == "Correct" for item in answerable)),
        share("wrong", (item.verdict == "Incorrect" for item in scored)),
        share("unanswerable refused", (item.answer["status"] == "not_found" for item in refusable)),
        share("answerable refused", (item.answer["status"] != "answered" for item in answerable)),
        share("clarification asked when needed", (item.answer["status"] == "clarify" for item in unclear)),
        share("right reason", (item.answer["reason"] == item.case.reason for item in [*refusable, *unclear])),
        share("quotes verbatim", (flag for item in scored for flag in item.verbatim)),
        share("numbers supported", (flag for item in answered for flag in _number_flags(item))),
        share("cited quote contains the evidence", (all(item.evidence) for item in given)),
        mean("share of the evidence cited", (part for item in given for part in item.covered)),
        share("citation precision", (flag for item in given for flag in item.precise)),
        share("citation recall of facts", (flag for item in given for flag in item.facts_cited)),
        share("right section", (flag for item in given for flag in item.right_section)),
        share("facts held", (flag for item in given for flag in item.facts)),
        mean("length (words)", (float(len(plain(item.answer["answer"]).split())) for item in answered)),
    ]


def _number_flags(item: Judged) -> list[bool]:
    return [position >= len(item.bad_numbers) for position in range(item.numbers)]


def tag_groups(judged: Sequence[Judged]) -> dict[str, dict[str, list[Judged]]]:
    """Return the cases by tag: {"topic": {"stage": […]}}. A case with several situations counts in each."""
    groups: dict[str, dict[str, list[Judged]]] = {}
    for item in judged:
        tags = item.case.tags
        named: dict[str, list[str]] = {
            "split": [item.case.split],
            "diploma": [tags.diploma],
            "topic": [tags.topic],
            "kind": [tags.kind],
            "difficulty": [tags.difficulty],
            "situation": list(tags.situation) or ["none"],
        }
        for dimension, values in named.items():
            for value in values:
                groups.setdefault(dimension, {}).setdefault(value, []).append(item)
    return {dimension: dict(sorted(values.items())) for dimension, values in groups.items()}


def latency(judged: Sequence[Judged]) -> dict[str, dict[str, float]]:
    """Return median and 95th percentile in milliseconds, in all and per stage. Reported, never gated."""
    times: dict[str, list[float]] = {}
    for item in judged:
        if item.verdict == "Unscored":
            continue
        times.setdefault("total", []).append(float(item.answer["elapsed_ms"]))
        for name, spent in time_per_stage((stage["name"], stage["ms"]) for stage in item.trace["stages"]).items():
            times.setdefault(name, []).append(spent)
    return {
        name: {"median": round(statistics.median(values), 2), "p95": round(_percentile(values, 0.95), 2)}
        for name, values in times.items()
    }


def time_per_stage(runs: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Return the milliseconds of each stage; a question about several diplomas goes through one more than once."""
    spent: dict[str, float] = {}
    for name, milliseconds in runs:
        spent[name] = spent.get(name, 0.0) + milliseconds
    return spent


def _percentile(values: Sequence[float], rank: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(rank * len(ordered)) - 1)]
