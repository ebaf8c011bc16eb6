"""`showcase init`: a new showcase in a folder of its own."""

import os
from collections.abc import Callable
from pathlib import Path

import click

from showcase import scaffold
from showcase.cli.ci import expected_url
from showcase.cli.common import is_terminal
from showcase.files import write_new
from showcase.text import log_line

_NEXT = """
Next:
  cd {folder}
  python -m venv .venv && .venv/bin/pip install -r requirements.txt
  .venv/bin/mkdocs serve        http://127.0.0.1:8000/
To publish it: README.md, "Publish it"."""


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", help="What the showcase is called.")
@click.option("--repository", metavar="OWNER/NAME", help="Its repository on GitHub.")
@click.option("--site-url", metavar="URL", help="Where it is published; else that of GitHub Pages.")
@click.option("--accent", metavar="#RRGGBB", help="The colour of links and buttons.")
@click.option("--paper", metavar="#RRGGBB", help="The colour of the ground.")
def command(
    *,
    folder: Path,
    name: str | None,
    repository: str | None,
    site_url: str | None,
    accent: str | None,
    paper: str | None,
) -> None:
    """Write a new showcase into DIR, which must be empty or not there yet.

    Asks for what no option says; without a terminal, the name and the repository must be said.
    Colours that text could not be read in are made lighter or darker.
    """
    found = scaffold.in_the_way(folder)
    if found:
        shown = ", ".join(found[:5]) + (" …" if len(found) > 5 else "")
        raise click.ClickException(
            log_line(f"{folder} is not empty: {shown}. Name a folder that is, or a new one.")
        )
    if not is_terminal():
        _refuse_silence(name, repository, site_url)
    known_name = _answer("Name", "--name", name, scaffold.name)
    known_repository = _answer(
        "Repository on GitHub (OWNER/NAME)", "--repository", repository, scaffold.repository
    )
    expected = _expected(known_repository)
    answers = scaffold.Answers(
        known_name,
        known_repository,
        _answer("Address of the site", "--site-url", site_url, scaffold.site_url, expected),
        _answer("Colour of links", "--accent", accent, scaffold.colour, scaffold.ACCENT),
        _answer("Colour of the ground", "--paper", paper, scaffold.colour, scaffold.PAPER),
    )
    files = scaffold.files(answers)
    try:
        for place, content in files.items():
            path = folder / place
            path.parent.mkdir(parents=True, exist_ok=True)
            write_new(path, content.decode())
    except OSError as error:
        raise click.ClickException(log_line(f"{folder} cannot be written: {error}")) from error
    click.echo(log_line(f"Wrote {len(files)} files into {folder}."))
    click.echo(_NEXT.format(folder=log_line(os.fspath(folder))))


def _expected(repository: str) -> str | None:
    """Return where GitHub Pages puts the site; None for a repository elsewhere."""
    place = repository.removeprefix("https://github.com/")
    return expected_url({"GITHUB_REPOSITORY": place}) or None


def _refuse_silence(name: str | None, repository: str | None, site_url: str | None) -> None:
    """Name at once all that must be said where nobody can be asked."""
    needed = {"--name": name, "--repository": repository}
    if repository is not None and not _expected(
        _answer("", "--repository", repository, scaffold.repository)
    ):
        needed["--site-url"] = site_url
    missing = [option for option, said in needed.items() if said is None]
    if missing:
        raise click.UsageError(f"There is no terminal to ask on: add {' and '.join(missing)}.")


def _answer(
    question: str,
    option: str,
    given: str | None,
    read: Callable[[str], str],
    default: str | None = None,
) -> str:
    """Return what an option says; else ask, or take the default where there is no terminal."""
    try:
        if given is not None:
            return read(given)
        if not is_terminal() and default is not None:
            return read(default)
        while True:
            try:
                return read(click.prompt(question, default=default))
            except scaffold.AnswerError as error:
                click.echo(log_line(f"{question}: {error}"))
    except scaffold.AnswerError as error:
        raise click.BadParameter(log_line(str(error)), param_hint=option) from None
