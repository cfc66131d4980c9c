"""vectors: sentences and passages of a generation in Chroma, through LangChain's vector store; only here.

Writing goes through `langchain_chroma.Chroma`. Reading asks the same collections with Chroma's own client: importing
LangChain's store for one question costs a second more than the search itself, and finds the same (tests compare them).
Chroma runs inside this process, in a folder of the generation, or as a server shared by several (ADVISOR_CHROMA_URL);
there the collections carry the name of their generation. Not here: embedding (embed), fusion (retrieve).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast
from urllib.parse import urlsplit

from advisor.disk import corrupt, explained, no_space, not_writable
from advisor.engines.embed import TextEmbeddings, Vectors
from advisor.errors import ConfigError, IndexUnusable

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection as ChromaCollection

Level = Literal["sentence", "passage"]
LEVELS: tuple[Level, ...] = ("sentence", "passage")
VectorKey = tuple[str, int]  # document id, number of the sentence or passage

# A collection per level, so that searching sentences needs no filter: Chroma filters 16,000 rows in 70 ms, none in 7.
# sync_threshold: below it Chroma keeps vectors out of the graph and reads them one by one; ef: width of the search.
_CONFIGURATION: dict[str, Any] = {
    "hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 200, "sync_threshold": 1000, "batch_size": 100}
}
_PAGE = 1000  # rows per call, below Chroma's own limit (5,461 here)


class VectorWriter:
    """Adds to and removes from the collections of one generation. Raises IndexUnusable, IndexCorrupt."""

    def __init__(self, folder: Path, *, generation: str, url: str, embeddings: TextEmbeddings) -> None:
        from langchain_chroma import Chroma

        self._where = url or folder
        self._prefix = _prefix(generation, url=url)
        with _explained(self._where):
            self._client = _connect(folder, url=url)
            self._page = min(_PAGE, self._client.get_max_batch_size())
            self._stores = {
                level: Chroma(
                    client=self._client,
                    collection_name=f"{self._prefix}-{level}",
                    embedding_function=embeddings,
                    collection_configuration=_CONFIGURATION,  # type: ignore[arg-type]
                )
                for level in LEVELS
            }

    def add(self, level: Level, rows: Sequence[tuple[str, int, str]]) -> None:
        """Embed and add rows of (document, number, text)."""
        for start in range(0, len(rows), self._page):
            page = rows[start : start + self._page]
            with _explained(self._where):
                self._stores[level].add_texts(
                    [text for _, _, text in page],
                    metadatas=[
                        {"document": document, "number": number, "level": level} for document, number, _ in page
                    ],
                    ids=[_id(document, number) for document, number, _ in page],
                )

    def remove(self, level: Level, document: str, count: int) -> None:
        """Take out the rows 0 to `count` - 1 of a document."""
        ids = [_id(document, number) for number in range(count)]
        for start in range(0, count, self._page):
            with _explained(self._where):
                self._stores[level].delete(ids[start : start + self._page])

    def count(self, level: Level) -> int:
        """Number of rows of a level."""
        with _explained(self._where):
            return self._client.get_collection(f"{self._prefix}-{level}", embedding_function=None).count()

    def copy_from(self, generation: str) -> None:
        """Fill the empty collections with those of another generation on the same server, vectors included."""
        with _explained(self._where):
            for level in LEVELS:
                source = self._client.get_collection(f"advisor-{generation}-{level}", embedding_function=None)
                target = self._client.get_collection(f"{self._prefix}-{level}", embedding_function=None)
                for offset in range(0, source.count(), self._page):
                    page = source.get(limit=self._page, offset=offset, include=["embeddings", "documents", "metadatas"])
                    target.add(page["ids"], page["embeddings"], page["metadatas"], page["documents"])

    def close(self) -> None:
        with _explained(self._where):
            self._client.close()


class VectorReader:
    """Searches the collections of one generation. Raises IndexUnusable, IndexCorrupt."""

    def __init__(self, folder: Path, *, generation: str, url: str) -> None:
        self._where = url or folder
        if not url and not (folder / "chroma.sqlite3").is_file():
            raise corrupt(folder, "missing")  # Chroma would begin an empty one in its place
        prefix = _prefix(generation, url=url)
        with _explained(self._where):
            self._client = _connect(folder, url=url)
            self._collections: dict[Level, ChromaCollection] = {
                level: self._client.get_collection(f"{prefix}-{level}", embedding_function=None) for level in LEVELS
            }

    def search(
        self, vector: Vectors, *, documents: Collection[str] | None = None, limit: int = 50, level: Level = "sentence"
    ) -> list[tuple[VectorKey, float]]:
        """The nearest rows to a unit vector (dim,), with their cosine (-1 to 1), best first; ties by document, number.

        Only in `documents` when given (none at all if it is empty).
        """
        if limit < 1 or (documents is not None and not documents):
            return []
        where: Any = None if documents is None else {"document": {"$in": sorted(documents)}}
        with _explained(self._where):
            found = self._collections[level].query(
                query_embeddings=[vector.tolist()], n_results=limit, where=where, include=["metadatas", "distances"]
            )
        rows = zip((found["metadatas"] or [[]])[0], (found["distances"] or [[]])[0], strict=True)
        hits = [((str(row["document"]), int(str(row["number"]))), 1.0 - float(distance)) for row, distance in rows]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

    def count(self, level: Level) -> int:
        """Number of rows of a level."""
        with _explained(self._where):
            return self._collections[level].count()

    def close(self) -> None:
        with _explained(self._where):
            self._client.close()


def drop(generation: str, *, url: str) -> None:
    """Delete the collections of a generation from the server at `url`; those that are not there are no error."""
    from chromadb.errors import NotFoundError

    with _explained(url):
        client = _connect(Path(), url=url)
        for level in LEVELS:
            with suppress(NotFoundError):
                client.delete_collection(f"advisor-{generation}-{level}")
        client.close()


def _connect(folder: Path, *, url: str) -> Client:
    """A client for the server at `url`, or for the Chroma embedded in `folder`. Raises ConfigError."""
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    if not url:
        return cast("Client", chromadb.PersistentClient(path=str(folder), settings=settings))
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError(f"chroma_url = {url!r}: no address like http://localhost:8000. Correct ADVISOR_CHROMA_URL.")
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 8000)
    return cast("Client", chromadb.HttpClient(host=parts.hostname, port=port, ssl=secure, settings=settings))


def _prefix(generation: str, *, url: str) -> str:
    """How the names of a generation's collections begin. Embedded, its folder tells it apart and may be copied."""
    return f"advisor-{generation}" if url else "advisor"


def _id(document: str, number: int) -> str:
    return f"{document}#{number}"


@contextmanager
def _explained(where: Path | str) -> Iterator[None]:
    """Turn what Chroma raises about `where` (a folder, or a server's address) into one clear line."""
    from chromadb.errors import ChromaError
    from httpx import HTTPError

    path = Path(where)
    try:
        with explained(path):
            yield
    except (ChromaError, HTTPError, ValueError) as error:
        why = str(error)
        if isinstance(where, str):
            raise IndexUnusable(
                f"{where}: the Chroma server does not answer as it should ({_line(why)}). "
                "Start it, run `advisor index`, or unset ADVISOR_CHROMA_URL."
            ) from error
        if "disk is full" in why or "No space left" in why:
            raise no_space(path) from error
        if "readonly" in why or "unable to open database" in why or "ermission denied" in why:
            raise not_writable(path) from error
        raise corrupt(path, _line(why)) from error


def _line(text: str) -> str:
    """The first 120 characters of a message, on one line."""
    return " ".join(text.split())[:120]
