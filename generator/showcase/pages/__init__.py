"""Pages: a catalogue made into Markdown."""

from showcase.pages.book import Book
from showcase.pages.page import Page
from showcase.pages.site import Site

__all__ = ["Book", "Page", "Site"]
