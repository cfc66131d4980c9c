"""Question files: what is read, what is refused, how a set is split and anchored."""

from __future__ import annotations

from pathlib import Path

import pytest
from evaluation_fakes import QUESTIONS, TEXTS, write_set

from advisor.errors import EvaluationError
from advisor.evaluation.anchor import anchor
from advisor.evaluation.cases import split_of
from advisor.evaluation.read import load_cases, parse_yaml


def test_a_case_is_read_with_exact_spans(tmp_path: Path) -> None:
    first, second, third = load_cases(write_set(tmp_path), TEXTS)
    assert [[TEXTS[span.document][span.start : span.end] for span in entry] for entry in first.evidence] == [
        ["La durée du stage est de douze semaines.", "Le stage dure douze semaines."]
    ]
    assert [str(fact) for fact in second.facts] == ["80 minute", "recteur"]
    assert (third.status, third.reason, third.evidence) == ("not_found", "not_in_texts", ())


def test_rewordings_of_one_fact_stay_on_one_side() -> None:
    assert [split_of("duree-stage"), split_of("e8-pages")] == ["heldout", "calibration"]  # on every machine
    assert {split_of(f"fact-{n}") for n in range(20)} == {"calibration", "heldout"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("t-002", "t-001", "tiny.yaml: case t-001: this id is already in tiny.yaml"),
        ("de douze semaines", "de dix semaines", "case t-001: the quote is not in reglement"),
        (
            'semaines."}\n        - {doc',
            'semaines.", start: 3, end: 43}\n        - {doc',
            "evidence moved: reglement[3:43]",
        ),
        ('"L\'épreuve E8 dure 1 h 20."', '"semaines"', "the quote stands 2 times in reglement"),
        ("document: notice", "document: autre", "no document 'autre'. Known: notice, reglement"),
        ("number: 12", "number: 11", "no evidence quote states the fact 11 semaine"),
        ("number: 8", "number: 12", "the wrong fact 12 semaine stands in the evidence"),
        ("kind: plain", "kind: simple", "tag kind 'simple' is unknown"),
        ("[apprenti]", "[apprentie]", "tag situation 'apprentie' is unknown"),
        ("reason: not_in_texts", "reason: needs_diploma", "does not go with not_found"),
        ("group: frais", "groupe: frais", "unknown key 'groupe'"),
        ('near: "Le', 'near: "La', "the near quote is in no document"),
        ('near: "Le', 'near: [1] # "Le', "near must be a quote"),
        ("status: not_found", "status: answered", "an answered case needs evidence"),
        ("  group: frais", "  group: frais\n  group: frais", "key 'group' given twice"),
        ("- id: t-003", "- id: [t-003", "tiny.yaml: not valid YAML"),
    ],
    ids=[
        "id-twice",
        "quote-gone",
        "span-moved",
        "ambiguous",
        "no-document",
        "fact-not-in-evidence",
        "wrong-in-evidence",
        "unknown-kind",
        "unknown-situation",
        "reason-of-another",
        "unknown-key",
        "near-gone",
        "near-no-text",
        "no-evidence",
        "key-twice",
        "broken-yaml",
    ],
)
def test_what_is_wrong_is_named_with_its_case(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in QUESTIONS
    with pytest.raises(EvaluationError) as raised:
        load_cases(write_set(tmp_path, QUESTIONS.replace(old, new, 1)), TEXTS)
    assert message in str(raised.value)


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    broken = QUESTIONS.replace("kind: plain", "kind: simple").replace("group: frais", "groupe: frais")
    with pytest.raises(EvaluationError) as raised:
        load_cases(write_set(tmp_path, broken), TEXTS)
    assert [line.split(": ")[1] for line in str(raised.value).splitlines()] == [
        "case t-002",
        "case t-003",
        "case t-003",
    ]


def test_anchoring_adds_offsets_and_changes_nothing_else(tmp_path: Path) -> None:
    file = write_set(tmp_path)
    assert anchor(file, TEXTS) == 4
    anchored = file.read_text(encoding="utf-8")
    assert (
        '{document: notice, quote: "Le stage dure douze semaines.", start: 55, end: 84}   # says the same' in anchored
    )
    assert '          quote: "Le recteur valide les dispenses."\n          start: 130\n          end: 162\n' in anchored
    bare = anchored.replace("\n          start: 130\n          end: 162", "")
    for span in (", start: 55, end: 84", ", start: 9, end: 49", ", start: 104, end: 129"):
        bare = bare.replace(span, "")
    assert bare == QUESTIONS
    assert anchor(file, TEXTS) == 0


def test_anchoring_follows_a_text_that_grew(tmp_path: Path) -> None:
    file = write_set(tmp_path)
    anchor(file, TEXTS)
    grown = {**TEXTS, "reglement": "Avant-propos\n" + TEXTS["reglement"]}
    with pytest.raises(
        EvaluationError, match=r"case t-001: the evidence moved: reglement\[9:49\].*it now stands at 22"
    ):
        load_cases(file, grown)
    assert anchor(file, grown) == 3
    assert [span.start for span in load_cases(file, grown)[0].spans] == [22, 55]


def test_anchoring_refuses_a_quote_that_is_gone_and_changes_no_file(tmp_path: Path) -> None:
    file = write_set(tmp_path)
    with pytest.raises(EvaluationError, match="case t-002: the quote is no longer in reglement"):
        anchor(file, {**TEXTS, "reglement": TEXTS["reglement"].replace("1 h 20", "2 h")})
    assert file.read_text(encoding="utf-8") == QUESTIONS


def test_yaml_without_libyaml_types_is_read_safely() -> None:
    assert parse_yaml("- {id: 1}") == [{"id": 1}]


def test_a_set_without_a_case_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").write_text("[]\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match="no case in it"):
        load_cases(tmp_path, TEXTS)
