"""The compositions of the posters: each fills a canvas with three tones, by chance."""

import math
from collections.abc import Callable

from showcase.artwork.canvas import HEIGHT, Canvas, corners
from showcase.artwork.chance import Chance
from showcase.artwork.palettes import Palette

Pattern = Callable[[Canvas, Palette, Chance], None]


def _wave(base: float, height: float, length: float, phase: float) -> Callable[[float], float]:
    return lambda x: base + height * math.sin(math.tau * x / length + phase)


def arcs(canvas: Canvas, tones: Palette, chance: Chance) -> None:
    """Rings around a corner."""
    x, y = chance.pick((0.0, canvas.width)), chance.pick((0.0, HEIGHT))
    step = chance.between(1.1, 1.7)
    count = int(canvas.width / step * 0.8)
    for ring in range(count, 0, -1):
        fill = (tones.ground, tones.low, tones.ground, tones.high)[(count - ring) % 4]
        canvas.disc(x, y, ring * step, tones.high if ring == 1 else fill)


def stripes(canvas: Canvas, tones: Palette, chance: Chance) -> None:
    """Slanted bands of three widths."""
    lean = HEIGHT * chance.pick((-1.0, -0.5, 0.5, 1.0))
    x = -HEIGHT + chance.between(0, 1)
    fills = (tones.low, tones.ground, tones.high, tones.ground)
    band = 0
    while x < canvas.width + HEIGHT:
        width = chance.pick((0.7, 1.4, 2.8))
        canvas.polygon(
            [(x, 0), (x + width, 0), (x + width - lean, HEIGHT), (x - lean, HEIGHT)],
            fills[band % 4],
        )
        x += width
        band += 1


def discs(canvas: Canvas, tones: Palette, chance: Chance) -> None:
    """Two large circles and what they share."""
    one = (canvas.width * chance.between(0.22, 0.36), chance.between(2.5, 6.5))
    radius = chance.between(3.6, 5.2)
    angle = math.radians(chance.between(-40, 40))
    away = radius * chance.between(0.9, 1.25)
    other = (one[0] + away * math.cos(angle), one[1] + away * math.sin(angle))
    smaller = radius * chance.between(0.6, 0.95)
    canvas.disc(*one, radius, tones.low)
    canvas.disc(*other, smaller, tones.high)
    canvas.shared(one, other, radius, smaller, tones.ground)


def hills(canvas: Canvas, tones: Palette, chance: Chance) -> None:
    """A sun over hills."""
    sun = (canvas.width * chance.between(0.15, 0.45), chance.between(2.4, 3.4))
    canvas.disc(*sun, chance.between(1.4, 2.0), tones.high)
    for layer, fill in enumerate((tones.low, tones.high, tones.low)):
        base, height = 5.0 + layer * 1.6, chance.between(0.5, 0.9)
        length, phase = chance.between(7, 13), chance.between(0, math.tau)
        canvas.below(_wave(base, height, length, phase), fill)


def tiles(canvas: Canvas, tones: Palette, chance: Chance) -> None:
    """Quarter circles in a grid."""
    side = HEIGHT / chance.pick((3, 4))
    for row in range(round(HEIGHT / side)):
        for column in range(math.ceil(canvas.width / side)):
            left, top = column * side, row * side
            turn = chance.pick((0, 1, 2, 3))
            back, front = chance.pick(
                (
                    (tones.ground, tones.low),
                    (tones.low, tones.ground),
                    (tones.ground, tones.high),
                    (tones.low, tones.high),
                )
            )
            canvas.box(left, top, side, side, back)
            canvas.slice(*corners(left, top, side)[turn], side, 90.0 * turn, front)


def waves(canvas: Canvas, tones: Palette, chance: Chance) -> None:
    """Bands with one swell."""
    length, height = chance.between(6, 11), chance.between(0.5, 1.1)
    phase, step = chance.between(0, math.tau), chance.between(0.9, 1.5)
    drift = chance.between(-0.5, 0.5)
    fills = (tones.low, tones.ground, tones.high, tones.ground)
    for band in range(int((HEIGHT + 4) / step)):
        edge = _wave(band * step - 1.5, height, length, phase + band * drift)
        canvas.below(edge, fills[band % 4])


def rays(canvas: Canvas, tones: Palette, chance: Chance) -> None:
    """Beams from one point, and a disc where they meet."""
    x, y = canvas.width * chance.pick((0.12, 0.28, 0.5)), HEIGHT * chance.pick((0.5, 1.0, 1.0))
    count = chance.pick((12, 16, 20))
    reach = canvas.width * 1.5
    for beam in range(count):
        angle, half = math.tau * beam / count, math.pi / 2 / count
        fill = tones.low if beam % 2 else tones.high
        ends = [
            (x + reach * math.cos(a), y + reach * math.sin(a)) for a in (angle - half, angle + half)
        ]
        canvas.polygon([(x, y), *ends], fill)
    canvas.disc(x, y, 2.0, tones.ground)
    canvas.disc(x, y, 1.4, tones.high)


def dots(canvas: Canvas, tones: Palette, chance: Chance) -> None:
    """A screen of dots that grow from one side to the other."""
    step = chance.between(0.9, 1.3)
    angle = math.radians(chance.pick((0, 30, 90, 150, 180)))
    across, down = math.cos(angle), math.sin(angle)
    span = abs(across) * canvas.width + abs(down) * HEIGHT
    start = min(across, 0) * canvas.width + min(down, 0) * HEIGHT
    for row in range(math.ceil(HEIGHT / step) + 1):
        for column in range(math.ceil(canvas.width / step) + 1):
            x, y = (column + row % 2 / 2) * step, row * step
            share = min(max((x * across + y * down - start) / span, 0), 1)
            fill = tones.high if share > 0.62 else tones.low
            canvas.disc(x, y, step * (0.08 + 0.46 * share), fill)


def scales(canvas: Canvas, tones: Palette, chance: Chance) -> None:
    """Rows of overlapping rings, as on roofs and fish."""
    radius = chance.between(1.3, 2.0)
    rings = ((1.0, tones.low), (0.8, tones.ground), (0.55, tones.high), (0.3, tones.ground))
    rows = math.ceil(HEIGHT / (radius / 2)) + 2
    for row in range(rows):
        for column in range(-1, math.ceil(canvas.width / radius / 2) + 1):
            x, y = (column * 2 + row % 2) * radius, row * radius / 2
            for share, fill in rings:
                canvas.disc(x, y, radius * share, fill)


def blocks(canvas: Canvas, tones: Palette, chance: Chance) -> None:
    """Half circles and bars on a wide grid."""
    side = HEIGHT / 2
    for row in range(2):
        for column in range(math.ceil(canvas.width / side)):
            left, top = column * side, row * side
            middle = (left + side / 2, top + side / 2)
            match chance.pick(("half", "half", "disc", "bars", "corner", "plain")):
                case "half":
                    canvas.box(left, top, side, side, tones.low)
                    turn = chance.pick((0, 90, 180, 270))
                    x = middle[0] + math.sin(math.radians(turn)) * side / 2
                    y = middle[1] - math.cos(math.radians(turn)) * side / 2
                    canvas.slice(x, y, side / 2, turn, tones.high, sweep=180)
                case "disc":
                    canvas.disc(*middle, side / 2, tones.high)
                    canvas.disc(*middle, side / 4, tones.ground)
                case "bars":
                    for bar in range(0, 6, 2):
                        canvas.box(left, top + bar * side / 6, side, side / 6, tones.low)
                case "corner":
                    canvas.polygon(corners(left, top, side)[1:], tones.low)
                case _:  # the ground itself
                    pass


def zigzags(canvas: Canvas, tones: Palette, chance: Chance) -> None:
    """Rows of zigzag."""
    length, step = chance.between(2.4, 4.5), chance.between(0.8, 1.4)
    height = length * 0.5
    fills = (tones.low, tones.ground, tones.high, tones.ground)
    count = math.ceil(canvas.width / length * 2) + 2
    for band in range(math.ceil((HEIGHT + height) / step) + 1):
        base = band * step - height
        peaks = [((i - 1) * length / 2, base + (height if i % 2 else 0)) for i in range(count + 1)]
        canvas.polygon([*peaks, (canvas.width, HEIGHT), (0, HEIGHT)], fills[band % 4])


PATTERNS: tuple[Pattern, ...] = (
    arcs,
    stripes,
    discs,
    hills,
    tiles,
    waves,
    rays,
    dots,
    scales,
    blocks,
    zigzags,
)
