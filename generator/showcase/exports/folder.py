"""The files of an export: pages as Markdown, pictures, data, templates and mkdocs.yml."""

import json
import os
import re
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

import yaml

from showcase.addresses import STYLES
from showcase.database import hold
from showcase.exports.settings import DOCS, HEAD, OVERRIDES, Settings
from showcase.feeds import feed_links
from showcase.pages import HOME_SCRIPTS, HOME_TEMPLATE, Book, home_of
from showcase.words import Words

_CONFIG: Final = "mkdocs.yml"
_UNFINISHED: Final = ".unfinished"
_LOCK: Final = ".lock"
_FRONT: Final = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_PAGES: Final = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
_EXTENDS: Final = re.compile(r"{%-?\s*extends\s+([\"'])base\.html\1\s*-?%}")
_FRAME: Final = '{% extends "showcase-frame.html" %}'
# These stand on our plugin, or on the markup of one theme: the builder's own serve as well.
_NOT_CARRIED: Final = ("showcase-search.html", "partials/path.html")

# Builders list their pages in two ways; what asks search engines to stay away is in neither.
_SITEMAP: Final = """\
<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{%- for item in pages %}
{%- set one = item.page or item %}
{%- if one.canonical_url and not (one.meta and one.meta.robots) %}
<url><loc>{{ one.canonical_url | replace("&", "&amp;") }}</loc></url>
{%- endif %}
{%- endfor %}
</urlset>
"""

# The plugin's search has a face of its own; Material's results are headings, which our styles enlarge.
_RESULTS: Final = """
[dir] .md-search-result .md-typeset {
  & h1, & h2 { max-width: none; margin: 0.55rem 0; font-size: 0.8rem; line-height: 1.4; }
  & h2 { margin: 0.4rem 0; font-size: 0.64rem; }
}
"""

Source = bytes | Path
"""The contents of a file, or where to copy it from."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export holds.

    Attributes:
        files: By path within the folder.
        pages: How many of them are pages.
    """

    files: Mapping[str, Source]
    pages: int


def exported(
    book: Book,
    settings: Settings,
    words: Words,
    *,
    overrides: Path,
    data: Mapping[str, str | bytes],
    pictures: Mapping[str, Path],
) -> Exported:
    """Return the files of an export.

    Args:
        overrides: Our templates and assets.
        data: Feeds and other files by their addresses.
        pictures: Where each picture is, by its address.
    """
    own = dict(_own_docs(settings.docs_dir, book))
    taken = {_published(uri) for uri in own}
    pages = [page for page in book.pages() if _published(page.uri) not in taken]
    docs: dict[str, Source] = {
        uri: path for uri, path in _tree(overrides / "assets", "assets/") if not _is_template(path)
    }
    docs[STYLES] = (overrides / STYLES).read_bytes() + _RESULTS.encode()
    docs |= {uri: path for uri, path in pictures.items() if uri not in taken}
    docs |= {uri: _bytes(text) for uri, text in data.items() if uri not in taken}
    docs |= {page.uri: page.source.encode() for page in pages}
    docs |= own
    extra = {"showcase_feeds": feed_links(words)}
    unlisted = sorted(page.uri for page in pages if page.parent is not None)
    shown = [*own, *(page.uri for page in pages if page.parent is None)]
    config = settings.exported(extra, _nav(uri for uri in shown if _is_page(uri)), unlisted)
    files: dict[str, Source] = {f"{DOCS}/{uri}": source for uri, source in docs.items()}
    templates = _templates(overrides, settings.custom_dir, book)
    files |= {f"{OVERRIDES}/{name}": source for name, source in templates}
    files[_CONFIG] = config.encode()
    return Exported(files, sum(_is_page(uri) for uri in docs))


def write(folder: Path, made: Exported) -> None:
    """Write an export; an earlier one stays until the new one is whole.

    Raises:
        FileExistsError: the folder holds something else.
        OSError: it cannot be written, or another export is at it.
    """
    config, unfinished = folder / _CONFIG, folder / _UNFINISHED
    is_ours = unfinished.is_dir() or (
        config.is_file() and config.read_bytes().startswith(HEAD.encode())
    )
    if folder.exists() and any(folder.iterdir()) and not is_ours:
        raise FileExistsError(str(folder))
    # While it stands, the next export knows the folder as ours, whatever ends this one.
    unfinished.mkdir(parents=True, exist_ok=True)
    lock = unfinished / _LOCK
    with _held(lock):
        _empty(unfinished)
        _put(unfinished, made.files)
        # Without settings, what is between the two is never taken for an export.
        config.unlink(missing_ok=True)
        for part in (DOCS, OVERRIDES):
            if (folder / part).exists():
                shutil.rmtree(folder / part)
            (unfinished / part).replace(folder / part)
        (unfinished / _CONFIG).replace(config)
        if os.name != "nt":  # which removes nothing that is open
            lock.unlink(missing_ok=True)
    with suppress(OSError):  # another export may have begun
        if os.name == "nt":
            lock.unlink()
        unfinished.rmdir()


@contextmanager
def _held(lock: Path) -> Iterator[None]:
    """Let one export at a time in.

    Raises:
        OSError: another is in.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(closing(hold(lock)))
        except sqlite3.Error as error:
            # Some network drives know no locks. Where the folder is gone, another export ended.
            is_busy = (
                error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY or not lock.parent.is_dir()
            )
        else:
            is_busy = not lock.exists()  # one that ended just now removed it
        if is_busy:
            raise OSError("another export is being written there")
        yield


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != _LOCK:
            path.unlink()


def _put(folder: Path, files: Mapping[str, Source]) -> None:
    for name, source in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(source, Path):
            shutil.copyfile(source, path)
        else:
            path.write_bytes(source)


def _own_docs(folder: Path, book: Book) -> Iterator[tuple[str, Source]]:
    """Yield the maintainers' own files; home gets its body."""
    for uri, path in _tree(folder, ""):
        source = path.read_bytes() if _is_page(uri) else b""
        if HOME_TEMPLATE.encode() in source:
            yield uri, _with_home(source.decode("utf-8-sig"), uri, book).encode()
        else:
            yield uri, path


def _with_home(source: str, uri: str, book: Book) -> str:
    source = source.replace("\r\n", "\n")
    front = _FRONT.match(source)
    try:
        meta = yaml.safe_load(front[1]) if front else {}
    except yaml.YAMLError:
        meta = {}
    home = home_of(meta) if isinstance(meta, dict) else None
    if front is None or home is None:
        return source
    more = "" if "scripts" in meta else f"scripts: {json.dumps(HOME_SCRIPTS)}\n"
    address = _published(uri).removesuffix("index.html")
    body = book.home(address, home.featured)
    return f"---\n{front[1]}{more}---\n{source[front.end() :]}\n\n{body}\n"


def _templates(ours: Path, theirs: Path | None, book: Book) -> Iterator[tuple[str, Source]]:
    yield "sitemap.xml", _SITEMAP.encode()
    for name, path in _tree(ours, ""):
        if name in _NOT_CARRIED or name.startswith("assets/"):
            continue
        if name == "404.html":
            # The plugin hands these words in; here they stand in the template.
            words = json.dumps(book.missing(), ensure_ascii=False)
            source = f"{{% set showcase_missing = {words} %}}\n{path.read_text('utf-8')}"
            yield name, source.encode()
        else:
            yield name, path
    # A site's own template extends the theme's base; the plugin puts our frame between them.
    for name, path in _tree(theirs, "") if theirs else ():
        if _is_template(path):
            yield name, _EXTENDS.sub(_FRAME, path.read_text("utf-8")).encode()
        else:
            yield name, path


def _tree(folder: Path, start: str) -> Iterator[tuple[str, Path]]:
    """Yield the files below a folder but hidden ones, as builders see them."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in parts.parts):
            yield start + parts.as_posix(), path


def _is_template(path: Path) -> bool:
    return path.suffix == ".html"


def _is_page(uri: str) -> bool:
    return uri.endswith(_PAGES)


def _published(uri: str) -> str:
    """Return where a file of the docs folder stands on the site."""
    path = PurePosixPath(uri)
    if not _is_page(uri):
        return uri
    is_index = path.stem in {"index", "README"}
    return (path.parent / ("" if is_index else path.stem) / "index.html").as_posix()


def _nav(uris: Iterable[str]) -> list[Any]:
    """Return a navigation as MkDocs would make it: folders are sections, the index comes first."""
    tree: dict[str, Any] = {}
    for uri in sorted(uris, key=lambda uri: (uri != "index.md", "/" in uri)):
        *folders, name = uri.split("/")
        place = tree
        for folder in folders:
            place = place.setdefault(folder, {})
        place[name] = uri
    return _sections(tree)


def _sections(tree: Mapping[str, Any]) -> list[Any]:
    return [
        {_title(name): _sections(below)} if isinstance(below, dict) else below
        for name, below in tree.items()
    ]


def _title(folder: str) -> str:
    title = folder.replace("-", " ").replace("_", " ")
    return title.capitalize() if title.lower() == title else title


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text
