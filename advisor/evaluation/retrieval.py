"""How well the search finds the evidence: recall at 1, 5 and 10 and MRR, for words alone, vectors alone and both fused.

Read from the trace of the same run, so it measures the search that the answers came from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from advisor.evaluation.cases import Case
from advisor.evaluation.measures import Figure, Judged, mean, overlap

SEARCHES = ("words", "vectors", "fused")
DEPTHS = (1, 5, 10)
Hits = Sequence[Mapping[str, Any]]


def ranking(hits: Hits, search: str) -> list[Mapping[str, Any]]:
    """Return the hits of one search, best first."""
    if search == "fused":
        return sorted(hits, key=lambda hit: -float(hit["fused"]))
    found = [hit for hit in hits if hit[f"{search}_rank"] is not None]
    return sorted(found, key=lambda hit: int(hit[f"{search}_rank"]))


def recall(case: Case, ranked: Hits, depth: int) -> float:
    """Return the share of the case's evidence entries that one of the first `depth` hits overlaps, 0 to 1."""
    top = ranked[:depth]
    found = sum(any(_touches(hit, entry) for hit in top) for entry in case.evidence)
    return found / len(case.evidence)


def reciprocal_rank(case: Case, ranked: Hits) -> float:
    """Return 1 / rank of the first hit that overlaps any evidence, 0 when none does."""
    for position, hit in enumerate(ranked, start=1):
        if any(_touches(hit, entry) for entry in case.evidence):
            return 1 / position
    return 0.0


def _touches(hit: Mapping[str, Any], entry: Sequence[Any]) -> bool:
    return any(
        hit["document"] == span.document and overlap(hit["start"], hit["end"], span.start, span.end) for span in entry
    )


def retrieval_figures(judged: Sequence[Judged]) -> tuple[list[Figure], dict[str, int]]:
    """Return the figures of the three searches, and the number of answerable cases left out by reason.

    A case that was refused or asked back before anything was searched has no ranking: it is unscored here, not a miss.
    """
    scored: list[Judged] = []
    unscored: dict[str, int] = {}
    for item in judged:
        if item.case.status != "answered":
            continue
        if item.verdict == "Unscored":
            unscored["not asked"] = unscored.get("not asked", 0) + 1
        elif not item.trace["hits"]:
            unscored[f"not searched ({item.outcome})"] = unscored.get(f"not searched ({item.outcome})", 0) + 1
        else:
            scored.append(item)
    figures = []
    for search in SEARCHES:
        ranked = [(item.case, ranking(item.trace["hits"], search)) for item in scored]
        figures += [
            mean(f"{search} recall@{depth}", [recall(case, hits, depth) for case, hits in ranked]) for depth in DEPTHS
        ]
        figures.append(mean(f"{search} MRR", [reciprocal_rank(case, hits) for case, hits in ranked]))
    return figures, unscored
