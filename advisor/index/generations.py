"""How an index lies on the disk: generations, of which the file CURRENT names the one that answers.

    index/CURRENT                  one line, replaced in one step
    index/gen-0007-3fa2/           manifest.json, documents.sqlite, words.sqlite, chroma/
    index/embeddings.sqlite        what has been embedded, kept over all generations
    index/.lock                    held by the one build that runs

A generation is complete before CURRENT names it and never changes afterwards, so a build may be killed at any moment.
Not here: what a generation holds (store, words, vectors).
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from advisor.disk import copy_database, corrupt, explained, sync_tree, write_whole
from advisor.errors import IndexMismatch, IndexMissing, IndexUnusable
from advisor.index import vectors

SCHEMA = 2  # raise it when the files of a generation change their form
_NAME = re.compile(r"gen-(\d{4,})-[0-9a-f]{4}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was made with. `documents` maps ids to the SHA-256 of their source."""

    generation: str
    schema: int
    parser: str
    model: str
    dimension: int
    chroma: str  # address of the Chroma server, empty when embedded
    documents: Mapping[str, str]
    passages: int
    sentences: int


def current(folder: Path) -> str:
    """The name of the generation that answers. Raises IndexMissing, IndexCorrupt."""
    file = folder / "CURRENT"
    try:
        name = file.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise IndexMissing(f"{folder}: no index here. Run `advisor index`.") from None
    except NotADirectoryError:
        raise IndexUnusable(f"{folder}: not a folder. Choose another with --index.") from None
    except UnicodeDecodeError as error:
        raise corrupt(file, "not text") from error
    except OSError as error:
        raise IndexUnusable(f"{file}: cannot be read ({error.strerror}). Allow reading it.") from error
    if not _NAME.fullmatch(name):
        raise corrupt(file, f"names no generation: {name[:40]!r}")
    return name


def read_manifest(folder: Path, generation: str) -> Manifest:
    """The manifest of a generation. Raises IndexMismatch for another schema, IndexCorrupt."""
    file = folder / generation / "manifest.json"
    with explained(file):
        content = file.read_bytes()
    try:
        values = json.loads(content)
        schema = values["schema"]
        if schema == SCHEMA:
            manifest = Manifest(**values)
            if manifest.generation == generation and isinstance(manifest.documents, dict):
                return manifest
            raise ValueError("not the manifest of this generation")
    except (ValueError, TypeError, KeyError) as error:
        raise corrupt(file, " ".join(str(error).split())[:120]) from error
    raise IndexMismatch(f"{folder}: made with index schema {schema}, this program needs {SCHEMA}. Run `advisor index`.")


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of a generation, whole."""
    file = folder / manifest.generation / "manifest.json"
    with explained(file):
        write_whole(file, json.dumps(asdict(manifest), ensure_ascii=False, indent=1) + "\n")


def check(folder: Path, manifest: Manifest, *, model: str, parser: str | None, chroma: str) -> None:
    """Raise IndexMismatch, naming both sides, when a generation was made otherwise; None for `parser`: not compared."""
    compared = [
        ("embedding model", manifest.model, model),
        ("parser version", manifest.parser, manifest.parser if parser is None else parser),
        ("Chroma", manifest.chroma or "embedded", chroma or "embedded"),
    ]
    for what, there, here in compared:
        if there != here:
            raise IndexMismatch(f"{folder}: made with {what} {there}, this program uses {here}. Run `advisor index`.")


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the index for one build. Raises IndexUnusable when another build runs; a killed one leaves no lock."""
    file = folder / ".lock"
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise IndexUnusable(f"{folder}: another `advisor index` is building here. Wait for it to end.") from None
        yield
    finally:
        os.close(descriptor)


def begin(folder: Path) -> str:
    """Make the folder of a new generation and return its name, never used before. Call it under the lock."""
    numbers = [int(match[1]) for path in folder.iterdir() if (match := _NAME.fullmatch(path.name))]
    # The random end keeps a deleted and begun again index from reusing a name that a running reader knows.
    name = f"gen-{max(numbers, default=0) + 1:04}-{secrets.token_hex(2)}"
    with explained(folder):
        (folder / name).mkdir()
    return name


def copy(folder: Path, source: str, target: str) -> None:
    """Copy the files of a generation, while others may be reading them. Raises IndexCorrupt, IndexUnusable."""
    for path in sorted((folder / source).rglob("*")):
        beside = folder / target / path.relative_to(folder / source)
        with explained(path):
            if path.is_dir():
                beside.mkdir(exist_ok=True)
            elif path.suffix in (".sqlite", ".sqlite3"):
                copy_database(path, beside)
            elif path.name != "manifest.json" and not path.name.endswith(("-wal", "-shm", "-journal")):
                shutil.copyfile(path, beside)


def flip(folder: Path, manifest: Manifest) -> None:
    """Make a finished generation the one that answers: everything on the disk first, then CURRENT in one step."""
    write_manifest(folder, manifest)
    with explained(folder):
        sync_tree(folder / manifest.generation)
        write_whole(folder / "CURRENT", manifest.generation + "\n")


def sweep(folder: Path, *, keep: Collection[str], chroma: str) -> None:
    """Delete every generation but those to `keep`: older ones and half-built ones. Call it under the lock.

    The one just replaced is kept, because a running reader may still answer from it.
    """
    for path in folder.iterdir():
        if _NAME.fullmatch(path.name) and path.name not in keep:
            if chroma:
                vectors.drop(path.name, url=chroma)
            with explained(path):
                shutil.rmtree(path)
