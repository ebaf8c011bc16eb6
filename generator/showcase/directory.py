"""The directory's own index: what its script needs to filter, sort and draw posters, no more."""

from base64 import b64encode
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from showcase.artwork import Artwork
from showcase.catalogue import Catalogue, Listing
from showcase.liveness import State
from showcase.notation import compact
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
    1970), growth in a thousandth over 30 days, its art (see `_art`), and the language of its text
    if that is not the site's. A number that is not known is 0.
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
                list(dict.fromkeys([option.key, option.label, option.own_name or option.label]))
                for option in options
            ]
            for group, options in facets.items()
        },
        "limits": {"size": finder.SIZES, "activity": finder.ACTIVITIES},
        "states": _STATES,
        "words": {key: words.forms(key) for key in _WORDS},
        "servers": [_row(catalogue.listings[slug], places) for slug in catalogue.listed],
    }
    return f"{compact(content)}\n"


def _art(art: Artwork) -> str:
    """Return the color and the names of icon and banner as bytes in base64, without padding.

    Hex digits and endings would be a fifth of a row; every picture here is WebP.
    """
    digits = [art.color.removeprefix("#")]
    digits += [pictures[0].file.removesuffix(".webp") for pictures in (art.icon, art.banner)]
    return b64encode(bytes.fromhex("".join(digits))).decode().rstrip("=")


def _row(listing: Listing, places: Mapping[str, Mapping[str, int]]) -> list[Any]:
    entry = listing.entry
    values = {
        "community": listing.communities,
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
        _art(listing.artwork),
        *([entry.lang] if entry.lang else []),
    ]
