"""index: all of it on the disk. `build` makes or updates an index, `Index` reads it.

Only new and changed documents are parsed and embedded. Not here: how a generation becomes the current one
(generations), what each file of it holds (store, words, vectors), fusion of both searches (retrieve).
"""

from __future__ import annotations

import shutil
import sys
import threading
import time
import weakref
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from tqdm import tqdm

from advisor.config import Config
from advisor.disk import corrupt
from advisor.engines.embed import EmbeddingCache, Engine, TextEmbeddings, model_identity, open_embeddings
from advisor.errors import CorpusError, IndexMismatch, IndexMissing, IndexUnusable
from advisor.index import generations
from advisor.index.generations import Manifest
from advisor.index.store import RecordStore
from advisor.index.vectors import Level, VectorReader, VectorWriter
from advisor.index.words import SentenceKey, WordIndex
from advisor.records import Document, Indexable, Passage, Sentence, SourceRef

Progress = bool | Literal["always"]

_FLUSH = 256  # texts gathered before they are embedded and written: the memory of a build does not grow with the corpus


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: numbers of documents, of texts really embedded (not found in the cache), and its duration."""

    added: int
    changed: int
    removed: int
    unchanged: int
    embedded: int
    seconds: float


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is wanted against what the current generation holds. `base` is None to begin from nothing."""

    wanted: Mapping[str, str]
    base: Manifest | None
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def idle(self) -> bool:
        return self.base is not None and not (self.added or self.changed or self.removed)

    def report(self, *, embedded: int, started: float) -> BuildReport:
        unchanged = len(self.wanted) - len(self.added) - len(self.changed)
        seconds = time.perf_counter() - started
        return BuildReport(len(self.added), len(self.changed), len(self.removed), unchanged, embedded, seconds)


def is_stale(sources: Sequence[SourceRef], config: Config, parser_version: str) -> bool:
    """True when `build` would have something to do. Only hashes are compared: no document is read, no engine loaded."""
    try:
        return not _plan(sources, config, parser_version, rebuild=False).idle
    except IndexUnusable:
        return True


def current_version(config: Config) -> str:
    """The generation that a newly opened index would answer from. Raises IndexMissing, IndexCorrupt."""
    return generations.current(config.index)


def build(
    sources: Sequence[SourceRef],
    make: Callable[[str], Indexable],
    *,
    config: Config,
    parser_version: str,
    rebuild: bool = False,
    progress: Progress = True,
) -> BuildReport:
    """Bring the index in `config.index` to exactly the documents of `sources`.

    `make(id)` reads and parses a document; it is called for new and changed ones only. `rebuild` begins from nothing,
    as does another model, parser, schema or Chroma; the embedding cache serves all the same. `progress` shows a bar on
    a terminal after two seconds, "always" also elsewhere. Whatever happens on the way, the previous index stays in use.
    Raises IndexUnusable (disk full, folder not writable, another build running), IndexCorrupt (`rebuild` mends it),
    ModelError, CorpusError, and what `make` raises.
    """
    started = time.perf_counter()
    plan = _plan(sources, config, parser_version, rebuild=rebuild)
    if plan.idle:
        return plan.report(embedded=0, started=started)
    with generations.locked(config.index):
        plan = _plan(sources, config, parser_version, rebuild=rebuild)  # another build may just have ended
        if plan.idle:
            return plan.report(embedded=0, started=started)
        previous = _previous(config.index)
        generations.sweep(config.index, keep=[previous] if previous else [], chroma=config.chroma_url)
        generation = generations.begin(config.index)
        try:
            manifest, embedded = _make_generation(plan, generation, make, config, parser_version, progress)
            generations.flip(config.index, manifest)
        finally:
            if _previous(config.index) != generation and not config.chroma_url:
                # Give the space back at once; if even that fails, the next build does. With a Chroma server the folder
                # stays until then: its name is how the next build finds the collections to drop.
                shutil.rmtree(config.index / generation, ignore_errors=True)
    return plan.report(embedded=embedded, started=started)


def _previous(folder: Path) -> str | None:
    """The generation in use, None when there is none or CURRENT cannot be read."""
    try:
        return generations.current(folder)
    except IndexUnusable:
        return None


def _plan(sources: Sequence[SourceRef], config: Config, parser_version: str, *, rebuild: bool) -> _Plan:
    """Raises CorpusError for two sources with one id, IndexCorrupt unless `rebuild`."""
    wanted = {source.id: source.sha256 for source in sources}
    if len(wanted) < len(sources):
        twice, _ = Counter(source.id for source in sources).most_common(1)[0]
        raise CorpusError(f"{twice}: two documents have this id. Rename one of the files.")
    base = None if rebuild else _base(config, parser_version)
    known = base.documents if base else {}
    return _Plan(
        wanted=wanted,
        base=base,
        added=tuple(id for id in wanted if id not in known),
        changed=tuple(id for id in wanted if id in known and known[id] != wanted[id]),
        removed=tuple(id for id in known if id not in wanted),
    )


def _base(config: Config, parser_version: str) -> Manifest | None:
    """The current generation if it can be built upon, None if there is none or it was made otherwise."""
    try:
        manifest = generations.read_manifest(config.index, generations.current(config.index))
        generations.check(
            config.index,
            manifest,
            model=model_identity(config.embedding),
            parser=parser_version,
            chroma=config.chroma_url,
        )
    except (IndexMissing, IndexMismatch):
        return None
    return manifest


def _make_generation(
    plan: _Plan,
    generation: str,
    make: Callable[[str], Indexable],
    config: Config,
    parser_version: str,
    progress: Progress,
) -> tuple[Manifest, int]:
    """Fill the folder of a new generation. Returns its manifest, not yet written, and the number of texts embedded."""
    folder = config.index / generation
    if plan.base:
        generations.copy(config.index, plan.base.generation, generation)
    engine = open_embeddings(config.embedding)
    with ExitStack() as closing:
        cache = EmbeddingCache(config.index / "embeddings.sqlite")
        closing.callback(cache.close)
        embeddings = TextEmbeddings(engine, cache=cache)
        writer = _Writer(folder, generation=generation, config=config, embeddings=embeddings, closing=closing)
        if plan.base and config.chroma_url:
            writer.vectors.copy_from(plan.base.generation)
        for document in (*plan.changed, *plan.removed):
            writer.remove(document)
        todo = (*plan.added, *plan.changed)
        hidden = not (progress == "always" or (progress and sys.stderr.isatty()))
        for document in tqdm(todo, desc="index", unit="doc", delay=2, disable=hidden, file=sys.stderr):
            writer.add(make(document))
        passages, sentences = writer.finish()
    manifest = Manifest(
        generation=generation,
        schema=generations.SCHEMA,
        parser=parser_version,
        model=engine.identity,
        dimension=engine.dimension,
        chroma=config.chroma_url,
        documents=dict(sorted(plan.wanted.items())),
        passages=passages,
        sentences=sentences,
    )
    return manifest, embeddings.computed


class _Writer:
    """Writes the three parts of a generation side by side, vectors in large groups."""

    def __init__(
        self, folder: Path, *, generation: str, config: Config, embeddings: TextEmbeddings, closing: ExitStack
    ) -> None:
        self._folder = folder
        self.store = RecordStore(folder / "documents.sqlite", writing=True)
        closing.callback(self.store.close)
        self.words = WordIndex(folder / "words.sqlite", writing=True)
        closing.callback(self.words.close)
        self.vectors = VectorWriter(
            folder / "chroma", generation=generation, url=config.chroma_url, embeddings=embeddings
        )
        closing.callback(self.vectors.close)
        self._waiting: dict[Level, list[tuple[str, int, str]]] = {"sentence": [], "passage": []}

    def add(self, item: Indexable) -> None:
        document = item.document.id
        self.store.add(item)
        self.words.add(document, item.sentence_texts)
        self._waiting["sentence"] += [(document, n, text) for n, text in enumerate(item.sentence_meanings)]
        self._waiting["passage"] += [(document, n, text) for n, text in enumerate(item.passage_texts)]
        if sum(map(len, self._waiting.values())) >= _FLUSH:
            self._flush()

    def remove(self, document: str) -> None:
        self.vectors.remove("sentence", document, len(self.store.sentences(document)))
        self.vectors.remove("passage", document, len(self.store.passages(document)))
        self.words.remove(document)
        self.store.remove(document)

    def finish(self) -> tuple[int, int]:
        """Write what is waiting. Returns the numbers of passages and sentences, the same in all three parts."""
        self._flush()
        self.words.optimize()
        _, passages, sentences = self.store.counts()
        there = (self.vectors.count("passage"), self.vectors.count("sentence"), self.words.count())
        if there != (passages, sentences, sentences):
            raise corrupt(self._folder, f"its parts disagree: {there} for {passages} passages, {sentences} sentences")
        return passages, sentences

    def _flush(self) -> None:
        for level, rows in self._waiting.items():
            self.vectors.add(level, rows)
            rows.clear()


class Index:
    """One generation, open for reading; threads may share it. `close` it, use it as a context manager, or let go of it.

    Chroma and the embedding engine are loaded by the first `search_vectors`, or ahead of it by `warm`.
    """

    def __init__(self, config: Config, manifest: Manifest) -> None:
        folder = config.index / manifest.generation
        self.manifest = manifest
        self._config = config
        self._opening = threading.Lock()
        self._vectors: tuple[VectorReader, TextEmbeddings] | None = None
        # Of an index that was replaced only its last reader knows that it is done: its files close when that one goes.
        files = self._files = ExitStack()
        self._finish = weakref.finalize(self, files.close)
        self._finish.atexit = False  # the end of the process closes them anyway, and Chroma has its own order
        self._store = RecordStore(folder / "documents.sqlite", writing=False)
        files.callback(self._store.close)
        self._words = WordIndex(folder / "words.sqlite", writing=False)
        files.callback(self._words.close)

    @classmethod
    def open(cls, config: Config, *, parser_version: str | None = None) -> Index:
        """The current index. Raises IndexMissing, IndexCorrupt, and IndexMismatch when it was made otherwise.

        The parser's version is compared when it is given.
        """
        manifest = generations.read_manifest(config.index, generations.current(config.index))
        model = model_identity(config.embedding)
        generations.check(config.index, manifest, model=model, parser=parser_version, chroma=config.chroma_url)
        return cls(config, manifest)

    @property
    def version(self) -> str:
        """The name of the generation: another one means another content."""
        return self.manifest.generation

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """Every document with its text, by id."""
        return self._store.documents()

    def sentences(self, document: str) -> tuple[Sentence, ...]:
        """The sentences of a document, in order; none for an unknown document."""
        return self._store.sentences(document)

    def passages(self, document: str) -> tuple[Passage, ...]:
        """The passages of a document, in order; none for an unknown document."""
        return self._store.passages(document)

    def search_words(
        self, text: str, *, documents: Collection[str] | None = None, limit: int = 50
    ) -> list[tuple[SentenceKey, float]]:
        """Sentences by BM25 score (above 0, higher is better), best first; only in `documents` when given."""
        return self._words.search(text, documents=documents, limit=limit)

    def search_vectors(
        self, text: str, *, documents: Collection[str] | None = None, limit: int = 50, level: Level = "sentence"
    ) -> list[tuple[SentenceKey, float]]:
        """Sentences or passages by cosine with the question `text` (-1 to 1), best first; in `documents` if given."""
        reader, embeddings = self._open_vectors()
        return reader.search(embeddings.question(text), documents=documents, limit=limit, level=level)

    def warm(self) -> None:
        """Load now what the first question would load."""
        self.search_vectors("durée", limit=1)

    def _open_vectors(self) -> tuple[VectorReader, TextEmbeddings]:
        with self._opening:
            if self._vectors is None:
                engine: Engine = open_embeddings(self._config.embedding)
                folder = self._config.index / self.version / "chroma"
                reader = VectorReader(folder, generation=self.version, url=self._config.chroma_url)
                self._files.callback(reader.close)
                self._vectors = (reader, TextEmbeddings(engine))
            return self._vectors

    def close(self) -> None:
        """Close the files of this generation. Once is enough; nothing may be searched afterwards."""
        with self._opening:
            self._vectors = None
            self._finish()

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()
