"""Members over time, as a line in a small picture and as words."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from showcase.models.record import Sample, columns

WIDTH: Final = 960
HEIGHT: Final = 240
_FEWEST: Final = 14
"""Samples below which a line would say more than is known."""
_LEAST_SPAN: Final = 0.1
"""The least height of the box, as a share of the most members."""
_ROWS: Final = 12


@dataclass(frozen=True, slots=True)
class Chart:
    """A server's members from its first sample to its last.

    Attributes:
        line: The points of an SVG polyline in a box of WIDTH x HEIGHT, the oldest at the left.
        area: The points of the polygon below the line.
        bottom, top: Members at the lower and the upper edge of the box.
        first, last: The samples at both ends.
        rows: At most a dozen days and their members for a table, evenly chosen, both ends among them.
    """

    line: str
    area: str
    bottom: int
    top: int
    first: Sample
    last: Sample
    rows: tuple[tuple[date, int], ...]

    @property
    def box(self) -> str:
        """The value of `viewBox`."""
        return f"0 0 {WIDTH} {HEIGHT}"


def chart(history: Sequence[Sample]) -> Chart | None:
    """Draw a history, oldest sample first; None where it has fewer than 14 days in it."""
    if len(history) < _FEWEST:
        return None
    first, last = history[0], history[-1]
    days, members = columns(history)
    bottom, top = _scale(min(members), max(members))
    points = [0] * (2 * len(days))
    points[::2] = _across(days)
    points[1::2] = _scaled([top - count for count in members], HEIGHT, top - bottom)
    # All numbers are written at once: there are a hundred and more, on every page.
    line = " ".join(["%d"] * len(points)) % tuple(points)
    area = f"{line} {WIDTH} {HEIGHT} 0 {HEIGHT}"
    return Chart(line, area, bottom, top, first, last, _chosen(days, members))


# Most servers were asked about on the same days.
@lru_cache(maxsize=256)
def _across(days: tuple[int, ...]) -> list[int]:
    """Return where days stand, by their ordinals."""
    return _scaled([day - days[0] for day in days], WIDTH, max(1, days[-1] - days[0]))


def _scaled(values: Sequence[int], size: int, whole: int) -> list[int]:
    """Return values as parts of `size`, of which `whole` would be all; half goes up."""
    return [(2 * size * value + whole) // (2 * whole) for value in values]


def _scale(low: int, high: int) -> tuple[int, int]:
    """Return round numbers around `low` and `high`, far enough apart to keep small steps small."""
    spare = max(0.0, _LEAST_SPAN * high - (high - low)) / 2
    step = 10 ** math.floor(math.log10(max(1.0, high - low + 2 * spare)))
    bottom = max(0, math.floor((low - spare) / step) * step)
    top = math.ceil((high + spare) / step) * step
    return bottom, max(top, bottom + step)


def _chosen(days: Sequence[int], members: Sequence[int]) -> tuple[tuple[date, int], ...]:
    steps = min(_ROWS, len(days)) - 1
    places = [round(step * (len(days) - 1) / steps) for step in range(steps + 1)]
    return tuple([(date.fromordinal(days[place]), members[place]) for place in places])
