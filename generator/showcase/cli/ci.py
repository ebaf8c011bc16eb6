"""`showcase ci`: steps of the workflows, which run on a desk as well."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click

from showcase.cli import workflow
from showcase.cli.common import config_file_option, options_from
from showcase.github import GitHub, GitHubError
from showcase.overlay import OverlayError, overlay
from showcase.text import log_line

_REPOSITORY: Final = re.compile(r"([A-Za-z0-9-]+)/([A-Za-z0-9._-]+)")


@click.group("ci")
def command() -> None:
    """Steps of the workflows."""


@command.command("pages")
@click.option("--explain", is_flag=True, help="Say how to turn it on, on the page of the run.")
@config_file_option
def pages(*, explain: bool, config_file: Path) -> None:
    """Tell whether GitHub Pages is on, and where the site stands.

    Outputs: `enabled` (true or false) and `site_url`.
    """
    options = options_from(config_file)
    try:
        found = GitHub(options.root).pages()
    except GitHubError as error:
        raise click.ClickException(log_line(str(error))) from error
    is_on = found is not None and found.by_workflow
    workflow.put("enabled", "true" if is_on else "false")
    workflow.put("site_url", found.url if found else expected_url(os.environ))
    if is_on and found:
        click.echo(log_line(f"GitHub Pages is on: {found.url}"))
        return
    click.echo(workflow.NO_PAGES.replace("**", ""))
    if explain:
        workflow.summarise(workflow.NO_PAGES)


@command.command("address")
def address() -> None:
    """Tell where GitHub Pages puts the site of this run's repository, and ask nobody.

    A domain of one's own answers there with a redirect. Output: `site_url`.
    """
    url = expected_url(os.environ)
    workflow.put("site_url", url)
    click.echo(url or "No repository is named by GITHUB_REPOSITORY.")


@command.command("overlay")
@click.argument("source", type=click.Path(path_type=Path, file_okay=False, exists=True))
@config_file_option
def lay(*, source: Path, config_file: Path) -> None:
    """Take the entries of SOURCE, another checkout, in place of this one's.

    Nothing else of it is read: this checkout's program, options and pages stay.
    """
    options = options_from(config_file)
    try:
        inside = options.content_dir.relative_to(options.root)
        count = overlay(source / inside, options.content_dir)
    except (OverlayError, OSError, ValueError) as error:
        raise click.ClickException(log_line(str(error))) from error
    click.echo(f"{count} files taken.")


def expected_url(environment: Mapping[str, str]) -> str:
    """Return where Pages would put the repository of this run; empty on a desk."""
    match = _REPOSITORY.fullmatch(environment.get("GITHUB_REPOSITORY", ""))
    if match is None:
        return ""
    host = f"{match[1].lower()}.github.io"
    return f"https://{host}/" if match[2].lower() == host else f"https://{host}/{match[2]}/"
