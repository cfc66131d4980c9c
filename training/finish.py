"""Export a trained run and measure it: advisor/models/evidence, docs/models.json and the reliability diagram.

usage: python -m training.finish --data ../shared/data --train ../shared/train [--work training/work] [--measure-only]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from advisor.engines.evidence import MAX_TOKENS
from advisor.engines.onnx_runtime import MODELS, OnnxEvidence, OnnxModel
from training.base import build_base, shorten
from training.dataset import Group, bm25_scores, build
from training.diagram import reliability_svg
from training.evaluate import HELD_OUT, Outcome, Score, calibration_error, figures, judge_groups, platt
from training.export import write_model
from training.judge import Judge
from training.shipped import load_run, load_shipped, mix
from training.smooth import smooth

DOCS = Path(__file__).parent.parent / "docs"
BITS, BLOCK = 8, 128


def export(work: Path, run: str, data: Path, train: Path, out: Path, *, share: float = 1.0) -> None:
    """Write the run's weights as the evidence model in `out`, or only `share` of the way to them from those there."""
    bert, tokenizer, vocabulary = build_base(work, data, train)
    judge = Judge(bert)
    load_run(judge, work / f"{run}.pt")
    shorten(judge.bert, MAX_TOKENS)
    if share < 1.0:
        before = Judge(build_base(work, data, train)[0])
        load_shipped(before, out)
        mix(judge, before, share)
    tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")
    smooth(judge, tokenizer, sample_pairs(build(data, train, work)), pad=vocabulary.pad)
    tokenizer.no_truncation()
    card = (Path(__file__).parent / "cards" / "evidence.md").read_text(encoding="utf-8")
    write_model(judge, tokenizer, out, output="logits", card=card, bits=BITS, block=BLOCK, alone=True)


def sample_pairs(groups: Sequence[Group], count: int = 400) -> list[tuple[str, str]]:
    """Return pairs of the training questions, each with what answers it or what is nearest to answering."""
    own = [group for group in groups if group.split == "train"]
    texts = [(group.question, (*group.positives, *group.negatives)[0]) for group in own[:: max(1, len(own) // count)]]
    return texts[:count]


def e5_score(model: OnnxModel) -> Score:
    """Return a scorer by cosine of e5-small, to compare with. Each text is embedded once."""
    known: dict[str, np.ndarray] = {}

    def score(question: str, texts: Sequence[str]) -> list[float]:
        query = model.run([f"query: {question}"])[0]
        new = [text for text in texts if text not in known]
        if new:
            known.update(zip(new, model.run([f"passage: {text}" for text in new]), strict=True))
        return [float(known[text] @ query) for text in texts]

    return score


def fused_score(question: str, texts: Sequence[str], *scorers: Score) -> list[float]:
    """Return the reciprocal rank fusion (k 60) of several scorers."""
    total = np.zeros(len(texts))
    for scorer in scorers:
        order = np.argsort(-np.asarray(scorer(question, texts)), kind="stable")
        total[order] += 1 / (61 + np.arange(len(texts)))
    return total.tolist()


def crossed(outcomes: Sequence[Outcome]) -> tuple[np.ndarray, np.ndarray]:
    """Return each question's probability, fitted on the documents of the other half, and whether it has an answer."""
    best = np.array([outcome.best for outcome in outcomes])
    answerable = np.array([float(outcome.rank is not None) for outcome in outcomes])
    names = sorted({outcome.document for outcome in outcomes})
    half = np.array([names.index(outcome.document) % 2 for outcome in outcomes])
    p = np.zeros(len(best))
    for side in (0, 1):
        a, b = platt(best[half != side], answerable[half != side])
        p[half == side] = 1 / (1 + np.exp(-(a * best[half == side] + b)))
    return p, answerable


def measure(groups: Sequence[Group], model: OnnxEvidence) -> dict[str, object]:
    """Return the figures of each held-out set for words, vectors, both and the evidence model; draw the diagram."""
    vectors = e5_score(OnnxModel(MODELS / "e5-small", max_tokens=MAX_TOKENS + 32))
    ways: dict[str, Score] = {
        "words": bm25_scores,
        "vectors": vectors,
        "fused": lambda question, texts: fused_score(question, texts, bm25_scores, vectors),
        "evidence": model.score,
    }
    report: dict[str, object] = {}
    judged: list[Outcome] = []
    for split in HELD_OUT:
        own = [group for group in groups if group.split == split]
        report[split] = {}
        for way, score in ways.items():
            outcomes = judge_groups(own, score)
            report[split][way] = figures(outcomes)  # type: ignore[index]
            judged += outcomes if way == "evidence" else []
    p, answerable = crossed(judged)
    a, b = platt(np.array([outcome.best for outcome in judged]), answerable)
    report["calibration"] = {
        "questions": len(judged),
        "error": round(calibration_error(p, answerable), 3),
        "slope": round(a, 3),
        "offset": round(b, 3),
    }
    reliability_svg(p, answerable, DOCS / "models-reliability.svg", title="Questions kept out of training")
    return report


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("training/work"))
    parser.add_argument("--run", default="evidence")
    parser.add_argument("--out", type=Path, default=MODELS / "evidence")
    parser.add_argument("--share", type=float, default=1.0, help="how far to go from the weights in --out to the run's")
    parser.add_argument("--measure-only", action="store_true")
    options = parser.parse_args()
    if not options.measure_only:
        export(options.work, options.run, options.data, options.train, options.out, share=options.share)
    report = measure(build(options.data, options.train, options.work), OnnxEvidence(options.out))
    (DOCS / "models.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
