"""`showcase export`: the list for READMEs, and the whole showcase for other builders."""

import os
import sys
from dataclasses import replace
from pathlib import Path

import click

from showcase import addresses, edition, exports, files, publication
from showcase.cli.common import (
    config_file_option,
    content_from,
    counted,
    opened,
    project_from,
)
from showcase.clock import SystemClock, publication_time
from showcase.feeds import readme
from showcase.pages.frame import overrides_dir
from showcase.text import log_line


@click.group("export")
def command() -> None:
    """Write the list as Markdown, or the showcase for another builder. Asks nobody."""


@command.command("readme")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if FILE is out of date.")
@config_file_option
def export_readme(*, file: Path, check: bool, config_file: Path) -> None:
    """Write the whole list as one Markdown FILE.

    What stands around the list in FILE stays. A FILE that has no place for it is left alone.
    """
    options, site, words = project_from(config_file)
    options = replace(options, refresh="never")
    content = content_from(options)
    clock = SystemClock()
    at = publication_time(os.environ, clock)
    with opened(options) as (store, gallery):
        # What content/records.json knows is merged in; nobody is asked.
        edition.update(content, store, gallery, options, clock)
        records = edition.current_records(content.servers, store)
    verdicts, _ = edition.judge_all(content.servers, records, options, at)
    body = readme.readme(content, records, verdicts, words, site)
    earlier = _earlier(file)
    whole = readme.placed(body, site.name, earlier)
    if whole is None:
        said = (
            f"{file} was not written by this command. Put these two lines where the list belongs:"
        )
        raise click.ClickException(f"{log_line(said)}\n{readme.BEGIN}\n{readme.END}")
    if whole == earlier:
        click.echo(log_line(f"{file} is up to date."))
    elif check:
        click.echo(log_line(f"{file} is out of date. Run: showcase export readme {file}"), err=True)
        sys.exit(1)
    else:
        _put(file, whole)
        click.echo(log_line(f"wrote {file}: {counted(len(content.servers), 'entry', 'entries')}."))


@command.command("docs")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@config_file_option
def export_docs(*, folder: Path, config_file: Path) -> None:
    """Write the showcase into DIR, for a builder without this plugin.

    DIR gets the pages as Markdown, the pictures, the feeds, the templates and a mkdocs.yml. An
    earlier export there is replaced. See docs/exits.md.
    """
    options, site, words = project_from(config_file)
    options = replace(options, refresh="never")
    content = content_from(options)
    clock = SystemClock()
    at = publication_time(os.environ, clock)
    try:
        settings = exports.read_settings(config_file)
        with opened(options) as (store, gallery):
            outcome = edition.update(content, store, gallery, options, clock)
            made = edition.compose(content, store, gallery, options, outcome=outcome, at=at)
            book = publication.book_of(made, words, site)
            data = publication.data_files(made, words, site)
            pictures = {
                addresses.PICTURES + file: gallery.path(file) for file in made.catalogue.pictures
            }
            ready = exports.exported(
                book, settings, words, overrides=overrides_dir(), data=data, pictures=pictures
            )
        exports.write(folder, ready)
    except exports.SettingsError as error:
        raise click.ClickException(log_line(str(error))) from error
    except FileExistsError as error:
        raise click.ClickException(
            log_line(f"{folder} holds something else. Name a new folder, or empty this one.")
        ) from error
    except OSError as error:
        raise click.ClickException(log_line(f"{folder} cannot be written: {error}")) from error
    for name in settings.left_out:
        click.echo(f"`{name}` of mkdocs.yml was left out: it is a program of your own.", err=True)
    click.echo(
        log_line(
            f"wrote {folder}: {counted(ready.pages, 'page')}, {counted(len(ready.files), 'file')}."
        )
    )


def _earlier(file: Path) -> str | None:
    try:
        return file.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(log_line(f"{file} cannot be read: {error}")) from error


def _put(file: Path, content: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        files.write(file, content)
    except OSError as error:
        raise click.ClickException(log_line(f"{file} cannot be written: {error}")) from error
