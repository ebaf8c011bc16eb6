"""What is measured of our own work, row by row."""

import asyncio
import json
import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import crowd
import measure
import peers

from showcase import edition, standin
from showcase.artwork import Gallery
from showcase.clock import SystemClock
from showcase.content import load
from showcase.options import Options
from showcase.store import Store

Row = tuple[str, str, str]


def builder(config: Path) -> peers.Builder:
    """Return how a showcase is built."""
    command = (sys.executable, "-m", "mkdocs", "build", "-q")
    return peers.Builder("community-showcase", config.parent, command, config.parent / "site")


def build(one: peers.Builder) -> measure.Cost:
    """Build into an empty folder."""
    measure.emptied(one.output)
    return measure.cost(one.command, one.folder)


def sizes(folder: Path, count: int) -> Iterator[Row]:
    """Return how large what is published is."""
    site = folder / "site"
    largest = max(site.rglob("*.html"), key=lambda path: path.stat().st_size)
    place = largest.parent.relative_to(site).as_posix()
    size = largest.stat().st_size / 1000
    yield f"largest page of {count:,}", f"{size:.0f} kB ({place})", "at most 150 kB"
    for name, most in (("servers", "1.6"), ("records", "3")):
        length = (site / f"api/v1/{name}.json").stat().st_size / count / 1000
        yield f"{name}.json, a server of {count:,}", f"{length:.2f} kB", f"at most {most} kB"


def edited(mine: peers.Builder, yardstick: peers.Builder, rounds: int) -> Iterator[Row]:
    """Return what a build costs after one entry was edited."""
    path = mine.folder / f"content/servers/{crowd.slug(1)}.yml"
    before = path.read_text()

    def build_edited() -> measure.Cost:
        path.write_text(f"{before}verified: {datetime.now(UTC).date()}\n")
        return build(mine)

    one, _, ratio = measure.paired(build_edited, lambda: build(yardstick), rounds)
    path.write_text(before)
    yield "the same after one edit", f"{ratio:.2f} ({one.cpu:.1f} s)", "no more"


def strictly(mine: peers.Builder, count: int, rounds: int) -> Iterator[Row]:
    """Return what the check of the finished site costs."""
    strict = peers.Builder(mine.name, mine.folder, (*mine.command, "--strict"), mine.output)
    one, other, ratio = measure.paired(lambda: build(strict), lambda: build(mine), rounds)
    seconds = one.cpu - other.cpu
    what = f"check of the finished site of {count:,}, of the build"
    yield what, f"{ratio - 1:.2f} ({seconds:.1f} s)", "0.33"


def checks(config: Path, count: int) -> Iterator[Row]:
    """Return what `showcase check` costs for all entries, and for one."""
    command = (sys.executable, "-c", "from showcase.cli import main; main()", "check")
    whole = measure.cost(command, config.parent)
    yield f"check of {count:,} entries", f"{whole.cpu:.1f} s", "8 s at 10,000"
    one = measure.cost((*command, f"content/servers/{crowd.slug(1)}.yml"), config.parent)
    yield f"check of one entry of {count:,}", f"{one.cpu:.2f} s", "1 s"


def refreshing(config: Path, count: int) -> Iterator[Row]:
    """Return what a refresh costs where nothing is stale; its entries are read already."""
    options = _options(config.parent)
    content = load(options.content_dir, options.root)
    with Store(options.cache_dir, print) as store:
        gallery = Gallery(options.pictures_dir)
        started = time.process_time()
        outcome = edition.update(content, store, gallery, options, SystemClock())
        seconds = time.process_time() - started
        gallery.close()
    if outcome.asked:
        raise RuntimeError(f"{outcome.asked} were stale")
    yield f"refresh of {count:,} with nothing stale", f"{seconds:.2f} s", "1 s at 10,000"


def asking(folder: Path, count: int = 300) -> Iterator[Row]:
    """Return what a request costs us, beside one with nothing around it."""
    project = folder / "asking"
    project.mkdir()
    for number in range(count):
        crowd.write_yaml(
            project / f"content/servers/{crowd.slug(number)}.yml",
            {**crowd.entry(number, count), "partners": [], "communities": ["community-000"]},
        )
    crowd.write_yaml(project / "content/communities/community-000.yml", crowd.community(0))
    with standin.StandIn() as discord:
        for number in range(count):
            code = f"code{number:05}"
            discord.invites[code] = standin.guild_invite(
                code, guild_id=str(10**17 + number), name=f"Server {number}"
            )
        options = _options(project, api_url=discord.api_url, cdn_url=discord.cdn_url)
        content = load(options.content_dir, options.root)
        with Store(options.cache_dir, print) as store:
            gallery = Gallery(options.pictures_dir)
            started = time.perf_counter()
            outcome = edition.update(content, store, gallery, options, SystemClock())
            whole = time.perf_counter() - started
            gallery.close()
        bare = asyncio.run(_bare(discord.api_url, count))
    if outcome.asked != count:
        raise RuntimeError(f"{outcome.asked} of {count} were asked")
    each = (whole - bare) / count * 1000
    yield "a request, beside a bare one", f"{each:.1f} ms", "below 3 ms"


async def _bare(url: str, count: int) -> float:
    """Ask as often over one connection, and do nothing with the answers."""
    place = urlsplit(url)
    host, port, path = place.hostname or "", place.port or 80, place.path
    reader, writer = await asyncio.open_connection(host, port)
    started = time.perf_counter()
    for number in range(count):
        target = f"{path}/invites/code{number:05}?with_counts=true"
        writer.write(f"GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.partition(b":")[2])
            for line in head.splitlines()
            if line.lower().startswith(b"content-length")
        )
        json.loads(await reader.readexactly(length))
    writer.close()
    return time.perf_counter() - started


def _options(folder: Path, **changes: str) -> Options:
    return Options(
        root=folder,
        site_url=crowd.SITE["site_url"],
        requests_per_10_minutes=100_000,
        pace_seconds=0,
        cache_dir=folder / "cache",
        content_dir=folder / "content",
        **changes,  # type: ignore[arg-type]
    )


os.environ.setdefault("NO_PROXY", "127.0.0.1")
