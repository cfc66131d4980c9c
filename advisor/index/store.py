"""The records of a generation in SQLite: documents, passages and sentences. Not here: searching them."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from advisor.disk import corrupt, explained, open_building, open_reading
from advisor.records import Diploma, Document, Indexable, Passage, Sentence

_DATES = ("published", "valid_until", "retrieved_on")


class RecordStore:
    """One SQLite file, open for building (`writing`) or for reading, when threads may share it."""

    def __init__(self, path: Path, *, writing: bool) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection = open_building(path) if writing else open_reading(path)
        if writing:
            with explained(path):
                self._connection.execute(
                    "CREATE TABLE IF NOT EXISTS documents (id TEXT PRIMARY KEY, record TEXT NOT NULL, "
                    "text TEXT NOT NULL, passages TEXT NOT NULL, sentences TEXT NOT NULL)"
                )
        # Reading one document's sentences again and again is what answering does.
        self.sentences: Callable[[str], tuple[Sentence, ...]] = lru_cache(maxsize=512)(self._sentences)
        self.passages: Callable[[str], tuple[Passage, ...]] = lru_cache(maxsize=512)(self._passages)

    def add(self, item: Indexable) -> None:
        """Store a document, in place of the one with its id. Raises IndexUnusable."""
        record = asdict(item.document)
        text = record.pop("text")
        row = (
            item.document.id,
            json.dumps(record, ensure_ascii=False, default=date.isoformat),
            text,
            json.dumps([asdict(passage) for passage in item.passages], ensure_ascii=False),
            json.dumps([asdict(sentence) for sentence in item.sentences], ensure_ascii=False),
        )
        with explained(self._path):
            self._connection.execute("INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?)", row)

    def remove(self, document: str) -> None:
        """Forget a document; an unknown one is no error."""
        with explained(self._path):
            self._connection.execute("DELETE FROM documents WHERE id = ?", (document,))

    def counts(self) -> tuple[int, int, int]:
        """Numbers of documents, passages and sentences."""
        rows = self._rows(
            "SELECT count(*), total(json_array_length(passages)), total(json_array_length(sentences)) FROM documents"
        )
        documents, passages, sentences = rows[0]
        return documents, int(passages), int(sentences)

    def documents(self) -> dict[str, Document]:
        """Every document with its text, by id, in the order of ids. Raises IndexCorrupt."""
        rows = self._rows("SELECT record, text FROM documents ORDER BY id")
        with _decoding(self._path):
            found = [_document(json.loads(record), text) for record, text in rows]
        return {document.id: document for document in found}

    def _sentences(self, document: str) -> tuple[Sentence, ...]:
        rows = self._rows("SELECT sentences FROM documents WHERE id = ?", document)
        with _decoding(self._path):
            return tuple(_sentence(fields) for (column,) in rows for fields in json.loads(column))

    def _passages(self, document: str) -> tuple[Passage, ...]:
        rows = self._rows("SELECT passages FROM documents WHERE id = ?", document)
        with _decoding(self._path):
            return tuple(_passage(fields) for (column,) in rows for fields in json.loads(column))

    def _rows(self, query: str, *values: str) -> list[Any]:
        with self._lock, explained(self._path):
            return self._connection.execute(query, values).fetchall()

    def close(self) -> None:
        """Commit what was written and close."""
        with explained(self._path):
            self._connection.commit()
            self._connection.close()


@contextmanager
def _decoding(path: Path) -> Iterator[None]:
    """A row that is not the JSON of a record is corruption, whatever the decoder calls it."""
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise corrupt(path, "a record cannot be read") from error


def _document(fields: dict[str, Any], text: str) -> Document:
    diploma = fields.pop("diploma")
    for name in _DATES:
        fields[name] = date.fromisoformat(fields[name]) if fields[name] else None
    fields["supersedes"] = tuple(fields["supersedes"])
    fields["references"] = tuple((name, value) for name, value in fields["references"])
    return Document(**fields, text=text, diploma=_diploma(diploma) if diploma else None)


def _diploma(fields: dict[str, Any]) -> Diploma:
    return Diploma(**{**fields, "aliases": tuple(fields["aliases"]), "codes": tuple(fields["codes"])})


def _sentence(fields: dict[str, Any]) -> Sentence:
    spans = {name: tuple(fields[name]) if fields[name] else None for name in ("lead_in", "before")}
    return Sentence(**{**fields, **spans, "headings": tuple(fields["headings"])})


def _passage(fields: dict[str, Any]) -> Passage:
    first, last = fields["sentences"]
    return Passage(**{**fields, "headings": tuple(fields["headings"]), "sentences": (first, last)})
