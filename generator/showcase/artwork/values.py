"""Whose pictures are wanted, and what they become."""

from dataclasses import dataclass


class PictureError(Exception):
    """Why a picture was refused, as a sentence."""


class SpoiltError(Exception):
    """A file of a gallery is gone, or does not hold what its name says."""


@dataclass(frozen=True, slots=True)
class Rendition:
    """A published picture; `file` is named by its content, the sizes are pixels."""

    file: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Artwork:
    """The pictures of one server, widths ascending; a source is None where they were drawn.

    `color` is "#rrggbb" with a contrast of 3:1 or more to the light and to the dark page.
    """

    banner: tuple[Rendition, ...]
    icon: tuple[Rendition, ...]
    card: Rendition
    color: str
    banner_source: str | None
    icon_source: str | None


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose pictures are wanted. Candidates stand in order of preference.

    A source is a path on Discord's CDN without its extension: "banners/<guild id>/<hash>".
    """

    slug: str
    name: str
    color: str | None
    banners: tuple[str, ...]
    icons: tuple[str, ...]
