"""The directory's own index: what its script needs to filter, sort and draw posters, no more."""

import itertools
import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from showcase.catalogue import Catalogue, Listing
from showcase.liveness import State
from showcase.pages.remarks import badges
from showcase.words import Words

VERSION: Final = 1
FACETS_FROM: Final = 12
"""With fewer servers than this there is nothing to narrow down."""
SIZES: Final = (100, 1_000, 10_000, 100_000)
ACTIVITIES: Final = (10, 100, 1_000)
_STATES: Final = [state.value for state in State]
_EPOCH: Final = date(1970, 1, 1).toordinal()
_GROWTH_OVER: Final = timedelta(days=30)
_WORDS: Final = (
    "count.servers",
    "count.usually_online",
    "count.members",
    "count.more",
    "state.mark_unchecked",
    "state.mark_temporary",
    "state.mark_paused",
    "state.mark_missing",
)


def index(catalogue: Catalogue, words: Words) -> str:
    """Return the index as JSON; servers stand in the fair order.

    A server is a list: slug, name, summary, communities, languages, tags and badges (as places in
    the facets beside), state, members, usually online, day added (since 1970), growth in a
    thousandth over 30 days, color, icon, banner, language of its text. What is not known is 0.
    """
    listed = [catalogue.listings[slug] for slug in catalogue.listed]
    kinds = dict.fromkeys(kind for one in listed for kind in badges(one))
    communities = catalogue.communities.items()
    facets = {
        "community": [[slug, one.community.name] for slug, one in communities],
        "language": [[tag, words.language_name(tag)] for tag in catalogue.languages],
        "tag": [[tag, tag] for tag in catalogue.tags],
        "badge": [[kind, words(f"server.{kind}")] for kind in kinds],
    }
    places = {
        group: {key: place for place, (key, _) in enumerate(options)}
        for group, options in facets.items()
    }
    content = {
        "version": VERSION,
        "language": words.language,
        "facets": {
            **facets,
            "size": steps(words, SIZES),
            "activity": steps(words, ACTIVITIES),
        },
        "limits": {"size": SIZES, "activity": ACTIVITIES},
        "states": _STATES,
        "words": {key: words.forms(key) for key in _WORDS},
        "servers": [_row(one, places) for one in listed],
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


def _row(listing: Listing, places: Mapping[str, Mapping[str, int]]) -> list[Any]:
    entry, art = listing.entry, listing.artwork
    values = {
        "community": entry.communities,
        "language": entry.languages,
        "tag": entry.tags,
        "badge": badges(listing),
    }
    return [
        listing.slug,
        entry.name,
        entry.summary,
        *(
            [places[group][value] for value in chosen if value in places[group]]
            for group, chosen in values.items()
        ),
        _STATES.index(listing.state.value),
        listing.members or 0,
        listing.usually_online or 0,
        listing.added.toordinal() - _EPOCH,
        growth(listing),
        art.color.removeprefix("#"),
        art.icon[0].file,
        art.banner[0].file,
        entry.lang or 0,
    ]


def steps(words: Words, limits: Sequence[int]) -> list[list[str]]:
    """Return an option for each step between limits: its key in an address, and its label."""
    options = [[f"0-{limits[0]}", words("facet.under", n=limits[0])]]
    for low, high in itertools.pairwise(limits):
        options.append([f"{low}-{high}", words("facet.between", low=low, high=high)])
    return [*options, [f"{limits[-1]}-", words("facet.over", n=limits[-1])]]


def growth(listing: Listing) -> int:
    """Return by how many thousandths the members grew over the last 30 days; 0 if unknown."""
    history = listing.record.history if listing.record and listing.members else ()
    if not history:
        return 0
    newest = history[-1]
    month = [sample for sample in history if newest.day - sample.day <= _GROWTH_OVER]
    oldest = month[0]
    if oldest.day == newest.day or not oldest.members:
        return 0
    return round((newest.members - oldest.members) * 1000 / oldest.members)
