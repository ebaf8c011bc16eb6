"""The `showcase` command: glue alone."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from showcase import __version__, attention, edition
from showcase.artwork import Gallery
from showcase.clock import SystemClock, publication_time
from showcase.content import Mistake, load
from showcase.models.record import Record
from showcase.options import OptionError, Options
from showcase.records import dump_records
from showcase.refresh import MirrorRequiredError
from showcase.store import Store, StoreError
from showcase.text import log_line

F = TypeVar("F", bound=Callable[..., Any])
HELD_BACK = 3
NO_MIRROR = 4


@click.group()
@click.version_option(__version__)
def main() -> None:
    """Keep a showcase of Discord servers."""


def _config(command: F) -> F:
    return click.option(
        "-f",
        "--config-file",
        type=click.Path(path_type=Path, dir_okay=False),
        default=Path("mkdocs.yml"),
        show_default=True,
        help="The showcase's mkdocs.yml.",
    )(command)


@main.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "github", "json"]),
    default="text",
    show_default=True,
    help="For a person, for annotations of a workflow, or for a program.",
)
@_config
def check(files: tuple[Path, ...], style: str, config_file: Path) -> None:
    """Name every mistake of the FILES, or of all entries and communities.

    Exits with 1 if there is one.
    """
    options = _options(config_file)
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


@main.command()
@click.option("--all", "everything", is_flag=True, help="Ask about every entry, fresh or not.")
@click.option("--wait", is_flag=True, help="Wait where the budget of requests is used up.")
@click.option("--accept", is_flag=True, help="Let a loss through that was held back.")
@click.option("--save", is_flag=True, help="Write content/records.json, to keep facts in git.")
@click.option(
    "--require-mirror",
    is_flag=True,
    help="Stop with 4 rather than start anew where the published site cannot be read.",
)
@_config
def refresh(
    *,
    everything: bool,
    wait: bool,
    accept: bool,
    save: bool,
    require_mirror: bool,
    config_file: Path,
) -> None:
    """Bring the facts up to date, as a build does first."""
    options = _options(config_file)
    if everything:
        options = replace(options, refresh="always")
    clock = SystemClock()
    content = load(options.content_dir, options.root)
    with _opened(options) as (store, gallery):
        outcome = edition.update(
            content, store, gallery, options, clock, wait=wait, require_mirror=require_mirror
        )
        at = publication_time(os.environ, clock)
        if accept:
            accepted = edition.accept(content.servers, store, options, at)
            click.echo(f"{len(accepted)} losses accepted.")
        made = edition.compose(content, store, gallery, options, outcome=outcome, at=at)
        if save:
            _save(options.saved_records, made.records.values(), at)
    for line in outcome.lines:
        click.echo(log_line(line))
    if save:
        click.echo(f"Wrote {options.saved_records}.")
    if made.held_back:
        click.echo(edition.held_back_line(made.held_back), err=True)
        sys.exit(HELD_BACK)


@main.command()
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
)
@_config
def report(style: str, config_file: Path) -> None:
    """Say what wants a person, the worst first. Asks nobody."""
    options = _options(config_file)
    content = load(options.content_dir, options.root)
    at = publication_time(os.environ, SystemClock())
    with _opened(options) as (store, _):
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


@main.command()
@click.option("--serve", is_flag=True, help="Serve it afterwards, at http://127.0.0.1:8000/.")
@click.option(
    "--site-dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("site"),
    show_default=True,
    help="Where the site is built.",
)
def demo(*, serve: bool, site_dir: Path) -> None:
    """Build a whole showcase of made-up servers against a stand-in for Discord."""
    from showcase.demo import project, world

    now = SystemClock().now()
    folder = Path(".cache/plugin/showcase-demo").absolute()
    try:
        config = project.write(folder, now)
    except OSError as error:
        raise click.ClickException(log_line(f"the demo cannot be written: {error}")) from error
    with world.stand_in(now) as discord:
        environment = {
            **os.environ,
            "SHOWCASE_REFRESH": "auto",
            "SHOWCASE_API_URL": discord.api_url,
            "SHOWCASE_CDN_URL": discord.cdn_url,
            "SHOWCASE_MIRROR_URL": "none",
            "SHOWCASE_CACHE_DIR": str(folder / ".cache"),
            "NO_MKDOCS_2_WARNING": "1",
        }
        target = str(site_dir.absolute())
        mkdocs = [sys.executable, "-m", "mkdocs"]
        build = [*mkdocs, "build", "--strict", "-f", str(config), "-d", target]
        status = subprocess.run(build, env=environment, check=False).returncode  # noqa: S603
        if status == 0 and serve:
            args = [*mkdocs, "serve", "-f", str(config)]
            status = subprocess.run(args, env=environment, check=False).returncode  # noqa: S603
    if status == 0:
        click.echo(f"The demo is built: open {site_dir / 'index.html'}, or use --serve.")
    sys.exit(status)


def _options(config_file: Path) -> Options:
    from showcase.plugin import load_options

    try:
        return load_options(config_file)
    except OptionError as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def _opened(options: Options) -> Iterator[tuple[Store, Gallery]]:
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


def _save(path: Path, records: Iterable[Record], at: datetime) -> None:
    """Write records for git: the same facts make the same file."""
    known = list(records)
    newest = max((record.tried_at for record in known if record.tried_at), default=at)
    # A reader never finds half a file.
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(dump_records(known, newest), encoding="utf-8")
    beside.replace(path)


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
