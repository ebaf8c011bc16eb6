"""Banner, icon and card of every server: bytes made into files, and drawn where there are none."""

from .decoding import PictureError
from .gallery import Gallery
from .index import Stock
from .renditions import Rendition
from .values import Artwork, Subject

__all__ = ["Artwork", "Gallery", "PictureError", "Rendition", "Stock", "Subject"]
