"""Templates as Jinja compiled them, kept from one build to the next."""

import hashlib
import shutil
import sys
from pathlib import Path
from typing import Final

import jinja2

from showcase.pages.environment import depends_on, spoken
from showcase.words import Words

_PREFIX: Final = "templates-"


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
        folder: Of this environment alone, made if missing; what another version left there goes.
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
    if not place.is_dir():
        for old in folder.glob(f"{_PREFIX}*"):
            shutil.rmtree(old, ignore_errors=True)
        place.mkdir(parents=True)
    environment.bytecode_cache = jinja2.FileSystemBytecodeCache(str(place))
