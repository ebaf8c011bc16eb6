"""Pages: a catalogue made into Markdown."""

from showcase.pages.book import Book
from showcase.pages.home import HOME_SCRIPTS, HOME_TEMPLATE, complaints, home_of
from showcase.pages.page import Page
from showcase.pages.site import Site

__all__ = ["HOME_SCRIPTS", "HOME_TEMPLATE", "Book", "Page", "Site", "complaints", "home_of"]
