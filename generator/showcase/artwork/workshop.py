"""Where pictures are made. It is what needs Pillow, so a gallery goes there only with work to do."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image

from showcase.artwork import drawing
from showcase.artwork.card import Motif, card
from showcase.artwork.colour import RGB, Hue
from showcase.artwork.decoding import decode
from showcase.artwork.renditions import (
    BANNER_SIZES,
    ICON_SIZES,
    Picture,
    color,
    drawings,
    file_name,
    photographs,
    published,
    sizes,
    social,
)
from showcase.artwork.values import Rendition, SpoiltError, Subject

Made = tuple[Sequence[Picture], RGB | None]
"""Pictures, widths ascending, and the colour that they are remembered by."""


class Workshop:
    """Makes pictures, some of them of finished ones in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def decoded(self, source: str, data: bytes) -> Made:
        """What becomes of the bytes that were got from a source; PictureError if they are refused."""
        wanted = sizes(source)
        pictures = photographs(decode(data, wanted), wanted)
        return pictures, color(pictures)

    def published(self, source: str, files: Mapping[str, bytes]) -> Made:
        """What an earlier site published of a source; PictureError if it is not true."""
        pictures = published(source, files)
        return pictures, color(pictures)

    def banner(self, subject: Subject, hue: Hue) -> Sequence[Picture]:
        """A banner for a server that has none."""
        return drawings(drawing.banner(subject.slug, subject.name, hue, BANNER_SIZES[-1]))

    def icon(self, subject: Subject, hue: Hue) -> Sequence[Picture]:
        """An icon for a server that has none."""
        return drawings(drawing.icon(subject.slug, subject.name, hue, ICON_SIZES[-1]))

    def card(
        self,
        subject: Subject,
        hue: Hue,
        banner: Sequence[Rendition],
        icon: Sequence[Rendition],
    ) -> Sequence[Picture]:
        """A card with the pictures that a server has; SpoiltError if one of them is not whole."""
        images = [self._image(files[-1]) if files else None for files in (banner, icon)]
        return [social(card(Motif(subject.slug, subject.name, hue, *images)))]

    def _image(self, rendition: Rendition) -> Image.Image:
        try:
            data = (self._folder / rendition.file).read_bytes()
        except FileNotFoundError:
            raise SpoiltError(rendition.file) from None
        if file_name(data, "webp") != rendition.file:
            raise SpoiltError(rendition.file)
        with Image.open(io.BytesIO(data), formats=("WEBP",)) as image:
            return image.convert("RGB")
