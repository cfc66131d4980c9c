"""words: the word index of a generation, SQLite FTS5 ranked by BM25 over the tokens of french.py.

The text of a sentence and the question go through the same `tokens`; FTS5 only splits at spaces. Not here: the records
(store), vectors, fusion (retrieve).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Sequence
from pathlib import Path

from advisor.disk import explained, open_building, open_reading
from advisor.language.french import tokens

SentenceKey = tuple[str, int]  # document id, sentence number

_SCHEMA = """
CREATE TABLE IF NOT EXISTS sentences (id INTEGER PRIMARY KEY, document TEXT NOT NULL, number INTEGER NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS by_key ON sentences (document, number);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(tokens, tokenize = "ascii tokenchars '.-'");
"""

_SEARCH = """
SELECT document, number, -bm25(words) AS score
FROM words JOIN sentences ON sentences.id = words.rowid
WHERE words MATCH ? {among}
ORDER BY score DESC, document, number
LIMIT ?
"""


class WordIndex:
    """One SQLite file, open for building (`writing`) or for reading, when threads may share it."""

    def __init__(self, path: Path, *, writing: bool) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection = open_building(path) if writing else open_reading(path)
        if writing:
            with explained(path):
                self._connection.executescript(_SCHEMA)

    def add(self, document: str, texts: Sequence[str]) -> None:
        """Index the sentences of a document, numbered from 0. The document must not be there. Raises IndexUnusable."""
        with explained(self._path):
            for number, text in enumerate(texts):
                row = self._connection.execute(
                    "INSERT INTO sentences (document, number) VALUES (?, ?)", (document, number)
                ).lastrowid
                stream = " ".join(tokens(text))
                self._connection.execute("INSERT INTO words (rowid, tokens) VALUES (?, ?)", (row, stream))

    def remove(self, document: str) -> None:
        """Take a document out; an unknown one is no error."""
        with explained(self._path):
            self._connection.execute(
                "DELETE FROM words WHERE rowid IN (SELECT id FROM sentences WHERE document = ?)", (document,)
            )
            self._connection.execute("DELETE FROM sentences WHERE document = ?", (document,))

    def search(
        self, text: str, *, documents: Collection[str] | None = None, limit: int = 50
    ) -> list[tuple[SentenceKey, float]]:
        """Sentences that share a word with `text`, best first, with their BM25 score (above 0, higher is better).

        Only in `documents` when given (none at all if it is empty). A text without any word that counts finds nothing.
        Ties are in the order of documents and numbers. Raises IndexCorrupt.
        """
        wanted = dict.fromkeys(tokens(text))
        if not wanted or (documents is not None and not documents):
            return []
        # Quoted, each token is a string to FTS5, never an operator; a token holds no quote.
        query = " OR ".join(f'"{token}"' for token in wanted)
        values: list[str | int] = [query, limit]
        among = ""
        if documents is not None:
            among = "AND document IN (SELECT value FROM json_each(?))"
            values.insert(1, json.dumps(sorted(documents)))
        with self._lock, explained(self._path):
            rows = self._connection.execute(_SEARCH.format(among=among), values).fetchall()
        return [((document, number), score) for document, number, score in rows]

    def count(self) -> int:
        """Number of sentences."""
        with self._lock, explained(self._path):
            number: int = self._connection.execute("SELECT count(*) FROM sentences").fetchone()[0]
        return number

    def optimize(self) -> None:
        """Merge what was added into one tree, which is quicker to search."""
        with explained(self._path):
            self._connection.execute("INSERT INTO words (words) VALUES ('optimize')")

    def close(self) -> None:
        """Commit what was written and close."""
        with explained(self._path):
            self._connection.commit()
            self._connection.close()
