"""Bringing the facts up to date: which invites to ask about, and what to do with the answers."""

import asyncio
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from showcase import liveness, pictures
from showcase.artwork import Gallery
from showcase.asking import AskingEndedError, Inquiry, RefusedError, UnreachableError
from showcase.clock import Clock
from showcase.content import Content
from showcase.content.departures import gone, renamings
from showcase.fetch import Fetcher
from showcase.liveness import State
from showcase.memory import uncollected
from showcase.mirror import Mirror, read_mirror, saved_records
from showcase.models.entry import Entry
from showcase.models.record import Failed, Record
from showcase.options import Options
from showcase.progress import phase
from showcase.sources import merge_records, note_first_seen
from showcase.store import Store

_GONE_PAUSE: Final = timedelta(days=7)
_FAILED_PAUSE: Final = timedelta(hours=1)


class MirrorRequiredError(Exception):
    """Nothing is known here, and the published site cannot be read; the message says what to do."""


@dataclass(slots=True)
class Outcome:
    """What a refresh came to.

    Attributes:
        servers, known, asked, failed: Counts of entries; known are those that an earlier run
            has an answer for, and this one did not ask about.
        seconds: How long it took.
        ended: Why the asking stopped early, if it did.
        unreachable: Nothing answers at all.
        refused: Discord refuses this machine for a while.
        pictures: How many pictures were fetched.
        notes: Lines for a person: what was odd and what was done about it.
    """

    servers: int = 0
    known: int = 0
    asked: int = 0
    failed: int = 0
    seconds: float = 0.0
    ended: str | None = None
    unreachable: bool = False
    refused: bool = False
    pictures: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def line(self) -> str:
        """One line for a log."""
        return (
            f"{self.servers} servers: {self.known} known, {self.asked} asked, "
            f"{self.failed} failed in {self.seconds:.1f} s"
        )

    @property
    def lines(self) -> tuple[str, ...]:
        """The line, and whatever else a person should know."""
        return (self.line, *([self.ended] if self.ended else []), *self.notes)


def refresh(
    content: Content,
    *,
    store: Store,
    gallery: Gallery,
    options: Options,
    clock: Clock,
    wait: bool = False,
    require_mirror: bool = False,
    only: Collection[str] | None = None,
) -> Outcome:
    """Merge what is known elsewhere, ask Discord about what is stale, fetch new pictures.

    Args:
        content: Renamed slugs take their records along.
        wait: Whether to wait where the budget is used up.
        require_mirror: Whether to stop where nothing is known and the mirror fails.
        only: The slugs to ask about and to fetch pictures of; all, if None.

    Raises:
        MirrorRequiredError: see `require_mirror`; nothing was asked or changed.
        StoreError: the store cannot be written.
        ValueError: `content/records.json` is broken; the message names it.
    """
    run = _Run(content, store, gallery, options, clock, only=only)
    return asyncio.run(run.all(wait=wait, require_mirror=require_mirror))


def due(
    entries: Mapping[str, Entry],
    records: Mapping[str, Record],
    options: Options,
    now: datetime,
) -> list[str]:
    """Return the slugs to ask about: never tried first, then by the oldest try."""
    chosen = []
    for slug, entry in entries.items():
        record = liveness.begin(slug, entry, records.get(slug))
        tried = record.tried_at
        if tried is None or options.refresh == "always":
            chosen.append((tried is not None, tried or now, slug))
        elif now - tried >= _pause(entry, record, options, now):
            chosen.append((True, tried, slug))
    return [slug for _, _, slug in sorted(chosen)]


def _pause(entry: Entry, record: Record, options: Options, now: datetime) -> timedelta:
    age = timedelta(hours=options.max_age_hours)
    if record.last_check == "failed":
        return min(age, _FAILED_PAUSE)
    if liveness.judge(entry, record, now).state is State.GONE:
        return max(age, _GONE_PAUSE)
    return age


class _Run:
    """One refresh from start to end."""

    def __init__(
        self,
        content: Content,
        store: Store,
        gallery: Gallery,
        options: Options,
        clock: Clock,
        *,
        only: Collection[str] | None,
    ) -> None:
        self._content = content
        self._entries = content.servers
        self._named = {*content.servers, *renamings(content), *gone(content)}
        self._store = store
        self._gallery = gallery
        self._options = options
        self._clock = clock
        self._only = frozenset(content.servers if only is None else only)
        self._asked: set[str] = set()
        self._outcome = Outcome(servers=len(content.servers))

    async def all(self, *, wait: bool, require_mirror: bool) -> Outcome:
        started = self._clock.now()
        online = self._options.refresh != "never"
        async with Fetcher(self._options.user_agent, connections=pictures.AT_ONCE) as fetcher:
            mirror = await self._read_mirror(fetcher) if online else Mirror({})
            saved = saved_records(self._options.saved_records, self._named)
            if require_mirror and mirror.problem and not saved and not self._knows_anything():
                raise MirrorRequiredError(
                    f"nothing is known here, and {mirror.problem}. Try again later; for a first "
                    "publication use --first-run."
                )
            merge_records(self._content, self._store, [saved, mirror.records], started)
            note_first_seen(self._entries, self._store, started.date())
            if online:
                await self._ask(fetcher, wait=wait)
            self._outcome.known = self._count_known()
            if online:
                await self._fetch_pictures(fetcher, has_mirror=mirror.problem is None)
        self._outcome.seconds = (self._clock.now() - started).total_seconds()
        return self._outcome

    async def _read_mirror(self, fetcher: Fetcher) -> Mirror:
        if self._options.mirror_url is None:
            return Mirror({})
        mirror = await read_mirror(fetcher, self._options.mirror_url, self._named)
        if mirror.problem:
            self._outcome.notes.append(f"the mirror was left out: {mirror.problem}")
        return mirror

    def _count_known(self) -> int:
        records = self._store.records()
        return sum(
            slug not in self._asked
            and liveness.begin(slug, entry, records.get(slug)).answered_at is not None
            for slug, entry in self._entries.items()
        )

    def _knows_anything(self) -> bool:
        return any(record.answered_at for record in self._store.records().values())

    async def _ask(self, fetcher: Fetcher, *, wait: bool) -> None:
        stale = due(self._entries, self._store.records(), self._options, self._clock.now())
        slugs = [slug for slug in stale if slug in self._only]
        inquiry = Inquiry(fetcher, self._store, self._options, self._clock, wait=wait)
        with phase("Asking Discord", len(slugs)) as step, suppress(AskingEndedError):
            for slug in slugs:
                await self._ask_about(inquiry, slug)
                step()
        self._outcome.ended = str(inquiry.ended) if inquiry.ended else None
        self._outcome.unreachable = isinstance(inquiry.ended, UnreachableError)
        self._outcome.refused = isinstance(inquiry.ended, RefusedError)

    async def _ask_about(self, inquiry: Inquiry, slug: str) -> None:
        entry = self._entries[slug]
        answer = await inquiry.ask(slug, entry.invite)
        self._asked.add(slug)
        self._outcome.asked += 1
        self._outcome.failed += isinstance(answer, Failed)
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

    async def _fetch_pictures(self, fetcher: Fetcher, *, has_mirror: bool) -> None:
        now = self._clock.now()
        is_blocked = self._store.blocked(self._options.api_url, now.timestamp()) is not None
        run = pictures.PictureRun(
            fetcher,
            self._gallery,
            self._options,
            now,
            cdn=not (is_blocked or self._outcome.unreachable),
            mirror=has_mirror,
        )
        wanted = self._wanted_pictures(run, now)
        # Another one first each minute: those that always fail must not stand before the rest.
        first = int(now.timestamp() // 60) % len(wanted) if wanted else 0
        with phase("Fetching pictures", len(wanted)) as step:

            async def one(record: Record, sources: tuple[str, ...]) -> None:
                await run.fetch_first(record, sources)
                step()

            await asyncio.gather(*(one(*each) for each in [*wanted[first:], *wanted[:first]]))
        self._outcome.pictures = run.fetched
        self._outcome.notes.extend(run.notes)

    @uncollected()
    def _wanted_pictures(
        self, run: pictures.PictureRun, now: datetime
    ) -> list[tuple[Record, tuple[str, ...]]]:
        records = self._store.records()
        stock = self._gallery.stock()
        wanted = []
        for slug, entry in self._entries.items():
            record = liveness.begin(slug, entry, records.get(slug))
            if slug not in self._only or not liveness.may_show_pictures(entry, record, now):
                continue
            for sources in pictures.picture_sources(record):
                missing = run.missing(sources, stock)
                if missing:
                    wanted.append((record, missing))
        return wanted
