"""How values are written for other programs."""

from datetime import UTC, datetime
from typing import Any

from pydantic_core import to_json


def compact(content: Any) -> str:
    """Return JSON on one line without spaces, its letters as they are."""
    # The same as `json` writes, in half of the time.
    return to_json(content).decode()


def utc(at: datetime) -> str:
    """Return a time in UTC to the second, such as `2026-11-20T12:00:00Z`."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
