"""The templates' environment: everything escaped, nothing undefined."""

from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from showcase import addresses, text
from showcase.artwork import Rendition

# Source: the table of boost levels in Discord's help centre; emoji and stickers are totals.
BOOST_PERKS: Final = {
    1: {"audio": 128, "emoji": 100, "stickers": 15, "upload": 10},
    2: {"audio": 256, "emoji": 150, "stickers": 30, "upload": 50},
    3: {"audio": 384, "emoji": 250, "stickers": 60, "upload": 100},
}


def environment() -> Environment:
    """Return the environment of all our templates."""
    return Environment(
        loader=PackageLoader("showcase", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_escaped,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _escaped(value: Any) -> Markup:
    """Escape what a template puts out, for Markdown as well as for HTML."""
    if isinstance(value, Markup):
        return value
    if value is None:
        raise TypeError("a template puts out None")
    return Markup(text.markdown(value))  # noqa: S704 - every sign is escaped


class Links:
    """Links from one page; templates call it `link`."""

    def __init__(self, source: str, root: str = "") -> None:
        """Take the page's address, or the site's path for a page that stands anywhere."""
        self._source = source
        self._root = root

    def to(self, address: str) -> str:
        """Return the link to an address."""
        if self._root:
            return f"{self._root}{address}"
        return addresses.relative(address, self._source)

    def server(self, slug: str) -> str:
        """Return the link to a server's page."""
        return self.to(addresses.server(slug))

    def community(self, slug: str) -> str:
        """Return the link to a community's page."""
        return self.to(addresses.community(slug))

    def language(self, tag: str) -> str:
        """Return the link to a language's page."""
        return self.to(addresses.language(tag))

    def tag(self, name: str) -> str:
        """Return the link to a tag's page."""
        return self.to(addresses.tag(name))

    def picture(self, rendition: Rendition) -> str:
        """Return the link to a picture."""
        return self.to(addresses.PICTURES + rendition.file)

    def srcset(self, renditions: tuple[Rendition, ...]) -> str:
        """Return the value of `srcset` for a picture in several widths."""
        return ", ".join(f"{self.picture(one)} {one.width}w" for one in renditions)
