"""What is done when the site is built: the files of the search, and a look at it all."""

from collections.abc import Collection
from itertools import chain
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from showcase import addresses
from showcase.edition import Edition
from showcase.options import Options
from showcase.pages import Page
from showcase.plugin.brief import documents_of
from showcase.plugin.settings import is_own_look, words_of
from showcase.search import documents, search_files


def write_search(config: MkDocsConfig, edition: Edition, pages: Collection[Page]) -> None:
    """Write what searches read, where the theme's plugin wrote its own.

    Raises:
        OSError: it cannot be written.
    """
    site_dir = Path(config.site_dir)
    index = site_dir / addresses.SEARCH_INDEX
    if not index.is_file():
        return
    words = words_of(config)
    found = chain(documents(edition.catalogue, words), documents_of(pages))
    theirs, is_ours = index.read_text("utf-8"), is_own_look(config)
    for address, content in search_files(theirs, found, words, is_ours=is_ours):
        path = site_dir / address
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8") as file:
            file.writelines(content)


def looked_through(
    config: MkDocsConfig, options: Options, pages: Collection[Page], homes: set[str]
) -> list[str]:
    """Return a line for each thing that the finished site should not have.

    Args:
        homes: Files of pages that are ours in part.
    """
    from showcase.inspection import Grounds, inspect

    files = [f"{page.address}index.html" for page in pages]
    url, hosts = config.site_url or "", options.allow_hosts
    return inspect(Grounds(Path(config.site_dir), files, homes, url, hosts))
