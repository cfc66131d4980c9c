"""A language model on the evaluation set: its texts recorded once, then judged with the checks and without them.

`python -m advisor.evaluation.written --most 60` asks held-out cases until so many texts are recorded (a run takes
minutes per ten), and prints quotes mode, the model with checks and the model without, over the same cases. Run again,
it reads the record: a change of the checks needs no new text. Each question: `advisor eval --compare quotes llm`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import resource
import statistics
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr
from tqdm import tqdm

from advisor.config import ROOT, load_config
from advisor.contract import as_json
from advisor.errors import AdvisorError
from advisor.evaluation.cases import QUESTIONS, Case
from advisor.evaluation.measures import Figure, Judged, answer_figures, judge, share
from advisor.evaluation.read import load_cases
from advisor.evaluation.report import shown
from advisor.evaluation.run import TODAY, Result, ask_case, headings_of, texts_of, trace_json
from advisor.llm.chat import open_chat
from advisor.llm.write import Writer
from advisor.pipeline import Advisor

STORE = ROOT / "evals" / "out" / "texts.jsonl"
Row = dict[str, Any]


class RecordedChat(BaseChatModel):
    """A model whose texts are kept in a file, by what it was told: the same prompt is answered from the file.

    `texts` are those of the question under way; `written` counts the new ones.
    """

    model: BaseChatModel | None = None
    store: Path
    _rows: dict[str, Row] = PrivateAttr(default_factory=dict)
    _texts: list[Row] = PrivateAttr(default_factory=list)
    _missing: int = PrivateAttr(default=0)

    def model_post_init(self, _: Any) -> None:
        if self.store.is_file():
            for line in self.store.read_text(encoding="utf-8", errors="replace").splitlines():
                with suppress(json.JSONDecodeError, KeyError, TypeError):  # cut short by a kill: written again
                    row = json.loads(line)
                    self._rows[row["key"]] = row

    @property
    def texts(self) -> list[Row]:
        return self._texts

    @property
    def missing(self) -> int:
        """How many prompts had no text in the record while no model was open: their answers count for nothing."""
        return self._missing

    def begin(self) -> None:
        """Begin another question: a text that comes late for the one before is not counted to it."""
        self._texts = []

    @property
    def _llm_type(self) -> str:
        return "recorded"

    def _generate(self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **_: Any) -> ChatResult:
        text = "".join(str(chunk.message.text) for chunk in self._stream(messages))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(text))])

    def _stream(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **_: Any
    ) -> Iterator[ChatGenerationChunk]:
        told = json.dumps([[message.type, str(message.text)] for message in messages], ensure_ascii=False)
        key = hashlib.sha256(told.encode()).hexdigest()[:24]
        row, texts = self._rows.get(key), self._texts
        if row is None:
            yield from self._record(key, messages, texts)
            return
        texts.append(row)
        for start in range(0, len(row["text"]), 40):
            yield _piece(row["text"][start : start + 40])

    def _record(self, key: str, messages: list[BaseMessage], texts: list[Row]) -> Iterator[ChatGenerationChunk]:
        if self.model is None:
            self._missing += 1
            raise AdvisorError("a text is not in the record and no model is open.")
        started, first, text = time.perf_counter(), 0.0, ""
        try:
            for chunk in self.model.stream(messages):
                first = first or time.perf_counter() - started
                text += str(chunk.text)
                yield _piece(str(chunk.text))
        finally:  # a text that was left, long or late, counts as far as it was read
            self._keep({"key": key, "text": text, "first": first, "seconds": time.perf_counter() - started}, texts)

    def _keep(self, row: Row, texts: list[Row]) -> None:
        self._rows[row["key"]] = row
        texts.append({**row, "new": True})
        self.store.parent.mkdir(parents=True, exist_ok=True)
        with self.store.open("a", encoding="utf-8") as file:
            file.write("\n" + json.dumps(row, ensure_ascii=False) + "\n")  # the last line may have been cut short


def _piece(text: str) -> ChatGenerationChunk:
    return ChatGenerationChunk(message=AIMessageChunk(content=text))


def ask_all(cases: Sequence[Case], advisor: Advisor, chat: RecordedChat, *, most: int) -> list[Row]:
    """Ask cases in both modes until `most` of them had a text. One row per case: results, texts, times in seconds."""
    rows: list[Row] = []
    times = chat.store.with_suffix(".times.json")
    known: dict[str, Row] = json.loads(times.read_text(encoding="utf-8")) if times.is_file() else {}
    count = 0
    with tqdm(total=most, desc="texts", disable=None) as bar:
        for case in cases:
            if count >= most:
                break
            row = _ask(case, advisor, chat)
            rows.append(row)
            if row["texts"]:
                count += 1
                bar.update()
            if any(text.get("new") for text in row["texts"]):
                known[case.id] = row["times"]
                times.write_text(json.dumps(known, indent=1), encoding="utf-8")
            row["times"] = known.get(case.id)
    return rows


def _ask(case: Case, advisor: Advisor, chat: RecordedChat) -> Row:
    chat.begin()
    quotes = ask_case(advisor, case, mode="quotes")
    heard: list[float] = []
    started = time.perf_counter()
    answer = advisor.ask(
        case.messages if len(case.messages) > 1 else case.question,
        diploma=case.diploma,
        status=case.situation,
        session=case.session,
        today=case.today or TODAY,
        mode="llm",
        heard=lambda _: heard.append(time.perf_counter() - started),
    )
    whole = time.perf_counter() - started
    result: Result = json.loads(
        json.dumps({"answer": as_json(answer, case.id), "trace": trace_json(answer.trace)}, default=str)
    )
    return {
        "case": case,
        "quotes": quotes,
        "checked": result,
        "texts": list(chat.texts),
        "times": {"first": heard[0] if heard else None, "whole": whole},
    }


def unchecked(row: Mapping[str, Any]) -> Result:
    """Return what the model alone would have shown: its text as it is, citing the quotes that it names."""
    result: Result = row["quotes"]
    if not row["texts"] or result["answer"]["status"] != "answered":
        return result
    text = "\n\n".join(each["text"] for each in row["texts"])
    named = {int(n) for n in re.findall(r"\[(\d+)\]", text)}
    citations = [cited for cited in result["answer"]["citations"] if cited["n"] in named]
    return {**result, "answer": {**result["answer"], "answer": text, "citations": citations, "mode": "llm"}}


def table(rows: Sequence[Row], texts: Mapping[str, str], headings: Any) -> list[tuple[str, list[Judged]]]:
    """Return the verdicts of the three columns: quotes, the model with checks, the model without."""
    columns = (
        ("quotes", [row["quotes"] for row in rows]),
        ("llm", [row["checked"] for row in rows]),
        ("llm unchecked", [unchecked(row) for row in rows]),
    )
    return [
        (name, [judge(row["case"], result, texts, headings) for row, result in zip(rows, results, strict=True)])
        for name, results in columns
    ]


def _removed(rows: Sequence[Row]) -> tuple[Figure, Figure]:
    """Share of the sentences that a check removed, and of the texts after which the quotes answered."""
    flags: list[bool] = []
    for row in rows:
        verdicts: dict[str, bool] = {}
        quoted = {check["claim"] for check in row["quotes"]["trace"]["checks"]}
        for check in row["checked"]["trace"]["checks"]:
            if check["claim"] not in quoted:
                verdicts[check["claim"]] = verdicts.get(check["claim"], True) and check["passed"]
        flags += [not passed for passed in verdicts.values()]
    fell = [row["checked"]["answer"]["mode"] == "quotes" for row in rows if row["texts"]]
    return share("sentences removed", flags), share("texts replaced by the quotes", fell)


def summary(rows: Sequence[Row], columns: Sequence[tuple[str, Sequence[Judged]]]) -> str:
    """Return the table and what moved, for a terminal and for a closing note."""
    with_text = sum(bool(row["texts"]) for row in rows)
    lines = [f"{len(rows)} cases, {with_text} of them with a text of the model"]
    figures = [answer_figures(judged) for _, judged in columns]
    lines.append(f"{'':<34}" + "".join(f"{name:>30}" for name, _ in columns))
    for line in zip(*figures, strict=True):
        lines.append(f"{line[0].name:<34}" + "".join(f"{shown(figure):>30}" for figure in line))
    lines += [f"{figure.name}: {shown(figure)}" for figure in _removed(rows)]
    for name, key in (("first sentence shown after", "first"), ("whole answer after", "whole")):
        values = sorted(row["times"][key] for row in rows if row["texts"] and row["times"] and row["times"][key])
        if values:
            late = values[min(len(values) - 1, round(0.95 * len(values)))]
            lines.append(f"{name}: median {statistics.median(values):.1f} s, p95 {late:.1f} s (n = {len(values)})")
    lines.append(f"memory at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")
    for quotes, checked, alone in zip(*(judged for _, judged in columns), strict=True):
        if quotes.verdict != checked.verdict:
            lines.append(
                f"{quotes.case.id}: {quotes.verdict} -> {checked.verdict} ({checked.why}) | alone {alone.verdict}"
            )
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    """Record, judge and print. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m advisor.evaluation.written", description=__doc__)
    parser.add_argument("--split", choices=("calibration", "heldout"), default="heldout")
    parser.add_argument("--most", type=int, default=60, help="texts to have")
    parser.add_argument("--store", type=Path, default=STORE, help="file of the recorded texts (JSON lines)")
    parser.add_argument("--index", type=Path, help="folder of the index")
    parser.add_argument("--recorded", action="store_true", help="open no model: the record has every text")
    args = parser.parse_args(argv)
    try:
        config = replace(load_config(index=args.index), mode="llm")
        advisor = Advisor.open(config)
        chat = RecordedChat(model=None if args.recorded else open_chat(config), store=args.store)
        advisor.writer = Writer(config, chat=chat)
        texts = texts_of(advisor.index)
        cases = [case for case in load_cases(QUESTIONS, texts) if case.split == args.split]
        # By hash: a sample of every text, kind and topic, the same each time.
        cases.sort(key=lambda case: hashlib.sha256(case.id.encode()).digest())
        rows = ask_all(cases, advisor, chat, most=args.most)
        if chat.missing:
            raise AdvisorError(f"{args.store}: {chat.missing} texts are not in the record. Run without --recorded.")
        columns = table(rows, texts, headings_of(advisor.index))
    except AdvisorError as error:
        print(f"advisor: {error}", file=sys.stderr)
        return 1
    print(summary(rows, columns))
    kept = [{"id": row["case"].id, **{k: row[k] for k in ("checked", "texts", "times")}} for row in rows]
    figures = {name: [asdict(figure) for figure in answer_figures(judged)] for name, judged in columns}
    out = args.store.with_suffix(".result.json")
    out.write_text(json.dumps({"figures": figures, "rows": kept}, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
