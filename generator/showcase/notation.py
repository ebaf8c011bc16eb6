"""How values are written for other programs."""

import json
from datetime import UTC, datetime
from typing import Any, Final

_COMPACT: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def compact(content: Any) -> str:
    """Return JSON on one line without spaces, its letters as they are."""
    return _COMPACT.encode(content)


def utc(at: datetime) -> str:
    """Return a time in UTC to the second, such as `2026-11-20T12:00:00Z`."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
