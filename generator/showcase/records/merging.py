"""Merging what several places know of one entry."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from showcase import news
from showcase.history import thinned
from showcase.liveness import begin, expected_server
from showcase.models.entry import Invitation
from showcase.models.record import Absence, Record, Sample, Sighting, Standing, last_day

TRUSTED_AHEAD: Final = timedelta(minutes=5)
"""How far ahead of now a time may be before it is not believed."""
_EARLIEST: Final = datetime.fromisoformat("2020-01-01T00:00Z")
"""No clock that is right says less to this program."""
_DAYS_STAY: Final = 366
"""Days."""
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


def merged(
    slug: str, entry: Invitation, candidates: Iterable[Record], now: datetime
) -> Record | None:
    """Return what is known of an entry from records of several places.

    The earliest first server wins and observations of another are dropped; of the rest the
    newest check counts; histories and changes are united; a time ahead of now is not believed.
    """
    given = [_believable(record, now) for record in candidates]
    begun = [_coherent(entry, begin(slug, entry, record)) for record in given]
    if not begun:
        return None
    # Whether lists showed the entry is no matter of its invite.
    listed, changes = news.united(given)
    sightings = [record.first_server for record in begun if record.first_server]
    if sightings:
        first = min(sightings, key=lambda sighting: sighting.at)
        begun = [_seen_under(first, record) for record in begun]
    newest = max(begun, key=lambda record: _or_never(record.answered_at))
    by_check = sorted(
        begun, key=lambda record: (_or_never(record.checked_at), record.facts is not None)
    )
    best = by_check[-1]
    tried = max(begun, key=lambda record: _or_never(record.tried_at))
    confirmed = [record.confirmed_at for record in begun if record.confirmed_at]
    answered = [record.answered_at for record in begun if record.answered_at and not record.absence]
    days = {sample.day: sample for record in by_check for sample in record.history}
    pictures = {item.source: item for record in by_check for item in record.pictures}
    backed = max(
        begun,
        key=lambda record: (
            record.backup == entry.backup_invite, _or_never(record.backup_answered_at)
        ),
    )  # fmt: skip
    standings = [record.standing for record in begun if record.standing]
    return replace(
        newest,
        slug=slug,
        first_seen=min((one.first_seen for one in begun if one.first_seen), default=None),
        facts=best.facts,
        checked_at=best.checked_at,
        confirmed_at=max(confirmed, default=None),
        tried_at=tried.tried_at,
        last_check=tried.last_check,
        backup=backed.backup,
        backup_at=backed.backup_at,
        backup_answered_at=backed.backup_answered_at,
        absence=_since(newest.absence, [*confirmed, *answered]),
        standing=max(standings, key=lambda standing: standing.at, default=None),
        history=thinned(tuple(days.values()), now.date()),
        pictures=tuple(pictures.values()),
        listed=listed,
        changes=changes,
    )


def of_departed(slug: str, candidates: Iterable[Record], now: datetime) -> Record:
    """Return what several places tell of an entry that was taken out."""
    listed, changes = news.united([_believable(record, now) for record in candidates])
    return Record(slug=slug, listed=listed, changes=changes)


@dataclass(frozen=True, slots=True)
class _Remembered:
    invite: str
    server_id: str | None
    backup_invite: str | None


def remembered(candidates: Iterable[Record | None]) -> Invitation | None:
    """Return what an entry that cannot be read said before.

    Args:
        candidates: Records of it, those to be trusted first: another place may pin what it likes.
    """
    for record in candidates:
        if record and record.code:
            return _Remembered(record.code, record.server_id, record.backup)
    return None


def settled(record: Record, now: datetime) -> Record:
    """Return a record of this machine's own without times ahead of now.

    The clock is wrong, or was when it was written. What was observed was observed all the same:
    it counts from now, so that nothing is lost, and no link stands on a date that never comes.
    Days up to a year ahead stay, lest a clock that is back for one run takes them.
    """
    if now < _EARLIEST:
        return record
    limit = now + TRUSTED_AHEAD
    history = _kept(record.history, limit)
    first_seen = record.first_seen
    if first_seen and first_seen.toordinal() > limit.toordinal() + _DAYS_STAY:
        first_seen = now.date()
    is_settled = history is record.history and first_seen is record.first_seen
    if is_settled and max(_times(record), default=now) <= limit:
        return record

    def past(at: datetime) -> datetime:
        return now if at > limit else at

    def maybe(at: datetime | None) -> datetime | None:
        return past(at) if at else None

    first, other, absence, standing = (
        record.first_server, record.other, record.absence, record.standing,
    )  # fmt: skip
    tried = record.tried_at
    return news.believable(
        replace(
            record,
            first_seen=first_seen,
            first_server=Sighting(first.id, past(first.at)) if first else None,
            other=Sighting(other.id, past(other.at)) if other else None,
            absence=Absence(past(absence.first), past(absence.last), absence.runs)
            if absence
            else None,
            standing=Standing(past(standing.at), standing.state) if standing else None,
            checked_at=maybe(record.checked_at),
            confirmed_at=maybe(record.confirmed_at),
            answered_at=maybe(record.answered_at),
            tried_at=tried if tried and tried <= limit else None,
            backup_at=maybe(record.backup_at),
            backup_answered_at=maybe(record.backup_answered_at),
            history=history,
        ),
        limit,
    )


def _times(record: Record) -> list[datetime]:
    """Return all times of a record but those of its history and its changes."""
    absence = record.absence
    dated = (record.first_server, record.other, record.standing)
    times = [
        record.checked_at,
        record.confirmed_at,
        record.answered_at,
        record.tried_at,
        record.backup_at,
        record.backup_answered_at,
        *(one.at for one in dated if one),
        *((absence.first, absence.last) if absence else ()),
    ]
    return [at for at in times if at]


def _coherent(entry: Invitation, record: Record) -> Record:
    """Drop all observations where they contradict each other: no build of ours wrote them."""
    expected = expected_server(entry, record)
    servers = {known.id for known in (record.first_server, record.facts) if known}
    if servers <= {expected} and (record.other is None or record.other.id != expected):
        return record
    return Record(
        slug=record.slug,
        code=record.code,
        server_id=record.server_id,
        first_seen=record.first_seen,
    )


def _seen_under(first: Sighting, record: Record) -> Record:
    """Return what `record` says where `first` is the expected server.

    Facts of another server go. That the invite led there stays, or its link would stand again.
    """
    known, other = record.first_server, record.other
    led_to_first = other is not None and other.id == first.id
    if (known is None or known.id == first.id) and not led_to_first:
        return replace(record, first_server=first)
    led_to_known = not (other or record.absence or record.no_server)
    if led_to_known and known is not None and record.answered_at is not None:
        other = Sighting(known.id, record.answered_at)
    seen = Record(
        slug=record.slug,
        code=record.code,
        server_id=record.server_id,
        first_seen=record.first_seen,
        first_server=first,
    )
    if led_to_first:
        return seen
    return replace(
        seen,
        answered_at=record.answered_at,
        tried_at=record.tried_at,
        last_check=record.last_check,
        absence=record.absence,
        no_server=record.no_server,
        other=other,
    )


def _since(absence: Absence | None, answered: Iterable[datetime]) -> Absence | None:
    """Begin a run anew where another answer falls into it."""
    if absence is None or all(at < absence.first for at in answered):
        return absence
    return Absence(absence.last, absence.last, 1)


def _believable(record: Record, now: datetime) -> Record:
    if now < _EARLIEST:
        return record
    limit = now + TRUSTED_AHEAD
    times = [record.checked_at, record.confirmed_at, record.answered_at, record.tried_at]
    times += [record.backup_at, record.backup_answered_at]
    times += [record.absence.last] if record.absence else []
    times += [record.other.at] if record.other else []
    first = record.first_server
    if first is not None and first.at > limit:
        record = replace(record, first_server=Sighting(first.id, limit))
    first_seen = record.first_seen
    if first_seen is not None and first_seen.toordinal() > limit.toordinal() + _DAYS_STAY:
        record = replace(record, first_seen=None)
    if record.standing is not None and record.standing.at > limit:
        record = replace(record, standing=None)
    if any(time is not None and time > limit for time in times):
        # The facts may be right, but nobody knows of when: they lose, and are asked for first.
        record = replace(
            record, checked_at=None, confirmed_at=None, answered_at=None, tried_at=None,
            last_check=None, absence=None, other=None, no_server=None,
            backup_at=None, backup_answered_at=None,
        )  # fmt: skip
    return news.believable(replace(record, history=_kept(record.history, limit)), limit)


def _kept(history: Sequence[Sample], limit: datetime) -> Sequence[Sample]:
    """Leave out samples too far ahead."""
    newest = limit.toordinal() + _DAYS_STAY
    last = last_day(history)
    if last is None or last <= newest:
        return history
    return tuple(sample for sample in history if sample.day.toordinal() <= newest)


def _or_never(at: datetime | None) -> datetime:
    return at or _NEVER
