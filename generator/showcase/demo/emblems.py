"""What stands on an icon: one shape, drawn on a square of 512."""

# a picture is made of numbers

import math
from collections.abc import Callable
from random import Random
from typing import Final, TypeAlias

from PIL import ImageDraw

from showcase.demo.paint import WHITE, Palette, Point, disc

Draw: TypeAlias = ImageDraw.ImageDraw
Emblem: TypeAlias = Callable[[Draw, Random, Palette], None]

MIDDLE: Final = (256.0, 256.0)


def _turned(angle: float, radius: float, at: Point = MIDDLE) -> Point:
    return at[0] + radius * math.cos(angle), at[1] + radius * math.sin(angle)


def _planet(draw: Draw, rng: Random, tones: Palette) -> None:
    tilt = rng.choice((-1, 1))
    ring = [_turned(math.tau * at / 60, 1, (0, 0)) for at in range(61)]
    line = [(256 + 215 * x + 20 * y, 256 + 70 * y + tilt * 90 * x) for x, y in ring]
    draw.line(line[30:], fill=tones[5], width=22, joint="curve")
    draw.ellipse(disc(MIDDLE, 125), fill=tones[4])
    draw.chord(disc(MIDDLE, 125), 20, 200, fill=tones[3])
    draw.line(line[:31], fill=tones[5], width=22, joint="curve")


def _moon(draw: Draw, rng: Random, tones: Palette) -> None:
    for _ in range(26):
        place = (rng.uniform(20, 492), rng.uniform(20, 492))
        draw.ellipse(disc(place, rng.uniform(2, 6)), fill=tones[4])
    draw.ellipse(disc(MIDDLE, 150), fill=tones[4])
    for place, size in (((210, 200), 34), ((300, 290), 46), ((300, 190), 20), ((205, 310), 24)):
        draw.ellipse(disc(place, size), fill=tones[3])


def _die(draw: Draw, rng: Random, tones: Palette) -> None:
    draw.rounded_rectangle((110, 122, 402, 414), 64, fill=tones[0])
    draw.rounded_rectangle((110, 98, 402, 390), 64, fill=tones[4])
    for pip in rng.choice(("048", "02468", "0268", "023568")):
        place = (176 + int(pip) % 3 * 80, 164 + int(pip) // 3 * 80)
        draw.ellipse(disc(place, 28), fill=rng.choice((tones[0], tones[0], tones[5])))


def _pawn(draw: Draw, rng: Random, tones: Palette) -> None:
    del rng
    draw.polygon([(256, 150), (150, 400), (362, 400)], fill=tones[4])
    draw.rounded_rectangle((130, 370, 382, 420), 25, fill=tones[4])
    draw.ellipse(disc((256, 160), 76), fill=tones[5])
    draw.rounded_rectangle((186, 226, 326, 254), 14, fill=tones[5])


def _bowl(draw: Draw, rng: Random, tones: Palette) -> None:
    draw.chord((96, 110, 416, 430), 0, 180, fill=tones[4])
    draw.rounded_rectangle((76, 252, 436, 286), 17, fill=tones[5])
    draw.rounded_rectangle((196, 410, 316, 440), 12, fill=tones[4])
    for x in (186, 256, 326):
        line = [(x + 18 * math.sin(y / 16 + rng.random()), 225 - y) for y in range(0, 110, 6)]
        draw.line(line, fill=tones[4], width=16, joint="curve")


def _loaf(draw: Draw, rng: Random, tones: Palette) -> None:
    crust, crumb = rng.choice((((196, 124, 62), (244, 212, 160)), ((150, 92, 52), (226, 186, 132))))
    draw.ellipse((80, 150, 432, 404), fill=tones[0])
    draw.ellipse((80, 126, 432, 380), fill=crust)
    for x in (158, 232, 306):
        draw.line((x, 308, x + 52, 190), fill=crumb, width=26)


def _bubble(draw: Draw, rng: Random, tones: Palette) -> None:
    draw.rounded_rectangle((70, 90, 350, 280), 70, fill=tones[4])
    draw.polygon([(120, 270), (190, 270), (110, 340)], fill=tones[4])
    draw.rounded_rectangle((190, 230, 442, 390), 62, fill=tones[5])
    draw.polygon([(340, 380), (400, 380), (420, 440)], fill=tones[5])
    for at in range(3):
        draw.ellipse(disc((140 + at * 70, 184), rng.choice((18, 22))), fill=tones[1])


def _note(draw: Draw, rng: Random, tones: Palette) -> None:
    lift = rng.choice((0, 40))
    draw.ellipse((96, 320, 216, 414), fill=tones[4])
    draw.ellipse((296, 320 - lift, 416, 414 - lift), fill=tones[4])
    draw.line((202, 366, 202, 130), fill=tones[4], width=28)
    draw.line((402, 366 - lift, 402, 130 - lift), fill=tones[4], width=28)
    draw.polygon([(188, 110), (416, 110 - lift), (416, 190 - lift), (188, 190)], fill=tones[5])


def _keys(draw: Draw, rng: Random, tones: Palette) -> None:
    for at in range(4):
        held = tones[5] if at == rng.randint(0, 3) else tones[4]
        draw.rounded_rectangle((76 + at * 92, 90, 160 + at * 92, 422), 18, fill=held)
    for at in range(3):
        draw.rounded_rectangle((136 + at * 92, 90, 192 + at * 92, 280), 12, fill=tones[0])


def _sprout(draw: Draw, rng: Random, tones: Palette) -> None:
    draw.line((256, 420, 256, 240), fill=tones[4], width=26)
    for side in (-1, 1):
        tip = rng.uniform(150, 180)
        edge = [part / 20 for part in range(21)]
        one = [(256 + side * tip * p, 270 - 140 * p - 70 * math.sin(math.pi * p)) for p in edge]
        two = [(256 + side * tip * p, 270 - 140 * p + 60 * math.sin(math.pi * p)) for p in edge]
        draw.polygon([*one, *reversed(two)], fill=tones[5] if side > 0 else tones[4])
    draw.chord((136, 350, 376, 520), 180, 360, fill=tones[0])


def _bloom(draw: Draw, rng: Random, tones: Palette) -> None:
    count = rng.choice((5, 6, 8))
    turn = rng.uniform(0, 1)
    for at in range(count):
        draw.ellipse(disc(_turned(turn + math.tau * at / count, 110), 78), fill=tones[4])
    draw.ellipse(disc(MIDDLE, 70), fill=tones[5])


def _iris(draw: Draw, rng: Random, tones: Palette) -> None:
    turn = rng.uniform(0, 1)
    draw.ellipse(disc(MIDDLE, 200), fill=tones[0])
    draw.ellipse(disc(MIDDLE, 176), fill=tones[4])
    for at in range(6):
        angle = turn + math.tau * at / 6
        blade = [_turned(angle, 176), _turned(angle + 1.05, 176), _turned(angle + 1.3, 70)]
        draw.polygon([*blade, _turned(angle + 0.25, 70)], fill=tones[1 + at % 3])
    draw.regular_polygon((MIDDLE, 74), 6, rotation=-math.degrees(turn), fill=tones[5])


def _roll(draw: Draw, rng: Random, tones: Palette) -> None:
    del rng
    draw.rounded_rectangle((96, 130, 266, 390), 26, fill=tones[4])
    draw.rectangle((96, 180, 266, 250), fill=tones[5])
    draw.rounded_rectangle((140, 96, 222, 136), 12, fill=tones[0])
    draw.rectangle((266, 156, 436, 364), fill=tones[0])
    for y in (172, 326):
        for x in range(280, 430, 40):
            draw.rounded_rectangle((x, y, x + 22, y + 22), 5, fill=tones[4])


def _creature(draw: Draw, rng: Random, tones: Palette) -> None:
    """A small being of 8x8 pixels, the same on both sides."""
    for row in range(8):
        for column in range(4):
            near = 1 - math.hypot(row - 3.5, column - 3) / 6
            if rng.random() < near + 0.1:
                shade = tones[5] if rng.random() < 0.25 else tones[4]
                for x in (column, 7 - column):
                    draw.rectangle(
                        (80 + x * 44, 80 + row * 44, 124 + x * 44, 124 + row * 44), fill=shade
                    )
    for x in (2, 5):
        draw.rectangle((80 + x * 44, 212, 124 + x * 44, 256), fill=tones[0])
        draw.rectangle((80 + x * 44, 212, 102 + x * 44, 234), fill=WHITE)


EMBLEMS: Final[dict[str, Emblem]] = {
    "bloom": _bloom,
    "bowl": _bowl,
    "bubble": _bubble,
    "creature": _creature,
    "die": _die,
    "iris": _iris,
    "keys": _keys,
    "loaf": _loaf,
    "moon": _moon,
    "note": _note,
    "pawn": _pawn,
    "planet": _planet,
    "roll": _roll,
    "sprout": _sprout,
}
