"""A stand-in for Discord on loopback, over real HTTP: for the tests and for `showcase demo`.

It answers the invite API and the CDN from two dicts, and misbehaves where a `Reply` says so.
The shapes follow recorded answers of 2026. Nothing here is imported from the rest of the package.
"""

from showcase.standin.answers import (
    BAD_USER_AGENT,
    BLOCKED_HTML,
    BLOCKED_JSON,
    CHANNEL,
    INVITE_EXPIRED,
    INVITER,
    NOT_FOUND,
    UNKNOWN_INVITE,
    Answer,
    Answers,
    Fault,
    Reply,
    guild_invite,
    json_reply,
    rate_limited,
    redirect,
    server_error,
)
from showcase.standin.server import Request, StandIn

__all__ = [
    "BAD_USER_AGENT",
    "BLOCKED_HTML",
    "BLOCKED_JSON",
    "CHANNEL",
    "INVITER",
    "INVITE_EXPIRED",
    "NOT_FOUND",
    "UNKNOWN_INVITE",
    "Answer",
    "Answers",
    "Fault",
    "Reply",
    "Request",
    "StandIn",
    "guild_invite",
    "json_reply",
    "rate_limited",
    "redirect",
    "server_error",
]
