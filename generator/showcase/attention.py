"""What wants a person: findings about entries, the worst first, each with its remedy."""

from collections.abc import Mapping
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
    TEMPORARY = 4
    AT_RISK = 5
    RENAMED = 6
    AGE_RESTRICTED = 7
    NOT_A_SERVER = 8
    UNVERIFIED = 9
    UNPINNED = 10


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
        Finding(kind, slug, sentence)
        for slug, entry in entries.items()
        for kind, sentence in _of(entry, records[slug], verdicts[slug], now)
    ]
    return sorted(found)


def _of(entry: Entry, record: Record, verdict: Verdict, now: datetime) -> list[tuple[Kind, str]]:
    found = [*_state(record, verdict)]
    facts = record.facts
    if facts is not None:
        found += _facts(entry, facts)
        if entry.server_id is None:
            line = f'server_id: "{facts.id}"'
            found.append((Kind.UNPINNED, f"The server's id is not pinned. Add `{line}`."))
    if entry.verified is not None and now.date() - entry.verified > VERIFIED_FOR:
        day = entry.verified.isoformat()
        sentence = f"Last verified on {day}. Ask its people, then set `verified` to today."
        found.append((Kind.UNVERIFIED, sentence))
    return found


def _state(record: Record, verdict: Verdict) -> list[tuple[Kind, str]]:
    match verdict.state:
        case State.MISMATCH:
            other = record.other.id if record.other else "another"
            return [(Kind.MISMATCH, f"The invite leads to another server ({other}). Ask its people "
                     "for a new invite; if the server is right, set `server_id`.")]  # fmt: skip
        case State.GONE:
            return [(Kind.GONE, "Discord has not known the invite for days. Ask its people for a "
                     "permanent one, or take the entry out.")]  # fmt: skip
        case State.MISSING:
            return [(Kind.MISSING, "Discord did not know the invite. Wait a day; if it stays so, "
                     "ask for a permanent one.")]  # fmt: skip
        case State.TEMPORARY:
            return [
                (Kind.TEMPORARY, "The invite expires. Ask for one that is set to never expire.")
            ]
        case State.INELIGIBLE if record.no_server or (record.facts and record.facts.guest):
            return [(Kind.NOT_A_SERVER, "The invite is not an ordinary one of a server. Ask for an "
                     "invite link of the server itself.")]  # fmt: skip
        case State.INELIGIBLE:
            return [(Kind.AGE_RESTRICTED, "The server is age restricted, which is not listed. "
                     "Tell its people, or take the entry out.")]  # fmt: skip
    return []


def _facts(entry: Entry, facts: Facts) -> list[tuple[Kind, str]]:
    found = []
    is_vanity = facts.vanity is not None and facts.vanity.lower() == entry.invite.lower()
    if is_vanity and facts.boost_tier is not None and facts.boost_tier < 3:
        found.append((Kind.AT_RISK, f"The invite is a vanity address, but the server's boost level "
                      f"is {facts.boost_tier}. Below 3 it can be lost: ask for an ordinary "
                      "invite."))  # fmt: skip
    if text.folded(facts.name) != text.folded(entry.name):
        found.append((Kind.RENAMED, f"Discord calls it “{facts.name}”. Change `name` if that is "
                      "what it is called now."))  # fmt: skip
    return found


def as_text(found: list[Finding]) -> str:
    """Return findings as lines for a terminal."""
    if not found:
        return "Nothing wants a person."
    return "\n".join(text.log_line(f"{one.slug}: {one.sentence}") for one in found)


def as_markdown(found: list[Finding]) -> str:
    """Return findings as a list for an issue; what strangers wrote is escaped."""
    if not found:
        return "Nothing wants a person.\n"
    lines = [f"{len(found)} findings, the worst first.", ""]
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
