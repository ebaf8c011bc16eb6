"""Which servers are near another, and why."""

import hashlib
import heapq
from bisect import bisect_left
from collections.abc import Collection, Mapping
from typing import Final

from showcase.catalogue.ordering import grouped
from showcase.catalogue.values import Near
from showcase.models.entry import Entry

NEAR: Final = 6
_SAME_LANGUAGE: Final = 0.1
_COMMON: Final = 400
"""A tag or community with more servers than this is looked at in part."""


class Nearness:
    """Finds close servers by what is rare and shared, without comparing all with all."""

    def __init__(self, entries: Mapping[str, Entry], communities: Collection[str]) -> None:
        """Take the servers that lists show, and the communities that have a page."""
        self._entries = entries
        self._communities = communities
        self._ring = sorted(entries)
        self._place = {slug: place for place, slug in enumerate(self._ring)}
        self._by_tag = grouped(tuple(entries), {s: e.tags for s, e in entries.items()})
        self._by_community = grouped(
            tuple(entries), {slug: self._of(entry) for slug, entry in entries.items()}
        )

    def of(self, slug: str, entry: Entry, living: frozenset[str]) -> tuple[Near, ...]:
        """Return the servers closest to an entry, of those in `living`."""
        scores: dict[str, float] = {}
        for weight, groups, values in (
            (6.0, self._by_tag, entry.tags),
            (3.0, self._by_community, self._of(entry)),
        ):
            for value in values:
                members = groups.get(value, ())
                share = weight / (1 + len(members)) ** 0.5
                for other in _window(members, slug):
                    scores[other] = scores.get(other, 0.0) + share
        for partner in entry.partners:
            if partner in self._entries:
                scores[partner] = scores.get(partner, 0.0) + 100
        languages = set(entry.languages)
        here = bisect_left(self._ring, slug)
        scores.pop(slug, None)
        for other in scores.keys() - living:
            del scores[other]
        # With a common language, a server passes none but those just above it.
        least = min(sorted(scores.values())[-NEAR:], default=0) - 2 * _SAME_LANGUAGE
        ranked = heapq.nsmallest(
            NEAR,
            (
                (
                    -score
                    - _SAME_LANGUAGE * (not languages.isdisjoint(self._entries[other].languages)),
                    # Of equals those that follow in the ring, so that each is shown as often.
                    (self._place[other] - here) % len(self._ring),
                    other,
                )
                for other, score in scores.items()
                if score >= least
            ),
        )
        return tuple(self._why(entry, other) for _, _, other in ranked)

    def _why(self, entry: Entry, slug: str) -> Near:
        other = self._entries[slug]
        if slug in entry.partners:
            return Near(slug, "partner")
        tags = tuple(tag for tag in entry.tags if tag in other.tags)
        if tags:
            return Near(slug, "tags", tags)
        shared = tuple(name for name in self._of(entry) if name in other.communities)
        return Near(slug, "community", shared)

    def _of(self, entry: Entry) -> tuple[str, ...]:
        return tuple(name for name in entry.communities if name in self._communities)


def _window(members: tuple[str, ...], slug: str) -> tuple[str, ...]:
    """Return the members, or those after `slug` where there are too many to weigh."""
    if len(members) <= _COMMON:
        return members
    start = int.from_bytes(hashlib.sha256(slug.encode()).digest()[:4]) % len(members)
    window = members[start : start + _COMMON // 4]
    return window + members[: _COMMON // 4 - len(window)]
