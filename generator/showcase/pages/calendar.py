"""Occasions as leaves of a calendar: the words for their days, months and hours."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from itertools import chain, groupby, islice
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_timezone_location

from showcase.catalogue import HORIZON, Occasion
from showcase.models.entry import Event
from showcase.schedule import Schedule

_RHYTHMS: Final = ("daily", "weekly", "monthly", "yearly")
_DAY: Final = timedelta(days=1)
_LATER: Final = 28
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One occasion's day, in the event's own zone.

    Attributes:
        weekday, day, month: In few signs, for the leaf itself.
        date: The same in words.
        hours: From when to when; the start alone where no end is known, or one on a later day.
        end: The day and time at which what lasts for days is over; else empty.
        place: The city that names the zone; empty for UTC and for a bare offset.
        offset: `UTC`, or how far the zone is from it.
        zone: As scripts know it: a name of the IANA database, or an offset.
        minutes: How long it lasts; None where no end is known.
        later: The next starts of what repeats, in minutes since 1970, a space between; or nothing.
        rhythm: The key of a word: one of the simple rhythms, else `repeats`.
    """

    weekday: str
    day: str
    month: str
    date: str
    hours: str
    end: str
    place: str
    offset: str
    zone: str
    minutes: int | None
    later: str
    rhythm: str


class Calendar:
    """Speaks one language; a time stands in the event's own zone."""

    def __init__(self, language: str) -> None:
        """Take a language (BCP 47)."""
        self._locale = Locale.parse(language, sep="-")
        # An evening is that of many groups.
        remembered = lru_cache(maxsize=1 << 12)
        self._date = remembered(partial(format_date, locale=self._locale))
        self._clock = remembered(partial(format_time, format="HH:mm", locale=self._locale))
        self._city = remembered(partial(_city, locale=self._locale))

    def leaf(self, one: Occasion) -> Leaf:
        """Return the leaf of an occasion."""
        start, event = one.start, one.event
        day = start.date()
        length = event.schedule.length
        offset = start.isoformat()[-6:] if start.utcoffset() else ""
        return Leaf(
            weekday=self._date(day, "ccc"),
            day=self._date(day, "d"),
            month=self._date(day, "LLL"),
            date=self._date(day, "full"),
            hours=self._hours(start, length),
            end=self._end(start, length),
            place=self._city(event.zone),
            offset=f"UTC{offset}",
            zone=event.zone or offset or "UTC",
            minutes=int(length.total_seconds() // 60) if length else None,
            later=_later(one),
            rhythm=event.repeats if event.repeats in _RHYTHMS else "repeats",
        )

    def months(self, occasions: Iterable[Occasion]) -> list[tuple[str, list[list[Occasion]]]]:
        """Return occasions by month, under its name and year, and by day."""
        found: list[tuple[str, list[list[Occasion]]]] = []
        for day, group in groupby(occasions, lambda one: one.start.date()):
            name = format_skeleton("yMMMM", day, locale=self._locale)
            if not found or found[-1][0] != name:
                found.append((name, []))
            found[-1][1].append(list(group))
        return found

    def _hours(self, start: datetime, length: timedelta | None) -> str:
        hours = self._time(start)
        if length is None or length >= _DAY:
            return hours
        return f"{hours}\u2013{self._time(start + length)}"

    def _end(self, start: datetime, length: timedelta | None) -> str:
        if length is None or length < _DAY:
            return ""
        day = format_skeleton("MMMd", start + length, locale=self._locale)
        return f"{day}, {self._time(start + length)}"

    def _time(self, at: datetime) -> str:
        return self._clock(at.time())


def _city(zone: str | None, locale: Locale) -> str:
    if zone is None or "/" not in zone or zone.startswith("Etc/"):
        return ""
    # Where CLDR has no city's name, Babel gives all of the zone's name behind its continent.
    return get_timezone_location(ZoneInfo(zone), locale, return_city=True).rpartition("/")[2]


def _later(one: Occasion) -> str:
    if not one.event.repeats:
        return ""
    schedule, until = one.event.schedule, one.start + HORIZON
    period = (one.start - _EPOCH) // HORIZON
    starts = chain(_starts(schedule, period), _starts(schedule, period + 1))
    return " ".join(islice((said for at, said in starts if one.start < at < until), _LATER))


@lru_cache(maxsize=1 << 12)
def _starts(schedule: Schedule, period: int) -> tuple[tuple[datetime, str], ...]:
    """Return the starts in one of the periods since 1970, and their minutes.

    An event has many leaves, and one walk is enough for all of them.
    """
    since = _EPOCH + period * HORIZON
    return tuple(
        (at, f"{int(at.timestamp()) // 60}")
        for at in schedule.following(since, since + HORIZON)
        if at >= since
    )


def agenda(occasions: Iterable[Occasion]) -> Sequence[Occasion]:
    """Return occasions by the days of their own zones; of what is held daily the next alone."""
    daily = set()
    kept = []
    for one in occasions:
        if one.event.repeats == "daily":
            if _event_of(one) in daily:
                continue
            daily.add(_event_of(one))
        kept.append(one)
    return sorted(kept, key=lambda one: one.start.date())


def soonest(occasions: Iterable[Occasion], limit: int) -> Sequence[Occasion]:
    """Return the next occasion of each event, `limit` at most."""
    first: dict[object, Occasion] = {}
    for one in occasions:
        first.setdefault(_event_of(one), one)
    return list(first.values())[:limit]


def _event_of(one: Occasion) -> tuple[str | None, str | None, Event]:
    return one.server, one.community, one.event
