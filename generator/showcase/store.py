"""The store: records, the ledger of requests and blocks, in SQLite below `cache_dir`."""

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

from showcase.database import BUSY, alone, is_of_the_machine, readable, write_ahead
from showcase.memory import uncollected
from showcase.models.record import Record
from showcase.records import record_from_json, record_to_json

VERSION: Final = 1
FILE: Final = "showcase.sqlite3"
_LOCK: Final = "showcase.lock"
WINDOW: Final = 600.0
"""Seconds over which the budget of requests counts."""
LONGEST_BLOCK: Final = 25 * 3600.0
"""Seconds; no block is made longer than a day, so one that seems to be is a clock's mistake."""
_TURNS_AHEAD: Final = 20
"""How many paces ahead several processes may have taken turns."""
_SCHEMA: Final = """
CREATE TABLE records (slug TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE requests (api TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX requests_by_time ON requests (api, at);
CREATE TABLE blocks (api TEXT PRIMARY KEY, until REAL NOT NULL, why TEXT NOT NULL) WITHOUT ROWID;
"""


class StoreError(Exception):
    """The store cannot be used; the message says why and what to do."""


class Store:
    """One project's facts. Several processes may use one file at a time."""

    def __init__(self, folder: Path, warn: Callable[[str], None]) -> None:
        """Open the store in `folder`, made if missing.

        Args:
            folder: The option `cache_dir`.
            warn: Takes one line where an unreadable store was set aside.

        Raises:
            StoreError: the folder cannot be written, or the disk is full.
        """
        self._path = folder / FILE
        self._lock = threading.RLock()
        self._known = _Known({}, {})
        self._state: tuple[int, int] | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._connection = self._open(warn)
        except (OSError, sqlite3.Error, _UnusableError) as error:
            raise StoreError(
                f"the cache {folder} cannot be used: {error}. Free some space, mend its rights, "
                "or name another with `cache_dir` (SHOWCASE_CACHE_DIR)."
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file, and forget what was read from it."""
        self._known, self._state = _Known({}, {}), None
        self._connection.close()

    def records(self) -> dict[str, Record]:
        """Return all records by slug."""
        # A refresh asks again and again. The one number tells what others wrote meanwhile
        # (https://sqlite.org/pragma.html#pragma_data_version), the other what this one did.
        ((by_others,),) = self._read("PRAGMA data_version")
        state = (by_others, self._connection.total_changes)
        if state != self._state:
            with uncollected():
                texts = dict(self._read("SELECT slug, record FROM records"))
                found = ((slug, self._parsed(slug, text)) for slug, text in texts.items())
                records = {slug: record for slug, record in found if record is not None}
            self._known, self._state = _Known(texts, records), state
        return self._known.records.copy()

    def update(self, slug: str, change: Callable[[Record | None], Record | None]) -> Record | None:
        """Change one record in one transaction, so that no other process's is lost."""
        return self.update_each([slug], lambda _, record: change(record))[slug]

    def update_each(
        self, slugs: Iterable[str], change: Callable[[str, Record | None], Record | None]
    ) -> dict[str, Record | None]:
        """Change several records as `update` does one, in one transaction."""
        changed = {}
        with self._transaction() as connection:
            for slug in slugs:
                row = connection.execute(
                    "SELECT record FROM records WHERE slug = ?", (slug,)
                ).fetchone()
                record = change(slug, self._parsed(slug, row[0]) if row else None)
                if record is not None:
                    connection.execute(
                        "INSERT OR REPLACE INTO records VALUES (?, ?)",
                        (slug, record_to_json(record)),
                    )
                changed[slug] = record
        return changed

    def save(self, records: Iterable[Record]) -> None:
        """Write many records in one transaction."""
        with self._transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO records VALUES (?, ?)",
                ((record.slug, record_to_json(record)) for record in records),
            )

    def rename(self, moves: Mapping[str, str]) -> None:
        """Move records along with their slugs, old to new; what stands at the new one stays."""
        with self._transaction() as connection:
            for old, new in moves.items():
                connection.execute(
                    "UPDATE OR IGNORE records SET slug = ? WHERE slug = ?", (new, old)
                )

    def take_turn(self, api: str, now: float, *, budget: int, pace: float) -> float | None:
        """Enter a request into the ledger.

        Args:
            api: The API's address; each has its own budget.
            now: POSIX seconds.
            budget: Requests in any ten minutes, over all runs.
            pace: Seconds between two requests.

        Returns:
            How many seconds to wait before sending it; None where the budget is used up, and
            nothing was entered.
        """
        with self._transaction() as connection:
            connection.execute("DELETE FROM requests WHERE at <= ?", (now - WINDOW,))
            # After a clock was set back, what was sent still counts but is not waited for.
            ahead = now + pace * _TURNS_AHEAD
            connection.execute(
                "UPDATE requests SET at = ? WHERE api = ? AND at > ?", (now, api, ahead)
            )
            count, last = connection.execute(
                "SELECT count(*), max(at) FROM requests WHERE api = ?", (api,)
            ).fetchone()
            if count >= budget:
                return None
            at = now if last is None else max(now, last + pace)
            connection.execute("INSERT INTO requests VALUES (?, ?)", (api, at))
            return float(at - now)

    def next_turn(self, api: str, now: float) -> float:
        """Return in how many seconds the budget has room again."""
        ((first,),) = self._read("SELECT min(at) FROM requests WHERE api = ?", api)
        return 0.0 if first is None else min(max(0.0, first + WINDOW - now), WINDOW)

    def block(self, api: str, until: float, why: str) -> None:
        """Remember that this API refuses us until then (POSIX seconds); the longest block counts.

        Args:
            until: At most LONGEST_BLOCK from now.
        """
        with self._transaction() as connection:
            connection.execute(
                "INSERT INTO blocks VALUES (?, ?, ?) ON CONFLICT (api) DO UPDATE "
                "SET until = excluded.until, why = excluded.why "
                "WHERE excluded.until > until OR until > excluded.until + ?",
                (api, until, why, LONGEST_BLOCK),
            )

    def blocked(self, api: str, now: float) -> tuple[float, str] | None:
        """Return until when, and why, this API refuses us; None where it does not."""
        rows = self._read(
            "SELECT until, why FROM blocks WHERE api = ? AND until > ? AND until <= ?",
            api, now, now + LONGEST_BLOCK,
        )  # fmt: skip
        return (float(rows[0][0]), str(rows[0][1])) if rows else None

    def _parsed(self, slug: str, text: str) -> Record | None:
        known = self._known
        is_known = known.texts.get(slug) == text
        return known.records.get(slug) if is_known else record_from_json(slug, text)

    def _read(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            with self._lock:
                return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise StoreError(
                f"the store {self._path} cannot be read: {error}. Try again; if that does not "
                "help, take the file away: facts come back from the published site and Discord."
            ) from error

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._lock:
                self._connection.execute("BEGIN IMMEDIATE")
                try:
                    yield self._connection
                    self._connection.execute("COMMIT")
                finally:
                    # SQLite ends some by itself, such as those that found the disk full.
                    if self._connection.in_transaction:
                        self._connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            raise StoreError(
                f"the store {self._path} cannot be written: {error}. Free some space or mend its "
                "rights; what was known before is still there."
            ) from error

    def _open(self, warn: Callable[[str], None]) -> sqlite3.Connection:
        # Nobody may open a file that another sets aside: the new one would share its memory.
        with alone(self._path.with_name(_LOCK)):
            try:
                return _connect(self._path)
            except _UnusableError as error:
                aside = _set_aside(self._path)
                warn(f"the store {self._path} {error}; it was set aside as {aside.name}")
                return _connect(self._path)


class _Known(NamedTuple):
    """Rows that were read, and the records that they hold where they are in order."""

    texts: dict[str, str]
    records: dict[str, Record]


class _UnusableError(Exception):
    """The file is no store of this version."""


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY, isolation_level=None, check_same_thread=False)
    connection.text_factory = readable
    try:
        write_ahead(connection)
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("BEGIN IMMEDIATE")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if version == 0 and tables == 0:
            for statement in filter(str.strip, _SCHEMA.split(";")):
                connection.execute(statement)
        elif version != VERSION:
            raise _UnusableError("was written by another version of this program")
        connection.execute("SELECT slug, record FROM records LIMIT 1")
        connection.execute("SELECT api, at FROM requests LIMIT 1")
        connection.execute("SELECT api, until, why FROM blocks LIMIT 1")
        # Says at once, and not after the first answer, that nothing can be written.
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
        with closing(connection.execute("PRAGMA integrity_check(1)")) as check:
            if check.fetchone()[0] != "ok":
                raise _UnusableError("is damaged")
    except sqlite3.DatabaseError as error:
        connection.close()
        if is_of_the_machine(error, path):
            raise
        raise _UnusableError("is damaged or not ours") from error
    except UnicodeDecodeError as error:
        # Of a damaged schema, not even SQLite's message can be read.
        connection.close()
        raise _UnusableError("is damaged") from error
    except _UnusableError:
        connection.close()
        raise
    return connection


def _set_aside(path: Path) -> Path:
    aside = path.with_name(path.name + ".aside")
    path.with_name(path.name + "-shm").unlink(missing_ok=True)
    # What was not yet written back belongs to the file: it goes along.
    for ending in ("-wal", ""):
        source, target = (Path(f"{one}{ending}") for one in (path, aside))
        target.unlink(missing_ok=True)
        if source.exists():
            source.replace(target)
    return aside
