"""The desk in this process, without the student's page: a client for it, on the real index or on the fake Advisor."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from advisor import desk
from advisor.config import ROOT, Config
from advisor.contract import as_json
from advisor.pipeline import Advisor
from advisor.web.service import Service

HTML = {"accept": "text/html"}


def desk_config(config: Config, folder: Path, **changes: Any) -> Config:
    """Return `config` with the desk on, and copies of the evaluation files and a folder of feedback in `folder`."""
    questions = folder / "questions"
    shutil.copytree(ROOT / "evals" / "questions", questions, ignore=shutil.ignore_patterns("desk.yaml", ".*"))
    return replace(config, desk="on", desk_cases=questions / "desk.yaml", feedback=folder / "feedback", **changes)


def client(config: Config, opener: Callable[[Config], Any] | None = None) -> TestClient:
    """Return a client of the desk of `config`."""
    app = FastAPI()
    desk.mount(app, Service(config, opener=opener), root="")
    return TestClient(app, base_url="http://testserver/conseiller", follow_redirects=True)


def complain(config: Config, advisor: Advisor, question: str, *, reasons: tuple[str, ...] = ("faux",)) -> None:
    """Store what a student would send about the answer to `question`."""
    answer = as_json(advisor.ask(question))
    line = {
        "received": "2026-09-01T10:00:00+02:00", "useful": False, "reasons": list(reasons),
        "comment": "<b>Ce n'est pas</b> la durée.", "asked": question, "at": "2026-09-01", "index": "x",
        "answer": answer,
    }  # fmt: skip
    config.feedback.mkdir(exist_ok=True)
    with (config.feedback / "feedback.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
