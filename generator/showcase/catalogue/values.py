"""What a build shows: listings, communities, occasions."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Final, Literal

from showcase.artwork import Artwork
from showcase.liveness import State, Verdict
from showcase.models.entry import Community, Entry, Event, Highlight
from showcase.models.record import Facts, Record, last_day, rows
from showcase.models.removed import Removed

_USUAL_DAYS: Final = 14
"""Days of which the usual number of people online is told."""


@dataclass(frozen=True, slots=True)
class Near:
    """A server close to another, and why: shared tags, else a shared community."""

    slug: str
    why: Literal["partner", "tags", "community"]
    shared: tuple[str, ...] = ()


@dataclass(frozen=True)
class Listing:
    """One server as its page shows it.

    Attributes:
        record: Of the expected server alone; nearly empty where nothing was ever observed.
        communities: Slugs of those that have a page.
        near: The closest first.
        partners: Slugs of partners; mutual where both entries say so.
    """

    slug: str
    entry: Entry
    record: Record
    verdict: Verdict
    artwork: Artwork
    added: date
    communities: tuple[str, ...] = ()
    near: tuple[Near, ...] = ()
    partners: tuple[tuple[str, bool], ...] = ()

    @property
    def state(self) -> State:
        """The word of the contract."""
        return self.verdict.state

    @property
    def facts(self) -> Facts | None:
        """The last good facts."""
        return self.record.facts

    @property
    def is_listed(self) -> bool:
        """Whether lists show it."""
        return self.state.is_listed

    @property
    def members(self) -> int | None:
        """Members at the last good check; None where unknown or not to be shown."""
        return self.facts.members if self.facts and self.state is not State.INELIGIBLE else None

    @property
    def online(self) -> int | None:
        """People online at the last good check; None where unknown or not to be shown."""
        return self.facts.online if self.facts and self.state is not State.INELIGIBLE else None

    @cached_property
    def usually_online(self) -> int | None:
        """The usual number online: the median share of the last 14 days' samples."""
        newest = last_day(self.record.history)
        if self.members is None or newest is None:
            return None
        shares = sorted(
            online / members
            for day, members, online in rows(self.record.history)
            if day > newest - _USUAL_DAYS and members and online is not None
        )
        if not shares:
            return None
        middle = len(shares) // 2
        median = shares[middle] if len(shares) % 2 else sum(shares[middle - 1 : middle + 1]) / 2
        return round(median * self.members)


@dataclass(frozen=True, slots=True)
class Occasion:
    """An event with its next start, and who holds it."""

    start: datetime
    event: Event
    server: str | None
    community: str | None


@dataclass(frozen=True)
class Gathering:
    """One community across its servers.

    Attributes:
        servers: Slugs of those that lists show: featured first, then in fair order.
        members: Of those whose number is known; people may be in several.
        near: Slugs of communities, with how many servers they share.
    """

    slug: str
    community: Community
    servers: tuple[str, ...]
    members: int
    languages: tuple[tuple[str, int], ...]
    highlights: tuple[tuple[str | None, Highlight], ...]
    occasions: tuple[Occasion, ...]
    near: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Catalogue:
    """All that one build shows.

    Attributes:
        listings: Every entry, in every state, by slug.
        listed: Slugs for lists, in fair order: shuffled anew each week, not by size.
        communities: By slug.
        languages, tags: Slugs of listed servers for each, the most first.
        occasions: What happens in the next three months, soonest first.
        removed: Pages that left, and where to.
        departed: Of those, servers that lists once showed: when they left them.
        at: The time that pages see.
    """

    listings: Mapping[str, Listing]
    listed: tuple[str, ...]
    communities: Mapping[str, Gathering]
    languages: Mapping[str, tuple[str, ...]]
    tags: Mapping[str, tuple[str, ...]]
    occasions: tuple[Occasion, ...]
    removed: Removed
    departed: Mapping[str, datetime]
    at: datetime

    @cached_property
    def occasions_of(self) -> Mapping[str, tuple[Occasion, ...]]:
        """The occasions of each server that has any, soonest first."""
        found: dict[str, list[Occasion]] = defaultdict(list)
        for one in self.occasions:
            if one.server:
                found[one.server].append(one)
        return {slug: tuple(occasions) for slug, occasions in found.items()}

    @property
    def pictures(self) -> tuple[str, ...]:
        """The files of all pictures that any page shows."""
        arts = [listing.artwork for listing in self.listings.values()]
        shown = {one.file for art in arts for one in (*art.banner, *art.icon, art.card)}
        return tuple(sorted(shown))

    @cached_property
    def newest(self) -> tuple[str, ...]:
        """Slugs of listed servers, the last added first."""
        listings = self.listings
        return tuple(sorted(self.listed, key=lambda slug: listings[slug].added, reverse=True))


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one entry before the entries are joined."""

    record: Record
    verdict: Verdict
    artwork: Artwork
    added: date
