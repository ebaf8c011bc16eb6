"""Joining entries with what is known of each."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from showcase import addresses, text
from showcase.catalogue.nearness import Nearness
from showcase.catalogue.ordering import fair_order, grouped
from showcase.catalogue.values import Catalogue, Gathering, Known, Listing, Occasion
from showcase.content import Content
from showcase.liveness import State
from showcase.models.entry import Community, Entry, Highlight
from showcase.models.record import Record, last_day

HORIZON: Final = timedelta(days=92)
"""How far ahead events are shown."""


def build(
    content: Content,
    known: Mapping[str, Known],
    at: datetime,
    departed: Mapping[str, datetime] = MappingProxyType({}),
) -> Catalogue:
    """Join entries with what is known of each.

    Args:
        known: For every entry, by slug.
        at: The time that pages see.
        departed: When those left the lists that have no entry any more.
    """
    entries = content.servers
    listed = [slug for slug in entries if known[slug].verdict.state.is_listed]
    near = Nearness({slug: entries[slug] for slug in listed}, content.communities, _living(known))
    listings = {
        slug: Listing(
            slug,
            entry,
            _until(known[slug].record, at),
            known[slug].verdict,
            known[slug].artwork,
            known[slug].added,
            tuple(name for name in entry.communities if name in content.communities),
            near.of(slug, entry),
            _partners(slug, entry, entries),
        )
        for slug, entry in entries.items()
    }
    order = fair_order(listed, at.date())
    occasions = _occasions(content, listings, at)
    return Catalogue(
        listings=listings,
        listed=order,
        communities=_communities(content, listings, order, occasions),
        languages=grouped(order, {slug: entries[slug].languages for slug in order}),
        tags=grouped(order, _one_spelling({slug: entries[slug].tags for slug in order})),
        occasions=occasions,
        removed=content.removed,
        departed=departed,
        at=at,
    )


def _until(record: Record, at: datetime) -> Record:
    """Leave out samples ahead of now, which a wrong clock has taken."""
    last = last_day(record.history)
    if last is None or last <= at.toordinal():
        return record
    return replace(record, history=tuple(one for one in record.history if one.day <= at.date()))


def _living(known: Mapping[str, Known]) -> frozenset[str]:
    living = {State.LIVE, State.PAUSED, State.TEMPORARY, State.UNCHECKED}
    return frozenset(slug for slug, what in known.items() if what.verdict.state in living)


def _one_spelling(tags: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Write tags that share a page as most servers do: `co op` and `co-op` are one."""
    said = Counter(name for names in tags.values() for name in names)
    spelling: dict[str, str] = {}
    for name, _ in sorted(said.items(), key=lambda item: (-item[1], item[0])):
        spelling.setdefault(addresses.tag(name), name)
    return {
        slug: tuple(dict.fromkeys(spelling[addresses.tag(name)] for name in names))
        for slug, names in tags.items()
    }


def _partners(
    slug: str, entry: Entry, entries: Mapping[str, Entry]
) -> tuple[tuple[str, bool], ...]:
    return tuple(
        (partner, slug in entries[partner].partners)
        for partner in entry.partners
        if partner in entries
    )


def _occasions(
    content: Content, listings: Mapping[str, Listing], at: datetime
) -> tuple[Occasion, ...]:
    found = []
    for slug, listing in listings.items():
        if listing.is_listed:
            found += [
                Occasion(start, event, slug, None)
                for event in listing.entry.events
                for start in event.schedule.between(at, at + HORIZON)
            ]
    for slug, community in content.communities.items():
        found += [
            Occasion(start, event, None, slug)
            for event in community.events
            for start in event.schedule.between(at, at + HORIZON)
        ]
    return tuple(sorted(found, key=lambda one: (one.start, one.event.title)))


def _communities(
    content: Content,
    listings: Mapping[str, Listing],
    order: Sequence[str],
    occasions: Sequence[Occasion],
) -> dict[str, Gathering]:
    members: dict[str, list[str]] = defaultdict(list)
    for slug in order:
        for name in listings[slug].communities:
            members[name].append(slug)
    events: dict[str, list[Occasion]] = defaultdict(list)
    for one in occasions:
        names = listings[one.server].communities if one.server else ()
        for name in [*names, *([one.community] if one.community else [])]:
            events[name].append(one)
    gatherings = {}
    for slug, community in content.communities.items():
        servers = members[slug]
        featured = [name for name in community.featured if name in servers]
        spoken = Counter(tag for name in servers for tag in listings[name].entry.languages)
        told: list[tuple[str | None, Highlight]] = [(None, one) for one in community.highlights]
        told += [(name, one) for name in servers for one in listings[name].entry.highlights]
        gatherings[slug] = Gathering(
            slug=slug,
            community=community,
            servers=tuple(dict.fromkeys([*featured, *servers])),
            members=sum(listings[name].members or 0 for name in servers),
            languages=tuple(sorted(spoken.items(), key=lambda item: (-item[1], item[0]))),
            highlights=tuple(sorted(told, key=_newest_first)),
            occasions=tuple(events[slug]),
            near=_near_communities(slug, community, content, listings, servers),
        )
    by_name = sorted(gatherings.items(), key=lambda item: text.folded(item[1].community.name))
    return dict(by_name)


def _newest_first(told: tuple[str | None, Highlight]) -> tuple[int, str]:
    day = told[1].date
    return (-day.toordinal() if day else 0, told[1].title)


def _near_communities(
    slug: str,
    community: Community,
    content: Content,
    listings: Mapping[str, Listing],
    servers: Sequence[str],
) -> tuple[tuple[str, int], ...]:
    shared = Counter(other for name in servers for other in listings[name].communities)
    del shared[slug]
    named = [name for name in community.related if name in content.communities]
    others = [name for name, _ in shared.most_common()]
    return tuple((name, shared[name]) for name in dict.fromkeys([*named, *others]))
