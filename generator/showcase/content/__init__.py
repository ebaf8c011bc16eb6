"""Content: the YAML files that people contribute, read and checked."""

from showcase.content.collection import Content, load
from showcase.content.mistakes import Mistake, nearest

__all__ = ["Content", "Mistake", "load", "nearest"]
