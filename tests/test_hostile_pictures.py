"""Pictures of strangers: each is drawn or refused, in bounded memory and time; see zoo.py."""

import contextlib
import io
import json
import re
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import zoo
from forms import examples
from making import Showcase
from showcase.artwork import Gallery, PictureError
from showcase.artwork.decoding import decode
from showcase.artwork.renditions import BANNER_SIZES, photographs
from showcase.standin import Reply

SECONDS = 10
"""For one picture, on a machine that has other things to do; alone it is below one."""
MEGABYTES = 300
"""For the largest that is allowed, of 16 million pixels."""
MEGABYTES_OF_THE_REST = 40
NAME = re.compile(r"[0-9a-f]{20}\.webp")


@dataclass(frozen=True)
class Fed:
    """A zoo that went through a gallery, in a process of its own."""

    folder: Path
    outcomes: dict[str, dict[str, Any]]


def feed(animals: dict[str, zoo.Animal], folder: Path) -> Fed:
    pictures, gallery = folder / "pictures", folder / "gallery"
    pictures.mkdir()
    zoo.keep(animals, pictures)
    done = subprocess.run(
        [sys.executable, zoo.__file__, str(pictures), str(gallery)],
        capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return Fed(gallery, dict(zip(animals, rows, strict=True)))


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Fed:
    """What is odd but a picture."""
    return feed(zoo.DRAWN, tmp_path_factory.mktemp("drawn"))


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Fed:
    """What is broken, too large, or no picture."""
    return feed(zoo.REFUSED, tmp_path_factory.mktemp("refused"))


@pytest.mark.parametrize("name", zoo.DRAWN)
def test_what_is_a_picture_is_drawn_as_a_plain_webp(name: str, drawn: Fed) -> None:
    outcome = drawn.outcomes[name]
    assert outcome["refusal"] is None
    assert outcome["files"]
    for file in outcome["files"]:
        assert NAME.fullmatch(file)
        data = (drawn.folder / file).read_bytes()
        with Image.open(io.BytesIO(data)) as image:
            assert (image.format, image.mode, getattr(image, "n_frames", 1)) == ("WEBP", "RGB", 1)
            assert image.size in BANNER_SIZES
        # One chunk of pixels fills the file: there is no room for metadata or for a polyglot.
        assert data[12:16] == b"VP8 "
        (length,) = struct.unpack_from("<I", data, 16)
        assert len(data) - 20 - length in {0, 1}


@pytest.mark.parametrize("name", zoo.REFUSED)
def test_what_is_none_is_refused_in_a_sentence(name: str, refused: Fed) -> None:
    outcome = refused.outcomes[name]
    assert outcome["files"] == []
    assert outcome["refusal"]
    assert outcome["refusal"].endswith(".")
    assert outcome["refusal"].isprintable()


def test_nothing_of_a_refused_picture_is_written(refused: Fed) -> None:
    left = {path.name for path in refused.folder.iterdir() if not path.name.startswith("index.")}
    assert left == set()


@pytest.mark.parametrize("kind", ["drawn", "refused"])
def test_no_picture_takes_long(kind: str, request: pytest.FixtureRequest) -> None:
    outcomes = request.getfixturevalue(kind).outcomes
    assert {name for name, one in outcomes.items() if one["seconds"] > SECONDS} == set()


def test_no_picture_takes_much_memory(drawn: Fed, refused: Fed) -> None:
    for name, outcome in (*drawn.outcomes.items(), *refused.outcomes.items()):
        most = MEGABYTES if "of 16 million" in name else MEGABYTES_OF_THE_REST
        assert outcome["megabytes"] <= most, name


def corners(image: Image.Image) -> list[tuple[int, ...]]:
    """Which channels are bright in each corner, clockwise from the upper left."""
    right, bottom = image.width - 1, image.height - 1
    places = ((2, 2), (right - 2, 2), (right - 2, bottom - 2), (2, bottom - 2))
    pixels = [image.getpixel(place) for place in places]
    return [
        tuple(int(level > 128) for level in pixel) for pixel in pixels if isinstance(pixel, tuple)
    ]


@pytest.mark.parametrize("orientation", [0, 9, 99, 65535])
def test_an_orientation_that_does_not_exist_turns_nothing(orientation: int) -> None:
    picture = Image.new("RGB", (160, 90), "red")
    picture.paste("blue", (80, 0, 160, 90))
    plain = decode(zoo.saved("PNG", picture), BANNER_SIZES)
    odd = decode(zoo.saved("PNG", picture, exif=zoo.exif(orientation)), BANNER_SIZES)
    assert corners(odd) == corners(plain) == [(1, 0, 0), (0, 0, 1), (0, 0, 1), (1, 0, 0)]


def test_what_a_picture_is_called_decides_nothing(showcase: Showcase) -> None:
    """The CDN calls all of these WebP; each is read for what it is."""
    showcase.server("alpha", invite="alpha1").answers("alpha1", icon="a" * 32, banner="b" * 32)
    guild = "100000000000000001"
    lying = Reply(body=zoo.REFUSED["svg"](), headers={"Content-Type": "image/webp"})
    showcase.discord.pictures[f"icons/{guild}/{'a' * 32}"] = zoo.DRAWN["png RGB"]()
    showcase.discord.pictures[f"banners/{guild}/{'b' * 32}"] = lying
    made = showcase.compose()
    artwork = made.catalogue.listings["alpha"].artwork
    assert artwork.icon_source == f"icons/{guild}/{'a' * 32}"
    assert artwork.banner_source is None
    assert any("was refused" in line for line in made.lines), made.lines


@pytest.mark.parametrize("name", ["png RGBA", "jpeg CMYK", "webp RGB", "gif of 400 frames"])
def test_the_same_bytes_make_the_same_bytes_again(name: str) -> None:
    data = zoo.DRAWN[name]()
    one, other = (photographs(decode(data, BANNER_SIZES), BANNER_SIZES) for _ in range(2))
    assert one == other


FORMS = [zoo.saved(form) for form in ("PNG", "JPEG", "WEBP", "GIF")]


@settings(deadline=None, max_examples=examples(150))
@given(
    st.sampled_from(FORMS),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=8))),
    st.none() | st.floats(0, 1),
)
def test_a_picture_with_bytes_gone_wrong_is_drawn_or_refused(
    data: bytes, wounds: list[tuple[float, bytes]], end: float | None
) -> None:
    spoilt = bytearray(data)
    for place, wound in wounds:
        at = int(place * len(data))
        spoilt[at : at + len(wound)] = wound
    if end is not None:
        del spoilt[int(end * len(spoilt)) :]
    try:
        image = decode(bytes(spoilt), BANNER_SIZES)
    except PictureError:
        return
    assert (image.mode, image.size in BANNER_SIZES) == ("RGB", True)


@settings(deadline=None, max_examples=examples(100))
@given(
    st.binary(max_size=400), st.sampled_from([b"", zoo.PNG, b"\xff\xd8\xff", b"GIF89a", b"RIFF"])
)
def test_bytes_of_any_kind_are_drawn_or_refused(data: bytes, start: bytes) -> None:
    with contextlib.suppress(PictureError):
        assert decode(start + data, BANNER_SIZES).mode == "RGB"


def test_a_refused_picture_is_not_read_again(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path)
    source = f"banners/{'1' * 18}/{'a' * 32}"
    with pytest.raises(PictureError):
        gallery.add(source, zoo.REFUSED["svg"]())
    assert gallery.knows(source)
    gallery.close()
