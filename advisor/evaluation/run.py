"""Ask every case, once: progress bar, several processes, and a file of results that lets a killed run go on.

A result is what came back as JSON, with the trace; judging it is for measures, so that editing a fact needs no new run.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from tqdm import tqdm

from advisor.config import Config
from advisor.contract import as_json
from advisor.errors import AdvisorError, EvaluationError
from advisor.evaluation.cases import Case
from advisor.records import Answer, Document, Hit, Message, Sentence, Trace

# The day on which the set is asked, unless a case says otherwise: a run must not change overnight.
TODAY = date(2026, 9, 1)
PACKAGE = Path(__file__).resolve().parent.parent
Result = dict[str, Any]


class Texts(Protocol):
    """What the harness reads of an index."""

    @property
    def documents(self) -> Mapping[str, Document]: ...

    def sentences(self, document: str, /) -> Sequence[Sentence]: ...


class Asker(Protocol):
    """What the harness asks: the Advisor behind the page, or a fake in tests."""

    @property
    def index(self) -> Texts: ...

    def ask(
        self,
        question: str | Sequence[Message],
        /,
        *,
        diploma: str | None = None,
        status: Sequence[str] = (),
        session: int | None = None,
        today: date | None = None,
        mode: str | None = None,
    ) -> Answer: ...


Opener = Callable[[Config], Asker]


def open_advisor(config: Config) -> Asker:
    """Open the real Advisor (imported here: it brings the engines)."""
    from advisor.pipeline import Advisor

    advisor: Asker = Advisor.open(config)
    return advisor


def texts_of(index: Texts) -> dict[str, str]:
    """Return the stored texts of an index by document id."""
    return {name: document.text for name, document in index.documents.items()}


def headings_of(index: Texts) -> Callable[[str, int, int], tuple[str, ...]]:
    """Return a function giving the headings of the first sentence that a span (document, start, end) touches."""
    sentences = {name: index.sentences(name) for name in index.documents}

    def headings(document: str, start: int, end: int) -> tuple[str, ...]:
        for sentence in sentences.get(document, ()):
            if sentence.kind != "heading" and sentence.start < end and start < sentence.end:
                return sentence.headings
        return ()

    return headings


def generation(advisor: Asker, config: Config, mode: str) -> str:
    """Return a hash of what can change an answer: the indexed documents, the model, the mode, the code and its data."""
    digest = hashlib.sha256()
    for name, document in sorted(advisor.index.documents.items()):
        digest.update(f"{name} {document.sha256}\n".encode())
    models = (config.embedding, config.evidence, config.llm, config.llm_base_url, config.llm_max_tokens)
    digest.update(f"{models} {mode} {TODAY}\n".encode())
    for file in sorted(PACKAGE.rglob("*")):
        inside = file.relative_to(PACKAGE)
        if file.is_file() and "__pycache__" not in inside.parts and inside.parts[0] != "evaluation":
            digest.update(f"{inside}\n".encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def run_cases(
    cases: Sequence[Case],
    advisor: Asker,
    config: Config,
    *,
    store: Path | None = None,
    mode: str | None = None,
    jobs: int = 1,
    opener: Opener = open_advisor,
) -> dict[str, Result]:
    """Ask the cases and return their results by case id, in the order of `cases`.

    Results are appended to `store` (JSON lines) as they come and read back from it, so that a run that was killed asks
    only what is missing; a change of text, model, code, mode or question asks again. With `jobs` > 1 each
    process opens its own Advisor with `opener`; results do not depend on it. Raises EvaluationError for a bad `store`.
    """
    mode = mode or config.mode
    prefix = generation(advisor, config, mode)
    keys = {case.id: f"{prefix}-{_request_hash(case)}" for case in cases}
    known = _read_store(store) if store else {}
    results = {case.id: known[keys[case.id]] for case in cases if keys[case.id] in known}
    missing = [case for case in cases if case.id not in results]
    asked = _ask_all(missing, advisor, config, mode=mode, jobs=jobs, opener=opener)
    with tqdm(total=len(cases), initial=len(results), desc="eval", unit="question", disable=None) as bar:
        for name, result in asked:
            results[name] = result
            if store and not result.get("error"):
                _append(store, {"key": keys[name], "id": name, "result": result})
            bar.update()
    return {case.id: results[case.id] for case in cases}


def _ask_all(
    cases: Sequence[Case], advisor: Asker, config: Config, *, mode: str, jobs: int, opener: Opener
) -> Iterator[tuple[str, Result]]:
    if jobs <= 1 or len(cases) < 2 * jobs:
        for case in cases:
            yield case.id, ask_case(advisor, case, mode=mode)
        return
    # Spawned, not forked: the engines hold threads and locks that a fork would copy half-way.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_open_in_worker, initargs=(opener, config)) as pool:
        futures = [pool.submit(_ask_in_worker, case, mode) for case in cases]
        try:
            for future in as_completed(futures):
                yield future.result()
        except BrokenProcessPool:
            raise EvaluationError("a worker process died. Run it again to go on, perhaps with --jobs 1.") from None


_worker: list[Asker] = []  # the one Advisor of a worker process


def _open_in_worker(opener: Opener, config: Config) -> None:
    leave_with_parent()
    _worker.append(opener(config))


def leave_with_parent() -> None:
    """Let this worker process end when the one that started it is gone: a killed run leaves nothing behind."""
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _ask_in_worker(case: Case, mode: str) -> tuple[str, Result]:
    return case.id, ask_case(_worker[0], case, mode=mode)


def ask_case(advisor: Asker, case: Case, *, mode: str | None = None) -> Result:
    """Ask one case and return {"answer": …, "trace": …}, or {"error": …} when the Advisor could not be asked."""
    conversation = case.messages if len(case.messages) > 1 else case.question
    try:
        answer = advisor.ask(
            conversation,
            diploma=case.diploma,
            status=case.situation,
            session=case.session,
            today=case.today or TODAY,
            mode=mode,
        )
    except AdvisorError as error:
        return {"error": str(error)}
    result: Result = json.loads(json.dumps({"answer": as_json(answer, case.id), "trace": trace_json(answer.trace)}))
    return result


def trace_json(trace: Trace) -> dict[str, object]:
    """Return a trace as plain values, as small as the measures and the report allow."""
    return {
        "hits": [_hit_json(hit) for hit in trace.hits],
        "evidence": [
            {
                "document": item.document.id,
                "start": item.start,
                "end": item.end,
                "probability": item.probability,
            }
            for item in trace.evidence
        ],
        "checks": [
            {"name": check.name, "claim": check.claim, "passed": check.passed, "why": check.why}
            for check in trace.checks
        ],
        "stages": [{"name": stage.name, "ms": stage.ms} for stage in trace.stages],
        "probability": trace.probability,
        "look_at": trace.look_at,
    }


def _hit_json(hit: Hit) -> dict[str, object]:
    return {
        "document": hit.sentence.document,
        "start": hit.sentence.start,
        "end": hit.sentence.end,
        "words_rank": hit.words_rank,
        "vectors_rank": hit.vectors_rank,
        "cosine": round(hit.cosine, 4),
        "fused": round(hit.fused, 6),
    }


def _request_hash(case: Case) -> str:
    request = [
        [[message.role, message.content] for message in case.messages],
        case.diploma,
        case.situation,
        case.session,
        str(case.today),
    ]
    return hashlib.sha256(json.dumps(request, ensure_ascii=False).encode()).hexdigest()[:16]


def _read_store(store: Path) -> dict[str, Result]:
    """Return stored results by key. A line cut short by a kill is passed over: its question is asked again."""
    found: dict[str, Result] = {}
    if not store.is_file():
        return found
    for line in store.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            row = json.loads(line)
            found[row["key"]] = row["result"]
        except (json.JSONDecodeError, KeyError, TypeError):
            continue
    return found


def _append(store: Path, row: Mapping[str, object]) -> None:
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
        with store.open("a", encoding="utf-8") as file:
            # A new line first: the last one may have been cut short by a kill. Empty lines are passed over.
            file.write("\n" + json.dumps(row, ensure_ascii=False) + "\n")
    except OSError as error:
        raise EvaluationError(
            f"{store}: cannot be written ({error.strerror}). Choose another folder with --out."
        ) from None
