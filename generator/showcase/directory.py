"""The directory's own index: what its script needs to filter, sort and draw posters, no more."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from showcase.artwork import Rendition
from showcase.catalogue import Catalogue, Listing
from showcase.liveness import State
from showcase.pages import finder
from showcase.pages.remarks import badges
from showcase.words import Words

VERSION: Final = 1
_STATES: Final = [state.value for state in State]
_EPOCH: Final = date(1970, 1, 1).toordinal()
_WORDS: Final = (
    "count.servers",
    "count.usually_online",
    "count.members",
    "count.more",
    "finder.show_found",
    "finder.show_more",
    "state.mark_unchecked",
    "state.mark_temporary",
    "state.mark_paused",
    "state.mark_missing",
)


def index(catalogue: Catalogue, words: Words) -> str:
    """Return the index as JSON; servers stand in the fair order.

    A server is a list: slug, name, summary, communities, languages, tags and badges (as places in
    the facets beside), state, 1 if one can join now, members, usually online, day added (since
    1970), growth in a thousandth over 30 days, color, icon, banner, language of its text. What is
    not known is 0.
    """
    facets = {facet.group: facet.options for facet in finder.facets(catalogue, words)}
    places = {
        group: {option.key: place for place, option in enumerate(options)}
        for group, options in facets.items()
    }
    content = {
        "version": VERSION,
        "language": words.language,
        "facets": {
            group: [
                [option.key, option.label, *filter(None, [option.own_name])] for option in options
            ]
            for group, options in facets.items()
        },
        "limits": {"size": finder.SIZES, "activity": finder.ACTIVITIES},
        "states": _STATES,
        "words": {key: words.forms(key) for key in _WORDS},
        "servers": [_row(catalogue.listings[slug], places) for slug in catalogue.listed],
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


def _stem(picture: Rendition) -> str:
    # Icons and banners are WebP, all of them; five signs twice a server add up.
    return picture.file.removesuffix(".webp")


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
        int(finder.is_open(listing)),
        listing.members or 0,
        listing.usually_online or 0,
        listing.added.toordinal() - _EPOCH,
        finder.growth(listing),
        art.color.removeprefix("#"),
        _stem(art.icon[0]),
        _stem(art.banner[0]),
        entry.lang or 0,
    ]
