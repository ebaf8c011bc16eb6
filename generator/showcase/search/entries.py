"""The theme's own index: published for other programs, and read by a site's own scripts."""

import html
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, Final

from showcase.search.documents import Document

_TAG: Final = re.compile(r"<[^>]*>")
_ENCODER: Final = json.JSONEncoder(separators=(",", ":"))


def maintained(index: str) -> list[Document]:
    """Return the pages that `search_index.json` has from the theme: those of maintainers.

    An index of a shape that is not known has none.
    """
    texts: dict[str, list[str]] = defaultdict(list)
    titles: dict[str, str] = {}
    try:
        for entry in json.loads(index)["docs"]:
            address, _, section = entry["location"].partition("#")
            titles.setdefault(address, _plain(entry["title"]))
            texts[address] += [_plain(entry["title"])] if section else []
            texts[address].append(_plain(entry["text"]))
    except (ValueError, TypeError, KeyError, AttributeError):
        return []
    return [
        Document(address, title, "page", text="\n".join(texts[address]))
        for address, title in titles.items()
    ]


def _plain(text: str) -> str:
    return html.unescape(_TAG.sub(" ", text))


def with_entries(index: str, documents: Iterable[Document]) -> Iterator[str]:
    """Yield `search_index.json` with an entry for each document that it does not have, in pieces.

    The theme would make them of finished pages, which takes longer than all the rest of a build.
    An index of a shape that is not known stays as it is.
    """
    try:
        content = json.loads(index)
        known = {str(entry["location"]).partition("#")[0] for entry in content["docs"]}
    except (ValueError, TypeError, KeyError):
        yield index
        return
    added = (_entry(one) for one in documents if one.address not in known)
    entries = chain(content.pop("docs"), added)
    yield _written({**content, "docs": []}).removesuffix("]}")
    for number, entry in enumerate(entries):
        yield f"{',' if number else ''}{_written(entry)}"
    yield "]}"


def _written(content: Any) -> str:
    """Write JSON as the theme does: ASCII alone, so that no text of its pages stops a build."""
    return _ENCODER.encode(content)


def _entry(document: Document) -> dict[str, Any]:
    words = (document.summary, *document.keywords, document.text)
    return {
        "location": document.address,
        "title": html.escape(document.title, quote=False),
        "text": html.escape("\n".join(filter(None, words)), quote=False),
    }
