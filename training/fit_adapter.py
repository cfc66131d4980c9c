"""Fit the adapter of e5-small: a matrix that turns a question's vector towards the sentences that answer it.

Sentences keep their vectors, so that an index stays as it is; a question costs one product more. Of each text with
enough training questions, a question is set against all sentences: the matrix raises the share of those that answer
(softmax of the cosines, Adam, L2 towards no change). Texts kept out of training are kept out here too, and one in five
of the others shows what it is worth before all of them are used.

usage: python -m training.fit_adapter --data ../shared/data [--work training/work]      # after it: training.fit_select
(embeds some 45,000 texts: half an hour on two cores, once; kept in the work folder, so a killed run goes on)
"""

from __future__ import annotations

import argparse
import hashlib
import random
from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from advisor.chunk import chunk
from advisor.embed import ADAPTER, EmbeddingCache, TextEmbeddings, open_embeddings
from advisor.onnx_runtime import MODELS
from advisor.parse import parse
from advisor.records import Document
from advisor.retrieve import is_title
from training.dataset import answers, split_of
from training.digests import write_digest
from training.questions import QUESTIONS, TrainingQuestion, document_text, read_questions

LEAST = 20  # questions of a text that is worth embedding
# Chosen on the texts that show what it is worth; a layer more (MLP) learnt by heart.
SCALE = 150.0  # of a cosine; e5 was trained with 100
PENALTY = 0.01
RATE = 1e-3
PASSES = 80
BATCH = 2000  # questions of a step
Array = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True)
class Text:
    """Vectors of a text's sentences (n, dim) and questions (m, dim), and which sentences answer which (m, n)."""

    document: str
    sentences: Array
    questions: Array
    answering: Array


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the texts asked about")
    parser.add_argument("--work", type=Path, default=Path("training/work"))
    options = parser.parse_args()
    texts = read_texts(options.data, options.work)
    kept = [text for text in texts if _fold(text.document)]
    others = [text for text in texts if not _fold(text.document)]
    matrix = fit(kept)
    print(f"other texts, as they are: {shares(others, None)}")
    print(f"other texts, with the adapter: {shares(others, matrix)}")
    np.save(MODELS / "e5-small" / ADAPTER, fit(texts).astype(np.float16))
    write_digest(MODELS / "e5-small")


def read_texts(data: Path, work: Path) -> list[Text]:
    """Return the texts of the training questions with their vectors, those kept out of training left out."""
    asked: dict[str, list[TrainingQuestion]] = defaultdict(list)
    for file in sorted(QUESTIONS.glob("*.jsonl")):
        for question in read_questions(file, data):
            if question.spans and split_of(file.stem, question) == "train":
                asked[question.document].append(question)
    work.mkdir(parents=True, exist_ok=True)
    enough = {document: own for document, own in sorted(asked.items()) if len(own) >= LEAST}
    with closing(EmbeddingCache(work / "embeddings.sqlite")) as cache:
        embeddings = TextEmbeddings(open_embeddings("advisor-e5"), cache=cache)
        return [
            read_text(document, document_text(document, data), own, embeddings)
            for document, own in tqdm(enough.items(), desc="vectors", unit="text")
        ]


def read_text(name: str, text: str, questions: Sequence[TrainingQuestion], embeddings: TextEmbeddings) -> Text:
    """Return a text with the vectors of what the product searches (no titles) and of its questions."""
    parsed = parse(text, title=Path(name).stem)
    chunked = chunk(Document(name, text, "", parsed.facts.kind, parsed.facts.title or name), parsed.root)
    places = [n for n, s in enumerate(chunked.sentences) if s.kind != "furniture" and not is_title(s)]
    sentences = [chunked.sentences[place] for place in places]
    answering = np.zeros((len(questions), len(sentences)), dtype=np.float32)
    for row, question in zip(answering, questions, strict=True):
        for span in question.spans:
            row[list(answers(sentences, span)[0])] = 1.0
    some = answering.any(1)
    return Text(
        name,
        embeddings.vectors([chunked.sentence_meanings[place] for place in places]),
        embeddings.vectors([question.question for question in questions], role="query")[some],
        answering[some],
    )


def fit(texts: Sequence[Text]) -> Array:
    """Return the matrix (dim, dim) to add to the identity."""
    size = texts[0].sentences.shape[1]
    matrix, first, second, gradient = (np.zeros((size, size), dtype=np.float32) for _ in range(4))
    order = random.Random(0)
    step = waiting = 0
    for pass_ in range(PASSES):
        shuffled = order.sample(list(texts), len(texts))
        for text in shuffled:
            gradient = gradient + _gradient(text, matrix)
            waiting += len(text.questions)
            if waiting < BATCH and text is not shuffled[-1]:
                continue
            step += 1
            gradient = gradient / waiting + PENALTY * matrix
            first, second = 0.9 * first + 0.1 * gradient, 0.99 * second + 0.01 * gradient**2
            moved = (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
            matrix = matrix - RATE * (1 - pass_ / PASSES) * moved
            gradient, waiting = np.zeros_like(matrix), 0
    return matrix


def _gradient(text: Text, matrix: Array) -> Array:
    """Return the gradient of the summed loss -log(share of the sentences that answer) with respect to the matrix."""
    scores = SCALE * (text.questions + text.questions @ matrix.T) @ text.sentences.T
    share = np.exp(scores - scores.max(1, keepdims=True))
    share /= share.sum(1, keepdims=True)
    right = share * text.answering
    error = share - right / np.maximum(right.sum(1, keepdims=True), 1e-9)
    return SCALE * (text.sentences.T @ error.T) @ text.questions


def shares(texts: Sequence[Text], matrix: Array | None) -> str:
    """Return how often what answers is among the first 1, 3, 5, 10 and 16 sentences of its text by cosine."""
    places: list[int] = []
    for text in texts:
        asked = text.questions if matrix is None else text.questions + text.questions @ matrix.T
        order = np.argsort(-(asked @ text.sentences.T), axis=1, kind="stable")
        places += np.take_along_axis(text.answering, order, 1).argmax(1).tolist()
    found = np.array(places)
    return ", ".join(f"rank {k} {100 * np.mean(found < k):.1f} %" for k in (1, 3, 5, 10, 16)) + f" (n={len(found)})"


def _fold(document: str) -> int:
    return int(hashlib.sha256(f"adapter {document}".encode()).hexdigest(), 16) % 5


if __name__ == "__main__":
    main()
