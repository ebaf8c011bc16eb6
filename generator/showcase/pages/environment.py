"""The templates' environment: everything escaped, nothing undefined."""

import re
from collections.abc import Callable, Hashable
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup

from showcase import addresses, text
from showcase.artwork import Rendition
from showcase.catalogue import Listing
from showcase.pages import compiler
from showcase.words import Words

_WORD: Final = re.compile(r'\bt\(("[a-z0-9_.]+")\)')


class _Spoken(Extension):
    """Words without values are constants: a template is compiled with them in their place."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Make filters of them, which Jinja applies to constants beforehand."""
        del name, filename
        return _WORD.sub(r"(\1|t)", source)


def depends_on(words: Words) -> tuple[str, ...]:
    """Return what stands in our templates when they are compiled, besides themselves."""
    return repr(words), *(Path(name).read_text("utf-8") for name in (__file__, compiler.__file__))


def spoken(words: Words) -> Environment:
    """Return the environment of all our templates in a language."""
    made = environment()
    # What stands in a template beforehand is not finalized any more.
    made.filters["t"] = lambda key: _escaped(words(key))
    made.globals["t"] = words
    made.add_extension(_Spoken)
    return made


def environment() -> Environment:
    """Return the environment of all our templates."""
    return compiler.Environment(
        loader=PackageLoader("showcase", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_escaped,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _escaped(value: Any) -> Markup:
    """Escape what a template puts out, for Markdown as well as for HTML."""
    if type(value) is str:
        return _written(value)
    if isinstance(value, Markup):
        return value
    if value is None:
        raise TypeError("a template puts out None")
    return _written(str(value))


# Names, addresses and our own words stand on many pages.
@lru_cache(maxsize=1 << 15)
def _written(value: str) -> Markup:
    return compiler.as_markup(text.markdown(value))


_WAY_UP: Final = "\0"
"""Stands for the way from a page to the site's root; no text has it."""


def placed(html: str, source: str, root: str = "") -> str:
    """Let the links of what templates made lead from a page.

    Args:
        source: The page's address.
        root: The site's path on its host, for a page that stands anywhere.
    """
    way = root or addresses.relative("", source)
    if way == "./":
        html = html.replace(f'{_WAY_UP}"', f'{text.markdown(way)}"')
        way = ""
    return html.replace(_WAY_UP, text.markdown(way))


class Links:
    """Links from anywhere, until `placed` says from where; templates call it `link`."""

    def to(self, address: str) -> str:
        """Return the link to an address."""
        return f"{_WAY_UP}{address}"

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


class Fragments:
    """What stands on many pages and looks the same on each; templates call it `once`."""

    def __init__(self) -> None:
        self._made: dict[tuple[Hashable, ...], Markup] = {}

    def __call__(
        self, macro: Callable[..., Markup], listing: Listing, *arguments: Hashable
    ) -> Markup:
        """Return what a macro makes of a listing."""
        key = (macro, listing.slug, *arguments)
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = macro(listing, *arguments)
        return made

    def of(self, macro: Callable[..., Markup], value: Hashable) -> Markup:
        """Return what a macro makes of a value, such as a day."""
        made = self._made.get((macro, value))
        if made is None:
            made = self._made[macro, value] = macro(value)
        return made
