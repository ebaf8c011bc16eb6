"""Shapes of JSON values from strangers: each reader returns the value or raises."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from showcase import text

SNOWFLAKE: Final = re.compile(r"[0-9]{15,21}")
"""An id on Discord; 64 bits, so text everywhere."""
PICTURE_HASH: Final = re.compile(r"(?:a_)?[0-9a-f]{32}")
COLOR: Final = re.compile(r"#[0-9a-fA-F]{6}")
MOST_MEMBERS: Final = 100_000_000
MOST_BOOSTS: Final = 100_000
_FLOOD: Final = 8


def whole(most: int) -> Callable[[Any], int]:
    """Return a reader of whole numbers from 0 to `most`; true and false are none."""

    def read(value: Any) -> int:
        if type(value) is not int or not 0 <= value <= most:
            raise ValueError(value)
        return value

    return read


def flag(value: Any) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def matching(pattern: re.Pattern[str]) -> Callable[[Any], str]:
    """Return a reader of texts that match all of `pattern`."""
    match = pattern.fullmatch

    def read(value: Any) -> str:
        found = match(value)  # raises TypeError where it is no text
        if found is None:
            raise ValueError(value)
        return found[0]

    return read


def one_of(*words: str) -> Callable[[Any], Any]:
    """Return a reader of one of `words`."""
    known = frozenset(words)

    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in known:
            raise ValueError(value)
        return value

    return read


def line(limit: int) -> Callable[[Any], str | None]:
    """Return a reader of one line of at most `limit` characters; None where none would be seen."""

    def read(value: Any) -> str | None:
        if not isinstance(value, str):
            raise TypeError(value)
        # The work grows with what was sent, so most of a flood goes unread.
        visible = text.one_line(value[: limit * _FLOOD], limit)
        return visible if text.is_visible(visible) else None

    return read


def color(value: Any) -> str:
    """Read `#rrggbb`."""
    return matching(COLOR)(value).lower()


# The times of one record are often one and the same.
@lru_cache(maxsize=256)
def moment(value: Any) -> datetime:
    """Read a time of ISO 8601 as UTC."""
    if not isinstance(value, str):
        raise TypeError(value)
    at = datetime.fromisoformat(value)
    if at.tzinfo is UTC:
        return at
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
