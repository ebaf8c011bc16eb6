"""A folder of finished pictures, kept by what they were made of."""

import contextlib
import hashlib
import json
import os
import secrets
import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from showcase.artwork.colour import RGB, hue_of, page_color, parse, written
from showcase.artwork.index import Index, Stored
from showcase.artwork.palettes import drawn_hue
from showcase.artwork.stock import Stock, looked_at
from showcase.artwork.values import (
    Artwork,
    PictureError,
    Rendition,
    SpoiltError,
    Subject,
)
from showcase.workspace import Scratch, make, sweep

if TYPE_CHECKING:
    from showcase.artwork.renditions import Picture
    from showcase.artwork.workshop import Workshop

# One more, and everything of its kind is made anew in the next build.
_DECODER = 1
_ARTIST = 1
_PAGE_LIGHTNESS = 0.58
_REFUSED_FOR = 24 * 3600.0
_SCRATCH = ".making-"
_ENDINGS = frozenset({".webp", ".jpg", ".tmp"})


class _UndrawnError(Exception):
    """Something is not in stock."""


class Gallery:
    """Pictures in a folder that several threads and processes may share.

    `decoded` counts what this instance decoded or drew. OSError if the folder cannot be made,
    read or written.
    """

    def __init__(self, folder: Path) -> None:
        make(folder)
        self._folder = folder
        self._index = Index(folder)
        self._lock = threading.Lock()
        self._scratch: Scratch | None = None
        self._stock: Stock | None = None
        sweep(folder, _SCRATCH)
        self.decoded = 0

    def knows(self, source: str, stock: Stock | None = None, *, now: float = 0.0) -> bool:
        """Whether there is no need to ask for a source: it is here, or it was refused lately."""
        is_refused = self.refused(source, stock, now=now) is not None
        return is_refused or self.has(source, stock)

    def has(self, source: str, stock: Stock | None = None) -> bool:
        """Whether all files made of a source are here in full."""
        return self._whole(source, _DECODER, stock) is not None

    def refused(self, source: str, stock: Stock | None = None, *, now: float = 0.0) -> str | None:
        """Why a source was refused, in the day before `now` (POSIX seconds): faults may pass."""
        stored = (stock or self._index).get(source, _DECODER)
        if stored is None or stored.refused_at <= now - _REFUSED_FOR:
            return None
        return stored.refusal

    def renditions(self, source: str, stock: Stock | None = None) -> tuple[Rendition, ...] | None:
        """The files made of a source; None if one of them is missing.

        `stock` answers instead of index and files, where many sources are asked about.
        """
        stored = self._whole(source, _DECODER, stock)
        return stored.renditions if stored else None

    def missing(
        self, sources: Iterable[str], stock: Stock | None = None, *, now: float = 0.0
    ) -> tuple[str, ...]:
        """The sources to try before the first that is here already."""
        missing = []
        for source in sources:
            if self.has(source, stock):
                break
            if not self.knows(source, stock, now=now):
                missing.append(source)
        return tuple(missing)

    def add(self, source: str, data: bytes, *, is_whole: bool = True, now: float = 0.0) -> None:
        """Makes the renditions of a source. PictureError if it is refused.

        A refusal is remembered, unless the data may have been cut on the way.
        """
        self._count()
        try:
            pictures, main = self._workshop.decoded(source, data)
        except PictureError as error:
            if is_whole:
                self._index.put(source, _DECODER, Stored(refusal=str(error), refused_at=now))
            raise
        self._keep(source, _DECODER, pictures, main)

    def adopt(self, source: str, files: Mapping[str, bytes]) -> None:
        """Takes renditions that an earlier site published; PictureError if they are not true."""
        self._count()
        pictures, main = self._workshop.published(source, files)
        self._keep(source, _DECODER, pictures, main)

    def artwork(self, subject: Subject) -> Artwork:
        """The first candidates that are here, and drawings for what is missing."""
        while True:
            try:
                return self._artwork(subject, None)
            except SpoiltError as error:
                self.path(str(error)).unlink(missing_ok=True)

    def artworks(self, subjects: Sequence[Subject]) -> list[Artwork]:
        """The artwork of each subject, in their order."""
        stock = self._latest_stock()
        found = [self._artwork_of(subject, stock) for subject in subjects]
        wanted = [subject for subject, art in zip(subjects, found, strict=True) if art is None]
        # Pillow lets go of the interpreter while it decodes, scales and encodes.
        with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
            made = pool.map(self.artwork, wanted)
            return [art or next(made) for art in found]

    def stock(self) -> Stock:
        """What is here now, read at once."""
        self._stock = Stock.read(self._index, self._folder)
        return self._stock

    def _latest_stock(self) -> Stock:
        """The stock that was read last, less what left since; a new one, if anything was made."""
        stock, self._stock = self._stock, None
        if stock is None or stock.state != self._index.state():
            stock, self._stock = self.stock(), None
        with os.scandir(self._folder) as entries:
            return stock.among(entry.name for entry in entries)

    def path(self, file: str) -> Path:
        """Where a rendition's file is."""
        return Path(self.place(file))

    def place(self, file: str) -> str:
        """The same as a string, for those who ask about thousands."""
        return os.path.join(self._folder, file)  # noqa: PTH118 - a quarter of the time

    def sweep(self, keep: Collection[str], *, before: float) -> int:
        """Removes files that are not kept and were last used before a POSIX time; says how many.

        What a crash left half written goes too.
        """
        kept, gone = frozenset(keep), set()
        with os.scandir(self._folder) as entries:
            for entry in entries:
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
        self._stock = None
        self._index.close()
        if self._scratch is not None:
            self._scratch.remove()

    @cached_property
    def _workshop(self) -> "Workshop":
        # Not before there is work: it brings Pillow, which a build of kept pictures does without.
        from showcase.artwork.workshop import Workshop

        return Workshop(self._folder)

    def _artwork_of(self, subject: Subject, stock: Stock) -> Artwork | None:
        """What a subject has in stock; None where something is to be drawn."""
        try:
            return self._artwork(subject, stock)
        except _UndrawnError:
            return None

    def _artwork(self, subject: Subject, stock: Stock | None) -> Artwork:
        banner_source, banner = self._first(subject.banners, stock)
        icon_source, icon = self._first(subject.icons, stock)
        base = _base(subject, icon, banner)
        hue = drawn_hue(subject.slug) if base is None else hue_of(base)
        who = [subject.slug, subject.name, round(hue.degrees, 2), round(hue.chroma, 4)]
        banner_files = banner.renditions if banner else ()
        icon_files = icon.renditions if icon else ()
        composition = [*who, [one.file for one in (*banner_files[-1:], *icon_files[-1:])]]
        return Artwork(
            banner=banner_files
            or self._drawn(["banner", *who], lambda: self._workshop.banner(subject, hue), stock),
            icon=icon_files
            or self._drawn(["icon", *who], lambda: self._workshop.icon(subject, hue), stock),
            card=self._drawn(
                ["card", *composition],
                lambda: self._workshop.card(subject, hue, banner_files, icon_files),
                stock,
            )[0],
            color=written(page_color(base or hue.tone(_PAGE_LIGHTNESS))),
            banner_source=banner_source,
            icon_source=icon_source,
        )

    def _first(
        self, candidates: Sequence[str], stock: Stock | None
    ) -> tuple[str | None, Stored | None]:
        for source in candidates:
            stored = self._taken(source, _DECODER, stock)
            if stored:
                return source, stored
        return None, None

    def _drawn(
        self,
        description: list[object],
        draw: "Callable[[], Sequence[Picture]]",
        stock: Stock | None,
    ) -> tuple[Rendition, ...]:
        key = f"drawn/{hashlib.sha256(json.dumps(description).encode()).hexdigest()}"
        stored = self._taken(key, _ARTIST, stock)
        if stored:
            return stored.renditions
        if stock is not None:
            raise _UndrawnError(key)
        self._count()
        return self._keep(key, _ARTIST, draw()).renditions

    def _keep(
        self, key: str, version: int, pictures: "Sequence[Picture]", main: RGB | None = None
    ) -> Stored:
        for picture in pictures:
            self._write(picture)
        stored = Stored.of(pictures, written(main) if main else None)
        self._index.put(key, version, stored)
        return stored

    def _write(self, picture: "Picture") -> None:
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

    def _taken(self, key: str, version: int, stock: Stock | None) -> Stored | None:
        """As `_whole`; what it returns counts as used now, give or take a day."""
        stored = self._whole(key, version, stock)
        try:
            for name, *_ in stored.files if stored else ():
                if stock is None or name in stock.aged:
                    os.utime(f"{self._folder}/{name}")
        except FileNotFoundError:
            return None
        return stored

    def _whole(self, key: str, version: int, stock: Stock | None) -> Stored | None:
        """What was made of a source, if all files are there in full."""
        stored = (stock or self._index).get(key, version)
        if stored is None or not stored.files:
            return None
        lengths = stock.lengths if stock else self._lengths(stored)
        return stored if stored.is_whole(lengths) else None

    def _lengths(self, stored: Stored) -> Mapping[str, int]:
        """Bytes of the files of one picture, as they are now."""
        files = {name: looked_at(self.path(name)) for name, *_ in stored.files}
        return {name: found.st_size for name, found in files.items() if found}

    def _count(self) -> None:
        with self._lock:
            self.decoded += 1


def _base(subject: Subject, *pictures: Stored | None) -> RGB | None:
    """A server's own colour: as it says, else as its pictures show."""
    said = parse(subject.color) if subject.color else None
    seen = [parse(picture.color) for picture in pictures if picture and picture.color]
    return said or next(iter(seen), None)
