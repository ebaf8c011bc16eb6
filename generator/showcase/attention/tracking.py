"""The one tracking issue: what to do about it, from what is found and what stands there. Pure.

What it has to remember stands in its own body, in a comment that nobody sees, so that any machine
can go on from there.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from showcase.attention.findings import Finding, Kind
from showcase.attention.wording import TITLES, as_markdown, count
from showcase.models.fields import SLUG
from showcase.notation import compact

LABEL: Final = "showcase-report"
"""Strangers can write the marker, but cannot set a label; no issue form may set this one."""
TITLE: Final = "What wants a person"
BODY_LIMIT: Final = 65_000
"""Bytes; GitHub takes 65,536 characters."""

_VERSION: Final = 1
_MARK: Final = re.compile(r"<!-- showcase-report (\{.*?\}) -->(?:\r?\n|$)")
_MONTH: Final = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_REMEMBERED: Final = 9_000
"""Bytes of slugs that each of the two lists may remember; of the other kinds, how many."""
_NAMED: Final = 50
"""Slugs of one kind that a digest names."""
_ABOUT: Final = (
    "The showcase keeps this list up to date by `showcase report --issue`: what is changed here by "
    "hand is written over. It closes when nothing is left. Close it by hand, and it stays closed "
    "until something new turns up."
)

Slugs = frozenset[str] | int
"""The slugs of one kind, or how many there are where they are too many to remember."""


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue that carries our label."""

    number: int
    body: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Memory:
    """What the body remembers.

    Attributes:
        month: Of the last digest, as 2026-11.
        listed: What the body lists.
        told: What it listed at the last digest.
    """

    month: str
    listed: Mapping[Kind, Slugs]
    told: Mapping[Kind, Slugs]


@dataclass(frozen=True, slots=True)
class Steps:
    """What is to be done about the issue, in this order; None leaves a thing as it is.

    Attributes:
        create: The body of a new issue; nothing else is to be done then.
        set_open: Whether the issue is to be opened again, or closed.
        comment: The monthly digest.
        body: The new body.
    """

    create: str | None = None
    set_open: bool | None = None
    comment: str | None = None
    body: str | None = None


def chosen(issues: Iterable[Issue]) -> Issue | None:
    """Return the tracking issue: the oldest that carries the marker where we write it."""
    ours = [issue for issue in issues if _MARK.match(issue.body)]
    return min(ours, key=lambda issue: issue.number, default=None)


def steps(
    issue: Issue | None,
    found: list[Finding],
    now: datetime,
    address: Callable[[str], str] | None = None,
) -> Steps:
    """Return what to do, so that a second time there is nothing to do.

    Args:
        issue: From `chosen`.
        found: Sorted.
        address: Where the file of a slug can be edited.
    """
    month, listed = f"{now:%Y-%m}", _kinds(found)
    if issue is None:
        return Steps(create=_body(Memory(month, listed, listed), found, address) if found else None)
    memory = remembered(issue.body) or Memory(month, {}, listed)
    news = _more(listed, memory.listed)
    is_open = bool(found) and (issue.is_open or bool(news))
    digest = None
    if is_open and memory.month != month:
        digest = _digest(memory, listed, count(found), now)
        memory = Memory(month, listed, listed)
    body = _body(Memory(memory.month, listed, memory.told), found, address)
    return Steps(
        set_open=is_open if is_open != issue.is_open else None,
        comment=digest,
        body=None if _same(body, issue.body) else body,
    )


def remembered(body: str) -> Memory | None:
    """Read what a body remembers; None where it does not hold what we write."""
    match = _MARK.match(body)
    if match is None:
        return None
    try:
        data: Any = json.loads(match[1])
        if data["version"] != _VERSION or not _MONTH.fullmatch(data["month"]):
            return None
        return Memory(data["month"], _read(data["listed"]), _read(data["told"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _read(kinds: Mapping[str, Any]) -> dict[Kind, Slugs]:
    found: dict[Kind, Slugs] = {}
    for name, slugs in kinds.items():
        if not isinstance(slugs, int) and not all(SLUG.fullmatch(slug) for slug in slugs):
            raise ValueError("no slugs")
        found[Kind[name.upper()]] = slugs if isinstance(slugs, int) else frozenset(slugs)
    return found


def _kinds(found: Iterable[Finding]) -> dict[Kind, Slugs]:
    """Return the slugs of each kind; those of the worst kinds, as far as there is room."""
    slugs: dict[Kind, list[str]] = {}
    for one in found:
        slugs.setdefault(one.kind, []).append(one.slug)
    room, kinds = _REMEMBERED, {}
    for kind, those in slugs.items():
        size = sum(len(slug) + 3 for slug in those)
        kinds[kind] = frozenset(those) if size <= room else len(those)
        room -= size if size <= room else 0
    return kinds


def _body(memory: Memory, found: list[Finding], address: Callable[[str], str] | None) -> str:
    data = {
        "version": _VERSION,
        "month": memory.month,
        "listed": _written(memory.listed),
        "told": _written(memory.told),
    }
    mark = f"<!-- showcase-report {compact(data)} -->"
    room = BODY_LIMIT - len(mark) - len(_ABOUT) - 8
    return f"{mark}\n{as_markdown(found, address=address, limit=room)}\n{_ABOUT}\n"


def _written(kinds: Mapping[Kind, Slugs]) -> dict[str, list[str] | int]:
    return {
        kind.name.lower(): slugs if isinstance(slugs, int) else sorted(slugs)
        for kind, slugs in sorted(kinds.items())
    }


def _more(now: Mapping[Kind, Slugs], before: Mapping[Kind, Slugs]) -> dict[Kind, list[str]]:
    """Return what stands in `now` and not in `before`, of the kinds whose slugs are known."""
    found = {}
    for kind, slugs in sorted(now.items()):
        earlier = before.get(kind, frozenset())
        if isinstance(slugs, frozenset) and isinstance(earlier, frozenset) and slugs - earlier:
            found[kind] = sorted(slugs - earlier)
    return found


def _digest(memory: Memory, listed: Mapping[Kind, Slugs], total: str, now: datetime) -> str:
    new, gone = _more(listed, memory.told), _more(memory.told, listed)
    counted = [
        f"- {TITLES[kind]}: {_length(memory.told.get(kind))} then, {_length(listed.get(kind))} now"
        for kind in sorted({*memory.told, *listed})
        if isinstance(memory.told.get(kind), int) or isinstance(listed.get(kind), int)
    ]
    lines = [f"**{now:%B %Y}**: {total}. Changes since {memory.month}:", ""]
    lines += _section("New", new) + _section("Settled", gone)
    lines += ["By number:", "", *counted, ""] if counted else []
    if len(lines) == 2:
        lines = [f"**{now:%B %Y}**: {total}, the same as in {memory.month}."]
    return "\n".join(lines).rstrip() + "\n"


def _section(title: str, kinds: Mapping[Kind, list[str]]) -> list[str]:
    rows = []
    for kind, slugs in kinds.items():
        more = f" and {len(slugs) - _NAMED} more" if len(slugs) > _NAMED else ""
        rows.append(f"- {TITLES[kind]}: {', '.join(slugs[:_NAMED])}{more}")
    return [f"{title}:", "", *rows, ""] if rows else []


def _length(slugs: Slugs | None) -> int:
    return slugs if isinstance(slugs, int) else len(slugs or ())


def _same(one: str, other: str) -> bool:
    return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()
