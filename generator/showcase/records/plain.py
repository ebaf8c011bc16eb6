"""One record from JSON: everything in it is looked at, wherever it came from."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import accumulate
from operator import le
from typing import Any, Final

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
)

_FILE: Final = re.compile(r"[0-9a-f]{16,64}\.(?:webp|jpg|png|avif)")
_MOST_POINTS: Final = 400
_MOST_DAYS: Final = 36_600
_MOST_PICTURES: Final = 8
_MOST_FILES: Final = 16
_Readers = Mapping[str, Callable[[Any], Any]]
"""Of each member of an object: what reads its value, or raises."""


def record_from_json(slug: str, source: str) -> Record | None:
    """Read one record of the store; None where it is not in order."""
    try:
        return record_from_plain(slug, json.loads(source))
    except (ValueError, TypeError, RecursionError):
        return None


def record_from_plain(slug: Any, plain: Any) -> Record | None:
    """Read one record as JSON has it; None where it is not in order."""
    try:
        if not isinstance(slug, str) or slug_problem(slug):
            return None
        return _record(slug, plain)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return None


def _read(plain: Any, readers: _Readers) -> dict[str, Any]:
    """Read what is there of a mapping; a reader raises ValueError or TypeError on a wrong shape."""
    if not isinstance(plain, dict):
        raise TypeError(plain)
    return {
        name: readers[name](value)
        for name, value in plain.items()
        if name in readers and value is not None
    }


def _record(slug: str, plain: Any) -> Record:
    found = _read(plain, _RECORD)
    # Of an entry that was taken out it stays alone whether lists showed it, and when not.
    if "code" not in found and "listed" not in found:
        raise KeyError("code")
    return Record(slug=slug, **found)


def _facts(plain: Any) -> Facts:
    return Facts(**_read(plain, _FACTS))


def _sighting(plain: Any) -> Sighting:
    return Sighting(**_read(plain, _SIGHTING))


def _elsewhere(plain: Any) -> Sighting:
    return Sighting(**{"id": "", **_read(plain, _SIGHTING)})


def _absence(plain: Any) -> Absence:
    return Absence(**_read(plain, _ABSENCE))


def _standing(plain: Any) -> Standing:
    return Standing(**_read(plain, _STANDING))


def _changes(plain: Any) -> tuple[Change, ...]:
    changes = (Change(**_read(item, _CHANGE)) for item in plain[-news.MOST :])
    return tuple(sorted(changes, key=lambda change: change.at))


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


def _history(plain: Any) -> Sequence[Sample]:
    found = _read(plain, _HISTORY)
    since, days, members, online = (found[name] for name in _HISTORY)
    if not len(days) == len(members) == len(online):
        raise ValueError(plain)
    if None in days or None in members or any(map(le, days[1:], days)):
        points = zip(days, members, online, strict=True)
        known = {point[0]: point for point in points if None not in point[:2]}
        ordered = [known[day] for day in sorted(known)]
        days, members, online = ([point[at] for point in ordered] for at in range(3))
    if not days:
        return ()
    date.fromordinal(since + days[-1])  # raises where the calendar ends before
    return History((since + day for day in days), members, online)


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


def _day(value: Any) -> int:
    return date.fromisoformat(value).toordinal()


def _features(value: Any) -> tuple[str, ...]:
    return tuple(sorted(set(value) & KNOWN_FEATURES))


def _is_true(value: Any) -> bool:
    return value is True


_HASH: Final = shapes.matching(shapes.PICTURE_HASH)
_MEMBERS: Final = shapes.whole(shapes.MOST_MEMBERS)
_HISTORY: Final[_Readers] = {
    "since": _day,
    "days": partial(_sums, most=_MOST_DAYS),
    "members": partial(_sums, most=shapes.MOST_MEMBERS),
    "online": partial(_sums, most=shapes.MOST_MEMBERS),
}
_SIGHTING: Final[_Readers] = {"id": _id, "at": shapes.moment}
_ABSENCE: Final[_Readers] = {
    "first": shapes.moment,
    "last": shapes.moment,
    "runs": shapes.whole(10**6),
}
_STANDING: Final[_Readers] = {
    "at": shapes.moment,
    "state": lambda word: State(word).value,
}
_CHANGE: Final[_Readers] = {
    "at": shapes.moment,
    "kind": shapes.one_of("back", "gone"),
}
_FACTS: Final[_Readers] = {
    "id": _id,
    "name": _name,
    "description": shapes.line(300),
    "icon": _HASH,
    "banner": _HASH,
    "splash": _HASH,
    "discovery_splash": _HASH,
    "brand_color": shapes.color,
    "tag": shapes.line(16),
    "features": _features,
    "verification_level": shapes.whole(4),
    "vanity": invite_code,
    "nsfw_level": shapes.whole(3),
    "nsfw": _is_true,
    "boosts": shapes.whole(shapes.MOST_BOOSTS),
    "boost_tier": shapes.whole(3),
    "members": _MEMBERS,
    "online": _MEMBERS,
    "expires_at": shapes.moment,
    "guest": _is_true,
    "targeted": _is_true,
}
_RECORD: Final[_Readers] = {
    "code": invite_code,
    "server_id": _id,
    "first_seen": date.fromisoformat,
    "first_server": _sighting,
    "facts": _facts,
    "checked_at": shapes.moment,
    "confirmed_at": shapes.moment,
    "answered_at": shapes.moment,
    "tried_at": shapes.moment,
    "last_check": shapes.one_of("ok", "failed"),
    "absence": _absence,
    "other": _elsewhere,
    "no_server": shapes.one_of("group", "friend", "none"),
    "backup": invite_code,
    "backup_at": shapes.moment,
    "backup_answered_at": shapes.moment,
    "standing": _standing,
    "history": _history,
    "pictures": _pictures,
    "listed": shapes.flag,
    "changes": _changes,
}
