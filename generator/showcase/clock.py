"""Time, passed in: the system's, or one that a test turns by hand."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final, Protocol

EPOCH: Final = re.compile(r"[0-9]{1,11}")
"""A SOURCE_DATE_EPOCH that can be used: seconds since 1970."""


class Clock(Protocol):
    """What tells the time and waits."""

    def now(self) -> datetime:
        """Return the present time, with a zone."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""


class SystemClock:
    """The time of this machine."""

    def now(self) -> datetime:
        """Return the present time in UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait, letting other work go on."""
        # Who waits has it already; a build that asks nothing does without.
        import asyncio

        await asyncio.sleep(seconds)


def publication_time(environment: Mapping[str, str], clock: Clock) -> datetime:
    """Return the time that pages, feeds and judgements see: SOURCE_DATE_EPOCH, else now.

    Source: reproducible-builds.org/specs/source-date-epoch.
    """
    epoch = environment.get("SOURCE_DATE_EPOCH", "")
    if EPOCH.fullmatch(epoch):
        return datetime.fromtimestamp(int(epoch), UTC)
    return clock.now().replace(microsecond=0)
