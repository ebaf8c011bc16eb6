"""What is no longer there under its slug: moved on, or gone."""

from collections.abc import Collection, Mapping

from showcase.content.collection import Content
from showcase.models.removed import Departure


def destination(
    slug: str, departures: Mapping[str, Departure], present: Collection[str]
) -> str | None:
    """Return where a slug went in the end, over several moves; None where it is no more."""
    seen = set()
    while slug in departures and slug not in present and slug not in seen:
        seen.add(slug)
        slug = departures[slug].to or ""
    return slug if slug in present else None


def moved(departures: Mapping[str, Departure], present: Collection[str]) -> dict[str, str]:
    """Return the slugs that present ones took the place of, through all moves: old to new."""
    left = {slug: destination(slug, departures, present) for slug in departures}
    return {slug: to for slug, to in left.items() if to and slug not in present}


def renamings(content: Content) -> dict[str, str]:
    """Return the slugs that present servers took the place of; see `moved`."""
    return moved(content.removed.servers, _present(content))


def gone(content: Content) -> tuple[str, ...]:
    """Return the slugs of servers that left for good."""
    left, present = content.removed.servers, _present(content)
    return tuple(slug for slug in left if destination(slug, left, present) is None)


def _present(content: Content) -> frozenset[str]:
    return content.left_out.union(content.servers)
