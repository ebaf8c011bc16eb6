"""Colours in OKLCH, where equal steps look equal.

The formulas are Björn Ottosson's (https://bottosson.github.io/posts/oklab/), contrast and
luminance are those of WCAG 2.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from showcase.shapes import COLOR

RGB = tuple[int, int, int]

_PAPER_LUMINANCE = 0.92
_INK_LUMINANCE = 0.012
_EDGE_CONTRAST = 3.0  # WCAG 2.2, 1.4.11: what is not text
_GREY = 0.03  # below this chroma nobody would name a hue
_SECTORS = 24
_AMBER, _LIME = 68, 112  # degrees


@dataclass(frozen=True, slots=True)
class Hue:
    """What makes a colour itself, whatever its lightness: degrees, and chroma from 0 to 0.3."""

    degrees: float
    chroma: float

    def tone(self, lightness: float, *, share: float = 1.0, turn: float = 0.0) -> RGB:
        """This hue at a lightness from 0 to 1, with a share of its chroma, turned by degrees."""
        chroma, angle = self.chroma * share, math.radians(self.degrees + turn)
        linear = _to_linear(lightness, chroma, angle)
        while chroma > 0.001 and not all(-1e-4 <= channel <= 1.0001 for channel in linear):
            chroma *= 0.95  # down to the strongest that a screen can show
            linear = _to_linear(lightness, chroma, angle)
        red, green, blue = (_channel(value) for value in linear)
        return (red, green, blue)


NEUTRAL = Hue(80, 0.02)  # greys are drawn warm, as ink on paper


def parse(color: str) -> RGB | None:
    """Channels of "#rrggbb"; None for any other text."""
    if not COLOR.fullmatch(color):
        return None
    return (int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16))


def written(rgb: RGB) -> str:
    """A colour as "#rrggbb"."""
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def luminance(rgb: RGB) -> float:
    """Relative luminance, 0 to 1."""
    red, green, blue = (_linear(channel) for channel in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: RGB, other: RGB) -> float:
    """Contrast ratio, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def hue_of(rgb: RGB) -> Hue:
    """The hue of a colour, strong enough to draw with; a neutral one for greys."""
    _, chroma, degrees = _to_lch(rgb)
    return Hue(degrees, min(max(chroma, 0.09), 0.18)) if chroma >= _GREY else NEUTRAL


def shades(rgb: RGB, most_chroma: float = 0.3) -> list[RGB]:
    """The tones of a colour from black to white, in a hundred steps that look equal."""
    _, chroma, degrees = _to_lch(rgb)
    hue = Hue(degrees, min(chroma, most_chroma))
    return [hue.tone(step / 100) for step in range(101)]


def page_color(rgb: RGB) -> RGB:
    """The colour itself, or the nearest of its tones that stands out from paper and from ink."""
    if _stands_out(rgb):
        return rgb
    lightness, chroma, degrees = _to_lch(rgb)
    # A darker yellow is a greenish brown; what people would call its shade is amber.
    hue = Hue(_AMBER if _AMBER < degrees < _LIME else degrees, chroma)
    tones = [tone for step in range(40, 76) if _stands_out(tone := hue.tone(step / 100))]
    return min(tones, key=lambda tone: abs(_to_lch(tone)[0] - lightness))


def main_color(pixels: Sequence[RGB]) -> RGB | None:
    """The colour that a picture is remembered by; None for one that is grey all over."""
    weights = [0.0] * _SECTORS
    across, up = [0.0] * _SECTORS, [0.0] * _SECTORS
    for rgb in pixels:
        lightness, chroma, degrees = _to_lch(rgb)
        weight = chroma * (1 - abs(2 * lightness - 1.1))  # neither black nor white has a colour
        if chroma >= _GREY and weight > 0:
            sector = int(degrees * _SECTORS / 360) % _SECTORS
            weights[sector] += weight
            across[sector] += weight * math.cos(math.radians(degrees))
            up[sector] += weight * math.sin(math.radians(degrees))
    if not pixels or sum(weights) < 0.005 * len(pixels):
        return None
    near = [(i - 1, i, (i + 1) % _SECTORS) for i in range(_SECTORS)]
    best = max(near, key=lambda sectors: sum(weights[sector] for sector in sectors))
    angle = math.atan2(sum(up[sector] for sector in best), sum(across[sector] for sector in best))
    return Hue(math.degrees(angle) % 360, 0.14).tone(0.58)


def backdrop(pixels: Sequence[RGB]) -> RGB:
    """A ground that a picture with transparent parts stands out from."""
    color = main_color(pixels)
    hue = hue_of(color) if color else NEUTRAL
    light = sum(map(luminance, pixels)) > 0.4 * len(pixels)
    return hue.tone(0.30, share=0.5) if light else hue.tone(0.96, share=0.15)


def _stands_out(rgb: RGB) -> bool:
    own = luminance(rgb) + 0.05
    paper, ink = _PAPER_LUMINANCE + 0.05, _INK_LUMINANCE + 0.05
    return paper / own >= _EDGE_CONTRAST and own / ink >= _EDGE_CONTRAST


def _linear(channel: int) -> float:
    value = channel / 255
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _channel(value: float) -> int:
    value = min(max(value, 0.0), 1.0)
    coded = 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
    return round(255 * coded)


def _to_lch(rgb: RGB) -> tuple[float, float, float]:
    red, green, blue = (_linear(channel) for channel in rgb)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def _to_linear(lightness: float, chroma: float, angle: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(angle), chroma * math.sin(angle)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
