"""When an event takes place: one time, or a rule of RFC 5545 in its own time zone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Self
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

_WORDS: Final = {
    "daily": "FREQ=DAILY",
    "weekly": "FREQ=WEEKLY",
    "monthly": "FREQ=MONTHLY",
    "yearly": "FREQ=YEARLY",
}
_EVERY: Final = re.compile(r"every (\d{1,2}) (day|week|month|year)s?", re.IGNORECASE)
_UNITS: Final = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
_HORIZON: Final = timedelta(days=366 * 5)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The times of an event.

    Attributes:
        start: The first time, with its zone.
        length: How long it lasts; None where no end is known.
        rule: An RRULE without its name, in local time; None where it happens once.
    """

    start: datetime
    length: timedelta | None
    rule: str | None

    @classmethod
    def of(
        cls, start: datetime, end: datetime | None, zone: str | None, repeats: str | None
    ) -> Self:
        """Read the fields of an event.

        Raises:
            ValueError: `repeats` cannot be read, or never happens; the message says what to do.
        """
        length = end - start if end else None
        if zone:
            place = ZoneInfo(zone)
            start = start.astimezone(place) if start.tzinfo else start.replace(tzinfo=place)
        rule = _rule(repeats) if repeats else None
        schedule = cls(start, length, rule)
        if rule and not _happens(rule, start.replace(tzinfo=None)):
            raise ValueError(f"`{repeats}` never happens within five years. Mend the rule.")
        return schedule

    def between(self, since: datetime, until: datetime) -> list[datetime]:
        """Return the starts, in the event's zone, of what ends after `since` and begins before."""
        length = self.length or timedelta(hours=1)
        return [at for at in self._starts(since - length, until) if at + length > since]

    def _starts(self, since: datetime, until: datetime) -> Iterator[datetime]:
        if self.rule is None:
            if since <= self.start < until:
                yield self.start
            return
        # Local time: "every Friday at 19:00" stays at 19:00 when the clocks change.
        zone = self.start.tzinfo or UTC
        rule = rrulestr(self.rule, dtstart=self.start.replace(tzinfo=None), ignoretz=True)
        last = until.astimezone(zone).replace(tzinfo=None)
        first = since.astimezone(zone).replace(tzinfo=None)
        for local in rule.xafter(first - timedelta(hours=2), inc=True):
            if local > last + timedelta(hours=2):
                return
            at = local.replace(tzinfo=zone)
            if since <= at < until:
                yield at


def _happens(rule: str, start: datetime) -> bool:
    # A bound keeps the thirtieth of February from being looked for until the year 9999.
    endless = ";".join(part for part in rule.split(";") if not part.startswith(("COUNT", "UNTIL")))
    read = rrulestr(endless, dtstart=start, ignoretz=True)
    if not isinstance(read, rrule):
        return False
    return next(iter(read.replace(until=start + _HORIZON)), None) is not None


def _rule(repeats: str) -> str:
    words = repeats.strip().lower()
    if words in _WORDS:
        return _WORDS[words]
    every = _EVERY.fullmatch(words)
    if every and int(every[1]):
        return f"FREQ={_UNITS[every[2]]};INTERVAL={int(every[1])}"
    rule = repeats.strip().upper().removeprefix("RRULE:")
    if not re.fullmatch(r"FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;[A-Z]+=[A-Z0-9,+-]+)*", rule):
        raise ValueError(
            f"`{repeats}` is not how an event repeats. Use daily, weekly, every 2 weeks, monthly, "
            "yearly or an RRULE that begins with FREQ=."
        )
    try:
        rrulestr(rule, dtstart=datetime(2026, 1, 1), ignoretz=True)  # noqa: DTZ001 - local time
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError(f"`{repeats}` is not an RRULE: {error}. Mend it.") from None
    return rule
