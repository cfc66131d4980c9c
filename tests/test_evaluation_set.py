"""The committed set: large enough, of every kind, valid against the corpus, and as its schema says."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache

import jsonschema
import pytest

from advisor.build import open_corpus
from advisor.config import ROOT, Config
from advisor.evaluation.cases import DIFFICULTIES, KINDS, QUESTIONS, Case
from advisor.evaluation.coverage import LEAST_KIND
from advisor.evaluation.read import case_files, load_cases, read_yaml
from advisor.records import ATTRIBUTES, REASONS, SITUATIONS, TOPICS


@cache
def texts() -> dict[str, str]:
    return {name: source.text for name, source in open_corpus(Config()).sources.items()}


@cache
def cases() -> tuple[Case, ...]:
    return load_cases(QUESTIONS, texts())


def test_the_set_is_large_enough() -> None:
    statuses = Counter(case.status for case in cases())
    assert len(cases()) >= 300
    assert statuses["not_found"] >= 80


def test_every_kind_has_its_share() -> None:
    kinds = Counter(case.tags.kind for case in cases())
    assert [kind for kind in KINDS if kinds[kind] < LEAST_KIND * len(cases())] == []


def test_both_halves_can_tell_something() -> None:
    halves = Counter((case.split, case.status == "not_found") for case in cases())
    assert min(halves["heldout", False], halves["calibration", False]) >= 100
    assert min(halves["heldout", True], halves["calibration", True]) >= 40


def test_every_diploma_of_the_corpus_is_asked_about() -> None:
    asked = {span.document for case in cases() for span in case.spans}
    assert asked == set(texts())


@pytest.mark.parametrize("file", case_files(QUESTIONS), ids=lambda file: file.stem)
def test_files_follow_the_schema(file: object) -> None:
    schema = json.loads((ROOT / "evals" / "schema.json").read_text(encoding="utf-8"))
    content = json.loads(json.dumps(read_yaml(file), default=str))  # type: ignore[arg-type]
    validator = jsonschema.Draft202012Validator(schema)
    assert [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(content)] == []


def test_the_schema_has_the_closed_lists_of_the_code() -> None:
    schema = json.loads((ROOT / "evals" / "schema.json").read_text(encoding="utf-8"))
    case = schema["$defs"]["case"]["properties"]
    tags = case["tags"]["properties"]
    lists = (tags["kind"], tags["difficulty"], tags["topic"], case["situation"]["items"], case["reason"])
    assert [found["enum"] for found in lists] == [
        list(KINDS), list(DIFFICULTIES), list(TOPICS), [*SITUATIONS, *ATTRIBUTES], [None, *REASONS],
    ]  # fmt: skip


def test_every_span_is_anchored() -> None:
    raw = [case for file in case_files(QUESTIONS) for case in read_yaml(file)]
    bare = [
        case["id"]
        for case in raw
        if isinstance(case, dict)
        for entry in case["evidence"]
        for quote in entry["any"]
        if not {"start", "end"} <= quote.keys()
    ]
    assert bare == []
