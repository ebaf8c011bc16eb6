"""What `content/removed.yml` says of pages that are no longer there."""

from pydantic import Field

from showcase.models.fields import Day, Model, Note, Slug


class Departure(Model):
    """Why a page is no longer there."""

    on: Day = Field(description="The day it was taken out.", examples=["2026-01-31"])
    reason: Note = Field(description="Why, in a sentence.", examples=["Its people asked for it."])
    to: Slug | None = Field(
        default=None, description="The slug that took its place.", examples=["example-makers"]
    )


class Removed(Model):
    """`content/removed.yml`."""

    servers: dict[Slug, Departure] = Field(default_factory=dict)
    communities: dict[Slug, Departure] = Field(default_factory=dict)
