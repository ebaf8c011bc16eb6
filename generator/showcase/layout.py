"""How a content folder is laid out; people's files hang on it."""

from typing import Final

SERVERS: Final = "servers"
COMMUNITIES: Final = "communities"
FOLDERS: Final = (SERVERS, COMMUNITIES)
REMOVED: Final = "removed.yml"


def server(slug: str) -> str:
    """Return the place of an entry, from the content folder."""
    return f"{SERVERS}/{slug}.yml"


def community(slug: str) -> str:
    """Return the place of a community."""
    return f"{COMMUNITIES}/{slug}.yml"
