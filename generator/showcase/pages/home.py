"""What the home page asks for: its text is its maintainers', what stands below it is ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from showcase import addresses
from showcase.catalogue import Catalogue
from showcase.content.rules import check_featured

HOME_TEMPLATE: Final = "showcase-home.html"
HOME_SCRIPTS: Final = (addresses.HOME_SCRIPT, addresses.EVENTS_SCRIPT)
"""What home loads where its meta names no scripts."""


@dataclass(frozen=True, slots=True)
class Home:
    """What stands above a home page.

    Attributes:
        featured: Slugs, as they were written.
        mistakes: What is wrong with how `featured` is written; sentences that it begins.
    """

    featured: tuple[str, ...] = ()
    mistakes: tuple[str, ...] = ()


def home_of(meta: Mapping[str, Any]) -> Home | None:
    """Return what the meta of a page asks for; None where it is not home's."""
    if meta.get("template") != HOME_TEMPLATE:
        return None
    featured = meta.get("featured") or []
    if not isinstance(featured, list):
        return Home(mistakes=("must be a list of slugs. Write them as `[one, another]`.",))
    return Home(tuple(map(str, featured)))


def complaints(home: Home, catalogue: Catalogue) -> list[str]:
    """Return sentences on `featured`; that a server left, or moved on, is no mistake."""
    known = {*catalogue.listings, *catalogue.removed.servers}
    return [*home.mistakes, *check_featured(home.featured, known)]
