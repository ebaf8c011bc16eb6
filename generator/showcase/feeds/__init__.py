"""What other programs read: JSON and its schemas, Atom, iCalendar and badges."""

from showcase.feeds.data import LICENSE, Feeds
from showcase.feeds.files import feed_files, feed_links

__all__ = ["LICENSE", "Feeds", "feed_files", "feed_links"]
