"""Retrieval on text and questions that nobody here wrote: sets in BEIR layout, through the product's own search.

Words, vectors and fused on the same index, and the ten best of the fusion put in order by the evidence model. The
fusion should not be significantly below the better of the two (paired bootstrap over questions). Reported, never a
gate.
"""

from __future__ import annotations

import hashlib
import json
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from advisor.config import Config
from advisor.engines.evidence import SENTENCE_WORDS, EvidenceModel
from advisor.errors import EvaluationError
from advisor.evaluation.measures import Figure, mean, share
from advisor.index import Index, build
from advisor.records import Document, Indexable, Passage, Question, Sentence, SourceRef
from advisor.retrieve import fuse, search
from advisor.select.rank import JUDGED

Runs = dict[str, dict[str, list[str]]]  # search -> question id -> document ids, best first

_PARSER = "bench 1"  # one sentence per article: nothing is parsed
_RESAMPLES = 10_000
_SEED = 20260218


@dataclass(frozen=True, slots=True)
class Bench:
    """One set: documents (title, text), questions, and the ids of the documents that answer each question."""

    name: str
    documents: Mapping[str, tuple[str, str]]
    questions: Mapping[str, str]
    relevant: Mapping[str, frozenset[str]]


def read_bench(folder: Path, *, sample: int | None = None) -> Bench:
    """Read a set in BEIR layout. With `sample`, keep that many documents, those that answer first, chosen by hash.

    Questions without any kept document that answers are dropped. Raises EvaluationError.
    """
    try:
        documents = {row["_id"]: (row.get("title", ""), row["text"]) for row in _rows(folder / "corpus.jsonl")}
        questions = {row["_id"]: row["text"] for row in _rows(folder / "queries.jsonl")}
        relevant: dict[str, set[str]] = {}
        for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
            question, document, score = line.split("\t")
            if int(score) > 0:
                relevant.setdefault(question, set()).add(document)
    except (OSError, ValueError, KeyError) as error:
        raise EvaluationError(
            f"{folder}: not a set in BEIR layout ({error}). It holds corpus.jsonl, queries.jsonl, qrels.tsv."
        ) from None
    if sample is not None and sample < len(documents):
        wanted = set().union(*relevant.values())
        order = sorted(documents, key=lambda name: (name not in wanted, hashlib.sha256(name.encode()).hexdigest()))
        documents = {name: documents[name] for name in order[:sample]}
    kept = {name: frozenset(answers & documents.keys()) for name, answers in relevant.items() if name in questions}
    kept = {name: answers for name, answers in kept.items() if answers}
    return Bench(folder.name, documents, {name: questions[name] for name in kept}, kept)


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def index_bench(bench: Bench, config: Config) -> Index:
    """Build the set's own index in `config.index` and open it. Only new text is embedded; a killed build goes on."""
    sources = [
        SourceRef(name, hashlib.sha256("\n".join(parts).encode()).hexdigest())
        for name, parts in bench.documents.items()
    ]
    build(
        sources,
        lambda name: _indexable(name, bench.documents[name]),
        config=config,
        parser_version=_PARSER,
        progress="always",
    )
    return Index.open(config, parser_version=_PARSER)


def _indexable(name: str, parts: tuple[str, str]) -> Indexable:
    title, text = parts
    searched = f"{title}\n{text}".strip()
    document = Document(name, text, hashlib.sha256(text.encode()).hexdigest(), "texte", title or name)
    sentence = Sentence(name, 0, 0, len(text), " ".join(text.split()), (title,) if title else ())
    passage = Passage(name, 0, 0, len(text), sentence.headings, (0, 1))
    return Indexable(
        document=document,
        passages=(passage,),
        sentences=(sentence,),
        passage_texts=(searched,),
        sentence_texts=(searched,),
        sentence_meanings=(searched,),
    )


def search_bench(bench: Bench, index: Index, model: EvidenceModel | None = None) -> Runs:
    """Ask every question of both searches, fuse them as the product does, and let the evidence model order the best."""
    runs: Runs = {"words": {}, "vectors": {}, "fused": {}}
    if model is not None:
        runs["evidence"] = {}
    for name, question in tqdm(bench.questions.items(), desc=bench.name, unit="question", disable=None):
        found = search(Question(text=question, matter=question, search=question), index, documents=None)
        runs["words"][name] = [document for (document, _), _ in found.words]
        runs["vectors"][name] = [document for (document, _), _ in found.vectors]
        runs["fused"][name] = [document for (document, _), _ in fuse(found)]
        if model is not None:
            runs["evidence"][name] = _judged(question, runs["fused"][name], bench, model)
    return runs


def _judged(question: str, ranked: Sequence[str], bench: Bench, model: EvidenceModel) -> list[str]:
    """Return `ranked` with its JUDGED first ordered by the best logit of their windows, each as long as a sentence."""
    best = {}
    for name in ranked[:JUDGED]:
        title, text = bench.documents[name]
        words = text.split()
        windows = [" ".join(words[at : at + SENTENCE_WORDS]) for at in range(0, max(1, len(words)), SENTENCE_WORDS)]
        best[name] = max(model.score(question, [f"{title} | {window}" if title else window for window in windows]))
    return [*sorted(best, key=lambda name: -best[name]), *ranked[JUDGED:]]


def ndcg(ranked: Sequence[str], relevant: frozenset[str], depth: int = 10) -> float:
    """Return nDCG@depth with binary gains, 0 to 1 (Järvelin and Kekäläinen, 2002)."""
    gained = sum(1 / math.log2(rank + 1) for rank, name in enumerate(ranked[:depth], start=1) if name in relevant)
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(depth, len(relevant)) + 1))
    return gained / ideal


def reciprocal(ranked: Sequence[str], relevant: frozenset[str], depth: int = 10) -> float:
    """Return 1 / rank of the first right document among the first `depth`, else 0."""
    return next((1 / rank for rank, name in enumerate(ranked[:depth], start=1) if name in relevant), 0.0)


def bench_figures(bench: Bench, runs: Runs) -> list[Figure]:
    """Return nDCG@10, MRR@10 and hit@1, 5, 10 of each search."""
    found = []
    for name, ranked in runs.items():
        pairs = [(ranked[name], relevant) for name, relevant in bench.relevant.items()]
        found.append(mean(f"{name} nDCG@10", [ndcg(*pair) for pair in pairs]))
        found.append(mean(f"{name} MRR@10", [reciprocal(*pair) for pair in pairs]))
        found += [
            share(f"{name} hit@{k}", [bool(relevant & set(ids[:k])) for ids, relevant in pairs]) for k in (1, 5, 10)
        ]
    return found


def paired_bootstrap(first: Sequence[float], second: Sequence[float]) -> tuple[float, float, float]:
    """Return the mean of first − second and its 95 % interval, resampling questions with a fixed seed."""
    differences = [left - right for left, right in zip(first, second, strict=True)]
    n, chance = len(differences), random.Random(_SEED)
    means = sorted(sum(chance.choices(differences, k=n)) / n for _ in range(_RESAMPLES))
    return sum(differences) / n, means[int(0.025 * _RESAMPLES)], means[int(0.975 * _RESAMPLES) - 1]


def fusion_verdict(bench: Bench, runs: Runs) -> dict[str, Any]:
    """Compare the fusion's nDCG@10 with the better single search's. `holds` is False when it is significantly below."""
    scores = {
        search: [ndcg(ranked[name], relevant) for name, relevant in bench.relevant.items()]
        for search, ranked in runs.items()
    }
    better = max(("words", "vectors"), key=lambda search: sum(scores[search]))
    difference, low, high = paired_bootstrap(scores["fused"], scores[better])
    return {"better": better, "difference": difference, "low": low, "high": high, "holds": high >= 0}


def run_bench(
    folder: Path,
    config: Config,
    *,
    sample: int | None = None,
    model: EvidenceModel | None = None,
) -> dict[str, Any]:
    """Run every set of `folder` and return figures by set. Indexes go to `config.index`/bench."""
    sets = sorted(path.parent for path in folder.glob("*/qrels.tsv"))
    if not sets:
        raise EvaluationError(f"{folder}: no set in BEIR layout there. Correct --bench.")
    results: dict[str, Any] = {}
    for path in sets:
        bench = read_bench(path, sample=sample)
        where = config.index / "bench" / (f"{bench.name}-{sample}" if sample else bench.name)
        with index_bench(bench, replace(config, index=where, chroma_url="")) as index:
            runs = search_bench(bench, index, model)
        results[bench.name] = {
            "documents": len(bench.documents),
            "questions": len(bench.questions),
            "figures": [asdict(figure) for figure in bench_figures(bench, runs)],
            "fusion": fusion_verdict(bench, runs),
        }
    return results


def summary(results: Mapping[str, Any]) -> str:
    """Return the figures of every set for a terminal."""
    from advisor.evaluation.report import shown

    lines = []
    for name, result in results.items():
        lines.append(f"{name}: {result['questions']} questions over {result['documents']} documents")
        lines += [f"  {figure['name']:<20}{shown(Figure(**figure))}" for figure in result["figures"]]
        fusion = result["fusion"]
        verdict = "not significantly below" if fusion["holds"] else "SIGNIFICANTLY BELOW"
        lines.append(
            f"  fused - {fusion['better']} nDCG@10: {100 * fusion['difference']:+.1f} points "
            f"[{100 * fusion['low']:+.1f}, {100 * fusion['high']:+.1f}]: {verdict} the better of the two"
        )
    return "\n".join(lines)
