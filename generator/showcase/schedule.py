"""When an event takes place: one time, or a rule of RFC 5545 in its own time zone."""

import math
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final, Self
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from showcase.text import quoted

_WORDS: Final = {
    "daily": "FREQ=DAILY",
    "weekly": "FREQ=WEEKLY",
    "monthly": "FREQ=MONTHLY",
    "yearly": "FREQ=YEARLY",
}
_EVERY: Final = re.compile(r"every ([1-9][0-9]?) (day|week|month|year)s?")
_UNITS: Final = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
_HORIZON: Final = timedelta(days=366 * 5)
_LONGEST: Final = 200
_REGULAR: Final = (1901, 2099)
"""Years between which every fourth has a leap day."""


def _list(item: str) -> str:
    return rf"(?:{item})(?:,(?:{item}))*"


# What RFC 5545 allows (3.3.10), but for the time of day, which is that of the start. dateutil
# takes more, and loops for ever, raises IndexError or warns on some of it.
_DAY: Final = "MO|TU|WE|TH|FR|SA|SU"
_YEARDAY: Final = r"[+-]?(?:[1-9]|[1-9]\d|[12]\d\d|3[0-5]\d|36[0-6])"
_PARTS: Final = {
    "FREQ": "DAILY|WEEKLY|MONTHLY|YEARLY",
    "INTERVAL": r"[1-9]\d{0,2}",
    "COUNT": r"[1-9]\d{0,3}",
    "UNTIL": r"20\d{6}(?:T\d{6}Z?)?",
    "WKST": _DAY,
    "BYDAY": _list(rf"(?:[+-]?[1-5])?(?:{_DAY})"),
    "BYMONTH": _list(r"[1-9]|1[0-2]"),
    "BYMONTHDAY": _list(r"[+-]?(?:[1-9]|[12]\d|3[01])"),
    "BYSETPOS": _list(_YEARDAY),
    "BYWEEKNO": _list(r"[+-]?(?:[1-9]|[1-4]\d|5[0-3])"),
    "BYYEARDAY": _list(_YEARDAY),
}
_NOT_WITH: Final = {
    "DAILY": {"BYSETPOS", "BYWEEKNO", "BYYEARDAY"},
    "WEEKLY": {"BYMONTHDAY", "BYWEEKNO", "BYYEARDAY"},
    "MONTHLY": {"BYWEEKNO", "BYYEARDAY"},
    "YEARLY": set[str](),
}


@dataclass(frozen=True, slots=True)
class Schedule:
    """The times of an event.

    Attributes:
        start: The first time, with its zone.
        length: How long it lasts; None where no end is known.
        rule: An RRULE without its name, as iCalendar wants it: its days are those of the start's
            zone, its UNTIL is in UTC. None where it happens once.
    """

    start: datetime
    length: timedelta | None
    rule: str | None

    @classmethod
    def of(
        cls, start: datetime, end: datetime | None, zone: str | None, repeats: str | None
    ) -> Self:
        """Read the fields of an event; a start with neither offset nor `zone` is in UTC.

        Raises:
            ValueError: `repeats` cannot be read, or never happens; the message says what to do.
        """
        length = end - start if end else None
        place: tzinfo = ZoneInfo(zone) if zone else start.tzinfo or UTC
        start = start.astimezone(place) if start.tzinfo else start.replace(tzinfo=place)
        if not repeats:
            return cls(start, length, None)
        try:
            rule = _rule(repeats, place)
        except ValueError as error:
            raise ValueError(f"`{quoted(repeats)}` {error}") from None
        if not _happens(_local(rule, place), start.replace(tzinfo=None)):
            raise ValueError(f"`{quoted(repeats)}` never happens within five years. Mend the rule.")
        return cls(start, length, rule)

    def between(self, since: datetime, until: datetime) -> list[datetime]:
        """Return the starts, in the event's zone, of what ends after `since` and begins before."""
        return [*self.following(since, until)]

    def following(self, since: datetime, until: datetime) -> Iterator[datetime]:
        """Find what `between` returns one by one, for who needs the first few."""
        length = self.length or timedelta(hours=1)
        return (at for at in self._starts(since - length, until) if at + length > since)

    def _starts(self, since: datetime, until: datetime) -> Iterator[datetime]:
        if self.rule is None:
            if since <= self.start < until:
                yield self.start
            return
        # Local time: "every Friday at 19:00" stays at 19:00 when the clocks change.
        zone = self.start.tzinfo or UTC
        last = until.astimezone(zone).replace(tzinfo=None)
        first = since.astimezone(zone).replace(tzinfo=None) - timedelta(hours=2)
        begun = self.start.replace(tzinfo=None)
        parts = _parts(_local(self.rule, zone))
        ends = [last + timedelta(hours=2)]
        if parts.pop("COUNT", None):
            ends.append(_last(self.rule, begun))
        rule = rrulestr(_joined(parts), dtstart=_later(parts, begun, first))
        for local in rule.xafter(first, inc=True):
            if local > min(ends):
                return
            at = local.replace(tzinfo=zone)
            if since <= at < until:
                yield at


@lru_cache(maxsize=1024)
def _happens(rule: str, start: datetime) -> bool:
    parts = _parts(rule)
    until = parts.pop("UNTIL", None)
    parts.pop("COUNT", None)
    # dateutil looks for the thirtieth of February until the year 9999. The calendar repeats
    # itself every 400 years, and every 28 between two centuries that have no leap day, so the same
    # question asked as late as can be is answered soon.
    shift = (9990 - start.year) // 400 * 400
    if _REGULAR[0] <= start.year <= _REGULAR[1]:
        shift = 9966 + (start.year - 1966) % 28 - start.year
    late = start.replace(year=start.year + shift)
    first = next(iter(rrulestr(_joined(parts), dtstart=late)), None)
    if first is None or first > late + _HORIZON:
        return False
    return until is None or first.replace(year=first.year - shift) <= _moment(until)


@lru_cache(maxsize=1024)
def _last(rule: str, start: datetime) -> datetime:
    """Return the last time of a rule that counts its times."""
    return deque(rrulestr(rule, dtstart=start), maxlen=1)[0]


def _later(parts: Mapping[str, str], start: datetime, since: datetime) -> datetime:
    """Return a start of the same times from then on, near `since`: dateutil walks there."""
    years = since.year - start.year - 1
    if years < 1:
        return start
    interval = int(parts.get("INTERVAL", 1))
    match parts["FREQ"]:
        case "DAILY" | "WEEKLY" as each:
            period = timedelta(days=interval * (7 if each == "WEEKLY" else 1))
            return start + (since - timedelta(days=7) - start) // period * period
        case "MONTHLY":
            # In steps of whole years, so that the month stays.
            interval = math.lcm(interval, 12) // 12
    is_leap_day = (start.month, start.day) == (2, 29)
    step = math.lcm(interval, 4) if is_leap_day else interval
    later = start.year + years // step * step
    is_regular = _REGULAR[0] <= start.year and later <= _REGULAR[1]
    return start.replace(year=later) if is_regular else start


def _rule(repeats: str, zone: tzinfo) -> str:
    words = " ".join(repeats.lower().split())
    if words in _WORDS:
        return _WORDS[words]
    every = _EVERY.fullmatch(words)
    if every:
        return f"FREQ={_UNITS[every[2]]};INTERVAL={every[1]}"
    rule = repeats.strip().upper().removeprefix("RRULE:")
    if len(rule) > _LONGEST or not re.fullmatch(
        r"FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;[A-Z]+=[A-Z0-9,+-]+)*", rule
    ):
        raise ValueError(
            "is not how an event repeats. Use daily, weekly, every 2 weeks, monthly, yearly "
            "or an RRULE such as FREQ=WEEKLY;BYDAY=FR."
        )
    _check(rule)
    parts = _parts(rule)
    if "UNTIL" in parts:
        until = _moment(parts["UNTIL"])
        if until.tzinfo is None:
            until = until.replace(tzinfo=zone)
        parts["UNTIL"] = f"{until.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return _joined(parts)


def _check(rule: str) -> None:
    parts = _parts(rule)
    if len(parts) <= rule.count(";"):
        raise ValueError("says one thing twice. Keep one of each part.")
    for name, value in parts.items():
        if name in {"BYHOUR", "BYMINUTE", "BYSECOND"}:
            raise ValueError(f"holds {name}. Take it out: `start` gives the time of day.")
        if name not in _PARTS:
            raise ValueError(f"holds {name}, which is no part of an RRULE. Take it out.")
        if not re.fullmatch(_PARTS[name], value):
            raise ValueError(f"holds `{name}={value}`, which cannot be. Mend it.")
        if name in _NOT_WITH[parts["FREQ"]]:
            raise ValueError(f"holds {name}, which does not go with {parts['FREQ']}. Take it out.")
    if "COUNT" in parts and "UNTIL" in parts:
        raise ValueError("holds both COUNT and UNTIL. Keep one of them.")
    if parts["FREQ"] in {"DAILY", "WEEKLY"} and re.search(r"\d", parts.get("BYDAY", "")):
        raise ValueError("counts days of a month. Use FREQ=MONTHLY, or a day without a number.")


def _parts(rule: str) -> dict[str, str]:
    return dict(part.split("=") for part in rule.split(";"))


def _joined(parts: dict[str, str]) -> str:
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _local(rule: str, zone: tzinfo) -> str:
    parts = _parts(rule)
    if "UNTIL" in parts:
        parts["UNTIL"] = f"{_moment(parts['UNTIL']).astimezone(zone):%Y%m%dT%H%M%S}"
    return _joined(parts)


def _moment(until: str) -> datetime:
    """Read UNTIL; a day alone is meant to its end."""
    try:
        moment = datetime.fromisoformat(until)
    except ValueError:
        raise ValueError(f"holds `UNTIL={until}`, which is no day. Mend it.") from None
    return moment if "T" in until else moment.replace(hour=23, minute=59, second=59)
