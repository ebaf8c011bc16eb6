"""Banner, icon and card of every server: bytes made into files, and drawn where there are none."""

from showcase.artwork.gallery import Gallery
from showcase.artwork.stock import Stock
from showcase.artwork.values import Artwork, PictureError, Rendition, Subject

__all__ = ["Artwork", "Gallery", "PictureError", "Rendition", "Stock", "Subject"]
