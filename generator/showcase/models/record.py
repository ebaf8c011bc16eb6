"""What Discord answered, and what the store knows of an entry's invite."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal, overload

KNOWN_FEATURES: Final = frozenset(
    {
        *("PARTNERED", "VERIFIED", "COMMUNITY", "DISCOVERABLE", "VANITY_URL", "BANNER"),
        *("ANIMATED_BANNER", "ANIMATED_ICON", "INVITE_SPLASH", "INVITES_DISABLED"),
        *("MEMBER_VERIFICATION_GATE_ENABLED", "MEMBER_VERIFICATION_MANUAL_APPROVAL"),
        *("GUILD_ONBOARDING", "ROLE_ICONS", "GUILD_TAGS", "NEWS"),
        *("STAGE_CHANNEL_VIEWERS_50", "STAGE_CHANNEL_VIEWERS_150", "STAGE_CHANNEL_VIEWERS_300"),
    }
)
"""Features worth a badge or a word; Discord's set is open and its order changes."""
VANITY_TIER: Final = 3
"""The boost tier that holds a vanity address; below it, anybody may take the address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What an invite says of its server. All texts have passed the border.

    Attributes:
        id: The server's id (a snowflake as text: it passes 2^53).
        name: At most 100 characters.
        icon, banner, splash, discovery_splash: Hashes on Discord's CDN.
        brand_color: `#rrggbb`.
        features: Sorted, of KNOWN_FEATURES only.
        verification_level: 0 none to 4 verified phone.
        nsfw_level: 0 default, 1 explicit, 2 safe, 3 age restricted.
        boosts, boost_tier: How many boosts, and the tier 0 to 3.
        members, online: Counts at the time of asking; None where Discord gave none.
        expires_at: When a temporary invite ends.
        guest, targeted: Kinds of invites that no list should carry.
    """

    id: str
    name: str
    description: str | None = None
    icon: str | None = None
    banner: str | None = None
    splash: str | None = None
    discovery_splash: str | None = None
    brand_color: str | None = None
    tag: str | None = None
    features: tuple[str, ...] = ()
    verification_level: int | None = None
    vanity: str | None = None
    nsfw_level: int = 0
    nsfw: bool = False
    boosts: int | None = None
    boost_tier: int | None = None
    members: int | None = None
    online: int | None = None
    expires_at: datetime | None = None
    guest: bool = False
    targeted: bool = False

    @property
    def is_age_restricted(self) -> bool:
        """Whether the server says that it is for adults."""
        return self.nsfw or self.nsfw_level in {1, 3}

    def is_vanity(self, code: str) -> bool:
        """Tell whether an invite is the server's vanity address."""
        return self.vanity is not None and self.vanity.lower() == code.lower()

    def is_at_risk(self, code: str) -> bool:
        """Tell whether an invite is a vanity address that the server can lose, as far as is known."""
        tier = self.boost_tier
        return self.is_vanity(code) and tier is not None and tier < VANITY_TIER


@dataclass(frozen=True, slots=True)
class Invite:
    """A good answer: the invite leads to a server.

    Attributes:
        facts: What it says.
        unread: Names of fields of Facts that had a wrong shape; the last good value stands.
    """

    facts: Facts
    unread: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class NoServer:
    """A well-formed answer that leads to no server: a group, a friend, or nothing."""

    kind: Literal["group", "friend", "none"]


@dataclass(frozen=True, slots=True)
class Unknown:
    """The invite is not known (10006) or has expired (50270)."""

    code: Literal[10006, 50270]


@dataclass(frozen=True, slots=True)
class Failed:
    """The check failed, which says nothing about the invite.

    Attributes:
        why: A few words for a log.
        transport: No answer came at all.
        passing: Likely to be over soon, so worth another try.
    """

    why: str
    transport: bool = False
    passing: bool = False


@dataclass(frozen=True, slots=True)
class Limited:
    """Asked too fast: wait that many seconds, then go on."""

    wait: float


@dataclass(frozen=True, slots=True)
class Blocked:
    """Discord refuses this machine for a while, in seconds."""

    why: str
    seconds: float


Answer = Invite | NoServer | Unknown | Failed
"""What one check of an invite can end in."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A server that was seen, and when.

    Attributes:
        id: Empty where a published record does not tell it.
    """

    id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Absence:
    """A run of answers that the invite is unknown: the first, the last, and how many runs."""

    first: datetime
    last: datetime
    runs: int


@dataclass(frozen=True, slots=True)
class Standing:
    """When the join link last stood on the site, and in which state."""

    at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class Sample:
    """One point of a server's history."""

    day: date
    members: int
    online: int | None


class History(Sequence[Sample]):
    """Samples as numbers: as objects, those of ten thousand servers would take 100 MB."""

    __slots__ = ("_numbers",)

    def __init__(
        self, days: Iterable[int], members: Iterable[int], online: Iterable[int | None]
    ) -> None:
        """Take the ordinals of days, oldest first, and the counts of each."""
        known = (-1 if count is None else count for count in online)
        self._numbers = array("i", (*days, *members, *known))

    @property
    def numbers(self) -> Sequence[int]:
        """The ordinals of all days, then members, then people online: -1 where unknown."""
        return self._numbers

    @property
    def last_day(self) -> int | None:
        """The ordinal of the last sample's day."""
        count = len(self)
        return self.numbers[count - 1] if count else None

    @property
    def rows(self) -> Iterator[tuple[int, int, int | None]]:
        """A row for each sample: ordinal, members, online."""
        count, numbers = len(self), self.numbers
        online = [None if number < 0 else number for number in numbers[2 * count :]]
        return zip(numbers[:count], numbers[count : 2 * count], online, strict=True)

    def __len__(self) -> int:
        return len(self.numbers) // 3

    def __iter__(self) -> Iterator[Sample]:
        rows = self.rows
        return (Sample(date.fromordinal(day), members, online) for day, members, online in rows)

    @overload
    def __getitem__(self, index: int) -> Sample: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Sample, ...]: ...
    def __getitem__(self, index: int | slice) -> Sample | tuple[Sample, ...]:
        if isinstance(index, slice):
            return tuple(self)[index]
        day, members, online = self.numbers[range(len(self))[index] :: len(self)]
        return Sample(date.fromordinal(day), members, None if online < 0 else online)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, History | tuple) or len(self) != len(other):
            return False
        return tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


def last_day(history: Sequence[Sample]) -> int | None:
    """Return the ordinal of the last sample's day; None where there is none."""
    if isinstance(history, History):
        return history.last_day
    return history[-1].day.toordinal() if history else None


def rows(history: Sequence[Sample]) -> Iterable[tuple[int, int, int | None]]:
    """Return samples as ordinals of their days, members and online."""
    if isinstance(history, History):
        return history.rows
    return ((sample.day.toordinal(), sample.members, sample.online) for sample in history)


def columns(history: Sequence[Sample]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the ordinals of days, and the members on each."""
    if isinstance(history, History):
        count, numbers = len(history), history.numbers
        return tuple(numbers[:count]), tuple(numbers[count : 2 * count])
    return tuple(one.day.toordinal() for one in history), tuple(one.members for one in history)


@dataclass(frozen=True, slots=True)
class Published:
    """Pictures on the site: the source on Discord's CDN, and the files made from it."""

    source: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """When an entry left the lists, or came back to them."""

    at: datetime
    kind: Literal["back", "gone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What was observed of one entry's invite.

    Attributes:
        code, server_id: What was asked, and the pin at that time; of an entry that was taken out
            no code stays.
        first_seen: The day on which the entry first appeared.
        first_server: The first server accepted under this slug.
        facts, checked_at: The last good answer of the expected server, and when it came.
        confirmed_at: When this code last led to the expected server, and could be listed.
        answered_at: When any answer to this code and pin last came; failed tries do not count.
        tried_at, last_check: The last try and how it ended.
        absence: The run of 10006 or 50270, while it lasts.
        other: A server that is not the expected one, where the last answer led to one.
        no_server: What the last answer led to, where that was no server.
        backup, backup_at: The backup code, and when it last led to the expected server.
        backup_answered_at: When any answer to the backup last came.
        standing: When the link last stood on the site, or a person accepted that it fell.
        history: Oldest first, one sample a day, thinned as it ages.
        pictures: What the site shows of the server's own pictures.
        listed: Whether lists showed the entry in the last build; None where none is known.
        changes: The last few times at which that changed, oldest first; see `news`.
    """

    slug: str
    code: str = ""
    server_id: str | None = None
    first_seen: date | None = None
    first_server: Sighting | None = None
    facts: Facts | None = None
    checked_at: datetime | None = None
    confirmed_at: datetime | None = None
    answered_at: datetime | None = None
    tried_at: datetime | None = None
    last_check: Literal["ok", "failed"] | None = None
    absence: Absence | None = None
    other: Sighting | None = None
    no_server: Literal["group", "friend", "none"] | None = None
    backup: str | None = None
    backup_at: datetime | None = None
    backup_answered_at: datetime | None = None
    standing: Standing | None = None
    history: Sequence[Sample] = ()
    pictures: tuple[Published, ...] = field(default=())
    listed: bool | None = None
    changes: tuple[Change, ...] = ()
