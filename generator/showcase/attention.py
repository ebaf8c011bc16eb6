"""What wants a person: findings about entries, the worst first, each with its remedy."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Final

from showcase import text
from showcase.liveness import State, Verdict
from showcase.models.entry import Entry
from showcase.models.record import Facts, Record

VERIFIED_FOR: Final = timedelta(days=365)


class Kind(IntEnum):
    """Kinds of findings; the order is that of a report."""

    MISMATCH = 1
    GONE = 2
    MISSING = 3
    EXPIRED = 4
    UNCONFIRMED = 5
    TEMPORARY = 6
    AT_RISK = 7
    RENAMED = 8
    AGE_RESTRICTED = 9
    NOT_A_SERVER = 10
    UNVERIFIED = 11
    UNPINNED = 12


_SENTENCES: Final = {
    Kind.MISMATCH: "The invite leads to another server ({other}). Ask its people for a new invite; "
    "if the server is right, set `server_id`.",
    Kind.GONE: "Discord has not known the invite for days. Ask its people for a permanent one, or "
    "take the entry out.",
    Kind.MISSING: "Discord did not know the invite. Wait a day; if it stays so, ask for a "
    "permanent one.",
    Kind.EXPIRED: "The invite has expired. Ask for one that is set to never expire.",
    Kind.UNCONFIRMED: "No check has succeeded for 30 days, so the link is withheld. Open the invite "
    "by hand, and see why the checks fail.",
    Kind.TEMPORARY: "The invite expires. Ask for one that is set to never expire.",
    Kind.AT_RISK: "The invite is a vanity address, but the server's boost level is {tier}. Below 3 "
    "it can be lost: ask for an ordinary invite.",
    Kind.RENAMED: "Discord calls it `{name}`. Change `name` if that is what it is called now.",
    Kind.AGE_RESTRICTED: "The server is age restricted, which is not listed. Tell its people, or "
    "take the entry out.",
    Kind.NOT_A_SERVER: "The invite is not an ordinary one of a server. Ask for an invite link of "
    "the server itself.",
    Kind.UNVERIFIED: "Last verified on {day}. Ask its people, then set `verified` to today.",
    Kind.UNPINNED: 'The server\'s id is not pinned. Add `server_id: "{id}"`.',
}


@dataclass(frozen=True, order=True, slots=True)
class Finding:
    """One thing that a person should look at.

    Attributes:
        sentence: What is the matter, then what to do.
    """

    kind: Kind
    slug: str
    sentence: str


def findings(
    entries: Mapping[str, Entry],
    records: Mapping[str, Record],
    verdicts: Mapping[str, Verdict],
    now: datetime,
) -> list[Finding]:
    """Return what wants a person, the worst first."""
    found = [
        Finding(kind, slug, _SENTENCES[kind].format_map(values))
        for slug, entry in entries.items()
        for kind, values in _of(entry, records[slug], verdicts[slug], now)
    ]
    return sorted(found)


def _of(
    entry: Entry, record: Record, verdict: Verdict, now: datetime
) -> Iterator[tuple[Kind, dict[str, object]]]:
    """Yield kinds of findings, and what their sentences are to be filled with."""
    kind = _state(entry, record, verdict)
    if kind is not None:
        yield kind, {"other": (record.other and record.other.id) or "id unknown"}
    if verdict.is_stale:
        yield Kind.UNCONFIRMED, {}
    if record.facts is not None:
        yield from _facts(entry, record.facts)
    if entry.verified is not None and now.date() - entry.verified > VERIFIED_FOR:
        yield Kind.UNVERIFIED, {"day": entry.verified}


def _state(entry: Entry, record: Record, verdict: Verdict) -> Kind | None:
    match verdict.state:
        case State.MISMATCH:
            return Kind.MISMATCH
        case State.GONE:
            return Kind.GONE
        case State.MISSING:
            return Kind.MISSING if record.absence else Kind.EXPIRED
        case State.TEMPORARY:
            return Kind.TEMPORARY
        case State.INELIGIBLE:
            is_restricted = record.facts is not None and record.facts.is_age_restricted
            if entry.age_restricted or (is_restricted and record.no_server is None):
                return Kind.AGE_RESTRICTED
            return Kind.NOT_A_SERVER
    return None


def _facts(entry: Entry, facts: Facts) -> Iterator[tuple[Kind, dict[str, object]]]:
    is_vanity = facts.vanity is not None and facts.vanity.lower() == entry.invite.lower()
    if is_vanity and facts.boost_tier is not None and facts.boost_tier < 3:
        yield Kind.AT_RISK, {"tier": facts.boost_tier}
    if text.folded(facts.name) != text.folded(entry.name):
        # In a code span nothing is read, not even a mention; so a name must not end it.
        yield Kind.RENAMED, {"name": facts.name.replace("`", "'")}
    if entry.server_id is None:
        yield Kind.UNPINNED, {"id": facts.id}


def as_text(found: list[Finding]) -> str:
    """Return findings as lines for a terminal."""
    if not found:
        return "Nothing wants a person."
    return "\n".join(text.log_line(f"{one.slug}: {one.sentence}") for one in found)


def as_markdown(found: list[Finding]) -> str:
    """Return findings as a list for an issue; what strangers wrote is escaped."""
    if not found:
        return "Nothing wants a person.\n"
    count = "1 finding" if len(found) == 1 else f"{len(found)} findings"
    lines = [f"{count}, the worst first.", ""]
    for kind in Kind:
        of_kind = [one for one in found if one.kind is kind]
        if of_kind:
            lines += [f"### {kind.name.replace('_', ' ').capitalize()} ({len(of_kind)})", ""]
            lines += [f"- **{one.slug}**: {_escaped(one.sentence)}" for one in of_kind] + [""]
    return "\n".join(lines)


def _escaped(sentence: str) -> str:
    # Our own code spans stay; anything else that Markdown or a mention would read does not.
    parts = sentence.split("`")
    return "`".join(part if index % 2 else text.markdown(part) for index, part in enumerate(parts))
