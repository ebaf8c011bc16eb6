"""`showcase check`: every mistake of the files, named."""

import json
import sys
from pathlib import Path

import click

from showcase.cli.common import config_file_option, options_from
from showcase.content import Mistake, load
from showcase.text import log_line


@click.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "github", "json"]),
    default="text",
    show_default=True,
    help="For a person, for annotations of a workflow, or for a program.",
)
@config_file_option
def command(files: tuple[Path, ...], style: str, config_file: Path) -> None:
    """Name every mistake of the FILES, or of all entries and communities.

    Exits with 1 if there is one.
    """
    options = options_from(config_file)
    content = load(options.content_dir, options.root)
    wanted = {file.resolve() for file in files}
    for file in files:
        _check_place(file, options.content_dir)
    mistakes = [
        mistake
        for mistake in content.mistakes
        if not wanted or (options.root / mistake.path).resolve() in wanted
    ]
    _print_mistakes(mistakes, style)
    if style == "text":
        count = len(wanted) or len(content.servers) + len(content.communities)
        click.echo(_verdict(len(mistakes), count), err=bool(mistakes))
    sys.exit(1 if mistakes else 0)


def _check_place(file: Path, content_dir: Path) -> None:
    """Refuse a file in which nobody would look for mistakes."""
    if not file.exists():
        raise click.ClickException(f"{file} does not exist. Name a file in {content_dir}.")
    place, content = file.resolve(), content_dir.resolve()
    if place.parent in {content / "servers", content / "communities"}:
        return
    if place != content / "removed.yml":
        raise click.ClickException(
            f"{file} is neither an entry nor a community. Name a file in {content_dir / 'servers'} "
            "or communities."
        )


def _print_mistakes(mistakes: list[Mistake], style: str) -> None:
    if style == "json":
        items = [
            {"path": m.path, "line": m.line, "column": m.column, "text": m.sentence}
            for m in mistakes
        ]
        click.echo(json.dumps(items, ensure_ascii=False, indent=1))
    for mistake in mistakes if style != "json" else ():
        click.echo(_annotation(mistake) if style == "github" else str(mistake))


def _annotation(mistake: Mistake) -> str:
    """Return a workflow command; its text can hold no other."""

    def escaped(value: str, more: str = "") -> str:
        for sign in "%\r\n" + more:
            value = value.replace(sign, f"%{ord(sign):02X}")
        return value

    place = f"file={escaped(mistake.path, ':,')},line={mistake.line},col={mistake.column}"
    return f"::error {place}::{escaped(log_line(mistake.sentence))}"


def _verdict(mistakes: int, files: int) -> str:
    if mistakes:
        return f"{mistakes} mistake{'s' if mistakes > 1 else ''}."
    return f"No mistake in {files} {'file' if files == 1 else 'files'}."
