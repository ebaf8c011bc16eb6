"""What is in a gallery's folder, by the source that it was made of."""

import contextlib
import json
import sqlite3
import threading
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from showcase.database import BUSY, write_ahead

from .renditions import Rendition

FILE = "index.sqlite"
_BROKEN = "index.broken"
_SCHEMA = 1


class IndexUnusableError(OSError):
    """The index can be neither read nor written."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a source: renditions and their bytes' numbers, or why it was refused."""

    renditions: tuple[Rendition, ...] = ()
    lengths: tuple[int, ...] = ()
    color: str | None = None
    refusal: str | None = None


class Index:
    """A table in SQLite that several threads and several processes may use at once."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._lock = threading.Lock()
        with self._explained():
            try:
                self._connection = self._opened()
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:
                self._set_aside()
                self._connection = self._opened()

    def get(self, source: str, version: int) -> Stored | None:
        """What became of a source under a version of the renderer."""
        query = "SELECT renditions, color, refusal FROM picture WHERE source = ? AND version = ?"
        with self._explained(), self._lock:
            row = self._connection.execute(query, (source, version)).fetchone()
        if row is None:
            return None
        files = json.loads(row[0])
        return Stored(
            tuple(Rendition(file, width, height) for file, width, height, _ in files),
            tuple(length for *_, length in files),
            row[1],
            row[2],
        )

    def put(self, source: str, version: int, stored: Stored) -> None:
        """Remembers what became of a source, in place of what was known before."""
        files = [
            (one.file, one.width, one.height, length)
            for one, length in zip(stored.renditions, stored.lengths, strict=True)
        ]
        row = (source, version, json.dumps(files), stored.color, stored.refusal)
        with self._explained(), self._lock, self._connection:
            self._connection.execute("REPLACE INTO picture VALUES (?, ?, ?, ?, ?)", row)

    def forget(self, files: Collection[str]) -> None:
        """Drops the sources that one of these files was made of."""
        with self._explained(), self._lock, self._connection:
            rows = self._connection.execute("SELECT source, renditions FROM picture").fetchall()
            gone = [
                (source,) for source, row in rows if any(f[0] in files for f in json.loads(row))
            ]
            self._connection.executemany("DELETE FROM picture WHERE source = ?", gone)

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._connection.close()

    def _opened(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=BUSY, check_same_thread=False)
        try:
            write_ahead(connection)
            connection.execute("PRAGMA synchronous = NORMAL")
            if connection.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise sqlite3.DatabaseError("the file is damaged")
            connection.execute("BEGIN IMMEDIATE")  # says at once that a folder is read-only
            if connection.execute("PRAGMA user_version").fetchone() != (_SCHEMA,):
                connection.execute("DROP TABLE IF EXISTS picture")
                connection.execute(
                    "CREATE TABLE picture (source TEXT PRIMARY KEY, version INTEGER NOT NULL,"
                    " renditions TEXT NOT NULL, color TEXT, refusal TEXT) WITHOUT ROWID"
                )
                connection.execute(f"PRAGMA user_version = {_SCHEMA}")
            connection.commit()
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _set_aside(self) -> None:
        self._path.replace(self._path.with_name(_BROKEN))
        for ending in ("-wal", "-shm"):
            self._path.with_name(FILE + ending).unlink(missing_ok=True)

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise IndexUnusableError(
                f"{self._path}: the index of pictures cannot be used ({error})."
                " Make its folder writable, or delete the folder: a build makes it anew."
            ) from error
