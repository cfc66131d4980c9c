"""Asking the set: once per question, resumable, the same with several processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from evaluation_fakes import TEXTS, FakeAdvisor, FakeIndex, write_set

from advisor.config import Config
from advisor.evaluation.cases import Case
from advisor.evaluation.read import load_cases
from advisor.evaluation.run import run_cases
from advisor.records import Message


@pytest.fixture
def cases(tmp_path: Path) -> tuple[Case, ...]:
    return load_cases(write_set(tmp_path), TEXTS)


def test_a_killed_run_asks_only_what_is_missing(cases: tuple[Case, ...], tmp_path: Path) -> None:
    store = tmp_path / "out" / "results.jsonl"
    first = FakeAdvisor()
    before = run_cases(cases, first, Config(), store=store)
    lines = [line for line in store.read_text(encoding="utf-8").splitlines() if line]
    # Killed while writing the last line.
    store.write_text("\n".join(lines[:2]) + "\n" + lines[2][:40], encoding="utf-8")
    second = FakeAdvisor()
    assert run_cases(cases, second, Config(), store=store) == before
    assert (len(first.asked), second.asked) == (3, ["combien coûte l'inscription ?"])
    third = FakeAdvisor()
    run_cases(cases, third, Config(), store=store)
    assert third.asked == []


def test_a_changed_text_mode_or_question_is_asked_again_and_a_changed_fact_is_not(
    cases: tuple[Case, ...], tmp_path: Path
) -> None:
    store = tmp_path / "results.jsonl"
    run_cases(cases, FakeAdvisor(), Config(), store=store)
    asked = []
    for advisor, mode, chosen in (
        (FakeAdvisor(), "quotes", (replace(cases[0], facts=()), *cases[1:])),
        (FakeAdvisor(FakeIndex({**TEXTS, "reglement": TEXTS["reglement"] + "Fin.\n"})), "quotes", cases),
        (FakeAdvisor(), "llm", cases),
        (FakeAdvisor(), "quotes", (replace(cases[0], messages=(Message("user", "le stage ?"),)), *cases[1:])),
    ):
        run_cases(chosen, advisor, Config(), store=store, mode=mode)
        asked.append(len(advisor.asked))
    assert asked == [0, 3, 3, 1]


def test_several_processes_give_the_same_results(cases: tuple[Case, ...]) -> None:
    many = tuple(replace(case, id=f"{case.id}{n}") for n in range(2) for case in cases)
    alone = run_cases(many, FakeAdvisor(), Config())
    shared = FakeAdvisor()
    together = run_cases(many, shared, Config(), jobs=2, opener=FakeAdvisor.open)
    assert json.dumps(together) == json.dumps(alone)
    assert shared.asked == []


def test_an_error_is_kept_as_a_result_and_asked_again(cases: tuple[Case, ...], tmp_path: Path) -> None:
    store = tmp_path / "results.jsonl"
    broken = run_cases(cases[:1], FakeAdvisor(broken=True), Config(), store=store)
    assert broken == {"t-001": {"error": "the model is gone. Put it back."}}
    assert "answer" in run_cases(cases[:1], FakeAdvisor(), Config(), store=store)["t-001"]


def test_workers_end_with_a_killed_run() -> None:
    script = """
import multiprocessing, os, time
from concurrent.futures import ProcessPoolExecutor
from advisor.evaluation.run import leave_with_parent
if __name__ == "__main__":
    pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), leave_with_parent)
    print(pool.submit(os.getpid).result(), flush=True)
    time.sleep(300)
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        os.kill(worker, 0)  # it is there
        parent.kill()
    for _ in range(300):
        if _ended(worker):
            return
        time.sleep(0.1)
    os.kill(worker, signal.SIGKILL)
    pytest.fail("the worker outlives the run")


def _ended(process: int) -> bool:
    """Whether a process is gone, or only waits for someone to take note of its end."""
    try:
        os.kill(process, 0)
        state = Path(f"/proc/{process}/stat")
        return Path("/proc/self").exists() and state.read_text().rpartition(")")[2].split()[0] == "Z"
    except (ProcessLookupError, FileNotFoundError):
        return True
