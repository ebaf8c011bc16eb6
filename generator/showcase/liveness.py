"""The policy: what an answer changes in a record, and which state an entry is in. Pure.

The states and their order are a contract; the table stands in ARCHITECTURE.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from showcase import text
from showcase.models.entry import Entry
from showcase.models.record import (
    Absence,
    Answer,
    Facts,
    Failed,
    Invite,
    NoServer,
    Record,
    Sample,
    Sighting,
    Standing,
    Unknown,
)

CONFIRMED_FOR: Final = timedelta(days=30)
"""How long a link stands without a good answer."""
GONE_RUNS: Final = 3
GONE_AFTER: Final = timedelta(hours=24)
_HELD_SINCE: Final = timedelta(hours=24)
_HELD_AT_LEAST: Final = 5
_HELD_SHARE: Final = 5
_DAYS_KEPT: Final = 45
_WEEKS_KEPT: Final = 52
_POINTS_KEPT: Final = 150


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


def begin(slug: str, entry: Entry, record: Record | None) -> Record:
    """Return the record to observe on: the old one, less what another invite or pin had shown."""
    if record is None:
        return Record(slug=slug, code=entry.invite, server_id=entry.server_id)
    if is_current(entry, record):
        return record
    begun = Record(
        slug=slug,
        code=entry.invite,
        server_id=entry.server_id,
        first_server=record.first_server,
        facts=_without_invite(record.facts),
        checked_at=record.checked_at,
        history=record.history,
        pictures=record.pictures,
    )
    expected = expected_server(entry, record)
    if expected is None or (record.facts is not None and record.facts.id != expected):
        begun = replace(begun, facts=None, checked_at=None, history=(), pictures=())
    if record.first_server is not None and record.first_server.id != expected:
        begun = replace(begun, first_server=None, history=(), pictures=())
    return begun


def is_current(entry: Entry, record: Record) -> bool:
    """Whether the record speaks of this invite under this pin."""
    return record.code == entry.invite and record.server_id == entry.server_id


def expected_server(entry: Entry, record: Record | None) -> str | None:
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
            if _is_expected(entry, record, facts):
                return _accepted(replace(record, confirmed_at=now), answer, now)
            return replace(record, other=Sighting(facts.id, now))


def observe_backup(entry: Entry, record: Record, answer: Answer, now: datetime) -> Record:
    """Return the record after one answer to the entry's backup invite.

    Only an answer of the expected server counts; others take the backup's link away.
    """
    if isinstance(answer, Failed):
        return record
    expected = expected_server(entry, record)
    if not isinstance(answer, Invite) or expected is None or answer.facts.id != expected:
        return replace(record, backup=entry.backup_invite, backup_at=None)
    facts = answer.facts
    fit = not (facts.guest or facts.targeted or facts.expires_at or facts.is_age_restricted)
    kept = _accepted(record, Invite(_without_invite(facts) or facts, answer.unread), now)
    return replace(kept, backup=entry.backup_invite, backup_at=now if fit else None)


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
    unfit = facts is not None and (facts.guest or facts.targeted or facts.is_age_restricted)
    if entry.age_restricted or record.no_server is not None or unfit:
        return State.INELIGIBLE
    if absence is not None:
        is_gone = absence.runs >= GONE_RUNS and absence.last - absence.first >= GONE_AFTER
        return State.GONE if is_gone else State.MISSING
    if facts is not None and facts.expires_at is not None:
        return State.MISSING if facts.expires_at <= now else State.TEMPORARY
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
    stood = 0
    held: dict[str, Verdict] = {}
    losses = 0
    for slug, (entry, record, verdict) in judged.items():
        if record is None or record.standing is None or not is_current(entry, record):
            continue
        if now - record.standing.at > _HELD_SINCE:
            continue
        stood += 1
        if not _is_lost_by_answer(entry, record, verdict):
            continue
        losses += 1
        if _is_fresh(record.confirmed_at, now):
            state = State(record.standing.state)
            held[slug] = Verdict(state, entry.invite, is_held_back=True)
    return held if losses >= _HELD_AT_LEAST and losses * _HELD_SHARE > stood else {}


def _is_lost_by_answer(entry: Entry, record: Record, verdict: Verdict) -> bool:
    if verdict.code is not None or entry.age_restricted:
        return False
    if verdict.state in {State.GONE, State.MISSING}:
        return record.absence is not None
    return verdict.state is State.INELIGIBLE


def stand(record: Record, verdict: Verdict, now: datetime) -> Record:
    """Return the record with the time at which its link stood, if it does."""
    if verdict.code != record.code or verdict.state is State.UNCHECKED:
        return record
    return replace(record, standing=Standing(now, verdict.state.value))


def _is_expected(entry: Entry, record: Record, facts: Facts) -> bool:
    expected = expected_server(entry, record)
    if expected is not None:
        return facts.id == expected
    return shares_word(entry.name, facts.name)


def shares_word(one: str, other: str) -> bool:
    """Tell whether two names share a word, or one is written within the other without spaces."""
    first, second = text.words(one), text.words(other)
    if first & second:
        return True
    short, long = sorted((text.squeezed(one), text.squeezed(other)), key=len)
    return len(short) > 1 and short in long


def _accepted(record: Record, answer: Invite, now: datetime) -> Record:
    facts, old = answer.facts, record.facts
    if old is not None and old.id == facts.id and answer.unread:
        facts = replace(facts, **{name: getattr(old, name) for name in answer.unread})
    first = record.first_server
    if first is None or first.id != facts.id:
        first = Sighting(facts.id, now)
    return replace(
        record,
        facts=facts,
        checked_at=now,
        first_server=first,
        history=_with_sample(record.history, facts, now.date()),
    )


def _without_invite(facts: Facts | None) -> Facts | None:
    """Drop what belongs to one invite and not to its server."""
    return facts and replace(facts, expires_at=None, guest=False, targeted=False)


def _backup_code(entry: Entry, record: Record, now: datetime) -> str | None:
    known = entry.backup_invite is not None and record.backup == entry.backup_invite
    usable = not entry.age_restricted and _is_fresh(record.backup_at, now)
    return entry.backup_invite if known and usable else None


def _is_fresh(at: datetime | None, now: datetime) -> bool:
    return at is not None and now - at <= CONFIRMED_FOR


def _with_sample(history: tuple[Sample, ...], facts: Facts, today: date) -> tuple[Sample, ...]:
    if facts.members is None:
        return history
    earlier = tuple(sample for sample in history if sample.day < today)
    return thinned((*earlier, Sample(today, facts.members, facts.online)), today)


def thinned(history: tuple[Sample, ...], today: date) -> tuple[Sample, ...]:
    """Keep days for six weeks, then weeks for a year, then months; the last of each."""
    kept: dict[object, Sample] = {}
    for sample in sorted(history, key=lambda sample: sample.day):
        age = (today - sample.day).days
        if age <= _DAYS_KEPT:
            kept[sample.day] = sample
        elif age <= _DAYS_KEPT + 7 * _WEEKS_KEPT:
            kept[sample.day.isocalendar()[:2]] = sample
        else:
            kept[sample.day.year, sample.day.month, "month"] = sample
    return tuple(kept.values())[-_POINTS_KEPT:]
