"""Where a page went that is no longer there."""

from collections.abc import Collection, Mapping

from showcase.models.entry import Departure


def destination(
    slug: str, departures: Mapping[str, Departure], present: Collection[str]
) -> str | None:
    """Return where a slug went in the end, over several moves; None where it is no more."""
    seen = set()
    while slug in departures and slug not in present and slug not in seen:
        seen.add(slug)
        slug = departures[slug].to or ""
    return slug if slug in present else None
