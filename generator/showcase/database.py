"""What all our SQLite files share; and locks, which end with their process however that ends."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

BUSY: Final = 30.0
"""Seconds to wait for another process."""
_ATTEMPTS: Final = 300
_OF_THE_MACHINE: Final = {
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}


def write_ahead(connection: sqlite3.Connection) -> None:
    """Let readers and a writer work side by side.

    Raises:
        sqlite3.OperationalError: another process holds the file for too long.
    """
    # The busy timeout does not hold for this statement, where two open a new file at once.
    for _ in range(_ATTEMPTS):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(BUSY / _ATTEMPTS)
        else:
            return
    raise sqlite3.OperationalError("another process holds it")


def is_of_the_machine(error: sqlite3.Error, path: Path) -> bool:
    """Tell a fault of the disk, of rights or of other processes from one of the file itself."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    return code in _OF_THE_MACHINE or not os.access(path, os.W_OK)


def readable(value: bytes) -> str:
    """Read a damaged text as none, so that its row is left out and not all of them."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return ""


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Let one process at a time in.

    Args:
        path: An empty file to lock, made if missing.

    Raises:
        sqlite3.OperationalError: another process stays in for too long.
    """
    with closing(hold(path, wait=BUSY)):
        yield


def hold(path: Path, *, wait: float = 0.0) -> sqlite3.Connection:
    """Lock a file, made if missing, until the connection is closed or the process ends.

    Args:
        path: An empty file.
        wait: Seconds to wait for another process.

    Raises:
        sqlite3.Error: another process holds it, or it cannot be locked.
    """
    connection = sqlite3.connect(path, timeout=wait, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error:
        connection.close()
        raise
    return connection
