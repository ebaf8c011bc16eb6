"""`showcase refresh`: what a build does first, on its own."""

import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

import click

from showcase import edition, files, layout
from showcase.cli import workflow
from showcase.cli.common import config_file_option, content_from, opened, options_from
from showcase.clock import SystemClock, publication_time
from showcase.content.changes import ChangesError, changes
from showcase.models.record import Record
from showcase.options import Options
from showcase.records import dump_records
from showcase.text import log_line

HELD_BACK: Final = 3
"""The exit where a mass loss was held back."""


@click.command("refresh")
@click.option("--all", "everything", is_flag=True, help="Ask about every entry, fresh or not.")
@click.option("--wait", is_flag=True, help="Wait where the budget of requests is used up.")
@click.option(
    "--accept",
    is_flag=True,
    envvar="SHOWCASE_ACCEPT",
    show_envvar=True,
    help="Let a loss through that was held back.",
)
@click.option("--save", is_flag=True, help="Write content/records.json, to keep facts in git.")
@click.option(
    "--require-mirror",
    is_flag=True,
    help="Stop with 4 rather than start anew where the published site cannot be read; one that "
    "answers 404 counts as never published.",
)
@click.option(
    "--first-run",
    is_flag=True,
    envvar="SHOWCASE_FIRST_RUN",
    show_envvar=True,
    help="Nothing is published yet: start without it, and wait for the budget.",
)
@click.option(
    "--base",
    metavar="PLACE",
    help="Ask only about entries that changed since then: a folder with a checkout, or a git "
    "revision.",
)
@config_file_option
def command(
    *,
    everything: bool,
    wait: bool,
    accept: bool,
    save: bool,
    require_mirror: bool,
    first_run: bool,
    base: str | None,
    config_file: Path,
) -> None:
    """Bring the facts up to date, as a build does first."""
    options = options_from(config_file)
    if everything:
        options = replace(options, refresh="always")
    clock = SystemClock()
    content = content_from(options)
    only = _changed(options, base) if base is not None else None
    with opened(options) as (store, gallery):
        outcome = edition.update(
            content, store, gallery, options, clock, only=only,
            wait=wait or first_run, require_mirror=require_mirror and not first_run,
        )  # fmt: skip
        at = publication_time(os.environ, clock)
        if accept:
            accepted = edition.accept(content.servers, store, options, at)
            click.echo(f"{len(accepted)} losses accepted.")
        made = edition.compose(content, store, gallery, options, outcome=outcome, at=at)
        if save:
            _save(options.saved_records, made.records.values(), at)
    for line in outcome.lines:
        click.echo(log_line(line))
    if base is None:
        workflow.tell(outcome, made.held_back)
    if save:
        click.echo(f"Wrote {options.saved_records}.")
    if made.held_back:
        click.echo(edition.held_back_line(made.held_back), err=True)
        # What others lost is no mistake of a change.
        sys.exit(0 if base is not None else HELD_BACK)


def _changed(options: Options, base: str) -> frozenset[str]:
    """Return the slugs of entries that changed."""
    try:
        found = changes(options.content_dir, base)
    except ChangesError as error:
        raise click.ClickException(log_line(str(error))) from error
    return frozenset(one.path.stem for one in found if one.path.parent.name == layout.SERVERS)


def _save(path: Path, records: Iterable[Record], at: datetime) -> None:
    """Write records for git: the same facts make the same file."""
    known = list(records)
    newest = max((record.tried_at for record in known if record.tried_at), default=at)
    files.write(path, dump_records(known, newest))
