"""What is new, as Atom (RFC 4287): servers added, back and gone."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Final, Literal
from urllib.parse import quote, urlsplit

from showcase import addresses
from showcase.catalogue import Catalogue, Listing
from showcase.feeds.xml import attribute, text
from showcase.notation import utc
from showcase.pages.data import LICENSE_URL
from showcase.words import Words

MOST: Final = 50
"""Items of one feed."""
_ATOM: Final = "http://www.w3.org/2005/Atom"
# RFC 4151 asks for a day on which the host was ours. It is the same in all ids: the day of a
# listing may be corrected, and then nothing must be told again.
_SINCE: Final = "2026"
Kind = Literal["added", "back", "gone"]


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of news: what happened to a server, and when.

    Attributes:
        name, summary: As its entry says; of one that was taken out, its slug and why.
        communities: Slugs.
        lang: The language of the summary, if not the site's.
    """

    at: datetime
    kind: Kind
    slug: str
    name: str
    summary: str
    communities: tuple[str, ...] = ()
    lang: str | None = None


def items(catalogue: Catalogue) -> list[Item]:
    """Return what happened to servers, the newest first.

    Nothing is told of those that lists never showed.
    """
    reasons = catalogue.removed.servers
    found = [
        Item(at, "gone", slug, slug, reasons[slug].reason)
        for slug, at in catalogue.departed.items()
    ]
    for listing in catalogue.listings.values():
        added = datetime.combine(listing.added, time(), UTC)
        changes = listing.record.changes
        if (listing.is_listed or changes) and added <= catalogue.at:
            found.append(_item(listing, added, "added"))
        found += [_item(listing, change.at, change.kind) for change in changes]
    by_name = sorted(found, key=lambda item: (item.slug, item.kind))
    return sorted(by_name, key=lambda item: item.at, reverse=True)


def _item(listing: Listing, at: datetime, kind: Kind) -> Item:
    entry = listing.entry
    return Item(at, kind, listing.slug, entry.name, entry.summary, listing.communities, entry.lang)


class Atom:
    """Renders feeds; ids stay the same for as long as the site keeps its address."""

    def __init__(self, catalogue: Catalogue, words: Words, site: str, site_name: str) -> None:
        """Take what to tell of.

        Args:
            site: Ends in a slash; "" where the site's address is not known.
        """
        self._catalogue = catalogue
        self._t = words
        self._site = site
        self._name = site_name
        place = urlsplit(site)
        # Relative to the root, so that two showcases of one host keep apart.
        self._tag = f"tag:{quote(place.hostname or 'localhost')},{_SINCE}:{quote(place.path)}"
        self._items = items(catalogue)
        self._of_community: dict[str, list[Item]] = defaultdict(list)
        for item in self._items:
            for slug in item.communities:
                self._of_community[slug].append(item)

    def all(self) -> str:
        """Return the feed of all servers."""
        return self._feed(self._name, "", addresses.FEED, self._items[:MOST])

    def community(self, slug: str) -> str:
        """Return the feed of one community."""
        name = self._catalogue.communities[slug].community.name
        title = self._t("feed.title", name=name, site=self._name)
        page, address = addresses.community(slug), addresses.community_feed(slug)
        return self._feed(title, page, address, self._of_community[slug][:MOST])

    def _feed(self, title: str, page: str, address: str, found: Sequence[Item]) -> str:
        updated = found[0].at if found else self._catalogue.at
        lines = [
            '<?xml version="1.0" encoding="utf-8"?>',
            f'<feed xmlns="{_ATOM}" xml:lang="{attribute(self._t.language)}">',
            f"  <id>{text(self._tag + address)}</id>",
            f"  <title>{text(title)}</title>",
            f"  <updated>{utc(updated)}</updated>",
            f'  <link rel="self" type="application/atom+xml" href="{self._link(address, address)}" />',
            f'  <link rel="alternate" type="text/html" href="{self._link(page, address)}" />',
            f'  <link rel="license" href="{LICENSE_URL}" />',
            "  <author>",
            f"    <name>{text(self._name)}</name>",
            "  </author>",
        ]
        for item in found:
            lines += self._entry(item, address)
        return "\n".join([*lines, "</feed>\n"])

    def _entry(self, item: Item, source: str) -> Iterator[str]:
        # One server can leave and come back more than once.
        at = utc(item.at)
        when = "" if item.kind == "added" else f"/{at}"
        link = self._link(addresses.server(item.slug), source)
        lang = f' xml:lang="{attribute(item.lang)}"' if item.lang else ""
        yield "  <entry>"
        yield f"    <id>{text(self._tag)}servers/{text(item.slug)}/{item.kind}{when}</id>"
        yield f"    <title>{text(self._title(item))}</title>"
        yield f"    <updated>{at}</updated>"
        yield f'    <link rel="alternate" type="text/html" href="{link}" />'
        yield f"    <summary{lang}>{text(item.summary)}</summary>"
        for slug in item.communities:
            yield f"    <category {self._term(slug)} />"
        yield "  </entry>"

    def _term(self, slug: str) -> str:
        gathering = self._catalogue.communities.get(slug)
        label = f' label="{attribute(gathering.community.name)}"' if gathering else ""
        return f'term="{attribute(slug)}"{label}'

    def _title(self, item: Item) -> str:
        match item.kind:
            case "added":
                return self._t("feed.added", name=item.name)
            case "back":
                return self._t("feed.back", name=item.name)
            case "gone":
                return self._t("feed.gone", name=item.name)

    def _link(self, address: str, source: str) -> str:
        return attribute(
            self._site + address if self._site else addresses.relative(address, source)
        )
