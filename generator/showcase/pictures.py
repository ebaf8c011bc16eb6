"""Fetching the pictures that records name, from Discord's CDN or else from the mirror."""

import asyncio
from datetime import datetime
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


class PictureRun:
    """Fetches pictures, a few at once, from the CDN or else from the mirror."""

    def __init__(
        self,
        fetcher: Fetcher,
        gallery: Gallery,
        options: Options,
        now: datetime,
        *,
        cdn: bool,
        mirror: bool,
    ) -> None:
        """Begin a run.

        Args:
            cdn: Whether Discord may be asked.
            mirror: Whether the mirror can be read.
        """
        self._fetcher = fetcher
        self._gallery = gallery
        self._options = options
        self._now = now.timestamp()
        self._free = asyncio.Semaphore(AT_ONCE)
        self._cdn = _Place(is_open=cdn)
        self._mirror = _Place(is_open=mirror and options.mirror_url is not None)
        self._refused: list[str] = []
        self.fetched = 0

    @property
    def notes(self) -> list[str]:
        """Lines for a person: what was refused, and what did not answer."""
        places = (("Discord's pictures", self._cdn), ("the mirror's pictures", self._mirror))
        silent = [f"{name} cannot be had: {it.problem}" for name, it in places if it.problem]
        return [*self._refused, *silent]

    async def fetch_first(self, record: Record, sources: tuple[str, ...]) -> None:
        """Fetch the first of `sources` that can be had, into the gallery.

        Raises:
            OSError: the gallery cannot be written.
        """
        async with self._free:
            for source in sources:
                if await self._from_cdn(source) or await self._from_mirror(record, source):
                    self.fetched += 1
                    return

    async def _from_cdn(self, source: str) -> bool:
        if not self._cdn.is_open:
            return False
        url = discord.picture_url(self._options.cdn_url, source)
        try:
            response = await self._fetcher.get(url, deadline=_DEADLINE, limit=_LIMIT, alone=True)
        except FetchError as error:
            self._cdn.failed(str(error))
            return False
        if response.status in {401, 403, 429} or response.status >= 500:
            self._cdn.failed(f"it answers {response.status}")
            return False
        self._cdn.answered()
        if response.status != 200:
            return False
        try:
            await asyncio.to_thread(
                self._gallery.add,
                source,
                response.body,
                is_whole=response.is_measured,
                now=self._now,
            )
        except PictureError as error:
            self._refused.append(f"the picture {source} was refused: {error}")
            return False
        return True

    async def _from_mirror(self, record: Record, source: str) -> bool:
        published = {picture.source: picture.files for picture in record.pictures}
        files: dict[str, bytes] = {}
        for file in published.get(source, ()):
            data = await self._read(file)
            if data is None:
                return False
            files[file] = data
        if not files:
            return False
        try:
            await asyncio.to_thread(self._gallery.adopt, source, files)
        except PictureError as error:
            self._refused.append(f"the mirror's picture of {source} was refused: {error}")
            return False
        return True

    async def _read(self, file: str) -> bytes | None:
        url = self._options.mirror_url
        if url is None or not self._mirror.is_open:
            return None
        try:
            data = await read_picture(self._fetcher, url, file)
        except FetchError as error:
            self._mirror.failed(str(error))
            return None
        self._mirror.answered()
        return data


class _Place:
    """Where pictures come from; left alone in this run after a few failures in a row.

    Attributes:
        problem: The failure that closed it.
    """

    def __init__(self, *, is_open: bool) -> None:
        self.is_open = is_open
        self.problem: str | None = None
        self._failures = 0

    def answered(self) -> None:
        """Note an answer, whatever it said."""
        self._failures = 0

    def failed(self, why: str) -> None:
        """Note that none came, or one that asks us to stop."""
        self._failures += 1
        if self.is_open and self._failures >= _BREAKER:
            self.is_open, self.problem = False, why
