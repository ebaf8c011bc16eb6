"""Banners of things: dice, dishes, leaves and flowers."""

# a picture is made of numbers

import math
from random import Random
from typing import Final

from PIL import Image, ImageDraw

from showcase.demo.paint import (
    HEIGHT,
    SIZE,
    WHITE,
    WIDTH,
    Color,
    Painter,
    Palette,
    Point,
    around,
    disc,
    fade,
    glow,
    mix,
)


def _dice(rng: Random, tones: Palette) -> Image.Image:
    """Dice thrown on felt."""
    image = fade(SIZE, tones[1], tones[0])
    glow(image, (WIDTH * 0.4, HEIGHT * 0.35), 900, tones[2])
    pips = {1: "4", 2: "08", 3: "048", 4: "0268", 5: "02468", 6: "023568"}
    places = [
        (x + rng.uniform(-60, 60), y + rng.uniform(-60, 60))
        for x in range(130, WIDTH, 300)
        for y in range(120, HEIGHT, 300)
    ]
    for place in rng.sample(places, 17):
        side = rng.randint(130, 200)
        body = rng.choice((tones[4], tones[4], tones[3], tones[5], WHITE))
        die = Image.new("RGB", (side * 2, side * 2), body)
        mask = Image.new("L", die.size)
        half = side // 2
        box = (half, half, half + side, half + side)
        ImageDraw.Draw(mask).rounded_rectangle(box, side // 5, fill=255)
        draw = ImageDraw.Draw(die)
        for pip in pips[rng.randint(1, 6)]:
            across, down = (int(pip) % 3 + 1) / 4, (int(pip) // 3 + 1) / 4
            draw.ellipse(disc((half + side * across, half + side * down), side / 11), fill=tones[0])
        angle = rng.uniform(0, 90)
        mask = mask.rotate(angle, resample=Image.Resampling.BILINEAR)
        corner = (round(place[0]) - side, round(place[1]) - side)
        shadow = mask.point([level // 3 for level in range(256)])
        image.paste((0, 0, 0), (corner[0] + 12, corner[1] + 18), shadow)
        image.paste(die.rotate(angle, resample=Image.Resampling.BILINEAR), corner, mask)
    return image


def _leaf(
    draw: ImageDraw.ImageDraw, at: Point, turn: float, size: Point, shades: tuple[Color, Color]
) -> None:
    """Draw a leaf from its stem on; `size` is length and half width, `shades` body and vein."""
    (long, wide), (fill, vein) = size, shades
    cos, sin = math.cos(turn), math.sin(turn)

    def place(along: float, aside: float) -> Point:
        x, y = along * long, aside * wide
        return at[0] + x * cos - y * sin, at[1] + x * sin + y * cos

    steps = [part / 14 for part in range(15)]
    rim = [place(part, math.sin(math.pi * part**0.8)) for part in steps]
    back = [place(part, -math.sin(math.pi * part**0.8)) for part in reversed(steps)]
    draw.polygon(rim + back, fill=fill)
    draw.line([place(0, 0), place(0.94, 0)], fill=vein, width=5)
    for part in (0.25, 0.42, 0.58, 0.72):
        for side in (-1, 1):
            draw.line([place(part, 0), place(part + 0.14, side * 0.6)], fill=vein, width=3)


def _leaves(rng: Random, tones: Palette) -> Image.Image:
    """Foliage, dark behind and light in front."""
    image = fade(SIZE, mix(tones[0], (0, 0, 0), 0.3), tones[0])
    draw = ImageDraw.Draw(image)
    for layer in range(4):
        for _ in range(26 - layer * 4):
            at = (rng.uniform(-100, WIDTH + 100), rng.uniform(-60, HEIGHT + 160))
            shade = mix(tones[1], tones[3], layer / 3 * rng.uniform(0.6, 1))
            if layer and rng.random() < 0.1:
                shade = tones[5]
            turn = rng.gauss(-math.pi / 2, 0.9)
            long = rng.uniform(190, 330) + layer * 40
            size = (long, long * rng.uniform(0.2, 0.32))
            _leaf(draw, at, turn, size, (shade, mix(shade, tones[0], 0.35)))
    return image


def _flowers(rng: Random, tones: Palette) -> Image.Image:
    """A bed in bloom before a light sky."""
    image = fade(SIZE, mix(tones[4], WHITE, 0.5), tones[4])
    draw = ImageDraw.Draw(image)
    green = mix((70, 120, 70), tones[1], 0.25)
    for layer in range(3):
        for _ in range(20):
            x, top = rng.uniform(0, WIDTH), HEIGHT * rng.uniform(0.25, 0.5) + layer * 170
            stem = mix(green, tones[4], 0.5 - layer * 0.25)
            draw.line((x, top, x + rng.uniform(-50, 50), HEIGHT), fill=stem, width=9)
            for side in (-1, 1):
                turn = -math.pi / 2 + side * rng.uniform(0.5, 0.9)
                _leaf(draw, (x, top + 260), turn, (150, 32), (stem, mix(stem, WHITE, 0.2)))
            petal = mix(
                rng.choice((tones[2], tones[3], tones[5], WHITE)), tones[4], 0.5 - layer * 0.25
            )
            size, count = rng.uniform(30, 52), rng.choice((5, 6, 8))
            for spot in around((x, top), size, count, rng.uniform(0, 1)):
                draw.ellipse(disc(spot, size * 0.62), fill=petal)
            draw.ellipse(disc((x, top), size * 0.55), fill=mix((250, 200, 80), petal, 0.2))
    return image


def _table(rng: Random, tones: Palette) -> Image.Image:
    """A checked cloth from above, with plates, bowls and cups."""
    image = Image.new("RGB", SIZE, mix(tones[4], WHITE, 0.6))
    draw = ImageDraw.Draw(image, "RGBA")
    for at in range(0, WIDTH, 144):
        draw.rectangle((at, 0, at + 72, HEIGHT), fill=(*tones[3], 110))
        draw.rectangle((0, at, WIDTH, at + 72), fill=(*tones[3], 110))
    spots = [
        (x + rng.uniform(-70, 70), y + rng.uniform(-50, 50))
        for x in range(260, WIDTH, 500)
        for y in range(230, HEIGHT, 430)
    ]
    foods = [
        (214, 142, 74),
        (186, 74, 52),
        (120, 150, 74),
        (240, 200, 110),
        (110, 62, 44),
        tones[2],
        tones[5],
    ]
    for spot in spots:
        size = rng.uniform(130, 205)
        draw.ellipse(disc((spot[0] + 14, spot[1] + 20), size), fill=(40, 30, 20, 60))
        draw.ellipse(disc(spot, size), fill=WHITE)
        draw.ellipse(
            disc(spot, size * 0.92), fill=rng.choice((tones[4], tones[1], (250, 244, 232)))
        )
        draw.ellipse(disc(spot, size * 0.74), fill=rng.choice(foods))
        for _ in range(rng.randint(6, 14)):
            place = (spot[0] + rng.gauss(0, size * 0.27), spot[1] + rng.gauss(0, size * 0.27))
            draw.ellipse(disc(place, size * rng.uniform(0.06, 0.16)), fill=rng.choice(foods))
    return image


def _shelves(rng: Random, tones: Palette) -> Image.Image:
    """Books, jars and pots on three boards."""
    image = fade(SIZE, mix(tones[4], WHITE, 0.35), tones[4])
    draw = ImageDraw.Draw(image)
    wood = mix((150, 104, 66), tones[1], 0.3)
    for board in (372, 744, 1116):
        draw.rectangle((0, board, WIDTH, board + 28), fill=wood)
        draw.rectangle((0, board + 28, WIDTH, board + 44), fill=mix(tones[4], tones[1], 0.25))
        x = rng.uniform(10, 60)
        while x < WIDTH:
            shade = rng.choice((tones[1], tones[2], tones[2], tones[3], tones[5]))
            x += rng.choice((_books, _jar, _books, _pot))(draw, (x, board), shade, rng) + 30
    return image


def _books(draw: ImageDraw.ImageDraw, at: Point, shade: Color, rng: Random) -> float:
    x = at[0]
    for _ in range(rng.randint(3, 7)):
        wide, tall = rng.uniform(30, 62), rng.uniform(170, 270)
        cover = mix(shade, rng.choice((WHITE, (30, 24, 30))), rng.uniform(0, 0.4))
        draw.rounded_rectangle((x, at[1] - tall, x + wide, at[1]), 5, fill=cover)
        band = at[1] - tall * 0.78
        draw.rectangle((x, band, x + wide, band + 12), fill=mix(cover, WHITE, 0.5))
        x += wide + 3
    return x - at[0]


def _jar(draw: ImageDraw.ImageDraw, at: Point, shade: Color, rng: Random) -> float:
    wide, tall = rng.uniform(110, 160), rng.uniform(150, 220)
    left, top = at[0], at[1] - tall
    draw.rounded_rectangle((left, top, left + wide, at[1]), 26, fill=mix(shade, WHITE, 0.65))
    full = top + tall * rng.uniform(0.25, 0.55)
    draw.rounded_rectangle((left + 9, full, left + wide - 9, at[1] - 9), 20, fill=shade)
    draw.rounded_rectangle((left + 8, top - 26, left + wide - 8, top + 12), 10, fill=(92, 74, 62))
    label = (left + wide * 0.25, at[1] - tall * 0.45, left + wide * 0.75, at[1] - tall * 0.2)
    draw.rectangle(label, fill=(250, 244, 230))
    return wide


def _pot(draw: ImageDraw.ImageDraw, at: Point, shade: Color, rng: Random) -> float:
    green = mix((74, 128, 76), shade, 0.15)
    for _ in range(7):
        turn = -math.pi / 2 + rng.uniform(-1, 1)
        vein = mix(green, WHITE, 0.25)
        _leaf(draw, (at[0] + 70, at[1] - 100), turn, (rng.uniform(90, 150), 26), (green, vein))
    rim = [(at[0], at[1] - 110), (at[0] + 140, at[1] - 110)]
    foot = [(at[0] + 112, at[1]), (at[0] + 28, at[1])]
    draw.polygon([*rim, *foot], fill=mix(shade, (190, 110, 76), 0.6))
    return 140


STILLS: Final[dict[str, Painter]] = {
    "dice": _dice,
    "flowers": _flowers,
    "leaves": _leaves,
    "shelves": _shelves,
    "table": _table,
}
