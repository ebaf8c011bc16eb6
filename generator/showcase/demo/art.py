"""Pictures such as real servers upload, drawn from a seed."""

# ruff: noqa: S311  # a seed, no secret

import io
from random import Random
from typing import Final

from PIL import ImageDraw

from showcase.demo.emblems import EMBLEMS
from showcase.demo.paint import Painter, fade, palette
from showcase.demo.patterns import PATTERNS
from showcase.demo.scenes import SCENES
from showcase.demo.stills import STILLS

BANNERS: Final[dict[str, Painter]] = {**SCENES, **PATTERNS, **STILLS}


def banner(motif: str, color: str, seed: str) -> bytes:
    """Return a JPEG of 1024x576; `motif` is a key of BANNERS, `color` is #rrggbb."""
    rng = Random(seed)
    image = BANNERS[motif](rng, palette(color, rng)).reduce(2)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=88)
    return file.getvalue()


def icon(emblem: str, color: str, seed: str) -> bytes:
    """Return a PNG of 256x256; `emblem` is a key of EMBLEMS, `color` is #rrggbb."""
    rng = Random(seed)
    tones = palette(color, rng)
    ground, foot = rng.choice(((1, 2), (2, 1), (2, 3), (0, 1)))
    if (ground, foot) == (2, 3):
        tones[4] = (255, 255, 255)
    image = fade((512, 512), tones[ground], tones[foot])
    EMBLEMS[emblem](ImageDraw.Draw(image), rng, tones)
    file = io.BytesIO()
    image.reduce(2).save(file, "PNG")
    return file.getvalue()
