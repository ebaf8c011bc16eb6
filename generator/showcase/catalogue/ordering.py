"""Orders and groups that favour nobody."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date


def fair_order(slugs: Iterable[str], day: date) -> tuple[str, ...]:
    """Shuffle slugs anew each week, the same for everybody: no server is always first."""
    year, week, _ = day.isocalendar()

    def lot(slug: str) -> bytes:
        return hashlib.sha256(f"{year}-{week}/{slug}".encode()).digest()

    return tuple(sorted(slugs, key=lot))


def grouped(
    order: Sequence[str], values: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """Return the slugs for each value that they have, the commonest value first."""
    groups: dict[str, list[str]] = defaultdict(list)
    for slug in order:
        for value in values[slug]:
            groups[value].append(slug)
    ranked = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return {value: tuple(slugs) for value, slugs in ranked}
