"""What there is to tell of a listing: that it is gone from the lists, or back in them. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from showcase.models.record import Change, Record

MOST: Final = 6
"""Changes that are kept of one entry."""
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


def noted(record: Record, *, is_listed: bool, at: datetime) -> Record:
    """Return the record after a build in which lists did, or did not, show its entry.

    A change is told once. An entry that lists never showed is neither gone nor back.
    """
    was_listed = _was_listed(record)
    if was_listed is is_listed and record.listed is is_listed:
        return record
    changes = record.changes
    is_gone = was_listed is True and not is_listed
    is_back = was_listed is False and is_listed and bool(changes)
    if is_gone or is_back:
        at = at.replace(microsecond=0)
        at = max(at, changes[-1].at) if changes else at
        changes = (*changes, Change(at, "gone" if is_gone else "back"))
    return replace(record, listed=is_listed, changes=changes[-MOST:])


def parted(record: Record, at: datetime) -> Record:
    """Return what stays of the record of an entry that was taken out: what feeds tell of it.

    Whoever asks to leave leaves: of the server itself nothing is kept.
    """
    told = noted(record, is_listed=False, at=at)
    return Record(slug=record.slug, listed=False, changes=told.changes)


def believable(record: Record, limit: datetime) -> Record:
    """Return the record without changes that are dated after `limit`."""
    changes = tuple(change for change in record.changes if change.at <= limit)
    if changes == record.changes:
        return record
    return replace(record, listed=None, changes=changes)


def united(records: Sequence[Record]) -> tuple[bool | None, tuple[Change, ...]]:
    """Return whether lists showed an entry, and its changes, from records of several places.

    What two places saw is told once, with the time of the first.
    """
    told: list[Change] = []
    for change in sorted(_all(records), key=lambda change: change.at):
        if not told or told[-1].kind != change.kind:
            told.append(change)
    if told:
        return told[-1].kind == "back", tuple(told[-MOST:])
    known = [record for record in records if record.listed is not None]
    newest = max(known, key=lambda record: record.answered_at or _NEVER, default=None)
    return (newest.listed if newest else None), ()


def _all(records: Iterable[Record]) -> Iterable[Change]:
    return (change for record in records for change in record.changes)


def _was_listed(record: Record) -> bool | None:
    if record.listed is None and record.changes:
        return record.changes[-1].kind == "back"
    return record.listed
