"""All files for other programs, by their addresses."""

from showcase import addresses, text
from showcase.catalogue import Catalogue
from showcase.content.departures import moved
from showcase.feeds.atom import Atom
from showcase.feeds.badges import Badges
from showcase.feeds.data import Feeds
from showcase.words import Words


def feed_files(
    catalogue: Catalogue, words: Words, site_url: str, site_name: str
) -> dict[str, str | bytes]:
    """Return the contents of each file by its address.

    Args:
        site_url: Ends in a slash; "" where the site's address is not known.
    """
    # Here, as it brings icalendar: who loads the plugin for its options builds no site.
    from showcase.feeds.calendar import calendar

    name = text.one_line(site_name)
    atom = Atom(catalogue, words, site_url, name)
    badges = Badges(words, name)
    files: dict[str, str | bytes] = {**Feeds(catalogue, site_url).files()}
    files[addresses.FEED] = atom.all()
    for slug in catalogue.communities:
        files[addresses.community_feed(slug)] = atom.community(slug)
    files[addresses.CALENDAR] = calendar(catalogue, site_url, name)
    for slug, listing in catalogue.listings.items():
        files[addresses.badge(slug)] = badges.of(listing)
    # What others hold of an old address goes on: a badge in a README, a subscription.
    for slug in catalogue.removed.servers:
        files.setdefault(addresses.badge(slug), badges.not_listed)
    for old, new in moved(catalogue.removed.servers, catalogue.listings).items():
        files[addresses.badge(old)] = badges.of(catalogue.listings[new])
    for old, new in moved(catalogue.removed.communities, catalogue.communities).items():
        files[addresses.community_feed(old)] = atom.community(new)
    return files


def feed_links(t: Words) -> list[dict[str, str]]:
    """Return what the foot of every page links: address and label."""
    return [
        {"address": addresses.FEED, "label": t("feed.news")},
        {"address": addresses.CALENDAR, "label": t("feed.calendar")},
        {"address": addresses.API, "label": t("feed.data")},
    ]
