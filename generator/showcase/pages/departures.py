"""Pages of what is no longer there: why, or where it is now."""

from collections.abc import Callable, Iterator, Mapping

from showcase.catalogue import Catalogue
from showcase.content.departures import destination
from showcase.models.removed import Departure
from showcase.pages.page import Page
from showcase.words import Words

Render = Callable[..., str]


def departures(catalogue: Catalogue, t: Words, render: Render) -> Iterator[Page]:
    """Return the pages that stand at addresses which entries and communities left.

    Args:
        render: Takes a template's name, the page's address and the template's values.
    """
    removed = catalogue.removed
    names = {slug: one.entry.name for slug, one in catalogue.listings.items()}
    yield from _pages("servers/", removed.servers, names, t, render)
    names = {slug: one.community.name for slug, one in catalogue.communities.items()}
    yield from _pages("communities/", removed.communities, names, t, render)


def _pages(
    folder: str,
    left: Mapping[str, Departure],
    names: Mapping[str, str],
    t: Words,
    render: Render,
) -> Iterator[Page]:
    moved = t.around("removed.moved_text")
    for slug, departure in left.items():
        address = f"{folder}{slug}/"
        to = destination(slug, left, names)
        yield Page(
            address=address,
            title=t("removed.moved_title") if to else t("removed.title", name=slug),
            description=departure.reason,
            body=render(
                "removed.md.jinja",
                address,
                slug=slug,
                departure=departure,
                to=to,
                to_address=f"{folder}{to}/",
                to_name=names[to] if to else "",
                moved=moved,
            ),
            parent=folder,
            is_listed=False,
        )
