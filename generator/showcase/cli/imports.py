"""`showcase import`: a list that is kept elsewhere becomes entries."""

import asyncio
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Final

import click

from showcase import addresses, imports, layout, liveness
from showcase.asking import AskingEndedError, Inquiry
from showcase.cli.common import config_file_option, counted, opened, project_from, shown
from showcase.clock import SystemClock
from showcase.content import load
from showcase.content.writing import community_text, entry_text
from showcase.fetch import Fetcher
from showcase.files import write_new
from showcase.imports.finds import Find, Reading
from showcase.imports.proposals import Listed, Plan, Sentences, listed_in, propose
from showcase.models.fields import slug_problem
from showcase.models.record import Answer, Record
from showcase.options import Options
from showcase.progress import phase
from showcase.store import Store
from showcase.text import log_line
from showcase.words import Words

_SHOWN: Final = 200
"""How many of the entries that are listed already are named."""


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--offline", is_flag=True, help="Do not ask Discord about the invites.")
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would be written.")
@click.option("--wait", is_flag=True, help="Wait where the budget of requests is used up.")
@click.option(
    "--community",
    metavar="SLUG",
    help="The community of invites that stand below no heading.",
)
@config_file_option
def command(
    *,
    file: Path,
    offline: bool,
    dry_run: bool,
    wait: bool,
    community: str | None,
    config_file: Path,
) -> None:
    """Make entries of the Discord invites in FILE.

    FILE is any text with invites: Markdown, HTML, JSON, CSV, a pasted message, plain addresses; or
    - for standard input. What is listed already is skipped. What could not be read, or is still
    missing, is one list at the end.
    """
    options, _, words = project_from(config_file)
    listed = listed_in(options.content_dir)
    _check_community(community, listed)
    reading = _read(file)
    unlisted = [find for find in reading.finds if find.key not in listed.codes]
    answers: dict[str, Answer] = {}
    ended = None
    if unlisted and not offline and options.refresh != "never":
        with opened(options) as (store, _):
            answers, ended = asyncio.run(_ask(unlisted, store, options, wait=wait))
    plan = propose(reading, answers, listed, _sentences(words), community)
    if not dry_run:
        _write(plan, options)
        _remember(plan, answers, options)
    _tell(plan, options, ended, dry_run=dry_run)
    if not plan.found:
        raise click.ClickException(f"{log_line(str(file))} holds no Discord invite.")


def _check_community(slug: str | None, listed: Listed) -> None:
    if slug is None or slug in listed.communities:
        return
    problem = slug_problem(slug) or "is no community yet. Write its file first."
    raise click.ClickException(log_line(f"--community `{slug}` {problem}"))


def _read(file: Path) -> Reading:
    try:
        stream = sys.stdin.buffer if str(file) == "-" else file.open("rb")
        with stream:
            data = stream.read(imports.SIZE_LIMIT + 1)
        if len(data) > imports.SIZE_LIMIT:
            raise click.ClickException(
                log_line(f"{file} has more than {imports.SIZE_LIMIT:,} bytes. Cut it into parts.")
            )
        return imports.read(data, file.name)
    except OSError as error:
        raise click.ClickException(
            log_line(f"{file} cannot be read: {error.strerror}. Name a file of text.")
        ) from error
    except imports.UnreadableError as error:
        raise click.ClickException(log_line(f"{file}: {error}")) from error


async def _ask(
    finds: Iterable[Find], store: Store, options: Options, *, wait: bool
) -> tuple[dict[str, Answer], str | None]:
    """Ask about one invite after another; return the answers, and why the asking ended early."""
    answers: dict[str, Answer] = {}
    waiting = list(finds)
    async with Fetcher(options.user_agent, connections=1) as fetcher:
        inquiry = Inquiry(fetcher, store, options, SystemClock(), wait=wait)
        with phase("Asking Discord", len(waiting)) as step:
            for find in waiting:
                try:
                    answers[find.key] = await inquiry.ask(find.key, find.code)
                except AskingEndedError:
                    break
                step()
        return answers, str(inquiry.ended) if inquiry.ended else None


def _sentences(t: Words) -> Sentences:
    name = "{name}"
    return Sentences(
        t("import.server", name=name),
        t("import.community", name=name),
        t("import.unsorted"),
        t("import.unsorted_summary"),
    )


def _write(plan: Plan, options: Options) -> None:
    kinds = (
        (layout.community, plan.communities, community_text, addresses.COMMUNITY_SCHEMA),
        (layout.server, plan.servers, entry_text, addresses.SERVER_SCHEMA),
    )
    try:
        for folder in layout.FOLDERS:
            (options.content_dir / folder).mkdir(parents=True, exist_ok=True)
        for place, entries, text_of, schema in kinds:
            for slug, fields in entries.items():
                content = text_of(fields, options.published(schema))
                write_new(options.content_dir / place(slug), content)
    except OSError as error:
        raise click.ClickException(log_line(f"the entries cannot be written: {error}")) from error


def _remember(plan: Plan, answers: dict[str, Answer], options: Options) -> None:
    """Keep what Discord said, so that the next refresh need not ask again."""
    known = {slug: find for slug, find in plan.finds.items() if find.key in answers}
    if not known:
        return
    now = SystemClock().now().replace(microsecond=0)
    servers = load(options.content_dir, options.root).servers

    def observed(slug: str, answer: Answer, record: Record | None) -> Record:
        begun = liveness.begin(slug, servers[slug], record)
        return liveness.observe(servers[slug], begun, answer, now)

    with opened(options) as (store, _):
        for slug, find in known.items():
            if slug in servers:
                store.update(slug, partial(observed, slug, answers[find.key]))


def _tell(plan: Plan, options: Options, ended: str | None, *, dry_run: bool) -> None:
    for place, entries in ((layout.community, plan.communities), (layout.server, plan.servers)):
        for slug in entries:
            path = options.content_dir / place(slug)
            click.echo(log_line(f"{'would write' if dry_run else 'wrote'} {shown(path, options)}"))
    for find, slug in plan.skipped[:_SHOWN]:
        click.echo(
            log_line(f"line {find.line}: discord.gg/{find.code} is listed already, in {slug}.yml")
        )
    if len(plan.skipped) > _SHOWN:
        click.echo(f"… and {len(plan.skipped) - _SHOWN} more are listed already.")
    if ended:
        click.echo(log_line(f"Discord was not asked about all of them: {ended}."))
    left = [str(one) for one in sorted([*plan.unwritten, *plan.remarks])]
    for slug, fields in plan.communities.items():
        left.append(log_line(f"{layout.community(slug)}: say what {fields['name']} is about."))
    if left:
        click.echo("\nTo be done by hand:")
        click.echo("\n".join(left) + "\n")
    click.echo(
        f"{counted(plan.found, 'invite')} found: "
        f"{len(plan.servers)} {'would be ' if dry_run else ''}written, "
        f"{len(plan.skipped)} listed already, "
        f"{sum(bool(one.code) for one in plan.unwritten)} could not be written."
    )
