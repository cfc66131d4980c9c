"""Building the index, the whole offline flow on one screen: load, parse, describe, chunk, then embed and index."""

from __future__ import annotations

from dataclasses import dataclass

from advisor import describe, index
from advisor.chunk import chunk
from advisor.config import Config
from advisor.errors import AdvisorError, CorpusError
from advisor.load import MANIFEST, load_all
from advisor.parse import PARSER_VERSION, parse
from advisor.records import Document, Indexable, Parsed, Source, SourceRef


@dataclass(frozen=True, slots=True)
class Corpus:
    """The usable texts of a folder, and one problem for each text that is left out."""

    sources: dict[str, Source]
    entries: dict[str, describe.Entry]
    problems: tuple[AdvisorError, ...]
    diplomas: describe.Known  # what the manifest calls its diplomas

    def refs(self) -> list[SourceRef]:
        """Return what the index compares to know which documents changed."""
        return [
            SourceRef(name, describe.digest(source, self.entries.get(name), self.diplomas))
            for name, source in self.sources.items()
        ]

    def read(self, name: str) -> tuple[Document, Parsed]:
        """Return one document with its tree of sections. Raises ManifestMismatch."""
        source, entry = self.sources[name], self.entries.get(name)
        parsed = parse(
            source.text, title=entry.title if entry and entry.title else name, kind=entry.kind if entry else None
        )
        return describe.describe(source, parsed.facts, entry, self.diplomas), parsed

    def make(self, name: str) -> Indexable:
        """Return one document cut up for the index."""
        document, parsed = self.read(name)
        return chunk(document, parsed.root)


def open_corpus(config: Config) -> Corpus:
    """Read the corpus folder. A text that cannot be used is a problem, not a failure; so is an entry without a text.

    Texts that another one supersedes are left out. Raises CorpusError when the folder or its manifest cannot be used
    and ManifestMismatch when a text and its entry disagree: nothing may rest on either until a person has looked.
    """
    entries = describe.read_manifest(config.corpus)
    loaded, problems = load_all(config.corpus)
    present = {source.id for source in loaded}
    superseded = {old for name, entry in entries.items() if name in present for old in entry.supersedes}
    sources = {source.id: source for source in loaded if source.id not in superseded}
    missing = [
        CorpusError(f"{config.corpus / MANIFEST}: no text for {name!r}. Add the file, or remove the entry.")
        for name in entries
        if name not in present and name not in superseded
    ]
    return Corpus(sources, entries, (*problems, *missing), describe.known_diplomas(entries.values()))


def build_index(
    config: Config, *, rebuild: bool = False, progress: index.Progress = True
) -> tuple[index.BuildReport, Corpus]:
    """Bring the index up to date with the corpus. Raises CorpusError, IndexUnusable, ModelError."""
    corpus = open_corpus(config)
    if not corpus.sources:
        raise CorpusError(f"{config.corpus}: no usable text. {corpus.problems[0] if corpus.problems else ''}".strip())
    report = index.build(
        corpus.refs(), corpus.make, config=config, parser_version=PARSER_VERSION, rebuild=rebuild, progress=progress
    )
    return report, corpus


def is_stale(config: Config) -> bool:
    """Whether `build_index` would change anything."""
    return index.is_stale(open_corpus(config).refs(), config, PARSER_VERSION)
