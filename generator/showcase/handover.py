"""What earlier builds hand over: records of other places, of earlier slugs, and the first day."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Final

from showcase import liveness
from showcase.content import Content
from showcase.models.entry import Entry
from showcase.models.record import Record
from showcase.records import load_records, merged
from showcase.store import Store

_RECORDS_LIMIT: Final = 64 * 1024 * 1024


def saved_records(path: Path) -> Mapping[str, Record]:
    """Read the records that a maintainer keeps in git; none where there is no such file.

    Raises:
        ValueError: the file is broken; the message names it.
    """
    if not path.exists():
        return {}
    if path.stat().st_size > _RECORDS_LIMIT:
        raise ValueError(f"{path}: is too large to be a records.json. Take it out.")
    try:
        return load_records(path.read_bytes())
    except ValueError as error:
        raise ValueError(
            f"{path}: {error}. Write it anew with `showcase refresh --save`, or take it out."
        ) from None


def merge_records(
    content: Content,
    store: Store,
    sources: Iterable[Mapping[str, Record]],
    now: datetime,
) -> None:
    """Merge records of other places, and of earlier slugs, into those of the entries."""
    sources = list(sources)
    moves = _moves(content)
    if moves:
        store.rename(moves)
    own = store.records()
    for slug, entry in content.servers.items():
        names = [slug, *(old for old, new in moves.items() if new == slug)]
        found = [source[name] for source in sources for name in names if name in source]
        # What could not be renamed, because the new slug was known already.
        found += [own[name] for name in names[1:] if name in own]
        if not found:
            continue
        merge = partial(_merge, slug, entry, found, now)
        if merge(own.get(slug)) != own.get(slug):
            store.update(slug, merge)


def _merge(
    slug: str, entry: Entry, found: list[Record], now: datetime, mine: Record | None
) -> Record | None:
    return merged(slug, entry, [*([mine] if mine else []), *found], now)


def _moves(content: Content) -> dict[str, str]:
    """Return the slugs that a present one was known under, through all renamings."""
    departures = content.removed.servers
    moves: dict[str, str] = {}
    for old in departures:
        new: str | None = old
        for _ in departures:
            new = departures[new].to if new in departures else new
        if new and new in content.servers and old not in content.servers:
            moves[old] = new
    return moves


def note_first_seen(entries: Mapping[str, Entry], store: Store, today: date) -> None:
    """Write down on which day an entry first appeared."""
    records = store.records()

    def seen(slug: str, record: Record | None) -> Record:
        begun = liveness.begin(slug, entries[slug], record)
        return replace(begun, first_seen=begun.first_seen or today)

    for slug in entries:
        if slug not in records or records[slug].first_seen is None:
            store.update(slug, partial(seen, slug))
