"""JSON and its schemas."""

import json
from typing import Any, Final

from showcase import addresses
from showcase.artwork import Rendition
from showcase.catalogue import Catalogue, Gathering, Listing
from showcase.links import join_url
from showcase.models.entry import Community, Entry
from showcase.models.record import Facts
from showcase.models.schema import schema
from showcase.notation import compact, utc

LICENSE: Final = "CC-BY-4.0"
"""Of the texts of entries; what Discord answered belongs to the servers."""


class Feeds:
    """Renders data files. Addresses are absolute where the site's own is known."""

    def __init__(self, catalogue: Catalogue, site_url: str) -> None:
        """Take what to render.

        Args:
            site_url: Ends in a slash; "" where the site's address is not known.
        """
        self._catalogue = catalogue
        self._site = site_url

    def files(self) -> dict[str, str]:
        """Return the contents of each data file by its address."""
        return {
            addresses.SERVERS_JSON: self._servers(),
            addresses.COMMUNITIES_JSON: self._communities(),
            addresses.SERVER_SCHEMA: _json(schema(Entry, self._url(addresses.SERVER_SCHEMA))),
            addresses.COMMUNITY_SCHEMA: _json(
                schema(Community, self._url(addresses.COMMUNITY_SCHEMA))
            ),
        }

    def example(self) -> str:
        """Return one row of `servers.json`, laid out to be read; "" where nothing is listed."""
        listings = [self._catalogue.listings[slug] for slug in self._catalogue.listed]
        chosen = min(listings, key=lambda one: (one.facts is None, one.slug), default=None)
        return json.dumps(self._server(chosen), ensure_ascii=False, indent=2) if chosen else ""

    def _servers(self) -> str:
        listings = sorted(self._catalogue.listings.values(), key=lambda one: one.slug)
        return self._data("servers", [self._server(listing) for listing in listings])

    def _communities(self) -> str:
        gatherings = sorted(self._catalogue.communities.values(), key=lambda one: one.slug)
        return self._data("communities", [self._community(one) for one in gatherings])

    def _data(self, name: str, items: list[dict[str, Any]]) -> str:
        head = {"version": 1, "generated_at": utc(self._catalogue.at), "license": LICENSE}
        return _json({**head, name: items})

    def _server(self, listing: Listing) -> dict[str, Any]:
        entry, record = listing.entry, listing.record
        code = listing.verdict.code
        return {
            "slug": listing.slug,
            "name": entry.name,
            "url": self._url(addresses.server(listing.slug)),
            "summary": entry.summary,
            "communities": list(listing.communities),
            "tags": list(entry.tags),
            "languages": list(entry.languages),
            "official": entry.official,
            "added": listing.added.isoformat(),
            "state": listing.state.value,
            "last_check": record.last_check,
            "checked_at": utc(record.checked_at) if record.checked_at else None,
            "invite_url": join_url(code) if code else None,
            "members": listing.members,
            "online": listing.online,
            "discord": _discord(listing.facts) if listing.facts else None,
            "banner": self._picture(listing.artwork.banner[-1]),
            "icon": self._picture(listing.artwork.icon[-1]),
            "card": self._picture(listing.artwork.card),
            "color": listing.artwork.color,
        }

    def _community(self, gathering: Gathering) -> dict[str, Any]:
        community = gathering.community
        return {
            "slug": gathering.slug,
            "name": community.name,
            "url": self._url(addresses.community(gathering.slug)),
            "summary": community.summary,
            "servers": list(gathering.servers),
            "languages": dict(gathering.languages),
            "members": gathering.members,
            "resources": [
                {"title": one.title, "url": one.url, "text": one.text}
                for one in community.resources
            ],
            "near": [slug for slug, _ in gathering.near],
        }

    def _picture(self, rendition: Rendition) -> str:
        return self._url(addresses.PICTURES + rendition.file)

    def _url(self, address: str) -> str:
        return self._site + address


def _discord(facts: Facts) -> dict[str, Any]:
    return {
        "id": facts.id,
        "name": facts.name,
        "description": facts.description,
        "verification_level": facts.verification_level,
        "boost_tier": facts.boost_tier,
        "boosts": facts.boosts,
        "vanity": facts.vanity,
        "features": list(facts.features),
    }


def _json(content: Any) -> str:
    return f"{compact(content)}\n"
