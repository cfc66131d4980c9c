"""`advisor eval` as a person or CI uses it: reports, ratchet, comparison, impact, adding a case."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from evaluation_fakes import QUESTIONS, TEXTS, FakeAdvisor, FakeIndex, write_set

from advisor.build import build_index
from advisor.cli import main
from advisor.config import Config
from advisor.engines.onnx_runtime import OnnxEvidence
from advisor.errors import EvaluationError, UsageError
from advisor.evaluation import ratchet
from advisor.evaluation.add import find_spans, read_fact
from advisor.evaluation.case_file import yaml_case
from advisor.evaluation.command import add_arguments, run
from advisor.evaluation.compare import sign_test
from advisor.evaluation.impact import impacts
from advisor.evaluation.page import marked
from advisor.evaluation.read import load_cases, parse_yaml
from advisor.evaluation.run import Opener
from advisor.records import Answer, Message

Run = Callable[..., int]


@pytest.fixture
def eval_(tmp_path: Path) -> Run:
    """Run `advisor eval` on the tiny set with a fake Advisor."""
    write_set(tmp_path / "set")

    def call(*options: str, advisor: FakeAdvisor | None = None, config: Config | None = None) -> int:
        parser = argparse.ArgumentParser()
        add_arguments(parser)
        paths = ["--set", str(tmp_path / "set"), "--baseline", str(tmp_path / "baseline.json")]
        out = [] if "--out" in options else ["--out", str(tmp_path / "out")]
        opener: Opener = lambda _: advisor or FakeAdvisor()  # noqa: E731
        return run(parser.parse_args([*options, *paths, *out]), config or Config(), opener=opener)

    return call


def test_a_run_writes_every_report(eval_: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert eval_() == 0
    shown = capsys.readouterr().out
    assert "Correct 3  Partial 0  Incorrect 0  No answer 0" in shown
    assert re.search(r"right and complete +100\.0 % \[34\.2, 100\.0\] n=2", shown)
    content = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert [case["verdict"] for case in content["cases"]] == ["Correct"] * 3
    assert ElementTree.parse(tmp_path / "out" / "junit.xml").getroot()[0].get("failures") == "0"


def test_the_same_run_gives_the_same_report(eval_: Run, tmp_path: Path) -> None:
    files = []
    for name in ("a", "b"):
        assert eval_("--out", str(tmp_path / name)) == 0
        files.append([(tmp_path / name / file).read_bytes() for file in ("report.json", "junit.xml", "report.html")])
    assert files[0] == files[1]


def test_a_worse_and_a_better_verdict_both_turn_the_check_red(
    eval_: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(EvaluationError, match="no baseline"):
        eval_("--check")
    assert eval_("--update-baseline") == 0
    assert eval_("--check") == 0
    # A rule is broken: two shared words are asked for instead of one.
    assert eval_("--check", "--fresh", advisor=FakeAdvisor(least=2)) == 1
    shown = capsys.readouterr()
    assert "t-001 worse: Correct (answered) -> No answer (not_found/not_in_texts) at select" in shown.out
    assert "1 moved against the baseline" in shown.out
    assert "the baseline does not hold" in shown.err
    assert eval_("--update-baseline", "--fresh", advisor=FakeAdvisor(least=2)) == 0
    assert eval_("--check", "--fresh") == 1
    assert "t-001 better" in capsys.readouterr().out


class Rounds(OnnxEvidence):
    """The project's evidence model on a processor that adds `noise` to every logit."""

    def __init__(self, noise: float) -> None:
        super().__init__()
        self.noise = noise

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        return [len(text) / 7 + self.noise for text in texts]


def on_processor(noise: float, *, least: int = 1) -> FakeAdvisor:
    advisor = FakeAdvisor(least=least)
    advisor.model = Rounds(noise)
    return advisor


def test_another_processor_may_move_a_few_verdicts_and_the_same_one_none(
    eval_: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert eval_("--update-baseline", advisor=on_processor(0)) == 0
    monkeypatch.setattr(ratchet, "NEAR_CALLS", 0.4)  # one of the three
    assert eval_("--check", "--fresh", advisor=on_processor(0, least=2)) == 1
    assert "does not hold" in capsys.readouterr().err
    assert eval_("--check", "--fresh", advisor=on_processor(1e-4, least=2)) == 0
    shown = capsys.readouterr().out
    assert "t-001 worse" in shown and "rounds otherwise" in shown
    assert eval_("--check", "--fresh", advisor=on_processor(1e-4, least=9)) == 1  # two moved: more than noise


def test_a_removed_case_is_never_put_down_to_the_processor() -> None:
    gone = ratchet.Move("t-001", "", "Correct", "none", "", "no longer in the set", "gone")
    assert not ratchet.near_calls([gone], 1000, here="a", there="b")
    assert ratchet.rounding(None) == ""


@pytest.mark.parametrize(
    ("here", "there", "near"),
    [
        ("model a, digits 1", "model a, digits 2", True),
        ("model a, digits 1", "model a, digits 1", False),
        ("model b, digits 1", "model a, digits 2", False),
        ("", "model a, digits 2", False),
        ("model a, digits 1", "", False),
    ],
)
def test_only_the_digits_may_differ(here: str, there: str, near: bool) -> None:
    move = ratchet.Move("t-001", "", "Correct", "Partial", "select", "", "worse")
    assert ratchet.near_calls([move], 1000, here=here, there=there) is near


def test_the_digits_tell_the_processor() -> None:
    assert ratchet.rounding(Rounds(0)) == ratchet.rounding(Rounds(0)) != ratchet.rounding(Rounds(1e-4))


def test_new_and_removed_cases_are_named(eval_: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert eval_("--update-baseline") == 0
    write_set(tmp_path / "set", QUESTIONS.replace("t-003", "t-004"))
    assert eval_("--check") == 1
    assert "t-004 new: none -> Correct" in capsys.readouterr().out


def test_one_half_or_one_case_can_be_asked(eval_: Run, tmp_path: Path) -> None:
    counts = []
    for options in (["--split", "calibration"], ["--split", "heldout"], ["--case", "t-002"]):
        assert eval_(*options) == 0
        counts.append(json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))["cases_count"])
    assert counts[0] + counts[1] == 3
    assert counts[2] == 1


def test_what_could_not_run_says_why(eval_: Run) -> None:
    with pytest.raises(UsageError, match="no case t-999"):
        eval_("--case", "t-999")
    with pytest.raises(EvaluationError, match="no case could be asked: the model is gone"):
        eval_("--fresh", advisor=FakeAdvisor(broken=True))
    with pytest.raises(EvaluationError, match="case t-001: no document 'reglement'"):
        eval_(advisor=FakeAdvisor(FakeIndex({"autre": "Rien.\n"})))


def test_what_could_not_run_is_exit_code_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "validate", "--set", str(tmp_path / "none")]) == 1
    assert capsys.readouterr().err.startswith("advisor: ")


def test_junit_fails_what_moved_and_skips_what_is_known(eval_: Run, tmp_path: Path) -> None:
    assert eval_("--update-baseline", advisor=FakeAdvisor(least=2)) == 0
    assert eval_("--fresh", advisor=FakeAdvisor(least=9)) == 0
    suite = ElementTree.parse(tmp_path / "out" / "junit.xml").getroot()[0]
    outcomes = {test.get("name"): [part.tag for part in test] for test in suite}
    assert outcomes == {"t-001": ["skipped"], "t-002": ["failure"], "t-003": []}


def test_the_page_is_self_contained_and_shows_failures_in_their_text(eval_: Run, tmp_path: Path) -> None:
    hostile = QUESTIONS.replace("cb de temps le stage", "<script>alert(1)</script> sommeil")
    write_set(tmp_path / "set", hostile)
    assert eval_() == 0
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert not re.search(r"<script|<link|<img|src=|url\(|@import|https?://", page)
    assert '<html lang="fr">' in page and "<svg" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert '<mark class="expected">La durée du stage est de douze semaines.</mark>' in page


def test_marks_overlap_in_the_text() -> None:
    assert marked("abc<def", [(0, 4, "expected"), (3, 7, "given")]) == (
        '<mark class="expected">abc</mark><mark class="both">&lt;</mark><mark class="given">def</mark>'
    )


def test_two_runs_are_compared_question_by_question(
    eval_: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = str(tmp_path / "a"), str(tmp_path / "b")
    eval_("--out", first)
    eval_("--out", second, advisor=FakeAdvisor(least=2))
    capsys.readouterr()
    assert eval_("--compare", first, second) == 1
    shown = capsys.readouterr().out
    assert "verdict better 0, worse 1 (sign test p = 1.000)" in shown
    assert "t-001 worse [verdict, outcome, citations, answer]: Correct (answered) -> No answer" in shown
    assert eval_("--compare", first, first) == 0
    with pytest.raises(EvaluationError, match="not the report of a run"):
        eval_("--compare", first, str(tmp_path / "set"))


class SilentInLlm(FakeAdvisor):
    """Answers in quotes mode; in mode llm finds nothing."""

    def ask(self, question: str | Sequence[Message], /, *, mode: str | None = None, **options: Any) -> Answer:
        self.least = 99 if mode == "llm" else 1
        return super().ask(question, mode=mode, **options)


def test_two_modes_are_compared_question_by_question(
    eval_: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert eval_("--compare", "quotes", "quotes", advisor=SilentInLlm()) == 0
    capsys.readouterr()
    assert eval_("--compare", "quotes", "llm", advisor=SilentInLlm()) == 1
    shown = capsys.readouterr().out
    assert "verdict better 0, worse 2 (sign test p = 0.500)" in shown
    content = json.loads((tmp_path / "out" / "compare.json").read_text(encoding="utf-8"))
    assert {item["id"] for item in content["differences"]} >= {"t-001", "t-002"}


def test_sign_test_worked_example() -> None:
    # 1 of 10: 2 (1 + 10) / 1024.
    assert sign_test(9, 1) == pytest.approx(22 / 1024)
    assert sign_test(0, 0) == 1.0


def test_impact_tells_moved_changed_values_and_vanished_apart(tmp_path: Path) -> None:
    cases = load_cases(write_set(tmp_path), TEXTS)
    new = {
        "reglement": TEXTS["reglement"]
        .replace("de douze semaines", "de dix semaines")
        .replace("Le recteur valide les dispenses.\n", ""),
        "notice": "Avis\n" + TEXTS["notice"],
    }
    found = [(item.id, item.kind, item.only, item.quote, item.values) for item in impacts(cases, TEXTS, new)]
    assert found == [
        ("t-002", "vanished", True, "", ((), ())),
        ("t-001", "value", True, "La durée du stage est de dix semaines.", (("12 semaine",), ("10 semaine",))),
        ("t-001", "moved", True, "Le stage dure douze semaines.", ((), ())),
        ("t-002", "moved", True, "L'épreuve E8 dure 1 h 20.", ((), ())),
    ]
    assert impacts(cases, TEXTS, TEXTS) == []


def test_impact_follows_a_document_to_the_one_that_supersedes_it(tmp_path: Path) -> None:
    cases = load_cases(write_set(tmp_path), TEXTS)
    new = {"notice": TEXTS["notice"], "reglement-2": TEXTS["reglement"]}
    found = {
        (item.id, item.kind, item.document) for item in impacts(cases, TEXTS, new, heirs={"reglement": "reglement-2"})
    }
    assert found == {("t-001", "moved", "reglement-2"), ("t-002", "moved", "reglement-2")}


def test_impact_compares_the_corpus_with_the_real_index(
    eval_: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name, text in TEXTS.items():
        (corpus / f"{name}.txt").write_text(text, encoding="utf-8")
    config = Config(corpus=corpus, index=tmp_path / "index")
    build_index(config, progress=False)
    assert eval_("--impact", config=config) == 0
    (corpus / "notice.txt").write_text(TEXTS["notice"].replace("douze", "dix"), encoding="utf-8")
    assert eval_("--impact", config=config) == 1
    shown = capsys.readouterr().out
    assert "t-001 value (another accepted quote still stands) in notice: cb de temps le stage" in shown
    assert "values: 12 semaine -> 10 semaine" in shown


def test_a_case_is_added_with_its_evidence_found_and_checked(
    eval_: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "set" / "tiny.yaml"
    added = ["add", "--file", str(file), "--topic", "examen", "--question", 'E8 : "combien" ?', "--quote"]
    assert eval_(*added, "L'épreuve  E8 dure\n1 h 20.") == 0
    assert "t-004 added" in capsys.readouterr().out
    case = load_cases(file, TEXTS)[-1]
    assert (case.id, case.question, str(case.facts[0])) == ("t-004", 'E8 : "combien" ?', "80 minute")
    assert (case.spans[0].start, case.spans[0].end) == (104, 129)
    assert file.read_text(encoding="utf-8").startswith(QUESTIONS)


def test_adding_asks_which_place_and_leaves_the_file_alone_when_it_is_not_told(
    eval_: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "set" / "tiny.yaml"
    added = ["add", "--file", str(file), "--topic", "stage", "--question", "le stage"]
    added += ["--document", "reglement", "--quote", "durée stage semaines"]
    with pytest.raises(UsageError, match="--pick 1 to 3"):
        eval_(*added)
    assert "1. reglement [9:49] La durée du stage est de douze semaines." in capsys.readouterr().err
    with pytest.raises(EvaluationError, match="no evidence quote states the fact 11 semaine"):
        eval_(*added, "--pick", "1", "--fact", "11 semaine")
    assert file.read_text(encoding="utf-8") == QUESTIONS
    assert eval_(*added, "--pick", "1") == 0


def test_a_refusal_is_added_without_evidence(eval_: Run, tmp_path: Path) -> None:
    file = tmp_path / "set" / "tiny.yaml"
    base = ["add", "--file", str(file), "--topic", "acces", "--question", "le salaire ?", "--expect", "not_found"]
    with pytest.raises(UsageError, match="needs --reason"):
        eval_(*base)
    assert eval_(*base, "--reason", "not_in_texts", "--kind", "unanswerable") == 0
    assert load_cases(file, TEXTS)[-1].reason == "not_in_texts"


def test_a_file_that_is_broken_already_is_left_alone(eval_: Run, tmp_path: Path) -> None:
    file = tmp_path / "set" / "hand.yaml"
    file.write_text("- id: [\n", encoding="utf-8")
    added = ["add", "--file", str(file), "--topic", "acces", "--question", "le salaire ?", "--expect", "not_found"]
    with pytest.raises(EvaluationError, match=r"hand\.yaml: has a fault already, nothing is added\."):
        eval_(*added, "--reason", "not_in_texts", "--kind", "unanswerable")
    assert file.read_text(encoding="utf-8") == "- id: [\n"


def test_spans_are_found_exactly_or_near() -> None:
    index = FakeIndex()
    assert [(item.start, item.score) for item in find_spans("semaines", index, document="notice")] == [(75, 1.0)]
    nearest = find_spans("inscription jusqu'en juillet", index)[0]
    assert (nearest.document, nearest.quote) == ("notice", "L'enregistrement court jusqu'au 3 juillet 2019.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("12 semaine min", {"number": 12, "unit": "semaine", "bound": "min"}, id="number"),
        pytest.param("0,5 coefficient", {"number": 0.5, "unit": "coefficient"}, id="decimal"),
        pytest.param("term:recteur|rectorat", {"term": ["recteur", "rectorat"]}, id="term"),
        pytest.param("date:2019-07-03", {"date": "2019-07-03"}, id="date"),
    ],
)
def test_facts_are_read_from_the_command_line(text: str, expected: dict[str, object]) -> None:
    assert read_fact(text) == expected


def test_a_written_case_reads_back_as_it_was() -> None:
    draft = {
        "id": "t-009",
        "question": 'l\'« oral » : "quand" ?\n\u00a0#',
        "status": "not_found",
        "reason": "not_in_texts",
        "facts": [],
        "evidence": [],
        "group": "no",
        "tags": {
            "diploma": "none",
            "topic": "stage",
            "situation": ["apprenti"],
            "kind": "yes_no",
            "difficulty": "easy",
        },
    }
    assert parse_yaml(yaml_case(draft)) == [draft]


class _Deaf(FakeAdvisor):
    """Does not hear what is shouted."""

    def ask(self, question: str | Sequence[Message], **options: Any) -> Answer:
        return super().ask("rien" if str(question).isupper() else question, **options)


def test_too_many_variants_without_their_evidence_turn_the_check_red(
    eval_: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert eval_("variants", advisor=_Deaf()) == 0
    shown = capsys.readouterr().out
    assert re.search(r"capitals +0\.0%", shown) and "lost  capitals" in shown
    assert eval_("variants", "--check", advisor=_Deaf()) == 1
    assert "fewer than 95% of the variants" in capsys.readouterr().out
