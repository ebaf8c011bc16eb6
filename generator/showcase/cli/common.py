"""What the commands share: where the showcase is, and what is kept below its cache."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from showcase.artwork import Gallery
from showcase.options import OptionError, Options
from showcase.refresh import MirrorRequiredError
from showcase.store import Store, StoreError
from showcase.text import log_line

F = TypeVar("F", bound=Callable[..., Any])
NO_MIRROR: Final = 4
"""The exit of a command that would have started the history anew."""


def config_file_option(command: F) -> F:
    """Let a command be told which showcase it is about."""
    return click.option(
        "-f",
        "--config-file",
        type=click.Path(path_type=Path, dir_okay=False),
        default=Path("mkdocs.yml"),
        show_default=True,
        help="The showcase's mkdocs.yml.",
    )(command)


def options_from(config_file: Path) -> Options:
    """Read the options that a command works by; a fault in them ends it with one line."""
    from showcase.plugin import load_options

    try:
        return load_options(config_file)
    except OptionError as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def opened(options: Options) -> Iterator[tuple[Store, Gallery]]:
    """Open what is kept below `cache_dir`; every fault becomes one line."""
    try:
        with Store(options.cache_dir, lambda line: click.echo(line, err=True)) as store:
            gallery = Gallery(options.pictures_dir)
            try:
                yield store, gallery
            finally:
                gallery.close()
    except MirrorRequiredError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(NO_MIRROR)
    except (StoreError, OSError, ValueError) as error:
        raise click.ClickException(log_line(str(error))) from error
