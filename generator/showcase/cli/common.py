"""What the commands share: where the showcase is, and what is kept below its cache."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from showcase import layout
from showcase.artwork import Gallery
from showcase.cache import writable
from showcase.content import Content, load
from showcase.options import OptionError, Options
from showcase.refresh import MirrorRequiredError
from showcase.store import Store, StoreError
from showcase.text import log_line

if TYPE_CHECKING:
    from showcase.pages.site import Site
    from showcase.words import Words

F = TypeVar("F", bound=Callable[..., Any])
NO_MIRROR: Final = 4
"""The exit of a command that would have started the history anew."""


def is_terminal() -> bool:
    """Tell whether there is a person to ask."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def shown(path: Path, options: Options) -> str:
    """Return a file as people call it: from the folder of mkdocs.yml, if it is below."""
    place = path.relative_to(options.root) if path.is_relative_to(options.root) else path
    return place.as_posix()


def counted(number: int, one: str, more: str = "") -> str:
    """Return a number with its noun; `more` where the plural is not made by an s."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"


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
    return project_from(config_file)[0]


def project_from(config_file: Path) -> "tuple[Options, Site, Words]":
    """Read the options, what pages say of the site, and its words; see `options_from`."""
    from showcase.plugin import load_project

    try:
        return load_project(config_file)
    except OptionError as error:
        raise click.ClickException(str(error)) from error


def content_from(options: Options) -> Content:
    """Read the content folder and say its mistakes.

    Where none can be read the command ends: what it writes of none would replace many.
    """
    content = load(options.content_dir, options.root)
    for mistake in content.mistakes:
        click.echo(str(mistake), err=True)
    if not (options.content_dir / layout.SERVERS).is_dir():
        raise click.ClickException("there are no entries. Is `content_dir` in mkdocs.yml right?")
    if content.left_out and not content.servers:
        raise click.ClickException("there is no entry without a mistake. Mend those above.")
    return content


@contextmanager
def opened(options: Options) -> Iterator[tuple[Store, Gallery]]:
    """Open what is kept below `cache_dir`; every fault becomes one line."""

    def warn(line: str) -> None:
        click.echo(log_line(line), err=True)

    options = replace(options, cache_dir=writable(options.cache_dir, warn))
    try:
        with Store(options.cache_dir, warn) as store:
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
