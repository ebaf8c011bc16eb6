"""A showcase of made-up servers, as many as are asked for, with all facts and pictures known."""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

import yaml

from showcase import discord, edition, liveness, standin
from showcase.artwork import Gallery, Stock, Subject
from showcase.artwork.renditions import Picture, color
from showcase.artwork.values import Rendition
from showcase.content import load
from showcase.demo import world
from showcase.history import thinned
from showcase.models.entry import Entry
from showcase.models.record import Answer, Record, Sample
from showcase.options import Options
from showcase.refresh import Outcome
from showcase.store import Store

SITE: Final = {
    "site_name": "Crowd",
    "site_url": "https://showcase.example/",
    "repo_url": "https://github.com/example/showcase",
    "edit_uri": "edit/main/content/pages/",
}
THEME: Final = {
    "name": "material",
    "font": False,
    "features": [
        *("navigation.tabs", "navigation.path", "navigation.top", "navigation.prune"),
        *("search.highlight", "search.suggest", "content.action.edit"),
    ],
    "palette": {"primary": "indigo", "accent": "indigo"},
}
_HISTORY_DAYS: Final = 180
_POOL: Final = 6
_LANGUAGES: Final = ("en", "en", "en", "de", "fr", "es", "pt-BR", "ja", "pl", "it", "ko", "tr")
_WORDS: Final = (
    "people meet here talk share build learn help play make read write draw record listen weekly "
    "evening morning project game server room question answer beginner expert guide small large "
    "friendly patient open quiet busy workshop map music story photo code garden kitchen machine "
    "library river mountain language history science paper letter table chair window bridge the a "
    "of and with for about from every each new old own next first last together slowly often"
).split()


def slug(number: int) -> str:
    """Return the slug of a server."""
    return f"server-{number:05}"


def community_count(count: int) -> int:
    """Return how many communities a showcase of so many servers has."""
    return max(8, count // 50)


def entry(number: int, count: int) -> dict[str, Any]:
    """Return what the people of a server wrote; the same for the same numbers."""
    rng = Random(f"entry {number}")  # noqa: S311 - a seed, no secret
    communities = rng.sample(range(community_count(count)), 2 if rng.random() < 0.3 else 1)
    # A vocabulary grows, but more slowly than what it describes.
    tags = {int((40 + count // 25) ** rng.random()) for _ in range(4)}
    mates = {slug(rng.randrange(count)) for _ in range(2)} - {slug(number)}
    day = datetime.now(UTC).date() + timedelta(days=rng.randrange(60))
    return {
        "name": f"{_title(rng, 2)} {number}",
        "invite": f"code{number:05}",
        "server_id": str(10**17 + number),
        "summary": _sentence(rng, 11)[:150],
        "communities": [f"community-{one:03}" for one in communities],
        "tags": [f"tag {one}" for one in sorted(tags)],
        "languages": sorted({rng.choice(_LANGUAGES) for _ in range(1 + (number % 4 == 0))}),
        "links": {
            "Website": f"https://server-{number}.example/",
            "Source": "https://code.example/",
        },
        "run_by": {"name": _title(rng, 2), "url": f"https://people-{number}.example/"},
        "about": "\n\n".join(_paragraph(rng, 3) for _ in range(3))
        + "\n\n"
        + "\n".join(f"- **{_title(rng, 1)}**: {_sentence(rng, 8)}" for _ in range(4)),
        "guidelines": "\n".join(f"{n}. {_sentence(rng, 9)}" for n in range(1, 6)),
        "first_steps": _paragraph(rng, 2),
        "channels": [
            {
                "category": _title(rng, 1),
                "text": [f"{_title(rng, 1).lower()}-{n}" for n in range(4)],
                "voice": [_title(rng, 1)],
            }
            for _ in range(3)
        ],
        "highlights": [
            {"kind": "achievement", "title": _title(rng, 4), "text": _sentence(rng, 10)},
            {"kind": "initiative", "title": _title(rng, 4), "text": _sentence(rng, 10)},
        ],
        "events": [
            {
                "title": f"{_title(rng, 2)} evening",
                "start": f"{day.isoformat()}T19:00",
                "zone": "Europe/Berlin",
                "text": _sentence(rng, 9),
            }
        ]
        if number % 4 == 0
        else [],
        "partners": sorted(mates),
    }


def community(number: int) -> dict[str, Any]:
    """Return what was written about a community."""
    rng = Random(f"community {number}")  # noqa: S311 - a seed, no secret
    return {
        "name": f"{_title(rng, 1)} {number}",
        "summary": _sentence(rng, 10)[:150],
        "about": "\n\n".join(_paragraph(rng, 3) for _ in range(2)),
        "resources": [{"title": _title(rng, 3), "url": "https://guide.example/"}],
    }


def write(folder: Path, count: int) -> Path:
    """Write the whole project into an empty folder, its cache included; return its mkdocs.yml."""
    for number in range(count):
        write_yaml(folder / f"content/servers/{slug(number)}.yml", entry(number, count))
    for number in range(community_count(count)):
        write_yaml(folder / f"content/communities/community-{number:03}.yml", community(number))
    write_pages(folder / "content/pages")
    config = folder / "mkdocs.yml"
    write_config(config, {})
    _fill_cache(folder)
    return config


def photographs(folder: Path) -> tuple[list[bytes], list[bytes]]:
    """Return a few banners and icons, as wide as an ordinary page would have them."""
    pool = _drawn_pool(folder)
    return [one["banner"][0].data for one in pool], [one["icon"][0].data for one in pool]


def write_pages(folder: Path) -> None:
    """Write the few pages that a site's people write themselves."""
    folder.mkdir(parents=True)
    (folder / "index.md").write_text("---\ntemplate: showcase-home.html\n---\n\n# Crowd\n")
    for name in ("contribute", "about", "new-to-discord"):
        text = _paragraph(Random(name), 6)  # noqa: S311
        (folder / f"{name}.md").write_text(f"# {name.title()}\n\n{text}\n")


def write_config(path: Path, options: dict[str, Any]) -> None:
    """Write a mkdocs.yml with these options of ours."""
    content = {
        **SITE,
        "docs_dir": "content/pages",
        "theme": THEME,
        "plugins": {
            "search": {},
            "showcase": {"mirror_url": "none", "cache_dir": "cache", **options},
        },
        "nav": [
            {"Home": "index.md"},
            *(
                {name.title(): f"{name}/index.md"}
                for name in ("servers", "communities", "languages", "events")
            ),
            *({name.title(): f"{name}.md"} for name in ("new-to-discord", "contribute", "about")),
        ],
        "markdown_extensions": ["tables"],
        "validation": {"links": {"absolute_links": "ignore"}},
    }
    write_yaml(path, content)


def _fill_cache(folder: Path) -> None:
    now = datetime.now(UTC)
    cache = folder / "cache"
    options = Options(
        root=folder,
        site_url=SITE["site_url"],
        refresh="never",
        cache_dir=cache,
        content_dir=folder / "content",
    )
    content = load(options.content_dir, folder)
    if content.mistakes:
        raise ValueError(content.mistakes[0])
    gallery = _FromPool(options.pictures_dir, folder / "pool")
    with Store(cache, print) as store:
        records = [_record(slug, one, gallery, now) for slug, one in content.servers.items()]
        store.save(records)
        edition.compose(content, store, gallery, options, outcome=Outcome(), at=now)
    gallery.close()


def _record(slug: str, entry: Entry, gallery: "_FromPool", now: datetime) -> Record:
    rng = Random(f"facts {slug}")  # noqa: S311 - a seed, no secret
    code = entry.invite
    members = int(50 * rng.paretovariate(0.7)) % 900_000 + 50
    online = members // rng.randrange(5, 20) + 1
    pictured = {
        kind: hashlib.sha256(f"{slug}/{kind}".encode()).hexdigest()[:32]
        for kind in ("icon", "banner")
    }
    body = standin.guild_invite(
        code,
        guild_id=str(entry.server_id),
        name=entry.name,
        members=members,
        online=online,
        description=_sentence(rng, 12),
        features=["COMMUNITY", "NEWS"],
        boosts=3,
        tier=1,
        icon=pictured["icon"],
        banner=pictured["banner"],
    )
    answer = discord.read_answer(200, {}, json.dumps(body).encode(), now)
    if not isinstance(answer, Answer):
        raise TypeError(f"{code}: a good answer was expected")
    record = liveness.begin(slug, entry, None)
    record = replace(record, first_seen=(now - timedelta(days=_HISTORY_DAYS)).date())
    record = liveness.observe(entry, record, answer, now)
    samples = [
        Sample(day, there, awake)
        for day, there, awake in world.history(slug, members, online, now, _HISTORY_DAYS)
    ]
    for folder, kind in (("icons", "icon"), ("banners", "banner")):
        gallery.put(f"{folder}/{entry.server_id}/{pictured[kind]}")
    return replace(record, history=thinned(samples, now.date()))


class _FromPool(Gallery):
    """Gives every server pictures of its own name, of the size of real ones, without drawing."""

    def __init__(self, folder: Path, pool: Path) -> None:
        super().__init__(folder)
        self._pool = _drawn_pool(pool)

    def put(self, source: str) -> None:
        kind = "icon" if source.startswith("icons/") else "banner"
        pictures = self._renamed(kind, source)
        self._keep(source, 1, pictures, color(pictures))

    def _drawn(
        self,
        description: list[object],
        draw: Callable[[], Sequence[Picture]],
        stock: Stock | None,
    ) -> tuple[Rendition, ...]:
        del draw
        kind, seed = str(description[0]), json.dumps(description)
        return super()._drawn(description, lambda: self._renamed(kind, seed), stock)

    def _renamed(self, kind: str, seed: str) -> list[Picture]:
        digest = hashlib.sha256(f"{kind} {seed}".encode()).hexdigest()
        chosen = self._pool[int(digest[:8], 16) % len(self._pool)][kind]
        return [
            Picture(
                replace(
                    one.rendition, file=f"{digest[:19]}{place}{Path(one.rendition.file).suffix}"
                ),
                one.data,
            )
            for place, one in enumerate(chosen)
        ]

    def _write(self, picture: Picture) -> None:
        """Link a file of the pool: its bytes are many servers'."""
        content = self.path(f"pool-{hashlib.sha256(picture.data).hexdigest()[:12]}")
        if not content.exists():
            content.write_bytes(picture.data)
        os.link(content, self.path(picture.rendition.file))


def _drawn_pool(folder: Path) -> list[dict[str, list[Picture]]]:
    """Draw a few servers' pictures, to be used by all."""
    gallery = Gallery(folder)
    pool = []
    for number in range(_POOL):
        art = gallery.artwork(Subject(f"pool-{number}", f"Pool {number}", None, (), ()))
        pool.append(
            {
                kind: [Picture(one, gallery.path(one.file).read_bytes()) for one in renditions]
                for kind, renditions in (
                    ("banner", art.banner),
                    ("icon", art.icon),
                    ("card", [art.card]),
                )
            }
        )
    gallery.close()
    return pool


def write_yaml(path: Path, content: dict[str, Any]) -> None:
    """Write a file, its folder included."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        yaml.dump(content, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)
    )


def _title(rng: Random, words: int) -> str:
    return " ".join(rng.choice(_WORDS) for _ in range(words)).title()


def _sentence(rng: Random, words: int) -> str:
    return " ".join(rng.choice(_WORDS) for _ in range(words)).capitalize() + "."


def _paragraph(rng: Random, sentences: int) -> str:
    return " ".join(_sentence(rng, 10) for _ in range(sentences))
