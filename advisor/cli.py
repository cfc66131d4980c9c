"""The command line: `advisor ask | index | show | serve | eval | doctor`. Prints; the reasoning is in pipeline.

Exit codes: 0 answered or honestly refused, 1 the run failed, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from advisor.config import Config, load_config
from advisor.contract import conversation_of, options_of
from advisor.errors import AdvisorError, ConfigError, IndexUnusable, UsageError
from advisor.records import Answer, Message

if TYPE_CHECKING:
    from advisor.pipeline import Advisor


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code; expected errors are one line on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal without "’" shows its escape, and no traceback
            stream.reconfigure(errors="backslashreplace")
    parser = _parser()
    args = parser.parse_args(argv)
    if not args.command:
        parser.print_help()
        return 2
    try:
        config = load_config(
            args.config, corpus=args.corpus, index=args.index, mode=getattr(args, "mode", None),
            host=getattr(args, "host", None), port=getattr(args, "port", None),
        )  # fmt: skip
        return int(args.run(args, config))
    except (UsageError, ConfigError) as error:
        print(f"advisor: {error}", file=sys.stderr)
        return 2
    except AdvisorError as error:
        # Without the folder that was named the command of the advice would build another one.
        folder = f" With --index {args.index}." if args.index and isinstance(error, IndexUnusable) else ""
        print(f"advisor: {error}{folder}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of a pipe left: nothing to say, and no one to say it to
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print("advisor: stopped.", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--corpus",
        type=Path,
        metavar="DIR",
        help="folder of the texts (default: corpus/); the index is brought up to date with it",
    )
    common.add_argument("--index", type=Path, metavar="DIR", help="folder of the index (default: index/)")
    common.add_argument("--config", type=Path, metavar="FILE", help="configuration file (default: advisor.toml)")
    parser = argparse.ArgumentParser(
        prog="advisor",
        description="Answers questions about French vocational diplomas with word-for-word quotes, "
        "or says honestly that the texts do not answer.",
    )
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _ask_parser(commands, common)
    build = commands.add_parser(
        "index",
        parents=[common],
        help="build or update the index",
        description="Build or update the index: only changed texts are read again.",
    )
    build.add_argument("--rebuild", action="store_true", help="begin from nothing")
    build.set_defaults(command="index", run=_index)
    show = commands.add_parser(
        "show",
        parents=[common],
        help="print a text of the index",
        description="Print a text: its sections with offsets, or as stored.",
    )
    show.add_argument("id", help="id of the document: its file name without extension")
    show.add_argument("--raw", action="store_true", help="the stored text itself, to which offsets refer")
    show.set_defaults(command="show", run=_show)
    serve = commands.add_parser(
        "serve",
        parents=[common],
        help="open the chat page and the HTTP API",
        description="Serve the chat page and the HTTP API.",
    )
    serve.add_argument("--host", help="address to listen on (default: 127.0.0.1)")
    serve.add_argument("--port", type=_port, help="port to listen on (default: 7860)")
    serve.set_defaults(command="serve", run=_serve)
    from advisor.evaluation import command as evaluation

    check = commands.add_parser(
        "eval",
        parents=[common],
        help="run the evaluation set",
        description="Run the fixed evaluation set, compare runs, or add a case.",
    )
    evaluation.add_arguments(check)
    check.set_defaults(command="eval", run=evaluation.run)
    doctor = commands.add_parser(
        "doctor",
        parents=[common],
        help="say what is installed, indexed and configured",
        description="Say what is installed, indexed and configured, and what to do about what is not.",
    )
    doctor.set_defaults(command="doctor", run=_doctor)
    return parser


def _ask_parser(commands: Any, common: argparse.ArgumentParser) -> None:
    ask = commands.add_parser(
        "ask",
        parents=[common],
        help="ask a question",
        description="Ask one question, or with --jsonl many: one JSON object a line on stdin, "
        '{"id": …, "question": …} or {"id": …, "messages": […]}.',
    )
    ask.add_argument("question", nargs="*", help="the question, in quotes if it has a sign of the shell")
    ask.add_argument("--json", action="store_true", help="print the answer as JSON")
    ask.add_argument("--jsonl", action="store_true", help="read JSON lines on stdin, write one JSON line each")
    ask.add_argument("--explain", action="store_true", help="add what was found, chosen and checked")
    ask.add_argument("--diploma", metavar="ID", help="the diploma asked about: an id, a code or a name")
    ask.add_argument(
        "--status", metavar="CODE,…", default="", help="situation of the candidate, such as apprenti,redoublant"
    )
    ask.add_argument("--session", type=int, metavar="YEAR", help="session of the exam")
    ask.add_argument("--today", metavar="YYYY-MM-DD", help="the day to answer on (default: today)")
    ask.add_argument(
        "--mode",
        choices=("quotes", "llm"),
        help="who writes: the quotes alone (default), or a language model under the same checks",
    )
    ask.set_defaults(command="ask", run=_ask)


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port, 1 to 65535")
    return int(text)


def _open(config: Config) -> Advisor:
    from advisor.pipeline import Advisor

    return Advisor.open(config)


def _ask(args: argparse.Namespace, config: Config) -> int:
    if args.jsonl:
        if args.question:
            raise UsageError("--jsonl reads its questions on stdin; leave the question out.")
        return _ask_lines(args, config, sys.stdin, sys.stdout)
    if not args.question:
        raise UsageError('no question. Give one: advisor ask "durée du stage ?"')
    options = options_of(vars(args))
    advisor = _open(_with_corpus(args, config))
    answer = advisor.ask(_decoded(" ".join(args.question)), **options)
    if args.json:
        print(json.dumps(_as_json(answer, None, explain=args.explain), ensure_ascii=False, indent=2))
    else:
        print(_readable(answer))
        if args.explain:
            print(json.dumps(_explained(answer), ensure_ascii=False, indent=2))
    return 0


def _with_corpus(args: argparse.Namespace, config: Config) -> Config:
    """With --corpus, the index is brought up to date with that folder first."""
    if args.corpus is not None:
        from advisor.build import build_index

        _, corpus = build_index(config)
        for problem in corpus.problems:
            print(f"advisor: warning: {problem}", file=sys.stderr)
    return config


def _decoded(text: str) -> str:
    """Refuse what the shell could not decode: lone surrogates stand for bytes that are not UTF-8."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise UsageError("the question is not UTF-8 text. Check the terminal's encoding.") from None
    return text


def _ask_lines(args: argparse.Namespace, config: Config, lines: TextIO, out: TextIO) -> int:
    """Answer JSON lines in order. A bad line gives an error in its place; the run goes on. Returns 1 if any was bad."""
    defaults = options_of(vars(args))
    advisor = _open(_with_corpus(args, config))
    failed = False
    for line in _raw_lines(lines):
        if not line.strip():
            continue
        name: object = None
        try:
            record = _record(line)
            name = record.get("id")
            result = _as_json(
                advisor.ask(_asked(record), **{**defaults, **options_of(record)}), name, explain=args.explain
            )
        except AdvisorError as error:
            result = {"id": name, "error": str(error)}
        failed = failed or "error" in result
        # A lone surrogate ("\\ud800") is written back as the escape that it came as.
        line_out = json.dumps(result, ensure_ascii=False)
        out.write(line_out.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")
        out.flush()
    return 1 if failed else 0


def _raw_lines(stream: TextIO) -> Any:
    """Lines as bytes, so that one line of invalid UTF-8 does not end the batch."""
    return stream.buffer if hasattr(stream, "buffer") else (line.encode("utf-8", "surrogateescape") for line in stream)


def _record(line: bytes) -> dict[str, Any]:
    """Return a JSON line as an object. Raises UsageError that says what is wrong."""
    try:
        record = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError) as error:  # not UTF-8, not JSON, a number too long to read
        raise UsageError(f"not a JSON line in UTF-8: {error}") from None
    if not isinstance(record, dict):
        raise UsageError("not a JSON object.")
    return record


def _asked(record: Mapping[str, Any]) -> str | list[Message]:
    """Return what a JSON line asks. Raises UsageError that says what is wrong."""
    conversation = conversation_of(record)
    for content in [conversation] if isinstance(conversation, str) else [turn.content for turn in conversation]:
        _decoded(content)
    return conversation


def _as_json(answer: Answer, name: object, *, explain: bool) -> dict[str, Any]:
    from advisor.contract import as_json

    result = as_json(answer, name)
    if explain:
        result["explain"] = _explained(answer)
    return result


def _explained(answer: Answer) -> dict[str, Any]:
    """Everything behind an answer, for --explain."""
    from advisor.evaluation.measures import time_per_stage

    trace = answer.trace
    times = time_per_stage((stage.name, stage.ms) for stage in trace.stages)
    return {
        "matter": answer.question.matter,
        "search": answer.question.search,
        "kind": answer.question.kind,
        "hits": [
            {
                "document": hit.sentence.document,
                "start": hit.sentence.start,
                "end": hit.sentence.end,
                "text": hit.sentence.text,
                "words_rank": hit.words_rank,
                "words_score": round(hit.words_score, 3),
                "vectors_rank": hit.vectors_rank,
                "cosine": round(hit.cosine, 4),
                "fused": round(hit.fused, 5),
            }
            for hit in trace.hits
        ],
        "evidence": [
            {
                "document": item.document.id,
                "start": item.start,
                "end": item.end,
                "probability": round(item.probability, 3),
                "signals": {name: round(value, 3) for name, value in item.features if value},
            }
            for item in trace.evidence
        ],
        "checks": [{"check": c.name, "claim": c.claim, "passed": c.passed, "why": c.why} for c in trace.checks],
        "stages_ms": {name: round(ms, 1) for name, ms in times.items()},
        "probability": None if trace.probability is None else round(trace.probability, 3),
        "look_at": trace.look_at,
    }


def _readable(answer: Answer) -> str:
    """The answer for a terminal: text, sources, notices, choices."""
    lines = [answer.text]
    if answer.choices:
        lines += ["", *(f"  • {choice}" for choice in answer.choices)]
    if answer.citations:
        lines.append("")
        for cited in answer.citations:
            place = " > ".join((cited.title, *cited.section))
            url = f" {cited.url}" if cited.url else ""
            lines.append(f"[{cited.n}] {place} ({cited.document}, {cited.start}–{cited.end}){url}")
            if answer.mode == "llm":  # in quotes mode the answer itself is the quotes
                lines.append(f"    « {' '.join(cited.quote.split())} »")
    if answer.notices:
        lines += ["", *(f"! {notice.text}" for notice in answer.notices)]
    return "\n".join(lines)


def _index(args: argparse.Namespace, config: Config) -> int:
    from advisor.build import build_index

    report, corpus = build_index(config, rebuild=args.rebuild)
    for problem in corpus.problems:
        print(f"advisor: warning: {problem}", file=sys.stderr)
    print(
        f"{len(corpus.sources)} documents in {config.index}: {report.added} added, {report.changed} changed, "
        f"{report.removed} removed, {report.unchanged} unchanged; "
        f"{report.embedded} texts embedded in {report.seconds:.1f} s."
    )
    return 1 if corpus.problems else 0


def _show(args: argparse.Namespace, config: Config) -> int:
    from advisor.index import Index

    with Index.open(config) as index:
        document = index.documents.get(args.id)
        if document is None:
            known = ", ".join(sorted(index.documents)[:10])
            raise UsageError(f"no document {args.id!r} in this index. Some that are: {known}.")
        if args.raw:
            sys.stdout.write(document.text)
            return 0
        print(f"{document.title}\n{document.id} · {document.kind} · {len(document.text)} characters")
        for passage in index.passages(document.id):
            print(f"\n--- {passage.start}–{passage.end} {' > '.join(passage.headings)}")
            print(document.text[passage.start : passage.end].strip())
    return 0


def _serve(args: argparse.Namespace, config: Config) -> int:
    from advisor.web import serve

    _with_corpus(args, config)
    serve(config)
    return 0


def _doctor(args: argparse.Namespace, config: Config) -> int:
    from advisor.doctor import report

    lines, healthy = report(config)
    print("\n".join(lines))
    return 0 if healthy else 1
