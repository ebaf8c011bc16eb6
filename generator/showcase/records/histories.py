"""Histories as JSON: each number is the step from the one before, and so a short one."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import accumulate
from operator import le
from typing import Any, Final

from showcase import shapes
from showcase.models.record import History, Sample, rows
from showcase.notation import compact, parsed

_MOST_POINTS: Final = 400
_MOST_DAYS: Final = 36_600
# As it is written below. Within a text, no quote could follow a comma and stand before a letter.
_MEMBER: Final = re.compile(
    r',"history":(\{"since":"[-0-9]{10}","days":\[[0-9,]+\],'
    r'"members":\[[-0-9,]+\],"online":\[[-0-9,nul]+\]\})'
)
_DAYS: Final = re.compile(r'\{"since":"(.{10})","days":(\[[0-9,]+\])')


class WrittenHistory(History):
    """A history as it was written, read when somebody wants more of it than its last day.

    What is then found not to be in order is empty.
    """

    __slots__ = ("_last_day", "_read", "_written")

    def __init__(self, written: str) -> None:
        """Take what `without_history` cut out."""
        self._written = written
        self._read: Sequence[int] | None = None
        self._last_day: int | None = None

    @property
    def numbers(self) -> Sequence[int]:
        """See `History`."""
        if self._read is None:
            try:
                self._read = read_history(parsed(self._written)).numbers
            except (ValueError, TypeError, OverflowError):
                self._read = ()
        return self._read

    @property
    def last_day(self) -> int | None:
        """See `History`; as it is written, in order or not."""
        if self._last_day is None:
            since, steps = _DAYS.findall(self._written)[0]
            try:
                begun = date.fromisoformat(since).toordinal()
                self._last_day = begun + sum(parsed(steps))
            except ValueError:
                return super().last_day
        return self._last_day

    @property
    def written(self) -> str | None:
        """The text, where that is what would be written now."""
        is_whole = self._written.count(",") == 3 * len(self)
        return self._written if is_whole else None


def without_history(source: str) -> tuple[str, WrittenHistory | None]:
    """Cut the history out of a record of the store: few want it, and it is most of the record."""
    found = _MEMBER.search(source)
    if found is None:
        return source, None
    return source[: found.start()] + source[found.end() :], WrittenHistory(found[1])


def read_history(plain: Any) -> History:
    """Read a history as JSON has it.

    Points without a day or a count are left out alone.

    Raises:
        ValueError, TypeError, KeyError, OverflowError: it is not in order.
    """
    since = date.fromisoformat(plain["since"]).toordinal()
    days = _sums(plain["days"], _MOST_DAYS)
    members, online = (_sums(plain[name], shapes.MOST_MEMBERS) for name in ("members", "online"))
    if not len(days) == len(members) == len(online):
        raise ValueError(plain)
    if None in days or None in members or any(map(le, days[1:], days)):
        points = zip(days, members, online, strict=True)
        known = {point[0]: point for point in points if None not in point[:2]}
        ordered = [known[day] for day in sorted(known)]
        days, members, online = ([point[at] for point in ordered] for at in range(3))
    if days:
        date.fromordinal(since + days[-1])  # raises where the calendar ends before
    return History(map(since.__add__, days), members, online)


def _sums(steps: list[Any], most: int) -> list[Any]:
    steps = steps[:_MOST_POINTS]
    if None not in steps:
        sums = list(accumulate(steps))
        if sums and min(sums) >= 0 and max(sums) <= most:
            return sums
    values: list[int | None] = []
    last = 0
    for step in steps:
        if step is not None:
            last = shapes.whole(most)(last + step)
        values.append(None if step is None else last)
    return values


def history_to_json(history: Sequence[Sample]) -> str:
    """Write a history that is not empty."""
    if isinstance(history, WrittenHistory) and history.written:
        return history.written
    days, members, online = zip(*rows(history), strict=True)
    return compact(
        {
            "since": date.fromordinal(days[0]).isoformat(),
            "days": _steps([day - days[0] for day in days]),
            "members": _steps(members),
            "online": _steps(online),
        }
    )


def _steps(values: Sequence[int | None]) -> list[int | None]:
    steps: list[int | None] = []
    last = 0
    for value in values:
        steps.append(None if value is None else value - last)
        last = last if value is None else value
    return steps
