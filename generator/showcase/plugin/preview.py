"""What `serve` shows at once of an edited entry: its page. The whole site follows, in peace."""

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any, Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.utils import copy_file, write_file
from mkdocs.utils.templates import TemplateContext

from showcase import addresses, edition, layout, publication
from showcase.artwork import Gallery
from showcase.clock import SystemClock, publication_time
from showcase.content import load
from showcase.edition import Edition
from showcase.options import Options
from showcase.pages import compiled
from showcase.plugin.brief import BriefPage, Made, is_untouched
from showcase.plugin.settings import site_of, words_of
from showcase.plugin.shells import Shells
from showcase.refresh import Outcome
from showcase.store import Store, StoreError
from showcase.workspace import Scratch

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

_CALM: Final = 1.5
"""Seconds without an edit after which the whole site is built: a browser reads the page meanwhile."""

_Stamps = Mapping[str, tuple[int, int]]


class Edits:
    """What the server calls when files changed: shows the pages of entries, or builds the site."""

    def __init__(
        self,
        folder: Path,
        mark: Path,
        show: Callable[[Sequence[str]], bool],
        build: Callable[[], Any],
        calm: float = _CALM,
    ) -> None:
        """Take the entries as they are.

        Args:
            folder: Of the entries.
            mark: A file that the server watches: it is touched when the whole site is due.
            show: Shows the pages of slugs, and tells whether it could.
            build: Builds the whole site.
            calm: Seconds.
        """
        self._folder, self._mark = folder, mark
        self._show, self._build = show, build
        self._calm = calm
        self._seen = _stamps(folder)
        self._due: Timer | None = None

    def __call__(self) -> None:
        """Show what was edited."""
        self.stop()
        before, self._seen = self._seen, _stamps(self._folder)
        edited = [name for name, stamp in self._seen.items() if before.get(name) != stamp]
        is_all_there = before.keys() <= self._seen.keys()
        if edited and is_all_there and self._show([Path(name).stem for name in edited]):
            self._due = Timer(self._calm, self._mark.touch)
            self._due.daemon = True
            self._due.start()
        else:
            self._build()

    def stop(self) -> None:
        """Let the whole site not be due any more."""
        if self._due is not None:
            self._due.cancel()
            self._due = None


class Preview:
    """The pages of servers as the last build left them, to be written anew one by one."""

    def __init__(self) -> None:
        self._framed: dict[str, tuple[BriefPage, TemplateContext]] = {}
        self._shells: Shells | None = None
        self._options: Options | None = None
        self._edits: Edits | None = None
        self._marks: Scratch | None = None

    def attach(self, server: "LiveReloadServer", content_dir: Path, cache_dir: Path) -> None:
        """Let the server show what was edited before it builds."""
        self._marks = Scratch(cache_dir / "serving")
        mark = self._marks.path / "edited"
        mark.touch()
        self._edits = Edits(content_dir / layout.SERVERS, mark, self.show, server.builder)
        server.builder = self._edits
        server.watch(str(mark))

    def detach(self) -> None:
        """Leave nothing behind."""
        if self._edits is not None:
            self._edits.stop()
        if self._marks is not None:
            self._marks.remove()

    def note(
        self, page: BriefPage, context: TemplateContext, shells: Shells, options: Options
    ) -> None:
        """Remember a page of this build, and what the theme was given for it."""
        self._shells, self._options = shells, options
        if page.made.page.edit:
            self._framed[page.made.page.edit] = page, context

    def show(self, slugs: Sequence[str]) -> bool:
        """Write the pages of servers as the next build will; tell whether it could.

        It cannot where a server is new or has a mistake, and where another plugin has its say: the
        build will tell.
        """
        shells, options = self._shells, self._options
        framed = [self._framed.get(layout.server(slug)) for slug in slugs]
        if shells is None or options is None or None in framed:
            return False
        config = self._framed[layout.server(slugs[0])][1]["config"]
        if not is_untouched(config):
            return False
        try:
            content = load(options.content_dir, options.root)
            if not content.servers.keys() >= set(slugs):
                return False
            with (
                Store(options.cache_dir, lambda _line: None) as store,
                closing(Gallery(options.pictures_dir)) as gallery,
            ):
                at = publication_time(os.environ, SystemClock())
                made = edition.compose(content, store, gallery, options, outcome=Outcome(), at=at)
                for slug in slugs:
                    _copy_pictures(made, slug, gallery, Path(config.site_dir))
            return self._write(slugs, made, shells, options, config)
        except (StoreError, ValueError, OSError):
            return False

    def _write(
        self,
        slugs: Sequence[str],
        made: Edition,
        shells: Shells,
        options: Options,
        config: MkDocsConfig,
    ) -> bool:
        spoken = words_of(config)
        templates = compiled.templates(spoken, options.cache_dir / "compiled-pages")
        book = publication.book_of(made, spoken, site_of(config, options), templates)
        for slug in slugs:
            page = book.alone(slug)
            before, context = self._framed[layout.server(slug)]
            text = page.body
            brief = Made(replace(page, body=""), len(text.encode()), partial(str, text))
            now = BriefPage(brief, before.file, config)
            now.parent = before.parent
            now.read_source(config)
            now.render(config, Files([]))
            if not now.is_brief:
                return False
            output = shells.output(now, {**context, "page": now})
            write_file(output.encode(), before.file.abs_dest_path)
        return True


def _copy_pictures(made: Edition, slug: str, gallery: Gallery, site_dir: Path) -> None:
    """Copy the pictures that a server has only now."""
    art = made.catalogue.listings[slug].artwork
    for one in (*art.banner, *art.icon, art.card):
        target = site_dir / addresses.PICTURES / one.file
        if not target.exists():
            copy_file(str(gallery.path(one.file)), str(target))


def _stamps(folder: Path) -> _Stamps:
    """Return when each entry was written, and how long it is."""
    try:
        with os.scandir(folder) as entries:
            found = [(one.name, one.stat()) for one in entries if one.name.endswith(".yml")]
    except OSError:
        return {}
    return {name: (stat.st_mtime_ns, stat.st_size) for name, stat in found}
