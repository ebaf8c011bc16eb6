"""Putting the files of a change in order."""

from collections.abc import Sequence

from showcase.content import Content
from showcase.content.writing import canonical
from showcase.files import write
from showcase.models.entry import Community, Entry
from showcase.review.values import Review


def fix(reviews: Sequence[Review], content: Content) -> int:
    """Write the canonical form of each file without a mistake; return how many were not in it.

    A missing `server_id` is added where Discord's answer leaves no doubt.

    Args:
        content: With these files in it.

    Raises:
        OSError: a file cannot be written; it is as it was.
    """
    for review in reviews:
        fields = {}
        if review.entry is not None:
            model: type[Entry | Community] = Entry
            if review.facts and not review.entry.server_id and not review.has_errors:
                fields = {"server_id": review.facts.id}
        elif review.kind == "communities" and review.slug in content.communities:
            model = Community
        else:
            continue
        source = review.path.read_bytes().decode()
        try:
            written = canonical(source, model, fields)
        except ValueError:
            continue  # it reads well as it is
        if written != source:
            write(review.path, written)
            review.is_fixed = True
    return sum(review.is_fixed for review in reviews)
