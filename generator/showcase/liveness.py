"""The policy: what an answer changes in a record, and which state an entry is in. Pure.

The states and their order are a contract; the table stands in docs/states.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from showcase.history import with_sample
from showcase.models.entry import Entry, Invitation
from showcase.models.record import (
    Absence,
    Answer,
    Facts,
    Failed,
    Invite,
    NoServer,
    Record,
    Sighting,
    Standing,
    Unknown,
)
from showcase.names import shares_word

CONFIRMED_FOR: Final = timedelta(days=30)
"""How long a link stands without a good answer."""
GONE_RUNS: Final = 3
GONE_AFTER: Final = timedelta(hours=24)
STANDING_RENEWED: Final = timedelta(hours=1)
"""How old a standing may grow, from build to build, before it is written anew."""
_HELD_SINCE: Final = timedelta(hours=24)
_HELD_AT_LEAST: Final = 5
_HELD_SHARE: Final = 5


class State(StrEnum):
    """The word in `state`; the order is that of the contract."""

    UNCHECKED = "unchecked"
    MISMATCH = "mismatch"
    INELIGIBLE = "ineligible"
    GONE = "gone"
    MISSING = "missing"
    TEMPORARY = "temporary"
    PAUSED = "paused"
    LIVE = "live"

    @property
    def is_listed(self) -> bool:
        """Whether home, directory, communities, search and sitemap show such a server."""
        return self not in {State.MISMATCH, State.INELIGIBLE, State.GONE}


_LINKED: Final = frozenset({State.LIVE, State.PAUSED, State.TEMPORARY})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a page may say.

    Attributes:
        state: The first row of the table that fits.
        code: The invite to link, or None where no link may stand.
        is_stale: No good answer for so long that the link is withheld.
        is_held_back: An earlier state, shown because too many would be lost at once.
    """

    state: State
    code: str | None = None
    is_stale: bool = False
    is_held_back: bool = False


def begin(slug: str, entry: Invitation, record: Record | None) -> Record:
    """Return the record to observe on: the old one, less what another invite or pin had shown."""
    if record is None:
        return Record(slug=slug, code=entry.invite, server_id=entry.server_id)
    if is_current(entry, record):
        return record
    begun = Record(
        slug=slug,
        code=entry.invite,
        server_id=entry.server_id,
        first_seen=record.first_seen,
        first_server=record.first_server,
        facts=_with_invite_of(record.facts, None) if record.facts else None,
        checked_at=record.checked_at,
        history=record.history,
        pictures=record.pictures,
        listed=record.listed,
        changes=record.changes,
    )
    servers = {known.id for known in (record.first_server, record.facts) if known}
    if servers == {expected_server(entry, record)}:
        return begun
    return replace(begun, first_server=None, facts=None, checked_at=None, history=(), pictures=())


def is_current(entry: Invitation, record: Record) -> bool:
    """Whether the record speaks of this invite under this pin."""
    return record.code == entry.invite and record.server_id == entry.server_id


def expected_server(entry: Invitation, record: Record | None) -> str | None:
    """Return the id that every answer must match, or None before the first."""
    if entry.server_id:
        return entry.server_id
    return record.first_server.id if record and record.first_server else None


def observe(entry: Entry, record: Record, answer: Answer, now: datetime) -> Record:
    """Return the record after one answer to the entry's invite.

    Args:
        record: From `begin`.
        answer: A failed check changes nothing but the try.
        now: The time of asking, with a zone.
    """
    if isinstance(answer, Failed):
        return replace(record, tried_at=now, last_check="failed")
    before = record.absence
    record = replace(
        record, tried_at=now, last_check="ok", answered_at=now,
        absence=None, other=None, no_server=None,
    )  # fmt: skip
    match answer:
        case Unknown():
            first, runs = (before.first, before.runs + 1) if before else (now, 1)
            return replace(record, absence=Absence(first, now, runs))
        case NoServer(kind):
            return replace(record, no_server=kind)
        case Invite(facts):
            if not _is_expected(entry, record, facts):
                return replace(record, other=Sighting(facts.id, now))
            record = _accepted(record, _known(answer, record.facts), now)
            return record if _is_unfit(record.facts) else replace(record, confirmed_at=now)


def observe_backup(entry: Entry, record: Record, answer: Answer, now: datetime) -> Record:
    """Return the record after one answer to the entry's backup invite.

    Only an answer of the expected server counts; others take the backup's link away.
    """
    if isinstance(answer, Failed):
        return record
    record = replace(record, backup=entry.backup_invite, backup_at=None, backup_answered_at=now)
    if not isinstance(answer, Invite) or answer.facts.id != expected_server(entry, record):
        return record
    # The backup's own date and kind say nothing about the invite that it stands in for.
    told = _known(answer, record.facts)
    kept = _accepted(record, _with_invite_of(told, record.facts), now)
    fit = not (_is_unfit(told) or told.expires_at)
    return replace(kept, backup_at=now) if fit else kept


def judge(
    entry: Entry, record: Record | None, now: datetime, *, link_unchecked: bool = False
) -> Verdict:
    """Return the entry's state, made anew from what was observed.

    Args:
        record: None where nothing ever was.
        now: The time that pages see.
        link_unchecked: The option: unchecked entries get their link all the same.
    """
    unchecked_code = entry.invite if link_unchecked and not entry.age_restricted else None
    if record is None or not is_current(entry, record) or record.answered_at is None:
        return Verdict(State.UNCHECKED, unchecked_code)
    state = _state(entry, record, now)
    if state in {State.MISMATCH, State.GONE, State.MISSING}:
        return Verdict(state, _backup_code(entry, record, now))
    if state is State.INELIGIBLE:
        return Verdict(state)
    if not _is_fresh(record.confirmed_at, now):
        return Verdict(state, unchecked_code, is_stale=True)
    return Verdict(state, entry.invite)


def _state(entry: Entry, record: Record, now: datetime) -> State:
    facts, absence = record.facts, record.absence
    if record.other is not None:
        return State.MISMATCH
    if entry.age_restricted or record.no_server is not None or _is_unfit(facts):
        return State.INELIGIBLE
    if absence is not None:
        is_gone = absence.runs >= GONE_RUNS and absence.last - absence.first >= GONE_AFTER
        return State.GONE if is_gone else State.MISSING
    if facts is not None and facts.expires_at is not None:
        return State.MISSING if _is_over(record, now) else State.TEMPORARY
    if facts is not None and "INVITES_DISABLED" in facts.features:
        return State.PAUSED
    return State.LIVE


def hold_back(
    judged: Mapping[str, tuple[Entry, Record | None, Verdict]], now: datetime
) -> dict[str, Verdict]:
    """Return the earlier verdicts to show where too many links would be lost at once.

    More than a fifth, and at least five, of those whose link stood within the last day: then it
    is likelier that something is wrong on our side or on Discord's than with all of them.
    """
    standings = [
        (slug, entry, record, verdict, record.standing)
        for slug, (entry, record, verdict) in judged.items()
        if record and record.standing and is_current(entry, record)
        if record.standing.state in _LINKED
    ]
    # What the last build showed stood until now, however long ago that was.
    last = max((standing.at for *_, standing in standings), default=now)
    stood = [
        each
        for each in standings
        if now - each[-1].at <= _HELD_SINCE or last - each[-1].at <= STANDING_RENEWED
    ]
    lost = [
        (slug, record, standing)
        for slug, entry, record, verdict, standing in stood
        if _is_lost(entry, record, verdict, now)
    ]
    if len(lost) < _HELD_AT_LEAST or len(lost) * _HELD_SHARE <= len(stood):
        return {}
    return {
        slug: Verdict(State(standing.state), record.code, is_held_back=True)
        for slug, record, standing in lost
        if _is_fresh(record.confirmed_at, now)
    }


def _is_lost(entry: Entry, record: Record, verdict: Verdict, now: datetime) -> bool:
    """Tell whether an answer of Discord's took the link, and no person and no date."""
    if verdict.code or entry.age_restricted or _is_over(record, now):
        return False
    if verdict.state in {State.GONE, State.MISSING}:
        return record.absence is not None
    return verdict.state is State.INELIGIBLE


def stand(record: Record, verdict: Verdict, now: datetime) -> Record:
    """Return the record with the time at which its link stood, if it does."""
    if verdict.code != record.code or verdict.state is State.UNCHECKED:
        return record
    return replace(record, standing=Standing(now, verdict.state.value))


def let_go(record: Record, verdict: Verdict, now: datetime) -> Record:
    """Return the record of a loss that a person accepted: its link counts as fallen from now on.

    It is written down rather than forgotten, so that it wins over the standing of a mirror.
    """
    at = max(now, record.standing.at) if record.standing else now
    return replace(record, standing=Standing(at, verdict.state.value))


def _is_expected(entry: Entry, record: Record, facts: Facts) -> bool:
    expected = expected_server(entry, record)
    return facts.id == expected if expected else shares_word(entry.name, facts.name)


def _known(answer: Invite, old: Facts | None) -> Facts:
    """Return what an answer says, and of the same server what it left out."""
    if old is None or old.id != answer.facts.id:
        return answer.facts
    return replace(answer.facts, **{name: getattr(old, name) for name in answer.unread})


def _accepted(record: Record, facts: Facts, now: datetime) -> Record:
    first = record.first_server
    if first is None or first.id != facts.id:
        first = Sighting(facts.id, now)
    return replace(
        record,
        facts=facts,
        checked_at=now,
        first_server=first,
        history=with_sample(record.history, facts, now.date()),
    )


def _is_unfit(facts: Facts | None) -> bool:
    return facts is not None and (facts.guest or facts.targeted or facts.is_age_restricted)


def _is_over(record: Record, now: datetime) -> bool:
    return bool(record.facts and record.facts.expires_at and record.facts.expires_at <= now)


def _with_invite_of(facts: Facts, other: Facts | None) -> Facts:
    """Give `facts` what belongs to one invite and not to its server."""
    own = other or Facts(id=facts.id, name=facts.name)
    return replace(facts, expires_at=own.expires_at, guest=own.guest, targeted=own.targeted)


def _backup_code(entry: Entry, record: Record, now: datetime) -> str | None:
    if entry.age_restricted or record.backup != entry.backup_invite:
        return None
    return entry.backup_invite if _is_fresh(record.backup_at, now) else None


def _is_fresh(at: datetime | None, now: datetime) -> bool:
    return at is not None and now - at <= CONFIRMED_FOR


def may_show_pictures(entry: Entry, record: Record, now: datetime) -> bool:
    """Whether the server's own words and pictures may stand on its page."""
    return record.facts is not None and judge(entry, record, now).state is not State.INELIGIBLE
