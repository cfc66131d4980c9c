"""The public sets: figures by hand, and the real search over a tiny set in BEIR layout."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from advisor.config import Config
from advisor.engines.cross_encoder import OWN, open_judge
from advisor.evaluation.bench import ndcg, paired_bootstrap, read_bench, reciprocal, run_bench, summary

ARTICLES = {
    "a": "La bourse est versée aux élèves du collège.",
    "b": "Le stage en entreprise fait l'objet d'une convention.",
    "c": "Le recteur nomme le jury de l'examen.",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "sets" / "tiny"
    target.mkdir(parents=True)
    corpus = [json.dumps({"_id": name, "title": "", "text": text}) for name, text in ARTICLES.items()]
    (target / "corpus.jsonl").write_text("\n".join(corpus), encoding="utf-8")
    questions = {"q1": "Qui nomme le jury ?", "q2": "Faut-il une convention pour le stage ?"}
    rows = [json.dumps({"_id": name, "text": text}) for name, text in questions.items()]
    (target / "queries.jsonl").write_text("\n".join(rows), encoding="utf-8")
    (target / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\tc\t1\nq2\tb\t1\n", encoding="utf-8")
    return target


def test_ndcg_and_mrr_worked_example() -> None:
    # Right at ranks 2 and 3 of two: (1/log2 3 + 1/log2 4) / (1/log2 2 + 1/log2 3).
    expected = (1 / math.log2(3) + 0.5) / (1 + 1 / math.log2(3))
    assert ndcg(["x", "a", "b"], frozenset("ab")) == pytest.approx(expected)
    assert reciprocal(["x", "a", "b"], frozenset("ab")) == 0.5


def test_a_difference_that_never_changes_has_no_width() -> None:
    assert paired_bootstrap([1.0, 0.5], [0.5, 0.0]) == (0.5, 0.5, 0.5)


def test_a_sample_keeps_the_documents_that_answer(folder: Path) -> None:
    bench = read_bench(folder, sample=2)
    assert (set(bench.documents), set(bench.questions)) == ({"b", "c"}, {"q1", "q2"})


def test_the_product_search_runs_over_a_set(folder: Path, tmp_path: Path) -> None:
    results = run_bench(folder.parent, Config(index=tmp_path / "index"), model=open_judge(OWN))
    figures = {figure["name"]: figure["value"] for figure in results["tiny"]["figures"]}
    assert figures["words MRR@10"] == figures["fused MRR@10"] == figures["vectors hit@5"] == 1.0
    assert figures["evidence hit@1"] == 1.0
    assert results["tiny"]["fusion"]["holds"] is True
    assert "tiny: 2 questions over 3 documents" in summary(results)
