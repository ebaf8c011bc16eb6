"""A folder of finished pictures, kept by what they were made of."""

import contextlib
import hashlib
import io
import json
import os
import secrets
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from showcase.workspace import Scratch, sweep

from . import drawing
from .card import Motif, card
from .colour import RGB, Hue, hue_of, page_color, parse, written
from .decoding import PictureError, decode
from .index import Index, Stored
from .palettes import drawn_hue
from .renditions import (
    BANNER_SIZES,
    ICON_SIZES,
    Picture,
    Rendition,
    color,
    drawings,
    file_name,
    photographs,
    published,
    sizes,
    social,
)

# One more, and everything of its kind is made anew in the next build.
_DECODER = 1
_ARTIST = 1
_PAGE_LIGHTNESS = 0.58
_SCRATCH = ".making-"
_ENDINGS = frozenset({".webp", ".jpg", ".tmp"})


@dataclass(frozen=True, slots=True)
class Artwork:
    """The pictures of one server, widths ascending; a source is None where they were drawn.

    `color` is "#rrggbb" with a contrast of 3:1 or more to the light and to the dark page.
    """

    banner: tuple[Rendition, ...]
    icon: tuple[Rendition, ...]
    card: Rendition
    color: str
    banner_source: str | None
    icon_source: str | None


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose pictures are wanted. Candidates stand in order of preference.

    A source is a path on Discord's CDN without its extension: "banners/<guild id>/<hash>".
    """

    slug: str
    name: str
    color: str | None
    banners: tuple[str, ...]
    icons: tuple[str, ...]


class _SpoiltError(Exception):
    """A file of the folder is gone, or does not hold what its name says."""


class Gallery:
    """Pictures in a folder that several threads and processes may share.

    `decoded` counts what this instance decoded or drew. OSError if the folder cannot be made,
    read or written.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._index = Index(folder)
        self._lock = threading.Lock()
        self._scratch: Scratch | None = None
        sweep(folder, _SCRATCH)
        self.decoded = 0

    def knows(self, source: str) -> bool:
        """Whether there is no need to ask for a source: it is here, or it was refused."""
        return self.refused(source) is not None or self.renditions(source) is not None

    def refused(self, source: str) -> str | None:
        """Why a source was refused."""
        stored = self._index.get(source, _DECODER)
        return None if stored is None else stored.refusal

    def renditions(self, source: str) -> tuple[Rendition, ...] | None:
        """The files made of a source; None if one of them is missing."""
        stored = self._index.get(source, _DECODER)
        return stored.renditions if stored and self._is_whole(stored) else None

    def add(self, source: str, data: bytes, *, is_whole: bool = True) -> None:
        """Makes the renditions of a source. PictureError if it is refused.

        A refusal is remembered, unless the data may have been cut on the way.
        """
        wanted = sizes(source)
        self._count()
        try:
            image = decode(data, wanted)
        except PictureError as error:
            if is_whole:
                self._index.put(source, _DECODER, Stored(refusal=str(error)))
            raise
        self._keep(source, _DECODER, photographs(image, wanted), with_color=True)

    def adopt(self, source: str, files: Mapping[str, bytes]) -> None:
        """Takes renditions that an earlier site published; PictureError if they are not true."""
        self._count()
        self._keep(source, _DECODER, published(source, files), with_color=True)

    def artwork(self, subject: Subject) -> Artwork:
        """The first candidates that are here, and drawings for what is missing."""
        while True:
            try:
                return self._artwork(subject)
            except _SpoiltError as error:
                self.path(str(error)).unlink(missing_ok=True)

    def path(self, file: str) -> Path:
        """Where a rendition's file is."""
        return self._folder / file

    def sweep(self, keep: Collection[str], *, before: float) -> int:
        """Removes files that are not kept and were last used before a POSIX time; says how many.

        What a crash left half written goes too.
        """
        kept, gone = frozenset(keep), set()
        for entry in os.scandir(self._folder):
            if entry.name in kept or Path(entry.name).suffix not in _ENDINGS:
                continue
            # Another build may have removed it just now.
            with contextlib.suppress(FileNotFoundError):
                if entry.stat().st_mtime < before:
                    Path(entry.path).unlink()
                    gone.add(entry.name)
        self._index.forget(gone)
        return len(gone)

    def close(self) -> None:
        """Closes the index."""
        self._index.close()
        if self._scratch is not None:
            self._scratch.remove()

    def _artwork(self, subject: Subject) -> Artwork:
        banner_source, banner = self._first(subject.banners)
        icon_source, icon = self._first(subject.icons)
        base = _base(subject, icon, banner)
        hue = drawn_hue(subject.slug) if base is None else hue_of(base)
        who = [subject.slug, subject.name, round(hue.degrees, 2), round(hue.chroma, 4)]
        banner_files = banner.renditions if banner else ()
        icon_files = icon.renditions if icon else ()

        def composed() -> list[Picture]:
            return [social(card(self._motif(subject, hue, banner_files, icon_files)))]

        composition = [*who, [one.file for one in (*banner_files[-1:], *icon_files[-1:])]]
        return Artwork(
            banner=banner_files or self._drawn(["banner", *who], lambda: _banner(subject, hue)),
            icon=icon_files or self._drawn(["icon", *who], lambda: _icon(subject, hue)),
            card=self._drawn(["card", *composition], composed)[0],
            color=written(page_color(base or hue.tone(_PAGE_LIGHTNESS))),
            banner_source=banner_source,
            icon_source=icon_source,
        )

    def _first(self, candidates: Sequence[str]) -> tuple[str | None, Stored | None]:
        for source in candidates:
            stored = self._index.get(source, _DECODER)
            if stored and self._is_whole(stored, use=True):
                return source, stored
        return None, None

    def _drawn(
        self, description: list[object], draw: Callable[[], Sequence[Picture]]
    ) -> tuple[Rendition, ...]:
        key = f"drawn/{hashlib.sha256(json.dumps(description).encode()).hexdigest()}"
        stored = self._index.get(key, _ARTIST)
        if stored and self._is_whole(stored, use=True):
            return stored.renditions
        self._count()
        return self._keep(key, _ARTIST, draw()).renditions

    def _motif(
        self,
        subject: Subject,
        hue: Hue,
        banner: tuple[Rendition, ...],
        icon: tuple[Rendition, ...],
    ) -> Motif:
        images = [self._image(files[-1]) if files else None for files in (banner, icon)]
        return Motif(subject.slug, subject.name, hue, *images)

    def _image(self, rendition: Rendition) -> Image.Image:
        try:
            data = self.path(rendition.file).read_bytes()
        except FileNotFoundError:
            raise _SpoiltError(rendition.file) from None
        if file_name(data, "webp") != rendition.file:
            raise _SpoiltError(rendition.file)
        with Image.open(io.BytesIO(data), formats=("WEBP",)) as image:
            return image.convert("RGB")

    def _keep(
        self, key: str, version: int, pictures: Sequence[Picture], *, with_color: bool = False
    ) -> Stored:
        for picture in pictures:
            self._write(picture)
        main = color(pictures) if with_color else None
        stored = Stored(
            tuple(picture.rendition for picture in pictures),
            tuple(len(picture.data) for picture in pictures),
            color=written(main) if main else None,
        )
        self._index.put(key, version, stored)
        return stored

    def _write(self, picture: Picture) -> None:
        temporary = self._temporary()
        try:
            with temporary.open("xb") as file:
                file.write(picture.data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self.path(picture.rendition.file))
        finally:
            temporary.unlink(missing_ok=True)

    def _temporary(self) -> Path:
        """Names a file that goes with this process, should it be killed."""
        with self._lock:
            if self._scratch is None:
                self._scratch = Scratch(self._folder, _SCRATCH)
        return self._scratch.path / f"{secrets.token_hex(8)}.tmp"

    def _is_whole(self, stored: Stored, *, use: bool = False) -> bool:
        """Whether all files are there in full; `use` notes that they were needed."""
        try:
            for rendition, length in zip(stored.renditions, stored.lengths, strict=True):
                path = self.path(rendition.file)
                if path.stat().st_size != length:
                    return False
                if use:
                    os.utime(path)
        except FileNotFoundError:
            return False
        return bool(stored.renditions)

    def _count(self) -> None:
        with self._lock:
            self.decoded += 1


def _base(subject: Subject, *pictures: Stored | None) -> RGB | None:
    """A server's own colour: as it says, else as its pictures show."""
    said = parse(subject.color) if subject.color else None
    seen = [parse(picture.color) for picture in pictures if picture and picture.color]
    return said or next(iter(seen), None)


def _banner(subject: Subject, hue: Hue) -> Sequence[Picture]:
    return drawings(drawing.banner(subject.slug, subject.name, hue, BANNER_SIZES[-1]))


def _icon(subject: Subject, hue: Hue) -> Sequence[Picture]:
    return drawings(drawing.icon(subject.slug, subject.name, hue, ICON_SIZES[-1]))
