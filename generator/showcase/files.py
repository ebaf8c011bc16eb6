"""Files that are written whole or not at all."""

import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path


def write_new(path: Path, content: str) -> None:
    """Write a file that is not there yet, whole or not at all.

    Raises:
        FileExistsError: it is there.
        OSError: it cannot be written.
    """
    beside = _beside(path, content)
    try:
        try:
            os.link(beside, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            with path.open("xb") as file:
                file.write(content.encode())
    finally:
        beside.unlink()


def write(path: Path, content: str) -> None:
    """Write a file so that a reader finds the old one or the new; keep the mode of the old.

    Raises:
        OSError: it cannot be written; the old one stands.
    """
    beside = _beside(path, content)
    try:
        with suppress(FileNotFoundError):
            shutil.copymode(path, beside)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _beside(path: Path, content: str) -> Path:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    try:
        with beside.open("xb") as file:
            file.write(content.encode())
            file.flush()
            os.fsync(file.fileno())
    except BaseException:  # also Ctrl-C: to reach the disk takes a while
        beside.unlink(missing_ok=True)
        raise
    return beside
