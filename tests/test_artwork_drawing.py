"""What is drawn for servers without pictures."""

import importlib.resources
import itertools
import struct
import subprocess
import sys

import pytest
from PIL import Image

from showcase.artwork import drawing, lettering
from showcase.artwork.card import SIZE, Motif, card
from showcase.artwork.chance import Chance
from showcase.artwork.colour import NEUTRAL, Hue, contrast, hue_of, main_color, page_color, parse
from showcase.artwork.palettes import Scheme, drawn_hue, scheme
from showcase.artwork.renditions import drawings, social

PAPER, INK = (250, 247, 240), (20, 21, 26)
NAMES = {
    "Python": "P",
    "r/GooglePixel": "GP",
    "東京Devs": "D",
    "مرحبا": "",
    "שלום": "",
    "नमस्ते": "",
    "🎮🎲": "",
    "👩‍👩‍👧‍👦 🏳️‍🌈": "",
    "": "",
    "   ": "",
    "---": "",
    "¿?¡!": "",
    "\u200b\u2060": "",
    "\U000f0000\ue000": "",
    "The Rust Programming Language": "RP",
    "the of": "TO",
    "C++": "C++",
    "C#": "C#",
    "a": "A",
    "PHP": "PHP",
    "3D Printing": "3P",
    "Ærøskøbing": "Æ",
    "Ольга": "О",
    "Αθήνα Παιχνίδια": "ΑΠ",
    "Tiếng Việt": "TV",
    "Straße": "S",
    "𝐏𝐲𝐭𝐡𝐨𝐧": "P",
    "🎮 Gaming Hub": "GH",
    "[EU] | Night Owls": "EN",
    "e\u0301cole": "É",
    "1️⃣ first": "F",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢": "",
}


def glyphs() -> set[int]:
    """The code points that the font's own table maps to a glyph (OpenType, cmap, format 4)."""
    files = importlib.resources.files("font_manrope") / "files"
    font = (files / "Manrope-ExtraBold.ttf").read_bytes()
    tables = {
        font[place : place + 4]: struct.unpack_from(">I", font, place + 8)[0]
        for place in range(12, 12 + 16 * struct.unpack_from(">H", font, 4)[0], 16)
    }
    cmap = tables[b"cmap"]
    offsets = [
        cmap + struct.unpack_from(">HHI", font, cmap + 4 + 8 * i)[2]
        for i in range(struct.unpack_from(">H", font, cmap + 2)[0])
    ]
    table = next(offset for offset in offsets if struct.unpack_from(">H", font, offset) == (4,))
    count = struct.unpack_from(">H", font, table + 6)[0] // 2
    ends, starts, deltas, ranges = (
        struct.unpack_from(f">{count}{'h' if row == 2 else 'H'}", font, place)
        for row, place in enumerate(
            (table + 14, *(table + 16 + 2 * count * step for step in (1, 2, 3)))
        )
    )
    found = set()
    for i in range(count):
        for code in range(starts[i], ends[i] + 1):
            glyph = code
            if ranges[i]:
                place = table + 16 + 6 * count + 2 * i + ranges[i] + 2 * (code - starts[i])
                glyph = struct.unpack_from(">H", font, place)[0]
            if (glyph + deltas[i]) % 65536 and glyph:
                found.add(code)
    return found


def test_no_letter_is_taken_for_drawable_that_the_font_does_not_have() -> None:
    known = glyphs()
    everything = (*range(0x20, 0x600), *range(0x1E00, 0x2000), *range(0x20A0, 0x2200))
    drawn = {code for code in everything if lettering.drawable(chr(code))}
    assert len(drawn) > 600
    assert drawn - known == set()
    invisible = {code for code in known.intersection(everything) - drawn if chr(code).isalnum()}
    assert invisible == set()


@pytest.mark.parametrize(("name", "expected"), NAMES.items())
def test_a_name_is_shortened_to_letters_that_the_font_has(name: str, expected: str) -> None:
    assert lettering.initials(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Python", "Python"),
        ("🎮 Gaming Hub 🎲", "Gaming Hub"),
        ("𝐏𝐲𝐭𝐡𝐨𝐧  Help", "Python Help"),
        ("1️⃣ first", "first"),
        ("東京Devs", ""),
        ("مرحبا", ""),
        ("---", ""),
        ("", ""),
        ("q\u0303uelle", ""),
    ],
)
def test_a_card_has_a_name_only_if_no_letter_is_missing(name: str, expected: str) -> None:
    assert lettering.title(name) == expected


def share(image: Image.Image, color: tuple[int, int, int]) -> float:
    """How much of a picture has exactly this colour."""
    counts = {found: count for count, found in image.getcolors(image.width * image.height) or []}
    return counts.get(color, 0) / (image.width * image.height)


@pytest.mark.parametrize("name", NAMES)
def test_every_name_gets_a_banner_and_an_icon_with_something_on_them(name: str) -> None:
    hue = drawn_hue("a-slug")
    _, tones = drawing.backdrop("a-slug", hue, (960, 540))
    own = next(one for one in Scheme if one.palette(hue, 0).ground == tones.ground)
    banner = drawing.banner("a-slug", name, hue, (960, 540))
    icon = drawing.icon("a-slug", name, hue, (192, 192))
    assert (banner.size, icon.size) == ((960, 540), (192, 192))
    assert share(banner, tones.letters) > 0.02
    assert share(icon, own.opposite.palette(hue, 0).letters) > 0.05


def test_names_without_letters_get_signs_of_their_own() -> None:
    signs = {drawing.icon(f"s{i}", "🎮", NEUTRAL, (96, 96)).tobytes() for i in range(60)}
    assert len(signs) > 30


def test_different_slugs_get_different_posters() -> None:
    slugs = [f"server-{number}" for number in range(40)]
    posters = {
        drawing.banner(slug, "Same Name", drawn_hue(slug), (160, 90)).tobytes() for slug in slugs
    }
    assert len(posters) == len(slugs)


def test_letters_stand_out_from_all_that_they_stand_on() -> None:
    hues = [Hue(degrees, chroma) for degrees in range(0, 360, 15) for chroma in (0.09, 0.14, 0.18)]
    for hue, kind, turn in itertools.product([*hues, NEUTRAL], Scheme, (-26, 0, 26)):
        tones = kind.palette(hue, turn)
        others = (tones.ground, tones.low, tones.high)
        assert min(contrast(tones.letters, other) for other in others) >= 3


def test_a_server_whose_colour_is_grey_is_drawn_in_ink_or_on_paper_and_not_in_grey() -> None:
    drawn = {scheme(hue_of((119, 119, 119)), Chance(str(number))) for number in range(40)}
    assert drawn == {Scheme.DEEP, Scheme.PALE}


def test_yellow_and_olive_are_never_drawn_dark() -> None:
    drawn = {scheme(Hue(90, 0.15), Chance(str(number))) for number in range(40)}
    assert drawn == {Scheme.BRIGHT, Scheme.PALE}


def test_the_colour_for_the_page_is_seen_on_paper_and_on_ink() -> None:
    steps = (0, 51, 102, 153, 204, 255)
    for rgb in itertools.product(steps, steps, steps):
        color = page_color(rgb)
        assert min(contrast(color, PAPER), contrast(color, INK)) >= 2.95


def test_a_colour_that_is_seen_on_both_is_left_as_it_is() -> None:
    assert page_color((0xC0, 0x40, 0x60)) == (0xC0, 0x40, 0x60)


def test_the_main_colour_of_a_picture_is_that_of_its_coloured_part() -> None:
    color = main_color([(255, 255, 255)] * 400 + [(20, 60, 200)] * 100 + [(200, 30, 30)] * 20)
    assert color is not None
    assert abs(hue_of(color).degrees - hue_of((20, 60, 200)).degrees) < 10


@pytest.mark.parametrize("pixels", [[], [(0, 0, 0)], [(255, 255, 255)], [(90, 90, 92)] * 50])
def test_a_grey_picture_has_no_main_colour(pixels: list[tuple[int, int, int]]) -> None:
    assert main_color(pixels) is None


@pytest.mark.parametrize("text", ["", "red", "#fff", "#gggggg", "#1234567", "＃123456", "#12345\n"])
def test_what_is_no_colour_is_not_read_as_one(text: str) -> None:
    assert parse(text) is None


LONG = "A server whose name goes on and on, as nobody would say it, to the very end of a hundred signs, yes"


@pytest.mark.parametrize(
    "name", ["Python", "", "مرحبا", LONG, "W" * 100, "Donaudampfschiffahrt" * 5]
)
@pytest.mark.parametrize("with_banner", [True, False])
@pytest.mark.parametrize("with_icon", [True, False])
def test_a_card_is_made_of_whatever_there_is(
    name: str, *, with_banner: bool, with_icon: bool
) -> None:
    banner = Image.new("RGB", (480, 270), (30, 90, 160)) if with_banner else None
    icon = Image.new("RGB", (96, 96), (200, 90, 30)) if with_icon else None
    image = card(Motif("a-slug", name, drawn_hue("a-slug"), banner, icon))
    assert image.size == SIZE


def test_the_name_on_a_card_stays_inside_its_panel() -> None:
    hue = Hue(263, 0.17)
    motif = Motif(
        "a-slug", "W" * 100, hue, Image.new("RGB", (960, 540)), Image.new("RGB", (192, 192))
    )
    panel = hue.tone(0.27, share=0.5)
    frame = card(motif)
    right = frame.crop((SIZE[0] - 50, 420, SIZE[0], SIZE[1]))
    bottom = frame.crop((0, SIZE[1] - 12, SIZE[0], SIZE[1]))
    assert (share(right, panel), share(bottom, panel)) == (1, 1)


def test_a_card_is_well_below_300_kilobytes_even_if_it_is_all_noise() -> None:
    noise = Image.merge("RGB", [Image.effect_noise((960, 540), 120 + i) for i in range(3)])
    motif = Motif("a-slug", "", drawn_hue("a-slug"), noise, None)
    picture = social(card(motif))
    assert len(picture.data) < 300_000
    assert picture.rendition.file.endswith(".jpg")


SCRIPT = """
from showcase.artwork import drawing
from showcase.artwork.card import Motif, card
from showcase.artwork.palettes import drawn_hue
from showcase.artwork.renditions import drawings, social
hue = drawn_hue("night-owls")
print(*(p.rendition.file for p in drawings(drawing.banner("night-owls", "Night Owls", hue, (960, 540)))))
print(social(card(Motif("night-owls", "Night Owls", hue, None, None))).rendition.file)
"""


def test_another_process_draws_the_same_bytes() -> None:
    hue = drawn_hue("night-owls")
    banner = drawings(drawing.banner("night-owls", "Night Owls", hue, (960, 540)))
    motif = Motif("night-owls", "Night Owls", hue, None, None)
    names = [picture.rendition.file for picture in (*banner, social(card(motif)))]
    result = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, timeout=60
    )
    assert result.stdout.split() == names


def test_a_drawing_is_small() -> None:
    for number in range(8):
        slug = f"server-{number}"
        image = drawing.banner(slug, "Home Assistant", drawn_hue(slug), (960, 540))
        half, whole = drawings(image)
        assert len(half.data) < 30_000
        assert len(whole.data) < 45_000
