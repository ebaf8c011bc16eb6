"""Tones, fades and glows: what the demo's pictures are painted with."""

import colorsys
import math
from collections.abc import Callable
from random import Random
from typing import Final, TypeAlias

from PIL import Image, ImageColor, ImageOps

Color: TypeAlias = tuple[int, int, int]
Palette: TypeAlias = list[Color]  # five tones from dark to light, then an accent
Point: TypeAlias = tuple[float, float]
Painter: TypeAlias = Callable[[Random, Palette], Image.Image]

# Twice the size that is served; reducing it makes the edges smooth.
WIDTH: Final = 2048
HEIGHT: Final = 1152
SIZE: Final = (WIDTH, HEIGHT)
WHITE: Final = (255, 255, 255)
ACCENTS: Final[list[Color]] = [
    (255, 184, 92),
    (255, 128, 104),
    (246, 208, 120),
    (116, 204, 190),
    (148, 180, 250),
    (244, 162, 186),
    (178, 212, 122),
]


def palette(color: str, rng: Random) -> Palette:
    """Return five tones around `color`, whose hue drifts from dark to light, and an accent."""
    red, green, blue = ImageColor.getrgb(color)[:3]
    hue, _, saturation = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
    drift = rng.choice((-1, 1)) * rng.uniform(0.02, 0.06)
    tones = [
        _tone(hue - 2 * drift, 0.13, saturation * 0.7),
        _tone(hue - drift, 0.28, saturation * 0.75),
        _tone(hue, 0.46, saturation * 0.85),
        _tone(hue + drift, 0.68, saturation * 0.9),
        _tone(hue + 2 * drift, 0.88, saturation * 0.8),
    ]
    accent = rng.choice(sorted(ACCENTS, key=lambda each: _apart(each, tones[2]))[-3:])
    return [*tones, accent]


def _tone(hue: float, lightness: float, saturation: float) -> Color:
    red, green, blue = colorsys.hls_to_rgb(hue % 1, lightness, min(1, saturation))
    return round(red * 255), round(green * 255), round(blue * 255)


def _apart(one: Color, other: Color) -> float:
    hues = [colorsys.rgb_to_hls(*(part / 255 for part in each))[0] for each in (one, other)]
    gap = abs(hues[0] - hues[1])
    return min(gap, 1 - gap)


def mix(one: Color, other: Color, share: float) -> Color:
    """Return the colour at `share` of the way from `one` to `other`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def fade(size: tuple[int, int], top: Color, bottom: Color, mid: Color | None = None) -> Image.Image:
    """Return a picture that goes from `top` to `bottom`, by way of `mid`."""
    ramp = Image.linear_gradient("L").resize(size)
    return ImageOps.colorize(ramp, top, bottom, mid=mid)


def glow(image: Image.Image, at: tuple[float, float], radius: float, color: Color) -> None:
    """Paint a light that fades out at `radius`."""
    side = round(radius * 2)
    mask = ImageOps.invert(Image.radial_gradient("L")).resize((side, side))
    # Pillow's gradient reaches its end in the corners: at the edges 75 of 255 are left.
    mask = mask.point([round(max(0, (level - 76) / 179) ** 2 * 255) for level in range(256)])
    image.paste(color, (round(at[0] - radius), round(at[1] - radius)), mask)


def disc(at: tuple[float, float], radius: float) -> tuple[float, float, float, float]:
    """Return the box of a circle."""
    return at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius


def around(at: Point, radius: float, sides: int, turn: float = 0.0) -> list[Point]:
    """Return the corners of a regular polygon; `turn` is in radians."""
    angles = [turn + math.tau * side / sides for side in range(sides)]
    return [(at[0] + radius * math.cos(each), at[1] + radius * math.sin(each)) for each in angles]
