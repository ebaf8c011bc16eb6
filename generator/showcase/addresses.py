"""Where everything stands on the site; a contract that other people's links hang on."""

import hashlib
import re
import unicodedata
from typing import Final

PICTURES: Final = "assets/showcase/"
SERVERS_JSON: Final = "api/v1/servers.json"
COMMUNITIES_JSON: Final = "api/v1/communities.json"
RECORDS_JSON: Final = "api/v1/records.json"
SERVER_SCHEMA: Final = "schemas/server.json"
COMMUNITY_SCHEMA: Final = "schemas/community.json"

_SIGNS: Final = {"+": "-plus", "#": "-sharp", ".": "-dot-", "&": "-and-"}


def server(slug: str) -> str:
    """Return the address of a server's page, from the site's root."""
    return f"servers/{slug}/"


def community(slug: str) -> str:
    """Return the address of a community's page."""
    return f"communities/{slug}/"


def language(tag: str) -> str:
    """Return the address of a language's page."""
    return f"languages/{tag}/"


def tag(name: str) -> str:
    """Return the address of a tag's page: `c++` stands at `tags/c-plus-plus/`."""
    word = "".join(_SIGNS.get(sign, sign) for sign in name)
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    if not word.isascii() or not slug or slug == "page":
        # Two tags must never share a page, and not every disk keeps every script apart.
        slug = f"{slug}-{hashlib.sha256(name.encode()).hexdigest()[:8]}".strip("-")
    return f"tags/{slug}/"


def page(address: str, number: int) -> str:
    """Return the address of a later page of a long list."""
    return address if number == 1 else f"{address}page/{number}/"


def relative(address: str, source: str) -> str:
    """Return the link to `address` from the page at `source`, both from the site's root."""
    up = "../" * source.count("/")
    return f"{up}{address}" or "./"
