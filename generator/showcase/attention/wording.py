"""Findings in words: for a terminal, and as Markdown in which strangers write nothing but text."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Final

from showcase import menus, text
from showcase.attention.findings import Finding, Kind

_PERMANENT: Final = f"a permanent one ({menus.PERMANENT_LINK})"
TITLES: Final = {
    Kind.MISMATCH: "Leads to another server",
    Kind.HELD_BACK: "Held back",
    Kind.GONE: "Gone",
    Kind.MISSING: "Missing",
    Kind.EXPIRED: "Expired",
    Kind.UNCONFIRMED: "Not confirmed for 30 days",
    Kind.UNANSWERED: "Never answered",
    Kind.TEMPORARY: "Temporary",
    Kind.AT_RISK: "Vanity address at risk",
    Kind.RENAMED: "Renamed",
    Kind.AGE_RESTRICTED: "Age restricted",
    Kind.NOT_A_SERVER: "Not an invite of a server",
    Kind.UNVERIFIED: "Not verified for a year",
    Kind.UNPINNED: "No server id",
}
REMEDIES: Final = {
    Kind.MISMATCH: f"The link is withheld. Ask its people for a new invite, {_PERMANENT}. If the "
    "server is the right one, set `server_id` to its id.",
    Kind.HELD_BACK: "Too many servers would lose their link at once. If it is Discord's fault, "
    "wait. If they are really gone, run the workflow `publish` by hand with `accept`, or "
    "`showcase refresh --accept` at home.",
    Kind.GONE: f"Ask its people for a new invite, {_PERMANENT}, or take the entry out and name it "
    "in `removed.yml`.",
    Kind.MISSING: f"Wait a day. If it stays so, ask its people for a new invite, {_PERMANENT}.",
    Kind.EXPIRED: f"Ask its people for a new invite, {_PERMANENT}.",
    Kind.UNCONFIRMED: "Open the invite by hand. If it works, see why the checks fail: the log of "
    "the last run names the reason.",
    Kind.UNANSWERED: "Open the invite by hand. If it works, see why the checks fail: the log of "
    "the last run names the reason.",
    Kind.TEMPORARY: f"Ask its people for another invite, {_PERMANENT}.",
    Kind.AT_RISK: "Below boost level 3 it can be lost, and taken by anybody. Ask for an ordinary "
    f"invite, {_PERMANENT}.",
    Kind.RENAMED: "Change `name` if that is what it is called now. If it is another place now, "
    "take the entry out.",
    Kind.AGE_RESTRICTED: "Such servers are not listed. Tell its people (Discord marks it as an "
    "Age-Restricted Server), or take the entry out and name it in `removed.yml`.",
    Kind.NOT_A_SERVER: f"Ask its people for an invite of the server itself, {_PERMANENT}.",
    Kind.UNVERIFIED: "Ask its people whether all is still right, then set `verified` to today.",
    Kind.UNPINNED: "With its id, nobody else can take the entry over. Compare it first: "
    f"{menus.COPY_ID}.",
}


def sentence(finding: Finding) -> str:
    """Return what is the matter, then what to do."""
    return f"{finding.detail} {REMEDIES[finding.kind]}"


def as_text(found: list[Finding]) -> str:
    """Return findings as lines for a terminal."""
    if not found:
        return "Nothing wants a person."
    return "\n".join(text.log_line(f"{one.slug}: {sentence(one)}") for one in found)


def count(found: list[Finding]) -> str:
    """Return how many findings there are, in words."""
    return "1 finding" if len(found) == 1 else f"{len(found)} findings"


def by_kind(found: Iterable[Finding]) -> Iterator[tuple[Kind, list[Finding]]]:
    """Yield findings, which are sorted, kind by kind."""
    for kind, those in groupby(found, key=lambda one: one.kind):
        yield kind, list(those)


def as_markdown(
    found: list[Finding],
    *,
    address: Callable[[str], str] | None = None,
    limit: int | None = None,
) -> str:
    """Return findings as lists, one for each kind, below what to do about it.

    Args:
        address: Where the file of a slug can be edited.
        limit: The most bytes; what does not fit is counted at the end, the worst never.
    """
    if not found:
        return "Nothing wants a person.\n"
    lines = [f"{count(found)}, the worst first.", ""]
    room = (limit or 0) - sum(map(_size, lines)) - _LAST
    shown = 0
    for kind, those in by_kind(found):
        head = [f"### {TITLES[kind]} ({len(those)})", "", REMEDIES[kind], ""]
        room -= sum(map(_size, head)) + 1
        for number, one in enumerate(those):
            row = f"- {_named(one.slug, address)}: {one.detail}"
            room -= _size(row)
            if limit is not None and room < 0:
                return "\n".join([*lines, *([""] if number else []), _more(len(found) - shown), ""])
            lines += [row] if number else [*head, row]
            shown += 1
        lines.append("")
    return "\n".join(lines)


_LAST: Final = 120
"""Bytes kept for the line that says how many are left."""


def _more(left: int) -> str:
    return f"There is no room for {left} more: `showcase report` names them all."


def _size(line: str) -> int:
    return len(line.encode()) + 1


def _named(slug: str, address: Callable[[str], str] | None) -> str:
    return f"[{slug}]({address(slug)})" if address else f"**{slug}**"
