"""Which entries want a person, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Final

from showcase import text
from showcase.liveness import State, Verdict
from showcase.models.entry import VERIFIED_FOR, Entry
from showcase.models.record import Facts, Record

_UNANSWERED_FOR: Final = timedelta(days=7)


class Kind(IntEnum):
    """Kinds of findings; the order is that of a report."""

    MISMATCH = 1
    HELD_BACK = 2
    GONE = 3
    MISSING = 4
    EXPIRED = 5
    UNCONFIRMED = 6
    UNANSWERED = 7
    TEMPORARY = 8
    AT_RISK = 9
    RENAMED = 10
    AGE_RESTRICTED = 11
    NOT_A_SERVER = 12
    UNVERIFIED = 13
    UNPINNED = 14


@dataclass(frozen=True, order=True, slots=True)
class Finding:
    """One thing that a person should look at.

    Attributes:
        detail: What is the matter, in one line. Text of strangers stands in code spans alone:
            there GitHub reads no mention, link, reference or tag.
    """

    kind: Kind
    slug: str
    detail: str


def findings(
    entries: Mapping[str, Entry],
    records: Mapping[str, Record],
    verdicts: Mapping[str, Verdict],
    now: datetime,
) -> list[Finding]:
    """Return what wants a person, the worst first."""
    found = [
        Finding(kind, slug, detail)
        for slug, entry in entries.items()
        for kind, detail in _of(entry, records[slug], verdicts[slug], now)
    ]
    return sorted(found)


def _of(
    entry: Entry, record: Record, verdict: Verdict, now: datetime
) -> Iterator[tuple[Kind, str]]:
    """Yield the kinds of findings about one entry, with their details."""
    if verdict.is_held_back:
        yield Kind.HELD_BACK, "Discord no longer leads to it; the earlier state is shown."
    else:
        yield from _state(entry, record, verdict)
    if verdict.is_stale:
        yield Kind.UNCONFIRMED, "No check has succeeded for 30 days, so the link is withheld."
    if _is_unanswered(record, now):
        yield Kind.UNANSWERED, "No check has ever succeeded, so it has no link."
    if record.facts is not None:
        yield from _facts(entry, record.facts)
    if entry.verified is not None and now.date() - entry.verified > VERIFIED_FOR:
        yield Kind.UNVERIFIED, f"Last verified on {entry.verified}."


def _state(entry: Entry, record: Record, verdict: Verdict) -> Iterator[tuple[Kind, str]]:
    backup = " Its backup invite is linked meanwhile." if verdict.code else ""
    match verdict.state:
        case State.MISMATCH:
            other = record.other.id if record.other and record.other.id else "id unknown"
            yield Kind.MISMATCH, f"The invite leads to another server ({other}).{backup}"
        case State.GONE:
            yield Kind.GONE, f"Discord has not known the invite for days.{backup}"
        case State.MISSING if record.absence:
            yield Kind.MISSING, f"Discord did not know the invite.{backup}"
        case State.MISSING:
            yield Kind.EXPIRED, f"The invite has expired.{backup}"
        case State.TEMPORARY:
            ends = record.facts.expires_at if record.facts else None
            yield Kind.TEMPORARY, f"The invite expires on {ends.date() if ends else 'a date'}."
        case State.INELIGIBLE:
            yield _ineligible(entry, record)


def _ineligible(entry: Entry, record: Record) -> tuple[Kind, str]:
    is_restricted = record.facts is not None and record.facts.is_age_restricted
    if entry.age_restricted:
        return Kind.AGE_RESTRICTED, "The entry says that the server is for adults."
    if is_restricted and record.no_server is None:
        return Kind.AGE_RESTRICTED, "Discord says that the server is age restricted."
    return Kind.NOT_A_SERVER, "The invite is one of a group, a friend, a guest or an activity."


def _is_unanswered(record: Record, now: datetime) -> bool:
    if record.answered_at is not None or record.first_seen is None:
        return False
    return now.date() - record.first_seen > _UNANSWERED_FOR


def _facts(entry: Entry, facts: Facts) -> Iterator[tuple[Kind, str]]:
    if facts.is_at_risk(entry.invite):
        yield (
            Kind.AT_RISK,
            f"The invite is a vanity address, and the server's boost level is {facts.boost_tier}.",
        )
    if text.folded(facts.name) != text.folded(entry.name):
        yield Kind.RENAMED, f"Discord calls it {text.code_span(facts.name)}."
    if entry.server_id is None:
        yield Kind.UNPINNED, f'Add `server_id: "{facts.id}"`.'
