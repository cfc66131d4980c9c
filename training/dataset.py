"""Questions to groups: what answers, what looks like it, with the product's own sentences and its own way of searching.

A group is one question, the evidence texts that answer it (none: unanswerable) and a pool of texts that do not, the
hardest first: the best of the same document by words and by vectors, neighbours, the same sentence under another
heading, and a few of sibling documents. Sentences that can be argued over (the items of a list whose lead-in answers)
are left out.

usage: python -m training.dataset --data ../shared/data --train ../shared/train --work training/work
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from advisor.chunk import chunk
from advisor.engines.evidence import evidence_text
from advisor.engines.onnx_runtime import MODELS, OnnxModel
from advisor.language.french import tokens
from advisor.parse import parse
from advisor.records import Document, Sentence
from training.questions import QUESTIONS, TrainingQuestion, document_text, held_out, read_questions

POOL = 26  # negatives kept for a question; each epoch draws from them
SHORT = 40  # sentences: the pool of a shorter document holds nearly all of it, whichever search is used
LIST_SHARE = 0.6  # of a list's items: a quote that covers more is the list, one that covers fewer is those items


@dataclass(frozen=True)
class Group:
    """One question with its candidates, as texts. `split` is train, onisep_heldout, fictional_heldout or wikipedia."""

    question: str
    document: str
    kind: str
    split: str
    positives: tuple[str, ...]
    negatives: tuple[str, ...]


class Unit:
    """A document's sentences, the texts that are judged, and both ways of searching among them."""

    def __init__(self, name: str, text: str) -> None:
        parsed = parse(text, title=Path(name).stem)
        document = Document(name, text, "", parsed.facts.kind, parsed.facts.title or name)
        self.name = name
        self.text = text
        self.sentences = [s for s in chunk(document, parsed.root).sentences if s.kind != "furniture"]
        self.texts = [evidence_text(text, sentence) for sentence in self.sentences]
        self.vectors: np.ndarray | None = None
        self._words = Words(self.texts)

    def bm25(self, query: str) -> np.ndarray:
        """Return the BM25 score of each sentence."""
        return self._words.scores(query)


class Words:
    """BM25 (k1 1.2, b 0.75) over a few texts, with the tokens of the product's word index."""

    def __init__(self, texts: Sequence[str]) -> None:
        lines = [Counter(tokens(text)) for text in texts]
        lengths = [line.total() for line in lines]
        mean = max(1.0, sum(lengths) / max(1, len(lengths)))
        places: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, line in enumerate(lines):
            norm = 1.2 * (0.25 + 0.75 * lengths[number] / mean)
            for word, count in line.items():
                places[word].append((number, count * 2.2 / (count + norm)))
        self._size = len(lines)
        self._weights = {}
        for word, found in places.items():
            idf = math.log(1 + (len(lines) - len(found) + 0.5) / (len(found) + 0.5))
            self._weights[word] = (np.array([n for n, _ in found]), np.array([idf * weight for _, weight in found]))

    def scores(self, query: str) -> np.ndarray:
        """Return the score of each text, 0 for one that shares no word with `query`."""
        scores = np.zeros(self._size)
        for word in dict.fromkeys(tokens(query)):
            if word in self._weights:
                numbers, weights = self._weights[word]
                scores[numbers] += weights
        return scores


def bm25_scores(question: str, texts: Sequence[str]) -> list[float]:
    """Return the BM25 score of each text among `texts` alone."""
    return [float(score) for score in Words(texts).scores(question)]


def overlapping(sentences: Sequence[Sentence], span: tuple[int, int]) -> list[int]:
    """Return the positions of the sentences that share at least half of themselves, or of the span, with `span`."""
    start, end = span
    found = []
    for position, sentence in enumerate(sentences):
        shared = min(end, sentence.end) - max(start, sentence.start)
        if shared > 0 and shared * 2 >= min(end - start, sentence.end - sentence.start):
            found.append(position)
    return found


def answers(sentences: Sequence[Sentence], span: tuple[int, int]) -> tuple[set[int], set[int]]:
    """Return the positions that answer and those left out, for one quote.

    A quote that is a whole list stands for its lead-in; a quote of fewer items stands for each of them.
    """
    inside = overlapping(sentences, span)
    items = [p for p in inside if sentences[p].kind == "item"]
    if len(items) < 2:
        return set(inside), set()
    lead_ins = {sentences[p].lead_in for p in items} - {None}
    openers = {p for p, s in enumerate(sentences) if (s.start, s.end) in lead_ins or _covers(s, lead_ins)}
    of_list = [s for s in sentences if s.kind == "item" and s.group == sentences[items[0]].group]
    whole = len(items) >= LIST_SHARE * len(of_list) or bool(openers & set(inside))
    if not openers or not whole:
        return set(inside), openers - set(inside)
    outer = openers & set(inside) or openers
    first = min(outer)
    others = {p for p in inside if sentences[p].kind != "item" and p not in openers}
    return {first} | (others if len(others) <= 1 else set()), set(inside) | openers


def _covers(sentence: Sentence, lead_ins: set[tuple[int, int] | None]) -> bool:
    return any(lead and sentence.kind != "heading" and sentence.start <= lead[0] < sentence.end for lead in lead_ins)


def group_of(
    question: TrainingQuestion, unit: Unit, query: np.ndarray | None, siblings: Sequence[Unit], split: str
) -> Group:
    """Return the group of a question over its document; `query` is its vector, if the document has vectors."""
    positive: set[int] = set()
    left_out: set[int] = set()
    for span in question.spans:
        yes, maybe = answers(unit.sentences, span)
        positive |= yes
        left_out |= maybe
    left_out -= positive
    near = [p for span in question.near for p in overlapping(unit.sentences, span)]
    searches = [unit.bm25(question.question)]
    if unit.vectors is not None and query is not None:
        searches.append(unit.vectors @ query)
    ranked = [np.argsort(-scores, kind="stable")[:20] for scores in searches]
    points: dict[int, float] = defaultdict(float)
    for order in ranked:
        for rank, position in enumerate(order):
            points[int(position)] += 1 / (10 + rank)
    for position in near:
        points[position] += 1.0
    for position in positive:
        like = np.argsort(-unit.bm25(unit.sentences[position].text), kind="stable")[1:5]
        for beside in (position - 2, position - 1, position + 1, position + 2, *map(int, like)):
            points[beside] += 0.06
    hard = sorted((p for p in points if 0 <= p < len(unit.texts)), key=lambda p: -points[p])
    answering = {unit.texts[p] for p in positive}
    pool = [unit.texts[p] for p in hard if p not in positive | left_out and unit.texts[p] not in answering]
    for sibling in siblings:
        best = int(np.argmax(sibling.bm25(question.question)))
        pool.insert(min(len(pool), POOL - 2), sibling.texts[best])
    return Group(
        question=question.question,
        document=question.document,
        kind=question.kind,
        split=split,
        positives=tuple(dict.fromkeys(unit.texts[p] for p in sorted(positive))),
        negatives=tuple(dict.fromkeys(pool[:POOL])),
    )


def split_of(name: str, question: TrainingQuestion) -> str:
    """Return which set a question belongs to."""
    if name == "fictional_heldout":
        return name
    return "onisep_heldout" if held_out(question.document) else "train"


def family_of(document: str) -> str:
    """Return which texts are a document's siblings: its folder's, or those whose name begins as its own (arrete-…)."""
    folder, _, name = document.rpartition("/")
    return folder or name.split("-")[0]


def domain_groups(data: Path, model: OnnxModel | None, questions: Path = QUESTIONS) -> list[Group]:
    """Return the groups of the questions over regulation texts. A sibling is of the same family and the same split."""
    files = sorted(questions.glob("*.jsonl"))
    asked = [(file.stem, q) for file in files for q in read_questions(file, data)]
    units = {name: Unit(name, document_text(name, data)) for name in dict.fromkeys(q.document for _, q in asked)}
    for unit in tqdm(units.values(), desc="vectors"):
        if model is not None and len(unit.texts) > SHORT:
            unit.vectors = model.run([f"passage: {text}" for text in unit.texts])
    with_vectors = [q for _, q in asked if units[q.document].vectors is not None]
    queries: dict[TrainingQuestion, np.ndarray] = {}
    if model is not None:
        found = model.run([f"query: {q.question}" for q in with_vectors])
        queries = dict(zip(with_vectors, found, strict=True))
    families: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for name, question in dict.fromkeys((n, q) for n, q in asked):
        family = families[split_of(name, question), family_of(question.document)]
        if units[question.document] not in family:
            family.append(units[question.document])
    groups = []
    for number, (name, question) in enumerate(asked):
        split = split_of(name, question)
        others = [u for u in families[split, family_of(question.document)] if u.name != question.document]
        siblings = [others[(number * 7 + step) % len(others)] for step in range(2)] if others else []
        groups.append(group_of(question, units[question.document], queries.get(question), siblings, split))
    return groups


def wikipedia_groups(train: Path) -> list[Group]:
    """Return groups over PIAF and service-public: the sentence that holds the answer against the others of its text."""
    piaf = json.loads((train / "piaf.json").read_text(encoding="utf-8"))
    spans = json.loads((train / "service_public_spans.json").read_text(encoding="utf-8"))
    asked = [(entry["title"], entry["context"], q) for entry in piaf for q in entry["questions"]]
    asked += [("", entry["context"], entry) for entry in spans]
    groups = []
    for title, context, question in asked:
        unit = Unit("wikipedia/" + title, context)
        span = (question["start"], question["start"] + len(question["answer"]))
        positive, left_out = answers(unit.sentences, span)
        others = [t for p, t in enumerate(unit.texts) if p not in positive | left_out]
        yes = tuple(unit.texts[p] for p in sorted(positive))
        if yes and len(others) >= 2:
            groups.append(Group(question["question"], title, "wikipedia", "wikipedia", yes, tuple(others[:POOL])))
    return groups


def build(data: Path, train: Path, work: Path) -> list[Group]:
    """Return all groups, building `work`/groups.jsonl first when it is not there."""
    path = work / "groups.jsonl"
    if not path.is_file():
        work.mkdir(parents=True, exist_ok=True)
        groups = [*domain_groups(data, OnnxModel(MODELS / "e5-small", max_tokens=160)), *wikipedia_groups(train)]
        lines = (json.dumps(asdict(group), ensure_ascii=False) for group in groups)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    read = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Group(**{**entry, "positives": tuple(entry["positives"]), "negatives": tuple(entry["negatives"])})
        for entry in read
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("training/work"))
    options = parser.parse_args()
    groups = build(options.data, options.train, options.work)
    for split, n in Counter(group.split for group in groups).items():
        own = [group for group in groups if group.split == split]
        print(f"{split}: {n} questions, {sum(not g.positives for g in own)} unanswerable")


if __name__ == "__main__":
    main()
