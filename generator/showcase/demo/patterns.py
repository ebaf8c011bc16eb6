"""Banners that repeat a shape."""

# a picture is made of numbers

import math
from random import Random
from typing import Final

from PIL import Image, ImageDraw, ImageFilter

from showcase.demo.paint import (
    HEIGHT,
    SIZE,
    WHITE,
    WIDTH,
    Painter,
    Palette,
    around,
    disc,
    fade,
    glow,
    mix,
)


def _hexes(rng: Random, tones: Palette) -> Image.Image:
    """The map of a board game: fields of land and water."""
    image = Image.new("RGB", SIZE, mix(tones[0], tones[1], 0.5))
    draw = ImageDraw.Draw(image)
    radius, phase = 92, rng.uniform(0, 6)
    for row in range(-1, 10):
        for column in range(-1, 15):
            x = (column + (row % 2) / 2) * radius * math.sqrt(3)
            y = row * radius * 1.5
            height = (
                math.sin(x / 380 + phase) + math.cos(y / 260 + phase * 2) + rng.uniform(-0.5, 0.5)
            )
            shade = mix(tones[1], tones[4], max(0, min(1, 0.5 + height * 0.28)))
            draw.polygon(around((x, y), radius - 5, 6, math.pi / 6), fill=shade)
            if height > 1.1:
                draw.polygon(around((x, y + 8), 40, 3, -math.pi / 2), fill=tones[5])
            elif -0.1 < height < 0.12:
                for dot in around((x, y), 26, 3, rng.uniform(0, 6)):
                    draw.ellipse(disc(dot, 15), fill=mix(shade, tones[0], 0.45))
    return image


def _waves(rng: Random, tones: Palette) -> Image.Image:
    """Bands that swing over each other."""
    image = fade(SIZE, tones[4], tones[3])
    draw = ImageDraw.Draw(image)
    phase, wave = rng.uniform(0, 6), rng.uniform(280, 420)
    for band in range(9):
        base = 80 + band * 125
        swing = 46 + 8 * band
        line = [
            (
                x,
                base
                + swing * math.sin(x / wave + phase + band * 0.55)
                + 20 * math.sin(x / 110 + band),
            )
            for x in range(0, WIDTH + 17, 16)
        ]
        shade = tones[5] if band == 4 else mix(tones[3], tones[0], band / 8)
        draw.polygon([*line, (WIDTH, HEIGHT), (0, HEIGHT)], fill=shade)
    return image


def _bars(rng: Random, tones: Palette) -> Image.Image:
    """The level of a song, mirrored."""
    image = fade(SIZE, tones[0], tones[1])
    glow(image, (WIDTH / 2, HEIGHT / 2), 1000, mix(tones[1], tones[2], 0.7))
    draw = ImageDraw.Draw(image)
    beats = [rng.uniform(0.3, 1) for _ in range(9)]
    for at, x in enumerate(range(40, WIDTH - 20, 44)):
        part = at / 45 * 8
        level = beats[int(part)] + (beats[min(8, int(part) + 1)] - beats[int(part)]) * (part % 1)
        tall = 40 + level * rng.uniform(0.45, 1) * 380
        shade = mix(tones[3], tones[5], at / 45)
        draw.rounded_rectangle((x, HEIGHT / 2 - tall, x + 26, HEIGHT / 2 - 6), 13, fill=shade)
        low = mix(shade, tones[1], 0.6)
        draw.rounded_rectangle((x, HEIGHT / 2 + 6, x + 26, HEIGHT / 2 + tall * 0.6), 13, fill=low)
    return image


def _bubbles(rng: Random, tones: Palette) -> Image.Image:
    """People talking: speech bubbles, lines for words."""
    image = fade(SIZE, tones[2], tones[1])
    draw = ImageDraw.Draw(image)
    for row in range(4):
        x, left = -rng.uniform(0, 320), row % 2 == 0
        while x < WIDTH:
            wide, tall, y = rng.randint(300, 560), rng.randint(170, 220), 45 + row * 285
            shade = rng.choice(
                (tones[3], tones[4], tones[4], tones[5], WHITE, mix(tones[1], tones[0], 0.5))
            )
            draw.rounded_rectangle((x, y, x + wide, y + tall), 64, fill=shade)
            foot = x + 70 if left else x + wide - 130
            tip = foot - 24 if left else foot + 84
            draw.polygon(
                [(foot, y + tall - 4), (foot + 60, y + tall - 4), (tip, y + tall + 56)], fill=shade
            )
            ink = mix(shade, tones[0] if sum(shade) > 330 else WHITE, 0.4)
            for line in range((tall - 60) // 48):
                long = (wide - 110) * rng.uniform(0.4, 1)
                draw.rounded_rectangle(
                    (x + 55, y + 46 + line * 48, x + 55 + long, y + 64 + line * 48), 9, fill=ink
                )
            x, left = x + wide + rng.randint(40, 90), not left
    return image


def _bokeh(rng: Random, tones: Palette) -> Image.Image:
    """Lights out of focus."""
    image = fade((WIDTH // 4, HEIGHT // 4), tones[0], tones[1])
    for _ in range(46):
        at = (rng.uniform(0, WIDTH / 4), rng.gauss(HEIGHT / 7, HEIGHT / 14))
        radius, shade = (
            rng.uniform(8, 38),
            rng.choice((tones[2], tones[3], tones[3], tones[4], tones[5])),
        )
        mask = Image.new("L", image.size)
        ImageDraw.Draw(mask).ellipse(disc(at, radius), fill=rng.randint(50, 150), outline=190)
        image.paste(shade, (0, 0), mask.filter(ImageFilter.GaussianBlur(rng.choice((0.6, 1.2, 3)))))
    return image.resize(SIZE, Image.Resampling.BICUBIC)


def _rays(rng: Random, tones: Palette) -> Image.Image:
    """A sun whose rays fill the poster, behind rows of dots."""
    image = Image.new("RGB", SIZE, tones[4])
    draw = ImageDraw.Draw(image)
    at = (rng.uniform(0.25, 0.75) * WIDTH, HEIGHT * rng.uniform(0.75, 1.05))
    for ray in range(0, 360, 12):
        draw.pieslice(disc(at, 2600), ray, ray + 6, fill=tones[3])
    draw.ellipse(disc(at, 470), fill=mix(tones[5], tones[4], 0.5))
    draw.ellipse(disc(at, 370), fill=tones[5])
    for row in range(12):
        for column in range(45):
            spot = (column * 48 + (row % 2) * 24, HEIGHT - row * 36)
            draw.ellipse(disc(spot, 19 - row * 1.5), fill=tones[2])
    return image


def _tiles(rng: Random, tones: Palette) -> Image.Image:
    """Painted tiles: quarter circles that meet."""
    image = Image.new("RGB", SIZE, tones[4])
    draw = ImageDraw.Draw(image)
    side = rng.choice((192, 256))
    for x in range(0, WIDTH, side):
        for y in range(0, HEIGHT, side):
            ground, shape, inner = rng.sample([*tones, WHITE], 3)
            draw.rectangle((x, y, x + side, y + side), fill=ground)
            corner = rng.choice(
                ((x, y, 0), (x + side, y, 90), (x + side, y + side, 180), (x, y + side, 270))
            )
            for radius, shade in ((side, shape), (side * 0.5, inner)):
                draw.pieslice(disc(corner[:2], radius), corner[2], corner[2] + 90, fill=shade)
    return image


def _stave(rng: Random, tones: Palette) -> Image.Image:
    """Lines of music that swing over the page."""
    image = fade(SIZE, tones[4], mix(tones[4], tones[3], 0.6))
    draw = ImageDraw.Draw(image)
    phase, long = rng.uniform(0, 6), rng.uniform(330, 480)
    for top in (190, 610, 1030):
        swing = [(x, 70 * math.sin(x / long + phase + top)) for x in range(0, WIDTH + 9, 8)]
        for line in range(5):
            knots = [(x, top + y + line * 38 - 76) for x, y in swing]
            draw.line(knots, fill=tones[2], width=5)
        x = rng.uniform(60, 160)
        while x < WIDTH - 60:
            y = top + 70 * math.sin(x / long + phase + top) + rng.randint(-4, 4) * 19
            shade = tones[5] if rng.random() < 0.2 else tones[0]
            stem = -1 if y > top else 1
            draw.ellipse((x - 27, y - 19, x + 27, y + 19), fill=shade)
            draw.line((x - stem * 23, y, x - stem * 23, y + stem * 130), fill=shade, width=8)
            x += rng.choice((95, 95, 150, 210))
    return image


PATTERNS: Final[dict[str, Painter]] = {
    "bars": _bars,
    "bokeh": _bokeh,
    "bubbles": _bubbles,
    "hexes": _hexes,
    "rays": _rays,
    "stave": _stave,
    "tiles": _tiles,
    "waves": _waves,
}
