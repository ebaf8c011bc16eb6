"""The folder that lasts from build to build, and what stands in for one that may not be written."""

import contextlib
import errno
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

_FORBIDDEN: Final = {errno.EROFS, errno.EACCES, errno.EPERM}


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
            _copy(folder, spare)
        found = spare.lstat()
    except OSError:
        return None
    # In a folder that all share, somebody else may have made it first.
    is_ours = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077 and found.st_uid == owner
    return spare if is_ours or os.name == "nt" else None


def _copy(folder: Path, spare: Path) -> None:
    """Copy all that can be read, so that there is the whole copy or none."""
    half = Path(tempfile.mkdtemp(prefix=f"{spare.name}-", dir=spare.parent))
    try:
        with contextlib.suppress(OSError):  # also shutil.Error: what cannot be read stays
            shutil.copytree(folder, half, dirs_exist_ok=True, copy_function=shutil.copyfile)
        for copied in (half, *filter(Path.is_dir, half.rglob("*"))):
            copied.chmod(0o700)
        with contextlib.suppress(OSError):  # another run was faster: its copy serves both
            half.rename(spare)
    finally:
        shutil.rmtree(half, ignore_errors=True)
