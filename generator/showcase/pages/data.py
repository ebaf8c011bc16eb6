"""The page that documents what other programs can read."""

from collections.abc import Callable
from typing import Final

from showcase import addresses
from showcase.liveness import State
from showcase.pages.page import Page, Way
from showcase.words import Words

LICENSE_URL: Final = "https://creativecommons.org/licenses/by/4.0/"
_SLUG: Final = "SLUG"
"""What stands for a slug where an address is shown."""


def data_page(
    example: str,
    absolute: Callable[[str], str],
    t: Words,
    render: Callable[..., str],
) -> Page:
    """Return the page.

    Args:
        example: A row of `servers.json`, laid out to be read; "" where there is none.
        absolute: Returns an address in full, or "" where the site's own is not known.
        render: Takes a template's name, the page's address and the template's values.
    """
    body = render(
        "api.md.jinja",
        addresses.API,
        example=example,
        site_url=absolute(""),
        servers_address=addresses.SERVERS_JSON,
        communities_address=addresses.COMMUNITIES_JSON,
        records_address=addresses.RECORDS_JSON,
        server_schema=addresses.SERVER_SCHEMA,
        community_schema=addresses.COMMUNITY_SCHEMA,
        feed=addresses.FEED,
        calendar=addresses.CALENDAR,
        community_feed=addresses.community_feed(_SLUG),
        badge=addresses.badge(_SLUG),
        slug=_SLUG,
        states=[state.value for state in State],
        license=Way(LICENSE_URL),
        license_text=t.around("api.license_text"),
    )
    return Page(
        address=addresses.API,
        title=t("api.title"),
        description=t("api.intro"),
        body=body,
        # Below home, so that it is not one more tab.
        parent="",
    )
