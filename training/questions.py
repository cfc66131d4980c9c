"""Training questions: as written (with quotes) to the committed form (spans and hashes, no copied text), and back.

A committed line is {"question", "document", "spans": [[start, end, hash], …], "near": […], "kind"}. Offsets are code
points of the document's text; `hash` is the start of the SHA-256 of that span, so that a changed text is noticed. A
document id is a path inside ../shared/data (an .html page is converted as the product does), or in training/texts.

usage: python -m training.questions --data ../shared/data WRITTEN.jsonl… --out training/questions
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from advisor.load import load

TEXTS = Path(__file__).parent / "texts"
QUESTIONS = Path(__file__).parent / "questions"


@dataclass(frozen=True)
class TrainingQuestion:
    """A question over one document. `spans` are the quotes, any of which answers; none: the text does not answer.

    `near` are spans that look like an answer and are not.
    """

    question: str
    document: str
    spans: tuple[tuple[int, int], ...]
    near: tuple[tuple[int, int], ...]
    kind: str


@cache
def document_text(document: str, data: Path) -> str:
    """Return the text of a document as the product reads it. Raises FileNotFoundError that names it."""
    for path in (
        data / document,
        data / document.replace(".md", ".html"),
        TEXTS / document,
        TEXTS / "held-out" / document,
    ):
        if path.is_file():
            return load(path).text
    raise FileNotFoundError(f"{document}: neither in {data} nor in {TEXTS}")


def digest(text: str) -> str:
    """Return the short hash that stands for a span's text in a committed line."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def find_quote(text: str, quote: str) -> tuple[int, int] | None:
    """Return where `quote` stands in `text`; white space may differ. None: nowhere."""
    at = text.find(quote)
    if at >= 0:
        return at, at + len(quote)
    loose = re.search(r"\s+".join(re.escape(word) for word in quote.split()), text)
    return loose.span() if loose else None


def commit_form(lines: Sequence[str], data: Path) -> Iterator[dict[str, object] | str]:
    """Yield the committed form of each written line, or a message for a line that cannot be used."""
    seen: set[tuple[str, str]] = set()
    for number, line in enumerate(lines, 1):
        written = json.loads(line)
        document = written["document"]
        key = (document, written["question"])
        if key in seen:
            yield f"line {number}: written twice: {written['question']}"
            continue
        seen.add(key)
        text = document_text(document, data)
        found = {name: [find_quote(text, quote) for quote in written.get(name) or []] for name in ("quotes", "near")}
        spans = [span for span in found["quotes"] if span]
        if len(spans) < len(found["quotes"]):
            yield f"line {number}: a quote is not in {document}: {written['question']}"
        if found["quotes"] and not spans:
            continue
        yield {
            "question": written["question"],
            "document": document,
            "spans": [[start, end, digest(text[start:end])] for start, end in spans],
            "near": [[*span, digest(text[slice(*span)])] for span in found["near"] if span],
            "kind": written.get("kind", ""),
        }


def read_questions(path: Path, data: Path) -> list[TrainingQuestion]:
    """Return the questions of a committed file. Raises ValueError when a document is another text by now."""
    result = []
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        text = document_text(entry["document"], data)
        for start, end, expected in (*entry["spans"], *entry["near"]):
            if digest(text[start:end]) != expected:
                raise ValueError(f"{entry['document']}: not the text that the questions were written on")
        result.append(
            TrainingQuestion(
                question=entry["question"],
                document=entry["document"],
                spans=tuple((start, end) for start, end, _ in entry["spans"]),
                near=tuple((start, end) for start, end, _ in entry["near"]),
                kind=entry["kind"],
            )
        )
    return result


def held_out(document: str) -> bool:
    """Say whether an Onisep page stays out of training: one in ten, by the hash of its name."""
    return document.startswith("onisep") and int(hashlib.sha256(document.encode()).hexdigest(), 16) % 10 == 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("written", type=Path, nargs="+")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=QUESTIONS)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for path in options.written:
        lines = path.read_text(encoding="utf-8").splitlines()
        kept = []
        for entry in commit_form(lines, options.data):
            if isinstance(entry, str):
                print(f"{path.name}: {entry}")
            else:
                kept.append(json.dumps(entry, ensure_ascii=False))
        (options.out / path.name).write_text("\n".join(kept) + "\n", encoding="utf-8")
        print(f"{path.name}: {len(kept)} of {len(lines)} kept")


if __name__ == "__main__":
    main()
