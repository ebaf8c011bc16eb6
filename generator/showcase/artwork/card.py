"""The picture that other sites show next to a link to a server's page."""

from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageOps

from showcase.artwork import drawing, lettering
from showcase.artwork.colour import RGB, Hue

SIZE = (1200, 630)
_STAGE = 410  # height of the picture over the name's panel
_MARGIN = 64
_ICON = 184
_LARGE_ICON = 264
_GAP = 36
_RING = 12
# Sizes of the name in pixels, largest first, and how many lines of each there may be.
_SIZES = (84, 78, 72, 66, 60, 54, 48, 44)
_LINES = {84: 1, 78: 1, 72: 1, 66: 2, 60: 2, 54: 2, 48: 3, 44: 3}


@dataclass(frozen=True, slots=True)
class Motif:
    """What a card shows. `banner` and `icon` are None where they are drawn."""

    slug: str
    name: str
    hue: Hue
    banner: Image.Image | None
    icon: Image.Image | None


def card(motif: Motif) -> Image.Image:
    """A card of 1200 x 630: stage, icon and name; without the name if the font cannot write it."""
    title = lettering.title(motif.name)
    if title:
        return _named(motif, title)
    if motif.banner is None and motif.icon is None:
        return drawing.banner(motif.slug, motif.name, motif.hue, SIZE)
    stage, panel, _ = _stage(motif, SIZE)
    corner = ((SIZE[0] - _LARGE_ICON) // 2, (SIZE[1] - _LARGE_ICON) // 2)
    _place(stage, _icon(motif, _LARGE_ICON), corner, panel)
    return stage


def _named(motif: Motif, title: str) -> Image.Image:
    stage, panel, letters = _stage(motif, (SIZE[0], _STAGE))
    image = Image.new("RGB", SIZE, panel)
    image.paste(stage)
    _place(image, _icon(motif, _ICON), (_MARGIN, _STAGE - _ICON // 2), panel)
    left = _MARGIN + _ICON + _GAP
    size, lines = _fit(title, SIZE[0] - left - _MARGIN)
    leading = round(size * 1.16)
    middle = (_STAGE + SIZE[1]) / 2 + size * lettering.CAP / 2
    for number, line in enumerate(lines):
        y = middle + leading * (number - (len(lines) - 1) / 2)
        lettering.write(image, line, (left, round(y)), size, letters)
    return image


def _stage(motif: Motif, size: tuple[int, int]) -> tuple[Image.Image, RGB, RGB]:
    """The picture itself, and the colours of the panel below it and of the letters on that."""
    if motif.banner is None:
        image, tones = drawing.backdrop(motif.slug, motif.hue, size)
        return image, tones.letters, tones.ground
    stage = ImageOps.fit(motif.banner, size, Image.Resampling.LANCZOS)
    return stage, motif.hue.tone(0.27, share=0.5), motif.hue.tone(0.97, share=0.15)


def _icon(motif: Motif, side: int) -> Image.Image:
    if motif.icon is None:
        return drawing.icon(motif.slug, motif.name, motif.hue, (side, side))
    return motif.icon.resize((side, side), Image.Resampling.LANCZOS)


def _place(image: Image.Image, icon: Image.Image, corner: tuple[int, int], ring: RGB) -> None:
    """An icon with round corners and a ring, by its upper left corner."""
    side = icon.width
    outer = (corner[0] - _RING, corner[1] - _RING)
    image.paste(ring, outer, _rounded(side + 2 * _RING, side // 4 + _RING))
    image.paste(icon, corner, _rounded(side, side // 4))


def _rounded(side: int, radius: int) -> Image.Image:
    mask = Image.new("L", (side * 4, side * 4))
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, side * 4 - 1, side * 4 - 1), radius * 4, 255)
    return mask.reduce(4)


def _fit(title: str, width: int) -> tuple[int, list[str]]:
    """The largest size at which a title fits; at the smallest it is cut short."""
    for size in _SIZES:
        lines = _wrap(title, size, width)
        if len(lines) <= _LINES[size]:
            return size, lines
    last = _LINES[size] - 1
    return size, [*lines[:last], _shortened(lines[last], size, width)]


def _wrap(title: str, size: int, width: int) -> list[str]:
    """A title in lines, broken at spaces where it can be."""
    lines = [""]
    for word in title.split():
        line = f"{lines[-1]} {word}".strip()
        if lettering.width(line, size) <= width:
            lines[-1] = line
            continue
        lines.append("")
        for sign in word:
            if lettering.width(lines[-1] + sign, size) > width:
                lines.append("")
            lines[-1] += sign
    return [line for line in lines if line]


def _shortened(line: str, size: int, width: int) -> str:
    while line and lettering.width(f"{line}…", size) > width:
        line = line[:-1]
    return f"{line.rstrip()}…"
