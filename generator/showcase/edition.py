"""One edition of the showcase: from files and answers to a catalogue, step by step."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from showcase import catalogue, liveness, news
from showcase.artwork import Artwork, Gallery, Subject
from showcase.catalogue import Catalogue, Known
from showcase.clock import Clock
from showcase.content import Content
from showcase.content.departures import gone
from showcase.discord import is_icon, picture_sources
from showcase.liveness import Verdict
from showcase.memory import uncollected
from showcase.models.entry import Entry
from showcase.models.record import Published, Record
from showcase.options import Options
from showcase.refresh import Outcome, refresh
from showcase.store import Store

_PICTURES_KEPT: Final = timedelta(days=60)
"""How long pictures stay that no page shows."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What a build publishes.

    Attributes:
        records: Of every entry, even one with a mistake, and what is told of those that left, for
            `records.json`.
        outcome: What the refresh came to.
        held_back: Slugs whose earlier state is shown because too many would be lost at once.
    """

    catalogue: Catalogue
    records: Mapping[str, Record]
    outcome: Outcome
    held_back: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """What a build says of itself, a line each."""
        held = (held_back_line(self.held_back),) if self.held_back else ()
        return (*self.outcome.lines, *held)


def update(
    content: Content, store: Store, gallery: Gallery, options: Options, clock: Clock, *,
    wait: bool = False, require_mirror: bool = False, only: Collection[str] | None = None,
) -> Outcome:  # fmt: skip
    """Bring the store and the gallery up to date; see `refresh.refresh`."""
    return refresh(
        content, store=store, gallery=gallery, options=options, clock=clock,
        wait=wait, require_mirror=require_mirror, only=only,
    )  # fmt: skip


@uncollected()
def compose(
    content: Content,
    store: Store,
    gallery: Gallery,
    options: Options,
    *,
    outcome: Outcome,
    at: datetime,
) -> Edition:
    """Judge every entry, make its pictures, and join all into a catalogue.

    Args:
        at: The time that pages see.
    """
    entries = content.servers
    stored = store.records()
    records = _current(entries, stored)
    verdicts, held_back = judge_all(entries, records, options, at)
    artworks = _artworks(entries, records, verdicts, gallery)
    changed = []
    for slug, record in records.items():
        stood = _stood(record, verdicts[slug], at)
        told = news.noted(stood, is_listed=verdicts[slug].state.is_listed, at=at)
        pictures = _published(record, artworks[slug])
        if told is not record or pictures != record.pictures:
            records[slug] = replace(told, pictures=pictures)
            changed.append(slug)
    if changed:
        store.update_each(changed, partial(_noted, entries, records))
    departed = _departed(content, stored, store, at)
    known = {
        slug: Known(
            records[slug],
            verdicts[slug],
            artworks[slug],
            entry.added or min(records[slug].first_seen or at.date(), at.date()),
        )
        for slug, entry in entries.items()
    }
    left = {slug: record.changes[-1].at for slug, record in departed.items()}
    site = catalogue.build(content, known, at, left)
    gallery.sweep(site.pictures, before=(at - _PICTURES_KEPT).timestamp())
    kept = {slug: stored[slug] for slug in content.left_out if slug in stored}
    return Edition(site, {**kept, **records, **departed}, outcome, held_back)


def judge_all(
    entries: Mapping[str, Entry],
    records: Mapping[str, Record],
    options: Options,
    at: datetime,
) -> tuple[dict[str, Verdict], tuple[str, ...]]:
    """Return every entry's verdict, and the slugs whose loss is held back.

    Args:
        records: Of every entry; see `current_records`.
    """
    verdicts = {
        slug: liveness.judge(entry, records[slug], at, link_unchecked=options.link_unchecked)
        for slug, entry in entries.items()
    }
    judged = {slug: (entries[slug], records[slug], verdicts[slug]) for slug in entries}
    held = liveness.hold_back(judged, at)
    return {**verdicts, **held}, tuple(sorted(held))


def accept(
    entries: Mapping[str, Entry], store: Store, options: Options, at: datetime
) -> tuple[str, ...]:
    """Let a held-back loss through: the links count as not standing any more."""
    _, held = judge_all(entries, current_records(entries, store), options, at)

    def let_go(slug: str, record: Record | None) -> Record:
        begun = liveness.begin(slug, entries[slug], record)
        return liveness.let_go(begun, liveness.judge(entries[slug], begun, at), at)

    for slug in held:
        store.update(slug, partial(let_go, slug))
    return held


def current_records(entries: Mapping[str, Entry], store: Store) -> dict[str, Record]:
    """Return what is known of each entry's present invite and pin."""
    return _current(entries, store.records())


def _current(entries: Mapping[str, Entry], records: Mapping[str, Record]) -> dict[str, Record]:
    return {slug: liveness.begin(slug, entry, records.get(slug)) for slug, entry in entries.items()}


def _departed(
    content: Content, records: Mapping[str, Record], store: Store, at: datetime
) -> dict[str, Record]:
    """Return what is told of entries that were taken out while lists showed them, or had."""
    parted = {slug: news.parted(records[slug], at) for slug in gone(content) if slug in records}
    for slug, told in parted.items():
        if told.changes != records[slug].changes or records[slug].listed is not False:
            store.update(slug, partial(_told, told))
    return {slug: told for slug, told in parted.items() if told.changes}


def _told(told: Record, record: Record | None) -> Record:
    return replace(record or told, listed=told.listed, changes=told.changes)


def _noted(
    entries: Mapping[str, Entry], shown: Mapping[str, Record], slug: str, record: Record | None
) -> Record | None:
    if record is None:
        return None
    record = replace(record, listed=shown[slug].listed, changes=shown[slug].changes)
    # Another build may have asked meanwhile: what it observed stays.
    if not liveness.is_current(entries[slug], record):
        return record
    return replace(record, standing=shown[slug].standing, pictures=shown[slug].pictures)


def _artworks(
    entries: Mapping[str, Entry],
    records: Mapping[str, Record],
    verdicts: Mapping[str, Verdict],
    gallery: Gallery,
) -> dict[str, Artwork]:
    subjects = [
        _subject(slug, entry, records[slug], verdicts[slug]) for slug, entry in entries.items()
    ]
    return dict(zip(entries, gallery.artworks(subjects), strict=True))


def _subject(slug: str, entry: Entry, record: Record, verdict: Verdict) -> Subject:
    facts = record.facts
    if facts is None or verdict.state is liveness.State.INELIGIBLE:
        return Subject(slug, entry.name, None, (), ())
    return Subject(slug, entry.name, facts.brand_color, *picture_sources(record))


def _published(record: Record, artwork: Artwork) -> tuple[Published, ...]:
    """Name what the page shows; what could not be had this time may still be on the mirror."""
    shown: list[Published] = []
    for kind, source, renditions in (
        (False, artwork.banner_source, artwork.banner),
        (True, artwork.icon_source, artwork.icon),
    ):
        if source:
            shown.append(Published(source, tuple(one.file for one in renditions)))
        elif record.pictures:
            wanted = {source for sources in picture_sources(record) for source in sources}
            earlier = [one for one in record.pictures if one.source in wanted]
            shown += [one for one in earlier if is_icon(one.source) == kind][-1:]
    return tuple(shown)


def _stood(record: Record, verdict: Verdict, at: datetime) -> Record:
    """Note when the link stood, unless that was noted lately."""
    last = record.standing
    if last and last.state == verdict.state and at - last.at < liveness.STANDING_RENEWED:
        return record
    return liveness.stand(record, verdict, at)


def held_back_line(slugs: tuple[str, ...]) -> str:
    """Say in one line that a mass loss is held back, and what to do."""
    shown = ", ".join(slugs[:5]) + (" …" if len(slugs) > 5 else "")
    return (
        f"{len(slugs)} servers would lose their link at once ({shown}); their earlier state is "
        "shown. If they are really gone: showcase refresh --accept"
    )
