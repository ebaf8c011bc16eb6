"""Laying the entries of another checkout over a content folder: as data, and nothing else."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from showcase.layout import FOLDERS, REMOVED

_MOST_FILES: Final = 100_000
_LARGEST: Final = 1024 * 1024


class OverlayError(Exception):
    """The other folder is not taken; the message says why."""


def overlay(source: Path, target: Path) -> int:
    """Make the entries, communities and removals of `target` those of `source`.

    No link is followed and no folder entered: of these only the name is taken, so that the check
    finds the mistake. Of a file too large to be an entry the beginning is taken, as large a one.

    Args:
        source, target: Content folders; what else lies in them is not touched.

    Returns:
        How many files were taken.

    Raises:
        OverlayError: the source cannot be a content folder.
        OSError: something cannot be read or written.
    """
    if source.is_symlink() or not source.is_dir():
        raise OverlayError(f"{source} is no folder. Name a checkout that has one.")
    taken = [*_taken(source)]
    for name in FOLDERS:
        shutil.rmtree(target / name, ignore_errors=True)
        (target / name).mkdir(parents=True)
    (target / REMOVED).unlink(missing_ok=True)
    for file in taken:
        _copy(file, target / file.relative_to(source))
    return len(taken)


def _taken(source: Path) -> Iterator[Path]:
    for name in FOLDERS:
        folder = source / name
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            raise OverlayError(f"{folder} is no folder. Make it one.")
        if not folder.exists():
            continue
        with os.scandir(folder) as rows:
            names = sorted(row.name for row in rows)
        if len(names) > _MOST_FILES:
            raise OverlayError(f"{folder} holds {len(names):,} files, which is too many.")
        yield from (folder / each for each in names)
    if os.path.lexists(source / REMOVED):
        yield source / REMOVED


def _copy(file: Path, target: Path) -> None:
    mode = file.lstat().st_mode
    if stat.S_ISREG(mode):
        with file.open("rb") as read:
            target.write_bytes(read.read(_LARGEST))
    elif stat.S_ISLNK(mode):
        target.symlink_to(".")
    else:
        target.mkdir()
        (target / "left-out").touch()  # git knows no empty folders
