"""The Discord of the demo: what it answers about each made-up server, and since when."""

import hashlib
import math
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict

from showcase import standin
from showcase.demo import art

FOLDER: Final = Path(__file__).parent
CONTENT: Final = FOLDER / "content"
# Where the CDN keeps each kind of picture.
PLACES: Final = {
    "icon": "icons",
    "banner": "banners",
    "splash": "splashes",
    "discovery_splash": "discovery-splashes",
}
_GREY: Final = "#7a7f87"

State = Literal[
    "unchecked", "mismatch", "ineligible", "gone", "missing", "temporary", "paused", "live"
]
Kind = Literal["icon", "banner", "splash", "discovery_splash"]


class Server(BaseModel):
    """One server of `discord.yml`, as the stand-in knows it.

    Attributes:
        code: What its invite is asked by; `backup` is a second one that leads to it.
        shows: The state that the answer leads to, for `gone` in three runs over a day or more.
        answer: How `code` is answered. Where that is no guild, the facts are the last good ones.
        expires_in_days: From the demo's now; None for a permanent invite.
        id: None where Discord never gave any facts, as all that follows.
        color: `#rrggbb`, its brand colour and that of its pictures.
        pictures: Which of them exist, with the motif of each.
        animated: Those among them whose name begins with `a_`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    backup: str | None = None
    shows: State = "live"
    answer: Literal["guild", "unknown", "expired", "outage", "reset", "group-dm", "taken-over"] = (
        "guild"
    )
    expires_in_days: int | None = None
    id: str | None = None
    name: str = ""
    description: str | None = None
    members: int = 0
    online: int = 0
    boosts: int = 0
    tier: int = 0
    verification_level: int = 0
    nsfw_level: int = 0
    vanity: str | None = None
    tag: str | None = None
    color: str | None = None
    features: tuple[str, ...] = ()
    pictures: Mapping[Kind, str] = {}
    animated: tuple[Kind, ...] = ()

    def picture(self, kind: Kind) -> str | None:
        """Return the name that the CDN has for a picture: 32 hex digits, or None."""
        if kind not in self.pictures:
            return None
        name = hashlib.sha256(f"{self.id}/{kind}".encode()).hexdigest()[:32]
        return f"a_{name}" if kind in self.animated else name


def servers() -> dict[str, Server]:
    """Return the servers of the demo by the slug of their entry."""
    content = yaml.safe_load((FOLDER / "discord.yml").read_text(encoding="utf-8"))
    return {slug: Server.model_validate(facts) for slug, facts in content.items()}


def stand_in(now: datetime, known: Mapping[str, Server] | None = None) -> standin.StandIn:
    """Return the Discord of the demo, not yet standing; dates of expiry are counted from `now`.

    `known` are all of the demo, if not given; drawing their pictures takes a few seconds.
    """
    known = servers() if known is None else known
    discord = standin.StandIn()
    discord.invites.update(invites(known, now))
    discord.pictures.update(pictures(known))
    return discord


def invites(known: Mapping[str, Server], now: datetime) -> dict[str, standin.Answers]:
    """Return what is answered for each code; a code that is missing here is unknown."""
    answers: dict[str, standin.Answers] = {}
    for server in known.values():
        if server.answer != "unknown":
            answers[server.code] = _answer(server, now)
        if server.backup:
            answers[server.backup] = guild(server, server.backup)
    return answers


def pictures(known: Mapping[str, Server]) -> dict[str, standin.Answers]:
    """Draw the pictures of all servers, by their paths on the CDN."""
    drawn: dict[str, standin.Answers] = {}
    for server in known.values():
        for kind, motif in server.pictures.items():
            draw = art.icon if kind == "icon" else art.banner
            path = f"{PLACES[kind]}/{server.id}/{server.picture(kind)}"
            drawn[path] = draw(motif, server.color or _GREY, path)
    return drawn


def history(
    slug: str, members: int, online: int, now: datetime, days: int = 180
) -> list[tuple[date, int, int]]:
    """Return a believable past: day, members and people online, the oldest first.

    It ends on the day of `now` with the numbers given, and is the same for the same arguments.
    """
    rng = Random(f"history of {slug}")  # noqa: S311  # a seed, no secret
    start = rng.choice((0.62, 0.74, 0.82, 0.88, 0.92, 0.95, 0.98, 1.0, 1.03, 1.09))
    bend = rng.uniform(0.7, 1.6)
    # One in three was found by many at once: a video, a fair, a mention.
    found = rng.uniform(0.25, 0.85) if rng.random() < 0.33 else None
    rush = rng.uniform(0.3, 0.6)
    week = [1.0, 0.97, 0.98, 1.0, 1.08, 1.2 + rng.uniform(0, 0.2), 1.15 + rng.uniform(0, 0.2)]
    today = now.date()
    past = []
    for ago in range(days - 1, -1, -1):
        day = today - timedelta(days=ago)
        share = 1 - ago / max(1, days - 1)
        grown = share**bend
        if found is not None:
            grown = (1 - rush) * grown + rush / (1 + math.exp((found - share) * 40))
        # The noise of the counts ends where the present is known.
        count = members * (start + (1 - start) * grown) * (1 + rng.gauss(0, 0.002))
        there = online * (count / members if members else 0.0)
        there *= week[day.weekday()] / week[today.weekday()] * (1 + rng.gauss(0, 0.05))
        past.append((day, max(1, round(count)), min(round(count), max(1, round(there)))))
    return [*past[:-1], (today, members, online)]


def _answer(server: Server, now: datetime) -> standin.Answer:
    if server.answer == "expired":
        return standin.INVITE_EXPIRED
    if server.answer == "outage":
        return standin.server_error(503)
    if server.answer == "reset":
        return standin.Reply(fault="reset")
    if server.answer == "group-dm":
        return _group_dm(server.code)
    if server.answer == "taken-over":
        return standin.guild_invite(
            server.code,
            guild_id="1322817904662052934",
            name="Free Coins Lounge",
            description="Verify with your wallet to enter.",
            members=31200,
            online=28,
            boosts=14,
            tier=3,
            vanity=server.code,
        )
    days = server.expires_in_days
    return guild(server, server.code, None if days is None else now + timedelta(days=days))


def guild(server: Server, code: str, expires: datetime | None = None) -> dict[str, Any]:
    """Return the answer of an invite that leads to a server."""
    if server.id is None:
        raise ValueError(f"discord.yml: {server.code} needs an id and facts. Add them.")
    return standin.guild_invite(
        code,
        guild_id=server.id,
        name=server.name,
        members=server.members,
        online=server.online,
        icon=server.picture("icon"),
        banner=server.picture("banner"),
        splash=server.picture("splash"),
        discovery_splash=server.picture("discovery_splash"),
        description=server.description,
        features=server.features,
        verification_level=server.verification_level,
        nsfw_level=server.nsfw_level,
        boosts=server.boosts,
        tier=server.tier,
        vanity=server.vanity,
        brand_color=server.color,
        tag=server.tag,
        expires_at=expires.isoformat(timespec="seconds") if expires else None,
    )


def _group_dm(code: str) -> dict[str, Any]:
    return {
        "type": 1,
        "code": code,
        "inviter": standin.INVITER,
        "expires_at": None,
        "channel": {**standin.CHANNEL, "type": 3, "icon": None, "recipients": []},
        "approximate_member_count": 7,
        "approximate_presence_count": 2,
    }
