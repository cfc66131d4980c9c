"""Words and vectors, fused, over the documents of a diploma."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from advisor.build import build_index
from advisor.config import Config
from advisor.pipeline import Advisor
from advisor.records import Diploma, Document, Question
from advisor.retrieve import documents_of, general_documents, retrieve, types_of

MESURE = "bts-metiers-de-la-mesure"


def question(text: str, diploma: str = MESURE) -> Question:
    return Question(text, text, text, diplomas=(diploma,))


def texts(advisor: Advisor, text: str, diploma: str = MESURE) -> list[str]:
    found = retrieve(question(text, diploma), advisor.index, documents=documents_of(advisor.index, [diploma]))
    return [hit.sentence.text for hit in found]


@pytest.mark.parametrize(
    ("asked", "diploma", "sentence"),
    [
        ("durée normale du stage", MESURE, "La durée normale du stage en milieu professionnel est de douze semaines."),
        ("qui peut valider un aménagement ou une dispense", MESURE, "Le recteur est seul autorisé à valider"),
        ("quand le rapport est-il non conforme", MESURE, "La non-conformité du rapport peut être prononcée"),
        ("apprenti redoublant, quel contrat présenter", MESURE, "Les candidats apprentis redoublants"),
        ("composition du jury VAE", "btm-mecanique-de-precision", "Le jury VAE"),
        ("quelle durée totale pour l'épreuve ponctuelle", "bts-conception-et-industrialisation-en-microtechniques",
         "L'épreuve ponctuelle, d'une durée totale de 1 h 20"),
    ],
)  # fmt: skip
def test_the_sentence_that_answers_is_among_the_first(
    advisor: Advisor, asked: str, diploma: str, sentence: str
) -> None:
    assert any(text.startswith(sentence) for text in texts(advisor, asked, diploma)[:8])


def test_only_the_documents_asked_for_are_searched(advisor: Advisor) -> None:
    names = documents_of(advisor.index, [MESURE])
    assert list(names) == ["bts-metiers-de-la-mesure-annexe-stage"]
    found = retrieve(question("coefficient de l'épreuve E8"), advisor.index, documents=names)
    assert {hit.sentence.document for hit in found} == set(names)


def test_hits_are_fused_best_first_without_repeats(advisor: Advisor) -> None:
    found = retrieve(question("durée du stage"), advisor.index, documents=documents_of(advisor.index, [MESURE]))
    assert [hit.fused for hit in found] == sorted((hit.fused for hit in found), reverse=True)
    assert len({hit.sentence.number for hit in found}) == len(found)
    assert all(hit.words_rank or hit.vectors_rank for hit in found)
    assert all(hit.fused > 0 for hit in found)


def test_the_same_question_finds_the_same(advisor: Advisor) -> None:
    assert texts(advisor, "rapport de stage") == texts(advisor, "rapport de stage")


@pytest.mark.parametrize("text", ["zzzz", '"', "NEAR(a b)", "*", "l'", "stage AND OR NOT", "É" * 50])
def test_no_words_break_the_search(advisor: Advisor, text: str) -> None:
    assert isinstance(texts(advisor, text), list)


def documents(*titles: str) -> SimpleNamespace:
    """An index of general texts by title, beside one on a BTS."""
    found = {title: Document(title, "Texte.", "", "texte", title) for title in titles}
    own = Document("bts-x", "Texte.", "", "texte", "BTS X", Diploma("bts-x", "BTS X"))
    return SimpleNamespace(documents={**found, "bts-x": own})


def test_a_text_about_some_types_of_diploma_is_general_for_these_alone() -> None:
    index = documents("Code (BTS)", "Code (CAP, BP)", "Code de l'éducation")
    assert types_of(index, ["bts-x"]) == {"bts"}
    assert general_documents(index, {"bts"}) == ["Code (BTS)", "Code de l'éducation"]
    assert general_documents(index, {"bp"}) == ["Code (CAP, BP)", "Code de l'éducation"]
    assert general_documents(index, ()) == ["Code de l'éducation"]


def test_a_text_on_another_diploma_never_answers_in_place_of_a_silent_one(tmp_path: Path) -> None:
    config = Config(corpus=tmp_path / "corpus", index=tmp_path / "index")
    config.corpus.mkdir()
    rule = "La période de formation en entreprise dure quatorze semaines.\n"
    (config.corpus / "bts-tourisme.md").write_text("# BTS Tourisme\n\nL'examen a lieu en juin.\n", encoding="utf-8")
    (config.corpus / "cap-boucher-pfmp.md").write_text(f"# Périodes de formation\n\n{rule}", encoding="utf-8")
    build_index(config, progress=False)
    advisor = Advisor.open(config)
    question = "Combien de semaines dure la période de formation en entreprise en {} ?"
    silent, said = (advisor.ask(question.format(name)) for name in ("BTS Tourisme", "CAP boucher"))
    advisor.close()
    assert (silent.status, silent.citations) == ("not_found", ())
    assert said.status == "answered" and "quatorze semaines" in said.text


def test_the_head_of_a_table_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    table = "| Épreuve | Coefficient | Durée |\n|---|---|---|\n| EP1 Taille | 4 | 3 h |\n| EP2 Pose | 5 | 12 h |\n"
    (tmp_path / "texts" / "cap.md").write_text(f"# CAP murailler\n\n## Épreuves\n\n{table}", encoding="utf-8")
    config = Config(corpus=tmp_path / "texts", index=tmp_path / "index")
    build_index(config)
    advisor = Advisor.open(config)
    found = retrieve(question("épreuve, coefficient et durée"), advisor.index, documents=["cap"])
    advisor.close()
    said = [hit.sentence.text for hit in found]
    assert any(text.startswith("EP1 Taille") for text in said)
    assert not any(text.startswith(("Épreuve |", "---")) for text in said)
