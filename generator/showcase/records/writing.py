"""Records as JSON, in the store and in `records.json`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any, Final

from showcase.models.record import Absence, Change, Facts, Published, Record, Sighting, Standing
from showcase.notation import compact, utc
from showcase.records.histories import history_to_json

VERSION: Final = 1


def dump_records(records: Iterable[Record], generated_at: datetime) -> str:
    """Return a whole `records.json`, sorted and stable."""
    head = {"version": VERSION, "generated_at": utc(generated_at)}
    # One after the other: all at once they would be the most that a build holds in memory.
    lines = (
        f"{compact(record.slug)}:{record_to_json(_unnamed(record))}"
        for record in sorted(records, key=lambda record: record.slug)
    )
    return f'{compact(head)[:-1]},"records":{{{",".join(lines)}}}}}\n'


def _unnamed(record: Record) -> Record:
    """Leave out which other server an invite led to: nothing of such an answer is published."""
    return replace(record, other=Sighting("", record.other.at)) if record.other else record


def record_to_json(record: Record) -> str:
    """Return one record for the store."""
    history = f'"history":{history_to_json(record.history)}' if record.history else ""
    members = (_members(record, _BEFORE_HISTORY), history, _members(record, _AFTER_HISTORY))
    return f"{{{','.join(filter(None, members))}}}"


def _members(record: Record, names: Sequence[str]) -> str:
    """Return members of a record's JSON; what is not known is left out."""
    plain = {}
    for name in names:
        value = getattr(record, name)
        if value or value is False:
            write = _WRITERS.get(name)
            plain[name] = write(value) if write else value
    return compact(plain)[1:-1]


def _facts(facts: Facts) -> dict[str, Any]:
    plain = {}
    for name in _FACTS:
        value = getattr(facts, name)
        if value is not None and value is not False and value != ():
            plain[name] = utc(value) if name == "expires_at" else value
    return plain


def _sighting(seen: Sighting) -> dict[str, Any]:
    return {**({"id": seen.id} if seen.id else {}), "at": utc(seen.at)}


def _absence(absence: Absence) -> dict[str, Any]:
    return {"first": utc(absence.first), "last": utc(absence.last), "runs": absence.runs}


def _standing(standing: Standing) -> dict[str, Any]:
    return {"at": utc(standing.at), "state": standing.state}


def _pictures(pictures: Iterable[Published]) -> list[dict[str, Any]]:
    return [{"source": one.source, "files": one.files} for one in pictures]


def _changes(changes: Iterable[Change]) -> list[dict[str, Any]]:
    return [{"at": utc(one.at), "kind": one.kind} for one in changes]


_FACTS: Final = tuple(field.name for field in fields(Facts))
_NAMES: Final = tuple(field.name for field in fields(Record) if field.name != "slug")
_BEFORE_HISTORY: Final = _NAMES[: _NAMES.index("history")]
_AFTER_HISTORY: Final = _NAMES[_NAMES.index("history") + 1 :]
_WRITERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "first_seen": date.isoformat,
    "first_server": _sighting,
    "facts": _facts,
    "checked_at": utc,
    "confirmed_at": utc,
    "answered_at": utc,
    "tried_at": utc,
    "absence": _absence,
    "other": _sighting,
    "backup_at": utc,
    "backup_answered_at": utc,
    "standing": _standing,
    "pictures": _pictures,
    "changes": _changes,
}
