"""Community Showcase: a static site generator for showcases of Discord servers."""

__version__ = "0.1.0"
