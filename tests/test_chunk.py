"""What holds for every text: nothing is lost, nothing stands twice, every sentence is where it says."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.chunk import chunk, clean
from advisor.describe import describe
from advisor.load import load
from advisor.parse import parse
from advisor.records import Document, Facts, Source
from tests.corpora import OWN, own, read, real

# White space, and the marks that open a list item or repeat on every line of an amended text.
_MARKS = re.compile(r"[\s•▪◦«*–-]")


def check(path: Path) -> None:
    text, _, indexable = read(path)
    passages, sentences = indexable.passages, indexable.sentences
    assert "".join(text[passage.start : passage.end] for passage in passages) == text
    assert [sentence.number for sentence in sentences] == list(range(len(sentences)))
    covered = [0] * len(text)
    for before, sentence in zip((None, *sentences), sentences, strict=False):
        assert sentence.start < sentence.end and sentence.text
        assert before is None or before.end <= sentence.start, "sentences stand in reading order"
        covered[sentence.start : sentence.end] = [1] * (sentence.end - sentence.start)
    lost = "".join(character for character, seen in zip(text, covered, strict=True) if not seen)
    assert not _MARKS.sub("", lost), f"in no sentence: {lost.split()[:5]}"
    ranges = [passage.sentences for passage in passages if passage.sentences != (0, 0)]
    assert ranges[0][0] == 0 and ranges[-1][1] == len(sentences)
    assert all(end == start for (_, end), (start, _) in itertools.pairwise(ranges))


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_nothing_of_a_text_is_lost(path: Path) -> None:
    check(path)


def test_nothing_of_the_real_texts_is_lost() -> None:
    for path in real("onisep-formations/*.md", every=9) + real("*/*.md", "rncp/*.xml")[-6:]:
        check(path)


def test_nothing_of_a_converted_page_is_lost() -> None:
    for path in real("html/*.html", every=6):
        check(path)


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_a_sentence_is_the_text_between_its_offsets(path: Path) -> None:
    text, _, indexable = read(path)
    for sentence in indexable.sentences:
        if sentence.kind not in ("heading", "row"):
            assert clean(text[sentence.start : sentence.end]) == sentence.text
            assert sentence.text in re.sub(r"\s+", " ", clean(text[sentence.start : sentence.end]))


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_a_list_is_one_group_with_its_lead_in(path: Path) -> None:
    _, _, indexable = read(path)
    for sentence in indexable.sentences:
        if sentence.kind == "item" and sentence.lead_in is not None:
            opener = indexable.sentences[sentence.group or 0]
            assert opener.number < sentence.number and opener.start <= sentence.lead_in[0]
            assert opener.headings == sentence.headings


def test_what_is_searched_carries_the_headings_and_the_lead_in() -> None:
    _, _, indexable = own("metiers-de-la-mesure")
    number = next(s.number for s in indexable.sentences if s.text.startswith("absence de dépôt du rapport"))
    text = indexable.sentence_texts[number]
    assert "4. Attestation de stage et conformité du rapport d’activités" in text
    assert "La non-conformité du rapport peut être prononcée" in text


def test_a_heading_goes_with_the_passage_below_it() -> None:
    text, _, indexable = own("metiers-de-la-mesure")
    passage = next(p for p in indexable.passages if "La durée normale du stage" in text[p.start : p.end])
    assert text[passage.start : passage.end].startswith("3. Aménagement de la durée du stage")
    assert passage.headings[-1].startswith("3. Aménagement")


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        ("un rapport\n  de stage", "un rapport de stage"),
        ("**Durée:** 3 ans", "Durée : 3 ans"),
        ("voir [le code](https://example.org/a) et", "voir le code et"),
        ("« La commission\n\nstatue", "La commission statue"),
        ("hygiène-\nsécurité", "hygiène-sécurité"),
    ],
)
def test_clean_gives_one_readable_line(raw: str, line: str) -> None:
    assert clean(raw) == line


TEXTS = st.lists(
    st.sampled_from(
        [
            "Article 1",
            "# Titre",
            "1. Objet",
            "« a) Cas :",
            "- ",
            "-",
            "• un point ;",
            "Le stage dure 8 semaines.",
            "",
            "X",
            "\f",
            "**Durée:** 3 ans",
            "OUI NON",
            "NOR : ABCD",
            "Arrêté du 3 mai 2020 portant création",
            "<table><tr><td>U1</td></tr>",
            "</table>",
            "suite en minuscules",
            "Première partie :",
            "Code RNCP : 1234",
            "12",
            "ANNEXE I",
            "Intitulé",
        ]
    )
    | st.text(max_size=40),
    max_size=25,
).map("\n".join)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS, kind=st.sampled_from(["onisep", "rncp", "arrete", "annexe", "texte"]))
def test_no_text_breaks_any_parser(text: str, kind: str) -> None:
    parsed = parse(text, title="x", kind=kind)
    document = describe(Source("x", "x.txt", text), Facts(kind), None)
    indexable = chunk(document, parsed.root)
    assert "".join(text[p.start : p.end] for p in indexable.passages) == text
    covered = {i for s in indexable.sentences for i in range(s.start, s.end)}
    lost = "".join(c for i, c in enumerate(text) if i not in covered)
    assert not _MARKS.sub("", lost)


def test_a_file_read_twice_gives_the_same_sentences() -> None:
    path = OWN[0]
    source = load(path)
    again = chunk(describe(source, parse(source.text, title=path.stem).facts, None), parse(source.text, title="x").root)
    assert [s.start for s in again.sentences] == [s.start for s in read(path)[2].sentences]


def test_bullets_of_symbol_fonts_open_items_and_keep_their_place() -> None:
    text = "Les objectifs sont :\n\uf0b7 découvrir ;\n\uf0b7 appliquer :\no le port du harnais ;\no le casque.\n"
    sentences = chunk(Document("d", text, "0", "texte", "d"), parse(text, title="d").root).sentences
    assert [(s.kind, s.depth, s.text) for s in sentences] == [
        ("paragraph", 0, "Les objectifs sont :"),
        ("item", 1, "découvrir ;"),
        ("item", 1, "appliquer :"),
        ("item", 2, "le port du harnais ;"),
        ("item", 2, "le casque."),
    ]
    assert all(s.text.rstrip(" ;:.") in text[s.start : s.end] for s in sentences)
