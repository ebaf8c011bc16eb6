"""What stands where no page is."""

from collections.abc import Callable
from typing import Final

from showcase.catalogue import Catalogue
from showcase.liveness import State
from showcase.pages.site import Site
from showcase.words import Words

_SHOWN: Final = 3


def missing(
    catalogue: Catalogue, site: Site, t: Words, render: Callable[..., str]
) -> dict[str, str]:
    """Return words and cards for the page 404, which stands at any address.

    Args:
        render: Takes a template's name, the page's address and the template's values.
    """
    listings = [catalogue.listings[slug] for slug in catalogue.listed]
    living = [listing for listing in listings if listing.state is State.LIVE]
    return {
        "title": t("missing.title"),
        "text": t("missing.text"),
        "search": t("missing.search"),
        "search_failed": t("search.failed"),
        "find": t("missing.find"),
        "cards": render("missing.md.jinja", "", root=site.root, listings=living[:_SHOWN]),
    }
