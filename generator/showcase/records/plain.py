"""Records as JSON, in the store and in `records.json`."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from itertools import accumulate
from typing import Any, Final, TypeVar

from showcase import news, shapes
from showcase.discord import is_source
from showcase.links import invite_code
from showcase.liveness import State
from showcase.models.fields import slug_problem
from showcase.models.record import (
    KNOWN_FEATURES,
    Absence,
    Change,
    Facts,
    History,
    Published,
    Record,
    Sample,
    Sighting,
    Standing,
    rows,
)

VERSION: Final = 1
_FILE: Final = re.compile(r"[0-9a-f]{16,64}\.(?:webp|jpg|png|avif)")
_MOST_POINTS: Final = 400
_MOST_DAYS: Final = 36_600
_MOST_PICTURES: Final = 8
_MOST_FILES: Final = 16
T = TypeVar("T")


def dump_records(records: Iterable[Record], generated_at: datetime) -> str:
    """Return a whole `records.json`, sorted and stable."""
    head = {"version": VERSION, "generated_at": _time(generated_at)}
    # One after the other: all at once they would be the most that a build holds in memory.
    lines = (
        f"{json.dumps(record.slug)}:{record_to_json(_unnamed(record))}"
        for record in sorted(records, key=lambda record: record.slug)
    )
    return f'{_json(head)[:-1]},"records":{{{",".join(lines)}}}}}\n'


def _unnamed(record: Record) -> Record:
    """Leave out which other server an invite led to: nothing of such an answer is published."""
    return replace(record, other=Sighting("", record.other.at)) if record.other else record


def record_to_json(record: Record) -> str:
    """Return one record for the store."""
    return _json(_to_plain(record))


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def record_from_json(slug: str, source: str) -> Record | None:
    """Read one record of the store; None where it is not in order."""
    try:
        return record_from_plain(slug, json.loads(source))
    except (ValueError, TypeError, RecursionError):
        return None


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


def _sums(steps: list[Any], most: int) -> list[int | None]:
    steps = steps[:_MOST_POINTS]
    if steps and set(map(type, steps)) == {int}:
        sums = list(accumulate(steps))
        if min(sums) >= 0 and max(sums) <= most:
            return [*sums]
    values: list[int | None] = []
    last = 0
    for step in steps:
        if step is not None:
            last = shapes.whole(most)(last + step)
        values.append(None if step is None else last)
    return values


def _plain_value(value: Any) -> Any:
    match value:
        case datetime():
            return _time(value)
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
            return {**({"id": value.id} if value.id else {}), "at": _time(value.at)}
        case Absence():
            first, last = _time(value.first), _time(value.last)
            return {"first": first, "last": last, "runs": value.runs}
        case Standing():
            return {"at": _time(value.at), "state": value.state}
        case Change():
            return {"at": _time(value.at), "kind": value.kind}
        case tuple():
            return [_plain_value(item) for item in value]
        case Published():
            return {"source": value.source, "files": list(value.files)}
    return value


def _time(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def record_from_plain(slug: Any, plain: Any) -> Record | None:
    """Read one record as JSON has it; None where it is not in order."""
    try:
        if not isinstance(slug, str) or slug_problem(slug):
            return None
        return _Plain(plain).record(slug)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return None


class _Plain:
    """Reads one mapping; every reader raises ValueError or TypeError on a wrong shape."""

    def __init__(self, plain: dict[str, Any]) -> None:
        if not isinstance(plain, dict):
            raise TypeError(plain)
        self._plain = plain

    def get(self, name: str, read: Callable[[Any], T]) -> T | None:
        value = self._plain.get(name)
        return None if value is None else read(value)

    def need(self, name: str, read: Callable[[Any], T]) -> T:
        return read(self._plain[name])

    def _code(self) -> str:
        # Of an entry that was taken out it stays alone whether lists showed it, and when not.
        is_of_departed = "listed" in self._plain and "code" not in self._plain
        return "" if is_of_departed else self.need("code", invite_code)

    def record(self, slug: str) -> Record:
        return Record(
            slug=slug,
            code=self._code(),
            server_id=self.get("server_id", _id),
            first_seen=self.get("first_seen", date.fromisoformat),
            first_server=self.get("first_server", _sighting),
            facts=self.get("facts", _facts),
            checked_at=self.get("checked_at", shapes.moment),
            confirmed_at=self.get("confirmed_at", shapes.moment),
            answered_at=self.get("answered_at", shapes.moment),
            tried_at=self.get("tried_at", shapes.moment),
            last_check=self.get("last_check", shapes.one_of("ok", "failed")),
            absence=self.get("absence", _absence),
            other=self.get("other", _elsewhere),
            no_server=self.get("no_server", shapes.one_of("group", "friend", "none")),
            backup=self.get("backup", invite_code),
            backup_at=self.get("backup_at", shapes.moment),
            backup_answered_at=self.get("backup_answered_at", shapes.moment),
            standing=self.get("standing", _standing),
            history=self.get("history", _history) or (),
            pictures=self.get("pictures", _pictures) or (),
            listed=self.get("listed", shapes.flag),
            changes=self.get("changes", _changes) or (),
        )

    def facts(self) -> Facts:
        picture = shapes.matching(shapes.PICTURE_HASH)
        return Facts(
            id=self.need("id", _id),
            name=self.need("name", _name),
            description=self.get("description", shapes.line(300)),
            icon=self.get("icon", picture),
            banner=self.get("banner", picture),
            splash=self.get("splash", picture),
            discovery_splash=self.get("discovery_splash", picture),
            brand_color=self.get("brand_color", shapes.color),
            tag=self.get("tag", shapes.line(16)),
            features=tuple(sorted(set(self._plain.get("features", ())) & KNOWN_FEATURES)),
            verification_level=self.get("verification_level", shapes.whole(4)),
            vanity=self.get("vanity", invite_code),
            nsfw_level=self.get("nsfw_level", shapes.whole(3)) or 0,
            nsfw=self._plain.get("nsfw") is True,
            boosts=self.get("boosts", shapes.whole(shapes.MOST_BOOSTS)),
            boost_tier=self.get("boost_tier", shapes.whole(3)),
            members=self.get("members", shapes.whole(shapes.MOST_MEMBERS)),
            online=self.get("online", shapes.whole(shapes.MOST_MEMBERS)),
            expires_at=self.get("expires_at", shapes.moment),
            guest=self._plain.get("guest") is True,
            targeted=self._plain.get("targeted") is True,
        )


def _facts(plain: Any) -> Facts:
    return _Plain(plain).facts()


def _sighting(plain: Any) -> Sighting:
    return Sighting(_Plain(plain).need("id", _id), _Plain(plain).need("at", shapes.moment))


def _elsewhere(plain: Any) -> Sighting:
    read = _Plain(plain)
    return Sighting(read.get("id", _id) or "", read.need("at", shapes.moment))


def _absence(plain: Any) -> Absence:
    read = _Plain(plain)
    first, last = read.need("first", shapes.moment), read.need("last", shapes.moment)
    return Absence(first, last, read.need("runs", shapes.whole(10**6)))


def _standing(plain: Any) -> Standing:
    read = _Plain(plain)
    return Standing(
        read.need("at", shapes.moment), read.need("state", lambda word: State(word).value)
    )


def _changes(plain: Any) -> tuple[Change, ...]:
    read = (_Plain(item) for item in plain[-news.MOST :])
    changes = (
        Change(one.need("at", shapes.moment), one.need("kind", shapes.one_of("back", "gone")))
        for one in read
    )
    return tuple(sorted(changes, key=lambda change: change.at))


def _history(plain: Any) -> Sequence[Sample]:
    read = _Plain(plain)
    since = date.fromisoformat(read.need("since", str)).toordinal()
    days = read.need("days", lambda steps: _sums(steps, _MOST_DAYS))
    members, online = (
        read.need(name, lambda steps: _sums(steps, shapes.MOST_MEMBERS))
        for name in ("members", "online")
    )
    points = zip(days, members, online, strict=True)
    found = {
        day: (since + day, count, there)
        for day, count, there in points
        if day is not None and count is not None
    }
    if not found:
        return ()
    date.fromordinal(since + max(found))  # raises where the calendar ends before
    return History([found[day] for day in sorted(found)])


def _pictures(plain: Any) -> tuple[Published, ...]:
    return tuple(
        Published(
            item["source"],
            tuple(shapes.matching(_FILE)(file) for file in item["files"][:_MOST_FILES]),
        )
        for item in plain[:_MOST_PICTURES]
        if is_source(item["source"])
    )


def _id(value: Any) -> str:
    return shapes.matching(shapes.SNOWFLAKE)(value)


def _name(value: Any) -> str:
    name = shapes.line(100)(value)
    if name is None:
        raise ValueError(value)
    return name
