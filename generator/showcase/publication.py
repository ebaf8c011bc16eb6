"""What a build publishes of an edition: its pages, and the files for other programs."""

from jinja2 import Environment

from showcase import addresses, directory
from showcase.edition import Edition
from showcase.feeds import Feeds, feed_files
from showcase.pages import Book, Site
from showcase.records import dump_records
from showcase.words import Words


def book_of(
    edition: Edition, words: Words, site: Site, templates: Environment | None = None
) -> Book:
    """Return the pages, which show a row of the data as an example."""
    example = Feeds(edition.catalogue, site.url or "").example()
    return Book(edition.catalogue, words, site, example, templates)


def data_files(edition: Edition, words: Words, site: Site) -> dict[str, str | bytes]:
    """Return the contents of each file that is no page and no picture, by its address."""
    catalogue = edition.catalogue
    return {
        **feed_files(catalogue, words, site.url or "", site.name),
        addresses.DIRECTORY_JSON: directory.index(catalogue, words),
        addresses.RECORDS_JSON: dump_records(edition.records.values(), catalogue.at),
    }
