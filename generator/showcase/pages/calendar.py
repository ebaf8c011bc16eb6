"""Occasions as leaves of a calendar: the words for their days, months and hours."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time

from showcase.catalogue import Occasion

_RHYTHMS: Final = ("daily", "weekly", "monthly", "yearly")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One occasion's day.

    Attributes:
        weekday, day, month: In few signs, for the leaf itself.
        date: The same in words.
        hours: From when to when, and in which zone.
        rhythm: The key of a word: one of the simple rhythms, else `repeats`.
    """

    weekday: str
    day: str
    month: str
    date: str
    hours: str
    rhythm: str


class Calendar:
    """Speaks one language; a time stands in the event's own zone."""

    def __init__(self, language: str) -> None:
        """Take a language (BCP 47)."""
        self._locale = Locale.parse(language, sep="-")

    def leaf(self, one: Occasion) -> Leaf:
        """Return the leaf of an occasion."""
        start, locale = one.start, self._locale
        return Leaf(
            weekday=format_date(start, "ccc", locale=locale),
            day=format_date(start, "d", locale=locale),
            month=format_date(start, "LLL", locale=locale),
            date=format_date(start, "full", locale=locale),
            hours=self._hours(one),
            rhythm=one.event.repeats if one.event.repeats in _RHYTHMS else "repeats",
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

    def _hours(self, one: Occasion) -> str:
        start, zone = one.start, one.start.tzname() or ""
        hours = format_time(start, "HH:mm", locale=self._locale)
        end = start + (one.event.end - one.event.start) if one.event.end else None
        if end and end.date() == start.date():
            hours += f"\u2013{format_time(end, 'HH:mm', locale=self._locale)}"
        return f"{hours} ({'UTC' + zone if zone.startswith(('+', '-')) else zone})"


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
    first: dict[Any, Occasion] = {}
    for one in occasions:
        first.setdefault(_event_of(one), one)
    return list(first.values())[:limit]


def _event_of(one: Occasion) -> tuple[str | None, str | None, str]:
    return one.server, one.community, one.event.title
