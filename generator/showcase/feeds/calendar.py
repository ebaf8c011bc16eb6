"""Events as iCalendar (RFC 5545), for the calendars of visitors."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

import icalendar
from icalendar.parser import Contentline

from showcase import addresses
from showcase.catalogue import Catalogue
from showcase.models.entry import Event
from showcase.schedule import Schedule

_PRODUCT: Final = "-//Community Showcase//Events//EN"
# Farther and farther ahead: what is held daily is found at once, what is held every four years
# as well.
_AHEAD: Final = tuple(timedelta(days=days) for days in (8, 92, 367, 366 * 5))
_ZONES_FOR: Final = 10
"""Years for which changes of the clock are written down; calendars know most zones by name."""
_END: Final = b"END:VCALENDAR\r\n"
_SHORT: Final = 75
_ESCAPES: Final = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})
_SIGNS: Final = str.maketrans("", "", "-:")
_UTC: Final = frozenset({"UTC", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "Zulu", "UCT"})


def calendar(catalogue: Catalogue, site: str, site_name: str) -> bytes:
    """Return all events that are still to come, repeating ones by their rule.

    Args:
        site: Ends in a slash; "" where the site's address is not known.
    """
    found: dict[str, tuple[datetime, bytes]] = {}
    for holder, name, event in _events(catalogue):
        uid, schedule = _uid(holder, event, site), event.schedule
        if uid not in found and next_start(schedule, catalogue.at):
            start = _first_start(schedule)
            page = site + holder if site else ""
            lines = _lines(
                event, schedule, uid=uid, start=start, name=name, page=page, at=catalogue.at
            )
            found[uid] = start, b"".join(map(_folded, lines))
    made = icalendar.Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("name", icalendar.vText(site_name))  # RFC 7986
    made.add("x-wr-calname", icalendar.vText(site_name))
    for zone in _zones((start for start, _ in found.values()), catalogue.at):
        made.add_component(zone)
    # The library makes an object of each value: a calendar of a thousand events took 140 ms.
    frame = bytes(made.to_ical()).removesuffix(_END)
    return b"".join([frame, *(written for _, written in found.values()), _END])


def next_start(schedule: Schedule, since: datetime) -> datetime | None:
    """Return the start of the first occasion that ends after `since`; None if none is to come."""
    if schedule.rule is None:
        length = schedule.length or timedelta(hours=1)
        return schedule.start if schedule.start + length > since else None
    for ahead in _AHEAD:
        start = next(schedule.following(since, max(since, schedule.start) + ahead), None)
        if start is not None:
            return start
    return None


def _events(catalogue: Catalogue) -> Iterator[tuple[str, str, Event]]:
    """Give each event with the address and the name of who holds it."""
    for slug in sorted(catalogue.listed):
        entry = catalogue.listings[slug].entry
        for event in entry.events:
            yield addresses.server(slug), entry.name, event
    for slug, gathering in sorted(catalogue.communities.items()):
        for event in gathering.community.events:
            yield addresses.community(slug), gathering.community.name, event


def _lines(
    event: Event,
    schedule: Schedule,
    *,
    uid: str,
    start: datetime,
    name: str,
    page: str,
    at: datetime,
) -> Iterator[str]:
    """Give the lines of one event, in the order in which the library writes them."""
    yield "BEGIN:VEVENT"
    yield f"SUMMARY:{_escaped(event.title)}"
    yield f"DTSTART{_time(start)}"
    if schedule.length:
        yield f"DTEND{_time(start + schedule.length)}"
    yield f"DTSTAMP{_time(at.astimezone(UTC))}"
    yield f"UID:{_escaped(uid)}"
    if schedule.rule:
        yield f"RRULE:{_rule(schedule.rule)}"
    description = "\n".join(filter(None, (event.text, page)))
    if description:
        yield f"DESCRIPTION:{_escaped(description)}"
    yield f"LOCATION:{_escaped(name)}"
    url = str(event.url or page)
    if url:
        yield f"URL:{url}"
    yield "END:VEVENT"


def _folded(line: str) -> bytes:
    """End a line, and break a long one as calendars want it (3.1)."""
    if len(line) >= _SHORT or not line.isascii():
        line = Contentline(line).to_ical().decode()  # type: ignore[no-untyped-call]
    return f"{line}\r\n".encode()


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def _time(at: datetime) -> str:
    """Return a time with its zone, as it stands behind a property's name."""
    stamp = at.replace(tzinfo=None).isoformat(timespec="seconds").translate(_SIGNS)
    zone = at.tzinfo
    return f";TZID={zone.key}:{stamp}" if isinstance(zone, ZoneInfo) else f":{stamp}Z"


@lru_cache(maxsize=256)
def _rule(rule: str) -> str:
    return bytes(icalendar.vRecur.from_ical(rule).to_ical()).decode()


def _first_start(schedule: Schedule) -> datetime:
    """Return the first start that the rule knows, in its zone where that has a name, else in UTC.

    A calendar counts DTSTART as an occasion, whether or not the rule does (3.8.5.3).
    """
    first = next_start(schedule, schedule.start) if schedule.rule else None
    start = first or schedule.start
    zone = start.tzinfo
    named = isinstance(zone, ZoneInfo) and zone.key not in _UTC
    return start if named else start.astimezone(UTC)


def _zones(starts: Iterable[datetime], at: datetime) -> Iterator[icalendar.Timezone]:
    """Give the zones that events are in, in the order of their names."""
    first: dict[str, date] = {}
    for start in starts:
        if isinstance(start.tzinfo, ZoneInfo):
            key = start.tzinfo.key
            first[key] = min(first.get(key, start.date()), start.date())
    # A calendar has to hold something (3.6), also while nothing is to come.
    for key, since in sorted(first.items()) or [("UTC", at.date())]:
        yield icalendar.Timezone.from_tzid(
            key, first_date=date(since.year, 1, 1), last_date=date(at.year + _ZONES_FOR, 1, 1)
        )


def _uid(holder: str, event: Event, site: str) -> str:
    """Return an id that stays while the event keeps its title and its first time."""
    seed = f"{holder}\n{event.title}\n{event.start.isoformat()}\n{event.zone}"
    host = quote(urlsplit(site).hostname or "localhost")
    return f"{hashlib.sha256(seed.encode()).hexdigest()[:24]}@{host}"
