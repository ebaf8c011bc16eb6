"""Templates as Jinja compiled them, kept from one build to the next."""

import hashlib
import shutil
import sys
from pathlib import Path
from typing import Final

import jinja2

_PREFIX: Final = "templates-"


def keep(environment: jinja2.Environment, folder: Path) -> None:
    """Keep what is compiled, in a folder of its own for all that it depends on.

    Jinja itself looks whether a template changed. An environment that keeps it already stays as it
    is.

    Args:
        folder: Made if missing; what another version left there goes.
    """
    if environment.bytecode_cache is not None:
        return
    options = [
        *(jinja2.__version__, sys.version, environment.autoescape, environment.trim_blocks),
        *(environment.lstrip_blocks, environment.newline_sequence, environment.optimized),
        *sorted(environment.extensions),
    ]
    name = hashlib.sha256(repr(options).encode()).hexdigest()[:16]
    place = folder / f"{_PREFIX}{name}"
    if not place.is_dir():
        for old in folder.glob(f"{_PREFIX}*"):
            shutil.rmtree(old, ignore_errors=True)
        place.mkdir(parents=True)
    environment.bytecode_cache = jinja2.FileSystemBytecodeCache(str(place))
