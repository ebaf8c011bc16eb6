"""What strangers may send as a picture, and what becomes of it."""

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image, ImageCms, ImageDraw

from showcase.artwork import PictureError
from showcase.artwork.decoding import decode
from showcase.artwork.renditions import BANNER_SIZES, ICON_SIZES, photographs

RED, GREEN, BLUE, WHITE = (230, 30, 30), (30, 200, 40), (30, 40, 220), (250, 250, 250)


def quadrants(size: tuple[int, int] = (480, 270), mode: str = "RGB") -> Image.Image:
    """Red, green, blue, white: upper left, upper right, lower left, lower right."""
    image = Image.new("RGB", size, WHITE)
    draw = ImageDraw.Draw(image)
    x, y = size[0] // 2, size[1] // 2
    draw.rectangle((0, 0, x - 1, y - 1), RED)
    draw.rectangle((x, 0, size[0], y - 1), GREEN)
    draw.rectangle((0, y, x - 1, size[1]), BLUE)
    return image.convert(mode)


def saved(image: Image.Image, form: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *, bits: int = 8, colour: int = 0, before: bytes = b"") -> bytes:
    """A PNG whose header may promise anything and whose pixels are a few zeros."""
    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + before
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


def pixel(image: Image.Image, place: tuple[int, int]) -> tuple[int, ...]:
    found = image.getpixel(place)
    assert isinstance(found, tuple)
    return found


def seen(image: Image.Image) -> list[str]:
    """The names of the colours in the four corners."""
    names = {"red": RED, "green": GREEN, "blue": BLUE, "white": WHITE}
    width, height = image.size
    places = [(x * width // 4, y * height // 4) for y in (1, 3) for x in (1, 3)]
    return [
        min(
            names,
            key=lambda name: sum(
                abs(a - b) for a, b in zip(names[name], pixel(image, place), strict=True)
            ),
        )
        for place in places
    ]


UPRIGHT = ["red", "green", "blue", "white"]


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_the_four_formats_are_read(form: str) -> None:
    image = decode(saved(quadrants(), form), BANNER_SIZES)
    assert (image.mode, image.size, seen(image)) == ("RGB", (480, 270), UPRIGHT)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((960, 540), (960, 540)),
        ((2560, 1440), (960, 540)),
        ((1024, 1024), (960, 540)),
        ((720, 405), (960, 540)),
        ((719, 405), (480, 270)),
        ((64, 36), (480, 270)),
    ],
)
def test_a_small_picture_is_not_blown_up_to_the_large_size(
    size: tuple[int, int], expected: tuple[int, int]
) -> None:
    assert decode(saved(quadrants(size)), BANNER_SIZES).size == expected


@pytest.mark.parametrize("size", [(1, 1), (1, 2000), (4000, 1), (3000, 30), (30, 3000), (2, 8192)])
@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_extreme_shapes_do_not_fail(size: tuple[int, int], form: str) -> None:
    data = saved(Image.new("RGB", size, RED), form)
    assert decode(data, BANNER_SIZES).size in BANNER_SIZES
    assert decode(data, ICON_SIZES).size in ICON_SIZES


def test_the_middle_of_a_tall_picture_is_shown() -> None:
    tall = Image.new("RGB", (960, 2000), RED)
    tall.paste(GREEN, (0, 730, 960, 1270))
    assert seen(decode(saved(tall), BANNER_SIZES)) == ["green"] * 4


TURNED: dict[int, Callable[[Image.Image], Image.Image]] = {
    1: lambda image: image,
    2: lambda image: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    3: lambda image: image.transpose(Image.Transpose.ROTATE_180),
    4: lambda image: image.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
    5: lambda image: image.transpose(Image.Transpose.TRANSPOSE),
    6: lambda image: image.transpose(Image.Transpose.ROTATE_90),
    7: lambda image: image.transpose(Image.Transpose.TRANSVERSE),
    8: lambda image: image.transpose(Image.Transpose.ROTATE_270),
}


def exif(orientation: int) -> Image.Exif:
    tags = Image.Exif()
    tags[0x0112] = orientation
    return tags


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_turned_as_its_camera_says(orientation: int, form: str) -> None:
    size = (2880, 1620) if form == "JPEG" else (960, 540)  # JPEG: decoded at half its size
    stored = TURNED[orientation](quadrants(size))
    image = decode(saved(stored, form, exif=exif(orientation)), BANNER_SIZES)
    assert (image.size, seen(image)) == ((960, 540), UPRIGHT)


@pytest.mark.parametrize(
    "tags",
    [
        b"Exif\0\0" + b"\xff" * 40,
        b"Exif\0\0II*\0" + b"\xff" * 40,
        b"Exif\0\0MM\0*\0\0\0\x08\xff\xff",
        b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x63\0\0\0\0\0\0\0",
        b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x02\0\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0",
    ],
)
def test_broken_exif_costs_nothing(tags: bytes) -> None:
    assert seen(decode(saved(quadrants(), "JPEG", exif=tags), BANNER_SIZES)) == UPRIGHT


@pytest.mark.parametrize(
    ("mode", "form"),
    [
        ("CMYK", "JPEG"),
        ("L", "JPEG"),
        ("L", "PNG"),
        ("1", "PNG"),
        ("P", "PNG"),
        ("LA", "PNG"),
        ("RGBA", "WEBP"),
    ],
)
def test_every_kind_of_pixel_becomes_rgb(mode: str, form: str) -> None:
    image = decode(saved(quadrants(mode=mode), form), BANNER_SIZES)
    assert (image.mode, image.size) == ("RGB", (480, 270))
    if mode in {"CMYK", "P", "RGBA"}:
        assert seen(image) == UPRIGHT


def test_sixteen_bits_of_grey_are_scaled_and_not_cut_off() -> None:
    rows = b"".join(
        struct.pack("<480H", *(x * 65535 // 479 for x in range(480))) for _ in range(270)
    )
    image = decode(saved(Image.frombytes("I;16", (480, 270), rows)), BANNER_SIZES)
    levels = [round(pixel(image, (x, 135))[0], -1) for x in (2, 120, 240, 360, 477)]
    assert levels == [0, 60, 130, 190, 250]


def test_a_transparent_palette_leaves_no_fringe() -> None:
    image = Image.new("P", (192, 192), 0)
    image.putpalette([255, 0, 255, 20, 20, 20])
    ImageDraw.Draw(image).ellipse((30, 30, 160, 160), 1)
    red, green, _ = decode(saved(image, transparency=0), ICON_SIZES).split()
    differences = [abs(r - g) for r, g in zip(red.tobytes(), green.tobytes(), strict=True)]
    assert max(differences) < 12


def test_a_colour_key_is_transparent() -> None:
    image = Image.new("RGB", (192, 192), (255, 0, 255))
    ImageDraw.Draw(image).rectangle((60, 60, 130, 130), (0, 0, 0))
    corner = pixel(decode(saved(image, transparency=(255, 0, 255)), ICON_SIZES), (3, 3))
    assert min(corner) > 200


@pytest.mark.parametrize(
    ("ink", "ground_is_light"), [((10, 10, 10), True), ((245, 245, 245), False)]
)
def test_a_sign_on_nothing_stands_out_from_its_new_ground(
    ink: tuple[int, int, int], ground_is_light: bool
) -> None:
    image = Image.new("RGBA", (192, 192), (0, 0, 0, 0))
    ImageDraw.Draw(image).rectangle((60, 60, 130, 130), (*ink, 255))
    corner = pixel(decode(saved(image), ICON_SIZES), (3, 3))
    assert (min(corner) > 200, max(corner) < 90) == (ground_is_light, not ground_is_light)


def test_nothing_but_transparency_is_refused() -> None:
    with pytest.raises(PictureError, match="transparent all over"):
        decode(saved(Image.new("RGBA", (300, 300), (255, 0, 0, 0))), ICON_SIZES)


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_only_the_first_frame_of_an_animation_is_shown(form: str) -> None:
    frames = [Image.new("RGB", (480, 270), RED)] + [Image.new("RGB", (480, 270), BLUE)] * 20
    data = saved(frames[0], form, save_all=True, append_images=frames[1:])
    assert seen(decode(data, BANNER_SIZES)) == ["red"] * 4


def profile() -> bytes:
    """A colour profile whose red is our green, by another name than sRGB."""
    data = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = data.replace(b"s\0R\0G\0B", b"x\0R\0G\0B").replace(b"sRGB", b"xRGB")
    return data.replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ")


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_colours_of_a_wider_screen_are_brought_to_srgb(form: str) -> None:
    image = decode(saved(quadrants(), form, icc_profile=profile()), BANNER_SIZES)
    assert seen(image) == ["green", "red", "blue", "white"]


@pytest.mark.parametrize(
    "broken",
    [b"garbage" * 40, profile()[:200], b"\0" * 3_000_000, profile().replace(b"RGB ", b"GRAY")],
    ids=["garbage", "cut off", "huge", "of another space"],
)
def test_a_broken_or_huge_profile_costs_its_colours_alone(broken: bytes) -> None:
    image = decode(saved(quadrants(), "JPEG", icc_profile=broken), BANNER_SIZES)
    assert seen(image) == UPRIGHT


def test_nothing_but_pixels_is_published() -> None:
    data = saved(
        quadrants((960, 540)), "JPEG", exif=exif(1), icc_profile=profile(), comment=b"<script>"
    )
    data += b"<html><script>alert(1)</script>"
    for picture in photographs(decode(data, BANNER_SIZES), BANNER_SIZES):
        with Image.open(io.BytesIO(picture.data)) as image:
            assert set(image.info) <= {"loop", "background", "timestamp", "duration"}
        assert b"script" not in picture.data
        assert picture.data[12:16] == b"VP8 "


def test_the_same_bytes_make_the_same_files() -> None:
    data = saved(quadrants((1024, 576)))
    once, again = (photographs(decode(data, BANNER_SIZES), BANNER_SIZES) for _ in range(2))
    assert once == again


@pytest.mark.parametrize(
    "data",
    [
        png(9400, 9400),  # 88 Mpx: Pillow itself would take it
        png(13_000, 13_000, bits=1),  # 169 Mpx: Pillow would warn
        png(8193, 1),
        png(4097, 4096),
        png(30_000, 30_000),
        png(0xFFFFFFF, 0xFFFFFFF),
        b"GIF89a\xff\xff\xff\xff\x80\0\0"
        + bytes(6)
        + b",\0\0\0\0\xff\xff\xff\xff\0\x02\x02D\x01\0;",
        b"\xff\xd8\xff\xc0\0\x0b\x08\xff\xdc\xff\xdc\x01\x01\x11\0\xff\xda\0\x08\x01\x01\0\0?\0",
    ],
    ids=["88Mpx", "169Mpx", "wide", "16.8Mpx", "900Mpx", "huge", "gif", "jpeg"],
)
def test_what_promises_too_many_pixels_is_refused_by_its_header(
    data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda image: pytest.fail("was decoded"))
    with pytest.raises(PictureError, match=r"pixels|a side has"):
        decode(data, BANNER_SIZES)


def test_text_that_unpacks_to_80_megabytes_is_refused() -> None:
    text = b"Comment\0\0" + zlib.compress(bytes(80_000_000))
    with pytest.raises(PictureError, match="damaged"):
        decode(png(480, 270, before=chunk(b"zTXt", text)), BANNER_SIZES)


def test_a_jpeg_of_endless_scans_is_refused() -> None:
    data = saved(quadrants(), "JPEG", progressive=True)
    scan = data.index(b"\xff\xda")
    with pytest.raises(PictureError, match="scans"):
        decode(data[:scan] + data[scan : scan + 40] * 1000 + data[scan:], BANNER_SIZES)


def test_a_file_of_more_than_ten_megabytes_is_refused() -> None:
    with pytest.raises(PictureError, match="10000001 bytes"):
        decode(saved(quadrants()).ljust(10_000_001, b"\0"), BANNER_SIZES)


def other(form: str, mode: str = "RGB") -> bytes:
    return saved(quadrants(mode=mode), form)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"RIFF\0\0\0\0WEBP",
        b"GIF89a",
        png(0, 0),
        png(480, 0),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\nshowpage\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><title>Not found</title>",
        b'{"message": "404: Not Found"}',
        b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n",
        b"#define x_width 8\n#define x_height 1\nstatic char x_bits[] = {0};",
        b"P6 2 2 255\n" + bytes(12),
        b"\0\0\0 ftypavif\0\0\0\0avifmif1" + bytes(200),
        b"\0\0\0\x0cJXL \r\n\x87\n",
        *(other(form) for form in ("BMP", "TIFF", "ICO", "PPM", "TGA", "PCX", "JPEG2000")),
    ],
)
def test_whatever_is_not_one_of_the_four_formats_is_refused(data: bytes) -> None:
    with pytest.raises(PictureError):
        decode(data, BANNER_SIZES)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_half_a_picture_is_refused(form: str, share: float) -> None:
    noise = Image.effect_noise((480, 270), 80)
    data = saved(noise.convert("P" if form == "GIF" else "RGB"), form)
    with pytest.raises(PictureError):
        decode(data[: int(len(data) * share)], BANNER_SIZES)


def test_a_wrong_checksum_is_refused() -> None:
    data = bytearray(saved(quadrants()))
    data[data.index(b"IDAT") + 12] ^= 0xFF
    with pytest.raises(PictureError):
        decode(bytes(data), BANNER_SIZES)
