"""A server's history: one sample a day, thinned as it ages."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from showcase.models.record import Facts, Sample

_DAYS_KEPT: Final = 45
_WEEKS_KEPT: Final = 52
_POINTS_KEPT: Final = 150


def with_sample(history: Sequence[Sample], facts: Facts, today: date) -> Sequence[Sample]:
    """Return `history` with the counts of `facts` as today's sample, if they were given."""
    if facts.members is None:
        return history
    others = (sample for sample in history if sample.day != today)
    return thinned((*others, Sample(today, facts.members, facts.online)), today)


def thinned(history: Iterable[Sample], today: date) -> tuple[Sample, ...]:
    """Keep days for 45 days, then weeks for a year, then months; the last of each.

    Where a clock jumped ahead, for one run perhaps, age counts from the last sample before.
    """
    kept: dict[object, Sample] = {}
    ordered = sorted(history, key=lambda sample: sample.day)
    before = max((sample.day for sample in ordered if sample.day < today), default=today)
    if (today - before).days > _DAYS_KEPT:
        today = before
    for sample in ordered:
        age = (today - sample.day).days
        if age <= _DAYS_KEPT:
            kept[sample.day] = sample
        elif age <= _DAYS_KEPT + 7 * _WEEKS_KEPT:
            kept[sample.day.isocalendar()[:2]] = sample
        else:
            kept[sample.day.year, sample.day.month, "month"] = sample
    return tuple(kept.values())[-_POINTS_KEPT:]
