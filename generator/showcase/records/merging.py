"""Merging what several places know of one entry."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from showcase.history import thinned
from showcase.liveness import begin
from showcase.models.entry import Entry
from showcase.models.record import Absence, Record, Sighting

AHEAD: Final = timedelta(minutes=5)
"""How far ahead of now a time may be before it is not believed."""
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


def merged(slug: str, entry: Entry, candidates: Iterable[Record], now: datetime) -> Record | None:
    """Return what is known of an entry from records of several places.

    The earliest first server wins and observations of another are dropped; of the rest the
    newest check counts; histories are united; a time ahead of now is not believed.
    """
    begun = [begin(slug, entry, _believable(record, now)) for record in candidates]
    if not begun:
        return None
    sightings = [record.first_server for record in begun if record.first_server]
    if sightings:
        first = min(sightings, key=lambda sighting: sighting.at)
        begun = [record for record in begun if _agrees(record, first.id)]
        begun = [replace(record, first_server=first) for record in begun]
    newest = max(begun, key=lambda record: _or_never(record.answered_at))
    by_check = sorted(begun, key=lambda record: _or_never(record.checked_at))
    best = by_check[-1]
    tried = max(begun, key=lambda record: _or_never(record.tried_at))
    confirmed = _latest(record.confirmed_at for record in begun)
    days = {sample.day: sample for record in by_check for sample in record.history}
    pictures = {item.source: item for record in by_check for item in record.pictures}
    standings = [record.standing for record in begun if record.standing]
    return replace(
        newest,
        first_seen=min((one.first_seen for one in begun if one.first_seen), default=None),
        facts=best.facts,
        checked_at=best.checked_at,
        confirmed_at=confirmed,
        tried_at=tried.tried_at,
        last_check=tried.last_check,
        absence=_since(newest.absence, confirmed),
        standing=max(standings, key=lambda standing: standing.at, default=None),
        history=thinned(tuple(days.values()), now.date()),
        pictures=tuple(pictures.values()),
    )


def _agrees(record: Record, server_id: str) -> bool:
    return record.first_server is None or record.first_server.id == server_id


def _since(absence: Absence | None, confirmed: datetime | None) -> Absence | None:
    """Begin a run anew where a good answer elsewhere falls into it."""
    if absence is None or confirmed is None or confirmed < absence.first:
        return absence
    return Absence(absence.last, absence.last, 1)


def _believable(record: Record, now: datetime) -> Record:
    limit = now + AHEAD
    times = [record.checked_at, record.confirmed_at, record.answered_at, record.tried_at]
    times += [held.last for held in (record.absence,) if held]
    times += [held.at for held in (record.standing, record.other) if held]
    first = record.first_server
    if first is not None and first.at > limit:
        record = replace(record, first_server=Sighting(first.id, limit))
    if any(time is not None and time > limit for time in times):
        # The facts may be right, but nobody knows of when: they lose, and are asked for first.
        record = replace(
            record, checked_at=None, confirmed_at=None, answered_at=None, tried_at=None,
            last_check=None, absence=None, other=None, no_server=None, backup_at=None,
            standing=None,
        )  # fmt: skip
    history = tuple(sample for sample in record.history if sample.day <= limit.date())
    return replace(record, history=history)


def _or_never(at: datetime | None) -> datetime:
    return at or _NEVER


def _latest(times: Iterable[datetime | None]) -> datetime | None:
    return max((time for time in times if time), default=None)
