"""All generated pages of a catalogue."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from showcase import addresses, markup
from showcase.catalogue import Catalogue, Gathering, Listing, Near
from showcase.links import join_url
from showcase.liveness import State
from showcase.pages.environment import BOOST_PERKS, Links, environment
from showcase.pages.page import Page, Paging, paged
from showcase.words import Words

PAGE_SIZE: Final = 48
"""Cards on one page of a list."""
HOME_SIZE: Final = 6
_BADGES: Final = {
    "PARTNERED": "partnered",
    "VERIFIED": "discord_verified",
    "COMMUNITY": "community",
    "DISCOVERABLE": "discoverable",
}


class Book:
    """Renders pages. It knows nothing of disks or of MkDocs."""

    def __init__(self, catalogue: Catalogue, words: Words, edit_url: str | None = None) -> None:
        """Take what to render.

        Args:
            edit_url: Where files of the content folder are edited, ending in a slash.
        """
        self._catalogue = catalogue
        self._t = words
        self._edit_url = edit_url
        self._templates = environment()
        self._templates.globals.update(
            catalogue=catalogue, t=words, badges=badges, markup=markup.render
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
        yield from self._departures()

    def home(self, address: str, featured: Sequence[str]) -> str:
        """Return the body of the home page, without what its maintainers wrote."""
        catalogue = self._catalogue
        shown = [slug for slug in featured if slug in catalogue.listings]
        gatherings = sorted(catalogue.communities.values(), key=lambda one: -len(one.servers))
        return self._render(
            "home.md.jinja",
            address,
            featured=[
                catalogue.listings[slug] for slug in shown if catalogue.listings[slug].is_listed
            ][:HOME_SIZE],
            gatherings=gatherings[:12],
            newest=[catalogue.listings[slug] for slug in catalogue.newest[:HOME_SIZE]],
            occasions_soon=catalogue.occasions[:4],
        )

    def server(self, listing: Listing) -> Page:
        """Return the page of one server."""
        entry, record = listing.entry, listing.record
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
            record=record if may_tell else None,
            facts=facts,
            join_url=join_url(code) if code else None,
            is_backup=code is not None and code != entry.invite,
            notice=self._notice(listing),
            check_failed=self._check_failed(listing),
            perks=self._t("server.boost_perks", **BOOST_PERKS[tier]) if tier else "",
            own_words={
                "name": facts.name if facts and facts.name != entry.name else None,
                "description": facts.description if facts else None,
            },
            near=[(self._catalogue.listings[near.slug], self._why(near)) for near in listing.near],
            events=[one for one in self._catalogue.occasions if one.server == listing.slug][:8],
            join_help={"before": before, "after": after},
            edit_url=self._edit(f"servers/{listing.slug}.yml"),
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
        parent: str | None = None,
    ) -> Iterator[Page]:
        for part in paged(listings, start, PAGE_SIZE):
            address = part.address(part.number)
            yield Page(
                address=address,
                title=self._numbered(heading, part),
                description=intro,
                body=self._render(
                    "servers.md.jinja", address, heading=heading, intro=intro,
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
                    paging=part,
                    edit_url=self._edit(f"communities/{gathering.slug}.yml"),
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
                addresses.language(tag), t.own_name(tag), intro, listings, "languages/"
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
                "tags/",
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
        for part in paged(self._catalogue.occasions, "events/", PAGE_SIZE):
            address = part.address(part.number)
            yield Page(
                address=address,
                title=self._numbered(self._t("events.title"), part),
                description=self._t("events.intro"),
                body=self._render("events.md.jinja", address, items=part.items, paging=part),
                parent=None if part.number == 1 else "events/",
            )

    def _departures(self) -> Iterator[Page]:
        removed, catalogue = self._catalogue.removed, self._catalogue
        names = {slug: one.entry.name for slug, one in catalogue.listings.items()}
        yield from self._gone("servers/", removed.servers, names)
        names = {slug: one.community.name for slug, one in catalogue.communities.items()}
        yield from self._gone("communities/", removed.communities, names)

    def _gone(self, folder: str, departures: Any, names: dict[str, str]) -> Iterator[Page]:
        before, after = self._t.around("removed.moved_text")
        for slug, departure in departures.items():
            address = f"{folder}{slug}/"
            to = departure.to if departure.to in names else None
            title = self._t("removed.moved_title") if to else self._t("removed.title", name=slug)
            yield Page(
                address=address,
                title=title,
                description=departure.reason,
                body=self._render(
                    "removed.md.jinja",
                    address,
                    slug=slug,
                    departure=departure,
                    to={"address": f"{folder}{to}/", "name": names[to]} if to else None,
                    moved={"before": before, "after": after},
                ),
                parent=folder,
                is_listed=False,
            )

    def _render(self, template: str, address: str, **values: Any) -> str:
        made = self._templates.get_template(template, globals={"link": Links(address)})
        lines = made.render(link=Links(address), **values).split("\n")
        return "\n".join(line for line in lines if line.strip())

    def _numbered(self, title: str, part: Paging[Any]) -> str:
        return title if part.number == 1 else self._t("site.page", title=title, n=part.number)

    def _edit(self, file: str) -> str | None:
        return self._edit_url + file if self._edit_url else None

    def _notice(self, listing: Listing) -> dict[str, str] | None:
        state = listing.state
        if listing.verdict.is_stale and listing.verdict.code is None:
            return {"kind": "stale", "text": self._t("state.stale_text")}
        if state is State.LIVE or (state is State.UNCHECKED and listing.verdict.code):
            return None
        expires = listing.facts.expires_at if listing.facts else None
        day = self._t.day(expires) if expires else ""
        values = {"day": day} if state is State.TEMPORARY else {}
        return {"kind": state.value, "text": self._t(f"state.{state}_text", **values)}

    def _check_failed(self, listing: Listing) -> str | None:
        record = listing.record
        if record is None or record.last_check != "failed" or record.checked_at is None:
            return None
        return self._t("server.check_failed", day=self._t.day(record.checked_at))

    def _why(self, near: Near) -> str:
        if near.why == "partner":
            return self._t("server.near_partner")
        if near.why == "tags":
            return self._t("server.near_tags", names=self._t.list(near.shared))
        names = [
            self._catalogue.communities[slug].community.name
            for slug in near.shared
            if slug in self._catalogue.communities
        ]
        return self._t("server.near_community", names=self._t.list(names))


def badges(listing: Listing) -> list[str]:
    """Return the keys of a server's badges; Discord's own only where Discord says so."""
    found = ["official"] if listing.entry.official else []
    facts = listing.facts
    if facts and listing.state is not State.INELIGIBLE:
        found += [word for feature, word in _BADGES.items() if feature in facts.features]
    return found
