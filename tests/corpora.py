"""The texts that the tests of the parsers read: the project's own, the fictional ones, and real ones where they are."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from advisor.build import open_corpus
from advisor.chunk import chunk
from advisor.config import Config
from advisor.describe import describe
from advisor.load import CONVERTED, load
from advisor.parse import parse
from advisor.records import Document, Indexable, Parsed, Section
from advisor.understand import DiplomaNames, Speller
from advisor.understand.spelling import word_counts

ROOT = Path(__file__).resolve().parent.parent
REAL = ROOT.parent / "shared" / "data"
CORPUS = sorted((ROOT / "corpus").glob("*.[mt][dx]*"))
FICTIONAL = sorted(path for path in (ROOT / "training" / "texts").rglob("*.[mt][dx]*") if path.name != "README.md")
OWN = [path for path in (*CORPUS, *FICTIONAL) if path.suffix in (".md", ".txt")]


def real(*patterns: str, every: int = 1) -> list[Path]:
    """Return real texts, or skip the test when this machine has none."""
    found = sorted(path for pattern in patterns for path in REAL.glob(pattern))[::every]
    if not found:
        pytest.skip(f"no real texts in {REAL}")
    return found


@cache
def read(path: Path) -> tuple[str, Parsed, Indexable]:
    """Return a file's text, its tree and its sentences, without the manifest."""
    source = load(path)
    parsed = parse(source.text, title=path.stem)
    return source.text, parsed, chunk(describe(source, parsed.facts, None), parsed.root)


def own(name: str) -> tuple[str, Parsed, Indexable]:
    """Return one of the own texts by a part of its file name."""
    (path,) = [path for path in OWN if name in path.name]
    assert path.suffix not in CONVERTED
    return read(path)


def headings(section: Section, depth: int = 0) -> list[str]:
    """Return the headings below a section in reading order, indented by depth."""
    lines: list[str] = []
    for child in section.children:
        lines += [f"{'  ' * depth}{child.heading}", *headings(child, depth + 1)]
    return lines


def found(section: Section, heading: str) -> Section:
    """Return the first section below whose heading starts so."""
    for child in section.children:
        if child.heading.startswith(heading):
            return child
        try:
            return found(child, heading)
        except LookupError:
            continue
    raise LookupError(heading)


@cache
def names() -> DiplomaNames:
    """Return the names of the diplomas of the four texts, as the index knows them."""
    return DiplomaNames(document.diploma for document in _documents() if document.diploma)


@cache
def speller() -> Speller:
    """Return a speller that knows the words of the four texts."""
    labels = [label for d in _documents() if d.diploma for label in (d.diploma.name, *d.diploma.aliases)]
    return Speller(word_counts([*(document.text for document in _documents()), *labels]))


@cache
def _documents() -> tuple[Document, ...]:
    corpus = open_corpus(Config())
    return tuple(corpus.read(name)[0] for name in corpus.sources)
