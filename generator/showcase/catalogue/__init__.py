"""The catalogue of one build: entries joined with what is known, sorted, with neighbours."""

from showcase.catalogue.joining import HORIZON, build
from showcase.catalogue.values import Catalogue, Gathering, Known, Listing, Near, Occasion

__all__ = ["HORIZON", "Catalogue", "Gathering", "Known", "Listing", "Near", "Occasion", "build"]
