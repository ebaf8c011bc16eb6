"""Bringing the facts up to date: which invites to ask about, and what to do with the answers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from showcase import discord, liveness
from showcase.artwork import Gallery
from showcase.clock import Clock
from showcase.content import Content
from showcase.content.departures import gone, renamings
from showcase.liveness import State
from showcase.memory import uncollected
from showcase.models.entry import Entry
from showcase.models.record import Failed, Record
from showcase.options import Options
from showcase.sources import merge_records, note_first_seen, saved_records
from showcase.store import Store

if TYPE_CHECKING:
    from showcase.online import Online

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
    try:
        return run.all(wait=wait, require_mirror=require_mirror)
    finally:
        run.close()


def due(
    entries: Mapping[str, Entry],
    records: Mapping[str, Record],
    options: Options,
    now: datetime,
) -> list[str]:
    """Return the slugs to ask about: never tried first, then by the oldest try."""
    age = timedelta(hours=options.max_age_hours)
    chosen = []
    for slug, entry in entries.items():
        record = liveness.begin(slug, entry, records.get(slug))
        tried = record.tried_at
        if tried is None or options.refresh == "always":
            chosen.append((tried is not None, tried or now, slug))
        elif _is_stale(entry, record, now - tried, age, now):
            chosen.append((True, tried, slug))
    return [slug for _, _, slug in sorted(chosen)]


def _is_stale(
    entry: Entry, record: Record, since: timedelta, age: timedelta, now: datetime
) -> bool:
    if record.last_check == "failed":
        return since >= min(age, _FAILED_PAUSE)
    if since < age:
        return False
    return since >= _GONE_PAUSE or liveness.judge(entry, record, now).state is not State.GONE


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
        self._named = {*content.servers, *content.left_out, *renamings(content), *gone(content)}
        self._store = store
        self._gallery = gallery
        self._options = options
        self._clock = clock
        self._only = frozenset(content.servers if only is None else only)
        self._asked: Collection[str] = ()
        self._mirror_problem: str | None = None
        self._online: Online | None = None
        self._outcome = Outcome(servers=len(content.servers))

    def all(self, *, wait: bool, require_mirror: bool) -> Outcome:
        started = self._clock.now()
        may_ask = self._options.refresh != "never"
        published = self._published() if may_ask else {}
        saved = saved_records(self._options.saved_records, self._named)
        if require_mirror and self._mirror_problem and not saved and not self._knows_anything():
            raise MirrorRequiredError(
                f"nothing is known here, and {self._mirror_problem}. Try again later; for a first "
                "publication use --first-run."
            )
        merge_records(self._content, self._store, [saved, published], started)
        note_first_seen(self._entries, self._store, started.date())
        if may_ask:
            self._ask(wait=wait)
        self._outcome.known = self._count_known()
        if may_ask:
            self._fetch_pictures()
        self._outcome.seconds = (self._clock.now() - started).total_seconds()
        return self._outcome

    def close(self) -> None:
        if self._online is not None:
            self._online.close()

    def _network(self) -> "Online":
        if self._online is None:
            # Not before something is asked: the HTTP client and asyncio are much to import.
            from showcase.online import Online

            self._online = Online(self._store, self._gallery, self._options, self._clock)
        return self._online

    def _published(self) -> Mapping[str, Record]:
        if self._options.mirror_url is None:
            return {}
        mirror = self._network().mirror(self._options.mirror_url, self._named)
        self._mirror_problem = mirror.problem
        if mirror.problem:
            self._outcome.notes.append(f"the mirror was left out: {mirror.problem}")
        return mirror.records

    def _count_known(self) -> int:
        records = self._store.records()
        return sum(
            slug not in self._asked
            and liveness.begin(slug, entry, records.get(slug)).answered_at is not None
            for slug, entry in self._entries.items()
        )

    def _knows_anything(self) -> bool:
        return any(record.answered_at for record in self._store.records().values())

    def _ask(self, *, wait: bool) -> None:
        stale = due(self._entries, self._store.records(), self._options, self._clock.now())
        wanted = {slug: self._entries[slug] for slug in stale if slug in self._only}
        if not wanted:
            return
        asked = self._network().ask(wanted, wait=wait)
        self._asked = asked.answers
        self._outcome.asked = len(asked.answers)
        self._outcome.failed = sum(isinstance(one, Failed) for one in asked.answers.values())
        self._outcome.ended = str(asked.ended) if asked.ended else None
        self._outcome.unreachable = asked.is_unreachable
        self._outcome.refused = asked.is_refused

    def _fetch_pictures(self) -> None:
        now = self._clock.now()
        wanted = self._wanted_pictures(now)
        if not wanted:
            return
        # Another one first each minute: those that always fail must not stand before the rest.
        first = int(now.timestamp() // 60) % len(wanted)
        is_blocked = self._store.blocked(self._options.api_url, now.timestamp()) is not None
        run = self._network().fetch(
            [*wanted[first:], *wanted[:first]],
            now,
            cdn=not (is_blocked or self._outcome.unreachable),
            mirror=self._mirror_problem is None,
        )
        self._outcome.pictures = run.fetched
        self._outcome.notes.extend(run.notes)

    @uncollected()
    def _wanted_pictures(self, now: datetime) -> list[tuple[Record, tuple[str, ...]]]:
        records = self._store.records()
        stock = self._gallery.stock()
        wanted = []
        for slug, entry in self._entries.items():
            record = liveness.begin(slug, entry, records.get(slug))
            sources = discord.picture_sources(record)
            missing = [self._gallery.missing(each, stock, now=now.timestamp()) for each in sources]
            if not any(missing) or slug not in self._only:
                continue
            if liveness.may_show_pictures(entry, record, now):
                wanted += [(record, each) for each in missing if each]
        return wanted
