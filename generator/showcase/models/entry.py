"""What people write: entries, communities, and the list of what was removed."""

from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from showcase.models.fields import (
    Color,
    Day,
    Distinct,
    Few,
    Flag,
    HttpsUrl,
    Icon,
    InviteCode,
    LanguageTag,
    Many,
    MarkdownSource,
    Model,
    Moment,
    Name,
    Note,
    Region,
    ServerId,
    Slug,
    Summary,
    Tag,
    Title,
    Zone,
    mistake,
)
from showcase.schedule import Schedule


class Person(Model):
    """A person or an organisation."""

    name: Name
    url: HttpsUrl | None = None


class Channels(Model):
    """One category of a server's channels; text and voice apart, as Discord shows them."""

    category: Name
    text: Annotated[tuple[Name, ...], Many] = ()
    voice: Annotated[tuple[Name, ...], Many] = ()


class Highlight(Model):
    """Something that a server or a community is proud of."""

    kind: Literal["achievement", "initiative", "collaboration"]
    title: Title
    date: Day | None = None
    text: Note | None = None
    with_: Annotated[tuple[Slug, ...], Many, Distinct] = Field(
        default=(), alias="with", description="Slugs of the servers that took part."
    )


def _repeats(value: object) -> str:
    if not isinstance(value, str):
        raise mistake("must be text. Write it like `weekly`, or as an RRULE.")
    return value.strip()


class Event(Model):
    """A meeting, once or repeating."""

    title: Title
    start: Moment = Field(description="Local time in `zone`.", examples=["2026-12-04T19:00"])
    end: Moment | None = None
    zone: Zone | None = Field(default=None, examples=["Europe/Berlin"])
    repeats: Annotated[str, BeforeValidator(_repeats)] | None = Field(
        default=None, description="daily, weekly, every 2 weeks, monthly, yearly or an RRULE"
    )
    url: HttpsUrl | None = None
    text: Note | None = None

    @model_validator(mode="after")
    def _has_one_meaning(self) -> Self:
        if self.zone is None and (self.repeats or self.start.tzinfo is None):
            raise mistake("the event has no time zone. Add one, such as `zone: Europe/Berlin`.")
        if self.end is not None and (self.start.tzinfo is None) != (self.end.tzinfo is None):
            raise mistake("`start` and `end` differ in kind. Give both an offset, or neither.")
        if self.end is not None and self.end <= self.start:
            raise mistake("the event ends before it begins. Mend `start` or `end`.")
        if self.end is not None and self.end - self.start > timedelta(days=31):
            raise mistake("the event lasts longer than a month. Use `repeats` instead.")
        try:
            Schedule.of(self.start, self.end, self.zone, self.repeats)
        except ValueError as error:
            raise mistake(str(error)) from None
        return self

    @property
    def schedule(self) -> Schedule:
        """When it takes place."""
        return Schedule.of(self.start, self.end, self.zone, self.repeats)


def _some(values: tuple[str, ...]) -> tuple[str, ...]:
    if not values:
        raise mistake("is empty. Name at least one.")
    return values


Slugs = Annotated[tuple[Slug, ...], Many, Distinct]


class Entry(Model):
    """One server as its contributor describes it: `content/servers/<slug>.yml`."""

    name: Name = Field(description="What the server is called.")
    invite: InviteCode = Field(
        description="A permanent invite: its code or any Discord invite link.",
        examples=["https://discord.gg/python", "python"],
    )
    summary: Summary = Field(description="One line that says what the server is for.")
    communities: Annotated[Slugs, AfterValidator(_some)] = Field(
        description="Slugs of the communities that it belongs to."
    )
    server_id: ServerId | None = Field(
        default=None,
        description="The server's id on Discord (Copy Server ID), which every answer must match.",
    )
    tags: Annotated[tuple[Tag, ...], Many, Distinct] = ()
    languages: Annotated[tuple[LanguageTag, ...], Many, Distinct] = Field(
        default=(), description="What is spoken there (BCP 47).", examples=[["en", "pt-BR"]]
    )
    region: Region | None = Field(default=None, examples=["DE", "419"])
    lang: LanguageTag | None = Field(
        default=None, description="The language of this entry's own text, if not the site's."
    )
    links: Annotated[dict[Name, HttpsUrl], Few] = Field(
        default_factory=dict, examples=[{"Website": "https://example.org/"}]
    )
    age_restricted: Flag = Field(
        default=False, description="For adults only. Such servers are not listed for now."
    )
    added: Day | None = None
    verified: Day | None = Field(
        default=None, description="When its people last said that all of this is right."
    )
    backup_invite: InviteCode | None = Field(
        default=None, description="Asked when `invite` fails; used only for the same server."
    )
    run_by: Person | None = None
    official: Flag = Field(default=False, description="The official server of what it is about.")
    about: MarkdownSource | None = Field(default=None, description="Markdown.")
    guidelines: MarkdownSource | None = Field(default=None, description="Markdown.")
    first_steps: MarkdownSource | None = Field(
        default=None, description="Markdown: what to do after joining."
    )
    channels: Annotated[tuple[Channels, ...], Many] = ()
    highlights: Annotated[tuple[Highlight, ...], Many] = ()
    events: Annotated[tuple[Event, ...], Many] = ()
    partners: Slugs = Field(default=(), description="Slugs of servers that it works with.")


class Resource(Model):
    """A page that helps the whole community."""

    title: Title
    url: HttpsUrl
    text: Note | None = None


class Community(Model):
    """People with one interest, across servers: `content/communities/<slug>.yml`."""

    name: Name
    summary: Summary
    about: MarkdownSource | None = Field(default=None, description="Markdown.")
    icon: Icon | None = Field(default=None, examples=["material/gamepad-variant"])
    color: Color | None = Field(default=None, examples=["#3366cc"])
    featured: Slugs = Field(default=(), description="Slugs of servers, shown first.")
    resources: Annotated[tuple[Resource, ...], Many] = ()
    related: Slugs = Field(default=(), description="Slugs of communities near it.")
    events: Annotated[tuple[Event, ...], Many] = ()
    highlights: Annotated[tuple[Highlight, ...], Many] = ()
    lang: LanguageTag | None = None


class Departure(Model):
    """Why a page is no longer there."""

    on: Day
    reason: Note
    to: Slug | None = Field(default=None, description="The slug that took its place.")


class Removed(Model):
    """`content/removed.yml`."""

    servers: dict[Slug, Departure] = Field(default_factory=dict)
    communities: dict[Slug, Departure] = Field(default_factory=dict)
