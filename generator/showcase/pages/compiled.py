"""Templates as Jinja compiled them, kept from one build to the next."""

import hashlib
import os
import shutil
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

import jinja2
from jinja2.bccache import Bucket

from showcase.pages.environment import depends_on, spoken
from showcase.words import Words

_PREFIX: Final = "templates-"
_KEPT: Final = 7 * 24 * 3600.0
_UNFINISHED: Final = 3600.0
"""Seconds after which nobody is writing a file any more."""


class _Bytecode(jinja2.FileSystemBytecodeCache):
    """What is compiled, on disk; what cannot be read is compiled anew."""

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except Exception:  # noqa: BLE001 - a damaged pickle raises what it likes
            bucket.reset()


def templates(words: Words, folder: Path) -> jinja2.Environment:
    """Return our templates in a language, with what is kept of them in a folder of their own."""
    made = spoken(words)
    keep(made, folder, *depends_on(words))
    return made


def keep(environment: jinja2.Environment, folder: Path, *more: str) -> None:
    """Keep what is compiled, in a folder of its own for all that it depends on.

    Jinja itself looks whether a template changed. An environment that keeps it already stays as it
    is.

    Args:
        folder: Made if missing; what nobody used for a week goes, and what was left half written.
        more: What else stands in what is compiled.
    """
    if environment.bytecode_cache is not None:
        return
    options = [
        *(jinja2.__version__, sys.version, environment.autoescape, environment.trim_blocks),
        *(environment.lstrip_blocks, environment.newline_sequence, environment.optimized),
        *sorted(environment.extensions),
        *more,
    ]
    name = hashlib.sha256(repr(options).encode()).hexdigest()[:16]
    place = folder / f"{_PREFIX}{name}"
    place.mkdir(parents=True, exist_ok=True)
    os.utime(place)
    now = time.time()
    # Another build may be using those of its own language or version just now.
    for other in folder.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if other.stat().st_mtime < now - _KEPT:
                shutil.rmtree(other)
    # Jinja writes beside and renames; a killed build leaves what it had not renamed.
    for left in place.glob("*.tmp"):
        with suppress(OSError):
            if left.stat().st_mtime < now - _UNFINISHED:
                left.unlink()
    environment.bytecode_cache = _Bytecode(str(place))
