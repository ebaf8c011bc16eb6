"""What the directory can be narrowed down and sorted by; its page and its index agree on it."""

import itertools
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from showcase.catalogue import Catalogue, Listing
from showcase.liveness import State
from showcase.models.record import rows
from showcase.pages.remarks import BADGES, badges
from showcase.text import folded
from showcase.words import Words

FINDER_FROM: Final = 4
"""Fewer servers than this are seen at once."""
FACETS_FROM: Final = 12
"""With fewer servers than this there is nothing to narrow down."""
SIZES: Final = (100, 1_000, 10_000, 100_000)
ACTIVITIES: Final = (10, 100, 1_000)
_GROWTH_DAYS: Final = 30
_SHOWN: Final = 8
_MOST: Final = 60


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a facet.

    Attributes:
        key: Stands in addresses, so it lasts.
        own_name: What a language calls itself.
        count: Listed servers that it fits.
    """

    key: str
    label: str
    count: int
    own_name: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """One fieldset of choices; those that fit no server are left out of the page."""

    group: str
    options: tuple[Option, ...]

    @property
    def shown(self) -> list[Option]:
        """The choices that one sees at once."""
        return self._present[: len(self._present) if self._is_short else _SHOWN]

    @property
    def rest(self) -> list[Option]:
        """The choices behind "more"; the very rarest are found by words alone."""
        return [] if self._is_short else self._present[_SHOWN:_MOST]

    @property
    def _is_short(self) -> bool:
        return len(self._present) <= _SHOWN + 2

    @property
    def _present(self) -> list[Option]:
        return [option for option in self.options if option.count]


@dataclass(frozen=True, slots=True)
class Finder:
    """What stands beside the posters of the directory."""

    facets: tuple[Facet, ...]
    sorts: tuple[str, ...]
    open_count: int


def finder(catalogue: Catalogue, t: Words) -> Finder | None:
    """Return what the directory's page offers; None where there is too little to search."""
    listed = [catalogue.listings[slug] for slug in catalogue.listed]
    if len(listed) < FINDER_FROM:
        return None
    sorts = ["fair", "name", "newest"]
    sorts += ["members"] if any(one.members for one in listed) else []
    sorts += ["activity"] if any(one.usually_online for one in listed) else []
    sorts += ["growing"] if any(growth(one) for one in listed) else []
    chosen = facets(catalogue, t) if len(listed) >= FACETS_FROM else ()
    return Finder(
        facets=tuple(facet for facet in chosen if facet.shown),
        sorts=tuple(sorts),
        open_count=sum(is_open(one) for one in listed),
    )


def facets(catalogue: Catalogue, t: Words) -> tuple[Facet, ...]:
    """Return all facets with all their options, in the order in which pages show them."""
    listed = [catalogue.listings[slug] for slug in catalogue.listed]
    kinds = Counter(kind for one in listed for kind in badges(one))
    gatherings = sorted(
        catalogue.communities.values(),
        key=lambda one: (-len(one.servers), folded(one.community.name)),
    )
    return (
        Facet(
            "community",
            tuple(Option(one.slug, one.community.name, len(one.servers)) for one in gatherings),
        ),
        Facet(
            "language",
            tuple(
                Option(tag, t.language_name(tag), len(slugs), t.own_name(tag))
                for tag, slugs in catalogue.languages.items()
            ),
        ),
        Facet("tag", tuple(Option(tag, tag, len(slugs)) for tag, slugs in catalogue.tags.items())),
        Facet("size", tuple(_steps(t, SIZES, (one.members for one in listed)))),
        Facet("activity", tuple(_steps(t, ACTIVITIES, (one.usually_online for one in listed)))),
        Facet(
            "badge",
            tuple(Option(kind, t("server." + kind), kinds[kind]) for kind in BADGES),
        ),
    )


def _steps(t: Words, limits: Sequence[int], numbers: Iterable[int | None]) -> list[Option]:
    """Return an option for each step between limits."""
    counts = Counter(bisect_right(limits, number) for number in numbers if number)
    labels = {f"0-{limits[0]}": t("facet.under", n=limits[0])}
    for low, high in itertools.pairwise(limits):
        labels[f"{low}-{high}"] = t("facet.between", low=low, high=high)
    labels[f"{limits[-1]}-"] = t("facet.over", n=limits[-1])
    return [Option(key, label, counts[place]) for place, (key, label) in enumerate(labels.items())]


def is_open(listing: Listing) -> bool:
    """Tell whether one can join now."""
    return listing.verdict.code is not None and listing.state is not State.PAUSED


def growth(listing: Listing) -> int:
    """Return by how many thousandths the members grew over the last 30 days; 0 if unknown."""
    history = listing.record.history if listing.members else ()
    if not history:
        return 0
    newest = history[-1]
    today = newest.day.toordinal()
    oldest, members, _ = next(row for row in rows(history) if today - row[0] <= _GROWTH_DAYS)
    if oldest == today or not members:
        return 0
    return round((newest.members - members) * 1000 / members)
