"""The options of the plugin, as the rest of the program reads them."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal, cast, get_args
from urllib.parse import urlsplit

from showcase import __version__, layout
from showcase.clock import EPOCH
from showcase.discord import API_URL, CDN_URL, user_agent
from showcase.links import https_url
from showcase.text import quoted

Refresh = Literal["auto", "never", "always"]
_MOST: Final = {
    "max_age_hours": 100_000,
    "requests_per_10_minutes": 1_000_000_000,
    "pace_seconds": 3600,
}
_MAIL: Final = re.compile(r"[A-Za-z0-9.!#$%&*+/=?^_{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_HOST: Final = re.compile(
    r"(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9](?::\d{1,5})?"
)


class OptionError(ValueError):
    """An option cannot be used; the message says which, why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a maintainer sets in mkdocs.yml; variables of the environment win.

    Attributes:
        root: The folder of mkdocs.yml.
        site_url: Where the site is published; empty where nobody said.
        refresh: `never`: no network at all; `auto`: what is stale or was never asked; `always`:
            every entry, whatever its age.
        max_age_hours: How old facts may be before Discord is asked again.
        requests_per_10_minutes: The budget of requests to the invite API, of this machine and over
            all runs.
        pace_seconds: How long to wait between two of them.
        api_url: Where invites are asked about: Discord's, or a stand-in's.
        cdn_url: Where pictures of servers are: Discord's, or a stand-in's.
        mirror_url: The published site, whose records a build starts from: `site_url`, if nothing
            else is said. `none` turns it off.
        cache_dir: Where facts and pictures are kept between builds.
        content_dir: Where entries, communities and `removed.yml` are.
        link_unchecked: Gives unchecked entries their join link.
        allow_hosts: Hosts that the site's own pages may load from.
        contact: A mail address or link for people without GitHub.
        fast: Whether generated pages take the short way through MkDocs, where it ends the same.
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
    def user_agent(self) -> str:
        """How requests say who they are: by the site, or by none where nobody said."""
        return user_agent(self.site_url or "https://example.org", __version__)

    def published(self, address: str) -> str | None:
        """Return where an address of the site is in full; None where nobody said where it is."""
        return f"{self.site_url.rstrip('/')}/{address}" if self.site_url else None

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
    refresh, named = _chosen("refresh", options.refresh, environment)
    if refresh not in get_args(Refresh):
        raise OptionError(f"{named} is `{quoted(str(refresh))}`. Use auto, never or always.")
    for name, most in _MOST.items():
        value = getattr(options, name)
        # Neither of the signs holds for NaN.
        if isinstance(value, bool) or not 0 <= value <= most:
            raise OptionError(f"`{name}` is `{value}`. Use a number from 0 to {most:,}.")
    epoch = environment.get("SOURCE_DATE_EPOCH")
    if epoch is not None and not EPOCH.fullmatch(epoch):
        raise OptionError(
            f"`SOURCE_DATE_EPOCH` is `{quoted(epoch)}`. Write seconds since 1970, or unset it."
        )
    mirror, mirror_named = _chosen("mirror_url", options.mirror_url, environment)
    if not mirror:
        mirror, mirror_named = options.site_url, "`site_url`"
    cache_dir = _path(*_chosen("cache_dir", str(options.cache_dir), environment))
    return replace(
        options,
        refresh=cast("Refresh", refresh),
        api_url=_address(*_chosen("api_url", options.api_url, environment)),
        cdn_url=_address(*_chosen("cdn_url", options.cdn_url, environment)),
        mirror_url=None if mirror in {"", "none"} else _address(mirror, mirror_named),
        cache_dir=options.root / cache_dir,
        content_dir=options.root / _path(str(options.content_dir), "`content_dir`"),
        allow_hosts=tuple(map(_host, options.allow_hosts)),
        contact=_contact(options.contact.strip()),
    )


def check_places(options: Options, docs_dir: Path, site_dir: Path) -> None:
    """Hold apart what people write, what is published, and what is kept.

    Args:
        options: As `resolved` returns them.
        docs_dir: What MkDocs publishes as it is, but for names that begin with a dot.
        site_dir: What MkDocs empties before each build.

    Raises:
        OptionError: one lies in another.
    """
    entries = [options.content_dir / name for name in layout.FOLDERS]
    published = [("docs_dir", docs_dir), ("site_dir", site_dir)]
    for name, folder in published:
        if any(_holds(folder, one, hidden=name == "site_dir") for one in entries):
            raise OptionError(
                f"`content_dir` is `{quoted(str(options.content_dir))}`, so that entries stand in "
                f"`{name}`, which is published as it is. Put one beside the other."
            )
    for name, folder in [*published, *(("content_dir", one) for one in entries)]:
        if _holds(folder, options.cache_dir, hidden=name == "site_dir"):
            raise OptionError(
                f"`cache_dir` is `{quoted(str(options.cache_dir))}`, which lies in `{name}`. Name "
                "a folder outside, such as `.cache`."
            )
    for name, folder in [
        ("cache_dir", options.cache_dir),
        *(("content_dir", one) for one in entries),
    ]:
        if _holds(folder, site_dir, hidden=True):
            raise OptionError(
                f"`site_dir` is `{quoted(str(site_dir))}`, which lies in `{name}` and is emptied by "
                "each build. Name a folder outside, such as `site`."
            )


def _holds(folder: Path, other: Path, *, hidden: bool) -> bool:
    """Tell whether another folder lies in this one; unless `hidden`, where its name has no dot."""
    inner, outer = Path(os.path.realpath(other)), Path(os.path.realpath(folder))
    if not inner.is_relative_to(outer):
        return False
    return hidden or not any(part.startswith(".") for part in inner.relative_to(outer).parts)


def _chosen(name: str, value: str | None, environment: Mapping[str, str]) -> tuple[str, str]:
    """Return an option's value and what to call it: the variable's wins, if it is not empty."""
    variable = f"SHOWCASE_{name.upper()}"
    given = environment.get(variable)
    return (given, f"`{variable}`") if given else (value or "", f"`{name}`")


def _path(path: str, named: str) -> str:
    if not path.isprintable():
        raise OptionError(f"{named} is `{quoted(path)}`. Write the path of a folder.")
    return path


def _address(url: str, named: str) -> str:
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme in {"https", "http"} and bool(parts.hostname) and url.isprintable()
        _ = parts.port
    except ValueError:
        is_usable = False
    if not is_usable or parts.query or parts.fragment or " " in url:
        raise OptionError(
            f"{named} is `{quoted(url)}`. Write an address that begins with https://, such as "
            "https://example.org/showcase/."
        )
    return url.rstrip("/")


def _host(text: str) -> str:
    name = text.strip().lower().removeprefix("https://").rstrip("/")
    if not _HOST.fullmatch(name):
        raise OptionError(
            f"`allow_hosts` names `{quoted(text)}`. Write a host's name alone, such as "
            "media.example.org."
        )
    return name


def _contact(text: str) -> str:
    if not text or _MAIL.fullmatch(text):
        return text
    try:
        return https_url(text)
    except ValueError as error:
        raise OptionError(
            f"`contact` is `{quoted(text)}`. Write a mail address, or a link that begins with "
            f"https://: it {error}"
        ) from None
