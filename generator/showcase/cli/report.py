"""`showcase report`: what wants a person."""

import json
import os
from pathlib import Path

import click

from showcase import attention, edition
from showcase.cli.common import config_file_option, opened, options_from
from showcase.clock import SystemClock, publication_time
from showcase.content import load


@click.command("report")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
)
@config_file_option
def command(style: str, config_file: Path) -> None:
    """Say what wants a person, the worst first. Asks nobody."""
    options = options_from(config_file)
    content = load(options.content_dir, options.root)
    at = publication_time(os.environ, SystemClock())
    with opened(options) as (store, _):
        records = edition.current_records(content.servers, store)
    verdicts, _ = edition.judge_all(content.servers, records, options, at)
    found = attention.findings(content.servers, records, verdicts, at)
    if style == "json":
        items = [{"kind": f.kind.name.lower(), "slug": f.slug, "text": f.sentence} for f in found]
        click.echo(json.dumps(items, ensure_ascii=False, indent=1))
    else:
        click.echo(
            attention.as_markdown(found) if style == "markdown" else attention.as_text(found)
        )
