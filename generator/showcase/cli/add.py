"""`showcase add`: an invite becomes an entry."""

from pathlib import Path
from typing import Final

import click

from showcase import addresses, layout
from showcase.cli import prompts
from showcase.cli.common import (
    config_file_option,
    counted,
    is_terminal,
    opened,
    options_from,
    shown,
)
from showcase.cli.prompts import Draft
from showcase.clock import SystemClock
from showcase.content import Content, load
from showcase.content.collection import claimed_by
from showcase.content.mistakes import parse
from showcase.content.reader import read
from showcase.content.writing import canonical, entry_text
from showcase.files import write_new
from showcase.links import invite_code
from showcase.models.entry import Entry
from showcase.models.fields import SUMMARY_LIMIT
from showcase.models.record import Answer, Facts, Failed, Invite, NoServer, Unknown
from showcase.options import Options
from showcase.review import Level, Review, opinions, wording
from showcase.suggestions import communities_for, slug_for, summary_of
from showcase.text import log_line, quoted

_TAUGHT_BY: Final = 500
"""Entries whose tags tell what their communities are about."""


@click.command("add")
@click.argument("invite")
@click.option("--slug", help="The name of its file and page; else made from the name.")
@click.option("--name", help="What the server is called; else as Discord says.")
@click.option("--summary", help=f"What it is for, in a line of at most {SUMMARY_LIMIT} characters.")
@click.option("--community", "communities", multiple=True, help="The slug of one; repeatable.")
@click.option("--language", "languages", multiple=True, help="Spoken there, like en; repeatable.")
@click.option("--tag", "tags", multiple=True, help="A word that says what it is; repeatable.")
@click.option("--server-id", help="Its id on Discord, where Discord is not asked.")
@click.option("--offline", is_flag=True, help="Do not ask Discord; write what the options say.")
@click.option("--yes", is_flag=True, help="Take what is proposed; ask nothing.")
@config_file_option
def command(
    *,
    invite: str,
    slug: str | None,
    name: str | None,
    summary: str | None,
    communities: tuple[str, ...],
    languages: tuple[str, ...],
    tags: tuple[str, ...],
    server_id: str | None,
    offline: bool,
    yes: bool,
    config_file: Path,
) -> None:
    """Make an entry of INVITE, a code or any Discord invite link.

    On a terminal it asks for what is not given. Elsewhere the options say all: what is missing is
    named, and nothing is written.
    """
    options = options_from(config_file)
    code = _code(invite)
    _refuse_listed(options, code.lower(), f"the invite {code}")
    said = [one for one in communities if one.strip()]  # an empty one is missing, as other options
    draft = Draft(slug, name, summary, said, list(languages), list(tags), server_id)
    is_asking = is_terminal() and not yes
    answer = None if offline else _asked(code, options, is_asking=is_asking)
    facts = answer.facts if isinstance(answer, Invite) else None
    if facts is not None:
        _refuse_listed(options, facts.id, f"the server {facts.name}")
        if server_id and server_id != facts.id:
            raise _error(f"the invite leads to the server {facts.id}, not to {server_id}")
        draft.server_id = facts.id
        _show(facts, code)
    content, taken = _surroundings(options)
    offered = _offered(draft, facts, content)
    if is_asking:
        prompts.fill(draft, offered, facts, content, taken)
    else:
        _fill(draft, offered, facts, takes_communities=yes)
    others = (facts.vanity or "", code) if facts else (code,)
    slug = draft.slug or slug_for(draft.name or "", taken, *others)
    path = options.content_dir / layout.server(slug)
    source = entry_text(
        {**draft.fields(), "invite": code}, options.published(addresses.SERVER_SCHEMA)
    )
    document = read(source.encode())
    entry = parse(Entry, document)
    fault = prompts.slug_fault(slug, taken)
    problems = [problem.sentence for problem in document.problems]
    problems += prompts.community_faults(draft.communities, content)
    problems += [fault] if fault else []
    if problems or entry is None:
        # Each begins in lower case, as it goes on from the place of a file elsewhere.
        sentences = [f"{problem[:1].upper()}{problem[1:]}" for problem in problems]
        raise _error(" ".join([*sentences, "Nothing was written."]))
    review = Review(path, shown(path, options), layout.SERVERS, entry=entry)
    _write(path, canonical(source, Entry), review.shown)
    click.echo(f"Wrote {review.shown}.")
    if answer is not None:
        opinions.note_answer(review, answer, SystemClock().now())
    for remark in review.remarks:
        if remark.level is not Level.NOTICE:
            click.echo(log_line(f"{remark.title}: {remark.sentence}"), err=True)
    click.echo("Read it through, then open a pull request with it.", err=True)


def _code(invite: str) -> str:
    try:
        return invite_code(invite)
    except ValueError as error:
        raise _error(f"`{quoted(invite)}` {error}") from None


def _refuse_listed(options: Options, claim: str, what: str) -> None:
    path = claimed_by(options.content_dir, claim)
    if path is not None:
        raise _error(f"{what} is listed already, in {shown(path, options)}. Change that file.")


def _asked(code: str, options: Options, *, is_asking: bool) -> Answer | None:
    """Return Discord's answer; None where it is silent and a person goes on without."""
    from showcase.review.questions import ask_once

    with opened(options) as (store, _):
        answer = ask_once(code, store=store, options=options, clock=SystemClock())
    if not isinstance(answer, Failed):
        refusals = _refusals(answer)
        if refusals:
            raise _error(" ".join(refusals))
        return answer
    silence = f"Discord did not answer: {answer.why}."
    if is_asking:
        click.echo(log_line(silence), err=True)
        if click.confirm("Write the entry without its id? It is checked once it is published"):
            return None
        raise click.Abort
    raise _error(
        f"{silence} Try again later, or write it unchecked: --offline, with --name, --summary and "
        "--community"
    )


def _refusals(answer: Answer) -> list[str]:
    match answer:
        case Unknown():
            return [wording.unknown(answer)[1]]
        case NoServer():
            return [wording.no_server(answer)[1]]
        case Invite(facts):
            return [sentence for _, sentence in wording.unfit(facts)]
    return []


def _show(facts: Facts, code: str) -> None:
    """Say what Discord says of the server."""
    counts = [counted(facts.members, "member")] if facts.members is not None else []
    counts += [f"{facts.online:,} online"] if facts.online is not None else []
    boosts = f" from {counted(facts.boosts, 'boost')}" if facts.boosts else ""
    tier = f"boost level {facts.boost_tier}{boosts}" if facts.boost_tier is not None else ""
    level = facts.verification_level
    asked = "" if level is None else f"to write there: {wording.VERIFICATION[level]}"
    lines = [
        facts.name,
        ", ".join(counts),
        ", ".join(filter(None, (tier, asked))),
        f"permanent invite {code}, server id {facts.id}",
        facts.description or "",
    ]
    for number, line in enumerate(line for line in lines if line):
        click.echo(log_line(f"{'  ' if number else ''}{line}"), err=True)


def _surroundings(options: Options) -> tuple[Content, set[str]]:
    """Return the communities with some of their entries, and all slugs that are taken."""
    folder = options.content_dir
    entries = sorted((folder / layout.SERVERS).glob("*.yml"))
    communities = set((folder / layout.COMMUNITIES).glob("*.yml"))
    content = load(folder, options.root, {*communities, *entries[:_TAUGHT_BY]})
    return content, {*(path.stem.lower() for path in entries), *content.removed.servers}


def _offered(draft: Draft, facts: Facts | None, content: Content) -> Draft:
    """Return what can be proposed for what is not given."""
    name = draft.name or (facts.name if facts else "")
    summary = draft.summary or (summary_of(facts.description) if facts else None)
    said = [name, summary or "", *draft.tags]
    if facts:
        said += [facts.name, facts.description or "", facts.tag or ""]
    communities = communities_for(" ".join(said), content.communities, content.servers.values())
    return Draft(name=name or None, summary=summary, communities=communities)


def _fill(draft: Draft, offered: Draft, facts: Facts | None, *, takes_communities: bool) -> None:
    """Fill in what Discord said; name all that is missing in one error."""
    draft.name = draft.name or offered.name
    draft.summary = draft.summary or offered.summary
    if not draft.communities and takes_communities:
        draft.communities = offered.communities[:1]
    missing = []
    if not draft.name:
        missing.append("--name")
    if not draft.summary:
        why = "the server has no description" if facts else ""
        missing.append(f"--summary ({why})" if why else "--summary")
    if not draft.communities:
        some = ", ".join(offered.communities[:3])
        missing.append(f"--community (perhaps {some})" if some else "--community")
    if missing:
        raise _error(f"these are missing: {', '.join(missing)}. Nothing was written")


def _write(path: Path, source: str, shown: str) -> None:
    try:
        write_new(path, source)
    except FileExistsError:
        raise _error(f"{shown} is there already. Choose another --slug") from None
    except OSError as error:
        raise _error(f"{shown} cannot be written: {error}") from error


def _error(sentence: str) -> click.ClickException:
    return click.ClickException(log_line(f"{sentence.rstrip('.')}."))
