"""Folders of one process alone; what killed ones left behind is removed by the next."""

import contextlib
import errno
import hashlib
import os
import shutil
import sqlite3
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from showcase.database import BUSY, hold

_LOCK: Final = ".lock"
_FORBIDDEN: Final = {errno.EROFS, errno.EACCES, errno.EPERM}
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
        parent.mkdir(parents=True, exist_ok=True)
        self._lock: sqlite3.Connection | None = None
        with _turn(parent):
            _sweep(parent, prefix)
            self.path = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
            try:
                self._lock = hold(self.path / _LOCK)
            except sqlite3.Error:
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


def sweep(parent: Path, prefix: str = "") -> None:
    """Remove the folders below `parent` whose process is gone."""
    with _turn(parent):
        _sweep(parent, prefix)


@contextlib.contextmanager
def _turn(parent: Path) -> Iterator[None]:
    """Let one process at a time make folders or remove them: a new one is not locked at once."""
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(sqlite3.Error):
            stack.enter_context(
                contextlib.closing(hold(parent.with_name(f"{parent.name}{_LOCK}"), wait=BUSY))
            )
        yield


def _sweep(parent: Path, prefix: str) -> None:
    for folder in parent.iterdir():
        if folder.name.startswith(prefix) and folder.is_dir() and _is_left(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_left(folder: Path) -> bool:
    lock = folder / _LOCK
    try:
        if not lock.exists():
            return time.time() - folder.stat().st_mtime > _LITTER_AFTER
        with contextlib.closing(hold(lock)):
            return True
    except (OSError, sqlite3.Error):
        # It is in use, or another process has just removed it.
        return False


def writable(folder: Path, warn: Callable[[str], None]) -> Path:
    """Return `folder`, or one that stands in for it where it may not be written.

    Args:
        folder: The option `cache_dir`.
        warn: Takes one line where another folder stands in.

    Returns:
        The folder itself as well where it cannot be used for any other reason: whoever opens it
        will say so.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        if error.errno not in _FORBIDDEN:
            return folder
        spare = _spare(folder)
        if spare is None:
            return folder
        warn(
            f"the cache {folder} cannot be written ({error.strerror}); {spare} stands in for it. "
            "Name another with `cache_dir` (SHOWCASE_CACHE_DIR)."
        )
        return spare


def _spare(folder: Path) -> Path | None:
    """Make a folder for temporary files that stands in for `folder`, with all that it holds.

    The same one each time, so that requests to Discord and its blocks still count over all runs.
    """
    owner = os.getuid() if hasattr(os, "getuid") else 0
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    try:
        spare = Path(tempfile.gettempdir()) / f"showcase-{owner}-{name}"
        if not spare.is_dir():
            spare.mkdir(mode=0o700)
            with contextlib.suppress(OSError):  # also shutil.Error: what cannot be read stays
                shutil.copytree(folder, spare, dirs_exist_ok=True, copy_function=shutil.copyfile)
            for copied in (spare, *filter(Path.is_dir, spare.rglob("*"))):
                copied.chmod(0o700)
        found = spare.lstat()
    except OSError:
        return None
    # In a folder that all share, somebody else may have made it first.
    is_ours = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077 and found.st_uid == owner
    return spare if is_ours or os.name == "nt" else None


def overrides_dir() -> Path:
    """Return our theme overrides: of the wheel, or of the checkout."""
    package = Path(__file__).parent
    shipped = package / "theme_overrides"
    return shipped if shipped.is_dir() else package.parent.parent / "theme_overrides"
