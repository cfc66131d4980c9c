"""However the headings of a text are lettered or numbered, each of its sentences is for the same candidates."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from advisor.chunk import chunk
from advisor.parse import parse
from advisor.records import Document
from advisor.select.audience import audience_of

CORPUS = Path(__file__).parent.parent / "corpus"
ARRETE = (CORPUS / "arrete-2026-01-29-bts-cim-epreuve-e8.md").read_text(encoding="utf-8")
ANNEXE = (CORPUS / "bts-metiers-de-la-mesure-annexe-stage.txt").read_text(encoding="utf-8")
ROMAN = ("I", "II", "III", "IV", "V", "VI")


def audiences(text: str) -> Counter[frozenset[str]]:
    """How many sentences are for whom; headings apart."""
    parsed = parse(text, title="x")
    document = Document("x", text, "", parsed.facts.kind, "x")
    sentences = chunk(document, parsed.root).sentences
    return Counter(audience_of(text, sentence) for sentence in sentences if sentence.kind != "heading")


@pytest.mark.parametrize(
    ("second", "third"),
    [
        ("2)", "3)"), ("2°)", "3°)"), ("2°", "3°"), ("B)", "C)"), ("B.", "C."), ("B. -", "C. -"), ("B/", "C/"),
        ("2.", "3."), ("2 -", "3 -"), ("2/", "3/"), ("II.", "III."), ("II -", "III -"), ("2.1", "2.2"), ("§ 2", "§ 3"),
        ("(b)", "(c)"), ("Cas n° 2 :", "Cas n° 3 :"),
    ],
)  # fmt: skip
def test_the_cases_of_an_arrete_in_any_style(second: str, third: str) -> None:
    text = ARRETE.replace("« b) Modalités", f"« {second} Modalités").replace("« c) Modalités", f"« {third} Modalités")
    assert text != ARRETE
    found = audiences(text)
    assert found == audiences(ARRETE)
    assert found[frozenset({"experience_professionnelle"})] > 20


def restyled(style: tuple[str, str, str]) -> str:
    """The annex with its headings of three levels in other forms: {r}oman, {l}etter, {s}mall letter, {n}umber."""

    def heading(match: re.Match[str]) -> str:
        numbers = [int(number) for number in match.group(1).strip(".").split(".")]
        last = numbers[-1]
        return style[len(numbers) - 1].format(r=ROMAN[last - 1], l=chr(64 + last), s=chr(96 + last), n=last) + " "

    return re.sub(r"^(\d(?:\.\d)*\.?) (?=[A-ZÉ])", heading, ANNEXE, flags=re.MULTILINE)


@pytest.mark.parametrize(
    "style", [("{r}.", "{l}.", "{n}."), ("{r} -", "{l} -", "{n} -"), ("{r}.", "{l})", "{n}.")], ids=" ".join
)
def test_the_ways_of_an_annex_in_any_style(style: tuple[str, str, str]) -> None:
    text = restyled(style)
    assert text != ANNEXE
    assert audiences(text) == audiences(ANNEXE)


@pytest.mark.parametrize("style", [("{n}.", "{s})", "{n}°"), ("{l})", "{n})", "{s})")], ids=" ".join)
def test_who_learns_how_is_known_below_small_letters_and_brackets(style: tuple[str, str, str]) -> None:
    """The parts below may be one list here, so only for whom what follows is compared."""
    found = {code for people in audiences(restyled(style)) for code in people}
    assert found >= {"scolaire", "apprenti", "perfectionnement", "a_distance", "experience_professionnelle"}


def test_an_annex_with_the_marks_of_markdown_is_one_all_the_same() -> None:
    marked = re.sub(r"^((\d(?:\.\d)*)\.?) (?=[A-ZÉ])", r"## \1 ", ANNEXE, flags=re.MULTILINE)
    assert marked != ANNEXE and parse(marked, title="x").facts.kind == parse(ANNEXE, title="x").facts.kind
    assert audiences(marked) == audiences(ANNEXE)
