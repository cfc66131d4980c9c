"""words: what a question finds by its words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.errors import IndexCorrupt
from advisor.index.words import WordIndex

TEXTS = [
    "L’épreuve E8 est obligatoire.",
    "La durée de l'épreuve orale est de 1 h 20.",
    "Les candidats valident la compétence C61 dans l'unité U6.1.",
    "Selon l'article D. 643-15 du code de l'éducation.",
    "Fiche RNCP 19166, code 40025006.",
    "Contrat d'apprentissage : article L6222-11.",
    "Les stages se déroulent en entreprise.",
]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[WordIndex]:
    writing = WordIndex(tmp_path / "words.sqlite", writing=True)
    writing.add("a", TEXTS)
    writing.add("b", ["Le stage dure huit semaines.", "Un stage de stage en stage."])
    writing.close()
    reading = WordIndex(tmp_path / "words.sqlite", writing=False)
    yield reading
    reading.close()


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("Épreuve E8", 0),
        ("e8", 0),
        ("1h20", 1),
        ("c61", 2),
        ("U6.1 ?", 2),
        ("D643-15", 3),
        ("D. 643-15", 3),
        ("d 643-15", 3),
        ("RNCP19166", 4),
        ("rncp 19166", 4),
        ("19166", 4),
        ("40025006", 4),
        ("L. 6222-11", 5),
        ("apprentissages", 5),
    ],
)
def test_codes_acronyms_and_inflected_words_are_found(index: WordIndex, question: str, number: int) -> None:
    assert index.search(question, documents=["a"])[0][0] == ("a", number)


def test_scores_are_positive_and_best_first(index: WordIndex) -> None:
    found = index.search("la durée du stage")
    scores = [score for _, score in found]
    assert {key for key, _ in found} == {("a", 1), ("a", 6), ("b", 0), ("b", 1)}
    assert scores == sorted(scores, reverse=True) and min(scores) > 0


def test_a_repeated_word_does_not_count_twice(index: WordIndex) -> None:
    assert index.search("stage stages stage") == index.search("stage")


def test_only_the_documents_asked_for(index: WordIndex) -> None:
    assert {key[0] for key, _ in index.search("stage", documents={"b"})} == {"b"}
    assert index.search("stage", documents=[]) == []
    assert index.search("stage", documents=["unknown"]) == []
    assert len(index.search("stage", limit=1)) == 1


def test_a_removed_document_is_not_found(tmp_path: Path) -> None:
    index = WordIndex(tmp_path / "words.sqlite", writing=True)
    index.add("a", ["un stage"])
    index.add("b", ["un stage"])
    index.remove("a")
    assert [key for key, _ in index.search("stage")] == [("b", 0)]
    assert index.count() == 1
    index.add("a", ["un examen"])
    assert [key for key, _ in index.search("examen")] == [("a", 0)]


HOSTILE = ['"', "'; DROP TABLE words; --", "stage*", "NEAR(stage examen)", "tokens: stage", "a AND NOT b", "^stage"]


@pytest.mark.parametrize("text", [*HOSTILE, "", "le la les", "🎓", "\0", "mot " * 3000])
def test_no_text_is_search_syntax(index: WordIndex, text: str) -> None:
    index.search(text)
    assert index.count() == 9


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(text=st.text())
def test_any_text_can_be_searched(index: WordIndex, text: str) -> None:
    assert isinstance(index.search(text), list)


@pytest.mark.parametrize("content", [b"not a database" * 500, b""], ids=["garbage", "empty"])
def test_a_damaged_file_says_how_to_mend_it(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "words.sqlite").write_bytes(content)
    with pytest.raises(IndexCorrupt, match=r"words\.sqlite: damaged .* Run `advisor index --rebuild`"):
        WordIndex(tmp_path / "words.sqlite", writing=False).search("stage")


def test_a_missing_file_says_how_to_mend_it(tmp_path: Path) -> None:
    with pytest.raises(IndexCorrupt, match="missing"):
        WordIndex(tmp_path / "words.sqlite", writing=False)
