"""What a list holds: invites with what stands beside them, and what could not be read."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from showcase import text

_HOSTS: Final = r"discord\.gg/(?:invite/)?|discord(?:app)?\.com/invite/"
# A code may end a sentence or a bracket; it never ends in a hyphen.
INVITE: Final = re.compile(
    rf"(?<![A-Za-z0-9-])(?:{_HOSTS})([A-Za-z0-9](?:[A-Za-z0-9-]{{0,98}}[A-Za-z0-9]))"
    r"(?![A-Za-z0-9])",
    re.IGNORECASE | re.ASCII,
)
_NO_INVITE: Final = re.compile(
    rf"(?<![A-Za-z0-9-])(?:{_HOSTS})(?P<rest>[^\s\"'<>)\]|]*)", re.IGNORECASE | re.ASCII
)
# Sites that stand between a list and Discord: their links cannot be asked about.
_DETOUR: Final = re.compile(
    r"(?<![A-Za-z0-9.-])(?:www\.)?(?:dsc\.gg|invite\.gg|discord\.me|discord\.io|discords\.com|"
    r"disboard\.org|top\.gg|discadia\.com|discord\.com/(?:servers|channels))/[\w/.#-]*\w",
    re.IGNORECASE | re.ASCII,
)
_SHOWN: Final = 60
_OPEN_IT: Final = "Open it, and add the https://discord.gg/ link that it leads to."


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """One invite of a list.

    Attributes:
        line: Where it stands in the source, from 1.
        name: Empty where none was found; `is_guess` where it may be something else, such as
            a heading.
        text: What stands beside it, on one line, of any length.
        communities: Headings or categories above it, as written.
        links: Label to https address.
        server_id: Where the list tells it.
    """

    line: int
    code: str
    name: str = ""
    is_guess: bool = False
    text: str = ""
    communities: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    server_id: str | None = None
    age_restricted: bool = False

    @property
    def key(self) -> str:
        """The code as it is compared: vanity codes ignore case."""
        return self.code.lower()


@dataclass(frozen=True, order=True, slots=True)
class Leftover:
    """What a person has to look at: a line of the source (0 for none), and why.

    Attributes:
        code: The invite that was not made an entry, where it is about one.
    """

    line: int
    sentence: str
    code: str = ""

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return text.log_line(f"{where}{self.sentence}")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a list: every invite once, in the order of the source."""

    finds: tuple[Find, ...]
    leftovers: tuple[Leftover, ...]


def invites_in(source: str) -> Iterator[tuple[int, str]]:
    """Yield every invite's line and code, wherever it stands."""
    for number, line in enumerate(source.split("\n"), 1):
        for found in INVITE.finditer(line):
            yield number, found[1]


def gathered(source: str, finds: Iterable[Find], leftovers: Iterable[Leftover]) -> Reading:
    """Join what a reader found with all that stands in the source: nothing is silently lost."""
    by_key: dict[str, Find] = {}
    for find in finds:
        earlier = by_key.get(find.key)
        by_key[find.key] = _joined(earlier, find) if earlier else find
    rest = {line: Leftover(line, sentence) for line, sentence in _unreadable(source)}
    for leftover in leftovers:
        rest.setdefault(leftover.line, leftover)
    places: dict[str, list[tuple[int, str]]] = {}
    for line, code in invites_in(source):
        places.setdefault(code.lower(), []).append((line, code))
    missed = [
        Leftover(found[0][0], f"discord.gg/{found[0][1]} stands where nothing is read, such as a "
                 "comment. Add it by hand.", found[0][1])
        for key, found in places.items() if key not in by_key
    ]  # fmt: skip
    placed = (_placed(find, places.get(find.key, [])) for find in by_key.values())
    ordered = sorted(placed, key=lambda find: find.line)
    return Reading(tuple(ordered), tuple(sorted([*rest.values(), *missed])))


def _placed(find: Find, places: list[tuple[int, str]]) -> Find:
    """Return a find on the very line of its invite, where the reader knows that of its item."""
    line = next((line for line, _ in places if line >= find.line), find.line)
    return replace(find, line=line)


def _joined(one: Find, other: Find) -> Find:
    """Return an invite that stands in two places as one."""
    better = other if one.is_guess and other.name and not other.is_guess else one
    return replace(
        one,
        name=better.name or other.name,
        is_guess=better.is_guess if better.name else other.is_guess,
        text=one.text or other.text,
        communities=tuple(dict.fromkeys((*one.communities, *other.communities))),
        tags=one.tags or other.tags,
        languages=one.languages or other.languages,
        links={**other.links, **one.links},
        server_id=one.server_id or other.server_id,
    )


def _unreadable(source: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(source.split("\n"), 1):
        for link in _NO_INVITE.finditer(line):
            if not INVITE.match(line, link.start()):
                shown = text.quoted(link[0][:_SHOWN])
                yield number, f"`{shown}` is no invite: a code has 2 to 100 letters or digits."
        detour = _DETOUR.search(line)
        if detour and not INVITE.search(line):
            shown = text.quoted(detour[0][:_SHOWN])
            yield number, f"`{shown}` is not an invite of Discord's own. {_OPEN_IT}"
