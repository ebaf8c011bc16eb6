"""`showcase report`: what wants a person."""

import json
import os
from datetime import datetime
from pathlib import Path

import click

from showcase import attention, edition, layout
from showcase.attention import Finding, handover, tracking
from showcase.attention.wording import sentence
from showcase.cli.common import config_file_option, content_from, opened, options_from
from showcase.clock import SystemClock, publication_time
from showcase.github import GitHub, GitHubError, Repository
from showcase.options import Options
from showcase.text import log_line


@click.command("report")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="For a person, for Markdown, or for a program.",
)
@click.option(
    "--issue",
    is_flag=True,
    help="Keep the one tracking issue up to date instead, through the program `gh`.",
)
@click.option(
    "--save",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the findings to a file, for --from.",
)
@click.option(
    "--from",
    "saved",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Take the findings from a file that --save wrote, such as that of another machine.",
)
@config_file_option
def command(
    *, style: str, issue: bool, save: Path | None, saved: Path | None, config_file: Path
) -> None:
    """Say what wants a person, the worst first. Asks nobody but, for --issue, GitHub."""
    options = options_from(config_file)
    at = publication_time(os.environ, SystemClock())
    found = _read(saved) if saved else _found(options, at)
    if save:
        _write(save, found)
    if issue:
        _track(found or [], options, at, is_known=found is not None)
    elif not save:
        click.echo(_told(found or [], style))


def _found(options: Options, at: datetime) -> list[Finding] | None:
    """Return what is found in the store; None where it has no answer yet about any entry."""
    content = content_from(options)
    with opened(options) as (store, _):
        records = edition.current_records(content.servers, store)
    verdicts, _ = edition.judge_all(content.servers, records, options, at)
    found = attention.findings(content.servers, records, verdicts, at)
    is_known = any(record.answered_at for record in records.values()) or not records
    return found if found or is_known else None


def _told(found: list[Finding], style: str) -> str:
    if style == "json":
        items = [{"kind": f.kind.name.lower(), "slug": f.slug, "text": sentence(f)} for f in found]
        return json.dumps(items, ensure_ascii=False, indent=1)
    return attention.as_markdown(found) if style == "markdown" else attention.as_text(found)


def _write(path: Path, found: list[Finding] | None) -> None:
    if found is None:
        path.unlink(missing_ok=True)
        click.echo("Nothing is known yet, so there is nothing to save.")
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(handover.as_file(found), encoding="utf-8")
    except OSError as error:
        raise click.ClickException(log_line(f"{path} cannot be written: {error}")) from error
    click.echo(log_line(f"Wrote {path}."))


def _read(path: Path) -> list[Finding]:
    try:
        return handover.from_file(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise click.ClickException(log_line(f"{path} cannot be read: {error}.")) from error


def _track(found: list[Finding], options: Options, at: datetime, *, is_known: bool) -> None:
    if not is_known:
        # An empty list would close the issue.
        raise click.ClickException("nothing is known here yet. Run `showcase refresh` first.")
    github = GitHub(options.root)
    try:
        for line in _tracked(github, found, options, at):
            click.echo(log_line(line))
    except GitHubError as error:
        raise click.ClickException(log_line(str(error))) from error


def _tracked(github: GitHub, found: list[Finding], options: Options, at: datetime) -> list[str]:
    """Bring the tracking issue up to date; return a line for each thing done."""
    repository = github.repository()
    issues = [
        tracking.Issue(one["number"], one.get("body") or "", one["state"] == "open")
        for one in github.issues(tracking.LABEL)
    ]
    issue = tracking.chosen(issues)

    def address(slug: str) -> str:
        return _edit_address(repository, options, slug)

    steps = tracking.steps(issue, found, at, address)
    if issue is None:
        if steps.create is None:
            return ["Nothing wants a person: no issue is needed."]
        number = github.create_issue(tracking.TITLE, steps.create, tracking.LABEL)
        return [f"Issue {number}: created."]
    done = []
    if steps.set_open is True:
        github.change_issue(issue.number, state="open")
        done.append("opened again")
    if steps.comment is not None:
        github.comment(issue.number, steps.comment)
        done.append("a digest written")
    if steps.body is not None:
        github.change_issue(issue.number, body=steps.body)
        done.append("updated")
    if steps.set_open is False:
        github.change_issue(issue.number, state="closed", state_reason="completed")
        done.append("closed")
    return [f"Issue {issue.number}: {', '.join(done) or 'nothing changed'}."]


def _edit_address(repository: Repository, options: Options, slug: str) -> str:
    """Return where an entry is edited on GitHub; the showcase may be a folder of the repository."""
    tops = (
        folder for folder in (options.root, *options.root.parents) if (folder / ".git").exists()
    )
    file = options.content_dir / layout.server(slug)
    top = next(tops, options.root)
    path = file.relative_to(top) if file.is_relative_to(top) else Path("content/servers", file.name)
    return f"{repository.url}/edit/{repository.branch}/{path.as_posix()}"
