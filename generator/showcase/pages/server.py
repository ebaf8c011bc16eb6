"""The page of one server."""

from collections.abc import Callable, Sequence
from typing import Final

from showcase import addresses, layout
from showcase.catalogue import Catalogue, Listing, Occasion
from showcase.links import join_url
from showcase.liveness import State
from showcase.pages import remarks
from showcase.pages.calendar import soonest
from showcase.pages.chart import chart
from showcase.pages.page import Page, Thing, Way
from showcase.pages.site import Site
from showcase.pages.structured import Structured
from showcase.words import Words

SOON: Final = 6
"""Events on a page that is not about events."""
_CLOSEST: Final = 4
# Source: the table of boost levels in Discord's help centre; emoji and stickers are totals.
_BOOST_PERKS: Final = {
    1: {"audio": 128, "emoji": 100, "stickers": 15, "upload": 10},
    2: {"audio": 256, "emoji": 150, "stickers": 30, "upload": 50},
    3: {"audio": 384, "emoji": 250, "stickers": 60, "upload": 100},
}

Render = Callable[..., str]


def server_page(
    listing: Listing, catalogue: Catalogue, site: Site, t: Words, render: Render
) -> Page:
    """Return the page of a server.

    Args:
        render: Takes a template's name, the page's address and the template's values.
    """
    entry, record, slug = listing.entry, listing.record, listing.slug
    may_tell = listing.state is not State.INELIGIBLE
    facts = listing.facts if may_tell else None
    code = listing.verdict.code
    tier = facts.boost_tier if facts else None
    address = addresses.server(slug)
    events = soonest(catalogue.occasions_of.get(slug, ()), SOON)
    body = render(
        "server.md.jinja",
        address,
        listing=listing,
        entry=entry,
        record=record,
        answered_at=record.answered_at,
        facts=facts,
        join_url=join_url(code) if code else None,
        is_backup=code is not None and code != entry.invite,
        notice=remarks.notice(listing, t),
        check_failed=remarks.check_failed(listing, t),
        perks=t("server.boost_perks", **_BOOST_PERKS[tier]) if tier else "",
        own_name=facts.name if facts and facts.name != entry.name else None,
        own_description=facts.description if facts else None,
        closest=() if listing.is_listed else _closest(listing, catalogue),
        near=_near(listing, catalogue, t) if listing.is_listed else (),
        events=events,
        highlights_own=[(None, one) for one in entry.highlights],
        join_help=t.around("server.join_help"),
        chart=chart(record.history) if listing.is_listed else None,
        share_url=site.absolute(address) if listing.is_listed else "",
        badge=site.badge(slug, t),
        edit_url=site.edit_url(layout.server(slug)),
        still=remarks.still_right(listing, catalogue.at.date()),
        report=Way(site.report_url(slug, t("report.issue_title", slug=slug))),
        contact=Way(site.contact_url(t("report.issue_title", slug=slug))),
    )
    return Page(
        address=address,
        title=entry.name,
        description=entry.summary,
        body=body,
        parent="servers/",
        tags=entry.tags if listing.is_listed else (),
        card=addresses.PICTURES + listing.artwork.card.file,
        edit=layout.server(slug),
        is_listed=listing.is_listed,
        structured=_structured(listing, catalogue, site, events) if listing.is_listed else (),
        scripts=(
            *((addresses.SHARE_SCRIPT,) if listing.is_listed and site.url else ()),
            *((addresses.EVENTS_SCRIPT,) if events else ()),
        ),
    )


def _structured(
    listing: Listing, catalogue: Catalogue, site: Site, events: Sequence[Occasion]
) -> tuple[Thing, ...]:
    things = Structured(site, catalogue)
    return (things.server(listing), *things.events(events))


def _closest(listing: Listing, catalogue: Catalogue) -> list[Listing]:
    """Return what stands in for a server whose page has no way in."""
    return [catalogue.listings[near.slug] for near in listing.near[:_CLOSEST]]


def _near(listing: Listing, catalogue: Catalogue, t: Words) -> list[tuple[Listing, str]]:
    """Return the neighbours that are no partners, which stand there anyhow, and why each is one."""
    partners = {partner for partner, _ in listing.partners}
    return [
        (catalogue.listings[near.slug], remarks.nearness(near, catalogue, t))
        for near in listing.near
        if near.slug not in partners
    ]
