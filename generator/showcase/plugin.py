"""MkDocs' face: options and hooks, glue alone. The only module that imports mkdocs."""

import logging
import os
import posixpath
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal

from mkdocs.config import base, load_config
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils.templates import TemplateContext

from showcase import addresses, directory, edition, words
from showcase.artwork import Gallery
from showcase.clock import SystemClock, publication_time
from showcase.content import Content, load
from showcase.content.rules import check_featured
from showcase.edition import Edition
from showcase.feeds import Feeds, feed_files, feed_links
from showcase.options import OptionError, Options, resolved
from showcase.pages import Book, Page, Site
from showcase.pages.policy import policy
from showcase.records import dump_records
from showcase.store import Store, StoreError
from showcase.text import log_line
from showcase.workspace import Workspace

log = logging.getLogger("mkdocs.plugins.showcase")

HOME_TEMPLATE: Final = "showcase-home.html"
_WATCHED: Final = ("servers", "communities", "removed.yml")
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
        **{
            **plugin,
            "root": Path(config.config_file_path or "mkdocs.yml").parent.absolute(),
            "site_url": config.site_url or "",
            "cache_dir": Path(plugin.cache_dir),
            "content_dir": Path(plugin.content_dir),
            "allow_hosts": tuple(plugin.allow_hosts),
        }
    )
    return resolved(options, os.environ)


def load_options(config_file: Path) -> Options:
    """Read mkdocs.yml for a command that is not MkDocs'.

    Raises:
        OptionError: the file cannot be read, has no `showcase` plugin, or a bad option.
    """
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
        self._is_refreshed = False

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
            self._publish(content, files, config, options)
        except (StoreError, ValueError, OSError) as error:
            raise PluginError(log_line(f"showcase: {error}")) from error
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
        if page.meta.get("template") != HOME_TEMPLATE or not self._book or not self._edition:
            return markdown
        page.meta.setdefault("scripts", [addresses.HOME_SCRIPT, addresses.EVENTS_SCRIPT])
        featured = page.meta.get("featured") or []
        slugs = [str(slug) for slug in featured] if isinstance(featured, list) else []
        sentences = check_featured(slugs, self._edition.catalogue.listings)
        if not isinstance(featured, list):
            sentences.append("must be a list of slugs. Write them as `[one, another]`.")
        for sentence in sentences:
            log.warning(log_line(f"{_source_path(page, config)}: featured: {sentence}"))
        return f"{markdown}\n\n{self._book.home(page.url, slugs)}\n"

    def on_env(self, env: Any, /, *, config: MkDocsConfig, files: Files) -> Any:
        """Give each generated page its place below another, and the frames what they ask for."""
        pages = {file.dest_uri: file.page for file in files.documentation_pages()}
        for page in self._pages.values():
            own = pages.get(f"{page.address}index.html")
            above = pages.get(f"{page.parent}index.html") if page.parent else None
            if own and above and own.parent is None:
                own.parent = above  # type: ignore[assignment]
        if self._book:
            env.globals["showcase_missing"] = self._book.missing()
        # What `serve` shows reloads itself by an inline script.
        if self._options and not self._is_serving:
            env.globals["showcase_policy"] = partial(policy, hosts=self._options.allow_hosts)
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
        assert self._options is not None
        watched = [self._options.content_dir / name for name in _WATCHED]
        for path in [*filter(Path.exists, watched), overrides_dir()]:
            server.watch(str(path))
        return server

    def _publish(
        self, content: Content, files: Files, config: MkDocsConfig, options: Options
    ) -> None:
        shelf = _Shelf(files, config)
        with (
            Store(options.cache_dir, log.info) as store,
            closing(Gallery(options.pictures_dir)) as gallery,
        ):
            self._edition = self._compose(content, store, gallery, options)
            site = self._edition.catalogue
            for file in site.pictures:
                shelf.put(addresses.PICTURES + file, str(gallery.path(file)))
        self._workspace = workspace = Workspace(options.cache_dir)
        spoken = words.words(str(config.theme.get("language", "en")))
        edit_url = partial(_edit_url, config, options)
        around = Site(config.site_name, config.site_url, config.repo_url, options.contact, edit_url)
        self._book = Book(site, spoken, around, Feeds(site, config.site_url or "").example())
        self._pages = {}
        for page in self._book.pages():
            # A server page in the navigation would be repeated on all others.
            level = InclusionLevel.INCLUDED if page.parent is None else InclusionLevel.NOT_IN_NAV
            edit_uri = _edit_uri(config, options, page.edit) if page.edit else None
            if shelf.put(page.uri, workspace.write(page.uri, page.source), level, edit_uri):
                self._pages[page.uri] = page
        feeds = feed_files(site, spoken, config.site_url or "", config.site_name)
        feeds[addresses.DIRECTORY_JSON] = directory.index(site, spoken)
        feeds[addresses.RECORDS_JSON] = dump_records(self._edition.records.values(), site.at)
        for address, written in feeds.items():
            shelf.put(address, workspace.write(address, written))
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

    def _remove_workspace(self) -> None:
        if self._workspace is not None:
            self._workspace.remove()
            self._workspace = None


def overrides_dir() -> Path:
    """Return our theme overrides: of the wheel, or of the checkout."""
    package = Path(__file__).parent
    shipped = package / "theme_overrides"
    return shipped if shipped.is_dir() else package.parent.parent / "theme_overrides"


class _Shelf:
    """Takes generated files, but never in the place of one that the docs folder has."""

    def __init__(self, files: Files, config: MkDocsConfig) -> None:
        self._files = files
        self._config = config
        self._taken = {file.dest_uri for file in files if file.inclusion.is_included()}

    def put(
        self,
        uri: str,
        path: str,
        level: InclusionLevel = InclusionLevel.UNDEFINED,
        edit_uri: str | None = None,
    ) -> bool:
        """Add a file; tell whether its place was free."""
        file = File.generated(self._config, uri, abs_src_path=path, inclusion=level)
        if file.dest_uri in self._taken:
            log.info("%s of the docs folder stands in for the generated one", file.dest_uri)
            return False
        file.edit_uri = edit_uri
        self._files.append(file)
        return True


def _edit_uri(config: MkDocsConfig, options: Options, file: str) -> str:
    return posixpath.relpath((options.content_dir / file).as_posix(), config.docs_dir)


def _edit_url(config: MkDocsConfig, options: Options, file: str) -> str | None:
    """Return what MkDocs makes of `repo_url`, `edit_uri` and `edit_uri_template`."""
    page = File.generated(config, "edit.md", content="")
    page.edit_uri = _edit_uri(config, options, file)
    return MkDocsPage(None, page, config).edit_url


def _source_path(page: MkDocsPage, config: MkDocsConfig) -> str:
    root = Path(config.config_file_path or "mkdocs.yml").parent.absolute()
    path = Path(page.file.abs_src_path or page.file.src_uri)
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
