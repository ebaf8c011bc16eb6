"""All generated pages of a catalogue."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from jinja2 import Environment

from showcase import addresses, layout, markup
from showcase.catalogue import Catalogue, Gathering, Listing
from showcase.content.departures import destination
from showcase.pages import remarks
from showcase.pages.adding import adding_page
from showcase.pages.calendar import Calendar, agenda, soonest
from showcase.pages.data import data_page
from showcase.pages.departures import departures
from showcase.pages.environment import Fragments, Links, placed, spoken
from showcase.pages.finder import FINDER_FROM, Finder, finder
from showcase.pages.greetings import greetings
from showcase.pages.missing import missing
from showcase.pages.page import Page, Paging, Value, paged
from showcase.pages.server import SOON, server_page
from showcase.pages.site import Site
from showcase.pages.structured import Structured, with_trails
from showcase.words import Words

PAGE_SIZE: Final = 48
"""Cards on one page of a list."""
TILES: Final = 36
"""Communities on one page of the list of them."""
HOME_SIZE: Final = 6
_SPOKEN: Final = 12
_NEAR: Final = 6
_NOWHERE: Final = Site()
_BLANK_LINES: Final = re.compile(r"\n\s*\n")


class Book:
    """Renders pages. It knows nothing of disks or of MkDocs."""

    def __init__(
        self,
        catalogue: Catalogue,
        words: Words,
        site: Site = _NOWHERE,
        example: str = "",
        templates: Environment | None = None,
    ) -> None:
        """Take what to render, the site that it is for, and a row of its data as an example."""
        self._catalogue = catalogue
        self._t = words
        self._site = site
        self._example = example
        self._structured = Structured(site, catalogue)
        self._calendar = Calendar(words.language)
        self._templates = templates or spoken(words)
        self._templates.globals.update(
            catalogue=catalogue,
            badges=remarks.badges,
            by_kind=remarks.by_kind,
            signs=remarks.signs,
            markup=markup.render,
            roughly=remarks.roughly,
            leaf_of=self._calendar.leaf,
            link=Links(),
            once=Fragments(),
            site_has=site.has,
        )

    def pages(self) -> Iterator[Page]:
        """Return all pages but home, which has a file of its maintainers'."""
        return with_trails(self._pages(), self._site)

    def alone(self, slug: str) -> Page:
        """Return the page of one server as it is among all."""
        above = Page(
            address="servers/", title=self._t("list.title_servers"), description="", body=""
        )
        pages = (above, self.server(self._catalogue.listings[slug]))
        return list(with_trails(pages, self._site))[-1]

    def missing(self) -> dict[str, str]:
        """Return what stands where no page is: its words, and three servers as cards."""
        return missing(self._catalogue, self._site, self._t, self._render)

    def _pages(self) -> Iterator[Page]:
        yield from self._directory()
        yield from self._communities()
        yield from self._languages()
        yield from self._tags()
        yield from self._events()
        for listing in self._catalogue.listings.values():
            yield self.server(listing)
        yield adding_page(self._catalogue, self._site, self._t, self._render)
        yield data_page(self._example, self._site.absolute, self._t, self._render)
        yield from departures(self._catalogue, self._t, self._render)

    def home(self, address: str, featured: Sequence[str]) -> str:
        """Return the body of the home page, without what its maintainers wrote."""
        catalogue, t = self._catalogue, self._t
        listings = catalogue.listings
        left = catalogue.removed.servers
        found = dict.fromkeys(destination(slug, left, listings) for slug in featured)
        shown = [slug for slug in found if slug and listings[slug].is_listed][:HOME_SIZE]
        newest = [slug for slug in catalogue.newest if slug not in shown][:HOME_SIZE]
        gatherings = sorted(catalogue.communities.values(), key=lambda one: -len(one.servers))
        return self._render(
            "home.md.jinja",
            address,
            figures=t(
                "home.figures",
                servers=t("count.servers", n=len(catalogue.listed)),
                communities=t("count.communities", n=len(catalogue.communities)),
                languages=t("count.languages", n=len(catalogue.languages)),
            ),
            spoken=[
                (tag, len(slugs)) for tag, slugs in list(catalogue.languages.items())[:_SPOKEN]
            ],
            featured=[listings[slug] for slug in shown],
            gatherings=gatherings[:12],
            newest=[listings[slug] for slug in newest],
            occasions_soon=soonest(catalogue.occasions, SOON),
            is_searched=len(catalogue.listed) >= FINDER_FROM,
            greetings=json.dumps(greetings(catalogue.languages, t), ensure_ascii=False),
        )

    def server(self, listing: Listing) -> Page:
        """Return the page of one server."""
        return server_page(listing, self._catalogue, self._site, self._t, self._render)

    def _directory(self) -> Iterator[Page]:
        listings = [self._catalogue.listings[slug] for slug in self._catalogue.listed]
        servers = self._t("count.servers", n=len(listings))
        communities = self._t("count.communities", n=len(self._catalogue.communities))
        if len(listings) > 1:
            intro = self._t("list.intro_servers", servers=servers, communities=communities)
        else:
            # Of one there is no order.
            intro = self._t("list.intro_server", servers=servers, communities=communities)
        yield from self._list(
            "servers/",
            self._t("list.title_servers"),
            intro,
            listings,
            offered=finder(self._catalogue, self._t),
        )

    def _list(
        self,
        start: str,
        heading: str,
        intro: str,
        listings: Sequence[Listing],
        *,
        parent: str | None = None,
        lang: str = "",
        offered: Finder | None = None,
    ) -> Iterator[Page]:
        for part in paged(listings, start, PAGE_SIZE):
            address = part.address(part.number)
            # The script of the first part shows all of them.
            controls = offered if part.number == 1 else None
            yield Page(
                address=address,
                title=self._numbered(heading, part),
                description=intro,
                body=self._render(
                    "servers.md.jinja", address, heading=heading, intro=intro, lang=lang,
                    listings=part.items, paging=part, finder=controls, step=PAGE_SIZE,
                    index_address=addresses.DIRECTORY_JSON,
                ),
                parent=parent if part.number == 1 else start,
                scripts=addresses.DIRECTORY_SCRIPTS if controls else (),
                structured=(self._structured.servers(heading, part.items, _place(part, PAGE_SIZE)),),
            )  # fmt: skip

    def _communities(self) -> Iterator[Page]:
        heading = self._t("community.title")
        for part in paged(list(self._catalogue.communities.values()), "communities/", TILES):
            address = part.address(part.number)
            yield Page(
                address=address,
                title=self._numbered(heading, part),
                description=self._t("community.intro"),
                body=self._render("communities.md.jinja", address, paging=part),
                parent=None if part.number == 1 else part.start,
                structured=(
                    self._structured.communities(heading, part.items, _place(part, TILES)),
                ),
            )
        for gathering in self._catalogue.communities.values():
            yield from self._community(gathering)

    def _community(self, gathering: Gathering) -> Iterator[Page]:
        start = addresses.community(gathering.slug)
        listings = [self._catalogue.listings[slug] for slug in gathering.servers]
        # The featured stand first; where there is nothing else, nothing is set apart.
        featured = sum(slug in gathering.community.featured for slug in gathering.servers)
        apart = featured if featured < len(listings[:PAGE_SIZE]) else 0
        occasions = soonest(gathering.occasions, SOON)
        near = [
            (other, remarks.in_both(gathering, other, self._catalogue, self._t))
            for other in (self._catalogue.communities[slug] for slug, _ in gathering.near[:_NEAR])
        ]
        for part in paged(listings, start, PAGE_SIZE):
            address = part.address(part.number)
            yield Page(
                address=address,
                title=self._numbered(gathering.community.name, part),
                description=gathering.community.summary,
                body=self._render(
                    "community.md.jinja",
                    address,
                    gathering=gathering,
                    community=gathering.community,
                    featured=part.items[:apart] if part.number == 1 else [],
                    listings=part.items[apart:] if part.number == 1 else part.items,
                    occasions_soon=occasions,
                    near=near,
                    paging=part,
                    edit_url=self._site.edit_url(layout.community(gathering.slug)),
                ),
                parent="communities/" if part.number == 1 else start,
                edit=layout.community(gathering.slug),
                feed=addresses.community_feed(gathering.slug),
                scripts=(addresses.EVENTS_SCRIPT,) if gathering.occasions else (),
                structured=(
                    self._structured.servers(
                        gathering.community.name, part.items, _place(part, PAGE_SIZE)
                    ),
                    *self._structured.events(occasions if part.number == 1 else ()),
                ),
            )

    def _languages(self) -> Iterator[Page]:
        t = self._t
        values = [
            Value(addresses.language(tag), t.own_name(tag), len(slugs), tag, t.language_name(tag))
            for tag, slugs in self._catalogue.languages.items()
        ]
        yield self._values("languages/", t("language.title"), t("language.intro"), values)
        for tag, slugs in self._catalogue.languages.items():
            intro = t(
                "language.page_intro",
                servers=t("count.servers", n=len(slugs)),
                language=t.language_name(tag),
            )
            listings = [self._catalogue.listings[slug] for slug in slugs]
            yield from self._list(
                addresses.language(tag),
                t.own_name(tag),
                intro,
                listings,
                parent="languages/",
                lang=tag,
            )

    def _tags(self) -> Iterator[Page]:
        t = self._t
        values = [
            Value(addresses.tag(name), name, len(slugs))
            for name, slugs in sorted(self._catalogue.tags.items())
        ]
        # Not in the navigation: most visitors come to a tag from a server.
        yield self._values("tags/", t("site.tags"), t("tag.intro"), values, "servers/")
        for name, slugs in self._catalogue.tags.items():
            servers = t("count.servers", n=len(slugs))
            listings = [self._catalogue.listings[slug] for slug in slugs]
            yield from self._list(
                addresses.tag(name),
                t("tag.page_title", name=name),
                t("tag.page_intro", servers=servers, name=name),
                listings,
                parent="tags/",
            )

    def _values(
        self,
        address: str,
        heading: str,
        intro: str,
        values: list[Value],
        parent: str | None = None,
    ) -> Page:
        body = self._render("values.md.jinja", address, heading=heading, intro=intro, values=values)
        return Page(address=address, title=heading, description=intro, body=body, parent=parent)

    def _events(self) -> Iterator[Page]:
        for part in paged(agenda(self._catalogue.occasions), "events/", PAGE_SIZE):
            address = part.address(part.number)
            yield Page(
                address=address,
                title=self._numbered(self._t("events.title"), part),
                description=self._t("events.intro"),
                body=self._render(
                    "events.md.jinja",
                    address,
                    months=self._calendar.months(part.items),
                    paging=part,
                ),
                parent=None if part.number == 1 else "events/",
                scripts=(addresses.EVENTS_SCRIPT,) if part.items else (),
                structured=self._structured.events(soonest(part.items, PAGE_SIZE)),
            )

    def _render(self, template: str, address: str, *, root: str = "", **values: Any) -> str:
        html = self._templates.get_template(template).render(values)
        return placed(_BLANK_LINES.sub("\n", html).strip(), address, root)

    def _numbered(self, title: str, part: Paging[Any]) -> str:
        return title if part.number == 1 else self._t("site.page", title=title, n=part.number)


def _place(part: Paging[Any], size: int) -> int:
    """Return the place of a part's first item in the whole list."""
    return (part.number - 1) * size + 1
