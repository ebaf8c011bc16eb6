"""What the plugin does at each step of a build."""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils.templates import TemplateContext

from showcase import addresses, edition, layout, publication
from showcase.artwork import Gallery
from showcase.cache import writable
from showcase.clock import SystemClock, publication_time
from showcase.content import Content, load
from showcase.edition import Edition
from showcase.feeds import feed_links
from showcase.memory import Search
from showcase.options import OptionError, Options
from showcase.pages import HOME_SCRIPTS, Book, Page, compiled, complaints, frame, home_of
from showcase.plugin.bodies import Bodies
from showcase.plugin.brief import BriefPage, Made, is_unseen, prevented
from showcase.plugin.finish import looked_through, write_search
from showcase.plugin.preview import Preview
from showcase.plugin.settings import (
    ShowcaseConfig,
    edit_uri,
    has_fonts,
    is_own_look,
    options_of,
    site_of,
    source_path,
    words_of,
)
from showcase.plugin.shelf import Shelf
from showcase.plugin.shells import Shells
from showcase.store import Store, StoreError
from showcase.text import log_line, quoted
from showcase.workspace import Workspace

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

log = logging.getLogger("mkdocs.plugins.showcase")

_PART: Final = "partials/javascripts/base.html"


class ShowcasePlugin(BasePlugin[ShowcaseConfig]):
    """Turns the content folder into pages of the site."""

    def __init__(self) -> None:
        self._options: Options | None = None
        self._edition: Edition | None = None
        self._book: Book | None = None
        self._pages: dict[str, Made] = {}
        self._homes: set[str] = set()
        self._workspace: Workspace | None = None
        self._bodies: Bodies | None = None
        self._is_refreshed = False
        self._is_serving = False
        self._ends_after = False
        self._search = Search()
        self._is_explained = False
        self._shells: Shells | None = None
        self._preview = Preview()

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Keep this instance over all rebuilds of `serve`."""
        self._is_serving = command == "serve"
        self._ends_after = command != "serve"
        self._is_refreshed = False

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the options and add our overrides behind those of the site's own."""
        self._search.rest()
        try:
            self._options = options_of(config, self.config, is_serving=self._is_serving)
        except OptionError as error:
            raise PluginError(f"showcase: {error}") from error
        if self._is_refreshed:
            self._options = replace(self._options, refresh="never")
        if not any(Path(folder, _PART).is_file() for folder in config.theme.dirs):
            raise PluginError(
                f"showcase: pages stand on parts of Material for MkDocs, which the theme "
                f"`{quoted(str(config.theme.name))}` lacks. Write `theme: {{name: material}}`."
            )
        if has_fonts(config):
            log.info("Fonts come from Google, which learns who visits; unless `theme.font: false`.")
        place = 1 if config.theme.custom_dir else 0
        overrides = str(frame.overrides_dir())
        if overrides not in config.theme.dirs:
            config.theme.dirs.insert(place, overrides)
        if addresses.STYLES not in config.extra_css:
            # First, so that a site's own styles win.
            config.extra_css.insert(0, addresses.STYLES)
        return config

    def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Bring everything up to date and hand the generated files to MkDocs."""
        assert self._options is not None
        cache_dir = writable(self._options.cache_dir, lambda line: log.info(log_line(line)))
        options = self._options = replace(self._options, cache_dir=cache_dir)
        try:
            content = load(options.content_dir, options.root)
            for mistake in content.mistakes:
                log.warning(str(mistake))
            self._publish(content, files, config, options)
        except (StoreError, ValueError, OSError) as error:
            raise PluginError(log_line(f"showcase: {error}")) from error
        return files

    def on_nav(self, nav: Navigation, /, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Send the generated pages the short way, where it leads to the same site."""
        self._is_explained = False
        if not self.config.fast or not self._pages:
            return nav
        reason = prevented(self._pages.values(), config, files)
        if reason:
            self._explain(reason)
            return nav
        navigated = {id(page) for page in nav.pages}
        for uri, made in self._pages.items():
            file = files.get_file_from_path(uri)
            if file and type(file.page) is MkDocsPage:
                before, brief = file.page, BriefPage(made, file, config)
                if id(before) in navigated:
                    brief.take_place(before, nav)
        return nav

    def on_page_markdown(
        self, markdown: str, /, *, page: MkDocsPage, config: MkDocsConfig, files: Files
    ) -> str:
        """Draw the home page below what its maintainers wrote."""
        if page.file.src_uri in self._pages:
            # What the theme would read from its HTML is written from data, when all is built.
            page.meta["search"] = {"exclude": True}
        home = home_of(page.meta)
        if home is None or not self._book or not self._edition:
            return markdown
        self._homes.add(page.file.dest_uri)
        page.meta.setdefault("scripts", [*HOME_SCRIPTS])
        for sentence in complaints(home, self._edition.catalogue):
            log.warning(log_line(f"{source_path(page, config)}: featured: {sentence}"))
        return f"{markdown}\n\n{self._book.home(page.url, home.featured)}\n"

    def on_env(self, env: Any, /, *, config: MkDocsConfig, files: Files) -> Any:
        """Give each generated page its place below another, and the frames what they ask for."""
        pages = {file.dest_uri: file.page for file in files.documentation_pages()}
        for page in self._made():
            own = pages.get(f"{page.address}index.html")
            above = pages.get(f"{page.parent}index.html") if page.parent else None
            if own and above and own.parent is None:
                own.parent = above  # type: ignore[assignment]
        if self._book:
            env.globals["showcase_missing"] = self._book.missing()
        # What `serve` shows reloads itself by an inline script.
        hosts = self._options.allow_hosts if self._options and not self._is_serving else None
        frame.lay(env, config.theme.custom_dir, hosts, has_search=is_own_look(config))
        if self._options:
            compiled.keep(env, self._options.cache_dir / "compiled")
        self._shells = Shells(env, config, self._explain)
        return env

    @event_priority(1000)
    def _cover(
        self,
        context: TemplateContext,
        /,
        *,
        page: MkDocsPage,
        config: MkDocsConfig,
        nav: Navigation,
    ) -> TemplateContext:
        """Lay the body aside where only the theme's search would look through it, in vain."""
        if isinstance(page, BriefPage) and page.is_brief and is_unseen(config):
            page.cover()
        return context

    @event_priority(-1000)
    def _frame(
        self,
        context: TemplateContext,
        /,
        *,
        page: MkDocsPage,
        config: MkDocsConfig,
        nav: Navigation,
    ) -> TemplateContext:
        """Put generated pages into their frame, when all other plugins have had their say."""
        if isinstance(page, BriefPage) and page.is_brief and self._shells:
            page.uncover()
            page.output = self._shells.output(page, context)
            if self._is_serving and self._options:
                self._preview.note(page, context, self._shells, self._options)
        return context

    on_page_context = CombinedEvent(_cover, _frame)

    def on_template_context(
        self, context: TemplateContext, /, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """Keep pages that lists do not show out of the sitemap."""
        if template_name == "sitemap.xml":
            hidden = {page.uri for page in self._made() if not page.is_listed}
            context["pages"] = [file for file in context["pages"] if file.src_uri not in hidden]
        return context

    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Look at the finished site where the build is strict; remove what it alone needed."""
        self._is_refreshed = self._is_serving
        self._book = None  # with all that it remembers
        if self._edition and self._options:
            pages = list(self._made())
            write_search(config, self._edition, pages)
            if config.strict:
                for line in looked_through(config, self._options, pages, self._homes):
                    log.warning(log_line(line))
        self._let_go()
        if self._ends_after:
            self._search.give_up()

    def on_build_error(self, *, error: Exception) -> None:
        """Leave nothing behind."""
        self._let_go()

    def on_serve(
        self,
        server: "LiveReloadServer",
        /,
        *,
        config: MkDocsConfig,
        builder: Callable[..., Any],
    ) -> "LiveReloadServer":
        """Watch what MkDocs does not know of, and show an edited entry at once."""
        assert self._options is not None
        self._ends_after = False
        names = (*layout.FOLDERS, layout.REMOVED)
        watched = [self._options.content_dir / name for name in names]
        for path in [*filter(Path.exists, watched), frame.overrides_dir()]:
            server.watch(str(path))
        if self.config.fast:
            self._preview.attach(server, self._options.content_dir, self._options.cache_dir)
        return server

    def on_shutdown(self) -> None:
        """Leave nothing of `serve` behind."""
        self._preview.detach()

    def _publish(
        self, content: Content, files: Files, config: MkDocsConfig, options: Options
    ) -> None:
        with (
            Store(options.cache_dir, log.info) as store,
            closing(Gallery(options.pictures_dir)) as gallery,
        ):
            self._workspace = workspace = Workspace(options.cache_dir)
            shelf = Shelf(files, config, workspace)
            self._edition = self._compose(content, store, gallery, options)
            for file in self._edition.catalogue.pictures:
                shelf.put_picture(addresses.PICTURES + file, gallery.place(file))
        spoken, site = words_of(config), site_of(config, options)
        templates = compiled.templates(spoken, options.cache_dir / "compiled-pages")
        self._book = publication.book_of(self._edition, spoken, site, templates)
        self._pages = {}
        self._bodies = bodies = Bodies(workspace.path / "bodies")
        for page in self._book.pages():
            place = bodies.put(page.body)
            made = Made(replace(page, body=""), place[1], partial(bodies.get, place))
            # A server page in the navigation would be repeated on all others.
            level = InclusionLevel.INCLUDED if page.parent is None else InclusionLevel.NOT_IN_NAV
            source = edit_uri(config, options, page.edit) if page.edit else None
            is_read = not page.parent or not self.config.fast
            if shelf.put_page(made, level, source, at_once=is_read):
                self._pages[page.uri] = made
        for address, written in publication.data_files(self._edition, spoken, site).items():
            shelf.put_data(address, written)
        config.extra["showcase_feeds"] = feed_links(spoken)

    def _compose(
        self, content: Content, store: Store, gallery: Gallery, options: Options
    ) -> Edition:
        clock = SystemClock()
        outcome = edition.update(content, store, gallery, options, clock)
        at = publication_time(os.environ, clock)
        made = edition.compose(content, store, gallery, options, outcome=outcome, at=at)
        for line in made.lines:
            log.info(log_line(line))
        return made

    def _explain(self, reason: str) -> None:
        """Say once why a build takes longer than it could."""
        if not self._is_explained:
            log.info(log_line(f"Generated pages take the long way: {reason}"))
        self._is_explained = True

    def _made(self) -> Iterator[Page]:
        return (made.page for made in self._pages.values())

    def _let_go(self) -> None:
        """Give back what one build alone needed."""
        self._search.resume()
        if self._bodies is not None:
            self._bodies.close()
            self._bodies = None
        if self._workspace is not None:
            self._workspace.remove()
            self._workspace = None
