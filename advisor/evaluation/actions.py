"""What `advisor eval` does: one function per action, returning the exit code 0 (holds) or 1 (moved).

Not here: the options (command) and the work itself, which is one function of a sister module each.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from advisor.build import open_corpus
from advisor.config import Config
from advisor.disk import write_whole
from advisor.engines.cross_encoder import open_judge
from advisor.errors import EvaluationError, UsageError
from advisor.evaluation import add as adding
from advisor.evaluation import compare, impact, ratchet, report
from advisor.evaluation.anchor import anchor
from advisor.evaluation.bench import run_bench
from advisor.evaluation.bench import summary as bench_summary
from advisor.evaluation.case_file import add_case
from advisor.evaluation.cases import QUESTIONS, Case
from advisor.evaluation.coverage import summary as coverage_summary
from advisor.evaluation.measures import judge
from advisor.evaluation.read import find_quote, load_cases
from advisor.evaluation.run import Asker, Opener, ask_case, generation, headings_of, open_advisor, run_cases, texts_of
from advisor.evaluation.variants import LEAST_KEPT, Kept, measure
from advisor.index import Index

HOLDS, MOVED = 0, 1


def act(args: argparse.Namespace, config: Config, opener: Opener | None = None) -> int:
    """Do what the options ask. Raises AdvisorError when it cannot be done."""
    opener = opener or open_advisor
    if args.action == "bench":
        return _bench(args, config)
    if args.action == "anchor":
        return _anchor(args, config)
    if args.action == "validate":
        return _validate(args, config)
    if args.action == "add":
        return _add(args, config, opener)
    if args.action == "variants":
        return _variants(args, config, opener)
    if args.impact:
        return _impact(args, config)
    if args.compare:
        return _compare(args, config, opener)
    return _run(args, config, opener)


def _variants(args: argparse.Namespace, config: Config, opener: Opener) -> int:
    """Report which ways of writing a question lose its evidence; with --check fail when too few keep it."""
    advisor = opener(config)
    documents = advisor.index.documents.values()
    diplomas = {document.diploma.id: document.diploma for document in documents if document.diploma}
    cases = _selected(args, load_cases(args.set, texts_of(advisor.index)))
    found = measure(advisor, cases[:: max(1, len(cases) // args.sample)] if args.sample else cases, diplomas)
    for kept in found:
        print(kept)
    asked, held = sum(kept.asked for kept in found), sum(kept.kept for kept in found)
    if asked:
        print(Kept("all", asked, held, ()))
    for kept in found:
        for name, question in kept.lost:
            print(f"lost  {kept.kind:12} {name}  {question}")
    if args.check and (not asked or held < LEAST_KEPT * asked):
        print(f"fewer than {LEAST_KEPT:.0%} of the variants keep their evidence" if asked else "no variant was asked")
        return MOVED
    return HOLDS


def _selected(args: argparse.Namespace, cases: Sequence[Case]) -> tuple[Case, ...]:
    unknown = set(args.case) - {case.id for case in cases}
    if unknown:
        raise UsageError(f"no case {', '.join(sorted(unknown))} in {args.set}. Correct --case.")
    return tuple(
        case for case in cases if args.split in ("all", case.split) and (not args.case or case.id in args.case)
    )


def judged_run(
    args: argparse.Namespace, config: Config, opener: Opener, *, mode: str | None = None
) -> tuple[report.Run, bool]:
    """Ask the chosen cases and judge them. Also tells whether they are the whole committed set."""
    advisor = opener(config)
    texts = texts_of(advisor.index)
    loaded = load_cases(args.set, texts)
    cases = _selected(args, loaded)
    mode = mode or args.mode or config.mode
    store = args.out / "results.jsonl"
    if args.fresh:
        store.unlink(missing_ok=True)
    results = run_cases(cases, advisor, config, store=store, mode=mode, jobs=args.jobs, opener=opener)
    headings = headings_of(advisor.index)
    judged = tuple(judge(case, results[case.id], texts, headings) for case in cases)
    titles = {name: document.title for name, document in advisor.index.documents.items()}
    whole = len(cases) == len(loaded) and args.set.resolve() == QUESTIONS.resolve()
    mark = ratchet.rounding(getattr(advisor, "model", None))
    return report.Run(judged, texts, titles, generation(advisor, config, mode), mode, rounding=mark), whole


def _run(args: argparse.Namespace, config: Config, opener: Opener) -> int:
    found, whole = judged_run(args, config, opener)
    mark = found.rounding
    if args.update_baseline:
        ratchet.write_baseline(args.baseline, found.judged, mark, whole=whole)
    before = ratchet.Baseline({})
    if args.check or args.baseline.is_file():
        before = ratchet.read_baseline(args.baseline)
        found = replace(found, moves=tuple(ratchet.moved(found.judged, before.cases, whole=whole)))
    content = report.write_reports(found, args.out)
    print(report.summary(content))
    print(f"reports: {args.out / report.PAGE}, {report.REPORT}, {report.JUNIT}")
    unscored = content["verdicts"].get("Unscored", 0)
    if unscored and unscored == len(found.judged):
        raise EvaluationError(f"no case could be asked: {found.judged[0].why}")
    if args.check and found.moves:
        if ratchet.near_calls(found.moves, len(found.judged), here=mark, there=before.rounding):
            print("the baseline was made on a processor that rounds otherwise: so few moves are no failure")
            return HOLDS
        print(
            "the baseline does not hold: mend the cases, or renew it with `advisor eval --update-baseline`",
            file=sys.stderr,
        )
        return MOVED
    return HOLDS


def _compare(args: argparse.Namespace, config: Config, opener: Opener) -> int:
    first, second = (_side(name, args, config, opener) for name in args.compare)
    content = compare.data(first, second, args.compare)
    _write(args.out / "compare.json", content)
    print(compare.summary(content))
    return MOVED if content["differences"] else HOLDS


def _side(name: str, args: argparse.Namespace, config: Config, opener: Opener) -> dict[str, Any]:
    """Return one side of a comparison: an earlier report, or a run made now with a mode or an index."""
    path = Path(name)
    if name in ("quotes", "llm"):
        return report.data(judged_run(args, config, opener, mode=name)[0])
    if (path / "CURRENT").is_file():
        return report.data(judged_run(args, replace(config, index=path), opener)[0])
    return compare.read_report(path)


def _impact(args: argparse.Namespace, config: Config) -> int:
    with Index.open(config) as index:
        old = texts_of(index)
    new, heirs = _corpus_texts(config)
    found = impact.impacts(load_cases(args.set, old), old, new, heirs=heirs)
    _write(args.out / "impact.json", [asdict(item) for item in found])
    print(impact.summary(found))
    return MOVED if found else HOLDS


def _corpus_texts(config: Config) -> tuple[dict[str, str], dict[str, str]]:
    """Return the corpus folder's texts as the index would store them, and the new id of each superseded document."""
    corpus = open_corpus(config)
    for problem in corpus.problems:
        print(f"warning: {problem}", file=sys.stderr)
    texts = {name: source.text for name, source in corpus.sources.items()}
    heirs = {old: name for name, entry in corpus.entries.items() if name in texts for old in entry.supersedes}
    return texts, heirs


def _anchor(args: argparse.Namespace, config: Config) -> int:
    print(f"{anchor(args.set, _corpus_texts(config)[0])} spans anchored in {args.set}")
    return HOLDS


def _validate(args: argparse.Namespace, config: Config) -> int:
    texts, _ = _corpus_texts(config)
    print(coverage_summary(load_cases(args.set, texts), texts))
    return HOLDS


def _bench(args: argparse.Namespace, config: Config) -> int:
    if args.bench is None:
        raise UsageError("bench needs --bench DIR, a folder of public sets in BEIR layout.")
    results = run_bench(args.bench, config, sample=args.sample, model=open_judge(config.evidence))
    _write(args.out / "bench.json", results)
    print(bench_summary(results))
    return HOLDS


def _write(path: Path, content: object) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps(content, ensure_ascii=False, indent=1, default=str))
    except OSError as error:
        raise EvaluationError(
            f"{path}: cannot be written ({error.strerror}). Choose another folder with --out."
        ) from None


# --------------------------------------------------------------------------- add


def _add(args: argparse.Namespace, config: Config, opener: Opener) -> int:
    if not args.question or not args.file or not args.topic:
        raise UsageError("`advisor eval add` needs --question, --file and --topic.")
    if args.expect != "answered" and args.reason is None:
        raise UsageError(f"a case that expects {args.expect} needs --reason.")
    advisor = opener(config)
    file = args.file if args.file.parent != Path(".") else QUESTIONS / args.file
    evidence, facts = ([], []) if args.expect != "answered" else _evidence(args, advisor)
    about = {item["document"] for entry in evidence for item in entry["any"]}
    draft = {
        "question": args.question,
        "status": args.expect,
        "reason": args.reason,
        "facts": [adding.read_fact(fact) for fact in args.fact] or facts,
        "evidence": evidence,
        **({"group": args.group} if args.group else {}),
        "tags": {
            "diploma": _diploma(advisor, about or ({args.document} if args.document else set())),
            "topic": args.topic,
            "situation": [],
            "kind": args.kind,
            "difficulty": args.difficulty,
        },
    }
    texts = texts_of(advisor.index)
    case, written = add_case(file, draft, texts)
    print(f"{case.id} added to {file} ({case.split}):\n{written}", end="")
    verdict = judge(case, ask_case(advisor, case, mode=args.mode), texts, headings_of(advisor.index))
    print(f"today's answer: {verdict.verdict}" + (f" ({verdict.why}; stage {verdict.stage})" if verdict.why else ""))
    return HOLDS


def _evidence(args: argparse.Namespace, advisor: Asker) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Find the spans for the quotes given, or near the question's own words, and the facts that they state."""
    entries, facts = [], []
    for words in args.quote or [args.question]:
        found = adding.find_spans(words, advisor.index, document=args.document)
        if not found:
            raise EvaluationError(f"nothing in the texts is near {words[:60]!r}. Give other words with --quote.")
        chosen = _choose(found, args.pick, exact=found[0].score == 1.0 and len(found) == 1)
        span: dict[str, Any] = {"document": chosen.document, "quote": chosen.quote}
        same = find_quote(advisor.index.documents[chosen.document].text, chosen.quote)
        if len(same) > 1:
            span["occurrence"] = same.index(chosen.start) + 1
        entries.append({"any": [{**span, "start": chosen.start, "end": chosen.end}]})
        facts += [fact for fact in adding.facts_in(chosen.quote) if fact not in facts]
    if not facts and not args.fact:
        raise EvaluationError("the evidence states no number, date or code. Say what a right answer holds with --fact.")
    return entries, facts


def _choose(found: Sequence[adding.Candidate], pick: int | None, *, exact: bool) -> adding.Candidate:
    """Return the place to use: the only exact one, the one picked, or the one that the author types."""
    if exact and pick is None:
        return found[0]
    for position, item in enumerate(found, start=1):
        print(f"{position}. {item.document} [{item.start}:{item.end}] {' '.join(item.quote.split())}", file=sys.stderr)
    if pick is None and sys.stdin.isatty():
        typed = input("which one? ")
        pick = int(typed) if typed.isdigit() else None
    if pick is None or not 1 <= pick <= len(found):
        raise UsageError(
            f"choose one of the {len(found)} places with --pick 1 to {len(found)}, or give more words with --quote."
        )
    return found[pick - 1]


def _diploma(advisor: Asker, documents: set[str]) -> str:
    """Return the diploma tag of the documents: their diploma's id, several, or none."""
    named = {document.diploma.id for name in documents if (document := advisor.index.documents[name]).diploma}
    return next(iter(named)) if len(named) == 1 else "several" if named else "none"
