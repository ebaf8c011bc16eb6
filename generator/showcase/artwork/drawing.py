"""Banners and icons for servers that have none."""

from PIL import Image

from showcase.artwork import lettering
from showcase.artwork.canvas import HEIGHT, Canvas
from showcase.artwork.chance import Chance
from showcase.artwork.colour import Hue
from showcase.artwork.marks import mark
from showcase.artwork.palettes import Palette, Scheme, scheme
from showcase.artwork.patterns import PATTERNS

Size = tuple[int, int]

_TURNS = (-26.0, -14.0, 14.0, 26.0)
_MARGIN = 0.065  # of a banner's width, right of its letters
_CAP = 0.5  # height of a banner's letters, in parts of its own
_SPREAD = 0.6  # how much of a banner's width letters may take
_MARK = 4.8  # side of a banner's mark, in units


def banner(slug: str, name: str, hue: Hue, size: Size) -> Image.Image:
    """A poster: shapes in two tones, and the initials or the mark of a server."""
    canvas, tones = _pattern(slug, hue, size)
    letters = lettering.initials(name)
    if not letters:
        left = canvas.width * (1 - _MARGIN) - _MARK
        mark(canvas, slug, (left, (HEIGHT - _MARK) / 2), _MARK, tones.letters)
        return canvas.finish()
    image = canvas.finish()
    _write(image, letters, tones, cap=_CAP, most=_SPREAD, right=_MARGIN)
    return image


def backdrop(slug: str, hue: Hue, size: Size) -> tuple[Image.Image, Palette]:
    """The shapes of a poster alone, and the tones that they are drawn in."""
    canvas, tones = _pattern(slug, hue, size)
    return canvas.finish(), tones


def icon(slug: str, name: str, hue: Hue, size: Size) -> Image.Image:
    """Initials, or a mark, in tones that stand out from those of the same server's banner."""
    tones = _scheme(slug, hue).opposite.palette(hue, 0)
    canvas = Canvas(size, tones.ground)
    letters = lettering.initials(name)
    corner = Chance("icon", slug).pick(((0, 0), (HEIGHT, 0), (0, HEIGHT), (HEIGHT, HEIGHT)))
    canvas.disc(*corner, HEIGHT * 0.66, tones.low)
    if not letters:
        mark(canvas, slug, (HEIGHT * 0.24, HEIGHT * 0.24), HEIGHT * 0.52, tones.letters)
        return canvas.finish()
    image = canvas.finish()
    _write(image, letters, tones, cap=0.46, most=0.72)
    return image


def _pattern(slug: str, hue: Hue, size: Size) -> tuple[Canvas, Palette]:
    chance = Chance("banner", slug)
    tones = _scheme(slug, hue).palette(hue, chance.pick(_TURNS))
    canvas = Canvas(size, tones.ground)
    chance.pick(PATTERNS)(canvas, tones, chance)
    return canvas, tones


def _scheme(slug: str, hue: Hue) -> Scheme:
    return scheme(hue, Chance("scheme", slug))


def _write(
    image: Image.Image,
    letters: str,
    tones: Palette,
    *,
    cap: float,
    most: float,
    right: float | None = None,
) -> None:
    """Letters half way down, in the middle or right; the measures are parts of the picture's."""
    size = round(image.height * cap / lettering.CAP)
    size = min(size, int(size * image.width * most / lettering.width(letters, size)))
    left, top, end, bottom = lettering.font(size).getbbox(letters, anchor="ls")
    x = (image.width - left - end) / 2
    if right is not None:
        x = image.width * (1 - right) - end
    y = (image.height - top - bottom) / 2
    lettering.write(image, letters, (x, y), size, tones.letters)
