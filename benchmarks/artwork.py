"""Pictures a second: ours beside pyvips', from the sources that the CDN gives.

python benchmarks/artwork.py [NUMBER OF SOURCES]

Both make the same two pictures of each source, at the same quality and effort, on a thread a core, in turns.
Beside it stands how near the results come to a picture scaled down with care and not compressed
(SSIMULACRA2: 70 is "high", higher is nearer). What is not installed is named and left out:
pip install "pyvips[binary]" ssimulacra2
"""

import importlib
import io
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageDraw, ImageFilter

from showcase.artwork import Gallery
from showcase.artwork.decoding import decode
from showcase.artwork.renditions import BANNER_SIZES, photographs

Make = Callable[[bytes], Sequence[bytes]]

SIZE: Final = (1024, 576)
FORMATS: Final = ("WEBP", "JPEG", "PNG")
ROUNDS: Final = 5
SCORED: Final = 12
QUALITY: Final = 80
EFFORT: Final = 2


def source(number: int) -> bytes:
    """Return a banner as a server might have it: light, grain, flat shapes and a name."""
    chance = random.Random(number)  # noqa: S311
    image = Image.merge("RGB", [_light(chance) for _ in range(3)])
    grain = Image.effect_noise(SIZE, 24).convert("RGB")
    image = Image.blend(image, grain, 0.12)
    draw = ImageDraw.Draw(image)
    for _ in range(10):
        x, y, side = chance.randrange(SIZE[0]), chance.randrange(SIZE[1]), chance.randrange(20, 180)
        color = tuple(chance.randrange(256) for _ in range(3))
        draw.ellipse((x, y, x + side, y + side), fill=color)
    draw.text((60, 240), f"Server {number}", fill="white", font_size=90)
    buffer = io.BytesIO()
    image.save(buffer, FORMATS[number % len(FORMATS)], quality=92)
    return buffer.getvalue()


def _light(chance: random.Random) -> Image.Image:
    small = Image.new("L", (16, 9))
    small.putdata([chance.randrange(256) for _ in range(16 * 9)])
    return small.resize(SIZE, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(6))


def ours(data: bytes) -> list[bytes]:
    """Make our two pictures of a banner."""
    return [one.data for one in photographs(decode(data, BANNER_SIZES), BANNER_SIZES)]


def theirs(pyvips: Any) -> Make:
    """Return what makes the same of a banner with pyvips: decoded once, the small from the large."""
    (small, large) = BANNER_SIZES
    pyvips.cache_set_max(0)

    def make(data: bytes) -> list[bytes]:
        image = pyvips.Image.thumbnail_buffer(data, large[0], height=large[1], crop="centre")
        image = image.copy_memory()
        half = image.thumbnail_image(small[0], height=small[1])
        return [one.webpsave_buffer(Q=QUALITY, effort=EFFORT, keep="none") for one in (half, image)]

    return make


def kept(folder: Path) -> Make:
    """Return what a build does: our pictures, written to a gallery's folder and its index."""
    gallery = Gallery(folder)

    def make(data: bytes) -> list[bytes]:
        gallery.add(f"banners/{hash(data) % 10**18:018}/{os.urandom(16).hex()}", data)
        return []

    return make


def paired(ways: dict[str, Make], sources: Sequence[bytes]) -> dict[str, tuple[float, float]]:
    """Return pictures a second and CPU milliseconds of each way: medians of rounds in turns."""
    seen: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for _ in range(ROUNDS):
            for name, make in ways.items():
                wall, cpu = time.perf_counter(), time.process_time()
                list(pool.map(make, sources))
                wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
                seen[name].append((len(sources) / wall, cpu / len(sources) * 1000))
    return {
        name: (statistics.median(one[0] for one in rows), statistics.median(one[1] for one in rows))
        for name, rows in seen.items()
    }


def score(make: Make, sources: Sequence[bytes], compare: Callable[[str, str], float]) -> str:
    """Return the mean scores of the small and the large pictures."""
    scores: dict[int, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        true, seen = Path(folder, "true.png"), Path(folder, "seen.png")
        for data in sources[:SCORED]:
            full = Image.open(io.BytesIO(data)).convert("RGB")
            for made in make(data):
                image = Image.open(io.BytesIO(made)).convert("RGB")
                image.save(seen)
                full.resize(image.size, Image.Resampling.LANCZOS).save(true)
                scores.setdefault(image.width, []).append(compare(str(true), str(seen)))
    return ", ".join(f"{statistics.mean(found):.1f}" for _, found in sorted(scores.items()))


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except (ImportError, OSError):
        print(f"{name} is not installed, and left out.", file=sys.stderr)
        return None


def main() -> None:
    """Print the table."""
    os.environ.setdefault("VIPS_CONCURRENCY", "1")  # as many threads as ours, and no more
    sources = [source(number) for number in range(int(sys.argv[1]) if sys.argv[1:] else 48)]
    pyvips, judge = _module("pyvips"), _module("ssimulacra2")
    makers = {"ours": ours, **({"pyvips": theirs(pyvips)} if pyvips else {})}
    with tempfile.TemporaryDirectory() as folder:
        ways = {**makers, "ours, written and indexed": kept(Path(folder))}
        figures = paired(ways, sources)
    yardstick = figures.get("pyvips")
    print(f"{len(sources)} sources of {SIZE[0]} x {SIZE[1]}; {os.cpu_count()} cores, ", end="")
    print(f"Python {platform.python_version()}, Pillow {version('pillow')}", end="")
    print(f", pyvips {version('pyvips')}\n" if pyvips else "\n")
    print("| way | pictures/s | to pyvips | CPU ms | kB | SSIMULACRA2 at 480, 960 |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, (rate, cpu) in figures.items():
        make = makers.get(name)
        ratio = f"{rate / yardstick[0]:.2f}" if yardstick else "-"
        size = statistics.mean(sum(map(len, make(data))) for data in sources) if make else 0
        near = score(make, sources, judge.compute_ssimulacra2) if make and judge else "-"
        weight = f"{size / 1000:.1f}" if make else "-"
        print(f"| {name} | {rate:.1f} | {ratio} | {cpu:.1f} | {weight} | {near} |")


if __name__ == "__main__":
    main()
