"""How far a long phase is: a bar on a terminal, nothing elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


@contextmanager
def phase(label: str, length: int) -> Iterator[Callable[[], None]]:
    """Open a phase of `length` steps; the block calls what it gets once a step."""
    if length == 0 or not sys.stderr.isatty():
        yield lambda: None
        return
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
        yield lambda: bar.update(1)
