"""What is in a gallery's folder, by the source that it was made of."""

import contextlib
import json
import re
import sqlite3
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from showcase.artwork.values import Rendition
from showcase.database import BUSY, alone, is_of_the_machine, readable, write_ahead
from showcase.notation import parsed

if TYPE_CHECKING:
    from showcase.artwork.renditions import Picture

FILE = "index.sqlite"
_BROKEN = "index.broken"
_LOCK = "index.lock"
_SCHEMA = 2
_COLUMNS = "renditions, color, refusal, refused_at"
Row = Sequence[Any]
_NAME = re.compile(r"[0-9a-f]{16,64}\.[a-z]{3,4}")


class IndexUnusableError(OSError):
    """The index can be neither read nor written."""


class _DamagedError(Exception):
    """The file is no index."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a source: files, or why it was refused.

    Attributes:
        files: Name, width, height and number of bytes of each rendition.
        refused_at: When it was, in POSIX seconds.
    """

    files: tuple[tuple[str, int, int, int], ...] = ()
    color: str | None = None
    refusal: str | None = None
    refused_at: float = 0.0

    @classmethod
    def of(cls, pictures: "Sequence[Picture]", color: str | None) -> Self:
        """What was just made."""
        made = ((one.rendition, len(one.data)) for one in pictures)
        return cls(tuple((it.file, it.width, it.height, length) for it, length in made), color)

    @property
    def renditions(self) -> tuple[Rendition, ...]:
        """What was made of it."""
        return tuple([Rendition(name, width, height) for name, width, height, _ in self.files])

    def is_whole(self, lengths: Mapping[str, int]) -> bool:
        """Whether all its files are there in full, of as many bytes as they had."""
        return all(lengths.get(name) == length for name, _, _, length in self.files)


class Index:
    """A table in SQLite that several threads and several processes may use at once."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._lock = threading.Lock()
        with self._explained():
            self._connection = self._opened()

    def get(self, source: str, version: int) -> Stored | None:
        """What became of a source under a version of the renderer."""
        query = f"SELECT {_COLUMNS} FROM picture WHERE source = ? AND version = ?"  # noqa: S608
        with self._explained(), self._lock:
            row = self._connection.execute(query, (source, version)).fetchone()
        return stored(row) if row else None

    def rows(self) -> dict[tuple[str, int], Row]:
        """All of it, by source and version."""
        query = f"SELECT source, version, {_COLUMNS} FROM picture"  # noqa: S608
        with self._explained(), self._lock:
            return {row[:2]: row[2:] for row in self._connection.execute(query)}

    def state(self) -> tuple[int, int]:
        """A pair of numbers that changes with whatever is written, by others and by this one."""
        # https://sqlite.org/pragma.html#pragma_data_version
        with self._explained(), self._lock:
            ((by_others,),) = self._connection.execute("PRAGMA data_version")
            return by_others, self._connection.total_changes

    def put(self, source: str, version: int, stored: Stored) -> None:
        """Remembers what became of a source, in place of what was known before."""
        row = (
            *(source, version, json.dumps(stored.files)),
            *(stored.color, stored.refusal, stored.refused_at),
        )
        with self._explained(), self._lock, self._connection:
            self._connection.execute("REPLACE INTO picture VALUES (?, ?, ?, ?, ?, ?)", row)

    def forget(self, files: Collection[str]) -> None:
        """Drops the sources that one of these files was made of."""
        if not files:
            return
        with self._explained(), self._lock, self._connection:
            query = f"SELECT source, {_COLUMNS} FROM picture"  # noqa: S608
            rows = self._connection.execute(query).fetchall()
            gone = [
                (source,)
                for source, *row in rows
                if (known := stored(row)) and any(name in files for name, *_ in known.files)
            ]
            self._connection.executemany("DELETE FROM picture WHERE source = ?", gone)

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._connection.close()

    def _opened(self) -> sqlite3.Connection:
        # Nobody may open a file that another sets aside: the new one would share its memory.
        with alone(self._path.with_name(_LOCK)):
            try:
                return self._connected()
            except _DamagedError:
                self._set_aside()
                return self._connected()

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=BUSY, check_same_thread=False)
        connection.text_factory = readable
        try:
            write_ahead(connection)
            connection.execute("PRAGMA synchronous = NORMAL")
            if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
                raise _DamagedError
            connection.execute("BEGIN IMMEDIATE")
            if connection.execute("PRAGMA user_version").fetchone() != (_SCHEMA,):
                connection.execute("DROP TABLE IF EXISTS picture")
                connection.execute(
                    "CREATE TABLE picture (source TEXT PRIMARY KEY, version INTEGER NOT NULL,"
                    " renditions TEXT NOT NULL, color TEXT, refusal TEXT,"
                    " refused_at REAL NOT NULL) WITHOUT ROWID"
                )
            connection.execute(f"SELECT source, version, {_COLUMNS} FROM picture")  # noqa: S608
            # Says at once that nothing can be written.
            connection.execute(f"PRAGMA user_version = {_SCHEMA}")
            connection.commit()
        except (sqlite3.Error, UnicodeDecodeError, _DamagedError) as error:
            connection.close()
            if isinstance(error, sqlite3.Error) and is_of_the_machine(error, self._path):
                raise
            raise _DamagedError from error
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


def stored(row: Row) -> Stored | None:
    """Read the columns of a row; None where it is damaged."""
    written, color, refusal, refused_at = row
    try:
        files = tuple(
            [(name, int(w), int(h), int(length)) for name, w, h, length in parsed(written)]
        )
        is_named = all(_NAME.fullmatch(name) for name, *_ in files)
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None
    if not is_named or not isinstance(refused_at, float):
        return None
    return Stored(files, color, refusal, refused_at)
