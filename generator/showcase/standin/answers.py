"""What the stand-in answers: replies, ready-made ones, and an invite in its recorded shape."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Fault = Literal[
    "reset",  # the connection breaks off before any answer
    "close",  # the connection ends in order, with no answer
    "hang",  # nothing comes, for as long as the stand-in stands
    "garbage",  # `body` is sent as it is: no status line, no headers; then `again` without end
    "drip-headers",  # the head comes one byte every `delay` seconds
    "drip",  # the body comes one byte every `delay` seconds
    "truncate",  # the body ends 1,000 bytes before its Content-Length
    "endless-headers",
    "endless-body",
]


@dataclass(frozen=True)
class Reply:
    """One answer, and how the connection misbehaves with it.

    `delay` is in seconds: before the answer, between the bytes of a drip, or before each `again`.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    fault: Fault | None = None
    delay: float = 0.0
    again: bytes = b""


Answer: TypeAlias = Reply | bytes | dict[str, Any]
Answers: TypeAlias = Answer | Sequence[Answer]


def json_reply(status: int, body: object, headers: Mapping[str, str] | None = None) -> Reply:
    """Return a reply whose body is JSON."""
    kind = {"Content-Type": "application/json"}
    return Reply(status, {**kind, **(headers or {})}, json.dumps(body).encode())


def redirect(url: str, status: int = 302) -> Reply:
    """Return a redirect to `url`."""
    return Reply(status, {"Location": url})


def rate_limited(seconds: float) -> Reply:
    """Return the 429 that asks for a pause of `seconds`."""
    body = {"message": "You are being rate limited.", "retry_after": seconds, "global": False}
    return json_reply(429, body, {"Retry-After": str(int(seconds))})


def server_error(status: int = 503) -> Reply:
    """Return an outage: a status of 5xx and the page of a proxy."""
    return Reply(status, {"Content-Type": "text/html"}, b"<html><h1>upstream error</h1></html>")


UNKNOWN_INVITE = json_reply(404, {"message": "Unknown Invite", "code": 10006})
INVITE_EXPIRED = json_reply(404, {"message": "Invite is expired", "code": 50270})
NOT_FOUND = json_reply(404, {"message": "404: Not Found", "code": 0})
BAD_USER_AGENT = json_reply(403, {"message": "internal network error", "code": 40333})
BLOCKED_JSON = json_reply(
    429,
    {
        "code": 0,
        "message": "You are being blocked from accessing our API temporarily due to exceeding "
        "our rate limits frequently.",
    },
)
BLOCKED_HTML = Reply(
    429,
    {"Content-Type": "text/html; charset=UTF-8"},
    b"<!DOCTYPE html><html><head><title>Access denied</title></head>"
    b"<body><h1>Error 1015</h1><p>You are being rate limited</p></body></html>",
)
INVITER = {
    "id": "100000000000000001",
    "username": "privateperson",
    "avatar": None,
    "discriminator": "0",
    "public_flags": 0,
    "global_name": "Private Person",
}
CHANNEL = {"id": "100000000000000002", "type": 0, "name": "private-channel"}


def guild_invite(
    code: str,
    *,
    guild_id: int | str,
    name: str,
    members: int | None = 1200,
    online: int | None = 150,
    icon: str | None = None,
    banner: str | None = None,
    splash: str | None = None,
    discovery_splash: str | None = None,
    description: str | None = None,
    features: Sequence[str] = (),
    verification_level: int = 1,
    nsfw_level: int = 0,
    boosts: int = 0,
    tier: int = 0,
    vanity: str | None = None,
    brand_color: str | None = None,
    tag: str | None = None,
    expires_at: str | None = None,
    **over: Any,
) -> dict[str, Any]:
    """Return the body of a 200 answer in the newest recorded shape.

    It names an inviter and a channel, `INVITER` and `CHANNEL`, which nobody may keep. Keys of
    `over` replace those at the top; a dict is merged into the `guild` or `profile` that stands.
    """
    shared = {"id": str(guild_id), "name": name, "description": description}
    boosted = {"premium_subscription_count": boosts, "premium_tier": tier}
    answer: dict[str, Any] = {
        "type": 0,
        "code": code,
        "inviter": INVITER,
        "expires_at": expires_at,
        "id": 0 if vanity == code else str(int(guild_id) + 7),
        "flags": 2,
        "guild": {
            **shared,
            "splash": splash,
            "banner": banner,
            "icon": icon,
            "features": list(features),
            "verification_level": verification_level,
            "vanity_url_code": vanity,
            "nsfw_level": nsfw_level,
            "nsfw": nsfw_level in {1, 3},
            **boosted,
        },
        "guild_id": str(guild_id),
        "channel": CHANNEL,
        "profile": {
            **shared,
            "icon_hash": icon,
            "member_count": members,
            "online_count": online,
            "brand_color_primary": brand_color,
            "banner_hash": None,
            "tag": tag,
            "traits": [],
            "visibility": 1,
            "custom_banner_hash": discovery_splash,
            **boosted,
        },
        "approximate_member_count": members,
        "approximate_presence_count": online,
    }
    for key, value in over.items():
        nested = isinstance(value, dict) and isinstance(answer.get(key), dict)
        answer[key] = {**answer[key], **value} if nested else value
    return answer
