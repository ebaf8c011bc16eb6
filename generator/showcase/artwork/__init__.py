"""Banner, icon and card of every server: bytes made into files, and drawn where there are none."""

from showcase.artwork.decoding import PictureError
from showcase.artwork.gallery import Gallery
from showcase.artwork.index import Stock
from showcase.artwork.renditions import Rendition
from showcase.artwork.values import Artwork, Subject

__all__ = ["Artwork", "Gallery", "PictureError", "Rendition", "Stock", "Subject"]
