"""A small language for making a showcase in a test, building it and looking at it.

    showcase.server("alpha", invite="alpha1").answers("alpha1", name="Alpha")
    site = showcase.build()
    assert site.text("servers/alpha/") ...
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import yaml
from lxml import html
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config

from showcase import edition
from showcase.artwork import Gallery
from showcase.content import Content, load
from showcase.edition import Edition
from showcase.options import Options
from showcase.refresh import Outcome
from showcase.standin import Answers, StandIn, guild_invite
from showcase.store import Store

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
GUILD = "100000000000000001"


class HandClock:
    """A clock that a test turns; waiting turns it, too, and takes no time."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at
        self.waits: list[float] = []

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.at += timedelta(seconds=seconds)

    def pass_hours(self, hours: float) -> None:
        self.at += timedelta(hours=hours)


@dataclass(frozen=True)
class Site:
    """A built site.

    Attributes:
        log: What MkDocs would have printed: level and line.
    """

    path: Path
    log: list[tuple[str, str]]

    def exists(self, address: str) -> bool:
        return (self.path / address / "index.html").is_file()

    def source(self, address: str) -> str:
        path = self.path / address
        return (path / "index.html" if path.is_dir() else path).read_text("utf-8")

    def page(self, address: str) -> html.HtmlElement:
        return html.fromstring(self.source(address))

    def article(self, address: str) -> html.HtmlElement:
        """What stands in the frame: the page's own body."""
        (found,) = self.page(address).cssselect("article.md-content__inner")
        return found

    def text(self, address: str) -> str:
        return " ".join(self.article(address).text_content().split())

    def json(self, address: str) -> Any:
        return json.loads((self.path / address).read_text("utf-8"))

    def server(self, slug: str) -> dict[str, Any]:
        """The row of `servers.json`."""
        rows = self.json("api/v1/servers.json")["servers"]
        (row,) = [row for row in rows if row["slug"] == slug]
        return dict(row)

    def lines(self, level: str) -> list[str]:
        return [line for name, line in self.log if name == level]


class _Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[tuple[str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append((record.levelname, record.getMessage()))


@dataclass
class Showcase:
    """A project on disk: `mkdocs.yml`, `content/`, a cache, and the Discord it asks."""

    root: Path
    discord: StandIn
    clock: HandClock = field(default_factory=HandClock)
    options: dict[str, Any] = field(default_factory=dict)
    config: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for folder in ("servers", "communities", "pages"):
            (self.root / "content" / folder).mkdir(parents=True)
        self.page("index.md", "---\ntemplate: showcase-home.html\n---\n# Home\n")

    def write(self, path: str, text: str) -> Self:
        """Write any file of the project."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
        return self

    def page(self, name: str, text: str) -> Self:
        """Write a page of the maintainers'."""
        return self.write(f"content/pages/{name}", text)

    def server(self, slug: str, **fields: Any) -> Self:
        """Write an entry; what is not said is filled in. `None` leaves a field out."""
        communities = fields.get("communities", ["games"])
        for community in communities if isinstance(communities, list) else []:
            if not (self.root / f"content/communities/{community}.yml").exists():
                self.community(community)
        given = {
            "name": slug.title(),
            "invite": f"{slug}-code",
            "summary": f"All about {slug}.",
            "communities": ["games"],
            **fields,
        }
        return self.write(f"content/servers/{slug}.yml", _yaml(given))

    def community(self, slug: str, **fields: Any) -> Self:
        """Write a community; what is not said is filled in."""
        given = {"name": slug.title(), "summary": f"People who like {slug}.", **fields}
        return self.write(f"content/communities/{slug}.yml", _yaml(given))

    def answers(self, code: str, answer: Answers | None = None, **facts: Any) -> Self:
        """Let Discord answer an invite: with a server of these facts, or with anything."""
        if answer is None:
            answer = guild_invite(code, **{"guild_id": GUILD, "name": "Alpha", **facts})
        self.discord.invites[code] = answer
        return self

    def content(self) -> Content:
        """Read the content folder."""
        return load(self.root / "content", self.root)

    def settings(self) -> Options:
        """The options that a refresh in this process uses."""
        given = Options(
            root=self.root,
            site_url="https://showcase.example/",
            pace_seconds=0,
            api_url=self.discord.api_url,
            cdn_url=self.discord.cdn_url,
            cache_dir=self.root / ".cache",
            content_dir=self.root / "content",
        )
        return replace(given, **self.options)

    def opened(self) -> Store:
        """Open the store, to look into it or to change it."""
        return Store(self.settings().cache_dir, lambda _line: None)

    def gallery(self) -> Gallery:
        """Open the pictures."""
        return Gallery(self.settings().pictures_dir)

    def refresh(self, **arguments: Any) -> Outcome:
        """Refresh at the time of the hand-turned clock."""
        gallery = self.gallery()
        with self.opened() as store:
            outcome = edition.update(
                self.content(), store, gallery, self.settings(), self.clock, **arguments
            )
        gallery.close()
        return outcome

    def compose(self) -> Edition:
        """Refresh, judge and join, all at the time of the hand-turned clock."""
        content, options = self.content(), self.settings()
        gallery = self.gallery()
        with self.opened() as store:
            outcome = edition.update(content, store, gallery, options, self.clock)
            made = edition.compose(
                content, store, gallery, options, outcome=outcome, at=self.clock.now()
            )
        gallery.close()
        return made

    def mkdocs_yml(self) -> Path:
        """Write `mkdocs.yml`; return its path."""
        plugin = {
            "pace_seconds": 0,
            "mirror_url": "none",
            "cache_dir": ".cache",
            "api_url": self.discord.api_url,
            "cdn_url": self.discord.cdn_url,
            **{name: _plain(value) for name, value in self.options.items()},
        }
        config = {
            "site_name": "A showcase",
            "site_url": "https://showcase.example/",
            "docs_dir": "content/pages",
            "theme": {"name": "material", "font": False},
            "plugins": {"search": {}, "showcase": plugin},
            **self.config,
        }
        self.write("mkdocs.yml", _yaml(config))
        return self.root / "mkdocs.yml"

    def build(self, *, strict: bool = False) -> Site:
        """Build with the real MkDocs."""
        config = load_config(str(self.mkdocs_yml()), strict=strict)
        handler = _Lines()
        logger = logging.getLogger("mkdocs")
        logger.addHandler(handler)
        level = logger.level
        logger.setLevel(logging.INFO)
        try:
            config.plugins.on_startup(command="build", dirty=False)
            mkdocs_build(config)
        finally:
            config.plugins.on_shutdown()
            logger.removeHandler(handler)
            logger.setLevel(level)
        return Site(Path(config.site_dir), handler.lines)


def _yaml(fields: Mapping[str, Any]) -> str:
    given = {name: value for name, value in fields.items() if value is not None}
    return yaml.safe_dump(given, allow_unicode=True, sort_keys=False)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Path) else value
