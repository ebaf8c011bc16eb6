"""The pictures of a change's entries, as their pages will show them."""

from pathlib import Path

from showcase.artwork import Gallery, Subject
from showcase.discord import picture_sources
from showcase.models.record import Record
from showcase.review.values import Review


def draw(review: Review, gallery: Gallery, folder: Path) -> tuple[str, ...]:
    """Write card, banner and icon of an entry into `folder`; return the names of the files.

    Raises:
        OSError: they cannot be written.
    """
    if review.entry is None:
        return ()
    # An answer that fails the check says nothing about this entry's own pictures.
    facts = None if review.has_errors else review.facts
    record = Record(slug=review.slug, code=review.entry.invite, facts=facts)
    color = facts.brand_color if facts else None
    subject = Subject(review.slug, review.entry.name, color, *picture_sources(record))
    artwork = gallery.artwork(subject)
    folder.mkdir(parents=True, exist_ok=True)
    names = []
    kinds = (("card", artwork.card), ("banner", artwork.banner[-1]), ("icon", artwork.icon[-1]))
    for kind, rendition in kinds:
        name = f"{review.slug}-{kind}{Path(rendition.file).suffix}"
        (folder / name).write_bytes(gallery.path(rendition.file).read_bytes())
        names.append(name)
    return tuple(names)
