"""One generated page, and the Markdown file it becomes."""

import html
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NewType, TypeVar

from showcase import addresses

T = TypeVar("T")
Thing = NewType("Thing", str)
"""Something of schema.org as JSON-LD, written already: its text takes a third of the memory."""
_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of the site.

    Attributes:
        address: From the site's root, ends in a slash.
        title, description: Plain text.
        body: Markdown that holds all the page says.
        parent: The address of the page above it; None at the top.
        tags: For the search and for tag plugins.
        card: Address of a picture for social media.
        edit: The file that a person would mend, from the content folder.
        is_listed: Whether search and sitemap know it.
        structured: What the page says, for machines.
        scripts: Addresses of modules that the page is better with.
        feed: Address of the Atom feed of what the page shows, if not that of the whole site.
    """

    address: str
    title: str
    description: str
    body: str
    parent: str | None = None
    tags: tuple[str, ...] = ()
    card: str | None = None
    edit: str | None = None
    is_listed: bool = True
    structured: tuple[Thing, ...] = ()
    scripts: tuple[str, ...] = ()
    feed: str | None = None

    @property
    def uri(self) -> str:
        """The Markdown file, from the docs folder."""
        return f"{self.address}index.md"

    @property
    def source(self) -> str:
        """The whole Markdown file."""
        lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in
                 self.meta.items()]  # fmt: skip
        return "\n".join(["---", *lines, "---", "", self.body, ""])

    @property
    def meta(self) -> dict[str, Any]:
        """What stands above the body, for the theme and for plugins; made anew each time."""
        # MkDocs renders its templates without escaping, so what goes into them is escaped here.
        meta: dict[str, Any] = {
            "title": html.escape(self.title),
            "description": html.escape(self.description),
            # The body shows the tags; where a theme or a plugin would, too, it need not.
            "hide": ["navigation", "toc", "tags"],
        }
        if self.tags:
            meta["tags"] = [html.escape(tag) for tag in self.tags]
        if self.card:
            meta["image"] = self.card
        if self.scripts:
            meta["scripts"] = list(self.scripts)
        if self.feed:
            meta["feed"] = self.feed
        if not self.is_listed:
            meta["search"] = {"exclude": True}
            meta["robots"] = "noindex"
        if self.structured:
            # As text: its YAML would be slow to read.
            meta["structured"] = _json_ld(self.structured)
        return meta


def _json_ld(things: Iterable[Thing]) -> str:
    written = f'{{"@context":"https://schema.org","@graph":[{",".join(things)}]}}'
    # It goes into a script element. These signs stand in texts alone, where they may be so.
    return written.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e")


@dataclass(frozen=True, slots=True)
class Value:
    """What a list of values says of one, such as a tag.

    Attributes:
        count: Servers that have it.
        lang: The language of its name.
        also: Another name for it, or the same.
    """

    address: str
    name: str
    count: int
    lang: str = ""
    also: str = ""

    @property
    def note(self) -> str:
        """The other name, if it is one."""
        return self.also if self.also != self.name else ""


@dataclass(frozen=True, slots=True)
class Way:
    """A way out of a page, where there is one."""

    url: str | None


@dataclass(frozen=True, slots=True)
class Paging(Generic[T]):
    """One part of a long list."""

    start: str
    number: int
    count: int
    items: Sequence[T]

    def address(self, number: int) -> str:
        """Return the address of another part."""
        return addresses.page(self.start, number)

    @property
    def shown(self) -> list[int]:
        """Numbers to link: the first, the last, and those near this one."""
        near = range(self.number - _SHOWN, self.number + _SHOWN + 1)
        return [n for n in range(1, self.count + 1) if n in near or n in {1, self.count}]


def paged(items: Sequence[T], start: str, size: int) -> list[Paging[T]]:
    """Cut a list into parts of `size`; there is always a first one."""
    count = max(1, -(-len(items) // size))
    return [
        Paging(start, number + 1, count, items[number * size : (number + 1) * size])
        for number in range(count)
    ]
