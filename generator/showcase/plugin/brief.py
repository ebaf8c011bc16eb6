"""The short way of a generated page through MkDocs: its body is HTML already."""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import get_toc
from mkdocs.utils import meta

from showcase.pages import Page
from showcase.search import Document

OUTPUT: Final = "showcase-output.html"
"""The template that puts out what a brief page has as its `output`."""
_KNOWN: Final = frozenset({"material.plugins.search.plugin", "showcase.plugin.hooks"})
"""Modules of plugins whose doings are known."""
_EVENTS: Final = (
    *("pre_page", "page_read_source", "page_markdown", "page_content", "page_context"),
    "post_page",
)
_ID: Final = re.compile(r'\sid="([^"]+)"')
_BUILT_IN: Final = frozenset(
    {
        *("abbr", "admonition", "attr_list", "codehilite", "def_list", "extra", "fenced_code"),
        *("footnotes", "legacy_attrs", "legacy_em", "md_in_html", "meta", "nl2br", "sane_lists"),
        *("smarty", "tables", "toc", "wikilinks"),
    }
)
"""Extensions of Markdown itself."""


@dataclass(frozen=True, slots=True)
class Made:
    """A page as we made it.

    Attributes:
        page: The page without its body.
        length: Of the body, in bytes.
        read: Returns the body.
    """

    page: Page
    length: int
    read: Callable[[], str]

    @property
    def source(self) -> str:
        """The whole Markdown file."""
        return replace(self.page, body=self.read()).source


class BriefPage(MkDocsPage):
    """A generated page that is not read from a file, and no Markdown to be converted.

    Where a plugin hands in another source or changes the text, it goes the ordinary way.

    Attributes:
        made: The page as we made it.
        given: What stands above it, as the theme saw it first.
        is_brief: Whether nobody changed it.
        output: The whole page, its frame included, until it is taken; see `shells`.
    """

    def __init__(self, made: Made, file: File, config: MkDocsConfig) -> None:
        self._is_as_made = self._is_covered = False
        self._content: str | None = None
        self._open: str | None = None
        super().__init__(None, file, config)
        self.made = made
        self.given: dict[str, Any] = {}
        self.is_brief = False
        self.output = ""
        self._ids: set[str] | None = None

    def take_place(self, other: MkDocsPage, nav: Navigation) -> None:
        """Stand in the navigation where another page stands, under the same title."""
        if "title" in vars(other):
            self.title = other.title
        self.parent = other.parent
        for places in (other.parent.children if other.parent else nav.items, nav.pages):
            assert places is not None
            places[places.index(other)] = self
        self.previous_page, self.next_page = other.previous_page, other.next_page
        if self.previous_page:
            self.previous_page.next_page = self
        if self.next_page:
            self.next_page.previous_page = self

    def read_source(self, config: MkDocsConfig) -> None:
        """Take the text and what stands above it from the page itself."""
        source = config.plugins.on_page_read_source(page=self, config=config)
        if source is None:
            self.take()
        else:
            self.markdown, self.meta = meta.get_data(source)

    def take(self, **changes: Any) -> None:
        """Take what was made; `changes` stand in for parts of its meta."""
        changes = {name: value for name, value in changes.items() if value is not None}
        self._open = self.made.read()
        self.markdown, self.meta = f"{self._open}\n", {**self.made.page.meta, **changes}
        self.meta["search"] = {"exclude": True}
        self.meta["template"] = OUTPUT
        self.given = dict(self.meta)

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Let the body stand as it is."""
        if not self.given or self.markdown != f"{self._open}\n":
            self.meta.pop("template", None)
            super().render(config, files)
            return
        self.is_brief = self._is_as_made = True
        # It said what it had to say, and there may be ten thousand of them.
        self.markdown = ""
        self.toc = get_toc([])
        self.links_to_anchors = {}

    @property
    def content(self) -> str | None:
        """The body as HTML; read again where it is still the one that was made."""
        if self._is_covered:
            return ""
        if not self._is_as_made:
            return self._content
        if self._open is None:
            self._open = self.made.read()
        return self._open

    @content.setter
    def content(self, content: str | None) -> None:
        if self._is_covered:
            return
        # MkDocs puts back what it took, if no plugin changed it.
        self._is_as_made = self._is_as_made and content == self._open
        self._content = None if self._is_as_made else content
        self._open = None

    def taken_output(self) -> str:
        """Return the whole page and keep it no longer."""
        output, self.output, self._open = self.output, "", None
        return output

    def cover(self) -> None:
        """Lay the content aside."""
        self._is_covered = True

    def uncover(self) -> None:
        """Take it back."""
        self._is_covered = False

    @property
    def present_anchor_ids(self) -> set[str]:
        """What links of maintainers' pages may lead to."""
        if self._ids is None:
            self._ids = set(_ID.findall(self.content or ""))
        return self._ids

    @present_anchor_ids.setter
    def present_anchor_ids(self, ids: set[str]) -> None:
        self._ids = ids


def prevented(pages: Iterable[Made], config: MkDocsConfig, files: Files) -> str | None:
    """Return why the pages must go the ordinary way; None where the short one ends the same.

    It is tried in each build: the smallest page of each kind is converted by the site's own
    Markdown, which must give back the body as it is.
    """
    strange = [name for name in config.markdown_extensions if not _is_known(name)]
    if strange:
        return f"nobody knows what the Markdown extension `{strange[0]}` does to them"
    kinds: dict[Hashable, Made] = {}
    for made in pages:
        kind = (made.page.card is None, made.page.is_listed, made.page.edit is None)
        if kind not in kinds or made.length < kinds[kind].length:
            kinds[kind] = made
    for made in kinds.values():
        source = made.source
        tried = MkDocsPage(None, File.generated(config, made.page.uri, content=source), config)
        tried.markdown, tried.meta = meta.get_data(source)
        tried.render(config, files)
        if tried.content != made.read() or list(tried.toc):
            return "the Markdown extensions of this site change their HTML"
    return None


def is_unseen(config: MkDocsConfig) -> bool:
    """Tell whether no plugin but this one and the theme's search looks at pages in their frames."""
    return _are_others_silent(config, "page_context")


def is_untouched(config: MkDocsConfig) -> bool:
    """Tell whether no other plugin has a say in what a page becomes."""
    return all(_are_others_silent(config, name) for name in _EVENTS)


def _are_others_silent(config: MkDocsConfig, event: str) -> bool:
    told = (getattr(one, "__self__", None) for one in config.plugins.events[event])
    return all(type(one).__module__ in _KNOWN for one in told)


def documents_of(pages: Iterable[Page]) -> Iterator[Document]:
    """Return what the search finds pages by; of a list it finds the first part."""
    for page in pages:
        if page.is_listed and "/page/" not in page.address:
            yield Document(page.address, page.title, "page", page.description)


def _is_known(name: str) -> bool:
    """Tell whether an extension leaves blocks of HTML alone, as far as their words go."""
    plain = name.removeprefix("markdown.extensions.")
    return plain in _BUILT_IN or name.startswith("pymdownx.")
