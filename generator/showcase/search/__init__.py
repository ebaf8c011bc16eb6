"""The site's own search: what can be found, and the small files that a browser looks it up in."""

from collections.abc import Iterable, Iterator

from showcase import addresses
from showcase.search.documents import Document, documents
from showcase.search.entries import maintained, with_entries
from showcase.search.index import index
from showcase.words import Words

__all__ = ["Document", "documents", "index", "search_files"]


def search_files(
    theirs: str, found: Iterable[Document], words: Words, *, is_ours: bool
) -> Iterator[tuple[str, Iterable[str]]]:
    """Yield the address of each file that searches read, and its content in pieces.

    Args:
        theirs: `search_index.json` as the theme made it, without our own pages.
        found: What is to be found beside; of several with one address, the first.
        is_ours: Whether our search stands in the header, not the theme's.
    """
    ours: dict[str, Document] = {}
    for one in found:
        ours.setdefault(one.address, one)
    yield addresses.SEARCH_INDEX, with_entries(theirs, ours.values())
    if is_ours:
        own = [one for one in maintained(theirs) if one.address not in ours]
        for name, content in index([*ours.values(), *own], words).items():
            yield f"{addresses.SEARCH}{name}", (content,)
