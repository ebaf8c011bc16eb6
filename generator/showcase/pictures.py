"""Fetching the pictures that records name, from Discord's CDN or else from the mirror."""

import asyncio
from typing import Final

from showcase import discord
from showcase.artwork import Gallery, PictureError
from showcase.fetch import Fetcher, FetchError
from showcase.mirror import read_picture
from showcase.models.record import Record
from showcase.options import Options

AT_ONCE: Final = 4
_DEADLINE: Final = 30.0
_LIMIT: Final = 10 * 1024 * 1024
_BREAKER: Final = 4


def picture_sources(record: Record) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return where a server's banner and its icon can come from, the best first."""
    if record.facts is None:
        return (), ()
    return discord.banner_sources(record.facts), discord.icon_sources(record.facts)


def missing_sources(gallery: Gallery, sources: tuple[str, ...]) -> tuple[str, ...]:
    """Return the sources to try before the first that is here already."""
    missing = []
    for source in sources:
        if gallery.renditions(source) is not None:
            break
        if not gallery.knows(source):
            missing.append(source)
    return tuple(missing)


class PictureRun:
    """Fetches pictures, a few at once, from the CDN or else from the mirror."""

    def __init__(self, fetcher: Fetcher, gallery: Gallery, options: Options) -> None:
        self._fetcher = fetcher
        self._gallery = gallery
        self._options = options
        self._free = asyncio.Semaphore(AT_ONCE)
        self._failures_in_a_row = 0
        self.fetched = 0
        self.notes: list[str] = []

    async def fetch_first(self, record: Record, sources: tuple[str, ...]) -> None:
        """Fetch the first of `sources` that can be had, into the gallery; never raises."""
        async with self._free:
            for source in sources:
                if await self._from_cdn(source) or await self._from_mirror(record, source):
                    self.fetched += 1
                    return

    async def _from_cdn(self, source: str) -> bool:
        if self._failures_in_a_row >= _BREAKER:
            return False
        url = discord.picture_url(self._options.cdn_url, source)
        try:
            response = await self._fetcher.get(url, deadline=_DEADLINE, limit=_LIMIT)
        except FetchError:
            self._failures_in_a_row += 1
            return False
        self._failures_in_a_row = 0
        if response.status != 200:
            return False
        try:
            await asyncio.to_thread(self._gallery.add, source, response.body)
        except PictureError as error:
            self.notes.append(f"the picture {source} was refused: {error}")
            return False
        return True

    async def _from_mirror(self, record: Record, source: str) -> bool:
        published = {picture.source: picture.files for picture in record.pictures}
        if self._options.mirror_url is None or source not in published:
            return False
        files: dict[str, bytes] = {}
        for file in published[source]:
            data = await read_picture(self._fetcher, self._options.mirror_url, file)
            if data is None:
                return False
            files[file] = data
        try:
            await asyncio.to_thread(self._gallery.adopt, source, files)
        except PictureError as error:
            self.notes.append(f"the mirror's picture of {source} was refused: {error}")
            return False
        return True
