"""Banners with a horizon."""

# a picture is made of numbers

import math
from itertools import pairwise
from random import Random
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from showcase.demo.paint import (
    HEIGHT,
    SIZE,
    WHITE,
    WIDTH,
    Color,
    Painter,
    Palette,
    Point,
    disc,
    fade,
    glow,
    mix,
)


def _ridge(rng: Random, base: float, rough: float, steps: int = 7) -> list[tuple[float, float]]:
    heights = [rng.uniform(-1, 1), rng.uniform(-1, 1)]
    reach = 1.0
    for _ in range(steps):
        reach /= 1.9
        middles = [(a + b) / 2 + rng.uniform(-reach, reach) for a, b in pairwise(heights)]
        heights = [each for pair in zip(heights, [*middles, 0], strict=True) for each in pair][:-1]
    step = WIDTH / (len(heights) - 1)
    line = [(at * step, base + height * rough) for at, height in enumerate(heights)]
    return [*line, (WIDTH, HEIGHT), (0, HEIGHT)]


def _night(rng: Random, tones: Palette) -> Image.Image:
    """A sky of stars over a ridge: the Milky Way, a constellation, a moon or a planet."""
    image = fade(SIZE, mix(tones[0], (6, 8, 34), 0.7), tones[2], mix(tones[1], (16, 20, 60), 0.4))
    lean, start = rng.uniform(-0.5, 0.5), rng.uniform(0.3, 0.6) * HEIGHT
    for at in range(0, WIDTH, 90):
        place = (at, start + (at - WIDTH / 2) * lean + rng.gauss(0, 50))
        glow(image, place, rng.uniform(120, 260), mix(tones[1], tones[3], rng.uniform(0.1, 0.5)))
    draw = ImageDraw.Draw(image)
    for _ in range(420):
        size = rng.choice((1.2, 1.6, 2, 2, 2.6, 4))
        spot = (rng.uniform(0, WIDTH), rng.uniform(0, HEIGHT))
        draw.ellipse(disc(spot, size), fill=mix(tones[3], WHITE, rng.random()))
    side = rng.choice((0.08, 0.58))
    moon = (rng.uniform(side, side + 0.34) * WIDTH, rng.uniform(0.2, 0.42) * HEIGHT)
    _moon(image, moon, rng, tones)
    left = 0.66 - side
    stars = [
        ((left + step * 0.06 + rng.uniform(-0.02, 0.02)) * WIDTH, rng.uniform(0.12, 0.5) * HEIGHT)
        for step in range(rng.randint(4, 6))
    ]
    draw.line(stars, fill=tones[3], width=3)
    for spot in stars:
        draw.ellipse(disc(spot, rng.uniform(6, 10)), fill=mix(tones[4], WHITE, 0.6))
    for depth in range(3):
        shade = mix(tones[1], (6, 7, 16), 0.4 + depth * 0.3)
        draw.polygon(_ridge(rng, HEIGHT * (0.78 + depth * 0.08), 150), fill=shade)
    return image


def _moon(image: Image.Image, at: Point, rng: Random, tones: Palette) -> None:
    radius, kind = rng.uniform(80, 165), rng.choice(("full", "crescent", "ringed"))
    glow(image, at, radius * 2.4, tones[3])
    draw = ImageDraw.Draw(image)
    if kind == "crescent":
        disk = Image.new("L", (400, 400))
        cut = ImageDraw.Draw(disk)
        cut.ellipse(disc((200, 200), radius), fill=255)
        cut.ellipse(disc((200 + radius * 0.45, 200 - radius * 0.15), radius * 0.9), fill=0)
        image.paste(mix(tones[4], WHITE, 0.4), (round(at[0]) - 200, round(at[1]) - 200), disk)
        return
    draw.ellipse(disc(at, radius), fill=tones[4])
    if kind == "full":
        draw.ellipse(disc((at[0] - radius / 3, at[1] - radius / 5), radius * 0.2), fill=tones[3])
        draw.ellipse(disc((at[0] + radius / 4, at[1] + radius / 3), radius * 0.3), fill=tones[3])
        return
    draw.chord(disc(at, radius), 15, 195, fill=mix(tones[4], tones[5], 0.6))
    angles = [math.tau * step / 60 for step in range(61)]
    ring = [
        (
            at[0] + radius * (1.8 * math.cos(each) + 0.2 * math.sin(each)),
            at[1] + radius * (0.5 * math.sin(each) - 0.5 * math.cos(each)),
        )
        for each in angles
    ]
    # Its nearer half passes before the planet, the other behind.
    draw.line(ring[:31], fill=tones[5], width=14, joint="curve")
    draw.line([each for each in ring[30:] if math.dist(each, at) > radius], fill=tones[5], width=14)


def _aurora(rng: Random, tones: Palette) -> Image.Image:
    """Curtains of light over a lake."""
    image = fade(SIZE, (8, 10, 28), mix(tones[1], tones[2], 0.4), tones[0])
    light = Image.new("RGB", (WIDTH // 8, HEIGHT // 8))
    draw = ImageDraw.Draw(light)
    for color in (tones[2], tones[3], tones[5]):
        phase, speed, foot = rng.uniform(0, 6), rng.uniform(0.015, 0.035), rng.uniform(50, 90)
        for x in range(WIDTH // 8):
            low = foot + 18 * math.sin(x * speed + phase) + 6 * math.sin(x * speed * 3.1)
            tall = 45 + 20 * math.sin(x * speed * 2.3 + phase) + rng.uniform(0, 9)
            for part in range(8):
                top = low - tall * part / 8
                draw.line((x, top - tall / 8, x, top), fill=mix(color, (0, 0, 0), part / 8))
    light = light.filter(ImageFilter.GaussianBlur(1.6)).resize(SIZE, Image.Resampling.BICUBIC)
    image = ImageChops.screen(image, light)
    shore = round(HEIGHT * 0.78)
    lake = image.crop((0, shore * 2 - HEIGHT, WIDTH, shore)).transpose(
        Image.Transpose.FLIP_TOP_BOTTOM
    )
    image.paste(lake.point([round(level * 0.7) for level in range(256)] * 3), (0, shore))
    draw = ImageDraw.Draw(image)
    hills = [(x, min(y, shore)) for x, y in _ridge(rng, shore - 50, 60)[:-2]]
    draw.polygon([*hills, (WIDTH, shore), (0, shore)], fill=(8, 10, 18))
    return image


def _hills(rng: Random, tones: Palette) -> Image.Image:
    """Ridges in the mist before a low sun."""
    image = fade(SIZE, tones[3], tones[4], mix(tones[4], tones[5], 0.35))
    sun = (rng.uniform(0.2, 0.8) * WIDTH, HEIGHT * rng.uniform(0.28, 0.45))
    glow(image, sun, 520, (255, 246, 226))
    draw = ImageDraw.Draw(image)
    draw.ellipse(disc(sun, rng.uniform(70, 120)), fill=(255, 248, 232))
    for depth in range(5):
        shade = mix(tones[3], tones[0], depth / 4)
        base = HEIGHT * (0.5 + depth * 0.11)
        draw.polygon(_ridge(rng, base, 150 - depth * 14), fill=shade)
        mist = (
            Image.linear_gradient("L")
            .resize((WIDTH, 420))
            .point([level // 5 for level in range(256)])
        )
        image.paste(tones[4], (0, round(base) - 60), mist)
    return image


def _sea(rng: Random, tones: Palette) -> Image.Image:
    """A horizon, a sun and its road on the water."""
    image = fade(SIZE, tones[2], tones[4], tones[3])
    shore = round(HEIGHT * rng.uniform(0.5, 0.62))
    image.paste(fade((WIDTH, HEIGHT - shore), tones[2], tones[0]), (0, shore))
    draw = ImageDraw.Draw(image)
    at, radius = rng.uniform(0.25, 0.75) * WIDTH, rng.uniform(110, 190)
    draw.chord(disc((at, shore), radius), 180, 360, fill=mix(tones[5], WHITE, 0.35))
    for y in range(shore + 10, HEIGHT, 16):
        spread = radius * (0.35 + (y - shore) / (HEIGHT - shore))
        for _ in range(5):
            x, long = rng.gauss(at, spread * 0.6), rng.uniform(20, 130)
            color = mix(tones[5], tones[4], rng.random())
            draw.rounded_rectangle((x - long, y, x + long, y + 6), 3, fill=color)
    for _ in range(4):
        x, high, long = (
            rng.uniform(0, WIDTH),
            rng.uniform(0.08, 0.35) * HEIGHT,
            rng.uniform(120, 360),
        )
        for row in range(3):
            shift = rng.uniform(-80, 80)
            span = (
                x + shift - long / (row + 1),
                high - row * 26,
                x + shift + long / (row + 1),
                high - row * 26 + 30,
            )
            draw.rounded_rectangle(span, 15, fill=mix(tones[4], WHITE, 0.4))
    return image


def _city(rng: Random, tones: Palette) -> Image.Image:
    """Blocks of houses at dusk, some windows lit."""
    image = fade(SIZE, tones[1], mix(tones[5], tones[4], 0.4), tones[3])
    moon = (rng.uniform(0.15, 0.85) * WIDTH, rng.uniform(0.18, 0.32) * HEIGHT)
    glow(image, moon, 300, tones[4])
    draw = ImageDraw.Draw(image)
    draw.ellipse(disc(moon, 80), fill=mix(tones[4], WHITE, 0.5))
    for depth in range(3):
        shade = mix(tones[2], tones[0], depth / 2)
        lit = mix(shade, (255, 222, 150), 0.3 + depth * 0.3)
        x = float(rng.randint(-90, 0))
        while x < WIDTH:
            wide = rng.randint(3, 7) * 40
            top = HEIGHT * (0.42 + depth * 0.16) + rng.uniform(-140, 140)
            draw.rectangle((x, top, x + wide - 6, HEIGHT), fill=shade)
            if rng.random() < 0.35:
                draw.polygon([(x, top), (x + wide - 6, top), (x + wide / 2, top - 80)], fill=shade)
            for row in range(int((HEIGHT - top) // 56)):
                for column in range(wide // 40 - 1):
                    if rng.random() < 0.4:
                        left, high = x + 22 + column * 40, top + 24 + row * 56
                        draw.rectangle((left, high, left + 18, high + 28), fill=lit)
            x += wide
    return image


def _pixels(rng: Random, tones: Palette) -> Image.Image:
    """A landscape of 128x72 large pixels."""
    image = Image.new("RGB", (128, 72))
    draw = ImageDraw.Draw(image)
    sky = [mix(tones[2], tones[4], band / 8) for band in range(9)]
    for y in range(72):
        draw.line((0, y, 128, y), fill=sky[min(8, y // 6)])
    at = rng.randint(20, 100)
    draw.ellipse((at, 8, at + 14, 22), fill=mix(tones[4], WHITE, 0.7))
    for _ in range(6):
        x, y, long = rng.randint(-6, 120), rng.randint(5, 28), rng.randint(6, 16)
        draw.rectangle((x, y, x + long, y + 1), fill=tones[4])
        draw.rectangle((x + 2, y - 1, x + long - 4, y), fill=mix(tones[4], WHITE, 0.6))
    for depth in range(3):
        phase, wave = rng.uniform(0, 6), rng.uniform(0.05, 0.11)
        for x in range(128):
            top = 38 + depth * 10 + round(5 * math.sin(x * wave + phase) + 2 * math.sin(x * 0.3))
            draw.line((x, top, x, 72), fill=mix(tones[2], tones[0], depth * 0.45))
            draw.point((x, top), fill=mix(tones[3], tones[1], depth * 0.4))
            if rng.random() < 0.05 + depth * 0.02:
                _pixel_tree(draw, x, top, mix(tones[1], tones[0], depth * 0.5), rng)
    for _ in range(14):
        draw.point((rng.randint(0, 127), rng.randint(62, 71)), fill=tones[5])
    return image.resize(SIZE, Image.Resampling.NEAREST)


def _pixel_tree(draw: ImageDraw.ImageDraw, x: int, top: int, shade: Color, rng: Random) -> None:
    tall = rng.randint(4, 9)
    for row in range(tall):
        half = row // 2
        draw.line((x - half, top - tall + row, x + half, top - tall + row), fill=shade)
    draw.line((x, top - 1, x, top + 1), fill=shade)


def _film(rng: Random, tones: Palette) -> Image.Image:
    """Strips of film on a light table, a small view in every frame."""
    image = fade(SIZE, mix(tones[4], WHITE, 0.4), tones[4], mix(tones[4], WHITE, 0.7))
    for row in range(3):
        strip = Image.new("RGB", (WIDTH + 500, 380), (24, 20, 18))
        draw = ImageDraw.Draw(strip)
        for x in range(14, WIDTH + 500, 46):
            draw.rounded_rectangle((x, 14, x + 24, 46), 6, fill=tones[4])
            draw.rounded_rectangle((x, 334, x + 24, 366), 6, fill=tones[4])
        for x in range(rng.randint(-200, 0), WIDTH + 500, 400):
            strip.paste(_view(rng, tones), (x, 62))
        turned = strip.rotate(7, expand=True, resample=Image.Resampling.BILINEAR)
        mask = Image.new("L", strip.size, 255).rotate(7, expand=True)
        image.paste(turned, (-220, row * 440 - 300), mask)
    return image


def _view(rng: Random, tones: Palette) -> Image.Image:
    one, two = rng.sample(tones[1:], 2)
    view = fade((380, 256), one, mix(two, WHITE, 0.2))
    draw = ImageDraw.Draw(view)
    draw.ellipse(
        disc((rng.uniform(60, 320), rng.uniform(60, 120)), rng.uniform(20, 46)), fill=tones[4]
    )
    for depth in range(2):
        shade = mix(one, tones[0], 0.5 + depth * 0.4)
        knots = [(x, 150 + depth * 50 + rng.uniform(-40, 40)) for x in range(0, 381, 95)]
        draw.polygon([*knots, (380, 256), (0, 256)], fill=shade)
    return view


SCENES: Final[dict[str, Painter]] = {
    "aurora": _aurora,
    "city": _city,
    "film": _film,
    "hills": _hills,
    "night": _night,
    "pixels": _pixels,
    "sea": _sea,
}
