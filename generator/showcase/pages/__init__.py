"""Pages: a catalogue made into Markdown."""

from showcase.pages.book import Book
from showcase.pages.page import Page

__all__ = ["Book", "Page"]
