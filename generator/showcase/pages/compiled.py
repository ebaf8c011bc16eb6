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

from showcase.pages.environment import depends_on, spoken
from showcase.words import Words

_PREFIX: Final = "templates-"
_KEPT: Final = 7 * 24 * 3600.0


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
        folder: Made if missing; what nobody used for a week goes.
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
    # Another build may be using those of its own language or version just now.
    long_ago = time.time() - _KEPT
    for other in folder.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if other.stat().st_mtime < long_ago:
                shutil.rmtree(other)
    environment.bytecode_cache = jinja2.FileSystemBytecodeCache(str(place))
