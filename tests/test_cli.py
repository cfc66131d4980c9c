"""The command line as people use it, bad input included."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from advisor import cli, pipeline
from advisor.cli import main
from advisor.config import Config
from advisor.index import Index
from advisor.pipeline import Advisor
from advisor.records import Stage

ADVISOR = [sys.executable, "-c", "import sys; from advisor.cli import main; sys.exit(main())"]

ASKED = "qui préside le jury VAE du BTM mécanique de précision ?"


class Run:
    """Runs `advisor` in this process over the four texts and tells what it printed."""

    def __init__(self, config: Config, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.config, self.capsys, self.monkeypatch = config, capsys, monkeypatch

    def __call__(self, *argv: str, stdin: bytes = b"") -> tuple[int, str, str]:
        self.monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        try:
            code = main([*argv, "--index", str(self.config.index)] if "--index" not in argv else [*argv])
        except SystemExit as stop:  # argparse: wrong usage
            code = int(stop.code or 0)
        captured = self.capsys.readouterr()
        assert "Traceback" not in captured.err
        return code, captured.out, captured.err

    def lines(self, *records: object, raw: bytes | None = None) -> tuple[int, list[dict[str, Any]]]:
        content = raw if raw is not None else "\n".join(json.dumps(record) for record in records).encode()
        code, out, _ = self("ask", "--jsonl", stdin=content)
        return code, [json.loads(line) for line in out.splitlines()]


@pytest.fixture
def run(config: Config, advisor: Advisor, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    opened = Advisor.open

    def reuse(wanted: Config) -> Advisor:
        return advisor if wanted.index == config.index else opened(wanted)

    monkeypatch.setattr(pipeline.Advisor, "open", reuse)
    monkeypatch.chdir(config.index.parent)  # no advisor.toml of the checkout
    return Run(config, capsys, monkeypatch)


def test_a_question_is_answered_with_its_source(run: Run) -> None:
    code, out, err = run("ask", ASKED, "--today", "2026-03-01")
    assert (code, err) == (0, "")
    assert "[1]" in out and "rncp-19166-btm-mecanique-de-precision" in out and "3 juillet 2019" in out


def test_json_is_one_object_and_its_quotes_are_the_stored_text(run: Run) -> None:
    code, out, _ = run("ask", ASKED, "--json")
    answer = json.loads(out)
    assert (code, answer["status"], answer["id"]) == (0, "answered", None)
    cited = answer["citations"][0]
    _, raw, _ = run("show", cited["document"], "--raw")
    assert raw[cited["start"] : cited["end"]] == cited["quote"]


def test_explain_tells_hits_checks_and_times(run: Run) -> None:
    _, out, _ = run("ask", ASKED, "--json", "--explain")
    explained = json.loads(out)["explain"]
    assert explained["hits"] and all(check["passed"] for check in explained["checks"])
    assert {"understand", "retrieve", "select"} <= set(explained["stages_ms"])


def test_the_time_of_a_stage_is_that_of_all_its_runs(
    run: Run, advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = advisor.ask("bonjour")
    stages = (Stage("select", 2.0), Stage("verify", 1.0), Stage("select", 3.0))
    monkeypatch.setattr(Advisor, "ask", lambda *_, **__: replace(answer, trace=replace(answer.trace, stages=stages)))
    _, out, _ = run("ask", "bonjour", "--json", "--explain")
    assert json.loads(out)["explain"]["stages_ms"] == {"select": 5.0, "verify": 1.0}


def test_an_honest_refusal_is_a_success(run: Run) -> None:
    code, out, err = run("ask", "durée du stage du BTS comptabilité et gestion ?")
    assert code == 0 and "BTS comptabilité et gestion" in out and err == ""


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("", "the question is empty"),
        ("  \n ", "the question is empty"),
        ("💩🎉", "the question is empty"),
        ("\x00\x1b\x07", "the question is empty"),
        ("a" * 10_000, "the question has 10000 characters"),
        ("dur\udce9e du stage", "not UTF-8 text"),
    ],
    ids=["empty", "blank", "emoji", "control", "long", "not-utf8"],
)
def test_a_question_that_cannot_be_read_is_one_line(run: Run, question: str, message: str) -> None:
    code, out, err = run("ask", question)
    assert (code, out) == (2, "") and message in err and err.count("\n") == 1


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["ask"], "no question"),
        (["ask", "x", "--jsonl"], "--jsonl reads its questions on stdin"),
        (["ask", "le stage ?", "--diploma", "coiffure"], "not in this index"),
        (["ask", "le stage ?", "--status", "roi"], "'roi' is not known"),
        (["ask", "le stage ?", "--today", "demain"], "YYYY-MM-DD"),
        (["ask", "le stage ?", "--session", "x"], "invalid int value"),
        (["show", "absent"], "no document 'absent'"),
        (["serve", "--port", "99999"], "'99999' is not a port"),
        (["inconnu"], "invalid choice"),
        ([], ""),
    ],
)
def test_wrong_usage_is_two(run: Run, argv: list[str], message: str) -> None:
    code, _, err = run(*argv)
    assert code == 2 and message in err


def test_a_question_needs_no_quotes(run: Run) -> None:
    quoted, words = (run("ask", *argv, "--json")[1] for argv in ([ASKED], ASKED.split()))
    assert json.loads(words)["answer"] == json.loads(quoted)["answer"]


@pytest.mark.parametrize("session", [2026.9, True, "2026.9", [2026]])
def test_a_session_is_a_whole_year(run: Run, session: object) -> None:
    code, (result,) = run.lines({"id": 1, "question": ASKED, "session": session})
    assert code == 1 and result["error"] == f'"session" must be a year, not {session!r}.'


def test_lines_are_answered_in_order_and_bad_ones_in_their_place(run: Run) -> None:
    raw = "\n".join(
        [
            json.dumps({"id": 1, "question": ASKED}),
            "pas du json",
            '{"id": 3, "question": 4}',
            "[1, 2]",
            "",
            '{"id": 5}',
            '{"id": 6, "question": ""}',
            '{"id": 7, "messages": [{"role": "roi", "content": "x"}]}',
            '{"id": 8, "question": "stage ?", "status": ["roi"]}',
            '{"id": 9, "question": "stage ?", "session": "x"}',
            '{"id": 10, "question": "stage ?", "today": "x"}',
            json.dumps({"id": 11, "question": "a" * 10_000}),
            '{"id": 12, "question": "\\ud800"}',
            json.dumps({"question": "bonjour"}),
        ]
    ).encode()
    code, results = run.lines(
        raw=raw.replace(b'"id": 10', b'"id": "\xc3\xa9"') + b'\n{"id": 14, "question": "dur\xe9e"}\n'
    )
    assert code == 1
    assert [result["id"] for result in results] == [1, None, 3, None, 5, 6, 7, 8, 9, "é", 11, 12, None, None]
    assert [("error" in result) for result in results] == [False, *[True] * 11, False, True]
    assert all("\n" not in result["error"] for result in results if "error" in result)
    assert results[12]["reason"] == "small_talk"


def test_numbers_and_characters_that_cannot_be_read_end_no_batch(run: Run) -> None:
    raw = b"\n".join(
        [
            b'{"id": 1, "question": "le stage ?", "session": 1e999}',
            b'{"id": 2, "question": "le stage ?", "session": ' + b"9" * 5_000 + b"}",
            b'{"id": "\\ud800", "question": "bonjour"}',
            b'{"id": 4, "question": "bonjour"}',
        ]
    )
    code, results = run.lines(raw=raw)
    assert code == 1 and [result["id"] for result in results] == [1, None, "\ud800", 4]
    assert [("error" in result) for result in results] == [True, True, False, False]


def test_a_fault_within_is_not_told_as_a_line_that_cannot_be_read(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("inside")

    monkeypatch.setattr(Advisor, "ask", broken)
    with pytest.raises(ValueError, match="inside"):
        run.lines({"id": 1, "question": "bonjour"})


def test_lines_take_conversations_and_options(run: Run) -> None:
    turns = [
        {"role": "user", "content": "qui préside le jury du BTM mécanique de précision ?"},
        {"role": "assistant", "content": "…"},
        {"role": "user", "content": "et par la VAE ?"},
    ]
    code, results = run.lines(
        {"id": "a", "messages": turns},
        {"id": "b", "question": "qui préside le jury VAE ?", "diploma": "BTM mécanique de précision", "status": "vae"},
    )
    assert code == 0
    assert [result["understood"]["diplomas"] for result in results] == [["btm-mecanique-de-precision"]] * 2
    assert [result["understood"]["situation"] for result in results] == [["vae"]] * 2


def test_no_lines_are_no_answers(run: Run) -> None:
    assert run.lines(raw=b"\n\n") == (0, [])


def test_a_missing_index_says_what_to_run(run: Run, tmp_path: Path) -> None:
    code, out, err = run("ask", "le stage ?", "--index", str(tmp_path / "none"))
    assert (code, out) == (1, "") and err.count("\n") == 1
    assert f"Run `advisor index`. With --index {tmp_path / 'none'}." in err


def test_a_corrupt_index_says_what_to_run(run: Run, tmp_path: Path) -> None:
    copied = tmp_path / "index"
    shutil.copytree(run.config.index, copied)
    for database in copied.rglob("*.sqlite"):
        database.write_bytes(b"\xff\x00garbage" * 2000)
    code, out, err = run("ask", "le stage ?", "--index", str(copied))
    assert (code, out) == (1, "") and "advisor index" in err and err.count("\n") == 1


def test_a_corpus_with_unusable_files_is_indexed_without_them(run: Run, tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "good.md").write_text("# Guide\n\nLe stage dure huit semaines.\n")
    (corpus / "latin.txt").write_bytes("Durée".encode("latin-1"))
    (corpus / "empty.txt").write_text("")
    (corpus / "binary.md").write_bytes(b"a\x00b")
    (corpus / "twin.md").write_text("# Un")
    (corpus / "twin.txt").write_text("Deux")
    code, out, err = run("index", "--corpus", str(corpus), "--index", str(index))
    assert code == 1 and "1 added" in out
    warnings = [line for line in err.splitlines() if line.startswith("advisor: warning: ")]
    assert [warning.split(": ")[2].split()[0] for warning in warnings] == [
        "binary.md",
        "empty.txt",
        "latin.txt",
        "twin.md",
    ]
    with Index.open(Config(index=index)) as opened:
        assert list(opened.documents) == ["good"]


def test_a_folder_that_cannot_be_written_is_one_line(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "good.md").write_text("# Guide\n\nLe stage dure huit semaines.\n")
    (tmp_path / "file").write_text("")
    code, _, err = run("index", "--corpus", str(corpus), "--index", str(tmp_path / "file"))
    last = err.splitlines()[-1]
    assert code == 1 and last.startswith("advisor: ") and "file" in last


def test_a_corpus_that_is_not_there_is_one_line(run: Run, tmp_path: Path) -> None:
    code, _, err = run("index", "--corpus", str(tmp_path / "absent"))
    assert code == 1 and "no such corpus folder" in err and err.count("\n") == 1


def test_show_lists_the_sections_with_their_offsets(run: Run) -> None:
    code, out, _ = run("show", "bts-metiers-de-la-mesure-annexe-stage")
    assert code == 0 and "2.1.3. Rapport du stage en milieu professionnel" in out and "--- 0–" in out


def test_a_reader_that_leaves_is_no_fault(config: Config, root: Path) -> None:
    command = [*ADVISOR, "show", "bts-metiers-de-la-mesure-annexe-stage", "--index", str(config.index)]
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ)
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
    assert process.wait() in (0, 1)


def test_help_names_every_command(run: Run) -> None:
    code, out, _ = run("--help")
    assert code == 0 and all(name in out for name in ("ask", "index", "show", "serve", "eval", "doctor"))
    assert cli.main([]) == 2


def test_a_terminal_without_accents_gives_no_traceback() -> None:
    environ = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([*ADVISOR, "ask", "--help"], env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and r"\u2026" in done.stdout and not done.stderr
