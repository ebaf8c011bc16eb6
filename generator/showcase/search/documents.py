"""What the search finds: servers, communities, and the maintainers' own pages."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final, Literal

from showcase import addresses
from showcase.catalogue import Catalogue, Gathering, Listing
from showcase.models.entry import Entry, Event, Highlight
from showcase.words import Words

_ADDRESS: Final = re.compile(r"\w+://\S+")


@dataclass(frozen=True, slots=True)
class Document:
    """A page that can be found.

    Attributes:
        address: From the site's root.
        keywords: What it is about, in single words: tags, communities, languages.
        summary: The line that stands below its title.
        text: The rest of what it says; line ends and Markdown in it mean nothing.
        picture: A file below `addresses.PICTURES`, or "".
        lang: The language of its text, if not the site's.
    """

    address: str
    title: str
    kind: Literal["server", "community", "page"]
    summary: str = ""
    keywords: tuple[str, ...] = ()
    text: str = ""
    picture: str = ""
    lang: str = ""


def documents(catalogue: Catalogue, words: Words) -> Iterator[Document]:
    """Return every community, then every server that lists show, in their order."""
    for gathering in catalogue.communities.values():
        yield _community(gathering)
    for slug in catalogue.listed:
        yield _server(catalogue.listings[slug], catalogue, words)


def _server(listing: Listing, catalogue: Catalogue, words: Words) -> Document:
    entry, facts = listing.entry, listing.facts
    communities = [catalogue.communities[slug] for slug in listing.communities]
    languages = {words.language_name(tag) for tag in entry.languages}
    languages |= {words.own_name(tag) for tag in entry.languages}
    said = (facts.name, facts.description or "") if facts else ()
    region = (words.region_name(entry.region),) if entry.region else ()
    return Document(
        address=addresses.server(listing.slug),
        title=entry.name,
        kind="server",
        summary=entry.summary,
        keywords=(
            *entry.tags,
            *(one.community.name for one in communities),
            *sorted(languages),
            *region,
        ),
        text=_joined(chain(said, _texts(entry))),
        picture=listing.artwork.icon[0].file,
        lang=entry.lang or "",
    )


def _community(gathering: Gathering) -> Document:
    community = gathering.community
    resources = (text for one in community.resources for text in (one.title, one.text or ""))
    return Document(
        address=addresses.community(gathering.slug),
        title=community.name,
        kind="community",
        summary=community.summary,
        text=_joined(
            chain(
                [community.about or ""],
                resources,
                _events(community.events),
                _highlights(community.highlights),
            )
        ),
        lang=community.lang or "",
    )


def _texts(entry: Entry) -> Iterator[str]:
    yield from (entry.about or "", entry.guidelines or "", entry.first_steps or "")
    if entry.run_by:
        yield entry.run_by.name
    for group in entry.channels:
        yield from (group.category, *group.text, *group.voice)
    yield from _highlights(entry.highlights)
    yield from _events(entry.events)


def _highlights(highlights: Iterable[Highlight]) -> Iterator[str]:
    for one in highlights:
        yield from (one.title, one.text or "")


def _events(events: Iterable[Event]) -> Iterator[str]:
    for one in events:
        yield from (one.title, one.text or "")


def _joined(texts: Iterable[str]) -> str:
    text = "\n".join(filter(None, texts))
    if "://" not in text:
        return text
    lines = text.split("\n")
    return "\n".join(_ADDRESS.sub(" ", line) if "://" in line else line for line in lines)
