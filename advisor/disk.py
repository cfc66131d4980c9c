"""What the files of an index have in common: SQLite connections, durable writes, and one clear line for each failure.

Not here: what the files mean (embed, store, words, generations).
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from advisor.errors import IndexCorrupt, IndexUnusable

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOT_WRITABLE = {errno.EACCES, errno.EPERM, errno.EROFS}
_CORRUPT = {"SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_CORRUPT_VTAB", "SQLITE_CORRUPT_SEQUENCE", "SQLITE_CORRUPT_INDEX"}


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn an OSError or sqlite3.Error about `path` into IndexUnusable or IndexCorrupt: what, where, what to do."""
    try:
        yield
    except OSError as error:
        raise _of_the_system(path, error) from error
    except sqlite3.Error as error:
        raise _of_sqlite(path, error) from error


def is_corruption(error: sqlite3.Error) -> bool:
    """True when SQLite says that the file itself is damaged or is not a database."""
    name: str = getattr(error, "sqlite_errorname", "")
    return name in _CORRUPT or "malformed" in str(error) or "not a database" in str(error)


def no_space(path: Path) -> IndexUnusable:
    """The error of a full disk."""
    return IndexUnusable(f"{path}: the disk is full. Free some space, run `advisor index` again (nothing is lost).")


def not_writable(path: Path) -> IndexUnusable:
    """The error of a folder or file that cannot be written."""
    return IndexUnusable(f"{path}: cannot be written. Allow writing there, or choose another folder with --index.")


def corrupt(path: Path, why: object) -> IndexCorrupt:
    """The error of a damaged file."""
    return IndexCorrupt(f"{path}: damaged ({why}). Run `advisor index --rebuild`.")


def _of_the_system(path: Path, error: OSError) -> IndexUnusable:
    # Python names the exact file where it knows it.
    where = Path(error.filename) if isinstance(error.filename, str) else path
    if error.errno in _NO_SPACE:
        return no_space(where)
    if error.errno in _NOT_WRITABLE:
        return not_writable(where)
    if isinstance(error, FileNotFoundError):
        return corrupt(where, "missing")
    return IndexUnusable(f"{where}: {error.strerror or error}. Correct it and run `advisor index` again.")


def _of_sqlite(path: Path, error: sqlite3.Error) -> IndexUnusable:
    name: str = getattr(error, "sqlite_errorname", "")
    if name.startswith("SQLITE_FULL") or "disk is full" in str(error):
        return no_space(path)
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")) and path.exists():
        return not_writable(path)
    return corrupt(path, error)


def open_reading(path: Path) -> sqlite3.Connection:
    """A read-only connection that threads may share under a lock. Raises IndexCorrupt when the file is missing."""
    if not path.is_file():
        raise corrupt(path, "missing")
    with explained(path):
        return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)


def open_building(path: Path) -> sqlite3.Connection:
    """A writing connection for a generation that is still being built.

    No journal on disk and no fsync: a killed build is thrown away whole, and `sync_tree` makes a finished one durable.
    """
    with explained(path):
        connection = sqlite3.connect(path, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("PRAGMA synchronous = OFF")
        return connection


def copy_database(source: Path, target: Path) -> None:
    """Copy a SQLite file that others may be reading, as one consistent state."""
    reading = open_reading(source)
    try:
        with explained(source):
            writing = sqlite3.connect(target)
            try:
                reading.backup(writing)
            finally:
                writing.close()
    finally:
        reading.close()


def sync_tree(folder: Path) -> None:
    """Force every file and folder under `folder`, and the folder itself, to the disk."""
    for path in [*folder.rglob("*"), folder]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def write_whole(path: Path, text: str) -> None:
    """Replace `path` by `text` in one step: a reader sees the old content or the new one, also after a power cut."""
    beside = path.with_name(path.name + ".new")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
