"""The past of the demo: what an earlier site would have published, as records."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from showcase import discord, liveness
from showcase.demo import world
from showcase.history import thinned
from showcase.models.entry import Entry
from showcase.models.record import Answer, Record, Sample, Unknown

_FIRST: Final = timedelta(days=180)
_LAST: Final = timedelta(hours=20)
_UNKNOWN_ON: Final = (timedelta(days=3), timedelta(days=2))


def records(
    entries: Mapping[str, Entry], known: Mapping[str, world.Server], now: datetime
) -> list[Record]:
    """Return what earlier runs would have observed, by the policy itself."""
    return [
        _record(slug, entries[slug], server, now)
        for slug, server in known.items()
        if server.id is not None and server.shows != "unchecked" and slug in entries
    ]


def _record(slug: str, entry: Entry, server: world.Server, now: datetime) -> Record:
    record = liveness.begin(slug, entry, None)
    seen = entry.added or (now - _FIRST).date()
    record = replace(record, first_seen=min(seen, now.date()))
    good = _good_answer(server, now)
    last_good = now - (timedelta(days=4) if server.shows == "gone" else _LAST)
    record = liveness.observe(entry, record, good, now - _FIRST)
    record = liveness.observe(entry, record, good, last_good)
    if server.shows == "gone":
        for ago in _UNKNOWN_ON:
            record = liveness.observe(entry, record, Unknown(10006), now - ago)
    samples = [
        Sample(day, members, online)
        for day, members, online in world.history(slug, server.members, server.online, now)
        if day <= last_good.date()
    ]
    return replace(record, history=thinned(tuple(samples), now.date()))


def _good_answer(server: world.Server, now: datetime) -> Answer:
    """Return what Discord answered while the invite was good, through the same border."""
    body = world.guild(server, server.code)
    answer = discord.read_answer(200, {}, json.dumps(body).encode(), now)
    if not isinstance(answer, Answer):
        raise TypeError(f"{server.code}: a good answer was expected")
    return answer
