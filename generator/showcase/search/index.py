"""The index: a browser fetches the few small files that a search needs, not all of them.

`manifest.json` says where the others are. A shard holds a range of terms, each with the documents
that have it; a leaf holds some documents as results show them. Their folder is named by what they
hold, so that nobody ever reads files of two builds together.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from showcase.notation import compact
from showcase.search.documents import Document
from showcase.search.terms import terms
from showcase.words import Words

VERSION: Final = 1
LEAF: Final = 32
"""Documents in one file."""
_SHARD: Final = 24_000
"""Bytes in one file of terms, about."""
_RANKS: Final = 4
_COMMON: Final = 0.5
"""A word in the texts of more documents than this share says nothing about any of them."""
_COMMON_FROM: Final = 50
_WORDS: Final = (
    "search.found",
    "search.found_some",
    "search.nothing",
    "search.community",
    "search.page",
    "search.under",
    "search.within",
    "search.more",
)

Postings = Mapping[str, Sequence[int]]
"""Terms with what has them: the place of a document times four, plus the rank of the field."""


def index(documents: Sequence[Document], words: Words) -> dict[str, str]:
    """Return the files of the index by their names.

    Ranks: 3 for a title, 2 for a keyword, 1 for a summary, 0 for the rest of a text.
    """
    postings, common = _without_common(_postings(documents), len(documents))
    shards = list(_shards(postings))
    leaves = [documents[start : start + LEAF] for start in range(0, len(documents), LEAF)]
    files = {
        **{f"t{n}.json": compact(shard) for n, (_, shard) in enumerate(shards)},
        **{f"d{n}.json": compact([_shown(one) for one in leaf]) for n, leaf in enumerate(leaves)},
    }
    folder = hashlib.sha256("\n".join(files.values()).encode()).hexdigest()[:12]
    manifest = {
        "version": VERSION,
        "folder": folder,
        "documents": len(documents),
        "leaf": LEAF,
        "starts": [start for start, _ in shards],
        "common": common,
        "language": words.language,
        "words": {key: words.forms(key) for key in _WORDS},
    }
    return {
        "manifest.json": compact(manifest),
        **{f"{folder}/{name}": content for name, content in files.items()},
    }


def _postings(documents: Sequence[Document]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(documents):
        fields = (one.text, one.summary, "\n".join(one.keywords), one.title)
        ranked: dict[str, int] = {}
        for rank, field in enumerate(fields):
            if field:
                ranked.update(dict.fromkeys(terms(field), rank))
        start = place * _RANKS
        for term, rank in ranked.items():
            found[term].append(start + rank)
    return found


def _without_common(found: dict[str, list[int]], count: int) -> tuple[Postings, list[str]]:
    """Take common words out of the texts; in titles, keywords and summaries they stay."""
    limit = max(_COMMON_FROM, count * _COMMON)
    common = sorted(term for term, places in found.items() if len(places) > limit)
    for term in common:
        found[term] = [place for place in found[term] if place % _RANKS]
    return found, common


def _shards(postings: Postings) -> Iterator[tuple[str, dict[str, list[int]]]]:
    """Return ranges of terms, each with what is enough of its first to tell where it begins."""
    shard: dict[str, list[int]] = {}
    size, before = 0, ""
    # In the order in which JavaScript compares strings.
    for term in sorted(postings, key=lambda one: one.encode("utf-16-be")):
        if size > _SHARD:
            yield _start(before, next(iter(shard))), shard
            before = next(reversed(shard))
            shard, size = {}, 0
        places = postings[term]
        shard[term] = [places[0], *(b - a for a, b in pairwise(places))] if places else []
        size += len(term) + 4 * len(places)
    if shard:
        yield _start(before, next(iter(shard))), shard


def _start(before: str, first: str) -> str:
    """Return the shortest beginning of `first` that sorts behind `before`."""
    for end in range(1, len(first)):
        if not before.startswith(first[:end]):
            return first[:end]
    return first


def _shown(one: Document) -> list[str]:
    shown = [one.title, one.address, one.kind, one.summary, one.picture, one.lang]
    while not shown[-1]:
        shown.pop()
    return shown
