"""A small language for making a showcase in a test, building it and looking at it.

showcase.server("alpha", invite="alpha1").answers("alpha1", name="Alpha")
site = showcase.build()
assert site.text("servers/alpha/") ...
"""

import io
import json
import logging
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self
from urllib.parse import urljoin

import jinja2
import pytest
import yaml
from click.testing import CliRunner, Result
from jinja2.bccache import Bucket
from lxml import etree, html
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, ConfigurationError
from PIL import Image

from showcase import edition
from showcase.artwork import Artwork, Gallery, Subject
from showcase.cli import main
from showcase.content import Content, load
from showcase.edition import Edition
from showcase.liveness import judge
from showcase.models.record import Record
from showcase.options import Options
from showcase.records import dump_records
from showcase.refresh import Outcome
from showcase.standin import Answers, Reply, StandIn, guild_invite
from showcase.store import Store

if TYPE_CHECKING:
    from types import CodeType

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


def icon(color: tuple[int, int, int] = (40, 120, 90)) -> bytes:
    """A small square PNG."""
    return _png((64, 64), color)


def banner(color: tuple[int, int, int] = (40, 120, 90)) -> bytes:
    """A small wide PNG."""
    return _png((160, 90), color)


def _png(size: tuple[int, int], color: tuple[int, int, int]) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, color).save(buffer, "PNG")
    return buffer.getvalue()


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

    def links(self, address: str) -> list[str]:
        """Where the links of a page's body lead, from the site's root; those of others in full."""
        hrefs = [a.get("href") for a in self.article(address).cssselect("a[href]")]
        return [urljoin(f"/{address}", href).removeprefix("/") for href in hrefs]

    def sitemap(self) -> set[str]:
        """The addresses that the sitemap lists, from the site's root."""
        places = etree.fromstring((self.path / "sitemap.xml").read_bytes()).findall(".//{*}loc")
        return {str(place.text).removeprefix("https://showcase.example/") for place in places}

    def search(self) -> list[dict[str, Any]]:
        """What the search knows: title, text and location of each section."""
        return list(self.json("search/search_index.json")["docs"])

    def found(self, words: str) -> set[str]:
        """The pages on which the search finds words, which it knows whole or not at all."""
        wanted = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
        return {
            section["location"].partition("#")[0]
            for section in self.search()
            for said in (section["title"], section["text"], *section.get("tags", ()))
            if wanted.search(unescape(said))
        }

    def files(self) -> dict[str, bytes]:
        """Every file's path and bytes."""
        return {
            path.relative_to(self.path).as_posix(): path.read_bytes()
            for path in self.path.rglob("*")
            if path.is_file()
        }


class _Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[tuple[str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append((record.levelname, record.getMessage()))


@contextmanager
def _logged() -> Iterator[_Lines]:
    """Collect what MkDocs and its plugins log."""
    handler = _Lines()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(handler)
    level = logger.level
    logger.setLevel(logging.INFO)
    try:
        yield handler
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)


@dataclass
class Showcase:
    """A project on disk: `mkdocs.yml`, `content/`, a cache, and the Discord it asks.

    Attributes:
        decoded: Pictures that the last refresh or composition decoded or drew.
    """

    root: Path
    discord: StandIn
    clock: HandClock = field(default_factory=HandClock)
    options: dict[str, Any] = field(default_factory=dict)
    config: dict[str, Any] = field(default_factory=dict)
    decoded: int = 0

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
        with self.opened() as store, closing(self.gallery()) as gallery:
            outcome = edition.update(
                self.content(), store, gallery, self.settings(), self.clock, **arguments
            )
        self.decoded = gallery.decoded
        return outcome

    def compose(self) -> Edition:
        """Refresh, judge and join, all at the time of the hand-turned clock."""
        content, options = self.content(), self.settings()
        with self.opened() as store, closing(self.gallery()) as gallery:
            outcome = edition.update(content, store, gallery, options, self.clock)
            made = edition.compose(
                content, store, gallery, options, outcome=outcome, at=self.clock.now()
            )
        self.decoded = gallery.decoded
        return made

    def publish(self, made: Edition) -> Self:
        """Serve what a build publishes for later ones, and make it the mirror."""
        records = dump_records(made.records.values(), self.clock.now())
        self.discord.pages["/api/v1/records.json"] = Reply(body=records.encode())
        gallery = self.gallery()
        for listing in made.catalogue.listings.values():
            for picture in (*listing.artwork.banner, *listing.artwork.icon):
                data = gallery.path(picture.file).read_bytes()
                self.discord.pages[f"/assets/showcase/{picture.file}"] = data
        gallery.close()
        self.options["mirror_url"] = self.discord.url
        return self

    def lose_cache(self) -> Self:
        """Delete the store and the pictures."""
        shutil.rmtree(self.settings().cache_dir)
        return self

    def record(self, slug: str) -> Record:
        """What the store knows of an entry."""
        with self.opened() as store:
            return store.records()[slug]

    def state(self, slug: str) -> str:
        """The state of an entry, judged now."""
        entry = self.content().servers[slug]
        with self.opened() as store:
            return judge(entry, store.records().get(slug), self.clock.now()).state.value

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
        with self._mkdocs("build", strict=strict) as build:
            return build()

    def fails(self, *, strict: bool = False) -> list[str]:
        """Build what cannot be built; return the warnings and errors that were logged."""
        with _logged() as log:
            try:
                self.build(strict=strict)
            except (Abort, ConfigurationError) as error:
                kept = [line for level, line in log.lines if level in {"WARNING", "ERROR"}]
                return kept if isinstance(error, Abort) else [*kept, str(error)]
        raise AssertionError("the build went through")

    @contextmanager
    def serving(self) -> Iterator[Callable[[], Site]]:
        """Give a function that builds again and again, as `mkdocs serve` does."""
        with self._mkdocs("serve") as build:
            yield build

    @contextmanager
    def _mkdocs(
        self, command: Literal["build", "serve"], *, strict: bool = False
    ) -> Iterator[Callable[[], Site]]:
        file = str(self.mkdocs_yml())
        config = load_config(file, strict=strict)
        config.plugins.on_startup(command=command, dirty=False)

        def build() -> Site:
            with _logged() as log:
                current = load_config(file, strict=strict)
                mkdocs_build(current)
                return Site(Path(current.site_dir), log.lines)

        try:
            yield build
        finally:
            config.plugins.on_shutdown()

    def run(self, *arguments: str) -> Result:
        """Run the command `showcase` on this project, in this process."""
        return CliRunner().invoke(main, [*arguments, "-f", str(self.mkdocs_yml())])


@contextmanager
def standing(folder: Path) -> Iterator[Showcase]:
    """Give an empty showcase for several tests to look at; see the fixture `showcase`."""
    with pytest.MonkeyPatch.context() as patch, StandIn() as discord:
        quiet(patch)
        yield Showcase(folder / "project", discord)


def quiet(patch: pytest.MonkeyPatch) -> None:
    """Take out of the environment what would change a showcase; make builds do less in vain."""
    for name in list(os.environ):
        if name.startswith("SHOWCASE_") or name == "SOURCE_DATE_EPOCH":
            patch.delenv(name)
    patch.setenv("NO_MKDOCS_2_WARNING", "1")
    made = jinja2.Environment.__init__

    def remembering(environment: jinja2.Environment, *arguments: Any, **options: Any) -> None:
        made(environment, *arguments, **{"bytecode_cache": _COMPILED, **options})

    patch.setattr(jinja2.Environment, "__init__", remembering)
    patch.setattr(jinja2.FileSystemLoader, "list_templates", _templates)


def _templates(loader: jinja2.FileSystemLoader) -> list[str]:
    """Name the files of a theme without its icons: ten thousand, which MkDocs leaves out anyway."""
    found = set()
    for place in loader.searchpath:
        for folder, folders, files in os.walk(place, followlinks=loader.followlinks):
            folders[:] = [name for name in folders if not name.startswith(".")]
            found |= {Path(folder, name).relative_to(place).as_posix() for name in files}
    return sorted(found)


def share_pictures(patch: pytest.MonkeyPatch) -> None:
    """Give all servers the pictures of one, where many are made and none is looked at."""
    draw = Gallery.artwork

    def shared(gallery: Gallery, subject: Subject) -> Artwork:
        return draw(gallery, replace(subject, slug="all", name="All"))

    patch.setattr(Gallery, "artwork", shared)


class _Compiled(jinja2.BytecodeCache):
    """Compiled templates by source: most of the time of a small build is their compiling."""

    def __init__(self) -> None:
        self.found: dict[str, CodeType | None] = {}

    def get_bucket(
        self, environment: jinja2.Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        # Our words stand in what is compiled.
        language = getattr(environment.globals.get("t"), "language", "")
        return super().get_bucket(environment, name, filename, f"{language}\0{source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.found.get(bucket.key + bucket.checksum)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.found[bucket.key + bucket.checksum] = bucket.code


_COMPILED = _Compiled()


def _yaml(fields: Mapping[str, Any]) -> str:
    given = {name: value for name, value in fields.items() if value is not None}
    return yaml.safe_dump(given, allow_unicode=True, sort_keys=False)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Path) else value


@dataclass(frozen=True)
class Demo:
    """What `showcase demo` said, and the folder that it ran in."""

    status: int
    said: str
    folder: Path

    @property
    def site(self) -> Path:
        """The built site."""
        return self.folder / "made/up"

    @classmethod
    def built(cls, folder: Path) -> Self:
        """Build the demo in a folder, or take what was built there."""
        told = folder / "told.json"
        if told.is_file():
            status, said = json.loads(told.read_text("utf-8"))
            return cls(status, said, folder / "run")
        # What is set for a showcase of one's own says nothing to the demo.
        own = {
            "SHOWCASE_REFRESH": "never",
            "SHOWCASE_MIRROR_URL": "http://127.0.0.1:9/nowhere",
            "SHOWCASE_CACHE_DIR": str(folder / "run/own"),
        }
        command = Path(sys.executable).with_name("showcase")
        run = folder / "run"
        run.mkdir(parents=True)
        done = subprocess.run(
            [command, "demo", "--site-dir", "made/up"],
            cwd=run, env={**os.environ, **own}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        made = cls(done.returncode, done.stdout + done.stderr, run)
        told.write_text(json.dumps([made.status, made.said]), "utf-8")
        return made
