"""What people write: entries, communities, and the list of what was removed."""

from datetime import timedelta
from typing import Annotated, Final, Literal, Protocol, Self

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator

from showcase.models import patterns
from showcase.models.fields import (
    NAME_LIMIT,
    Color,
    Day,
    Distinct,
    Flag,
    HttpsUrl,
    Icon,
    InviteCode,
    Labelled,
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
from showcase.models.parts import Channels, Person, Resource
from showcase.schedule import Schedule

VERIFIED_FOR: Final = timedelta(days=365)
"""How long an entry counts as right after somebody said that it is."""

Slugs = Annotated[tuple[Slug, ...], Many, Distinct]


class Highlight(Model):
    """Something that a server or a community is proud of."""

    kind: Literal["achievement", "initiative", "collaboration"] = Field(
        description="What kind of thing it is.", examples=["initiative"]
    )
    title: Title = Field(description="What it is, in a few words.", examples=["A winter game jam"])
    date: Day | None = Field(
        default=None, description="The day on which it took place.", examples=["2026-01-31"]
    )
    text: Note | None = Field(
        default=None,
        description="One or two sentences about it.",
        examples=["Forty small games in a weekend."],
    )
    with_: Slugs = Field(
        default=(),
        alias="with",
        description="Slugs of the servers that took part.",
        examples=[["example-makers"]],
    )


def _repeats(value: object) -> str:
    if not isinstance(value, str):
        raise mistake("must be text. Write it like `weekly`, or as an RRULE.")
    return value.strip()


class Event(Model):
    """A meeting, once or repeating."""

    model_config = ConfigDict(json_schema_extra=patterns.EVENT)

    title: Title = Field(description="What it is.", examples=["Open workshop"])
    start: Moment = Field(
        description="When it begins, as local time in `zone`.", examples=["2026-12-04T19:00"]
    )
    end: Moment | None = Field(
        default=None, description="When it ends.", examples=["2026-12-04T21:00"]
    )
    zone: Zone | None = Field(
        default=None,
        description="The time zone of its times; what repeats needs one.",
        examples=["Europe/Berlin", "UTC"],
    )
    repeats: Annotated[str, BeforeValidator(_repeats)] | None = Field(
        default=None,
        description="daily, weekly, every 2 weeks, monthly, yearly or an RRULE.",
        examples=["weekly", "every 2 weeks", "FREQ=MONTHLY;BYDAY=1FR"],
    )
    url: HttpsUrl | None = Field(
        default=None,
        description="A page about it.",
        examples=["https://example.org/workshop"],
    )
    text: Note | None = Field(
        default=None,
        description="One or two sentences about it.",
        examples=["Bring what you are working on, or just watch."],
    )

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


_WORKSHOP: Final = {
    "title": "Open workshop",
    "start": "2026-12-04T19:00",
    "zone": "Europe/Berlin",
    "repeats": "every 2 weeks",
}


class Invitation(Protocol):
    """Where an entry says that its server is found."""

    @property
    def invite(self) -> str:
        """The code of its invite."""

    @property
    def server_id(self) -> str | None:
        """The server that every answer must be of, where it is pinned."""

    @property
    def backup_invite(self) -> str | None:
        """The code of another invite."""


class Entry(Model):
    """One server as its contributor describes it: `content/servers/<slug>.yml`."""

    name: Name = Field(description="What the server is called.", examples=["Example Makers"])
    invite: InviteCode = Field(
        description="A permanent invite: its code or any Discord invite link.",
        examples=["https://discord.gg/python", "python"],
    )
    summary: Summary = Field(
        description="One line that says what the server is for.",
        examples=["People who build small machines from reclaimed parts and share the drawings."],
    )
    communities: Annotated[Slugs, AfterValidator(_some)] = Field(
        description="Slugs of the communities that it belongs to.",
        examples=[["electronics", "learning"]],
        json_schema_extra={"minItems": 1},
    )
    server_id: ServerId | None = Field(
        default=None,
        description="The server's id on Discord (Copy Server ID), which every answer must match.",
        examples=["123456789012345678"],
    )
    tags: Annotated[tuple[Tag, ...], Many, Distinct] = Field(
        default=(),
        description="A few words to find it by.",
        examples=[["beginners", "c++", "game dev"]],
    )
    languages: Annotated[tuple[LanguageTag, ...], Many, Distinct] = Field(
        default=(), description="What is spoken there (BCP 47).", examples=[["en", "pt-BR"]]
    )
    region: Region | None = Field(
        default=None,
        description="The country or region that it is for (CLDR).",
        examples=["DE", "419"],
    )
    lang: LanguageTag | None = Field(
        default=None,
        description="The language of this entry's own text, if not the site's.",
        examples=["de"],
    )
    links: Annotated[dict[Name, HttpsUrl], Labelled] = Field(
        default_factory=dict,
        description="Pages of the server's people: a label, and an https address.",
        examples=[{"Website": "https://example.org/"}],
        json_schema_extra={"propertyNames": {"pattern": r"\S", "maxLength": NAME_LIMIT}},
    )
    age_restricted: Flag = Field(
        default=False,
        description="For adults only. Such servers are not listed for now.",
        examples=[True],
    )
    added: Day | None = Field(
        default=None,
        description="The day it came to this list, if not the day it was first seen.",
        examples=["2026-01-31"],
    )
    verified: Day | None = Field(
        default=None,
        description="When its people last said that all of this is right.",
        examples=["2026-01-31"],
    )
    backup_invite: InviteCode | None = Field(
        default=None,
        description="Asked when `invite` fails; used only for the same server.",
        examples=["https://discord.gg/AbCdEf12"],
    )
    run_by: Person | None = Field(
        default=None,
        description="The person or organisation that runs it.",
        examples=[{"name": "Example Foundation", "url": "https://example.org/"}],
    )
    official: Flag = Field(
        default=False, description="The official server of what it is about.", examples=[True]
    )
    about: MarkdownSource | None = Field(
        default=None,
        description="Markdown: what it is, whom it is for, what one finds there.",
        examples=["We mend radios.\n\nBeginners get help in the *workbench*."],
    )
    guidelines: MarkdownSource | None = Field(
        default=None,
        description="Markdown: what one should know before taking part.",
        examples=["- Be kind.\n- No advertising."],
    )
    first_steps: MarkdownSource | None = Field(
        default=None,
        description="Markdown: what to do after joining.",
        examples=["Say hello, and tell what you are building."],
    )
    channels: Annotated[tuple[Channels, ...], Many] = Field(
        default=(),
        description="Channels by category, so that people see what is talked about.",
        examples=[[{"category": "Making", "text": ["robotics", "radio"], "voice": ["Workbench"]}]],
    )
    highlights: Annotated[tuple[Highlight, ...], Many] = Field(
        default=(),
        description="Things that the server is proud of.",
        examples=[[{"kind": "initiative", "title": "A winter game jam", "date": "2026-01-31"}]],
    )
    events: Annotated[tuple[Event, ...], Many] = Field(
        default=(),
        description="Meetings, once or repeating.",
        examples=[[_WORKSHOP]],
    )
    partners: Slugs = Field(
        default=(),
        description="Slugs of servers that it works with; both pages show it where both say so.",
        examples=[["example-makers"]],
    )


class Community(Model):
    """People with one interest, across servers: `content/communities/<slug>.yml`."""

    name: Name = Field(description="What the community is called.", examples=["Electronics"])
    summary: Summary = Field(
        description="One line that says what its people share.",
        examples=["Boards, radios and robots, from the first LED on."],
    )
    about: MarkdownSource | None = Field(
        default=None,
        description="Markdown: what these servers share, and where to begin.",
        examples=["Most servers help with *any* board.\n\nRadio has places of its own."],
    )
    icon: Icon | None = Field(
        default=None,
        description="The name of one of Material's icons.",
        examples=["material/gamepad-variant"],
    )
    color: Color | None = Field(
        default=None, description="The community's colour.", examples=["#3366cc"]
    )
    featured: Slugs = Field(
        default=(), description="Slugs of servers, shown first.", examples=[["example-makers"]]
    )
    resources: Annotated[tuple[Resource, ...], Many] = Field(
        default=(),
        description="Pages that help the whole community.",
        examples=[[{"title": "The Rust Book", "url": "https://doc.rust-lang.org/book/"}]],
    )
    related: Slugs = Field(
        default=(), description="Slugs of communities near it.", examples=[["learning"]]
    )
    events: Annotated[tuple[Event, ...], Many] = Field(
        default=(),
        description="Meetings of the whole community, once or repeating.",
        examples=[[_WORKSHOP]],
    )
    highlights: Annotated[tuple[Highlight, ...], Many] = Field(
        default=(),
        description="Things that the community is proud of.",
        examples=[[{"kind": "collaboration", "title": "A shared bench", "with": ["one", "two"]}]],
    )
    lang: LanguageTag | None = Field(
        default=None,
        description="The language of this file's own text, if not the site's.",
        examples=["de"],
    )
