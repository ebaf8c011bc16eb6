"""What a page says, for machines: JSON-LD in the words of schema.org.

Only facts that the page shows. Nothing where the site's address is not known, as these facts are
told by addresses in full.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from showcase import addresses
from showcase.catalogue import Catalogue, Gathering, Listing, Occasion
from showcase.links import join_url
from showcase.notation import compact
from showcase.pages.page import Page, Thing
from showcase.pages.site import Site

_SCHEMA: Final = "https://schema.org"


class Structured:
    """Things of schema.org for one site."""

    def __init__(self, site: Site, catalogue: Catalogue) -> None:
        """Take the site and what it shows."""
        self._site = site
        self._catalogue = catalogue

    def server(self, listing: Listing) -> Thing:
        """Return a server as an organisation."""
        entry, code, url = listing.entry, listing.verdict.code, self._site.absolute
        elsewhere = [*([join_url(code)] if code else []), *entry.links.values()]
        return _written(
            {
                "@type": "Organization",
                "@id": f"{url(addresses.server(listing.slug))}#server",
                "name": entry.name,
                "description": entry.summary,
                "url": url(addresses.server(listing.slug)),
                "logo": url(addresses.PICTURES + listing.artwork.icon[-1].file),
                "image": url(addresses.PICTURES + listing.artwork.card.file),
                "sameAs": elsewhere,
                "knowsLanguage": list(entry.languages),
                "keywords": list(entry.tags),
                "interactionStatistic": _members(listing.members),
            }
        )

    def servers(self, name: str, listings: Iterable[Listing], first: int = 1) -> Thing:
        """Return servers as a list; `first` is the place of the first one."""
        items = [(one.entry.name, addresses.server(one.slug)) for one in listings]
        return self._list(name, items, first)

    def communities(self, name: str, gatherings: Iterable[Gathering], first: int = 1) -> Thing:
        """Return communities as a list; `first` is the place of the first one."""
        items = [(one.community.name, addresses.community(one.slug)) for one in gatherings]
        return self._list(name, items, first)

    def events(self, occasions: Iterable[Occasion]) -> tuple[Thing, ...]:
        """Return events, each with who holds it."""
        return tuple(self._event(one) for one in occasions)

    def _list(self, name: str, items: Sequence[tuple[str, str]], first: int) -> Thing:
        return _written(
            {
                "@type": "ItemList",
                "name": name,
                "numberOfItems": len(items),
                "itemListElement": [
                    {
                        "@type": "ListItem",
                        "position": place,
                        "name": said,
                        "url": self._site.absolute(address),
                    }
                    for place, (said, address) in enumerate(items, first)
                ],
            }
        )

    def _event(self, one: Occasion) -> Thing:
        event, organizer = one.event, self._organizer(one)
        length = event.schedule.length
        return _written(
            {
                "@type": "Event",
                "name": event.title,
                "description": event.text,
                "startDate": one.start.isoformat(),
                "endDate": (one.start + length).isoformat() if length else None,
                "eventAttendanceMode": f"{_SCHEMA}/OnlineEventAttendanceMode",
                "location": {"@type": "VirtualLocation", "url": event.url or organizer["url"]},
                "organizer": organizer,
            }
        )

    def _organizer(self, one: Occasion) -> dict[str, str]:
        if one.server:
            name = self._catalogue.listings[one.server].entry.name
            address = addresses.server(one.server)
        else:
            assert one.community is not None
            name = self._catalogue.communities[one.community].community.name
            address = addresses.community(one.community)
        return {"@type": "Organization", "name": name, "url": self._site.absolute(address)}


def with_trails(pages: Iterable[Page], site: Site) -> Iterator[Page]:
    """Return pages with the way that leads to each; a page comes after the one above it."""
    if not site.url:
        yield from (replace(page, structured=()) for page in pages)
        return
    home = (_step(1, site.name, site.absolute("")),)
    trails: dict[str | None, tuple[Thing, ...]] = {}
    for page in pages:
        above = trails.get(page.parent, home)
        step = _step(len(above) + 1, page.title, site.absolute(page.address))
        trails[page.address] = trail = (*above, step)
        yield replace(page, structured=(*page.structured, _trail(trail)))


def _step(place: int, name: str, address: str) -> Thing:
    return Thing(compact({"@type": "ListItem", "position": place, "name": name, "item": address}))


def _trail(steps: Iterable[Thing]) -> Thing:
    return Thing(f'{{"@type":"BreadcrumbList","itemListElement":[{",".join(steps)}]}}')


def _members(number: int | None) -> dict[str, Any] | None:
    if number is None:
        return None
    return {
        "@type": "InteractionCounter",
        "interactionType": f"{_SCHEMA}/JoinAction",
        "userInteractionCount": number,
    }


def _written(thing: Mapping[str, Any]) -> Thing:
    """Write a thing as JSON, without what it has not."""
    filled = {name: value for name, value in thing.items() if value not in (None, "", [])}
    return Thing(compact(filled))
