"""What a refresh does over the network, on one loop and one pool of connections."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from showcase import liveness
from showcase.artwork import Gallery
from showcase.asking import AskingEndedError, Inquiry, RefusedError, UnreachableError
from showcase.clock import Clock
from showcase.fetch import Fetcher
from showcase.liveness import State
from showcase.mirror import Mirror, read_mirror
from showcase.models.entry import Entry
from showcase.models.record import Answer, Record
from showcase.options import Options
from showcase.pictures import AT_ONCE, PictureRun
from showcase.progress import phase
from showcase.store import Store


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of the questions of one run.

    Attributes:
        answers: By slug, of those that were asked about.
        ended: Why the asking stopped early, if it did.
    """

    answers: dict[str, Answer] = field(default_factory=dict)
    ended: AskingEndedError | None = None

    @property
    def is_unreachable(self) -> bool:
        """Whether nothing answers at all."""
        return isinstance(self.ended, UnreachableError)

    @property
    def is_refused(self) -> bool:
        """Whether Discord refuses this machine for a while."""
        return isinstance(self.ended, RefusedError)


class Online:
    """The network as one refresh needs it; close it at the end."""

    def __init__(self, store: Store, gallery: Gallery, options: Options, clock: Clock) -> None:
        self._store = store
        self._gallery = gallery
        self._options = options
        self._clock = clock
        self._runner = asyncio.Runner()
        self._fetcher = Fetcher(options.user_agent, connections=AT_ONCE)

    def close(self) -> None:
        """Close all connections."""
        with self._runner:
            self._runner.run(self._fetcher.renew())

    def mirror(self, url: str, wanted: Collection[str]) -> Mirror:
        """Read what the published site knows of the slugs that are wanted."""
        return self._runner.run(read_mirror(self._fetcher, url, wanted))

    def ask(self, entries: Mapping[str, Entry], *, wait: bool) -> Asked:
        """Ask about entries in their order, and keep in the store what was observed."""
        return self._runner.run(self._ask(entries, wait=wait))

    def fetch(
        self,
        wanted: Sequence[tuple[Record, tuple[str, ...]]],
        now: datetime,
        *,
        cdn: bool,
        mirror: bool,
    ) -> PictureRun:
        """Fetch the first that can be had of each record's sources, into the gallery."""
        return self._runner.run(self._fetch(wanted, now, cdn=cdn, mirror=mirror))

    async def _ask(self, entries: Mapping[str, Entry], *, wait: bool) -> Asked:
        inquiry = Inquiry(self._fetcher, self._store, self._options, self._clock, wait=wait)
        answers: dict[str, Answer] = {}
        with phase("Asking Discord", len(entries)) as step, suppress(AskingEndedError):
            for slug, entry in entries.items():
                await self._ask_about(inquiry, slug, entry, answers)
                step()
        return Asked(answers, inquiry.ended)

    async def _ask_about(
        self, inquiry: Inquiry, slug: str, entry: Entry, answers: dict[str, Answer]
    ) -> None:
        answer = answers[slug] = await inquiry.ask(slug, entry.invite)
        now = self._clock.now().replace(microsecond=0)

        def observed(record: Record | None) -> Record:
            begun = liveness.begin(slug, entry, record)
            return liveness.observe(entry, begun, answer, now)

        record = self._store.update(slug, observed)
        backup = entry.backup_invite
        needed = {State.MISSING, State.GONE, State.MISMATCH}
        if backup is None or liveness.judge(entry, record, now).state not in needed:
            return
        backup_answer = await inquiry.ask(slug, backup)

        def observed_backup(record: Record | None) -> Record:
            begun = liveness.begin(slug, entry, record)
            return liveness.observe_backup(entry, begun, backup_answer, now)

        self._store.update(slug, observed_backup)

    async def _fetch(
        self,
        wanted: Sequence[tuple[Record, tuple[str, ...]]],
        now: datetime,
        *,
        cdn: bool,
        mirror: bool,
    ) -> PictureRun:
        run = PictureRun(self._fetcher, self._gallery, self._options, now, cdn=cdn, mirror=mirror)
        with phase("Fetching pictures", len(wanted)) as step:

            async def one(record: Record, sources: tuple[str, ...]) -> None:
                await run.fetch_first(record, sources)
                step()

            await asyncio.gather(*(one(*each) for each in wanted))
        return run
