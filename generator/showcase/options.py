"""The options of the plugin, as the rest of the program reads them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, cast

from showcase.discord import API_URL, CDN_URL

Refresh = Literal["auto", "never", "always"]


class OptionError(ValueError):
    """An option cannot be used; the message says which, why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a maintainer sets in mkdocs.yml; variables of the environment win.

    Attributes:
        root: The folder of mkdocs.yml.
        site_url: Where the site is published; empty where nobody said.
        refresh: never = no network at all; auto = what is stale; always = every entry.
        max_age_hours: How old facts may be before Discord is asked again.
        requests_per_10_minutes: The budget of requests to the invite API.
        pace_seconds: Between two of them.
        mirror_url: The published site, whose records a build starts from; None turns it off.
        link_unchecked: Gives unchecked entries their join link.
        allow_hosts: Hosts that the site's own pages may load from.
        contact: A mail address or link for people without GitHub.
        fast: Whether generated pages take the short way through MkDocs.
    """

    root: Path
    site_url: str = ""
    refresh: Refresh = "auto"
    max_age_hours: float = 12
    requests_per_10_minutes: int = 200
    pace_seconds: float = 0.5
    api_url: str = API_URL
    cdn_url: str = CDN_URL
    mirror_url: str | None = None
    cache_dir: Path = Path(".cache/plugin/showcase")
    content_dir: Path = Path("content")
    link_unchecked: bool = False
    allow_hosts: tuple[str, ...] = ()
    contact: str = ""
    fast: bool = True

    @property
    def saved_records(self) -> Path:
        """Where a maintainer may keep the facts in git."""
        return self.content_dir / "records.json"

    @property
    def pictures_dir(self) -> Path:
        """Where pictures are kept; the one folder that a CI should cache."""
        return self.cache_dir / "pictures"


def resolved(options: Options, environment: Mapping[str, str]) -> Options:
    """Apply the environment, the defaults that depend on others, and make paths absolute.

    Raises:
        OptionError: a value cannot be used.
    """

    def of(name: str, value: str | None) -> str | None:
        return environment.get(f"SHOWCASE_{name}") or value

    refresh = of("REFRESH", options.refresh)
    if refresh not in {"auto", "never", "always"}:
        raise OptionError(f"`refresh` is `{refresh}`. Use auto, never or always.")
    mirror = of("MIRROR_URL", options.mirror_url) or options.site_url
    cache_dir = Path(of("CACHE_DIR", None) or options.cache_dir)
    resolved_options = replace(
        options,
        refresh=cast("Refresh", refresh),
        api_url=_address("api_url", of("API_URL", options.api_url)),
        cdn_url=_address("cdn_url", of("CDN_URL", options.cdn_url)),
        mirror_url=None if mirror in {"", "none"} else _address("mirror_url", mirror),
        cache_dir=options.root / cache_dir,
        content_dir=options.root / options.content_dir,
    )
    for name in ("max_age_hours", "requests_per_10_minutes", "pace_seconds"):
        if getattr(options, name) < 0:
            raise OptionError(f"`{name}` is below zero. Use 0 or more.")
    return resolved_options


def _address(name: str, url: str | None) -> str:
    if not url or not url.startswith(("https://", "http://")):
        raise OptionError(f"`{name}` is `{url}`. Write an address that begins with https://.")
    return url.rstrip("/")
