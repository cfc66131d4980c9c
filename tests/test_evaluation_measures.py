"""Verdicts, the stage at fault and the figures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from evaluation_fakes import TEXTS, FakeAdvisor, FakeIndex, write_set

from advisor.evaluation.cases import Case
from advisor.evaluation.measures import (
    Judged,
    answer_figures,
    judge,
    latency,
    mean,
    overlap,
    share,
    tag_groups,
    time_per_stage,
    wilson,
)
from advisor.evaluation.read import load_cases
from advisor.evaluation.retrieval import ranking, recall, reciprocal_rank, retrieval_figures
from advisor.evaluation.run import ask_case, headings_of

HEADINGS = headings_of(FakeIndex())


@pytest.fixture
def cases(tmp_path: Path) -> tuple[Case, ...]:
    return load_cases(write_set(tmp_path), TEXTS)


def ask(case: Case, **changes: Any) -> Judged:
    """Ask the fake and judge, with parts of its answer changed."""
    result = ask_case(FakeAdvisor(), case)
    result["answer"].update(changes)
    return judge(case, result, TEXTS, HEADINGS)


def cite(document: str, quote: str, n: int = 1) -> dict[str, Any]:
    start = TEXTS[document].index(quote)
    section = list(HEADINGS(document, start, start + len(quote)))
    return {
        "n": n,
        "document": document,
        "title": "",
        "section": section,
        "quote": quote,
        "start": start,
        "end": start + len(quote),
    }


def said(answer: str, *citations: dict[str, Any]) -> dict[str, Any]:
    return {"status": "answered", "reason": None, "answer": answer, "citations": list(citations)}


TWELVE = cite("reglement", "La durée du stage est de douze semaines.")
SAME = cite("notice", "Le stage dure douze semaines.")
OTHER = cite("reglement", "Le recteur valide les dispenses.")
REFUSED = {"status": "not_found", "reason": "not_in_texts", "answer": "Non.", "citations": []}


@pytest.mark.parametrize(
    ("changes", "verdict", "why"),
    [
        pytest.param(said("Douze semaines [1].", TWELVE), "Correct", "", id="correct"),
        pytest.param(said("12 semaines [1].", SAME), "Correct", "", id="the-other-quote"),
        pytest.param(said("Huit semaines [1].", TWELVE), "Incorrect", "states 8 semaine", id="wrong-fact"),
        pytest.param(said("Longtemps [1].", TWELVE), "Incorrect", "holds none", id="no-fact"),
        pytest.param(said("12 semaines [1].", OTHER), "Incorrect", "cites none", id="other-evidence"),
        pytest.param(REFUSED, "No answer", "not_found/not_in_texts, expected an answer", id="refused"),
    ],
)
def test_verdicts_of_a_question_that_has_an_answer(
    cases: tuple[Case, ...], changes: dict[str, Any], verdict: str, why: str
) -> None:
    found = ask(cases[0], **changes)
    assert found.verdict == verdict
    assert why in found.why


def test_a_question_with_two_parts_is_partial_when_one_is_missing(cases: tuple[Case, ...]) -> None:
    found = ask(cases[1], answer="1 h 20 [1].", citations=[cite("reglement", "L'épreuve E8 dure 1 h 20.")])
    assert (found.verdict, found.why) == ("Partial", "lacks recteur, 1 of 2 evidence not cited")
    assert (found.facts, found.evidence) == ((True, False), (True, False))


@pytest.mark.parametrize(
    ("status", "reason", "verdict"),
    [
        pytest.param("not_found", "not_in_texts", "Correct", id="right-refusal"),
        pytest.param("not_found", "out_of_scope", "Partial", id="other-reason"),
        pytest.param("clarify", "needs_diploma", "Partial", id="asked-back"),
        pytest.param("answered", None, "Incorrect", id="answered"),
    ],
)
def test_verdicts_of_a_question_that_must_be_refused(
    cases: tuple[Case, ...], status: str, reason: str | None, verdict: str
) -> None:
    assert ask(cases[2], status=status, reason=reason).verdict == verdict


def test_a_case_that_could_not_be_asked_is_unscored_and_in_no_figure(cases: tuple[Case, ...]) -> None:
    found = judge(cases[0], ask_case(FakeAdvisor(broken=True), cases[0]), TEXTS, HEADINGS)
    assert (found.verdict, found.why) == ("Unscored", "the model is gone. Put it back.")
    assert all(figure.n == 0 for figure in answer_figures([found]))
    assert latency([found]) == {}


def test_a_stage_gone_through_twice_has_the_time_of_both() -> None:
    assert time_per_stage([("retrieve", 2.0), ("select", 1.0), ("retrieve", 3.0)]) == {"retrieve": 5.0, "select": 1.0}


def test_the_stage_at_fault_is_the_first_that_lost_the_evidence(cases: tuple[Case, ...]) -> None:
    case = cases[0]
    result = ask_case(FakeAdvisor(), case)
    stages = []
    for change in (
        {},
        {"answer": "status"},
        {"trace": "hits"},
        {"trace": "evidence"},
        {"trace": "checks"},
    ):
        broken = {"answer": {**result["answer"], "answer": "Rien [1]."}, "trace": dict(result["trace"])}
        if "answer" in change:
            broken["answer"] |= {"status": "clarify", "reason": "needs_diploma"}
        if "trace" in change:
            key = change["trace"]
            kept = [hit for hit in result["trace"]["hits"] if hit["start"] == 50]
            broken["trace"][key] = {"hits": kept, "evidence": [], "checks": [{"passed": False}]}[key]
        stages.append(judge(case, broken, TEXTS, HEADINGS).stage)
    assert stages == ["answer", "understand", "retrieve", "select", "verify"]


def test_quotes_and_numbers_are_checked_against_the_stored_text(cases: tuple[Case, ...]) -> None:
    forged = {**TWELVE, "quote": "La durée du stage est de treize semaines."}
    found = ask(cases[0], answer="Douze semaines [1], 5 jours [1].", citations=[TWELVE, {**forged, "n": 2}])
    assert found.verbatim == (True, False)
    assert (found.numbers, found.bad_numbers) == (2, ("5 jours",))
    assert found.right_section == (True, True)


def test_the_number_of_a_cell_is_held_by_the_heading_of_its_column(cases: tuple[Case, ...]) -> None:
    table = "| Épreuve | Coefficient |\n|---|---|\n| E2 | 9 |\n"
    row = "| E2 | 9 |"
    start = table.index(row)
    cited = {**TWELVE, "document": "t", "quote": row, "start": start, "end": start + len(row)}
    result = ask_case(FakeAdvisor(), cases[0])
    result["answer"] |= {"answer": "E2\n- Coefficient : 9 [1]\n- Coefficient : 8 [1]", "citations": [cited]}
    assert judge(cases[0], result, {**TEXTS, "t": table}, HEADINGS).bad_numbers == ("8",)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        pytest.param((0, 10, 5, 15), True, id="half"),
        pytest.param((0, 10, 6, 16), False, id="less-than-half"),
        pytest.param((0, 100, 40, 50), True, id="inside"),
        pytest.param((0, 10, 10, 20), False, id="touching"),
    ],
)
def test_overlap_is_half_of_the_shorter_span(spans: tuple[int, int, int, int], expected: bool) -> None:
    assert overlap(*spans) is expected


def test_wilson_interval_worked_example() -> None:
    # 81 of 263: (0.2553, 0.3662), Newcombe 1998, Statistics in Medicine 17:857, table I, method 3.
    low, high = wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    assert wilson(0, 20)[0] == 0.0 and wilson(20, 20)[1] == 1.0


def test_means_carry_n_and_interval() -> None:
    found = mean("length", [1.0, 2.0, 3.0])
    assert (found.n, found.value, round(found.low or 0, 3), round(found.high or 0, 3)) == (3, 2.0, 0.868, 3.132)
    assert share("none", []).value is None


def test_figures_of_a_small_run(cases: tuple[Case, ...]) -> None:
    judged = [ask(case) for case in cases]
    figures = {figure.name: (figure.n, figure.value) for figure in answer_figures(judged)}
    assert [item.verdict for item in judged] == ["Correct", "Correct", "Correct"]
    assert figures["right and complete"] == (2, 1.0)
    assert figures["unanswerable refused"] == (1, 1.0)
    assert figures["quotes verbatim"][1] == figures["numbers supported"][1] == 1.0
    assert list(tag_groups(judged)["situation"]) == ["apprenti", "none"]


def test_retrieval_is_scored_per_search(cases: tuple[Case, ...]) -> None:
    wanted = {"document": "reglement", "start": 9, "end": 49}
    other = {"document": "reglement", "start": 50, "end": 88}
    hits = [
        {**other, "words_rank": 1, "vectors_rank": None, "fused": 0.2},
        {**wanted, "words_rank": 2, "vectors_rank": 1, "fused": 0.3},
    ]
    case = replace(cases[0], evidence=(cases[0].evidence[0][:1],))
    assert [recall(case, ranking(hits, search), 1) for search in ("words", "vectors", "fused")] == [0.0, 1.0, 1.0]
    assert reciprocal_rank(case, ranking(hits, "words")) == 0.5


def test_a_question_refused_before_the_search_is_left_out_of_retrieval(cases: tuple[Case, ...]) -> None:
    result = ask_case(FakeAdvisor(), cases[0])
    result["trace"]["hits"] = []
    result["answer"] |= {"status": "clarify", "reason": "needs_diploma", "citations": []}
    figures, unscored = retrieval_figures([judge(cases[0], result, TEXTS, HEADINGS)])
    assert unscored == {"not searched (clarify/needs_diploma)": 1}
    assert {figure.n for figure in figures} == {0}
