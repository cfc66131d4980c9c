"""Question to hits: sentences found by words (BM25) and vectors (e5), fused by rank, for the diplomas asked about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from advisor.describe import types_at_head
from advisor.engines.evidence import question_text
from advisor.language.french import fold
from advisor.language.vocabulary import types_in
from advisor.records import Diploma, Document, Hit, Question, Sentence
from advisor.understand.reading import named_in

# Reciprocal rank fusion, Cormack, Clarke and Büttcher 2009 (SIGIR): score = sum of 1 / (k + rank), their k = 60.
RRF_K = 60
DEPTH = 60  # hits asked of each search: a text of the corpus has 30 to 200 sentences

Key = tuple[str, int]


class SearchableIndex(Protocol):
    """What retrieval needs of an index."""

    @property
    def documents(self) -> Mapping[str, Document]: ...

    def sentences(self, document: str) -> tuple[Sentence, ...]: ...

    def search_words(self, text: str, *, documents: Collection[str] | None, limit: int) -> list[tuple[Key, float]]: ...

    def search_vectors(
        self, text: str, *, documents: Collection[str] | None, limit: int
    ) -> list[tuple[Key, float]]: ...


def general_documents(index: SearchableIndex, types: Collection[str]) -> list[str]:
    """Return the ids of the documents about no diploma in particular, such as a part of a code.

    One that names types of diploma at its head ("Articles … (BTS)") is about these alone, and is returned when one of
    `types` is among them.
    """
    wanted = set(types)
    return [
        name
        for name, document in index.documents.items()
        if document.diploma is None and _speaks_for(types_at_head(name, document.title, document.text), wanted)
    ]


def _speaks_for(named: Collection[str], wanted: set[str]) -> bool:
    return not named or not wanted.isdisjoint(named)


def types_of(index: SearchableIndex, diplomas: Collection[str]) -> set[str]:
    """Return the types ("bts", "bac pro") of some diplomas, by their names."""
    found = [index.documents[name].diploma for name in documents_of(index, diplomas)]
    names = {name for diploma in found if diploma for name in (diploma.name, *diploma.aliases)}
    return {type_id for name in names for type_id, _, _ in types_in(fold(name))[:1]}


@dataclass(frozen=True, slots=True)
class Found:
    """The ranked lists behind the hits, best first."""

    words: tuple[tuple[Key, float], ...]
    vectors: tuple[tuple[Key, float], ...]


def diplomas_in(index: SearchableIndex) -> dict[str, Diploma]:
    """Return the diplomas of the index by id; what several texts call one diploma are all its names."""
    found: dict[str, Diploma] = {}
    for document in index.documents.values():
        own = document.diploma
        if own is None:
            continue
        known = found.get(own.id, own)
        aliases = dict.fromkeys((*known.aliases, *own.aliases, *((own.name,) if own.name != known.name else ())))
        codes = tuple(dict.fromkeys((*known.codes, *own.codes)))
        found[own.id] = replace(known, acronym=known.acronym or own.acronym, aliases=tuple(aliases), codes=codes)
    return found


def documents_of(index: SearchableIndex, diplomas: Collection[str]) -> list[str]:
    """Return the ids of the documents about any of `diplomas`."""
    wanted = set(diplomas)
    return [name for name, document in index.documents.items() if document.diploma and document.diploma.id in wanted]


def search(
    question: Question, index: SearchableIndex, *, documents: Collection[str] | None, depth: int = DEPTH
) -> Found:
    """Return both ranked lists for a question, without the heads of tables, which name columns and say nothing."""
    more = depth + depth // 4
    # "c'est quoi ?" names nothing without "ce diplôme"
    matter = question.matter if named_in(question.matter) else question_text(question.whole or question.matter)
    words, vectors = (
        [(hit, index.sentences(hit[0][0])[hit[0][1]]) for hit in found]
        for found in (
            index.search_words(question.search, documents=documents, limit=more),
            index.search_vectors(matter, documents=documents, limit=more),
        )
    )
    return Found(
        tuple(hit for hit, sentence in words if sentence.kind != "head")[:depth],
        # A short heading resembles every question on its subject and answers none: it takes no rank among the vectors.
        tuple(hit for hit, sentence in vectors if sentence.kind != "head" and not is_title(sentence))[:depth],
    )


STATEMENT = 12  # words of a heading that says something ("Modalités … pour les candidats ayant occupé…"), not a title


def is_title(sentence: Sentence) -> bool:
    """Whether a sentence is a short heading: "2.3. Modalités", not one that states whom its part is for."""
    return sentence.kind == "heading" and len(sentence.text.split()) < STATEMENT


def fuse(found: Found) -> list[tuple[Key, float]]:
    """Return the keys of both lists with their reciprocal rank fusion, best first, ties in document order."""
    scores: dict[Key, float] = {}
    for ranked in (found.words, found.vectors):
        for rank, (key, _) in enumerate(ranked, start=1):
            scores[key] = scores.get(key, 0.0) + 1.0 / (RRF_K + rank)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def retrieve(
    question: Question, index: SearchableIndex, *, documents: Collection[str] | None = None, depth: int = DEPTH
) -> tuple[Hit, ...]:
    """Return the hits of both searches, best fused first. `documents` None searches all."""
    found = search(question, index, documents=documents, depth=depth)
    return hits(found, index)


def hits(found: Found, index: SearchableIndex) -> tuple[Hit, ...]:
    """Turn ranked lists into hits that carry their sentence."""
    words = _ranks(found.words)
    vectors = _ranks(found.vectors)
    return tuple(
        Hit(
            sentence=index.sentences(key[0])[key[1]],
            words_rank=words[key][0] if key in words else None,
            words_score=words[key][1] if key in words else 0.0,
            vectors_rank=vectors[key][0] if key in vectors else None,
            cosine=vectors[key][1] if key in vectors else 0.0,
            fused=score,
        )
        for key, score in fuse(found)
    )


def _ranks(ranked: Sequence[tuple[Key, float]]) -> dict[Key, tuple[int, float]]:
    return {key: (rank, score) for rank, (key, score) in enumerate(ranked, start=1)}
