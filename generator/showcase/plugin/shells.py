"""The frame around generated pages, rendered once for those that differ in their words alone.

A shell is what the theme makes of a page of signs. It is used once it is proven: filled with what
a page of its shape says, it must be that page as the theme renders it, to the byte. Pages
of which other plugins know more than we do are rendered by the theme, one by one.
"""

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias, overload

from jinja2 import Environment, Template
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.utils.templates import TemplateContext

from showcase.plugin.brief import BriefPage, Made

_FRAME: Final = "main.html"
_SIGNS: Final = {
    name: f"q7{name}7q"
    for name in (
        *("step", "title", "description", "card", "structured", "body"),
        # Of the list that goes on.
        *("list", "list-title", "list-description"),
    )
}
_SIGN: Final = re.compile("|".join(_SIGNS.values()))
_NAMES: Final = {sign: name for name, sign in _SIGNS.items()}
_HEADING: Final = "<h1"
_Steps: TypeAlias = Mapping[str, str]
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
        # Those at the top are few, and each links itself from its frame.
        if not page.made.page.parent or not _is_ours_alone(page, context):
            return self._rendered(page, context)
        steps = _steps(page)
        shape = _shape(page, steps)
        if shape not in self._known:
            output = self._rendered(page, context)
            if shape not in self._met:
                # Many pages are alone in their shape.
                self._met.add(shape)
                return output
            shell = self._shell(page, steps, context)
            is_proven = shell.fits(page, steps) and shell.filled(page, steps) == output
            self._known[shape] = shell if is_proven else None
            if not is_proven:
                self._explain(f"the theme treats pages like {page.url} each in its own way")
            return output
        known = self._known[shape]
        if known is None or not known.fits(page, steps):
            return self._rendered(page, context)
        return known.filled(page, steps)

    def _shell(self, page: BriefPage, steps: _Steps, context: TemplateContext) -> "_Shell":
        """Render a page of signs that stands where another does."""
        # The theme writes a heading above a body that has none.
        start, end = (_HEADING, "</h1>") if _HEADING in (page.content or "") else ("", "")
        body = f"{start}{_SIGNS['body']}{end}"
        signs = self._of_signs(page, steps, "title", "description")
        signs.content = body
        if isinstance(page.parent, BriefPage) and "list" in steps:
            signs.parent = self._of_signs(page.parent, steps, "list-title", "list-description")
            signs.parent.parent = page.parent.parent
        else:
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

    def _of_signs(self, page: BriefPage, steps: _Steps, title: str, description: str) -> BriefPage:
        """Return a page like another that says nothing but signs."""
        made = page.made.page
        blank = replace(
            made,
            address=_signed(made.address, steps),
            title=_SIGNS[title],
            description=_SIGNS[description],
            tags=("q7tag7q",) if made.tags else (),
            card=_SIGNS["card"] if made.card else None,
            edit=_signed(made.edit, steps),
            feed=_signed(made.feed, steps),
        )
        file = File.generated(self._config, blank.uri, content="")
        file.edit_uri = _signed(page.file.edit_uri, steps)
        signs = BriefPage(Made(blank, 0, str), file, self._config)
        signs.take(structured=_SIGNS["structured"] if made.structured else None)
        signs.is_brief = True
        return signs

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

    def fits(self, page: BriefPage, steps: _Steps) -> bool:
        """Tell whether MkDocs has the addresses of a page from the page itself."""
        return (
            _unsigned(self.canonical_url, steps) == page.canonical_url
            and _unsigned(self.edit_url, steps) == page.edit_url
        )

    def filled(self, page: BriefPage, steps: _Steps) -> str:
        """Return the shell with what a page says."""
        meta = page.meta
        above: Mapping[str, Any] = page.parent.meta if isinstance(page.parent, BriefPage) else {}
        values = {
            **steps,
            "title": meta["title"],
            "description": meta["description"],
            "card": meta.get("image"),
            "structured": meta.get("structured"),
            "body": page.content,
            "list-title": above.get("title"),
            "list-description": above.get("description"),
        }
        parts = [""] * (2 * len(self.pieces) - 1)
        parts[::2] = self.pieces
        parts[1::2] = [values[name] for name in self.names]
        return "".join(parts)


def _is_ours_alone(page: BriefPage, context: TemplateContext) -> bool:
    """Tell whether templates see of a page what we gave, and nothing else."""
    return (
        _is_as_given(page)
        and page.previous_page is None
        and page.next_page is None
        and context.keys() <= _CONTEXT
    )


def _is_as_given(page: BriefPage) -> bool:
    return page.is_brief and page.meta == page.given and page.title == page.given["title"]


def _shape(page: BriefPage, steps: _Steps) -> Hashable:
    """Return all that templates may tell a page by, but for what a shell is filled with."""
    own = (_traits(page, steps), _HEADING in (page.content or ""))
    if isinstance(page.parent, BriefPage) and "list" in steps:
        return own, _traits(page.parent, steps), id(page.parent.parent)
    return own, id(page.parent)


def _traits(page: BriefPage, steps: _Steps) -> Hashable:
    made = page.made.page
    return (
        _signed(made.address, steps),
        made.scripts,
        made.is_listed,
        made.card is None,
        made.structured == (),
        made.tags == (),
        _signed(made.feed, steps),
        _signed(page.file.edit_uri, steps),
    )


def _steps(page: BriefPage) -> _Steps:
    """Return the steps of its address by which a page differs from others of its shape.

    They are the last one, and for a later part of one list of many the list's own.
    """
    address, above = page.made.page.address, page.parent
    found = {"step": _last_step(address)}
    if (
        isinstance(above, BriefPage)
        # Frames lead to the lists at the top; from their own later parts by another way.
        and above.made.page.parent
        and address.startswith(f"{above.made.page.address}page/")
        and _is_as_given(above)
    ):
        found["list"] = _last_step(above.made.page.address)
    return found


def _last_step(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


@overload
def _signed(address: str, steps: _Steps) -> str: ...
@overload
def _signed(address: str | None, steps: _Steps) -> str | None: ...
def _signed(address: str | None, steps: _Steps) -> str | None:
    """Put signs in the place of steps of an address."""
    if address is None:
        return None
    address = f"/{address}"
    for name, step in steps.items():
        for end in "/.":
            address = address.replace(f"/{step}{end}", f"/{_SIGNS[name]}{end}")
    return address[1:]


def _unsigned(address: str | None, steps: _Steps) -> str | None:
    for name, step in steps.items():
        address = address and address.replace(_SIGNS[name], step)
    return address
