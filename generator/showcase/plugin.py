"""MkDocs' face: options and hooks, glue alone. The only module that imports mkdocs."""

import logging
import os
import posixpath
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urljoin

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils.templates import TemplateContext

from showcase import addresses, edition, words
from showcase.artwork import Gallery
from showcase.clock import SystemClock, publication_time
from showcase.content import Content, load
from showcase.content.rules import check_featured
from showcase.edition import Edition
from showcase.feeds import Feeds
from showcase.options import OptionError, Options, resolved
from showcase.pages import Book, Page
from showcase.records import dump_records
from showcase.store import Store, StoreError
from showcase.text import log_line
from showcase.workspace import Workspace

log = logging.getLogger("mkdocs.plugins.showcase")

HOME_TEMPLATE: Final = "showcase-home.html"
_STYLES: Final = "assets/showcase/showcase.css"


class ShowcaseConfig(base.Config):
    """The options of the contract; see `showcase.options.Options`."""

    refresh = c.Choice(("auto", "never", "always"), default="auto")
    max_age_hours = c.Type((int, float), default=12)
    requests_per_10_minutes = c.Type(int, default=200)
    pace_seconds = c.Type((int, float), default=0.5)
    api_url = c.Type(str, default=Options.__dataclass_fields__["api_url"].default)
    cdn_url = c.Type(str, default=Options.__dataclass_fields__["cdn_url"].default)
    mirror_url = c.Optional(c.Type(str))
    cache_dir = c.Type(str, default=".cache/plugin/showcase")
    content_dir = c.Type(str, default="content")
    link_unchecked = c.Type(bool, default=False)
    allow_hosts = c.ListOfItems(c.Type(str), default=[])
    contact = c.Type(str, default="")
    fast = c.Type(bool, default=True)


def options_of(config: MkDocsConfig, plugin: ShowcaseConfig) -> Options:
    """Return the options of a configuration, the environment applied.

    Raises:
        OptionError: a value cannot be used.
    """
    options = Options(
        root=Path(config.config_file_path or "mkdocs.yml").parent.absolute(),
        site_url=config.site_url or "",
        refresh=_refresh(plugin.refresh),
        max_age_hours=plugin.max_age_hours,
        requests_per_10_minutes=plugin.requests_per_10_minutes,
        pace_seconds=plugin.pace_seconds,
        api_url=plugin.api_url,
        cdn_url=plugin.cdn_url,
        mirror_url=plugin.mirror_url,
        cache_dir=Path(plugin.cache_dir),
        content_dir=Path(plugin.content_dir),
        link_unchecked=plugin.link_unchecked,
        allow_hosts=tuple(plugin.allow_hosts),
        contact=plugin.contact,
        fast=plugin.fast,
    )
    return resolved(options, os.environ)


def _refresh(word: str) -> Literal["auto", "never", "always"]:
    return "never" if word == "never" else "always" if word == "always" else "auto"


def load_options(config_file: Path) -> Options:
    """Read mkdocs.yml for a command that is not MkDocs'.

    Raises:
        OptionError: the file cannot be read, has no `showcase` plugin, or a bad option.
    """
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort, ConfigurationError

    try:
        config = load_config(str(config_file))
    except (Abort, ConfigurationError) as error:
        raise OptionError(f"{config_file} cannot be read: {error}") from error
    plugin = config.plugins.get("showcase")
    if not isinstance(plugin, ShowcasePlugin):
        raise OptionError(f"{config_file} has no plugin `showcase`. Add it under `plugins:`.")
    return options_of(config, plugin.config)


class ShowcasePlugin(BasePlugin[ShowcaseConfig]):
    """Turns the content folder into pages of the site."""

    def __init__(self) -> None:
        self._options: Options | None = None
        self._edition: Edition | None = None
        self._book: Book | None = None
        self._pages: dict[str, Page] = {}
        self._workspace: Workspace | None = None
        self._is_refreshed = False
        self._is_serving = False

    def on_startup(
        self,
        *,
        command: Literal["build", "gh-deploy", "serve"],
        dirty: bool,
    ) -> None:
        """Keep this instance over all rebuilds of `serve`."""
        self._is_serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the options and add our overrides behind those of the site's own."""
        try:
            self._options = options_of(config, self.config)
        except OptionError as error:
            raise PluginError(f"showcase: {error}") from error
        if self._is_refreshed:
            self._options = replace(self._options, refresh="never")
        place = 1 if config.theme.custom_dir else 0
        overrides = str(overrides_dir())
        if overrides not in config.theme.dirs:
            config.theme.dirs.insert(place, overrides)
        if _STYLES not in config.extra_css:
            # First, so that a site's own styles win.
            config.extra_css.insert(0, _STYLES)
        return config

    def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Bring everything up to date and hand the generated files to MkDocs."""
        options = self._options
        assert options is not None
        content = load(options.content_dir, options.root)
        for mistake in content.mistakes:
            log.warning(str(mistake))
        try:
            with Store(options.cache_dir, log.info) as store:
                gallery = Gallery(options.pictures_dir)
                self._edition = self._compose(content, store, gallery, options)
                self._add_pictures(files, config, gallery, self._edition)
                gallery.close()
        except (StoreError, ValueError, OSError) as error:
            raise PluginError(log_line(f"showcase: {error}")) from error
        language = str(config.theme.get("language", "en"))
        site = self._edition.catalogue
        edit_base = _edit_base(config, options)
        self._book = Book(site, words.words(language), edit_base)
        self._workspace = workspace = Workspace(options.cache_dir)
        self._add_pages(files, config, options, workspace)
        feeds = Feeds(site, config.site_url or "").files()
        feeds[addresses.RECORDS_JSON] = dump_records(self._edition.records.values(), site.at)
        for address, text in feeds.items():
            files.append(
                File.generated(config, address, abs_src_path=workspace.write(address, text))
            )
        return files

    def on_page_markdown(
        self,
        markdown: str,
        /,
        *,
        page: MkDocsPage,
        config: MkDocsConfig,
        files: Files,
    ) -> str:
        """Draw the home page below what its maintainers wrote."""
        if page.meta.get("template") != HOME_TEMPLATE or self._book is None:
            return markdown
        featured = page.meta.get("featured") or []
        slugs = [str(slug) for slug in featured] if isinstance(featured, list) else []
        known = self._edition.catalogue.listings if self._edition else {}
        for sentence in check_featured(slugs, known):
            log.warning(log_line(f"{_source_path(page, config)}: featured: {sentence}"))
        return f"{markdown}\n\n{self._book.home(page.url, slugs)}\n"

    def on_env(self, env: Any, /, *, config: MkDocsConfig, files: Files) -> Any:
        """Give each generated page its place below another, for breadcrumbs and tabs."""
        for page in self._pages.values():
            file = files.get_file_from_path(page.uri)
            above = files.get_file_from_path(f"{page.parent}index.md") if page.parent else None
            if file and file.page and above and above.page:
                file.page.parent = above.page  # type: ignore[assignment]
        return env

    def on_template_context(
        self,
        context: TemplateContext,
        /,
        *,
        template_name: str,
        config: MkDocsConfig,
    ) -> TemplateContext:
        """Keep pages that lists do not show out of the sitemap."""
        if template_name == "sitemap.xml":
            hidden = {page.uri for page in self._pages.values() if not page.is_listed}
            context["pages"] = [file for file in context["pages"] if file.src_uri not in hidden]
        return context

    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Remove what only the build needed."""
        self._is_refreshed = self._is_serving
        self._remove_workspace()

    def on_build_error(self, *, error: Exception) -> None:
        """Leave nothing behind."""
        self._remove_workspace()

    def on_serve(
        self,
        server: LiveReloadServer,
        /,
        *,
        config: MkDocsConfig,
        builder: Callable[..., Any],
    ) -> LiveReloadServer:
        """Watch what MkDocs does not know of."""
        if self._options:
            for folder in ("servers", "communities"):
                server.watch(str(self._options.content_dir / folder))
        server.watch(str(overrides_dir()))
        return server

    def _compose(
        self, content: Content, store: Store, gallery: Gallery, options: Options
    ) -> Edition:
        clock = SystemClock()
        outcome = edition.update(content, store, gallery, options, clock)
        at = publication_time(os.environ, clock)
        made = edition.compose(content, store, gallery, options, outcome=outcome, at=at)
        log.info(outcome.line)
        for line in [*([outcome.ended] if outcome.ended else []), *outcome.notes]:
            log.info(log_line(line))
        if made.held_back:
            log.info(edition.held_back_line(made.held_back))
        return made

    def _add_pictures(
        self, files: Files, config: MkDocsConfig, gallery: Gallery, made: Edition
    ) -> None:
        shown = set()
        for listing in made.catalogue.listings.values():
            art = listing.artwork
            shown |= {one.file for one in (*art.banner, *art.icon, art.card)}
        for file in sorted(shown):
            uri = addresses.PICTURES + file
            files.append(File.generated(config, uri, abs_src_path=str(gallery.path(file))))

    def _add_pages(
        self, files: Files, config: MkDocsConfig, options: Options, workspace: Workspace
    ) -> None:
        assert self._book is not None
        self._pages = {}
        for page in self._book.pages():
            if files.get_file_from_path(page.uri):
                log.info("%s of the docs folder stands in for the generated page", page.uri)
                continue
            self._pages[page.address] = page
            # A server page in the navigation would be repeated on all others.
            level = InclusionLevel.INCLUDED if page.parent is None else InclusionLevel.NOT_IN_NAV
            path = workspace.write(page.uri, page.source)
            file = File.generated(config, page.uri, abs_src_path=path, inclusion=level)
            file.edit_uri = _edit_uri(config, options, page.edit)
            files.append(file)

    def _remove_workspace(self) -> None:
        if self._workspace is not None:
            self._workspace.remove()
            self._workspace = None


def overrides_dir() -> Path:
    """Return our theme overrides: of the wheel, or of the checkout."""
    package = Path(__file__).parent
    shipped = package / "theme_overrides"
    return shipped if shipped.is_dir() else package.parent.parent / "theme_overrides"


def _edit_uri(config: MkDocsConfig, options: Options, file: str | None) -> str | None:
    if file is None:
        return None
    return posixpath.relpath((options.content_dir / file).as_posix(), config.docs_dir)


def _edit_base(config: MkDocsConfig, options: Options) -> str | None:
    uri = _edit_uri(config, options, ".")
    if not config.repo_url or not config.edit_uri or uri is None:
        return None
    return urljoin(config.repo_url.rstrip("/") + "/", f"{config.edit_uri}{uri}/")


def _source_path(page: MkDocsPage, config: MkDocsConfig) -> str:
    root = Path(config.config_file_path or "mkdocs.yml").parent.absolute()
    path = Path(page.file.abs_src_path or page.file.src_uri)
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
