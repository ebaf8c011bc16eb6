"""Records as JSON, in the store and in `records.json`."""

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any, Final

from showcase.models.record import (
    Absence,
    Change,
    Facts,
    Published,
    Record,
    Sample,
    Sighting,
    Standing,
    rows,
)
from showcase.notation import compact, utc

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
    return compact(_to_plain(record))


def _to_plain(record: Record) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for field in fields(Record):
        value = getattr(record, field.name)
        if value is None or value in ((), "") or field.name == "slug":
            continue
        is_history = field.name == "history"
        plain[field.name] = _plain_history(value) if is_history else _plain_value(value)
    return plain


def _plain_history(history: Sequence[Sample]) -> dict[str, Any]:
    """Write days and counts as steps from the one before, which are short numbers."""
    days, members, online = zip(*rows(history), strict=True)
    return {
        "since": date.fromordinal(days[0]).isoformat(),
        "days": _steps([day - days[0] for day in days]),
        "members": _steps(members),
        "online": _steps(online),
    }


def _steps(values: Sequence[int | None]) -> list[int | None]:
    steps: list[int | None] = []
    last = 0
    for value in values:
        steps.append(None if value is None else value - last)
        last = last if value is None else value
    return steps


def _plain_value(value: Any) -> Any:
    match value:
        case datetime():
            return utc(value)
        case date():
            return value.isoformat()
        case Facts():
            plain = {field.name: getattr(value, field.name) for field in fields(Facts)}
            return {
                name: _plain_value(item)
                for name, item in plain.items()
                if item is not None and item is not False and item != ()
            }
        case Sighting():
            return {**({"id": value.id} if value.id else {}), "at": utc(value.at)}
        case Absence():
            first, last = utc(value.first), utc(value.last)
            return {"first": first, "last": last, "runs": value.runs}
        case Standing():
            return {"at": utc(value.at), "state": value.state}
        case Change():
            return {"at": utc(value.at), "kind": value.kind}
        case tuple():
            return [_plain_value(item) for item in value]
        case Published():
            return {"source": value.source, "files": list(value.files)}
    return value
