"""Pictures as no camera makes them: odd, broken, huge, and not pictures at all.

As a command it feeds them to the gallery, one after the other, and says what each cost.
"""

import contextlib
import io
import json
import struct
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms

PNG = b"\x89PNG\r\n\x1a\n"
Animal = Callable[[], bytes]


def photo(size: tuple[int, int] = (320, 180), mode: str = "RGB") -> Image.Image:
    """A picture with something to see in each corner."""
    width, height = size
    image = Image.radial_gradient("L").resize((max(1, width), max(1, height)))
    if mode in {"L", "1", "P"}:
        return image.convert(mode)
    across = Image.linear_gradient("L").rotate(90).resize(image.size)
    image = Image.merge("RGB", (image, across, Image.new("L", image.size, 90)))
    if mode == "LA":
        image = image.convert("L")
    if mode in {"RGBA", "LA"}:
        image.putalpha(across)
        return image
    return image.convert(mode)


def saved(form: str, image: Image.Image | None = None, **options: Any) -> bytes:
    """The bytes of a picture."""
    buffer = io.BytesIO()
    (image or photo()).save(buffer, form, **options)
    return buffer.getvalue()


def _of(form: str, **options: Any) -> bytes:
    return saved(form, photo(**options))


def chunk(name: bytes, data: bytes, crc: int | None = None) -> bytes:
    """A chunk of a PNG."""
    crc = zlib.crc32(name + data) if crc is None else crc
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", crc)


def png(
    size: tuple[int, int], depth: int, kind: int, pixels: bytes, *before: bytes, interlace: int = 0
) -> bytes:
    """A PNG by its header, other chunks and unpacked rows."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", *size, depth, kind, 0, 0, interlace))
    rows = chunk(b"IDAT", zlib.compress(pixels, 9))
    return PNG + header + b"".join(before) + rows + chunk(b"IEND", b"")


def flat(size: tuple[int, int], depth: int = 8, channels: int = 1) -> bytes:
    """Rows of zeros: what a small file unpacks to."""
    return bytes((1 + (size[0] * depth * channels + 7) // 8) * size[1])


def jpeg_header(width: int, height: int) -> bytes:
    """A JPEG that promises a size and holds nothing."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame + b"\xff\xda\x00\x08"


def webp_header(width: int, height: int) -> bytes:
    """A WebP that promises a size and holds nothing."""
    sizes = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + sizes
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def gif(screen: tuple[int, int], frame: tuple[int, int]) -> bytes:
    """A GIF whose frame may be larger than its screen."""
    head = b"GIF89a" + struct.pack("<HHBBB", *screen, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    return head + b"," + struct.pack("<HHHHB", 0, 0, *frame, 0) + b"\x02\x02\x4c\x01\x00;"


def animated(form: str, frames: int) -> bytes:
    """An animation of ever darker frames."""
    pictures = [Image.new("RGB", (96, 54), (250 - i % 250, 90, 40)) for i in range(frames)]
    return saved(form, pictures[0], save_all=True, append_images=pictures[1:], duration=20, loop=0)


def exif(orientation: int, kind: int = 3) -> bytes:
    """EXIF of one tag."""
    entry = struct.pack("<HHIHH", 0x0112, kind, 1, orientation, 0)
    return b"Exif\0\0II*\0\x08\0\0\0\x01\0" + entry + b"\0\0\0\0"


def _with_segment(marker: int, data: bytes) -> bytes:
    plain = saved("JPEG")
    return plain[:2] + struct.pack(">BBH", 255, marker, len(data) + 2) + data + plain[2:]


def _cut(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


def _flipped(data: bytes, place: float) -> bytes:
    at = int(len(data) * place)
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def _profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


DRAWN: dict[str, Animal] = {
    **{
        f"{form.lower()} {mode}": partial(_of, form, mode=mode)
        for form, modes in {
            "PNG": ("1", "L", "LA", "P", "RGB", "RGBA"),
            "JPEG": ("L", "RGB", "CMYK", "YCbCr"),
            "WEBP": ("RGB", "RGBA"),
            "GIF": ("L", "P"),
        }.items()
        for mode in modes
    },
    "png 16 bits of grey": lambda: png((64, 36), 16, 0, (b"\0" + b"\x80\x00" * 64) * 36),
    "png 16 bits of colour": lambda: png((64, 36), 16, 2, (b"\0" + b"\x80\x00" * 192) * 36),
    "png 16 bits and alpha": lambda: png((64, 36), 16, 6, (b"\0" + b"\xc0\x00" * 256) * 36),
    "png 2 bits": lambda: png((64, 36), 2, 0, (b"\0" + b"\x1b" * 16) * 36),
    "png colour key": lambda: saved("PNG", photo(), transparency=(0, 0, 90)),
    "png palette and tRNS": lambda: saved("PNG", photo(mode="P"), transparency=bytes(range(256))),
    "png palette of one": lambda: png(
        (64, 36), 1, 3, flat((64, 36), 1), chunk(b"PLTE", b"\x20\x90\x40")
    ),
    "png interlaced": lambda: png((1, 1), 8, 0, b"\0\x7f", interlace=1),
    "png with html behind": lambda: saved("PNG") + b"<script>alert(1)</script>",
    "png with a zip behind": lambda: saved("PNG") + b"PK\x05\x06" + bytes(18),
    "png with texts": lambda: png(
        (64, 36), 8, 0, flat((64, 36)), *[chunk(b"tEXt", b"Comment\0<script>")] * 50
    ),
    "png with a wrong gamma": lambda: png(
        (64, 36), 8, 0, flat((64, 36)), chunk(b"gAMA", b"\0\0\0\0")
    ),
    "apng": lambda: animated("PNG", 40),
    "gif of 400 frames": lambda: animated("GIF", 400),
    "webp of 60 frames": lambda: animated("WEBP", 60),
    "gif transparent": lambda: saved("GIF", photo(mode="P"), transparency=3),
    "gif with javascript behind": lambda: saved("GIF") + b"*/=1;alert(1)",
    "webp lossless": lambda: saved("WEBP", photo(mode="RGBA"), lossless=True),
    "jpeg progressive": lambda: saved("JPEG", progressive=True),
    "jpeg optimised 4:4:4": lambda: saved("JPEG", subsampling=0, optimize=True),
    "jpeg with html in a comment": lambda: _with_segment(0xFE, b"--><script>alert(1)</script>"),
    "jpeg with a multi picture segment": lambda: _with_segment(
        0xE2, b"MPF\0II*\0\x08\0\0\0\xff\xff" + bytes(40)
    ),
    "jpeg with an adobe segment": lambda: _with_segment(0xEE, b"Adobe\0d\0\0\0\0\2"),
    **{
        f"jpeg turned {turn}": partial(saved, "JPEG", exif=exif(turn))
        for turn in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 99, 65535)
    },
    "exif of a wrong kind": lambda: saved("JPEG", exif=exif(6, kind=7)),
    "exif that points behind itself": lambda: saved(
        "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff\x01\0"
    ),
    "exif of 65535 tags": lambda: saved(
        "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\1" * 200
    ),
    "exif that is noise": lambda: saved("PNG", exif=bytes(range(256)) * 4),
    "profile": lambda: saved("PNG", icc_profile=_profile()),
    "profile that is noise": lambda: saved("JPEG", icc_profile=bytes(range(256)) * 8),
    "profile of 3 MB": lambda: saved("JPEG", icc_profile=_profile() + bytes(3_000_000)),
    "profile of inks in a picture of light": lambda: saved(
        "PNG", icc_profile=_profile()[:16] + b"CMYK" + _profile()[20:]
    ),
    **{
        f"{form.lower()} {width} x {height}": partial(_of, form, size=(width, height))
        for form in ("PNG", "JPEG", "WEBP", "GIF")
        for width, height in ((1, 1), (1, 2000), (4000, 1), (3000, 30))
    },
    "png of 16 million pixels": lambda: saved(
        "PNG", Image.new("RGB", (4096, 4096), (9, 99, 9)), compress_level=1
    ),
    "png of 16 million see-through pixels": lambda: saved(
        "PNG", Image.new("RGBA", (4096, 4096), (9, 99, 9, 200)), compress_level=1
    ),
    "png of 16 million palette pixels": lambda: saved(
        "PNG", Image.new("P", (4096, 4096)), transparency=b"\x80", compress_level=1
    ),
    "png of 16 million 16 bit pixels": lambda: png((4096, 4096), 16, 0, flat((4096, 4096), 16)),
    "jpeg of 16 million pixels": lambda: saved("JPEG", Image.new("CMYK", (4096, 4096))),
    "webp of 16 million pixels": lambda: saved("WEBP", Image.new("RGB", (4096, 4096)), method=0),
    "gif of 16 million pixels": lambda: saved("GIF", Image.new("P", (4096, 4096))),
}
REFUSED: dict[str, Animal] = {
    "nothing": lambda: b"",
    "one byte": lambda: b"\x89",
    "html": lambda: b"<!doctype html><script>alert(1)</script>",
    "svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "json": lambda: b'{"message": "404: Not Found", "code": 0}',
    "javascript": lambda: b"alert(1)//",
    "javascript that is a gif": lambda: b"GIF89a/*" + saved("GIF")[8:] + b"*/=1;alert(1)",
    "pdf": lambda: b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF",
    "zip": lambda: b"PK\x03\x04" + bytes(60),
    "gzip": lambda: b"\x1f\x8b\x08" + bytes(60),
    "eps": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) run\n",
    "psd": lambda: b"8BPS\0\1" + bytes(60),
    "jxl": lambda: b"\xff\x0a" + bytes(60),
    "heic": lambda: b"\0\0\0\x18ftypheic" + bytes(60),
    "xbm": lambda: b"#define i_width 8\n#define i_height 1\nstatic char i_bits[] = {0x01};",
    "bytes of chance": lambda: bytes((n * 7919) % 251 for n in range(5000)),
    **{
        form.lower(): partial(saved, form)
        for form in ("BMP", "TIFF", "ICO", "PPM", "TGA", "PCX", "AVIF", "DDS", "SGI", "ICNS")
    },
    **{f"{form.lower()} cut": partial(_cut, saved(form)) for form in ("PNG", "JPEG", "GIF")},
    "webp cut": lambda: _cut(saved("WEBP")),
    "png of its signature": lambda: PNG,
    "png of its header": lambda: png((64, 36), 8, 0, b"")[:33],
    "png with a wrong checksum": lambda: _flipped(saved("PNG"), 0.5),
    "png of too few rows": lambda: png((64, 36), 8, 0, flat((64, 36))[:200]),
    "png 0 x 0": lambda: png((0, 0), 8, 0, b""),
    "png 0 x 9": lambda: png((0, 9), 8, 0, b""),
    "png of 3 bits": lambda: png((64, 36), 3, 0, flat((64, 36))),
    "png of kind 5": lambda: png((64, 36), 8, 5, flat((64, 36))),
    "png 8193 x 1": lambda: png((8193, 1), 8, 0, flat((8193, 1))),
    "png of 88 million pixels": lambda: png((9400, 9400), 1, 0, flat((9400, 9400), 1)),
    "png of 169 million pixels": lambda: png((13000, 13000), 1, 0, flat((13000, 13000), 1)),
    "png of 900 million pixels": lambda: png((30000, 30000), 1, 0, b""),
    "png of 2147483647 squared": lambda: png((2**31 - 1, 2**31 - 1), 1, 0, b""),
    "jpeg of 4 billion pixels": lambda: jpeg_header(65500, 65500),
    "jpeg 0 x 0": lambda: jpeg_header(0, 0),
    "webp of 268 million pixels": lambda: webp_header(16384, 16384),
    "gif of 4 billion pixels": lambda: gif((65535, 65535), (65535, 65535)),
    "gif with a frame beyond its screen": lambda: gif((9, 9), (65535, 65535)),
    "gif with no frame": lambda: gif((9, 9), (9, 9))[:19] + b";",
    "png that unpacks to 80 MB of text": lambda: png(
        (64, 36), 8, 0, flat((64, 36)), chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(80_000_000)))
    ),
    "png that unpacks to an 80 MB profile": lambda: png(
        (64, 36), 8, 0, flat((64, 36)), chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(80_000_000)))
    ),
    "png that holds a chunk of 4 GB": lambda: PNG + b"\xff\xff\xff\xffIDAT" + bytes(99),
    "jpeg of 4000 scans": lambda: (
        saved("JPEG", progressive=True)[:-2] + b"\xff\xda\0\x08\1\1\0\0\x3f\0" * 4000
    ),
    "eleven megabytes": lambda: saved("PNG") + bytes(11_000_000),
    "all of it transparent": lambda: saved("PNG", Image.new("RGBA", (64, 36))),
    "webp that is a sound": lambda: b"RIFF" + struct.pack("<I", 36) + b"WAVEfmt " + bytes(28),
    "webp of a wrong length": lambda: b"RIFF\xff\xff\xff\xff" + saved("WEBP")[8:60],
}


def keep(pictures: dict[str, Animal], folder: Path) -> None:
    """Write pictures into a folder, named by their places."""
    for number, make in enumerate(pictures.values()):
        (folder / f"{number:03}").write_bytes(make())


def costs(folder: Path, gallery_folder: Path) -> Iterator[dict[str, Any]]:
    """Feed the pictures of a folder to a gallery; say what became of each, and what it took."""
    from showcase.artwork import Gallery, PictureError

    gallery = Gallery(gallery_folder)
    for path in sorted(folder.iterdir()):
        source = f"banners/{path.name:>018}/{path.name:>032}"
        data = path.read_bytes()
        held, began = _forget_peak(), time.perf_counter()
        refusal = None
        try:
            gallery.add(source, data)
        except PictureError as error:
            refusal = str(error)
        yield {
            "refusal": refusal,
            "files": [one.file for one in gallery.renditions(source) or ()],
            "seconds": time.perf_counter() - began,
            "megabytes": _megabytes("VmHWM") - held,
        }
    gallery.close()


def _forget_peak() -> int:
    """Begin to measure anew; return the megabytes held now. Linux alone can."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
    return _megabytes("VmRSS")


def _megabytes(field: str) -> int:
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0
    fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    return int(fields[field].split()[0]) // 1024


if __name__ == "__main__":
    for line in costs(Path(sys.argv[1]), Path(sys.argv[2])):
        print(json.dumps(line), flush=True)  # noqa: T201
