"""Merging what other places know, and what was known under earlier slugs, into the store."""

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Final

from showcase import liveness
from showcase.content import Content
from showcase.content.departures import gone, renamings
from showcase.models.entry import Entry, Invitation
from showcase.models.record import Record
from showcase.records import load_records, merged, of_departed, remembered, settled
from showcase.store import Store

_LIMIT: Final = 64 * 1024 * 1024
"""Bytes of `content/records.json`."""


def saved_records(path: Path, wanted: Collection[str]) -> Mapping[str, Record]:
    """Read the records of `wanted` that a maintainer keeps in git; none where there is no file.

    Raises:
        ValueError: the file is broken; the message names it.
    """
    if not os.path.lexists(path):
        return {}
    if path.is_symlink() or not path.is_file():
        raise ValueError(f"{path}: is not a regular file. Put the file itself here.")
    with path.open("rb") as file:
        source = file.read(_LIMIT + 1)
    if len(source) > _LIMIT:
        raise ValueError(f"{path}: is too large to be a records.json. Take it out.")
    try:
        return load_records(source, wanted)
    except ValueError as error:
        raise ValueError(
            f"{path}: {error}. Take it out; `showcase refresh --save` writes it anew."
        ) from None


def merge_records(
    content: Content, store: Store, sources: Iterable[Mapping[str, Record]], now: datetime
) -> None:
    """Merge records of other places, and of earlier slugs, into those of the entries."""
    sources = [*sources]
    known = [store.records(), *sources]
    moves = {old: new for old, new in renamings(content).items() if _may_be_one(old, new, known)}
    if moves:
        store.rename(moves)
    own = store.records()
    # What could not be renamed, because the new slug was known already, is merged as well.
    places = [*sources, {slug: own[slug] for slug in moves if slug in own}]
    earlier = defaultdict[str, list[str]](list)
    for old, new in moves.items():
        earlier[new].append(old)
    merges = {}
    for slug in (*content.servers, *sorted(content.left_out)):
        names = (slug, *earlier.get(slug, ()))
        found = [place[name] for place in places for name in names if name in place]
        mine = own.get(slug)
        entry = content.servers.get(slug) or remembered([mine, *found])
        if entry is None:
            continue
        merge = partial(_merge, slug, entry, found, now)
        if (found or (mine and settled(mine, now) is not mine)) and merge(mine) != mine:
            merges[slug] = merge
    if merges:
        store.update_each(merges, lambda slug, record: merges[slug](record))
    for slug in gone(content):
        found = [place[slug] for place in sources if slug in place]
        if found and slug not in own:
            store.save([of_departed(slug, found, now)])


def _may_be_one(old: str, new: str, places: Iterable[Mapping[str, Record]]) -> bool:
    """Tell whether a slug that took another's place may name the same server.

    A `to` also leads from a server that closed to one that took it in, which has its own record.
    """
    found = ((place[slug].first_server for place in places if slug in place) for slug in (old, new))
    first, second = ({server.id for server in servers if server} for servers in found)
    return not (first and second) or bool(first & second)


def _merge(
    slug: str, entry: Invitation, found: list[Record], now: datetime, mine: Record | None
) -> Record | None:
    return merged(slug, entry, [settled(mine, now), *found] if mine else found, now)


def note_first_seen(entries: Mapping[str, Entry], store: Store, today: date) -> None:
    """Write down on which day an entry first appeared."""
    records = store.records()
    new = [slug for slug in entries if slug not in records or records[slug].first_seen is None]

    def seen(slug: str, record: Record | None) -> Record:
        begun = liveness.begin(slug, entries[slug], record)
        return replace(begun, first_seen=begun.first_seen or today)

    if new:
        store.update_each(new, seen)
