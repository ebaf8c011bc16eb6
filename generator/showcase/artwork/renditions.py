"""The files that a picture becomes: their sizes, how they are written, what a true one is."""

import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image

from showcase.artwork.colour import RGB, main_color
from showcase.artwork.decoding import SCALING, Size
from showcase.artwork.values import PictureError, Rendition

BANNER_SIZES: tuple[Size, ...] = ((480, 270), (960, 540))
ICON_SIZES: tuple[Size, ...] = ((96, 96), (192, 192))
_ICON_FOLDER = "icons/"
_BANNER_FOLDERS = ("banners/", "splashes/", "discovery-splashes/")
_FILE = re.compile(r"[0-9a-f]{20}\.webp")
_MOST_BYTES = 1_000_000
_QUALITY = {BANNER_SIZES: 80, ICON_SIZES: 88}  # small flat icons show what a photo hides
_CARD_QUALITIES = ((86, 0), (75, 2), (50, 2), (20, 2))  # quality, subsampling of colour
_CARD_BYTES = 280_000
_SAMPLE = (24, 24)


@dataclass(frozen=True, slots=True)
class Picture:
    """A rendition and its bytes."""

    rendition: Rendition
    data: bytes


def sizes(source: str) -> tuple[Size, ...]:
    """The sizes that a source is wanted in, ascending; ValueError for one of no known folder."""
    if source.startswith(_ICON_FOLDER):
        return ICON_SIZES
    if source.startswith(_BANNER_FOLDERS):
        return BANNER_SIZES
    raise ValueError(f"Not the path of a picture of Discord's: {source!r}")


def photographs(image: Image.Image, wanted: tuple[Size, ...]) -> tuple[Picture, ...]:
    """An image in its own size and the smaller ones that are wanted, as lossy WebP."""
    pictures = []
    for size in reversed(wanted[: wanted.index(image.size) + 1]):
        if image.size != size:
            image = image.resize(size, SCALING)
        pictures.append(_picture(image, "WEBP", quality=_QUALITY[wanted], method=2))
    return tuple(reversed(pictures))


def drawings(image: Image.Image) -> tuple[Picture, ...]:
    """A drawing of flat shapes in half of its size and in its own, as lossless WebP."""
    options = {"lossless": True, "quality": 50, "method": 2}
    return tuple(_picture(one, "WEBP", **options) for one in (image.reduce(2), image))


def social(image: Image.Image) -> Picture:
    """A card as JPEG, which all that show cards can read, below 280 kB."""
    # Not progressive: Pillow gives that one byte a pixel, and fails where noise needs more.
    for quality, subsampling in _CARD_QUALITIES:
        picture = _picture(image, "JPEG", quality=quality, subsampling=subsampling)
        if len(picture.data) <= _CARD_BYTES:
            break
    return picture


def published(source: str, files: Mapping[str, bytes]) -> tuple[Picture, ...]:
    """What an earlier site published of a source, ascending; PictureError if it is not all true.

    True are WebP files as `photographs` writes them: named by their content, whole, of the sizes
    wanted, with neither transparency nor frames nor metadata.
    """
    pictures = sorted(
        (_checked(file, data) for file, data in files.items()),
        key=lambda picture: picture.rendition.width,
    )
    wanted = sizes(source)
    found = tuple((one.rendition.width, one.rendition.height) for one in pictures)
    if not found or found != wanted[: len(found)]:
        raise PictureError(f"The pictures published of {source} have the sizes {list(found)}.")
    return tuple(pictures)


def color(pictures: Sequence[Picture]) -> RGB | None:
    """What a picture's smallest rendition is remembered by; so it is the same from a mirror."""
    with Image.open(io.BytesIO(pictures[0].data), formats=("WEBP",)) as image:
        small = image.convert("RGB").resize(_SAMPLE, Image.Resampling.BOX)
    red, green, blue = (channel.tobytes() for channel in small.split())
    return main_color(list(zip(red, green, blue, strict=True)))


def _picture(image: Image.Image, form: str, **options: Any) -> Picture:
    buffer = io.BytesIO()
    image.info = {}  # a format writes what it finds here: profiles, comments
    image.save(buffer, form, **options)
    data = buffer.getvalue()
    suffix = {"WEBP": "webp", "JPEG": "jpg"}[form]
    return Picture(Rendition(file_name(data, suffix), *image.size), data)


def file_name(data: bytes, suffix: str) -> str:
    """The name that a file has by its content."""
    return f"{hashlib.sha256(data).hexdigest()[:20]}.{suffix}"


def _checked(file: str, data: bytes) -> Picture:
    if not _FILE.fullmatch(file) or file != file_name(data, "webp"):
        raise PictureError(f"{file[:40]!r} is not named by its content.")
    if len(data) > _MOST_BYTES:
        raise PictureError(f"{file} has {len(data)} bytes; at most {_MOST_BYTES} are read.")
    # The simple form of the container has one chunk, so no room for anything but pixels
    # (https://developers.google.com/speed/webp/docs/riff_container).
    chunk = int.from_bytes(data[16:20], "little")
    if (
        data[:4] != b"RIFF"
        or int.from_bytes(data[4:8], "little") != len(data) - 8
        or data[8:16] != b"WEBPVP8 "
        or chunk + chunk % 2 != len(data) - 20
    ):
        raise PictureError(f"{file} is not a WebP as this site writes them.")
    try:
        with Image.open(io.BytesIO(data), formats=("WEBP",)) as image:
            if image.size not in {*BANNER_SIZES, *ICON_SIZES}:
                raise PictureError(f"{file} is {image.width} x {image.height} pixels.")
            image.load()
            return Picture(Rendition(file, *image.size), data)
    except PictureError:
        raise
    except Exception as error:  # as in decoding: it is the picture's fault
        raise PictureError(f"{file} is damaged ({type(error).__name__}).") from error
