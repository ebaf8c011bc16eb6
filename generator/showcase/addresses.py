"""Where everything stands on the site; a contract that other people's links hang on."""

import hashlib
import re
import unicodedata
from functools import lru_cache
from typing import Final

PICTURES: Final = "assets/showcase/"
STYLES: Final = "assets/showcase/showcase.css"
DIRECTORY_JSON: Final = "assets/showcase/directory.json"
SEARCH_INDEX: Final = "search/search_index.json"
SEARCH: Final = "assets/showcase/search/"
# What a script imports is named too, so that all are fetched at once.
DIRECTORY_SCRIPTS: Final = (
    "assets/showcase/folding.js",
    "assets/showcase/directory/filter.js",
    "assets/showcase/directory/poster.js",
    "assets/showcase/directory.js",
)
HOME_SCRIPT: Final = "assets/showcase/home.js"
EVENTS_SCRIPT: Final = "assets/showcase/events.js"
SHARE_SCRIPT: Final = "assets/showcase/share.js"
ADD: Final = "add/"
ADD_SCRIPTS: Final = (
    *("assets/showcase/folding.js", "assets/showcase/add/text.js"),
    *(
        f"assets/showcase/add/{name}.js"
        for name in "schema check yaml poster card listed links pick draft ways".split()
    ),
    "assets/showcase/add.js",
)
FEED: Final = "feed.xml"
CALENDAR: Final = "events.ics"
API: Final = "api/"
SERVERS_JSON: Final = "api/v1/servers.json"
COMMUNITIES_JSON: Final = "api/v1/communities.json"
RECORDS_JSON: Final = "api/v1/records.json"
SERVER_SCHEMA: Final = "schemas/server.json"
COMMUNITY_SCHEMA: Final = "schemas/community.json"

_SPACES: Final = re.compile(r"[ -]+")
_SIGNS: Final = {"+": "-plus", "#": "-sharp", ".": "-dot-"}
RESERVED: Final = frozenset(
    "con prn aux nul".split()
    + [f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)]
)
"""Names that no file may have on Windows."""
_SUFFIX: Final = re.compile(r"(?:.*-)?[0-9a-f]{8}")


def server(slug: str) -> str:
    """Return the address of a server's page, from the site's root."""
    return f"servers/{slug}/"


def badge(slug: str) -> str:
    """Return the address of a server's badge, for READMEs elsewhere."""
    return f"badges/{slug}.svg"


def community(slug: str) -> str:
    """Return the address of a community's page."""
    return f"communities/{slug}/"


def community_feed(slug: str) -> str:
    """Return the address of a community's feed."""
    return f"communities/{slug}/feed.xml"


def language(tag: str) -> str:
    """Return the address of a language's page."""
    # `con` is a language, Cofán, and a name that Windows keeps.
    return f"languages/{tag}{'-language' if tag in RESERVED else ''}/"


@lru_cache(maxsize=1 << 12)
def tag(name: str) -> str:
    """Return the address of a tag's page: `c++` stands at `tags/c-plus-plus/`.

    `co op` and `co-op` share a page; no other two tags do.
    """
    name = _SPACES.sub("-", name.lower())
    slug = re.sub("-+", "-", "".join(_SIGNS.get(sign, sign) for sign in name)).strip("-")
    is_plain = slug.isascii() and slug != "page" and slug not in RESERVED
    if _named(slug) != name or not is_plain or _SUFFIX.fullmatch(slug):
        # Not every disk keeps every script apart.
        plain = unicodedata.normalize("NFKD", slug).encode("ascii", "ignore").decode()
        plain = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
        slug = f"{plain}-{hashlib.sha256(name.encode()).hexdigest()[:8]}".strip("-")
    return f"tags/{slug}/"


def _named(slug: str) -> str:
    """Return the one tag that may have this slug without a suffix."""
    slug = re.sub("(?:^|-)dot-", ".", slug)
    return slug.replace("-plus", "+").replace("-sharp", "#")


def page(address: str, number: int) -> str:
    """Return the address of a later page of a long list."""
    return address if number == 1 else f"{address}page/{number}/"


def relative(address: str, source: str) -> str:
    """Return the link to `address` from the page at `source`, both from the site's root."""
    up = "../" * source.count("/")
    return f"{up}{address}" or "./"
