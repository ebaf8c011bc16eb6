"""Folders of one process alone; what killed ones left behind is removed by the next."""

import contextlib
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from showcase.database import BUSY, hold

_LOCK: Final = ".lock"
_LITTER_AFTER: Final = 24 * 3600.0
"""Seconds after which a folder is litter that no lock speaks for."""


class Scratch:
    """A folder of this process, removed when it is no more needed.

    Attributes:
        path: Where it is.
    """

    def __init__(self, parent: Path, prefix: str = "") -> None:
        """Make the folder, and remove those whose process is gone.

        Args:
            parent: Made if missing.
            prefix: How its name begins, and the names of those that are removed.

        Raises:
            OSError: it cannot be made.
        """
        make(parent)
        self._lock: sqlite3.Connection | None = None
        with _turn(parent) as is_ours:
            _sweep(parent, prefix, is_our_turn=is_ours)
            self.path = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
            try:
                self._lock = hold(self.path / _LOCK, wait=BUSY)
            except sqlite3.Error as error:
                if is_ours:
                    raise OSError(f"{self.path} cannot be locked: {error}") from error
                # Some network drives know no locks: there, age tells.
                (self.path / _LOCK).unlink(missing_ok=True)

    def remove(self) -> None:
        """Remove all of it."""
        if self._lock is not None:
            self._lock.close()
        shutil.rmtree(self.path, ignore_errors=True)


class Workspace(Scratch):
    """Generated files of one build, which MkDocs takes from here."""

    def __init__(self, cache_dir: Path) -> None:
        """Make the folder.

        Raises:
            OSError: it cannot be made.
        """
        super().__init__(cache_dir / "builds")

    def write(self, uri: str, content: str | bytes) -> str:
        """Write a file, a text as UTF-8 with its line ends as they are; return its path."""
        path = self.path / uri
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)


def make(folder: Path) -> None:
    """Make a folder that is missing.

    Raises:
        OSError: it cannot be made; the message says what to do.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OSError(f"{folder} cannot be a folder: {error}. Move it away.") from error


def sweep(parent: Path, prefix: str = "") -> None:
    """Remove the folders below `parent` whose process is gone."""
    with _turn(parent) as is_ours:
        _sweep(parent, prefix, is_our_turn=is_ours)


@contextlib.contextmanager
def _turn(parent: Path) -> Iterator[bool]:
    """Let one process at a time make folders or remove them: a new one is not locked at once.

    Yields whether the turn is ours: not, where locks are unknown or another process is stuck.
    """
    with contextlib.ExitStack() as stack:
        is_ours = False
        with contextlib.suppress(sqlite3.Error):
            lock = hold(parent.with_name(f"{parent.name}{_LOCK}"), wait=BUSY)
            stack.enter_context(contextlib.closing(lock))
            is_ours = True
        yield is_ours


def _sweep(parent: Path, prefix: str, *, is_our_turn: bool) -> None:
    for folder in parent.iterdir():
        if (
            folder.name.startswith(prefix)
            and folder.is_dir()
            and _is_left(folder, is_our_turn=is_our_turn)
        ):
            shutil.rmtree(folder, ignore_errors=True)


def _is_left(folder: Path, *, is_our_turn: bool) -> bool:
    lock = folder / _LOCK
    try:
        if not lock.exists():
            # In our turn nobody makes one: its process ended before it was locked, or while it
            # was removed.
            return is_our_turn or time.time() - folder.stat().st_mtime > _LITTER_AFTER
        with contextlib.closing(hold(lock)):
            return True
    except (OSError, sqlite3.Error):
        # It is in use, or another process has just removed it.
        return False
