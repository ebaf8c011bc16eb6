"""Asking a person on a terminal for the fields of an entry, with proposals."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import click

from showcase.content import Content, nearest
from showcase.content.mistakes import parse
from showcase.content.reader import read
from showcase.content.writing import entry_text
from showcase.models.entry import Entry
from showcase.models.fields import slug_problem
from showcase.models.record import Facts
from showcase.suggestions import slug_for
from showcase.text import log_line, quoted

_SOME: Final[dict[str, Any]] = {
    "name": "x", "invite": "xx", "summary": "x", "communities": ["x"]
}  # fmt: skip


@dataclass(slots=True)
class Draft:
    """The fields of an entry to be; None and empty where nothing was said."""

    slug: str | None = None
    name: str | None = None
    summary: str | None = None
    communities: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    server_id: str | None = None

    def fields(self) -> dict[str, Any]:
        """Return what stands in the file, but for the invite."""
        names = ("name", "summary", "communities", "server_id", "tags", "languages")
        return {name: getattr(self, name) for name in names}


def fill(
    draft: Draft, offered: Draft, facts: Facts | None, content: Content, taken: Collection[str]
) -> None:
    """Ask for what is not given."""
    if draft.name is None:
        draft.name = _prompt("Name", offered.name, lambda said: _problem(name=said))
    if draft.slug is None:
        others = [facts.vanity or ""] if facts else []
        slug = slug_for(draft.name, taken, *others)
        draft.slug = _prompt("Slug (its file and page)", slug, lambda said: slug_fault(said, taken))
    if draft.summary is None:
        draft.summary = _prompt(
            "Summary (one line)", offered.summary, lambda said: _problem(summary=said)
        )
    if not draft.communities:
        draft.communities = _communities(offered.communities, content)
    if not draft.languages:
        draft.languages = _several("Languages, like en, pt-BR (empty for none)", "languages")
    if not draft.tags:
        draft.tags = _several("Tags, separated by commas (empty for none)", "tags")


def slug_fault(slug: str, taken: Collection[str]) -> str | None:
    """Say why a slug cannot be a new entry's."""
    problem = slug_problem(slug)
    if problem:
        return f"`{quoted(slug)}` {problem}"
    return f"`{slug}` is taken. Choose another." if slug in taken else None


def community_faults(slugs: Sequence[str], content: Content) -> list[str]:
    """Say which communities there are not."""
    known = list(content.communities)
    faults = []
    for slug in slugs:
        if slug not in known:
            guess = nearest(slug, known)
            hint = f"Did you mean `{guess}`?" if guess else f"There are: {', '.join(known[:20])}."
            faults.append(f"there is no community `{quoted(slug)}`. {hint}")
    return faults


def _communities(offered: Sequence[str], content: Content) -> list[str]:
    slugs = [*offered, *(slug for slug in content.communities if slug not in offered)]
    for number, slug in enumerate(slugs, 1):
        name = content.communities[slug].name
        click.echo(log_line(f"  {number:3} {slug} ({name})"))

    def chosen(said: str) -> list[str]:
        picked = [part for part in re.split(r"[\s,]+", said) if part]
        named = [
            slugs[int(part) - 1] if part.isdecimal() and 0 < int(part) <= len(slugs) else part
            for part in picked
        ]
        return list(dict.fromkeys(named))

    def fault(said: str) -> str | None:
        faults = community_faults(chosen(said), content)
        return faults[0] if faults else None if chosen(said) else "Name at least one."

    label = "Communities, by number or slug, the likeliest first"
    return chosen(_prompt(label, "1" if offered else None, fault))


def _several(label: str, key: str) -> list[str]:
    def split(said: str) -> list[str]:
        return [part.strip() for part in said.split(",") if part.strip()]

    return split(_prompt(label, "", lambda said: _problem(**{key: split(said)})))


def _problem(**fields: Any) -> str | None:
    """Say what is wrong with a field."""
    document = read(entry_text({**_SOME, **fields}).encode())
    parse(Entry, document)
    missing = [key for key, value in fields.items() if key in _SOME and not value.strip()]
    if missing:
        return "Write something."
    return document.problems[0].sentence if document.problems else None


def _prompt(label: str, default: str | None, fault: Callable[[str], str | None]) -> str:
    def read_one(said: str) -> str:
        problem = fault(said)
        if problem:
            raise click.BadParameter(log_line(problem))
        return said

    said: str = click.prompt(
        label, default=default, value_proc=read_one, show_default=bool(default)
    )
    return said
