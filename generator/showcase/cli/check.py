"""`showcase check`: every mistake of the files, named, and what a reviewer wants to see."""

import json
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import click

from showcase.cli.common import config_file_option, counted, opened, options_from
from showcase.clock import SystemClock
from showcase.content import Content
from showcase.content.changes import Change, ChangesError, changes, place_of
from showcase.options import Options
from showcase.review import Level, Review, opinions
from showcase.review.reading import read_reviews
from showcase.text import log_line

_STYLES: Final = ("text", "github", "markdown", "json")


@click.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--online", is_flag=True, help="Ask Discord about the entries that are judged.")
@click.option("--fix", is_flag=True, help="Put the files in order; what they mean stays.")
@click.option(
    "--format",
    "style",
    type=click.Choice(_STYLES),
    default="text",
    show_default=True,
    help="For a person, for annotations of a workflow, for its summary, or for a program.",
)
@click.option(
    "--base",
    metavar="PLACE",
    help="The state before: a folder with a checkout, or a git revision. Without FILES, what "
    "changed since then is judged.",
)
@click.option(
    "--summary",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file to which the Markdown is added as well.",
)
@click.option(
    "--pictures",
    type=click.Path(path_type=Path, file_okay=False),
    help="A folder for the pictures of the entries, as their pages will show them.",
)
@config_file_option
def command(
    *,
    files: tuple[Path, ...],
    online: bool,
    fix: bool,
    style: str,
    base: str | None,
    summary: Path | None,
    pictures: Path | None,
    config_file: Path,
) -> None:
    """Name every mistake of the FILES, or of all entries and communities.

    With --online, Discord is asked as well. Exits with 1 if something is wrong with what is
    judged; never because of others' entries, nor because Discord does not answer.
    """
    options = options_from(config_file)
    clock = SystemClock()
    changed = _changed(options, base)
    judged = _judged(files, changed, options, is_strict=style == "text" and base is None)
    if judged is None and base is not None:
        judged = {change.path for change in changed}

    def read() -> tuple[Content, list[Review]]:
        return read_reviews(options, judged, changed, clock.now().date())

    content, reviews = read()
    notes = _ask(reviews, options, pictures, is_online=online) if online or pictures else []
    if fix and _fix(reviews, content):
        earlier = {review.path: review for review in reviews}
        _, reviews = read()
        for review in reviews:
            _note_again(review, earlier[review.path], clock.now())
            if online:
                opinions.note_age(review)
    _print(reviews, notes, style)
    if summary is not None:
        _append(summary, reviews, notes)
    sys.exit(1 if any(review.has_errors for review in reviews) else 0)


def _changed(options: Options, base: str | None) -> list[Change]:
    try:
        return changes(options.content_dir, base) if base is not None else []
    except ChangesError as error:
        raise click.ClickException(log_line(str(error))) from error


def _judged(
    files: tuple[Path, ...], changed: Sequence[Change], options: Options, *, is_strict: bool
) -> set[Path] | None:
    """Return the places below the content folder that the arguments name; None without any."""
    if not files:
        return None
    known = {change.path for change in changed}
    found = set()
    for file in files:
        # Its folder is resolved, not the file: a link among the entries is a mistake of its own.
        absolute = Path(os.path.abspath(file))  # noqa: PTH100 - no link is followed
        place = place_of(options.content_dir, absolute)
        if place is None:
            resolved = absolute.parent.resolve() / absolute.name
            place = place_of(options.content_dir.resolve(), resolved)
            place = place and options.content_dir / place.relative_to(options.content_dir.resolve())
        if is_strict and not os.path.lexists(file) and place not in known:
            raise click.ClickException(
                log_line(f"{file} does not exist. Name a file in {options.content_dir}.")
            )
        if place is not None:
            found.add(place)
        elif is_strict:
            raise click.ClickException(
                log_line(
                    f"{file} is neither an entry nor a community. Name a file in "
                    f"{options.content_dir / 'servers'} or communities."
                )
            )
        else:
            click.echo(log_line(f"{file} is no entry and no community: passed over."), err=True)
    return found


def _ask(
    reviews: Sequence[Review], options: Options, pictures: Path | None, *, is_online: bool
) -> list[str]:
    """Ask about the entries, and draw their pictures; return lines for a person."""
    from showcase.review.drawing import draw
    from showcase.review.questions import ask
    from showcase.sources import saved_records

    asked = [review for review in reviews if review.entry is not None]
    notes: list[str] = []
    with opened(options) as (store, gallery):
        if is_online:
            wanted = [slug for review in asked for slug in (review.slug, *review.former)]
            records = {**saved_records(options.saved_records, wanted), **store.records()}
            for review in asked:
                review.learn(records)
                opinions.note_age(review)
            notes = ask(
                asked,
                store=store,
                options=options,
                clock=SystemClock(),
                gallery=gallery if pictures else None,
            )
        for review in asked if pictures else ():
            try:
                review.pictures = draw(review, gallery, pictures or Path())
            except OSError as error:
                raise click.ClickException(
                    log_line(f"{pictures} cannot be written: {error.strerror or error}.")
                ) from error
    return notes


def _fix(reviews: Sequence[Review], content: Content) -> int:
    from showcase.review.fixing import fix

    try:
        return fix(reviews, content)
    except OSError as error:
        raise click.ClickException(
            log_line(f"a file cannot be written: {error}. It is as it was.")
        ) from error


def _note_again(review: Review, earlier: Review, now: datetime) -> None:
    review.pictures = earlier.pictures
    opinions.note_again(review, earlier, now)


def _print(reviews: Sequence[Review], notes: Sequence[str], style: str) -> None:
    from showcase.review import data, lines, summary

    if style == "json":
        click.echo(json.dumps(data.as_data(reviews, notes), ensure_ascii=False, indent=1))
    elif style == "markdown":
        click.echo(summary.as_markdown(reviews, notes), nl=False)
    else:
        told = lines.as_annotations(reviews, notes) if style == "github" else lines.as_text(reviews)
        for line in told:
            click.echo(line)
        for note in notes if style == "text" else ():
            click.echo(log_line(note), err=True)
    if style == "text":
        for review in reviews:
            if review.is_fixed:
                click.echo(log_line(f"{review.shown} was put in order."))
        count = sum(remark.level is Level.ERROR for review in reviews for remark in review.remarks)
        click.echo(_verdict(count, reviews), err=bool(count))


def _append(path: Path, reviews: Sequence[Review], notes: Sequence[str]) -> None:
    from showcase.review.summary import as_markdown

    try:
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(as_markdown(reviews, notes) + "\n")
    except OSError as error:
        raise click.ClickException(log_line(f"{path} cannot be written: {error}")) from error


def _verdict(mistakes: int, reviews: Sequence[Review]) -> str:
    if mistakes:
        return f"{counted(mistakes, 'mistake')}."
    files = sum(review.change != "deleted" and review.kind != "removed" for review in reviews)
    silent = sum(review.silence is not None for review in reviews)
    said = f"No mistake in {counted(files, 'file')}."
    return f"{said} Discord did not answer about {silent} of them." if silent else said
