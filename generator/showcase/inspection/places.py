"""Where an address leads, read as a browser reads it."""

import posixpath
import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

_EDGES: Final = "".join(map(chr, range(0x21)))
# How most addresses begin that leave the site.
_ABROAD: Final = re.compile(r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)+)/")
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_HOST_END: Final = re.compile("[/?#]")
# Names of files that stand in an address as they are.
_LITERAL: Final = re.compile(r"[\w./-]+", re.ASCII)
_FOLLOWED: Final = frozenset({"http", "https", "mailto", "tel"})


Fine = dict[tuple[str, str], set[str]]
"""Of an attribute of an element, values that are in order on all pages of one depth."""


class Place(NamedTuple):
    """Where an address leads; all empty for another place of our own host, and for mail.

    Attributes:
        file: A file of the site, from its root.
        fragment: The part of the page, without its `#`.
        is_here: Whether it is the page itself.
        is_lost: Whether the site has no such file.
        host: Another host.
        scheme: Of an address that may neither be loaded nor followed.
    """

    file: str | None = None
    fragment: str = ""
    is_here: bool = False
    is_lost: bool = False
    host: str = ""
    scheme: str = ""


class Places:
    """Reads the addresses on the pages of one site."""

    def __init__(self, site_url: str, hosts: Iterable[str], files: Collection[str]) -> None:
        """Take the site.

        Args:
            site_url: Where it stands; "" where that is not known.
            hosts: Which pages may load from.
            files: All of its files, from its root.
        """
        parts = urlsplit(site_url)
        self._host = parts.netloc.lower()
        self._root = f"{parts.path.rstrip('/')}/"
        self._hosts = tuple(host.lower() for host in hosts)
        self._files = files
        self._literal = frozenset(_address(file) for file in files if _LITERAL.fullmatch(file))
        self._fine: dict[str, Fine] = defaultdict(lambda: defaultdict(set))

    def is_allowed(self, host: str) -> bool:
        """Tell whether pages may load from a host, as the policy has it."""
        return any(_fits(host, allowed) for allowed in self._hosts)

    def fine(self, folder: str) -> Fine:
        """Return what is known to be in order on pages as deep as this one, to be added to."""
        return self._fine[root_of(folder)]

    def is_file(self, address: str, root: str) -> bool:
        """Tell at a glance what most addresses are: the way to the root, and a file from there."""
        return address.startswith(root) and address[len(root) :] in self._literal

    def place(self, address: str, folder: str) -> Place:
        """Return where an address leads on a page in `folder`, "" or ending in a slash."""
        abroad = _ABROAD.match(address)
        if abroad and abroad[1] != self._host:
            return Place(host=abroad[1])
        address = address.strip(_EDGES).replace("\\", "/")
        for ignored in "\t\n\r":
            address = address.replace(ignored, "")
        scheme = _SCHEME.match(address)
        if scheme is None and not address.startswith("//"):
            return self._inside(address, folder)
        kind = scheme[1].lower() if scheme else "https"
        if kind not in _FOLLOWED:
            return Place(scheme=kind)
        if kind in {"mailto", "tel"}:
            return Place()
        # Browsers take any number of slashes before a host.
        rest = (address[scheme.end() :] if scheme else address).lstrip("/")
        host = _HOST_END.split(rest, maxsplit=1)[0]
        if not self._host or host.lower() != self._host:
            return Place(host=host.rpartition("@")[2].lower() or "no host")
        return self._inside("/" + rest[len(host) :].lstrip("/"), "")

    def _inside(self, address: str, folder: str) -> Place:
        address, _, fragment = address.partition("#")
        path = address.partition("?")[0]
        if not path:
            return Place(fragment=fragment, is_here=True)
        if path.startswith("/"):
            if not path.startswith(self._root):
                return Place()
            path, folder = path[len(self._root) :], ""
        path = unquote(path)
        joined = posixpath.normpath(folder + path)
        joined = "" if joined == "." else joined
        tries = [f"{joined}/index.html".lstrip("/")]
        if joined and not path.endswith(("/", "/.", "/..")):
            tries = [joined, *tries, f"{joined}.html"]
        for file in tries:
            if file in self._files:
                return Place(file, fragment)
        return Place(fragment=fragment, is_lost=True)


def _address(file: str) -> str:
    """Return how pages at the root name a file; a page by its folder."""
    folder, slash, name = file.rpartition("/")
    return folder + slash if name == "index.html" else file


def root_of(folder: str) -> str:
    """Return the way from a folder to the root of the site."""
    return "../" * folder.count("/")


def _fits(host: str, allowed: str) -> bool:
    if not allowed.startswith("*."):
        return host == allowed
    return host.endswith(allowed[1:]) and len(host) > len(allowed) - 1
