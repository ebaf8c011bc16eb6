"""Pictures from strangers: decoded within bounds, turned upright, cut to a shape, nothing kept."""

import contextlib
import io
import struct
import threading
import warnings

from PIL import (
    GifImagePlugin,
    Image,
    ImageCms,
    JpegImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from showcase.artwork.colour import backdrop
from showcase.artwork.values import PictureError

Size = tuple[int, int]

# Naming them registers them: Pillow would else import every plugin it has to find one.
_PLUGINS = (PngImagePlugin, JpegImagePlugin, WebPImagePlugin, GifImagePlugin)
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
_MOST_BYTES = 10_000_000
_MOST_SIDE = 8192
_MOST_PIXELS = 4096**2
_LARGE = 2048**2  # a WebP holds 16 bytes of each pixel while it is decoded
_MOST_SCANS = 200  # a progressive JPEG has about ten; each one costs a pass over the whole picture
_MOST_PROFILE = 16_384  # matrix profiles, as screens and cameras write them, have below 4 kB
_ENOUGH = (
    0.75  # a picture is enlarged to four thirds of its size at most, if a smaller one would do
)
# A third faster than Lanczos, for half a point of SSIMULACRA2 and a twentieth fewer bytes.
SCALING = Image.Resampling.BICUBIC
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_opening = threading.Lock()
_large = threading.Lock()


def decode(data: bytes, sizes: tuple[Size, ...]) -> Image.Image:
    """The middle of a picture as RGB in the largest of the sizes that it fills well.

    `sizes` ascend and have one shape; the smallest is filled whatever the picture's own size.
    Raises PictureError for everything that is not a whole PNG, JPEG, WebP or GIF of at most
    10 MB, 8192 pixels a side and 4096 x 4096 pixels.
    """
    if not data:
        raise PictureError("The picture is empty.")
    if len(data) > _MOST_BYTES:
        raise PictureError(f"The picture has {len(data)} bytes; at most {_MOST_BYTES} are read.")
    if data.startswith(b"\xff\xd8") and data.count(b"\xff\xda") > _MOST_SCANS:
        raise PictureError(f"The picture is a JPEG of more than {_MOST_SCANS} scans.")
    try:
        return _decode(data, sizes)
    except PictureError:
        raise
    except Image.DecompressionBombError:
        raise PictureError("The picture has too many pixels.") from None
    except UnidentifiedImageError:
        raise PictureError(
            "The picture is not a PNG, JPEG, WebP or GIF that can be read."
        ) from None
    except Exception as error:  # whatever a decoder stumbles over, it is the picture's fault
        raise PictureError(f"The picture is damaged ({type(error).__name__}).") from error


def _decode(data: bytes, sizes: tuple[Size, ...]) -> Image.Image:
    with _opened(data) as image:
        width, height = image.size
        if not (1 <= width <= _MOST_SIDE and 1 <= height <= _MOST_SIDE):
            raise PictureError(f"The picture is {width} x {height}; a side has 1 to {_MOST_SIDE}.")
        if width * height > _MOST_PIXELS:
            raise PictureError(f"The picture is {width} x {height}: too many pixels.")
        turned = _orientation(image) >= 5
        size = _size(_swap(image.size, turned=turned), sizes)
        scale = _scale(image.size, _swap(size, turned=turned))
        # JPEG alone: decode at a half, a quarter or an eighth where twice the size is left.
        image.draft(None, (round(2 * width / scale), round(2 * height / scale)))
        # Several pictures are decoded at once, but only one that needs much memory.
        with _large if image.width * image.height > _LARGE else contextlib.nullcontext():
            return _drawn(image, size)


def _drawn(image: Image.Image, size: Size) -> Image.Image:
    image.load()
    orientation = _orientation(image)  # a PNG may say it after its pixels
    small = _cut(_plain(image), _swap(size, turned=orientation >= 5))
    if orientation in _TURNS:
        small = small.transpose(_TURNS[orientation])
    return _opaque(_in_srgb(small, image))


def _opened(data: bytes) -> Image.Image:
    # Warnings are a setting of the whole process: one thread at a time, and only for the header.
    # What they would say of size is checked right after; the rest is about metadata, not kept.
    with _opening, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Image.open(io.BytesIO(data), formats=_FORMATS)


def _swap(size: Size, *, turned: bool) -> Size:
    return (size[1], size[0]) if turned else size


def _scale(size: Size, target: Size) -> float:
    return min(size[0] / target[0], size[1] / target[1])


def _size(size: Size, sizes: tuple[Size, ...]) -> Size:
    filled = [target for target in sizes if _scale(size, target) >= _ENOUGH]
    return filled[-1] if filled else sizes[0]


def _plain(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits of grey: a plain conversion cuts off, not scales
        return image.point(lambda level: level / 257).convert("L").convert("RGB")
    mode = "RGBA" if image.has_transparency_data else "RGB"
    return image if image.mode == mode else image.convert(mode)


def _cut(image: Image.Image, size: Size) -> Image.Image:
    scale = _scale(image.size, size)
    left = (image.width - size[0] * scale) / 2
    top = (image.height - size[1] * scale) / 2
    box = (
        max(left, 0),
        max(top, 0),
        min(image.width - left, image.width),
        min(image.height - top, image.height),
    )
    return image.resize(size, SCALING, box=box, reducing_gap=2.0)


def _in_srgb(image: Image.Image, original: Image.Image) -> Image.Image:
    profile = original.info.get("icc_profile")
    if (
        not isinstance(profile, bytes)
        or not 128 < len(profile) <= _MOST_PROFILE
        or profile[16:20] != b"RGB "
        or original.mode not in {"RGB", "RGBA", "P"}
        or b"sRGB" in profile.replace(b"\0", b"")
    ):
        return image
    try:
        return _converted(image, profile)
    except Exception:  # noqa: BLE001 - a broken profile costs its colours, not the picture
        return image


def _converted(image: Image.Image, profile: bytes) -> Image.Image:
    colours = ImageCms.profileToProfile(
        image.convert("RGB"),
        ImageCms.getOpenProfile(io.BytesIO(profile)),
        ImageCms.createProfile("sRGB"),
        outputMode="RGB",
    )
    if colours is None:
        return image
    if image.mode == "RGBA":
        colours.putalpha(image.getchannel("A"))
    return colours


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    alpha = image.getchannel("A")
    lowest, highest = alpha.getextrema()
    if lowest == 255:
        return image.convert("RGB")
    if highest == 0:
        raise PictureError("The picture is transparent all over.")
    small = image.resize((24, 24), Image.Resampling.BOX)
    red, green, blue, alphas = (channel.tobytes() for channel in small.split())
    seen = [(r, g, b) for r, g, b, a in zip(red, green, blue, alphas, strict=True) if a > 127]
    ground = Image.new("RGB", image.size, backdrop(seen))
    ground.paste(image, mask=alpha)
    return ground


def _orientation(image: Image.Image) -> int:
    """The EXIF orientation, 1 to 8; 1 for what is missing or broken."""
    exif = image.info.get("exif")
    if not isinstance(exif, bytes):
        return 1
    exif = exif.removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(f"{order}I", exif, 4)
        (count,) = struct.unpack_from(f"{order}H", exif, start)
        for entry in range(count):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", exif, start + 2 + 12 * entry)
            if tag == _ORIENTATION:
                return value if kind == 3 and value in _TURNS else 1
    except struct.error:
        pass
    return 1
