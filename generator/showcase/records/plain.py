"""One record from JSON: everything in it is looked at, wherever it came from."""

import re
from collections.abc import Callable, Mapping
from datetime import date
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
    Sighting,
    Standing,
)
from showcase.notation import parsed
from showcase.records.histories import WrittenHistory, read_history, without_history

_FILE_NAME: Final = shapes.matching(re.compile(r"[0-9a-f]{16,64}\.(?:webp|jpg|png|avif)"))
_MOST_PICTURES: Final = 8
_MOST_FILES: Final = 16
_Readers = Mapping[str, Callable[[Any], Any]]
"""Of each member of an object: what reads its value, or raises."""


def record_from_json(slug: str, source: str) -> Record | None:
    """Read one record of the store; None where it is not in order."""
    try:
        rest, history = without_history(source)
        plain = parsed(rest)
        if history is not None:
            plain["history"] = history
        return record_from_plain(slug, plain)
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
    return Sighting(_ID(plain["id"]), shapes.moment(plain["at"]))


def _elsewhere(plain: Any) -> Sighting:
    is_told = plain.get("id") is not None
    return _sighting(plain) if is_told else Sighting("", shapes.moment(plain["at"]))


def _absence(plain: Any) -> Absence:
    first, last = shapes.moment(plain["first"]), shapes.moment(plain["last"])
    return Absence(first, last, _RUNS(plain["runs"]))


def _standing(plain: Any) -> Standing:
    return Standing(shapes.moment(plain["at"]), _STATE(plain["state"]))


def _changes(plain: Any) -> tuple[Change, ...]:
    changes = (Change(**_read(item, _CHANGE)) for item in plain[-news.MOST :])
    return tuple(sorted(changes, key=lambda change: change.at))


def _history(plain: Any) -> History:
    return plain if isinstance(plain, WrittenHistory) else read_history(plain)


def _pictures(plain: Any) -> tuple[Published, ...]:
    return tuple(
        Published(
            item["source"],
            tuple(map(_FILE_NAME, item["files"][:_MOST_FILES])),
        )
        for item in plain[:_MOST_PICTURES]
        if is_source(item["source"])
    )


def _name(value: Any) -> str:
    name = _NAME(value)
    if name is None:
        raise ValueError(value)
    return name


def _features(value: Any) -> tuple[str, ...]:
    return tuple(sorted(set(value) & KNOWN_FEATURES))


def _is_true(value: Any) -> bool:
    return value is True


_ID: Final = shapes.matching(shapes.SNOWFLAKE)
_NAME: Final = shapes.line(100)
_HASH: Final = shapes.matching(shapes.PICTURE_HASH)
_RUNS: Final = shapes.whole(10**6)
_STATE: Final = shapes.one_of(*(state.value for state in State))
_MEMBERS: Final = shapes.whole(shapes.MOST_MEMBERS)
_CHANGE: Final[_Readers] = {
    "at": shapes.moment,
    "kind": shapes.one_of("back", "gone"),
}
_FACTS: Final[_Readers] = {
    "id": _ID,
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
    "server_id": _ID,
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
