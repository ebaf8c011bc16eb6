"""Which servers are near another, and why.

A set of servers is a number with a bit for each, so that what thousands share is told at once.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import accumulate, islice
from operator import or_
from typing import Final

from showcase.catalogue.ordering import grouped
from showcase.catalogue.values import Near
from showcase.models.entry import Entry

NEAR: Final = 6
_TAG: Final = 6.0
_COMMUNITY: Final = 3.0
_PARTNER: Final = 100.0
_LANGUAGE: Final = 0.1
_COMMON: Final = 400
"""A tag or community with more servers than this is looked at in part."""


class Nearness:
    """Finds close servers by what is rare and shared, without comparing all with all."""

    def __init__(
        self, entries: Mapping[str, Entry], communities: Collection[str], living: Collection[str]
    ) -> None:
        """Take what there is to be near to.

        Args:
            entries: The servers that lists show.
            communities: Those that have a page.
            living: The servers that may be shown as near.
        """
        self._entries = entries
        self._communities = communities
        self._ring = sorted(entries)
        self._place = {slug: place for place, slug in enumerate(self._ring)}
        self._living = self._set(living)
        self._by_tag = self._groups(_TAG, {slug: it.tags for slug, it in entries.items()})
        self._by_community = self._groups(
            _COMMUNITY, {slug: self._of(it) for slug, it in entries.items()}
        )
        speakers = grouped(self._ring, {slug: it.languages for slug, it in entries.items()})
        self._speakers = {tag: self._set(slugs) for tag, slugs in speakers.items()}

    def of(self, slug: str, entry: Entry) -> tuple[Near, ...]:
        """Return the living servers closest to an entry."""
        speakers = reduce(or_, (self._speakers.get(tag, 0) for tag in entry.languages), 0)
        near: dict[float, int] = {}
        for score, servers in _best(self._scored(slug, entry)):
            both = servers & speakers
            near[score + _LANGUAGE] = near.get(score + _LANGUAGE, 0) | both
            near[score] = near.get(score, 0) | servers ^ both
        # Of equals those that follow in the ring, so that each is shown as often.
        here = bisect_left(self._ring, slug)
        places = (
            place for score in sorted(near, reverse=True) for place in _from(here, near[score])
        )
        return tuple(self._why(entry, self._ring[place]) for place in islice(places, NEAR))

    def _scored(self, slug: str, entry: Entry) -> list[tuple[float, int]]:
        """Return servers by what they have in common with an entry, the closest among them."""
        groups = [self._by_tag[tag] for tag in entry.tags if tag in self._by_tag]
        groups += [self._by_community[it] for it in entry.communities if it in self._by_community]
        groups.sort(key=lambda group: group.share, reverse=True)
        others = self._living & ~(1 << self._place[slug] if slug in self._place else 0)
        shared = [(group.share, others & group.seen_from(slug)) for group in groups]
        partners = others & self._set(entry.partners)
        scored = [(0.0, partners | _promising(shared))]
        for share, servers in (*shared, (_PARTNER, partners)):
            split = []
            for score, some in scored:
                both = some & servers
                if both:
                    split.append((score + share, both))
                if both != some:
                    split.append((score, some ^ both))
            scored = split
        return scored

    def _groups(self, weight: float, values: Mapping[str, Sequence[str]]) -> dict[str, "_Group"]:
        return {
            value: _Group(weight / (1 + len(slugs)) ** 0.5, [self._place[slug] for slug in slugs])
            for value, slugs in grouped(self._ring, values).items()
        }

    def _set(self, slugs: Iterable[str]) -> int:
        return _bits(self._place[slug] for slug in slugs if slug in self._place)

    def _why(self, entry: Entry, slug: str) -> Near:
        other = self._entries[slug]
        if slug in entry.partners:
            return Near(slug, "partner")
        theirs = other.tags
        tags = tuple([tag for tag in entry.tags if tag in theirs])
        if tags:
            return Near(slug, "tags", tags)
        shared = tuple(name for name in self._of(entry) if name in other.communities)
        return Near(slug, "community", shared)

    def _of(self, entry: Entry) -> tuple[str, ...]:
        return tuple(name for name in entry.communities if name in self._communities)


class _Group:
    """Servers that have a value in common.

    Attributes:
        share: How close it brings them: the rarer, the closer.
    """

    def __init__(self, share: float, places: Sequence[int]) -> None:
        self.share = share
        self._places = places
        self._servers = _bits(places)

    def seen_from(self, slug: str) -> int:
        """Return the servers, or some of them where there are too many to weigh."""
        count = len(self._places)
        if count <= _COMMON:
            return self._servers
        first = int.from_bytes(hashlib.sha256(slug.encode()).digest()[:4]) % count
        last = (first + _COMMON // 4) % count
        until, since = (1 << self._places[last]) - 1, -1 << self._places[first]
        return self._servers & (until & since if first < last else until | since)


def _promising(shared: Sequence[tuple[float, int]]) -> int:
    """Leave out servers that are in too few of the sets to come among the closest.

    Args:
        shared: What a set adds to closeness, the most first, and the servers in it.
    """
    shares = [share for share, _ in shared]
    levels = _levels(servers for _, servers in shared)
    sure = sum(level.bit_count() >= NEAR for level in levels)
    least = sum(shares[len(shares) - sure :]) - 2 * _LANGUAGE
    most = accumulate(shares)
    return next((level for level in levels if next(most) >= least), 0)


def _levels(sets: Iterable[int]) -> list[int]:
    """Return who is in at least one of the sets, in at least two, and so on."""
    levels: list[int] = []
    for servers in sets:
        also = servers
        for place, level in enumerate(levels):
            levels[place], also = level | also, level & also
        if also:
            levels.append(also)
    return levels


def _best(scored: Iterable[tuple[float, int]]) -> Iterator[tuple[float, int]]:
    """Leave out servers that not even a language in common brings among the closest."""
    count, least = 0, 0.0
    for score, servers in sorted(scored, reverse=True):
        if count >= NEAR and score < least:
            return
        if count < NEAR:
            count, least = count + servers.bit_count(), score - 2 * _LANGUAGE
        yield score, servers


def _bits(places: Iterable[int]) -> int:
    return reduce(or_, (1 << place for place in places), 0)


def _from(here: int, servers: int) -> Iterator[int]:
    """Go through the places of a set from one on, and then those before it."""
    before = servers & ((1 << here) - 1)
    for rest in (servers ^ before, before):
        left = rest
        while left:
            lowest = left & -left
            yield lowest.bit_length() - 1
            left ^= lowest
