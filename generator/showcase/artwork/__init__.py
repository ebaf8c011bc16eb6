"""Banner, icon and card of every server: bytes made into files, and drawn where there are none."""

from .decoding import PictureError
from .gallery import Artwork, Gallery, Subject
from .renditions import Rendition

__all__ = ["Artwork", "Gallery", "PictureError", "Rendition", "Subject"]
