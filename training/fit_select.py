"""Fit the weights of `select` (advisor/data/select.json): how much each signal counts, and what a score is worth.

Four fits, all small enough to read: `first` and `rank` order the candidates of a question before and after the
evidence model has read the best (list-wise softmax), `answer` gives the probability that one answers, `enough` that
what would be quoted does (logistic). Figures of the fitted questions are with weights that never saw them.
Data: the calibration half of the evaluation set, and the questions over fictional texts and Onisep pages that no model
was trained on. The held-out half is only reported.

usage: python -m training.fit_select [--index DIR] [--data ../shared/data]    (no torch; some minutes on two cores)
       python -m training.fit_select --figures      (fits nothing: the committed weights on the held-out half)
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from advisor.build import build_index
from advisor.config import ROOT, load_config
from advisor.evaluation.cases import Case
from advisor.evaluation.measures import wilson
from advisor.evaluation.read import load_cases
from advisor.pipeline import Advisor
from advisor.records import Message, Question
from advisor.retrieve import RRF_K, documents_of, retrieve
from advisor.select import GUESS, MOST_QUOTES, SURE
from advisor.select.enough import features
from advisor.select.quotes import quoted_span
from advisor.select.rank import JUDGED, load_weights, rank
from advisor.select.signals import NAMES
from advisor.settle import focus
from advisor.understand import narrow, understand
from training.diagram import reliability_svg
from training.evaluate import calibration_error
from training.questions import QUESTIONS, TEXTS, held_out, read_questions

DIAGRAM = ROOT / "docs" / "answers-reliability.svg"
TARGET = ROOT / "advisor" / "data" / "select.json"
TODAY = date(2026, 9, 1)  # the day on which the set is asked, as in the harness
RANK_PENALTY = 0.02  # L2; signals are between 0 and 1, the evidence model's logit between about -8 and 8
ANSWER_PENALTY = 0.004
ENOUGH_PENALTY = 0.03  # features of one width; 0.003 to 0.1 give the same within half a point
# These three, and select.SURE and GUESS, were chosen with the held-out curves in view: only the fitted weights never
# saw them.
WRONG = 1.0  # right answers that a wrong one undoes
SECOND = 0.25  # least probability of a second quote, and
SHARE = 0.4  # its least share of the first one's: where the best is uncertain, the runner-up is shown beside it
Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Example:
    """One question: a row of signals per candidate, and which candidates answer (all zero: none does)."""

    name: str
    rows: Array
    labels: Array
    answerable: bool
    heldout: bool
    quotes: tuple[tuple[str, int, int], ...]  # what is quoted of each candidate: the same for the items of a list


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, help="folder of the index of the four texts (default: index/)")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of the Onisep pages")
    parser.add_argument("--figures", action="store_true", help="fit nothing: measure the committed weights")
    args = parser.parse_args()
    config = load_config(index=args.index)
    build_index(config)
    if args.figures:
        figures([example for example in of_set(Advisor.open(config)) if example.heldout])
        return
    fit([*of_set(Advisor.open(config)), *of_training(args.data)])


def fit(examples: Sequence[Example]) -> None:
    """Fit the weights on the examples that are not held out, print figures of both, write the file."""
    fitted = [example for example in examples if not example.heldout]
    held = [example for example in examples if example.heldout]
    first = fit_rank([replace(example, rows=unread(example.rows)) for example in fitted])
    ranking = fit_rank(fitted)
    answering, bias = fit_answer(fitted, ranking)
    seen = [decided(example, ranking, answering, bias) for example in fitted]
    enough, enough_bias = fit_enough(seen)
    threshold = WRONG / (1.0 + WRONG)  # where answering gains as much as it loses, the probability being calibrated
    print(f"{len(fitted)} questions fitted, {len(held)} held out, threshold {threshold:.3f}")
    print("fitted", report(fitted, ranking, crossed(seen), threshold))
    unseen = [decided(example, ranking, answering, bias) for example in held]
    print("held out", report(held, ranking, judged(unseen, enough, enough_bias), threshold))
    content = {
        "signals": list(NAMES),
        "first": [round(float(value), 4) for value in first],
        "rank": [round(float(value), 4) for value in ranking],
        "answer": [round(float(value), 4) for value in answering],
        "bias": round(float(bias), 4),
        "enough": [round(float(value), 4) for value in enough],
        "enough_bias": round(float(enough_bias), 4),
        "threshold": round(threshold, 3),
        "second": SECOND,
        "share": SHARE,
    }
    TARGET.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def figures(held: Sequence[Example]) -> None:
    """Print the figures of the committed weights on held-out questions and draw how far their probability holds."""
    weights = load_weights()
    unseen = [decided(example, weights.rank, weights.answer, weights.bias) for example in held]
    found = judged(unseen, weights.enough, weights.enough_bias)
    print("held out", report(held, weights.rank, found, weights.threshold))
    print(ranking_table(held, weights.rank))
    probabilities, right = (np.array([float(item[column]) for item in found]) for column in (0, 1))
    print(f"expected calibration error {calibration_error(probabilities, right):.3f} (n={len(found)})")
    title = f"The answer is right: {len(found)} held-out questions"
    reliability_svg(probabilities, right, DIAGRAM, title=title, share="share that a quote answers")


DEPTHS = (1, 3, 5, 10)


def orders(example: Example, ranking: Array) -> dict[str, Array]:
    """Return the scores, higher first, by which the candidates of a question stand in one order after the other: each
    search alone, both fused, the evidence model alone, all signals together.
    """
    words, vectors, model = (
        example.rows[:, NAMES.index(name)] for name in ("words_rank", "vectors_rank", "evidence_model")
    )
    fused = sum(np.where(rank > 0, 1.0 / (RRF_K + 1.0 / np.maximum(rank, 1e-9)), 0.0) for rank in (words, vectors))
    return {
        "words": words,
        "vectors": vectors,
        "both, fused": np.asarray(fused),
        "evidence model alone": model,
        "all signals": example.rows @ ranking,
    }


def ranking_table(examples: Sequence[Example], ranking: Array) -> str:
    """Return, as Markdown, how often what answers is among the first of each order (95 % intervals), and the MRR."""
    found: dict[str, list[int]] = {}
    for example in examples:
        for name, scores in orders(example, ranking).items() if example.labels.any() else ():
            order = np.argsort(-scores, kind="stable")
            found.setdefault(name, []).append(int(np.flatnonzero(example.labels[order])[0]) + 1)
    lines = [f"| order | {' | '.join(f'rank {depth}' for depth in DEPTHS)} | MRR |", "|---" * (len(DEPTHS) + 2) + "|"]
    for name, places in found.items():
        cells = []
        for depth in DEPTHS:
            held = sum(place <= depth for place in places)
            low, high = wilson(held, len(places))
            cells.append(f"{100 * held / len(places):.0f} % ({100 * low:.0f}–{100 * high:.0f})")
        cells.append(f"{np.mean([1.0 / place for place in places]):.2f}")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join([*lines, f"n={len(next(iter(found.values()), []))}"])


def unread(rows: Array) -> Array:
    """Return the rows as they are before the evidence model has read any: its columns zero."""
    rows = rows.copy()
    rows[:, [NAMES.index("evidence_model"), NAMES.index("lead")]] = 0.0
    return rows


def of_set(advisor: Advisor) -> Iterator[Example]:
    """Examples of the evaluation set: questions about one diploma that reach retrieval."""
    texts = {name: document.text for name, document in advisor.index.documents.items()}
    for case in load_cases(ROOT / "evals" / "questions", texts):
        if case.tags.diploma in ("several", "none") or (
            case.status != "answered" and case.reason not in ("not_in_texts", "refers_elsewhere")
        ):
            continue
        question = understand(
            case.messages, advisor.names, today=case.today or TODAY, speller=advisor.speller,
            diploma=case.diploma, status=case.situation, session=case.session,
        )  # fmt: skip
        yield _example(
            case.id, advisor, replace(question, diplomas=(case.tags.diploma,)), _spans(case), case.split == "heldout"
        )


def _spans(case: Case) -> list[tuple[str, int, int]]:
    return [(span.document, span.start, span.end) for span in case.spans]


def of_training(data: Path) -> Iterator[Example]:
    """Examples over texts that no model was trained on: training/texts/held-out and, where `data` is, Onisep pages."""
    asked = read_questions(QUESTIONS / "fictional_heldout.jsonl", data)
    if data.is_dir():
        for file in sorted(QUESTIONS.glob("*.jsonl")):
            asked += [question for question in read_questions(file, data) if held_out(question.document)]
    with tempfile.TemporaryDirectory() as scratch:
        config = replace(load_config(), corpus=Path(scratch) / "texts", index=Path(scratch) / "index", chroma_url="")
        config.corpus.mkdir()
        for name in dict.fromkeys(question.document for question in asked):
            places = (data / name, TEXTS / name, TEXTS / "held-out" / name)
            shutil.copy(next(place for place in places if place.is_file()), config.corpus)
        build_index(config)
        advisor = Advisor.open(config)
        for written in tqdm(asked, desc="questions over held-out texts"):
            document = advisor.index.documents[Path(written.document).stem]
            if document.diploma is None:
                continue
            question = understand(
                [Message("user", written.question)], advisor.names, today=TODAY, speller=advisor.speller
            )
            spans = [(document.id, start, end) for start, end in written.spans]
            yield _example(written.question, advisor, replace(question, diplomas=(document.diploma.id,)), spans, False)
        advisor.close()


def _example(
    name: str, advisor: Advisor, question: Question, spans: Sequence[tuple[str, int, int]], heldout: bool
) -> Example:
    asked = narrow(question, advisor.names, question.diplomas[0])
    documents = documents_of(advisor.index, asked.diplomas)
    asked = focus(asked, [advisor.index.documents[document] for document in documents])
    hits = retrieve(asked, advisor.index, documents=documents)
    # The stored order only decides which candidates the evidence model reads.
    candidates = rank(asked, hits, advisor.index.documents, model=advisor.model)
    rows = np.array([candidate.row for candidate in candidates])
    labels = np.array([float(_answers(candidate.hit.sentence, spans)) for candidate in candidates])
    quotes = tuple(
        quoted_span(asked, candidate, advisor.index.sentences(candidate.document.id)) for candidate in candidates
    )
    return Example(name, rows, labels, bool(spans), heldout, quotes)


def _answers(sentence: Any, spans: Sequence[tuple[str, int, int]]) -> bool:
    """Whether a sentence and an expected span share more than half of the shorter."""
    for document, start, end in spans:
        shared = min(end, sentence.end) - max(start, sentence.start)
        if document == sentence.document and shared > 0.5 * min(sentence.end - sentence.start, end - start):
            return True
    return False


def fit_rank(examples: Sequence[Example], *, steps: int = 800) -> Array:
    """Return the weights that put the evidence first: softmax over the candidates of a question, Adam, L2."""
    usable = [example for example in examples if example.labels.any()]
    weights = np.zeros(len(NAMES))
    first, second, rate = np.zeros_like(weights), np.zeros_like(weights), 0.1
    for step in range(1, steps + 1):
        gradient = RANK_PENALTY * weights
        for example in usable:
            scores = example.rows @ weights
            share = np.exp(scores - scores.max())
            share /= share.sum()
            right = share * example.labels
            gradient = gradient + example.rows.T @ (share - right / right.sum()) / len(usable)
        first, second = 0.9 * first + 0.1 * gradient, 0.99 * second + 0.01 * gradient**2
        weights = weights - rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
        rate *= 0.997
    return weights


def fit_answer(examples: Sequence[Example], ranking: Array, *, steps: int = 6000) -> tuple[Array, float]:
    """Return weights and bias of the probability that a candidate answers, fitted on the five best of each question."""
    rows, labels = [], []
    for example in examples:
        best = np.argsort(-(example.rows @ ranking), kind="stable")[:5]
        rows.append(example.rows[best])
        labels.append(example.labels[best])
    x, y = np.concatenate(rows), np.concatenate(labels)
    scale = np.maximum(np.abs(x).max(axis=0), 1.0)
    weights, bias = np.zeros(x.shape[1]), 0.0
    for _ in range(steps):
        error = 1 / (1 + np.exp(-((x / scale) @ weights + bias))) - y
        weights -= 0.5 * ((x / scale).T @ error / len(y) + ANSWER_PENALTY * weights)
        bias -= 0.5 * float(error.mean())
    return weights / scale, bias


@dataclass(frozen=True)
class Decided:
    """What `select` would do with a question: its features (None: nothing to quote), whether a shown quote answers."""

    features: Array | None
    right: bool
    answerable: bool


def decided(example: Example, ranking: Array, answering: Array, bias: float) -> Decided:
    """Return what `select` sees and shows."""
    scores = example.rows @ ranking
    order = np.argsort(-scores, kind="stable")
    never = example.rows[order][:, [NAMES.index("unstated"), NAMES.index("other_exam")]].any(axis=1)
    best = order[~never][:JUDGED]
    if not len(best):
        return Decided(None, False, example.answerable)
    probabilities = 1 / (1 + np.exp(-(example.rows[best] @ answering + bias)))
    quotes = [example.quotes[position] for position in best]
    # As select.by_quote: the items of one list are quoted together.
    missing: dict[tuple[str, int, int], float] = {}
    for quote, probability in zip(quotes, probabilities, strict=True):
        missing[quote] = missing.get(quote, 1.0) * (1.0 - float(probability))
    chances = {quote: 1.0 - share for quote, share in missing.items()}
    first, *others = chances
    shown, none = {first}, 1.0 - chances[first]
    for quote in others[:7]:
        likely = chances[quote] >= max(SECOND, SHARE * chances[first])
        if len(shown) < MOST_QUOTES and (likely or (1.0 - none < SURE and chances[quote] >= GUESS)):
            shown.add(quote)
            none *= 1.0 - chances[quote]
    holding = {quote for quote, label in zip(example.quotes, example.labels, strict=True) if label}
    seen = features(example.rows[best], scores[best].tolist(), probabilities.tolist(), max(list(chances.values())[:3]))
    return Decided(seen, bool(shown & holding), example.answerable)


def fit_enough(seen: Sequence[Decided], *, steps: int = 1500) -> tuple[Array, float]:
    """Return weights and bias of the probability that what would be quoted answers; features are scaled to fit."""
    usable = [(item.features, float(item.right)) for item in seen if item.features is not None]
    x, y = np.array([row for row, _ in usable]), np.array([label for _, label in usable])
    middle, width = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-3)
    scaled = (x - middle) / width
    weights, bias = np.zeros(x.shape[1]), 0.0
    for _ in range(steps):
        error = 1 / (1 + np.exp(-(scaled @ weights + bias))) - y
        weights -= 0.5 * (scaled.T @ error / len(y) + ENOUGH_PENALTY * weights)
        bias -= 0.5 * float(error.mean())
    return weights / width, bias - float((weights / width) @ middle)


def judged(seen: Sequence[Decided], enough: Array, bias: float) -> list[tuple[float, bool, bool]]:
    """Return (probability, whether a shown quote answers, whether anything does) of each question."""
    return [
        (
            0.0 if item.features is None else float(1 / (1 + np.exp(-(item.features @ enough + bias)))),
            item.right,
            item.answerable,
        )
        for item in seen
    ]


def crossed(seen: Sequence[Decided], *, folds: int = 5) -> list[tuple[float, bool, bool]]:
    """Return what `judged` does, each question with weights fitted on the other folds."""
    found: dict[int, tuple[float, bool, bool]] = {}
    for fold in range(folds):
        enough, bias = fit_enough([item for number, item in enumerate(seen) if number % folds != fold])
        own = [number for number in range(len(seen)) if number % folds == fold]
        found.update(zip(own, judged([seen[number] for number in own], enough, bias), strict=True))
    return [found[number] for number in range(len(seen))]


def report(
    examples: Sequence[Example], ranking: Array, decisions: Sequence[tuple[float, bool, bool]], threshold: float
) -> str:
    """Return rank 1 and 3, AUC of "answers", and what the threshold lets through."""
    ranks = []
    for example in examples:
        if example.labels.any():
            order = np.argsort(-(example.rows @ ranking), kind="stable")
            ranks.append(int(np.flatnonzero(example.labels[order])[0]) + 1)
    yes = [probability for probability, _, answerable in decisions if answerable]
    no = [probability for probability, _, answerable in decisions if not answerable]
    auc = (
        float(np.mean([[1.0 if a > b else 0.5 if a == b else 0.0 for b in no] for a in yes]))
        if yes and no
        else float("nan")
    )
    found = np.array(ranks)
    wrong = np.mean([probability >= threshold and not right for probability, right, _ in decisions])
    shown = np.sum([probability >= threshold and right for probability, right, _ in decisions]) / len(yes)
    return (
        f"rank 1 {np.mean(found == 1):.3f}, rank 3 {np.mean(found <= 3):.3f} (n={len(found)}); AUC {auc:.3f}; "
        f"answerable refused {np.mean(np.array(yes) < threshold):.3f} (n={len(yes)}), "
        f"unanswerable refused {np.mean(np.array(no) < threshold):.3f} (n={len(no)}); "
        f"evidence shown {shown:.3f}, wrong {wrong:.3f}"
    )


if __name__ == "__main__":
    main()
