"""All generated pages of a catalogue."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from showcase import addresses, markup
from showcase.catalogue import Catalogue, Gathering, Listing
from showcase.links import join_url
from showcase.liveness import State
from showcase.pages import remarks
from showcase.pages.calendar import Calendar, agenda, soonest
from showcase.pages.departures import departures
from showcase.pages.environment import BOOST_PERKS, Links, environment
from showcase.pages.page import Page, Paging, paged
from showcase.words import Words

PAGE_SIZE: Final = 48
"""Cards on one page of a list."""
HOME_SIZE: Final = 6
SOON: Final = 6
"""Events on home and on a community's or a server's page."""
_SPOKEN: Final = 12


class Book:
    """Renders pages. It knows nothing of disks or of MkDocs."""

    def __init__(
        self,
        catalogue: Catalogue,
        words: Words,
        edit_url: Callable[[str], str | None] = lambda _file: None,
    ) -> None:
        """Take what to render.

        Args:
            edit_url: Returns where a file of the content folder is edited, if anywhere.
        """
        self._catalogue = catalogue
        self._t = words
        self._edit_url = edit_url
        self._calendar = Calendar(words.language)
        self._templates = environment()
        self._templates.globals.update(
            catalogue=catalogue,
            t=words,
            badges=remarks.badges,
            markup=markup.render,
            roughly=remarks.roughly,
            leaf_of=self._calendar.leaf,
        )

    def pages(self) -> Iterator[Page]:
        """Return all pages but home, which has a file of its maintainers'."""
        yield from self._directory()
        yield from self._communities()
        yield from self._languages()
        yield from self._tags()
        yield from self._events()
        for listing in self._catalogue.listings.values():
            yield self.server(listing)
        yield from departures(self._catalogue, self._t, self._render)

    def home(self, address: str, featured: Sequence[str]) -> str:
        """Return the body of the home page, without what its maintainers wrote."""
        catalogue, t = self._catalogue, self._t
        listings = catalogue.listings
        shown = [s for s in featured if s in listings and listings[s].is_listed][:HOME_SIZE]
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
        )

    def server(self, listing: Listing) -> Page:
        """Return the page of one server."""
        entry, record, catalogue = listing.entry, listing.record, self._catalogue
        may_tell = listing.state is not State.INELIGIBLE
        facts = listing.facts if may_tell else None
        code = listing.verdict.code
        tier = facts.boost_tier if facts else None
        address = addresses.server(listing.slug)
        before, after = self._t.around("server.join_help")
        body = self._render(
            "server.md.jinja",
            address,
            listing=listing,
            entry=entry,
            record=record,
            answered_at=record.answered_at if record else None,
            facts=facts,
            join_url=join_url(code) if code else None,
            is_backup=code is not None and code != entry.invite,
            notice=remarks.notice(listing, self._t),
            check_failed=remarks.check_failed(listing, self._t),
            perks=self._t("server.boost_perks", **BOOST_PERKS[tier]) if tier else "",
            own_words={
                "name": facts.name if facts and facts.name != entry.name else None,
                "description": facts.description if facts else None,
            },
            near=[
                (catalogue.listings[near.slug], remarks.nearness(near, catalogue, self._t))
                for near in listing.near
            ],
            events=soonest(catalogue.occasions_of.get(listing.slug, ()), SOON),
            highlights_own=[(None, one) for one in entry.highlights],
            join_help={"before": before, "after": after},
            edit_url=self._edit_url(f"servers/{listing.slug}.yml"),
        )
        return Page(
            address=address,
            title=entry.name,
            description=entry.summary,
            body=body,
            parent="servers/",
            tags=entry.tags if listing.is_listed else (),
            card=addresses.PICTURES + listing.artwork.card.file,
            edit=f"servers/{listing.slug}.yml",
            is_listed=listing.is_listed,
        )

    def _directory(self) -> Iterator[Page]:
        listings = [self._catalogue.listings[slug] for slug in self._catalogue.listed]
        intro = self._t(
            "list.intro_servers",
            servers=self._t("count.servers", n=len(listings)),
            communities=self._t("count.communities", n=len(self._catalogue.communities)),
        )
        yield from self._list("servers/", self._t("list.title_servers"), intro, listings)

    def _list(
        self,
        start: str,
        heading: str,
        intro: str,
        listings: Sequence[Listing],
        *,
        parent: str | None = None,
        lang: str = "",
    ) -> Iterator[Page]:
        for part in paged(listings, start, PAGE_SIZE):
            address = part.address(part.number)
            yield Page(
                address=address,
                title=self._numbered(heading, part),
                description=intro,
                body=self._render(
                    "servers.md.jinja", address, heading=heading, intro=intro, lang=lang,
                    listings=part.items, paging=part,
                ),
                parent=parent if part.number == 1 else start,
            )  # fmt: skip

    def _communities(self) -> Iterator[Page]:
        start = "communities/"
        yield Page(
            address=start,
            title=self._t("community.title"),
            description=self._t("community.intro"),
            body=self._render("communities.md.jinja", start),
        )
        for gathering in self._catalogue.communities.values():
            yield from self._community(gathering)

    def _community(self, gathering: Gathering) -> Iterator[Page]:
        start = addresses.community(gathering.slug)
        listings = [self._catalogue.listings[slug] for slug in gathering.servers]
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
                    listings=part.items,
                    occasions_soon=soonest(gathering.occasions, SOON),
                    paging=part,
                    edit_url=self._edit_url(f"communities/{gathering.slug}.yml"),
                ),
                parent="communities/" if part.number == 1 else start,
                edit=f"communities/{gathering.slug}.yml",
            )

    def _languages(self) -> Iterator[Page]:
        t = self._t
        values = [
            {
                "address": addresses.language(tag),
                "name": t.own_name(tag),
                "note": t.language_name(tag) if t.own_name(tag) != t.language_name(tag) else "",
                "lang": tag,
                "count": len(slugs),
            }
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
            {
                "address": addresses.tag(name),
                "name": name,
                "note": "",
                "lang": "",
                "count": len(slugs),
            }
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
        values: list[dict[str, Any]],
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
            )

    def _render(self, template: str, address: str, **values: Any) -> str:
        made = self._templates.get_template(template, globals={"link": Links(address)})
        lines = made.render(link=Links(address), **values).split("\n")
        return "\n".join(line for line in lines if line.strip())

    def _numbered(self, title: str, part: Paging[Any]) -> str:
        return title if part.number == 1 else self._t("site.page", title=title, n=part.number)
