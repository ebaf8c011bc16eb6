"""Which servers are near another, and why."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from showcase.catalogue.ordering import grouped
from showcase.catalogue.values import Near
from showcase.models.entry import Entry

NEAR: Final = 6
_COMMON: Final = 400
"""A tag or community with more servers than this is looked at in part."""


class Nearness:
    """Finds close servers by what is rare and shared, without comparing all with all."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = entries
        self._by_tag = grouped(tuple(entries), {s: e.tags for s, e in entries.items()})
        self._by_community = grouped(tuple(entries), {s: e.communities for s, e in entries.items()})

    def of(self, slug: str, entry: Entry, living: frozenset[str]) -> tuple[Near, ...]:
        """Return the servers closest to an entry, of those in `living`."""
        scores: dict[str, float] = defaultdict(float)
        for weight, groups, values in (
            (6.0, self._by_tag, entry.tags),
            (3.0, self._by_community, entry.communities),
        ):
            for value in values:
                members = _window(groups.get(value, ()), slug)
                for other in members:
                    scores[other] += weight / (1 + len(groups[value])) ** 0.5
        for partner in entry.partners:
            if partner in self._entries:
                scores[partner] += 100
        languages = set(entry.languages)
        ranked = sorted(
            (
                (-score - 0.1 * bool(languages & set(self._entries[other].languages)), other)
                for other, score in scores.items()
                if other != slug and other in living
            ),
        )
        return tuple(self._why(entry, other) for _, other in ranked[:NEAR])

    def _why(self, entry: Entry, slug: str) -> Near:
        other = self._entries[slug]
        if slug in entry.partners:
            return Near(slug, "partner")
        tags = tuple(tag for tag in entry.tags if tag in other.tags)
        if tags:
            return Near(slug, "tags", tags)
        return Near(
            slug, "community", tuple(c for c in entry.communities if c in other.communities)
        )


def _window(members: Sequence[str], slug: str) -> Sequence[str]:
    """Return the members, or those after `slug` where there are too many to weigh."""
    if len(members) <= _COMMON:
        return members
    start = int.from_bytes(hashlib.sha256(slug.encode()).digest()[:4]) % len(members)
    return [members[(start + step) % len(members)] for step in range(_COMMON // 4)]
