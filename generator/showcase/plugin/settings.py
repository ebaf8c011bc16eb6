"""The options in mkdocs.yml, as MkDocs checks them and as the rest of the program reads them."""

import os
import posixpath
from collections.abc import Callable
from dataclasses import fields
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any, Final, get_args

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils.yaml import get_yaml_loader, yaml_load

from showcase import words
from showcase.content.mistakes import nearest
from showcase.options import OptionError, Options, Refresh, check_places, resolved
from showcase.pages import Site
from showcase.text import quoted

_FONT_HOSTS: Final = ("fonts.googleapis.com", "fonts.gstatic.com")
_SLUG: Final = "q7slug7q"
_DEFAULTS: Final[dict[str, Any]] = {field.name: field.default for field in fields(Options)}


class ShowcaseConfig(base.Config):
    """The options of the contract; see `showcase.options.Options`."""

    refresh = c.Choice(get_args(Refresh), default=_DEFAULTS["refresh"])
    max_age_hours = c.Type((int, float), default=_DEFAULTS["max_age_hours"])
    requests_per_10_minutes = c.Type(int, default=_DEFAULTS["requests_per_10_minutes"])
    pace_seconds = c.Type((int, float), default=_DEFAULTS["pace_seconds"])
    api_url = c.Type(str, default=_DEFAULTS["api_url"])
    cdn_url = c.Type(str, default=_DEFAULTS["cdn_url"])
    mirror_url = c.Optional(c.Type(str))
    cache_dir = c.Type(str, default=_DEFAULTS["cache_dir"].as_posix())
    content_dir = c.Type(str, default=_DEFAULTS["content_dir"].as_posix())
    link_unchecked = c.Type(bool, default=_DEFAULTS["link_unchecked"])
    allow_hosts = c.ListOfItems(c.Type(str), default=[*_DEFAULTS["allow_hosts"]])
    contact = c.Type(str, default=_DEFAULTS["contact"])
    fast = c.Type(bool, default=_DEFAULTS["fast"])


_KNOWN: Final = [
    name
    for name, option in vars(ShowcaseConfig).items()
    if isinstance(option, base.BaseConfigOption)
]


def options_of(
    config: MkDocsConfig, plugin: ShowcaseConfig, *, is_serving: bool = False
) -> Options:
    """Return the options of a configuration, the environment applied.

    Args:
        config: As MkDocs read it.
        plugin: The options of the plugin.
        is_serving: Whether `site_url` is that of `mkdocs serve`, where nothing is published.

    Raises:
        OptionError: a value cannot be used.
    """
    for name in plugin:
        if name not in _KNOWN:
            near = nearest(str(name), _KNOWN)
            advice = f"Did you mean `{near}`?" if near else "Take it out."
            raise OptionError(f"`{quoted(str(name))}` is not a known option. {advice}")
    options = Options(
        **{
            **plugin,
            "root": Path(config.config_file_path or "mkdocs.yml").parent.absolute(),
            "site_url": _written_url(config) if is_serving else config.site_url or "",
            "cache_dir": Path(plugin.cache_dir),
            "content_dir": Path(plugin.content_dir),
            "allow_hosts": (*plugin.allow_hosts, *(_FONT_HOSTS if has_fonts(config) else ())),
        }
    )
    options = resolved(options, os.environ)
    check_places(options, Path(config.docs_dir), Path(config.site_dir))
    return options


def _written_url(config: MkDocsConfig) -> str:
    """Return what mkdocs.yml says, which `serve` has put its own address in the place of."""
    if not config.config_file_path:
        return ""  # it came by standard input
    # To inherit copies all that values refer to; the configuration at work would come along.
    loader = get_yaml_loader(config=MkDocsConfig())
    with Path(config.config_file_path).open("rb") as file:
        return str(yaml_load(file, loader).get("site_url") or "")


def has_fonts(config: MkDocsConfig) -> bool:
    """Tell whether the theme loads fonts from Google: a choice of its maintainers, as it stands."""
    if "privacy" in config.plugins or "material/privacy" in config.plugins:
        return False  # which brings them home
    return "font" in config.theme and config.theme["font"] is not False


def words_of(config: MkDocsConfig) -> words.Words:
    """Return our words in the language of the theme."""
    return words.words(str(config.theme.get("language", "en")))


def is_own_look(config: MkDocsConfig) -> bool:
    """Tell whether the site leaves its looks to us: some palette says `primary: custom`."""
    palette = config.theme.get("palette")
    palettes = palette if isinstance(palette, list) else [palette]
    return any(isinstance(one, dict) and one.get("primary") == "custom" for one in palettes)


def site_of(config: MkDocsConfig, options: Options) -> Site:
    """Return what pages say of the site."""
    return Site(
        config.site_name,
        config.site_url,
        config.repo_url,
        options.contact,
        _editor(config, options),
        partial(_has, Path(config.docs_dir)),
    )


def edit_uri(config: MkDocsConfig, options: Options, file: str) -> str:
    """Return where a file of the content folder stands, as MkDocs counts from the docs folder."""
    return posixpath.normpath(f"{_way(Path(config.docs_dir), options.content_dir)}/{file}")


@lru_cache
def _way(source: Path, target: Path) -> str:
    return Path(os.path.relpath(target, source)).as_posix()


def _has(docs_dir: Path, address: str) -> bool:
    path = docs_dir / address.rstrip("/")
    return path.with_suffix(".md").is_file() or (path / "index.md").is_file()


def _editor(config: MkDocsConfig, options: Options) -> Callable[[str], str | None]:
    """Return what makes a file's address of `repo_url`, `edit_uri` and `edit_uri_template`."""

    # MkDocs makes them with its pages alone, and slugs differ in nothing that it treats apart.
    @cache
    def sample(folder: str) -> str | None:
        page = File("edit.md", None, config.site_dir, config.use_directory_urls)
        page.edit_uri = edit_uri(config, options, f"{folder}/{_SLUG}.yml")
        return MkDocsPage(None, page, config).edit_url

    def edit_url(file: str) -> str | None:
        folder, _, name = file.rpartition("/")
        url = sample(folder)
        return url and url.replace(_SLUG, name.removesuffix(".yml"))

    return edit_url


def source_path(page: MkDocsPage, config: MkDocsConfig) -> str:
    """Return the file of a page as people call it, from the folder of mkdocs.yml."""
    root = Path(config.config_file_path or "mkdocs.yml").parent.absolute()
    path = Path(page.file.abs_src_path or page.file.src_uri)
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
