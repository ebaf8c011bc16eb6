"""All finished pages of ours, and whether the parts of pages that they name are there."""

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Final

from showcase.inspection.page import STYLE, Look, ids, names
from showcase.inspection.places import Places
from showcase.text import quoted

_MOST: Final = 20
_NAMED: Final = 5
_MISSING: Final = "404.html"


@dataclass(frozen=True, slots=True)
class Grounds:
    """A finished site, and what of it is ours.

    Attributes:
        folder: Where its files are.
        pages: The files that templates of ours made whole, from the folder; 404.html is one, too.
        homes: Pages that hold a part which maintainers wrote.
        site_url: Where the site is published; "" where that is not known.
        hosts: Which pages may load from, besides the site itself.
    """

    folder: Path
    pages: Collection[str]
    homes: Collection[str] = ()
    site_url: str = ""
    hosts: tuple[str, ...] = ()


def inspect(grounds: Grounds) -> list[str]:
    """Return a line for each thing that should not be there: page, what is wrong, what to do.

    Pages that maintainers wrote are not judged. What is the same on many pages is one line.

    Raises:
        OSError: the site cannot be read.
    """
    found: dict[str, list[str]] = {}
    for page, sentence in _findings(grounds):
        found.setdefault(sentence, []).append(page)
    lines = [f"{_where(pages)}: {sentence}" for sentence, pages in found.items()]
    left = len(lines) - _MOST
    return [*lines[:_MOST], *([f"{left} more findings are not shown."] if left > 0 else [])]


def _findings(grounds: Grounds) -> Iterator[tuple[str, str]]:
    files = frozenset(_files(grounds.folder))
    places = Places(grounds.site_url, grounds.hosts, files)
    wanted: dict[tuple[str, str], tuple[str, str]] = {}
    styled: dict[str, list[str]] = {}
    pages = sorted(files & {_MISSING, *grounds.pages, *grounds.homes})
    for page in pages:
        look = Look(
            _read(grounds.folder, page), _folder(page), places, is_home=page in grounds.homes
        )
        for sentence in look.findings:
            yield page, sentence
        for style in look.styles:
            styled.setdefault(style, []).append(page)
        for address, place in look.parts.items():
            if place.file and place.file.endswith(".html"):
                wanted.setdefault((place.file, place.fragment), (page, address))
    yield from _strange(styled, {*pages}.difference(grounds.homes))
    yield from _missing(wanted, grounds.folder)


def _strange(
    styled: Mapping[str, Collection[str]], pages: Collection[str]
) -> Iterator[tuple[str, str]]:
    """What the frame holds, all pages hold; what some hold came with what they say."""
    for holders in styled.values():
        found = [page for page in holders if page in pages]
        if len(found) < len(pages):
            yield from ((page, STYLE) for page in found)


def _missing(
    wanted: Mapping[tuple[str, str], tuple[str, str]], folder: Path
) -> Iterator[tuple[str, str]]:
    """Hold the parts that pages name against the pages that should have them."""
    known: dict[str, frozenset[str]] = {}
    for (file, fragment), (page, address) in wanted.items():
        if file not in known:
            known[file] = ids(_read(folder, file))
        if not names(fragment, known[file]):
            sentence = f"`{quoted(address)}` leads to no part of its page. Mend the link."
            yield page, sentence


def _read(folder: Path, file: str) -> bytes:
    """Read a file at once: ten thousand paths and buffers would be a twentieth of the check."""
    with FileIO(f"{folder}/{file}") as opened:
        return opened.readall()


def _folder(page: str) -> str:
    head, slash, _ = page.rpartition("/")
    return head + slash


def _files(folder: str | Path, prefix: str = "") -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.is_dir():
                yield prefix + entry.name
            elif not entry.is_symlink():
                yield from _files(entry.path, f"{prefix}{entry.name}/")


def _where(pages: list[str]) -> str:
    told = [page.removesuffix("index.html") or page for page in pages[:_NAMED]]
    left = len(pages) - _NAMED
    return ", ".join(told) + (f" and {left} more" if left > 0 else "")
