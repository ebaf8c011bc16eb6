"""Findings as a file: what one job of a workflow found, for another that may write to GitHub."""

import json
from typing import Any, Final

from showcase.attention.findings import Finding, Kind
from showcase.models.fields import SLUG

_VERSION: Final = 1
_DETAIL_LIMIT: Final = 1000


def as_file(found: list[Finding]) -> str:
    """Return findings as JSON."""
    rows = [
        {"kind": one.kind.name.lower(), "slug": one.slug, "detail": one.detail} for one in found
    ]
    return json.dumps({"version": _VERSION, "findings": rows}, ensure_ascii=False, indent=1) + "\n"


def from_file(text: str) -> list[Finding]:
    """Read what `as_file` wrote.

    Raises:
        ValueError: it is something else.
    """
    try:
        data: Any = json.loads(text)
        if data["version"] != _VERSION:
            raise ValueError("it is of another version")
        return sorted(_finding(row) for row in data["findings"])
    except (KeyError, TypeError, AttributeError, RecursionError, ValueError) as error:
        raise ValueError("it holds no findings that `showcase report --save` wrote") from error


def _finding(row: dict[str, Any]) -> Finding:
    slug, detail = row["slug"], row["detail"]
    if not SLUG.fullmatch(slug) or not detail.isprintable() or len(detail) > _DETAIL_LIMIT:
        raise ValueError("a row has a wrong shape")
    return Finding(Kind[row["kind"].upper()], slug, detail)
