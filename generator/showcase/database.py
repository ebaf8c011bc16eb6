"""What all our SQLite files share."""

import sqlite3
import time
from typing import Final

BUSY: Final = 30.0
"""Seconds to wait for another process."""
_ATTEMPTS: Final = 300


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
