"""The frame around generated pages, rendered once for those that differ in their words alone.

A shell is what the theme makes of a page of signs. It is used once it is proven: filled with what
a page of its shape says, it must be that page as the theme renders it, to the byte. Pages
of which other plugins know more than we do are rendered by the theme, one by one.
"""

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import Final

from jinja2 import Environment, Template
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.utils.templates import TemplateContext

from showcase.pages import Page
from showcase.plugin.brief import BriefPage, Made

_FRAME: Final = "main.html"
_SIGNS: Final = {
    name: f"q7{name}7q" for name in ("step", "title", "description", "card", "structured", "body")
}
_SIGN: Final = re.compile("|".join(_SIGNS.values()))
_NAMES: Final = {sign: name for name, sign in _SIGNS.items()}
_HEADING: Final = "<h1"
_CONTEXT: Final = frozenset(TemplateContext.__annotations__)


class Shells:
    """The shells of one build."""

    def __init__(
        self, environment: Environment, config: MkDocsConfig, explain: Callable[[str], None]
    ) -> None:
        """Take what the theme renders pages by, and what tells people of a shell that failed."""
        self._config = config
        self._explain = explain
        self._frame: Template = environment.get_template(_FRAME)
        self._known: dict[Hashable, _Shell | None] = {}
        self._met: set[Hashable] = set()

    def output(self, page: BriefPage, context: TemplateContext) -> str:
        """Return the whole page."""
        if not _is_ours_alone(page, context):
            return self._rendered(page, context)
        shape = _shape(page)
        if shape not in self._known:
            output = self._rendered(page, context)
            if shape not in self._met:
                # Many pages are alone in their shape.
                self._met.add(shape)
                return output
            shell = self._shell(page, context)
            is_proven = shell.fits(page) and shell.filled(page) == output
            self._known[shape] = shell if is_proven else None
            if not is_proven:
                self._explain(f"the theme treats pages like {page.url} each in its own way")
            return output
        known = self._known[shape]
        if known is None or not known.fits(page):
            return self._rendered(page, context)
        return known.filled(page)

    def _shell(self, page: BriefPage, context: TemplateContext) -> "_Shell":
        """Render a page of signs that stands where another does."""
        made = page.made.page
        step = _last_step(made)
        blank = replace(
            made,
            address=f"{made.address.removesuffix(f'{step}/')}{_SIGNS['step']}/",
            title=_SIGNS["title"],
            description=_SIGNS["description"],
            tags=("q7tag7q",) if made.tags else (),
            card=_SIGNS["card"] if made.card else None,
            edit=_signed(made.edit, step),
            feed=_signed(made.feed, step),
        )
        file = File.generated(self._config, blank.uri, content="")
        file.edit_uri = _signed(page.file.edit_uri, step)
        # The theme writes a heading above a body that has none.
        start, end = (_HEADING, "</h1>") if _HEADING in (page.content or "") else ("", "")
        body = f"{start}{_SIGNS['body']}{end}"
        signs = BriefPage(Made(blank, len(body), lambda: body), file, self._config)
        signs.take(structured=_SIGNS["structured"] if made.structured else None)
        signs.is_brief = True
        signs.content = body
        signs.parent = page.parent
        signs.active = True
        output = self._rendered(signs, {**context, "page": signs})
        output = output.replace(body, _SIGNS["body"])
        return _Shell(
            _SIGN.split(output),
            [_NAMES[sign] for sign in _SIGN.findall(output)],
            signs.canonical_url,
            signs.edit_url,
        )

    def _rendered(self, page: BriefPage, context: TemplateContext) -> str:
        """Return the page as the theme renders it."""
        template = page.meta.pop("template")
        try:
            return self._frame.render(context)
        finally:
            page.meta["template"] = template


@dataclass(frozen=True, slots=True)
class _Shell:
    """A page in pieces, and what stands between them.

    Attributes:
        names: Of what stands behind each piece but the last.
        canonical_url, edit_url: Of the page of signs.
    """

    pieces: list[str]
    names: list[str]
    canonical_url: str | None
    edit_url: str | None

    def fits(self, page: BriefPage) -> bool:
        """Tell whether MkDocs has the addresses of a page from the page itself."""
        step = _last_step(page.made.page)
        return (
            _unsigned(self.canonical_url, step) == page.canonical_url
            and _unsigned(self.edit_url, step) == page.edit_url
        )

    def filled(self, page: BriefPage) -> str:
        """Return the shell with what a page says."""
        meta = page.meta
        values = {
            "step": _last_step(page.made.page),
            "title": meta["title"],
            "description": meta["description"],
            "card": meta.get("image"),
            "structured": meta.get("structured"),
            "body": page.content,
        }
        parts = [""] * (2 * len(self.pieces) - 1)
        parts[::2] = self.pieces
        parts[1::2] = [values[name] for name in self.names]
        return "".join(parts)


def _is_ours_alone(page: BriefPage, context: TemplateContext) -> bool:
    """Tell whether templates see of a page what we gave, and nothing else."""
    return (
        page.is_brief
        and page.meta == page.given
        and page.title == page.given["title"]
        and page.previous_page is None
        and page.next_page is None
        and context.keys() <= _CONTEXT
    )


def _shape(page: BriefPage) -> Hashable:
    """Return all that templates may tell a page by, but for what a shell is filled with."""
    made = page.made.page
    step = _last_step(made)
    return (
        made.address.removesuffix(f"{step}/"),
        id(page.parent),
        made.scripts,
        made.is_listed,
        made.card is None,
        made.structured == (),
        made.tags == (),
        _signed(made.feed, step),
        _signed(page.file.edit_uri, step),
        _HEADING in (page.content or ""),
    )


def _last_step(page: Page) -> str:
    return page.address.rstrip("/").rpartition("/")[2]


def _signed(address: str | None, step: str) -> str | None:
    """Put the sign in the place of a step of an address."""
    for end in "/.":
        address = address and address.replace(f"/{step}{end}", f"/{_SIGNS['step']}{end}")
    return address


def _unsigned(address: str | None, step: str) -> str | None:
    return address and address.replace(_SIGNS["step"], step)
