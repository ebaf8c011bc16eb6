"""Discord's public invite API and CDN: addresses, answers, and what each error means.

Sources: the reference at docs.discord.com (invites, image formatting, rate limits) and recorded
answers from 2018 to 2026.
"""

import json
import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import quote

from showcase import shapes
from showcase.links import invite_code
from showcase.models.record import (
    KNOWN_FEATURES,
    Answer,
    Blocked,
    Facts,
    Failed,
    Invite,
    Limited,
    NoServer,
    Record,
    Unknown,
)

API_URL: Final = "https://discord.com/api/v10"
CDN_URL: Final = "https://cdn.discordapp.com"
ANSWER_LIMIT: Final = 256 * 1024
"""Bytes of one answer; the largest recorded one has 4 kB."""

DAY: Final = 86400.0
HOUR: Final = 3600.0
_DEFAULT_WAIT: Final = 5.0
_BANNER_SIZE: Final = 1024
_ICON_SIZE: Final = 256
_SOURCE: Final = re.compile(
    rf"(?:banners|discovery-splashes|splashes|icons)/{shapes.SNOWFLAKE.pattern}"
    rf"/{shapes.PICTURE_HASH.pattern}"
)


def user_agent(site_url: str, version: str) -> str:
    """Return the User-Agent that Discord's reference asks for."""
    return f"DiscordBot ({quote(site_url, safe=':/?&=%')}, {version})"


def invite_url(api_url: str, code: str) -> str:
    """Return the address that answers what an invite leads to."""
    return f"{api_url}/invites/{quote(code, safe='')}?with_counts=true"


def banner_sources(facts: Facts) -> tuple[str, ...]:
    """Return where a banner can come from, the best first: paths below the CDN."""
    places = (
        ("banners", facts.banner),
        ("discovery-splashes", facts.discovery_splash),
        ("splashes", facts.splash),
    )
    return tuple(f"{place}/{facts.id}/{name}" for place, name in places if name)


def icon_sources(facts: Facts) -> tuple[str, ...]:
    """Return where an icon can come from."""
    return (f"icons/{facts.id}/{facts.icon}",) if facts.icon else ()


def picture_sources(record: Record) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return where a server's banner and its icon can come from, the best first.

    The last that was published stands in while a newer one cannot be had.
    """
    facts = record.facts
    if facts is None:
        return (), ()
    earlier = [picture.source for picture in reversed(record.pictures)]
    own = [source for source in earlier if source.split("/")[1] == facts.id]
    kinds = ((banner_sources(facts), False), (icon_sources(facts), True))
    banners, icons = (
        tuple(dict.fromkeys([*sources, *(one for one in own if is_icon(one) == kind)]))
        if sources
        else ()
        for sources, kind in kinds
    )
    return banners, icons


def is_icon(source: str) -> bool:
    """Tell an icon's source from a banner's."""
    return source.startswith("icons/")


def picture_url(cdn_url: str, source: str) -> str:
    """Return the address of a picture near the size that is wanted, never an animated one."""
    size = _ICON_SIZE if is_icon(source) else _BANNER_SIZE
    return f"{cdn_url}/{source}.webp?size={size}"


def is_source(source: str) -> bool:
    """Tell whether `source` is a path that the functions above could have made."""
    return _SOURCE.fullmatch(source) is not None


def read_answer(
    status: int, headers: Mapping[str, str], body: bytes, now: datetime
) -> Answer | Limited | Blocked:
    """Say what an answer of the invite API means.

    Args:
        status: The HTTP status.
        headers: Names in lower case.
        body: At most ANSWER_LIMIT bytes.
        now: For a `Retry-After` that is a date, where the answer has no date of its own.
    """
    # Of an error with such a number the rest still counts; an invite with one is none.
    content = _json(body, _refuse_constant if status == 200 else _no_constant)
    code = content.get("code") if isinstance(content, dict) else None
    if code == 40333 and not isinstance(code, bool):
        return Blocked("Discord refuses our requests (40333)", DAY)
    if status == 200:
        return _read_invite(content)
    if status == 404 and type(code) is int and code in {10006, 50270}:
        return Unknown(10006 if code == 10006 else 50270)
    if status == 429:
        if _is_web_page(content, body):
            return Blocked("Discord limits this address (429 with a web page)", DAY)
        return _read_limit(content, headers, now)
    if status in {401, 403}:
        if _is_web_page(content, body):
            return Blocked(f"Discord answers {status} with a web page", DAY)
        return Blocked(f"Discord answers {status}", HOUR)
    return Failed(f"Discord answers {status}", passing=status >= 500)


def named_code(body: bytes) -> str | None:
    """Return the code that an answer names, which may be another name of the invite asked for."""
    content = _json(body, _no_constant)
    code = content.get("code") if isinstance(content, dict) else None
    return code if isinstance(code, str) else None


def rest_asked_for(headers: Mapping[str, str]) -> float:
    """Return how many seconds an answer asks to rest before the next request; mostly 0.

    Source: the reference's "Rate Limits": nothing remains, and the bucket is reset after so long.
    """
    if _seconds(headers.get("x-ratelimit-remaining")) != 0:
        return 0.0
    return _seconds(headers.get("x-ratelimit-reset-after")) or 0.0


_UNREADABLE: Final = object()


def _json(body: bytes, constant: Callable[[str], Any]) -> Any:
    try:
        return json.loads(body, parse_constant=constant)
    except (ValueError, RecursionError):
        return _UNREADABLE


def _is_web_page(content: Any, body: bytes) -> bool:
    """Tell the page or the line of a proxy from an answer of the API, or from none at all."""
    return content is _UNREADABLE and bool(body.strip()) and body.lstrip()[:1] not in {b"{", b"["}


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


def _no_constant(_name: str) -> None:
    """Read NaN and Infinity, which are no JSON, as null."""


def _read_limit(content: Any, headers: Mapping[str, str], now: datetime) -> Limited | Blocked:
    header = headers.get("retry-after")
    fields = content if isinstance(content, dict) else {}
    message = fields.get("message")
    says_blocked = isinstance(message, str) and "blocked" in message.lower()
    if "retry_after" not in fields and (header is None or says_blocked):
        return Blocked("Discord says that this address is blocked", HOUR)
    sent = _moment(headers.get("date")) or now
    until = _moment(header)
    waits = [_seconds(fields.get("retry_after")), _seconds(header)]
    waits += [max(0.0, (until - sent).total_seconds())] if until else []
    return Limited(max((wait for wait in waits if wait is not None), default=_DEFAULT_WAIT))


def _seconds(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        seconds = float(value)
    except (ValueError, OverflowError):
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None


def _moment(header: str | None) -> datetime | None:
    try:
        at = parsedate_to_datetime(header or "")
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _read_invite(content: Any) -> Answer:
    if not isinstance(content, dict):
        return Failed("the answer is not an invite")
    kind = content.get("type")
    kind = 0 if kind is None else kind
    if isinstance(kind, bool) or not isinstance(kind, int) or not 0 <= kind <= 2:
        return Failed("the answer is of an unknown type")
    guild = content.get("guild")
    if guild is None and not _is_invite(content):
        return Failed("the answer is not an invite")
    if kind:
        return NoServer("group" if kind == 1 else "friend")
    if guild is None:
        return NoServer("none")
    if not isinstance(guild, dict):
        return Failed("the answer's server is not an object")
    server_id, name = guild.get("id"), guild.get("name")
    if not isinstance(server_id, str) or not shapes.SNOWFLAKE.fullmatch(server_id):
        return Failed("the answer's server has a bad id")
    name = shapes.line(100)(name) if isinstance(name, str) else None
    if name is None:
        return Failed("the answer's server has a bad name")
    return _Reading(content, guild).invite(server_id, name)


def _is_invite(content: dict[str, Any]) -> bool:
    """Tell an invite without a server from what a gateway or a portal answers."""
    code = content.get("code")
    if not isinstance(code, str) or "message" in content or "error" in content:
        return False
    return any(name in content for name in ("guild", "channel", "inviter", "type"))


class _Reading:
    """Reads the optional fields one by one; one bad field spoils no other."""

    def __init__(self, content: dict[str, Any], guild: dict[str, Any]) -> None:
        profile = content.get("profile")
        self._content = content
        self._guild = guild
        self._profile = {} if profile is None else profile
        self._unread: set[str] = set()

    def invite(self, server_id: str, name: str) -> Invite:
        guild, profile, content = self._guild, self._profile, self._content
        picture = shapes.matching(shapes.PICTURE_HASH)
        facts = Facts(
            id=server_id,
            name=name,
            description=self._field("description", shapes.line(300), guild, profile),
            icon=self._field("icon", picture, guild),
            banner=self._field("banner", picture, guild),
            splash=self._field("splash", picture, guild),
            discovery_splash=self._field(
                "discovery_splash", picture, profile, key="custom_banner_hash"
            ),
            brand_color=self._field(
                "brand_color", shapes.color, profile, key="brand_color_primary"
            ),
            tag=self._field("tag", shapes.line(16), profile),
            features=self._field("features", _features, guild) or (),
            verification_level=self._field("verification_level", shapes.whole(4), guild),
            vanity=self._field("vanity", invite_code, guild, key="vanity_url_code"),
            nsfw_level=self._field("nsfw_level", shapes.whole(3), guild) or 0,
            nsfw=self._field("nsfw", shapes.flag, guild) or False,
            boosts=self._field(
                "boosts",
                shapes.whole(shapes.MOST_BOOSTS),
                guild,
                profile,
                key="premium_subscription_count",
            ),
            boost_tier=self._field(
                "boost_tier", shapes.whole(3), guild, profile, key="premium_tier"
            ),
            members=self._count("members", "approximate_member_count", "member_count"),
            online=self._count("online", "approximate_presence_count", "online_count"),
            expires_at=self._field("expires_at", shapes.moment, content),
            guest=bool((self._field("guest", shapes.whole(2**53), content, key="flags") or 0) & 1),
            targeted=bool(self._field("targeted", shapes.whole(100), content, key="target_type")),
        )
        return Invite(facts, frozenset(self._unread))

    def _field(self, field: str, read: Callable[[Any], Any], *places: Any, key: str = "") -> Any:
        for place in places:
            try:
                value = place.get(key or field)
                if value is not None:
                    return read(value)
            except (ValueError, TypeError, AttributeError, OverflowError):
                self._unread.add(field)
                return None
        return None

    def _count(self, field: str, key: str, profile_key: str) -> int | None:
        whole = shapes.whole(shapes.MOST_MEMBERS)
        count: int | None = self._field(field, whole, self._content, key=key)
        if count is None and field not in self._unread:
            count = self._field(field, whole, self._profile, key=profile_key)
        return count


def _features(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(value)
    return tuple(sorted({item for item in value if isinstance(item, str)} & KNOWN_FEATURES))
